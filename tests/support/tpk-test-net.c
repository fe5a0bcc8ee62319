/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#define G_LOG_DOMAIN "tpk-test-net"

#include "config.h"

#include "tpk-test-net.h"

#include <errno.h>
#include <fcntl.h>
#include <gio/gnetworking.h>
#include <glib/gstdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* Ports that this process has claimed, as paths of files that say so. */
static GPtrArray *claims;

static guint
count_entries (const char *path)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GDir) dir = g_dir_open (path, 0, &error);
  guint n = 0;

  g_assert_no_error (error);
  while (g_dir_read_name (dir))
    n++;

  return n;
}

/**
 * tpk_test_have_ipv6:
 *
 * Whether a socket can be bound to ::1, which a container may lack.
 */
gboolean
tpk_test_have_ipv6 (void)
{
  g_autoptr (GSocket) socket = NULL;
  g_autoptr (GSocketAddress) address = tpk_test_loopback (G_SOCKET_FAMILY_IPV6, 0);

  socket = g_socket_new (G_SOCKET_FAMILY_IPV6, G_SOCKET_TYPE_DATAGRAM, G_SOCKET_PROTOCOL_UDP, NULL);

  return socket && g_socket_bind (socket, address, FALSE, NULL);
}

/**
 * tpk_test_loopback:
 * @family: IPv4 or IPv6
 * @port: a port
 *
 * Returns: (transfer full): 127.0.0.1 or ::1 with @port
 */
GSocketAddress *
tpk_test_loopback (GSocketFamily family,
                   guint16       port)
{
  g_autoptr (GInetAddress) address = g_inet_address_new_loopback (family);

  return g_inet_socket_address_new (address, port);
}

/**
 * tpk_test_socket_port:
 * @socket: a bound socket
 *
 * Returns: the port it is bound to
 */
guint16
tpk_test_socket_port (GSocket *socket)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GSocketAddress) address = g_socket_get_local_address (socket, &error);

  g_assert_no_error (error);

  return g_inet_socket_address_get_port (G_INET_SOCKET_ADDRESS (address));
}

static GSocket *
bind_socket (GSocketType    type,
             GSocketFamily  family,
             guint16        port,
             GError       **error)
{
  g_autoptr (GSocketAddress) address = tpk_test_loopback (family, port);
  g_autoptr (GSocket) socket = g_socket_new (family, type, G_SOCKET_PROTOCOL_DEFAULT, error);

  if (!socket || !g_socket_bind (socket, address, type == G_SOCKET_TYPE_STREAM, error))
    return NULL;

  g_socket_set_blocking (socket, FALSE);

  return g_steal_pointer (&socket);
}

/**
 * tpk_test_bind_udp:
 * @family: IPv4 or IPv6
 * @port: a port, 0 for any free one
 *
 * Returns: (transfer full): a non-blocking UDP socket on the loopback address
 */
GSocket *
tpk_test_bind_udp (GSocketFamily family,
                   guint16       port)
{
  g_autoptr (GError) error = NULL;
  GSocket *socket = bind_socket (G_SOCKET_TYPE_DATAGRAM, family, port, &error);

  g_assert_no_error (error);

  return socket;
}

/**
 * tpk_test_listen_tcp:
 * @family: IPv4 or IPv6
 * @port: a port, 0 for any free one
 * @backlog: how many connections the kernel accepts by itself
 *
 * Returns: (transfer full): a listening, non-blocking TCP socket on the loopback address
 */
GSocket *
tpk_test_listen_tcp (GSocketFamily family,
                     guint16       port,
                     int           backlog)
{
  g_autoptr (GError) error = NULL;
  GSocket *socket = bind_socket (G_SOCKET_TYPE_STREAM, family, port, &error);

  g_assert_no_error (error);
  g_socket_set_listen_backlog (socket, backlog);
  g_socket_listen (socket, &error);
  g_assert_no_error (error);

  return socket;
}

/**
 * tpk_test_bind_pair:
 * @family: IPv4 or IPv6
 * @udp: (out): a UDP socket
 * @tcp: (out): a listening TCP socket on the port of the same number
 *
 * Finds a port number that is free for UDP and TCP alike, as a TURN server has it.
 */
void
tpk_test_bind_pair (GSocketFamily   family,
                    GSocket       **udp,
                    GSocket       **tcp)
{
  for (guint tries = 0; tries < 100; tries++) {
    g_autoptr (GSocket) stream = tpk_test_listen_tcp (family, 0, 128);

    *udp = bind_socket (G_SOCKET_TYPE_DATAGRAM, family, tpk_test_socket_port (stream), NULL);
    if (*udp) {
      *tcp = g_steal_pointer (&stream);
      return;
    }
  }

  g_error ("No port is free for both UDP and TCP");
}

static void
give_claims_back (void)
{
  for (guint i = 0; i < claims->len; i++)
    (void) g_unlink (g_ptr_array_index (claims, i));
  g_clear_pointer (&claims, g_ptr_array_unref);
}

static gboolean
is_claim_of_the_dead (const char *path)
{
  g_autofree char *text = NULL;
  g_autofree char *proc = NULL;

  if (!g_file_get_contents (path, &text, NULL, NULL))
    return FALSE;

  proc = g_strdup_printf ("/proc/%" G_GUINT64_FORMAT, g_ascii_strtoull (text, NULL, 10));
  return *text != '\0' && !g_file_test (proc, G_FILE_TEST_EXISTS);
}

/* Tests run side by side, and turnserver shares a port that another one has: a port that is merely
 * free may be found by two of them. tests/clients/process.py claims in the same way. */
static gboolean
claim_port (guint16 port)
{
  g_autofree char *folder = NULL, *path = NULL, *pid = NULL;
  int fd;

  folder = g_strdup_printf ("%s/turnpike-test-ports-%u", g_get_tmp_dir (), (guint) getuid ());
  path = g_strdup_printf ("%s/%u", folder, port);
  g_mkdir_with_parents (folder, 0700);

  if (is_claim_of_the_dead (path))
    (void) g_unlink (path);
  fd = g_open (path, O_CREAT | O_EXCL | O_WRONLY | O_CLOEXEC, 0600);
  if (fd < 0)
    return FALSE;

  pid = g_strdup_printf ("%d\n", (int) getpid ());
  g_assert_cmpint (write (fd, pid, strlen (pid)), ==, strlen (pid));
  close (fd);
  if (claims == NULL) {
    claims = g_ptr_array_new_with_free_func (g_free);
    atexit (give_claims_back);
  }
  g_ptr_array_add (claims, g_steal_pointer (&path));

  return TRUE;
}

static gboolean
is_free (guint16 port)
{
  g_autoptr (GSocket) udp = NULL;
  g_autoptr (GSocket) tcp = NULL;

  udp = bind_socket (G_SOCKET_TYPE_DATAGRAM, G_SOCKET_FAMILY_IPV4, port, NULL);
  tcp = bind_socket (G_SOCKET_TYPE_STREAM, G_SOCKET_FAMILY_IPV4, port, NULL);

  return udp != NULL && tcp != NULL;
}

/**
 * tpk_test_free_port:
 *
 * The port lies below those that the kernel gives to clients. Whoever knocks at a free one of
 * those may get the same number as its own port, and be connected with itself. It is even: a
 * turnserver with several addresses listens on the next one, too (RFC 5780), and would share that
 * with the server of another test.
 *
 * Returns: a port number on which nobody listens now, neither UDP nor TCP, and which no other test
 *   is given while this process lives
 */
guint16
tpk_test_free_port (void)
{
  for (guint tries = 0; tries < 1000; tries++) {
    const guint16 port = 2 * g_random_int_range (TPK_TEST_FIRST_PORT / 2,
                                                 TPK_TEST_FIRST_RELAY_PORT / 2);

    if (is_free (port) && is_free (port + 1) && claim_port (port))
      return port;
  }

  g_error ("No port is free for both UDP and TCP");

  return 0;
}

/**
 * tpk_test_count_fds:
 *
 * Returns: how many file descriptors this process has open
 */
guint
tpk_test_count_fds (void)
{
  /* The folder's own descriptor is among them. */
  return count_entries ("/proc/self/fd") - 1;
}

/**
 * tpk_test_count_threads:
 *
 * Returns: how many threads this process has, idle ones of GLib's pools not counted
 */
guint
tpk_test_count_threads (void)
{
  g_thread_pool_stop_unused_threads ();

  return count_entries ("/proc/self/task");
}

/**
 * tpk_test_wait_until:
 * @condition: what to wait for
 * @user_data: for @condition
 * @limit_ms: milliseconds after which it is given up
 *
 * Runs the default main context until @condition holds.
 *
 * Returns: whether it came to hold
 */
gboolean
tpk_test_wait_until (gboolean (*condition) (gpointer),
                     gpointer   user_data,
                     guint      limit_ms)
{
  const gint64 end = g_get_monotonic_time () + limit_ms * G_TIME_SPAN_MILLISECOND;

  while (!condition (user_data)) {
    if (g_get_monotonic_time () > end)
      return FALSE;
    if (!g_main_context_iteration (NULL, FALSE))
      g_usleep (1000);
  }

  return TRUE;
}
