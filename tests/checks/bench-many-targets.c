/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#include "config.h"

#include "tpk-test-check.h"
#include "tpk-test-net.h"

#include <sys/resource.h>

/* Many targets at once, each with its two allocations and its data, against turnserver on this
 * machine: time, processor and memory of our side. The design has limits for UDP; what TCP and
 * TLS cost is printed beside it, and all of them have to pass. */

#define LIMIT_RSS_MB 120.0

/* With fewer free ports than it needs, turnserver 4.6.1 spins. */
#define RELAY_PORTS_EACH 8

typedef struct {
  const char *name;
  const char *url;
  guint n_targets;
  double limit_s;       /* 0: none */
  double limit_cpu_ms;
} Row;

/* UDP comes first: the peak of the memory is that of the process. */
static const Row rows[] = {
  { "UDP", "turn:127.0.0.1:{port}", 1000, 3.0, 0.5 },
  { "TCP", "turn:127.0.0.1:{port}?transport=tcp", 1000, 0, 0 },
  { "TLS", "turns:127.0.0.1:{port}", 200, 0, 0 },
};

static double
get_cpu_ms (void)
{
  struct rusage usage;

  getrusage (RUSAGE_SELF, &usage);

  return (usage.ru_utime.tv_sec + usage.ru_stime.tv_sec) * 1000.0 +
         (usage.ru_utime.tv_usec + usage.ru_stime.tv_usec) / 1000.0;
}

static double
get_peak_rss_mb (void)
{
  struct rusage usage;

  getrusage (RUSAGE_SELF, &usage);

  return usage.ru_maxrss / 1024.0;
}

static guint
count_ok (TpkCheckRun *run)
{
  GListModel *results = tpk_check_run_get_results (run);
  guint n = 0;

  for (guint i = 0; i < g_list_model_get_n_items (results); i++) {
    g_autoptr (TpkResult) result = tpk_test_get_result (run, i);

    if (g_strcmp0 (tpk_result_get_code (result), "ok") == 0)
      n++;
    else
      g_print ("  %s at %s\n", tpk_result_get_code (result),
               tpk_stage_id_to_string (tpk_result_get_stage (result)));
  }

  return n;
}

static gboolean
judge (const Row *row,
       double     seconds,
       double     cpu_ms,
       guint      n_ok,
       guint      n_threads)
{
  const double rss_mb = get_peak_rss_mb ();
  const gboolean is_limited = row->limit_s > 0;
  const gboolean holds = n_ok == row->n_targets &&
    (!is_limited || (seconds <= row->limit_s && cpu_ms <= row->limit_cpu_ms &&
                     rss_mb <= LIMIT_RSS_MB && n_threads == 1));

  g_print ("%u %s targets, %u ok: %.2f s, %.3f ms CPU each, peak of %.0f MB, %u more threads: %s\n",
           row->n_targets, row->name, n_ok, seconds, cpu_ms, rss_mb, n_threads,
           holds ? "holds" : "DOES NOT HOLD");
  if (is_limited)
    g_print ("  (at most %.1f s, %.1f ms, %.0f MB, 1 thread)\n", row->limit_s, row->limit_cpu_ms,
             LIMIT_RSS_MB);

  return holds;
}

static gboolean
measure (const Row *row)
{
  const TpkTestCoturnOptions coturn_options = { .relay_ports = RELAY_PORTS_EACH * row->n_targets };
  const TpkCheckOptions options = {
    .jobs = row->n_targets, .ca_file = tpk_test_certs_get_file (TPK_TEST_CERT_CA) };
  g_autoptr (TpkTestCoturn) coturn = tpk_test_coturn_new (&coturn_options);
  g_autoptr (TpkCheckRun) run = tpk_check_run_new (&options);
  g_autoptr (TpkCredential) credential = tpk_test_good_credential ();
  g_autofree char *text = tpk_test_dup_url (row->url, g_str_has_prefix (row->url, "turns:")
                                            ? tpk_test_coturn_get_tls_port (coturn)
                                            : tpk_test_coturn_get_port (coturn));
  g_autoptr (TpkIceUrl) url = tpk_ice_url_new (text);
  const guint threads = tpk_test_count_threads ();
  gint64 start_us;
  double start_ms, seconds, cpu_ms;

  for (guint i = 0; i < row->n_targets; i++)
    tpk_check_run_add_url (run, url, NULL, NULL, credential);

  start_ms = get_cpu_ms ();
  start_us = g_get_monotonic_time ();
  tpk_test_run_to_end (run, NULL, NULL);
  seconds = (g_get_monotonic_time () - start_us) / (double) G_USEC_PER_SEC;
  cpu_ms = (get_cpu_ms () - start_ms) / row->n_targets;

  return judge (row, seconds, cpu_ms, count_ok (run), tpk_test_count_threads () - threads);
}

int
main (void)
{
  gboolean holds = TRUE;

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    holds &= measure (&rows[i]);

  return holds ? 0 : 1;
}
