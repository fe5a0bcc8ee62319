/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#define G_LOG_DOMAIN "tpk-dialect-w3c"

#include "config.h"

#include "tpk-dialect-private.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "tpk-js-servers.h"
#include "tpk-js-source.h"
#include "tpk-judge-input.h"
#include "tpk-judge-refusal.h"
#include "tpk-rtc-configuration.h"
#include "tpk-text-url.h"
#include "tpk-text-writer.h"

/*
 * The RTCConfiguration of webrtc-pc, as the standard says it; what browsers make of it are dialects
 * of their own. The judge is the algorithm "validate an ICE server URL" of the editor's draft of
 * 2026-05-04.
 */

#define HTTPS_PORT 443

/* RFC 8489 §14.3: a user name has fewer bytes than this. */
#define USERNAME_LIMIT 509

static const char *const configuration_members[] = {
  "iceServers", "iceTransportPolicy", NULL
};

static TpkJudgement *
refuse (TpkRefusal refusal)
{
  return tpk_judge_refuse (refusal, "SyntaxError", NULL);
}

static TpkJudgement *
judge_query (const char *query)
{
  if (query == NULL || strcmp (query, "transport=udp") == 0 ||
      strcmp (query, "transport=tcp") == 0)
    return NULL;

  return refuse (g_str_has_prefix (query, "transport=") ? TPK_REFUSAL_TRANSPORT
                                                        : TPK_REFUSAL_QUERY);
}

/* Steps 2 to 8 of the algorithm. */
static TpkJudgement *
judge_url (const TpkWhatwgUrl *url,
           const TpkWhatwgUrl *address,
           TpkScheme          *scheme)
{
  if (url == NULL)
    return refuse (TPK_REFUSAL_NOT_A_URL);
  if (!tpk_scheme_from_string (url->scheme, scheme))
    return refuse (TPK_REFUSAL_SCHEME);
  if (!url->opaque_path)
    return refuse (TPK_REFUSAL_SLASHES);
  if (strchr (url->path, '/') != NULL)
    return refuse (TPK_REFUSAL_PATH);
  if (strchr (url->path, '@') != NULL)
    return refuse (TPK_REFUSAL_USER_INFO);
  if (url->fragment != NULL)
    return refuse (TPK_REFUSAL_FRAGMENT);

  if (url->query != NULL && (*scheme == TPK_SCHEME_STUN || *scheme == TPK_SCHEME_STUNS))
    return refuse (TPK_REFUSAL_QUERY_ON_STUN);

  if (address == NULL)
    return refuse (*url->path == '\0' ? TPK_REFUSAL_NO_HOST : TPK_REFUSAL_HOST);
  if (*address->path != '\0' && strcmp (address->path, "/") != 0)
    return refuse (TPK_REFUSAL_PATH);
  if (*address->username != '\0' || *address->password != '\0')
    return refuse (TPK_REFUSAL_USER_INFO);

  return judge_query (url->query);
}

/* RFC 8265 §4.2: the OpaqueString profile of user names and passwords has no control characters. */
static gboolean
is_opaque_string (const char *text)
{
  if (!g_utf8_validate (text, -1, NULL))
    return FALSE;

  for (const char *p = text; *p != '\0'; p = g_utf8_next_char (p)) {
    if (g_unichar_iscntrl (g_utf8_get_char (p)))
      return FALSE;
  }

  return TRUE;
}

static TpkJudgement *
judge_credential (TpkJudgeInput *input)
{
  static const char error[] = "InvalidAccessError";
  const char *username = tpk_judge_input_get_username (input);
  const char *password = tpk_judge_input_get_password (input);

  if (!tpk_judge_input_has_credential (input))
    return tpk_judge_refuse (TPK_REFUSAL_NO_CREDENTIAL, error, NULL);
  if (*username == '\0' || *password == '\0')
    return tpk_judge_refuse (TPK_REFUSAL_EMPTY_CREDENTIAL, error, NULL);
  if (strlen (username) >= USERNAME_LIMIT)
    return tpk_judge_refuse (TPK_REFUSAL_LONG_USERNAME, error, NULL);
  if (!is_opaque_string (username) || !is_opaque_string (password))
    return tpk_judgement_new_rejected (error, NULL, "refused-control-character",
                                       _("A control character, as a line break, is in the user "
                                         "name or password, so no call starts. Enter them "
                                         "again."));

  return NULL;
}

/* The https parser leaves out 443, which is no default here. */
static guint
get_port (const TpkWhatwgUrl *url,
          const TpkWhatwgUrl *address,
          TpkScheme           scheme)
{
  const char *colon = strrchr (url->path, ':');

  if (address->port >= 0)
    return (guint) address->port;
  if (colon != NULL && strchr (colon, ']') == NULL && colon[1] != '\0')
    return HTTPS_PORT;

  return tpk_scheme_get_default_port (scheme);
}

static TpkJudgement *
judge (TpkJudgeInput *input)
{
  const TpkWhatwgUrl *url = tpk_judge_input_get_whatwg (input);
  const TpkWhatwgUrl *address = tpk_judge_input_get_whatwg_https (input);
  g_autofree char *dials = NULL;
  TpkTransport transport;
  TpkScheme scheme;
  TpkJudgement *refusal = judge_url (url, address, &scheme);
  guint port;

  if (refusal == NULL && (scheme == TPK_SCHEME_TURN || scheme == TPK_SCHEME_TURNS))
    refusal = judge_credential (input);
  if (refusal != NULL)
    return refusal;

  port = get_port (url, address, scheme);
  if (port == 0)
    return tpk_judgement_new_dropped ("port-zero",
                                      _("Nothing can be dialled on port 0, so no call goes through "
                                        "it. Write the port of the server."));

  transport = scheme == TPK_SCHEME_TURNS ? TPK_TRANSPORT_TCP : TPK_TRANSPORT_UDP;
  if (url->query != NULL)
    transport = g_str_has_suffix (url->query, "tcp") ? TPK_TRANSPORT_TCP : TPK_TRANSPORT_UDP;

  dials = tpk_dials_new (scheme, address->host, port, transport);
  return tpk_judge_input_dials (input, dials, "dials-otherwise",
                                _("The standard reads this address otherwise than it is written: "
                                  "another server may be dialled. Write a plain name or address."));
}

/* What the judge does not take goes, and what is left without URLs. */
static void
keep_accepted (GPtrArray *servers,
               TpkExport *export)
{
  for (guint i = 0; i < servers->len;) {
    TpkWritableServer *server = g_ptr_array_index (servers, i);

    for (guint j = 0; j < server->urls->len;) {
      TpkWritableUrl *url = g_ptr_array_index (server->urls, j);

      if (tpk_text_writer_accepts (&tpk_dialect_w3c, export, server, url,
                                   tpk_ice_url_get_text (url->url)))
        j++;
      else
        g_ptr_array_remove_index (server->urls, j);
    }

    if (server->urls->len > 0)
      i++;
    else
      g_ptr_array_remove_index (servers, i);
  }
}

static void
note_cloud (TpkExport *export)
{
  tpk_export_take_note (export,
                        tpk_finding_new (TPK_SEVERITY_INFO, "cloud-dials-itself",
                                         _("With a cloud proxy, the vendor's SDK finds its relays "
                                           "by itself, so no servers were written.")));
}

static TpkExport *
write_profile (TpkProfile  *profile,
               gint64       now_s,
               GError     **error)
{
  g_autoptr (TpkExport) export = tpk_export_new (NULL);
  g_autoptr (GPtrArray) servers = NULL;
  gboolean own = tpk_profile_get_route (profile) == TPK_ROUTE_OWN;

  if (tpk_profile_get_route (profile) == TPK_ROUTE_CLOUD)
    note_cloud (export);

  servers = own ? tpk_text_writer_get_servers (profile, now_s, export) : g_ptr_array_new ();
  keep_accepted (servers, export);
  for (guint i = 0; i < servers->len; i++)
    tpk_text_writer_note_minted (export, _(tpk_dialect_w3c.name), g_ptr_array_index (servers, i),
                                 now_s);
  tpk_export_set_text (export,
                       tpk_rtc_configuration_to_string (servers, FALSE,
                                                        own && tpk_profile_get_relay_only (profile)));

  return g_steal_pointer (&export);
}

static JsonNode *
match_configuration (JsonNode *root)
{
  JsonObject *owner = tpk_js_find_owner (root, "iceServers");

  return owner != NULL ? json_node_init_object (json_node_alloc (), owner) : NULL;
}

static JsonNode *
match_list (JsonNode *root)
{
  return tpk_js_is_server_list (root) ? json_node_ref (root) : NULL;
}

static JsonNode *
match_server (JsonNode *root)
{
  return tpk_js_is_server (root) ? json_node_ref (root) : NULL;
}

static void
read_configuration (TpkImport *import,
                    JsonNode  *node)
{
  JsonObject *configuration = json_node_get_object (node);
  JsonNode *servers = json_object_get_member (configuration, "iceServers");

  tpk_js_read_policy (import, configuration);
  tpk_js_note_left_members (import, configuration, configuration_members);

  if (JSON_NODE_HOLDS_ARRAY (servers) || tpk_js_is_server (servers))
    tpk_js_read_servers (import, servers);
  else
    tpk_import_take_note (import,
                          tpk_finding_new (TPK_SEVERITY_WARNING, "import-no-list",
                                           _("“iceServers” is not written out as a list, so it was "
                                             "left. Paste the part that names the servers.")));
}

static GPtrArray *
find_servers (TpkJsSource *source)
{
  g_autoptr (GPtrArray) lists = tpk_js_source_find (source, match_list);

  return lists->len > 0 ? g_steal_pointer (&lists) : tpk_js_source_find (source, match_server);
}

static TpkImport *
read_text (const char  *text,
           GError     **error)
{
  g_autoptr (TpkImport) import = tpk_import_new (tpk_dialect_w3c.id);
  g_autoptr (TpkJsSource) source = tpk_js_source_new (text, error);
  g_autoptr (GPtrArray) configurations = NULL;
  g_autoptr (GPtrArray) servers = NULL;

  if (source == NULL)
    return NULL;

  configurations = tpk_js_source_find (source, match_configuration);
  for (guint i = 0; i < configurations->len; i++)
    read_configuration (import, g_ptr_array_index (configurations, i));

  if (configurations->len == 0) {
    servers = find_servers (source);
    for (guint i = 0; i < servers->len; i++)
      tpk_js_read_servers (import, g_ptr_array_index (servers, i));

    if (servers->len == 0) {
      g_set_error_literal (error, TPK_DIALECT_ERROR, TPK_DIALECT_ERROR_SYNTAX,
                           _("No list of ICE servers was found. Paste the object with "
                             "“iceServers” in it."));
      return NULL;
    }
  }

  if (tpk_js_source_is_truncated (source))
    tpk_import_take_note (import,
                          tpk_finding_new (TPK_SEVERITY_WARNING, "import-truncated",
                                           _("The text ends in the middle. What came before was "
                                             "taken; look whether anything is missing.")));

  if (tpk_profile_get_n_servers (tpk_import_get_profile (import)) > 0)
    tpk_import_set_route (import, TPK_ROUTE_OWN);

  return g_steal_pointer (&import);
}

static int
recognise (const char *text)
{
  if (strstr (text, "iceServers") != NULL)
    return 80;
  if (strstr (text, "url") != NULL && strpbrk (text, "{[") != NULL &&
      tpk_text_has_ice_scheme (text))
    return 60;

  return 0;
}

const TpkDialect tpk_dialect_w3c = {
  .id = "w3c",
  .name = N_("Web browsers (RTCConfiguration)"),
  .version = "webrtc-pc 2026-05-04",
  .about = N_("For web pages and Electron apps: JSON for new RTCPeerConnection()"),
  .content_type = "application/json",
  .suffix = "json",
  .judge = judge,
  .write = write_profile,
  .recognise = recognise,
  .read = read_text,
};
