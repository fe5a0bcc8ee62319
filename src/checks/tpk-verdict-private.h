/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#pragma once

#include "tpk-verdict.h"

G_BEGIN_DECLS

/* The ways by which a call could go. */
typedef struct {
  gboolean turn;      /* whether there are relays in the list at all; without, STUN counts */
  gboolean udp;
  gboolean tcp;
  gboolean tls;
  gboolean tls_443;
} TpkWays;

char     *tpk_verdict_dup_host     (TpkResult        *result);
gboolean  tpk_verdict_is_same_machine (TpkResult     *a,
                                    TpkResult        *b);
GArray   *tpk_verdict_find_remarks (GPtrArray        *results,
                                    const TpkNat     *nat);
const char *tpk_verdict_remark_get_code     (guint    remark);
const char *tpk_verdict_remark_get_sentence (guint    remark);
gboolean  tpk_verdict_remark_is_early       (guint    remark);
gboolean  tpk_verdict_has_invalid  (GPtrArray        *results);
gboolean  tpk_verdict_has_portal   (GPtrArray        *results);
void      tpk_verdict_find_ways    (GPtrArray        *results,
                                    TpkWays          *ways);
char     *tpk_verdict_dup_headline (GPtrArray        *results,
                                    TpkVerdictState   state,
                                    const TpkWays    *ways);
char    **tpk_verdict_dup_advice   (GPtrArray        *results,
                                    const TpkFact    *facts,
                                    GArray           *remarks);

G_END_DECLS
