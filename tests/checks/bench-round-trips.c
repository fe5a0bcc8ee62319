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
  double allocate_ms;
  double data_ms;
} Times;

static double
get_first_data_ms (TpkStage *stage)
{
  JsonObject *detail = tpk_stage_get_detail (stage);

  /* Data had come through in both directions; echoes for the quality may follow. */
  return detail && json_object_has_member (detail, "first_ms")
         ? json_object_get_double_member (detail, "first_ms")
         : tpk_stage_get_ms (stage);
}

static Times
add_up (TpkResult *result)
{
  Times times = { 0 };

  for (guint id = TPK_STAGE_RESOLVE; id <= TPK_STAGE_DATA; id++) {
    g_autoptr (TpkStage) stage = tpk_test_find_stage (result, id);

    if (!stage)
      continue;
    g_assert_cmpint (tpk_stage_get_state (stage), ==, TPK_STAGE_STATE_PASSED);
    times.data_ms += id == TPK_STAGE_DATA ? get_first_data_ms (stage) : tpk_stage_get_ms (stage);
    if (id == TPK_STAGE_ALLOCATE)
      times.allocate_ms = times.data_ms;
  }

  return times;
}

static Times
measure (const char *url)
{
  TpkCheckOptions options = { .ca_file = tpk_test_certs_get_file (TPK_TEST_CERT_CA) };
  g_autoptr (TpkCredential) credential = tpk_test_good_credential ();
  g_autoptr (TpkResult) result = NULL;
  const gint64 start_us = g_get_monotonic_time ();
  Times times;

  result = tpk_test_check_url (&options, credential, url);
  g_assert_cmpstr (tpk_result_get_code (result), ==, "ok");
  times = add_up (result);

  /* What the stages say is held against this side's own clock. */
  g_assert_cmpfloat (times.data_ms, <=, (g_get_monotonic_time () - start_us) / 1000.0);

  return times;
}

static gboolean
judge (const Row *row,
       guint16    port)
{
  g_autofree char *url = tpk_test_dup_url (row->url, port);
  const double round_trip_ms = 2 * ONE_WAY_MS;
  double allocate = G_MAXDOUBLE;
  double data = G_MAXDOUBLE;
  gboolean holds;

  /* The best of a few: what is measured is the ladder and not what else the machine does. */
  for (guint i = 0; i < N_RUNS; i++) {
    const Times times = measure (url);

    allocate = MIN (allocate, times.allocate_ms / round_trip_ms);
    data = MIN (data, times.data_ms / round_trip_ms);
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
