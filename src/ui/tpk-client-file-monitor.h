/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#pragma once

#include "workspace/tpk-workspace.h"

G_BEGIN_DECLS

/* Keeps knowing how the client files stand and who is in a call, while it is active. */
#define TPK_TYPE_CLIENT_FILE_MONITOR (tpk_client_file_monitor_get_type ())
G_DECLARE_FINAL_TYPE (TpkClientFileMonitor, tpk_client_file_monitor, TPK, CLIENT_FILE_MONITOR,
                      GObject)

TpkClientFileMonitor *tpk_client_file_monitor_new          (TpkWorkspace         *workspace);
void                  tpk_client_file_monitor_set_active   (TpkClientFileMonitor *self,
                                                            gboolean              active);
void                  tpk_client_file_monitor_refresh      (TpkClientFileMonitor *self);
GListModel           *tpk_client_file_monitor_get_statuses (TpkClientFileMonitor *self);
GListModel           *tpk_client_file_monitor_get_calls    (TpkClientFileMonitor *self);

G_END_DECLS
