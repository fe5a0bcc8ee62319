/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#define G_LOG_DOMAIN "tpk-cloud-code"

#include "config.h"

#include "tpk-cloud-code.h"

#include <glib/gi18n-lib.h>

/*
 * How asking a service can end: the stable string, a sentence that a help desk can read out, and an
 * advice line that names the next step and who can take it. To add one, add a value and a row.
 */

G_DEFINE_QUARK (tpk-cloud-error-quark, tpk_cloud_error)

/* Translators: in these sentences {host}, {number} (an HTTP status, or seconds) and {reason} are
 * replaced; keep them as they are. */
static const struct {
  const char *string;
  const char *summary;
  const char *advice;
} rows[TPK_CLOUD_N_CODES] = {
  [TPK_CLOUD_CODE_OK] = {
    "ok",
    N_("{host} handed out servers."),
    N_("Nothing to do."),
  },
  [TPK_CLOUD_CODE_SETTINGS] = {
    "settings",
    N_("The service could not be asked: {reason}"),
    N_("Complete the settings of the cloud proxy, then ask again."),
  },
  [TPK_CLOUD_CODE_INSECURE] = {
    "insecure",
    N_("The address of the service begins with “http”, so passwords would cross the network "
       "unprotected. It was not asked."),
    N_("Enter the address with “https”. If the service has none, ask its operator for one."),
  },
  [TPK_CLOUD_CODE_NO_NETWORK] = {
    "no-network",
    N_("This machine has no network, so {host} could not be asked."),
    N_("Connect to a network; the service is then asked again."),
  },
  [TPK_CLOUD_CODE_DNS_NOT_FOUND] = {
    "dns-not-found",
    N_("There is no service called {host}."),
    N_("Check the spelling of the address. If it is right, ask the network’s administrator whether "
       "this network may look the name up."),
  },
  [TPK_CLOUD_CODE_DNS_FAILED] = {
    "dns-failed",
    N_("The name {host} could not be looked up."),
    N_("Check the network connection, then ask the network’s administrator about the DNS server."),
  },
  [TPK_CLOUD_CODE_PROXY_FAILED] = {
    "proxy-failed",
    N_("The web proxy of this network did not let {host} be reached: {reason}"),
    N_("Ask the network’s administrator to let the proxy reach {host} on port 443."),
  },
  [TPK_CLOUD_CODE_REFUSED] = {
    "refused",
    N_("{host} refused the connection."),
    N_("Check the port in the address. If it is right, ask the service’s operator whether it is "
       "running, or the network’s administrator whether a firewall refuses it."),
  },
  [TPK_CLOUD_CODE_UNREACHABLE] = {
    "unreachable",
    N_("There is no way from this network to {host}."),
    N_("Check the network connection, then ask the network’s administrator to let {host} through."),
  },
  [TPK_CLOUD_CODE_TIMEOUT] = {
    "timeout",
    N_("{host} did not answer in time."),
    N_("Try again in a minute. If it stays so, ask the network’s administrator whether a firewall "
       "drops connections to {host}."),
  },
  [TPK_CLOUD_CODE_CLOSED] = {
    "closed",
    N_("The connection to {host} was cut before it answered."),
    N_("Try again. If it stays so, ask the network’s administrator whether a firewall inspects "
       "connections to {host}."),
  },
  [TPK_CLOUD_CODE_TLS_UNTRUSTED] = {
    "tls-untrusted",
    N_("The certificate of {host} is signed by nobody this machine trusts, so nothing was sent."),
    N_("If the service is your own, choose the file of its certificate authority. If not, somebody "
       "may be reading along: ask the network’s administrator."),
  },
  [TPK_CLOUD_CODE_TLS_NAME_MISMATCH] = {
    "tls-name-mismatch",
    N_("The certificate is not for {host}, so nothing was sent."),
    N_("Check the address. If it is right, ask the service’s operator for a certificate with this "
       "name."),
  },
  [TPK_CLOUD_CODE_TLS_EXPIRED] = {
    "tls-expired",
    N_("The certificate of {host} is not valid at this time, so nothing was sent."),
    N_("Check the clock of this machine. If it is right, ask the service’s operator to renew the "
       "certificate."),
  },
  [TPK_CLOUD_CODE_TLS_FAILED] = {
    "tls-failed",
    N_("No encrypted connection to {host} came about: {reason}"),
    N_("Check that the address and port are those of an https service, then ask its operator."),
  },
  [TPK_CLOUD_CODE_UNAUTHORIZED] = {
    "unauthorized",
    N_("{host} does not accept the account and its secret (401). {reason}"),
    N_("Enter the account and its secret again, as the service’s console shows them."),
  },
  [TPK_CLOUD_CODE_FORBIDDEN] = {
    "forbidden",
    N_("{host} knows the account, but does not let it have servers (403). {reason}"),
    N_("Ask whoever owns the account to permit relays for this key, or to settle what is due."),
  },
  [TPK_CLOUD_CODE_NOT_FOUND] = {
    "not-found",
    N_("{host} knows no such address (404). {reason}"),
    N_("Check the address, and the account, key or channel that is part of it."),
  },
  [TPK_CLOUD_CODE_RATE_LIMITED] = {
    "rate-limited",
    N_("{host} was asked too often (429). {reason}"),
    N_("Wait; it is asked again by itself when it allows. If it stays so, ask whoever owns the "
       "account for a higher limit."),
  },
  [TPK_CLOUD_CODE_SERVER_ERROR] = {
    "server-error",
    N_("{host} has a fault of its own ({number}). {reason}"),
    N_("Try again in a minute. If it stays so, ask the service’s operator."),
  },
  [TPK_CLOUD_CODE_HTTP_ERROR] = {
    "http-error",
    N_("{host} answered with an error ({number}). {reason}"),
    N_("Check the settings against the service’s documentation, then ask its operator."),
  },
  [TPK_CLOUD_CODE_REDIRECTED] = {
    "redirected",
    N_("{host} sends on to {reason}. The secret was not sent there."),
    N_("If {reason} is right, enter it as the address of the service. A network that wants a "
       "sign-in first does the same: open a web page, then ask again."),
  },
  [TPK_CLOUD_CODE_REDIRECT_LOOP] = {
    "redirect-loop",
    N_("{host} sends on again and again."),
    N_("Check the address; if it is right, ask the service’s operator."),
  },
  [TPK_CLOUD_CODE_TOO_LARGE] = {
    "too-large",
    N_("{host} answered with far more than a list of servers."),
    N_("Check that the address is that of the service, and not of a page or a file."),
  },
  [TPK_CLOUD_CODE_TRUNCATED] = {
    "truncated",
    N_("The answer of {host} ended in the middle."),
    N_("Try again. If it stays so, ask the network’s administrator whether a proxy cuts answers "
       "off."),
  },
  [TPK_CLOUD_CODE_EMPTY] = {
    "empty",
    N_("The answer of {host} was empty."),
    N_("Check the address, then ask the service’s operator whether relays are set up."),
  },
  [TPK_CLOUD_CODE_NOT_JSON] = {
    "not-json",
    N_("The answer of {host} is not in the form of a list of servers (no JSON)."),
    N_("Check that the address is that of the service. A network that wants a sign-in first answers "
       "with a page: open a web page, then ask again."),
  },
  [TPK_CLOUD_CODE_DENIED] = {
    "denied",
    N_("{host} gave no servers, but said: {reason}"),
    N_("Mend what the service names, then ask again."),
  },
  [TPK_CLOUD_CODE_NO_SERVERS] = {
    "no-servers",
    N_("The answer of {host} has no servers in it. {reason}"),
    N_("Ask the service’s operator whether relays are set up for this account."),
  },
  [TPK_CLOUD_CODE_CLOCK] = {
    "clock",
    N_("The servers of {host} had ended before they came: a clock is wrong."),
    N_("Check the clock of this machine. If it is right, tell the service’s operator."),
  },
  [TPK_CLOUD_CODE_CANCELLED] = {
    "cancelled",
    N_("Asking {host} was cancelled."),
    N_("Ask again when it suits."),
  },
};

/* Returns: (transfer full): the sentence, without what nobody said */
static char *
dup_filled (const char *sentence,
            const char *host,
            guint       number,
            const char *reason)
{
  g_autoptr (GString) text = g_string_new (sentence);
  g_autofree char *digits = g_strdup_printf ("%u", number);

  g_string_replace (text, "{host}", host != NULL ? host : "?", 0);
  g_string_replace (text, "{number}", digits, 0);
  g_string_replace (text, "{reason}", reason != NULL ? reason : "", 0);

  return g_strchomp (g_string_free (g_steal_pointer (&text), FALSE));
}

/**
 * tpk_cloud_code_to_string:
 * @code: a code
 *
 * Returns: (transfer none): its stable name, as `rate-limited`
 */
const char *
tpk_cloud_code_to_string (TpkCloudCode code)
{
  g_return_val_if_fail ((guint) code < TPK_CLOUD_N_CODES, NULL);

  return rows[code].string;
}

/**
 * tpk_cloud_code_from_status:
 * @status: an HTTP status
 *
 * Returns: what @status means, %TPK_CLOUD_CODE_OK for every success
 */
TpkCloudCode
tpk_cloud_code_from_status (guint status)
{
  static const struct {
    guint first;
    guint last;
    TpkCloudCode code;
  } codes[] = {
    { 200, 299, TPK_CLOUD_CODE_OK },
    { 401, 401, TPK_CLOUD_CODE_UNAUTHORIZED },
    { 403, 403, TPK_CLOUD_CODE_FORBIDDEN },
    { 404, 404, TPK_CLOUD_CODE_NOT_FOUND },
    { 407, 407, TPK_CLOUD_CODE_PROXY_FAILED },
    { 429, 429, TPK_CLOUD_CODE_RATE_LIMITED },
    { 500, 599, TPK_CLOUD_CODE_SERVER_ERROR },
  };

  for (guint i = 0; i < G_N_ELEMENTS (codes); i++) {
    if (status >= codes[i].first && status <= codes[i].last)
      return codes[i].code;
  }

  return TPK_CLOUD_CODE_HTTP_ERROR;
}

/**
 * tpk_cloud_code_dup_summary:
 * @code: a code
 * @host: (nullable): who was asked
 * @number: an HTTP status
 * @reason: (nullable): the words of whoever knows better
 *
 * Returns: (transfer full): what happened, in one sentence or two
 */
char *
tpk_cloud_code_dup_summary (TpkCloudCode  code,
                            const char   *host,
                            guint         number,
                            const char   *reason)
{
  g_return_val_if_fail ((guint) code < TPK_CLOUD_N_CODES, NULL);

  return dup_filled (_(rows[code].summary), host, number, reason);
}

/**
 * tpk_cloud_code_dup_advice:
 * @code: a code
 * @host: (nullable): who was asked
 * @number: an HTTP status
 * @reason: (nullable): the words of whoever knows better
 *
 * Returns: (transfer full): the next step, and who can take it
 */
char *
tpk_cloud_code_dup_advice (TpkCloudCode  code,
                           const char   *host,
                           guint         number,
                           const char   *reason)
{
  g_return_val_if_fail ((guint) code < TPK_CLOUD_N_CODES, NULL);

  return dup_filled (_(rows[code].advice), host, number, reason);
}
