/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#define G_LOG_DOMAIN "tpk-file-change-row"

#include "config.h"

#include "tpk-file-change-row.h"

#include <glib/gi18n-lib.h>

#include "model/tpk-finding.h"

#include "tpk-client-file-words.h"
#include "tpk-diff-view.h"
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

  TpkDiffView    *diff_view;
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

  g_type_ensure (TPK_TYPE_DIFF_VIEW);
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

static void
show_file (TpkFileChangeRow *self)
{
  const char *path = tpk_file_change_get_path (self->change);
  g_autofree char *name = g_filename_display_basename (path);
  g_autofree char *folder = tpk_client_file_words_folder (path);
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
  tpk_diff_view_set_diff (self->diff_view, diff != NULL ? diff : "");
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
