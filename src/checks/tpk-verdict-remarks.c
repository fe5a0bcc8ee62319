/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#define G_LOG_DOMAIN "tpk-verdict-remarks"

#include "config.h"

#include "tpk-verdict-private.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/*
 * What several results together make one suspect, or want to know. None of it is certain, so the
 * sentences say how sure they are. To add one, add a function and a row.
 */

#define SOON_DAYS 14

static const char *
get_tls_string (TpkResult  *result,
                const char *name)
{
  JsonObject *tls = tpk_result_get_tls (result);

  return tls != NULL ? json_object_get_string_member_with_default (tls, name, NULL) : NULL;
}

static gboolean
is_verified (TpkResult *result)
{
  JsonObject *tls = tpk_result_get_tls (result);

  return tls != NULL && json_object_get_boolean_member_with_default (tls, "verified", FALSE);
}

static gboolean
has_tls_error (TpkResult  *result,
               const char *name)
{
  JsonObject *tls = tpk_result_get_tls (result);
  JsonArray *errors = tls != NULL && json_object_has_member (tls, "errors")
                        ? json_object_get_array_member (tls, "errors") : NULL;

  for (guint i = 0; errors != NULL && i < json_array_get_length (errors); i++) {
    if (g_str_equal (json_array_get_string_element (errors, i), name))
      return TRUE;
  }

  return FALSE;
}

/* Who signs for himself is no authority for others. */
static gboolean
has_private_issuer (TpkResult *result)
{
  const char *issuer = get_tls_string (result, "issuer");

  return issuer != NULL && has_tls_error (result, "unknown-ca") &&
         g_strcmp0 (issuer, get_tls_string (result, "subject")) != 0;
}

/* Whether an authority has signed it that every computer trusts, or one that was added to this one;
 * neither where that is not known. */
static gboolean
has_issuer_of (TpkResult *result,
               gboolean   public)
{
  JsonObject *tls = tpk_result_get_tls (result);

  return tls != NULL && is_verified (result) && json_object_has_member (tls, "public_issuer") &&
         json_object_get_boolean_member (tls, "public_issuer") == public;
}

static gboolean
has_same_issuer (TpkResult *a,
                 TpkResult *b)
{
  return g_strcmp0 (get_tls_string (a, "issuer"), get_tls_string (b, "issuer")) == 0;
}

/* The last two labels of its name, which for some countries is too little: then two owners look like
 * one, and nothing is suspected. */
static char *
dup_domain (TpkResult *result)
{
  g_autofree char *host = tpk_verdict_dup_host (result);
  const char *dot = host != NULL && !g_hostname_is_ip_address (host) ? strrchr (host, '.') : NULL;

  if (dot == NULL)
    return NULL;
  while (dot > host && dot[-1] != '.')
    dot--;

  return g_ascii_strdown (dot, -1);
}

static gboolean
has_other_domain (TpkResult *a,
                  TpkResult *b)
{
  g_autofree char *one = dup_domain (a);
  g_autofree char *other = dup_domain (b);

  return one != NULL && other != NULL && !g_str_equal (one, other);
}

/* A device that expects a web server breaks off, or keeps silent, where TURN begins. */
static gboolean
ended_behind_tls (TpkResult *result)
{
  static const char *const codes[] = { "closed", "no-reply", "not-stun", "timeout", NULL };
  const char *code = tpk_result_get_code (result);

  return tpk_result_has_passed (result, TPK_STAGE_TLS) && code != NULL &&
         tpk_result_get_state (result) == TPK_RESULT_STATE_FAILED &&
         g_strv_contains (codes, code) &&
         (tpk_result_get_stage (result) == TPK_STAGE_CHALLENGE ||
          tpk_result_get_stage (result) == TPK_STAGE_BINDING);
}

/* Two machines with certificates of one private authority, or one machine that shows another,
 * trusted issuer at another of its ports. */
static gboolean
contradicts_private (TpkResult *a,
                     TpkResult *b)
{
  if (tpk_verdict_is_same_machine (a, b))
    return is_verified (b) && !has_same_issuer (a, b);

  return has_private_issuer (b) && has_same_issuer (a, b);
}

/* A company's own relays have certificates of its own authority, which its computers trust, as they
 * trust its firewall. So two machines alone are no reason: they must be of different owners, or the
 * one machine show a public issuer at another of its ports. */
static gboolean
contradicts_added (TpkResult *a,
                   TpkResult *b)
{
  if (tpk_verdict_is_same_machine (a, b))
    return has_issuer_of (b, TRUE);

  return has_issuer_of (b, FALSE) && has_same_issuer (a, b) && has_other_domain (a, b);
}

static gboolean
is_intercepted (GPtrArray    *results,
                const TpkNat *nat)
{
  for (guint i = 0; i < results->len; i++) {
    TpkResult *a = g_ptr_array_index (results, i);

    if (!has_private_issuer (a))
      continue;
    for (guint j = 0; j < results->len; j++)
      if (contradicts_private (a, g_ptr_array_index (results, j)))
        return TRUE;
  }

  return FALSE;
}

/* As before, on a computer that was told to trust whoever does it. */
static gboolean
is_intercepted_with_trust (GPtrArray    *results,
                           const TpkNat *nat)
{
  if (is_intercepted (results, nat))
    return FALSE;

  for (guint i = 0; i < results->len; i++) {
    TpkResult *a = g_ptr_array_index (results, i);

    if (!has_issuer_of (a, FALSE))
      continue;
    if (ended_behind_tls (a))
      return TRUE;
    for (guint j = 0; j < results->len; j++)
      if (contradicts_added (a, g_ptr_array_index (results, j)))
        return TRUE;
  }

  return FALSE;
}

/* The server takes a user name that has lapsed by this computer's clock. */
static gboolean
took_lapsed_credential (TpkResult *result)
{
  TpkStage *stage = tpk_result_find_stage (result, TPK_STAGE_CHALLENGE);
  JsonObject *detail = stage != NULL ? tpk_stage_get_detail (stage) : NULL;

  return detail != NULL && tpk_result_has_passed (result, TPK_STAGE_ALLOCATE) &&
         json_object_get_boolean_member_with_default (detail, "credential_expired", FALSE);
}

/* One certificate that begins in the future says more than one that was forgotten. */
static gboolean
is_clock_wrong (GPtrArray    *results,
                const TpkNat *nat)
{
  TpkResult *lapsed = NULL;

  for (guint i = 0; i < results->len; i++) {
    TpkResult *result = g_ptr_array_index (results, i);

    if (has_tls_error (result, "not-activated") || took_lapsed_credential (result))
      return TRUE;
    if (!has_tls_error (result, "expired"))
      continue;
    if (lapsed != NULL && !tpk_verdict_is_same_machine (lapsed, result))
      return TRUE;
    lapsed = result;
  }

  return FALSE;
}

static gboolean
needs_relay (GPtrArray    *results,
             const TpkNat *nat)
{
  for (guint i = 0; i < results->len; i++) {
    if (tpk_verdict_is_turn (g_ptr_array_index (results, i)))
      return FALSE;
  }

  return nat != NULL &&
         (nat->mapping == TPK_NAT_ADDRESS_DEPENDENT ||
          nat->mapping == TPK_NAT_ADDRESS_AND_PORT_DEPENDENT ||
          nat->mapping == TPK_NAT_ENDPOINT_DEPENDENT);
}

static gboolean
expires_soon (GPtrArray    *results,
              const TpkNat *nat)
{
  for (guint i = 0; i < results->len; i++) {
    JsonObject *tls = tpk_result_get_tls (g_ptr_array_index (results, i));

    if (tls != NULL && json_object_get_boolean_member_with_default (tls, "verified", FALSE) &&
        json_object_get_int_member_with_default (tls, "days_left", G_MAXINT) < SOON_DAYS)
      return TRUE;
  }

  return FALSE;
}

static const struct {
  const char *code;
  gboolean (*holds) (GPtrArray    *results,
                     const TpkNat *nat);
  gboolean early;           /* whether it explains the failures, rather than adding to them */
  const char *sentence;
} rows[] = {
  { "tls-interception", is_intercepted, TRUE,
    N_("A firewall on the way may be opening encrypted connections (TLS inspection): certificates "
       "here come from one private issuer. Unless that is the servers’ own authority, ask the "
       "network’s administrator to exempt the relays, or for the issuer’s CA file.") },
  { "tls-interception", is_intercepted_with_trust, TRUE,
    N_("A firewall on the way may be opening encrypted connections (TLS inspection): certificates "
       "here come from an authority that was added to this computer, and from no public one. Unless "
       "that is the servers’ own authority, ask the network’s administrator to exempt the relays.") },
  { "clock-wrong", is_clock_wrong, TRUE,
    N_("The clock of this computer may be wrong: set date and time, best automatically, then "
       "check again.") },
  { "relay-needed", needs_relay, FALSE,
    N_("STUN alone will often not be enough on this network, whose router shows each server "
       "another address (symmetric NAT): add a relay (turn:) to the list.") },
  { "certificate-expires-soon", expires_soon, FALSE,
    N_("The certificate of a server expires within two weeks: remind its operator to renew it.") },
};

/**
 * tpk_verdict_find_remarks:
 * @results: (element-type TpkResult): all results
 * @nat: (nullable): what is known of the address translator
 *
 * Returns: (transfer full) (element-type guint): the rows of the remarks that hold
 */
GArray *
tpk_verdict_find_remarks (GPtrArray    *results,
                          const TpkNat *nat)
{
  GArray *found = g_array_new (FALSE, FALSE, sizeof (guint));

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
    if (rows[i].holds (results, nat))
      g_array_append_val (found, i);
  }

  return found;
}

const char *
tpk_verdict_remark_get_code (guint remark)
{
  return rows[remark].code;
}

const char *
tpk_verdict_remark_get_sentence (guint remark)
{
  return _(rows[remark].sentence);
}

gboolean
tpk_verdict_remark_is_early (guint remark)
{
  return rows[remark].early;
}
