/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#define G_LOG_DOMAIN "tpk-allow-rows"

#include "config.h"

#include "tpk-allow-rows.h"

#include <glib/gi18n-lib.h>

#include "cloud/tpk-allow-presets.h"

/* The rows of an allow-list, one for each entry. */

/* More are not shown one by one. */
#define MAX_ROWS 500

static const char *
get_direction (TpkDirection direction)
{
  switch (direction) {
  case TPK_DIRECTION_INBOUND:
    return _("to here");
  case TPK_DIRECTION_BOTH:
    return _("both ways");
  case TPK_DIRECTION_OUTBOUND:
  default:
    return NULL;
  }
}

static void
append (GString    *text,
        const char *part)
{
  if (part != NULL && *part != '\0')
    g_string_append_printf (text, "%s%s", text->len > 0 ? " · " : "", part);
}

static char *
dup_subtitle (TpkAllowEntry *entry)
{
  const char *source = tpk_allow_entry_get_source (entry);
  const char *date = tpk_allow_entry_get_date (entry);
  GString *text = g_string_new (NULL);

  append (text, tpk_allow_entry_get_purpose (entry));
  append (text, get_direction (tpk_allow_entry_get_direction (entry)));
  append (text, source);
  append (text, date);

  return g_string_free (text, FALSE);
}

static char *
dup_title (TpkAllowEntry *entry)
{
  /* Translators: an address or a name, TCP or UDP, and ports. */
  return g_strdup_printf (_("%s, %s %s"), tpk_allow_entry_get_destination (entry),
                          tpk_allow_entry_get_protocol (entry) == TPK_TRANSPORT_TCP ? "TCP" : "UDP",
                          tpk_allow_entry_get_ports (entry));
}

static GtkWidget *
new_row (TpkAllowEntry *entry)
{
  GtkWidget *row = adw_action_row_new ();
  g_autofree char *title = NULL;
  g_autofree char *subtitle = NULL;

  title = dup_title (entry);
  subtitle = dup_subtitle (entry);
  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), subtitle);
  adw_action_row_set_title_lines (ADW_ACTION_ROW (row), 0);
  adw_action_row_set_subtitle_lines (ADW_ACTION_ROW (row), 0);
  gtk_widget_set_focusable (row, FALSE);

  return row;
}

static void
add_button (GtkWidget  *row,
            const char *icon_name,
            const char *tooltip,
            const char *name,
            const char *action,
            guint       position)
{
  GtkWidget *button = gtk_button_new_from_icon_name (icon_name);

  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  gtk_widget_add_css_class (button, "flat");
  gtk_widget_set_tooltip_text (button, tooltip);
  gtk_accessible_update_property (GTK_ACCESSIBLE (button),
                                  GTK_ACCESSIBLE_PROPERTY_LABEL, name,
                                  -1);
  gtk_actionable_set_action_name (GTK_ACTIONABLE (button), action);
  gtk_actionable_set_action_target (GTK_ACTIONABLE (button), "u", position);
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), button);
}

/* The actions are those of the group around the rows. */
static void
add_buttons (GtkWidget *row,
             guint      position)
{
  const char *title;
  g_autofree char *edit = NULL;
  g_autofree char *remove = NULL;

  title = adw_preferences_row_get_title (ADW_PREFERENCES_ROW (row));
  /* Translators: %s is an entry of an allow-list, for assistive technology. */
  edit = g_strdup_printf (_("Edit %s"), title);
  /* Translators: %s is an entry of an allow-list, for assistive technology. */
  remove = g_strdup_printf (_("Remove %s"), title);
  add_button (row, "document-edit-symbolic", _("Edit"), edit, "allow.edit", position);
  add_button (row, "user-trash-symbolic", _("Remove"), remove, "allow.remove", position);
}

static void
set_count (AdwExpanderRow *expander,
           guint           n,
           const char     *none)
{
  g_autofree char *count = NULL;

  count = g_strdup_printf (ngettext ("%u entry", "%u entries", n), n);
  adw_expander_row_set_subtitle (expander, n > 0 ? count : none);
  gtk_widget_set_sensitive (GTK_WIDGET (expander), n > 0);
  if (n == 0)
    adw_expander_row_set_expanded (expander, FALSE);
}

/**
 * tpk_allow_rows_fill:
 * @expander: the row that unfolds to the rows
 * @rows: (element-type GtkWidget): its rows so far, kept up to date
 * @list: what to show
 * @editable: whether entries have buttons for the actions `allow.edit` and `allow.remove`
 * @none: what to say when there is no entry
 *
 * Shows @list.
 */
void
tpk_allow_rows_fill (AdwExpanderRow *expander,
                     GPtrArray      *rows,
                     TpkAllowList   *list,
                     gboolean        editable,
                     const char     *none)
{
  guint n = tpk_allow_list_get_n_entries (list);

  g_return_if_fail (ADW_IS_EXPANDER_ROW (expander));

  for (guint i = 0; i < rows->len; i++)
    adw_expander_row_remove (expander, g_ptr_array_index (rows, i));
  g_ptr_array_set_size (rows, 0);

  for (guint i = 0; i < MIN (n, MAX_ROWS); i++) {
    GtkWidget *row = new_row (tpk_allow_list_get_entry (list, i));

    if (editable)
      add_buttons (row, i);
    adw_expander_row_add_row (expander, row);
    g_ptr_array_add (rows, row);
  }
  set_count (expander, n, none);
}

/**
 * tpk_allow_rows_new_menu:
 *
 * Returns: (transfer full): what can be added, by the actions `allow.add` and `allow.add-preset`
 */
GMenuModel *
tpk_allow_rows_new_menu (void)
{
  GMenu *menu = g_menu_new ();
  g_autoptr (GMenu) entry = g_menu_new ();
  g_autoptr (GMenu) vendors = g_menu_new ();
  const TpkAllowPreset *presets;
  guint n_presets;

  g_menu_append (entry, _("_Entry…"), "allow.add");
  g_menu_append_section (menu, NULL, G_MENU_MODEL (entry));
  presets = tpk_allow_presets_get (&n_presets);
  for (guint i = 0; i < n_presets; i++) {
    g_autoptr (GMenuItem) item = NULL;
    /* Translators: what a list is for, and its date. */
    g_autofree char *label = g_strdup_printf (_("%s (%s)"), _(presets[i].name), presets[i].date);

    item = g_menu_item_new (label, NULL);
    g_menu_item_set_action_and_target (item, "allow.add-preset", "s", presets[i].id);
    g_menu_append_item (vendors, item);
  }
  g_menu_append_section (menu, _("Lists of Vendors"), G_MENU_MODEL (vendors));

  return G_MENU_MODEL (menu);
}
