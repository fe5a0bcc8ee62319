/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#define G_LOG_DOMAIN "tpk-test-check"

#include "config.h"

#include "tpk-test-check.h"

#include "tpk-test-black-hole.h"
#include "tpk-test-holder.h"
#include "tpk-test-net.h"

#include <string.h>

#define DEFAULT_TIMEOUT_MS 8000
#define DEFAULT_MAX_REQUESTS 16

/* A run that has not ended by then never will. */
#define HANG_S 60

static gboolean
is_fatal (const char     *log_domain,
          GLogLevelFlags  log_level,
          const char     *message,
          gpointer        user_data)
{
  return g_strcmp0 (log_domain, "GLib-GObject") != 0 ||
         strcmp (message, "g_object_unref: assertion 'G_IS_OBJECT (object)' failed") != 0;
}

/* What is not fatal is only noted: GLib 2.84 says of a test that it failed before it asks. */
static void
log_cb (const char     *log_domain,
        GLogLevelFlags  log_level,
        const char     *message,
        gpointer        user_data)
{
  if (is_fatal (log_domain, log_level, message, NULL))
    g_log_default_handler (log_domain, log_level, message, NULL);
  else
    g_test_message ("%s", message);
}

/* The running test makes DTLS connections. Each of them makes glib-networking 2.80 (Debian 13) let go
 * of a stream that only TLS connections have: a complaint, which does no harm and ends no test. */
void
tpk_test_expect_dtls (void)
{
  g_test_log_set_fatal_handler (is_fatal, NULL);
  g_log_set_handler ("GLib-GObject", G_LOG_LEVEL_MASK | G_LOG_FLAG_FATAL | G_LOG_FLAG_RECURSION,
                     log_cb, NULL);
}

/**
 * tpk_test_has_network:
 *
 * Returns: whether the machine has more than a loopback; without, names that are not found say
 *   nothing of themselves
 */
gboolean
tpk_test_has_network (void)
{
  TpkLocalNetwork network;

  tpk_local_network_look (&network);

  return network.ipv4 || network.ipv6;
}

/* What is there for the time of one case. */
typedef struct {
  TpkTestServer *server;      /* (owned) (nullable) */
  TpkTestCoturn *coturn;      /* (owned) (nullable) */
  TpkTestBlackHole *hole;     /* (owned) (nullable) */
  TpkTestHolder *holder;      /* (owned) (nullable) */
  guint16 port;
} Place;

static void
place_start (Place             *place,
             const TpkTestCase *c)
{
  g_autoptr (GTlsCertificate) certificate = NULL;

  switch (c->at) {
  case TPK_TEST_AT_SCRIPT_TLS:
    certificate = tpk_test_certs_load (c->cert ? c->cert : TPK_TEST_CERT_GOOD);
    G_GNUC_FALLTHROUGH;
  case TPK_TEST_AT_SCRIPT:
    place->server = tpk_test_server_new (&c->script, certificate);
    place->port = tpk_test_server_get_port (place->server);
    break;
  case TPK_TEST_AT_COTURN:
    place->coturn = tpk_test_coturn_new (&c->coturn);
    place->port = tpk_test_coturn_get_port (place->coturn);
    break;
  case TPK_TEST_AT_COTURN_TLS:
    place->coturn = tpk_test_coturn_new (&c->coturn);
    place->port = tpk_test_coturn_get_tls_port (place->coturn);
    break;
  case TPK_TEST_AT_BLACK_HOLE:
    place->hole = tpk_test_black_hole_new (G_SOCKET_FAMILY_IPV4);
    place->port = tpk_test_black_hole_get_port (place->hole);
    break;
  case TPK_TEST_AT_NOBODY:
    place->port = tpk_test_free_port ();
    break;
  default:
    g_assert_not_reached ();
  }

  if (c->held)
    place->holder = tpk_test_holder_new (place->port);
}

static void
place_stop (Place *place)
{
  g_clear_pointer (&place->server, tpk_test_server_free);
  g_clear_pointer (&place->coturn, tpk_test_coturn_free);
  g_clear_pointer (&place->hole, tpk_test_black_hole_free);
}

static void
assert_words (TpkResult *result)
{
  const char *texts[] = { tpk_result_get_summary (result), tpk_result_get_advice (result) };

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++) {
    g_assert_nonnull (texts[i]);
    g_assert_true (g_str_has_suffix (texts[i], "."));
    g_assert_null (strchr (texts[i], '{'));
  }
}

static void
assert_secret_kept (TpkCheckRun   *run,
                    TpkCredential *credential)
{
  g_autofree char *document = tpk_test_dup_document (run);

  g_test_message ("%s", document);
  g_assert_null (strstr (document, tpk_credential_get_password (credential)));
}

static void
run_case (gconstpointer data)
{
  const TpkTestCase *c = data;
  const char *user = c->user ? c->user : TPK_TEST_USER;
  const char *password = c->password ? c->password : TPK_TEST_PASSWORD;
  g_autoptr (TpkCredential) credential = tpk_credential_new_password (user, password);
  TpkCheckOptions options = { .timeout_ms = c->timeout_ms ? c->timeout_ms : DEFAULT_TIMEOUT_MS };
  Place place = { 0 };
  g_autofree char *url = NULL;
  g_autoptr (TpkCheckRun) run = NULL;
  g_autoptr (TpkResult) result = NULL;

  if (!tpk_test_coturn_available ())
    return;

  place_start (&place, c);
  options.ca_file = c->no_ca ? NULL : tpk_test_certs_get_file (TPK_TEST_CERT_CA);
  url = tpk_test_dup_url (c->url, place.port);
  run = tpk_test_run_urls (&options, credential, (const char *[]) { url, NULL });

  g_assert_cmpuint (g_list_model_get_n_items (tpk_check_run_get_results (run)), ==, 1);
  result = tpk_test_get_result (run, 0);
  assert_secret_kept (run, credential);
  g_assert_cmpstr (tpk_result_get_code (result), ==, c->code);
  g_assert_cmpstr (tpk_result_state_to_string (tpk_result_get_state (result)), ==,
                   tpk_result_state_to_string (c->state));
  g_assert_cmpstr (tpk_stage_id_to_string (tpk_result_get_stage (result)), ==,
                   tpk_stage_id_to_string (c->stage));
  g_assert_cmpint (tpk_result_get_stun_error (result), ==, c->stun_error);
  assert_words (result);
  g_assert_cmpint (strstr (tpk_result_get_summary (result), "no MESSAGE-INTEGRITY") != NULL, ==,
                   c->unsigned_error);

  if (place.server)
    g_assert_cmpuint (tpk_test_server_get_n_requests (place.server), <=,
                      c->max_requests ? c->max_requests : DEFAULT_MAX_REQUESTS);
  g_clear_pointer (&place.holder, tpk_test_holder_free);
  if (place.coturn)
    g_assert_true (tpk_test_coturn_wait_released (place.coturn, 0));
  place_stop (&place);
}

/**
 * tpk_test_add_cases:
 * @path: where in the tree of tests
 * @cases: (array length=n_cases): cases; must live as long as the process
 * @n_cases: how many
 *
 * Adds a test for each case: it starts the case's server, checks the case's URL, and compares
 * code, state, stage and STUN error exactly. Each also asserts that there are words for it, that
 * no password is in the document, that the server was not hammered, and that no allocation is
 * left on it.
 */
void
tpk_test_add_cases (const char        *path,
                    const TpkTestCase *cases,
                    guint              n_cases)
{
  for (guint i = 0; i < n_cases; i++) {
    g_autofree char *name = g_strdup_printf ("%s/%s", path, cases[i].name);

    g_test_add_data_func (name, &cases[i], run_case);
  }
}

/**
 * tpk_test_dup_url:
 * @url: a URL, in which {port} stands for a port
 * @port: the port
 *
 * Returns: (transfer full): the URL
 */
char *
tpk_test_dup_url (const char *url,
                  guint16     port)
{
  g_autofree char *number = g_strdup_printf ("%u", port);
  GString *text = g_string_new (url);

  g_string_replace (text, "{port}", number, 0);

  return g_string_free (text, FALSE);
}

/**
 * tpk_test_good_credential:
 *
 * Returns: (transfer full): what turnserver and the scripted server accept
 */
TpkCredential *
tpk_test_good_credential (void)
{
  return tpk_credential_new_password (TPK_TEST_USER, TPK_TEST_PASSWORD);
}

typedef struct {
  gboolean done;
  GError **error;
} Ending;

static void
ended_cb (GObject      *object,
          GAsyncResult *result,
          gpointer      data)
{
  Ending *ending = data;

  ending->done = TRUE;
  tpk_check_run_start_finish (TPK_CHECK_RUN (object), result, ending->error);
}

static gboolean
hang_cb (gpointer data)
{
  g_error ("The run does not end");

  return G_SOURCE_REMOVE;
}

/**
 * tpk_test_run_to_end:
 * @run: a run with its URLs
 * @cancellable: (nullable): a cancellable
 * @error: (nullable): where an error goes
 *
 * Starts @run and runs the main loop until it has ended.
 */
void
tpk_test_run_to_end (TpkCheckRun   *run,
                     GCancellable  *cancellable,
                     GError       **error)
{
  Ending ending = { FALSE, error };
  guint hang = g_timeout_add_seconds (HANG_S, hang_cb, NULL);

  tpk_check_run_start_async (run, cancellable, ended_cb, &ending);
  while (!ending.done)
    g_main_context_iteration (NULL, TRUE);
  g_source_remove (hang);
}

/**
 * tpk_test_run_urls:
 * @options: (nullable): how
 * @credential: with what credential
 * @urls: (array zero-terminated=1): what to check
 *
 * Checks @urls to the end.
 *
 * Returns: (transfer full): the run that has ended
 */
TpkCheckRun *
tpk_test_run_urls (const TpkCheckOptions *options,
                   TpkCredential         *credential,
                   const char *const     *urls)
{
  TpkCheckRun *run = tpk_check_run_new (options);
  g_autoptr (GError) error = NULL;

  for (guint i = 0; urls[i]; i++) {
    g_autoptr (TpkIceUrl) url = tpk_ice_url_new (urls[i]);

    tpk_check_run_add_url (run, url, "Test", "test", credential);
  }
  tpk_test_run_to_end (run, NULL, &error);
  g_assert_no_error (error);

  return run;
}

/**
 * tpk_test_check_url:
 * @options: (nullable): how
 * @credential: with what credential
 * @url: what to check; must come to one target
 *
 * Returns: (transfer full): what came out
 */
TpkResult *
tpk_test_check_url (const TpkCheckOptions *options,
                    TpkCredential         *credential,
                    const char            *url)
{
  g_autoptr (TpkCheckRun) run = tpk_test_run_urls (options, credential,
                                                   (const char *[]) { url, NULL });

  g_assert_cmpuint (g_list_model_get_n_items (tpk_check_run_get_results (run)), ==, 1);

  return tpk_test_get_result (run, 0);
}

/**
 * tpk_test_get_result:
 * @run: a run
 * @index: a row
 *
 * Returns: (transfer full): the row, which must be there
 */
TpkResult *
tpk_test_get_result (TpkCheckRun *run,
                     guint        index)
{
  TpkResult *result = g_list_model_get_item (tpk_check_run_get_results (run), index);

  g_assert_true (TPK_IS_RESULT (result));

  return result;
}

/**
 * tpk_test_dup_stages:
 * @result: a result
 *
 * Returns: (transfer full): its stages in order, as "resolve passed, connect failed"
 */
char *
tpk_test_dup_stages (TpkResult *result)
{
  GListModel *stages = tpk_result_get_stages (result);
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < g_list_model_get_n_items (stages); i++) {
    g_autoptr (TpkStage) stage = g_list_model_get_item (stages, i);

    g_string_append_printf (text, "%s%s %s", i > 0 ? ", " : "",
                            tpk_stage_id_to_string (tpk_stage_get_id (stage)),
                            tpk_stage_state_to_string (tpk_stage_get_state (stage)));
  }

  return g_string_free (text, FALSE);
}

/**
 * tpk_test_find_stage:
 * @result: a result
 * @id: a stage
 *
 * Returns: (transfer full) (nullable): that stage, if the result has it
 */
TpkStage *
tpk_test_find_stage (TpkResult  *result,
                     TpkStageId  id)
{
  GListModel *stages = tpk_result_get_stages (result);

  for (guint i = 0; i < g_list_model_get_n_items (stages); i++) {
    g_autoptr (TpkStage) stage = g_list_model_get_item (stages, i);

    if (tpk_stage_get_id (stage) == id)
      return g_steal_pointer (&stage);
  }

  return NULL;
}

/**
 * tpk_test_dup_document:
 * @run: a run
 *
 * Returns: (transfer full): the document of `check --json`, in text, after its form was asserted
 */
char *
tpk_test_dup_document (TpkCheckRun *run)
{
  g_autoptr (JsonObject) document = tpk_check_run_to_json (run);
  g_autoptr (JsonNode) root = json_node_init_object (json_node_alloc (), document);

  tpk_test_assert_document (document);

  return json_to_string (root, FALSE);
}
