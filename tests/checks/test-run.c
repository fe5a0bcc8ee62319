/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#include "config.h"

#include "tpk-test-black-hole.h"
#include "tpk-test-check.h"
#include "tpk-test-net.h"
#include "tpk-test-resolver.h"

#include <string.h>

/* What a run of many checks promises, whatever comes out of each. */

#define N_JOBS_TARGETS 6
#define SETTLE_MS 5000

static void
add_url (TpkCheckRun *run,
         const char  *text,
         const char  *server)
{
  g_autoptr (TpkIceUrl) url = tpk_ice_url_new (text);
  g_autoptr (TpkCredential) credential = tpk_test_good_credential ();

  tpk_check_run_add_url (run, url, server, NULL, credential);
}

static void
add_url_at (TpkCheckRun *run,
            const char  *format,
            guint16      port)
{
  g_autofree char *text = tpk_test_dup_url (format, port);

  add_url (run, text, "Test");
}

static void
assert_code (TpkCheckRun *run,
             guint        index,
             const char  *code)
{
  g_autoptr (TpkResult) result = tpk_test_get_result (run, index);

  g_assert_cmpstr (tpk_result_get_code (result), ==, code);
}

static void
test_empty (void)
{
  TpkCheckRun *run = tpk_check_run_new (NULL);
  g_autoptr (GError) error = NULL;

  g_assert_cmpuint (tpk_check_run_get_n_urls (run), ==, 0);
  g_assert_false (tpk_check_run_is_running (run));
  tpk_test_run_to_end (run, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpint (tpk_check_run_get_state (run), ==, TPK_RESULT_STATE_UNTESTED);
  g_assert_cmpint (tpk_verdict_get_state (tpk_check_run_get_verdict (run)), ==,
                   TPK_VERDICT_STATE_UNTESTED);
  g_free (tpk_test_dup_document (run));
  g_assert_finalize_object (run);
}

static void
test_order (void)
{
  const TpkTestScript script = { 0 };
  g_autoptr (TpkTestServer) server = tpk_test_server_new (&script, NULL);
  const guint16 port = tpk_test_server_get_port (server);
  TpkTestResolver *resolver = tpk_test_resolver_install ();
  g_autoptr (TpkCheckRun) run = tpk_check_run_new (NULL);
  static const char *const expected[] = { "127.0.0.1", "127.0.0.3", "127.0.0.2", "127.0.0.1" };
  g_autoptr (GError) error = NULL;

  tpk_test_resolver_add (resolver, "two.test", "127.0.0.3");
  tpk_test_resolver_add (resolver, "two.test", "127.0.0.2");
  add_url_at (run, "stun:127.0.0.1:{port}", port);
  add_url_at (run, "turn:two.test:{port}", port);
  add_url_at (run, "turn:127.0.0.1:{port}?transport=tcp", port);
  add_url_at (run, "turn:gone.test:{port}", port);
  g_assert_cmpuint (tpk_check_run_get_n_urls (run), ==, 4);

  tpk_test_run_to_end (run, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (g_list_model_get_n_items (tpk_check_run_get_results (run)), ==, 5);
  for (guint i = 0; i < G_N_ELEMENTS (expected); i++) {
    g_autoptr (TpkResult) result = tpk_test_get_result (run, i);

    g_assert_cmpstr (tpk_result_get_address (result), ==, expected[i]);
  }
  assert_code (run, 0, "ok");
  assert_code (run, 1, "refused");
  assert_code (run, 2, "refused");
  assert_code (run, 3, "ok");
  assert_code (run, 4, tpk_test_has_network () ? "dns-not-found" : "no-network");
  tpk_test_resolver_uninstall (resolver);
}

/* No address is told of twice, nor one before there is anything to tell of it. */
static void
assert_distinct_cb (GListModel *results,
                    guint       position,
                    guint       removed,
                    guint       added,
                    guint      *n_waiting)
{
  g_autoptr (GHashTable) seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  for (guint i = 0; i < g_list_model_get_n_items (results); i++) {
    g_autoptr (TpkResult) result = g_list_model_get_item (results, i);

    if (tpk_result_get_address (result) != NULL)
      g_assert_true (g_hash_table_add (seen, g_strdup (tpk_result_get_address (result))));
    else
      *n_waiting += g_list_model_get_n_items (results) == 3;
  }
}

/* While the first address of a name is checked, the others wait for their turn. */
static void
test_addresses_wait (void)
{
  TpkTestResolver *resolver = tpk_test_resolver_install ();
  const TpkCheckOptions options = { .jobs = 1 };
  g_autoptr (TpkCheckRun) run = tpk_check_run_new (&options);
  g_autoptr (GError) error = NULL;
  guint n_waiting = 0;

  for (guint i = 1; i <= 3; i++) {
    g_autofree char *address = g_strdup_printf ("127.0.0.%u", i);

    tpk_test_resolver_add (resolver, "three.test", address);
  }
  add_url_at (run, "turn:three.test:{port}?transport=tcp", tpk_test_free_port ());
  g_signal_connect (tpk_check_run_get_results (run), "items-changed",
                    G_CALLBACK (assert_distinct_cb), &n_waiting);
  tpk_test_run_to_end (run, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (g_list_model_get_n_items (tpk_check_run_get_results (run)), ==, 3);
  g_assert_cmpuint (n_waiting, >, 0);
  for (guint i = 0; i < 3; i++)
    assert_code (run, i, "refused");
  tpk_test_resolver_uninstall (resolver);
}

/* Two dead addresses of one name take as long as one. */
static void
test_side_by_side (void)
{
  g_autoptr (TpkTestBlackHole) hole = tpk_test_black_hole_new (G_SOCKET_FAMILY_IPV4);
  const TpkCheckOptions options = { .timeout_ms = 1000 };
  g_autoptr (TpkCheckRun) run = tpk_check_run_new (&options);
  g_autoptr (TpkResult) first = NULL;
  g_autoptr (TpkResult) second = NULL;
  g_autoptr (JsonObject) document = NULL;
  g_autoptr (GError) error = NULL;

  add_url_at (run, "turn:127.0.0.1:{port}", tpk_test_black_hole_get_port (hole));
  add_url_at (run, "turn:127.0.0.1:{port}?transport=tcp", tpk_test_black_hole_get_port (hole));
  tpk_test_run_to_end (run, NULL, &error);
  g_assert_no_error (error);

  assert_code (run, 0, "no-reply");
  assert_code (run, 1, "timeout");
  first = tpk_test_get_result (run, 0);
  second = tpk_test_get_result (run, 1);
  document = tpk_check_run_to_json (run);
  g_assert_cmpfloat (json_object_get_double_member (document, "elapsed_ms"), <,
                     0.9 * (tpk_result_get_elapsed_ms (first) +
                            tpk_result_get_elapsed_ms (second)));
}

/* With two jobs, six dead targets take as long as three one after the other. */
static void
test_jobs (void)
{
  g_autoptr (TpkTestBlackHole) hole = tpk_test_black_hole_new (G_SOCKET_FAMILY_IPV4);
  const TpkCheckOptions options = { .timeout_ms = 300, .jobs = 2 };
  g_autoptr (TpkCheckRun) run = tpk_check_run_new (&options);
  g_autoptr (JsonObject) document = NULL;
  g_autoptr (GError) error = NULL;
  double elapsed_ms;
  double sum_ms = 0;

  for (guint i = 0; i < N_JOBS_TARGETS; i++)
    add_url_at (run, "stun:127.0.0.1:{port}", tpk_test_black_hole_get_port (hole));
  tpk_test_run_to_end (run, NULL, &error);
  g_assert_no_error (error);

  for (guint i = 0; i < N_JOBS_TARGETS; i++) {
    g_autoptr (TpkResult) result = tpk_test_get_result (run, i);

    g_assert_cmpstr (tpk_result_get_code (result), ==, "no-reply");
    sum_ms += tpk_result_get_elapsed_ms (result);
  }
  document = tpk_check_run_to_json (run);
  elapsed_ms = json_object_get_double_member (document, "elapsed_ms");
  g_assert_cmpfloat (elapsed_ms, >, 0.45 * sum_ms);
  g_assert_cmpfloat (elapsed_ms, <, 0.9 * sum_ms);
}

static void
test_invalid_url (void)
{
  g_autoptr (TpkCheckRun) run = tpk_check_run_new (NULL);
  static const char *const urls[] = {
    "turn:", "http://turn.test/", "", "turn:h:99999", "turn:\xff" };
  g_autoptr (GError) error = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (urls); i++)
    add_url (run, urls[i], "Test");
  tpk_test_run_to_end (run, NULL, &error);
  g_assert_no_error (error);

  for (guint i = 0; i < G_N_ELEMENTS (urls); i++) {
    g_autoptr (TpkResult) result = tpk_test_get_result (run, i);

    g_assert_cmpstr (tpk_result_get_code (result), ==, "invalid-url");
    g_assert_cmpint (tpk_result_get_state (result), ==, TPK_RESULT_STATE_UNTESTED);
  }
  g_free (tpk_test_dup_document (run));
}

static void
test_profile (void)
{
  const TpkTestScript script = { 0 };
  g_autoptr (TpkTestServer) server = tpk_test_server_new (&script, NULL);
  g_autoptr (TpkProfile) profile = tpk_profile_new ("Office");
  g_autoptr (TpkServer) on = tpk_server_new ();
  g_autoptr (TpkServer) off = tpk_server_new ();
  g_autoptr (TpkCredential) credential = tpk_test_good_credential ();
  g_autofree char *url = tpk_test_dup_url ("turn:127.0.0.1:{port}",
                                           tpk_test_server_get_port (server));
  g_autoptr (TpkCheckRun) run = tpk_check_run_new (NULL);
  g_autoptr (TpkResult) result = NULL;
  g_autoptr (GError) error = NULL;

  tpk_server_set_label (on, "First");
  tpk_server_add_url (on, url);
  tpk_server_set_credential (on, credential);
  tpk_server_add_url (off, url);
  tpk_server_set_enabled (off, FALSE);
  tpk_profile_append_server (profile, on);
  tpk_profile_append_server (profile, off);

  tpk_check_run_add_profile (run, profile);
  g_assert_cmpuint (tpk_check_run_get_n_urls (run), ==, 1);
  tpk_test_run_to_end (run, NULL, &error);
  g_assert_no_error (error);
  result = tpk_test_get_result (run, 0);
  g_assert_cmpstr (tpk_result_get_code (result), ==, "ok");
  g_assert_cmpstr (tpk_result_get_server (result), ==, "First");
  g_assert_cmpstr (tpk_result_get_server_id (result), ==, tpk_server_get_id (on));
}

typedef struct {
  guint n_changes;
  double progress;
  gboolean was_running;
} Watch;

static void
changed_cb (GListModel *results,
            guint       position,
            guint       removed,
            guint       added,
            gpointer    data)
{
  g_assert_true (g_main_context_is_owner (g_main_context_default ()));
  ((Watch *) data)->n_changes++;
}

static void
progress_cb (TpkCheckRun *run,
             GParamSpec  *pspec,
             gpointer     data)
{
  Watch *watch = data;

  g_assert_cmpfloat (tpk_check_run_get_progress (run), >=, watch->progress);
  watch->progress = tpk_check_run_get_progress (run);
  watch->was_running |= tpk_check_run_is_running (run);
}

/* Rows fill in while it runs, in the thread of whoever made the run, and progress goes forward. */
static void
test_live (void)
{
  const TpkTestScript script = { .manner = TPK_TEST_MANNER_DRIP };
  g_autoptr (TpkTestServer) server = tpk_test_server_new (&script, NULL);
  g_autoptr (TpkCheckRun) run = tpk_check_run_new (NULL);
  Watch watch = { 0 };
  g_autoptr (GError) error = NULL;

  add_url_at (run, "turn:127.0.0.1:{port}?transport=tcp", tpk_test_server_get_port (server));
  g_signal_connect (tpk_check_run_get_results (run), "items-changed", G_CALLBACK (changed_cb),
                    &watch);
  g_signal_connect (run, "notify::progress", G_CALLBACK (progress_cb), &watch);
  tpk_test_run_to_end (run, NULL, &error);
  g_assert_no_error (error);
  g_signal_handlers_disconnect_by_data (tpk_check_run_get_results (run), &watch);

  g_assert_cmpuint (watch.n_changes, >, 2);
  g_assert_true (watch.was_running);
  g_assert_cmpfloat (watch.progress, ==, 1);
  g_assert_cmpfloat (tpk_check_run_get_progress (run), ==, 1);
  g_assert_false (tpk_check_run_is_running (run));
}

static gboolean
cancel_cb (gpointer data)
{
  tpk_check_run_cancel (data);

  return G_SOURCE_REMOVE;
}

static void
test_cancel (void)
{
  g_autoptr (TpkTestBlackHole) hole = tpk_test_black_hole_new (G_SOCKET_FAMILY_IPV4);
  const guint16 port = tpk_test_black_hole_get_port (hole);
  TpkTestResolver *resolver = tpk_test_resolver_install ();
  g_autoptr (TpkCheckRun) run = tpk_check_run_new (NULL);

  tpk_test_resolver_add_silent (resolver, "slow.test");
  add_url_at (run, "turn:127.0.0.1:{port}", port);
  add_url_at (run, "turn:127.0.0.1:{port}?transport=tcp", port);
  add_url_at (run, "turns:127.0.0.1:{port}", port);
  add_url_at (run, "stun:127.0.0.1:{port}", port);
  add_url_at (run, "turn:slow.test:{port}", port);
  g_timeout_add (50, cancel_cb, run);
  tpk_test_run_to_end (run, NULL, NULL);

  g_assert_cmpint (tpk_check_run_get_state (run), ==, TPK_RESULT_STATE_CANCELLED);
  g_assert_cmpuint (g_list_model_get_n_items (tpk_check_run_get_results (run)), ==, 5);
  for (guint i = 0; i < 5; i++) {
    g_autoptr (TpkResult) result = tpk_test_get_result (run, i);

    g_assert_cmpstr (tpk_result_get_code (result), ==, "cancelled");
    g_assert_cmpint (tpk_result_get_state (result), ==, TPK_RESULT_STATE_CANCELLED);
  }
  g_free (tpk_test_dup_document (run));
  tpk_test_resolver_uninstall (resolver);
}

static void
test_cancelled_before (void)
{
  const TpkTestScript script = { 0 };
  g_autoptr (TpkTestServer) server = tpk_test_server_new (&script, NULL);
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (TpkCheckRun) run = tpk_check_run_new (NULL);

  add_url_at (run, "turn:127.0.0.1:{port}", tpk_test_server_get_port (server));
  g_cancellable_cancel (cancellable);
  tpk_test_run_to_end (run, cancellable, NULL);
  g_assert_cmpint (tpk_check_run_get_state (run), ==, TPK_RESULT_STATE_CANCELLED);
  assert_code (run, 0, "cancelled");
  g_assert_cmpuint (tpk_test_server_get_n_requests (server), ==, 0);
}

/* The window closes while a run goes on: nobody holds it, nobody hears of it, nothing stays. */
static void
test_dropped (void)
{
  g_autoptr (TpkTestBlackHole) hole = tpk_test_black_hole_new (G_SOCKET_FAMILY_IPV4);
  const TpkCheckOptions options = { .timeout_ms = 500 };
  TpkCheckRun *run = tpk_check_run_new (&options);

  add_url_at (run, "turn:127.0.0.1:{port}", tpk_test_black_hole_get_port (hole));
  add_url_at (run, "turns:127.0.0.1:{port}", tpk_test_black_hole_get_port (hole));
  tpk_check_run_start_async (run, NULL, NULL, NULL);
  g_main_context_iteration (NULL, FALSE);
  g_object_add_weak_pointer (G_OBJECT (run), (gpointer *) &run);
  g_object_unref (run);

  for (gint64 end = g_get_monotonic_time () + SETTLE_MS * 1000; run; ) {
    g_assert_cmpint (g_get_monotonic_time (), <, end);
    if (!g_main_context_iteration (NULL, FALSE))
      g_usleep (1000);
  }
}

static void
test_document (void)
{
  TpkTestResolver *resolver;
  g_autoptr (TpkTestCoturn) coturn = NULL;
  g_autoptr (TpkCheckRun) run = NULL;
  TpkCheckOptions options = { 0 };
  g_autofree char *text = NULL;
  g_autoptr (JsonNode) root = NULL;
  g_autoptr (GError) error = NULL;
  JsonArray *results;

  if (!tpk_test_coturn_available ())
    return;

  options.ca_file = tpk_test_certs_get_file (TPK_TEST_CERT_CA);
  resolver = tpk_test_resolver_install ();
  tpk_test_resolver_add (resolver, "turn.test", "127.0.0.1");
  coturn = tpk_test_coturn_new (NULL);
  run = tpk_check_run_new (&options);
  add_url_at (run, "turn:turn.test:{port}", tpk_test_coturn_get_port (coturn));
  add_url_at (run, "turns:turn.test:{port}", tpk_test_coturn_get_tls_port (coturn));
  add_url_at (run, "turn:gone.test:{port}", tpk_test_coturn_get_port (coturn));
  add_url_at (run, "nonsense", 0);
  tpk_test_run_to_end (run, NULL, &error);
  g_assert_no_error (error);

  text = tpk_test_dup_document (run);
  root = json_from_string (text, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (json_object_get_string_member (json_node_get_object (root), "state"), ==,
                   tpk_result_state_to_string (tpk_check_run_get_state (run)));

  results = json_object_get_array_member (json_node_get_object (root), "results");
  g_assert_cmpuint (json_array_get_length (results), ==, 4);
  for (guint i = 0; i < 4; i++) {
    g_autoptr (TpkResult) result = tpk_test_get_result (run, i);
    JsonObject *object = json_array_get_object_element (results, i);

    g_assert_cmpstr (json_object_get_string_member (object, "url"), ==,
                     tpk_result_get_url (result));
    g_assert_cmpstr (json_object_get_string_member (object, "code"), ==,
                     tpk_result_get_code (result));
    g_assert_cmpuint (json_array_get_length (json_object_get_array_member (object, "stages")),
                      ==, g_list_model_get_n_items (tpk_result_get_stages (result)));
    g_assert_cmpint (json_object_has_member (object, "quality"), ==,
                     tpk_result_get_quality (result) != NULL);
  }
  tpk_test_resolver_uninstall (resolver);
}

static void
test_secrets (void)
{
  static const char *const urls[] = {
    "turn:127.0.0.1:{port}", "turn:127.0.0.1:{port}?transport=tcp" };
  const TpkTestScript script = { .turn.allocate = 401 };
  g_autoptr (TpkTestServer) server = tpk_test_server_new (&script, NULL);
  const TpkCheckOptions options = { .now_s = 1700000000 };
  g_autoptr (TpkCredential) credential = tpk_credential_new_secret ("alice", TPK_TEST_SECRET, 3600);
  g_autoptr (TpkCheckRun) run = tpk_check_run_new (&options);
  g_autofree char *username = NULL;
  g_autofree char *minted = NULL;
  g_autofree char *document = NULL;
  g_autoptr (GError) error = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (urls); i++) {
    g_autofree char *text = tpk_test_dup_url (urls[i], tpk_test_server_get_port (server));
    g_autoptr (TpkIceUrl) url = tpk_ice_url_new (text);

    tpk_check_run_add_url (run, url, NULL, NULL, credential);
  }
  tpk_test_run_to_end (run, NULL, &error);
  g_assert_no_error (error);

  g_assert_true (tpk_credential_resolve (credential, options.now_s, &username, &minted));
  document = tpk_test_dup_document (run);
  g_assert_null (strstr (document, TPK_TEST_SECRET));
  g_assert_null (strstr (document, minted));
}

/* With every debug switch on, of ours and of the libraries'. */
static void
test_secrets_in_logs (void)
{
  if (!tpk_test_coturn_available ())
    return;

  if (g_test_subprocess ()) {
    g_autoptr (TpkTestCoturn) coturn = tpk_test_coturn_new (NULL);
    g_autoptr (TpkCheckRun) run = tpk_check_run_new (NULL);

    g_log_set_debug_enabled (TRUE);
    g_setenv ("NICE_DEBUG", "all", TRUE);
    add_url_at (run, "turn:127.0.0.1:{port}", tpk_test_coturn_get_port (coturn));
    add_url_at (run, "turn:127.0.0.1:{port}?transport=tcp", tpk_test_coturn_get_port (coturn));
    tpk_test_run_to_end (run, NULL, NULL);
    assert_code (run, 0, "ok");
    assert_code (run, 1, "ok");
    return;
  }

  g_test_trap_subprocess (NULL, 0, G_TEST_SUBPROCESS_DEFAULT);
  g_test_trap_assert_passed ();
  g_test_trap_assert_stdout_unmatched ("*" TPK_TEST_PASSWORD "*");
  g_test_trap_assert_stderr_unmatched ("*" TPK_TEST_PASSWORD "*");
  /* The same in hexadecimal, as libnice would print it. */
  g_test_trap_assert_stdout_unmatched ("*7333637265742d6f662d616c696365*");
  g_test_trap_assert_stderr_unmatched ("*7333637265742d6f662d616c696365*");
}

static gboolean
is_settled (gpointer data)
{
  const guint *before = data;

  return tpk_test_count_fds () == before[0] && tpk_test_count_threads () <= before[1];
}

static void
run_mixture (guint16 served,
             guint16 swallowed,
             guint16 nobody)
{
  const TpkCheckOptions options = { .timeout_ms = 300 };
  g_autoptr (TpkCheckRun) run = tpk_check_run_new (&options);

  add_url_at (run, "turn:127.0.0.1:{port}", served);
  add_url_at (run, "turn:127.0.0.1:{port}?transport=tcp", served);
  add_url_at (run, "turns:127.0.0.1:{port}", served);
  add_url_at (run, "turn:127.0.0.1:{port}", swallowed);
  add_url_at (run, "turns:127.0.0.1:{port}", swallowed);
  add_url_at (run, "turn:127.0.0.1:{port}?transport=tcp", nobody);
  add_url_at (run, "turn:localhost:{port}", nobody);
  tpk_test_run_to_end (run, NULL, NULL);
}

static void
test_nothing_left (void)
{
  const TpkTestScript script = { 0 };
  g_autoptr (TpkTestServer) server = tpk_test_server_new (&script, NULL);
  g_autoptr (TpkTestBlackHole) hole = tpk_test_black_hole_new (G_SOCKET_FAMILY_IPV4);
  const guint16 nobody = tpk_test_free_port ();
  guint before[2];

  /* The checking thread and GLib's own come with the first run, and stay. */
  run_mixture (tpk_test_server_get_port (server), tpk_test_black_hole_get_port (hole), nobody);
  g_usleep (100 * G_TIME_SPAN_MILLISECOND);
  before[0] = tpk_test_count_fds ();
  before[1] = tpk_test_count_threads ();

  for (guint i = 0; i < 5; i++)
    run_mixture (tpk_test_server_get_port (server), tpk_test_black_hole_get_port (hole), nobody);
  if (!tpk_test_wait_until (is_settled, before, SETTLE_MS))
    g_error ("Left over: %u file descriptors were %u, %u threads were %u", tpk_test_count_fds (),
             before[0], tpk_test_count_threads (), before[1]);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/checks/run/empty", test_empty);
  g_test_add_func ("/checks/run/order", test_order);
  g_test_add_func ("/checks/run/addresses-wait", test_addresses_wait);
  g_test_add_func ("/checks/run/side-by-side", test_side_by_side);
  g_test_add_func ("/checks/run/jobs", test_jobs);
  g_test_add_func ("/checks/run/invalid-url", test_invalid_url);
  g_test_add_func ("/checks/run/profile", test_profile);
  g_test_add_func ("/checks/run/live", test_live);
  g_test_add_func ("/checks/run/cancel", test_cancel);
  g_test_add_func ("/checks/run/cancelled-before", test_cancelled_before);
  g_test_add_func ("/checks/run/dropped", test_dropped);
  g_test_add_func ("/checks/run/document", test_document);
  g_test_add_func ("/checks/run/secrets", test_secrets);
  g_test_add_func ("/checks/run/secrets-in-logs", test_secrets_in_logs);
  g_test_add_func ("/checks/run/nothing-left", test_nothing_left);

  return g_test_run ();
}
