/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#include "config.h"

#include "checks/tpk-candidate.h"

#include "tpk-test-check.h"
#include "tpk-test-net.h"

/* The table of candidates, from a real turnserver. */

typedef struct {
  TpkTestCoturn *coturn;
  TpkCredential *credential;
  char *urls[4];          /* (owned): over UDP, TCP and TLS */
} Fixture;

static gboolean
set_up (Fixture    *fixture,
        const char *const *flags)
{
  const TpkTestCoturnOptions options = { .flags = flags };

  if (!tpk_test_coturn_available ())
    return FALSE;
  fixture->coturn = tpk_test_coturn_new (&options);
  fixture->credential = tpk_test_good_credential ();
  fixture->urls[0] = tpk_test_dup_url ("turn:127.0.0.1:{port}",
                                       tpk_test_coturn_get_port (fixture->coturn));
  fixture->urls[1] = tpk_test_dup_url ("turn:127.0.0.1:{port}?transport=tcp",
                                       tpk_test_coturn_get_port (fixture->coturn));
  fixture->urls[2] = tpk_test_dup_url ("turns:127.0.0.1:{port}",
                                       tpk_test_coturn_get_tls_port (fixture->coturn));
  fixture->urls[3] = NULL;

  return TRUE;
}

static void
tear_down (Fixture *fixture)
{
  for (guint i = 0; i < G_N_ELEMENTS (fixture->urls); i++)
    g_free (fixture->urls[i]);
  tpk_credential_unref (fixture->credential);
  tpk_test_coturn_free (fixture->coturn);
}

static guint
count_kind (TpkCheckRun *run,
            const char  *kind,
            const char  *url)
{
  GListModel *model = tpk_check_run_get_candidates (run);
  guint n = 0;

  for (guint i = 0; i < g_list_model_get_n_items (model); i++) {
    g_autoptr (TpkCandidate) candidate = g_list_model_get_item (model, i);

    n += g_str_equal (tpk_candidate_get_kind (candidate), kind) &&
         g_strcmp0 (tpk_candidate_get_url (candidate), url) == 0;
  }

  return n;
}

static void
assert_relays (TpkCheckRun *run,
               Fixture     *fixture)
{
  GListModel *model = tpk_check_run_get_candidates (run);

  for (guint i = 0; fixture->urls[i] != NULL; i++)
    g_assert_cmpuint (count_kind (run, "relay", fixture->urls[i]), ==, 1);
  for (guint i = 0; i < g_list_model_get_n_items (model); i++) {
    g_autoptr (TpkCandidate) candidate = g_list_model_get_item (model, i);

    if (!g_str_equal (tpk_candidate_get_kind (candidate), "relay"))
      continue;
    g_assert_cmpstr (tpk_candidate_get_address (candidate), ==, "127.0.0.1");
    g_assert_cmpstr (tpk_candidate_get_protocol (candidate), ==, "udp");
    g_assert_cmpuint (tpk_candidate_get_port (candidate), >, 0);
    g_assert_cmpuint (tpk_candidate_get_priority (candidate) >> 24, <, 100);
    g_assert_nonnull (tpk_candidate_get_server (candidate));
    g_assert_cmpfloat (tpk_candidate_get_ms (candidate), >, 0);
  }
}

static TpkCheckRun *
gather (Fixture  *fixture,
        gboolean  relay_only)
{
  const TpkCheckOptions options = { .ca_file = tpk_test_certs_get_file (TPK_TEST_CERT_CA),
                                    .candidates = TRUE, .relay_only = relay_only };
  TpkCheckRun *run = tpk_test_run_urls (&options, fixture->credential,
                                        (const char *const *) fixture->urls);
  g_autoptr (JsonObject) document = tpk_check_run_to_json (run);
  JsonArray *candidates;

  tpk_test_assert_document (document);
  candidates = json_object_get_array_member (document, "candidates");
  g_assert_cmpuint (json_array_get_length (candidates), ==,
                    g_list_model_get_n_items (tpk_check_run_get_candidates (run)));

  return run;
}

/* One allocation each, beside the two of the check; all are given back. */
static void
test_relay_only (void)
{
  Fixture fixture;
  g_autoptr (TpkCheckRun) run = NULL;

  if (!set_up (&fixture, NULL))
    return;
  run = gather (&fixture, TRUE);
  assert_relays (run, &fixture);
  g_assert_cmpuint (g_list_model_get_n_items (tpk_check_run_get_candidates (run)), ==, 3);
  g_assert_true (tpk_test_coturn_wait_released (fixture.coturn, 9));
  tear_down (&fixture);
}

static void
test_all (void)
{
  Fixture fixture;
  g_autoptr (TpkCheckRun) run = NULL;

  if (!set_up (&fixture, NULL))
    return;
  run = gather (&fixture, FALSE);
  assert_relays (run, &fixture);
  /* Nothing translates on loopback, whose own addresses nobody offers. */
  g_assert_cmpuint (count_kind (run, "srflx", fixture.urls[0]), ==, 0);
  if (tpk_test_has_network ())
    g_assert_cmpuint (count_kind (run, "host", NULL), >, 0);
  g_assert_true (tpk_test_coturn_wait_released (fixture.coturn, 9));
  tear_down (&fixture);
}

/* The relays of the check still count when there are two at most. */
static void
test_quota (void)
{
  static const char *const two[] = { "--user-quota", "2", NULL };
  Fixture fixture;
  g_autoptr (TpkCheckRun) run = NULL;

  if (!set_up (&fixture, two))
    return;
  g_clear_pointer (&fixture.urls[2], g_free);
  g_clear_pointer (&fixture.urls[1], g_free);
  run = gather (&fixture, TRUE);
  assert_relays (run, &fixture);
  tear_down (&fixture);
}

static void
test_not_asked (void)
{
  Fixture fixture;
  g_autoptr (TpkCheckRun) run = NULL;
  g_autoptr (JsonObject) document = NULL;

  if (!set_up (&fixture, NULL))
    return;
  run = tpk_test_run_urls (NULL, fixture.credential, (const char *[]) { fixture.urls[0], NULL });
  document = tpk_check_run_to_json (run);
  g_assert_false (json_object_has_member (document, "candidates"));
  g_assert_cmpuint (g_list_model_get_n_items (tpk_check_run_get_candidates (run)), ==, 0);
  tear_down (&fixture);
}

static void
cancel_cb (GListModel *model,
           guint       position,
           guint       n_removed,
           guint       n_added,
           gpointer    user_data)
{
  g_cancellable_cancel (user_data);
}

/* With the first candidate, somebody loses patience. */
static void
test_cancel (void)
{
  const TpkCheckOptions options = { .ca_file = tpk_test_certs_get_file (TPK_TEST_CERT_CA),
                                    .candidates = TRUE, .relay_only = TRUE };
  Fixture fixture;
  g_autoptr (TpkCheckRun) run = NULL;
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GError) error = NULL;
  guint allocated, released;

  if (!set_up (&fixture, NULL))
    return;
  run = tpk_check_run_new (&options);
  for (guint i = 0; fixture.urls[i] != NULL; i++) {
    g_autoptr (TpkIceUrl) url = tpk_ice_url_new (fixture.urls[i]);

    tpk_check_run_add_url (run, url, NULL, NULL, fixture.credential);
  }
  g_signal_connect (tpk_check_run_get_candidates (run), "items-changed", G_CALLBACK (cancel_cb),
                    cancellable);
  tpk_test_run_to_end (run, cancellable, &error);
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  tpk_test_coturn_count (fixture.coturn, &allocated, &released);
  g_assert_true (tpk_test_coturn_wait_released (fixture.coturn, allocated));
  tear_down (&fixture);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/checks/candidates/relay-only", test_relay_only);
  g_test_add_func ("/checks/candidates/all", test_all);
  g_test_add_func ("/checks/candidates/quota", test_quota);
  g_test_add_func ("/checks/candidates/not-asked", test_not_asked);
  g_test_add_func ("/checks/candidates/cancel", test_cancel);

  return g_test_run ();
}
