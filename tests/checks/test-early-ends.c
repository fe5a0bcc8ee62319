/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#include "config.h"

#include "checks/tpk-carrier.h"

#include "tpk-test-check.h"
#include "tpk-test-false-proxy.h"
#include "tpk-test-net.h"

/* Connections that end, or say something, before it is anybody's turn to listen. That can be at any
 * moment, so each is tried many times. */

#define N_CLOSED 300
#define N_PAGES  20

#define ESTABLISHED "HTTP/1.1 200 Connection established\r\n\r\n"
#define PAGE        "<html><title>No</title></html>"

static TpkCheckRun *
run_many (const TpkCheckOptions *options,
          const char            *url,
          guint                  n)
{
  g_autoptr (TpkCredential) credential = tpk_test_good_credential ();
  g_autofree const char **urls = g_new0 (const char *, n + 1);
  TpkCheckRun *run;

  for (guint i = 0; i < n; i++)
    urls[i] = url;
  run = tpk_test_run_urls (options, credential, urls);
  g_assert_cmpuint (g_list_model_get_n_items (tpk_check_run_get_results (run)), ==, n);

  return run;
}

static void
assert_all (TpkCheckRun *run,
            TpkStageId   stage,
            const char  *code)
{
  for (guint i = 0; i < g_list_model_get_n_items (tpk_check_run_get_results (run)); i++) {
    g_autoptr (TpkResult) result = tpk_test_get_result (run, i);

    g_assert_cmpstr (tpk_result_get_code (result), ==, code);
    g_assert_cmpint (tpk_result_get_stage (result), ==, stage);
  }
}

static void
check_closed (const char *template,
              TpkStageId  stage)
{
  const TpkTestScript script = { .manner = TPK_TEST_MANNER_CLOSE };
  g_autoptr (TpkTestServer) server = tpk_test_server_new (&script, NULL);
  g_autofree char *url = tpk_test_dup_url (template, tpk_test_server_get_port (server));
  g_autoptr (TpkCheckRun) run = run_many (NULL, url, N_CLOSED);

  assert_all (run, stage, "closed");
}

static void
test_closed (void)
{
  check_closed ("turn:127.0.0.1:{port}?transport=tcp", TPK_STAGE_CHALLENGE);
}

static void
test_closed_before_tls (void)
{
  check_closed ("turns:127.0.0.1:{port}?transport=tcp", TPK_STAGE_TLS);
}

static void
test_closed_before_tunnel (void)
{
  const TpkTestScript script = { .manner = TPK_TEST_MANNER_CLOSE };
  g_autoptr (TpkTestServer) proxy = tpk_test_server_new (&script, NULL);
  g_autofree char *uri = tpk_test_dup_url ("http://127.0.0.1:{port}",
                                           tpk_test_server_get_port (proxy));
  const TpkCheckOptions options = { .proxy = uri };
  g_autoptr (TpkCheckRun) run = run_many (&options, "turn:turn.test?transport=tcp", N_CLOSED);

  assert_all (run, TPK_STAGE_PROXY, "proxy-failed");
}

/* A proxy that says yes and then shows a page of its own. */
static void
test_page_before_tls (void)
{
  const char *const replies[] = { ESTABLISHED PAGE, NULL };
  const TpkTestFalseProxyScript script = { .replies = replies, .closes = TRUE };
  g_autoptr (TpkTestFalseProxy) proxy = tpk_test_false_proxy_new (&script);
  g_autofree char *uri = tpk_test_dup_url ("http://127.0.0.1:{port}",
                                           tpk_test_false_proxy_get_port (proxy));
  const TpkCheckOptions options = { .proxy = uri };
  g_autoptr (TpkCheckRun) run = run_many (&options, "turns:turn.test", N_PAGES);

  assert_all (run, TPK_STAGE_TLS, "tls-not-tls");
}

static void
never_cb (TpkCarrier   *carrier,
          const guint8 *frame,
          gsize         length,
          gpointer      user_data)
{
  g_assert_not_reached ();
}

static void
failed_cb (TpkCarrier       *carrier,
           const TpkFailure *failure,
           gpointer          user_data)
{
  *(TpkCode *) user_data = failure->code;
}

static void
connected_cb (TpkCarrier       *carrier,
              const TpkFailure *failure,
              gpointer          user_data)
{
  g_assert_null (failure);
  *(gboolean *) user_data = TRUE;
}

/* Nobody listens before there is something to say, and then the end is heard. */
static void
test_end_waits (void)
{
  static const TpkCarrierHandler handler = { never_cb, failed_cb };
  TpkPoller *poller = tpk_poller_new (g_main_context_default ());
  g_autoptr (GSocket) listener = tpk_test_listen_tcp (G_SOCKET_FAMILY_IPV4, 0, 1);
  g_autoptr (GSocketAddress) address = g_socket_get_local_address (listener, NULL);
  TpkCarrier *carrier = tpk_carrier_new (poller, TPK_WIRE_TCP, address);
  g_autoptr (GSocket) accepted = NULL;
  gboolean connected = FALSE;
  TpkCode code = TPK_CODE_OK;

  tpk_carrier_set_handler (carrier, &handler, &code);
  tpk_carrier_connect (carrier, connected_cb, &connected);
  while (!connected)
    g_main_context_iteration (NULL, TRUE);
  g_socket_set_blocking (listener, TRUE);
  accepted = g_socket_accept (listener, NULL, NULL);
  g_socket_close (accepted, NULL);
  while (g_main_context_iteration (NULL, FALSE))
    ;
  g_assert_cmpint (code, ==, TPK_CODE_OK);

  tpk_carrier_send (carrier, (const guint8 *) "", 1);
  while (code == TPK_CODE_OK)
    g_main_context_iteration (NULL, TRUE);
  g_assert_cmpint (code, ==, TPK_CODE_CLOSED);
  tpk_carrier_unref (carrier);
  tpk_poller_free (poller);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/checks/early-ends/waits", test_end_waits);
  g_test_add_func ("/checks/early-ends/closed", test_closed);
  g_test_add_func ("/checks/early-ends/closed-before-tls", test_closed_before_tls);
  g_test_add_func ("/checks/early-ends/closed-before-tunnel", test_closed_before_tunnel);
  g_test_add_func ("/checks/early-ends/page-before-tls", test_page_before_tls);

  return g_test_run ();
}
