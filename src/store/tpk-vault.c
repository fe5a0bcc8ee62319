/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#define G_LOG_DOMAIN "tpk-vault"

#include "config.h"

#include "tpk-vault.h"

#include "model/tpk-document.h"
#include "model/tpk-json.h"

#include "tpk-keyring.h"
#include "tpk-secret-members.h"
#include "tpk-store-private.h"
#include "tpk-vault-private.h"

#include <string.h>

/**
 * TpkVault:
 *
 * The secrets of one configuration folder, for its store.
 *
 * In memory a document has its secrets as plain texts. On its way to the disk each of them is
 * replaced by a reference, and the keyring has one item for the folder: a JSON object from
 * references to secrets. One item, and not one for each secret, since then it is replaced as one
 * step, ten thousand servers cost as many questions as one, and the password manager lists what
 * belongs together.
 *
 * A reference is random, and belongs to one value for ever. So an old entry of the history still
 * finds its own secret; equal secrets have one reference, so that a document without changes gives
 * the same text, by which the store tells whether anybody changed a file; and a reference says
 * nothing of the secret. A changed secret is a new one.
 *
 * Secrets are added to the item before a file refers to them, and removed only when no file does
 * any more, both under a lock that is held until the file is written. A kill in between leaves at
 * worst a secret that nothing refers to, which the next sweep finds.
 *
 * A reference that leads nowhere stays in the document as an unknown member does, so that it works
 * again once the keyring is back.
 */

/**
 * tpk_vault_new:
 * @folder: (type filename): the configuration folder
 *
 * Returns: (transfer full): its vault; the keyring is not asked yet
 */
TpkVault *
tpk_vault_new (const char *folder)
{
  TpkVault *self;

  g_return_val_if_fail (folder != NULL, NULL);

  self = g_new0 (TpkVault, 1);
  self->folder = g_strdup (folder);
  self->secrets = g_hash_table_new_full (g_str_hash, g_str_equal, g_free,
                                         (GDestroyNotify) tpk_keyring_free_text);
  self->references = g_hash_table_new_full (g_str_hash, g_str_equal,
                                            (GDestroyNotify) tpk_keyring_free_text, g_free);
  self->may_ask = TRUE;
  g_mutex_init (&self->mutex);

  return self;
}

void
tpk_vault_free (TpkVault *self)
{
  g_return_if_fail (self != NULL);

  g_free (self->folder);
  g_hash_table_unref (self->secrets);
  g_hash_table_unref (self->references);
  g_clear_pointer (&self->stored, g_hash_table_unref);
  g_mutex_clear (&self->mutex);
  g_free (self);
}

/**
 * tpk_vault_set_may_ask:
 * @self: a vault
 * @may_ask: whether people may be asked to unlock the keyring
 */
void
tpk_vault_set_may_ask (TpkVault *self,
                       gboolean  may_ask)
{
  g_autoptr (GMutexLocker) locker = NULL;

  g_return_if_fail (self != NULL);

  locker = g_mutex_locker_new (&self->mutex);
  self->may_ask = may_ask;
}

/**
 * tpk_vault_ask_again:
 * @self: a vault
 *
 * Has people asked again who dismissed the question before.
 */
void
tpk_vault_ask_again (TpkVault *self)
{
  g_autoptr (GMutexLocker) locker = NULL;

  g_return_if_fail (self != NULL);

  locker = g_mutex_locker_new (&self->mutex);
  self->dismissed = FALSE;
}

static void
remember (TpkVault   *self,
          const char *reference,
          const char *secret)
{
  g_hash_table_replace (self->secrets, g_strdup (reference), g_strdup (secret));
  if (!g_hash_table_contains (self->references, secret))
    g_hash_table_insert (self->references, g_strdup (secret), g_strdup (reference));
}

/* What the item has now; NULL for no item. */
void
tpk_vault_take_item (TpkVault   *self,
                     JsonObject *item)
{
  JsonObjectIter iter;
  const char *reference;

  g_clear_pointer (&self->stored, g_hash_table_unref);
  self->stored = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  if (item == NULL)
    return;

  json_object_iter_init (&iter, item);
  while (json_object_iter_next (&iter, &reference, NULL)) {
    const char *secret = tpk_secret_members_peek (item, reference);

    if (secret == NULL)
      continue;
    remember (self, reference, secret);
    g_hash_table_add (self->stored, g_strdup (reference));
  }
}

/* Asks the keyring what it has. An item that is no JSON counts as empty: nothing refers to it. */
gboolean
tpk_vault_refresh (TpkVault  *self,
                   gboolean   may_ask,
                   GError   **error)
{
  g_autoptr (GError) local_error = NULL;
  g_autoptr (JsonNode) node = NULL;
  gboolean found;
  char *text = NULL;

  may_ask = may_ask && self->may_ask && !self->dismissed;
  found = tpk_keyring_lookup (self->folder, may_ask, &text, &local_error);
  g_atomic_int_set (&self->absent, g_error_matches (local_error, TPK_KEYRING_ERROR,
                                                    TPK_KEYRING_ERROR_UNAVAILABLE));
  if (!found) {
    self->dismissed |= g_error_matches (local_error, TPK_KEYRING_ERROR,
                                        TPK_KEYRING_ERROR_DISMISSED);
    g_propagate_error (error, g_steal_pointer (&local_error));
    return FALSE;
  }

  if (text != NULL)
    node = tpk_json_parse (text, -1, TPK_DOCUMENT_MAX_BYTES, NULL);
  tpk_vault_take_item (self, node != NULL && JSON_NODE_HOLDS_OBJECT (node)
                               ? json_node_get_object (node) : NULL);
  tpk_keyring_free_text (text);

  return TRUE;
}

typedef struct {
  TpkVault  *vault;
  GPtrArray *lost;       /* (nullable) (element-type utf8): whose secret was not found */
  gboolean   incomplete;
} Visit;

/* A secret that was written into the document by hand counts more than the reference beside it. */
static void
open_cb (JsonObject *object,
         const char *member,
         const char *reference_member,
         const char *owner,
         gpointer    user_data)
{
  Visit *visit = user_data;
  const char *reference = tpk_secret_members_peek (object, reference_member);
  const char *secret;

  if (reference == NULL)
    return;

  if (tpk_secret_members_peek (object, member) == NULL) {
    secret = g_hash_table_lookup (visit->vault->secrets, reference);
    if (secret == NULL) {
      visit->incomplete = TRUE;
      if (visit->lost != NULL)
        g_ptr_array_add (visit->lost, g_strdup (owner != NULL ? owner : "?"));
      return;
    }
    json_object_set_string_member (object, member, secret);
  }

  json_object_remove_member (object, reference_member);
}

/**
 * tpk_vault_open:
 * @self: a vault
 * @document: the JSON of a document; changed in place
 * @lost: (element-type utf8): where to add the names of the servers whose secret the keyring does
 *   not have; freed with g_free()
 * @error: a return location
 *
 * Puts the secrets into the places of their references. The keyring is asked only when there is a
 * reference that was not seen before.
 *
 * Returns: %FALSE with a #TpkKeyringError when the keyring could not be asked; the references stay
 */
gboolean
tpk_vault_open (TpkVault    *self,
                JsonObject  *document,
                GPtrArray   *lost,
                GError     **error)
{
  g_autoptr (GMutexLocker) locker = NULL;
  Visit visit = { self, NULL, FALSE };

  g_return_val_if_fail (self != NULL, FALSE);
  g_return_val_if_fail (document != NULL, FALSE);

  locker = g_mutex_locker_new (&self->mutex);
  tpk_secret_members_foreach (document, open_cb, &visit);
  if (!visit.incomplete)
    return TRUE;

  if (!tpk_vault_refresh (self, TRUE, error))
    return FALSE;

  visit.lost = lost;
  tpk_secret_members_foreach (document, open_cb, &visit);

  return TRUE;
}

static void
look_cb (JsonObject *object,
         const char *member,
         const char *reference_member,
         const char *owner,
         gpointer    user_data)
{
  Visit *visit = user_data;
  const char *secret = tpk_secret_members_peek (object, member);

  if (secret != NULL && !g_hash_table_contains (visit->vault->references, secret))
    visit->incomplete = TRUE;
}

static const char *
make_reference (TpkVault   *self,
                const char *secret)
{
  const char *known = g_hash_table_lookup (self->references, secret);
  g_autoptr (GString) reference = NULL;
  g_autofree char *uuid = NULL;

  if (known != NULL)
    return known;

  uuid = g_uuid_string_random ();
  reference = g_string_new (TPK_SECRET_REFERENCE_PREFIX);
  g_string_append (reference, uuid);
  g_string_replace (reference, "-", "", 0);
  remember (self, reference->str, secret);

  return g_hash_table_lookup (self->references, secret);
}

static void
seal_cb (JsonObject *object,
         const char *member,
         const char *reference_member,
         const char *owner,
         gpointer    user_data)
{
  Visit *visit = user_data;
  const char *secret = tpk_secret_members_peek (object, member);
  g_autofree char *reference = NULL;

  if (secret == NULL)
    return;

  reference = g_strdup (make_reference (visit->vault, secret));
  /* As the model writes a server whose secret is lost: then, too, the text is the same. */
  json_object_set_string_member (object, member, "");
  json_object_set_string_member (object, reference_member, reference);
}

/* `file` and `keyring`, set by those who must know; otherwise it is automatic. */
static gboolean
is_told (const char *place)
{
  return g_strcmp0 (g_getenv ("TURNPIKE_SECRETS"), place) == 0;
}

/* Whether there is a keyring for new secrets. What went into one before does not go into a file
 * only because the service has just died. */
static gboolean
find_keyring (TpkVault  *self,
              gboolean  *found,
              GError   **error)
{
  g_autoptr (GError) local_error = NULL;
  gboolean had = self->stored != NULL;

  *found = tpk_vault_refresh (self, TRUE, &local_error);
  if (*found)
    return TRUE;

  if (g_atomic_int_get (&self->absent) && !had && !is_told ("keyring"))
    return TRUE;

  g_propagate_error (error, g_steal_pointer (&local_error));

  return FALSE;
}

static char *
copy_text (const char *text,
           gsize       length,
           gsize      *sealed_length)
{
  *sealed_length = length;

  return g_strndup (text, length);
}

/**
 * tpk_vault_seal:
 * @self: a vault
 * @text: (array length=length): a document, as the model writes it
 * @length: in bytes
 * @sealed_length: (out): in bytes
 * @error: a return location
 *
 * Replaces the secrets in a document by references, unless there is no keyring, or the document or
 * `$TURNPIKE_SECRETS` says that they stay in the file. Nothing is written: see tpk_vault_keep().
 *
 * Returns: (transfer full) (nullable): the text for the file; %NULL with a #TpkKeyringError
 */
char *
tpk_vault_seal (TpkVault    *self,
                const char  *text,
                gsize        length,
                gsize       *sealed_length,
                GError     **error)
{
  g_autoptr (GMutexLocker) locker = NULL;
  g_autoptr (JsonNode) root = NULL;
  gboolean found = TRUE;
  JsonObject *object;
  char *sealed;
  Visit visit = { self, NULL, FALSE };

  g_return_val_if_fail (self != NULL, NULL);
  g_return_val_if_fail (text != NULL, NULL);

  if (is_told ("file") || !tpk_secret_text_has_plain (text, length))
    return copy_text (text, length, sealed_length);

  locker = g_mutex_locker_new (&self->mutex);
  if (self->stored == NULL && !find_keyring (self, &found, error))
    return NULL;
  if (!found)
    return copy_text (text, length, sealed_length);

  root = tpk_json_parse (text, (gssize) length, TPK_DOCUMENT_MAX_BYTES, error);
  if (root == NULL)
    return NULL;
  object = json_node_get_object (root);
  if (g_strcmp0 (tpk_secret_members_peek (object, "secrets"), "file") == 0)
    return copy_text (text, length, sealed_length);

  /* Another process may know a new secret already. */
  tpk_secret_members_foreach (object, look_cb, &visit);
  if (visit.incomplete && !find_keyring (self, &found, error))
    return NULL;

  tpk_secret_members_foreach (object, seal_cb, &visit);
  sealed = tpk_json_to_string (root, TRUE);
  *sealed_length = strlen (sealed);

  return sealed;
}

/**
 * tpk_vault_is_absent:
 * @self: a vault
 *
 * Returns: whether the last secrets that were sealed stay in the file since there is no keyring
 */
gboolean
tpk_vault_is_absent (TpkVault *self)
{
  g_return_val_if_fail (self != NULL, FALSE);

  return g_atomic_int_get (&self->absent) && !is_told ("file");
}

/**
 * tpk_vault_is_plain:
 * @self: a vault
 *
 * Does not block, also while somebody is asked to unlock the keyring.
 *
 * Returns: whether secrets stay in the files whatever a document says: there was no keyring when one
 *   was looked for last, or `$TURNPIKE_SECRETS` says so
 */
gboolean
tpk_vault_is_plain (TpkVault *self)
{
  g_return_val_if_fail (self != NULL, FALSE);

  return is_told ("file") || (g_atomic_int_get (&self->absent) && !is_told ("keyring"));
}
