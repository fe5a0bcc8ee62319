/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#include "config.h"

#include "tpk-test-check.h"
#include "tpk-test-net.h"

#include <sys/resource.h>

/* A thousand UDP targets at once, each with its two allocations and its data, against turnserver
 * on this machine: time, processor and memory of our side. */

#define N_TARGETS 1000
#define LIMIT_S 3.0
#define LIMIT_CPU_MS 0.5
#define LIMIT_RSS_MB 120.0

/* With fewer free ports than it needs, turnserver 4.6.1 spins. */
#define RELAY_PORTS 8000

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

  for (guint i = 0; i < g_list_model_get_n_items (results); i++)
    {
      g_autoptr (TpkResult) result = tpk_test_get_result (run, i);

      if (g_strcmp0 (tpk_result_get_code (result), "ok") == 0)
        n++;
      else
        g_print ("  %s at %s\n", tpk_result_get_code (result),
                 tpk_stage_id_to_string (tpk_result_get_stage (result)));
    }

  return n;
}

int
main (void)
{
  const TpkTestCoturnOptions coturn_options = { .relay_ports = RELAY_PORTS };
  const TpkCheckOptions options = { .jobs = N_TARGETS };
  g_autoptr (TpkTestCoturn) coturn = tpk_test_coturn_new (&coturn_options);
  g_autoptr (TpkCheckRun) run = tpk_check_run_new (&options);
  g_autoptr (TpkCredential) credential = tpk_test_good_credential ();
  g_autofree char *text = tpk_test_dup_url ("turn:127.0.0.1:{port}",
                                            tpk_test_coturn_get_port (coturn));
  g_autoptr (TpkIceUrl) url = tpk_ice_url_new (text);
  const guint threads = tpk_test_count_threads ();
  guint own_threads, n_ok;
  gint64 start_us;
  double start_ms, seconds, cpu_ms, rss_mb;
  gboolean holds;

  for (guint i = 0; i < N_TARGETS; i++)
    tpk_check_run_add_url (run, url, NULL, NULL, credential);

  start_ms = get_cpu_ms ();
  start_us = g_get_monotonic_time ();
  tpk_test_run_to_end (run, NULL, NULL);
  seconds = (g_get_monotonic_time () - start_us) / (double) G_USEC_PER_SEC;
  cpu_ms = (get_cpu_ms () - start_ms) / N_TARGETS;
  rss_mb = get_peak_rss_mb ();
  own_threads = tpk_test_count_threads () - threads;
  n_ok = count_ok (run);

  holds = n_ok == N_TARGETS && seconds <= LIMIT_S && cpu_ms <= LIMIT_CPU_MS &&
          rss_mb <= LIMIT_RSS_MB && own_threads == 1;
  g_print ("%u UDP targets, %u ok: %.2f s (at most %.1f), %.3f ms CPU each (at most %.1f), "
           "%.0f MB (at most %.0f), %u checking thread: %s\n", N_TARGETS, n_ok, seconds, LIMIT_S,
           cpu_ms, LIMIT_CPU_MS, rss_mb, LIMIT_RSS_MB, own_threads,
           holds ? "holds" : "DOES NOT HOLD");

  return holds ? 0 : 1;
}
