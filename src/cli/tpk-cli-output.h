/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#pragma once

#include <json-glib/json-glib.h>

#include "tpk-cli.h"

#include <stdio.h>

G_BEGIN_DECLS

typedef enum {
  TPK_CLI_STYLE_PLAIN,
  TPK_CLI_STYLE_BOLD,
  TPK_CLI_STYLE_DIM,
  TPK_CLI_STYLE_GOOD,
  TPK_CLI_STYLE_WARNING,
  TPK_CLI_STYLE_BAD,
} TpkCliStyle;

char     *tpk_cli_escape        (const char  *text);
guint     tpk_cli_display_width (const char  *text);
gboolean  tpk_cli_has_colour    (FILE        *stream);

void      tpk_cli_put           (FILE        *stream,
                                 TpkCliStyle  style,
                                 const char  *text);
void      tpk_cli_print         (const char  *format,
                                 ...) G_GNUC_PRINTF (1, 2);
void      tpk_cli_print_styled  (TpkCliStyle  style,
                                 const char  *format,
                                 ...) G_GNUC_PRINTF (2, 3);
void      tpk_cli_tell          (TpkCli      *cli,
                                 const char  *format,
                                 ...) G_GNUC_PRINTF (2, 3);
void      tpk_cli_note          (TpkCli      *cli,
                                 const char  *format,
                                 ...) G_GNUC_PRINTF (2, 3);

void      tpk_cli_print_json    (JsonObject  *object);
void      tpk_cli_print_json_line (JsonObject *object);
gboolean  tpk_cli_has_printed_json (void);
void      tpk_cli_read_output_path (char **path);
gboolean  tpk_cli_close_output  (void);

G_END_DECLS
