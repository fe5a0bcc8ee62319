/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#define G_LOG_DOMAIN "tpk-test-coturn"

#include "config.h"

#include "tpk-test-coturn.h"

#include "tpk-test-net.h"
#include "tpk-test-stun.h"

#include <glib/gstdio.h>
#include <signal.h>
#include <string.h>
#include <sys/prctl.h>

#define START_LIMIT_MS 10000
#define ANSWER_LIMIT_US (20 * G_TIME_SPAN_MILLISECOND)
#define RELEASE_LIMIT_MS 15000
#define DEFAULT_RELAY_PORTS 200

/* TpkTestCoturn:
 *
 * A turnserver process of its own in a temporary folder, with the flags that the research found
 * to be needed. It dies with the thread that started it, even when that one is killed.
 */
struct _TpkTestCoturn
{
  GSubprocess *process;   /* (owned) */
  char *folder;           /* (owned) */
  char *log_file;         /* (owned) */
  guint16 port;
  guint16 tls_port;
};

static void
die_with_parent (gpointer data)
{
  prctl (PR_SET_PDEATHSIG, SIGKILL);
}

static void
add_flag (GStrvBuilder *builder,
          const char   *name,
          const char   *value)
{
  g_strv_builder_add (builder, name);
  g_strv_builder_add (builder, value);
}

G_GNUC_PRINTF (3, 4)
static void
add_flag_printf (GStrvBuilder *builder,
                 const char   *name,
                 const char   *format,
                 ...)
{
  g_autofree char *value = NULL;
  va_list args;

  va_start (args, format);
  value = g_strdup_vprintf (format, args);
  va_end (args);

  add_flag (builder, name, value);
}

static void
add_auth (GStrvBuilder      *builder,
          TpkTestCoturnAuth  auth)
{
  switch (auth) {
  case TPK_TEST_COTURN_PASSWORD:
    g_strv_builder_add (builder, "--lt-cred-mech");
    add_flag (builder, "--user", TPK_TEST_USER ":" TPK_TEST_PASSWORD);
    break;
  case TPK_TEST_COTURN_SECRET:
    g_strv_builder_add (builder, "--use-auth-secret");
    add_flag (builder, "--static-auth-secret", TPK_TEST_SECRET);
    break;
  case TPK_TEST_COTURN_OPEN:
    g_strv_builder_add (builder, "--no-auth");
    break;
  default:
    g_assert_not_reached ();
  }
}

static void
add_addresses (GStrvBuilder *builder,
               const char   *relay_address)
{
  add_flag (builder, "--listening-ip", "127.0.0.1");
  add_flag (builder, "--relay-ip", relay_address != NULL ? relay_address : "127.0.0.1");
  if (tpk_test_have_ipv6 ()) {
    add_flag (builder, "--listening-ip", "::1");
    add_flag (builder, "--relay-ip", "::1");
  }
}

static char **
build_argv (TpkTestCoturn              *self,
            const TpkTestCoturnOptions *options)
{
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  const guint ports = options->relay_ports ? options->relay_ports : DEFAULT_RELAY_PORTS;
  const guint first = g_random_int_range (TPK_TEST_FIRST_RELAY_PORT,
                                          TPK_TEST_LAST_RELAY_PORT - ports);
  const TpkTestCert cert = options->cert ? options->cert : TPK_TEST_CERT_GOOD;

  /* --no-cli: it refuses loopback peers beside a CLI without a password. */
  for (const char *const *flag = (const char *[]) {
         "turnserver", "-n", "--no-cli", "--verbose", "--simple-log", "--log-file", "stdout",
         NULL };
       *flag; flag++)
    g_strv_builder_add (builder, *flag);

  add_addresses (builder, options->relay_address);
  add_flag_printf (builder, "--listening-port", "%u", self->port);
  add_flag_printf (builder, "--tls-listening-port", "%u", self->tls_port);
  add_flag_printf (builder, "--min-port", "%u", first);
  add_flag_printf (builder, "--max-port", "%u", first + ports - 1);
  add_flag (builder, "--realm", TPK_TEST_REALM);
  add_flag (builder, "--cert", tpk_test_certs_get_file (cert));
  add_flag (builder, "--pkey", tpk_test_certs_get_key (cert));
  add_flag_printf (builder, "--pidfile", "%s/pid", self->folder);
  add_flag_printf (builder, "--userdb", "%s/users.db", self->folder);
  add_auth (builder, options->auth);
  if (!options->loopback_peers_forbidden)
    g_strv_builder_add (builder, "--allow-loopback-peers");
  if (options->flags)
    g_strv_builder_addv (builder, (const char **) options->flags);

  return g_strv_builder_end (builder);
}

static void
spawn (TpkTestCoturn              *self,
       const TpkTestCoturnOptions *options)
{
  g_autoptr (GSubprocessLauncher) launcher = NULL;
  g_auto (GStrv) argv = NULL;
  g_autoptr (GError) error = NULL;

  self->port = tpk_test_free_port ();
  do
    self->tls_port = tpk_test_free_port ();
  while (self->tls_port == self->port);

  argv = build_argv (self, options);
  launcher = g_subprocess_launcher_new (G_SUBPROCESS_FLAGS_STDERR_MERGE);
  g_subprocess_launcher_set_stdout_file_path (launcher, self->log_file);
  g_subprocess_launcher_set_cwd (launcher, self->folder);
  g_subprocess_launcher_set_child_setup (launcher, die_with_parent, NULL, NULL);
  self->process = g_subprocess_launcher_spawnv (launcher, (const char *const *) argv, &error);
  g_assert_no_error (error);
}

static gboolean
accepts_tcp (guint16 port)
{
  g_autoptr (GSocketAddress) address = tpk_test_loopback (G_SOCKET_FAMILY_IPV4, port);
  g_autoptr (GSocket) socket = g_socket_new (G_SOCKET_FAMILY_IPV4, G_SOCKET_TYPE_STREAM,
                                             G_SOCKET_PROTOCOL_TCP, NULL);

  return g_socket_connect (socket, address, NULL, NULL);
}

static gboolean
answers_udp (guint16       port,
             GSocketFamily family)
{
  g_autoptr (GSocketAddress) address = tpk_test_loopback (family, port);
  g_autoptr (GSocket) socket = tpk_test_bind_udp (family, 0);
  g_autoptr (GBytes) request = tpk_test_stun_new_binding ();
  gsize length;
  const char *data = g_bytes_get_data (request, &length);
  char answer[512];

  if (!g_socket_connect (socket, address, NULL, NULL) ||
      g_socket_send (socket, data, length, NULL, NULL) < 0)
    return FALSE;

  return g_socket_condition_timed_wait (socket, G_IO_IN, ANSWER_LIMIT_US, NULL, NULL) &&
         g_socket_receive (socket, answer, sizeof answer, NULL, NULL) > 0;
}

static gboolean
is_ready (TpkTestCoturn *self)
{
  return accepts_tcp (self->port) && accepts_tcp (self->tls_port) &&
         answers_udp (self->port, G_SOCKET_FAMILY_IPV4) &&
         (!tpk_test_have_ipv6 () || answers_udp (self->port, G_SOCKET_FAMILY_IPV6));
}

/* turnserver does not give up but goes on trying. */
static gboolean
has_no_port (TpkTestCoturn *self)
{
  g_autofree char *log = tpk_test_coturn_dup_log (self);

  return strstr (log, "Cannot bind") != NULL;
}

static gboolean
wait_ready (TpkTestCoturn *self)
{
  const gint64 end = g_get_monotonic_time () + START_LIMIT_MS * G_TIME_SPAN_MILLISECOND;

  while (g_get_monotonic_time () < end) {
    if (is_ready (self))
      return TRUE;
    if (!g_subprocess_get_identifier (self->process) || has_no_port (self))
      return FALSE;
    g_usleep (5000);
  }

  return FALSE;
}

/**
 * tpk_test_coturn_available:
 *
 * Whether turnserver is installed. When it is not, the running test is marked as skipped.
 */
gboolean
tpk_test_coturn_available (void)
{
  g_autofree char *program = g_find_program_in_path ("turnserver");

  if (!program)
    g_test_skip ("turnserver (package coturn) is not installed");
  else if (!tpk_test_certs_available ())
    g_test_skip ("certtool (package gnutls-bin) or GIO's TLS module is not installed");
  else
    return TRUE;

  return FALSE;
}

/**
 * tpk_test_coturn_new:
 * @options: (nullable): how it is started; %NULL for the defaults
 *
 * Starts a turnserver on free ports of 127.0.0.1, and of ::1 where the machine has it, and waits
 * until it answers on all of them. Ends the test process when it does not.
 *
 * Returns: (transfer full): the running server
 */
TpkTestCoturn *
tpk_test_coturn_new (const TpkTestCoturnOptions *options)
{
  const TpkTestCoturnOptions defaults = { 0 };
  TpkTestCoturn *self = g_new0 (TpkTestCoturn, 1);
  g_autofree char *log = NULL;
  g_autoptr (GError) error = NULL;

  self->folder = g_dir_make_tmp ("turnpike-coturn-XXXXXX", &error);
  g_assert_no_error (error);
  self->log_file = g_build_filename (self->folder, "log", NULL);

  /* Somebody may take the port between finding it and its use: then try others. */
  for (guint tries = 0; tries < 3; tries++) {
    spawn (self, options ? options : &defaults);
    if (wait_ready (self))
      return self;
    tpk_test_coturn_kill (self);
    g_clear_object (&self->process);
  }

  log = tpk_test_coturn_dup_log (self);
  g_error ("turnserver does not start: %s", log);
}

/**
 * tpk_test_coturn_free:
 * @self: (transfer full): a server
 *
 * Ends the server, waits until it is gone and removes its folder.
 */
void
tpk_test_coturn_free (TpkTestCoturn *self)
{
  g_autoptr (GDir) dir = g_dir_open (self->folder, 0, NULL);
  const char *name;

  tpk_test_coturn_kill (self);
  g_object_unref (self->process);

  while (dir && (name = g_dir_read_name (dir))) {
    g_autofree char *path = g_build_filename (self->folder, name, NULL);

    g_remove (path);
  }
  g_rmdir (self->folder);

  g_free (self->log_file);
  g_free (self->folder);
  g_free (self);
}

/**
 * tpk_test_coturn_get_port:
 * @self: a server
 *
 * Returns: the port for UDP and TCP
 */
guint16
tpk_test_coturn_get_port (TpkTestCoturn *self)
{
  return self->port;
}

/**
 * tpk_test_coturn_get_tls_port:
 * @self: a server
 *
 * Returns: the port for TLS and DTLS. turnserver finds out itself what comes in, so plain text
 * works there as well.
 */
guint16
tpk_test_coturn_get_tls_port (TpkTestCoturn *self)
{
  return self->tls_port;
}

static guint
count_lines_with (const char *log,
                  const char *what)
{
  guint n = 0;

  for (const char *found = log; (found = strstr (found, what)); found += strlen (what))
    n++;

  return n;
}

/**
 * tpk_test_coturn_count:
 * @self: a server
 * @allocated: (out): how many allocations were ever made
 * @released: (out): how many of them exist no more
 *
 * Reads the server's own book-keeping from its log. A client that went away without a word still
 * holds its allocation (over UDP, until its lifetime of ten minutes ends).
 */
void
tpk_test_coturn_count (TpkTestCoturn *self,
                       guint         *allocated,
                       guint         *released)
{
  g_autofree char *log = tpk_test_coturn_dup_log (self);

  /* "session 001000000000000003: new, realm=<…>, …" and later "…: delete: realm=<…>, …" */
  *allocated = count_lines_with (log, ": new, realm=<");
  *released = count_lines_with (log, ": delete: realm=<");
}

typedef struct {
  TpkTestCoturn *self;
  guint allocated;
} Expectation;

static gboolean
all_released (gpointer data)
{
  Expectation *expectation = data;
  guint allocated, released;

  tpk_test_coturn_count (expectation->self, &allocated, &released);

  return allocated >= expectation->allocated && allocated == released;
}

/**
 * tpk_test_coturn_wait_released:
 * @self: a server
 * @allocated: how many allocations must have been made at least
 *
 * Waits until the server holds no allocation any more. It looks at released ones about once a
 * second, so this is bounded but not at once.
 *
 * Returns: whether that came true within 15 seconds, far below an allocation's lifetime
 */
gboolean
tpk_test_coturn_wait_released (TpkTestCoturn *self,
                               guint          allocated)
{
  Expectation expectation = { self, allocated };

  return tpk_test_wait_until (all_released, &expectation, RELEASE_LIMIT_MS);
}

/**
 * tpk_test_coturn_dup_log:
 * @self: a server
 *
 * Returns: (transfer full): what the server has logged so far
 */
char *
tpk_test_coturn_dup_log (TpkTestCoturn *self)
{
  g_autoptr (GError) error = NULL;
  char *log;

  g_file_get_contents (self->log_file, &log, NULL, &error);
  g_assert_no_error (error);

  return log;
}

/**
 * tpk_test_coturn_kill:
 * @self: a server
 *
 * Kills the server at once, as a crash would, and waits until it is gone.
 */
void
tpk_test_coturn_kill (TpkTestCoturn *self)
{
  g_subprocess_force_exit (self->process);
  g_subprocess_wait (self->process, NULL, NULL);
}
