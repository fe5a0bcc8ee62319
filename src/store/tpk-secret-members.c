/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#define G_LOG_DOMAIN "tpk-secret-members"

#include "config.h"

#include "tpk-secret-members.h"

#include <string.h>

/* Where in a document secrets are, and what stands for one that is kept elsewhere: beside
 * `password` and `secret` there can be `password_ref` and `secret_ref`. A later kind of secret is a
 * row in the table. */

static const struct {
  const char *member;
  const char *reference;
} secret_members[] = {
  { "password", "password_ref" },
  { "secret", "secret_ref" },
};

/**
 * tpk_secret_members_peek:
 * @object: an object of a document
 * @member: a member
 *
 * Returns: (nullable) (transfer none): its text; %NULL when it is not there, no text, or empty
 */
const char *
tpk_secret_members_peek (JsonObject *object,
                         const char *member)
{
  JsonNode *node = json_object_get_member (object, member);
  const char *text;

  if (node == NULL || !JSON_NODE_HOLDS_VALUE (node) ||
      json_node_get_value_type (node) != G_TYPE_STRING)
    return NULL;

  text = json_node_get_string (node);

  return *text != '\0' ? text : NULL;
}

static JsonObject *
peek_object (JsonObject *object,
             const char *member)
{
  JsonNode *node = json_object_get_member (object, member);

  return node != NULL && JSON_NODE_HOLDS_OBJECT (node) ? json_node_get_object (node) : NULL;
}

static JsonArray *
peek_array (JsonObject *object,
            const char *member)
{
  JsonNode *node = json_object_get_member (object, member);

  return node != NULL && JSON_NODE_HOLDS_ARRAY (node) ? json_node_get_array (node) : NULL;
}

static JsonObject *
peek_element (JsonArray *array,
              guint      i)
{
  JsonNode *node = json_array_get_element (array, i);

  return JSON_NODE_HOLDS_OBJECT (node) ? json_node_get_object (node) : NULL;
}

static void
visit (JsonObject    *object,
       const char    *owner,
       TpkSecretFunc  func,
       gpointer       user_data)
{
  for (gsize i = 0; object != NULL && i < G_N_ELEMENTS (secret_members); i++) {
    if (tpk_secret_members_peek (object, secret_members[i].member) != NULL ||
        tpk_secret_members_peek (object, secret_members[i].reference) != NULL)
      func (object, secret_members[i].member, secret_members[i].reference, owner, user_data);
  }
}

static const char *
name_server (JsonObject *server)
{
  const char *label = tpk_secret_members_peek (server, "label");
  JsonArray *urls = peek_array (server, "urls");
  JsonNode *url;

  if (label != NULL || urls == NULL || json_array_get_length (urls) == 0)
    return label;

  url = json_array_get_element (urls, 0);

  return JSON_NODE_HOLDS_VALUE (url) && json_node_get_value_type (url) == G_TYPE_STRING
           ? json_node_get_string (url) : NULL;
}

static void
visit_profile (JsonObject    *profile,
               TpkSecretFunc  func,
               gpointer       user_data)
{
  JsonArray *servers = peek_array (profile, "servers");
  JsonObject *cloud = peek_object (profile, "cloud");

  for (guint i = 0; servers != NULL && i < json_array_get_length (servers); i++) {
    JsonObject *server = peek_element (servers, i);

    if (server != NULL)
      visit (peek_object (server, "credential"), name_server (server), func, user_data);
  }

  if (cloud != NULL)
    visit (cloud, tpk_secret_members_peek (cloud, "service"), func, user_data);
}

/**
 * tpk_secret_members_foreach:
 * @document: the JSON of a document, of any form
 * @func: (scope call): called for every place that has a secret or a reference to one; may change
 *   both members
 * @user_data: for @func
 */
void
tpk_secret_members_foreach (JsonObject    *document,
                            TpkSecretFunc  func,
                            gpointer       user_data)
{
  JsonArray *profiles;

  g_return_if_fail (document != NULL);

  profiles = peek_array (document, "profiles");
  for (guint i = 0; profiles != NULL && i < json_array_get_length (profiles); i++) {
    JsonObject *profile = peek_element (profiles, i);

    if (profile != NULL)
      visit_profile (profile, func, user_data);
  }
}

/**
 * tpk_secret_text_has_plain:
 * @text: (array length=length): a document, as the model writes it
 * @length: in bytes
 *
 * Returns: whether it holds a secret; a false alarm is possible, the opposite is not
 */
gboolean
tpk_secret_text_has_plain (const char *text,
                           gsize       length)
{
  const char *end = text + length;

  for (gsize i = 0; i < G_N_ELEMENTS (secret_members); i++) {
    g_autofree char *start = g_strdup_printf ("\"%s\" : \"", secret_members[i].member);
    gsize size = strlen (start);
    const char *place = text;

    while ((place = memmem (place, (gsize) (end - place), start, size)) != NULL) {
      place += size;
      if (place < end && *place != '"')
        return TRUE;
    }
  }

  return FALSE;
}

/**
 * tpk_secret_text_has_reference:
 * @text: (array length=length): a document, as anybody writes it
 * @length: in bytes
 *
 * Returns: whether there is a reference to a secret in it
 */
gboolean
tpk_secret_text_has_reference (const char *text,
                               gsize       length)
{
  return memmem (text, length, TPK_SECRET_REFERENCE_PREFIX,
                 strlen (TPK_SECRET_REFERENCE_PREFIX)) != NULL;
}

/**
 * tpk_secret_text_collect:
 * @text: (array length=length): any text
 * @length: in bytes
 * @references: (element-type utf8): a set, to which the references are added
 *
 * Finds references without understanding the text, so that what a damaged file refers to counts as
 * well.
 */
void
tpk_secret_text_collect (const char *text,
                         gsize       length,
                         GHashTable *references)
{
  const char *end = text + length;
  const char *place = text;

  while ((place = memmem (place, (gsize) (end - place), TPK_SECRET_REFERENCE_PREFIX,
                          strlen (TPK_SECRET_REFERENCE_PREFIX))) != NULL) {
    if (end - place < TPK_SECRET_REFERENCE_LENGTH)
      return;
    g_hash_table_add (references, g_strndup (place, TPK_SECRET_REFERENCE_LENGTH));
    place += strlen (TPK_SECRET_REFERENCE_PREFIX);
  }
}
