/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#define G_LOG_DOMAIN "tpk-document"

#include "config.h"

#include "tpk-document.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "tpk-json.h"
#include "tpk-list.h"

#define DEFAULT_NAME "Default"

/**
 * TpkDocument:
 *
 * Everything that is saved: the profiles, of which there is always at least one, which of them is
 * active, and the client files to keep written.
 */
struct _TpkDocument
{
  GObject parent_instance;

  GListStore *profiles;         /* (owned) of TpkProfile */
  TpkProfile *active;           /* (not owned), one of the profiles */
  GListStore *client_files;     /* (owned) of TpkClientFile */
  JsonObject *unknown;          /* (nullable) (owned) */

  guint freeze_count;
  gboolean change_pending;
};

G_DEFINE_FINAL_TYPE (TpkDocument, tpk_document, G_TYPE_OBJECT)

enum {
  PROP_0,
  PROP_PROFILES,
  PROP_ACTIVE_PROFILE,
  PROP_CLIENT_FILES,
  N_PROPS
};

enum {
  CHANGED,
  N_SIGNALS
};

static GParamSpec *props[N_PROPS];
static guint signals[N_SIGNALS];

static const char *const known_members[] = {
  "schema", "active", "profiles", "client_files", NULL
};

static void
changed (TpkDocument *self)
{
  if (self->freeze_count > 0)
    self->change_pending = TRUE;
  else
    g_signal_emit (self, signals[CHANGED], 0);
}

static void
freeze (TpkDocument *self)
{
  g_object_freeze_notify (G_OBJECT (self));
  self->freeze_count++;
}

static void
thaw (TpkDocument *self)
{
  g_object_thaw_notify (G_OBJECT (self));
  if (--self->freeze_count == 0 && self->change_pending)
    {
      self->change_pending = FALSE;
      changed (self);
    }
}

static guint
n_profiles (TpkDocument *self)
{
  return g_list_model_get_n_items (G_LIST_MODEL (self->profiles));
}

/* The profile of that name, but not @except. */
static TpkProfile *
find_other_profile (TpkDocument *self,
                    const char  *name,
                    TpkProfile  *except)
{
  for (guint i = 0; i < n_profiles (self); i++)
    {
      TpkProfile *profile = tpk_list_peek (self->profiles, i);

      if (profile != except && g_str_equal (tpk_profile_get_name (profile), name))
        return profile;
    }

  return NULL;
}

static char *
dup_free_name (TpkDocument *self,
               const char  *name,
               TpkProfile  *except)
{
  g_autofree char *numbered = g_strdup (name);

  for (guint i = 2; find_other_profile (self, numbered, except) != NULL; i++)
    {
      g_free (numbered);
      numbered = g_strdup_printf ("%s %u", name, i);
    }

  return g_steal_pointer (&numbered);
}

/* Two profiles of one name could not be told apart when the document is read again. While the
 * document is frozen the names may cross over: it ends with those of another document. */
static void
profile_name_cb (TpkDocument *self,
                 GParamSpec  *pspec,
                 TpkProfile  *profile)
{
  if (self->freeze_count == 0 &&
      find_other_profile (self, tpk_profile_get_name (profile), profile) != NULL)
    {
      g_autofree char *name = dup_free_name (self, tpk_profile_get_name (profile), profile);

      tpk_profile_set_name (profile, name);
    }
}

static void
adopt_profile (TpkDocument *self,
               TpkProfile  *profile)
{
  g_signal_connect_object (profile, "changed", G_CALLBACK (changed), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (profile, "notify::name", G_CALLBACK (profile_name_cb), self,
                           G_CONNECT_SWAPPED);
}

static void
release_profile (TpkDocument *self,
                 TpkProfile  *profile)
{
  g_signal_handlers_disconnect_by_data (profile, self);
}

static void
set_active (TpkDocument *self,
            TpkProfile  *profile)
{
  if (self->active == profile)
    return;

  self->active = profile;
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_ACTIVE_PROFILE]);
  changed (self);
}

static void
tpk_document_get_property (GObject    *object,
                           guint       prop_id,
                           GValue     *value,
                           GParamSpec *pspec)
{
  TpkDocument *self = TPK_DOCUMENT (object);

  switch (prop_id)
    {
    case PROP_PROFILES:
      g_value_set_object (value, self->profiles);
      break;
    case PROP_ACTIVE_PROFILE:
      g_value_set_object (value, self->active);
      break;
    case PROP_CLIENT_FILES:
      g_value_set_object (value, self->client_files);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
tpk_document_set_property (GObject      *object,
                           guint         prop_id,
                           const GValue *value,
                           GParamSpec   *pspec)
{
  TpkDocument *self = TPK_DOCUMENT (object);

  switch (prop_id)
    {
    case PROP_ACTIVE_PROFILE:
      tpk_document_set_active_profile (self, g_value_get_object (value));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
tpk_document_finalize (GObject *object)
{
  TpkDocument *self = TPK_DOCUMENT (object);

  g_object_unref (self->profiles);
  g_object_unref (self->client_files);
  g_clear_pointer (&self->unknown, json_object_unref);

  G_OBJECT_CLASS (tpk_document_parent_class)->finalize (object);
}

static void
tpk_document_class_init (TpkDocumentClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  const GParamFlags readable = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS;
  const GParamFlags writable = G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS;

  object_class->get_property = tpk_document_get_property;
  object_class->set_property = tpk_document_set_property;
  object_class->finalize = tpk_document_finalize;

  props[PROP_PROFILES] = g_param_spec_object ("profiles", NULL, NULL, G_TYPE_LIST_MODEL, readable);
  props[PROP_ACTIVE_PROFILE] = g_param_spec_object ("active-profile", NULL, NULL,
                                                    TPK_TYPE_PROFILE, writable);
  props[PROP_CLIENT_FILES] = g_param_spec_object ("client-files", NULL, NULL, G_TYPE_LIST_MODEL,
                                                  readable);

  g_object_class_install_properties (object_class, N_PROPS, props);

  /**
   * TpkDocument::changed:
   * @self: a document
   *
   * Emitted after any change of the document and of everything in it.
   */
  signals[CHANGED] = g_signal_new ("changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST,
                                   0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
tpk_document_init (TpkDocument *self)
{
  self->profiles = g_list_store_new (TPK_TYPE_PROFILE);
  self->client_files = g_list_store_new (TPK_TYPE_CLIENT_FILE);
}

static void
append_profile (TpkDocument *self,
                TpkProfile  *profile)
{
  adopt_profile (self, profile);
  g_list_store_append (self->profiles, profile);
  if (self->active == NULL)
    self->active = profile;
}

/**
 * tpk_document_new:
 *
 * Returns: (transfer full): a document with one profile, which is active and goes the direct route
 */
TpkDocument *
tpk_document_new (void)
{
  TpkDocument *self = g_object_new (TPK_TYPE_DOCUMENT, NULL);
  g_autoptr (TpkProfile) profile = tpk_profile_new (DEFAULT_NAME);

  append_profile (self, profile);

  return self;
}

static gboolean
read_profiles (TpkDocument  *self,
               JsonArray    *array,
               GError      **error)
{
  g_autoptr (GHashTable) names = g_hash_table_new (g_str_hash, g_str_equal);

  for (guint i = 0; i < json_array_get_length (array); i++)
    {
      g_autoptr (TpkProfile) profile = NULL;

      profile = tpk_profile_new_from_json (json_array_get_object_element (array, i), error);
      if (profile == NULL)
        {
          g_prefix_error (error, "profiles[%u].", i);
          return FALSE;
        }
      if (!g_hash_table_add (names, (gpointer) tpk_profile_get_name (profile)))
        {
          /* Translators: the number is the place of a profile in a file, counted from 0. */
          g_set_error (error, TPK_JSON_ERROR, TPK_JSON_ERROR_VALUE,
                       _("profiles[%u].name: another profile has this name"), i);
          return FALSE;
        }
      append_profile (self, profile);
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
  for (guint i = 0; i < json_array_get_length (array); i++)
    {
      g_autoptr (TpkClientFile) file = NULL;

      file = tpk_client_file_new_from_json (json_array_get_object_element (array, i), error);
      if (file == NULL)
        {
          g_prefix_error (error, "client_files[%u].", i);
          return FALSE;
        }
      g_list_store_append (self->client_files, file);
    }

  return TRUE;
}

/* A later schema may mean anything by its members, so nothing else of it is looked at. */
static gboolean
check_schema (JsonObject  *object,
              GError     **error)
{
  gint64 schema = TPK_DOCUMENT_SCHEMA;

  if (!tpk_json_get_int (object, "schema", 1, G_MAXINT64, &schema, error))
    return FALSE;
  if (schema <= TPK_DOCUMENT_SCHEMA)
    return TRUE;

  g_set_error (error, TPK_JSON_ERROR, TPK_JSON_ERROR_SCHEMA,
               _("schema: this was written by a later version of the app (schema %" G_GINT64_FORMAT
                 "). Update the app to read it."), schema);
  return FALSE;
}

static gboolean
read_document (TpkDocument  *self,
               JsonObject   *object,
               GError      **error)
{
  const char *active = NULL;
  JsonArray *profiles = NULL;
  JsonArray *client_files = NULL;

  if (!check_schema (object, error) ||
      !tpk_json_get_string (object, "active", &active, error) ||
      !tpk_json_get_objects (object, "profiles", &profiles, error) ||
      !tpk_json_get_objects (object, "client_files", &client_files, error))
    return FALSE;

  if (profiles != NULL && !read_profiles (self, profiles, error))
    return FALSE;
  if (n_profiles (self) == 0)
    {
      g_autoptr (TpkProfile) profile = tpk_profile_new (DEFAULT_NAME);

      append_profile (self, profile);
    }

  if (!read_active (self, active, error) ||
      (client_files != NULL && !read_client_files (self, client_files, error)))
    return FALSE;

  self->unknown = tpk_json_dup_unknown (object, known_members);
  return TRUE;
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
  g_autoptr (TpkDocument) self = NULL;
  g_autoptr (JsonNode) root = NULL;

  g_return_val_if_fail (data != NULL || length == 0, NULL);

  root = tpk_json_parse (data, length, TPK_DOCUMENT_MAX_BYTES, error);
  if (root == NULL)
    return NULL;
  if (!JSON_NODE_HOLDS_OBJECT (root))
    {
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
 * tpk_document_to_data:
 * @self: a document
 * @length: (out) (optional): length of the text in bytes
 *
 * Writes a document with its passwords and secrets, for a file that only its owner can read.
 *
 * Returns: (transfer full): JSON, ending with a newline
 */
char *
tpk_document_to_data (TpkDocument *self,
                      gsize       *length)
{
  g_autoptr (JsonNode) root = NULL;
  JsonObject *object;
  JsonArray *profiles;
  JsonArray *files;
  char *data;

  g_return_val_if_fail (TPK_IS_DOCUMENT (self), NULL);

  profiles = json_array_new ();
  for (guint i = 0; i < n_profiles (self); i++)
    json_array_add_object_element (profiles,
                                   tpk_profile_to_json (tpk_list_peek (self->profiles, i)));

  files = json_array_new ();
  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (self->client_files)); i++)
    json_array_add_object_element (files,
                                   tpk_client_file_to_json (tpk_list_peek (self->client_files, i)));

  object = json_object_new ();
  json_object_set_int_member (object, "schema", TPK_DOCUMENT_SCHEMA);
  tpk_json_set_string (object, "active", tpk_profile_get_name (self->active));
  json_object_set_array_member (object, "profiles", profiles);
  json_object_set_array_member (object, "client_files", files);
  tpk_json_add_unknown (object, self->unknown);

  root = json_node_new (JSON_NODE_OBJECT);
  json_node_take_object (root, object);
  data = tpk_json_to_string (root, TRUE);
  if (length != NULL)
    *length = strlen (data);

  return data;
}

/* Which of our profiles becomes the one at @position of @other: the one of its name; else the one
 * at its place, if nobody else wants that, since it has been renamed; else none. */
static TpkProfile *
match_profile (TpkDocument *self,
               TpkDocument *other,
               guint        position)
{
  TpkProfile *wanted = tpk_list_peek (other->profiles, position);
  TpkProfile *present = tpk_document_find_profile (self, tpk_profile_get_name (wanted));

  if (present != NULL)
    return present;

  present = tpk_list_peek (self->profiles, position);
  if (present != NULL &&
      tpk_document_find_profile (other, tpk_profile_get_name (present)) == NULL)
    return present;

  return NULL;
}

/* Who becomes whom is settled before the first name changes. */
static GPtrArray *
match_profiles (TpkDocument *self,
                TpkDocument *other)
{
  GPtrArray *profiles = g_ptr_array_new_with_free_func (g_object_unref);

  for (guint i = 0; i < n_profiles (other); i++)
    {
      TpkProfile *present = match_profile (self, other, i);

      if (present != NULL)
        {
          g_ptr_array_add (profiles, g_object_ref (present));
        }
      else
        {
          TpkProfile *wanted = tpk_list_peek (other->profiles, i);

          g_ptr_array_add (profiles, tpk_profile_new (tpk_profile_get_name (wanted)));
          adopt_profile (self, g_ptr_array_index (profiles, i));
        }
    }

  return profiles;
}

static void
assign_profiles (TpkDocument *self,
                 TpkDocument *other)
{
  g_autoptr (GPtrArray) profiles = match_profiles (self, other);
  guint active = 0;

  for (guint i = 0; i < n_profiles (self); i++)
    {
      TpkProfile *profile = tpk_list_peek (self->profiles, i);

      if (!g_ptr_array_find (profiles, profile, NULL))
        release_profile (self, profile);
    }

  for (guint i = 0; i < profiles->len; i++)
    tpk_profile_assign (g_ptr_array_index (profiles, i), tpk_list_peek (other->profiles, i));

  /* The new active profile is set first: the old one may not live through the change. */
  g_list_store_find (other->profiles, other->active, &active);
  set_active (self, g_ptr_array_index (profiles, active));
  if (tpk_list_replace (self->profiles, profiles, NULL))
    changed (self);
}

static gboolean
same_file (gconstpointer one,
           gconstpointer other)
{
  return tpk_client_file_equal ((TpkClientFile *) one, (TpkClientFile *) other);
}

/**
 * tpk_document_assign:
 * @self: a document
 * @other: another one
 *
 * Makes @self equal to @other, with one #TpkDocument::changed, or none if they were equal. Profiles
 * that both have, by their names, and servers that both have, by their IDs, stay the same objects.
 */
void
tpk_document_assign (TpkDocument *self,
                     TpkDocument *other)
{
  g_autoptr (GPtrArray) files = NULL;

  g_return_if_fail (TPK_IS_DOCUMENT (self));
  g_return_if_fail (TPK_IS_DOCUMENT (other));

  if (self == other)
    return;

  files = g_ptr_array_new_with_free_func (g_object_unref);
  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (other->client_files)); i++)
    g_ptr_array_add (files, g_list_model_get_item (G_LIST_MODEL (other->client_files), i));

  freeze (self);
  assign_profiles (self, other);
  if (tpk_list_replace (self->client_files, files, same_file))
    changed (self);
  if (tpk_json_unknown_assign (&self->unknown, other->unknown))
    changed (self);
  thaw (self);
}

/**
 * tpk_document_copy:
 * @self: a document
 *
 * Returns: (transfer full): an equal document that shares no profile and no server with @self
 */
TpkDocument *
tpk_document_copy (TpkDocument *self)
{
  TpkDocument *copy;

  g_return_val_if_fail (TPK_IS_DOCUMENT (self), NULL);

  copy = tpk_document_new ();
  tpk_document_assign (copy, self);

  return copy;
}

/**
 * tpk_document_get_profiles:
 * @self: a document
 *
 * Returns: (transfer none): the profiles, a list of #TpkProfile that is never empty and the same
 *   for the document's whole life
 */
GListModel *
tpk_document_get_profiles (TpkDocument *self)
{
  g_return_val_if_fail (TPK_IS_DOCUMENT (self), NULL);

  return G_LIST_MODEL (self->profiles);
}

/**
 * tpk_document_get_active_profile:
 * @self: a document
 *
 * Returns: (transfer none): the profile that clients are given
 */
TpkProfile *
tpk_document_get_active_profile (TpkDocument *self)
{
  g_return_val_if_fail (TPK_IS_DOCUMENT (self), NULL);

  return self->active;
}

/**
 * tpk_document_set_active_profile:
 * @self: a document
 * @profile: one of its profiles
 */
void
tpk_document_set_active_profile (TpkDocument *self,
                                 TpkProfile  *profile)
{
  g_return_if_fail (TPK_IS_DOCUMENT (self));
  g_return_if_fail (TPK_IS_PROFILE (profile));
  g_return_if_fail (g_list_store_find (self->profiles, profile, NULL));

  set_active (self, profile);
}

/**
 * tpk_document_find_profile:
 * @self: a document
 * @name: a name, exactly as it is
 *
 * Returns: (transfer none) (nullable): the profile of that name
 */
TpkProfile *
tpk_document_find_profile (TpkDocument *self,
                           const char  *name)
{
  g_return_val_if_fail (TPK_IS_DOCUMENT (self), NULL);
  g_return_val_if_fail (name != NULL, NULL);

  return find_other_profile (self, name, NULL);
}

/**
 * tpk_document_add_profile:
 * @self: a document
 * @name: a name, not empty; if a profile has it, a number is put behind it
 *
 * Adds a profile with the direct route at the end. It does not become active.
 *
 * Returns: (transfer none): the new profile
 */
TpkProfile *
tpk_document_add_profile (TpkDocument *self,
                          const char  *name)
{
  g_autofree char *free_name = NULL;
  g_autoptr (TpkProfile) profile = NULL;

  g_return_val_if_fail (TPK_IS_DOCUMENT (self), NULL);
  g_return_val_if_fail (name != NULL && *name != '\0', NULL);

  free_name = dup_free_name (self, name, NULL);
  profile = tpk_profile_new (free_name);
  append_profile (self, profile);
  changed (self);

  return profile;
}

/**
 * tpk_document_remove_profile:
 * @self: a document
 * @profile: one of its profiles, but not the last one
 *
 * Removes a profile. If it was active, the one after it is now, or else the one before it.
 */
void
tpk_document_remove_profile (TpkDocument *self,
                             TpkProfile  *profile)
{
  guint position;

  g_return_if_fail (TPK_IS_DOCUMENT (self));
  g_return_if_fail (TPK_IS_PROFILE (profile));
  g_return_if_fail (n_profiles (self) > 1);
  g_return_if_fail (g_list_store_find (self->profiles, profile, &position));

  freeze (self);
  if (self->active == profile)
    set_active (self, tpk_list_peek (self->profiles, position + 1 < n_profiles (self)
                                                       ? position + 1 : position - 1));
  release_profile (self, profile);
  g_list_store_remove (self->profiles, position);
  changed (self);
  thaw (self);
}

/**
 * tpk_document_get_client_files:
 * @self: a document
 *
 * Returns: (transfer none): the files to keep written, a list of #TpkClientFile
 */
GListModel *
tpk_document_get_client_files (TpkDocument *self)
{
  g_return_val_if_fail (TPK_IS_DOCUMENT (self), NULL);

  return G_LIST_MODEL (self->client_files);
}

/**
 * tpk_document_add_client_file:
 * @self: a document
 * @file: a client file
 */
void
tpk_document_add_client_file (TpkDocument   *self,
                              TpkClientFile *file)
{
  g_return_if_fail (TPK_IS_DOCUMENT (self));
  g_return_if_fail (TPK_IS_CLIENT_FILE (file));

  g_list_store_append (self->client_files, file);
  changed (self);
}

/**
 * tpk_document_remove_client_file:
 * @self: a document
 * @file: one of its client files
 */
void
tpk_document_remove_client_file (TpkDocument   *self,
                                 TpkClientFile *file)
{
  guint position;

  g_return_if_fail (TPK_IS_DOCUMENT (self));
  g_return_if_fail (TPK_IS_CLIENT_FILE (file));
  g_return_if_fail (g_list_store_find (self->client_files, file, &position));

  g_list_store_remove (self->client_files, position);
  changed (self);
}
