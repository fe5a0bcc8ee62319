/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#define G_LOG_DOMAIN "tpk-compare-button"

#include "config.h"

#include "tpk-compare-button.h"

#include <glib/gi18n-lib.h>

#include "tpk-comparison.h"
#include "tpk-history-chart.h"

/**
 * TpkCompareButton:
 *
 * Opens what got better and worse since the check before: address by address if that was in this
 * window, else as much as was remembered of it. Not to be seen where there is none.
 */
struct _TpkCompareButton
{
  GtkWidget      parent_instance;

  GtkMenuButton *button;
  GtkLabel      *label;
  GtkLabel      *summary_label;
  GtkBox        *box;            /* the changes */
};

G_DEFINE_FINAL_TYPE (TpkCompareButton, tpk_compare_button, GTK_TYPE_WIDGET)

static void
tpk_compare_button_dispose (GObject *object)
{
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (object))) != NULL)
    gtk_widget_unparent (child);

  G_OBJECT_CLASS (tpk_compare_button_parent_class)->dispose (object);
}

static void
tpk_compare_button_class_init (TpkCompareButtonClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = tpk_compare_button_dispose;
  gtk_widget_class_set_layout_manager_type (GTK_WIDGET_CLASS (klass), GTK_TYPE_BIN_LAYOUT);
}

static GtkLabel *
new_label (const char *style_class)
{
  GtkWidget *label = gtk_label_new (NULL);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (label), PANGO_WRAP_WORD_CHAR);
  gtk_label_set_width_chars (GTK_LABEL (label), 24);
  gtk_label_set_max_width_chars (GTK_LABEL (label), 52);
  if (style_class != NULL)
    gtk_widget_add_css_class (label, style_class);

  return GTK_LABEL (label);
}

static GtkWidget *
create_popover (TpkCompareButton *self)
{
  GtkWidget *popover = gtk_popover_new ();
  GtkWidget *content = gtk_box_new (GTK_ORIENTATION_VERTICAL, 9);
  GtkWidget *scrolled = g_object_new (GTK_TYPE_SCROLLED_WINDOW,
                                      "hscrollbar-policy", GTK_POLICY_NEVER,
                                      "propagate-natural-height", TRUE,
                                      "propagate-natural-width", TRUE,
                                      "max-content-height", 360,
                                      NULL);

  self->summary_label = new_label ("heading");
  self->box = GTK_BOX (gtk_box_new (GTK_ORIENTATION_VERTICAL, 6));
  gtk_box_append (GTK_BOX (content), GTK_WIDGET (self->summary_label));
  gtk_box_append (GTK_BOX (content), GTK_WIDGET (self->box));
  gtk_widget_set_margin_top (content, 9);
  gtk_widget_set_margin_bottom (content, 9);
  gtk_widget_set_margin_start (content, 9);
  gtk_widget_set_margin_end (content, 9);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scrolled), content);
  gtk_popover_set_child (GTK_POPOVER (popover), scrolled);

  return popover;
}

static void
tpk_compare_button_init (TpkCompareButton *self)
{
  GtkWidget *content = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);

  self->label = GTK_LABEL (gtk_label_new (NULL));
  gtk_box_append (GTK_BOX (content), gtk_image_new_from_icon_name ("document-open-recent-symbolic"));
  gtk_box_append (GTK_BOX (content), GTK_WIDGET (self->label));
  self->button = GTK_MENU_BUTTON (gtk_menu_button_new ());
  gtk_menu_button_set_child (self->button, content);
  gtk_menu_button_set_popover (self->button, create_popover (self));
  gtk_widget_add_css_class (GTK_WIDGET (self->button), "flat");
  gtk_widget_set_parent (GTK_WIDGET (self->button), GTK_WIDGET (self));
  gtk_widget_set_visible (GTK_WIDGET (self), FALSE);
}

static void
clear (TpkCompareButton *self)
{
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self->box))) != NULL)
    gtk_box_remove (self->box, child);
  gtk_widget_set_visible (GTK_WIDGET (self->box), FALSE);
}

static void
append_line (TpkCompareButton *self,
             TpkState          state,
             const char       *text)
{
  GtkWidget *row = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  GtkWidget *icon = tpk_state_icon_new ();
  GtkLabel *label = new_label (NULL);

  tpk_state_icon_set_state (TPK_STATE_ICON (icon), state);
  gtk_widget_set_valign (icon, GTK_ALIGN_START);
  gtk_label_set_label (label, text);
  gtk_widget_set_hexpand (GTK_WIDGET (label), TRUE);
  gtk_box_append (GTK_BOX (row), icon);
  gtk_box_append (GTK_BOX (row), GTK_WIDGET (label));
  gtk_box_append (self->box, row);
  gtk_widget_set_visible (GTK_WIDGET (self->box), TRUE);
}

static void
show (TpkCompareButton *self,
      gint64            before_s,
      const char       *summary)
{
  g_autoptr (GDateTime) time = g_date_time_new_from_unix_local (before_s);
  /* Translators: a time of the day, see strftime(3). */
  g_autofree char *clock = g_date_time_format (time, _("%H:%M"));
  /* Translators: %s is a time of the day. */
  g_autofree char *text = g_strdup_printf (_("Compare with %s"), clock);

  gtk_label_set_label (self->label, text);
  gtk_widget_set_tooltip_text (GTK_WIDGET (self), _("What got better and worse since the check "
                                                    "before"));
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->button),
                                  GTK_ACCESSIBLE_PROPERTY_LABEL, text,
                                  -1);
  gtk_label_set_label (self->summary_label, summary);
  gtk_widget_set_visible (GTK_WIDGET (self), TRUE);
}

/**
 * tpk_compare_button_set_runs:
 * @self: a button
 * @before: (nullable): a run that is over; hides the button if %NULL
 * @before_s: when it was over, Unix time
 * @now: (nullable): a later one that is over
 */
void
tpk_compare_button_set_runs (TpkCompareButton *self,
                             TpkCheckRun      *before,
                             gint64            before_s,
                             TpkCheckRun      *now)
{
  g_autoptr (GPtrArray) changes = NULL;
  g_autofree char *summary = NULL;

  g_return_if_fail (TPK_IS_COMPARE_BUTTON (self));

  clear (self);
  gtk_widget_set_visible (GTK_WIDGET (self), FALSE);
  if (before == NULL || now == NULL)
    return;

  changes = tpk_comparison_new (tpk_check_run_get_results (before),
                                tpk_check_run_get_results (now));
  for (guint i = 0; i < changes->len; i++) {
    TpkChange *change = changes->pdata[i];

    append_line (self, change->state, change->text);
  }
  summary = tpk_comparison_dup_summary (changes);
  show (self, before_s, summary);
}

/**
 * tpk_compare_button_set_record:
 * @self: a button
 * @before: how an earlier check ended
 * @now: how the last one did
 *
 * Compares with a check that this window knows no addresses of.
 */
void
tpk_compare_button_set_record (TpkCompareButton *self,
                               TpkCheckRecord   *before,
                               TpkCheckRecord   *now)
{
  TpkCheckRecord *records[] = { before, now };

  g_return_if_fail (TPK_IS_COMPARE_BUTTON (self));
  g_return_if_fail (TPK_IS_CHECK_RECORD (before));
  g_return_if_fail (TPK_IS_CHECK_RECORD (now));

  clear (self);
  for (guint i = 0; i < G_N_ELEMENTS (records); i++) {
    g_autofree char *when = tpk_history_dup_when (records[i]);
    g_autofree char *outcome = tpk_history_dup_outcome (records[i]);
    g_autofree char *text = g_strdup_printf ("%s\n%s", when, outcome);

    append_line (self, TPK_STATE_NOTE, text);
  }
  show (self, tpk_check_record_get_time_s (before), _("All that is remembered of the check before"));
}

/**
 * tpk_compare_button_set_narrow:
 * @self: a button
 * @narrow: whether there is room for the icon only
 */
void
tpk_compare_button_set_narrow (TpkCompareButton *self,
                               gboolean          narrow)
{
  g_return_if_fail (TPK_IS_COMPARE_BUTTON (self));

  gtk_widget_set_visible (GTK_WIDGET (self->label), !narrow);
}
