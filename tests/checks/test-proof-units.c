/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#include "config.h"

#include "checks/tpk-bridge.h"
#include "checks/tpk-echo-probe.h"
#include "checks/tpk-mos.h"
#include "checks/tpk-trust.h"
#include "checks/tpk-turn-errors.h"

#include "tpk-test-check.h"
#include "tpk-test-net.h"

#include <string.h>

/* The parts of a relay proof that need no relay. */

#define N_PACKETS 12

static void
assert_near (double value,
             double wanted,
             double tolerance)
{
  if (value < wanted - tolerance || value > wanted + tolerance)
    g_error ("%g is not within %g of %g", value, tolerance, wanted);
}

/* ITU-T G.107 annex B and G.109 table 1. */
static void
test_mos_scale (void)
{
  static const struct {
    double rating;
    double mos;
  } rows[] = {
    { 100, 4.5 }, { 93.2, 4.41 }, { 90, 4.34 }, { 80, 4.03 }, { 70, 3.60 }, { 60, 3.10 },
    { 50, 2.58 }, { 0, 1 }, { -20, 1 }, { 120, 4.5 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    assert_near (tpk_mos_from_rating (rows[i].rating), rows[i].mos, 0.0075);
  /* It never falls, and never below the worst. */
  for (double rating = 0; rating < 100; rating += 0.5) {
    g_assert_cmpfloat (tpk_mos_from_rating (rating), >=, 1);
    g_assert_cmpfloat (tpk_mos_from_rating (rating + 0.5), >=, tpk_mos_from_rating (rating));
  }
}

/* G.107 table 2: with the defaults R is 93.2. The straight lines are those that Cole and Rosenbluth
 * (2001) laid through the impairment by delay. */
static void
test_mos_rating (void)
{
  static const double delays_ms[] = { 20, 50, 100, 150, 200, 300 };
  TpkMosInput input = { .robustness = 4.3 };

  assert_near (tpk_mos_rate (&input), 93.2, 0.05);

  for (guint i = 0; i < G_N_ELEMENTS (delays_ms); i++) {
    const double late_ms = MAX (delays_ms[i] - 177.3, 0);

    input.delay_ms = delays_ms[i];
    assert_near (tpk_mos_rate (&input), 93.2 - 0.024 * delays_ms[i] - 0.11 * late_ms, 0.75);
  }
}

/* Ie-eff = Ie + (95 - Ie) · Ppl / (Ppl + Bpl); G.113 appendix I gives Ie and Bpl of the codecs. */
static void
test_mos_loss (void)
{
  TpkMosInput g711 = { .robustness = 25.1 };
  TpkMosInput g729 = { .impairment = 11, .robustness = 19 };
  const double best = tpk_mos_rate (&g711);

  g711.lost_percent = 2;
  assert_near (best - tpk_mos_rate (&g711), 7.011, 0.001);
  g711.lost_percent = 5;
  assert_near (best - tpk_mos_rate (&g711), 15.781, 0.001);
  g729.lost_percent = 2;
  assert_near (best - tpk_mos_rate (&g729), 19, 0.001);

  assert_near (tpk_mos_estimate (0, 0, 0), 4.396, 0.001);
  g_assert_cmpfloat (tpk_mos_estimate (300, 20, 5), <, tpk_mos_estimate (300, 0, 5));
  g_assert_cmpfloat (tpk_mos_estimate (300, 0, 100), >=, 1);
}

/* RFC 3550 appendix A.8, by hand. */
static void
test_jitter (void)
{
  TpkJitter jitter = { 0 };

  tpk_jitter_add (&jitter, 100);
  g_assert_cmpfloat (jitter.jitter_ms, ==, 0);
  tpk_jitter_add (&jitter, 116);
  g_assert_cmpfloat (jitter.jitter_ms, ==, 1);
  tpk_jitter_add (&jitter, 100);
  g_assert_cmpfloat (jitter.jitter_ms, ==, 1.9375);
  tpk_jitter_add (&jitter, 100);
  g_assert_cmpfloat (jitter.jitter_ms, ==, 1.81640625);

  /* A clock that is off by a day does not matter. */
  memset (&jitter, 0, sizeof jitter);
  tpk_jitter_add (&jitter, 86400100);
  tpk_jitter_add (&jitter, 86400116);
  g_assert_cmpfloat (jitter.jitter_ms, ==, 1);
}

static void
test_percentiles (void)
{
  double rtts_ms[20];
  guint sequence[20];
  TpkQuality quality;

  for (guint i = 0; i < 20; i++) {
    rtts_ms[i] = 20 - i;
    sequence[i] = i;
  }
  tpk_quality_measure (&quality, 20, rtts_ms, sequence, 20);
  g_assert_cmpfloat (quality.rtt_min_ms, ==, 1);
  g_assert_cmpfloat (quality.rtt_median_ms, ==, 10);
  g_assert_cmpfloat (quality.rtt_p95_ms, ==, 19);
  g_assert_cmpfloat (quality.rtt_max_ms, ==, 20);
}

/* A path with a script. */
typedef struct {
  TpkPoller *poller;
  TpkEchoProbe *probe;
  guint n_sent;
  guint n_echoes;
  guint silent_from;     /* nothing gets through from this packet on */
  guint8 held[64];
  gboolean done;
} Path;

static void
path_send (TpkEchoProbe *probe,
           gboolean      from_far,
           const guint8 *bytes,
           gsize         length,
           gpointer      user_data)
{
  Path *path = user_data;
  guint n = from_far ? path->n_echoes++ : path->n_sent++;

  g_assert_cmpuint (length, ==, sizeof path->held);
  /* Like RTP, so that nobody on the way takes it for STUN. */
  g_assert_cmpuint (bytes[0], ==, 0x80);
  if (n >= path->silent_from)
    return;
  if (!from_far && n == 3)
    return;
  tpk_echo_probe_receive (probe, !from_far, bytes, length);
  if (!from_far && n == 5)
    tpk_echo_probe_receive (probe, TRUE, bytes, length);
}

/* Packets 7 and 8 change places on the way back. */
static void
path_send_reordered (TpkEchoProbe *probe,
                     gboolean      from_far,
                     const guint8 *bytes,
                     gsize         length,
                     gpointer      user_data)
{
  Path *path = user_data;

  if (!from_far) {
    path->n_sent++;
    tpk_echo_probe_receive (probe, TRUE, bytes, length);
  } else if (path->n_echoes++ == 7) {
    memcpy (path->held, bytes, length);
  } else {
    tpk_echo_probe_receive (probe, FALSE, bytes, length);
    if (path->n_echoes == 9) {
      tpk_echo_probe_receive (probe, FALSE, path->held, length);
      tpk_echo_probe_receive (probe, FALSE, path->held, length);
    }
  }
}

static void
path_done (TpkEchoProbe *probe,
           gpointer      user_data)
{
  Path *path = user_data;

  g_assert_false (path->done);
  path->done = TRUE;
}

static const TpkEchoHandler bad_path = { .send = path_send, .done = path_done };
static const TpkEchoHandler reordering_path = { .send = path_send_reordered, .done = path_done };

static void
run_probe (Path                 *path,
           const TpkEchoHandler *handler,
           TpkCallQuality       *quality,
           gboolean             *silent)
{
  const TpkEchoProfile profile = {
    .size = sizeof path->held, .interval_us = 1000, .count = N_PACKETS
  };

  path->poller = tpk_poller_new (g_main_context_default ());
  path->probe = tpk_echo_probe_new (path->poller, &profile, handler, path);
  tpk_echo_probe_start (path->probe);
  /* Somebody else's packet of the same size. */
  tpk_echo_probe_receive (path->probe, FALSE, path->held, sizeof path->held);
  while (!path->done)
    g_main_context_iteration (NULL, TRUE);
  tpk_echo_probe_measure (path->probe, quality);
  *silent = tpk_echo_probe_is_silent (path->probe);
  tpk_echo_probe_free (path->probe);
  tpk_poller_free (path->poller);
}

static void
test_echo_loss (void)
{
  Path path = { .silent_from = G_MAXUINT };
  TpkCallQuality quality;
  gboolean silent;

  run_probe (&path, &bad_path, &quality, &silent);
  g_assert_false (silent);
  g_assert_cmpuint (path.n_sent, ==, N_PACKETS);
  g_assert_cmpuint (quality.echo.sent, ==, N_PACKETS);
  g_assert_cmpuint (quality.arrived, ==, N_PACKETS - 1);
  g_assert_cmpuint (quality.echo.received, ==, N_PACKETS - 1);
  assert_near (quality.echo.lost_percent, 100.0 / N_PACKETS, 0.0001);
  g_assert_cmpuint (quality.duplicates, ==, 1);
  g_assert_cmpuint (quality.echo.reordered, ==, 0);
}

static void
test_echo_reordered (void)
{
  Path path = { 0 };
  TpkCallQuality quality;
  gboolean silent;

  run_probe (&path, &reordering_path, &quality, &silent);
  g_assert_false (silent);
  g_assert_cmpuint (quality.echo.received, ==, N_PACKETS);
  g_assert_cmpfloat (quality.echo.lost_percent, ==, 0);
  g_assert_cmpuint (quality.echo.reordered, ==, 1);
  g_assert_cmpuint (quality.duplicates, ==, 1);
}

static void
test_echo_silent (void)
{
  Path path = { 0 };
  TpkCallQuality quality;
  double mos;
  gboolean silent;

  run_probe (&path, &bad_path, &quality, &silent);
  g_assert_true (silent);
  g_assert_cmpuint (quality.echo.received, ==, 0);
  g_assert_cmpfloat (quality.echo.lost_percent, ==, 100);
  g_assert_false (tpk_call_quality_get_mos (&quality, &mos));

  /* It broke off. */
  memset (&path, 0, sizeof path);
  path.silent_from = 2;
  run_probe (&path, &bad_path, &quality, &silent);
  g_assert_true (silent);
  g_assert_cmpuint (quality.echo.received, ==, 2);
}

typedef struct {
  guint n;
  TpkFailure failure;
} Trouble;

static void
trouble_cb (TpkBridge        *bridge,
            const TpkFailure *failure,
            gpointer          user_data)
{
  Trouble *trouble = user_data;

  trouble->n++;
  trouble->failure = *failure;
}

static TpkProofRequest *
make_request (const char *url_text,
              guint16     port)
{
  g_autoptr (TpkIceUrl) url = tpk_ice_url_new (url_text);
  g_autoptr (TpkTargetSpec) spec = tpk_target_spec_new (0, url, NULL, NULL, NULL, 0);
  g_autoptr (GSocketAddress) address = tpk_test_loopback (G_SOCKET_FAMILY_IPV4, port);

  return tpk_proof_request_new (spec, address);
}

/* Sends an Allocate through a bridge; returns what came back before the end, in bytes. */
static gssize
ask_through_bridge (const TpkTestScript *script,
                    TpkTestCert          cert,
                    Trouble             *trouble)
{
  static const guint8 allocate[20] = { 0x00, 0x03, 0, 0, 0x21, 0x12, 0xA4, 0x42, 1, 2, 3, 4 };
  g_autoptr (GTlsCertificate) certificate = tpk_test_certs_load (cert);
  g_autoptr (TpkTestServer) server = tpk_test_server_new (script, certificate);
  g_autoptr (GTlsDatabase) database = NULL;
  g_autoptr (GSocket) socket = NULL;
  TpkPoller *poller = tpk_poller_new (g_main_context_default ());
  TpkProofRequest *request;
  TpkBridge *bridge;
  char answer[512];
  gssize n = -1;

  database = tpk_trust_new (tpk_test_certs_get_file (TPK_TEST_CERT_CA), NULL);
  request = make_request ("turns:turn.test", tpk_test_server_get_port (server));
  g_assert_true (tpk_bridge_is_needed (request));
  bridge = tpk_bridge_new (poller, request, database, trouble_cb, trouble, NULL);
  g_assert_nonnull (bridge);
  tpk_proof_request_unref (request);

  socket = g_socket_new (G_SOCKET_FAMILY_IPV4, G_SOCKET_TYPE_STREAM, G_SOCKET_PROTOCOL_TCP, NULL);
  g_assert_true (g_socket_connect (socket, tpk_bridge_get_address (bridge), NULL, NULL));
  g_assert_cmpint (g_socket_send (socket, (const char *) allocate, sizeof allocate, NULL, NULL), ==,
                   sizeof allocate);
  g_socket_set_blocking (socket, FALSE);
  while ((n = g_socket_receive (socket, answer, sizeof answer, NULL, NULL)) < 0)
    /* The socket does not wake up the loop. */
    if (!g_main_context_iteration (NULL, FALSE))
      g_usleep (1000);

  tpk_bridge_free (bridge);
  tpk_poller_free (poller);

  return n;
}

static void
test_bridge (void)
{
  TpkTestScript script = { 0 };
  Trouble trouble = { 0 };

  if (!tpk_test_certs_available ())
    return;

  /* The challenge comes through. */
  g_assert_cmpint (ask_through_bridge (&script, TPK_TEST_CERT_GOOD, &trouble), >, 20);
  g_assert_cmpuint (trouble.n, ==, 0);

  /* A server that is not who it says gets nothing, and the connection is cut. */
  g_assert_cmpint (ask_through_bridge (&script, TPK_TEST_CERT_WRONG_NAME, &trouble), ==, 0);
  g_assert_cmpuint (trouble.n, ==, 1);
  g_assert_cmpint (trouble.failure.code, ==, TPK_CODE_TLS_NAME_MISMATCH);

  /* libnice would follow a redirection in plain text, so it never hears of it. */
  script.turn.challenge = 300;
  g_assert_cmpint (ask_through_bridge (&script, TPK_TEST_CERT_GOOD, &trouble), ==, 0);
  g_assert_cmpuint (trouble.n, ==, 2);
  g_assert_cmpint (trouble.failure.code, ==, TPK_CODE_REDIRECTED);

  /* Other errors are told, and go through. */
  script.turn.challenge = 486;
  g_assert_cmpint (ask_through_bridge (&script, TPK_TEST_CERT_GOOD, &trouble), >, 20);
  g_assert_cmpuint (trouble.n, ==, 3);
  g_assert_cmpint (trouble.failure.code, ==, TPK_CODE_QUOTA_REACHED);
  g_assert_cmpint (trouble.failure.stun_error, ==, 486);
}

/* While a connection is made, libnice repeats itself: the second answer to the same request is no
 * second challenge. */
static void
test_turn_errors (void)
{
  guint8 challenge[32] = {
    0x01, 0x13, 0, 12, 0x21, 0x12, 0xA4, 0x42, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12,
    0x00, 0x09, 0, 8, 0, 0, 4, 1, 'N', 'o', '!', '!',
  };
  TpkTurnErrors errors = { 0 };
  TpkFailure failure;

  /* What is cut off, or a channel, says nothing. */
  g_assert_false (tpk_turn_errors_find (&errors, challenge, 0, &failure));
  g_assert_false (tpk_turn_errors_find (&errors, challenge, 24, &failure));
  g_assert_false (tpk_turn_errors_find (&errors, (const guint8 *) "\x40\0\0\0", 4, &failure));

  g_assert_false (tpk_turn_errors_find (&errors, challenge, sizeof challenge, &failure));
  g_assert_false (tpk_turn_errors_find (&errors, challenge, sizeof challenge, &failure));
  challenge[19]++;
  g_assert_true (tpk_turn_errors_find (&errors, challenge, sizeof challenge, &failure));
  g_assert_cmpint (failure.stun_error, ==, 401);
  g_assert_cmpstr (failure.text, ==, "No!!");
}

/* A bridge to a server behind a proxy, which this plays. */
typedef struct {
  TpkPoller *poller;
  TpkBridge *bridge;
  GSocket *listener;
  GSocket *libnice;
  GSocket *proxy;      /* (nullable): once it was dialled */
  Trouble trouble;
} Proxied;

static void
proxied_set_up (Proxied *self)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (TpkProxy) proxy = NULL;
  g_autofree char *uri = NULL;
  TpkProofRequest *request;

  memset (self, 0, sizeof *self);
  self->poller = tpk_poller_new (g_main_context_default ());
  self->listener = tpk_test_listen_tcp (G_SOCKET_FAMILY_IPV4, 0, 1);
  g_socket_set_blocking (self->listener, TRUE);
  request = make_request ("turn:turn.test?transport=tcp", tpk_test_socket_port (self->listener));
  g_assert_false (tpk_bridge_is_needed (request));
  uri = g_strdup_printf ("http://127.0.0.1:%u", tpk_test_socket_port (self->listener));
  g_assert_true (tpk_proxy_parse (uri, NULL, &proxy, NULL));
  g_assert_true (tpk_proof_request_set_proxy (request, proxy, "[2001:db8::1]:3479"));
  g_assert_true (tpk_bridge_is_needed (request));
  self->bridge = tpk_bridge_new (self->poller, request, NULL, trouble_cb, &self->trouble, &error);
  g_assert_no_error (error);
  tpk_proof_request_unref (request);

  self->libnice = g_socket_new (G_SOCKET_FAMILY_IPV4, G_SOCKET_TYPE_STREAM, G_SOCKET_PROTOCOL_TCP,
                                NULL);
  g_assert_true (g_socket_connect (self->libnice, tpk_bridge_get_address (self->bridge), NULL, NULL));
  g_socket_set_blocking (self->libnice, FALSE);
}

static void
proxied_tear_down (Proxied *self)
{
  tpk_bridge_free (self->bridge);
  tpk_poller_free (self->poller);
  g_object_unref (self->libnice);
  g_object_unref (self->listener);
  g_clear_object (&self->proxy);
}

static void
let_bridge_work (void)
{
  /* The sockets do not wake up the loop. */
  if (!g_main_context_iteration (NULL, FALSE))
    g_usleep (1000);
}

/* Takes a connection of the bridge, and connects it on. */
static void
proxied_lead_on (Proxied *self)
{
  static const char established[] = "HTTP/1.1 200 OK\r\n\r\n";
  g_autoptr (GString) heard = g_string_new (NULL);
  char buffer[512];
  gssize n;

  while (!(g_socket_condition_check (self->listener, G_IO_IN) & G_IO_IN))
    let_bridge_work ();
  self->proxy = g_socket_accept (self->listener, NULL, NULL);
  g_socket_set_blocking (self->proxy, FALSE);
  while (strstr (heard->str, "\r\n\r\n") == NULL) {
    n = g_socket_receive (self->proxy, buffer, sizeof buffer, NULL, NULL);
    if (n > 0)
      g_string_append_len (heard, buffer, n);
    else
      let_bridge_work ();
  }
  g_assert_true (g_str_has_prefix (heard->str, "CONNECT [2001:db8::1]:3479 HTTP/1.1\r\n"));
  g_assert_cmpint (g_socket_send (self->proxy, established, strlen (established), NULL, NULL), ==,
                   strlen (established));
}

#define MORE_THAN_BUFFERS  (64 * 1024 * 1024)

/* Who does not read holds libnice up, and loses nothing; afterwards everything goes on. */
static void
test_back_pressure (void)
{
  g_autofree guint8 *bytes = g_malloc0 (64 * 1024);
  gsize n_sent = 0, n_read = 0;
  guint n_stuck = 0;
  Proxied proxied;
  gssize n;

  proxied_set_up (&proxied);
  proxied_lead_on (&proxied);
  while (n_stuck < 200) {
    n = g_socket_send (proxied.libnice, (const char *) bytes, 64 * 1024, NULL, NULL);
    n_sent += MAX (n, 0);
    g_assert_cmpuint (n_sent, <, MORE_THAN_BUFFERS);
    n_stuck = n > 0 ? 0 : n_stuck + 1;
    let_bridge_work ();
  }
  g_assert_cmpuint (proxied.trouble.n, ==, 0);

  while (n_read < n_sent) {
    n = g_socket_receive (proxied.proxy, (char *) bytes, 64 * 1024, NULL, NULL);
    g_assert_cmpint (n, !=, 0);
    n_read += MAX (n, 0);
    let_bridge_work ();
  }
  g_assert_cmpuint (n_read, ==, n_sent);
  g_assert_cmpuint (proxied.trouble.n, ==, 0);
  proxied_tear_down (&proxied);
}

static void
wait_for_trouble (Proxied *proxied)
{
  char byte;

  /* libnice is hung up on. */
  while (g_socket_receive (proxied->libnice, &byte, 1, NULL, NULL) != 0)
    let_bridge_work ();
  g_assert_cmpuint (proxied->trouble.n, ==, 1);
}

/* A proxy that has gone since the check, one that hangs up before it connects, and one that does so
 * later. */
static void
test_proxy_gone (void)
{
  Proxied proxied;

  proxied_set_up (&proxied);
  g_socket_close (proxied.listener, NULL);
  wait_for_trouble (&proxied);
  g_assert_cmpint (proxied.trouble.failure.code, ==, TPK_CODE_PROXY_FAILED);
  proxied_tear_down (&proxied);

  proxied_set_up (&proxied);
  while (!(g_socket_condition_check (proxied.listener, G_IO_IN) & G_IO_IN))
    let_bridge_work ();
  proxied.proxy = g_socket_accept (proxied.listener, NULL, NULL);
  g_socket_close (proxied.proxy, NULL);
  wait_for_trouble (&proxied);
  g_assert_cmpint (proxied.trouble.failure.code, ==, TPK_CODE_PROXY_FAILED);
  proxied_tear_down (&proxied);

  proxied_set_up (&proxied);
  proxied_lead_on (&proxied);
  g_assert_cmpint (g_socket_send (proxied.libnice, "\0\x03\0\0", 4, NULL, NULL), ==, 4);
  while (!(g_socket_condition_check (proxied.proxy, G_IO_IN) & G_IO_IN))
    let_bridge_work ();
  g_socket_shutdown (proxied.proxy, FALSE, TRUE, NULL);
  wait_for_trouble (&proxied);
  g_assert_cmpint (proxied.trouble.failure.code, ==, TPK_CODE_CLOSED);
  g_assert_nonnull (strstr (proxied.trouble.failure.summary, "{proxy}"));
  proxied_tear_down (&proxied);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/checks/proof-units/mos-scale", test_mos_scale);
  g_test_add_func ("/checks/proof-units/mos-rating", test_mos_rating);
  g_test_add_func ("/checks/proof-units/mos-loss", test_mos_loss);
  g_test_add_func ("/checks/proof-units/jitter", test_jitter);
  g_test_add_func ("/checks/proof-units/percentiles", test_percentiles);
  g_test_add_func ("/checks/proof-units/echo-loss", test_echo_loss);
  g_test_add_func ("/checks/proof-units/echo-reordered", test_echo_reordered);
  g_test_add_func ("/checks/proof-units/echo-silent", test_echo_silent);
  g_test_add_func ("/checks/proof-units/bridge", test_bridge);
  g_test_add_func ("/checks/proof-units/turn-errors", test_turn_errors);
  g_test_add_func ("/checks/proof-units/back-pressure", test_back_pressure);
  g_test_add_func ("/checks/proof-units/proxy-gone", test_proxy_gone);

  return g_test_run ();
}
