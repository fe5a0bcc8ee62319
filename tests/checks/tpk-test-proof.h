/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#pragma once

#include "checks/tpk-proof.h"

#include "tpk-test-check.h"

G_BEGIN_DECLS

/* A real turnserver, and how to call through it. */
typedef struct {
  TpkTestCoturn *coturn;        /* (owned) */
  TpkCredential *credential;    /* (owned) */
  TpkCheckOptions options;
} TpkTestProof;

/* A way to the relay. The first four are there on every machine. */
typedef struct {
  const char *name;
  const char *url;
  gboolean is_tls;        /* or DTLS */
  gboolean is_dtls;
  gboolean needs_ipv6;
  guint allocations;
} TpkTestWay;

#define TPK_TEST_N_WAYS      7
#define TPK_TEST_N_IPV4_WAYS 4

extern const TpkTestWay tpk_test_ways[TPK_TEST_N_WAYS];

gboolean tpk_test_proof_set_up (TpkTestProof               *fixture,
                                const TpkTestCoturnOptions *options);
void tpk_test_proof_tear_down (TpkTestProof *fixture);
void tpk_test_proof_add_url (TpkTestProof *fixture,
                             TpkCheckRun  *run,
                             const char   *format,
                             guint16       port);
TpkProof *tpk_test_proof_get (TpkCheckRun *run,
                              guint        index);
guint16 tpk_test_way_get_port (const TpkTestWay *way,
                               TpkTestCoturn    *coturn);
TpkProof *tpk_test_proof_make (TpkTestProof *fixture,
                               const char   *format,
                               guint16       port);
void tpk_test_proof_assert (TpkProof      *proof,
                            TpkResultState state,
                            const char    *code);
void tpk_test_proof_assert_relayed (TpkProof *proof);
void tpk_test_proof_assert_lossless (const TpkCallQuality *quality,
                                     guint                 count);

G_END_DECLS
