/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#define G_LOG_DOMAIN "tpk-test-proxy"

#include "config.h"

#include "tpk-test-proxy.h"

#include "tpk-test-net.h"

#include <errno.h>
#include <glib/gstdio.h>
#include <signal.h>
#include <string.h>
#include <sys/prctl.h>
#include <unistd.h>

#define START_LIMIT_MS 15000
#define NOBODY 65534

/* TpkTestProxy:
 *
 * A process of its own in a temporary folder, in the foreground, that dies with the thread that
 * started it. Squid and Dante do without root's rights, so the folder is open to everybody.
 */
struct _TpkTestProxy
{
  TpkTestProxyOptions options;
  GSubprocess *process;   /* (owned) */
  char *folder;           /* (owned) */
  guint16 port;
};

static const char *const programs[] = {
  [TPK_TEST_PROXY_SQUID] = "squid",
  [TPK_TEST_PROXY_TINYPROXY] = "tinyproxy",
  [TPK_TEST_PROXY_DANTE] = "danted",
};

/* Dante looks users up where the system does. It sees a copy with one more of them. */
#define DANTE_WITH_USER \
  "set -e\n" \
  "cp /etc/passwd /etc/shadow .\n" \
  "echo '" TPK_TEST_PROXY_USER ":x:54321:65534::/nonexistent:/usr/sbin/nologin' >>passwd\n" \
  "echo \"" TPK_TEST_PROXY_USER ":$(openssl passwd -6 -salt turnpike " TPK_TEST_PROXY_PASSWORD \
  "):19000:0:99999:7:::\" >>shadow\n" \
  "chmod 644 passwd shadow\n" \
  "mount --bind passwd /etc/passwd\n" \
  "mount --bind shadow /etc/shadow\n" \
  "exec danted -f conf -p pid\n"

#define SQUID_SIGN_IN \
  "while read -r user password; do\n" \
  "  if [ \"$user $password\" = '" TPK_TEST_PROXY_USER " " TPK_TEST_PROXY_PASSWORD "' ]; then\n" \
  "    echo OK\n" \
  "  else\n" \
  "    echo ERR\n" \
  "  fi\n" \
  "done\n"

static void
write_file (TpkTestProxy *self,
            const char   *name,
            const char   *contents)
{
  g_autofree char *path = g_build_filename (self->folder, name, NULL);
  g_autoptr (GError) error = NULL;

  g_file_set_contents (path, contents, -1, &error);
  g_assert_no_error (error);
  g_chmod (path, 0644);
}

static char *
make_squid_conf (TpkTestProxy *self)
{
  GString *conf = g_string_new (NULL);

  g_string_append_printf (conf,
                          "http_port 127.0.0.1:%u\n"
                          "pid_filename none\n"
                          "cache_log %s/log\n"
                          "access_log stdio:%s/access\n"
                          "coredump_dir %s\n"
                          "cache deny all\n"
                          "pinger_enable off\n"
                          "netdb_filename none\n"
                          "visible_hostname proxy.test\n"
                          "shutdown_lifetime 0 seconds\n",
                          self->port, self->folder, self->folder, self->folder);
  if (self->options.auth) {
    write_file (self, "sign-in", SQUID_SIGN_IN);
    g_string_append_printf (conf,
                            "auth_param basic program /bin/sh %s/sign-in\n"
                            "auth_param basic children 1\n"
                            "acl known proxy_auth REQUIRED\n"
                            "http_access deny !known\n",
                            self->folder);
  }
  g_string_append (conf, self->options.refuses ? "http_access deny all\n"
                                               : "http_access allow all\n");

  return g_string_free (conf, FALSE);
}

static char *
make_tinyproxy_conf (TpkTestProxy *self)
{
  return g_strdup_printf ("Port %u\nListen 127.0.0.1\nTimeout 60\nMaxClients 50\n"
                          "LogFile \"%s/log\"\nLogLevel Info\n%s%s",
                          self->port, self->folder,
                          self->options.auth
                            ? "BasicAuth " TPK_TEST_PROXY_USER " " TPK_TEST_PROXY_PASSWORD "\n"
                            : "",
                          self->options.refuses ? "ConnectPort 1\n" : "");
}

static char *
make_dante_conf (TpkTestProxy *self)
{
  return g_strdup_printf ("logoutput: %s/log\n"
                          "internal: 127.0.0.1 port = %u\n"
                          "external: lo\n"
                          "external.rotation: same-same\n"
                          "clientmethod: none\n"
                          "socksmethod: %s\n"
                          "user.privileged: root\n"
                          "user.unprivileged: nobody\n"
                          "client pass { from: 0/0 to: 0/0 }\n"
                          "socks %s { from: 0/0 to: 0/0 log: error }\n",
                          self->folder, self->port, self->options.auth ? "username" : "none",
                          self->options.refuses ? "block" : "pass");
}

/* Names the memory that Squid shares with itself; one that is killed leaves it behind. */
static char *
dup_service (TpkTestProxy *self)
{
  return g_strdup_printf ("turnpike%u", self->port);
}

static void
remove_shared_memory (TpkTestProxy *self)
{
  g_autoptr (GDir) dir = g_dir_open ("/dev/shm", 0, NULL);
  g_autofree char *service = dup_service (self);
  g_autofree char *prefix = g_strconcat (service, "-", NULL);
  const char *name;

  while (dir && (name = g_dir_read_name (dir))) {
    g_autofree char *path = g_build_filename ("/dev/shm", name, NULL);

    if (g_str_has_prefix (name, prefix))
      g_remove (path);
  }
}

static char **
make_argv (TpkTestProxy *self)
{
  static const char *const argv[][8] = {
    [TPK_TEST_PROXY_SQUID] = { "squid", "-N", "-n", "NAME", "-f", "conf", NULL },
    [TPK_TEST_PROXY_TINYPROXY] = { "tinyproxy", "-d", "-c", "conf", NULL },
    [TPK_TEST_PROXY_DANTE] = { "danted", "-f", "conf", "-p", "pid", NULL },
  };
  static const char *const with_user[] = { "unshare", "--mount", "/bin/sh", "-c", DANTE_WITH_USER,
                                           NULL };

  char **copy;

  if (self->options.kind == TPK_TEST_PROXY_DANTE && self->options.auth)
    return g_strdupv ((char **) with_user);

  copy = g_strdupv ((char **) argv[self->options.kind]);
  if (self->options.kind == TPK_TEST_PROXY_SQUID) {
    g_free (copy[3]);
    copy[3] = dup_service (self);
  }

  return copy;
}

/* Who changes the user loses the signal, so Squid is not left to do that itself. */
static void
set_up_child (gpointer data)
{
  TpkTestProxy *self = data;

  if (self->options.kind == TPK_TEST_PROXY_SQUID && geteuid () == 0 &&
      (setgid (NOBODY) != 0 || setuid (NOBODY) != 0))
    _exit (1);
  prctl (PR_SET_PDEATHSIG, SIGKILL);
}

static void
spawn (TpkTestProxy *self)
{
  g_autoptr (GSubprocessLauncher) launcher = NULL;
  g_auto (GStrv) argv = NULL;
  g_autofree char *conf = NULL;
  g_autofree char *output = g_build_filename (self->folder, "output", NULL);
  g_autoptr (GError) error = NULL;

  self->port = tpk_test_free_port ();
  switch (self->options.kind) {
  case TPK_TEST_PROXY_SQUID:
    conf = make_squid_conf (self);
    break;
  case TPK_TEST_PROXY_TINYPROXY:
    conf = make_tinyproxy_conf (self);
    break;
  case TPK_TEST_PROXY_DANTE:
    conf = make_dante_conf (self);
    break;
  default:
    g_assert_not_reached ();
  }
  write_file (self, "conf", conf);

  argv = make_argv (self);
  launcher = g_subprocess_launcher_new (G_SUBPROCESS_FLAGS_STDERR_MERGE);
  g_subprocess_launcher_set_stdout_file_path (launcher, output);
  g_subprocess_launcher_set_cwd (launcher, self->folder);
  g_subprocess_launcher_setenv (launcher, "PATH", "/usr/sbin:/usr/bin:/sbin:/bin", TRUE);
  g_subprocess_launcher_set_child_setup (launcher, set_up_child, self, NULL);
  self->process = g_subprocess_launcher_spawnv (launcher, (const char *const *) argv, &error);
  g_assert_no_error (error);
}

static gboolean
is_ready (TpkTestProxy *self)
{
  g_autoptr (GSocketAddress) address = tpk_test_loopback (G_SOCKET_FAMILY_IPV4, self->port);
  g_autoptr (GSocket) socket = g_socket_new (G_SOCKET_FAMILY_IPV4, G_SOCKET_TYPE_STREAM,
                                             G_SOCKET_PROTOCOL_TCP, NULL);

  return g_socket_connect (socket, address, NULL, NULL);
}

static gboolean
wait_ready (TpkTestProxy *self)
{
  const gint64 end = g_get_monotonic_time () + START_LIMIT_MS * G_TIME_SPAN_MILLISECOND;

  while (g_get_monotonic_time () < end && g_subprocess_get_identifier (self->process)) {
    if (is_ready (self))
      return TRUE;
    g_usleep (10000);
  }

  return FALSE;
}

static gboolean
may_mount (void)
{
  const char *argv[] = { "unshare", "--mount", "true", NULL };
  g_autoptr (GSubprocess) process = g_subprocess_newv (
    argv, G_SUBPROCESS_FLAGS_STDOUT_SILENCE | G_SUBPROCESS_FLAGS_STDERR_SILENCE, NULL);

  return process && g_subprocess_wait_check (process, NULL, NULL);
}

/**
 * tpk_test_proxy_available:
 * @options: how it would be started
 *
 * Whether that can be done here. When it can not, the running test is marked as skipped.
 */
gboolean
tpk_test_proxy_available (const TpkTestProxyOptions *options)
{
  const char *name = programs[options->kind];
  g_autofree char *program = g_find_program_in_path (name);
  g_autofree char *beside = g_build_filename ("/usr/sbin", name, NULL);

  if (!program && !g_file_test (beside, G_FILE_TEST_IS_EXECUTABLE)) {
    g_autofree char *reason = g_strdup_printf ("%s is not installed", name);

    g_test_skip (reason);
    return FALSE;
  }
  if (options->kind == TPK_TEST_PROXY_DANTE && options->auth && !may_mount ()) {
    g_test_skip ("Dante takes the system's users only, and this one may not add one in a mount "
                 "namespace");
    return FALSE;
  }
  if (options->kind == TPK_TEST_PROXY_DANTE && geteuid () != 0) {
    g_test_skip ("danted starts as root only");
    return FALSE;
  }

  return TRUE;
}

/* Dante's mother process ends its children when it is asked to end, not when it is killed; Squid
 * takes seconds when it is asked. */
static void
stop (TpkTestProxy *self)
{
  const gint64 end = g_get_monotonic_time () + START_LIMIT_MS * G_TIME_SPAN_MILLISECOND;

  g_subprocess_send_signal (self->process,
                            self->options.kind == TPK_TEST_PROXY_DANTE ? SIGTERM : SIGKILL);
  while (g_subprocess_get_identifier (self->process) && g_get_monotonic_time () < end) {
    g_main_context_iteration (NULL, FALSE);
    g_usleep (2000);
  }
  g_subprocess_force_exit (self->process);
  g_subprocess_wait (self->process, NULL, NULL);
  remove_shared_memory (self);
}

/**
 * tpk_test_proxy_new:
 * @options: how it is started
 *
 * Starts a proxy on a free port of 127.0.0.1 and waits until it accepts connections. Ends the test
 * process when it does not.
 *
 * Returns: (transfer full): the running proxy
 */
TpkTestProxy *
tpk_test_proxy_new (const TpkTestProxyOptions *options)
{
  TpkTestProxy *self = g_new0 (TpkTestProxy, 1);
  g_autofree char *log = NULL;
  g_autoptr (GError) error = NULL;

  self->options = *options;
  self->folder = g_dir_make_tmp ("turnpike-proxy-XXXXXX", &error);
  g_assert_no_error (error);
  g_chmod (self->folder, 0777);

  /* Somebody may take the port between finding it and its use: then try others. */
  for (guint tries = 0; tries < 3; tries++) {
    spawn (self);
    if (wait_ready (self))
      return self;
    stop (self);
    g_clear_object (&self->process);
  }

  log = tpk_test_proxy_dup_log (self);
  g_error ("%s does not start: %s", programs[options->kind], log);
}

/**
 * tpk_test_proxy_free:
 * @self: (transfer full): a proxy
 *
 * Ends the proxy, waits until it is gone and removes its folder.
 */
void
tpk_test_proxy_free (TpkTestProxy *self)
{
  g_autoptr (GDir) dir = g_dir_open (self->folder, 0, NULL);
  const char *name;

  stop (self);
  g_object_unref (self->process);

  while (dir && (name = g_dir_read_name (dir))) {
    g_autofree char *path = g_build_filename (self->folder, name, NULL);

    g_remove (path);
  }
  g_rmdir (self->folder);

  g_free (self->folder);
  g_free (self);
}

guint16
tpk_test_proxy_get_port (TpkTestProxy *self)
{
  return self->port;
}

/**
 * tpk_test_proxy_dup_log:
 * @self: a proxy
 *
 * Returns: (transfer full): what it has said and logged so far
 */
char *
tpk_test_proxy_dup_log (TpkTestProxy *self)
{
  static const char *const names[] = { "output", "log", "access" };
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < G_N_ELEMENTS (names); i++) {
    g_autofree char *path = g_build_filename (self->folder, names[i], NULL);
    g_autofree char *contents = NULL;

    if (g_file_get_contents (path, &contents, NULL, NULL))
      g_string_append (text, contents);
  }

  return g_string_free (text, FALSE);
}
