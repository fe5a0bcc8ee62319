/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#define G_LOG_DOMAIN "tpk-test-proof"

#include "config.h"

#include "tpk-test-proof.h"

#include <string.h>

const TpkTestWay tpk_test_ways[TPK_TEST_N_WAYS] = {
  { "udp", "turn:127.0.0.1:{port}", FALSE, FALSE, FALSE, 4 },
  { "tcp", "turn:127.0.0.1:{port}?transport=tcp", FALSE, FALSE, FALSE, 4 },
  { "tls", "turns:127.0.0.1:{port}", TRUE, FALSE, FALSE, 4 },
  { "dtls", "turns:127.0.0.1:{port}?transport=udp", TRUE, TRUE, FALSE, 4 },
  { "udp-ipv6", "turn:[::1]:{port}", FALSE, FALSE, TRUE, 4 },
  { "tls-ipv6", "turns:[::1]:{port}", TRUE, FALSE, TRUE, 4 },
  { "dtls-ipv6", "turns:[::1]:{port}?transport=udp", TRUE, TRUE, TRUE, 4 },
};

gboolean
tpk_test_proof_set_up (TpkTestProof               *fixture,
                       const TpkTestCoturnOptions *options)
{
  memset (fixture, 0, sizeof *fixture);
  if (!tpk_test_coturn_available ())
    return FALSE;

  fixture->coturn = tpk_test_coturn_new (options);
  fixture->credential = tpk_test_good_credential ();
  fixture->options.ca_file = tpk_test_certs_get_file (TPK_TEST_CERT_CA);
  fixture->options.proof = TRUE;

  return TRUE;
}

void
tpk_test_proof_tear_down (TpkTestProof *fixture)
{
  tpk_credential_unref (fixture->credential);
  tpk_test_coturn_free (fixture->coturn);
}

void
tpk_test_proof_add_url (TpkTestProof *fixture,
                        TpkCheckRun  *run,
                        const char   *format,
                        guint16       port)
{
  g_autofree char *text = tpk_test_dup_url (format, port);
  g_autoptr (TpkIceUrl) url = tpk_ice_url_new (text);

  tpk_check_run_add_url (run, url, "Test", "test", fixture->credential);
}

TpkProof *
tpk_test_proof_get (TpkCheckRun *run,
                    guint        index)
{
  TpkProof *proof = g_list_model_get_item (tpk_check_run_get_proofs (run), index);

  g_assert_true (TPK_IS_PROOF (proof));

  return proof;
}

guint16
tpk_test_way_get_port (const TpkTestWay *way,
                       TpkTestCoturn    *coturn)
{
  if (way->is_dtls)
    tpk_test_expect_dtls ();

  return way->is_tls ? tpk_test_coturn_get_tls_port (coturn) : tpk_test_coturn_get_port (coturn);
}

/* Checks one URL to the end; returns its only proof, or NULL when it has none. */
TpkProof *
tpk_test_proof_make (TpkTestProof *fixture,
                     const char   *format,
                     guint16       port)
{
  g_autoptr (TpkCheckRun) run = tpk_check_run_new (&fixture->options);
  g_autoptr (GError) error = NULL;
  g_autofree char *document = NULL;

  tpk_test_proof_add_url (fixture, run, format, port);
  tpk_test_run_to_end (run, NULL, &error);
  g_assert_no_error (error);
  document = tpk_test_dup_document (run);
  g_assert_null (strstr (document, TPK_TEST_PASSWORD));
  g_assert_cmpfloat (tpk_check_run_get_progress (run), ==, 1);
  if (g_list_model_get_n_items (tpk_check_run_get_proofs (run)) == 0)
    return NULL;
  g_assert_cmpuint (g_list_model_get_n_items (tpk_check_run_get_proofs (run)), ==, 1);

  return tpk_test_proof_get (run, 0);
}

void
tpk_test_proof_assert (TpkProof      *proof,
                       TpkResultState state,
                       const char    *code)
{
  g_assert_nonnull (proof);
  g_assert_cmpstr (tpk_proof_get_code (proof), ==, code);
  g_assert_cmpint (tpk_proof_get_state (proof), ==, state);
  g_assert_true (g_str_has_suffix (tpk_proof_get_summary (proof), "."));
  g_assert_true (g_str_has_suffix (tpk_proof_get_advice (proof), "."));
}

static char *
dup_candidate (JsonArray  *candidates,
               const char *end)
{
  for (guint i = 0; i < json_array_get_length (candidates); i++) {
    JsonObject *candidate = json_array_get_object_element (candidates, i);

    if (g_str_equal (json_object_get_string_member (candidate, "end"), end))
      return g_strdup_printf ("%s:%d", json_object_get_string_member (candidate, "address"),
                              (int) json_object_get_int_member (candidate, "port"));
  }

  return NULL;
}

/* Both ends use what their own relay gave them, and the other’s as their peer. */
void
tpk_test_proof_assert_relayed (TpkProof *proof)
{
  JsonArray *candidates = tpk_proof_get_candidates (proof);
  g_autofree char *local = dup_candidate (candidates, "local");
  g_autofree char *remote = dup_candidate (candidates, "remote");

  g_assert_cmpuint (json_array_get_length (candidates), ==, 2);
  for (guint i = 0; i < 2; i++)
    g_assert_cmpstr (json_object_get_string_member (json_array_get_object_element (candidates, i),
                                                    "type"), ==, "relay");
  g_assert_cmpstr (tpk_proof_get_local (proof), ==, local);
  g_assert_cmpstr (tpk_proof_get_remote (proof), ==, remote);
  g_assert_cmpstr (local, !=, remote);
}

void
tpk_test_proof_assert_lossless (const TpkCallQuality *quality,
                                guint                 count)
{
  g_assert_nonnull (quality);
  g_test_message ("%u of %u, %u arrived, %u reordered, %g / %g / %g / %g ms, jitter %g ms",
                  quality->echo.received, quality->echo.sent, quality->arrived,
                  quality->echo.reordered, quality->echo.rtt_min_ms, quality->echo.rtt_median_ms,
                  quality->echo.rtt_p95_ms, quality->echo.rtt_max_ms, quality->echo.jitter_ms);
  g_assert_cmpuint (quality->echo.sent, ==, count);
  g_assert_cmpuint (quality->arrived, ==, count);
  g_assert_cmpuint (quality->echo.received, ==, count);
  g_assert_cmpfloat (quality->echo.lost_percent, ==, 0);
  g_assert_cmpuint (quality->duplicates, ==, 0);
  g_assert_cmpfloat (quality->echo.rtt_min_ms, >, 0);
}
