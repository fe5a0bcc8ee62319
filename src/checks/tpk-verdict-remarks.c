/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#define G_LOG_DOMAIN "tpk-verdict-remarks"

#include "config.h"

#include "tpk-verdict-private.h"

#include <glib/gi18n-lib.h>

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

/* Two machines with certificates of one private authority, or one machine that shows another,
 * trusted issuer at another of its ports. */
static gboolean
is_intercepted (GPtrArray    *results,
                const TpkNat *nat)
{
  for (guint i = 0; i < results->len; i++) {
    TpkResult *a = g_ptr_array_index (results, i);

    if (!has_private_issuer (a))
      continue;
    for (guint j = 0; j < results->len; j++) {
      TpkResult *b = g_ptr_array_index (results, j);
      gboolean same = g_strcmp0 (get_tls_string (a, "issuer"), get_tls_string (b, "issuer")) == 0;

      if (tpk_verdict_is_same_machine (a, b) ? is_verified (b) && !same
                                             : has_private_issuer (b) && same)
        return TRUE;
    }
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
  TpkWays ways;

  tpk_verdict_find_ways (results, &ways);

  return !ways.turn && nat != NULL &&
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
