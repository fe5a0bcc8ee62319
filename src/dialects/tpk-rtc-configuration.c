/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#define G_LOG_DOMAIN "tpk-rtc-configuration"

#include "config.h"

#include "tpk-rtc-configuration.h"

#include "model/tpk-json.h"
#include "tpk-text-writer.h"

/* An RTCConfiguration as JSON, for all that read one. */

static JsonObject *
server_to_json (TpkWritableServer *server,
                gboolean           canonical)
{
  JsonObject *object = json_object_new ();
  JsonArray *urls = json_array_new ();

  for (guint i = 0; i < server->urls->len; i++) {
    TpkIceUrl *url = ((TpkWritableUrl *) g_ptr_array_index (server->urls, i))->url;

    json_array_add_string_element (urls, canonical ? tpk_ice_url_get_canonical (url)
                                                   : tpk_ice_url_get_text (url));
  }

  json_object_set_array_member (object, "urls", urls);
  if (server->username != NULL) {
    json_object_set_string_member (object, "username", server->username);
    json_object_set_string_member (object, "credential", server->password);
  }

  return object;
}

/**
 * tpk_rtc_configuration_to_string:
 * @servers: (element-type TpkWritableServer): what to write, all of it
 * @canonical: whether to write URLs with port and transport, or as they are
 * @relay_only: whether relays alone may be used
 *
 * Returns: (transfer full): an RTCConfiguration of webrtc-pc as JSON
 */
char *
tpk_rtc_configuration_to_string (GPtrArray *servers,
                                 gboolean   canonical,
                                 gboolean   relay_only)
{
  g_autoptr (JsonObject) configuration = json_object_new ();
  g_autoptr (JsonNode) root = NULL;
  JsonArray *ice_servers = json_array_new ();

  g_return_val_if_fail (servers != NULL, NULL);

  json_object_set_array_member (configuration, "iceServers", ice_servers);
  for (guint i = 0; i < servers->len; i++)
    json_array_add_object_element (ice_servers,
                                   server_to_json (g_ptr_array_index (servers, i), canonical));

  if (relay_only)
    json_object_set_string_member (configuration, "iceTransportPolicy", "relay");

  root = json_node_init_object (json_node_alloc (), configuration);
  return tpk_json_to_string (root, TRUE);
}
