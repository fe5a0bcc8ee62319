/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#include "config.h"

#include "tpk-test-net.h"
#include "tpk-test-proof.h"
#include "tpk-test-proxy.h"

#include <string.h>

/* Calls through a real turnserver behind real proxies. */

#define OVER_TCP "turn:127.0.0.1:{port}?transport=tcp"
#define OVER_TLS "turns:127.0.0.1:{port}"
#define BY_NAME  "turns:localhost:{port}"

#define SQUID     TPK_TEST_PROXY_SQUID
#define TINYPROXY TPK_TEST_PROXY_TINYPROXY
#define DANTE     TPK_TEST_PROXY_DANTE

#define SETTLE_MS 8000

typedef struct {
  const char *name;
  const char *url;
  TpkTestProxyOptions options;
} Case;

static const Case cases[] = {
  { "squid/tcp", OVER_TCP, { SQUID, FALSE, FALSE } },
  { "squid/tls-auth", OVER_TLS, { SQUID, TRUE, FALSE } },
  { "tinyproxy/tcp-auth", OVER_TCP, { TINYPROXY, TRUE, FALSE } },
  { "tinyproxy/tls", BY_NAME, { TINYPROXY, FALSE, FALSE } },
  { "dante/tcp-auth", OVER_TCP, { DANTE, TRUE, FALSE } },
  { "dante/tls", BY_NAME, { DANTE, FALSE, FALSE } },
};

typedef struct {
  TpkTestProof proof;
  TpkTestProxy *proxy;      /* (nullable) (owned) */
  char *uri;                /* (owned) */
  char *name;               /* (owned): without who signs in */
  guint16 port;             /* of the server */
} Fixture;

static gboolean
set_up (Fixture    *fixture,
        const Case *c)
{
  const char *scheme = c->options.kind == DANTE ? "socks5" : "http";

  memset (fixture, 0, sizeof *fixture);
  if (!tpk_test_proxy_available (&c->options) || !tpk_test_proof_set_up (&fixture->proof, NULL))
    return FALSE;

  fixture->proxy = tpk_test_proxy_new (&c->options);
  fixture->name = g_strdup_printf ("%s://127.0.0.1:%u", scheme,
                                   tpk_test_proxy_get_port (fixture->proxy));
  fixture->uri = g_strdup_printf ("%s://%s127.0.0.1:%u", scheme,
                                  c->options.auth ? TPK_TEST_PROXY_USER "@" : "",
                                  tpk_test_proxy_get_port (fixture->proxy));
  fixture->proof.options.proxy = fixture->uri;
  if (c->options.auth)
    fixture->proof.options.proxy_password = TPK_TEST_PROXY_PASSWORD;
  fixture->port = g_str_has_prefix (c->url, "turns:")
                    ? tpk_test_coturn_get_tls_port (fixture->proof.coturn)
                    : tpk_test_coturn_get_port (fixture->proof.coturn);

  return TRUE;
}

static void
tear_down (Fixture *fixture)
{
  g_clear_pointer (&fixture->proxy, tpk_test_proxy_free);
  tpk_test_proof_tear_down (&fixture->proof);
  g_free (fixture->uri);
  g_free (fixture->name);
}

/* What the server is called where the candidates are listed: not the proxy. */
static void
assert_servers (TpkProof   *proof,
                const Case *c,
                guint16     port)
{
  JsonArray *candidates = tpk_proof_get_candidates (proof);
  g_autofree char *server = NULL;

  server = g_strdup_printf ("%s:%u", g_str_equal (c->url, BY_NAME) ? "localhost" : "127.0.0.1", port);
  for (guint i = 0; i < json_array_get_length (candidates); i++)
    g_assert_cmpstr (json_object_get_string_member (json_array_get_object_element (candidates, i),
                                                    "server"), ==, server);
}

static void
test_call (gconstpointer data)
{
  const Case *c = data;
  g_autoptr (TpkProof) proof = NULL;
  Fixture fixture;

  if (!set_up (&fixture, c))
    return;

  fixture.proof.options.video = TRUE;
  proof = tpk_test_proof_make (&fixture.proof, c->url, fixture.port);
  tpk_test_proof_assert (proof, TPK_RESULT_STATE_PASSED, "ok");
  tpk_test_proof_assert_relayed (proof);
  g_assert_cmpstr (tpk_proof_get_proxy (proof), ==, fixture.name);
  g_assert_cmpfloat (tpk_proof_get_ready_ms (proof), >, 0);
  assert_servers (proof, c, fixture.port);
  tpk_test_proof_assert_lossless (tpk_proof_get_voice (proof), 50);
  tpk_test_proof_assert_lossless (tpk_proof_get_video (proof), 100);
  g_assert_true (tpk_test_coturn_wait_released (fixture.proof.coturn, 4));
  tear_down (&fixture);
}

typedef struct {
  Fixture *fixture;
  TpkCheckRun *run;             /* (nullable): to be cancelled; else the proxy is ended */
  gboolean done;
} Interruption;

static void
call_changed_cb (GListModel *proofs,
                 guint       position,
                 guint       n_removed,
                 guint       n_added,
                 gpointer    user_data)
{
  Interruption *self = user_data;
  g_autoptr (TpkProof) proof = g_list_model_get_item (proofs, 0);
  const TpkCallQuality *voice = tpk_proof_get_voice (proof);

  if (self->done || voice == NULL || voice->echo.received < 10)
    return;
  self->done = TRUE;
  g_assert_cmpint (tpk_proof_get_state (proof), ==, TPK_RESULT_STATE_RUNNING);
  if (self->run != NULL)
    tpk_check_run_cancel (self->run);
  else
    g_clear_pointer (&self->fixture->proxy, tpk_test_proxy_free);
}

static TpkProof *
interrupt (Fixture    *fixture,
           const Case *c,
           gboolean    cancels)
{
  g_autoptr (TpkCheckRun) run = NULL;
  Interruption interruption = { .fixture = fixture };

  fixture->proof.options.seconds = 60;
  run = tpk_check_run_new (&fixture->proof.options);
  interruption.run = cancels ? run : NULL;
  g_signal_connect (tpk_check_run_get_proofs (run), "items-changed", G_CALLBACK (call_changed_cb),
                    &interruption);
  tpk_test_proof_add_url (&fixture->proof, run, c->url, fixture->port);
  tpk_test_run_to_end (run, NULL, NULL);
  g_assert_true (interruption.done);

  return tpk_test_proof_get (run, 0);
}

/* A proxy that ends during the call; nobody but it is to blame, so that it is named. */
static void
test_ended (gconstpointer data)
{
  const Case *c = data;
  g_autoptr (TpkProof) proof = NULL;
  Fixture fixture;

  if (!set_up (&fixture, c))
    return;

  proof = interrupt (&fixture, c, FALSE);
  tpk_test_proof_assert (proof, TPK_RESULT_STATE_FAILED, "relay-silent");
  tpk_test_proof_assert_relayed (proof);
  g_assert_nonnull (strstr (tpk_proof_get_summary (proof), fixture.name));
  g_assert_cmpuint (tpk_proof_get_voice (proof)->echo.received, <, 60 * 50);
  /* The end of the connections gives the relays back. */
  g_assert_true (tpk_test_coturn_wait_released (fixture.proof.coturn, 4));
  tear_down (&fixture);
}

static gboolean
is_settled (gpointer data)
{
  const guint *before = data;

  return tpk_test_count_fds () == before[0] && tpk_test_count_threads () <= before[1];
}

static void
test_cancelled (gconstpointer data)
{
  const Case *c = data;
  Fixture fixture;
  guint before[2] = { 0 };

  if (!set_up (&fixture, c))
    return;

  for (guint round = 1; round <= 2; round++) {
    g_autoptr (TpkProof) proof = interrupt (&fixture, c, TRUE);

    tpk_test_proof_assert (proof, TPK_RESULT_STATE_CANCELLED, "cancelled");
    g_assert_true (tpk_test_coturn_wait_released (fixture.proof.coturn, round * 4));
    if (round == 1) {
      before[0] = tpk_test_count_fds ();
      before[1] = tpk_test_count_threads ();
    }
  }
  if (!tpk_test_wait_until (is_settled, before, SETTLE_MS))
    g_error ("Left over: %u file descriptors were %u, %u threads were %u", tpk_test_count_fds (),
             before[0], tpk_test_count_threads (), before[1]);
  tear_down (&fixture);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autofree char *call = g_strdup_printf ("/checks/proof-proxies/call/%s", cases[i].name);

    g_test_add_data_func (call, &cases[i], test_call);
  }
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autofree char *ended = g_strdup_printf ("/checks/proof-proxies/ended/%s", cases[i].name);
    g_autofree char *cancelled = g_strdup_printf ("/checks/proof-proxies/cancelled/%s",
                                                  cases[i].name);

    /* Once of each kind; a process of dante’s own goes on with a connection that it has. */
    if (!cases[i].options.auth)
      continue;
    g_test_add_data_func (cancelled, &cases[i], test_cancelled);
    if (cases[i].options.kind != DANTE)
      g_test_add_data_func (ended, &cases[i], test_ended);
  }

  return g_test_run ();
}
