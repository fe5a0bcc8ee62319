/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#define G_LOG_DOMAIN "tpk-agora-writer"

#include "config.h"

#include "tpk-agora-private.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "model/tpk-json.h"
#include "tpk-agora-cloud.h"
#include "tpk-agora-session.h"
#include "tpk-text-writer.h"
#include "tpk-whatwg-url.h"

/*
 * The calls that a client of Agora's Web SDK has to make before it joins, by the SDK's generation:
 * as values, and ready to be run in `calls`.
 */

/* One element of setTurnServer(). A port of 0 is not written. */
typedef struct {
  char       *host;            /* (owned): with brackets around IPv6 */
  const char *username;
  const char *password;
  guint16     udp_port;
  guint16     tcp_port;
  gboolean    security;
} TurnServer;

typedef struct {
  TpkExport          *export;
  TpkProfile         *profile;
  TpkAgoraGeneration  generation;
  JsonObject         *root;
  JsonArray          *calls;
} Writer;

static void
turn_server_free (TurnServer *server)
{
  g_free (server->host);
  g_free (server);
}

static void
note (Writer      *self,
      TpkSeverity  severity,
      const char  *code,
      const char  *message)
{
  tpk_export_take_note (self->export, tpk_finding_new (severity, code, message));
}

/* @argument: (nullable) (transfer none) */
static void
add_call (Writer     *self,
          const char *method,
          JsonNode   *argument)
{
  g_autofree char *json = argument != NULL ? tpk_json_to_string (argument, FALSE) : g_strdup ("");
  g_autofree char *call = g_strdup_printf ("client.%s(%s)", method, json);

  json_array_add_string_element (self->calls, call);
}

/* Returns: (nullable) (transfer full): the argument of startProxyServer() */
static JsonNode *
new_mode (Writer       *self,
          TpkCloudMode  mode)
{
  gint64 value = mode == TPK_CLOUD_MODE_TLS ? 5 : 3;

  if (mode == TPK_CLOUD_MODE_AUTOMATIC)
    return NULL;

  if (self->generation == TPK_AGORA_4_0 && mode == TPK_CLOUD_MODE_TLS)
    return json_node_init_boolean (json_node_alloc (), TRUE);

  if (self->generation == TPK_AGORA_2 || self->generation == TPK_AGORA_4_0)
    return NULL;

  return json_node_init_int (json_node_alloc (), value);
}

static void
note_cloud (Writer           *self,
            TpkCloudSettings *settings)
{
  g_autoptr (GPtrArray) findings = g_ptr_array_new_with_free_func (g_object_unref);

  tpk_agora_cloud_lint (settings, findings);
  for (guint i = 0; i < findings->len; i++)
    tpk_export_take_note (self->export, g_object_ref (g_ptr_array_index (findings, i)));
}

static void
write_cloud (Writer *self)
{
  TpkCloudSettings *settings = tpk_profile_get_cloud (self->profile);
  g_autoptr (JsonNode) argument = NULL;
  JsonObject *cloud;

  note_cloud (self, settings);
  if (!tpk_agora_cloud_knows_sdk (tpk_cloud_settings_get_sdk (settings)))
    return;

  if (tpk_agora_cloud_is_on_demand (settings)) {
    add_call (self, "stopProxyServer", NULL);
    return;
  }

  argument = new_mode (self, tpk_cloud_settings_get_mode (settings));
  cloud = json_object_new ();
  json_object_set_member (cloud, "mode",
                          argument != NULL ? json_node_copy (argument)
                                           : json_node_new (JSON_NODE_NULL));
  json_object_set_object_member (self->root, "cloudProxy", cloud);
  add_call (self, "startProxyServer", argument);
}

/* `https://proxy.example.com:8443/` is `proxy.example.com:8443` here.
 * Returns: (transfer full) (nullable): %NULL after a note */
static char *
dup_proxy_server (Writer     *self,
                  const char *url)
{
  g_autoptr (TpkWhatwgUrl) record = tpk_whatwg_url_parse (url, -1);
  g_autofree char *server = NULL;

  if (record == NULL || record->host == NULL || *record->host == '\0' ||
      (strcmp (record->scheme, "https") != 0 && strcmp (record->scheme, "http") != 0)) {
    note (self, TPK_SEVERITY_ERROR, "signalling-proxy-invalid",
          _("The signalling proxy is not written as a URL, so it was left out. Write it as "
            "“https://proxy.example.com/”."));
    return NULL;
  }

  server = record->port >= 0 ? g_strdup_printf ("%s:%d", record->host, record->port)
                             : g_strdup (record->host);
  if (!tpk_agora_string_is_valid (server)) {
    note (self, TPK_SEVERITY_ERROR, "signalling-proxy-invalid",
          _("The name of the signalling proxy is longer than Agora's SDK takes, so it was left "
            "out. Use a shorter one."));
    return NULL;
  }

  if (strcmp (record->scheme, "http") == 0 || strlen (record->path) > 1 ||
      *record->username != '\0' || record->query != NULL)
    note (self, TPK_SEVERITY_WARNING, "agora-proxy-part-ignored",
          _("Agora's SDK dials a signalling proxy by https and keeps only its host and port. The "
            "proxy must serve /ap/, /rs/, /ls/ and /ws/ there."));

  return g_steal_pointer (&server);
}

static void
write_proxy_server (Writer *self)
{
  const char *url = tpk_profile_get_signalling_proxy (self->profile);
  g_autofree char *server = url != NULL ? dup_proxy_server (self, url) : NULL;
  g_autoptr (JsonNode) argument = NULL;

  if (server == NULL)
    return;

  argument = json_node_init_string (json_node_alloc (), server);
  json_object_set_string_member (self->root, "proxyServer", server);
  add_call (self, "setProxyServer", argument);
}

/* Returns: whether this generation can say the URL; if not, that was noted */
static gboolean
can_say (Writer            *self,
         TpkWritableServer *server,
         TpkWritableUrl    *url)
{
  if (tpk_ice_url_is_secure (url->url) && self->generation < TPK_AGORA_4_4) {
    tpk_text_writer_leave_url (self->export, server, url, TPK_SEVERITY_WARNING, "agora-no-tls",
                               _("Before 4.4, Agora's SDK cannot dial TURN over TLS, so this "
                                 "address was left out. Use a later SDK."));
    return FALSE;
  }

  return TRUE;
}

static char *
dup_host (TpkIceUrl *url)
{
  return g_strdup_printf (tpk_ice_url_get_host_kind (url) == TPK_HOST_IPV6 ? "[%s]" : "%s",
                          tpk_ice_url_get_host (url));
}

/* UDP and TCP of one host fit into one element.
 * Returns: (nullable) (transfer none): an element of @server that has room for @url */
static TurnServer *
find_room (GPtrArray      *turn_servers,
           guint           first,
           TpkWritableUrl *url,
           const char     *host)
{
  gboolean tcp = tpk_ice_url_get_transport (url->url) == TPK_TRANSPORT_TCP;

  for (guint i = first; i < turn_servers->len; i++) {
    TurnServer *turn = g_ptr_array_index (turn_servers, i);

    if (!turn->security && !tpk_ice_url_is_secure (url->url) && strcmp (turn->host, host) == 0 &&
        (tcp ? turn->tcp_port : turn->udp_port) == 0)
      return turn;
  }

  return NULL;
}

static void
add_url (GPtrArray         *turn_servers,
         guint              first,
         TpkWritableServer *server,
         TpkWritableUrl    *url)
{
  g_autofree char *host = dup_host (url->url);
  TurnServer *turn = find_room (turn_servers, first, url, host);

  if (turn == NULL) {
    turn = g_new0 (TurnServer, 1);
    turn->host = g_steal_pointer (&host);
    turn->username = server->username;
    turn->password = server->password;
    turn->security = tpk_ice_url_is_secure (url->url);
    g_ptr_array_add (turn_servers, turn);
  }

  if (tpk_ice_url_get_transport (url->url) == TPK_TRANSPORT_TCP)
    turn->tcp_port = tpk_ice_url_get_port (url->url);
  else
    turn->udp_port = tpk_ice_url_get_port (url->url);
}

/* Before 4.4 the UDP port must be there, so TCP alone cannot be said. */
static void
leave_without_udp (Writer    *self,
                   GPtrArray *turn_servers,
                   guint      first,
                   guint      position)
{
  for (guint i = turn_servers->len; i > first; i--) {
    TurnServer *turn = g_ptr_array_index (turn_servers, i - 1);

    if (turn->udp_port != 0 || self->generation >= TPK_AGORA_4_4)
      continue;

    tpk_export_take_note (self->export,
                          tpk_finding_at (tpk_finding_new (TPK_SEVERITY_WARNING,
                                                           "agora-udp-required",
                                                           _("Before 4.4, Agora's SDK cannot dial "
                                                             "TURN over TCP alone, so this server "
                                                             "was left out. Add its UDP address.")),
                                          position, TPK_FINDING_NOWHERE, "urls"));
    g_ptr_array_remove_index (turn_servers, i - 1);
  }
}

static void
add_server (Writer            *self,
            GPtrArray         *turn_servers,
            TpkWritableServer *server,
            gint64             now_s)
{
  guint first = turn_servers->len;

  for (guint i = 0; i < server->urls->len; i++) {
    TpkWritableUrl *url = g_ptr_array_index (server->urls, i);

    if (can_say (self, server, url) &&
        tpk_text_writer_accepts (&tpk_dialect_agora, self->export, server, url,
                                 tpk_ice_url_get_text (url->url)))
      add_url (turn_servers, first, server, url);
  }

  leave_without_udp (self, turn_servers, first, server->position);
  if (turn_servers->len > first)
    tpk_text_writer_note_minted (self->export, _(tpk_dialect_agora.name), server, now_s);
}

static void
set_port (Writer     *self,
          JsonObject *object,
          const char *name,
          guint16     port)
{
  g_autofree char *text = g_strdup_printf ("%u", port);

  if (port == 0)
    return;

  if (self->generation >= TPK_AGORA_4_0)
    json_object_set_int_member (object, name, port);
  else
    json_object_set_string_member (object, name, text);
}

static JsonObject *
turn_server_to_json (Writer     *self,
                     TurnServer *turn)
{
  JsonObject *object = json_object_new ();

  json_object_set_string_member (object, "turnServerURL", turn->host);
  json_object_set_string_member (object, "username", turn->username);
  json_object_set_string_member (object, "password", turn->password);
  set_port (self, object, "udpport", turn->udp_port);
  set_port (self, object, "tcpport", turn->tcp_port);
  json_object_set_boolean_member (object, "forceturn", tpk_profile_get_relay_only (self->profile));
  if (turn->security)
    json_object_set_boolean_member (object, "security", TRUE);

  return object;
}

static void
write_turn_servers (Writer *self,
                    gint64  now_s)
{
  g_autoptr (GPtrArray) servers = tpk_text_writer_get_servers (self->profile, now_s, self->export);
  g_autoptr (GPtrArray) turns = NULL;
  g_autoptr (JsonNode) argument = NULL;
  JsonArray *array = json_object_get_array_member (self->root, "turnServer");

  turns = g_ptr_array_new_with_free_func ((GDestroyNotify) turn_server_free);
  for (guint i = 0; i < servers->len; i++)
    add_server (self, turns, g_ptr_array_index (servers, i), now_s);

  if (turns->len > 1 && self->generation == TPK_AGORA_2) {
    note (self, TPK_SEVERITY_WARNING, "agora-one-server",
          _("Before 3.1, Agora's SDK takes one TURN server, so only the first was written. Put the "
            "best one first."));
    g_ptr_array_set_size (turns, 1);
  }

  for (guint i = 0; i < turns->len; i++)
    json_array_add_object_element (array, turn_server_to_json (self, g_ptr_array_index (turns, i)));

  if (turns->len == 0) {
    note (self, TPK_SEVERITY_ERROR, "agora-no-turn",
          _("None of the servers can be written for Agora's SDK, so media would not use them. Add "
            "a TURN server with user name and password."));
    return;
  }

  argument = self->generation == TPK_AGORA_2
               ? json_node_copy (json_array_get_element (array, 0))
               : json_node_init_array (json_node_alloc (), array);
  add_call (self, "setTurnServer", argument);
}

static void
write_route (Writer *self,
             gint64  now_s)
{
  switch (tpk_profile_get_route (self->profile)) {
  case TPK_ROUTE_CLOUD:
    write_cloud (self);
    break;

  case TPK_ROUTE_OWN:
    write_proxy_server (self);
    write_turn_servers (self, now_s);
    break;

  case TPK_ROUTE_DIRECT:
  default:
    add_call (self, "stopProxyServer", NULL);
    break;
  }
}

TpkExport *
tpk_agora_write (TpkProfile  *profile,
                 gint64       now_s,
                 GError     **error)
{
  g_autoptr (TpkExport) export = tpk_export_new (NULL);
  g_autoptr (JsonObject) object = json_object_new ();
  g_autoptr (JsonNode) root = NULL;
  Writer self = { .export = export, .profile = profile, .root = object };
  const char *sdk = tpk_cloud_settings_get_sdk (tpk_profile_get_cloud (profile));

  self.generation = sdk != NULL ? tpk_agora_generation_from_sdk (sdk) : TPK_AGORA_4_15;
  self.calls = json_array_new ();

  json_object_set_null_member (object, "cloudProxy");
  json_object_set_null_member (object, "proxyServer");
  json_object_set_array_member (object, "turnServer", json_array_new ());

  write_route (&self, now_s);

  json_object_set_array_member (object, "calls", self.calls);
  root = json_node_init_object (json_node_alloc (), object);
  tpk_export_set_text (export, tpk_json_to_string (root, TRUE));

  return g_steal_pointer (&export);
}
