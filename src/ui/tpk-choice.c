/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#define G_LOG_DOMAIN "tpk-choice"

#include "config.h"

#include "tpk-choice.h"

#include <adwaita.h>

static const char *
get_string (GtkListItem *item)
{
  return gtk_string_object_get_string (GTK_STRING_OBJECT (gtk_list_item_get_item (item)));
}

static void
setup_value_cb (GtkSignalListItemFactory *factory,
                GtkListItem              *item)
{
  GtkWidget *label = gtk_label_new (NULL);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_END);
  gtk_list_item_set_child (item, label);
}

static void
bind_value_cb (GtkSignalListItemFactory *factory,
               GtkListItem              *item)
{
  gtk_label_set_label (GTK_LABEL (gtk_list_item_get_child (item)), get_string (item));
}

static void
setup_choice_cb (GtkSignalListItemFactory *factory,
                 GtkListItem              *item)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 0);
  GtkWidget *label = gtk_label_new (NULL);
  GtkWidget *check = g_object_new (GTK_TYPE_IMAGE,
                                   "accessible-role", GTK_ACCESSIBLE_ROLE_PRESENTATION,
                                   "icon-name", "object-select-symbolic",
                                   NULL);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (label), PANGO_WRAP_WORD_CHAR);
  gtk_widget_set_hexpand (label, TRUE);
  gtk_box_append (GTK_BOX (box), label);
  gtk_box_append (GTK_BOX (box), check);
  gtk_list_item_set_child (item, box);
}

/* Selected in the list is what the pointer is over. */
static void
show_choice (GtkListItem *item,
             GParamSpec  *pspec,
             GtkWidget   *owner)
{
  GtkWidget *check = gtk_widget_get_last_child (gtk_list_item_get_child (item));
  g_autoptr (GObject) chosen = NULL;

  g_object_get (owner, "selected-item", &chosen, NULL);
  gtk_widget_set_opacity (check, chosen == gtk_list_item_get_item (item) ? 1 : 0);
}

static void
bind_choice_cb (GtkSignalListItemFactory *factory,
                GtkListItem              *item,
                GtkWidget                *owner)
{
  GtkWidget *label = gtk_widget_get_first_child (gtk_list_item_get_child (item));

  gtk_label_set_label (GTK_LABEL (label), get_string (item));
  g_signal_connect_object (owner, "notify::selected-item", G_CALLBACK (show_choice), item,
                           G_CONNECT_SWAPPED);
  show_choice (item, NULL, owner);
}

static void
unbind_choice_cb (GtkSignalListItemFactory *factory,
                  GtkListItem              *item,
                  GtkWidget                *owner)
{
  g_signal_handlers_disconnect_by_func (owner, show_choice, item);
}

/**
 * tpk_choice_set_up:
 * @owner: a #GtkDropDown or an #AdwComboRow, of #GtkStringObject
 *
 * Lets @owner be narrower than what is chosen, which is cut off then, and the list that drops down as
 * wide as its longest line. (By themselves, drop-downs take the room for the longest line, and rows
 * cut off what is longer than twenty letters of some width.)
 */
void
tpk_choice_set_up (GtkWidget *owner)
{
  g_autoptr (GtkListItemFactory) value = gtk_signal_list_item_factory_new ();
  g_autoptr (GtkListItemFactory) choice = gtk_signal_list_item_factory_new ();

  g_return_if_fail (GTK_IS_DROP_DOWN (owner) || ADW_IS_COMBO_ROW (owner));

  g_signal_connect (value, "setup", G_CALLBACK (setup_value_cb), NULL);
  g_signal_connect (value, "bind", G_CALLBACK (bind_value_cb), NULL);
  g_signal_connect (choice, "setup", G_CALLBACK (setup_choice_cb), NULL);
  g_signal_connect (choice, "bind", G_CALLBACK (bind_choice_cb), owner);
  g_signal_connect (choice, "unbind", G_CALLBACK (unbind_choice_cb), owner);
  g_object_set (owner, "factory", value, "list-factory", choice, NULL);
}
