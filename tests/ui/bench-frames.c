/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#include "config.h"

#include <time.h>

#include "tpk-test-coturn.h"
#include "tpk-ui-test.h"
#include "ui/tpk-window.h"

/* Whether the window keeps moving while 200 targets are checked. The frame clock is asked for a frame
 * each time it can make one, and three things are measured by the processor's time that the thread of
 * the window takes, so that a busy machine makes no difference: what a frame takes to be laid out,
 * what it takes to be painted, and what is done between two frames. Where there is no graphics card,
 * painting the whole window once takes long by itself; that is measured first and allowed for. */

#define N_TARGETS 200
#define LIMIT_MS 50.0
#define IDLE_S 2

/* With fewer free ports than it needs, turnserver 4.6.1 spins. */
#define RELAY_PORTS_EACH 8

typedef struct {
  guint   n_frames;
  double  layout_ms;     /* the longest of each */
  double  paint_ms;
  double  between_ms;
  gint64  last_us;       /* when the phase before ended */
} Probe;

static gint64
get_cpu_us (void)
{
  struct timespec time;

  clock_gettime (CLOCK_THREAD_CPUTIME_ID, &time);

  return time.tv_sec * G_USEC_PER_SEC + time.tv_nsec / 1000;
}

static void
end_phase (Probe  *probe,
           double *longest_ms)
{
  gint64 now_us = get_cpu_us ();

  if (probe->last_us != 0)
    *longest_ms = MAX (*longest_ms, (now_us - probe->last_us) / 1000.0);
  probe->last_us = now_us;
}

static void
before_paint_cb (GdkFrameClock *clock,
                 Probe         *probe)
{
  end_phase (probe, &probe->between_ms);
}

/* GTK's own handler was connected before. */
static void
layout_cb (GdkFrameClock *clock,
           Probe         *probe)
{
  end_phase (probe, &probe->layout_ms);
}

static void
after_paint_cb (GdkFrameClock *clock,
                Probe         *probe)
{
  end_phase (probe, &probe->paint_ms);
  probe->n_frames++;
}

static gboolean
tick_cb (GtkWidget     *widget,
         GdkFrameClock *clock,
         gpointer       data)
{
  /* Being there is enough to have the clock go on. */
  return G_SOURCE_CONTINUE;
}

static void
report (const char *what,
        Probe      *probe)
{
  g_print ("%s: %u frames, longest layout %.1f ms, paint %.1f ms, between two %.1f ms\n", what,
           probe->n_frames, probe->layout_ms, probe->paint_ms, probe->between_ms);
}

static void
clear (Probe *probe)
{
  *probe = (Probe) { 0, };
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

static void
wait_s (guint seconds)
{
  gboolean over = FALSE;

  g_timeout_add_seconds (seconds, over_cb, &over);
  tpk_ui_test_wait (&over);
}

static void
run_check (TpkWindow *window)
{
  TpkChecker *checker = tpk_window_get_checker (window);
  gboolean done = FALSE;
  gulong id = g_signal_connect (checker, "finished", G_CALLBACK (finished_cb), &done);

  g_assert_true (tpk_checker_start (checker));
  tpk_ui_test_wait (&done);
  g_signal_handler_disconnect (checker, id);
}

static gboolean
measure_page (TpkWindow  *window,
              Probe      *probe,
              const char *page)
{
  g_autofree char *repaint = g_strdup_printf ("%s, painted as a whole", page);
  g_autofree char *what = g_strdup_printf ("%s, checking %u targets", page, N_TARGETS);
  gboolean holds;
  double limit_ms;

  /* What a page takes to come up for the first time is no matter of checks, nor is it to find the
   * fonts for what it says of them. */
  tpk_window_show_page (window, page);
  wait_s (IDLE_S);
  run_check (window);
  wait_s (IDLE_S);
  clear (probe);
  gtk_widget_queue_draw (GTK_WIDGET (window));
  wait_s (1);
  report (repaint, probe);
  limit_ms = MAX (LIMIT_MS, 1.5 * probe->paint_ms);

  /* With what is shown of it after its end. */
  clear (probe);
  run_check (window);
  wait_s (1);
  report (what, probe);

  holds = probe->n_frames > 0 && probe->layout_ms <= LIMIT_MS && probe->between_ms <= LIMIT_MS &&
          probe->paint_ms <= limit_ms;
  g_print ("  %s (at most %.0f ms, %.0f ms to paint)\n", holds ? "holds" : "DOES NOT HOLD",
           LIMIT_MS, limit_ms);

  return holds;
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

  clock = gtk_widget_get_frame_clock (window);
  g_signal_connect (clock, "before-paint", G_CALLBACK (before_paint_cb), &probe);
  g_signal_connect (clock, "layout", G_CALLBACK (layout_cb), &probe);
  g_signal_connect (clock, "after-paint", G_CALLBACK (after_paint_cb), &probe);
  gtk_widget_add_tick_callback (window, tick_cb, NULL, NULL);

  for (guint i = 0; i < G_N_ELEMENTS (pages); i++)
    holds &= measure_page (TPK_WINDOW (window), &probe, pages[i]);

  gtk_window_destroy (GTK_WINDOW (window));
  tpk_ui_fixture_tear_down (&fixture, NULL);

  return holds ? 0 : 1;
}
