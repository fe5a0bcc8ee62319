/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#pragma once

#include "tpk-cli.h"

G_BEGIN_DECLS

/* What is added or removed when it is not said with arguments, or more about what is. */
typedef struct {
  const char *preset;      /* (nullable): the ID of a vendor's list */
  const char *from;        /* (nullable): a file with a list */
  const char *direction;   /* (nullable): of the entry */
} TpkCliAllowEdit;

TpkCliExit tpk_cli_allow_add    (TpkCli                *cli,
                                 const TpkCliAllowEdit *edit,
                                 const char *const     *args);
TpkCliExit tpk_cli_allow_remove (TpkCli                *cli,
                                 const TpkCliAllowEdit *edit,
                                 const char *const     *args);
TpkCliExit tpk_cli_allow_clear  (TpkCli                *cli);

G_END_DECLS
