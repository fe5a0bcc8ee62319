/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#define G_LOG_DOMAIN "tpk-written"

#include "config.h"

#include "tpk-written.h"

#include "model/tpk-json.h"

#include "tpk-atomic-file.h"

#include <string.h>

/* The memory of what Turnpike wrote, so that a later run tells its own files from those that
 * somebody else has changed since:
 *
 * {"schema":1,"generation":7,
 *  "files":{"rtc-configuration.json":["<sha256>","<sha256 before>"], "/abs/path":[…]},
 *  "bases":{"draft.json":"<sha256 of the turnpike.json that the draft was begun on>"},
 *  "told_secrets":true}
 *
 * It is replaced before the files it tells of. A kill in between leaves a file as it was before,
 * which is why two checksums are kept for each. Losing this file loses nothing else: every client
 * file then counts as changed by somebody until the user says that it may be overwritten. */

#define MAX_BYTES (4 * 1024 * 1024)
#define N_SUMS 2

struct _TpkWritten {
  char       *folder;        /* (owned) */
  guint64     generation;
  GHashTable *files;         /* (element-type filename GStrv) (owned) */
  GHashTable *bases;         /* (element-type utf8 utf8) (owned) */
  gboolean    told_secrets;
  JsonObject *unknown;       /* (nullable) (owned) */
};

static const char *const known_members[] = { "schema", "generation", "files", "bases", "told_secrets",
                                            NULL };

static void
add_file_cb (JsonObject *object,
             const char *path,
             JsonNode   *node,
             gpointer    user_data)
{
  TpkWritten *self = user_data;
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  JsonArray *sums;

  if (!JSON_NODE_HOLDS_ARRAY (node))
    return;

  sums = json_node_get_array (node);
  for (guint i = 0; i < json_array_get_length (sums); i++) {
    JsonNode *sum = json_array_get_element (sums, i);

    if (json_node_get_value_type (sum) == G_TYPE_STRING)
      g_strv_builder_add (builder, json_node_get_string (sum));
  }

  g_hash_table_replace (self->files, g_strdup (path), g_strv_builder_end (builder));
}

static void
add_base_cb (JsonObject *object,
             const char *name,
             JsonNode   *node,
             gpointer    user_data)
{
  TpkWritten *self = user_data;

  if (json_node_get_value_type (node) == G_TYPE_STRING)
    g_hash_table_replace (self->bases, g_strdup (name), g_strdup (json_node_get_string (node)));
}

static void
read_object (TpkWritten *self,
             JsonObject *object)
{
  JsonObject *files = NULL;
  JsonObject *bases = NULL;
  gint64 generation = 0;

  if (tpk_json_get_int (object, "generation", 0, G_MAXINT64, &generation, NULL))
    self->generation = (guint64) generation;
  if (tpk_json_get_object (object, "files", &files, NULL) && files != NULL)
    json_object_foreach_member (files, add_file_cb, self);
  if (tpk_json_get_object (object, "bases", &bases, NULL) && bases != NULL)
    json_object_foreach_member (bases, add_base_cb, self);

  (void) tpk_json_get_boolean (object, "told_secrets", &self->told_secrets, NULL);

  self->unknown = tpk_json_dup_unknown (object, known_members);
}

/* Files in the configuration folder are named without it, so that the folder can be moved. */
static char *
dup_key (TpkWritten *self,
         const char *path)
{
  g_autofree char *folder = g_path_get_dirname (path);

  return strcmp (folder, self->folder) == 0 ? g_path_get_basename (path) : g_strdup (path);
}

/**
 * tpk_written_load:
 * @folder: (type filename): the configuration folder
 *
 * Reads written.json; one that is missing or damaged counts as empty.
 *
 * Returns: (transfer full): the memory
 */
TpkWritten *
tpk_written_load (const char *folder)
{
  g_autofree char *path = NULL;
  g_autoptr (GBytes) contents = NULL;
  g_autoptr (JsonNode) node = NULL;
  TpkFileStamp stamp;
  TpkWritten *self;

  g_return_val_if_fail (folder != NULL, NULL);

  self = g_new0 (TpkWritten, 1);
  self->folder = g_strdup (folder);
  self->files = g_hash_table_new_full (g_str_hash, g_str_equal,
                                       g_free, (GDestroyNotify) g_strfreev);
  self->bases = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);

  path = g_build_filename (folder, "written.json", NULL);
  if (!tpk_atomic_file_read (path, MAX_BYTES, &contents, &stamp, NULL) || contents == NULL)
    return self;

  node = tpk_json_parse (g_bytes_get_data (contents, NULL), (gssize) g_bytes_get_size (contents),
                         MAX_BYTES, NULL);
  if (node != NULL && JSON_NODE_HOLDS_OBJECT (node))
    read_object (self, json_node_get_object (node));

  return self;
}

static gint
compare_keys (gconstpointer a,
              gconstpointer b)
{
  return strcmp (a, b);
}

static JsonObject *
build_files (TpkWritten *self)
{
  JsonObject *object = json_object_new ();
  g_autoptr (GList) keys = g_list_sort (g_hash_table_get_keys (self->files), compare_keys);

  for (GList *l = keys; l != NULL; l = l->next) {
    GStrv sums = g_hash_table_lookup (self->files, l->data);
    JsonArray *array = json_array_new ();

    for (guint i = 0; sums[i] != NULL; i++)
      json_array_add_string_element (array, sums[i]);
    json_object_set_array_member (object, l->data, array);
  }

  return object;
}

static JsonObject *
build_bases (TpkWritten *self)
{
  JsonObject *object = json_object_new ();
  g_autoptr (GList) keys = g_list_sort (g_hash_table_get_keys (self->bases), compare_keys);

  for (GList *l = keys; l != NULL; l = l->next)
    json_object_set_string_member (object, l->data, g_hash_table_lookup (self->bases, l->data));

  return object;
}

/**
 * tpk_written_to_data:
 * @self: a memory
 * @length: (out): in bytes
 *
 * Returns: (transfer full): the text of written.json
 */
char *
tpk_written_to_data (TpkWritten *self,
                     gsize      *length)
{
  g_autoptr (JsonNode) node = NULL;
  JsonObject *object;
  char *text;

  g_return_val_if_fail (self != NULL, NULL);
  g_return_val_if_fail (length != NULL, NULL);

  object = json_object_new ();
  json_object_set_int_member (object, "schema", 1);
  json_object_set_int_member (object, "generation", (gint64) self->generation);
  json_object_set_object_member (object, "files", build_files (self));
  json_object_set_object_member (object, "bases", build_bases (self));
  if (self->told_secrets)
    json_object_set_boolean_member (object, "told_secrets", TRUE);
  if (self->unknown != NULL)
    tpk_json_add_unknown (object, self->unknown);

  node = json_node_new (JSON_NODE_OBJECT);
  json_node_take_object (node, object);
  text = tpk_json_to_string (node, TRUE);
  *length = strlen (text);

  return text;
}

void
tpk_written_free (TpkWritten *self)
{
  g_return_if_fail (self != NULL);

  g_free (self->folder);
  g_hash_table_unref (self->files);
  g_hash_table_unref (self->bases);
  g_clear_pointer (&self->unknown, json_object_unref);
  g_free (self);
}

/**
 * tpk_written_get_generation:
 * @self: a memory
 *
 * Returns: how many times a configuration was applied in this folder
 */
guint64
tpk_written_get_generation (TpkWritten *self)
{
  g_return_val_if_fail (self != NULL, 0);

  return self->generation;
}

void
tpk_written_bump (TpkWritten *self)
{
  g_return_if_fail (self != NULL);

  self->generation++;
}

/**
 * tpk_written_is_ours:
 * @self: a memory
 * @path: (type filename): a file
 * @sha256: the checksum of what it holds
 *
 * Returns: whether Turnpike wrote these contents there
 */
gboolean
tpk_written_is_ours (TpkWritten *self,
                     const char *path,
                     const char *sha256)
{
  g_autofree char *key = NULL;
  GStrv sums;

  g_return_val_if_fail (self != NULL, FALSE);

  key = dup_key (self, path);
  sums = g_hash_table_lookup (self->files, key);

  return sums != NULL && g_strv_contains ((const char *const *) sums, sha256);
}

/**
 * tpk_written_is_latest:
 * @self: a memory
 * @path: (type filename): a file
 * @sha256: the checksum of what it holds
 *
 * Returns: whether these contents are the last that Turnpike wrote there
 */
gboolean
tpk_written_is_latest (TpkWritten *self,
                       const char *path,
                       const char *sha256)
{
  g_autofree char *key = NULL;
  GStrv sums;

  g_return_val_if_fail (self != NULL, FALSE);

  key = dup_key (self, path);
  sums = g_hash_table_lookup (self->files, key);

  return sums != NULL && g_strcmp0 (sums[0], sha256) == 0;
}

/**
 * tpk_written_record:
 * @self: a memory
 * @path: (type filename): a file
 * @sha256: the checksum of what it will hold
 * @before: (nullable): the checksum of what it holds now, when that is ours too
 *
 * Returns: whether anything is remembered that was not before
 */
gboolean
tpk_written_record (TpkWritten *self,
                    const char *path,
                    const char *sha256,
                    const char *before)
{
  g_autofree char *key = NULL;
  const char *sums[N_SUMS + 1] = { sha256, before, NULL };
  GStrv known;

  g_return_val_if_fail (self != NULL, FALSE);
  g_return_val_if_fail (sha256 != NULL, FALSE);

  if (g_strcmp0 (sha256, before) == 0)
    sums[1] = NULL;

  key = dup_key (self, path);
  known = g_hash_table_lookup (self->files, key);
  if (known != NULL && g_strv_equal ((const char *const *) known, sums))
    return FALSE;

  g_hash_table_replace (self->files, g_steal_pointer (&key), g_strdupv ((char **) sums));

  return TRUE;
}

/**
 * tpk_written_get_base:
 * @self: a memory
 * @name: draft.json or staged.json
 *
 * Returns: (nullable): the checksum of the turnpike.json on which it was begun, empty when there
 *   was none; %NULL when that is not known
 */
const char *
tpk_written_get_base (TpkWritten *self,
                      const char *name)
{
  g_return_val_if_fail (self != NULL, NULL);

  return g_hash_table_lookup (self->bases, name);
}

/**
 * tpk_written_set_base:
 * @self: a memory
 * @name: draft.json or staged.json
 * @sha256: (nullable): the checksum, or %NULL to forget it
 *
 * Returns: whether that is a change
 */
gboolean
tpk_written_set_base (TpkWritten *self,
                      const char *name,
                      const char *sha256)
{
  g_return_val_if_fail (self != NULL, FALSE);

  if (g_strcmp0 (g_hash_table_lookup (self->bases, name), sha256) == 0)
    return FALSE;

  if (sha256 != NULL)
    g_hash_table_replace (self->bases, g_strdup (name), g_strdup (sha256));
  else
    g_hash_table_remove (self->bases, name);

  return TRUE;
}

/**
 * tpk_written_tell_secrets:
 * @self: a memory
 *
 * Remembers that people were told that their secrets are in a file, for lack of a keyring.
 *
 * Returns: whether they were not told before
 */
gboolean
tpk_written_tell_secrets (TpkWritten *self)
{
  g_return_val_if_fail (self != NULL, FALSE);

  if (self->told_secrets)
    return FALSE;

  self->told_secrets = TRUE;

  return TRUE;
}
