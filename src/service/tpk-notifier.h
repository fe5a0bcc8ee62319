/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#pragma once

#include "tpk-service-check.h"

G_BEGIN_DECLS

/* Tells people what happened while they were not looking. */
#define TPK_TYPE_NOTIFIER (tpk_notifier_get_type ())
G_DECLARE_FINAL_TYPE (TpkNotifier, tpk_notifier, TPK, NOTIFIER, GObject)

TpkNotifier *tpk_notifier_new           (GApplication    *application,
                                         TpkServiceCheck *check,
                                         GSettings       *settings);
void         tpk_notifier_set_workspace (TpkNotifier     *self,
                                         TpkWorkspace    *workspace);
void         tpk_notifier_set_quiet     (TpkNotifier     *self,
                                         gboolean         quiet);

G_END_DECLS
