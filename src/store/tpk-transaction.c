/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#define G_LOG_DOMAIN "tpk-transaction"

#include "config.h"

#include "tpk-transaction.h"

#include "tpk-atomic-file.h"

#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>

/* Files that are replaced together, all or none.
 *
 * Everything that usually fails (no space, no permission, no folder) fails while the new contents
 * are written beside the files, when nothing has changed yet. What is left are the renames; should
 * one of them fail, those already done are undone from memory, in reverse. A kill between two
 * renames leaves each file whole, old or new; the order tells which are new, so the file that
 * decides comes last. */

typedef struct {
  char   *path;        /* (owned): behind all links */
  char   *temporary;   /* (nullable) (owned): until renamed */
  GBytes *old;         /* (nullable) (owned): what to put back; %NULL: there was no file */
} Pending;

struct _TpkTransaction {
  GPtrArray *files;    /* (element-type Pending) (owned) */
};

static void
pending_free (Pending *file)
{
  if (file->temporary != NULL)
    (void) g_unlink (file->temporary);

  g_free (file->path);
  g_free (file->temporary);
  g_clear_pointer (&file->old, g_bytes_unref);
  g_free (file);
}

static void
put_back (Pending  *file,
          GError  **error)
{
  g_autoptr (GError) local_error = NULL;
  gboolean ok;

  if (file->old == NULL) {
    ok = tpk_atomic_file_remove (file->path, &local_error);
  } else {
    ok = tpk_atomic_file_write (file->path, g_bytes_get_data (file->old, NULL),
                                g_bytes_get_size (file->old), NULL, &local_error);
  }

  /* The first failure stays the message; that something could not be undone must be told too. */
  if (!ok && error != NULL && *error != NULL) {
    g_autofree char *message = g_strdup_printf ("%s %s", (*error)->message, local_error->message);

    g_free ((*error)->message);
    (*error)->message = g_steal_pointer (&message);
  }
}

/**
 * tpk_transaction_new:
 *
 * Returns: (transfer full): a transaction without files
 */
TpkTransaction *
tpk_transaction_new (void)
{
  TpkTransaction *self = g_new0 (TpkTransaction, 1);

  self->files = g_ptr_array_new_with_free_func ((GDestroyNotify) pending_free);

  return self;
}

/**
 * tpk_transaction_add:
 * @self: a transaction
 * @path: the file; a link is followed
 * @data: (array length=length): what it will hold
 * @length: in bytes
 * @old: (nullable): what it holds now, or %NULL when it is not there
 * @error: a return location
 *
 * Writes the new contents beside the file. Files are replaced in the order in which they were
 * added.
 *
 * Returns: %FALSE with a `TPK_STORE_ERROR_IO`
 */
gboolean
tpk_transaction_add (TpkTransaction  *self,
                     const char      *path,
                     const char      *data,
                     gsize            length,
                     GBytes          *old,
                     GError         **error)
{
  g_autofree char *resolved = NULL;
  g_autofree char *temporary = NULL;
  Pending *file;

  g_return_val_if_fail (self != NULL, FALSE);
  g_return_val_if_fail (path != NULL, FALSE);

  resolved = tpk_atomic_file_resolve (path, error);
  if (resolved == NULL)
    return FALSE;

  temporary = tpk_atomic_file_prepare (resolved, data, length, error);
  if (temporary == NULL)
    return FALSE;

  file = g_new0 (Pending, 1);
  file->path = g_steal_pointer (&resolved);
  file->temporary = g_steal_pointer (&temporary);
  file->old = old != NULL ? g_bytes_ref (old) : NULL;
  g_ptr_array_add (self->files, file);

  return TRUE;
}

/**
 * tpk_transaction_get_n_files:
 * @self: a transaction
 *
 * Returns: how many files will be replaced
 */
guint
tpk_transaction_get_n_files (TpkTransaction *self)
{
  g_return_val_if_fail (self != NULL, 0);

  return self->files->len;
}

/**
 * tpk_transaction_commit:
 * @self: a transaction
 * @error: a return location
 *
 * Replaces all files. May be called once.
 *
 * Returns: %FALSE with a `TPK_STORE_ERROR_IO`; every file is then what it was
 */
gboolean
tpk_transaction_commit (TpkTransaction  *self,
                        GError         **error)
{
  g_return_val_if_fail (self != NULL, FALSE);
  g_return_val_if_fail (error == NULL || *error == NULL, FALSE);

  for (guint i = 0; i < self->files->len; i++) {
    Pending *file = g_ptr_array_index (self->files, i);

    if (!tpk_atomic_file_commit (file->temporary, file->path, error)) {
      while (i-- > 0)
        put_back (g_ptr_array_index (self->files, i), error);
      return FALSE;
    }

    g_clear_pointer (&file->temporary, g_free);
  }

  for (guint i = 0; i < self->files->len; i++) {
    Pending *file = g_ptr_array_index (self->files, i);

    tpk_atomic_file_sync_folder (file->path);
  }

  return TRUE;
}

/**
 * tpk_transaction_free:
 * @self: (transfer full): a transaction
 *
 * Without a commit before, nothing has changed and nothing is left behind.
 */
void
tpk_transaction_free (TpkTransaction *self)
{
  g_return_if_fail (self != NULL);

  g_ptr_array_unref (self->files);
  g_free (self);
}
