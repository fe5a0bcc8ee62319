/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#define G_LOG_DOMAIN "tpk-dialect-firefox"

#include "config.h"

#include "tpk-dialect-private.h"
#include "tpk-blocked-ports.h"
#include "tpk-judge-input.h"
#include "tpk-judge-refusal.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/*
 * Firefox 153 ESR. It follows the algorithm of webrtc-pc (dom/media/webrtc, IceServerParser), with
 * the deviations that are commented below. The URL itself is read by the URL Standard; host and
 * port then by nsStandardURL, which refuses some hosts that the standard lets pass.
 */

#define TEXT_PREFIX "PeerConnectionImpl.setConfiguration: "

#define DEFAULT_PORT 3478
#define DEFAULT_TLS_PORT 5349

/* Firefox's limit; RFC 8489 says fewer than 509. */
#define MAX_USERNAME_BYTES 509

typedef struct {
  TpkWhatwgUrl *url;          /* (nullable) (owned) */
  TpkWhatwgUrl *https;        /* (nullable) (owned): the path of url, read as host and port */
  TpkScheme     scheme;
  TpkTransport  transport;
  int           port;
} Server;

static void
server_clear (Server *self)
{
  g_clear_pointer (&self->url, tpk_whatwg_url_free);
  g_clear_pointer (&self->https, tpk_whatwg_url_free);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Server, server_clear)

/* @what is the client's wording, which follows the quoted URL. */
static TpkJudgement *
refuse (TpkJudgeInput *input,
        TpkRefusal     refusal,
        const char    *error,
        const char    *what)
{
  g_autofree char *quoted = tpk_judge_input_dup_quotable (input);
  g_autofree char *text = g_strconcat (TEXT_PREFIX "'", quoted, "'", what, NULL);

  return tpk_judge_refuse (refusal, error, text);
}

static TpkJudgement *
refuse_syntax (TpkJudgeInput *input,
               TpkRefusal     refusal,
               const char    *what)
{
  return refuse (input, refusal, "SyntaxError", what);
}

static gboolean
is_set (const char *component)
{
  return component != NULL && *component != '\0';
}

static TpkJudgement *
judge_scheme (TpkJudgeInput *input,
              Server        *server)
{
  const char *text = tpk_judge_input_get_url (input);
  g_autofree char *what = NULL;

  if (*text == '\0')
    return tpk_judge_refuse (TPK_REFUSAL_NOT_A_URL, "SyntaxError",
                             TEXT_PREFIX "ICE server URL is empty");

  server->url = tpk_whatwg_url_parse_as (text, -1, TPK_WHATWG_FIREFOX);
  if (server->url == NULL)
    return refuse_syntax (input, TPK_REFUSAL_NOT_A_URL, " is not a valid URI");

  if (!tpk_scheme_from_string (server->url->scheme, &server->scheme)) {
    what = g_strdup_printf (" has unsupported scheme '%s' (must be stun/stuns/turn/turns)",
                            server->url->scheme);
    return refuse_syntax (input, TPK_REFUSAL_SCHEME, what);
  }

  return NULL;
}

/* The path of the URL is host and port. An empty query or fragment counts as none, unlike in the
 * algorithm. */
static TpkJudgement *
judge_components (TpkJudgeInput *input,
                  Server        *server)
{
  const TpkWhatwgUrl *url = server->url;
  gboolean is_stun = server->scheme == TPK_SCHEME_STUN || server->scheme == TPK_SCHEME_STUNS;

  if (*url->path == '\0')
    return refuse_syntax (input, url->host != NULL ? TPK_REFUSAL_SLASHES : TPK_REFUSAL_NO_HOST,
                          " must have a host");
  if (strchr (url->path, '/') != NULL)
    return refuse_syntax (input, TPK_REFUSAL_PATH, " must not contain /");
  if (strchr (url->path, '@') != NULL)
    return refuse_syntax (input, TPK_REFUSAL_USER_INFO, " must not contain @");
  if (is_set (url->fragment))
    return refuse_syntax (input, TPK_REFUSAL_FRAGMENT, " must not contain a fragment");
  if (is_stun && is_set (url->query))
    return refuse_syntax (input, TPK_REFUSAL_QUERY_ON_STUN,
                          ": STUN URLs must not have query parameters");
  if (server->scheme == TPK_SCHEME_STUNS)
    return refuse (input, TPK_REFUSAL_STUNS, "NotSupportedError",
                   ": stuns scheme is not supported");

  return NULL;
}

static TpkJudgement *
judge_host (TpkJudgeInput *input,
            Server        *server)
{
  const TpkWhatwgUrl *url = server->url;
  const TpkWhatwgUrl *https;
  g_autofree char *text = g_strconcat ("https://", url->path, NULL);

  server->https = tpk_whatwg_url_parse_as (text, -1, TPK_WHATWG_FIREFOX);
  https = server->https;
  if (https == NULL)
    return refuse_syntax (input, TPK_REFUSAL_HOST,
                          " does not contain a host and optional port");

  if (strcmp (https->path, "/") != 0 || strchr (url->path, '\\') != NULL) {
    g_autofree char *what = g_strdup_printf (" must not contain a path (%s)", https->path);

    return refuse_syntax (input, TPK_REFUSAL_PATH, what);
  }

  server->port = https->port;
  return NULL;
}

static TpkJudgement *
judge_transport (TpkJudgeInput *input,
                 Server        *server)
{
  const char *query = server->url->query;

  server->transport = TPK_TRANSPORT_UDP;
  if (is_set (query)) {
    if (!g_str_has_prefix (query, "transport="))
      return refuse_syntax (input, TPK_REFUSAL_QUERY, " has invalid query (must be "
                            "?transport=udp or ?transport=tcp)");

    query += strlen ("transport=");
    if (strcmp (query, "udp") != 0 && strcmp (query, "tcp") != 0) {
      g_autofree char *what = NULL;

      what = g_strdup_printf (" has disallowed transport '%s' (must be udp or tcp)", query);
      return refuse_syntax (input, TPK_REFUSAL_TRANSPORT, what);
    }
    if (*query == 't')
      server->transport = TPK_TRANSPORT_TCP;
  }

  /* TLS is always over TCP; what the transport says is not looked at again. */
  if (server->scheme == TPK_SCHEME_TURNS)
    server->transport = TPK_TRANSPORT_TCP;

  return NULL;
}

/* 443 is the default of https and so not in the parsed URL: it is recognised by the text, and only
 * when written as ":443". 0443 becomes the default port of TURN. */
static TpkJudgement *
judge_port (TpkJudgeInput *input,
            Server        *server)
{
  if (server->port < 0 && g_str_has_suffix (server->url->path, ":443"))
    server->port = 443;
  else if (server->port < 0)
    server->port = server->scheme == TPK_SCHEME_TURNS ? DEFAULT_TLS_PORT : DEFAULT_PORT;

  if (tpk_port_is_blocked_by_firefox (server->port))
    return refuse_syntax (input,
                          server->port == 0 ? TPK_REFUSAL_PORT : TPK_REFUSAL_BLOCKED_PORT,
                          " uses a port that is blocked");

  return NULL;
}

static TpkJudgement *
judge_credential (TpkJudgeInput *input,
                  Server        *server)
{
  if (server->scheme == TPK_SCHEME_STUN)
    return NULL;

  if (tpk_judge_input_get_username (input) == NULL)
    return tpk_judge_refuse (TPK_REFUSAL_NO_CREDENTIAL, "InvalidAccessError",
                             TEXT_PREFIX "TURN server requires a username");
  if (tpk_judge_input_get_password (input) == NULL)
    return tpk_judge_refuse (TPK_REFUSAL_NO_CREDENTIAL, "InvalidAccessError",
                             TEXT_PREFIX "TURN server requires a credential");
  if (strlen (tpk_judge_input_get_username (input)) > MAX_USERNAME_BYTES)
    return tpk_judge_refuse (TPK_REFUSAL_LONG_USERNAME, "InvalidAccessError",
                             TEXT_PREFIX "TURN server username exceeds 509 byte limit "
                             "(RFC 8489 14.3)");
  if (*tpk_judge_input_get_password (input) == '\0')
    return tpk_judge_refuse (TPK_REFUSAL_EMPTY_CREDENTIAL, "InvalidAccessError",
                             TEXT_PREFIX "TURN server credential is empty (RFC 8265 4.1)");

  return NULL;
}

/* Seen on the wire: after the server's challenge nothing more is sent, and the candidate error has
 * no text. A user name may hold such letters. */
static gboolean
is_dead_password (TpkJudgeInput *input,
                  const Server  *server)
{
  return server->scheme != TPK_SCHEME_STUN &&
         !g_str_is_ascii (tpk_judge_input_get_password (input));
}

static TpkJudgement *
judge (TpkJudgeInput *input)
{
  static TpkJudgement *(* const steps[]) (TpkJudgeInput *, Server *) = {
    judge_scheme, judge_components, judge_host, judge_transport, judge_port, judge_credential,
  };
  g_auto (Server) server = { 0 };
  g_autofree char *dials = NULL;

  for (gsize i = 0; i < G_N_ELEMENTS (steps); i++) {
    TpkJudgement *refused = steps[i] (input, &server);

    if (refused != NULL)
      return refused;
  }

  if (is_dead_password (input, &server))
    return tpk_judgement_new_dropped (
      "firefox-password-beyond-ascii",
      _("Firefox gets no relay with a password that has letters beyond ASCII, and does not say why. "
        "Choose one of the letters a to z, digits and signs."));

  dials = tpk_dials_new (server.scheme, server.https->host, (guint) server.port, server.transport);
  if (tpk_judge_input_means_dtls (input))
    return tpk_judge_input_dials (
      input, dials, "firefox-dtls-as-tls",
      _("Firefox does not speak DTLS and dials TLS over TCP instead, so the server must offer "
        "that on the same port. Write ?transport=tcp."));

  return tpk_judge_input_dials (
    input, dials, "firefox-other-server",
    _("Firefox reads host and port as in a web address and dials this instead, without an error. "
      "Write what it should dial in full."));
}

const TpkDialect tpk_dialect_firefox = {
  .id = "firefox",
  .name = N_("Firefox"),
  .version = "153 ESR",
  .judge = judge,
};
