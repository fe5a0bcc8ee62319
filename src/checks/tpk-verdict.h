/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#pragma once

#include <gio/gio.h>
#include <json-glib/json-glib.h>

#include "tpk-local-network.h"
#include "tpk-nat.h"
#include "tpk-result.h"

G_BEGIN_DECLS

typedef enum {
  TPK_FACT_UNKNOWN,
  TPK_FACT_WORKS,
  TPK_FACT_BLOCKED,
  TPK_FACT_ABSENT,
} TpkFact;

typedef enum {
  TPK_FACT_ID_UDP,
  TPK_FACT_ID_TCP,
  TPK_FACT_ID_TLS_443,
  TPK_FACT_ID_IPV4,
  TPK_FACT_ID_IPV6,
  TPK_N_FACTS,
} TpkFactId;

typedef enum {
  TPK_VERDICT_STATE_UNTESTED,      /* could not test; also nothing to test */
  TPK_VERDICT_STATE_PASSED,
  TPK_VERDICT_STATE_DEGRADED,
  TPK_VERDICT_STATE_FAILED,
  TPK_VERDICT_STATE_CANCELLED,
} TpkVerdictState;

/* An immutable value: what all results and calls together say of this network and this profile. */
#define TPK_TYPE_VERDICT (tpk_verdict_get_type ())
G_DECLARE_FINAL_TYPE (TpkVerdict, tpk_verdict, TPK, VERDICT, GObject)

TpkVerdict        *tpk_verdict_new           (GListModel            *results,
                                              GListModel            *proofs,
                                              const TpkLocalNetwork *network,
                                              const TpkNat          *nat);

TpkVerdictState    tpk_verdict_get_state     (TpkVerdict      *self);
const char        *tpk_verdict_get_headline  (TpkVerdict      *self);
const char *const *tpk_verdict_get_advice    (TpkVerdict      *self);
TpkFact            tpk_verdict_get_fact      (TpkVerdict      *self,
                                              TpkFactId        id);
const char        *tpk_verdict_get_coverage  (TpkVerdict      *self);
const char        *tpk_verdict_get_coverage_sentence (TpkVerdict *self);
const char *const *tpk_verdict_get_ranking   (TpkVerdict      *self);
const TpkNat      *tpk_verdict_get_nat       (TpkVerdict      *self);
gboolean           tpk_verdict_has_remark    (TpkVerdict      *self,
                                              const char      *code);
JsonObject        *tpk_verdict_to_json       (TpkVerdict      *self);

const char        *tpk_verdict_state_to_string (TpkVerdictState state);
const char        *tpk_fact_to_string          (TpkFact         fact);
gboolean           tpk_fact_id_matches         (TpkFactId       id,
                                                TpkResult      *result);

G_END_DECLS
