/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#define G_LOG_DOMAIN "tpk-cloud-generic"

#include "config.h"

#include "tpk-cloud-service-private.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "dialects/tpk-service-lifetime.h"
#include "model/tpk-json.h"

#include "tpk-cloud-code.h"

/* Any service that answers with a list of servers in JSON. In the address, the headers and the body
 * {secret}, {account}, {user}, {region} and {lifetime} stand for the settings, so that the secret is
 * in one place only. */

#define MAX_BYTES (1024 * 1024)

typedef char *(* Escape) (const char *value);

static char *
escape_url (const char *value)
{
  return g_uri_escape_string (value, NULL, FALSE);
}

/* For within the quotes of JSON. */
static char *
escape_json (const char *value)
{
  g_autoptr (JsonNode) node = json_node_init_string (json_node_alloc (), value);
  g_autofree char *quoted = tpk_json_to_string (node, FALSE);

  return g_strndup (quoted + 1, strlen (quoted) - 2);
}

static char *
escape_nothing (const char *value)
{
  return g_strdup (value);
}

static char *
dup_filled (TpkCloudSettings *settings,
            const char       *template,
            guint             lifetime_s,
            Escape            escape)
{
  g_autofree char *lifetime = g_strdup_printf ("%u", lifetime_s);
  const struct {
    const char *name;
    const char *value;
  } words[] = {
    { "secret", tpk_cloud_get (settings, TPK_CLOUD_FIELD_SECRET) },
    { "account", tpk_cloud_get (settings, TPK_CLOUD_FIELD_ACCOUNT) },
    { "user", tpk_cloud_get (settings, TPK_CLOUD_FIELD_USER) },
    { "region", tpk_cloud_get (settings, TPK_CLOUD_FIELD_REGION) },
    { "lifetime", lifetime },
  };
  GString *text = g_string_new (NULL);

  /* From the left to the right, so that nothing within a value is taken for a word. */
  for (const char *p = template; *p != '\0';) {
    gsize length = 1;

    for (guint i = 0; *p == '{' && i < G_N_ELEMENTS (words); i++) {
      gsize n = strlen (words[i].name);

      if (strncmp (p + 1, words[i].name, n) == 0 && p[n + 1] == '}') {
        g_autofree char *value = escape (words[i].value);

        g_string_append (text, value);
        length = n + 2;
        break;
      }
    }

    if (length == 1)
      g_string_append_c (text, *p);
    p += length;
  }

  return g_string_free (text, FALSE);
}

static gboolean
add_headers (TpkCloudRequest   *request,
             TpkCloudSettings  *settings,
             guint              lifetime_s,
             GError           **error)
{
  g_auto (GStrv) lines = NULL;

  lines = g_strsplit (tpk_cloud_get (settings, TPK_CLOUD_FIELD_HEADERS), "\n", -1);
  for (guint i = 0; lines[i] != NULL; i++) {
    g_autofree char *value = NULL;
    char *colon = strchr (g_strstrip (lines[i]), ':');

    if (lines[i][0] == '\0')
      continue;

    if (colon == NULL) {
      g_set_error_literal (error, TPK_CLOUD_ERROR, TPK_CLOUD_CODE_SETTINGS,
                           _("a header has no “:” in it. Write it as “Name: value”."));
      return FALSE;
    }

    *colon = '\0';
    value = dup_filled (settings, g_strstrip (colon + 1), lifetime_s, escape_nothing);
    if (g_ascii_strcasecmp (g_strchomp (lines[i]), "Content-Type") == 0) {
      g_free (request->content_type);
      request->content_type = g_steal_pointer (&value);
    } else {
      tpk_cloud_request_add_header (request, lines[i], value);
    }
  }

  return TRUE;
}

static TpkCloudRequest *
build (TpkCloudSettings  *settings,
       guint              lifetime_s,
       gint64             now_s,
       GError           **error)
{
  const char *body = tpk_cloud_get (settings, TPK_CLOUD_FIELD_BODY);
  const char *method = tpk_cloud_get_or (settings, TPK_CLOUD_FIELD_METHOD,
                                         *body != '\0' ? "POST" : "GET");
  gboolean is_json = *body == '{' || *body == '[';
  g_autoptr (TpkCloudRequest) request = NULL;
  g_autofree char *url = NULL;

  url = dup_filled (settings, tpk_cloud_get (settings, TPK_CLOUD_FIELD_ENDPOINT), lifetime_s,
                    escape_url);
  request = tpk_cloud_request_new (method, url, "");
  if (*body != '\0')
    tpk_cloud_request_take_body (request,
                                 is_json ? "application/json" : "application/x-www-form-urlencoded",
                                 dup_filled (settings, body, lifetime_s,
                                             is_json ? escape_json : escape_url));
  if (!add_headers (request, settings, lifetime_s, error))
    return NULL;

  return g_steal_pointer (&request);
}

/* Returns: (nullable) (transfer none): what @path leads to: members, and positions in lists. What
 * is around that goes to @passed, and the answer itself in any case. */
static JsonNode *
follow (JsonNode   *node,
        const char *path,
        GPtrArray  *passed)
{
  g_auto (GStrv) steps = g_strsplit (path, ".", -1);
  JsonNode *root = node;

  g_ptr_array_add (passed, root);
  for (guint i = 0; steps[i] != NULL && node != NULL; i++) {
    guint64 position;

    if (steps[i][0] == '\0')
      continue;

    if (node != root)
      g_ptr_array_add (passed, node);
    if (JSON_NODE_HOLDS_OBJECT (node))
      node = json_object_get_member (json_node_get_object (node), steps[i]);
    else if (JSON_NODE_HOLDS_ARRAY (node) &&
             g_ascii_string_to_unsigned (steps[i], 10, 0, G_MAXUINT, &position, NULL) &&
             position < json_array_get_length (json_node_get_array (node)))
      node = json_array_get_element (json_node_get_array (node), (guint) position);
    else
      node = NULL;
  }

  return node;
}

/* The list says less than what is around it: the life of the credentials stands beside it, or
 * further out. */
static void
read_lifetime (TpkImport *import,
               GPtrArray *passed)
{
  for (guint i = 0; i < passed->len; i++) {
    JsonNode *node = g_ptr_array_index (passed, i);

    if (JSON_NODE_HOLDS_OBJECT (node))
      tpk_service_lifetime_read (import, json_node_get_object (node));
  }
}

static TpkImport *
read_answer (TpkCloudSettings      *settings,
             const TpkCloudAnswer  *answer,
             GError               **error)
{
  const char *path = tpk_cloud_get (settings, TPK_CLOUD_FIELD_LIST_PATH);
  g_autoptr (JsonNode) root = NULL;
  g_autoptr (GPtrArray) passed = g_ptr_array_new ();
  g_autoptr (TpkImport) import = NULL;
  g_autofree char *list = NULL;
  JsonNode *found;

  root = tpk_json_parse (answer->body, -1, MAX_BYTES, NULL);
  if (root == NULL)
    return tpk_cloud_read_json (answer->body, error);

  found = follow (root, path, passed);
  if (found == NULL) {
    g_set_error (error, TPK_CLOUD_ERROR, TPK_CLOUD_CODE_NO_SERVERS,
                 /* Translators: %s is a place in an answer, as "data.iceServers". */
                 _("There is nothing at “%s”."), path);
    return NULL;
  }

  list = tpk_json_to_string (found, FALSE);
  import = tpk_cloud_read_json (list, error);
  if (import != NULL)
    read_lifetime (import, passed);

  return g_steal_pointer (&import);
}

const TpkCloudService tpk_cloud_generic = {
  .id = "generic",
  .name = N_("Another service (JSON)"),
  .uses = {
    { TPK_CLOUD_FIELD_ENDPOINT, N_("Address"), "https://example.org/ice?user={user}", TRUE },
    { TPK_CLOUD_FIELD_METHOD, N_("Method"), "GET", FALSE },
    { TPK_CLOUD_FIELD_HEADERS, N_("Headers"), "Authorization: Bearer {secret}", FALSE },
    { TPK_CLOUD_FIELD_BODY, N_("Body"), "{\"ttl\":{lifetime}}", FALSE },
    { TPK_CLOUD_FIELD_SECRET, N_("Secret"), NULL, FALSE },
    { TPK_CLOUD_FIELD_ACCOUNT, N_("Account"), NULL, FALSE },
    { TPK_CLOUD_FIELD_USER, N_("User"), NULL, FALSE },
    { TPK_CLOUD_FIELD_REGION, N_("Region"), NULL, FALSE },
    { TPK_CLOUD_FIELD_LIST_PATH, N_("Where the list is"), "data.iceServers", FALSE },
    TPK_CLOUD_USE_CA_FILE,
  },
  .lifetime_s = 86400,
  .max_lifetime_s = TPK_CLOUD_MAX_LIFETIME_S,
  .build = build,
  .read = read_answer,
};
