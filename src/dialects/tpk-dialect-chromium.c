/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#define G_LOG_DOMAIN "tpk-dialect-chromium"

#include "config.h"

#include "tpk-dialect-private.h"
#include "tpk-blocked-ports.h"
#include "tpk-judge-input.h"
#include "tpk-judge-refusal.h"

#include <arpa/inet.h>
#include <glib/gi18n-lib.h>
#include <string.h>

/*
 * Chromium 156. A URL passes two readers. Blink (RTCPeerConnection's constructor) parses it by the
 * URL Standard and looks at scheme, query and credential. libwebrtc (pc/ice_server_parsing.cc)
 * takes the serialised URL apart again, by rules of its own, which are looser about hosts: brackets
 * hold anything, and a percent escape is a character of a name. Below, ParseState is libwebrtc's
 * reading.
 */

#define BLINK_PREFIX "Failed to construct 'RTCPeerConnection': "
#define LIBWEBRTC_PREFIX BLINK_PREFIX "ICE server parsing failed: "

#define DEFAULT_PORT 3478
#define DEFAULT_TURNS_PORT 5349

/* libwebrtc's limit; RFC 8489 says fewer than 509. */
#define MAX_USERNAME_BYTES 509

typedef struct {
  TpkWhatwgUrl *url;          /* (nullable) (owned): as Blink reads it */
  TpkScheme     scheme;
  TpkTransport  transport;
  char         *host;         /* (owned): without brackets */
  gboolean      brackets;
  int           port;
} Server;

static void
server_clear (Server *self)
{
  g_clear_pointer (&self->url, tpk_whatwg_url_free);
  g_clear_pointer (&self->host, g_free);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Server, server_clear)

/* WTF::String::Split() without empty parts: "transport" must be the first, and another follow. */
static gboolean
blink_takes_query (const char *query)
{
  const char *key = query + strspn (query, "=");
  gsize length = strcspn (key, "=");

  if (length != strlen ("transport") || strncmp (key, "transport", length) != 0)
    return FALSE;

  return key[length + strspn (key + length, "=")] != '\0';
}

static TpkJudgement *
judge_by_blink (TpkJudgeInput *input,
                Server        *server)
{
  const TpkWhatwgUrl *url;
  g_autofree char *quoted = NULL;
  g_autofree char *text = NULL;
  gboolean is_turn;
  gboolean has_query;

  server->url = tpk_whatwg_url_parse_as (tpk_judge_input_get_url (input), -1, TPK_WHATWG_CHROMIUM);
  url = server->url;
  if (url == NULL) {
    quoted = tpk_judge_input_dup_quotable (input);
    text = g_strdup_printf (BLINK_PREFIX "'%s' is not a valid URL.", quoted);
    return tpk_judge_refuse (TPK_REFUSAL_NOT_A_URL, "SyntaxError", text);
  }

  has_query = url->query != NULL && *url->query != '\0';
  is_turn = tpk_scheme_from_string (url->scheme, &server->scheme) &&
            (server->scheme == TPK_SCHEME_TURN || server->scheme == TPK_SCHEME_TURNS);

  if (!tpk_scheme_from_string (url->scheme, NULL) ||
      (has_query && !(is_turn && blink_takes_query (url->query)))) {
    TpkRefusal refusal = TPK_REFUSAL_QUERY;

    if (!tpk_scheme_from_string (url->scheme, NULL))
      refusal = TPK_REFUSAL_SCHEME;
    else if (!is_turn)
      refusal = TPK_REFUSAL_QUERY_ON_STUN;

    quoted = tpk_judge_input_dup_quotable (input);
    text = g_strdup_printf (BLINK_PREFIX "'%s' is not a valid stun or turn URL.", quoted);
    return tpk_judge_refuse (refusal, "SyntaxError", text);
  }

  if (is_turn && !tpk_judge_input_has_credential (input))
    return tpk_judge_refuse (TPK_REFUSAL_NO_CREDENTIAL, "InvalidAccessError",
                             BLINK_PREFIX "Both username and credential are required when the URL "
                             "scheme is \"turn\" or \"turns\".");

  return NULL;
}

static TpkJudgement *
refuse_syntax (TpkRefusal  refusal,
               const char *text)
{
  return tpk_judge_refuse (refusal, "SyntaxError", text);
}

/* @query is what follows the first "?", the fragment too. With a second "?" it is ignored. */
static TpkJudgement *
parse_transport (const char *query,
                 Server     *server)
{
  gsize key_length;
  const char *value;
  gsize value_length;

  if (query == NULL || strchr (query, '?') != NULL)
    return NULL;

  key_length = strcspn (query, "=");
  if (key_length != strlen ("transport") || strncmp (query, "transport", key_length) != 0)
    return refuse_syntax (TPK_REFUSAL_QUERY,
                          LIBWEBRTC_PREFIX "Invalid transport parameter key.");
  if (query[key_length] == '\0')
    return refuse_syntax (TPK_REFUSAL_QUERY,
                          LIBWEBRTC_PREFIX "Transport parameter missing value.");

  value = query + key_length + 1;
  value_length = strcspn (value, "=");
  if (value_length == 3 && g_ascii_strncasecmp (value, "udp", 3) == 0)
    server->transport = TPK_TRANSPORT_UDP;
  else if (value_length == 3 && g_ascii_strncasecmp (value, "tcp", 3) == 0)
    server->transport = TPK_TRANSPORT_TCP;
  else
    return refuse_syntax (TPK_REFUSAL_TRANSPORT,
                          LIBWEBRTC_PREFIX "Transport parameter should always be udp or tcp.");

  return NULL;
}

/* A port with a character that is no digit reads as 0, an empty or a huge one as a failure. */
static gboolean
parse_port (const char *text,
            int        *port)
{
  guint64 value;

  if (text[strspn (text, "0123456789")] != '\0') {
    *port = 0;
    return TRUE;
  }

  if (!g_ascii_string_to_unsigned (text, 10, 0, G_MAXINT, &value, NULL))
    return FALSE;

  *port = (int) value;
  return TRUE;
}

static gboolean
parse_host_and_port (const char *text,
                     Server     *server)
{
  const char *end;

  if (*text == '[') {
    const char *bracket = strrchr (text, ']');

    if (bracket == NULL)
      return FALSE;
    /* Whatever stands between the bracket and the colon is not looked at. */
    if (strchr (bracket, ':') != NULL && !parse_port (bracket + 2, &server->port))
      return FALSE;

    server->brackets = TRUE;
    server->host = g_strndup (text + 1, (gsize) (bracket - text) - 1);
    return *server->host != '\0';
  }

  end = strchr (text, ':');
  if (end != NULL && !parse_port (end + 1, &server->port))
    return FALSE;

  server->host = end != NULL ? g_strndup (text, (gsize) (end - text)) : g_strdup (text);

  /* The reg-name of RFC 3986. */
  for (const char *p = server->host; *p != '\0'; p++) {
    if (!g_ascii_isalnum (*p) && strchr ("-._~%!$&'()*+,;=", *p) == NULL)
      return FALSE;
  }

  return *server->host != '\0';
}

static TpkRefusal
name_host_refusal (const TpkWhatwgUrl *url,
                   const char         *text)
{
  if (url->host != NULL)
    return TPK_REFUSAL_SLASHES;
  if (!url->opaque_path || strpbrk (text, "/\\") != NULL)
    return TPK_REFUSAL_PATH;
  if (url->fragment != NULL)
    return TPK_REFUSAL_FRAGMENT;
  if (*text == ':' || g_str_has_prefix (text, "[]"))
    return TPK_REFUSAL_NO_HOST;
  if (g_str_has_suffix (text, ":"))
    return TPK_REFUSAL_PORT;
  return TPK_REFUSAL_HOST;
}

static TpkJudgement *
judge_by_libwebrtc (Server *server)
{
  const TpkWhatwgUrl *url = server->url;
  g_autofree char *href = tpk_whatwg_url_serialize (url);
  char *text = href + strlen (url->scheme) + 1;
  char *mark = strchr (text, '?');
  TpkJudgement *refused;

  if (mark != NULL)
    *mark = '\0';

  refused = parse_transport (mark != NULL ? mark + 1 : NULL, server);
  if (refused != NULL)
    return refused;

  if (*text == '\0')
    return refuse_syntax (TPK_REFUSAL_NO_HOST,
                          LIBWEBRTC_PREFIX "Invalid transport parameter in ICE URI");

  /* Blink has refused a query, but not a fragment that looks like one. */
  if (mark != NULL && (server->scheme == TPK_SCHEME_STUN || server->scheme == TPK_SCHEME_STUNS))
    return refuse_syntax (TPK_REFUSAL_FRAGMENT,
                          LIBWEBRTC_PREFIX "Invalid stun url with query parameters");

  if (server->scheme == TPK_SCHEME_TURNS) {
    server->port = DEFAULT_TURNS_PORT;
    server->transport = TPK_TRANSPORT_TCP;
  }

  if (strchr (text, '@') != NULL)
    return refuse_syntax (TPK_REFUSAL_USER_INFO,
                          LIBWEBRTC_PREFIX "Invalid url with long deprecated user@host syntax");

  if (!parse_host_and_port (text, server))
    return refuse_syntax (name_host_refusal (url, text),
                          LIBWEBRTC_PREFIX "Invalid hostname format");

  if (server->port < 1 || server->port > G_MAXUINT16)
    return refuse_syntax (url->fragment != NULL ? TPK_REFUSAL_FRAGMENT : TPK_REFUSAL_PORT,
                          LIBWEBRTC_PREFIX "Invalid port");

  return NULL;
}

static TpkJudgement *
judge_credential (TpkJudgeInput *input,
                  TpkScheme      scheme)
{
  if (scheme != TPK_SCHEME_TURN && scheme != TPK_SCHEME_TURNS)
    return NULL;

  if (*tpk_judge_input_get_username (input) == '\0' ||
      *tpk_judge_input_get_password (input) == '\0')
    return tpk_judge_refuse (TPK_REFUSAL_EMPTY_CREDENTIAL, "InvalidAccessError",
                             LIBWEBRTC_PREFIX "TURN server with empty username or password");

  if (strlen (tpk_judge_input_get_username (input)) > MAX_USERNAME_BYTES)
    return tpk_judge_refuse (TPK_REFUSAL_LONG_USERNAME, "InvalidAccessError",
                             LIBWEBRTC_PREFIX "TURN server username is too long");

  return NULL;
}

/* What no address and no name can be: an escape goes to DNS as it stands. */
static gboolean
is_dead_host (const Server *server)
{
  struct in6_addr address;

  if (server->brackets)
    return inet_pton (AF_INET6, server->host, &address) != 1;

  return strchr (server->host, '%') != NULL;
}

static TpkJudgement *
judge_port (const Server *server)
{
  if (server->scheme != TPK_SCHEME_TURN && server->scheme != TPK_SCHEME_TURNS)
    return NULL;

  if (tpk_port_is_of_the_system (server->port))
    return tpk_judgement_new_dropped (
      "chromium-system-port",
      _("Chromium contacts no TURN server on a port below 1024 but 53, 80 and 443, and does not "
        "say so. Let the server listen on 443 or 3478 too."));

  if (tpk_port_is_blocked_by_chromium (server->port, server->transport))
    return tpk_judgement_new_dropped (
      "chromium-blocked-port",
      _("Chromium opens no TCP connection to this port because another service uses it. Let the "
        "server listen on 443 or 3478 too."));

  return NULL;
}

/* What is contacted. stuns is STUN in the clear over UDP, on the port of plain STUN if none is
 * written; turns is TLS over TCP whatever the transport says (both seen on the wire). */
static TpkJudgement *
judge_dialling (TpkJudgeInput *input,
                const Server  *server)
{
  g_autofree char *dials = NULL;

  if (is_dead_host (server))
    return tpk_judgement_new_dropped (
      "chromium-dead-host",
      _("Chromium accepts this host and then looks up a name that cannot exist, so no call goes "
        "through it. Write a plain name, in punycode if it has other letters than a to z."));

  if (server->scheme == TPK_SCHEME_STUNS) {
    dials = tpk_dials_new (TPK_SCHEME_STUN, server->host, (guint) server->port,
                           TPK_TRANSPORT_UDP);
    return tpk_judgement_new_changed (
      dials, "chromium-stuns-plaintext",
      _("Chromium asks this server by plain STUN over UDP, without TLS. Use turns if the "
        "network lets only TLS out."));
  }

  dials = tpk_dials_new (server->scheme, server->host, (guint) server->port, server->transport);
  if (server->scheme == TPK_SCHEME_TURNS && tpk_judge_input_means_dtls (input))
    return tpk_judge_input_dials (
      input, dials, "chromium-dtls-as-tls",
      _("Chromium does not speak DTLS and dials TLS over TCP instead, so the server must offer "
        "that on the same port. Write ?transport=tcp."));

  return tpk_judge_input_dials (
    input, dials, "chromium-lenient",
    _("Chromium dials this although it is no valid URL, and other clients refuse it. Repair it."));
}

static TpkJudgement *
judge (TpkJudgeInput *input)
{
  g_auto (Server) server = { .port = DEFAULT_PORT, .transport = TPK_TRANSPORT_UDP };
  TpkJudgement *judgement = judge_by_blink (input, &server);

  if (judgement == NULL)
    judgement = judge_by_libwebrtc (&server);
  if (judgement == NULL)
    judgement = judge_credential (input, server.scheme);
  if (judgement == NULL)
    judgement = judge_port (&server);
  if (judgement == NULL)
    judgement = judge_dialling (input, &server);

  return judgement;
}

const TpkDialect tpk_dialect_chromium = {
  .id = "chromium",
  .name = N_("Chromium"),
  .version = "156.0.8078.79",
  .judge = judge,
};
