/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#include "config.h"

#include "checks/tpk-datagram-line.h"

#include "tpk-test-check.h"
#include "tpk-test-net.h"

typedef struct {
  GSocket *server;         /* (owned) */
  GSocket *socket;         /* (owned): connected to @server */
  TpkDatagramLine *line;   /* (owned): over @socket */
} Fixture;

static void
set_up (Fixture       *fixture,
        gconstpointer  data)
{
  g_autoptr (GSocketAddress) address = NULL;
  g_autoptr (GError) error = NULL;

  fixture->server = tpk_test_bind_udp (G_SOCKET_FAMILY_IPV4, 0);
  g_assert_nonnull (fixture->server);
  fixture->socket = tpk_test_bind_udp (G_SOCKET_FAMILY_IPV4, 0);
  g_assert_nonnull (fixture->socket);
  address = g_socket_get_local_address (fixture->server, NULL);
  g_assert_true (g_socket_connect (fixture->socket, address, NULL, NULL));
  g_socket_set_blocking (fixture->socket, FALSE);
  fixture->line = tpk_datagram_line_new (fixture->socket, &error);
  g_assert_no_error (error);
}

static void
tear_down (Fixture       *fixture,
           gconstpointer  data)
{
  g_object_unref (fixture->line);
  g_object_unref (fixture->socket);
  g_object_unref (fixture->server);
}

/* Returns how many bytes came, or -1. */
static gssize
receive (TpkDatagramLine  *line,
         gint64            timeout_us,
         char             *bytes,
         gsize             size,
         GError          **error)
{
  GInputVector vector = { bytes, size };
  GInputMessage message = { NULL, &vector, 1, 0, 0, NULL, NULL };

  if (g_datagram_based_receive_messages (G_DATAGRAM_BASED (line), &message, 1, 0, timeout_us, NULL,
                                         error) < 0)
    return -1;

  return message.bytes_received;
}

static void
test_both_ways (Fixture       *fixture,
                gconstpointer  data)
{
  GOutputVector vector = { "to the server", 13 };
  GOutputMessage message = { NULL, &vector, 1, 0, NULL, 0 };
  g_autoptr (GSocketAddress) from = NULL;
  g_autoptr (GError) error = NULL;
  char bytes[64];

  g_assert_cmpint (g_datagram_based_condition_check (G_DATAGRAM_BASED (fixture->line),
                                                     G_IO_IN | G_IO_OUT), ==, G_IO_OUT);
  g_assert_cmpint (g_datagram_based_send_messages (G_DATAGRAM_BASED (fixture->line), &message, 1, 0,
                                                   -1, NULL, &error), ==, 1);
  g_assert_no_error (error);
  g_assert_cmpint (g_socket_receive_from (fixture->server, &from, bytes, sizeof bytes, NULL, &error),
                   ==, 13);
  g_assert_no_error (error);
  g_assert_cmpint (g_socket_send_to (fixture->server, from, "back", 4, NULL, &error), ==, 4);
  g_assert_no_error (error);

  g_assert_cmpint (receive (fixture->line, -1, bytes, sizeof bytes, &error), ==, 4);
  g_assert_no_error (error);
  g_assert_cmpmem (bytes, 4, "back", 4);
}

static void
test_nothing_comes (Fixture       *fixture,
                    gconstpointer  data)
{
  g_autoptr (GCancellable) cancelled = g_cancellable_new ();
  g_autoptr (GError) error = NULL;
  char bytes[64];

  g_assert_cmpint (receive (fixture->line, 0, bytes, sizeof bytes, &error), ==, -1);
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_WOULD_BLOCK);
  g_clear_error (&error);
  g_assert_cmpint (receive (fixture->line, 1, bytes, sizeof bytes, &error), ==, -1);
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_TIMED_OUT);
  g_clear_error (&error);
  g_cancellable_cancel (cancelled);
  g_assert_false (g_datagram_based_condition_wait (G_DATAGRAM_BASED (fixture->line), G_IO_IN, -1,
                                                   cancelled, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

static gpointer
receive_for_ever (gpointer user_data)
{
  GError *error = NULL;
  char bytes[64];

  g_assert_cmpint (receive (user_data, -1, bytes, sizeof bytes, &error), ==, -1);

  return error;
}

static void
test_hang_up (Fixture       *fixture,
              gconstpointer  data)
{
  GThread *thread = g_thread_new ("receiver", receive_for_ever, fixture->line);
  g_autoptr (GError) error = NULL;

  tpk_datagram_line_hang_up (fixture->line);
  error = g_thread_join (thread);
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_assert_cmpint (g_datagram_based_condition_check (G_DATAGRAM_BASED (fixture->line), G_IO_IN), ==,
                   G_IO_IN);
}

static gboolean
ready_cb (GDatagramBased *datagrams,
          GIOCondition    condition,
          gpointer        user_data)
{
  *(GIOCondition *) user_data = condition;

  return G_SOURCE_CONTINUE;
}

static void
wait_for_source (TpkDatagramLine *line,
                 GCancellable    *cancellable,
                 GIOCondition    *condition)
{
  g_autoptr (GMainContext) context = g_main_context_new ();
  g_autoptr (GSource) source = NULL;

  source = g_datagram_based_create_source (G_DATAGRAM_BASED (line), G_IO_IN, cancellable);
  g_source_set_callback (source, G_SOURCE_FUNC (ready_cb), condition, NULL);
  g_source_attach (source, context);
  g_main_context_iteration (context, TRUE);
  g_source_destroy (source);
}

static void
test_sources (Fixture       *fixture,
              gconstpointer  data)
{
  g_autoptr (GCancellable) cancelled = g_cancellable_new ();
  g_autoptr (GSocketAddress) address = g_socket_get_local_address (fixture->socket, NULL);
  GIOCondition condition = G_IO_ERR;
  char bytes[64];

  g_cancellable_cancel (cancelled);
  wait_for_source (fixture->line, cancelled, &condition);
  g_assert_cmpint (condition, ==, 0);

  g_assert_cmpint (g_socket_send_to (fixture->server, address, "x", 1, NULL, NULL), ==, 1);
  wait_for_source (fixture->line, NULL, &condition);
  g_assert_cmpint (condition, ==, G_IO_IN);
  g_assert_cmpint (receive (fixture->line, 0, bytes, sizeof bytes, NULL), ==, 1);

  condition = 0;
  tpk_datagram_line_hang_up (fixture->line);
  wait_for_source (fixture->line, NULL, &condition);
  g_assert_cmpint (condition, ==, G_IO_IN);
}

static void
handshake_cb (GObject      *object,
              GAsyncResult *result,
              gpointer      user_data)
{
  g_assert_false (g_dtls_connection_handshake_finish (G_DTLS_CONNECTION (object), result,
                                                      (GError **) user_data));
}

/* What the line is for: hands that nobody shakes. */
static void
test_handshake (Fixture       *fixture,
                gconstpointer  data)
{
  g_autoptr (GDatagramBased) tls = NULL;
  g_autoptr (GSocketConnectable) identity = g_network_address_new ("turn.example.org", 5349);
  GError *error = NULL;
  char hello[2048];

  tpk_test_expect_dtls ();
  tls = g_dtls_client_connection_new (G_DATAGRAM_BASED (fixture->line), identity, &error);
  g_assert_no_error (error);
  g_dtls_connection_handshake_async (G_DTLS_CONNECTION (tls), G_PRIORITY_DEFAULT, NULL, handshake_cb,
                                     &error);
  g_assert_true (g_socket_condition_wait (fixture->server, G_IO_IN, NULL, NULL));
  g_assert_cmpint (g_socket_receive (fixture->server, hello, sizeof hello, NULL, NULL), >, 0);

  tpk_datagram_line_hang_up (fixture->line);
  while (error == NULL)
    g_main_context_iteration (NULL, TRUE);
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_error_free (error);
}

static void
add (const char *path,
     void      (*test) (Fixture *fixture, gconstpointer data))
{
  g_test_add (path, Fixture, NULL, set_up, test, tear_down);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  add ("/checks/datagram-line/both-ways", test_both_ways);
  add ("/checks/datagram-line/nothing-comes", test_nothing_comes);
  add ("/checks/datagram-line/hang-up", test_hang_up);
  add ("/checks/datagram-line/sources", test_sources);
  add ("/checks/datagram-line/handshake", test_handshake);

  return g_test_run ();
}
