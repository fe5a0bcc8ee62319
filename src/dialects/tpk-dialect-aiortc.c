/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#define G_LOG_DOMAIN "tpk-dialect-aiortc"

#include "config.h"

#include "tpk-dialect-private.h"
#include "tpk-client-writer.h"
#include "tpk-judge-input.h"
#include "tpk-judge-refusal.h"
#include "tpk-text-escape.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/*
 * aiortc for Python. Two regular expressions read a URL (aiortc/rtcicetransport.py):
 *
 *   STUN  (stun|stuns):([^?:]+)(:[0-9]+)?
 *   TURN  (turn|turns):([^?:]+)(:[0-9]+)?(\?transport=.*)?
 *
 * and have to match all of it, in small letters. Then servers that cannot be used are passed over
 * without a word. What is left goes to Python's getaddrinfo(), which encodes names by IDNA 2003.
 */

#define MAX_LABEL_LENGTH 63

typedef struct {
  TpkScheme    scheme;
  char        *host;        /* (owned) */
  char        *port;        /* (nullable) (owned) */
  const char  *transport;   /* (nullable) */
} Server;

static void
server_clear (Server *self)
{
  g_clear_pointer (&self->host, g_free);
  g_clear_pointer (&self->port, g_free);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Server, server_clear)

static TpkJudgement *
refuse (TpkRefusal  refusal,
        const char *text)
{
  return tpk_judge_refuse (refusal, "ValueError", text);
}

static TpkJudgement *
refuse_match (const Server *server,
              const char   *rest)
{
  TpkRefusal refusal = TPK_REFUSAL_PORT;

  if (server->host == NULL && *rest == '[')
    refusal = TPK_REFUSAL_IPV6;
  else if (server->host == NULL)
    refusal = TPK_REFUSAL_NO_HOST;
  else if (strchr (server->host, '[') != NULL)
    refusal = TPK_REFUSAL_IPV6;
  else if (*rest == '?')
    refusal = server->scheme == TPK_SCHEME_STUN || server->scheme == TPK_SCHEME_STUNS
              ? TPK_REFUSAL_QUERY_ON_STUN : TPK_REFUSAL_QUERY;

  return refuse (refusal, "malformed uri");
}

/* The match of the regular expression, from the scheme on. */
static TpkJudgement *
parse (const char *text,
       Server     *server)
{
  const char *rest;
  gsize length;

  if (!g_str_has_prefix (text, "stun") && !g_str_has_prefix (text, "turn"))
    return refuse (TPK_REFUSAL_SCHEME, "malformed uri: invalid scheme");

  length = text[4] == 's' ? 5 : 4;
  if (text[length] != ':')
    return refuse (TPK_REFUSAL_SCHEME, "malformed uri");
  if (*text == 's')
    server->scheme = length == 5 ? TPK_SCHEME_STUNS : TPK_SCHEME_STUN;
  else
    server->scheme = length == 5 ? TPK_SCHEME_TURNS : TPK_SCHEME_TURN;

  rest = text + length + 1;
  length = strcspn (rest, "?:");
  if (length == 0)
    return refuse_match (server, rest);
  server->host = g_strndup (rest, length);
  rest += length;

  if (*rest == ':') {
    length = strspn (rest + 1, "0123456789");
    if (length == 0)
      return refuse_match (server, rest);
    server->port = g_strndup (rest + 1, length);
    rest += length + 1;
  }

  /* A line end is no character for ".". */
  if (*text == 't' && g_str_has_prefix (rest, "?transport=") && strchr (rest, '\n') == NULL) {
    server->transport = rest + strlen ("?transport=");
    rest += strlen (rest);
  }

  return *rest == '\0' ? NULL : refuse_match (server, rest);
}

/* IDNA 2003, whose case folding turns a sharp s into "ss". */
static char *
fold_to_ascii (const char *host)
{
  g_autofree char *folded = g_utf8_casefold (host, -1);
  g_autofree char *composed = g_utf8_normalize (folded, -1, G_NORMALIZE_NFKC);

  return g_hostname_to_ascii (composed);
}

/* What Python's "idna" codec does before a name is looked up. Names of ASCII are only measured. */
static char *
dup_host_in_ascii (const char *host)
{
  g_auto (GStrv) labels = NULL;

  if (!g_str_is_ascii (host))
    return g_utf8_validate (host, -1, NULL) ? fold_to_ascii (host) : NULL;

  labels = g_strsplit (host, ".", -1);
  for (gsize i = 0; labels[i] != NULL; i++) {
    gboolean is_last = labels[i + 1] == NULL;

    if (strlen (labels[i]) > MAX_LABEL_LENGTH || (*labels[i] == '\0' && !is_last))
      return NULL;
  }

  return g_strdup (host);
}

/* No resolver takes these: the characters that no host name has ever had. */
static gboolean
is_dead_host (const char *host)
{
  return host == NULL || strpbrk (host, " \t\r\n/@#[]%\\|\"<>") != NULL;
}

static TpkJudgement *
judge_use (const Server *server)
{
  if (server->scheme == TPK_SCHEME_STUNS)
    return tpk_judgement_new_dropped (
      "aiortc-stuns-ignored",
      _("aiortc passes over stuns servers without a word. Write stun."));

  if (server->transport != NULL && *server->transport != '\0') {
    if (server->scheme == TPK_SCHEME_TURNS && strcmp (server->transport, "udp") == 0)
      return tpk_judgement_new_dropped (
        "aiortc-dtls-ignored",
        _("aiortc does not speak DTLS and passes over this server without a word. Write "
          "?transport=tcp."));

    if (strcmp (server->transport, "tcp") != 0 &&
        (server->scheme == TPK_SCHEME_TURNS || strcmp (server->transport, "udp") != 0))
      return tpk_judgement_new_dropped (
        "aiortc-transport-ignored",
        _("aiortc does not know this transport and passes over the server without a word. Write "
          "udp or tcp in small letters."));
  }

  return NULL;
}

static TpkJudgement *
judge_dialling (TpkJudgeInput *input,
                const Server  *server)
{
  g_autofree char *host = dup_host_in_ascii (server->host);
  g_autofree char *dials = NULL;
  guint64 port = tpk_scheme_get_default_port (server->scheme);
  TpkTransport transport = TPK_TRANSPORT_UDP;

  if (is_dead_host (host))
    return tpk_judgement_new_dropped (
      "aiortc-dead-host",
      _("aiortc accepts this host, but no name like it can be looked up, so no call goes through "
        "it. Write a plain name."));

  if (server->port != NULL &&
      !g_ascii_string_to_unsigned (server->port, 10, 1, G_MAXUINT16, &port, NULL))
    return tpk_judgement_new_dropped (
      "aiortc-dead-port",
      _("aiortc accepts this port, but nothing can be sent to it, so no call goes through this "
        "server. Write a number from 1 to 65535."));

  if (server->scheme == TPK_SCHEME_TURNS || g_strcmp0 (server->transport, "tcp") == 0)
    transport = TPK_TRANSPORT_TCP;

  dials = tpk_dials_new (server->scheme, host, (guint) port, transport);
  return tpk_judge_input_dials (
    input, dials, "aiortc-lenient",
    _("aiortc dials this although it is not what the URL says by the standard, and other clients "
      "refuse it or dial something else. Repair it."));
}

static TpkJudgement *
judge (TpkJudgeInput *input)
{
  g_auto (Server) server = { 0 };
  TpkJudgement *judgement = parse (tpk_judge_input_get_url (input), &server);

  if (judgement == NULL)
    judgement = judge_use (&server);
  if (judgement == NULL)
    judgement = judge_dialling (input, &server);

  return judgement;
}

static const TpkClientLimits limits = {
  .name = "aiortc",
  .features = TPK_CLIENT_STUN | TPK_CLIENT_STUNS | TPK_CLIENT_ALL_TURN | TPK_CLIENT_TURN_DTLS |
              TPK_CLIENT_IPV6 | TPK_CLIENT_PASSWORD,
  .max_stun = 1,
  .max_turn = 1,
  .judge = &tpk_dialect_aiortc,
};

static void
append_server (GString         *text,
               TpkClientChoice *choice)
{
  g_autofree char *url = tpk_escape_python (tpk_ice_url_get_canonical (choice->url));
  g_autofree char *username = NULL;
  g_autofree char *password = NULL;

  g_string_append_printf (text, "        RTCIceServer(\n            urls=[%s],\n", url);
  if (tpk_ice_url_is_turn (choice->url)) {
    username = tpk_escape_python (choice->server->username);
    password = tpk_escape_python (choice->server->password);
    g_string_append_printf (text, "            username=%s,\n            credential=%s,\n",
                            username, password);
  }
  g_string_append (text, "        ),\n");
}

/* An empty list keeps aiortc from its own default, a public STUN server. */
static TpkExport *
write_profile (TpkProfile  *profile,
               gint64       now_s,
               GError     **error)
{
  g_autoptr (TpkExport) export = tpk_export_new (NULL);
  g_autoptr (GPtrArray) servers = tpk_client_writer_select (&limits, profile, now_s, export);
  g_autoptr (GString) text = g_string_new ("from aiortc import RTCConfiguration, RTCIceServer\n\n"
                                           "configuration = RTCConfiguration(\n"
                                           "    iceServers=[\n");
  TpkClientChoice choice;

  for (guint turn = 0; turn < 2; turn++) {
    if (tpk_client_writer_find (servers, turn != 0, &choice))
      append_server (text, &choice);
  }

  g_string_append (text, "    ],\n)\n");
  tpk_export_set_text (export, g_string_free (g_steal_pointer (&text), FALSE));
  return g_steal_pointer (&export);
}

const TpkDialect tpk_dialect_aiortc = {
  .id = "aiortc",
  .name = N_("aiortc"),
  .version = "07b6d23c",
  .about = N_("For Python programs that use aiortc: an RTCConfiguration in Python"),
  .content_type = "text/x-python",
  .suffix = "py",
  .judge = judge,
  .write = write_profile,
};
