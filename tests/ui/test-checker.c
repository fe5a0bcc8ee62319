/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#include "config.h"

#include <glib/gstdio.h>

#include "store/tpk-check-log.h"

#include "tpk-ui-test.h"
#include "ui/tpk-checker.h"
#include "ui/tpk-settings.h"
#include "ui/tpk-status.h"

/* What results remember: the network they were found on, and how the check ended. The network is told
 * by a table of routes that the test writes. */

#define ROUTE "Iface Destination Gateway Flags RefCnt Use Metric Mask\n" \
              "%s 00000000 01010101 0003 0 0 600 00000000\n"

typedef struct {
  TpkUiFixture  base;
  char         *routes;
  TpkNetwork   *network;
  TpkChecker   *checker;
} Fixture;

static void
set_route (Fixture    *fixture,
           const char *interface)
{
  g_autofree char *text = g_strdup_printf (ROUTE, interface);
  g_autoptr (GError) error = NULL;

  g_file_set_contents (fixture->routes, text, -1, &error);
  g_assert_no_error (error);
  /* As the kernel has it told. */
  g_signal_emit_by_name (g_network_monitor_get_default (), "network-changed", TRUE);
}

static void
set_up (Fixture       *fixture,
        gconstpointer  data)
{
  g_autoptr (GDBusConnection) bus = NULL;
  g_autoptr (GError) error = NULL;

  tpk_ui_fixture_set_up (&fixture->base, NULL);
  fixture->routes = g_build_filename (fixture->base.folder, "routes", NULL);
  set_route (fixture, "wlan0");
  bus = g_bus_get_sync (G_BUS_TYPE_SESSION, NULL, &error);
  g_assert_no_error (error);
  fixture->network = tpk_network_new_on (bus, fixture->routes);
  while (!tpk_network_is_known (fixture->network))
    g_main_context_iteration (NULL, TRUE);
  fixture->checker = tpk_checker_new (fixture->base.workspace, fixture->network);

  tpk_ui_fixture_add_server (&fixture->base, "Office", "turn:127.0.0.1:1?transport=tcp");
  tpk_workspace_set_route (fixture->base.workspace, TPK_ROUTE_OWN);
}

static void
tear_down (Fixture       *fixture,
           gconstpointer  data)
{
  tpk_ui_test_settle ();
  g_object_unref (fixture->checker);
  g_object_unref (fixture->network);
  g_unlink (fixture->routes);
  g_free (fixture->routes);
  tpk_ui_fixture_tear_down (&fixture->base, NULL);
}

static void
wait_until_over (Fixture *fixture)
{
  while (tpk_checker_is_running (fixture->checker))
    g_main_context_iteration (NULL, TRUE);
}

static void
test_network (Fixture       *fixture,
              gconstpointer  data)
{
  g_autoptr (TpkCheckRecord) record = NULL;

  g_assert_true (tpk_checker_start (fixture->checker));
  wait_until_over (fixture);
  g_assert_cmpstr (tpk_checker_get_network (fixture->checker), ==, "wlan0");
  g_assert_cmpuint (tpk_checker_get_age (fixture->checker), ==, TPK_CHECK_AGE_CURRENT);
  record = g_list_model_get_item (tpk_checker_get_history (fixture->checker), 0);
  g_assert_cmpstr (tpk_check_record_get_network (record), ==, "wlan0");
  g_assert_cmpstr (tpk_check_record_get_network_id (record), ==, "route:wlan0/1.1.1.1");

  set_route (fixture, "wwan0");
  g_assert_cmpuint (tpk_checker_get_age (fixture->checker), ==, TPK_CHECK_AGE_OTHER_NETWORK);
  g_assert_cmpstr (tpk_status_get_age_headline (tpk_checker_get_age (fixture->checker)), ==,
                   "Not checked on this network yet");
  g_assert_false (tpk_checker_is_running (fixture->checker));
  set_route (fixture, "wlan0");
  g_assert_cmpuint (tpk_checker_get_age (fixture->checker), ==, TPK_CHECK_AGE_CURRENT);
  g_assert_null (tpk_status_get_age_headline (tpk_checker_get_age (fixture->checker)));
}

/* Where that is set, another network is checked by itself. */
static void
test_check_again (Fixture       *fixture,
                  gconstpointer  data)
{
  GSettings *settings = tpk_settings_get ();

  g_settings_set_boolean (settings, "check-on-network-change", TRUE);
  /* Not before there was a check at all. */
  set_route (fixture, "eth0");
  g_assert_false (tpk_checker_is_running (fixture->checker));

  g_assert_true (tpk_checker_start (fixture->checker));
  wait_until_over (fixture);
  set_route (fixture, "wwan0");
  g_assert_true (tpk_checker_is_running (fixture->checker));
  wait_until_over (fixture);
  g_assert_cmpstr (tpk_checker_get_network (fixture->checker), ==, "wwan0");
  g_assert_cmpuint (tpk_checker_get_age (fixture->checker), ==, TPK_CHECK_AGE_CURRENT);
  g_assert_cmpuint (g_list_model_get_n_items (tpk_checker_get_history (fixture->checker)), ==, 2);
  g_settings_reset (settings, "check-on-network-change");
}

/* What is written now is there with the next start. */
static void
test_history (Fixture       *fixture,
              gconstpointer  data)
{
  g_autoptr (TpkChecker) again = NULL;
  g_autoptr (TpkCheckRecord) record = NULL;

  g_assert_true (tpk_checker_start (fixture->checker));
  wait_until_over (fixture);
  for (;;) {
    g_autoptr (GError) error = NULL;
    g_autoptr (GPtrArray) records = tpk_check_log_load (fixture->base.folder, &error);

    g_assert_no_error (error);
    if (records->len == 1)
      break;
    g_thread_yield ();
  }

  again = tpk_checker_new (fixture->base.workspace, NULL);
  while (g_list_model_get_n_items (tpk_checker_get_history (again)) == 0)
    g_main_context_iteration (NULL, TRUE);
  record = g_list_model_get_item (tpk_checker_get_history (again), 0);
  g_assert_cmpstr (tpk_check_record_get_state (record), ==, "failed");
}

#define add(path, func) \
  g_test_add ("/ui/checker/" path, Fixture, NULL, set_up, func, tear_down)

int
main (int   argc,
      char *argv[])
{
  tpk_ui_test_init (&argc, &argv);

  add ("network", test_network);
  add ("check-again", test_check_again);
  add ("history", test_history);

  return g_test_run ();
}
