/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#define G_LOG_DOMAIN "tpk-agora-params"

#include "config.h"

#include "tpk-agora-params.h"

#include <math.h>
#include <string.h>

/*
 * What Agora's Web SDK says about the parameters of its proxy methods, generation by generation, in
 * its own words. Nothing here is a URL check: the SDK makes none.
 */

#define MAX_STRING_LENGTH 255

/* The SDK's "ASCII": it looks for code units up to this one. */
#define MAX_CODE_UNIT 255

/* The SDK's range, not that of ports. */
#define MAX_PORT 99999

static const char *const code_names[] = {
  [TPK_AGORA_ERROR_INVALID_OPERATION] = "INVALID_OPERATION",
  [TPK_AGORA_ERROR_INVALID_PARAMS] = "INVALID_PARAMS",
  [TPK_AGORA_ERROR_NOT_SUPPORTED] = "NOT_SUPPORTED",
  [TPK_AGORA_ERROR_MIXED] = "INVALID_OPERATION",
  [TPK_AGORA_ERROR_NO_METHOD] = NULL,
  [TPK_AGORA_ERROR_TYPE] = NULL,
};

void
tpk_agora_set_error (GError             **error,
                     TpkAgoraGeneration   generation,
                     TpkAgoraError        code,
                     const char          *message)
{
  if (generation >= TPK_AGORA_4_0 && code_names[code] != NULL)
    g_set_error (error, TPK_AGORA_ERROR, code, "AgoraRTCError %s: %s", code_names[code], message);
  else
    g_set_error_literal (error, TPK_AGORA_ERROR, code, message);
}

static gboolean
fail (GError             **error,
      TpkAgoraGeneration   generation,
      const char          *before,
      const char          *name,
      const char          *after)
{
  g_autofree char *message = g_strconcat (before, name, after, NULL);

  tpk_agora_set_error (error, generation, TPK_AGORA_ERROR_INVALID_PARAMS, message);
  return FALSE;
}

static gboolean
fail_empty (GError             **error,
            TpkAgoraGeneration   generation,
            const char          *name)
{
  return fail (error, generation, "", name, " cannot be empty");
}

static gboolean
fail_length (GError             **error,
             TpkAgoraGeneration   generation,
             const char          *name)
{
  return fail (error, generation, "Invalid ", name,
               ": Length of the string: [1,255]. ASCII characters only.");
}

static gboolean
is_string (JsonNode *node)
{
  return JSON_NODE_HOLDS_VALUE (node) && json_node_get_value_type (node) == G_TYPE_STRING;
}

static gboolean
is_boolean (JsonNode *node)
{
  return JSON_NODE_HOLDS_VALUE (node) && json_node_get_value_type (node) == G_TYPE_BOOLEAN;
}

/* Neither null nor undefined. */
static gboolean
is_given (JsonNode *node)
{
  return node != NULL && !JSON_NODE_HOLDS_NULL (node);
}

/* What `if (value)` makes of it; %NULL is undefined. */
static gboolean
is_truthy (JsonNode *node)
{
  if (node == NULL || JSON_NODE_HOLDS_NULL (node))
    return FALSE;
  if (!JSON_NODE_HOLDS_VALUE (node))
    return TRUE;
  if (is_string (node))
    return *json_node_get_string (node) != '\0';
  if (is_boolean (node))
    return json_node_get_boolean (node);

  return json_node_get_double (node) != 0;
}

/* The member of a value that may be none; %NULL is undefined. */
static JsonNode *
get_member (JsonNode   *node,
            const char *name)
{
  return JSON_NODE_HOLDS_OBJECT (node)
           ? json_object_get_member (json_node_get_object (node), name)
           : NULL;
}

static gboolean
check_string (TpkAgoraGeneration   generation,
              JsonNode            *server,
              const char          *name,
              GError             **error)
{
  JsonNode *node = get_member (server, name);

  if (node == NULL || JSON_NODE_HOLDS_NULL (node))
    return fail_empty (error, generation, name);
  if (!is_string (node) || !tpk_agora_string_is_valid (json_node_get_string (node)))
    return fail_length (error, generation, name);

  return TRUE;
}

static gboolean
check_boolean (TpkAgoraGeneration   generation,
               JsonNode            *server,
               const char          *name,
               GError             **error)
{
  JsonNode *node = get_member (server, name);
  gboolean looked_at = generation >= TPK_AGORA_4_0 ? is_truthy (node) : is_given (node);

  if (looked_at && !is_boolean (node))
    return fail (error, generation, "Invalid ", name, ": The value is of the boolean type.");

  return TRUE;
}

static gboolean
check_port_number (TpkAgoraGeneration   generation,
                   JsonNode            *server,
                   const char          *name,
                   GError             **error)
{
  JsonNode *node = get_member (server, name);
  double port;

  if (node != NULL && JSON_NODE_HOLDS_VALUE (node) && !is_string (node) && !is_boolean (node)) {
    port = json_node_get_double (node);
    if (port >= 1 && port <= MAX_PORT && floor (port) == port)
      return TRUE;
  }

  return fail (error, generation, "invalid ", name,
               ": the value range is [1, 99999]. integer only");
}

/* Before 4.0, ports are texts. */
static gboolean
check_port_text (TpkAgoraGeneration   generation,
                 JsonNode            *server,
                 const char          *name,
                 GError             **error)
{
  if (!check_string (generation, server, name, error))
    return FALSE;

  if (generation == TPK_AGORA_3 &&
      strcmp (json_node_get_string (get_member (server, name)), "0") == 0)
    return fail (error, generation, "", name, " should not be 0");

  return TRUE;
}

/* The SDK's checkValidObject(). */
static gboolean
check_object (TpkAgoraGeneration   generation,
              JsonNode            *server,
              GError             **error)
{
  if (!is_truthy (server))
    return fail_empty (error, generation, "Invalid param: turnServer");
  if (JSON_NODE_HOLDS_VALUE (server))
    return fail (error, generation, "", "turnServer", " is of the object type");

  return TRUE;
}

static gboolean
check_turn_server_3 (TpkAgoraGeneration   generation,
                     JsonNode            *server,
                     GError             **error)
{
  if (!check_object (generation, server, error) ||
      !check_string (generation, server, "turnServerURL", error) ||
      !check_string (generation, server, "username", error) ||
      !check_string (generation, server, "password", error) ||
      !check_port_text (generation, server, "udpport", error) ||
      !check_boolean (generation, server, "forceturn", error))
    return FALSE;

  return !is_given (get_member (server, "tcpport")) ||
         check_port_text (generation, server, "tcpport", error);
}

static gboolean
check_turn_server_4 (TpkAgoraGeneration   generation,
                     JsonNode            *server,
                     GError             **error)
{
  if (JSON_NODE_HOLDS_NULL (server)) {
    tpk_agora_set_error (error, generation, TPK_AGORA_ERROR_TYPE,
                         "Cannot read properties of null (reading 'turnServerURL')");
    return FALSE;
  }

  if (!check_string (generation, server, "turnServerURL", error) ||
      !check_string (generation, server, "username", error) ||
      !check_string (generation, server, "password", error))
    return FALSE;

  if ((generation == TPK_AGORA_4_0 || is_truthy (get_member (server, "udpport"))) &&
      !check_port_number (generation, server, "udpport", error))
    return FALSE;
  if (is_truthy (get_member (server, "tcpport")) &&
      !check_port_number (generation, server, "tcpport", error))
    return FALSE;

  return check_boolean (generation, server, "forceturn", error) &&
         (generation == TPK_AGORA_4_0 || check_boolean (generation, server, "security", error));
}

/* An RTCIceServer, of which nothing else is looked at. */
static gboolean
is_ice_server (JsonNode *server)
{
  return is_truthy (get_member (server, "urls"));
}

/* Whether the parameter of setTurnServer() is in the browser's form, which 4.4 and later take as it
 * is: their mode "original-manual". */
gboolean
tpk_agora_are_ice_servers (TpkAgoraGeneration  generation,
                           JsonNode           *servers)
{
  JsonArray *array;

  if (generation < TPK_AGORA_4_4 || !JSON_NODE_HOLDS_ARRAY (servers))
    return generation >= TPK_AGORA_4_4 && is_ice_server (servers);

  array = json_node_get_array (servers);
  for (guint i = 0; i < json_array_get_length (array); i++) {
    if (!is_ice_server (json_array_get_element (array, i)))
      return FALSE;
  }

  return json_array_get_length (array) > 0;
}

static gboolean
check_array (TpkAgoraGeneration   generation,
             JsonArray           *servers,
             GError             **error)
{
  for (guint i = 0; i < json_array_get_length (servers); i++) {
    JsonNode *server = json_array_get_element (servers, i);

    if (generation >= TPK_AGORA_4_0 ? !check_turn_server_4 (generation, server, error)
                                    : !check_turn_server_3 (generation, server, error))
      return FALSE;
  }

  return TRUE;
}

/* The parameter of setTurnServer(). */
gboolean
tpk_agora_check_turn_servers (TpkAgoraGeneration   generation,
                              JsonNode            *servers,
                              GError             **error)
{
  g_assert (servers != NULL);

  if (tpk_agora_are_ice_servers (generation, servers))
    return TRUE;
  if (JSON_NODE_HOLDS_ARRAY (servers) && generation != TPK_AGORA_2)
    return check_array (generation, json_node_get_array (servers), error);

  if (generation >= TPK_AGORA_4_0)
    return check_turn_server_4 (generation, servers, error);

  return check_turn_server_3 (generation, servers, error);
}

/* The parameter of setProxyServer(). */
gboolean
tpk_agora_check_proxy_server (TpkAgoraGeneration   generation,
                              const char          *server,
                              GError             **error)
{
  g_assert (server != NULL);

  if (*server == '\0' && generation < TPK_AGORA_4_0)
    return fail (error, generation, "Do not set the ", "proxyServer", " parameter as empty");
  if (!tpk_agora_string_is_valid (server))
    return fail_length (error, generation, "proxyServer");

  return TRUE;
}

/* The parameter of startProxyServer(); %NULL is none. Before 4.4, anything goes. */
gboolean
tpk_agora_check_mode (TpkAgoraGeneration   generation,
                      JsonNode            *mode,
                      GError             **error)
{
  gint64 first = generation >= TPK_AGORA_4_15 ? 3 : 1;
  gint64 value = 0;

  if (generation < TPK_AGORA_4_4 || mode == NULL)
    return TRUE;

  /* JavaScript knows one kind of number only: 3.0 is 3. */
  if (JSON_NODE_HOLDS_VALUE (mode) && !is_string (mode) && !is_boolean (mode) &&
      floor (json_node_get_double (mode)) == json_node_get_double (mode))
    value = json_node_get_int (mode);
  if (value >= first && value <= 5)
    return TRUE;

  if (generation >= TPK_AGORA_4_15 && (value == 1 || value == 2)) {
    tpk_agora_set_error (error, generation, TPK_AGORA_ERROR_NOT_SUPPORTED,
                         "proxy mode 1/2 has been deprecated and not supported.");
    return FALSE;
  }

  return fail (error, generation, "proxy server mode must be ",
               generation >= TPK_AGORA_4_15 ? "3|4|5" : "1|2|3|4|5", "");
}

/**
 * tpk_agora_string_is_valid:
 * @text: a text parameter of the SDK
 *
 * Returns: whether the SDK takes @text: 1 to 255 UTF-16 code units, each up to 255
 */
gboolean
tpk_agora_string_is_valid (const char *text)
{
  guint n = 0;

  g_return_val_if_fail (text != NULL, FALSE);

  if (!g_utf8_validate (text, -1, NULL))
    return FALSE;

  for (const char *p = text; *p != '\0'; p = g_utf8_next_char (p)) {
    if (g_utf8_get_char (p) > MAX_CODE_UNIT || ++n > MAX_STRING_LENGTH)
      return FALSE;
  }

  return n > 0;
}
