/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#define G_LOG_DOMAIN "tpk-service-json"

#include "config.h"

#include "tpk-service-json.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "model/tpk-json.h"
#include "tpk-dialect.h"
#include "tpk-js-servers.h"
#include "tpk-js-source.h"
#include "tpk-service-lifetime.h"
#include "tpk-service-refusal.h"

/*
 * The answers of services that give credentials, as they are documented. What differs is where the
 * list is and what its members are called, so one table tells all.
 */

/* How surely an answer is one, when the members that mark it are there: below the SDKs, whose
 * options may have the same members, and above the plain RTCConfiguration. */
#define SURE 84

/* A refusal is small, and read only when nobody knows the text better. */
#define REFUSAL_SURE 15
#define MAX_REFUSAL (64 * 1024)

typedef struct {
  const char *list;            /* the member with the servers; it finds the answer */
  gboolean    whole;           /* the answer itself is one server */
  const char *marks[8];        /* one of them tells this from other dialects; none: always */
} Shape;

/* In the order in which they are looked for: `uris` is in some of the others, too. */
static const Shape shapes[] = {
  /* AWS Kinesis Video Streams, GetIceServerConfig. */
  { .list = "IceServerList" },
  /* Twilio's Network Traversal Service; LiveKit's JoinResponse. */
  { .list = "ice_servers" },
  /* Cloudflare; Xirsys, in `v`; Azure, with `expiresOn`; Google, with `lifetimeDuration`. */
  { .list = "iceServers",
    .marks = { "expiresOn", "expires_at", "lifetimeDuration", "blockStatus", "ttl", "v" } },
  /* Nextcloud Talk, in `ocs.data`. */
  { .list = "turnservers" },
  { .list = "stunservers" },
  /* The memo "A REST API for access to TURN services"; Matrix. */
  { .list = "uris", .whole = TRUE, .marks = { "password", "ttl" } },
};

/* What is understood, or says nothing about servers. */
static const char *const known_members[] = {
  "IceServerList", "ice_servers", "iceServers", "turnservers", "stunservers", "uris",
  "username", "password", "iceTransportPolicy", TPK_SERVICE_LIFETIME_MEMBERS,
  "account_sid", "date_created", "date_updated",
  "blockStatus",
  "signalingMode", "userId", "hideWarning", "server", "ticket", "helloAuthParams", "federation",
  "sipDialinInfo",
  NULL
};

/* `name:`, `"name":` and, in JSON within a text, `\"name\":` */
static gboolean
has_member (const char *text,
            const char *name)
{
  const char *stop = text + strlen (text);
  gsize length = strlen (name);

  for (const char *p = text; (p = memmem (p, stop - p, name, length)) != NULL; p += length) {
    const char *end = p + length;

    if (p > text && (g_ascii_isalnum (p[-1]) || strchr ("_$-.", p[-1]) != NULL))
      continue;

    end += strspn (end, "\\\"'");
    end += strspn (end, " \t\r\n");
    if (*end == ':')
      return TRUE;
  }

  return FALSE;
}

static gboolean
has_marks (const char  *text,
           const Shape *shape)
{
  if (shape->marks[0] == NULL)
    return TRUE;

  for (guint i = 0; shape->marks[i] != NULL; i++) {
    if (has_member (text, shape->marks[i]))
      return TRUE;
  }

  return FALSE;
}

static gboolean
is_refusal (const char *text)
{
  g_autoptr (JsonNode) answer = NULL;
  g_autofree char *words = NULL;

  if (text[strspn (text, " \t\r\n")] != '{' || strnlen (text, MAX_REFUSAL + 1) > MAX_REFUSAL)
    return FALSE;

  answer = tpk_json_parse (text, -1, MAX_REFUSAL, NULL);
  words = answer != NULL ? tpk_service_refusal_dup_words (answer) : NULL;

  return words != NULL;
}

/**
 * tpk_service_json_recognise:
 * @text: valid UTF-8
 *
 * Returns: how surely @text is the answer of a service, 0 to 100
 */
int
tpk_service_json_recognise (const char *text)
{
  g_return_val_if_fail (text != NULL, 0);

  if (strchr (text, '{') == NULL)
    return 0;

  for (guint i = 0; i < G_N_ELEMENTS (shapes); i++) {
    if (has_member (text, shapes[i].list) && has_marks (text, &shapes[i]))
      return SURE;
  }

  return is_refusal (text) ? REFUSAL_SURE : 0;
}

/* Xirsys has sent `v` as JSON within a text. */
static JsonNode *
parse_inner (JsonNode *root)
{
  JsonObject *owner = tpk_js_find_owner (root, "v");
  JsonNode *value = owner != NULL ? json_object_get_member (owner, "v") : NULL;

  if (value == NULL || !JSON_NODE_HOLDS_VALUE (value) ||
      json_node_get_value_type (value) != G_TYPE_STRING)
    return NULL;

  return tpk_json_parse (json_node_get_string (value), -1, TPK_JS_MAX_BYTES, NULL);
}

/* Returns: (nullable) (transfer full): a list of servers, or the object that has one */
static JsonNode *
find_answer (JsonNode *root)
{
  JsonObject *server = tpk_js_find_owner (root, "urls");

  if (tpk_js_is_service_list (root))
    return json_node_ref (root);

  for (guint i = 0; i < G_N_ELEMENTS (shapes); i++) {
    JsonObject *owner = tpk_js_find_owner (root, shapes[i].list);

    if (owner != NULL)
      return json_node_init_object (json_node_alloc (), owner);
  }

  return server != NULL ? json_node_init_object (json_node_alloc (), server) : NULL;
}

static JsonNode *
match_answer (JsonNode *root)
{
  g_autoptr (JsonNode) inner = NULL;
  JsonNode *answer = find_answer (root);

  if (answer != NULL)
    return answer;

  inner = parse_inner (root);

  return inner != NULL ? find_answer (inner) : NULL;
}

static JsonNode *
match_any (JsonNode *root)
{
  return json_node_ref (root);
}

static void
read_lifetimes (TpkImport *import,
                JsonNode  *servers)
{
  JsonArray *array;

  if (!JSON_NODE_HOLDS_ARRAY (servers))
    return;

  array = json_node_get_array (servers);
  for (guint i = 0; i < json_array_get_length (array); i++) {
    JsonNode *node = json_array_get_element (array, i);

    if (JSON_NODE_HOLDS_OBJECT (node))
      tpk_service_lifetime_read (import, json_node_get_object (node));
  }
}

static void
read_list (TpkImport *import,
           JsonNode  *servers)
{
  if (JSON_NODE_HOLDS_ARRAY (servers) || JSON_NODE_HOLDS_OBJECT (servers)) {
    tpk_js_read_service_servers (import, servers);
    read_lifetimes (import, servers);
    return;
  }

  tpk_import_take_note (import,
                        tpk_finding_new (TPK_SEVERITY_WARNING, "import-no-list",
                                         _("What should be the list of servers is none, so it was "
                                           "left. Paste the whole answer of the service.")));
}

static void
read_answer (TpkImport *import,
             JsonNode  *answer)
{
  JsonObject *object;
  gboolean any = FALSE;

  if (JSON_NODE_HOLDS_ARRAY (answer)) {
    read_list (import, answer);
    return;
  }

  object = json_node_get_object (answer);
  for (guint i = 0; i < G_N_ELEMENTS (shapes); i++) {
    JsonNode *list = json_object_get_member (object, shapes[i].list);

    if (list == NULL || (shapes[i].whole && any))
      continue;

    any = TRUE;
    if (!shapes[i].whole)
      read_list (import, list);
    else
      tpk_js_read_service_servers (import, answer);
  }

  if (!any) {
    tpk_js_read_service_servers (import, answer);
  } else {
    tpk_js_read_policy (import, object);
    tpk_js_note_left_members (import, object, known_members);
  }

  tpk_service_lifetime_read (import, object);
}

/* There are no servers: does the service say why? */
static void
set_error (TpkJsSource  *source,
           GError      **error)
{
  g_autoptr (GPtrArray) roots = tpk_js_source_find (source, match_any);
  JsonNode *root = roots->len > 0 ? g_ptr_array_index (roots, 0) : NULL;
  g_autofree char *words = root != NULL ? tpk_service_refusal_dup_words (root) : NULL;

  if (words != NULL) {
    tpk_service_refusal_set (error, words);
    return;
  }

  if (root != NULL && JSON_NODE_HOLDS_OBJECT (root) &&
      json_object_has_member (json_node_get_object (root), "password")) {
    g_set_error_literal (error, TPK_DIALECT_ERROR, TPK_DIALECT_ERROR_SYNTAX,
                         _("The answer has a password, but no address of a server. Ask the service "
                           "for its servers."));
    return;
  }

  g_set_error_literal (error, TPK_DIALECT_ERROR, TPK_DIALECT_ERROR_SYNTAX,
                       _("The answer names no servers: the service may not be set up. Ask whoever "
                         "runs it."));
}

/**
 * tpk_service_json_read:
 * @text: valid UTF-8
 * @import: what gets the servers
 * @error: return location
 *
 * Reads the answer of a service, as JSON or as a console shows it.
 *
 * Returns: %FALSE when there is no list of servers in @text
 */
gboolean
tpk_service_json_read (const char  *text,
                       TpkImport   *import,
                       GError     **error)
{
  g_autoptr (TpkJsSource) source = tpk_js_source_new (text, error);
  g_autoptr (GPtrArray) answers = NULL;

  g_return_val_if_fail (TPK_IS_IMPORT (import), FALSE);

  if (source == NULL)
    return FALSE;

  answers = tpk_js_source_find (source, match_answer);
  if (answers->len == 0) {
    set_error (source, error);
    return FALSE;
  }

  for (guint i = 0; i < answers->len; i++)
    read_answer (import, g_ptr_array_index (answers, i));

  if (tpk_js_source_is_truncated (source))
    tpk_import_take_note (import,
                          tpk_finding_new (TPK_SEVERITY_WARNING, "import-truncated",
                                           _("The text ends in the middle. What came before was "
                                             "taken; look whether anything is missing.")));

  return TRUE;
}
