/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#include "config.h"

#include "tpk-test-coturn.h"
#include "tpk-ui-test.h"
#include "ui/tpk-window.h"

/* Whether the window keeps moving while 200 targets are checked. The frame clock is asked for a
 * frame each time it can make one; what takes the main loop away from it shows as a gap. The same is
 * measured without a check, so that a machine that is slow by itself can be told. */

#define N_TARGETS 200
#define LIMIT_MS 50.0
#define IDLE_S 2

/* With fewer free ports than it needs, turnserver 4.6.1 spins. */
#define RELAY_PORTS_EACH 8

typedef struct {
  GArray *works_ms;      /* (element-type double): from the start of a frame until it is painted */
  double  longest_gap_ms;
  gint64  begun_us;
  gint64  last_us;
} Probe;

static void
before_paint_cb (GdkFrameClock *clock,
                 Probe         *probe)
{
  gint64 now_us = g_get_monotonic_time ();

  if (probe->last_us != 0)
    probe->longest_gap_ms = MAX (probe->longest_gap_ms, (now_us - probe->last_us) / 1000.0);
  probe->last_us = now_us;
  probe->begun_us = now_us;
}

static void
after_paint_cb (GdkFrameClock *clock,
                Probe         *probe)
{
  double work_ms = (g_get_monotonic_time () - probe->begun_us) / 1000.0;

  g_array_append_val (probe->works_ms, work_ms);
}

static gboolean
tick_cb (GtkWidget     *widget,
         GdkFrameClock *clock,
         gpointer       data)
{
  /* Being there is enough to have the clock go on. */
  return G_SOURCE_CONTINUE;
}

static int
compare_doubles (gconstpointer a,
                 gconstpointer b)
{
  double left = *(const double *) a, right = *(const double *) b;

  return (left > right) - (left < right);
}

static double
report (const char *what,
        Probe      *probe)
{
  double longest_ms;

  if (probe->works_ms->len == 0) {
    g_print ("%s: no frame at all\n", what);
    return G_MAXDOUBLE;
  }
  g_array_sort (probe->works_ms, compare_doubles);
  longest_ms = g_array_index (probe->works_ms, double, probe->works_ms->len - 1);
  g_print ("%s: %u frames, median %.1f ms, 99 %% under %.1f ms, longest %.1f ms, "
           "longest time without a frame %.1f ms\n", what, probe->works_ms->len,
           g_array_index (probe->works_ms, double, probe->works_ms->len / 2),
           g_array_index (probe->works_ms, double, probe->works_ms->len * 99 / 100), longest_ms,
           probe->longest_gap_ms);

  return longest_ms;
}

static void
clear (Probe *probe)
{
  g_array_set_size (probe->works_ms, 0);
  probe->longest_gap_ms = 0;
  probe->last_us = 0;
}

static gboolean
over_cb (gpointer data)
{
  *(gboolean *) data = TRUE;
  return G_SOURCE_REMOVE;
}

static void
finished_cb (TpkChecker   *checker,
             const GError *error,
             gboolean     *done)
{
  g_assert_no_error (error);
  *done = TRUE;
}

static void
add_servers (TpkUiFixture  *fixture,
             TpkTestCoturn *coturn)
{
  TpkProfile *profile = tpk_workspace_get_profile (fixture->workspace);
  g_autoptr (TpkCredential) credential = tpk_credential_new_password (TPK_TEST_USER,
                                                                      TPK_TEST_PASSWORD);
  g_autofree char *url = g_strdup_printf ("turn:127.0.0.1:%u", tpk_test_coturn_get_port (coturn));

  for (guint i = 0; i < N_TARGETS; i++) {
    g_autoptr (TpkServer) server = tpk_server_new ();
    g_autofree char *label = g_strdup_printf ("Server %u", i);

    tpk_server_set_label (server, label);
    tpk_server_add_url (server, url);
    tpk_server_set_credential (server, credential);
    tpk_profile_append_server (profile, server);
  }
  tpk_workspace_set_route (fixture->workspace, TPK_ROUTE_OWN);
}

static gboolean
measure_page (TpkWindow  *window,
              Probe      *probe,
              const char *page)
{
  TpkChecker *checker = tpk_window_get_checker (window);
  g_autofree char *what = g_strdup_printf ("%s, checking %u targets", page, N_TARGETS);
  gboolean done = FALSE, over = FALSE;
  gulong id = g_signal_connect (checker, "finished", G_CALLBACK (finished_cb), &done);
  double longest_ms;

  /* What a page takes to come up for the first time is no matter of checks. */
  tpk_window_show_page (window, page);
  g_timeout_add_seconds (IDLE_S, over_cb, &over);
  tpk_ui_test_wait (&over);
  clear (probe);
  over = FALSE;
  g_timeout_add_seconds (IDLE_S, over_cb, &over);
  tpk_ui_test_wait (&over);
  report (page, probe);

  clear (probe);
  g_assert_true (tpk_checker_start (checker));
  tpk_ui_test_wait (&done);
  longest_ms = report (what, probe);
  g_signal_handler_disconnect (checker, id);

  g_print ("  %s (at most %.0f ms for a frame, and between two)\n",
           longest_ms <= LIMIT_MS && probe->longest_gap_ms <= LIMIT_MS ? "holds"
                                                                       : "DOES NOT HOLD",
           LIMIT_MS);

  return longest_ms <= LIMIT_MS && probe->longest_gap_ms <= LIMIT_MS;
}

int
main (int   argc,
      char *argv[])
{
  static const char *const pages[] = { "status", "servers", "checks" };
  const TpkTestCoturnOptions options = { .relay_ports = RELAY_PORTS_EACH * N_TARGETS };
  g_autoptr (TpkTestCoturn) coturn = NULL;
  TpkUiFixture fixture = { 0, };
  Probe probe = { 0, };
  gboolean holds = TRUE;
  GtkWidget *window;
  GdkFrameClock *clock;

  tpk_ui_test_init (&argc, &argv);
  if (!tpk_test_coturn_available ()) {
    g_print ("there is no turnserver to check\n");
    return 77;
  }

  /* As people see it, with what moves. */
  g_object_set (gtk_settings_get_default (), "gtk-enable-animations", TRUE, NULL);
  coturn = tpk_test_coturn_new (&options);
  tpk_ui_fixture_set_up (&fixture, NULL);
  add_servers (&fixture, coturn);
  window = tpk_window_new (NULL, fixture.workspace);
  gtk_window_set_default_size (GTK_WINDOW (window), 1200, 800);
  gtk_window_present (GTK_WINDOW (window));

  probe.works_ms = g_array_new (FALSE, FALSE, sizeof (double));
  clock = gtk_widget_get_frame_clock (window);
  g_signal_connect (clock, "before-paint", G_CALLBACK (before_paint_cb), &probe);
  g_signal_connect (clock, "after-paint", G_CALLBACK (after_paint_cb), &probe);
  gtk_widget_add_tick_callback (window, tick_cb, NULL, NULL);

  for (guint i = 0; i < G_N_ELEMENTS (pages); i++)
    holds &= measure_page (TPK_WINDOW (window), &probe, pages[i]);

  gtk_window_destroy (GTK_WINDOW (window));
  tpk_ui_fixture_tear_down (&fixture, NULL);
  g_array_unref (probe.works_ms);

  return holds ? 0 : 1;
}
