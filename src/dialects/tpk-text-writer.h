/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#pragma once

#include "tpk-dialect.h"

G_BEGIN_DECLS

/* A URL to write: valid, with its place in the profile. */
typedef struct {
  TpkIceUrl *url;
  guint      position;
} TpkWritableUrl;

/* A server to write: enabled, with at least one URL. */
typedef struct {
  guint      position;
  char      *username;         /* (nullable) (owned): %NULL without a credential */
  char      *password;         /* (nullable) (owned) */
  char      *secret;           /* (nullable) (owned): the shared secret that made the password */
  guint      lifetime_s;       /* with a secret, how long a password lives */
  GPtrArray *urls;             /* (element-type TpkWritableUrl) */
} TpkWritableServer;

GPtrArray *tpk_text_writer_get_servers (TpkProfile        *profile,
                                        gint64             now_s,
                                        TpkExport         *export);
gboolean   tpk_text_writer_accepts     (const TpkDialect  *dialect,
                                        TpkExport         *export,
                                        TpkWritableServer *server,
                                        TpkWritableUrl    *url,
                                        const char        *text);
void       tpk_text_writer_leave_url   (TpkExport         *export,
                                        TpkWritableServer *server,
                                        TpkWritableUrl    *url,
                                        TpkSeverity        severity,
                                        const char        *code,
                                        const char        *message);
void       tpk_text_writer_note_minted (TpkExport         *export,
                                        const char        *client,
                                        TpkWritableServer *server,
                                        gint64             now_s);

G_END_DECLS
