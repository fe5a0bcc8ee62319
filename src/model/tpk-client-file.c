/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#define G_LOG_DOMAIN "tpk-client-file"

#include "config.h"

#include "tpk-client-file.h"

#include <glib/gi18n-lib.h>

#include "tpk-json.h"

/**
 * TpkClientFile:
 *
 * A file that is kept in step with the applied profile, for a calling client to read: the ID of the
 * client's dialect and a path. One that is switched off stays in the list, and is not written. It
 * does not change.
 */
struct _TpkClientFile
{
  GObject parent_instance;

  char *client;                 /* (owned) */
  char *path;                   /* (owned) */
  gboolean enabled;
  JsonObject *unknown;          /* (nullable) (owned) */
};

G_DEFINE_FINAL_TYPE (TpkClientFile, tpk_client_file, G_TYPE_OBJECT)

enum {
  PROP_0,
  PROP_CLIENT,
  PROP_PATH,
  PROP_ENABLED,
  N_PROPS
};

static GParamSpec *props[N_PROPS];

static const char *const known_members[] = { "client", "path", "enabled", NULL };

static void
tpk_client_file_get_property (GObject    *object,
                              guint       prop_id,
                              GValue     *value,
                              GParamSpec *pspec)
{
  TpkClientFile *self = TPK_CLIENT_FILE (object);

  switch (prop_id) {
  case PROP_CLIENT:
    g_value_set_string (value, self->client);
    break;
  case PROP_PATH:
    g_value_set_string (value, self->path);
    break;
  case PROP_ENABLED:
    g_value_set_boolean (value, self->enabled);
    break;
  default:
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
  }
}

static void
tpk_client_file_finalize (GObject *object)
{
  TpkClientFile *self = TPK_CLIENT_FILE (object);

  g_free (self->client);
  g_free (self->path);
  g_clear_pointer (&self->unknown, json_object_unref);

  G_OBJECT_CLASS (tpk_client_file_parent_class)->finalize (object);
}

static void
tpk_client_file_class_init (TpkClientFileClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  const GParamFlags flags = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS;

  object_class->get_property = tpk_client_file_get_property;
  object_class->finalize = tpk_client_file_finalize;

  props[PROP_CLIENT] = g_param_spec_string ("client", NULL, NULL, NULL, flags);
  props[PROP_PATH] = g_param_spec_string ("path", NULL, NULL, NULL, flags);
  props[PROP_ENABLED] = g_param_spec_boolean ("enabled", NULL, NULL, TRUE, flags);

  g_object_class_install_properties (object_class, N_PROPS, props);
}

static void
tpk_client_file_init (TpkClientFile *self)
{
  self->enabled = TRUE;
}

/**
 * tpk_client_file_new:
 * @client: the ID of a dialect, such as `w3c`
 * @path: an absolute path
 *
 * Returns: (transfer full): a client file
 */
TpkClientFile *
tpk_client_file_new (const char *client,
                     const char *path)
{
  TpkClientFile *self;

  g_return_val_if_fail (client != NULL, NULL);
  g_return_val_if_fail (path != NULL, NULL);

  self = g_object_new (TPK_TYPE_CLIENT_FILE, NULL);
  self->client = g_strdup (client);
  self->path = g_strdup (path);

  return self;
}

/**
 * tpk_client_file_new_from_json:
 * @object: one of the `client_files` of a document
 * @error: return location for a #TpkJsonError
 *
 * Reads a client file. `client` and `path` have to be there. Whether there is such a client is not asked:
 * it may be one that a later version knows.
 *
 * Returns: (transfer full) (nullable): a client file, or %NULL with @error set
 */
TpkClientFile *
tpk_client_file_new_from_json (JsonObject  *object,
                               GError     **error)
{
  const char *client = "";
  const char *path = "";
  gboolean enabled = TRUE;
  TpkClientFile *self;

  g_return_val_if_fail (object != NULL, NULL);

  if (!tpk_json_get_string (object, "client", &client, error) ||
      !tpk_json_get_string (object, "path", &path, error) ||
      !tpk_json_get_boolean (object, "enabled", &enabled, error))
    return NULL;

  if (*client == '\0' || *path == '\0') {
    /* Translators: %s is the name of a member of a file. */
    g_set_error (error, TPK_JSON_ERROR, TPK_JSON_ERROR_VALUE, _("%s: expected a text"),
                 *client == '\0' ? "client" : "path");
    return NULL;
  }

  self = tpk_client_file_new (client, path);
  self->enabled = enabled;
  self->unknown = tpk_json_dup_unknown (object, known_members);

  return self;
}

/**
 * tpk_client_file_to_json:
 * @self: a client file
 *
 * Returns: (transfer full): one of the `client_files` of a document
 */
JsonObject *
tpk_client_file_to_json (TpkClientFile *self)
{
  JsonObject *object;

  g_return_val_if_fail (TPK_IS_CLIENT_FILE (self), NULL);

  object = json_object_new ();
  tpk_json_set_string (object, "client", self->client);
  tpk_json_set_string (object, "path", self->path);
  if (!self->enabled)
    json_object_set_boolean_member (object, "enabled", FALSE);
  tpk_json_add_unknown (object, self->unknown);

  return object;
}

/**
 * tpk_client_file_get_client:
 * @self: a client file
 *
 * Returns: (transfer none): the ID of the dialect
 */
const char *
tpk_client_file_get_client (TpkClientFile *self)
{
  g_return_val_if_fail (TPK_IS_CLIENT_FILE (self), NULL);

  return self->client;
}

/**
 * tpk_client_file_get_path:
 * @self: a client file
 *
 * Returns: (transfer none): the path
 */
const char *
tpk_client_file_get_path (TpkClientFile *self)
{
  g_return_val_if_fail (TPK_IS_CLIENT_FILE (self), NULL);

  return self->path;
}

/**
 * tpk_client_file_get_enabled:
 * @self: a client file
 *
 * Returns: whether it is written
 */
gboolean
tpk_client_file_get_enabled (TpkClientFile *self)
{
  g_return_val_if_fail (TPK_IS_CLIENT_FILE (self), FALSE);

  return self->enabled;
}

static TpkClientFile *
copy (TpkClientFile *self,
      const char    *client,
      const char    *path)
{
  TpkClientFile *file = tpk_client_file_new (client, path);

  file->enabled = self->enabled;
  file->unknown = self->unknown != NULL ? json_object_ref (self->unknown) : NULL;

  return file;
}

/**
 * tpk_client_file_with_target:
 * @self: a client file
 * @client: the ID of a dialect
 * @path: an absolute path
 *
 * Returns: (transfer full): the same client file, for another client or at another path
 */
TpkClientFile *
tpk_client_file_with_target (TpkClientFile *self,
                             const char    *client,
                             const char    *path)
{
  g_return_val_if_fail (TPK_IS_CLIENT_FILE (self), NULL);
  g_return_val_if_fail (client != NULL, NULL);
  g_return_val_if_fail (path != NULL, NULL);

  return copy (self, client, path);
}

/**
 * tpk_client_file_with_enabled:
 * @self: a client file
 * @enabled: whether it is written
 *
 * Returns: (transfer full): the same client file, switched on or off
 */
TpkClientFile *
tpk_client_file_with_enabled (TpkClientFile *self,
                              gboolean       enabled)
{
  TpkClientFile *file;

  g_return_val_if_fail (TPK_IS_CLIENT_FILE (self), NULL);

  file = copy (self, self->client, self->path);
  file->enabled = enabled;

  return file;
}

/**
 * tpk_client_file_equal:
 * @self: a client file
 * @other: another one
 *
 * Returns: %TRUE if both are for the same client at the same path, both are switched on or off, and
 *   have the same unknown members
 */
gboolean
tpk_client_file_equal (TpkClientFile *self,
                       TpkClientFile *other)
{
  g_return_val_if_fail (TPK_IS_CLIENT_FILE (self) && TPK_IS_CLIENT_FILE (other), FALSE);

  return self == other ||
         (g_str_equal (self->client, other->client) &&
          g_str_equal (self->path, other->path) &&
          self->enabled == other->enabled &&
          tpk_json_unknown_equal (self->unknown, other->unknown));
}
