/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#define G_LOG_DOMAIN "tpk-acs-url"

#include "config.h"

#include "tpk-acs-url.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "tpk-judge-input.h"
#include "tpk-judge-refusal.h"
#include "tpk-text-url.h"

/*
 * What the Calling SDK 2.0.0 of Azure Communication Services does with URLs, in Chromium: a port of
 * AcsCustomRelayManager._getIndividualRelay() and of the setter AcsProxy.proxyUrl, step by step.
 * The SDK works on the serialised URL, and reads host and port by putting `https:` in the place of
 * the scheme. 1.14.1-beta.1 takes and refuses the same, with other numbers and words.
 */

#define ERROR_NAME "CallingCommunicationError"
#define EARLIER "1.14.1-beta.1: "

#define DEFAULT_PORT 3478
#define HTTPS_PORT 443

/* AcsProxy.proxyUrl refuses shorter ones before it looks at them. */
#define MIN_PROXY_LENGTH 4

typedef enum {
  RELAY_UDP,
  RELAY_TCP,
  RELAY_TLS,
} RelayKind;

typedef struct {
  TpkWhatwgUrl *url;           /* (owned) */
  TpkWhatwgUrl *https;         /* (owned) */
  char         *href;          /* (owned) */
  char         *transport;     /* (nullable) (owned): as written */
  RelayKind     kind;
  guint         port;
} Relay;

static void
relay_clear (Relay *self)
{
  g_clear_pointer (&self->url, tpk_whatwg_url_free);
  g_clear_pointer (&self->https, tpk_whatwg_url_free);
  g_clear_pointer (&self->href, g_free);
  g_clear_pointer (&self->transport, g_free);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Relay, relay_clear)

static TpkJudgement *
refuse_url (TpkRefusal refusal)
{
  return tpk_judgement_with_earlier_text (
    tpk_judge_refuse (refusal, ERROR_NAME,
                      "400/40003 Failed to create a URL object with the ICE server URL provided."),
    EARLIER "400/0 Error processing relay information. Possibly invalid url");
}

/* _extractPortFromUrl(): the first match of /(\:[0-9]{1,6})(?=$|\/|\?)/ in the serialised URL,
 * wherever it is. */
static guint
extract_port (const char *href)
{
  for (const char *p = strchr (href, ':'); p != NULL; p = strchr (p + 1, ':')) {
    gsize n_digits = strspn (p + 1, "0123456789");
    char after = p[1 + n_digits];

    if (n_digits >= 1 && n_digits <= 6 && (after == '\0' || after == '/' || after == '?'))
      return (guint) g_ascii_strtoull (p + 1, NULL, 10);
  }

  return 0;
}

static RelayKind
relay_kind_from_string (const char *transport)
{
  if (g_strcmp0 (transport, "tcp") == 0)
    return RELAY_TCP;
  if (g_strcmp0 (transport, "tls") == 0)
    return RELAY_TLS;

  return RELAY_UDP;
}

static TpkJudgement *
read_relay (Relay      *self,
            const char *text)
{
  g_autofree char *with_https = NULL;

  self->url = tpk_whatwg_url_parse_as (text, -1, TPK_WHATWG_CHROMIUM);
  if (self->url == NULL)
    return refuse_url (TPK_REFUSAL_NOT_A_URL);

  if (strcmp (self->url->scheme, "turn") != 0 && strcmp (self->url->scheme, "turns") != 0 &&
      strcmp (self->url->scheme, "stun") != 0)
    return tpk_judgement_with_earlier_text (
      tpk_judge_refuse (strcmp (self->url->scheme, "stuns") == 0 ? TPK_REFUSAL_STUNS
                                                                 : TPK_REFUSAL_SCHEME,
                        ERROR_NAME,
                        "400/40004 The ICE server url must contain 'turn', 'turns', or 'stun'."),
      EARLIER "500/0 Error processing relay information. Unrecognized schema");

  self->href = tpk_whatwg_url_serialize (self->url);
  with_https = g_strconcat ("https", self->href + strlen (self->url->scheme), NULL);
  self->https = tpk_whatwg_url_parse_as (with_https, -1, TPK_WHATWG_CHROMIUM);
  if (self->https == NULL)
    return refuse_url (TPK_REFUSAL_HOST);

  self->transport = tpk_whatwg_url_dup_parameter (self->https, "transport");
  self->kind = relay_kind_from_string (self->transport);

  self->port = self->https->port >= 0 ? (guint) self->https->port : extract_port (self->href);
  if (self->port == 0)
    self->port = DEFAULT_PORT;

  return NULL;
}

/* The SDK's own words for what it dials: TLS is written without a transport. */
static char *
dup_dials (Relay *self)
{
  if (self->kind == RELAY_TLS)
    return g_strdup_printf ("turns:%s:%u", self->https->host, self->port);

  return g_strdup_printf ("turn:%s:%u?transport=%s", self->https->host, self->port,
                          self->kind == RELAY_TCP ? "tcp" : "udp");
}

/* What the URL means, where the SDK's `transport=tls` means TLS, or its safe repair.
 * Returns: (transfer full) (nullable): %NULL when nobody can know, or a part of it is lost */
static TpkIceUrl *
dup_meant (TpkJudgeInput *input)
{
  TpkIceUrl *url = tpk_judge_input_get_ice_url (input);

  return tpk_ice_url_get_user_info (url, NULL, NULL) ? NULL : tpk_text_dup_usable_url (url);
}

static gboolean
dials_what_is_meant (TpkJudgeInput *input,
                     Relay         *relay)
{
  g_autoptr (TpkIceUrl) meant = dup_meant (input);
  RelayKind kind;

  if (meant == NULL || strcmp (relay->url->scheme, "stun") == 0)
    return FALSE;

  if (tpk_ice_url_is_secure (meant))
    kind = RELAY_TLS;
  else
    kind = tpk_ice_url_get_transport (meant) == TPK_TRANSPORT_TCP ? RELAY_TCP : RELAY_UDP;

  return relay->kind == kind && relay->port == tpk_ice_url_get_port (meant) &&
         (relay->https->host_kind == TPK_WHATWG_HOST_IPV4) ==
         (tpk_ice_url_get_host_kind (meant) == TPK_HOST_IPV4);
}

static gboolean
has_ignored_transport (Relay *relay)
{
  return relay->kind == RELAY_UDP && g_strcmp0 (relay->transport, "udp") != 0 &&
         relay->https->query != NULL && *relay->https->query != '\0';
}

/* What helps is up to Turnpike where it writes the configuration: the SDK's words for TLS are an error
 * everywhere else. */
static const char *
explain_plaintext (TpkJudgeInput *input,
                   Relay         *relay)
{
  if (tpk_judge_input_means_dtls (input))
    return _("Azure's SDK dials this server without encryption, in spite of “turns:”, and does not "
             "speak DTLS. Add the same server with “?transport=tcp”.");
  if (relay->https->host_kind == TPK_WHATWG_HOST_IPV4)
    return _("Azure's SDK dials this server without encryption, in spite of “turns:”, and never "
             "dials TLS to an IPv4 address. Use the server's name.");

  return _("Azure's SDK dials this server without encryption, in spite of “turns:”. Turnpike writes "
           "it for Azure with “?transport=tls”; do so in code of your own.");
}

/* The worst of what is otherwise than written. */
static TpkJudgement *
judge_changed (TpkJudgeInput *input,
               Relay         *relay)
{
  g_autofree char *dials = dup_dials (relay);

  if (strcmp (relay->url->scheme, "stun") == 0)
    return tpk_judgement_new_changed (
      dials, "acs-stun-as-turn",
      _("Azure's SDK takes this STUN server for a TURN server and asks it for a relay, which "
        "fails. Turnpike leaves STUN out of what it writes for Azure; give it TURN servers."));

  if (strcmp (relay->url->scheme, "turns") == 0 && relay->kind != RELAY_TLS)
    return tpk_judgement_new_changed (dials, "acs-plaintext", explain_plaintext (input, relay));

  if (has_ignored_transport (relay))
    return tpk_judgement_new_changed (
      dials, "acs-transport-ignored",
      _("Azure's SDK does not understand this query and dials UDP. Write “?transport=udp”, "
        "“?transport=tcp” or “?transport=tls”, in small letters."));

  if (relay->kind == RELAY_TLS && relay->port == DEFAULT_PORT)
    return tpk_judgement_new_changed (
      dials, "acs-dials-otherwise",
      _("Azure's SDK dials port 3478 where no other is written, also for TLS. Write the port, as in "
        "“turns:turn.example.com:443?transport=tls”."));

  return tpk_judgement_new_changed (
    dials, "acs-dials-otherwise",
    _("Azure's SDK dials another address or port than is written. Write host and port plainly, as "
      "in “turn:turn.example.com:3478?transport=udp”."));
}

/**
 * tpk_acs_judge_url:
 * @input: a URL, with or without a credential
 *
 * What the Calling SDK 2.0.0 does with a URL in `iceServers`. `dials` is what it hands to the
 * browser.
 *
 * Returns: (transfer full): the judgement
 */
TpkJudgement *
tpk_acs_judge_url (TpkJudgeInput *input)
{
  g_auto (Relay) relay = { NULL };
  g_autofree char *dials = NULL;
  TpkJudgement *refusal;
  const char *username, *password;

  g_return_val_if_fail (input != NULL, NULL);

  refusal = read_relay (&relay, tpk_judge_input_get_url (input));
  if (refusal != NULL)
    return refusal;

  if (relay.kind == RELAY_TLS && relay.https->host_kind == TPK_WHATWG_HOST_IPV4)
    return tpk_judgement_new_dropped (
      "acs-tls-address-dropped",
      _("Azure's SDK never dials TLS to an IPv4 address: it accepts the entry and forgets it. Use "
        "the server's name."));

  username = tpk_judge_input_get_username (input);
  password = tpk_judge_input_get_password (input);
  if (username == NULL || *username == '\0' || password == NULL || *password == '\0')
    return tpk_judgement_new_dropped (
      "acs-no-credential",
      _("Azure's SDK accepts an entry without user name and password, and then no call starts. "
        "Enter both."));

  if (!dials_what_is_meant (input, &relay))
    return judge_changed (input, &relay);

  dials = dup_dials (&relay);
  return tpk_judgement_new_ok (dials);
}

static TpkJudgement *
judge_proxy_record (const TpkWhatwgUrl *url)
{
  g_autofree char *dials = NULL;
  gboolean port = url->port >= 0;

  /* AcsProxy.proxyfyUrl() keeps host and path, and takes the scheme of what is proxied. */
  dials = port ? g_strdup_printf ("https://%s:%d%s", url->host, url->port, url->path)
               : g_strdup_printf ("https://%s%s", url->host, url->path);

  if (strchr (url->host, '%') != NULL)
    return tpk_judgement_new_changed (
      dials, "acs-proxy-host",
      _("There is a space or an asterisk in the host, so no signalling proxy is reached. Remove "
        "it."));

  if (strcmp (url->scheme, "http") == 0)
    return tpk_judgement_new_changed (
      dials, "acs-proxy-scheme-ignored",
      _("Azure's SDK dials a signalling proxy by https even if “http:” is written. Write “https:” "
        "and let the proxy speak TLS on that port."));

  if (*url->username != '\0' || *url->password != '\0' || url->query != NULL ||
      url->fragment != NULL)
    return tpk_judgement_new_changed (
      dials, "acs-proxy-part-ignored",
      _("Azure's SDK keeps only host, port and path of a signalling proxy. Remove user name, query "
        "and fragment; the proxy must do without them."));

  return tpk_judgement_new_ok (dials);
}

/**
 * tpk_acs_judge_proxy:
 * @url: the URL of a signalling proxy
 *
 * What the Calling SDK 2.0.0 does with `networkConfiguration.proxy.url`: the errors 40005 to 40007,
 * and what it puts before each address it proxies. An empty URL means that there is no proxy.
 *
 * Returns: (transfer full): the judgement; dropped if @url is empty
 */
TpkJudgement *
tpk_acs_judge_proxy (const char *url)
{
  g_autofree char *with_slash = NULL;
  g_autoptr (TpkWhatwgUrl) record = NULL;

  g_return_val_if_fail (url != NULL, NULL);

  if (*url == '\0')
    return tpk_judgement_new_dropped ("acs-proxy-empty",
                                      _("There is no signalling proxy. Enter its address, or leave "
                                        "it out."));

  if (g_utf8_strlen (url, MIN_PROXY_LENGTH * 4) < MIN_PROXY_LENGTH)
    return tpk_judgement_new_rejected (ERROR_NAME,
                                       "400/40005 Failed setup proxy, the url is too short",
                                       "acs-proxy-short",
                                       _("The address of the signalling proxy is too short. Write "
                                         "it as “https://proxy.example.com/”."));

  with_slash = g_str_has_suffix (url, "/") ? g_strdup (url) : g_strconcat (url, "/", NULL);
  record = tpk_whatwg_url_parse_as (with_slash, -1, TPK_WHATWG_CHROMIUM);

  if (record == NULL)
    return tpk_judgement_new_rejected (ERROR_NAME,
                                       "400/40007 Failed to create a URL object with the proxy URL "
                                       "provided.",
                                       "acs-proxy-not-a-url",
                                       _("The signalling proxy is not written as a URL. Write it "
                                         "as “https://proxy.example.com/”."));

  if (strcmp (record->scheme, "https") != 0 && strcmp (record->scheme, "http") != 0)
    return tpk_judgement_new_rejected (ERROR_NAME,
                                       "400/40006 Failed setup proxy, the protocol is not https or "
                                       "http",
                                       "acs-proxy-scheme",
                                       _("A signalling proxy is a web server. Write it as "
                                         "“https://proxy.example.com/”."));

  return judge_proxy_record (record);
}
