/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#define G_LOG_DOMAIN "tpk-agora-reader"

#include "config.h"

#include "tpk-agora-private.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "tpk-agora-form.h"
#include "tpk-agora-session.h"
#include "tpk-js-servers.h"
#include "tpk-js-source.h"

/*
 * Code that uses Agora's Web SDK: its proxy calls are made again, in order, to a #TpkAgoraSession
 * of the generation that the code is for; what is set in the end is the import.
 */

typedef struct {
  TpkImport       *import;
  TpkJsScript     *script;
  TpkAgoraSession *session;
  const char      *sdk;
  GHashTable      *clients;         /* names of the objects whose proxy methods are called */
  gboolean         stopped;         /* stopProxyServer() came last */
  gboolean         just_left;       /* leave() came last, and nothing waits for its end */
} Replay;

static const char *const proxy_methods[] = {
  "startProxyServer", "stopProxyServer", "setProxyServer", "setTurnServer",
  "setLocalAccessPoints", NULL
};

static void
replay_clear (Replay *self)
{
  g_clear_pointer (&self->session, tpk_agora_session_free);
  g_clear_pointer (&self->clients, g_hash_table_unref);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Replay, replay_clear)

static const char *
get_method (const char *callee)
{
  const char *dot = strrchr (callee, '.');

  return dot != NULL ? dot + 1 : callee;
}

static char *
dup_object (const char *callee)
{
  return g_strndup (callee, get_method (callee) - callee);
}

/* Returns: (nullable) (transfer none): the argument, %NULL when there is none */
static JsonNode *
get_argument (TpkJsScript *script,
              guint        call)
{
  JsonArray *arguments = tpk_js_script_get_arguments (script, call);

  return json_array_get_length (arguments) > 0 ? json_array_get_element (arguments, 0) : NULL;
}

static gboolean
holds (JsonNode *node,
       GType     type)
{
  return node != NULL && JSON_NODE_HOLDS_VALUE (node) && json_node_get_value_type (node) == type;
}

static gboolean
has_text_ports (JsonNode *servers)
{
  JsonObject *owner = tpk_js_find_owner (servers, "udpport");

  return owner != NULL && holds (json_object_get_member (owner, "udpport"), G_TYPE_STRING);
}

/* The first generation in which the call makes sense, or %NULL when it does in any. */
static const char *
guess_by_call (const char *method,
               JsonNode   *argument)
{
  if (argument == NULL)
    return NULL;

  if (strcmp (method, "startProxyServer") == 0) {
    if (holds (argument, G_TYPE_BOOLEAN))
      return "4.0.1";
    if (holds (argument, G_TYPE_INT64) &&
        (json_node_get_int (argument) == 1 || json_node_get_int (argument) == 2))
      return "4.0";
  } else if (strcmp (method, "setTurnServer") == 0 && has_text_ports (argument)) {
    return JSON_NODE_HOLDS_ARRAY (argument) ? "3.x" : "2.x";
  }

  return NULL;
}

/* Which SDK the code is for. Before 4.0, a client is made ready by init() with callbacks. */
static const char *
guess_sdk (TpkJsScript *script)
{
  const char *sdk = NULL;
  gboolean init = FALSE;
  gboolean has_mode = FALSE;

  for (guint i = 0; i < tpk_js_script_get_n_calls (script); i++) {
    const char *method = get_method (tpk_js_script_get_callee (script, i));
    JsonNode *argument = get_argument (script, i);
    const char *guess = guess_by_call (method, argument);

    init |= strcmp (method, "init") == 0;
    has_mode |= strcmp (method, "startProxyServer") == 0 && holds (argument, G_TYPE_INT64);
    sdk = guess != NULL ? guess : sdk;
  }

  if (init)
    return has_mode || g_strcmp0 (sdk, "3.x") == 0 ? "3.x" : "2.x";

  return sdk != NULL ? sdk : "4.15";
}

/* `client.join()` is a call only of an object that has proxies: arrays and paths have a join() too.
 * */
static void
gather_clients (Replay *self)
{
  for (guint i = 0; i < tpk_js_script_get_n_calls (self->script); i++) {
    const char *callee = tpk_js_script_get_callee (self->script, i);

    if (g_strv_contains (proxy_methods, get_method (callee)))
      g_hash_table_add (self->clients, dup_object (callee));
  }
}

static gboolean
replay_set_proxy_server (Replay    *self,
                         JsonNode  *argument,
                         GError   **error)
{
  if (holds (argument, G_TYPE_STRING))
    return tpk_agora_session_set_proxy_server (self->session, json_node_get_string (argument),
                                               error);

  tpk_import_take_note (self->import,
                        tpk_finding_new (TPK_SEVERITY_WARNING, "import-not-a-text",
                                         _("The address of the signalling proxy is not written out "
                                           "as a text, so it was left. Enter it by hand.")));
  return TRUE;
}

static gboolean
replay_set_turn_server (Replay    *self,
                        JsonNode  *argument,
                        GError   **error)
{
  if (argument != NULL && !JSON_NODE_HOLDS_NULL (argument))
    return tpk_agora_session_set_turn_server (self->session, argument, error);

  tpk_import_take_note (self->import,
                        tpk_finding_new (TPK_SEVERITY_WARNING, "import-no-list",
                                         _("The TURN servers are not written out, so they were "
                                           "left. Enter them by hand.")));
  return TRUE;
}

static void
note_leave (Replay *self)
{
  tpk_import_take_note (self->import,
                        tpk_finding_new (TPK_SEVERITY_WARNING, "agora-leave-first",
                                         _("leave() takes its time. If stopProxyServer() comes "
                                           "before it is done, Agora's SDK refuses it: wait for "
                                           "the end of leave() first.")));
}

static gboolean
replay_proxy_method (Replay      *self,
                     const char  *method,
                     JsonNode    *argument,
                     GError     **error)
{
  gboolean after_leave = self->just_left;

  self->just_left = FALSE;
  self->stopped = FALSE;

  if (strcmp (method, "startProxyServer") == 0)
    return tpk_agora_session_start_proxy (self->session, argument, error);
  if (strcmp (method, "setProxyServer") == 0)
    return replay_set_proxy_server (self, argument, error);
  if (strcmp (method, "setTurnServer") == 0)
    return replay_set_turn_server (self, argument, error);
  if (strcmp (method, "setLocalAccessPoints") == 0)
    return tpk_agora_session_set_local_access_points (self->session, error);

  if (after_leave)
    note_leave (self);
  self->stopped = TRUE;
  return tpk_agora_session_stop_proxy (self->session, error);
}

static gboolean
replay_call (Replay  *self,
             guint    call,
             GError **error)
{
  const char *callee = tpk_js_script_get_callee (self->script, call);
  const char *method = get_method (callee);
  g_autofree char *object = dup_object (callee);

  if (g_strv_contains (proxy_methods, method))
    return replay_proxy_method (self, method, get_argument (self->script, call), error);

  if (strcmp (method, "createClient") == 0) {
    /* What was set belongs to another client. */
    g_clear_pointer (&self->session, tpk_agora_session_free);
    self->session = tpk_agora_session_new (self->sdk);
  } else if (g_hash_table_contains (self->clients, object) && strcmp (method, "join") == 0) {
    tpk_agora_session_join (self->session);
  } else if (g_hash_table_contains (self->clients, object) && strcmp (method, "leave") == 0) {
    tpk_agora_session_leave (self->session);
    /* The first generation is given a function for the end. */
    self->just_left = !tpk_js_script_is_awaited (self->script, call) &&
                      json_array_get_length (tpk_js_script_get_arguments (self->script, call)) == 0;
  }

  return TRUE;
}

/* @message: of the SDK, or the names of what is mixed */
static gboolean
fail_mixed (GError     **error,
            const char  *message)
{
  g_set_error (error, TPK_DIALECT_ERROR, TPK_DIALECT_ERROR_MIXED,
               /* Translators: %s is a message of Agora's SDK, in English, or a list of names. */
               _("%s: cloud proxy and own servers exclude each other. Keep the calls of one of "
                 "them."),
               message);
  return FALSE;
}

static void
note_refused (Replay     *self,
              guint       call,
              const char *message)
{
  const char *method = get_method (tpk_js_script_get_callee (self->script, call));

  tpk_import_take_note (self->import,
                        tpk_finding_new_printf (TPK_SEVERITY_WARNING, "agora-call-refused",
                                                /* Translators: the first %s is the name of a
                                                 * method, the second a message of Agora's SDK. */
                                                _("Agora's SDK refuses %s() here, so it was left: "
                                                  "%s"),
                                                method, message));
}

/* A mix is refused; what the SDK refuses for another reason is left. */
static gboolean
replay (Replay  *self,
        GError **error)
{
  gather_clients (self);

  for (guint i = 0; i < tpk_js_script_get_n_calls (self->script); i++) {
    g_autoptr (GError) local_error = NULL;

    if (replay_call (self, i, &local_error))
      continue;

    if (g_error_matches (local_error, TPK_AGORA_ERROR, TPK_AGORA_ERROR_MIXED))
      return fail_mixed (error, local_error->message);

    note_refused (self, i, local_error->message);
  }

  /* 3.x accepts this in one order, its documentation in none. */
  if (tpk_agora_session_get_cloud_proxy (self->session) &&
      tpk_agora_session_get_turn_servers (self->session) != NULL)
    return fail_mixed (error, "You have already set the proxy");

  return TRUE;
}

static TpkCloudMode
get_cloud_mode (Replay *self)
{
  JsonNode *mode = tpk_agora_session_get_mode (self->session);

  if (holds (mode, G_TYPE_BOOLEAN))
    return json_node_get_boolean (mode) ? TPK_CLOUD_MODE_TLS : TPK_CLOUD_MODE_AUTOMATIC;

  if (holds (mode, G_TYPE_INT64)) {
    switch (json_node_get_int (mode)) {
    case 3:
      return TPK_CLOUD_MODE_UDP;
    case 2:
    case 4:
    case 5:
      return TPK_CLOUD_MODE_TLS;
    default:
      return TPK_CLOUD_MODE_AUTOMATIC;
    }
  }

  return tpk_agora_generation_from_sdk (self->sdk) == TPK_AGORA_4_15 ? TPK_CLOUD_MODE_UDP
                                                                     : TPK_CLOUD_MODE_AUTOMATIC;
}

static void
take_cloud (Replay *self)
{
  TpkCloudSettings *cloud = tpk_profile_get_cloud (tpk_import_get_profile (self->import));

  tpk_cloud_settings_set_service (cloud, "agora");
  tpk_cloud_settings_set_sdk (cloud, self->sdk);
  tpk_cloud_settings_set_mode (cloud, get_cloud_mode (self));
  tpk_import_set_route (self->import, TPK_ROUTE_CLOUD);
}

/* Returns: 0 when there is no port */
static guint64
get_port (JsonObject *object,
          const char *name)
{
  JsonNode *node = json_object_get_member (object, name);

  if (holds (node, G_TYPE_STRING))
    return g_ascii_strtoull (json_node_get_string (node), NULL, 10);
  if (holds (node, G_TYPE_INT64) && json_node_get_int (node) > 0)
    return (guint64) json_node_get_int (node);

  return 0;
}

/* The text is not checked, as the SDK does not: whoever looks at the list is told. */
static void
add_url (TpkServer  *server,
         const char *scheme,
         const char *host,
         guint64     port,
         const char *transport)
{
  gboolean brackets = *host != '[' && strchr (host, ':') != NULL && g_hostname_is_ip_address (host);
  g_autofree char *text = NULL;

  if (port == 0)
    return;

  text = g_strdup_printf ("%s:%s%s%s:%" G_GUINT64_FORMAT "?transport=%s", scheme,
                          brackets ? "[" : "", host, brackets ? "]" : "", port, transport);
  tpk_server_add_url (server, text);
}

static void
take_turn_server (Replay   *self,
                  JsonNode *node)
{
  g_autoptr (TpkServer) server = tpk_server_new ();
  g_autoptr (TpkCredential) credential = NULL;
  JsonObject *object = json_node_get_object (node);
  const char *host = json_object_get_string_member (object, "turnServerURL");
  JsonNode *security = json_object_get_member (object, "security");
  JsonNode *force = json_object_get_member (object, "forceturn");

  if (holds (security, G_TYPE_BOOLEAN) && json_node_get_boolean (security)) {
    add_url (server, "turns", host, get_port (object, "tcpport"), "tcp");
  } else {
    add_url (server, "turn", host, get_port (object, "udpport"), "udp");
    add_url (server, "turn", host, get_port (object, "tcpport"), "tcp");
  }

  if (tpk_server_get_n_urls (server) == 0) {
    tpk_import_take_note (self->import,
                          tpk_finding_new (TPK_SEVERITY_WARNING, "import-no-urls",
                                           _("A TURN server has no port, and Agora's SDK leaves "
                                             "such a one out, so it was left. Enter it by hand.")));
    return;
  }

  credential = tpk_credential_new_password (json_object_get_string_member (object, "username"),
                                            json_object_get_string_member (object, "password"));
  tpk_server_set_credential (server, credential);
  tpk_profile_append_server (tpk_import_get_profile (self->import), server);

  if (holds (force, G_TYPE_BOOLEAN))
    tpk_import_set_relay_only (self->import, json_node_get_boolean (force));
}

static void
take_turn_servers (Replay   *self,
                   JsonNode *servers)
{
  JsonArray *array = JSON_NODE_HOLDS_ARRAY (servers) ? json_node_get_array (servers) : NULL;
  guint n = array != NULL ? json_array_get_length (array) : 1;

  for (guint i = 0; i < n; i++) {
    JsonNode *server = array != NULL ? json_array_get_element (array, i) : servers;

    /* Since 4.4 the servers may come in the form of webrtc-pc. */
    if (tpk_js_is_server (server))
      tpk_js_read_servers (self->import, server);
    else
      take_turn_server (self, server);
  }
}

static void
take_proxy_server (Replay     *self,
                   const char *proxy_server)
{
  g_autofree char *scheme = g_uri_parse_scheme (proxy_server);
  g_autofree char *url = NULL;

  if (scheme != NULL && strstr (proxy_server, "://") != NULL) {
    url = g_strdup (proxy_server);
    tpk_import_take_note (self->import,
                          tpk_finding_new (TPK_SEVERITY_WARNING, "agora-proxy-scheme",
                                           _("setProxyServer() takes a name and no “https://”, and "
                                             "finds no proxy with it. Turnpike writes it without.")));
  } else {
    url = g_strdup_printf ("https://%s/", proxy_server);
  }

  tpk_profile_set_signalling_proxy (tpk_import_get_profile (self->import), url);
}

static void
take_own (Replay *self)
{
  const char *proxy_server = tpk_agora_session_get_proxy_server (self->session);
  JsonNode *servers = tpk_agora_session_get_turn_servers (self->session);

  if (proxy_server != NULL)
    take_proxy_server (self, proxy_server);
  if (servers != NULL)
    take_turn_servers (self, servers);

  tpk_import_set_route (self->import, TPK_ROUTE_OWN);
}

static void
take_result (Replay *self)
{
  if (tpk_agora_session_get_cloud_proxy (self->session))
    take_cloud (self);
  else if (tpk_agora_session_get_proxy_server (self->session) != NULL ||
           tpk_agora_session_get_turn_servers (self->session) != NULL)
    take_own (self);
  else if (self->stopped)
    tpk_import_set_route (self->import, TPK_ROUTE_DIRECT);
}

/* What the members of the written form say, and nothing of what was taken does. A mix is refused
 * here, too: whoever wrote it may mean either. */
static gboolean
check_members (Replay           *self,
               TpkAgoraMembers   members,
               GError          **error)
{
  TpkAgoraMembers taken = 0;
  g_autofree char *names = NULL;

  if (tpk_agora_session_get_cloud_proxy (self->session))
    taken |= TPK_AGORA_MEMBER_CLOUD_PROXY;
  if (tpk_agora_session_get_proxy_server (self->session) != NULL)
    taken |= TPK_AGORA_MEMBER_PROXY_SERVER;
  if (tpk_agora_session_get_turn_servers (self->session) != NULL)
    taken |= TPK_AGORA_MEMBER_TURN_SERVER;

  if (((members | taken) & TPK_AGORA_MEMBER_CLOUD_PROXY) != 0 &&
      ((members | taken) & TPK_AGORA_MEMBERS_OWN) != 0) {
    names = tpk_agora_members_dup_names (members | taken);
    return fail_mixed (error, names);
  }

  if ((members & ~taken) == 0)
    return TRUE;

  names = tpk_agora_members_dup_names (members & ~taken);
  tpk_import_take_note (self->import,
                        tpk_finding_new_printf (TPK_SEVERITY_WARNING, "agora-members-left",
                                                /* Translators: %s is a list of names, as
                                                 * "proxyServer, turnServer". */
                                                _("“calls” does not say what these say, so they "
                                                  "were left: %s. Bring both in step, or remove "
                                                  "“calls”."), names));
  return TRUE;
}

static JsonNode *
match_ice_servers (JsonNode *root)
{
  JsonObject *owner = tpk_js_find_owner (root, "iceServers");
  JsonNode *servers = owner != NULL ? json_object_get_member (owner, "iceServers") : NULL;

  return servers != NULL && tpk_js_is_server_list (servers) ? json_node_copy (servers) : NULL;
}

/* Servers that the text has beside its calls, for whatever other client. */
static void
note_other_servers (Replay      *self,
                    TpkJsSource *source)
{
  g_autoptr (GPtrArray) found = NULL;

  if (tpk_profile_get_n_servers (tpk_import_get_profile (self->import)) > 0)
    return;

  found = tpk_js_source_find (source, match_ice_servers);
  if (found->len > 0)
    tpk_import_take_note (self->import,
                          tpk_finding_new (TPK_SEVERITY_WARNING, "import-servers-left",
                                           _("The text has servers in “iceServers”, too, which "
                                             "these calls of Agora's SDK do not use, so they were "
                                             "left. To use them, import them by themselves: a cloud "
                                             "proxy and own servers exclude each other.")));
}

TpkImport *
tpk_agora_read (const char  *text,
                GError     **error)
{
  g_autoptr (TpkImport) import = tpk_import_new (tpk_dialect_agora.id);
  g_autoptr (TpkJsSource) source = tpk_js_source_new (text, error);
  g_autoptr (TpkJsScript) written = NULL;
  TpkAgoraMembers members = 0;
  g_auto (Replay) self = { .import = import };

  if (source == NULL)
    return NULL;

  self.script = tpk_js_source_get_script (source);
  if (self.script == NULL)
    self.script = written = tpk_agora_form_parse (source, &members, error);
  if (self.script == NULL)
    return NULL;

  self.sdk = guess_sdk (self.script);
  self.session = tpk_agora_session_new (self.sdk);
  self.clients = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  if (!replay (&self, error) || !check_members (&self, members, error))
    return NULL;

  if (g_hash_table_size (self.clients) == 0) {
    g_set_error_literal (error, TPK_DIALECT_ERROR, TPK_DIALECT_ERROR_SYNTAX,
                         _("No call of startProxyServer(), stopProxyServer(), setProxyServer() or "
                           "setTurnServer() was found. Paste the code around it."));
    return NULL;
  }

  take_result (&self);
  note_other_servers (&self, source);

  return g_steal_pointer (&import);
}
