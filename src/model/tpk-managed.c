/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#define G_LOG_DOMAIN "tpk-managed"

#include "config.h"

#include "tpk-managed.h"

#include "tpk-json.h"
#include "tpk-profile-private.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/**
 * TpkManaged:
 *
 * The administrator's defaults and locks.
 *
 * A system document has the form of a user's, with the list `locked` of the members that nobody
 * else may change. Of its profiles the active one counts; what it gives holds for every profile of
 * the user, for otherwise a second profile would lead around a lock. What is given and not locked
 * is a default, for users who have no document yet.
 *
 * Several system documents are added with the most important one first. A lock beats a default;
 * among locks, and among defaults, the first one counts. A member that is locked and not given is
 * locked to what Turnpike has for it by itself.
 */
struct _TpkManaged {
  char     *locks[TPK_N_MANAGED];    /* (nullable) (owned): the document that locks it */
  JsonNode *values[TPK_N_MANAGED];   /* (nullable) (owned) */
};

#define CLIENT_FILES_BIT (1u << TPK_MANAGED_CLIENT_FILES)
#define SECRETS_BIT (1u << TPK_MANAGED_SECRETS)

/* What belongs to the document, and not to each of its profiles. */
#define DOCUMENT_BITS (CLIENT_FILES_BIT | SECRETS_BIT)

static const char *const member_names[TPK_N_MANAGED] = {
  [TPK_MANAGED_ROUTE] = "route",
  [TPK_MANAGED_RELAY_ONLY] = "relay_only",
  [TPK_MANAGED_SIGNALLING_PROXY] = "signalling_proxy",
  [TPK_MANAGED_SERVERS] = "servers",
  [TPK_MANAGED_CLOUD] = "cloud",
  [TPK_MANAGED_ALLOW_LIST] = "allow_list",
  [TPK_MANAGED_CLIENT_FILES] = "client_files",
  [TPK_MANAGED_SECRETS] = "secrets",
};

static const char *const member_labels[TPK_N_MANAGED] = {
  /* Translators: this and what follows stand in “Your administrator has set … (“route”) in …”. */
  [TPK_MANAGED_ROUTE] = N_("how calls leave this computer"),
  [TPK_MANAGED_RELAY_ONLY] = N_("whether media goes only through the servers"),
  [TPK_MANAGED_SIGNALLING_PROXY] = N_("the signalling proxy"),
  [TPK_MANAGED_SERVERS] = N_("the servers"),
  [TPK_MANAGED_CLOUD] = N_("the cloud proxy"),
  [TPK_MANAGED_ALLOW_LIST] = N_("what the firewall must let through"),
  [TPK_MANAGED_CLIENT_FILES] = N_("which files are written for clients"),
  [TPK_MANAGED_SECRETS] = N_("where passwords are kept"),
};

/**
 * tpk_managed_new:
 *
 * Returns: (transfer full): an administrator who leaves everything to the user
 */
TpkManaged *
tpk_managed_new (void)
{
  return g_atomic_rc_box_new0 (TpkManaged);
}

TpkManaged *
tpk_managed_ref (TpkManaged *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return g_atomic_rc_box_acquire (self);
}

static void
managed_clear (TpkManaged *self)
{
  for (guint i = 0; i < TPK_N_MANAGED; i++) {
    g_free (self->locks[i]);
    g_clear_pointer (&self->values[i], json_node_unref);
  }
}

void
tpk_managed_unref (TpkManaged *self)
{
  g_return_if_fail (self != NULL);

  g_atomic_rc_box_release_full (self, (GDestroyNotify) managed_clear);
}

/* Servers without an ID would get a new one each time they are read, and never equal themselves. */
static void
name_servers (JsonObject *profile,
              const char *source)
{
  JsonArray *servers = NULL;

  if (!tpk_json_get_objects (profile, "servers", &servers, NULL) || servers == NULL)
    return;

  for (guint i = 0; i < json_array_get_length (servers); i++) {
    JsonObject *server = json_array_get_object_element (servers, i);
    g_autofree char *place = g_strdup_printf ("%s#%u", source, i);
    g_autofree char *sum = g_compute_checksum_for_string (G_CHECKSUM_SHA256, place, -1);
    g_autofree char *id = g_strdup_printf ("%.8s-%.4s-4%.3s-8%.3s-%.12s", sum, sum + 8, sum + 12,
                                           sum + 15, sum + 18);

    if (!json_object_has_member (server, "id"))
      json_object_set_string_member (server, "id", id);
  }
}

static JsonObject *
find_profile (JsonObject *object)
{
  JsonArray *profiles = NULL;
  const char *active = NULL;
  JsonObject *found = NULL;

  if (!tpk_json_get_objects (object, "profiles", &profiles, NULL) || profiles == NULL ||
      !tpk_json_get_string (object, "active", &active, NULL))
    return NULL;

  for (guint i = json_array_get_length (profiles); i > 0; i--) {
    JsonObject *profile = json_array_get_object_element (profiles, i - 1);
    const char *name = TPK_PROFILE_DEFAULT_NAME;

    (void) tpk_json_get_string (profile, "name", &name, NULL);
    if (active == NULL || g_str_equal (name, active))
      found = profile;
  }

  return found;
}

static gboolean
read_locked (JsonObject  *object,
             gboolean     locked[TPK_N_MANAGED],
             GError     **error)
{
  g_autofree const char **names = NULL;

  if (!tpk_json_get_strings (object, "locked", &names, error))
    return FALSE;

  for (guint i = 0; names != NULL && names[i] != NULL; i++) {
    guint member = 0;

    while (member < TPK_N_MANAGED && !g_str_equal (names[i], member_names[member]))
      member++;
    if (member == TPK_N_MANAGED) {
      g_set_error (error, TPK_JSON_ERROR, TPK_JSON_ERROR_VALUE,
                   /* Translators: the number is a place in a list, counted from 0. */
                   _("locked[%u]: there is nothing of this name that could be locked"), i);
      return FALSE;
    }
    locked[member] = TRUE;
  }

  return TRUE;
}

static JsonNode *
dup_client_files (TpkDocument *document)
{
  GListModel *files = tpk_document_get_client_files (document);
  JsonArray *array = json_array_new ();
  JsonNode *node = json_node_new (JSON_NODE_ARRAY);

  for (guint i = 0; i < g_list_model_get_n_items (files); i++) {
    g_autoptr (TpkClientFile) file = g_list_model_get_item (files, i);

    json_array_add_object_element (array, tpk_client_file_to_json (file));
  }
  json_node_take_array (node, array);

  return node;
}

static JsonNode *
dup_secrets (TpkDocument *document)
{
  JsonNode *node = json_node_new (JSON_NODE_VALUE);

  json_node_set_string (node, tpk_document_get_secrets_in_file (document) ? "file" : "keyring");

  return node;
}

/* The active profile with what belongs to the document, as the model writes them, so that they can
 * be compared with what the model writes of another document. */
static JsonObject *
normalise (TpkDocument *document)
{
  JsonObject *object = tpk_profile_to_json (tpk_document_get_active_profile (document));

  json_object_set_member (object, member_names[TPK_MANAGED_CLIENT_FILES],
                          dup_client_files (document));
  json_object_set_member (object, member_names[TPK_MANAGED_SECRETS], dup_secrets (document));

  return object;
}

/**
 * tpk_managed_add:
 * @self: what was added so far, the most important document first
 * @source: the path of the document, for people
 * @data: (array length=length): a system document
 * @length: in bytes, or -1 if it ends with a NUL
 * @error: return location for a #TpkJsonError
 *
 * Returns: %FALSE with @error set; nothing was added then
 */
gboolean
tpk_managed_add (TpkManaged  *self,
                 const char  *source,
                 const char  *data,
                 gssize       length,
                 GError     **error)
{
  g_autoptr (JsonNode) root = NULL;
  g_autoptr (TpkDocument) document = NULL;
  g_autoptr (JsonObject) normal = NULL;
  gboolean locked[TPK_N_MANAGED] = { FALSE };
  JsonObject *object;
  JsonObject *profile;

  g_return_val_if_fail (self != NULL, FALSE);
  g_return_val_if_fail (source != NULL, FALSE);

  root = tpk_json_parse (data, length, TPK_DOCUMENT_MAX_BYTES, error);
  if (root == NULL)
    return FALSE;

  object = JSON_NODE_HOLDS_OBJECT (root) ? json_node_get_object (root) : NULL;
  profile = object != NULL ? find_profile (object) : NULL;
  if (profile != NULL)
    name_servers (profile, source);
  document = tpk_document_new_from_json (root, error);
  if (document == NULL || !read_locked (object, locked, error))
    return FALSE;

  normal = normalise (document);
  for (guint i = 0; i < TPK_N_MANAGED; i++) {
    JsonObject *place = (DOCUMENT_BITS & (1u << i)) != 0 ? object : profile;
    gboolean given = place != NULL && json_object_has_member (place, member_names[i]);

    if (self->locks[i] != NULL || (!locked[i] && (!given || self->values[i] != NULL)))
      continue;

    g_clear_pointer (&self->values[i], json_node_unref);
    self->values[i] = json_object_dup_member (normal, member_names[i]);
    if (self->values[i] == NULL)
      self->values[i] = json_node_new (JSON_NODE_NULL);
    if (locked[i])
      self->locks[i] = g_strdup (source);
  }

  return TRUE;
}

/**
 * tpk_managed_get_lock:
 * @self: the administrator's locks
 * @member: what somebody wants to change
 *
 * Returns: (nullable): the path of the system document that locks it; %NULL when it is free
 */
const char *
tpk_managed_get_lock (TpkManaged       *self,
                      TpkManagedMember  member)
{
  g_return_val_if_fail (self != NULL, NULL);
  g_return_val_if_fail ((guint) member < TPK_N_MANAGED, NULL);

  return self->locks[member];
}

static gboolean
has_value (JsonObject *object,
           guint       member,
           JsonNode   *value)
{
  JsonNode *node = json_object_get_member (object, member_names[member]);

  return node == NULL ? JSON_NODE_HOLDS_NULL (value) : json_node_equal (node, value);
}

static void
set_client_files (TpkDocument *document,
                  JsonNode    *value)
{
  GListModel *files = tpk_document_get_client_files (document);
  JsonArray *array = JSON_NODE_HOLDS_ARRAY (value) ? json_node_get_array (value) : NULL;

  while (g_list_model_get_n_items (files) > 0) {
    g_autoptr (TpkClientFile) file = g_list_model_get_item (files, 0);

    tpk_document_remove_client_file (document, file);
  }

  for (guint i = 0; array != NULL && i < json_array_get_length (array); i++) {
    g_autoptr (TpkClientFile) file = NULL;

    file = tpk_client_file_new_from_json (json_array_get_object_element (array, i), NULL);
    if (file != NULL)
      tpk_document_add_client_file (document, file);
  }
}

/* Compares the members in @wanted with those of a profile, and sets them where it is @set. */
static guint
visit_profile (TpkManaged *self,
               TpkProfile *profile,
               guint       wanted,
               gboolean    set)
{
  g_autoptr (JsonObject) object = tpk_profile_to_json (profile);
  g_autoptr (TpkProfile) other = NULL;
  guint different = 0;

  for (guint i = 0; i < TPK_N_MANAGED; i++) {
    if ((wanted & ~DOCUMENT_BITS & (1u << i)) == 0 || has_value (object, i, self->values[i]))
      continue;
    different |= 1u << i;
    if (JSON_NODE_HOLDS_NULL (self->values[i]))
      json_object_remove_member (object, member_names[i]);
    else
      json_object_set_member (object, member_names[i], json_node_copy (self->values[i]));
  }

  if (set && different != 0) {
    other = tpk_profile_new_from_json (object, NULL);
    if (other != NULL)
      tpk_profile_assign (profile, other);
  }

  return different;
}

/* The same for what belongs to the document itself. */
static guint
visit_document (TpkManaged  *self,
                TpkDocument *document,
                guint        wanted,
                gboolean     set)
{
  g_autoptr (JsonNode) files = dup_client_files (document);
  g_autoptr (JsonNode) secrets = dup_secrets (document);
  guint different = 0;

  if ((wanted & CLIENT_FILES_BIT) != 0 &&
      !json_node_equal (files, self->values[TPK_MANAGED_CLIENT_FILES]))
    different |= CLIENT_FILES_BIT;
  if ((wanted & SECRETS_BIT) != 0 && !json_node_equal (secrets, self->values[TPK_MANAGED_SECRETS]))
    different |= SECRETS_BIT;

  if (set && (different & CLIENT_FILES_BIT) != 0)
    set_client_files (document, self->values[TPK_MANAGED_CLIENT_FILES]);
  if (set && (different & SECRETS_BIT) != 0)
    tpk_document_set_secrets_in_file (document, !tpk_document_get_secrets_in_file (document));

  return different;
}

static guint
visit (TpkManaged  *self,
       TpkDocument *document,
       guint        wanted,
       gboolean     set)
{
  GListModel *profiles = tpk_document_get_profiles (document);
  guint different = 0;

  if ((wanted & DOCUMENT_BITS) != 0)
    different |= visit_document (self, document, wanted, set);

  for (guint i = 0; (wanted & ~DOCUMENT_BITS) != 0 && i < g_list_model_get_n_items (profiles); i++) {
    g_autoptr (TpkProfile) profile = g_list_model_get_item (profiles, i);

    different |= visit_profile (self, profile, wanted, set);
  }

  return different;
}

static guint
get_locked (TpkManaged *self)
{
  guint locked = 0;

  for (guint i = 0; i < TPK_N_MANAGED; i++)
    locked |= self->locks[i] != NULL ? 1u << i : 0;

  return locked;
}

/**
 * tpk_managed_compare:
 * @self: the administrator's locks
 * @document: a user's document
 *
 * Returns: the locked members that are not what they have to be, as bits: `1 << TPK_MANAGED_ROUTE`
 */
guint
tpk_managed_compare (TpkManaged  *self,
                     TpkDocument *document)
{
  g_return_val_if_fail (self != NULL, 0);
  g_return_val_if_fail (TPK_IS_DOCUMENT (document), 0);

  return visit (self, document, get_locked (self), FALSE);
}

/**
 * tpk_managed_enforce:
 * @self: the administrator's locks
 * @document: a user's document
 *
 * Sets every locked member to what it has to be, in every profile.
 *
 * Returns: the members that were something else, as bits
 */
guint
tpk_managed_enforce (TpkManaged  *self,
                     TpkDocument *document)
{
  g_return_val_if_fail (self != NULL, 0);
  g_return_val_if_fail (TPK_IS_DOCUMENT (document), 0);

  return visit (self, document, get_locked (self), TRUE);
}

/**
 * tpk_managed_apply_defaults:
 * @self: the administrator's defaults and locks
 * @document: the document of a user who has none yet
 *
 * Returns: whether anything in it was changed
 */
gboolean
tpk_managed_apply_defaults (TpkManaged  *self,
                            TpkDocument *document)
{
  guint given = 0;

  g_return_val_if_fail (self != NULL, FALSE);
  g_return_val_if_fail (TPK_IS_DOCUMENT (document), FALSE);

  for (guint i = 0; i < TPK_N_MANAGED; i++)
    given |= self->values[i] != NULL ? 1u << i : 0;

  return visit (self, document, given, TRUE) != 0;
}

/**
 * tpk_managed_member_to_string:
 * @member: a member
 *
 * Returns: its name in a document
 */
const char *
tpk_managed_member_to_string (TpkManagedMember member)
{
  g_return_val_if_fail ((guint) member < TPK_N_MANAGED, NULL);

  return member_names[member];
}

/**
 * tpk_managed_dup_reason:
 * @self: the administrator's locks
 * @members: one or more locked members, as bits
 *
 * Returns: (transfer full): why they cannot be changed, and who can change them
 */
char *
tpk_managed_dup_reason (TpkManaged *self,
                        guint       members)
{
  g_autoptr (GString) names = g_string_new (NULL);
  const char *source = NULL;

  g_return_val_if_fail (self != NULL, NULL);

  for (guint i = 0; i < TPK_N_MANAGED; i++) {
    if ((members & (1u << i)) == 0 || self->locks[i] == NULL)
      continue;
    if (names->len > 0)
      g_string_append (names, ", ");
    /* Translators: what an administrator has set, and its name in the file. */
    g_string_append_printf (names, _("%s (“%s”)"), _(member_labels[i]), member_names[i]);
    if (source == NULL)
      source = self->locks[i];
  }

  /* Translators: the first %s is a list such as: how calls leave this computer (“route”), the servers
   * (“servers”); the second the path of a file. */
  return g_strdup_printf (_("Your administrator has set %s in “%s”, and nobody else can change "
                            "that. Ask them for another setting."),
                          names->str, source != NULL ? source : "");
}
