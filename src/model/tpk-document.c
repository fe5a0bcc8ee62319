/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#define G_LOG_DOMAIN "tpk-document"

#include "config.h"

#include "tpk-document-private.h"

#include <glib/gi18n-lib.h>

#include "tpk-json.h"
#include "tpk-list.h"
#include "tpk-profile-private.h"

/**
 * TpkDocument:
 *
 * Everything that is saved: the profiles, of which there is always at least one, which of them is
 * active, and the client files to keep written.
 */
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

void
tpk_document_changed (TpkDocument *self)
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
  if (--self->freeze_count == 0 && self->change_pending) {
    self->change_pending = FALSE;
    tpk_document_changed (self);
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
  for (guint i = 0; i < n_profiles (self); i++) {
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

  for (guint i = 2; find_other_profile (self, numbered, except) != NULL; i++) {
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
      find_other_profile (self, tpk_profile_get_name (profile), profile) != NULL) {
    g_autofree char *name = dup_free_name (self, tpk_profile_get_name (profile), profile);

    tpk_profile_set_name (profile, name);
  }
}

/* Not g_signal_connect_object(), for the reason that is given in tpk-profile-servers.c. */
static void
adopt_profile (TpkDocument *self,
               TpkProfile  *profile)
{
  g_signal_connect_swapped (profile, "changed", G_CALLBACK (tpk_document_changed), self);
  g_signal_connect_swapped (profile, "notify::name", G_CALLBACK (profile_name_cb), self);
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
  tpk_document_changed (self);
}

static void
tpk_document_get_property (GObject    *object,
                           guint       prop_id,
                           GValue     *value,
                           GParamSpec *pspec)
{
  TpkDocument *self = TPK_DOCUMENT (object);

  switch (prop_id) {
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

  switch (prop_id) {
  case PROP_ACTIVE_PROFILE:
    tpk_document_set_active_profile (self, g_value_get_object (value));
    break;
  default:
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
  }
}

static void
tpk_document_dispose (GObject *object)
{
  TpkDocument *self = TPK_DOCUMENT (object);

  for (guint i = 0; i < n_profiles (self); i++)
    release_profile (self, tpk_list_peek (self->profiles, i));

  G_OBJECT_CLASS (tpk_document_parent_class)->dispose (object);
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
  object_class->dispose = tpk_document_dispose;
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

/* Without telling anyone: for a document that is being made, or by those who tell. */
void
tpk_document_append_profile (TpkDocument *self,
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
 * Makes what is there when nobody has made anything yet. The name of its profile is in the language
 * of whoever it is made for, and stays what it is from the first time it is written.
 *
 * Returns: (transfer full): a document with one profile, which is active and goes the direct route
 */
TpkDocument *
tpk_document_new (void)
{
  TpkDocument *self = g_object_new (TPK_TYPE_DOCUMENT, NULL);
  /* Translators: the name of the profile that everybody has at first. */
  g_autoptr (TpkProfile) profile = tpk_profile_new (_("Default"));

  tpk_document_append_profile (self, profile);

  return self;
}

static GHashTable *
profiles_by_name (TpkDocument *self)
{
  GHashTable *by_name = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  for (guint i = 0; i < n_profiles (self); i++) {
    TpkProfile *profile = tpk_list_peek (self->profiles, i);

    g_hash_table_insert (by_name, g_strdup (tpk_profile_get_name (profile)), profile);
  }

  return by_name;
}

/* Which of our profiles becomes which of @other: the one of its name; else the one at its place, if
 * nobody else wants that, since it has been renamed; else a new one. This is settled before the
 * first name changes. Profiles that nobody wants are let go of. */
static GPtrArray *
match_profiles (TpkDocument *self,
                TpkDocument *other)
{
  GPtrArray *profiles = g_ptr_array_new_with_free_func (g_object_unref);
  g_autoptr (GHashTable) ours = profiles_by_name (self);
  g_autoptr (GHashTable) theirs = profiles_by_name (other);
  GHashTableIter iter;
  gpointer gone;

  for (guint i = 0; i < n_profiles (other); i++) {
    const char *name = tpk_profile_get_name (tpk_list_peek (other->profiles, i));
    TpkProfile *present = g_hash_table_lookup (ours, name);
    TpkProfile *neighbour = tpk_list_peek (self->profiles, i);

    if (present == NULL && neighbour != NULL &&
        !g_hash_table_contains (theirs, tpk_profile_get_name (neighbour)))
      present = neighbour;

    if (present != NULL) {
      g_hash_table_remove (ours, tpk_profile_get_name (present));
      g_ptr_array_add (profiles, g_object_ref (present));
    } else {
      g_ptr_array_add (profiles, tpk_profile_new (name));
      adopt_profile (self, g_ptr_array_index (profiles, i));
    }
  }

  g_hash_table_iter_init (&iter, ours);
  while (g_hash_table_iter_next (&iter, NULL, &gone))
    release_profile (self, gone);

  return profiles;
}

static void
assign_profiles (TpkDocument *self,
                 TpkDocument *other)
{
  g_autoptr (GPtrArray) profiles = match_profiles (self, other);
  guint active = 0;

  for (guint i = 0; i < profiles->len; i++)
    tpk_profile_assign (g_ptr_array_index (profiles, i), tpk_list_peek (other->profiles, i));

  /* The new active profile is set first: the old one may not live through the change. */
  g_list_store_find (other->profiles, other->active, &active);
  set_active (self, g_ptr_array_index (profiles, active));
  if (tpk_list_replace (self->profiles, profiles, NULL))
    tpk_document_changed (self);
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
    tpk_document_changed (self);
  if (tpk_json_unknown_assign (&self->unknown, other->unknown))
    tpk_document_changed (self);
  tpk_document_set_secrets_in_file (self, other->secrets_in_file);
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
  tpk_document_append_profile (self, profile);
  tpk_document_changed (self);

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
  tpk_document_changed (self);
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

  tpk_document_insert_client_file (self, G_MAXUINT, file);
}

/**
 * tpk_document_insert_client_file:
 * @self: a document
 * @position: where, from 0; beyond the end means at the end
 * @file: a client file
 */
void
tpk_document_insert_client_file (TpkDocument   *self,
                                 guint          position,
                                 TpkClientFile *file)
{
  guint n_files;

  g_return_if_fail (TPK_IS_DOCUMENT (self));
  g_return_if_fail (TPK_IS_CLIENT_FILE (file));

  n_files = g_list_model_get_n_items (G_LIST_MODEL (self->client_files));
  g_list_store_insert (self->client_files, MIN (position, n_files), file);
  tpk_document_changed (self);
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
  tpk_document_changed (self);
}
