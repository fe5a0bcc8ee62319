/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#include "config.h"

#include <string.h>

#include "checks/tpk-check-run.h"
#include "cloud-fixture.h"
#include "tpk-test-coturn.h"

/* A real pair, as the TURN REST memo means it: a service that signs user names with a secret, and
 * coturn that knows the same secret. What was handed out must pass the whole ladder. */

static void
ended_cb (GObject      *source,
          GAsyncResult *result,
          gpointer      user_data)
{
  g_assert_true (tpk_check_run_start_finish (TPK_CHECK_RUN (source), result, NULL));
  *(gboolean *) user_data = TRUE;
}

/* Checks the servers of @set. Returns how many of the addresses forward data; a machine under load
 * may lose a packet of it, which is no fault of the credentials. */
static guint
check_set (TpkCloudSet *set,
           guint       *n_results)
{
  const TpkCheckOptions options = { .timeout_ms = 60000,
                                    .ca_file = tpk_test_certs_get_file (TPK_TEST_CERT_CA),
                                    .proxy = "direct://" };
  g_autoptr (TpkProfile) profile = tpk_profile_new ("Cloud");
  g_autoptr (TpkProfile) effective = NULL;
  g_autoptr (TpkCheckRun) run = tpk_check_run_new (&options);
  gboolean ended = FALSE;
  guint n_usable = 0;

  tpk_profile_set_route (profile, TPK_ROUTE_CLOUD);
  tpk_cloud_settings_set_service (tpk_profile_get_cloud (profile), "turn-rest");
  effective = tpk_cloud_dup_effective (profile, set, g_get_real_time () / G_USEC_PER_SEC);
  tpk_check_run_add_profile (run, effective);
  tpk_check_run_start_async (run, NULL, ended_cb, &ended);
  while (!ended)
    g_main_context_iteration (NULL, TRUE);

  *n_results = g_list_model_get_n_items (tpk_check_run_get_results (run));
  for (guint i = 0; i < *n_results; i++) {
    g_autoptr (TpkResult) result = g_list_model_get_item (tpk_check_run_get_results (run), i);

    g_test_message ("%s: %s", tpk_result_get_url (result), tpk_result_get_code (result));
    n_usable += tpk_result_is_usable (result) && tpk_result_has_passed (result, TPK_STAGE_DATA);
  }

  return n_usable;
}

static void
test_pair (void)
{
  const TpkTestCoturnOptions options = { .auth = TPK_TEST_COTURN_SECRET };
  g_autoptr (TpkTestCoturn) coturn = tpk_test_coturn_new (&options);
  g_autoptr (TpkTestService) server = tpk_test_service_new (NULL);
  g_autoptr (TpkCloudSettings) settings = cf_settings ("turn-rest", server, "/");
  g_autoptr (TpkCloudResult) result = NULL;
  g_autoptr (TpkCloudResult) false_result = NULL;
  g_autofree char *uris = NULL;
  guint n_results = 0;

  uris = g_strdup_printf ("\"turn:127.0.0.1:%u?transport=udp\",\"turn:127.0.0.1:%u?transport=tcp\","
                          "\"turns:127.0.0.1:%u?transport=tcp\"",
                          tpk_test_coturn_get_port (coturn), tpk_test_coturn_get_port (coturn),
                          tpk_test_coturn_get_tls_port (coturn));
  tpk_cloud_settings_set_text (settings, TPK_CLOUD_FIELD_USER, "alice");
  tpk_test_service_mint (server, TPK_TEST_SECRET, 600, uris);
  result = cf_fetch (settings);
  cf_assert_code (result, "ok");
  g_assert_cmpuint (check_set (tpk_cloud_result_get_set (result), &n_results), ==, 3);
  g_assert_cmpuint (n_results, ==, 3);

  /* The other side of it: a service with another secret hands out what coturn does not take. */
  tpk_test_service_mint (server, "another-secret", 600, uris);
  false_result = cf_fetch (settings);
  cf_assert_code (false_result, "ok");
  g_assert_cmpuint (check_set (tpk_cloud_result_get_set (false_result), &n_results), ==, 0);
  g_assert_cmpuint (n_results, ==, 3);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  if (!tpk_test_coturn_available () || !tpk_test_certs_available ()) {
    g_print ("1..0 # SKIP no turnserver, or no openssl\n");
    return 0;
  }

  g_test_add_func ("/cloud/pair/turn-rest", test_pair);

  return g_test_run ();
}
