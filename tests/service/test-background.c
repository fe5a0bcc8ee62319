/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#include "config.h"

#include "service/tpk-background.h"
#include "store/tpk-call.h"
#include "workspace/tpk-workspace.h"

#include "workspace-fixture.h"

#define SCHEMA_ID "org.turnpike.Turnpike"

static void
running_cb (TpkServiceCheck *check,
            GParamSpec      *pspec,
            guint           *n_checks)
{
  if (tpk_service_check_is_running (check))
    (*n_checks)++;
}

/* A network that comes up tells so several times; that is one reason to check. */
static void
test_network (StoreFixture  *fixture,
              gconstpointer  data)
{
  g_autoptr (GSettings) settings = g_settings_new (SCHEMA_ID);
  g_autoptr (TpkWorkspace) workspace = NULL;
  g_autoptr (TpkService) service = tpk_service_new ();
  g_autoptr (TpkBackground) background = NULL;
  GNetworkMonitor *monitor = g_network_monitor_get_default ();
  TpkServiceCheck *check = tpk_service_get_check (service);
  guint n_checks = 0;

  ws_start_from (fixture, "127.0.0.1");
  workspace = ws_new_loaded (fixture);
  tpk_service_set_workspace (service, workspace, NULL);
  g_signal_connect (check, "notify::running", G_CALLBACK (running_cb), &n_checks);
  background = tpk_background_new (service, monitor, settings);
  tpk_background_start (background);

  /* Nobody asked; and then there is no network on which to find anything out. */
  g_assert_false (tpk_background_is_asked (background));
  g_signal_emit_by_name (monitor, "network-changed", TRUE);
  g_settings_set_boolean (settings, "check-on-network-change", TRUE);
  g_assert_true (tpk_background_is_asked (background));
  g_signal_emit_by_name (monitor, "network-changed", TRUE);
  g_signal_emit_by_name (monitor, "network-changed", FALSE);
  ws_wait (6000);
  g_assert_cmpuint (n_checks, ==, 0);

  for (guint i = 0; i < 5; i++)
    g_signal_emit_by_name (monitor, "network-changed", TRUE);
  test_wait_until (tpk_service_check_get_verdict (check) != NULL);
  g_assert_cmpuint (n_checks, ==, 1);
  g_assert_false (tpk_service_is_busy (service));
  g_settings_reset (settings, "check-on-network-change");
}

static void
test_asked (void)
{
  g_autoptr (GSettings) settings = g_settings_new (SCHEMA_ID);
  g_autoptr (TpkService) service = tpk_service_new ();
  g_autoptr (TpkBackground) background = NULL;
  g_autoptr (TpkBackground) without = NULL;

  background = tpk_background_new (service, g_network_monitor_get_default (), settings);
  without = tpk_background_new (service, g_network_monitor_get_default (), NULL);
  g_assert_false (tpk_background_is_asked (background));
  g_assert_false (tpk_background_is_asked (without));
  g_settings_set_boolean (settings, "run-in-background", TRUE);
  g_assert_true (tpk_background_is_asked (background));
  g_settings_reset (settings, "run-in-background");
  g_assert_false (tpk_background_is_asked (background));
}

static void
test_client_names (void)
{
  g_autofree char *longest = g_strnfill (100, 'x');
  g_autofree char *longer = g_strnfill (101, 'x');
  const char *good[] = { "Softphone", "Телефон", "a b", "👩\u200d💻", longest, "x" };
  const char *bad[] = { "", " ", "\t", "a\nb", "a\x1b[1m", "\u202e", "a\u2029", "\u200d", longer,
                        "a\x7f", "\xc2\x85" };

  for (guint i = 0; i < G_N_ELEMENTS (good); i++)
    g_assert_true (tpk_call_is_client_name (good[i]));
  for (guint i = 0; i < G_N_ELEMENTS (bad); i++)
    g_assert_false (tpk_call_is_client_name (bad[i]));
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  ws_test_add ("/service/background/network", test_network);
  g_test_add_func ("/service/background/asked", test_asked);
  g_test_add_func ("/service/call-keeper/client-names", test_client_names);

  return g_test_run ();
}
