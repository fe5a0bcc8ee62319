/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#include "config.h"

#include "tpk-test-check.h"
#include "tpk-test-delay.h"
#include "tpk-test-tls-bridge.h"

/* Time to an allocation and to data that came back, in round trips of a path that is 50 ms long.
 * TLS 1.3 ends at a bridge in front of turnserver, which speaks TLS up to 1.2 only. */

#define ONE_WAY_MS 25.0
#define N_RUNS 5

typedef struct {
  const char *name;
  const char *url;
  double allocate_limit;
  double data_limit;
} Row;

static const Row rows[] = {
  { "UDP", "turn:127.0.0.1:{port}", 2.2, 4.3 },
  { "TCP", "turn:127.0.0.1:{port}?transport=tcp", 3.2, 5.3 },
  { "TLS 1.3", "turns:127.0.0.1:{port}", 4.3, 6.4 },
};

typedef struct {
  gint64 start_us;
  gint64 allocated_us;
  gint64 data_us;
} Times;

/* Taken at what a listener sees, so that the way into the listener's thread counts as well. */
static void
changed_cb (GListModel *results,
            guint       position,
            guint       removed,
            guint       added,
            gpointer    data)
{
  Times *times = data;
  g_autoptr (TpkResult) result = g_list_model_get_item (results, 0);

  if (!times->allocated_us && tpk_result_has_passed (result, TPK_STAGE_ALLOCATE))
    times->allocated_us = g_get_monotonic_time ();
  if (!times->data_us && tpk_result_has_passed (result, TPK_STAGE_DATA))
    times->data_us = g_get_monotonic_time ();
}

static Times
measure (const char *text)
{
  TpkCheckOptions options = { .ca_file = tpk_test_certs_get_file (TPK_TEST_CERT_CA) };
  g_autoptr (TpkCheckRun) run = tpk_check_run_new (&options);
  g_autoptr (TpkCredential) credential = tpk_test_good_credential ();
  g_autoptr (TpkIceUrl) url = tpk_ice_url_new (text);
  g_autoptr (TpkResult) result = NULL;
  g_autoptr (GError) error = NULL;
  Times times = { g_get_monotonic_time () };

  tpk_check_run_add_url (run, url, NULL, NULL, credential);
  g_signal_connect (tpk_check_run_get_results (run), "items-changed", G_CALLBACK (changed_cb),
                    &times);
  tpk_test_run_to_end (run, NULL, &error);
  g_assert_no_error (error);
  g_signal_handlers_disconnect_by_data (tpk_check_run_get_results (run), &times);

  result = tpk_test_get_result (run, 0);
  g_assert_cmpstr (tpk_result_get_code (result), ==, "ok");

  return times;
}

static gboolean
judge (const Row *row,
       guint16    port)
{
  g_autofree char *url = tpk_test_dup_url (row->url, port);
  const double round_trip_us = 2 * ONE_WAY_MS * 1000;
  double allocate = G_MAXDOUBLE;
  double data = G_MAXDOUBLE;
  gboolean holds;

  /* The best of a few: what is measured is the ladder and not what else the machine does. */
  for (guint i = 0; i < N_RUNS; i++)
    {
      const Times times = measure (url);

      allocate = MIN (allocate, (times.allocated_us - times.start_us) / round_trip_us);
      data = MIN (data, (times.data_us - times.start_us) / round_trip_us);
    }

  holds = allocate <= row->allocate_limit && data <= row->data_limit;
  g_print ("%-8s allocate %.2f round trips (at most %.1f), data %.2f (at most %.1f): %s\n",
           row->name, allocate, row->allocate_limit, data, row->data_limit,
           holds ? "holds" : "DOES NOT HOLD");

  return holds;
}

int
main (void)
{
  const TpkTestPath path = { .to_server_ms = ONE_WAY_MS, .to_client_ms = ONE_WAY_MS };
  g_autoptr (TpkTestCoturn) coturn = NULL;
  g_autoptr (GTlsCertificate) certificate = NULL;
  g_autoptr (TpkTestTlsBridge) bridge = NULL;
  g_autoptr (TpkTestDelay) plain = NULL;
  g_autoptr (TpkTestDelay) encrypted = NULL;
  gboolean holds = TRUE;

  coturn = tpk_test_coturn_new (NULL);
  certificate = tpk_test_certs_load (TPK_TEST_CERT_GOOD);
  bridge = tpk_test_tls_bridge_new (certificate, tpk_test_coturn_get_port (coturn));
  plain = tpk_test_delay_new (&path, tpk_test_coturn_get_port (coturn));
  encrypted = tpk_test_delay_new (&path, tpk_test_tls_bridge_get_port (bridge));

  g_print ("A path of %.0f ms, best of %u runs\n", 2 * ONE_WAY_MS, N_RUNS);
  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    holds &= judge (&rows[i], tpk_test_delay_get_port (g_str_has_prefix (rows[i].url, "turns:")
                                                       ? encrypted : plain));

  return holds ? 0 : 1;
}
