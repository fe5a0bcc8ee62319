/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#define G_LOG_DOMAIN "tpk-result-row"

#include "config.h"

#include "tpk-result-row.h"

#include <glib/gi18n-lib.h>

#include "tpk-format.h"
#include "tpk-ladder-view.h"
#include "tpk-state-icon.h"

/**
 * TpkResultRow:
 *
 * What a check has said of one address so far, in one row that opens to the stages of it.
 */
struct _TpkResultRow
{
  AdwExpanderRow  parent_instance;

  TpkStateIcon   *icon;
  GtkLabel       *time_label;
  TpkLadderView  *ladder_view;
  TpkResult      *result;        /* (nullable) (owned) */
};

G_DEFINE_FINAL_TYPE (TpkResultRow, tpk_result_row, ADW_TYPE_EXPANDER_ROW)

static char *
dup_title (TpkResult *result)
{
  const char *address = tpk_result_get_address (result);

  if (address == NULL)
    return g_strdup (tpk_result_get_url (result));

  /* Translators: a transport and an address: "TLS to 192.0.2.7". */
  return g_strdup_printf (_("%s to %s"), tpk_format_wire (tpk_result_get_wire (result)), address);
}

static char *
dup_subtitle (TpkResult *result)
{
  /* Translators: %s is the step of a check that is going on, such as "Look up the name". */
  if (tpk_result_get_state (result) == TPK_RESULT_STATE_RUNNING)
    return g_strdup_printf (_("%s…"), tpk_stage_id_get_name (tpk_result_get_stage (result)));

  /* That there is nothing to do goes without saying. */
  if (tpk_result_get_state (result) == TPK_RESULT_STATE_PASSED)
    return g_strdup (tpk_result_get_summary (result));

  return tpk_format_outcome (tpk_result_get_summary (result), tpk_result_get_advice (result));
}

static void
tpk_result_row_dispose (GObject *object)
{
  g_clear_object (&TPK_RESULT_ROW (object)->result);

  G_OBJECT_CLASS (tpk_result_row_parent_class)->dispose (object);
}

static void
tpk_result_row_class_init (TpkResultRowClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = tpk_result_row_dispose;
}

static GtkWidget *
create_ladder_row (TpkResultRow *self)
{
  self->ladder_view = g_object_new (TPK_TYPE_LADDER_VIEW,
                                    "stages-only", TRUE,
                                    "margin-top", 12,
                                    "margin-bottom", 12,
                                    "margin-start", 12,
                                    "margin-end", 12,
                                    NULL);

  return g_object_new (GTK_TYPE_LIST_BOX_ROW,
                       "activatable", FALSE,
                       "focusable", FALSE,
                       "child", self->ladder_view,
                       NULL);
}

static void
tpk_result_row_init (TpkResultRow *self)
{
  AdwExpanderRow *row = ADW_EXPANDER_ROW (self);

  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (self), FALSE);

  self->icon = TPK_STATE_ICON (tpk_state_icon_new ());
  adw_expander_row_add_prefix (row, GTK_WIDGET (self->icon));

  self->time_label = GTK_LABEL (gtk_label_new (NULL));
  gtk_widget_add_css_class (GTK_WIDGET (self->time_label), "numeric");
  adw_expander_row_add_action (row, GTK_WIDGET (self->time_label));

  adw_expander_row_add_row (row, create_ladder_row (self));
}

GtkWidget *
tpk_result_row_new (TpkResult *result)
{
  TpkResultRow *self;

  g_return_val_if_fail (TPK_IS_RESULT (result), NULL);

  self = g_object_new (TPK_TYPE_RESULT_ROW, NULL);
  tpk_result_row_set_result (self, result);

  return GTK_WIDGET (self);
}

TpkResult *
tpk_result_row_get_result (TpkResultRow *self)
{
  g_return_val_if_fail (TPK_IS_RESULT_ROW (self), NULL);

  return self->result;
}

/**
 * tpk_result_row_set_result:
 * @self: a row
 * @result: what to show: a newer snapshot leaves the row open or closed
 */
void
tpk_result_row_set_result (TpkResultRow *self,
                           TpkResult    *result)
{
  g_autofree char *title = NULL, *subtitle = NULL, *rtt = NULL;

  g_return_if_fail (TPK_IS_RESULT_ROW (self));
  g_return_if_fail (TPK_IS_RESULT (result));

  title = dup_title (result);
  subtitle = dup_subtitle (result);
  rtt = tpk_format_ms (tpk_result_get_rtt_ms (result));

  g_set_object (&self->result, result);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self), title);
  adw_expander_row_set_subtitle (ADW_EXPANDER_ROW (self), subtitle);
  gtk_label_set_label (self->time_label, rtt);
  tpk_state_icon_set_state (self->icon, tpk_state_from_result (tpk_result_get_state (result)));
  tpk_ladder_view_set_result (self->ladder_view, result);
}
