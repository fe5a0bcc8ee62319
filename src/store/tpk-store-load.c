/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#define G_LOG_DOMAIN "tpk-store-load"

#include "config.h"

#include "tpk-store.h"

#include "model/tpk-json.h"

#include "tpk-secret-members.h"
#include "tpk-store-private.h"

#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>

#include <errno.h>

/* Reading the documents of the folder, and setting damaged ones aside. */

static char *
dup_aside_path (const char *resolved)
{
  g_autoptr (GDateTime) now = g_date_time_new_now_utc ();
  g_autofree char *time = g_date_time_format (now, "%Y%m%dT%H%M%SZ");
  char *path = g_strdup_printf ("%s.damaged-%s", resolved, time);

  for (guint i = 2; g_file_test (path, G_FILE_TEST_EXISTS | G_FILE_TEST_IS_SYMLINK); i++) {
    g_free (path);
    path = g_strdup_printf ("%s.damaged-%s-%u", resolved, time, i);
  }

  return path;
}

static TpkFinding *
build_notice (const char   *path,
              const char   *aside,
              const GError *reason)
{
  g_autofree char *display = g_filename_display_name (path);
  g_autofree char *display_aside = g_filename_display_name (aside);
  TpkFinding *notice;

  notice = tpk_finding_new_printf (TPK_SEVERITY_ERROR, "file-set-aside",
                                   /* Translators: a path, the reason, another path. */
                                   _("“%s” could not be understood (%s). It was kept as “%s”; "
                                     "mend it there and put it back, or go on without it."),
                                   display, reason->message, display_aside);

  return tpk_finding_at (notice, TPK_FINDING_NOWHERE, TPK_FINDING_NOWHERE, aside);
}

/* Renames a damaged file. Under the lock, so that nobody replaces it in between. */
static gboolean
set_aside (TpkStore      *self,
           TpkStoreFile   file,
           const GError  *reason,
           TpkFinding   **notice,
           GError       **error)
{
  g_autofree char *path = tpk_store_dup_path (self, tpk_store_file_get_name (file));
  g_autofree char *resolved = NULL;
  g_autofree char *aside = NULL;
  g_autoptr (TpkLock) lock = NULL;
  TpkFileStamp stamp;

  lock = tpk_store_lock_folder (self, error);
  if (lock == NULL)
    return FALSE;

  if (!tpk_atomic_file_stat (path, &stamp, error))
    return FALSE;

  if (!tpk_file_stamp_same_inode (&stamp, &self->stamps[file])) {
    tpk_store_set_changed (error, path);
    return FALSE;
  }

  resolved = tpk_atomic_file_resolve (path, error);
  if (resolved == NULL)
    return FALSE;

  aside = dup_aside_path (resolved);
  if (g_rename (resolved, aside) != 0) {
    tpk_atomic_file_set_error (error, errno, _("Could not set aside the damaged “%s”"), path);
    return FALSE;
  }

  tpk_atomic_file_sync_folder (resolved);
  self->stamps[file].exists = FALSE;
  if (notice != NULL)
    *notice = build_notice (path, aside, reason);

  return TRUE;
}

/* A newer version's document is whole, and what cannot be read at all cannot be judged. */
static gboolean
is_damage (const GError *error)
{
  return error->domain == TPK_JSON_ERROR &&
         !g_error_matches (error, TPK_JSON_ERROR, TPK_JSON_ERROR_SCHEMA);
}

/* @root: (out): the JSON, where it has references to secrets */
static TpkDocument *
read_document (TpkStore      *self,
               TpkStoreFile   file,
               JsonNode     **root,
               GError       **error)
{
  g_autofree char *path = tpk_store_dup_path (self, tpk_store_file_get_name (file));
  g_autoptr (GBytes) contents = NULL;
  g_autoptr (JsonNode) node = NULL;
  TpkDocument *document;
  TpkFileStamp *stamp = &self->stamps[file];
  TpkFileStamp seen;
  const char *data;
  gsize size;

  if (!tpk_atomic_file_stat (path, &seen, error))
    return NULL;
  *stamp = seen;
  if (!tpk_atomic_file_read (path, TPK_DOCUMENT_MAX_BYTES, &contents, &seen, error))
    return NULL;

  *stamp = seen;
  if (contents == NULL)
    return NULL;

  data = g_bytes_get_data (contents, &size);
  node = tpk_json_parse (data, (gssize) size, TPK_DOCUMENT_MAX_BYTES, error);
  document = node != NULL ? tpk_document_new_from_json (node, error) : NULL;
  if (document != NULL && tpk_secret_text_has_reference (data, size))
    *root = g_steal_pointer (&node);

  return document;
}

/**
 * tpk_store_load:
 * @self: a store
 * @file: which document
 * @document: (out) (nullable): the document, or %NULL when there is none
 * @notice: (out) (optional) (nullable): what people should know: that a damaged file was set aside
 *   (its field is the path under which it was kept), that the keyring cannot be used
 *   (`keyring-unavailable`, `keyring-locked`, `keyring-failed`), or that it no longer has some of
 *   the secrets (`secrets-lost`)
 * @error: a return location
 *
 * Reads one document. A damaged file (not JSON, not a document, too large) is renamed, never
 * overwritten, and counts as missing. A file of a newer version of Turnpike is left alone: reading
 * it fails with `TPK_JSON_ERROR_SCHEMA`, and writing it will fail with `TPK_STORE_ERROR_CHANGED`.
 *
 * Returns: %FALSE with a #TpkStoreError or a #TpkJsonError
 */
gboolean
tpk_store_load (TpkStore      *self,
                TpkStoreFile   file,
                TpkDocument  **document,
                TpkFinding   **notice,
                GError       **error)
{
  g_autoptr (GMutexLocker) locker = NULL;
  g_autoptr (JsonNode) root = NULL;
  g_autoptr (GError) local_error = NULL;

  g_return_val_if_fail (TPK_IS_STORE (self), FALSE);
  g_return_val_if_fail ((guint) file < TPK_STORE_N_FILES, FALSE);
  g_return_val_if_fail (document != NULL, FALSE);

  locker = g_mutex_locker_new (&self->mutex);
  *document = read_document (self, file, &root, &local_error);
  if (notice != NULL)
    *notice = NULL;

  if (root != NULL) {
    g_clear_pointer (&locker, g_mutex_locker_free);
    g_object_unref (*document);
    *document = tpk_store_open_document (self, root, notice, error);
    return *document != NULL;
  }

  if (local_error == NULL)
    return TRUE;

  if (is_damage (local_error))
    return set_aside (self, file, local_error, notice, error);

  /* What was not understood must not count as known, or a write would replace it. */
  if (g_error_matches (local_error, TPK_JSON_ERROR, TPK_JSON_ERROR_SCHEMA))
    self->stamps[file].exists = FALSE;
  g_propagate_error (error, g_steal_pointer (&local_error));

  return FALSE;
}

static TpkDocument *
load_or_new (TpkStore      *self,
             TpkStoreFile   file,
             char         **set_aside_path,
             GError       **error)
{
  g_autoptr (TpkFinding) notice = NULL;
  TpkDocument *document;

  if (set_aside_path != NULL)
    *set_aside_path = NULL;

  if (!tpk_store_load (self, file, &document, &notice, error))
    return NULL;

  if (set_aside_path != NULL && notice != NULL)
    *set_aside_path = g_strdup (tpk_finding_get_field (notice));

  return document != NULL ? document : tpk_document_new ();
}

/**
 * tpk_store_load_document:
 * @self: a store
 * @set_aside: (out) (optional) (nullable) (type filename): where a damaged file was kept
 * @error: a return location
 *
 * Returns: (transfer full) (nullable): the applied document, a new one where there is no file;
 *   %NULL with a #TpkStoreError or a #TpkJsonError
 */
TpkDocument *
tpk_store_load_document (TpkStore  *self,
                         char     **set_aside,
                         GError   **error)
{
  g_return_val_if_fail (TPK_IS_STORE (self), NULL);

  return load_or_new (self, TPK_STORE_DOCUMENT, set_aside, error);
}

/**
 * tpk_store_load_draft:
 * @self: a store
 * @set_aside: (out) (optional) (nullable) (type filename): where a damaged file was kept
 * @error: a return location
 *
 * Returns: (transfer full) (nullable): the draft, a new document where there is no file; %NULL with
 *   a #TpkStoreError or a #TpkJsonError
 */
TpkDocument *
tpk_store_load_draft (TpkStore  *self,
                      char     **set_aside,
                      GError   **error)
{
  g_return_val_if_fail (TPK_IS_STORE (self), NULL);

  return load_or_new (self, TPK_STORE_DRAFT, set_aside, error);
}
