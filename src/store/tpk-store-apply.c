/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#define G_LOG_DOMAIN "tpk-store-apply"

#include "config.h"

#include "tpk-store.h"

#include "tpk-file-change.h"
#include "tpk-store-private.h"

#include <string.h>

/* Writing everything, all or nothing, in this order: what Turnpike remembers of what it wrote, the
 * client files, the history, and turnpike.json last, since it says what is applied. */

typedef struct {
  char         *path;          /* (owned) */
  char         *text;          /* (owned) */
  gboolean      is_document;
  /* What is there: */
  GBytes       *old;           /* (nullable) (owned) */
  TpkFileStamp  old_stamp;
  TpkFileStamp  new_stamp;
  gboolean      is_ours;
  gboolean      is_needed;
} Target;

static void
target_free (Target *target)
{
  g_free (target->path);
  g_free (target->text);
  g_clear_pointer (&target->old, g_bytes_unref);
  g_free (target);
}

static GPtrArray *
collect_targets (TpkStore   *self,
                 GListModel *changes)
{
  g_autofree char *document = tpk_store_dup_path (self, "turnpike.json");
  GPtrArray *targets = g_ptr_array_new_with_free_func ((GDestroyNotify) target_free);

  for (guint i = 0; i < g_list_model_get_n_items (changes); i++) {
    g_autoptr (TpkFileChange) change = g_list_model_get_item (changes, i);
    Target *target = g_new0 (Target, 1);

    target->path = g_strdup (tpk_file_change_get_path (change));
    target->text = g_strdup (tpk_file_change_get_new_text (change));
    target->is_document = strcmp (target->path, document) == 0;
    target->new_stamp.exists = TRUE;
    target->new_stamp.size = (gint64) strlen (target->text);
    tpk_file_stamp_hash (target->text, strlen (target->text), target->new_stamp.sha256);
    g_ptr_array_add (targets, target);
  }

  return targets;
}

/* Under the lock: the plan may be minutes old. */
static gboolean
examine (TpkStore            *self,
         TpkWritten          *written,
         Target              *target,
         TpkStoreApplyFlags   flags,
         GError             **error)
{
  TpkFileStamp *old = &target->old_stamp;
  gboolean same;

  if (!tpk_atomic_file_read (target->path, TPK_DOCUMENT_MAX_BYTES, &target->old, old, error))
    return FALSE;

  same = tpk_file_stamp_same_content (old, &target->new_stamp);
  if (target->is_document)
    target->is_ours = tpk_file_stamp_same_content (old, &self->stamps[TPK_STORE_DOCUMENT]);
  else
    target->is_ours = tpk_written_is_ours (written, target->path, old->sha256);

  /* A file that others can read must not keep its mode, even with the same contents. */
  target->is_needed = !same || (old->mode & 077) != 0;

  if (!old->exists || old->size == 0 || same || target->is_ours ||
      (flags & TPK_STORE_APPLY_OVERWRITE_FOREIGN) != 0)
    return TRUE;

  tpk_store_set_changed (error, target->path);

  return FALSE;
}

static gboolean
add_target (TpkStore            *self,
            TpkTransaction      *transaction,
            Target              *target,
            TpkStoreApplyFlags   flags,
            GError             **error)
{
  gsize length = strlen (target->text);

  if (!target->is_needed)
    return TRUE;

  if (target->is_document && (flags & TPK_STORE_APPLY_STEP_BACK) == 0 &&
      !tpk_file_stamp_same_content (&target->old_stamp, &target->new_stamp) &&
      !tpk_store_add_history (self, transaction, target->old, target->text, length, error))
    return FALSE;

  return tpk_transaction_add (transaction, target->path, target->text, length,
                              target->old, error);
}

/* Remembers what will be written. Returns whether there is anything new to remember. */
static gboolean
record_targets (TpkWritten *written,
                GPtrArray  *targets)
{
  gboolean recorded = FALSE;
  gboolean needed = FALSE;

  for (guint i = 0; i < targets->len; i++) {
    Target *target = g_ptr_array_index (targets, i);

    needed |= target->is_needed;
    if (!target->is_document)
      recorded |= tpk_written_record (written, target->path, target->new_stamp.sha256,
                                      target->is_ours ? target->old_stamp.sha256 : NULL);
  }

  if (needed)
    tpk_written_bump (written);

  return recorded || needed;
}

static Target *
find_document (GPtrArray *targets)
{
  for (guint i = 0; i < targets->len; i++) {
    Target *target = g_ptr_array_index (targets, i);

    if (target->is_document)
      return target;
  }

  return NULL;
}

static gboolean
add_written (TpkStore        *self,
             TpkTransaction  *transaction,
             TpkWritten      *written,
             GError         **error)
{
  g_autofree char *path = tpk_store_dup_path (self, TPK_STORE_WRITTEN_NAME);
  g_autofree char *text = NULL;
  g_autoptr (GBytes) old = NULL;
  TpkFileStamp stamp;
  gsize length;

  if (!tpk_atomic_file_read (path, TPK_DOCUMENT_MAX_BYTES, &old, &stamp, error))
    return FALSE;

  text = tpk_written_to_data (written, &length);

  return tpk_transaction_add (transaction, path, text, length, old, error);
}

/* The document comes first in a plan, and last on the disk. */
static gboolean
add_targets (TpkStore            *self,
             TpkTransaction      *transaction,
             GPtrArray           *targets,
             TpkStoreApplyFlags   flags,
             GError             **error)
{
  for (guint pass = 0; pass < 2; pass++) {
    for (guint i = 0; i < targets->len; i++) {
      Target *target = g_ptr_array_index (targets, i);

      if (target->is_document == (pass == 1) &&
          !add_target (self, transaction, target, flags, error))
        return FALSE;
    }
  }

  return TRUE;
}

static void
remember_document (TpkStore  *self,
                   GPtrArray *targets)
{
  TpkFileStamp *stamp = &self->stamps[TPK_STORE_DOCUMENT];
  Target *target = find_document (targets);

  if (target == NULL)
    return;

  /* Only the cheap look needs the inode; the contents are known. */
  if (!tpk_atomic_file_stat (target->path, stamp, NULL))
    *stamp = target->new_stamp;
  memcpy (stamp->sha256, target->new_stamp.sha256, sizeof stamp->sha256);
}

/* Whether people have to be told for the first time where their secrets are. */
static gboolean
tell_secrets (TpkStore   *self,
              TpkWritten *written,
              GPtrArray  *targets)
{
  Target *target = find_document (targets);

  return target != NULL &&
         tpk_store_tell_secrets (self, written, target->text, strlen (target->text));
}

static gboolean
apply_targets (TpkStore            *self,
               GPtrArray           *targets,
               TpkStoreApplyFlags   flags,
               GError             **error)
{
  g_autoptr (TpkLock) lock = NULL;
  g_autoptr (TpkWritten) written = NULL;
  g_autoptr (TpkTransaction) transaction = NULL;

  lock = tpk_store_lock_folder (self, error);
  if (lock == NULL)
    return FALSE;

  written = tpk_written_load (self->folder);
  for (guint i = 0; i < targets->len; i++) {
    if (!examine (self, written, g_ptr_array_index (targets, i), flags, error))
      return FALSE;
  }

  transaction = tpk_transaction_new ();
  if ((record_targets (written, targets) | tell_secrets (self, written, targets)) &&
      !add_written (self, transaction, written, error))
    return FALSE;

  if (!add_targets (self, transaction, targets, flags, error) ||
      !tpk_transaction_commit (transaction, error))
    return FALSE;

  remember_document (self, targets);
  tpk_store_prune_history (self);

  return TRUE;
}

/**
 * tpk_store_apply_full:
 * @self: a store
 * @document: what to apply
 * @changes: (nullable): what tpk_store_plan() said for the same document, so that what was shown is
 *   what is written; %NULL to plan now
 * @flags: how
 * @error: a return location
 *
 * Writes the document, its history entry, rtc-configuration.json and all client files, all or
 * nothing. Files that hold the right contents already are left alone. Each file stays whole if the
 * process is killed or the power fails in between.
 *
 * Where there is a keyring, it has the secrets before the document refers to them.
 *
 * Calls in progress are not asked for: see tpk_store_hold_off_calls().
 *
 * Returns: %FALSE with `TPK_STORE_ERROR_CHANGED` when somebody else changed one of the files,
 *   `TPK_STORE_ERROR_LOCKED` when another process is writing, another #TpkStoreError or a
 *   #TpkKeyringError; every file is then what it was
 */
gboolean
tpk_store_apply_full (TpkStore            *self,
                      TpkDocument         *document,
                      GListModel          *changes,
                      TpkStoreApplyFlags   flags,
                      GError             **error)
{
  g_autoptr (GListModel) planned = NULL;
  g_autoptr (GPtrArray) targets = NULL;
  g_autoptr (TpkLock) secrets_lock = NULL;
  Target *target;
  gboolean applied;

  g_return_val_if_fail (TPK_IS_STORE (self), FALSE);
  g_return_val_if_fail (TPK_IS_DOCUMENT (document), FALSE);
  g_return_val_if_fail (changes == NULL || G_IS_LIST_MODEL (changes), FALSE);

  if (changes == NULL) {
    planned = tpk_store_plan (self, document, g_get_real_time () / G_USEC_PER_SEC, error);
    if (planned == NULL)
      return FALSE;
    changes = planned;
  }

  targets = collect_targets (self, changes);
  target = find_document (targets);
  if (target != NULL && !tpk_vault_keep (self->vault, target->text, strlen (target->text), TRUE,
                                         &secrets_lock, error))
    return FALSE;

  g_mutex_lock (&self->mutex);
  applied = apply_targets (self, targets, flags, error);
  g_mutex_unlock (&self->mutex);

  if (applied)
    tpk_vault_sweep (self->vault, secrets_lock);

  return applied;
}

/**
 * tpk_store_apply:
 * @self: a store
 * @document: what to apply
 * @changes: (nullable): what tpk_store_plan() said for the same document
 * @overwrite_foreign: whether files that somebody else changed may be overwritten
 * @error: a return location
 *
 * Like tpk_store_apply_full(), with a new history entry.
 *
 * Returns: %FALSE with a #TpkStoreError; every file is then what it was
 */
gboolean
tpk_store_apply (TpkStore     *self,
                 TpkDocument  *document,
                 GListModel   *changes,
                 gboolean      overwrite_foreign,
                 GError      **error)
{
  return tpk_store_apply_full (self, document, changes,
                               overwrite_foreign ? TPK_STORE_APPLY_OVERWRITE_FOREIGN
                                                 : TPK_STORE_APPLY_NONE,
                               error);
}
