/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#define G_LOG_DOMAIN "tpk-diff-view"

#include "config.h"

#include "tpk-diff-view.h"

#include <adwaita.h>

/**
 * TpkDiffView:
 *
 * A text that programs read, or what changes in it as a unified diff. Lines that come and go are
 * told by their sign and by colour; the text runs from left to right in every language.
 */
struct _TpkDiffView
{
  GtkTextView  parent_instance;

  GtkTextTag  *added_tag;
  GtkTextTag  *removed_tag;
  GtkTextTag  *head_tag;
};

G_DEFINE_FINAL_TYPE (TpkDiffView, tpk_diff_view, GTK_TYPE_TEXT_VIEW)

/* The style's own colours, so that they fit light and dark; faint, so that the text stays clear. */
static void
update_colours (TpkDiffView *self)
{
  static const struct {
    const char *name;
    GdkRGBA     fallback;
  } colours[] = {
    { "success_color", { 0.15f, 0.63f, 0.41f, 1.0f } },
    { "error_color", { 0.75f, 0.11f, 0.16f, 1.0f } },
  };
  GtkTextTag *tags[] = { self->added_tag, self->removed_tag };
  gboolean contrast = adw_style_manager_get_high_contrast (adw_style_manager_get_default ());
  GtkStyleContext *context = gtk_widget_get_style_context (GTK_WIDGET (self));

  for (guint i = 0; i < G_N_ELEMENTS (tags); i++) {
    GdkRGBA colour;

    if (!gtk_style_context_lookup_color (context, colours[i].name, &colour))
      colour = colours[i].fallback;
    colour.alpha = contrast ? 0.3f : 0.15f;
    g_object_set (tags[i], "paragraph-background-rgba", &colour, NULL);
  }
}

static const char *const heads[] = { "--- ", "+++ ", "@@ " };

static GtkTextTag *
get_tag (TpkDiffView *self,
         const char  *line)
{
  for (guint i = 0; i < G_N_ELEMENTS (heads); i++) {
    if (g_str_has_prefix (line, heads[i]))
      return self->head_tag;
  }

  return *line == '+' ? self->added_tag : *line == '-' ? self->removed_tag : NULL;
}

static void
tpk_diff_view_class_init (TpkDiffViewClass *klass)
{
}

static void
tpk_diff_view_init (TpkDiffView *self)
{
  GtkTextView *view = GTK_TEXT_VIEW (self);
  GtkTextBuffer *buffer = gtk_text_view_get_buffer (view);
  AdwStyleManager *manager = adw_style_manager_get_default ();

  gtk_text_view_set_editable (view, FALSE);
  gtk_text_view_set_cursor_visible (view, FALSE);
  gtk_text_view_set_monospace (view, TRUE);
  gtk_text_view_set_accepts_tab (view, FALSE);
  gtk_text_view_set_wrap_mode (view, GTK_WRAP_WORD_CHAR);
  gtk_text_view_set_left_margin (view, 12);
  gtk_text_view_set_right_margin (view, 12);
  gtk_text_view_set_top_margin (view, 9);
  gtk_text_view_set_bottom_margin (view, 9);
  gtk_widget_set_direction (GTK_WIDGET (self), GTK_TEXT_DIR_LTR);

  self->added_tag = gtk_text_buffer_create_tag (buffer, "added", NULL);
  self->removed_tag = gtk_text_buffer_create_tag (buffer, "removed", NULL);
  self->head_tag = gtk_text_buffer_create_tag (buffer, "head", "weight", PANGO_WEIGHT_BOLD, NULL);

  g_signal_connect_object (manager, "notify::dark", G_CALLBACK (update_colours), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (manager, "notify::high-contrast", G_CALLBACK (update_colours), self,
                           G_CONNECT_SWAPPED);
  update_colours (self);
}

/**
 * tpk_diff_view_new:
 *
 * Returns: (transfer floating): a view without a text
 */
GtkWidget *
tpk_diff_view_new (void)
{
  return g_object_new (TPK_TYPE_DIFF_VIEW, NULL);
}

/**
 * tpk_diff_view_set_diff:
 * @self: a view
 * @diff: a unified diff with its secrets masked
 *
 * Shows what changes.
 */
void
tpk_diff_view_set_diff (TpkDiffView *self,
                        const char  *diff)
{
  GtkTextBuffer *buffer;
  g_auto (GStrv) lines = NULL;
  GtkTextIter end;

  g_return_if_fail (TPK_IS_DIFF_VIEW (self));
  g_return_if_fail (diff != NULL);

  buffer = gtk_text_view_get_buffer (GTK_TEXT_VIEW (self));
  gtk_text_buffer_set_text (buffer, "", 0);
  lines = g_strsplit (diff, "\n", -1);
  for (guint i = 0; lines[i] != NULL; i++) {
    GtkTextTag *tag = get_tag (self, lines[i]);

    gtk_text_buffer_get_end_iter (buffer, &end);
    if (i > 0)
      gtk_text_buffer_insert (buffer, &end, "\n", 1);
    if (tag != NULL)
      gtk_text_buffer_insert_with_tags (buffer, &end, lines[i], -1, tag, NULL);
    else
      gtk_text_buffer_insert (buffer, &end, lines[i], -1);
  }
}

/**
 * tpk_diff_view_set_text:
 * @self: a view
 * @text: what to show as it is
 */
void
tpk_diff_view_set_text (TpkDiffView *self,
                        const char  *text)
{
  g_return_if_fail (TPK_IS_DIFF_VIEW (self));
  g_return_if_fail (text != NULL);

  gtk_text_buffer_set_text (gtk_text_view_get_buffer (GTK_TEXT_VIEW (self)), text, -1);
}

/**
 * tpk_diff_view_dup_text:
 * @self: a view
 *
 * Returns: (transfer full): what is shown
 */
char *
tpk_diff_view_dup_text (TpkDiffView *self)
{
  char *text;

  g_return_val_if_fail (TPK_IS_DIFF_VIEW (self), NULL);

  g_object_get (gtk_text_view_get_buffer (GTK_TEXT_VIEW (self)), "text", &text, NULL);

  return text;
}
