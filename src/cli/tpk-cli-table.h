/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#pragma once

#include "tpk-cli-output.h"

G_BEGIN_DECLS

/* Rows and columns for people, aligned by what a terminal shows. */
typedef struct _TpkCliTable TpkCliTable;

TpkCliTable *tpk_cli_table_new         (const char *const *headings);
void         tpk_cli_table_free        (TpkCliTable       *self);
void         tpk_cli_table_set_numeric (TpkCliTable       *self,
                                        guint              column);
void         tpk_cli_table_add         (TpkCliTable       *self,
                                        TpkCliStyle        style,
                                        const char        *text);
void         tpk_cli_table_add_printf  (TpkCliTable       *self,
                                        TpkCliStyle        style,
                                        const char        *format,
                                        ...) G_GNUC_PRINTF (3, 4);
void         tpk_cli_table_print       (TpkCliTable       *self,
                                        FILE              *stream);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TpkCliTable, tpk_cli_table_free)

G_END_DECLS
