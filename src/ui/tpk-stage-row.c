/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#define G_LOG_DOMAIN "tpk-stage-row"

#include "config.h"

#include "tpk-stage-row.h"

#include <glib/gi18n-lib.h>

#include "tpk-format.h"
#include "tpk-outcome.h"
#include "tpk-state-icon.h"

/**
 * TpkStageRow:
 *
 * One stage of a check: how it ended, how long it took beside the others, and what was learnt.
 */
struct _TpkStageRow
{
  GtkWidget     parent_instance;

  TpkStateIcon *icon;
  GtkWidget    *name_bin;
  GtkLabel     *name_label;
  GtkLevelBar  *bar;
  GtkLabel     *ms_label;
  GtkLabel     *detail_label;
};

G_DEFINE_FINAL_TYPE (TpkStageRow, tpk_stage_row, GTK_TYPE_WIDGET)

static TpkState
state_from_stage (TpkStageState state)
{
  switch (state) {
  case TPK_STAGE_STATE_PASSED:
    return TPK_STATE_GOOD;
  case TPK_STAGE_STATE_FAILED:
    return TPK_STATE_ERROR;
  case TPK_STAGE_STATE_RUNNING:
    return TPK_STATE_RUNNING;
  case TPK_STAGE_STATE_PENDING:
  case TPK_STAGE_STATE_SKIPPED:
  case TPK_STAGE_STATE_CANCELLED:
  default:
    return TPK_STATE_NONE;
  }
}

static void
tpk_stage_row_dispose (GObject *object)
{
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (object))) != NULL)
    gtk_widget_unparent (child);

  G_OBJECT_CLASS (tpk_stage_row_parent_class)->dispose (object);
}

static void
tpk_stage_row_class_init (TpkStageRowClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = tpk_stage_row_dispose;

  g_type_ensure (TPK_TYPE_STATE_ICON);
  gtk_widget_class_set_template_from_resource (widget_class, APP_PATH "/ui/tpk-stage-row.ui");
  gtk_widget_class_bind_template_child (widget_class, TpkStageRow, icon);
  gtk_widget_class_bind_template_child (widget_class, TpkStageRow, name_bin);
  gtk_widget_class_bind_template_child (widget_class, TpkStageRow, name_label);
  gtk_widget_class_bind_template_child (widget_class, TpkStageRow, bar);
  gtk_widget_class_bind_template_child (widget_class, TpkStageRow, ms_label);
  gtk_widget_class_bind_template_child (widget_class, TpkStageRow, detail_label);
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_GROUP);
}

static void
tpk_stage_row_init (TpkStageRow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));

  /* A long stage is not a bad one: the bar keeps one colour. */
  gtk_level_bar_remove_offset_value (self->bar, GTK_LEVEL_BAR_OFFSET_LOW);
  gtk_level_bar_remove_offset_value (self->bar, GTK_LEVEL_BAR_OFFSET_HIGH);
  gtk_level_bar_remove_offset_value (self->bar, GTK_LEVEL_BAR_OFFSET_FULL);
}

/**
 * tpk_stage_row_new:
 *
 * Returns: (transfer floating): a row that shows nothing yet
 */
GtkWidget *
tpk_stage_row_new (void)
{
  return g_object_new (TPK_TYPE_STAGE_ROW, NULL);
}

/**
 * tpk_stage_row_join:
 * @self: a row
 * @names: the sizes of the names of all rows, so that the bars begin at one line
 */
void
tpk_stage_row_join (TpkStageRow  *self,
                    GtkSizeGroup *names)
{
  g_return_if_fail (TPK_IS_STAGE_ROW (self));
  g_return_if_fail (GTK_IS_SIZE_GROUP (names));

  gtk_size_group_add_widget (names, self->name_bin);
}

/**
 * tpk_stage_row_set_stage:
 * @self: a row
 * @result: what @stage belongs to
 * @stage: what to show
 * @scale_ms: the milliseconds that fill the whole bar; 0 for none
 */
void
tpk_stage_row_set_stage (TpkStageRow *self,
                         TpkResult   *result,
                         TpkStage    *stage,
                         double       scale_ms)
{
  g_autofree char *ms = NULL, *detail = NULL;
  const char *name;
  gboolean done;

  g_return_if_fail (TPK_IS_STAGE_ROW (self));
  g_return_if_fail (TPK_IS_RESULT (result));
  g_return_if_fail (TPK_IS_STAGE (stage));

  name = tpk_stage_id_get_name (tpk_stage_get_id (stage));
  done = tpk_stage_get_state (stage) == TPK_STAGE_STATE_PASSED ||
         tpk_stage_get_state (stage) == TPK_STAGE_STATE_FAILED;
  ms = done ? tpk_format_ms (tpk_stage_get_ms (stage)) : g_strdup ("");
  detail = tpk_outcome_dup_learnt (result, stage);

  tpk_state_icon_set_state (self->icon, state_from_stage (tpk_stage_get_state (stage)));
  gtk_label_set_label (self->name_label, name);
  gtk_level_bar_set_value (self->bar,
                           done && scale_ms > 0
                           ? CLAMP (tpk_stage_get_ms (stage) / scale_ms, 0, 1) : 0);
  gtk_label_set_label (self->ms_label, ms);
  gtk_widget_set_visible (GTK_WIDGET (self->bar), done);
  gtk_label_set_label (self->detail_label, detail);
  gtk_widget_set_visible (GTK_WIDGET (self->detail_label), *detail != '\0');
  gtk_accessible_update_property (GTK_ACCESSIBLE (self),
                                  GTK_ACCESSIBLE_PROPERTY_LABEL, name,
                                  -1);
}
