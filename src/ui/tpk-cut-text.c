/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#define G_LOG_DOMAIN "tpk-cut-text"

#include "config.h"

#include "tpk-cut-text.h"

/*
 * Whatever a narrow window, a long word or large text leaves no room for says the whole of itself in
 * a tooltip. Much of that is in labels of libadwaita, so that it is done for windows and not for
 * labels.
 */

static gboolean
is_label_cut (GtkLabel *label)
{
  return pango_layout_is_ellipsized (gtk_label_get_layout (label));
}

/* What GTK lays it out by is GTK's own. */
static gboolean
is_inscription_cut (GtkInscription *inscription)
{
  GtkWidget *widget = GTK_WIDGET (inscription);
  g_autoptr (PangoLayout) layout = NULL;

  layout = gtk_widget_create_pango_layout (widget, gtk_inscription_get_text (inscription));
  pango_layout_set_attributes (layout, gtk_inscription_get_attributes (inscription));
  pango_layout_set_wrap (layout, gtk_inscription_get_wrap_mode (inscription));
  pango_layout_set_ellipsize (layout, PANGO_ELLIPSIZE_END);
  pango_layout_set_width (layout, gtk_widget_get_width (widget) * PANGO_SCALE);
  pango_layout_set_height (layout, gtk_widget_get_height (widget) * PANGO_SCALE);

  return pango_layout_is_ellipsized (layout);
}

/* Returns: (transfer none) (nullable): all that it would say, if it does not */
static const char *
get_cut (GtkWidget *widget)
{
  if (GTK_IS_LABEL (widget) && is_label_cut (GTK_LABEL (widget)))
    return gtk_label_get_text (GTK_LABEL (widget));
  if (GTK_IS_INSCRIPTION (widget) && is_inscription_cut (GTK_INSCRIPTION (widget)))
    return gtk_inscription_get_text (GTK_INSCRIPTION (widget));

  return NULL;
}

static void
append_cut (GtkWidget *widget,
            GString   *text)
{
  const char *cut;

  if (!gtk_widget_get_mapped (widget))
    return;

  cut = get_cut (widget);
  if (cut != NULL)
    g_string_append_printf (text, "%s%s", text->len > 0 ? "\n" : "", cut);
  for (GtkWidget *child = gtk_widget_get_first_child (widget);
       child != NULL;
       child = gtk_widget_get_next_sibling (child)) {
    if (!GTK_IS_NATIVE (child))
      append_cut (child, text);
  }
}

/* What people take for one thing. The titles of a row are below what is typed into it. */
static gboolean
is_whole (GtkWidget *widget)
{
  return GTK_IS_LABEL (widget) || GTK_IS_INSCRIPTION (widget) || GTK_IS_LIST_BOX_ROW (widget) ||
         GTK_IS_BUTTON (widget);
}

/**
 * tpk_cut_text_dup_at:
 * @root: a window
 * @x: where somebody points to, in pixels from its left
 * @y: and from its top
 *
 * Returns: (transfer full) (nullable): the whole of each text there that is cut off, a line each;
 *   %NULL if none is
 */
char *
tpk_cut_text_dup_at (GtkWidget *root,
                     double     x,
                     double     y)
{
  GString *text = g_string_new (NULL);
  GtkWidget *widget;

  g_return_val_if_fail (GTK_IS_WIDGET (root), NULL);

  widget = gtk_widget_pick (root, x, y, GTK_PICK_INSENSITIVE | GTK_PICK_NON_TARGETABLE);
  while (widget != NULL && widget != root && !is_whole (widget))
    widget = gtk_widget_get_parent (widget);
  if (widget != NULL && widget != root)
    append_cut (widget, text);

  return g_string_free (text, text->len == 0);
}

/* A window is asked as well by what lies above it, and would answer with what lies below that. */
static gboolean
is_covered (GtkWidget *window)
{
  GdkSeat *seat = gdk_display_get_default_seat (gtk_widget_get_display (window));
  GdkDevice *pointer = seat != NULL ? gdk_seat_get_pointer (seat) : NULL;

  return pointer != NULL &&
         GDK_IS_POPUP (gdk_device_get_surface_at_position (pointer, NULL, NULL));
}

static gboolean
query_tooltip_cb (GtkWidget  *window,
                  int         x,
                  int         y,
                  gboolean    keyboard,
                  GtkTooltip *tooltip)
{
  g_autofree char *text = NULL;

  if (keyboard || is_covered (window))
    return FALSE;

  text = tpk_cut_text_dup_at (window, x, y);
  if (text == NULL)
    return FALSE;
  gtk_tooltip_set_text (tooltip, text);

  return TRUE;
}

static void
added_cb (GListModel *toplevels,
          guint       position,
          guint       n_removed,
          guint       n_added)
{
  for (guint i = position; i < position + n_added; i++) {
    g_autoptr (GtkWidget) window = g_list_model_get_item (toplevels, i);

    gtk_widget_set_has_tooltip (window, TRUE);
    g_signal_connect (window, "query-tooltip", G_CALLBACK (query_tooltip_cb), NULL);
  }
}

/**
 * tpk_cut_text_init:
 *
 * Gives every window that is opened from now on tooltips for what is cut off in it.
 */
void
tpk_cut_text_init (void)
{
  g_signal_connect (gtk_window_get_toplevels (), "items-changed", G_CALLBACK (added_cb), NULL);
}
