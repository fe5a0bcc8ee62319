/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#define G_LOG_DOMAIN "tpk-document-json"

#include "config.h"

#include "tpk-document-private.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "tpk-json-text.h"
#include "tpk-json.h"
#include "tpk-list.h"
#include "tpk-profile-private.h"

static const char *const known_members[] = {
  "schema", "active", "profiles", "client_files", "secrets", NULL
};

static gboolean
read_profiles (TpkDocument  *self,
               JsonArray    *array,
               GError      **error)
{
  g_autoptr (GHashTable) names = g_hash_table_new (g_str_hash, g_str_equal);

  for (guint i = 0; i < json_array_get_length (array); i++) {
    g_autoptr (TpkProfile) profile = NULL;

    profile = tpk_profile_new_from_json (json_array_get_object_element (array, i), error);
    if (profile == NULL) {
      g_prefix_error (error, "profiles[%u].", i);
      return FALSE;
    }
    if (!g_hash_table_add (names, (gpointer) tpk_profile_get_name (profile))) {
      /* Translators: the number is the place of a profile in a file, counted from 0. */
      g_set_error (error, TPK_JSON_ERROR, TPK_JSON_ERROR_VALUE,
                   _("profiles[%u].name: another profile has this name"), i);
      return FALSE;
    }
    tpk_document_append_profile (self, profile);
  }

  return TRUE;
}

static gboolean
read_active (TpkDocument  *self,
             const char   *name,
             GError      **error)
{
  if (name == NULL)
    return TRUE;

  self->active = tpk_document_find_profile (self, name);
  if (self->active != NULL)
    return TRUE;

  g_set_error_literal (error, TPK_JSON_ERROR, TPK_JSON_ERROR_VALUE,
                       _("active: no profile has this name"));
  return FALSE;
}

static gboolean
read_client_files (TpkDocument  *self,
                   JsonArray    *array,
                   GError      **error)
{
  for (guint i = 0; i < json_array_get_length (array); i++) {
    g_autoptr (TpkClientFile) file = NULL;

    file = tpk_client_file_new_from_json (json_array_get_object_element (array, i), error);
    if (file == NULL) {
      g_prefix_error (error, "client_files[%u].", i);
      return FALSE;
    }
    g_list_store_append (self->client_files, file);
  }

  return TRUE;
}

/**
 * tpk_document_check_schema:
 * @object: a document, or something else that says `schema` as one
 * @error: return location for a #TpkJsonError
 *
 * A later schema may mean anything by its members, so nothing else of it is to be looked at.
 *
 * Returns: whether the schema is one that is known, or not said; otherwise %FALSE with @error set
 */
gboolean
tpk_document_check_schema (JsonObject  *object,
                           GError     **error)
{
  gint64 schema = TPK_DOCUMENT_SCHEMA;
  g_autofree char *number = NULL;

  g_return_val_if_fail (object != NULL, FALSE);

  if (!tpk_json_get_int (object, "schema", 1, G_MAXINT64, &schema, error))
    return FALSE;
  if (schema <= TPK_DOCUMENT_SCHEMA)
    return TRUE;

  number = g_strdup_printf ("%" G_GINT64_FORMAT, schema);
  g_set_error (error, TPK_JSON_ERROR, TPK_JSON_ERROR_SCHEMA,
               /* Translators: the number is that of the file format. */
               _("schema: this was written by a later version of the app (schema %s). Update the "
                 "app to read it."), number);
  return FALSE;
}

/* Where passwords and secrets live: `keyring`, unless it is said. */
static gboolean
read_secrets (TpkDocument  *self,
              JsonObject   *object,
              GError      **error)
{
  const char *place = NULL;

  if (!tpk_json_get_string (object, "secrets", &place, error))
    return FALSE;

  if (place != NULL && !g_str_equal (place, "file") && !g_str_equal (place, "keyring")) {
    g_set_error_literal (error, TPK_JSON_ERROR, TPK_JSON_ERROR_VALUE,
                         _("secrets: expected “keyring” or “file”"));
    return FALSE;
  }

  self->secrets_in_file = g_strcmp0 (place, "file") == 0;
  return TRUE;
}

static gboolean
read_document (TpkDocument  *self,
               JsonObject   *object,
               GError      **error)
{
  const char *active = NULL;
  JsonArray *profiles = NULL;
  JsonArray *client_files = NULL;

  if (!tpk_document_check_schema (object, error) ||
      !tpk_json_get_string (object, "active", &active, error) ||
      !tpk_json_get_objects (object, "profiles", &profiles, error) ||
      !tpk_json_get_objects (object, "client_files", &client_files, error))
    return FALSE;

  if (profiles != NULL && !read_profiles (self, profiles, error))
    return FALSE;
  if (g_list_model_get_n_items (G_LIST_MODEL (self->profiles)) == 0) {
    g_autoptr (TpkProfile) profile = tpk_profile_new (TPK_PROFILE_DEFAULT_NAME);

    tpk_document_append_profile (self, profile);
  }

  if (!read_active (self, active, error) || !read_secrets (self, object, error) ||
      (client_files != NULL && !read_client_files (self, client_files, error)))
    return FALSE;

  self->unknown = tpk_json_dup_unknown (object, known_members);
  return TRUE;
}

/**
 * tpk_document_new_from_json:
 * @root: what tpk_json_parse() gave
 * @error: return location for a #TpkJsonError
 *
 * Like tpk_document_new_from_data(), for JSON that was parsed already.
 *
 * Returns: (transfer full) (nullable): a document, or %NULL with @error set
 */
TpkDocument *
tpk_document_new_from_json (JsonNode  *root,
                            GError   **error)
{
  g_autoptr (TpkDocument) self = NULL;

  g_return_val_if_fail (root != NULL, NULL);

  if (!JSON_NODE_HOLDS_OBJECT (root)) {
    g_set_error_literal (error, TPK_JSON_ERROR, TPK_JSON_ERROR_TYPE,
                         _("The text is JSON, but not an object."));
    return NULL;
  }

  self = g_object_new (TPK_TYPE_DOCUMENT, NULL);
  if (!read_document (self, json_node_get_object (root), error))
    return NULL;

  return g_steal_pointer (&self);
}

/**
 * tpk_document_new_from_data:
 * @data: (array length=length): JSON, any bytes
 * @length: length of @data in bytes, or -1 if it ends with a NUL
 * @error: return location for a #TpkJsonError
 *
 * Reads a document. What is missing has its default; what is unknown is kept; what is wrong is an
 * error that names the place (`profiles[0].servers[2].urls: …`) and never repeats the data.
 *
 * Returns: (transfer full) (nullable): a document, or %NULL with @error set
 */
TpkDocument *
tpk_document_new_from_data (const char  *data,
                            gssize       length,
                            GError     **error)
{
  g_autoptr (JsonNode) root = NULL;

  g_return_val_if_fail (data != NULL || length == 0, NULL);

  root = tpk_json_parse (data, length, TPK_DOCUMENT_MAX_BYTES, error);

  return root != NULL ? tpk_document_new_from_json (root, error) : NULL;
}

static void
append_profile (GString  *text,
                guint     level,
                guint     position,
                gpointer  data)
{
  TpkDocument *self = data;

  tpk_profile_append_text (tpk_list_peek (self->profiles, position), text, level);
}

static gboolean
append_member (GString    *text,
               guint       level,
               const char *name,
               gpointer    data)
{
  TpkDocument *self = data;

  if (!g_str_equal (name, "profiles"))
    return FALSE;

  tpk_json_append_array (text, level, g_list_model_get_n_items (G_LIST_MODEL (self->profiles)),
                         append_profile, self);
  return TRUE;
}

/**
 * tpk_document_to_data:
 * @self: a document
 * @length: (out) (optional): length of the text in bytes
 *
 * Writes a document with its passwords and secrets, for a file that only its owner can read. What
 * was written of a server before is not made again until it changes.
 *
 * Returns: (transfer full): JSON, ending with a newline
 */
char *
tpk_document_to_data (TpkDocument *self,
                      gsize       *length)
{
  g_autoptr (JsonObject) object = NULL;
  GString *text;
  JsonArray *files;

  g_return_val_if_fail (TPK_IS_DOCUMENT (self), NULL);

  files = json_array_new ();
  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (self->client_files)); i++)
    json_array_add_object_element (files,
                                   tpk_client_file_to_json (tpk_list_peek (self->client_files, i)));

  object = json_object_new ();
  json_object_set_int_member (object, "schema", TPK_DOCUMENT_SCHEMA);
  tpk_json_set_string (object, "active", tpk_profile_get_name (self->active));
  json_object_set_array_member (object, "profiles", json_array_new ());
  json_object_set_array_member (object, "client_files", files);
  if (self->secrets_in_file)
    json_object_set_string_member (object, "secrets", "file");
  tpk_json_add_unknown (object, self->unknown);

  text = g_string_new (NULL);
  tpk_json_append_object (text, 0, object, append_member, self);
  g_string_append_c (text, '\n');
  if (length != NULL)
    *length = text->len;

  return g_string_free (text, FALSE);
}

/**
 * tpk_document_get_secrets_in_file:
 * @self: a document
 *
 * Returns: whether passwords and secrets are to stay in the document's own file, also where there
 *   is a keyring
 */
gboolean
tpk_document_get_secrets_in_file (TpkDocument *self)
{
  g_return_val_if_fail (TPK_IS_DOCUMENT (self), FALSE);

  return self->secrets_in_file;
}

void
tpk_document_set_secrets_in_file (TpkDocument *self,
                                  gboolean     in_file)
{
  g_return_if_fail (TPK_IS_DOCUMENT (self));

  if (self->secrets_in_file == !!in_file)
    return;

  self->secrets_in_file = !!in_file;
  tpk_document_changed (self);
}
