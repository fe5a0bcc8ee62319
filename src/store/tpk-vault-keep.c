/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#define G_LOG_DOMAIN "tpk-vault-keep"

#include "config.h"

#include "tpk-vault.h"

#include "model/tpk-document.h"
#include "model/tpk-json.h"

#include "tpk-atomic-file.h"
#include "tpk-keyring.h"
#include "tpk-secret-members.h"
#include "tpk-store-private.h"
#include "tpk-vault-private.h"

#include <string.h>

/* Writing the item of the keyring: what the files refer to, and nothing else. */

#define LOCK_NAME "secrets.lock"
#define LOCK_WAIT_MS 15000

/* Returns whether it is known what the file refers to. */
static gboolean
collect_file (const char *path,
              GHashTable *references)
{
  g_autoptr (GBytes) contents = NULL;
  const char *data;
  TpkFileStamp stamp;
  gsize size;

  if (!tpk_atomic_file_read (path, TPK_DOCUMENT_MAX_BYTES, &contents, &stamp, NULL))
    return FALSE;
  if (contents == NULL)
    return TRUE;

  data = g_bytes_get_data (contents, &size);
  if (data != NULL)
    tpk_secret_text_collect (data, size, references);

  return TRUE;
}

static gboolean
collect_folder (const char *path,
                GHashTable *references)
{
  g_autoptr (GDir) dir = g_dir_open (path, 0, NULL);
  gboolean known = dir != NULL || !g_file_test (path, G_FILE_TEST_EXISTS);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL) {
    g_autofree char *file = g_build_filename (path, name, NULL);

    if (strstr (name, ".json") != NULL && g_file_test (file, G_FILE_TEST_IS_REGULAR))
      known &= collect_file (file, references);
  }

  return known;
}

static void
add_all (GHashTable *set,
         GHashTable *references)
{
  GHashTableIter iter;
  gpointer reference;

  g_hash_table_iter_init (&iter, references);
  while (g_hash_table_iter_next (&iter, &reference, NULL))
    g_hash_table_add (set, g_strdup (reference));
}

/* Everything that the files refer to, those included that were set aside as damaged. When one of
 * them cannot be read now, everything that there is counts as wanted. */
static GHashTable *
collect_all (TpkVault *self)
{
  GHashTable *references = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_autofree char *history = g_build_filename (self->folder, TPK_STORE_HISTORY_NAME, NULL);

  if (!collect_folder (self->folder, references) ||
      !collect_folder (history, references))
    add_all (references, self->stored);

  return references;
}

/* What the draft and the document refer to is in the keyring already. */
static gboolean
is_kept (TpkVault   *self,
         GHashTable *references)
{
  g_autoptr (GHashTable) kept = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  GHashTableIter iter;
  gpointer reference;

  for (guint file = 0; file < TPK_STORE_N_FILES; file++) {
    g_autofree char *path = g_build_filename (self->folder, tpk_store_file_get_name (file), NULL);

    collect_file (path, kept);
  }

  g_hash_table_iter_init (&iter, references);
  while (g_hash_table_iter_next (&iter, &reference, NULL)) {
    if (!g_hash_table_contains (kept, reference))
      return FALSE;
  }

  return TRUE;
}

static gboolean
is_stored (TpkVault   *self,
           GHashTable *references)
{
  GHashTableIter iter;
  gpointer reference;

  g_hash_table_iter_init (&iter, references);
  while (g_hash_table_iter_next (&iter, &reference, NULL)) {
    if (g_hash_table_contains (self->secrets, reference) &&
        !g_hash_table_contains (self->stored, reference))
      return FALSE;
  }

  return TRUE;
}

/* Makes the item hold what is wanted and known, and nothing else. */
static gboolean
store_item (TpkVault    *self,
            GHashTable  *wanted,
            GError     **error)
{
  g_autoptr (JsonNode) node = json_node_new (JSON_NODE_OBJECT);
  g_autoptr (JsonObject) item = json_object_new ();
  GHashTableIter iter;
  gpointer reference;
  gboolean saved;
  char *text;

  g_hash_table_iter_init (&iter, wanted);
  while (g_hash_table_iter_next (&iter, &reference, NULL)) {
    const char *secret = g_hash_table_lookup (self->secrets, reference);

    if (secret != NULL)
      json_object_set_string_member (item, reference, secret);
  }

  json_node_set_object (node, item);
  text = tpk_json_to_string (node, FALSE);
  saved = tpk_keyring_save (self->folder, text, FALSE, error);
  tpk_keyring_free_text (text);
  if (saved)
    tpk_vault_take_item (self, item);

  return saved;
}

static TpkLock *
take_lock (TpkVault  *self,
           GError   **error)
{
  g_autofree char *path = g_build_filename (self->folder, LOCK_NAME, NULL);

  if (!tpk_atomic_file_make_folder (self->folder, error))
    return NULL;

  return tpk_lock_take (path, TPK_LOCK_EXCLUSIVE, LOCK_WAIT_MS, error);
}

/**
 * tpk_vault_keep:
 * @self: a vault
 * @sealed: (array length=length): what tpk_vault_seal() gave
 * @length: in bytes
 * @anew: whether the keyring is asked even when the files say that it has everything
 * @lock: (out) (nullable): to be held until the file is written, so that nobody sweeps in between
 * @error: a return location
 *
 * Puts the secrets to which a text refers into the keyring, before a file refers to them. To be
 * called without any other lock, for it can mean to ask somebody.
 *
 * Returns: %FALSE with a #TpkKeyringError or a #TpkStoreError
 */
gboolean
tpk_vault_keep (TpkVault    *self,
                const char  *sealed,
                gsize        length,
                gboolean     anew,
                TpkLock    **lock,
                GError     **error)
{
  g_autoptr (GMutexLocker) locker = NULL;
  g_autoptr (GHashTable) references = NULL;
  g_autoptr (GHashTable) wanted = NULL;
  g_autoptr (TpkLock) taken = NULL;

  g_return_val_if_fail (self != NULL, FALSE);
  g_return_val_if_fail (lock != NULL, FALSE);

  *lock = NULL;
  references = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  tpk_secret_text_collect (sealed, length, references);
  if (g_hash_table_size (references) == 0)
    return TRUE;

  locker = g_mutex_locker_new (&self->mutex);
  if (!anew && is_kept (self, references))
    return TRUE;

  if (!tpk_vault_refresh (self, TRUE, error))
    return FALSE;
  if (!is_stored (self, references) &&
      !tpk_keyring_unlock (self->may_ask && !self->dismissed, error))
    return FALSE;

  taken = take_lock (self, error);
  if (taken == NULL || !tpk_vault_refresh (self, FALSE, error))
    return FALSE;

  if (!is_stored (self, references)) {
    wanted = collect_all (self);
    add_all (wanted, references);
    if (!store_item (self, wanted, error))
      return FALSE;
  }

  *lock = g_steal_pointer (&taken);

  return TRUE;
}

/**
 * tpk_vault_sweep:
 * @self: a vault
 * @held: (nullable): what tpk_vault_keep() gave
 *
 * Removes the secrets to which no file refers any more from the keyring. What fails here is done
 * the next time.
 */
void
tpk_vault_sweep (TpkVault *self,
                 TpkLock  *held)
{
  g_autoptr (GMutexLocker) locker = NULL;
  g_autoptr (GHashTable) wanted = NULL;
  g_autoptr (TpkLock) taken = NULL;
  GHashTableIter iter;
  gpointer reference;
  gboolean idle = TRUE;

  g_return_if_fail (self != NULL);

  locker = g_mutex_locker_new (&self->mutex);
  if (self->stored == NULL || g_hash_table_size (self->stored) == 0)
    return;
  if (held == NULL && ((taken = take_lock (self, NULL)) == NULL || !tpk_vault_refresh (self, FALSE, NULL)))
    return;

  wanted = collect_all (self);
  g_hash_table_iter_init (&iter, self->stored);
  while (idle && g_hash_table_iter_next (&iter, &reference, NULL))
    idle = g_hash_table_contains (wanted, reference);

  if (!idle)
    (void) store_item (self, wanted, NULL);
}
