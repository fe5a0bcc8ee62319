/* SPDX-License-Identifier: CC0-1.0
 * SPDX-FileCopyrightText: The Turnpike authors
 */

/* A calling client in C: asks Turnpike for its relays, and says that it is in a call until standard
 * input ends.
 *
 * cc call.c -o call $(pkg-config --cflags --libs gio-unix-2.0) */

#include <gio/gio.h>
#include <gio/gunixfdlist.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#define NAME      "org.turnpike.Turnpike"
#define PATH      "/org/turnpike/Turnpike"
#define INTERFACE "org.turnpike.Turnpike1"

static int
fail (GError *error)
{
  g_autofree char *name = g_dbus_error_get_remote_error (error);

  fprintf (stderr, "%s: %s\n", name != NULL ? name : "no answer", error->message);
  g_error_free (error);

  return 1;
}

int
main (void)
{
  g_autoptr (GDBusConnection) bus = NULL;
  g_autoptr (GVariant) configuration = NULL;
  g_autoptr (GVariant) reply = NULL;
  g_autoptr (GUnixFDList) fds = NULL;
  GError *error = NULL;
  const char *text;
  guint64 generation;
  gint32 handle;
  int lease;

  bus = g_bus_get_sync (G_BUS_TYPE_SESSION, NULL, &error);
  if (bus == NULL)
    return fail (error);

  /* What browsers take as it is: new RTCPeerConnection(JSON.parse(text)). Ask before each call. */
  configuration = g_dbus_connection_call_sync (bus, NAME, PATH, INTERFACE, "GetConfiguration",
                                               g_variant_new ("(s)", "w3c"),
                                               G_VARIANT_TYPE ("(st)"), G_DBUS_CALL_FLAGS_NONE, -1,
                                               NULL, &error);
  if (configuration == NULL)
    return fail (error);

  g_variant_get (configuration, "(&st)", &text, &generation);
  printf ("configuration %" G_GUINT64_FORMAT ": %zu bytes\n", generation, strlen (text));

  /* From here on the user's changes wait. */
  reply = g_dbus_connection_call_with_unix_fd_list_sync (bus, NAME, PATH, INTERFACE, "BeginCall",
                                                         g_variant_new ("(s)", "Example in C"),
                                                         G_VARIANT_TYPE ("(h)"),
                                                         G_DBUS_CALL_FLAGS_NONE, -1, NULL, &fds,
                                                         NULL, &error);
  if (reply == NULL)
    return fail (error);

  g_variant_get (reply, "(h)", &handle);
  lease = g_unix_fd_list_get (fds, handle, &error);
  if (lease < 0)
    return fail (error);

  /* The list has a copy of its own, which would keep the call. */
  g_clear_object (&fds);
  printf ("in a call\n");
  fflush (stdout);

  while (getchar () != EOF)
    ;

  close (lease);
  printf ("the call is over\n");

  return 0;
}
