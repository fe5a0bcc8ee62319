/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#define G_LOG_DOMAIN "tpk-file-change"

#include "config.h"

#include "tpk-file-change.h"

#include "tpk-diff.h"
#include "tpk-file-change-private.h"

struct _TpkFileChange {
  GObject            parent_instance;

  char              *path;           /* (owned) */
  char              *client;         /* (nullable) (owned) */
  TpkFileChangeKind  kind;
  char              *old_text;       /* (nullable) (owned) */
  char              *new_text;       /* (owned) */
  GListModel        *notes;          /* (owned) */
  TpkMask           *mask;           /* (owned) */
};

G_DEFINE_FINAL_TYPE (TpkFileChange, tpk_file_change, G_TYPE_OBJECT)

static void
tpk_file_change_finalize (GObject *object)
{
  TpkFileChange *self = TPK_FILE_CHANGE (object);

  g_clear_pointer (&self->path, g_free);
  g_clear_pointer (&self->client, g_free);
  g_clear_pointer (&self->old_text, g_free);
  g_clear_pointer (&self->new_text, g_free);
  g_clear_object (&self->notes);
  g_clear_pointer (&self->mask, tpk_mask_unref);

  G_OBJECT_CLASS (tpk_file_change_parent_class)->finalize (object);
}

static void
tpk_file_change_class_init (TpkFileChangeClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = tpk_file_change_finalize;
}

static void
tpk_file_change_init (TpkFileChange *self)
{
  self->mask = tpk_mask_new ();
}

/**
 * tpk_file_change_new:
 * @path: (type filename): the file
 * @client: (nullable): the dialect it is written in; %NULL for the document itself
 * @kind: what would become of it
 * @old_text: (nullable): what it holds now; %NULL when there is no such file
 * @new_text: what it would hold
 * @notes: (nullable): #TpkFinding, what the writer has to say
 *
 * Returns: (transfer full): the value
 */
TpkFileChange *
tpk_file_change_new (const char        *path,
                     const char        *client,
                     TpkFileChangeKind  kind,
                     const char        *old_text,
                     const char        *new_text,
                     GListModel        *notes)
{
  TpkFileChange *self;

  g_return_val_if_fail (path != NULL, NULL);
  g_return_val_if_fail (new_text != NULL, NULL);
  g_return_val_if_fail (notes == NULL || G_IS_LIST_MODEL (notes), NULL);

  self = g_object_new (TPK_TYPE_FILE_CHANGE, NULL);
  self->path = g_strdup (path);
  self->client = g_strdup (client);
  self->kind = kind;
  self->old_text = g_strdup (old_text);
  self->new_text = g_strdup (new_text);
  self->notes = notes != NULL ? g_object_ref (notes)
                              : G_LIST_MODEL (g_list_store_new (G_TYPE_OBJECT));

  return self;
}

/**
 * tpk_file_change_get_path:
 * @self: a change
 *
 * Returns: (type filename): the file
 */
const char *
tpk_file_change_get_path (TpkFileChange *self)
{
  g_return_val_if_fail (TPK_IS_FILE_CHANGE (self), NULL);

  return self->path;
}

/**
 * tpk_file_change_get_client:
 * @self: a change
 *
 * Returns: (nullable): the dialect it is written in; %NULL for the document itself
 */
const char *
tpk_file_change_get_client (TpkFileChange *self)
{
  g_return_val_if_fail (TPK_IS_FILE_CHANGE (self), NULL);

  return self->client;
}

/**
 * tpk_file_change_get_kind:
 * @self: a change
 *
 * Returns: what would become of the file
 */
TpkFileChangeKind
tpk_file_change_get_kind (TpkFileChange *self)
{
  g_return_val_if_fail (TPK_IS_FILE_CHANGE (self), TPK_FILE_CHANGE_NONE);

  return self->kind;
}

/**
 * tpk_file_change_get_old_text:
 * @self: a change
 *
 * Returns: (nullable): what the file holds, with its secrets; %NULL when there is no such file
 */
const char *
tpk_file_change_get_old_text (TpkFileChange *self)
{
  g_return_val_if_fail (TPK_IS_FILE_CHANGE (self), NULL);

  return self->old_text;
}

/**
 * tpk_file_change_get_new_text:
 * @self: a change
 *
 * Returns: what the file would hold, with its secrets
 */
const char *
tpk_file_change_get_new_text (TpkFileChange *self)
{
  g_return_val_if_fail (TPK_IS_FILE_CHANGE (self), NULL);

  return self->new_text;
}

/**
 * tpk_file_change_get_notes:
 * @self: a change
 *
 * Returns: (transfer none): #TpkFinding, what the writer has to say
 */
GListModel *
tpk_file_change_get_notes (TpkFileChange *self)
{
  g_return_val_if_fail (TPK_IS_FILE_CHANGE (self), NULL);

  return self->notes;
}

/**
 * tpk_file_change_set_mask:
 * @self: a change that nobody else has seen yet
 * @mask: the secrets that its texts may hold
 */
void
tpk_file_change_set_mask (TpkFileChange *self,
                          TpkMask       *mask)
{
  g_return_if_fail (TPK_IS_FILE_CHANGE (self));

  tpk_mask_ref (mask);
  tpk_mask_unref (self->mask);
  self->mask = mask;
}

/**
 * tpk_file_change_dup_preview:
 * @self: a change
 *
 * Returns: (transfer full): what the file would hold, with every secret masked
 */
char *
tpk_file_change_dup_preview (TpkFileChange *self)
{
  g_return_val_if_fail (TPK_IS_FILE_CHANGE (self), NULL);

  return tpk_mask_apply (self->mask, self->new_text);
}

/**
 * tpk_file_change_dup_diff:
 * @self: a change
 *
 * A unified diff with every secret masked. Lines are compared as they are, so a password that
 * changes shows as two masked lines. User names are kept.
 *
 * Returns: (transfer full): the diff; empty when the contents stay the same
 */
char *
tpk_file_change_dup_diff (TpkFileChange *self)
{
  g_autofree char *old_shown = NULL;
  g_autofree char *new_shown = NULL;

  g_return_val_if_fail (TPK_IS_FILE_CHANGE (self), NULL);

  if (self->old_text != NULL)
    old_shown = tpk_mask_apply (self->mask, self->old_text);
  new_shown = tpk_mask_apply (self->mask, self->new_text);

  return tpk_diff_unified (self->path, self->old_text, old_shown, self->new_text, new_shown);
}
