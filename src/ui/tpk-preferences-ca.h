/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* What a file with certificate authorities holds, for people. */
void  tpk_preferences_ca_describe_async  (const char           *path,
                                          gint64                now_s,
                                          GCancellable         *cancellable,
                                          GAsyncReadyCallback   callback,
                                          gpointer              user_data);
char *tpk_preferences_ca_describe_finish (GAsyncResult         *result,
                                          gboolean             *good,
                                          GError              **error);

G_END_DECLS
