/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#define G_LOG_DOMAIN "tpk-help-window"

#include "config.h"

#include "tpk-help-window.h"

#include <glib/gi18n-lib.h>

#include "tpk-help-pages.h"

/**
 * TpkHelpWindow:
 *
 * The pages of help, in the language of the user. Needs no other program, so that it works in every
 * sandbox.
 */
struct _TpkHelpWindow
{
  AdwWindow             parent_instance;

  AdwWindowTitle       *window_title;
  GtkWidget            *back_button;
  GtkStack             *stack;
  AdwPreferencesGroup  *contents_group;
  GtkScrolledWindow    *scrolled;
  GtkBox               *page_box;

  const TpkHelpPage    *page;          /* (nullable) */
};

G_DEFINE_FINAL_TYPE (TpkHelpWindow, tpk_help_window, ADW_TYPE_WINDOW)

static GtkWidget *
new_label (const char *text)
{
  GtkWidget *label = gtk_label_new (text);

  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (label), PANGO_WRAP_WORD_CHAR);
  gtk_label_set_xalign (GTK_LABEL (label), 0.0f);
  gtk_widget_set_hexpand (label, TRUE);

  return label;
}

static GtkWidget *
new_heading (const char *text)
{
  GtkWidget *label = g_object_new (GTK_TYPE_LABEL, "accessible-role", GTK_ACCESSIBLE_ROLE_HEADING,
                                   "label", text, "wrap", TRUE, "xalign", 0.0f,
                                   "margin-top", 12, NULL);

  gtk_widget_add_css_class (label, "heading");

  return label;
}

static GtkWidget *
new_item (const char *text)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 9);
  GtkWidget *bullet = gtk_label_new ("•");

  gtk_widget_set_valign (bullet, GTK_ALIGN_START);
  gtk_widget_set_margin_start (bullet, 6);
  gtk_accessible_update_state (GTK_ACCESSIBLE (bullet), GTK_ACCESSIBLE_STATE_HIDDEN, TRUE, -1);
  gtk_box_append (GTK_BOX (box), bullet);
  gtk_box_append (GTK_BOX (box), new_label (text));

  return box;
}

/* Programs read from left to right in every language. */
static GtkWidget *
new_code (const char *text)
{
  GtkWidget *label = new_label (text);

  gtk_label_set_selectable (GTK_LABEL (label), TRUE);
  gtk_widget_set_direction (label, GTK_TEXT_DIR_LTR);
  gtk_widget_add_css_class (label, "monospace");
  gtk_widget_add_css_class (label, "card");
  gtk_widget_add_css_class (label, "turnpike-code");

  return label;
}

static GtkWidget *
new_block (const TpkHelpBlock *block)
{
  switch (block->kind) {
  case TPK_HELP_HEADING:
    return new_heading (_(block->text));
  case TPK_HELP_ITEM:
    return new_item (_(block->text));
  case TPK_HELP_CODE:
    return new_code (block->text);
  case TPK_HELP_TEXT:
  case TPK_HELP_END:
  default:
    return new_label (_(block->text));
  }
}

static void
show_page_cb (GtkWidget  *widget,
              const char *action_name,
              GVariant   *parameter)
{
  tpk_help_window_show_page (TPK_HELP_WINDOW (widget), g_variant_get_string (parameter, NULL));
}

static void
back_cb (GtkWidget  *widget,
         const char *action_name,
         GVariant   *parameter)
{
  tpk_help_window_show_page (TPK_HELP_WINDOW (widget), NULL);
}

static void
add_contents (TpkHelpWindow *self)
{
  const TpkHelpPage *pages;
  guint n_pages;

  pages = tpk_help_pages_get (&n_pages);
  for (guint i = 0; i < n_pages; i++) {
    GtkWidget *row = adw_action_row_new ();
    GtkWidget *arrow = gtk_image_new_from_icon_name ("go-next-symbolic");

    adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), _(pages[i].title));
    adw_action_row_set_title_lines (ADW_ACTION_ROW (row), 0);
    adw_action_row_set_subtitle (ADW_ACTION_ROW (row), _(pages[i].summary));
    adw_action_row_set_subtitle_lines (ADW_ACTION_ROW (row), 0);
    gtk_accessible_update_state (GTK_ACCESSIBLE (arrow), GTK_ACCESSIBLE_STATE_HIDDEN, TRUE, -1);
    adw_action_row_add_suffix (ADW_ACTION_ROW (row), arrow);
    gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row), TRUE);
    gtk_actionable_set_action_target (GTK_ACTIONABLE (row), "s", pages[i].id);
    gtk_actionable_set_action_name (GTK_ACTIONABLE (row), "help.show-page");
    adw_preferences_group_add (self->contents_group, row);
  }
}

static void
tpk_help_window_class_init (TpkHelpWindowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  gtk_widget_class_install_action (widget_class, "help.back", NULL, back_cb);
  gtk_widget_class_install_action (widget_class, "help.show-page", "s", show_page_cb);
  gtk_widget_class_set_template_from_resource (widget_class, APP_PATH "/ui/tpk-help-window.ui");
  gtk_widget_class_bind_template_child (widget_class, TpkHelpWindow, window_title);
  gtk_widget_class_bind_template_child (widget_class, TpkHelpWindow, back_button);
  gtk_widget_class_bind_template_child (widget_class, TpkHelpWindow, stack);
  gtk_widget_class_bind_template_child (widget_class, TpkHelpWindow, contents_group);
  gtk_widget_class_bind_template_child (widget_class, TpkHelpWindow, scrolled);
  gtk_widget_class_bind_template_child (widget_class, TpkHelpWindow, page_box);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0, "window.close", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Left, GDK_ALT_MASK, "help.back", NULL);
}

static void
tpk_help_window_init (TpkHelpWindow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  add_contents (self);
}

/**
 * tpk_help_window_present:
 * @parent: (nullable): the window that help is asked in; closes the help when it closes
 * @page: (nullable): the ID of a page, or %NULL for the list of pages
 *
 * Shows help, in the window that already does where there is one.
 */
void
tpk_help_window_present (GtkWindow  *parent,
                         const char *page)
{
  static GtkWindow *window;

  if (window == NULL) {
    window = g_object_new (TPK_TYPE_HELP_WINDOW, NULL);
    g_object_add_weak_pointer (G_OBJECT (window), (gpointer *) &window);
  }

  gtk_window_set_transient_for (window, parent);
  tpk_help_window_show_page (TPK_HELP_WINDOW (window), page);
  gtk_window_present (window);
}

/**
 * tpk_help_window_show_page:
 * @self: a help window
 * @page: (nullable): the ID of a page, or %NULL for the list of pages
 */
void
tpk_help_window_show_page (TpkHelpWindow *self,
                           const char    *page)
{
  GtkWidget *child;

  g_return_if_fail (TPK_IS_HELP_WINDOW (self));

  self->page = page != NULL ? tpk_help_pages_find (page) : NULL;
  gtk_widget_set_visible (self->back_button, self->page != NULL);
  adw_window_title_set_title (self->window_title,
                              self->page != NULL ? _(self->page->title) : _("Help"));
  gtk_stack_set_visible_child_name (self->stack, self->page != NULL ? "page" : "contents");
  if (self->page == NULL)
    return;

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self->page_box))) != NULL)
    gtk_box_remove (self->page_box, child);
  for (const TpkHelpBlock *block = self->page->blocks; block->kind != TPK_HELP_END; block++)
    gtk_box_append (self->page_box, new_block (block));
  gtk_adjustment_set_value (gtk_scrolled_window_get_vadjustment (self->scrolled), 0.0);
  gtk_widget_grab_focus (self->back_button);
}

/**
 * tpk_help_window_get_page:
 * @self: a help window
 *
 * Returns: (nullable): the ID of the page that is shown; %NULL for the list of pages
 */
const char *
tpk_help_window_get_page (TpkHelpWindow *self)
{
  g_return_val_if_fail (TPK_IS_HELP_WINDOW (self), NULL);

  return self->page != NULL ? self->page->id : NULL;
}
