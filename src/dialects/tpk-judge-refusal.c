/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#define G_LOG_DOMAIN "tpk-judge-refusal"

#include "config.h"

#include "tpk-judge-refusal.h"

#include <glib/gi18n-lib.h>

static const struct {
  const char *code;
  const char *message;             /* when the client refuses the whole configuration */
  const char *server_message;      /* (nullable): when it only leaves out the server */
} refusals[] = {
  [TPK_REFUSAL_NOT_A_URL] = {
    "refused-not-a-url",
    N_("This client cannot read the text as a URL and refuses the whole configuration, so no call "
       "starts. Write it as turn:host:port."),
  },
  [TPK_REFUSAL_SCHEME] = {
    "refused-scheme",
    N_("This client takes only stun, turn and turns URLs and refuses the whole configuration, so "
       "no call starts. Put one of them and a colon before the host."),
    N_("This client logs an error and goes on without this server, so calls that need a relay "
       "fail. Write stun or turn in small letters and a colon before the host."),
  },
  [TPK_REFUSAL_STUNS] = {
    "refused-stuns",
    N_("This client does not know stuns and refuses the whole configuration, so no call starts. "
       "Use stun, or turns on the same server."),
  },
  [TPK_REFUSAL_SLASHES] = {
    "refused-slashes",
    N_("This client finds no host after two slashes and refuses the whole configuration, so no "
       "call starts. Remove the slashes."),
  },
  [TPK_REFUSAL_NO_HOST] = {
    "refused-no-host",
    N_("This client finds no host and refuses the whole configuration, so no call starts. Write "
       "the name or the address of the server."),
  },
  [TPK_REFUSAL_HOST] = {
    "refused-host",
    N_("This client refuses the whole configuration because of the host or its port, so no call "
       "starts. Write a plain name or address, and a number as the port."),
    N_("This client logs an error and goes on without this server, so calls that need a relay "
       "fail. Write a plain name or address, and a number as the port."),
  },
  [TPK_REFUSAL_IPV6] = {
    "refused-ipv6",
    N_("This client cannot read an IPv6 address in a URL, so no call starts. Use a host name."),
  },
  [TPK_REFUSAL_PORT] = {
    "refused-port",
    N_("This client refuses the whole configuration because of the port, so no call starts. Write "
       "a number from 1 to 65535 or leave it out."),
  },
  [TPK_REFUSAL_BLOCKED_PORT] = {
    "refused-blocked-port",
    N_("This client blocks the port because another service uses it, and refuses the whole "
       "configuration. Let the server listen on 443 or 3478 too."),
  },
  [TPK_REFUSAL_PATH] = {
    "refused-path",
    N_("This client refuses the whole configuration because of what follows the host, so no call "
       "starts. Remove everything from the slash on."),
  },
  [TPK_REFUSAL_USER_INFO] = {
    "refused-user-info",
    N_("This client refuses a user name in the URL, so no call starts. Move it to the field for "
       "the user name."),
  },
  [TPK_REFUSAL_FRAGMENT] = {
    "refused-fragment",
    N_("This client refuses the whole configuration because of the fragment, so no call starts. "
       "Remove everything from the # on."),
  },
  [TPK_REFUSAL_QUERY] = {
    "refused-query",
    N_("This client refuses the whole configuration because of the query, so no call starts. "
       "Nothing but ?transport=udp or ?transport=tcp may follow the port."),
    N_("This client logs an error and goes on without this server, so calls that need a relay "
       "fail. Nothing but ?transport=udp or ?transport=tcp may follow the port."),
  },
  [TPK_REFUSAL_QUERY_ON_STUN] = {
    "refused-query-on-stun",
    N_("This client refuses a query on a STUN URL, so no call starts. Remove everything from the "
       "question mark on."),
  },
  [TPK_REFUSAL_TRANSPORT] = {
    "refused-transport",
    N_("This client knows only the transports udp and tcp and refuses the whole configuration, so "
       "no call starts. For TLS write turns and ?transport=tcp."),
    N_("This client logs an error and goes on without this server, so calls that need a relay "
       "fail. It knows the transports udp and tcp, in small letters."),
  },
  [TPK_REFUSAL_NO_CREDENTIAL] = {
    "refused-no-credential",
    N_("This client refuses a TURN server without user name and password, so no call starts. "
       "Enter both."),
    N_("This client logs an error and goes on without this server, so calls that need a relay "
       "fail. Enter user name and password."),
  },
  [TPK_REFUSAL_EMPTY_CREDENTIAL] = {
    "refused-empty-credential",
    N_("This client refuses an empty user name or password, so no call starts. Enter both."),
  },
  [TPK_REFUSAL_LONG_USERNAME] = {
    "refused-long-username",
    N_("This client refuses a user name of more than 509 bytes, so no call starts. Ask for a "
       "shorter one."),
  },
};

static TpkJudgement *
refuse (TpkRefusal  refusal,
        const char *message,
        const char *error,
        const char *error_text)
{
  g_autofree char *valid_text = NULL;

  /* The words quote the URL, which can be anything. */
  if (error_text != NULL && !g_utf8_validate (error_text, -1, NULL))
    error_text = valid_text = g_utf8_make_valid (error_text, -1);

  return tpk_judgement_new_rejected (error, error_text, refusals[refusal].code, _(message));
}

/**
 * tpk_judge_refuse:
 * @refusal: the reason
 * @error: (nullable): the client's name of the error
 * @error_text: (nullable): the client's own words
 *
 * The judgement on a client that refuses the whole configuration because of a URL, with code and
 * sentence by the reason.
 *
 * Returns: (transfer full): a judgement
 */
TpkJudgement *
tpk_judge_refuse (TpkRefusal  refusal,
                  const char *error,
                  const char *error_text)
{
  g_return_val_if_fail ((guint) refusal < G_N_ELEMENTS (refusals), NULL);

  return refuse (refusal, refusals[refusal].message, error, error_text);
}

/**
 * tpk_judge_refuse_server:
 * @refusal: the reason
 * @error: (nullable): the client's name of the error
 * @error_text: (nullable): the client's own words
 *
 * The judgement on a client that refuses a URL and goes on without it.
 *
 * Returns: (transfer full): a judgement
 */
TpkJudgement *
tpk_judge_refuse_server (TpkRefusal  refusal,
                         const char *error,
                         const char *error_text)
{
  g_return_val_if_fail ((guint) refusal < G_N_ELEMENTS (refusals), NULL);
  g_return_val_if_fail (refusals[refusal].server_message != NULL, NULL);

  return refuse (refusal, refusals[refusal].server_message, error, error_text);
}
