/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#define G_LOG_DOMAIN "tpk-result-code"

#include "config.h"

#include "tpk-result-code.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/*
 * The end states of a check, each with its stable string, a sentence that a help desk can read
 * out, and an advice line that names the next step and who can take it. To add one, add a value
 * and a row.
 */

typedef struct {
  const char *string;
  const char *summary;
  const char *advice;
} CodeRow;

/* Translators: in these sentences {host}, {port}, {proxy}, {transport} (UDP, TCP, TLS or DTLS),
 * {number} and {reason} are replaced; keep them as they are. */
static const CodeRow rows[TPK_N_CODES] = {
  [TPK_CODE_OK] = {
    "ok",
    N_("Works over {transport}."),
    N_("Nothing to do."),
  },
  [TPK_CODE_INVALID_URL] = {
    "invalid-url",
    N_("This URL is not written correctly, so it was not tried."),
    N_("Correct the URL in the list of servers, then check again."),
  },
  [TPK_CODE_DNS_NOT_FOUND] = {
    "dns-not-found",
    N_("There is no server called {host}."),
    N_("Check the spelling of the name. If it is right, ask the server’s operator whether the "
       "name is public, or the network’s administrator whether this network may look it up."),
  },
  [TPK_CODE_DNS_TIMEOUT] = {
    "dns-timeout",
    N_("Looking up the name {host} took too long."),
    N_("Check that other names can be looked up; if they can not, ask the network’s "
       "administrator about the DNS server."),
  },
  [TPK_CODE_DNS_FAILED] = {
    "dns-failed",
    N_("The name {host} could not be looked up."),
    N_("Check the network connection, then ask the network’s administrator about the DNS server."),
  },
  [TPK_CODE_REFUSED] = {
    "refused",
    N_("Nothing accepts {transport} at port {port} of {host}: the connection was refused."),
    N_("Check the port number. If it is right, ask the server’s operator whether the relay "
       "service is running and listens for {transport} there."),
  },
  [TPK_CODE_UNREACHABLE] = {
    "unreachable",
    N_("There is no way from this network to {host}."),
    N_("Check the address and the network connection; if other servers answer, ask the "
       "network’s administrator to let {transport} port {port} to {host} through."),
  },
  [TPK_CODE_TIMEOUT] = {
    "timeout",
    N_("No {transport} connection to port {port} of {host}: nobody answered in time."),
    N_("A firewall may swallow it: ask the network’s administrator to let {transport} port "
       "{port} to {host} through. If other networks can not reach it either, ask the "
       "server’s operator."),
  },
  [TPK_CODE_CLOSED] = {
    "closed",
    N_("The connection to {host} was accepted, then closed at once."),
    N_("Ask the server’s operator which service listens at port {port}; if it works from "
       "other networks, ask the network’s administrator whether a firewall cuts it."),
  },
  [TPK_CODE_PROXY_REFUSED] = {
    "proxy-refused",
    N_("The proxy {proxy} refuses to connect to port {port} of {host}."),
    N_("Ask the network’s administrator to allow CONNECT to {host} port {port}."),
  },
  [TPK_CODE_PROXY_AUTH] = {
    "proxy-auth",
    N_("The proxy {proxy} asks for a user name and password."),
    N_("Enter the right user name and password of the proxy, or ask the network’s administrator "
       "for them."),
  },
  [TPK_CODE_PROXY_FAILED] = {
    "proxy-failed",
    N_("The proxy {proxy} does not work."),
    N_("Check which proxy is set, in the system’s network settings or on the command line; if it "
       "is right, ask the network’s administrator."),
  },
  [TPK_CODE_TLS_UNTRUSTED] = {
    "tls-untrusted",
    N_("{host} shows a certificate that nobody trusted has signed."),
    N_("Ask the server’s operator for a certificate of a public authority with its whole chain, "
       "or choose the organisation’s own CA file. If other servers show the same unknown "
       "issuer, a firewall may be opening encrypted connections."),
  },
  [TPK_CODE_TLS_NAME_MISMATCH] = {
    "tls-name-mismatch",
    N_("The certificate of the server is for another name than {host}."),
    N_("Use the name that is in the certificate, or ask the server’s operator for a "
       "certificate for {host}."),
  },
  [TPK_CODE_TLS_EXPIRED] = {
    "tls-expired",
    N_("The certificate of {host} is not valid at this date."),
    N_("Ask the server’s operator to renew the certificate. If many servers say this, check "
       "the clock of this computer."),
  },
  [TPK_CODE_TLS_NOT_TLS] = {
    "tls-not-tls",
    N_("{host} answers at port {port}, but not with encryption."),
    N_("Check the port (encrypted relays usually listen at 5349 or 443), or ask the server’s "
       "operator where {transport} is offered."),
  },
  [TPK_CODE_TLS_FAILED] = {
    "tls-failed",
    N_("An encrypted connection to {host} could not be agreed."),
    N_("Ask the server’s operator which TLS versions and ciphers the relay offers; if it "
       "works from other networks, ask the network’s administrator whether a firewall "
       "interferes."),
  },
  [TPK_CODE_NO_REPLY] = {
    "no-reply",
    N_("{host} does not answer over {transport} at port {port}."),
    N_("A firewall may swallow it: ask the network’s administrator to let {transport} port "
       "{port} to {host} through, both ways. If it is silent from other networks too, ask the "
       "server’s operator."),
  },
  [TPK_CODE_NOT_STUN] = {
    "not-stun",
    N_("Something else than a relay answers at port {port} of {host}."),
    N_("Check the port number; if it is right, ask the server’s operator which service is "
       "there, or the network’s administrator whether a web gateway answers in its place."),
  },
  [TPK_CODE_NOT_TURN] = {
    "not-turn",
    N_("{host} is a STUN server, but it does not relay."),
    N_("Write stun: instead of turn:, or ask the server’s operator for a TURN server."),
  },
  [TPK_CODE_BAD_CREDENTIALS] = {
    "bad-credentials",
    N_("{host} answers, but refuses the user name or the password."),
    N_("Type the user name and the password again; if they are right, ask the server’s "
       "operator for new ones."),
  },
  [TPK_CODE_CREDENTIALS_EXPIRED] = {
    "credentials-expired",
    N_("The user name for {host} was only valid until a time that has passed."),
    N_("Get a new user name and password from the service that made them; check the clock of "
       "this computer if they are new."),
  },
  [TPK_CODE_WRONG_CREDENTIALS] = {
    "wrong-credentials",
    N_("{host} says that these credentials belong to another allocation."),
    N_("Check again in a minute; if it stays, ask the server’s operator to look for a load "
       "balancer that mixes its servers’ users."),
  },
  [TPK_CODE_STALE_NONCE] = {
    "stale-nonce",
    N_("{host} keeps calling its own fresh challenge out of date."),
    N_("Ask the server’s operator to check the relay’s nonce settings and, behind a load "
       "balancer, that one client always reaches the same server."),
  },
  [TPK_CODE_REDIRECTED] = {
    "redirected",
    N_("{host} sends its clients to another server."),
    N_("Use the other server’s address instead, or ask the server’s operator why it redirects."),
  },
  [TPK_CODE_REDIRECT_LOOP] = {
    "redirect-loop",
    N_("{host} sends its clients from server to server without end."),
    N_("Ask the server’s operator to correct the alternate server of the relay."),
  },
  [TPK_CODE_ALLOCATION_MISMATCH] = {
    "allocation-mismatch",
    N_("{host} mistakes this check for one that was already there."),
    N_("Check again in a minute; if it stays, ask the server’s operator."),
  },
  [TPK_CODE_ADDRESS_FAMILY] = {
    "address-family",
    N_("{host} can not relay for this kind of address (IPv4 or IPv6)."),
    N_("Use the server’s other address, or ask its operator to relay for both kinds."),
  },
  [TPK_CODE_UNSUPPORTED_TRANSPORT] = {
    "unsupported-transport",
    N_("{host} does not offer this transport."),
    N_("Choose another transport for this server, or ask its operator which ones it offers."),
  },
  [TPK_CODE_QUOTA_REACHED] = {
    "quota-reached",
    N_("{host} gives this user no further relay: the quota is used up."),
    N_("End other calls of this user, wait for old ones to lapse (ten minutes at most), or ask "
       "the server’s operator for a larger quota."),
  },
  [TPK_CODE_NO_CAPACITY] = {
    "no-capacity",
    N_("{host} has no free relay port left."),
    N_("Ask the server’s operator for more capacity; use another server meanwhile."),
  },
  [TPK_CODE_FORBIDDEN] = {
    "forbidden",
    N_("{host} forbids this user or this network to relay."),
    N_("Ask the server’s operator to allow it."),
  },
  [TPK_CODE_SERVER_ERROR] = {
    "server-error",
    N_("{host} reports a fault of its own (error {number})."),
    N_("Ask the server’s operator to look into the relay’s log."),
  },
  [TPK_CODE_STUN_ERROR] = {
    "stun-error",
    N_("{host} answered with an unexpected error."),
    N_("Ask the server’s operator, and give them the error from the details."),
  },
  [TPK_CODE_PEER_FORBIDDEN] = {
    "peer-forbidden",
    N_("{host} relays, but not to its own addresses, so data could not be tried."),
    N_("This is often a policy, and harmless. If both sides of a call use this server, ask its "
       "operator to permit its own relay addresses as peers."),
  },
  [TPK_CODE_RELAY_SILENT] = {
    "relay-silent",
    N_("{host} gave a relay address, but no data comes through it."),
    N_("Ask the server’s operator to open the relay’s own UDP port range (often 49152–65535)."),
  },
  [TPK_CODE_RELAY_LOSSY] = {
    "relay-lossy",
    N_("Data gets through {host}, but some of it is lost."),
    N_("Calls may stutter: try another network or server, and check again at another time."),
  },
  [TPK_CODE_LARGE_PACKETS_LOST] = {
    "large-packets-lost",
    N_("Small packets get through {host}, large ones do not: voice may work, video will not."),
    N_("Ask the network’s administrator to check the MTU on the way, VPNs first."),
  },
  [TPK_CODE_RELAY_ADDRESS_WRONG] = {
    "relay-address-wrong",
    N_("{host} hands out a relay address that others can not reach."),
    N_("Ask the server’s operator to set the relay’s public address (coturn: external-ip)."),
  },
  [TPK_CODE_OPEN_RELAY] = {
    "open-relay",
    N_("{host} relays for anybody, without asking for a password."),
    N_("It works, but strangers can misuse it: ask the server’s operator to require credentials."),
  },
  [TPK_CODE_CANCELLED] = {
    "cancelled",
    N_("The check was cancelled."),
    N_("Check again."),
  },
  [TPK_CODE_NO_NETWORK] = {
    "no-network",
    N_("This computer has no network connection, so nothing could be tried."),
    N_("Connect to a network, then check again."),
  },
  [TPK_CODE_CAPTIVE_PORTAL] = {
    "captive-portal",
    N_("This network wants you to sign in on a web page first."),
    N_("Open a web browser, sign in, then check again."),
  },
  [TPK_CODE_TESTER_FAILED] = {
    "tester-failed",
    N_("The check itself failed, so this says nothing about the server."),
    N_("Check again; if it stays, report it with the details."),
  },
};

/**
 * tpk_code_to_string:
 * @code: a code
 *
 * Returns: (transfer none): the stable string of @code, for JSON, scripts and tests
 */
const char *
tpk_code_to_string (TpkCode code)
{
  g_return_val_if_fail (code < TPK_N_CODES, NULL);

  return rows[code].string;
}

/**
 * tpk_code_from_stun_error:
 * @stun_error: the number of an error reply to an authenticated request
 *
 * RFC 8489 §14.8 and RFC 8656 §19 name the numbers. What 400 and 420 mean depends on the request,
 * so they are left to the caller.
 *
 * Returns: the code of @stun_error; %TPK_CODE_STUN_ERROR when it has none of its own
 */
TpkCode
tpk_code_from_stun_error (int stun_error)
{
  switch (stun_error) {
  case 300:
    return TPK_CODE_REDIRECTED;
  case 401:
    return TPK_CODE_BAD_CREDENTIALS;
  case 403:
    return TPK_CODE_FORBIDDEN;
  case 437:
    return TPK_CODE_ALLOCATION_MISMATCH;
  case 438:
    return TPK_CODE_STALE_NONCE;
  case 440:
  case 443:
    return TPK_CODE_ADDRESS_FAMILY;
  case 441:
    return TPK_CODE_WRONG_CREDENTIALS;
  case 442:
    return TPK_CODE_UNSUPPORTED_TRANSPORT;
  case 486:
    return TPK_CODE_QUOTA_REACHED;
  case 500:
    return TPK_CODE_SERVER_ERROR;
  case 508:
    return TPK_CODE_NO_CAPACITY;
  default:
    return TPK_CODE_STUN_ERROR;
  }
}

static void
append_value (GString              *text,
              const char           *name,
              gsize                 length,
              const TpkCodeContext *context)
{
  static const char *const transports[] = { "UDP", "TCP", "TLS", "DTLS" };

  if (strncmp (name, "host", length) == 0)
    g_string_append (text, context->host ? context->host : _("The server"));
  else if (strncmp (name, "proxy", length) == 0)
    g_string_append (text, context->proxy ? context->proxy : "");
  else if (strncmp (name, "port", length) == 0)
    g_string_append_printf (text, "%u", context->port);
  else if (strncmp (name, "transport", length) == 0)
    g_string_append (text, transports[context->wire]);
  else if (strncmp (name, "number", length) == 0)
    g_string_append_printf (text, "%d", context->number);
  else if (strncmp (name, "reason", length) == 0)
    g_string_append (text, context->reason ? context->reason : "");
}

/**
 * tpk_code_fill:
 * @sentence: a translated sentence with {host}, {port}, {proxy}, {transport}, {number} or {reason}
 * @context: what to put there
 *
 * A name between braces that is none of these is dropped, so a slip in a translation can never
 * read memory, as a slip in a printf format could.
 *
 * Returns: (transfer full): the sentence
 */
char *
tpk_code_fill (const char           *sentence,
               const TpkCodeContext *context)
{
  GString *text;
  const char *open;

  g_return_val_if_fail (sentence != NULL, NULL);
  g_return_val_if_fail (context != NULL, NULL);

  text = g_string_new (NULL);
  while ((open = strchr (sentence, '{')) != NULL) {
    const char *close = strchr (open, '}');

    if (close == NULL)
      break;
    g_string_append_len (text, sentence, open - sentence);
    append_value (text, open + 1, close - open - 1, context);
    sentence = close + 1;
  }
  g_string_append (text, sentence);

  return g_string_free (text, FALSE);
}

/**
 * tpk_code_dup_summary:
 * @code: a code
 * @context: what the sentence speaks of
 *
 * Returns: (transfer full): what happened, in one plain translated sentence
 */
char *
tpk_code_dup_summary (TpkCode               code,
                      const TpkCodeContext *context)
{
  g_return_val_if_fail (code < TPK_N_CODES, NULL);

  return tpk_code_fill (_(rows[code].summary), context);
}

/**
 * tpk_code_dup_advice:
 * @code: a code
 * @context: what the sentence speaks of
 *
 * Returns: (transfer full): the next step and who can take it, translated
 */
char *
tpk_code_dup_advice (TpkCode               code,
                     const TpkCodeContext *context)
{
  g_return_val_if_fail (code < TPK_N_CODES, NULL);

  return tpk_code_fill (_(rows[code].advice), context);
}
