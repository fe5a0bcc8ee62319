/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#define G_LOG_DOMAIN "tpk-outcome"

#include "config.h"

#include "tpk-outcome.h"

#include <glib/gi18n-lib.h>

#include "model/tpk-json.h"

#include "tpk-format.h"
#include "tpk-state-icon.h"

/*
 * What a check found, in words that fit a table: its end in two or three, and what was learnt on
 * the way. The whole sentences come from the check itself.
 */

/* By the codes of the results of `check --json`; whatever is not here is told by its state. */
static const struct {
  const char *code;
  const char *name;            /* untranslated */
} names[] = {
  { "ok", N_("Works") },
  { "invalid-url", N_("Cannot be read") },
  { "dns-not-found", N_("No such name") },
  { "dns-timeout", N_("Name not answered") },
  { "dns-failed", N_("Name not found") },
  { "refused", N_("Refused") },
  { "unreachable", N_("Unreachable") },
  { "timeout", N_("Too slow") },
  { "closed", N_("Hung up") },
  { "proxy-refused", N_("Proxy refuses") },
  { "proxy-auth", N_("Proxy asks for sign-in") },
  { "proxy-failed", N_("Proxy fails") },
  { "tls-untrusted", N_("Not trusted") },
  { "tls-name-mismatch", N_("Wrong certificate") },
  { "tls-expired", N_("Certificate expired") },
  { "tls-not-tls", N_("Not encrypted") },
  { "tls-failed", N_("Cannot encrypt") },
  { "no-reply", N_("No reply") },
  { "not-stun", N_("Not a relay") },
  { "not-turn", N_("Not a relay") },
  { "bad-credentials", N_("Wrong sign-in") },
  { "credentials-expired", N_("Sign-in expired") },
  { "wrong-credentials", N_("Wrong sign-in") },
  { "stale-nonce", N_("Nonce refused") },
  { "redirected", N_("Sent elsewhere") },
  { "redirect-loop", N_("Sent in circles") },
  { "allocation-mismatch", N_("Answer does not fit") },
  { "address-family", N_("Other IP version") },
  { "unsupported-transport", N_("Not offered") },
  { "quota-reached", N_("Quota reached") },
  { "no-capacity", N_("Relay is full") },
  { "forbidden", N_("Forbidden") },
  { "server-error", N_("Server error") },
  { "stun-error", N_("Server error") },
  { "peer-forbidden", N_("Peer forbidden") },
  { "relay-silent", N_("Relays nothing") },
  { "relay-lossy", N_("Loses packets") },
  { "large-packets-lost", N_("Loses large packets") },
  { "relay-address-wrong", N_("Wrong relay address") },
  { "open-relay", N_("Open to everybody") },
  { "cancelled", N_("Cancelled") },
  { "no-network", N_("No network") },
  { "captive-portal", N_("Network asks for sign-in") },
  { "tester-failed", N_("Not tested") },
};

/**
 * tpk_outcome_get_name:
 * @result: a result
 *
 * Returns: (transfer none): how it ended in two or three words, or that it goes on
 */
const char *
tpk_outcome_get_name (TpkResult *result)
{
  const char *code;

  g_return_val_if_fail (TPK_IS_RESULT (result), NULL);

  code = tpk_result_get_code (result);
  for (guint i = 0; code != NULL && i < G_N_ELEMENTS (names); i++) {
    if (g_str_equal (names[i].code, code))
      return _(names[i].name);
  }

  return tpk_state_get_name (tpk_state_from_result (tpk_result_get_state (result)));
}

static void
add (GString *text,
     char    *line)
{
  if (line != NULL)
    g_string_append_printf (text, "%s%s", text->len > 0 ? "\n" : "", line);
  g_free (line);
}

static const char *
get_text (JsonObject *object,
          const char *name)
{
  const char *value = NULL;

  if (!tpk_json_get_string (object, name, &value, NULL))
    return NULL;

  return value;
}

static char *
dup_path (JsonObject *detail)
{
  const char *path = get_text (detail, "path");

  if (g_strcmp0 (path, "relay-to-relay") == 0)
    return g_strdup (_("From one relay address to another"));
  if (g_strcmp0 (path, "stun-through-relay") == 0)
    return g_strdup (_("To the server and back, through the relay"));
  return g_strdup (path);
}

static char *
dup_refusal (JsonObject *detail)
{
  const char *reason = get_text (detail, "reason");
  gint64 number = json_object_get_int_member_with_default (detail, "stun_error", 0);

  if (number <= 0)
    return NULL;
  /* Translators: the number of an error of a server, and the server's own words for it. */
  return g_strdup_printf (_("Error %d: %s"), (int) number, reason != NULL ? reason : "–");
}

/* Returns: (transfer full) (nullable): what people call who is named, such as "turn.test" for
 * "CN=turn.test,O=Turnpike" */
static char *
dup_common_name (const char *name)
{
  GString *text;

  if (name == NULL || !g_str_has_prefix (name, "CN="))
    return g_strdup (name);

  text = g_string_new (NULL);
  for (const char *p = name + strlen ("CN="); *p != '\0' && *p != ','; p++) {
    /* A comma of the name itself is escaped. */
    if (p[0] == '\\' && p[1] != '\0')
      p++;
    g_string_append_c (text, *p);
  }

  return g_string_free (text, FALSE);
}

static char *
dup_protocol (JsonObject *tls)
{
  const char *version = get_text (tls, "version");
  const char *alpn = get_text (tls, "alpn");

  if (version == NULL)
    return NULL;
  if (alpn == NULL)
    return g_strdup_printf ("TLS %s", version);

  /* Translators: a version such as 1.3, and what both sides agreed to speak, such as stun.turn. */
  return g_strdup_printf (_("TLS %s, for %s (ALPN)"), version, alpn);
}

static char *
dup_certificate (JsonObject *tls)
{
  g_autofree char *subject = dup_common_name (get_text (tls, "subject"));
  g_autofree char *issuer = dup_common_name (get_text (tls, "issuer"));

  if (subject != NULL && issuer != NULL)
    /* Translators: the name of a server, and who signed its certificate. */
    return g_strdup_printf (_("Certificate of %s, signed by %s"), subject, issuer);
  if (issuer != NULL)
    /* Translators: who signed the certificate. */
    return g_strdup_printf (_("Certificate signed by %s"), issuer);

  return NULL;
}

static char *
dup_validity (TpkResult *result)
{
  JsonObject *tls = tpk_result_get_tls (result);
  const char *not_after = get_text (tls, "not_after");
  g_autoptr (GDateTime) end = not_after != NULL ? g_date_time_new_from_iso8601 (not_after, NULL)
                                                : NULL;
  g_autofree char *day = end != NULL ? g_date_time_format (end, "%x") : NULL;
  int days;

  if (day == NULL || !json_object_has_member (tls, "days_left"))
    return NULL;

  days = (int) json_object_get_int_member (tls, "days_left");
  if (days > 0)
    /* Translators: how long the certificate is good, and its last day. */
    return g_strdup_printf (ngettext ("Good for %d day, until %s", "Good for %d days, until %s",
                                      (gulong) days), days, day);
  if (days < 0)
    /* Translators: how long ago the certificate ended, and its last day. */
    return g_strdup_printf (ngettext ("Ended %d day ago, on %s", "Ended %d days ago, on %s",
                                      (gulong) -days), -days, day);
  if (g_strcmp0 (tpk_result_get_code (result), "tls-expired") == 0)
    /* Translators: %s is the last day of the certificate. */
    return g_strdup_printf (_("Ended less than a day ago, on %s"), day);

  /* Translators: %s is the last day of the certificate. */
  return g_strdup_printf (_("Good for less than a day, until %s"), day);
}

static void
add_tls (GString   *text,
         TpkResult *result)
{
  JsonObject *tls = tpk_result_get_tls (result);

  if (tls == NULL)
    return;

  add (text, dup_protocol (tls));
  add (text, dup_certificate (tls));
  add (text, dup_validity (result));
}

static void
add_detail (GString    *text,
            JsonObject *detail)
{
  gint64 lifetime_s = json_object_get_int_member_with_default (detail, "lifetime_s", 0);
  gint64 times = json_object_get_int_member_with_default (detail, "transmissions", 0);
  double first_ms = json_object_get_double_member_with_default (detail, "first_ms", -1);

  add (text, g_strdup (get_text (detail, "error")));
  add (text, dup_refusal (detail));
  if (times > 1)
    /* Translators: how often a packet had to be sent until it was answered. */
    add (text, g_strdup_printf (ngettext ("Sent %d time", "Sent %d times", times), (int) times));
  if (lifetime_s > 0) {
    g_autofree char *duration = tpk_format_duration (lifetime_s);

    /* Translators: %s is a time such as "10 min". */
    add (text, g_strdup_printf (_("Given for %s"), duration));
  }
  add (text, dup_path (detail));
  if (first_ms >= 0) {
    g_autofree char *ms = tpk_format_ms (first_ms);

    /* Translators: %s is a time such as "14 ms". */
    add (text, g_strdup_printf (_("First answer after %s"), ms));
  }
}

static void
add_server (GString    *text,
            JsonObject *detail)
{
  const char *software = get_text (detail, "software");
  const char *realm = get_text (detail, "realm");

  if (software != NULL && realm != NULL) {
    /* Between isolates, so that a sentence from right to left leaves them as they are. */
    g_autofree char *program = g_strdup_printf ("\u2068%s\u2069", software);
    g_autofree char *name = g_strdup_printf ("\u2068%s\u2069", realm);

    /* Translators: the program of a server, and its realm: what its user names belong to. */
    add (text, g_strdup_printf (_("%s, realm %s"), program, name));
  } else {
    add (text, g_strdup (software != NULL ? software : realm));
  }
}

/**
 * tpk_outcome_dup_learnt:
 * @result: a result
 * @stage: one of its stages
 *
 * What the stage taught, for people: `check --json` has all of it.
 *
 * Returns: (transfer full): a line each, or the empty string
 */
char *
tpk_outcome_dup_learnt (TpkResult *result,
                        TpkStage  *stage)
{
  GString *text;
  JsonObject *detail;
  TpkStageId id;

  g_return_val_if_fail (TPK_IS_RESULT (result), NULL);
  g_return_val_if_fail (TPK_IS_STAGE (stage), NULL);

  text = g_string_new (NULL);
  id = tpk_stage_get_id (stage);
  detail = tpk_stage_get_detail (stage);

  if (id == TPK_STAGE_TLS)
    add_tls (text, result);
  if (tpk_stage_get_state (stage) == TPK_STAGE_STATE_PASSED) {
    if (id == TPK_STAGE_BINDING && tpk_result_get_mapped (result) != NULL)
      /* Translators: %s is an IP address with a port. */
      add (text, g_strdup_printf (_("Seen as %s"), tpk_result_get_mapped (result)));
    if (id == TPK_STAGE_ALLOCATE && tpk_result_get_relayed (result) != NULL)
      /* Translators: %s is an IP address with a port. */
      add (text, g_strdup_printf (_("Relay address %s"), tpk_result_get_relayed (result)));
  }
  if (detail != NULL) {
    /* The server says who it is again and again. */
    if (id == TPK_STAGE_BINDING || id == TPK_STAGE_CHALLENGE)
      add_server (text, detail);
    add_detail (text, detail);
  }

  return g_string_free (text, FALSE);
}
