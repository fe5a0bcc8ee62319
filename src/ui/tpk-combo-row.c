/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#define G_LOG_DOMAIN "tpk-combo-row"

#include "config.h"

#include "tpk-combo-row.h"

#include "tpk-choice.h"

/**
 * TpkComboRow:
 *
 * A choice among strings that shows as much of them as there is room for.
 */
struct _TpkComboRow
{
  AdwComboRow parent_instance;
};

G_DEFINE_FINAL_TYPE (TpkComboRow, tpk_combo_row, ADW_TYPE_COMBO_ROW)

static void
tpk_combo_row_class_init (TpkComboRowClass *klass)
{
}

static void
tpk_combo_row_init (TpkComboRow *self)
{
  tpk_choice_set_up (GTK_WIDGET (self));
}

/**
 * tpk_combo_row_new:
 *
 * Returns: (transfer floating): a row without choices; its model is to hold #GtkStringObject
 */
GtkWidget *
tpk_combo_row_new (void)
{
  return g_object_new (TPK_TYPE_COMBO_ROW, NULL);
}
