/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#include "config.h"

#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "tpk-ui-test.h"
#include "ui/tpk-server-list.h"
#include "ui/tpk-server-row.h"
#include "ui/tpk-window.h"

/* Whether ten thousand servers are as easy to live with as ten: how long it takes from asking for the
 * document until the window has painted its servers, how long the longest frame takes while fifty
 * pages are scrolled through, at once and when all rows are there, and how long one edit holds the
 * window up.
 *
 * All of it is told by the processor's time, of all threads until the servers are there and of the
 * thread of the window from then on, and by the clock. What the clock says is judged less the time
 * in which other programs had the processor, as Linux counts it for the thread of the window. */

#define N_FEW 10
#define N_SOME 500
#define N_MANY 10000
#define N_PAGES 50
#define N_EDITS 5

#define OPEN_LIMIT_MS 1000.0
#define EDIT_LIMIT_MS 50.0
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

/* Of something that began at the zero of all three. */
typedef struct {
  double work_ms;                 /* of the processor */
  double clock_ms;
  double waited_ms;               /* for the processor */
} Span;

typedef struct {
  Span   open;
  Span   whole;
  double first_frame_ms;
  double frame_ms;
  Span   edit;
} Figures;

static gint64
get_cpu_us (clockid_t clock)
{
  struct timespec time;

  clock_gettime (clock, &time);

  return time.tv_sec * G_USEC_PER_SEC + time.tv_nsec / 1000;
}

/* The time for which the thread of the window could have run and did not, from
 * /proc/thread-self/schedstat; 0 where there is none. */
static gint64
get_waited_us (void)
{
  g_autofree char *text = NULL;
  guint64 ran_ns, waited_ns = 0;

  if (!g_file_get_contents ("/proc/thread-self/schedstat", &text, NULL, NULL) ||
      sscanf (text, "%" G_GUINT64_FORMAT " %" G_GUINT64_FORMAT, &ran_ns, &waited_ns) != 2)
    return 0;

  return (gint64) (waited_ns / 1000);
}

static Span
get_span (clockid_t clock)
{
  return (Span) { get_cpu_us (clock) / 1000.0, g_get_monotonic_time () / 1000.0,
                  get_waited_us () / 1000.0 };
}

static Span
span_since (Span      start,
            clockid_t clock)
{
  Span now = get_span (clock);

  return (Span) { now.work_ms - start.work_ms, now.clock_ms - start.clock_ms,
                  now.waited_ms - start.waited_ms };
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

/* Whether there are rows: all that can be seen, or all that there are. */
static gboolean
has_rows (Bench    *bench,
          gboolean  all)
{
  GtkWidget *list_view = tpk_ui_test_find (bench->list, GTK_TYPE_LIST_VIEW, 0);
  int height = gtk_widget_get_height (list_view);
  guint n_rows = 0;

  for (GtkWidget *item = gtk_widget_get_first_child (list_view);
       item != NULL;
       item = gtk_widget_get_next_sibling (item)) {
    graphene_rect_t bounds;
    gboolean visible = gtk_widget_get_child_visible (item) &&
                       gtk_widget_compute_bounds (item, list_view, &bounds) &&
                       bounds.origin.y + bounds.size.height > 0.0f && bounds.origin.y < height;

    if (TPK_IS_SERVER_ROW (gtk_widget_get_first_child (item)))
      n_rows++;
    else if (all || visible)
      return FALSE;
  }

  return n_rows > 0;
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
  while (!has_rows (bench, FALSE));
  wait_frame (bench);
}

/* One page a frame, from the beginning again after the end. Returns: the longest frame, in ms */
static double
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

  return bench->longest_ms;
}

static Span
edit_once (Bench    *bench,
           gboolean  enabled)
{
  TpkProfile *profile = tpk_workspace_get_profile (bench->base.workspace);
  Span start = get_span (CLOCK_THREAD_CPUTIME_ID);

  tpk_server_set_enabled (tpk_profile_get_server (profile, 0), enabled);
  tpk_workspace_commit (bench->base.workspace, "Switch Server");
  wait_frame (bench);

  return span_since (start, CLOCK_THREAD_CPUTIME_ID);
}

static int
compare_spans (const void *a,
               const void *b)
{
  double difference = ((const Span *) a)->work_ms - ((const Span *) b)->work_ms;

  return (difference > 0) - (difference < 0);
}

/* Returns: the median of some edits, until they are painted */
static Span
edit (Bench *bench)
{
  Span spans[N_EDITS];

  for (guint i = 0; i < N_EDITS; i++)
    spans[i] = edit_once (bench, i % 2 == 1);
  qsort (spans, N_EDITS, sizeof spans[0], compare_spans);

  return spans[N_EDITS / 2];
}

static void
tell (guint          n_servers,
      const Figures *figures)
{
  g_print ("%5u servers: shown after %.0f ms of work, %.0f ms by the clock, %.0f of them waiting for "
           "others; all rows after %.0f ms, %.0f by the clock;\n", n_servers, figures->open.work_ms,
           figures->open.clock_ms, figures->open.waited_ms, figures->whole.work_ms,
           figures->whole.clock_ms);
  g_print ("               longest frame of %u pages %.1f ms at once, %.1f ms then; an edit %.1f ms, "
           "%.1f by the clock\n", N_PAGES, figures->first_frame_ms, figures->frame_ms,
           figures->edit.work_ms, figures->edit.clock_ms);
}

static Figures
measure (guint n_servers)
{
  Figures figures;
  Bench bench;
  Span start;

  set_up (&bench, n_servers);
  start = get_span (CLOCK_PROCESS_CPUTIME_ID);
  open_window (&bench);
  figures.open = span_since (start, CLOCK_PROCESS_CPUTIME_ID);
  figures.first_frame_ms = scroll (&bench);
  while (!has_rows (&bench, TRUE))
    wait_frame (&bench);
  figures.whole = span_since (start, CLOCK_PROCESS_CPUTIME_ID);
  figures.frame_ms = scroll (&bench);
  figures.edit = edit (&bench);
  tell (n_servers, &figures);

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
           N_MANY, N_FEW, many.open.work_ms / few.open.work_ms,
           many.edit.work_ms / few.edit.work_ms);
  holds = hold ("shown after work of", many.open.work_ms, OPEN_LIMIT_MS, " ms");
  holds &= hold ("shown after, by the clock, without waiting for others",
                 many.open.clock_ms - many.open.waited_ms, OPEN_LIMIT_MS, " ms");
  holds &= hold ("longest frame at once, against that of 500 servers",
                 many.first_frame_ms / some.first_frame_ms, SCROLL_LIMIT_RATIO, "");
  holds &= hold ("longest frame, against that of 500 servers", many.frame_ms / some.frame_ms,
                 SCROLL_LIMIT_RATIO, "");
  holds &= hold ("an edit", many.edit.work_ms, EDIT_LIMIT_MS, " ms");

  return holds ? 0 : 1;
}
