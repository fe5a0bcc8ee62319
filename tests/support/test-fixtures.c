/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#include "config.h"

#include "tpk-test-black-hole.h"
#include "tpk-test-certs.h"
#include "tpk-test-coturn.h"
#include "tpk-test-delay.h"
#include "tpk-test-holder.h"
#include "tpk-test-net.h"
#include "tpk-test-resolver.h"
#include "tpk-test-server.h"
#include "tpk-test-stun.h"
#include "tpk-test-tls-bridge.h"

#include <string.h>

/* A fixture that does not do what it says would make every test above it worthless. */

#define LIMIT (5 * G_TIME_SPAN_SECOND)
#define A_WHILE (100 * G_TIME_SPAN_MILLISECOND)

static GSocket *
connect_to (GSocketType   type,
            guint16       port)
{
  g_autoptr (GSocketAddress) address = tpk_test_loopback (G_SOCKET_FAMILY_IPV4, port);
  g_autoptr (GError) error = NULL;
  GSocket *socket = g_socket_new (G_SOCKET_FAMILY_IPV4, type, G_SOCKET_PROTOCOL_DEFAULT, &error);

  g_assert_no_error (error);
  g_socket_connect (socket, address, NULL, &error);
  g_assert_no_error (error);

  return socket;
}

static void
send_binding (GSocket *socket)
{
  g_autoptr (GBytes) request = tpk_test_stun_new_binding ();
  g_autoptr (GError) error = NULL;
  gsize length;
  const char *data = g_bytes_get_data (request, &length);

  g_assert_cmpint (g_socket_send (socket, data, length, NULL, &error), ==, length);
  g_assert_no_error (error);
}

static gssize
receive (GSocket *socket,
         guint8  *bytes,
         gsize    size)
{
  g_assert_true (g_socket_condition_timed_wait (socket, G_IO_IN, LIMIT, NULL, NULL));

  return g_socket_receive (socket, (char *) bytes, size, NULL, NULL);
}

static void
assert_mapped_to (GSocket      *socket,
                  const guint8 *bytes,
                  gssize        length)
{
  g_autoptr (GSocketAddress) mapped = NULL;
  TpkTestStun message;

  g_assert_true (tpk_test_stun_parse (&message, bytes, length));
  g_assert_cmphex (message.type, ==, TPK_TEST_STUN_BINDING | TPK_TEST_STUN_SUCCESS);
  mapped = tpk_test_stun_get_address (&message, TPK_TEST_STUN_XOR_MAPPED);
  g_assert_nonnull (mapped);
  g_assert_cmpuint (g_inet_socket_address_get_port (G_INET_SOCKET_ADDRESS (mapped)), ==,
                    tpk_test_socket_port (socket));
}

static void
test_coturn_binding (void)
{
  g_autoptr (TpkTestCoturn) coturn = NULL;
  g_autoptr (GSocket) socket = NULL;
  guint8 bytes[1024];
  guint allocated, released;
  gssize length;

  if (!tpk_test_coturn_available ())
    return;

  coturn = tpk_test_coturn_new (NULL);
  socket = connect_to (G_SOCKET_TYPE_DATAGRAM, tpk_test_coturn_get_port (coturn));
  send_binding (socket);
  length = receive (socket, bytes, sizeof bytes);
  assert_mapped_to (socket, bytes, length);

  tpk_test_coturn_count (coturn, &allocated, &released);
  g_assert_cmpuint (allocated, ==, 0);
  g_assert_cmpuint (released, ==, 0);
}

static void
test_coturn_counts (void)
{
  g_autoptr (TpkTestCoturn) coturn = NULL;
  TpkTestHolder *holder;
  guint allocated, released;

  if (!tpk_test_coturn_available ())
    return;

  coturn = tpk_test_coturn_new (NULL);
  holder = tpk_test_holder_new (tpk_test_coturn_get_port (coturn));
  tpk_test_coturn_count (coturn, &allocated, &released);
  g_assert_cmpuint (allocated, ==, 1);
  g_assert_cmpuint (released, ==, 0);

  tpk_test_holder_free (holder);
  g_assert_true (tpk_test_coturn_wait_released (coturn, 1));
  tpk_test_coturn_count (coturn, &allocated, &released);
  g_assert_cmpuint (released, ==, 1);
}

static void
test_server_stream_binding (void)
{
  const TpkTestScript script = { 0 };
  g_autoptr (TpkTestServer) server = tpk_test_server_new (&script, NULL);
  g_autoptr (GSocket) socket = connect_to (G_SOCKET_TYPE_STREAM, tpk_test_server_get_port (server));
  guint8 bytes[1024];

  send_binding (socket);
  assert_mapped_to (socket, bytes, receive (socket, bytes, sizeof bytes));
  g_assert_cmpuint (tpk_test_server_get_n_requests (server), ==, 1);
  g_assert_cmpuint (tpk_test_server_get_n_connections (server), ==, 1);
}

static void
assert_first_bytes (TpkTestManner  manner,
                    const char    *expected,
                    gsize          expected_length)
{
  const TpkTestScript script = { .manner = manner };
  g_autoptr (TpkTestServer) server = tpk_test_server_new (&script, NULL);
  g_autoptr (GSocket) socket = connect_to (G_SOCKET_TYPE_STREAM, tpk_test_server_get_port (server));
  guint8 bytes[1024];
  gssize length;

  send_binding (socket);
  length = receive (socket, bytes, sizeof bytes);
  g_assert_cmpint (length, >=, expected_length);
  g_assert_cmpmem (bytes, expected_length, expected, expected_length);
}

static void
test_server_manners (void)
{
  assert_first_bytes (TPK_TEST_MANNER_HTTP, "HTTP/1.1 400", 12);
  assert_first_bytes (TPK_TEST_MANNER_GREETING, "SSH-2.0-", 8);
  assert_first_bytes (TPK_TEST_MANNER_TLS_ALERT, "\x15\x03\x03\0\x02\x02\x28", 7);
  assert_first_bytes (TPK_TEST_MANNER_LYING_LENGTH, "\x01\x01\xff\xfc\x21\x12\xa4\x42", 8);
  assert_first_bytes (TPK_TEST_MANNER_CHANNEL_FLOOD, "\x40\x01\x03\xfc", 4);
}

static void
test_server_reset (void)
{
  const TpkTestScript script = { .manner = TPK_TEST_MANNER_RESET_ON_REQUEST };
  g_autoptr (TpkTestServer) server = tpk_test_server_new (&script, NULL);
  g_autoptr (GSocket) socket = connect_to (G_SOCKET_TYPE_STREAM, tpk_test_server_get_port (server));
  g_autoptr (GError) error = NULL;
  char byte;

  send_binding (socket);
  g_assert_cmpint (g_socket_receive (socket, &byte, 1, NULL, &error), ==, -1);
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CONNECTION_CLOSED);
}

static void
test_server_drip (void)
{
  const TpkTestScript script = { .manner = TPK_TEST_MANNER_DRIP };
  g_autoptr (TpkTestServer) server = tpk_test_server_new (&script, NULL);
  g_autoptr (GSocket) socket = connect_to (G_SOCKET_TYPE_STREAM, tpk_test_server_get_port (server));
  guint8 bytes[1024];
  gssize length = 0;
  guint n_reads = 0;

  send_binding (socket);
  while (length < 4 || length < TPK_TEST_STUN_HEADER + bytes[3]) {
    length += receive (socket, bytes + length, sizeof bytes - length);
    n_reads++;
  }
  assert_mapped_to (socket, bytes, length);
  g_assert_cmpuint (n_reads, >, 10);
}

static void
test_delay_duplicates (void)
{
  const TpkTestScript script = { 0 };
  const TpkTestPath path = { .to_server_ms = 5, .to_client_ms = 5, .duplicated = 1 };
  g_autoptr (TpkTestServer) server = tpk_test_server_new (&script, NULL);
  g_autoptr (TpkTestDelay) delay = tpk_test_delay_new (&path, tpk_test_server_get_port (server));
  g_autoptr (GSocket) socket = connect_to (G_SOCKET_TYPE_DATAGRAM, tpk_test_delay_get_port (delay));
  const gint64 start = g_get_monotonic_time ();
  guint8 bytes[1024];

  send_binding (socket);
  receive (socket, bytes, sizeof bytes);
  /* Later is the machine's business; earlier would be a broken fixture. */
  g_assert_cmpint (g_get_monotonic_time () - start, >=, 10 * G_TIME_SPAN_MILLISECOND);
  for (guint i = 1; i < 4; i++)
    receive (socket, bytes, sizeof bytes);
  g_assert_cmpuint (tpk_test_server_get_n_requests (server), ==, 2);
}

static void
test_delay_loses (void)
{
  const TpkTestScript script = { 0 };
  const TpkTestPath path = { .lost = 1 };
  g_autoptr (TpkTestServer) server = tpk_test_server_new (&script, NULL);
  g_autoptr (TpkTestDelay) delay = tpk_test_delay_new (&path, tpk_test_server_get_port (server));
  g_autoptr (GSocket) socket = connect_to (G_SOCKET_TYPE_DATAGRAM, tpk_test_delay_get_port (delay));

  send_binding (socket);
  g_assert_false (g_socket_condition_timed_wait (socket, G_IO_IN, A_WHILE, NULL, NULL));
  g_assert_cmpuint (tpk_test_delay_get_n_lost (delay), ==, 1);
  g_assert_cmpuint (tpk_test_server_get_n_requests (server), ==, 0);
}

static void
test_delay_stream (void)
{
  const TpkTestScript script = { 0 };
  const TpkTestPath path = { .to_server_ms = 10, .to_client_ms = 10 };
  g_autoptr (TpkTestServer) server = tpk_test_server_new (&script, NULL);
  g_autoptr (TpkTestDelay) delay = tpk_test_delay_new (&path, tpk_test_server_get_port (server));
  const gint64 start = g_get_monotonic_time ();
  g_autoptr (GSocket) socket = connect_to (G_SOCKET_TYPE_STREAM, tpk_test_delay_get_port (delay));
  guint8 bytes[1024];

  send_binding (socket);
  g_assert_cmpint (receive (socket, bytes, sizeof bytes), >, TPK_TEST_STUN_HEADER);
  /* One round trip for the handshake, one for the request. */
  g_assert_cmpint (g_get_monotonic_time () - start, >=, 40 * G_TIME_SPAN_MILLISECOND);
}

static void
test_black_hole (void)
{
  g_autoptr (TpkTestBlackHole) hole = tpk_test_black_hole_new (G_SOCKET_FAMILY_IPV4);
  const guint16 port = tpk_test_black_hole_get_port (hole);
  g_autoptr (GSocketAddress) address = tpk_test_loopback (G_SOCKET_FAMILY_IPV4, port);
  g_autoptr (GSocket) datagrams = connect_to (G_SOCKET_TYPE_DATAGRAM, port);
  g_autoptr (GSocket) stream = g_socket_new (G_SOCKET_FAMILY_IPV4, G_SOCKET_TYPE_STREAM,
                                             G_SOCKET_PROTOCOL_TCP, NULL);
  g_autoptr (GError) error = NULL;

  send_binding (datagrams);
  g_assert_false (g_socket_condition_timed_wait (datagrams, G_IO_IN, A_WHILE, NULL, NULL));

  g_socket_set_blocking (stream, FALSE);
  g_assert_false (g_socket_connect (stream, address, NULL, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_PENDING);
  g_assert_false (g_socket_condition_timed_wait (stream, G_IO_OUT, A_WHILE, NULL, NULL));
}

static gboolean
accept_any_cb (GTlsConnection       *connection,
               GTlsCertificate      *certificate,
               GTlsCertificateFlags  errors,
               gpointer              data)
{
  return TRUE;
}

static void
test_tls_bridge (void)
{
  const TpkTestScript script = { 0 };
  g_autoptr (TpkTestServer) server = NULL;
  g_autoptr (GTlsCertificate) certificate = NULL;
  g_autoptr (TpkTestTlsBridge) bridge = NULL;
  g_autoptr (GSocket) socket = NULL;
  g_autoptr (GSocketConnection) connection = NULL;
  g_autoptr (GIOStream) tls = NULL;
  g_autoptr (GBytes) request = tpk_test_stun_new_binding ();
  g_autoptr (GError) error = NULL;
  guint8 bytes[1024];

  if (!tpk_test_certs_available ()) {
    g_test_skip ("certtool (package gnutls-bin) or GIO's TLS module is not installed");
    return;
  }

  server = tpk_test_server_new (&script, NULL);
  certificate = tpk_test_certs_load (TPK_TEST_CERT_GOOD);
  bridge = tpk_test_tls_bridge_new (certificate, tpk_test_server_get_port (server));
  socket = connect_to (G_SOCKET_TYPE_STREAM, tpk_test_tls_bridge_get_port (bridge));
  connection = g_socket_connection_factory_create_connection (socket);
  tls = g_tls_client_connection_new (G_IO_STREAM (connection), NULL, &error);
  g_assert_no_error (error);
  g_signal_connect (tls, "accept-certificate", G_CALLBACK (accept_any_cb), NULL);

  g_output_stream_write_all (g_io_stream_get_output_stream (tls), g_bytes_get_data (request, NULL),
                             g_bytes_get_size (request), NULL, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpint (g_input_stream_read (g_io_stream_get_input_stream (tls), bytes, sizeof bytes,
                                        NULL, &error), >, TPK_TEST_STUN_HEADER);
  g_assert_no_error (error);
  g_assert_cmpint (g_tls_connection_get_protocol_version (G_TLS_CONNECTION (tls)), ==,
                   G_TLS_PROTOCOL_VERSION_TLS_1_3);
  g_io_stream_close (tls, NULL, NULL);
}

static void
test_certs (void)
{
  g_autoptr (GTlsCertificate) ca = NULL;
  g_autoptr (GSocketConnectable) right = g_network_address_new ("turn.test", 1);
  g_autoptr (GSocketConnectable) wrong = g_network_address_new ("evil.test", 1);
  static const struct {
    TpkTestCert cert;
    GTlsCertificateFlags flags;
  } expectations[] = {
    { TPK_TEST_CERT_GOOD, G_TLS_CERTIFICATE_NO_FLAGS },
    { TPK_TEST_CERT_SELF_SIGNED, G_TLS_CERTIFICATE_UNKNOWN_CA },
    { TPK_TEST_CERT_WRONG_NAME, G_TLS_CERTIFICATE_BAD_IDENTITY },
    { TPK_TEST_CERT_EXPIRED, G_TLS_CERTIFICATE_EXPIRED },
  };

  if (!tpk_test_certs_available ()) {
    g_test_skip ("certtool (package gnutls-bin) or GIO's TLS module is not installed");
    return;
  }

  ca = g_tls_certificate_new_from_file (tpk_test_certs_get_file (TPK_TEST_CERT_CA), NULL);
  for (guint i = 0; i < G_N_ELEMENTS (expectations); i++) {
    g_autoptr (GTlsCertificate) certificate = tpk_test_certs_load (expectations[i].cert);

    g_assert_cmphex (g_tls_certificate_verify (certificate, right, ca), ==,
                     expectations[i].flags);
    g_assert_cmphex (g_tls_certificate_verify (certificate, wrong, ca), ==,
                     expectations[i].flags | G_TLS_CERTIFICATE_BAD_IDENTITY);
  }
}

static void
got_names_cb (GObject      *object,
              GAsyncResult *result,
              gpointer      data)
{
  GError **error = data;
  g_autolist (GInetAddress) addresses =
    g_resolver_lookup_by_name_finish (G_RESOLVER (object), result, error);

  g_assert_null (addresses);
}

static void
test_resolver (void)
{
  TpkTestResolver *resolver = tpk_test_resolver_install ();
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autolist (GInetAddress) addresses = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (GError) cancelled = NULL;

  tpk_test_resolver_add (resolver, "two.test", "127.0.0.1");
  tpk_test_resolver_add (resolver, "two.test", "::1");
  tpk_test_resolver_add_silent (resolver, "slow.test");

  addresses = g_resolver_lookup_by_name (g_resolver_get_default (), "two.test", NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (g_list_length (addresses), ==, 2);

  g_assert_null (g_resolver_lookup_by_name (g_resolver_get_default (), "none.test", NULL, &error));
  g_assert_error (error, G_RESOLVER_ERROR, G_RESOLVER_ERROR_NOT_FOUND);

  g_resolver_lookup_by_name_async (g_resolver_get_default (), "slow.test", cancellable,
                                   got_names_cb, &cancelled);
  g_cancellable_cancel (cancellable);
  while (!cancelled)
    g_main_context_iteration (NULL, TRUE);
  g_assert_error (cancelled, G_IO_ERROR, G_IO_ERROR_CANCELLED);

  g_assert_cmpuint (tpk_test_resolver_get_n_asked (resolver), ==, 3);
  tpk_test_resolver_uninstall (resolver);
}

static void
test_nothing_left (void)
{
  guint fds, threads;

  /* The first time, GLib opens things that it keeps. */
  test_server_manners ();

  fds = tpk_test_count_fds ();
  threads = tpk_test_count_threads ();
  for (guint i = 0; i < 5; i++)
    test_server_manners ();
  g_assert_cmpuint (tpk_test_count_fds (), ==, fds);
  /* Fewer when a thread of GLib's pool that was about to end was still counted at first. */
  g_assert_cmpuint (tpk_test_count_threads (), <=, threads);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/support/coturn/binding", test_coturn_binding);
  g_test_add_func ("/support/coturn/counts", test_coturn_counts);
  g_test_add_func ("/support/server/stream-binding", test_server_stream_binding);
  g_test_add_func ("/support/server/manners", test_server_manners);
  g_test_add_func ("/support/server/reset", test_server_reset);
  g_test_add_func ("/support/server/drip", test_server_drip);
  g_test_add_func ("/support/delay/duplicates", test_delay_duplicates);
  g_test_add_func ("/support/delay/loses", test_delay_loses);
  g_test_add_func ("/support/delay/stream", test_delay_stream);
  g_test_add_func ("/support/black-hole", test_black_hole);
  g_test_add_func ("/support/tls-bridge", test_tls_bridge);
  g_test_add_func ("/support/certs", test_certs);
  g_test_add_func ("/support/resolver", test_resolver);
  g_test_add_func ("/support/nothing-left", test_nothing_left);

  return g_test_run ();
}
