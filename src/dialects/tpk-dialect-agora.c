/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#define G_LOG_DOMAIN "tpk-dialect-agora"

#include "config.h"

#include "tpk-dialect-private.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "tpk-agora-form.h"
#include "tpk-agora-private.h"
#include "tpk-agora-session.h"
#include "tpk-judge-input.h"
#include "tpk-judge-refusal.h"
#include "tpk-text-url.h"

/*
 * Agora's Web SDK. It takes no ICE URLs, but host, ports and `security` apart, and puts them
 * together itself (turnServerConfigToIceServers() of 4.24.8); the judge says what comes of a URL
 * that is taken apart for it. Rules of 4.15 and later.
 */

#define ERROR_NAME "AgoraRTCException"
#define LENGTH_TEXT ": Length of the string: [1,255]. ASCII characters only."

static TpkJudgement *
refuse_string (const char *name,
               const char *code,
               const char *message)
{
  g_autofree char *text = g_strconcat ("AgoraRTCError INVALID_PARAMS: Invalid ", name, LENGTH_TEXT,
                                       NULL);

  return tpk_judgement_new_rejected (ERROR_NAME, text, code, message);
}

static TpkJudgement *
judge_credential (TpkJudgeInput *input)
{
  const char *username = tpk_judge_input_get_username (input);
  const char *password = tpk_judge_input_get_password (input);
  const char *message = _("Agora's SDK takes user names and passwords of 1 to 255 western letters. "
                          "Ask the server's operator for others.");

  if (username == NULL)
    return tpk_judge_refuse (TPK_REFUSAL_NO_CREDENTIAL, ERROR_NAME,
                             "AgoraRTCError INVALID_PARAMS: username cannot be empty");
  if (password == NULL)
    return tpk_judge_refuse (TPK_REFUSAL_NO_CREDENTIAL, ERROR_NAME,
                             "AgoraRTCError INVALID_PARAMS: password cannot be empty");
  if (!tpk_agora_string_is_valid (username))
    return refuse_string ("username", "agora-username", message);
  if (!tpk_agora_string_is_valid (password))
    return refuse_string ("password", "agora-password", message);

  return NULL;
}

static TpkJudgement *
judge_host (TpkIceUrl *url)
{
  const char *host = tpk_ice_url_get_host (url);

  if (!tpk_agora_string_is_valid (host))
    return refuse_string ("turnServerURL", "agora-host",
                          _("Agora's SDK takes hosts of 1 to 255 western letters. Write the name "
                            "in punycode, as “xn--…”."));

  /* The SDK lets ä and é pass, and the browser asks DNS for a name that cannot exist. */
  if (!g_str_is_ascii (host))
    return tpk_judgement_new_dropped ("agora-dead-host",
                                      _("Agora's SDK takes this host, and then nothing is found "
                                        "under that name. Write it in punycode, as “xn--…”."));

  return NULL;
}

static TpkJudgement *
judge (TpkJudgeInput *input)
{
  g_autoptr (TpkIceUrl) url = tpk_text_dup_usable_url (tpk_judge_input_get_ice_url (input));
  g_autofree char *dials = NULL;
  TpkJudgement *refusal;
  TpkTransport transport;

  if (url == NULL)
    return tpk_judgement_new_rejected (NULL, NULL, "agora-no-address",
                                       _("No host and port can be read here, and Agora's SDK is "
                                         "given nothing else. Write it as “turn:host:port”."));

  if (!tpk_ice_url_is_turn (url))
    return tpk_judgement_new_dropped ("agora-no-stun",
                                      _("Agora's SDK is given no STUN servers: it has its own. For "
                                        "an own relay, add a TURN server."));

  refusal = judge_host (url);
  if (refusal == NULL)
    refusal = judge_credential (input);
  if (refusal != NULL)
    return refusal;

  transport = tpk_ice_url_is_secure (url) ? TPK_TRANSPORT_TCP : tpk_ice_url_get_transport (url);
  dials = tpk_dials_new (tpk_ice_url_get_scheme (url), tpk_ice_url_get_host (url),
                         tpk_ice_url_get_port (url), transport);

  if (transport != tpk_ice_url_get_transport (url))
    return tpk_judgement_new_changed (dials, "agora-dtls-as-tls",
                                      _("Agora's SDK knows TLS over TCP only, so DTLS becomes TLS. "
                                        "Write “?transport=tcp” if the server speaks TLS there."));

  return tpk_judgement_new_ok (dials);
}

static int
recognise (const char *text)
{
  static const char *const methods[] = {
    "startProxyServer", "stopProxyServer", "setTurnServer", "setProxyServer"
  };

  for (guint i = 0; i < G_N_ELEMENTS (methods); i++) {
    if (strstr (text, methods[i]) != NULL)
      return 96;
  }

  return tpk_agora_form_recognise (text) ? 90 : 0;
}

const TpkDialect tpk_dialect_agora = {
  .id = "agora",
  .name = N_("Agora Web SDK"),
  .version = "2.5.1 to 4.24.8",
  .about = N_("For web pages that use the Agora SDK: its cloud proxy or your own servers, as JSON"),
  .content_type = "application/json",
  .suffix = "json",
  .judge = judge,
  .write = tpk_agora_write,
  .recognise = recognise,
  .read = tpk_agora_read,
};
