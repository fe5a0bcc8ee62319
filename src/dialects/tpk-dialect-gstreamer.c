/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#define G_LOG_DOMAIN "tpk-dialect-gstreamer"

#include "config.h"

#include "tpk-dialect-private.h"
#include "tpk-gstreamer-text.h"
#include "tpk-judge-input.h"
#include "tpk-judge-refusal.h"

#include <arpa/inet.h>
#include <glib/gi18n-lib.h>
#include <string.h>

/*
 * GStreamer's webrtcbin 1.22 with libnice 0.1.21. Its URLs have slashes and carry the credential:
 * turn://user:password@host:port?transport=udp, stun://host:port. An RFC URL never reaches it as it
 * stands: an application writes it in that form, and so does this judge, before it reads the result
 * by the rules of GstUri and of webrtcbin's "turn-server". "stun-server" is not checked at all.
 */

#define DEFAULT_PORT 3478
#define DEFAULT_TLS_PORT 5349

typedef struct {
  char     *scheme;       /* (nullable) (owned) */
  char     *user_info;    /* (nullable) (owned): escaped */
  char     *host;         /* (nullable) (owned): without brackets */
  char     *query;        /* (nullable) (owned) */
  guint     port;         /* 0: none */
  gboolean  is_turn;
  gboolean  is_secure;
  gboolean  has_transport;
  gboolean  is_tcp;
} Server;

static void
server_clear (Server *self)
{
  g_clear_pointer (&self->scheme, g_free);
  g_clear_pointer (&self->user_info, g_free);
  g_clear_pointer (&self->host, g_free);
  g_clear_pointer (&self->query, g_free);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Server, server_clear)

static const char *
skip_space (const char *text)
{
  return text + strspn (text, " \t\n\v\f\r");
}

/* The URL as an application hands it over: with slashes, and the credential escaped in front of the
 * host unless there is one already. */
static char *
dup_native (TpkJudgeInput *input)
{
  const char *text = skip_space (tpk_judge_input_get_url (input));
  const char *username = tpk_judge_input_get_username (input);
  const char *password = tpk_judge_input_get_password (input);
  const char *rest = strchr (text, ':');
  GString *native;

  if (rest == NULL)
    return g_strdup (text);

  native = g_string_new_len (text, rest - text);
  g_string_append (native, "://");
  rest += g_str_has_prefix (rest, "://") ? 3 : 1;

  if (username != NULL && g_ascii_strncasecmp (text, "turn", 4) == 0 &&
      memchr (rest, '@', strcspn (rest, "/?#")) == NULL) {
    g_string_append_uri_escaped (native, username, NULL, FALSE);
    if (password != NULL) {
      g_string_append_c (native, ':');
      g_string_append_uri_escaped (native, password, NULL, FALSE);
    }
    g_string_append_c (native, '@');
  }

  g_string_append (native, rest);
  return g_string_free (native, FALSE);
}

/* The authority of gst_uri_from_string_escaped(). The port overflows as it does there. */
static gboolean
parse_authority (const char *text,
                 const char *end,
                 Server     *server)
{
  const char *at = memchr (text, '@', (gsize) (end - text));
  const char *host_end;

  if (at != NULL) {
    server->user_info = g_strndup (text, (gsize) (at - text));
    text = at + 1;
  }

  if (*text == '[') {
    text++;
    host_end = memchr (text, ']', (gsize) (end - text));
    if (host_end == NULL)
      return FALSE;
  } else {
    host_end = memchr (text, ':', (gsize) (end - text));
    if (host_end == NULL)
      host_end = end;
  }

  if (host_end > text)
    server->host = g_uri_unescape_segment (text, host_end, NULL);

  text = host_end + (host_end < end && *host_end == ']');
  if (text == end)
    return TRUE;
  if (*text++ != ':')
    return FALSE;

  for (; text < end; text++) {
    if (!g_ascii_isdigit (*text))
      return FALSE;
    server->port = server->port * 10 + (guint) (*text - '0');
  }

  return TRUE;
}

static gboolean
parse_uri (const char *text,
           Server     *server)
{
  gsize length = 0;

  if (g_ascii_isalpha (*text)) {
    while (g_ascii_isalnum (text[length]) ||
           (text[length] != '\0' && strchr ("+-.", text[length]) != NULL))
      length++;
  }
  if (length > 0 && text[length] == ':') {
    server->scheme = g_strndup (text, length);
    text += length + 1;
  }

  if (g_str_has_prefix (text, "//")) {
    const char *end;

    text += 2;
    end = text + strcspn (text, "/?#");
    if (!parse_authority (text, end, server))
      return FALSE;
    text = end;
  }

  text += strcspn (text, "?#");
  if (*text == '?')
    server->query = g_strndup (text + 1, strcspn (text + 1, "#"));

  return TRUE;
}

static TpkJudgement *
refuse (TpkRefusal  refusal,
        const char *text)
{
  return tpk_judge_refuse_server (refusal, "GST_LEVEL_ERROR", text);
}

/* The query of a TURN server: the last transport of several counts, one without a value is none. */
static TpkJudgement *
parse_query (Server *server)
{
  g_auto (GStrv) parts = NULL;
  g_autofree char *transport = NULL;

  if (server->query == NULL)
    return NULL;

  parts = g_strsplit (server->query, "&", -1);
  for (gsize i = 0; parts[i] != NULL; i++) {
    char *equals = strchr (parts[i], '=');
    g_autofree char *key = NULL;

    g_strdelimit (parts[i], "+", ' ');
    key = g_uri_unescape_segment (parts[i], equals, NULL);
    if (g_strcmp0 (key, "transport") != 0) {
      g_autofree char *text = g_strdup_printf ("unknown query key, '%s'", key ? key : "");

      return refuse (TPK_REFUSAL_QUERY, text);
    }

    g_clear_pointer (&transport, g_free);
    transport = equals != NULL ? g_uri_unescape_string (equals + 1, NULL) : NULL;
  }

  server->has_transport = transport != NULL;
  server->is_tcp = g_strcmp0 (transport, "tcp") == 0;
  if (transport != NULL && !server->is_tcp && strcmp (transport, "udp") != 0) {
    g_autofree char *text = g_strdup_printf ("unknown transport value, '%s'", transport);

    return refuse (TPK_REFUSAL_TRANSPORT, text);
  }

  return NULL;
}

static TpkJudgement *
judge_user_info (const Server *server)
{
  g_autofree char *user = NULL;
  g_autofree char *pass = NULL;
  const char *colon;

  if (server->user_info != NULL) {
    colon = strchr (server->user_info, ':');
    user = g_uri_unescape_segment (server->user_info, colon, NULL);
    pass = colon != NULL ? g_uri_unescape_string (colon + 1, NULL) : NULL;
  }

  /* The log names the URL, which can hold a password. */
  if (user == NULL)
    return refuse (TPK_REFUSAL_NO_CREDENTIAL, "No username specified");
  if (pass == NULL)
    return refuse (TPK_REFUSAL_NO_CREDENTIAL, "No password specified");

  return NULL;
}

static TpkJudgement *
judge_setting (const char *native,
               Server     *server)
{
  g_autofree char *text = NULL;
  TpkJudgement *refused;

  if (!parse_uri (native, server))
    return refuse (TPK_REFUSAL_HOST, "Could not parse turn server");

  server->is_turn = g_strcmp0 (server->scheme, "turn") == 0 ||
                    g_strcmp0 (server->scheme, "turns") == 0;
  server->is_secure = g_strcmp0 (server->scheme, "stuns") == 0 ||
                      g_strcmp0 (server->scheme, "turns") == 0;

  /* What is no TURN server can only be the STUN server, of which no scheme is asked. */
  if (!server->is_turn && !server->is_secure && g_strcmp0 (server->scheme, "stun") != 0) {
    text = g_strdup_printf ("unknown scheme '%s'", server->scheme ? server->scheme : "(null)");
    return refuse (TPK_REFUSAL_SCHEME, text);
  }
  if (!server->is_turn)
    return NULL;

  refused = parse_query (server);
  return refused != NULL ? refused : judge_user_info (server);
}

static gboolean
is_address (const char *host)
{
  g_autofree char *without_zone = g_strndup (host, strcspn (host, "%"));
  struct in6_addr address;

  return inet_pton (AF_INET, host, &address) == 1 ||
         inet_pton (AF_INET6, without_zone, &address) == 1;
}

/* GResolver encodes names by g_hostname_to_ascii() and answers no number in an old notation. */
static char *
dup_host_in_ascii (const Server *server)
{
  struct in_addr old_notation;

  if (server->host == NULL || !g_utf8_validate (server->host, -1, NULL))
    return NULL;
  if (is_address (server->host))
    return g_strdup (server->host);
  if (strpbrk (server->host, " \t\r\n/@#[]%\\|\"<>:") != NULL ||
      inet_aton (server->host, &old_notation) != 0)
    return NULL;

  return g_str_is_ascii (server->host) ? g_strdup (server->host)
                                       : g_hostname_to_ascii (server->host);
}

static TpkJudgement *
judge_stun (TpkJudgeInput *input,
            const Server  *server,
            const char    *host)
{
  guint port = server->port != 0 ? server->port : DEFAULT_PORT;
  g_autofree char *dials = tpk_dials_new (TPK_SCHEME_STUN, host, port, TPK_TRANSPORT_UDP);

  if (server->is_secure)
    return tpk_judgement_new_changed (
      dials, "gstreamer-stuns-plaintext",
      _("GStreamer asks this server by plain STUN over UDP, without TLS. Write stun and its "
        "port."));

  return tpk_judge_input_dials (
    input, dials, "gstreamer-lenient",
    _("GStreamer asks this server although the text is no valid URL. Repair it."));
}

static TpkJudgement *
judge_turn (TpkJudgeInput *input,
            const Server  *server,
            const char    *host)
{
  guint port = server->port;
  TpkTransport transport = TPK_TRANSPORT_UDP;
  g_autofree char *dials = NULL;

  if (port == 0)
    port = server->is_secure ? DEFAULT_TLS_PORT : DEFAULT_PORT;
  if (server->is_secure || server->is_tcp)
    transport = TPK_TRANSPORT_TCP;
  dials = tpk_dials_new (TPK_SCHEME_TURN, host, port, transport);

  if (server->is_secure)
    return tpk_judgement_new_changed (
      dials, "gstreamer-turns-plaintext",
      _("GStreamer dials this server over TCP without TLS, so user name and relayed data pass in "
        "the clear and a server that insists on TLS hangs up. Use another client where TLS "
        "matters."));

  if (strchr (server->user_info, ':') != strrchr (server->user_info, ':'))
    return tpk_judgement_new_changed (
      dials, "gstreamer-colon-in-credential",
      _("GStreamer splits the credential at its first colon, so the server refuses it and there "
        "is no relay. Write every other colon as %3A."));

  if (!server->has_transport)
    return tpk_judgement_new_changed (
      dials, "gstreamer-both-transports",
      _("GStreamer dials this server over UDP and over TCP side by side. Add ?transport=udp or "
        "?transport=tcp to have one of them."));

  return tpk_judge_input_dials (
    input, dials, "gstreamer-lenient",
    _("GStreamer dials this server although the text is no valid URL. Repair it."));
}

static TpkJudgement *
judge (TpkJudgeInput *input)
{
  g_auto (Server) server = { 0 };
  g_autofree char *native = dup_native (input);
  g_autofree char *host = NULL;
  TpkJudgement *refused = judge_setting (native, &server);

  if (refused != NULL)
    return refused;

  host = dup_host_in_ascii (&server);
  if (host == NULL)
    return tpk_judgement_new_dropped (
      "gstreamer-dead-host",
      _("GStreamer accepts this and then finds no host to dial, so no call goes through it. Write "
        "a plain name or address."));

  if (server.port > G_MAXUINT16)
    return tpk_judgement_new_changed (
      NULL, "gstreamer-port-wraps",
      _("GStreamer accepts this port, and it is not known which one it then dials. Write a number "
        "from 1 to 65535."));

  return server.is_turn ? judge_turn (input, &server, host) : judge_stun (input, &server, host);
}

const TpkDialect tpk_dialect_gstreamer = {
  .id = "gstreamer",
  .name = N_("GStreamer"),
  .version = "webrtcbin 1.22.0, libnice 0.1.21",
  .about = N_("For GStreamer pipelines: the properties of webrtcbin, and only what libnice "
             "really does with them"),
  .content_type = "text/plain",
  .suffix = "txt",
  .judge = judge,
  .write = tpk_gstreamer_write,
  .recognise = tpk_gstreamer_recognise,
  .read = tpk_gstreamer_read,
};
