/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#include "config.h"

#include "checks/tpk-reach-run.h"

#include "tpk-test-black-hole.h"
#include "tpk-test-net.h"
#include "tpk-test-resolver.h"
#include "tpk-test-server.h"

/* What a check of an allow-list promises. */

#define SETTLE_MS 20000

static void
add (TpkAllowList *list,
     const char   *protocol,
     const char   *destination,
     const char   *ports,
     const char   *direction)
{
  const TpkAllowFields fields = {
    protocol, destination, ports, "Test", direction, NULL, NULL,
  };
  g_autoptr (GError) error = NULL;
  g_autoptr (TpkAllowEntry) entry = tpk_allow_entry_new (&fields, &error);

  g_assert_no_error (error);
  tpk_allow_list_append (list, entry);
}

static void
add_port (TpkAllowList *list,
          const char   *protocol,
          const char   *destination,
          guint16       port)
{
  g_autofree char *ports = g_strdup_printf ("%u", port);

  add (list, protocol, destination, ports, NULL);
}

static char *
dup_matrix (TpkReachMatrix *matrix)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < tpk_reach_matrix_get_n_rows (matrix); i++) {
    const TpkReachRow *row = tpk_reach_matrix_get_row (matrix, i);

    g_string_append_printf (text, "%s %s %s:", tpk_transport_to_string (row->protocol),
                            row->destination, row->address != NULL ? row->address : "-");
    for (guint j = 0; j < row->cells->len; j++) {
      const TpkReachCell *cell = &g_array_index (row->cells, TpkReachCell, j);

      g_string_append_printf (text, " %u-%u=%s/%s", cell->first, cell->last,
                              tpk_reach_state_to_string (cell->state),
                              tpk_code_to_string (cell->code));
    }
    g_string_append_c (text, '\n');
  }

  return g_string_free (text, FALSE);
}

static void
ready_cb (GObject      *source,
          GAsyncResult *result,
          gpointer      user_data)
{
  *(GAsyncResult **) user_data = g_object_ref (result);
}

static gboolean
run_to_end (TpkReachRun   *run,
            GCancellable  *cancellable,
            GError       **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  tpk_reach_run_start_async (run, cancellable, ready_cb, &result);
  while (result == NULL)
    g_main_context_iteration (NULL, TRUE);

  return tpk_reach_run_start_finish (run, result, error);
}

static TpkReachRun *
check (TpkAllowList *list,
       guint         timeout_ms)
{
  const TpkReachOptions options = { .timeout_ms = timeout_ms };
  g_autoptr (GError) error = NULL;
  TpkReachRun *run = tpk_reach_run_new (list, &options, &error);

  g_assert_no_error (error);
  g_assert_true (run_to_end (run, NULL, &error));
  g_assert_no_error (error);
  g_assert_false (tpk_reach_run_is_running (run));
  g_assert_cmpfloat (tpk_reach_run_get_progress (run), ==, 1.0);

  return run;
}

static void
test_plan (void)
{
  g_autoptr (TpkAllowList) list = tpk_allow_list_new ();
  g_autoptr (TpkReachPlan) plan = NULL;
  GPtrArray *left_out;

  add (list, "tcp", "192.0.2.1", "443,445-447", NULL);
  add (list, "tcp", "192.0.2.1", "446-448", "both");
  add (list, "udp", "192.0.2.1", "443", NULL);
  add (list, "tcp", "name.test", "443", NULL);
  add (list, "tcp", "192.0.2.0/24", "1-65535", NULL);
  add (list, "tcp", "*.name.test", "443", NULL);
  add (list, "udp", "192.0.2.1", "444", "inbound");
  plan = tpk_reach_plan_new (list, NULL);

  /* 443 and 445 to 448 over TCP, and one each of UDP and of the name. */
  g_assert_cmpuint (tpk_reach_plan_get_n_endpoints (plan), ==, 7);
  left_out = tpk_reach_plan_get_left_out (plan);
  g_assert_cmpuint (left_out->len, ==, 3);
  for (guint i = 0; i < 3; i++)
    g_assert_true (g_ptr_array_index (left_out, i) == tpk_allow_list_get_entry (list, 4 + i));
  g_assert_cmpstr (tpk_reach_get_left_out_reason (g_ptr_array_index (left_out, 0)), ==,
    "cannot be probed as such: which addresses of the block are in use is not known");
  g_assert_cmpstr (tpk_reach_get_left_out_reason (g_ptr_array_index (left_out, 1)), ==,
    "cannot be probed as such: a wildcard names no computer");
  g_assert_cmpstr (tpk_reach_get_left_out_reason (g_ptr_array_index (left_out, 2)), ==,
    "cannot be probed from here: it is for connections that come in");
}

static void
test_too_many (void)
{
  g_autoptr (TpkAllowList) list = tpk_allow_list_new ();
  g_autoptr (TpkAllowList) fits = tpk_allow_list_new ();
  g_autoptr (TpkReachPlan) plan = NULL;
  g_autoptr (GError) error = NULL;

  add (list, "udp", "192.0.2.1", "1-16385", NULL);
  g_assert_null (tpk_reach_run_new (list, NULL, &error));
  g_assert_error (error, TPK_REACH_ERROR, TPK_REACH_ERROR_TOO_MANY);
  add (fits, "udp", "192.0.2.1", "1-16384", NULL);
  plan = tpk_reach_plan_new (fits, NULL);
  g_assert_cmpuint (tpk_reach_plan_get_n_endpoints (plan), ==, TPK_REACH_MAX_ENDPOINTS);
}

static void
set_results (GPtrArray     *results,
             TpkReachPlan  *plan,
             guint          first,
             guint          last,
             TpkReachState  state,
             TpkCode        code)
{
  for (guint i = first; i <= last; i++) {
    const TpkReachEndpoint *endpoint = tpk_reach_plan_get_endpoint (plan, i);
    GPtrArray *row = g_ptr_array_new_with_free_func (g_object_unref);

    g_ptr_array_add (row, tpk_reach_result_new (endpoint->protocol, endpoint->port,
                                                endpoint->destination, state, code));
    g_ptr_array_add (results, row);
  }
}

static void
assert_columns (TpkReachMatrix *matrix,
                TpkTransport    protocol,
                const char     *expected)
{
  g_autoptr (GArray) columns = tpk_reach_matrix_dup_columns (matrix, protocol);
  g_autofree char *text = tpk_port_ranges_to_string (columns, ",", "-");

  g_assert_cmpstr (text, ==, expected);
}

/* Neighbours that came out alike are one; columns are cut where any row changes. */
static void
test_matrix (void)
{
  g_autoptr (TpkAllowList) list = tpk_allow_list_new ();
  g_autoptr (TpkReachPlan) plan = NULL;
  g_autoptr (GPtrArray) results = NULL;
  g_autoptr (TpkReachMatrix) matrix = NULL;
  g_autoptr (TpkAllowList) closed = NULL;
  g_autofree char *text = NULL;
  g_autofree char *findings = NULL;

  add (list, "tcp", "192.0.2.1", "10-20,22", NULL);
  add (list, "tcp", "192.0.2.2", "15-25", NULL);
  add (list, "udp", "192.0.2.1", "10", NULL);
  add (list, "udp", "192.0.2.0/24", "10", NULL);
  plan = tpk_reach_plan_new (list, NULL);
  results = g_ptr_array_new_with_free_func ((GDestroyNotify) g_ptr_array_unref);
  set_results (results, plan, 0, 5, TPK_REACH_PASSED, TPK_CODE_OK);
  set_results (results, plan, 6, 8, TPK_REACH_FAILED, TPK_CODE_REFUSED);
  set_results (results, plan, 9, 10, TPK_REACH_FAILED, TPK_CODE_TIMEOUT);
  set_results (results, plan, 11, 11, TPK_REACH_FAILED, TPK_CODE_TIMEOUT);
  set_results (results, plan, 12, 22, TPK_REACH_PASSED, TPK_CODE_OK);
  set_results (results, plan, 23, 23, TPK_REACH_UNCLEAR, TPK_CODE_NO_REPLY);
  matrix = tpk_reach_matrix_new (plan, results);

  text = dup_matrix (matrix);
  g_assert_cmpstr (text, ==,
    "tcp 192.0.2.1 192.0.2.1: 10-15=passed/ok 16-18=failed/refused 19-20=failed/timeout "
    "22-22=failed/timeout\n"
    "tcp 192.0.2.2 192.0.2.2: 15-25=passed/ok\n"
    "udp 192.0.2.1 192.0.2.1: 10-10=unclear/no-reply\n");
  assert_columns (matrix, TPK_TRANSPORT_TCP, "10-14,15,16-18,19-20,21,22,23-25");
  assert_columns (matrix, TPK_TRANSPORT_UDP, "10");
  g_assert_cmpuint (tpk_reach_matrix_count (matrix, TPK_REACH_PASSED), ==, 17);
  g_assert_cmpuint (tpk_reach_matrix_count (matrix, TPK_REACH_FAILED), ==, 6);
  g_assert_cmpint (tpk_reach_matrix_get_state (matrix), ==, TPK_REACH_FAILED);
  g_assert_null (tpk_reach_row_find_cell (tpk_reach_matrix_get_row (matrix, 0), 21));
  g_assert_cmpuint (tpk_reach_row_find_cell (tpk_reach_matrix_get_row (matrix, 0), 17)->first, ==,
                    16);

  findings = tpk_reach_matrix_dup_findings (matrix);
  g_assert_cmpstr (findings, ==,
    "- TCP connections to ports 16-18 of 192.0.2.1 are refused: nothing listens there, or a "
    "firewall rejects them.\n"
    "- Nobody answered in time at TCP ports 19-20 of 192.0.2.1: a firewall swallows the packets, "
    "or there is no such computer.\n"
    "- Nobody answered in time at TCP port 22 of 192.0.2.1: a firewall swallows the packets, or "
    "there is no such computer.\n"
    "- No answer over UDP at port 10 of 192.0.2.1: blocked, or does not speak STUN.\n");

  /* What passed need not be asked for; what could not be tried has to be. */
  closed = tpk_reach_matrix_new_closed_list (matrix, list);
  g_assert_cmpuint (tpk_allow_list_get_n_entries (closed), ==, 3);
  g_assert_true (tpk_allow_list_get_entry (closed, 0) == tpk_allow_list_get_entry (list, 0));
  g_assert_true (tpk_allow_list_get_entry (closed, 1) == tpk_allow_list_get_entry (list, 2));
  g_assert_true (tpk_allow_list_get_entry (closed, 2) == tpk_allow_list_get_entry (list, 3));
}

static void
test_states (void)
{
  static const struct {
    TpkReachState one;
    TpkReachState other;
    TpkReachState both;
  } rows[] = {
    { TPK_REACH_PASSED, TPK_REACH_PASSED, TPK_REACH_PASSED },
    { TPK_REACH_PASSED, TPK_REACH_UNTESTED, TPK_REACH_UNTESTED },
    { TPK_REACH_UNTESTED, TPK_REACH_UNCLEAR, TPK_REACH_UNCLEAR },
    { TPK_REACH_UNCLEAR, TPK_REACH_FAILED, TPK_REACH_FAILED },
    { TPK_REACH_FAILED, TPK_REACH_CANCELLED, TPK_REACH_CANCELLED },
    { TPK_REACH_CANCELLED, TPK_REACH_WAITING, TPK_REACH_WAITING },
  };
  g_autoptr (TpkAllowList) list = tpk_allow_list_new ();
  g_autoptr (TpkReachPlan) plan = NULL;

  add (list, "tcp", "192.0.2.1", "1-2", NULL);
  plan = tpk_reach_plan_new (list, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
    g_autoptr (GPtrArray) results =
      g_ptr_array_new_with_free_func ((GDestroyNotify) g_ptr_array_unref);
    g_autoptr (TpkReachMatrix) matrix = NULL;

    set_results (results, plan, 0, 0, rows[i].one, TPK_CODE_OK);
    set_results (results, plan, 1, 1, rows[i].other, TPK_CODE_OK);
    matrix = tpk_reach_matrix_new (plan, results);
    g_assert_cmpint (tpk_reach_matrix_get_state (matrix), ==, rows[i].both);
  }
}

/* Every way in which a port can answer, over both protocols. */
static void
test_answers (void)
{
  const TpkTestScript stun = { .manner = TPK_TEST_MANNER_BINDING_ONLY };
  const TpkTestScript noise = { .manner = TPK_TEST_MANNER_GARBAGE };
  const TpkTestScript silent = { .manner = TPK_TEST_MANNER_SILENT };
  static const char *const protocols[] = { "tcp", "udp" };
  TpkTestServer *servers[] = {
    tpk_test_server_new (&stun, NULL), tpk_test_server_new (&noise, NULL),
    tpk_test_server_new (&silent, NULL),
  };
  guint16 ports[] = {
    tpk_test_server_get_port (servers[0]), tpk_test_server_get_port (servers[1]),
    tpk_test_server_get_port (servers[2]), tpk_test_free_port (),
  };
  static const char *const expected[2][4] = {
    { "passed/ok", "passed/ok", "passed/ok", "failed/refused" },
    { "passed/ok", "passed/not-stun", "unclear/no-reply", "failed/refused" },
  };

  for (guint i = 0; i < 2; i++) {
    for (guint j = 0; j < 4; j++) {
      g_autoptr (TpkAllowList) list = tpk_allow_list_new ();
      g_autoptr (TpkReachRun) run = NULL;
      g_autofree char *text = NULL;
      g_autofree char *line = NULL;

      add_port (list, protocols[i], "127.0.0.1", ports[j]);
      /* Long enough for what answers, short for what does not. */
      run = check (list, i == 1 && (j == 1 || j == 2) ? 700 : SETTLE_MS);
      text = dup_matrix (tpk_reach_run_get_matrix (run));
      line = g_strdup_printf ("%s 127.0.0.1 127.0.0.1: %u-%u=%s\n", protocols[i], ports[j],
                              ports[j], expected[i][j]);
      g_assert_cmpstr (text, ==, line);
    }
  }
  for (guint i = 0; i < 3; i++)
    g_clear_pointer (&servers[i], tpk_test_server_free);
}

static void
test_black_hole (void)
{
  TpkTestBlackHole *hole = tpk_test_black_hole_new (G_SOCKET_FAMILY_IPV4);
  g_autoptr (TpkAllowList) list = tpk_allow_list_new ();
  g_autoptr (TpkReachRun) run = NULL;
  g_autofree char *text = NULL;
  g_autofree char *line = NULL;
  guint16 port = tpk_test_black_hole_get_port (hole);

  add_port (list, "tcp", "127.0.0.1", port);
  run = check (list, 300);
  text = dup_matrix (tpk_reach_run_get_matrix (run));
  line = g_strdup_printf ("tcp 127.0.0.1 127.0.0.1: %u-%u=failed/timeout\n", port, port);
  g_assert_cmpstr (text, ==, line);
  tpk_test_black_hole_free (hole);
}

/* A name is looked up once, however many ports it has, and each of its addresses is tried. */
static void
test_names (void)
{
  const TpkTestScript script = { .manner = TPK_TEST_MANNER_BINDING_ONLY };
  g_autoptr (TpkTestServer) server = tpk_test_server_new (&script, NULL);
  guint16 port = tpk_test_server_get_port (server);
  TpkTestResolver *resolver = tpk_test_resolver_install ();
  g_autoptr (TpkAllowList) list = tpk_allow_list_new ();
  g_autoptr (TpkReachRun) run = NULL;
  g_autofree char *text = NULL;
  g_autofree char *lines = NULL;

  tpk_test_resolver_add (resolver, "two.test", "127.0.0.1");
  tpk_test_resolver_add (resolver, "two.test", "127.0.0.2");
  tpk_test_resolver_add_error (resolver, "none.test", G_RESOLVER_ERROR_NOT_FOUND);
  add_port (list, "tcp", "two.test", port);
  add_port (list, "udp", "two.test", port);
  add (list, "udp", "none.test", "1-3", NULL);
  run = check (list, SETTLE_MS);
  text = dup_matrix (tpk_reach_run_get_matrix (run));
  lines = g_strdup_printf ("tcp two.test 127.0.0.1: %u-%u=passed/ok\n"
                           "tcp two.test 127.0.0.2: %u-%u=failed/refused\n"
                           "udp two.test 127.0.0.1: %u-%u=passed/ok\n"
                           "udp two.test 127.0.0.2: %u-%u=failed/refused\n"
                           "udp none.test -: 1-3=failed/dns-not-found\n",
                           port, port, port, port, port, port, port, port);
  g_assert_cmpstr (text, ==, lines);
  g_assert_cmpuint (tpk_test_resolver_get_n_asked (resolver), ==, 2);
  tpk_test_resolver_uninstall (resolver);
}

#define N_SILENT 150

static void
assert_counts (TpkReachMatrix *matrix,
               guint           failed,
               guint           waiting,
               guint           cancelled)
{
  g_assert_cmpuint (tpk_reach_matrix_count (matrix, TPK_REACH_FAILED), ==, failed);
  g_assert_cmpuint (tpk_reach_matrix_count (matrix, TPK_REACH_WAITING), ==, waiting);
  g_assert_cmpuint (tpk_reach_matrix_count (matrix, TPK_REACH_CANCELLED), ==, cancelled);
}

/* The one that is refused is over, and there are as many open as ever will be. */
static gboolean
is_busy (gpointer user_data)
{
  return tpk_reach_run_get_peak (user_data) == 64 && tpk_reach_run_get_progress (user_data) > 0.0;
}

/* However many ports there are, and whatever is asked for, 64 are open at once; and all of them end
 * when the run is cancelled, with what was found kept. */
static void
test_cancel (void)
{
  const TpkReachOptions options = { .timeout_ms = 600000, .jobs = 1000 };
  g_autoptr (GPtrArray) sockets = g_ptr_array_new_with_free_func (g_object_unref);
  g_autoptr (TpkAllowList) list = tpk_allow_list_new ();
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (TpkReachRun) run = NULL;
  g_autoptr (TpkReachMatrix) before = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *text = NULL;
  guint fds;

  add_port (list, "tcp", "127.0.0.1", tpk_test_free_port ());
  for (guint i = 0; i < N_SILENT; i++) {
    GSocket *socket = tpk_test_bind_udp (G_SOCKET_FAMILY_IPV4, 0);

    g_ptr_array_add (sockets, socket);
    add_port (list, "udp", "127.0.0.1", tpk_test_socket_port (socket));
  }
  fds = tpk_test_count_fds ();
  run = tpk_reach_run_new (list, &options, NULL);
  tpk_reach_run_start_async (run, cancellable, ready_cb, &result);
  g_assert_true (tpk_test_wait_until (is_busy, run, SETTLE_MS));
  before = g_object_ref (tpk_reach_run_get_matrix (run));
  text = dup_matrix (before);
  g_cancellable_cancel (cancellable);
  while (result == NULL)
    g_main_context_iteration (NULL, TRUE);

  g_assert_false (tpk_reach_run_start_finish (run, result, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_assert_cmpuint (tpk_reach_run_get_peak (run), ==, 64);
  assert_counts (tpk_reach_run_get_matrix (run), 1, 0, N_SILENT);
  g_assert_cmpuint (tpk_test_count_fds (), ==, fds);
  /* What was given away before has not changed. */
  assert_counts (before, 1, N_SILENT, 0);
  g_free (text);
  text = dup_matrix (before);
  g_assert_nonnull (g_strrstr (text, "waiting"));
}

/* Whoever drops the run while it works is told all the same, and nothing stays behind. */
static void
test_dropped (void)
{
  TpkTestBlackHole *hole = tpk_test_black_hole_new (G_SOCKET_FAMILY_IPV4);
  g_autoptr (TpkAllowList) list = tpk_allow_list_new ();
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;
  TpkReachRun *run;

  add_port (list, "udp", "127.0.0.1", tpk_test_black_hole_get_port (hole));
  run = tpk_reach_run_new (list, NULL, NULL);
  tpk_reach_run_start_async (run, NULL, ready_cb, &result);
  g_object_add_weak_pointer (G_OBJECT (run), (gpointer *) &run);
  g_object_unref (run);
  while (result == NULL)
    g_main_context_iteration (NULL, TRUE);
  g_assert_false (g_task_propagate_boolean (G_TASK (result), &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_clear_object (&result);
  while (run != NULL)
    g_main_context_iteration (NULL, TRUE);
  tpk_test_black_hole_free (hole);
}

static void
test_cancelled_before (void)
{
  g_autoptr (TpkAllowList) list = tpk_allow_list_new ();
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (TpkReachRun) run = NULL;
  g_autoptr (GError) error = NULL;

  add (list, "tcp", "127.0.0.1", "1-100", NULL);
  add (list, "tcp", "never-asked.test", "1", NULL);
  g_cancellable_cancel (cancellable);
  run = tpk_reach_run_new (list, NULL, NULL);
  g_assert_false (run_to_end (run, cancellable, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_assert_cmpuint (tpk_reach_run_get_peak (run), ==, 0);
  assert_counts (tpk_reach_run_get_matrix (run), 0, 0, 101);
}

/* Many that end at once neither starve nor pile up. */
static void
test_many (void)
{
  g_autoptr (TpkAllowList) list = tpk_allow_list_new ();
  g_autoptr (TpkReachRun) run = NULL;
  guint fds;

  add (list, "tcp", "127.0.0.77", "1-1000", NULL);
  add (list, "udp", "127.0.0.77", "1-1000", NULL);
  fds = tpk_test_count_fds ();
  run = check (list, SETTLE_MS);
  g_assert_cmpuint (tpk_reach_matrix_get_n_rows (tpk_reach_run_get_matrix (run)), ==, 2);
  g_assert_cmpuint (tpk_reach_run_get_peak (run), <=, 64);
  g_assert_cmpuint (tpk_test_count_fds (), ==, fds);
}

static void
test_empty (void)
{
  g_autoptr (TpkAllowList) list = tpk_allow_list_new ();
  g_autoptr (TpkReachRun) run = check (list, 0);
  g_autoptr (JsonObject) object = tpk_reach_run_to_json (run);

  g_assert_cmpstr (json_object_get_string_member (object, "state"), ==, "untested");
  g_assert_cmpuint (json_array_get_length (json_object_get_array_member (object, "rows")), ==, 0);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/checks/reach/plan", test_plan);
  g_test_add_func ("/checks/reach/too-many", test_too_many);
  g_test_add_func ("/checks/reach/matrix", test_matrix);
  g_test_add_func ("/checks/reach/states", test_states);
  g_test_add_func ("/checks/reach/answers", test_answers);
  g_test_add_func ("/checks/reach/black-hole", test_black_hole);
  g_test_add_func ("/checks/reach/names", test_names);
  g_test_add_func ("/checks/reach/cancel", test_cancel);
  g_test_add_func ("/checks/reach/dropped", test_dropped);
  g_test_add_func ("/checks/reach/cancelled-before", test_cancelled_before);
  g_test_add_func ("/checks/reach/many", test_many);
  g_test_add_func ("/checks/reach/empty", test_empty);

  return g_test_run ();
}
