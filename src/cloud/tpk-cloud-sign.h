/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* What signed requests are made of. */
char   *tpk_cloud_sign_dup_host          (GUri         *uri);
char   *tpk_cloud_sign_dup_http_date     (gint64        now_s);
char   *tpk_cloud_sign_dup_basic_time    (gint64        now_s);
char   *tpk_cloud_sign_dup_sha256_base64 (const char   *text);
char   *tpk_cloud_sign_dup_hmac_base64   (const guchar *key,
                                          gsize         key_length,
                                          const char   *text);
GBytes *tpk_cloud_sign_hmac              (GBytes       *key,
                                          const char   *text);
char   *tpk_cloud_sign_dup_hmac_hex      (GBytes       *key,
                                          const char   *text);

G_END_DECLS
