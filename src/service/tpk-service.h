/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#pragma once

#include "tpk-service-check.h"

G_BEGIN_DECLS

/* The D-Bus face: what calling clients talk to. */
#define TPK_TYPE_SERVICE (tpk_service_get_type ())
G_DECLARE_FINAL_TYPE (TpkService, tpk_service, TPK, SERVICE, GObject)

TpkService      *tpk_service_new           (void);
gboolean         tpk_service_export        (TpkService      *self,
                                            GDBusConnection *connection,
                                            const char      *path,
                                            GError         **error);
void             tpk_service_unexport      (TpkService      *self);
void             tpk_service_set_workspace (TpkService      *self,
                                            TpkWorkspace    *workspace,
                                            const GError    *error);
TpkServiceCheck *tpk_service_get_check     (TpkService      *self);
void             tpk_service_recheck       (TpkService      *self);
gboolean         tpk_service_is_busy       (TpkService      *self);

G_END_DECLS
