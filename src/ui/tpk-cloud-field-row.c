/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#define G_LOG_DOMAIN "tpk-cloud-field-row"

#include "config.h"

#include "tpk-cloud-field-row.h"

#include <glib/gi18n-lib.h>

#include "tpk-format.h"

/* Rows that edit one setting of a service each, made from the table of services, so that a service
 * that is added there needs nothing here. */

#define S_PER_MINUTE 60

#define MIN_LINES_HEIGHT 48
#define MAX_LINES_HEIGHT 160

static char *
dup_title (const TpkCloudUse *use)
{
  if (use->required)
    return g_strdup (_(use->label));

  /* Translators: %s is the name of a setting that may be left empty, such as "Region". */
  return g_strdup_printf (_("%s (optional)"), _(use->label));
}

static void
set_hint (GtkWidget         *row,
          const TpkCloudUse *use)
{
  if (use->hint == NULL)
    return;

  gtk_widget_set_tooltip_text (row, _(use->hint));
  gtk_accessible_update_property (GTK_ACCESSIBLE (row),
                                  GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, _(use->hint),
                                  -1);
}

/* Grows with what is typed, up to a point. */
static GtkWidget *
new_text_view (TpkCloudSettings  *settings,
               const TpkCloudUse *use,
               const char        *title)
{
  GtkWidget *window = gtk_scrolled_window_new ();
  GtkScrolledWindow *scrolled_window = GTK_SCROLLED_WINDOW (window);
  GtkWidget *view = gtk_text_view_new ();
  GtkTextView *text_view = GTK_TEXT_VIEW (view);

  gtk_text_view_set_monospace (text_view, TRUE);
  gtk_text_view_set_wrap_mode (text_view, GTK_WRAP_WORD_CHAR);
  /* Tab leads to the next row, as everywhere on the page. */
  gtk_text_view_set_accepts_tab (text_view, FALSE);
  gtk_widget_add_css_class (view, "turnpike-lines");
  gtk_accessible_update_property (GTK_ACCESSIBLE (view),
                                  GTK_ACCESSIBLE_PROPERTY_LABEL, title,
                                  GTK_ACCESSIBLE_PROPERTY_MULTI_LINE, TRUE,
                                  -1);
  set_hint (view, use);
  g_object_bind_property (settings, tpk_cloud_field_to_string (use->field),
                          gtk_text_view_get_buffer (text_view), "text",
                          G_BINDING_BIDIRECTIONAL | G_BINDING_SYNC_CREATE);
  gtk_scrolled_window_set_child (scrolled_window, view);
  gtk_scrolled_window_set_policy (scrolled_window, GTK_POLICY_NEVER, GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_propagate_natural_height (scrolled_window, TRUE);
  gtk_scrolled_window_set_min_content_height (scrolled_window, MIN_LINES_HEIGHT);
  gtk_scrolled_window_set_max_content_height (scrolled_window, MAX_LINES_HEIGHT);

  return window;
}

/* For what has a line each. */
static GtkWidget *
new_lines_row (TpkCloudSettings  *settings,
               const TpkCloudUse *use,
               const char        *title)
{
  GtkWidget *row = adw_preferences_row_new ();
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);
  GtkWidget *label = gtk_label_new (title);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_widget_add_css_class (label, "caption");
  gtk_widget_add_css_class (label, "dim-label");
  gtk_widget_add_css_class (box, "turnpike-field");
  gtk_box_append (GTK_BOX (box), label);
  gtk_box_append (GTK_BOX (box), new_text_view (settings, use, title));
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row), FALSE);
  gtk_widget_set_focusable (row, FALSE);
  gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (row), box);

  return row;
}

/**
 * tpk_cloud_field_row_new:
 * @settings: what to edit
 * @use: which setting
 *
 * The row and @settings are kept in step while both are there. A secret is hidden, with a button to
 * peek.
 *
 * Returns: (transfer floating): a row for a group of preferences
 */
GtkWidget *
tpk_cloud_field_row_new (TpkCloudSettings  *settings,
                         const TpkCloudUse *use)
{
  g_autofree char *title = NULL;
  GtkWidget *row;

  g_return_val_if_fail (TPK_IS_CLOUD_SETTINGS (settings), NULL);
  g_return_val_if_fail (use != NULL && use->label != NULL, NULL);

  title = dup_title (use);
  if (use->field == TPK_CLOUD_FIELD_HEADERS || use->field == TPK_CLOUD_FIELD_BODY)
    return new_lines_row (settings, use, title);

  row = use->field == TPK_CLOUD_FIELD_SECRET ? adw_password_entry_row_new ()
                                             : adw_entry_row_new ();
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  set_hint (row, use);
  g_object_bind_property (settings, tpk_cloud_field_to_string (use->field), row, "text",
                          G_BINDING_BIDIRECTIONAL | G_BINDING_SYNC_CREATE);

  return row;
}

static gboolean
to_minutes_cb (GBinding     *binding,
               const GValue *from,
               GValue       *to,
               gpointer      data)
{
  /* Less than a minute is rounded up, or it would look as if the service were to choose. */
  g_value_set_double (to, (g_value_get_uint (from) + S_PER_MINUTE - 1) / S_PER_MINUTE);
  return TRUE;
}

static gboolean
from_minutes_cb (GBinding     *binding,
                 const GValue *from,
                 GValue       *to,
                 gpointer      data)
{
  g_value_set_uint (to, (guint) (g_value_get_double (from) + 0.5) * S_PER_MINUTE);
  return TRUE;
}

static char *
dup_lifetime_subtitle (const TpkCloudService *service)
{
  g_autofree char *life = NULL;

  if (service->lifetime_s == 0)
    return g_strdup (_("0 leaves it to the service"));

  life = tpk_format_duration (service->lifetime_s);
  /* Translators: %s is a time span, as "24 h". */
  return g_strdup_printf (_("0 asks for %s"), life);
}

/**
 * tpk_cloud_lifetime_row_new:
 * @settings: what to edit
 * @service: a service that can be asked for a life, as its maximum says
 *
 * Returns: (transfer floating): a row for how long servers are wanted
 */
GtkWidget *
tpk_cloud_lifetime_row_new (TpkCloudSettings      *settings,
                            const TpkCloudService *service)
{
  GtkWidget *row = adw_action_row_new ();
  GtkWidget *button;
  g_autofree char *subtitle = NULL;

  g_return_val_if_fail (TPK_IS_CLOUD_SETTINGS (settings), row);
  g_return_val_if_fail (service != NULL && service->max_lifetime_s > 0, row);

  button = gtk_spin_button_new_with_range (0, service->max_lifetime_s / S_PER_MINUTE, 1);
  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  subtitle = dup_lifetime_subtitle (service);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), _("Life in Minutes"));
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), subtitle);
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), button);
  adw_action_row_set_activatable_widget (ADW_ACTION_ROW (row), button);
  gtk_accessible_update_property (GTK_ACCESSIBLE (button),
                                  GTK_ACCESSIBLE_PROPERTY_LABEL, _("Life in Minutes"),
                                  -1);
  g_object_bind_property_full (settings, "lifetime-s", button, "value",
                               G_BINDING_BIDIRECTIONAL | G_BINDING_SYNC_CREATE,
                               to_minutes_cb, from_minutes_cb, NULL, NULL);

  return row;
}
