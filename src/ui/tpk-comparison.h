/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#pragma once

#include <gio/gio.h>

#include "tpk-state-icon.h"

G_BEGIN_DECLS

/* What has become of one target since a check before. */
typedef struct {
  TpkState  state;     /* good: better; error: worse; else neither */
  char     *text;      /* (owned) */
} TpkChange;

GPtrArray *tpk_comparison_new         (GListModel *before,
                                       GListModel *now);
char      *tpk_comparison_dup_summary (GPtrArray  *changes);

G_END_DECLS
