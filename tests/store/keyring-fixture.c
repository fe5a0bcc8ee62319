/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#include "config.h"

#include "keyring-fixture.h"

#include "store/tpk-keyring.h"

#include <gio/gio.h>
#include <glib/gstdio.h>

#include <string.h>

/* gnome-keyring has a home of its own, and its password is handed to it as a login does. */

#define SERVICE "org.freedesktop.secrets"
#define PASSWORD "the keyring's own password"

static GSubprocess *bus;
static GSubprocess *daemon_process;
static char *home;

/* Not GTestDBus, which at its end waits for the last reference to a connection that libsecret
 * keeps. On this bus nothing is started by itself. */
static void
start_bus (void)
{
  g_autofree char *config = g_build_filename (home, "bus.conf", NULL);
  g_autofree char *option = g_strdup_printf ("--config-file=%s", config);
  g_autofree char *text = NULL;
  g_autofree char *address = NULL;
  g_autoptr (GError) error = NULL;

  text = g_strdup_printf ("<busconfig><type>session</type><listen>unix:dir=%s</listen>"
                          "<policy context=\"default\"><allow send_destination=\"*\"/>"
                          "<allow eavesdrop=\"true\"/>"
                          "<allow own=\"*\"/></policy></busconfig>", home);
  test_write (config, text);
  bus = g_subprocess_new (G_SUBPROCESS_FLAGS_STDOUT_PIPE | G_SUBPROCESS_FLAGS_STDERR_SILENCE,
                          &error, "dbus-daemon", option, "--nofork", "--print-address=1", NULL);
  g_assert_no_error (error);
  address = test_helper_line (bus);
  g_setenv ("DBUS_SESSION_BUS_ADDRESS", address, TRUE);
}

gboolean
keyring_fixture_begin (const char **reason)
{
  g_autofree char *program = g_find_program_in_path ("gnome-keyring-daemon");
  g_autofree char *bus_program = g_find_program_in_path ("dbus-daemon");

  if (program == NULL || bus_program == NULL) {
    *reason = "gnome-keyring-daemon or dbus-daemon is not installed";
    return FALSE;
  }

  if (g_file_test ("/.flatpak-info", G_FILE_TEST_EXISTS)) {
    *reason = "in a sandbox secrets are kept in a file of its own";
    return FALSE;
  }

  /* It takes minutes there, of which most are libsecret's. AddressSanitizer looks at it too. */
  if (g_getenv ("TURNPIKE_TEST_SLOW_TOOL") != NULL) {
    *reason = "valgrind is too slow for keyrings";
    return FALSE;
  }

  home = g_dir_make_tmp ("turnpike-keyring-XXXXXX", NULL);
  g_assert_nonnull (home);
  start_bus ();
  g_unsetenv ("TURNPIKE_SECRETS");
  g_unsetenv ("SECRET_BACKEND");

  return TRUE;
}

void
keyring_fixture_end (void)
{
  keyring_stop ();
  g_subprocess_force_exit (bus);
  g_subprocess_wait (bus, NULL, NULL);
  g_clear_object (&bus);
  test_remove_all (home);
  g_clear_pointer (&home, g_free);
}

static GDBusConnection *
get_bus (void)
{
  g_autoptr (GError) error = NULL;
  GDBusConnection *connection = g_bus_get_sync (G_BUS_TYPE_SESSION, NULL, &error);

  g_assert_no_error (error);
  g_dbus_connection_set_exit_on_close (connection, FALSE);

  return connection;
}

static void
appeared_cb (GDBusConnection *connection,
             const char      *name,
             const char      *owner,
             gpointer         user_data)
{
  *(gboolean *) user_data = TRUE;
}

static void
vanished_cb (GDBusConnection *connection,
             const char      *name,
             gpointer         user_data)
{
  *(gboolean *) user_data = FALSE;
}

static void
wait_for_service (gboolean wanted)
{
  g_autoptr (GDBusConnection) connection = get_bus ();
  gboolean there = !wanted;
  guint id = g_bus_watch_name_on_connection (connection, SERVICE, G_BUS_NAME_WATCHER_FLAGS_NONE,
                                             appeared_cb, vanished_cb, &there, NULL);

  test_wait_until (there == wanted);
  g_bus_unwatch_name (id);
}

void
keyring_start (void)
{
  g_autoptr (GSubprocessLauncher) launcher = NULL;
  g_autoptr (GError) error = NULL;
  GOutputStream *input;

  g_assert_null (daemon_process);
  launcher = g_subprocess_launcher_new (G_SUBPROCESS_FLAGS_STDIN_PIPE |
                                        G_SUBPROCESS_FLAGS_STDOUT_SILENCE |
                                        G_SUBPROCESS_FLAGS_STDERR_SILENCE);
  g_subprocess_launcher_setenv (launcher, "HOME", home, TRUE);
  g_subprocess_launcher_setenv (launcher, "XDG_DATA_HOME", home, TRUE);
  g_subprocess_launcher_setenv (launcher, "XDG_RUNTIME_DIR", home, TRUE);
  /* Its warnings are not ours to die of. */
  g_subprocess_launcher_unsetenv (launcher, "G_DEBUG");
  daemon_process = g_subprocess_launcher_spawn (launcher, &error, "gnome-keyring-daemon",
                                                "--foreground", "--unlock",
                                                "--components=secrets", NULL);
  g_assert_no_error (error);

  input = g_subprocess_get_stdin_pipe (daemon_process);
  g_output_stream_write_all (input, PASSWORD, strlen (PASSWORD), NULL, NULL, &error);
  g_assert_no_error (error);
  g_output_stream_close (input, NULL, &error);
  g_assert_no_error (error);
  wait_for_service (TRUE);
}

void
keyring_stop (void)
{
  if (daemon_process == NULL)
    return;

  g_subprocess_force_exit (daemon_process);
  g_subprocess_wait (daemon_process, NULL, NULL);
  g_clear_object (&daemon_process);
  wait_for_service (FALSE);
}

static gboolean
is_stopped (void)
{
  g_autofree char *path = g_strdup_printf ("/proc/%s/stat",
                                           g_subprocess_get_identifier (daemon_process));
  g_autofree char *stat = NULL;

  g_assert_true (g_file_get_contents (path, &stat, NULL, NULL));

  return g_str_has_prefix (strrchr (stat, ')'), ") T");
}

void
keyring_signal (int signal)
{
  g_subprocess_send_signal (daemon_process, signal);
  /* It stops a moment later, and might still answer until then. */
  if (signal == SIGSTOP)
    while (!is_stopped ())
      g_thread_yield ();
}

void
keyring_lock (void)
{
  g_autoptr (GDBusConnection) connection = get_bus ();
  g_autoptr (GVariant) reply = NULL;
  g_autoptr (GError) error = NULL;
  const char *const paths[] = { "/org/freedesktop/secrets/aliases/default", NULL };

  reply = g_dbus_connection_call_sync (connection, SERVICE, "/org/freedesktop/secrets",
                                       "org.freedesktop.Secret.Service", "Lock",
                                       g_variant_new ("(^ao)", paths), NULL,
                                       G_DBUS_CALL_FLAGS_NONE, -1, NULL, &error);
  g_assert_no_error (error);
}

/* As a login does: without a prompt. */
void
keyring_unlock (void)
{
  keyring_stop ();
  keyring_start ();
}

void
keyring_forget (const char *folder)
{
  g_autoptr (GDBusConnection) connection = get_bus ();
  g_autoptr (GVariant) found = NULL;
  g_autoptr (GVariant) done = NULL;
  g_autofree char **unlocked = NULL;
  g_autoptr (GError) error = NULL;
  g_auto (GVariantBuilder) attributes = G_VARIANT_BUILDER_INIT (G_VARIANT_TYPE ("a{ss}"));

  g_variant_builder_add (&attributes, "{ss}", "folder", folder);
  found = g_dbus_connection_call_sync (connection, SERVICE, "/org/freedesktop/secrets",
                                       "org.freedesktop.Secret.Service", "SearchItems",
                                       g_variant_new ("(a{ss})", &attributes),
                                       G_VARIANT_TYPE ("(aoao)"), G_DBUS_CALL_FLAGS_NONE, -1, NULL,
                                       &error);
  g_assert_no_error (error);
  g_variant_get (found, "(^a&o@ao)", &unlocked, NULL);
  g_assert_cmpuint (g_strv_length (unlocked), ==, 1);
  done = g_dbus_connection_call_sync (connection, SERVICE, unlocked[0],
                                      "org.freedesktop.Secret.Item", "Delete", NULL, NULL,
                                      G_DBUS_CALL_FLAGS_NONE, -1, NULL, &error);
  g_assert_no_error (error);
}

char *
keyring_read (const char *folder)
{
  g_autoptr (GError) error = NULL;
  char *text;

  g_assert_true (tpk_keyring_lookup (folder, FALSE, &text, &error));
  g_assert_no_error (error);

  return text;
}
