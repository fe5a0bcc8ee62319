/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#define G_LOG_DOMAIN "tpk-cloud-file"

#include "config.h"

#include "tpk-cloud-file.h"

#include <string.h>

#include "model/tpk-json.h"

#include "tpk-atomic-file.h"
#include "tpk-lock.h"

/* The sets in cloud.json, mode 0600, each with the time of its end. What cannot be read is not
 * missed: the service is asked again. */

#define SCHEMA 1
#define MAX_BYTES (4 * 1024 * 1024)
#define MAX_SETS 16
#define LOCK_WAIT_MS 5000

static void
read_sets (GPtrArray  *sets,
           JsonObject *root)
{
  JsonArray *array = NULL;

  if (!tpk_json_get_objects (root, "sets", &array, NULL) || array == NULL)
    return;

  for (guint i = 0; i < MIN (json_array_get_length (array), MAX_SETS); i++) {
    TpkCloudSet *set;

    set = tpk_cloud_set_new_from_json (json_array_get_object_element (array, i), NULL);
    if (set != NULL)
      g_ptr_array_add (sets, set);
  }
}

/**
 * tpk_cloud_file_load:
 * @folder: a configuration folder
 *
 * Returns: (transfer full) (element-type TpkCloudSet): what was handed out, ended sets too
 */
GPtrArray *
tpk_cloud_file_load (const char *folder)
{
  GPtrArray *sets = g_ptr_array_new_with_free_func (g_object_unref);
  g_autofree char *path = g_build_filename (folder, TPK_CLOUD_FILE_NAME, NULL);
  g_autoptr (GBytes) contents = NULL;
  g_autoptr (JsonNode) root = NULL;
  TpkFileStamp stamp;

  if (!tpk_atomic_file_read (path, MAX_BYTES, &contents, &stamp, NULL) || contents == NULL)
    return sets;

  root = tpk_json_parse (g_bytes_get_data (contents, NULL), (gssize) g_bytes_get_size (contents),
                         MAX_BYTES, NULL);
  if (root != NULL && JSON_NODE_HOLDS_OBJECT (root))
    read_sets (sets, json_node_get_object (root));

  return sets;
}

/**
 * tpk_cloud_file_find:
 * @sets: (element-type TpkCloudSet): what was handed out
 * @profile: a profile
 *
 * Returns: (transfer none) (nullable): the set for @profile, if a service hands out its servers
 */
TpkCloudSet *
tpk_cloud_file_find (GPtrArray  *sets,
                     TpkProfile *profile)
{
  g_autofree char *key = NULL;

  g_return_val_if_fail (TPK_IS_PROFILE (profile), NULL);

  if (!tpk_cloud_profile_asks (profile))
    return NULL;

  key = tpk_cloud_set_dup_key (tpk_profile_get_cloud (profile));
  for (guint i = 0; i < sets->len; i++) {
    TpkCloudSet *set = g_ptr_array_index (sets, i);

    if (strcmp (tpk_cloud_set_get_key (set), key) == 0)
      return set;
  }

  return NULL;
}

static char *
dup_text (GPtrArray *sets)
{
  JsonObject *object = json_object_new ();
  g_autoptr (JsonNode) root = json_node_init_object (json_node_alloc (), object);
  JsonArray *array = json_array_new ();

  json_object_set_int_member (object, "schema", SCHEMA);
  for (guint i = 0; i < sets->len; i++)
    json_array_add_object_element (array, tpk_cloud_set_to_json (g_ptr_array_index (sets, i)));
  json_object_set_array_member (object, "sets", array);
  json_object_unref (object);

  return tpk_json_to_string (root, TRUE);
}

/**
 * tpk_cloud_file_save:
 * @folder: a configuration folder; made when it is not there
 * @set: a new set
 * @now_s: Unix time
 * @error: a return location
 *
 * Keeps @set in the place of an older one of the same service, and drops what has ended.
 *
 * Returns: %FALSE with a #TpkStoreError
 */
gboolean
tpk_cloud_file_save (const char   *folder,
                     TpkCloudSet  *set,
                     gint64        now_s,
                     GError      **error)
{
  g_autofree char *path = g_build_filename (folder, TPK_CLOUD_FILE_NAME, NULL);
  g_autofree char *lock_path = g_build_filename (folder, TPK_CLOUD_LOCK_NAME, NULL);
  g_autoptr (TpkLock) lock = NULL;
  g_autoptr (GPtrArray) sets = NULL;
  g_autofree char *text = NULL;
  TpkFileStamp stamp;

  g_return_val_if_fail (TPK_IS_CLOUD_SET (set), FALSE);

  if (!tpk_atomic_file_make_folder (folder, error))
    return FALSE;

  lock = tpk_lock_take (lock_path, TPK_LOCK_EXCLUSIVE, LOCK_WAIT_MS, error);
  if (lock == NULL)
    return FALSE;

  sets = tpk_cloud_file_load (folder);
  for (guint i = sets->len; i > 0; i--) {
    TpkCloudSet *known = g_ptr_array_index (sets, i - 1);

    if (!tpk_cloud_set_is_good (known, now_s) ||
        strcmp (tpk_cloud_set_get_key (known), tpk_cloud_set_get_key (set)) == 0)
      g_ptr_array_remove_index (sets, i - 1);
  }
  g_ptr_array_insert (sets, 0, g_object_ref (set));
  while (sets->len > MAX_SETS)
    g_ptr_array_remove_index (sets, sets->len - 1);

  text = dup_text (sets);

  return tpk_atomic_file_write (path, text, strlen (text), &stamp, error);
}
