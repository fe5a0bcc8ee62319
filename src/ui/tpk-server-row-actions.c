/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#define G_LOG_DOMAIN "tpk-server-row-actions"

#include "config.h"

#include "tpk-server-row-actions.h"

#include <glib/gi18n-lib.h>
#include <string.h>

static const char *const actions[] = {
  "row.edit", "row.duplicate", "row.move-up", "row.move-down", "row.remove",
};

/* The row's actions are the page's, for this server. */
static void
action_cb (GtkWidget  *widget,
           const char *action_name,
           GVariant   *parameter)
{
  TpkServer *server = tpk_server_row_get_server (TPK_SERVER_ROW (widget));
  g_autofree char *name = NULL;

  if (server == NULL)
    return;

  name = g_strconcat ("servers.", action_name + strlen ("row."), NULL);
  gtk_widget_activate_action (widget, name, "s", tpk_server_get_id (server));
}

static GMenuModel *
new_menu (void)
{
  static const struct {
    const char *label;
    const char *action;
    gboolean    last;            /* of a section */
  } items[] = {
    { N_("_Edit…"), "row.edit", FALSE },
    { N_("D_uplicate"), "row.duplicate", TRUE },
    { N_("Move _Up"), "row.move-up", FALSE },
    { N_("Move Do_wn"), "row.move-down", TRUE },
    { N_("_Delete"), "row.remove", TRUE },
  };
  GMenu *menu = g_menu_new ();
  g_autoptr (GMenu) section = g_menu_new ();

  for (guint i = 0; i < G_N_ELEMENTS (items); i++) {
    g_menu_append (section, _(items[i].label), items[i].action);
    if (!items[i].last)
      continue;
    g_menu_append_section (menu, NULL, G_MENU_MODEL (section));
    g_object_unref (section);
    section = g_menu_new ();
  }

  return G_MENU_MODEL (menu);
}

static void
create_menu_cb (GtkMenuButton *button,
                gpointer       data)
{
  g_autoptr (GMenuModel) menu = NULL;

  if (gtk_menu_button_get_menu_model (button) != NULL)
    return;

  menu = new_menu ();
  gtk_menu_button_set_menu_model (button, menu);
}

/**
 * tpk_server_row_actions_attach_menu:
 * @button: the button of a row that opens its menu
 *
 * Gives the button a menu that is made when it is first opened: it would be the larger part of a row,
 * and GTK keeps some two hundred of them.
 */
void
tpk_server_row_actions_attach_menu (GtkMenuButton *button)
{
  g_return_if_fail (GTK_IS_MENU_BUTTON (button));

  gtk_menu_button_set_create_popup_func (button, create_menu_cb, NULL, NULL);
}

/**
 * tpk_server_row_actions_install:
 * @widget_class: the class of rows
 *
 * Gives rows the actions that their menu and their buttons have.
 */
void
tpk_server_row_actions_install (GtkWidgetClass *widget_class)
{
  g_return_if_fail (GTK_IS_WIDGET_CLASS (widget_class));

  for (guint i = 0; i < G_N_ELEMENTS (actions); i++)
    gtk_widget_class_install_action (widget_class, actions[i], NULL, action_cb);
}

/**
 * tpk_server_row_actions_update:
 * @row: a row
 * @position: the place of its server
 * @n_servers: among how many
 * @locked: whether an administrator has set the servers, so that nothing of it can be done
 */
void
tpk_server_row_actions_update (TpkServerRow *row,
                               guint         position,
                               guint         n_servers,
                               gboolean      locked)
{
  GtkWidget *widget = GTK_WIDGET (row);

  g_return_if_fail (TPK_IS_SERVER_ROW (row));

  for (guint i = 0; i < G_N_ELEMENTS (actions); i++)
    gtk_widget_action_set_enabled (widget, actions[i], !locked);
  if (locked)
    return;

  gtk_widget_action_set_enabled (widget, "row.move-up", position > 0);
  gtk_widget_action_set_enabled (widget, "row.move-down", position + 1 < n_servers);
}
