/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#include "config.h"

#include <time.h>

#include "tpk-ui-test.h"
#include "ui/tpk-server-list.h"
#include "ui/tpk-server-row.h"
#include "ui/tpk-window.h"

/* Whether ten thousand servers are as easy to live with as ten: how long it takes from asking for the
 * document until the window has painted its servers, how long the longest frame takes while fifty
 * pages are scrolled through, and how long one edit holds the window up. All of it is measured by
 * the processor's time, so that a busy machine makes no difference: of all threads until the servers
 * are there, of the thread of the window from then on. What the clock says is told beside it. */

#define N_FEW 10
#define N_SOME 500
#define N_MANY 10000
#define N_PAGES 50

#define OPEN_LIMIT_MS 1000.0
/* How much longer a frame may take than the longest of a list that also has to be scrolled. */
#define SCROLL_LIMIT_RATIO 3.0

typedef struct {
  TpkUiFixture   base;
  GtkWidget     *window;
  TpkServerList *list;
  GdkFrameClock *clock;
  guint          n_frames;
  gint64         last_us;         /* processor's time at the end of the last frame */
  double         longest_ms;      /* the most that was done from one frame to the next */
} Bench;

typedef struct {
  double open_ms;
  double frame_ms;
  double edit_ms;
} Figures;

static gint64
get_cpu_us (clockid_t clock)
{
  struct timespec time;

  clock_gettime (clock, &time);

  return time.tv_sec * G_USEC_PER_SEC + time.tv_nsec / 1000;
}

static void
after_paint_cb (GdkFrameClock *clock,
                Bench         *bench)
{
  gint64 now_us = get_cpu_us (CLOCK_THREAD_CPUTIME_ID);

  if (bench->last_us != 0)
    bench->longest_ms = MAX (bench->longest_ms, (now_us - bench->last_us) / 1000.0);
  bench->last_us = now_us;
  bench->n_frames++;
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
wait_frame (Bench *bench)
{
  guint n_frames = bench->n_frames;

  while (bench->n_frames == n_frames)
    g_main_context_iteration (NULL, TRUE);
}

/* As an administrator's tool would write it. */
static char *
new_document (guint n_servers)
{
  g_autoptr (GString) text = g_string_new ("{\"schema\":1,\"active\":\"Office\",\"profiles\":[{"
                                           "\"name\":\"Office\",\"route\":\"own\",\"servers\":[");

  for (guint i = 0; i < n_servers; i++)
    g_string_append_printf (text, "%s{\"id\":\"id-%u\",\"label\":\"Office %u\",\"urls\":["
                            "\"turn:relay%u.turnpike.test:3478?transport=udp\","
                            "\"turns:relay%u.turnpike.test:443\"],"
                            "\"credential\":{\"kind\":\"password\",\"username\":\"alice\","
                            "\"password\":\"open sesame\"}}",
                            i > 0 ? "," : "", i, i, i, i);
  g_string_append (text, "]}]}");

  return g_string_free (g_steal_pointer (&text), FALSE);
}

static void
set_up (Bench *bench,
        guint  n_servers)
{
  g_autofree char *text = new_document (n_servers);
  g_autofree char *path = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (TpkStore) store = NULL;

  *bench = (Bench) { 0, };
  bench->base.folder = g_dir_make_tmp ("turnpike-bench-XXXXXX", &error);
  g_assert_no_error (error);
  path = g_build_filename (bench->base.folder, "turnpike.json", NULL);
  g_file_set_contents_full (path, text, -1, G_FILE_SET_CONTENTS_NONE, 0600, &error);
  g_assert_no_error (error);
  store = tpk_store_new (bench->base.folder);
  bench->base.workspace = tpk_workspace_new (store);
}

static void
open_window (Bench *bench)
{
  GtkWidget *page;

  tpk_ui_test_load (bench->base.workspace);
  bench->window = tpk_window_new (NULL, bench->base.workspace);
  tpk_window_show_page (TPK_WINDOW (bench->window), "servers");
  gtk_window_set_default_size (GTK_WINDOW (bench->window), 1200, 800);
  gtk_window_present (GTK_WINDOW (bench->window));
  page = tpk_ui_test_get_child (bench->window, "servers_page");
  bench->list = tpk_ui_test_child (TpkServerList, page, "list");
  bench->clock = gtk_widget_get_frame_clock (bench->window);
  g_signal_connect (bench->clock, "after-paint", G_CALLBACK (after_paint_cb), bench);
  gtk_widget_add_tick_callback (bench->window, tick_cb, NULL, NULL);
  do
    wait_frame (bench);
  while (tpk_ui_test_find (bench->list, TPK_TYPE_SERVER_ROW, 0) == NULL);
  wait_frame (bench);
}

/* One page a frame, from the beginning again after the end. */
static void
scroll (Bench *bench)
{
  GtkWidget *scrolled = tpk_ui_test_find (bench->list, GTK_TYPE_SCROLLED_WINDOW, 0);
  GtkAdjustment *adjustment;

  adjustment = gtk_scrolled_window_get_vadjustment (GTK_SCROLLED_WINDOW (scrolled));
  bench->longest_ms = 0;
  for (guint i = 0; i < N_PAGES; i++) {
    double page_size = gtk_adjustment_get_page_size (adjustment);
    double value = gtk_adjustment_get_value (adjustment) + page_size;

    if (value > gtk_adjustment_get_upper (adjustment) - page_size)
      value = 0.0;
    gtk_adjustment_set_value (adjustment, value);
    wait_frame (bench);
  }
}

static double
edit (Bench *bench)
{
  TpkProfile *profile = tpk_workspace_get_profile (bench->base.workspace);
  gint64 start_us = get_cpu_us (CLOCK_THREAD_CPUTIME_ID);

  tpk_server_set_enabled (tpk_profile_get_server (profile, 0), FALSE);
  tpk_workspace_commit (bench->base.workspace, "Switch Server Off");
  wait_frame (bench);

  return (get_cpu_us (CLOCK_THREAD_CPUTIME_ID) - start_us) / 1000.0;
}

static Figures
measure (guint n_servers)
{
  Figures figures;
  Bench bench;
  gint64 start_us, start_cpu_us;
  double clock_ms;

  set_up (&bench, n_servers);
  start_us = g_get_monotonic_time ();
  start_cpu_us = get_cpu_us (CLOCK_PROCESS_CPUTIME_ID);
  open_window (&bench);
  clock_ms = (g_get_monotonic_time () - start_us) / 1000.0;
  figures.open_ms = (get_cpu_us (CLOCK_PROCESS_CPUTIME_ID) - start_cpu_us) / 1000.0;
  scroll (&bench);
  figures.frame_ms = bench.longest_ms;
  figures.edit_ms = edit (&bench);

  g_print ("%5u servers: shown after %.0f ms of work (%.0f ms by the clock), longest frame of "
           "%u pages %.1f ms, an edit %.1f ms\n", n_servers, figures.open_ms, clock_ms, N_PAGES, figures.frame_ms, figures.edit_ms);

  g_signal_handlers_disconnect_by_data (bench.clock, &bench);
  gtk_window_destroy (GTK_WINDOW (bench.window));
  tpk_ui_fixture_tear_down (&bench.base, NULL);

  return figures;
}

static gboolean
hold (const char *what,
      double      value,
      double      limit,
      const char *unit)
{
  g_print ("  %s: %.1f%s, %s (at most %.1f%s)\n", what, value, unit,
           value <= limit ? "holds" : "DOES NOT HOLD", limit, unit);

  return value <= limit;
}

int
main (int   argc,
      char *argv[])
{
  Figures few, some, many;
  gboolean holds;

  tpk_ui_test_init (&argc, &argv);

  /* What a window takes to come up for the first time is no matter of servers. */
  measure (N_FEW);
  few = measure (N_FEW);
  some = measure (N_SOME);
  many = measure (N_MANY);

  g_print ("%u servers against %u: shown after %.1f times as long, an edit %.1f times as long\n",
           N_MANY, N_FEW, many.open_ms / few.open_ms, many.edit_ms / few.edit_ms);
  holds = hold ("shown after", many.open_ms, OPEN_LIMIT_MS, " ms");
  holds &= hold ("longest frame, against that of 500 servers", many.frame_ms / some.frame_ms,
                 SCROLL_LIMIT_RATIO, "");

  return holds ? 0 : 1;
}
