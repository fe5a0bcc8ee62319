/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#define G_LOG_DOMAIN "tpk-dialect-acs"

#include "config.h"

#include "tpk-dialect-private.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "model/tpk-json.h"
#include "tpk-acs-url.h"
#include "tpk-js-servers.h"
#include "tpk-js-source.h"
#include "tpk-text-url.h"
#include "tpk-text-writer.h"

/*
 * `CallClientOptions.networkConfiguration` of the Calling SDK of Azure Communication Services,
 * 2.0.0. Its TLS is `?transport=tls`, which no browser takes; in Turnpike's lists TLS is `turns:`
 * with `?transport=tcp`, and it is turned from one into the other here.
 */

/* The SDK's port where none is written, for every scheme. */
#define DEFAULT_PORT 3478

static const char *const network_members[] = { "turn", "proxy", NULL };
static const char *const turn_members[] = { "iceServers", NULL };
static const char *const proxy_members[] = { "url", NULL };

static void
note (TpkExport   *export,
      TpkSeverity  severity,
      const char  *code,
      const char  *message)
{
  tpk_export_take_note (export, tpk_finding_new (severity, code, message));
}

/* Returns: (transfer full) (nullable): the URL in the SDK's language; %NULL after a note */
static char *
dup_acs_url (TpkExport         *export,
             TpkWritableServer *server,
             TpkWritableUrl    *writable)
{
  TpkIceUrl *url = writable->url;
  gboolean tcp = tpk_ice_url_get_transport (url) == TPK_TRANSPORT_TCP;
  gboolean brackets = tpk_ice_url_get_host_kind (url) == TPK_HOST_IPV6;
  gboolean secure = tpk_ice_url_is_secure (url);
  const char *code, *message;

  if (!tpk_ice_url_is_turn (url)) {
    code = "acs-no-stun";
    message = _("Azure's SDK would take a STUN server for a TURN server, so it was left out. With "
                "own TURN servers it needs no STUN.");
  } else if (secure && !tcp) {
    code = "acs-no-dtls";
    message = _("Azure's SDK cannot say TURN over DTLS, so this address was left out. Add the same "
                "server with TLS.");
  } else if (secure && tpk_ice_url_get_host_kind (url) == TPK_HOST_IPV4) {
    code = "acs-tls-address-dropped";
    message = _("Azure's SDK never dials TLS to an IPv4 address, so this one was left out. Use the "
                "server's name.");
  } else {
    return g_strdup_printf ("%s:%s%s%s:%u?transport=%s", secure ? "turns" : "turn",
                            brackets ? "[" : "", tpk_ice_url_get_host (url), brackets ? "]" : "",
                            tpk_ice_url_get_port (url), secure ? "tls" : tcp ? "tcp" : "udp");
  }

  tpk_text_writer_leave_url (export, server, writable, TPK_SEVERITY_WARNING, code, message);
  return NULL;
}

static void
add_server (JsonArray         *servers,
            TpkExport         *export,
            TpkWritableServer *server,
            gint64             now_s)
{
  g_autoptr (JsonArray) urls = json_array_new ();
  JsonObject *object;

  for (guint i = 0; i < server->urls->len; i++) {
    TpkWritableUrl *url = g_ptr_array_index (server->urls, i);
    g_autofree char *text = dup_acs_url (export, server, url);

    if (text != NULL && tpk_text_writer_accepts (&tpk_dialect_acs, export, server, url, text))
      json_array_add_string_element (urls, text);
  }

  if (json_array_get_length (urls) == 0)
    return;

  object = json_object_new ();
  json_object_set_array_member (object, "urls", g_steal_pointer (&urls));
  json_object_set_string_member (object, "username", server->username);
  json_object_set_string_member (object, "credential", server->password);
  json_array_add_object_element (servers, object);
  tpk_text_writer_note_minted (export, _(tpk_dialect_acs.name), server, now_s);
}

static void
add_turn (JsonObject *network,
          TpkExport  *export,
          TpkProfile *profile,
          gint64      now_s)
{
  g_autoptr (GPtrArray) servers = tpk_text_writer_get_servers (profile, now_s, export);
  g_autoptr (JsonArray) ice_servers = json_array_new ();
  JsonObject *turn;

  for (guint i = 0; i < servers->len; i++)
    add_server (ice_servers, export, g_ptr_array_index (servers, i), now_s);

  if (json_array_get_length (ice_servers) == 0) {
    note (export, TPK_SEVERITY_ERROR, "acs-no-turn",
          _("None of the servers can be written for Azure's SDK, so it would use Azure's own. Add "
            "a TURN server with user name and password."));
    return;
  }

  if (!tpk_profile_get_relay_only (profile))
    note (export, TPK_SEVERITY_INFO, "acs-relay-only",
          _("Azure's SDK sends all media exclusively through these servers, although the profile "
            "allows other ways. That cannot be switched off."));

  turn = json_object_new ();
  json_object_set_array_member (turn, "iceServers", g_steal_pointer (&ice_servers));
  json_object_set_object_member (network, "turn", turn);
}

static void
add_proxy (JsonObject *network,
           TpkExport  *export,
           const char *url)
{
  g_autoptr (TpkJudgement) judgement = NULL;
  JsonObject *proxy;

  if (url == NULL || *url == '\0')
    return;

  judgement = tpk_acs_judge_proxy (url);
  if (tpk_judgement_get_state (judgement) == TPK_JUDGEMENT_REJECTED) {
    tpk_export_take_note (export,
                          tpk_finding_at (tpk_finding_new (TPK_SEVERITY_ERROR,
                                                           "signalling-proxy-invalid",
                                                           tpk_judgement_get_message (judgement)),
                                          TPK_FINDING_NOWHERE, TPK_FINDING_NOWHERE,
                                          "signalling-proxy"));
    return;
  }

  if (tpk_judgement_get_state (judgement) == TPK_JUDGEMENT_CHANGED)
    note (export, TPK_SEVERITY_WARNING, tpk_judgement_get_code (judgement),
          tpk_judgement_get_message (judgement));

  /* What the SDK dials is written, so that everybody sees it. */
  proxy = json_object_new ();
  json_object_set_string_member (proxy, "url", tpk_judgement_get_dials (judgement));
  json_object_set_object_member (network, "proxy", proxy);
}

static TpkExport *
write_profile (TpkProfile  *profile,
               gint64       now_s,
               GError     **error)
{
  g_autoptr (TpkExport) export = tpk_export_new (NULL);
  g_autoptr (JsonObject) options = json_object_new ();
  g_autoptr (JsonNode) root = NULL;
  JsonObject *network = json_object_new ();

  json_object_set_object_member (options, "networkConfiguration", network);

  switch (tpk_profile_get_route (profile)) {
  case TPK_ROUTE_OWN:
    add_turn (network, export, profile, now_s);
    add_proxy (network, export, tpk_profile_get_signalling_proxy (profile));
    break;

  case TPK_ROUTE_CLOUD:
    note (export, TPK_SEVERITY_INFO, "acs-no-cloud-proxy",
          _("Azure's SDK knows no cloud proxy of another vendor, so nothing was written. It uses "
            "Azure's own relays."));
    break;

  case TPK_ROUTE_DIRECT:
  default:
    note (export, TPK_SEVERITY_INFO, "acs-direct",
          _("No proxy of any kind was written. Azure's SDK uses Azure's own relays."));
    break;
  }

  root = json_node_init_object (json_node_alloc (), options);
  tpk_export_set_text (export, tpk_json_to_string (root, TRUE));

  return g_steal_pointer (&export);
}

static JsonObject *
get_object (JsonObject *owner,
            const char *member)
{
  JsonNode *node = json_object_get_member (owner, member);

  return node != NULL && JSON_NODE_HOLDS_OBJECT (node) ? json_node_get_object (node) : NULL;
}

/* The network configuration: behind its name, or an object with `turn: { iceServers }` in it. */
static JsonNode *
match_network (JsonNode *root)
{
  JsonObject *owner = tpk_js_find_owner (root, "networkConfiguration");
  JsonObject *turn;

  if (owner != NULL)
    return json_node_copy (json_object_get_member (owner, "networkConfiguration"));

  owner = tpk_js_find_owner (root, "turn");
  turn = owner != NULL ? get_object (owner, "turn") : NULL;
  if (turn == NULL || !json_object_has_member (turn, "iceServers"))
    return NULL;

  return json_node_init_object (json_node_alloc (), owner);
}

static void
note_import (TpkImport  *import,
             const char *code,
             const char *message)
{
  tpk_import_take_note (import, tpk_finding_new (TPK_SEVERITY_WARNING, code, message));
}

/* Browsers take one URL as a text, `urls.forEach()` does not. */
static gboolean
has_urls_in_text (JsonNode *server)
{
  JsonNode *urls = JSON_NODE_HOLDS_OBJECT (server)
                     ? json_object_get_member (json_node_get_object (server), "urls")
                     : NULL;

  return urls != NULL && JSON_NODE_HOLDS_VALUE (urls);
}

static void
read_turn (TpkImport  *import,
           JsonObject *turn)
{
  JsonNode *servers = json_object_get_member (turn, "iceServers");

  tpk_js_note_left_members (import, turn, turn_members);

  if (servers == NULL || !JSON_NODE_HOLDS_ARRAY (servers)) {
    note_import (import, "import-no-list",
                 _("“turn” has no list “iceServers”, so it was left: Azure's SDK stops with an "
                   "error there."));
    return;
  }

  for (guint i = 0; i < json_array_get_length (json_node_get_array (servers)); i++) {
    if (!has_urls_in_text (json_array_get_element (json_node_get_array (servers), i)))
      continue;

    note_import (import, "acs-urls-not-a-list",
                 _("“urls” is a text, and Azure's SDK stops with an error there. It was taken all "
                   "the same; write a list of texts."));
    break;
  }

  tpk_js_read_servers (import, servers);
}

static void
read_proxy (TpkImport  *import,
            JsonObject *proxy)
{
  JsonNode *url = json_object_get_member (proxy, "url");

  tpk_js_note_left_members (import, proxy, proxy_members);

  if (url != NULL && JSON_NODE_HOLDS_VALUE (url) &&
      json_node_get_value_type (url) == G_TYPE_STRING)
    tpk_profile_set_signalling_proxy (tpk_import_get_profile (import), json_node_get_string (url));
  else
    note_import (import, "import-not-a-text",
                 _("The address of the signalling proxy is not written out as a text, so it was "
                   "left. Enter it by hand."));
}

static void
read_network (TpkImport *import,
              JsonNode  *node)
{
  JsonObject *network, *member;

  if (!JSON_NODE_HOLDS_OBJECT (node))
    return;

  network = json_node_get_object (node);
  tpk_js_note_left_members (import, network, network_members);

  member = get_object (network, "turn");
  if (member != NULL)
    read_turn (import, member);

  member = get_object (network, "proxy");
  if (member != NULL)
    read_proxy (import, member);
}

/* `turns:host?transport=tls` becomes `turns:host:3478?transport=tcp`, which says the same to
 * everybody else. */
static void
generalise_urls (TpkServer *server)
{
  guint n = tpk_server_get_n_urls (server);

  for (guint i = 0; i < n; i++) {
    TpkIceUrl *url = tpk_server_get_url (server, i);
    g_autoptr (TpkIceUrl) usable = NULL;
    g_autoptr (TpkIceUrl) general = NULL;

    if (!tpk_text_asks_for_tls (tpk_ice_url_get_text (url)))
      continue;

    usable = tpk_text_dup_usable_url (url);
    if (usable == NULL)
      continue;

    general = tpk_ice_url_new_from_parts (TPK_SCHEME_TURNS, tpk_ice_url_get_host (usable),
                                          tpk_ice_url_has_port (usable)
                                            ? tpk_ice_url_get_port (usable)
                                            : DEFAULT_PORT,
                                          "tcp");
    tpk_server_set_url (server, i, tpk_ice_url_get_text (general));
  }
}

static TpkImport *
read_text (const char  *text,
           GError     **error)
{
  g_autoptr (TpkImport) import = tpk_import_new (tpk_dialect_acs.id);
  g_autoptr (TpkJsSource) source = tpk_js_source_new (text, error);
  g_autoptr (GPtrArray) networks = NULL;
  TpkProfile *profile = tpk_import_get_profile (import);

  if (source == NULL)
    return NULL;

  networks = tpk_js_source_find (source, match_network);
  if (networks->len == 0) {
    g_set_error_literal (error, TPK_DIALECT_ERROR, TPK_DIALECT_ERROR_SYNTAX,
                         _("No “networkConfiguration” was found. Paste the options that are given "
                           "to “new CallClient”."));
    return NULL;
  }

  for (guint i = 0; i < networks->len; i++)
    read_network (import, g_ptr_array_index (networks, i));

  for (guint i = 0; i < tpk_profile_get_n_servers (profile); i++)
    generalise_urls (tpk_profile_get_server (profile, i));

  if (tpk_js_source_is_truncated (source))
    note_import (import, "import-truncated",
                 _("The text ends in the middle. What came before was taken; look whether anything "
                   "is missing."));

  if (tpk_profile_get_n_servers (profile) > 0)
    tpk_import_set_relay_only (import, TRUE);
  if (tpk_profile_get_n_servers (profile) > 0 ||
      tpk_profile_get_signalling_proxy (profile) != NULL)
    tpk_import_set_route (import, TPK_ROUTE_OWN);

  return g_steal_pointer (&import);
}

static int
recognise (const char *text)
{
  if (strstr (text, "networkConfiguration") != NULL)
    return 95;
  if (strstr (text, "CallClient") != NULL && strstr (text, "iceServers") != NULL)
    return 90;

  return 0;
}

const TpkDialect tpk_dialect_acs = {
  .id = "acs",
  .name = N_("Azure Communication Services"),
  .version = "Calling SDK 2.0.0",
  .about = N_("For apps built with the Azure Communication Services Calling SDK: the options "
             "that a CallClient takes"),
  .content_type = "application/json",
  .suffix = "json",
  .judge = tpk_acs_judge_url,
  .write = write_profile,
  .recognise = recognise,
  .read = read_text,
};
