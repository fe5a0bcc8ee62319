/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#define G_LOG_DOMAIN "tpk-export"

#include "config.h"

#include "tpk-export.h"

/**
 * TpkExport:
 *
 * A profile in one client's language, with notes on what that language could not say and what was
 * written otherwise than in the profile.
 */
struct _TpkExport
{
  GObject     parent_instance;

  char       *text;
  GListStore *notes;
};

G_DEFINE_FINAL_TYPE (TpkExport, tpk_export, G_TYPE_OBJECT)

static void
tpk_export_finalize (GObject *object)
{
  TpkExport *self = TPK_EXPORT (object);

  g_clear_pointer (&self->text, g_free);
  g_clear_object (&self->notes);

  G_OBJECT_CLASS (tpk_export_parent_class)->finalize (object);
}

static void
tpk_export_class_init (TpkExportClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->finalize = tpk_export_finalize;
}

static void
tpk_export_init (TpkExport *self)
{
  self->notes = g_list_store_new (TPK_TYPE_FINDING);
}

/**
 * tpk_export_new:
 * @text: (nullable): what was written, or %NULL while it is not known; see tpk_export_set_text()
 *
 * Returns: (transfer full): an export without notes
 */
TpkExport *
tpk_export_new (const char *text)
{
  TpkExport *self = g_object_new (TPK_TYPE_EXPORT, NULL);

  self->text = g_strdup (text != NULL ? text : "");

  return self;
}

/**
 * tpk_export_set_text:
 * @self: an export
 * @text: (transfer full): what was written
 *
 * For writers, whose notes come before their text is whole.
 */
void
tpk_export_set_text (TpkExport *self,
                     char      *text)
{
  g_return_if_fail (TPK_IS_EXPORT (self));
  g_return_if_fail (text != NULL);

  g_free (self->text);
  self->text = text;
}

/**
 * tpk_export_take_note:
 * @self: an export
 * @note: (transfer full): what could not be said, or was said otherwise
 *
 * Appends a note.
 */
void
tpk_export_take_note (TpkExport  *self,
                      TpkFinding *note)
{
  g_return_if_fail (TPK_IS_EXPORT (self));
  g_return_if_fail (TPK_IS_FINDING (note));

  g_list_store_append (self->notes, note);
  g_object_unref (note);
}

/**
 * tpk_export_get_text:
 * @self: an export
 *
 * Returns: the text, which holds passwords
 */
const char *
tpk_export_get_text (TpkExport *self)
{
  g_return_val_if_fail (TPK_IS_EXPORT (self), NULL);

  return self->text;
}

/**
 * tpk_export_get_notes:
 * @self: an export
 *
 * Returns: (transfer none): the notes, as a list of #TpkFinding
 */
GListModel *
tpk_export_get_notes (TpkExport *self)
{
  g_return_val_if_fail (TPK_IS_EXPORT (self), NULL);

  return G_LIST_MODEL (self->notes);
}
