/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#pragma once

#include "dialects/tpk-dialect.h"

#include "tpk-cli.h"

G_BEGIN_DECLS

/* A credential longer than this cannot go into a STUN message. */
#define TPK_CLI_MAX_PASSWORD 4096

gboolean   tpk_cli_read_file     (const char     *path,
                                  gsize           max_bytes,
                                  char          **data,
                                  gsize          *length,
                                  GError        **error);
TpkImport *tpk_cli_read_import   (TpkCli         *cli,
                                  const char     *path,
                                  gboolean        tell_notes,
                                  GError        **error);
char      *tpk_cli_read_password (const char     *path,
                                  GError        **error);
char      *tpk_cli_ask_password  (const char     *username,
                                  GError        **error);

G_END_DECLS
