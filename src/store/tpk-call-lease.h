/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#pragma once

#include <gio/gio.h>

#include "tpk-call.h"
#include "tpk-lock.h"

G_BEGIN_DECLS

/* The sign that a calling client is in a call; ends when it is released, or with its process. */
#define TPK_TYPE_CALL_LEASE (tpk_call_lease_get_type ())
G_DECLARE_FINAL_TYPE (TpkCallLease, tpk_call_lease, TPK, CALL_LEASE, GObject)

TpkCallLease *tpk_call_lease_take    (const char    *folder,
                                      const char    *client,
                                      GError       **error);
TpkCallLease *tpk_call_lease_take_for (const char    *folder,
                                      const char    *client,
                                      gint64         pid,
                                      GError       **error);
TpkCall      *tpk_call_lease_get_call (TpkCallLease *self);
int           tpk_call_lease_get_fd  (TpkCallLease  *self);
void          tpk_call_lease_release (TpkCallLease  *self);

/* Of a configuration folder. */
gboolean      tpk_calls_in_progress  (const char    *folder);
GListModel   *tpk_calls_list         (const char    *folder);
TpkLock      *tpk_calls_hold_off     (const char    *folder,
                                      GError       **error);

G_END_DECLS
