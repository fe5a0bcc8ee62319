/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#define G_LOG_DOMAIN "tpk-store"

#include "config.h"

#include "tpk-store.h"

#include "tpk-call-lease.h"
#include "tpk-store-private.h"

#include <glib/gi18n-lib.h>

/**
 * TpkStore:
 *
 * The configuration folder.
 *
 * Every write goes like this: take the lock of the folder, look whether the file is still what it
 * was when this store last read or wrote it, replace it atomically, remember what it is now. A file
 * that somebody else has changed in between is never overwritten unless the caller says so.
 *
 * The folder is created by the first write, with mode 0700; files have mode 0600.
 */

#define LOCK_NAME "lock"
#define LOCK_WAIT_MS 2000

G_DEFINE_FINAL_TYPE (TpkStore, tpk_store, G_TYPE_OBJECT)

G_DEFINE_QUARK (tpk-store-error-quark, tpk_store_error)

static const char *const file_names[TPK_STORE_N_FILES] = {
  [TPK_STORE_DOCUMENT] = "turnpike.json",
  [TPK_STORE_DRAFT] = "draft.json",
  [TPK_STORE_STAGED] = "staged.json",
};

static void
tpk_store_finalize (GObject *object)
{
  TpkStore *self = TPK_STORE (object);

  g_clear_pointer (&self->folder, g_free);
  g_clear_pointer (&self->vault, tpk_vault_free);
  g_clear_pointer (&self->notices, g_ptr_array_unref);
  g_mutex_clear (&self->mutex);

  G_OBJECT_CLASS (tpk_store_parent_class)->finalize (object);
}

static void
tpk_store_class_init (TpkStoreClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = tpk_store_finalize;
}

static void
tpk_store_init (TpkStore *self)
{
  g_mutex_init (&self->mutex);
  self->notices = g_ptr_array_new_with_free_func (g_object_unref);
}

/**
 * tpk_store_new:
 * @folder: (nullable) (type filename): the configuration folder, which need not exist; %NULL for
 *   the default one
 *
 * Returns: (transfer full): the store; nothing is read yet
 */
TpkStore *
tpk_store_new (const char *folder)
{
  g_autofree char *default_folder = NULL;
  TpkStore *self;

  if (folder == NULL)
    folder = default_folder = tpk_store_dup_default_folder ();

  self = g_object_new (TPK_TYPE_STORE, NULL);
  self->folder = g_canonicalize_filename (folder, NULL);
  self->vault = tpk_vault_new (self->folder);

  return self;
}

/* Whether this runs in a Flatpak. */
gboolean
tpk_store_is_sandboxed (void)
{
  return g_file_test ("/.flatpak-info", G_FILE_TEST_EXISTS);
}

/**
 * tpk_store_dup_default_folder:
 *
 * `$TURNPIKE_CONFIG_DIR`; else, in a Flatpak, the host's `~/.config/turnpike`, where calling
 * clients outside the sandbox find it; else `turnpike` in `$XDG_CONFIG_HOME`.
 *
 * Returns: (transfer full) (type filename): an absolute path
 */
char *
tpk_store_dup_default_folder (void)
{
  const char *folder = g_getenv ("TURNPIKE_CONFIG_DIR");

  if (folder != NULL && *folder != '\0')
    return g_canonicalize_filename (folder, NULL);

  /* The sandbox's own XDG_CONFIG_HOME is a private folder. */
  if (tpk_store_is_sandboxed ())
    return g_build_filename (g_get_home_dir (), ".config", "turnpike", NULL);

  return g_build_filename (g_get_user_config_dir (), "turnpike", NULL);
}

/**
 * tpk_store_get_folder:
 * @self: a store
 *
 * Returns: (type filename): the absolute path of the configuration folder
 */
const char *
tpk_store_get_folder (TpkStore *self)
{
  g_return_val_if_fail (TPK_IS_STORE (self), NULL);

  return self->folder;
}

/**
 * tpk_store_dup_path:
 * @self: a store
 * @name: (type filename): a name in the folder
 *
 * Returns: (transfer full) (type filename): its absolute path
 */
char *
tpk_store_dup_path (TpkStore   *self,
                    const char *name)
{
  g_return_val_if_fail (TPK_IS_STORE (self), NULL);
  g_return_val_if_fail (name != NULL, NULL);

  return g_build_filename (self->folder, name, NULL);
}

/**
 * tpk_store_file_get_name:
 * @file: a document of the folder
 *
 * Returns: its name in the folder
 */
const char *
tpk_store_file_get_name (TpkStoreFile file)
{
  g_return_val_if_fail ((guint) file < TPK_STORE_N_FILES, NULL);

  return file_names[file];
}

/* Creates the folder where needed and keeps other processes out. */
TpkLock *
tpk_store_lock_folder (TpkStore  *self,
                       GError   **error)
{
  g_autofree char *path = NULL;

  if (!tpk_atomic_file_make_folder (self->folder, error))
    return NULL;

  path = tpk_store_dup_path (self, LOCK_NAME);

  return tpk_lock_take (path, TPK_LOCK_EXCLUSIVE, LOCK_WAIT_MS, error);
}

void
tpk_store_set_changed (GError     **error,
                       const char  *path)
{
  g_autofree char *display = g_filename_display_name (path);

  g_set_error (error, TPK_STORE_ERROR, TPK_STORE_ERROR_CHANGED,
               /* Translators: the path of a file. */
               _("“%s” was changed by somebody else, so it was not overwritten. Look at what "
                 "changed, then take it over or overwrite it."), display);
}

/* Whether a document is still what it was when it was last read or written here. */
gboolean
tpk_store_check_unchanged (TpkStore      *self,
                           TpkStoreFile   file,
                           GBytes       **contents,
                           GError       **error)
{
  g_autofree char *path = tpk_store_dup_path (self, file_names[file]);
  TpkFileStamp stamp;

  if (!tpk_atomic_file_read (path, TPK_DOCUMENT_MAX_BYTES, contents, &stamp, error))
    return FALSE;

  if (tpk_file_stamp_same_content (&stamp, &self->stamps[file]))
    return TRUE;

  tpk_store_set_changed (error, path);

  return FALSE;
}

gboolean
tpk_store_save_written (TpkStore    *self,
                        TpkWritten  *written,
                        GError     **error)
{
  g_autofree char *path = tpk_store_dup_path (self, TPK_STORE_WRITTEN_NAME);
  g_autofree char *text = NULL;
  gsize length;

  text = tpk_written_to_data (written, &length);

  return tpk_atomic_file_write (path, text, length, NULL, error);
}

/**
 * tpk_store_save_draft:
 * @self: a store
 * @draft: what is being edited
 * @error: a return location
 *
 * Returns: %FALSE with a #TpkStoreError; nothing was written then
 */
gboolean
tpk_store_save_draft (TpkStore     *self,
                      TpkDocument  *draft,
                      GError      **error)
{
  g_autofree char *text = NULL;
  gsize length;

  g_return_val_if_fail (TPK_IS_STORE (self), FALSE);
  g_return_val_if_fail (TPK_IS_DOCUMENT (draft), FALSE);

  text = tpk_document_to_data (draft, &length);

  return tpk_store_save (self, TPK_STORE_DRAFT, text, length, NULL, error);
}

static gboolean
remember_base (TpkStore      *self,
               TpkStoreFile   file,
               const char    *base,
               const char    *text,
               gsize          length,
               GError       **error)
{
  g_autoptr (TpkWritten) written = tpk_written_load (self->folder);
  gboolean told = tpk_store_tell_secrets (self, written, text, length);

  if (!tpk_written_set_base (written, file_names[file], base) && !told)
    return TRUE;

  return tpk_store_save_written (self, written, error);
}

/**
 * tpk_store_save:
 * @self: a store
 * @file: the draft or the staged document
 * @text: (array length=length): the document
 * @length: in bytes
 * @base: (nullable): on which document it was begun, see tpk_store_dup_base(); %NULL for the one
 *   that was last read or written here
 * @error: a return location
 *
 * Where there is a keyring, the secrets of the document go there, and references into the file.
 *
 * Returns: %FALSE with `TPK_STORE_ERROR_CHANGED` when somebody else changed the file since it was
 *   last read or written here, another #TpkStoreError or a #TpkKeyringError; nothing was written
 *   then
 */
gboolean
tpk_store_save (TpkStore      *self,
                TpkStoreFile   file,
                const char    *text,
                gsize          length,
                const char    *base,
                GError       **error)
{
  g_autoptr (TpkLock) secrets_lock = NULL;
  g_autoptr (GMutexLocker) locker = NULL;
  g_autoptr (TpkLock) lock = NULL;
  g_autofree char *sealed = NULL;
  g_autofree char *path = NULL;

  g_return_val_if_fail (TPK_IS_STORE (self), FALSE);
  g_return_val_if_fail (file == TPK_STORE_DRAFT || file == TPK_STORE_STAGED, FALSE);
  g_return_val_if_fail (text != NULL, FALSE);

  if (length > TPK_DOCUMENT_MAX_BYTES) {
    g_set_error_literal (error, TPK_STORE_ERROR, TPK_STORE_ERROR_IO,
                         _("The configuration is too large to be kept. Remove servers."));
    return FALSE;
  }

  sealed = tpk_vault_seal (self->vault, text, length, &length, error);
  if (sealed == NULL ||
      !tpk_vault_keep (self->vault, sealed, length, FALSE, &secrets_lock, error))
    return FALSE;

  locker = g_mutex_locker_new (&self->mutex);
  lock = tpk_store_lock_folder (self, error);
  if (lock == NULL || !tpk_store_check_unchanged (self, file, NULL, error))
    return FALSE;

  if (base == NULL)
    base = self->stamps[TPK_STORE_DOCUMENT].exists ? self->stamps[TPK_STORE_DOCUMENT].sha256 : "";
  if (!remember_base (self, file, base, sealed, length, error))
    return FALSE;

  path = tpk_store_dup_path (self, file_names[file]);

  return tpk_atomic_file_write (path, sealed, length, &self->stamps[file], error);
}

/**
 * tpk_store_remove:
 * @self: a store
 * @file: the draft or the staged document
 * @error: a return location
 *
 * Returns: %FALSE with `TPK_STORE_ERROR_CHANGED` when somebody else changed the file since it was
 *   last read or written here, or another #TpkStoreError; it is still there then
 */
gboolean
tpk_store_remove (TpkStore      *self,
                  TpkStoreFile   file,
                  GError       **error)
{
  g_autoptr (GMutexLocker) locker = NULL;
  g_autoptr (TpkLock) lock = NULL;
  g_autofree char *path = NULL;

  g_return_val_if_fail (TPK_IS_STORE (self), FALSE);
  g_return_val_if_fail (file == TPK_STORE_DRAFT || file == TPK_STORE_STAGED, FALSE);

  locker = g_mutex_locker_new (&self->mutex);
  path = tpk_store_dup_path (self, file_names[file]);
  if (!g_file_test (path, G_FILE_TEST_EXISTS)) {
    self->stamps[file].exists = FALSE;
    return TRUE;
  }

  lock = tpk_store_lock_folder (self, error);
  if (lock == NULL || !tpk_store_check_unchanged (self, file, NULL, error))
    return FALSE;

  if (!tpk_atomic_file_remove (path, error))
    return FALSE;

  self->stamps[file].exists = FALSE;

  return TRUE;
}

/**
 * tpk_store_was_changed:
 * @self: a store
 * @file: a document of the folder
 *
 * Returns: whether somebody else changed, created or removed the file since it was last read or
 *   written here
 */
gboolean
tpk_store_was_changed (TpkStore     *self,
                       TpkStoreFile  file)
{
  g_autoptr (GMutexLocker) locker = NULL;
  g_autofree char *path = NULL;
  TpkFileStamp stamp;

  g_return_val_if_fail (TPK_IS_STORE (self), FALSE);
  g_return_val_if_fail ((guint) file < TPK_STORE_N_FILES, FALSE);

  locker = g_mutex_locker_new (&self->mutex);
  path = tpk_store_dup_path (self, file_names[file]);
  if (tpk_atomic_file_stat (path, &stamp, NULL) &&
      tpk_file_stamp_same_inode (&stamp, &self->stamps[file]))
    return FALSE;

  return !tpk_atomic_file_read (path, TPK_DOCUMENT_MAX_BYTES, NULL, &stamp, NULL) ||
         !tpk_file_stamp_same_content (&stamp, &self->stamps[file]);
}

/**
 * tpk_store_dup_base:
 * @self: a store
 * @file: which document
 *
 * A checksum that names a turnpike.json, empty for none. For the document itself, it is that of the
 * file as it was last read or written here; for a draft, that of the document on which the draft
 * was begun.
 *
 * Returns: (transfer full) (nullable): the checksum, or %NULL when it is not known
 */
char *
tpk_store_dup_base (TpkStore     *self,
                    TpkStoreFile  file)
{
  g_autoptr (GMutexLocker) locker = NULL;
  g_autoptr (TpkWritten) written = NULL;
  TpkFileStamp *stamp;

  g_return_val_if_fail (TPK_IS_STORE (self), NULL);
  g_return_val_if_fail ((guint) file < TPK_STORE_N_FILES, NULL);

  locker = g_mutex_locker_new (&self->mutex);
  if (file != TPK_STORE_DOCUMENT) {
    written = tpk_written_load (self->folder);
    return g_strdup (tpk_written_get_base (written, file_names[file]));
  }

  stamp = &self->stamps[TPK_STORE_DOCUMENT];

  return g_strdup (stamp->exists ? stamp->sha256 : "");
}

/**
 * tpk_store_is_outdated:
 * @self: a store
 * @file: the draft or the staged document
 *
 * Returns: whether turnpike.json, as last read here, is another one than that on which @file was
 *   begun, so that applying @file would undo what somebody else did
 */
gboolean
tpk_store_is_outdated (TpkStore     *self,
                       TpkStoreFile  file)
{
  g_autofree char *base = tpk_store_dup_base (self, file);
  g_autofree char *current = tpk_store_dup_base (self, TPK_STORE_DOCUMENT);

  return base != NULL && g_strcmp0 (base, current) != 0;
}

/**
 * tpk_store_get_generation:
 * @self: a store
 *
 * Returns: how many times a configuration was applied in this folder
 */
guint64
tpk_store_get_generation (TpkStore *self)
{
  g_autoptr (TpkWritten) written = NULL;

  g_return_val_if_fail (TPK_IS_STORE (self), 0);

  written = tpk_written_load (self->folder);

  return tpk_written_get_generation (written);
}

/**
 * tpk_store_call_in_progress:
 * @self: a store
 *
 * Returns: whether any call lease is held
 */
gboolean
tpk_store_call_in_progress (TpkStore *self)
{
  g_return_val_if_fail (TPK_IS_STORE (self), FALSE);

  return tpk_calls_in_progress (self->folder);
}

/**
 * tpk_store_list_calls:
 * @self: a store
 *
 * Returns: (transfer full): #TpkCall, who is in a call and since when; may be empty although a call
 *   is in progress, since a client need not tell more than that
 */
GListModel *
tpk_store_list_calls (TpkStore *self)
{
  g_return_val_if_fail (TPK_IS_STORE (self), NULL);

  return tpk_calls_list (self->folder);
}

/**
 * tpk_store_hold_off_calls:
 * @self: a store
 * @error: a return location
 *
 * Keeps calls from beginning until the lock is released; to be held while a configuration is
 * applied.
 *
 * Returns: (transfer full) (nullable): the lock; %NULL with `TPK_STORE_ERROR_LOCKED` while a call
 *   is in progress, or `TPK_STORE_ERROR_IO`
 */
TpkLock *
tpk_store_hold_off_calls (TpkStore  *self,
                          GError   **error)
{
  g_return_val_if_fail (TPK_IS_STORE (self), NULL);

  if (!tpk_atomic_file_make_folder (self->folder, error))
    return NULL;

  return tpk_calls_hold_off (self->folder, error);
}
