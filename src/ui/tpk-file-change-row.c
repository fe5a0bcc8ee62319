/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#define G_LOG_DOMAIN "tpk-file-change-row"

#include "config.h"

#include "tpk-file-change-row.h"

#include <glib/gi18n-lib.h>

#include "model/tpk-finding.h"

#include "tpk-finding-line.h"

/**
 * TpkFileChangeRow:
 *
 * One file that applying writes: what happens to it, and on opening the lines that change, with
 * every secret masked.
 */
struct _TpkFileChangeRow
{
  AdwExpanderRow  parent_instance;

  GtkTextView    *diff_view;
  GtkBox         *notes_box;

  TpkFileChange  *change;        /* (owned) */
};

G_DEFINE_FINAL_TYPE (TpkFileChangeRow, tpk_file_change_row, ADW_TYPE_EXPANDER_ROW)

static const char *
get_kind_text (TpkFileChangeKind kind)
{
  switch (kind) {
  case TPK_FILE_CHANGE_CREATED:
    return _("Will be created");
  case TPK_FILE_CHANGE_MODIFIED:
    return _("Will change");
  case TPK_FILE_CHANGE_FOREIGN:
    return _("Somebody else changed this file since it was last written");
  case TPK_FILE_CHANGE_NONE:
  default:
    return _("Stays as it is");
  }
}

static void
add_tags (GtkTextBuffer *buffer)
{
  gtk_text_buffer_create_tag (buffer, "added", "weight", PANGO_WEIGHT_BOLD, NULL);
  gtk_text_buffer_create_tag (buffer, "removed", "strikethrough", TRUE, NULL);
}

/* Told by weight and a line through, not by colour alone; the sign at the start stays. */
static void
show_diff (TpkFileChangeRow *self,
           const char       *diff)
{
  GtkTextBuffer *buffer = gtk_text_view_get_buffer (self->diff_view);
  g_auto (GStrv) lines = g_strsplit (diff, "\n", -1);
  GtkTextIter end;

  add_tags (buffer);
  for (guint i = 0; lines[i] != NULL; i++) {
    const char *tag = *lines[i] == '+' ? "added" : *lines[i] == '-' ? "removed" : NULL;

    gtk_text_buffer_get_end_iter (buffer, &end);
    if (i > 0)
      gtk_text_buffer_insert (buffer, &end, "\n", 1);
    gtk_text_buffer_insert_with_tags_by_name (buffer, &end, lines[i], -1, tag, NULL);
  }
}

static void
show_notes (TpkFileChangeRow *self)
{
  GListModel *notes = tpk_file_change_get_notes (self->change);

  for (guint i = 0; notes != NULL && i < g_list_model_get_n_items (notes); i++) {
    g_autoptr (TpkFinding) note = g_list_model_get_item (notes, i);

    gtk_box_append (self->notes_box, tpk_finding_line_new (note));
    gtk_widget_set_visible (GTK_WIDGET (self->notes_box), TRUE);
  }
}

static void
tpk_file_change_row_dispose (GObject *object)
{
  TpkFileChangeRow *self = TPK_FILE_CHANGE_ROW (object);

  g_clear_object (&self->change);

  G_OBJECT_CLASS (tpk_file_change_row_parent_class)->dispose (object);
}

static void
tpk_file_change_row_class_init (TpkFileChangeRowClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = tpk_file_change_row_dispose;

  gtk_widget_class_set_template_from_resource (widget_class,
                                               APP_PATH "/ui/tpk-file-change-row.ui");
  gtk_widget_class_bind_template_child (widget_class, TpkFileChangeRow, diff_view);
  gtk_widget_class_bind_template_child (widget_class, TpkFileChangeRow, notes_box);
}

static void
tpk_file_change_row_init (TpkFileChangeRow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  /* What the name and the folder hold is no markup. */
  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (self), FALSE);
}

/* "~/.config/turnpike": the folder matters less than the file, and its start least of all. */
static char *
dup_folder (const char *path)
{
  g_autofree char *folder = g_path_get_dirname (path);
  const char *home = g_get_home_dir ();
  gsize length = strlen (home);

  if (length > 1 && g_str_has_prefix (folder, home) &&
      (folder[length] == '/' || folder[length] == '\0')) {
    g_autofree char *shortened = g_strconcat ("~", folder + length, NULL);

    return g_filename_display_name (shortened);
  }

  return g_filename_display_name (folder);
}

static void
show_file (TpkFileChangeRow *self)
{
  const char *path = tpk_file_change_get_path (self->change);
  g_autofree char *name = g_filename_display_basename (path);
  g_autofree char *folder = dup_folder (path);
  g_autofree char *subtitle = NULL;

  /* Translators: what happens to a file, such as "Will change", and the folder that it is in. */
  subtitle = g_strdup_printf (_("%s · %s"), get_kind_text (tpk_file_change_get_kind (self->change)),
                              folder);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (self), name);
  adw_expander_row_set_subtitle (ADW_EXPANDER_ROW (self), subtitle);
}

/**
 * tpk_file_change_row_new:
 * @change: what is planned for a file
 *
 * Returns: (transfer floating): a row for it
 */
GtkWidget *
tpk_file_change_row_new (TpkFileChange *change)
{
  TpkFileChangeRow *self;
  g_autofree char *diff = NULL;

  g_return_val_if_fail (TPK_IS_FILE_CHANGE (change), NULL);

  self = g_object_new (TPK_TYPE_FILE_CHANGE_ROW, NULL);
  self->change = g_object_ref (change);
  diff = tpk_file_change_dup_diff (change);

  show_file (self);
  show_diff (self, diff != NULL ? diff : "");
  show_notes (self);
  adw_expander_row_set_enable_expansion (ADW_EXPANDER_ROW (self),
                                         tpk_file_change_get_kind (change) !=
                                         TPK_FILE_CHANGE_NONE);

  return GTK_WIDGET (self);
}

/**
 * tpk_file_change_row_get_change:
 * @self: a row
 *
 * Returns: (transfer none): what is shown
 */
TpkFileChange *
tpk_file_change_row_get_change (TpkFileChangeRow *self)
{
  g_return_val_if_fail (TPK_IS_FILE_CHANGE_ROW (self), NULL);

  return self->change;
}
