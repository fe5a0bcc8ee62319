/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#pragma once

#include "tpk-proof.h"
#include "tpk-verdict.h"

G_BEGIN_DECLS

/* What is known of one target: how far its check came, and how the call through it went. */
typedef struct {
  TpkResult *result;       /* (owned) */
  TpkProof *proof;         /* (nullable) (owned): of a call that came through or did not */
  TpkResultState state;    /* after both */
  gboolean is_early;       /* passed as far as it was tried, which was not to its end */
} TpkVerdictRow;

typedef enum {
  TPK_WAY_UDP = 1 << 0,
  TPK_WAY_TCP = 1 << 1,
  TPK_WAY_TLS_443 = 1 << 2,
  TPK_WAY_TLS_OTHER = 1 << 3,    /* at any other port */
  TPK_WAY_TLS = TPK_WAY_TLS_443 | TPK_WAY_TLS_OTHER,
} TpkWay;

/* The ways by which a call could go. */
typedef struct {
  gboolean turn;      /* whether there are relays in the list at all; without, STUN counts */
  TpkWay listed;      /* is in the list, tried or not */
  TpkWay works;
  TpkWay fails;       /* was tried, and works with none */
} TpkWays;

GArray   *tpk_verdict_rows_new      (GListModel          *results,
                                     GListModel          *proofs);
gboolean  tpk_verdict_row_is_usable (const TpkVerdictRow *self);
const char *tpk_verdict_row_get_code   (const TpkVerdictRow *self);
const char *tpk_verdict_row_get_advice (const TpkVerdictRow *self);
gboolean  tpk_verdict_row_blames_call  (const TpkVerdictRow *self);
char    **tpk_verdict_rank          (GArray              *rows);

char     *tpk_verdict_dup_host       (TpkResult       *result);
gboolean  tpk_verdict_is_same_machine (TpkResult      *a,
                                     TpkResult        *b);
gboolean  tpk_verdict_has_answered   (TpkResult       *result);
gboolean  tpk_verdict_is_silent      (TpkResult       *result);
gboolean  tpk_verdict_is_refused     (TpkResult       *result);
gboolean  tpk_verdict_is_cut         (TpkResult       *result,
                                     TpkFactId         id);
void      tpk_verdict_find_facts     (GPtrArray       *results,
                                     const TpkLocalNetwork *network,
                                     TpkFact          *facts);

GArray   *tpk_verdict_find_remarks   (GPtrArray       *results,
                                     const TpkNat     *nat);
const char *tpk_verdict_remark_get_code     (guint     remark);
const char *tpk_verdict_remark_get_sentence (guint     remark);
gboolean  tpk_verdict_remark_is_early (guint          remark);

gboolean  tpk_verdict_is_turn        (TpkResult       *result);
gboolean  tpk_verdict_has_invalid    (GArray          *rows);
gboolean  tpk_verdict_has_portal     (GArray          *rows);
void      tpk_verdict_find_ways      (GArray          *rows,
                                     TpkWays          *ways);
char     *tpk_verdict_dup_headline   (GArray          *rows,
                                     TpkVerdictState   state,
                                     const TpkWays    *ways);
guint     tpk_verdict_count_ways     (const TpkWays    *ways);
const char *tpk_verdict_describe_coverage (const TpkWays *ways);
char    **tpk_verdict_dup_advice     (GArray          *rows,
                                     const TpkFact    *facts,
                                     GArray           *remarks);

G_END_DECLS
