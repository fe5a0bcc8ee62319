/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#pragma once

#include "workspace/tpk-workspace.h"

G_BEGIN_DECLS

/* Who may wait for the end of one check. */
#define TPK_SERVICE_CHECK_MAX_PER_PEER 32
#define TPK_SERVICE_CHECK_MAX          512

/* How checks are carried out; both functions go together. */
typedef TpkCheckOptions *(* TpkDupCheckOptions)  (void);
typedef void             (* TpkFreeCheckOptions) (TpkCheckOptions *options);

/* Checks of what is applied: one at a time, for all who ask. */
#define TPK_TYPE_SERVICE_CHECK (tpk_service_check_get_type ())
G_DECLARE_FINAL_TYPE (TpkServiceCheck, tpk_service_check, TPK, SERVICE_CHECK, GObject)

TpkServiceCheck *tpk_service_check_new         (void);
void             tpk_service_check_set_options (TpkServiceCheck      *self,
                                                TpkDupCheckOptions    dup_options,
                                                TpkFreeCheckOptions   free_options);
void             tpk_service_check_join_async  (TpkServiceCheck      *self,
                                                TpkWorkspace         *workspace,
                                                const char           *peer,
                                                GAsyncReadyCallback   callback,
                                                gpointer              user_data);
char            *tpk_service_check_join_finish (TpkServiceCheck      *self,
                                                GAsyncResult         *result,
                                                GError              **error);
void             tpk_service_check_cancel      (TpkServiceCheck      *self);
gboolean         tpk_service_check_is_running  (TpkServiceCheck      *self);
TpkVerdict      *tpk_service_check_get_verdict (TpkServiceCheck      *self);
void             tpk_service_check_set_verdict (TpkServiceCheck      *self,
                                                TpkVerdict           *verdict);

G_END_DECLS
