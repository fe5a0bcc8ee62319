/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* An immutable value: a call that is going on, as its client tells. */
#define TPK_TYPE_CALL (tpk_call_get_type ())
G_DECLARE_FINAL_TYPE (TpkCall, tpk_call, TPK, CALL, GObject)

/* Whether people can be shown it as a name. */
gboolean    tpk_call_is_client_name (const char  *client);

TpkCall    *tpk_call_new           (const char   *client,
                                    gint64        pid,
                                    const char   *since);
TpkCall    *tpk_call_new_from_file (const char   *path,
                                    GError      **error);
char       *tpk_call_to_data       (TpkCall      *self,
                                    gsize        *length);

const char *tpk_call_get_client    (TpkCall      *self);
gint64      tpk_call_get_pid       (TpkCall      *self);
const char *tpk_call_get_since     (TpkCall      *self);

G_END_DECLS
