/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#define G_LOG_DOMAIN "tpk-dialect-pion"

#include "config.h"

#include "tpk-dialect-private.h"
#include "tpk-client-writer.h"
#include "tpk-judge-input.h"
#include "tpk-judge-refusal.h"
#include "tpk-rtc-configuration.h"
#include "tpk-whatwg-host.h"

#include <arpa/inet.h>
#include <glib/gi18n-lib.h>
#include <string.h>

/*
 * Pion, WebRTC for Go: stun.ParseURI() of pion/stun v3 as webrtc v4 calls it. It stands on three
 * functions of Go's library, whose rules are ported here as far as they reach an opaque URL:
 * url.Parse(), net.SplitHostPort() and url.ParseQuery(). Hosts and ports are hardly checked: what
 * cannot be dialled fails later, in silence.
 */

/* Every error of the configuration has this name (rtcerr). */
#define ERROR_NAME "InvalidAccessError"

typedef struct {
  TpkScheme     scheme;
  char         *rest;        /* (owned): the opaque part */
  char         *query;       /* (nullable) (owned) */
  char         *host;        /* (owned): without brackets */
  gboolean      brackets;
  gint64        port;
  TpkTransport  transport;
} Server;

static void
server_clear (Server *self)
{
  g_clear_pointer (&self->rest, g_free);
  g_clear_pointer (&self->query, g_free);
  g_clear_pointer (&self->host, g_free);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Server, server_clear)

static TpkJudgement *
refuse (TpkRefusal  refusal,
        const char *text)
{
  return tpk_judge_refuse (refusal, ERROR_NAME, text);
}

static gboolean
has_bad_escape (const char *text)
{
  for (const char *p = strchr (text, '%'); p != NULL; p = strchr (p + 1, '%')) {
    if (!g_ascii_isxdigit (p[1]) || !g_ascii_isxdigit (p[2]))
      return TRUE;
  }

  return FALSE;
}

/* Without a scheme, Go takes the text for a path. */
static TpkJudgement *
refuse_scheme (const char *text)
{
  gsize length = strcspn (text, "/?");

  if (*text == ':')
    return refuse (TPK_REFUSAL_NOT_A_URL, "missing protocol scheme");
  if (memchr (text, ':', length) != NULL)
    return refuse (TPK_REFUSAL_NOT_A_URL, "first path segment in URL cannot contain colon");
  return refuse (TPK_REFUSAL_SCHEME, "unknown scheme type");
}

/* url.Parse(): control characters are refused, the fragment is cut off and forgotten, a single "?"
 * at the end too, and what starts with a slash is no opaque part. */
static TpkJudgement *
parse_url (const char *text,
           Server     *server)
{
  g_autofree char *url = g_strndup (text, strcspn (text, "#"));
  g_autofree char *scheme = NULL;
  const char *fragment = strchr (text, '#');
  const char *rest;
  char *mark;
  gsize length = 0;

  for (const char *p = url; *p != '\0'; p++) {
    if ((guchar) *p < ' ' || *p == 0x7f)
      return refuse (TPK_REFUSAL_NOT_A_URL, "net/url: invalid control character in URL");
  }

  if (fragment != NULL && has_bad_escape (fragment))
    return refuse (TPK_REFUSAL_FRAGMENT, "invalid URL escape");

  while (g_ascii_isalnum (url[length]) ||
         (url[length] != '\0' && strchr ("+-.", url[length]) != NULL))
    length++;
  if (!g_ascii_isalpha (*url) || url[length] != ':')
    return refuse_scheme (url);

  scheme = g_strndup (url, length);
  if (!tpk_scheme_from_string (scheme, &server->scheme))
    return refuse (TPK_REFUSAL_SCHEME, "unknown scheme type");

  rest = url + length + 1;
  mark = strchr (rest, '?');
  if (mark != NULL) {
    *mark = '\0';
    server->query = g_strdup (mark + 1);
  }

  if (*rest == '/')
    return refuse (TPK_REFUSAL_SLASHES, "invalid hostname");

  server->rest = g_strdup (rest);
  return NULL;
}

/* When the port is missing, ParseURI() adds it and calls itself with the longer text; with a text
 * that is still wrong for the same reason it does so until the stack is full. */
static TpkJudgement *
judge_crash (void)
{
  return tpk_judgement_new_rejected (
    "stack overflow", "runtime: goroutine stack exceeds 1000000000-byte limit", "pion-crash",
    _("Pion's parser calls itself without end on this and the whole program dies. Put a colon "
      "between the bracket and the port."));
}

/* net.SplitHostPort(), after the port has been added where it was missing. */
static TpkJudgement *
split_host_and_port (Server *server,
                     char  **port)
{
  const char *text = server->rest;
  const char *colon = strrchr (text, ':');
  const char *end;

  if (*text == '[') {
    end = strchr (text, ']');
    if (end == NULL)
      return refuse (TPK_REFUSAL_IPV6, "missing ']' in address");

    if (end[1] == '\0')
      *port = NULL;
    else if (end[1] != ':')
      return judge_crash ();
    else if (end + 1 != colon)
      return refuse (TPK_REFUSAL_PORT, "too many colons in address");
    else
      *port = g_strdup (colon + 1);

    server->brackets = TRUE;
    server->host = g_strndup (text + 1, (gsize) (end - text) - 1);
    if (strchr (server->host, '[') != NULL || strpbrk (end + 1, "[]") != NULL)
      return refuse (TPK_REFUSAL_HOST, "unexpected bracket in address");
    return NULL;
  }

  if (colon != NULL && strchr (text, ':') != colon)
    return refuse (TPK_REFUSAL_HOST, "too many colons in address");
  if (strpbrk (text, "[]") != NULL)
    return refuse (TPK_REFUSAL_HOST, "unexpected bracket in address");

  server->host = colon != NULL ? g_strndup (text, (gsize) (colon - text)) : g_strdup (text);
  *port = colon != NULL ? g_strdup (colon + 1) : NULL;
  return NULL;
}

static TpkJudgement *
parse_host_and_port (Server *server)
{
  g_autofree char *port = NULL;
  TpkJudgement *refused = split_host_and_port (server, &port);
  const char *digits;

  if (refused != NULL)
    return refused;
  if (*server->host == '\0')
    return refuse (TPK_REFUSAL_NO_HOST, "invalid hostname");

  server->port = tpk_scheme_get_default_port (server->scheme);
  if (port == NULL)
    return NULL;

  /* strconv.Atoi() takes a sign, and every number that fits. */
  digits = port + (*port == '+' || *port == '-');
  if (!g_ascii_isdigit (*digits) ||
      !g_ascii_string_to_signed (digits, 10, 0, G_MAXINT64, &server->port, NULL))
    return refuse (TPK_REFUSAL_PORT, "invalid port");
  if (*port == '-')
    server->port = -server->port;

  return NULL;
}

/* url.QueryUnescape(). U+0000 ends no string in Go, so another character stands for it, which is in
 * no name and no value that is compared. */
static char *
unescape (const char *text,
          gsize       length)
{
  g_autofree char *spaced = g_strdelimit (g_strndup (text, length), "+", ' ');
  gsize decoded_length;
  char *decoded = tpk_whatwg_percent_decode (spaced, length, &decoded_length);

  for (gsize i = 0; i < decoded_length; i++) {
    if (decoded[i] == '\0')
      decoded[i] = '\1';
  }

  return decoded;
}

/* url.ParseQuery(): @transport is the first value of that name, @n_names how many names there are.
 * FALSE when a part holds a semicolon or a bad escape. */
static gboolean
parse_query (const char  *query,
             char       **transport,
             guint       *n_names)
{
  g_autoptr (GHashTable) names = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_auto (GStrv) parts = g_strsplit (query, "&", -1);

  for (gsize i = 0; parts[i] != NULL; i++) {
    gsize key_length = strcspn (parts[i], "=");
    const char *value = parts[i] + key_length + (parts[i][key_length] == '=');
    char *key;

    if (*parts[i] == '\0')
      continue;
    if (strchr (parts[i], ';') != NULL || has_bad_escape (parts[i]))
      return FALSE;

    key = unescape (parts[i], key_length);
    if (*transport == NULL && strcmp (key, "transport") == 0)
      *transport = unescape (value, strlen (value));
    g_hash_table_add (names, key);
  }

  *n_names = g_hash_table_size (names);
  return TRUE;
}

static TpkJudgement *
parse_transport (Server *server)
{
  g_autofree char *transport = NULL;
  gboolean is_stun = server->scheme == TPK_SCHEME_STUN || server->scheme == TPK_SCHEME_STUNS;
  gboolean is_secure = server->scheme == TPK_SCHEME_STUNS || server->scheme == TPK_SCHEME_TURNS;
  guint n_names = 0;
  gboolean parsed = TRUE;

  server->transport = is_secure ? TPK_TRANSPORT_TCP : TPK_TRANSPORT_UDP;
  if (server->query == NULL || *server->query == '\0')
    return NULL;

  parsed = parse_query (server->query, &transport, &n_names);
  if (is_stun && (!parsed || n_names > 0))
    return refuse (TPK_REFUSAL_QUERY_ON_STUN, "queries not supported in stun address");
  if (!parsed || n_names > 1)
    return refuse (TPK_REFUSAL_QUERY, "invalid query");
  if (n_names == 0)
    return NULL;
  if (transport == NULL || *transport == '\0')
    return refuse (TPK_REFUSAL_QUERY, "invalid query");

  if (strcmp (transport, "udp") == 0)
    server->transport = TPK_TRANSPORT_UDP;
  else if (strcmp (transport, "tcp") == 0)
    server->transport = TPK_TRANSPORT_TCP;
  else
    return refuse (TPK_REFUSAL_TRANSPORT, "invalid transport protocol type");

  return NULL;
}

static TpkJudgement *
judge_credential (TpkJudgeInput *input,
                  const Server  *server)
{
  if (server->scheme != TPK_SCHEME_TURN && server->scheme != TPK_SCHEME_TURNS)
    return NULL;

  /* An empty user name is none; an empty password is found only when it is needed. */
  if (!tpk_judge_input_has_credential (input) || *tpk_judge_input_get_username (input) == '\0')
    return refuse (TPK_REFUSAL_NO_CREDENTIAL, "turn server credentials required");
  if (*tpk_judge_input_get_password (input) == '\0')
    return tpk_judgement_new_dropped (
      "pion-empty-password",
      _("Pion accepts the empty password and then leaves out this TURN server and all after it. "
        "Enter the password."));

  return NULL;
}

/* Go looks up names of letters, digits, "-", "_" and "." alone. */
static gboolean
is_dead_host (const Server *server)
{
  struct in6_addr address;

  /* A zone follows a plain "%" in Go; in a URL it is "%25", which is then another zone. */
  if (server->brackets)
    return inet_pton (AF_INET6, server->host, &address) != 1;

  for (const char *p = server->host; *p != '\0'; p++) {
    if (!g_ascii_isalnum (*p) && strchr ("-_.", *p) == NULL)
      return TRUE;
  }

  return *server->host == '.' || strstr (server->host, "..") != NULL;
}

static TpkJudgement *
judge_dialling (TpkJudgeInput *input,
                const Server  *server)
{
  g_autofree char *dials = NULL;

  if (is_dead_host (server))
    return tpk_judgement_new_dropped (
      "pion-dead-host",
      _("Pion accepts this host, but Go looks up no such name, so no call goes through it. Write "
        "a plain name, in punycode if it has other letters than a to z."));

  if (server->port < 1 || server->port > G_MAXUINT16)
    return tpk_judgement_new_dropped (
      "pion-dead-port",
      _("Pion accepts this port, but nothing can be sent to it, so no call goes through this "
        "server. Write a number from 1 to 65535."));

  /* Newer versions pass over it, older ones send STUN over UDP in the clear. TLS is in none. */
  if (server->scheme == TPK_SCHEME_STUNS)
    return tpk_judgement_new_dropped (
      "pion-stuns-ignored",
      _("Pion does not ask STUN servers over TLS: newer versions pass over this one, older ones "
        "ask in the clear over UDP. Write stun."));

  dials = tpk_dials_new (server->scheme, server->host, (guint) server->port, server->transport);
  return tpk_judge_input_dials (
    input, dials, "pion-lenient",
    _("Pion dials this although it is no valid URL, and other clients refuse it. Repair it."));
}

static TpkJudgement *
judge (TpkJudgeInput *input)
{
  g_auto (Server) server = { 0 };
  TpkJudgement *judgement = parse_url (tpk_judge_input_get_url (input), &server);

  if (judgement == NULL)
    judgement = parse_host_and_port (&server);
  if (judgement == NULL)
    judgement = parse_transport (&server);
  if (judgement == NULL)
    judgement = judge_credential (input, &server);
  if (judgement == NULL)
    judgement = judge_dialling (input, &server);

  return judgement;
}

static const TpkClientLimits limits = {
  .name = "Pion",
  .features = TPK_CLIENT_STUN | TPK_CLIENT_STUNS | TPK_CLIENT_ALL_TURN | TPK_CLIENT_TURN_DTLS |
              TPK_CLIENT_IPV6 | TPK_CLIENT_RELAY_ONLY | TPK_CLIENT_PASSWORD,
  .max_stun = G_MAXUINT,
  .max_turn = G_MAXUINT,
  .judge = &tpk_dialect_pion,
};

/* webrtc.Configuration is read from JSON as it is. */
static TpkExport *
write_profile (TpkProfile  *profile,
               gint64       now_s,
               GError     **error)
{
  g_autoptr (TpkExport) export = tpk_export_new (NULL);
  g_autoptr (GPtrArray) servers = tpk_client_writer_select (&limits, profile, now_s, export);
  gboolean relay_only = tpk_profile_get_route (profile) == TPK_ROUTE_OWN &&
                        tpk_profile_get_relay_only (profile);

  if (servers->len > 0)
    tpk_client_writer_note_manual (export,
                                   _("Read the text into a webrtc.Configuration with "
                                     "json.Unmarshal."));

  tpk_export_set_text (export, tpk_rtc_configuration_to_string (servers, TRUE, relay_only));
  return g_steal_pointer (&export);
}

const TpkDialect tpk_dialect_pion = {
  .id = "pion",
  .name = N_("Pion"),
  .version = "webrtc v4, stun v3",
  .about = N_("For Go programs that use Pion: a Configuration in JSON"),
  .content_type = "application/json",
  .suffix = "json",
  .judge = judge,
  .write = write_profile,
};
