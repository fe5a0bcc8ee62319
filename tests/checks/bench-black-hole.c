/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#include "config.h"

#include "tpk-test-black-hole.h"
#include "tpk-test-check.h"

#include <string.h>

/* Twelve targets behind a firewall that drops: how long until all verdicts are in, with the
 * default options. Chromium 156 takes 39.9 s for one. */

#define N_HOLES 3
#define LIMIT_S 5.0
#define CHROMIUM_S 39.9

static const char *const urls[] = {
  "turn:127.0.0.1:{port}",
  "turn:127.0.0.1:{port}?transport=tcp",
  "turns:127.0.0.1:{port}",
  "stun:127.0.0.1:{port}",
};

int
main (void)
{
  g_autoptr (TpkCheckRun) run = tpk_check_run_new (NULL);
  g_autoptr (TpkCredential) credential = tpk_test_good_credential ();
  TpkTestBlackHole *holes[N_HOLES];
  GListModel *results = tpk_check_run_get_results (run);
  gint64 start_us;
  double seconds;
  gboolean holds;

  for (guint i = 0; i < N_HOLES; i++) {
    holes[i] = tpk_test_black_hole_new (G_SOCKET_FAMILY_IPV4);
    for (guint j = 0; j < G_N_ELEMENTS (urls); j++) {
      const guint16 port = tpk_test_black_hole_get_port (holes[i]);
      g_autofree char *text = tpk_test_dup_url (urls[j], port);
      g_autoptr (TpkIceUrl) url = tpk_ice_url_new (text);

      tpk_check_run_add_url (run, url, NULL, NULL, credential);
    }
  }

  start_us = g_get_monotonic_time ();
  tpk_test_run_to_end (run, NULL, NULL);
  seconds = (g_get_monotonic_time () - start_us) / (double) G_USEC_PER_SEC;

  for (guint i = 0; i < g_list_model_get_n_items (results); i++) {
    g_autoptr (TpkResult) result = tpk_test_get_result (run, i);
    const char *code = tpk_result_get_code (result);

    g_assert_true (strcmp (code, "no-reply") == 0 || strcmp (code, "timeout") == 0);
  }
  for (guint i = 0; i < N_HOLES; i++)
    tpk_test_black_hole_free (holes[i]);

  holds = seconds <= LIMIT_S;
  g_print ("%u black-holed targets: all verdicts after %.2f s (at most %.1f), 1/%.0f of what "
           "Chromium 156 takes for one: %s\n", g_list_model_get_n_items (results), seconds, LIMIT_S,
           CHROMIUM_S / seconds, holds ? "holds" : "DOES NOT HOLD");

  return holds ? 0 : 1;
}
