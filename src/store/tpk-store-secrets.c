/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#define G_LOG_DOMAIN "tpk-store-secrets"

#include "config.h"

#include "tpk-store.h"

#include "model/tpk-json.h"

#include "tpk-keyring.h"
#include "tpk-secret-members.h"
#include "tpk-store-private.h"

#include <glib/gi18n-lib.h>

/* Documents with references to secrets, and what people are told about secrets. */

#define MAX_NAMES 5

static const char *
code_of (const GError *error)
{
  if (g_error_matches (error, TPK_KEYRING_ERROR, TPK_KEYRING_ERROR_UNAVAILABLE))
    return "keyring-unavailable";
  if (g_error_matches (error, TPK_KEYRING_ERROR, TPK_KEYRING_ERROR_LOCKED) ||
      g_error_matches (error, TPK_KEYRING_ERROR, TPK_KEYRING_ERROR_DISMISSED))
    return "keyring-locked";

  return "keyring-failed";
}

static TpkFinding *
build_lost_notice (GPtrArray *lost)
{
  g_autoptr (GString) names = g_string_new (NULL);

  for (guint i = 0; i < MIN (lost->len, MAX_NAMES); i++)
    g_string_append_printf (names, "%s“%s”", i > 0 ? ", " : "",
                            (const char *) g_ptr_array_index (lost, i));
  if (lost->len > MAX_NAMES)
    g_string_append (names, ", …");

  return tpk_finding_new_printf (TPK_SEVERITY_WARNING, "secrets-lost",
                                 /* Translators: %s is a list of names of servers in quotes. */
                                 _("The keyring no longer has the passwords of: %s. Restore the "
                                   "keyring, or enter them again."), names->str);
}

/* Makes a document whose secrets come out of the keyring; @root is changed. What cannot be had
 * stays a reference, and is told. */
TpkDocument *
tpk_store_open_document (TpkStore     *self,
                         JsonNode     *root,
                         TpkFinding  **notice,
                         GError      **error)
{
  g_autoptr (GPtrArray) lost = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GError) local_error = NULL;

  if (!tpk_vault_open (self->vault, json_node_get_object (root), lost, &local_error)) {
    if (notice != NULL)
      *notice = tpk_finding_new (TPK_SEVERITY_ERROR, code_of (local_error), local_error->message);
  } else if (lost->len > 0 && notice != NULL) {
    *notice = build_lost_notice (lost);
  }

  return tpk_document_new_from_json (root, error);
}

/* The same for a text, where a keyring that cannot be used is an error. */
TpkDocument *
tpk_store_open_text (TpkStore  *self,
                     GBytes    *contents,
                     GError   **error)
{
  g_autoptr (JsonNode) root = NULL;
  g_autoptr (GPtrArray) lost = g_ptr_array_new_with_free_func (g_free);
  const char *data;
  gsize size;

  data = g_bytes_get_data (contents, &size);
  root = tpk_json_parse (data, (gssize) size, TPK_DOCUMENT_MAX_BYTES, error);
  if (root == NULL)
    return NULL;

  if (JSON_NODE_HOLDS_OBJECT (root) && tpk_secret_text_has_reference (data, size) &&
      !tpk_vault_open (self->vault, json_node_get_object (root), lost, error))
    return NULL;

  return tpk_document_new_from_json (root, error);
}

/* Tells once that the secrets in @text are in a file for lack of a keyring. Returns whether there
 * is anything new to remember. */
gboolean
tpk_store_tell_secrets (TpkStore   *self,
                        TpkWritten *written,
                        const char *text,
                        gsize       length)
{
  g_autofree char *display = NULL;

  if (!tpk_vault_is_absent (self->vault) || !tpk_secret_text_has_plain (text, length) ||
      !tpk_written_tell_secrets (written))
    return FALSE;

  display = g_filename_display_name (self->folder);
  g_ptr_array_add (self->notices,
                   tpk_finding_new_printf (TPK_SEVERITY_INFO, "secrets-in-file",
                                           /* Translators: %s is a folder. */
                                           _("There is no keyring (Secret Service) in this "
                                             "session, so passwords are kept in the files in "
                                             "“%s”, which only you can read. They move into a "
                                             "keyring when there is one."), display));

  return TRUE;
}

/**
 * tpk_store_take_notices:
 * @self: a store
 *
 * Returns: (transfer full) (element-type TpkFinding): what people should know of what was written
 *   since this was called last: `secrets-in-file`, once for each folder
 */
GPtrArray *
tpk_store_take_notices (TpkStore *self)
{
  g_autoptr (GMutexLocker) locker = NULL;
  GPtrArray *notices;

  g_return_val_if_fail (TPK_IS_STORE (self), NULL);

  locker = g_mutex_locker_new (&self->mutex);
  notices = g_steal_pointer (&self->notices);
  self->notices = g_ptr_array_new_with_free_func (g_object_unref);

  return notices;
}

/**
 * tpk_store_has_keyring:
 * @self: a store
 *
 * Does not block. A keyring is looked for only when there is a secret to keep: until then it counts
 * as being there.
 *
 * Returns: whether secrets go into the keyring, unless a document wants them in its own file; %FALSE
 *   where there is no keyring, or none may be used (`$TURNPIKE_SECRETS`)
 */
gboolean
tpk_store_has_keyring (TpkStore *self)
{
  g_return_val_if_fail (TPK_IS_STORE (self), FALSE);

  return !tpk_vault_is_plain (self->vault);
}

/**
 * tpk_store_set_may_ask:
 * @self: a store
 * @may_ask: whether there is somebody who can be asked to unlock the keyring; there is, unless this
 *   says otherwise
 *
 * A program without a window or a terminal says so.
 */
void
tpk_store_set_may_ask (TpkStore *self,
                       gboolean  may_ask)
{
  g_return_if_fail (TPK_IS_STORE (self));

  tpk_vault_set_may_ask (self->vault, may_ask);
}

/**
 * tpk_store_ask_again:
 * @self: a store
 *
 * Who did not unlock the keyring when asked is not asked a second time, until this is called since
 * they do something that needs it.
 */
void
tpk_store_ask_again (TpkStore *self)
{
  g_return_if_fail (TPK_IS_STORE (self));

  tpk_vault_ask_again (self->vault);
}
