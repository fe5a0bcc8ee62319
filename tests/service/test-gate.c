/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#include "config.h"

#include "service/tpk-gate.h"
#include "service/tpk-service-error.h"

#define PATH      "/org/turnpike/Gate"
#define INTERFACE "org.turnpike.Turnpike1"

/* A peer that sends without end, while the main loop of the service stands still: what is refused
 * is refused by the thread of the bus. */
typedef struct {
  GDBusConnection *service;    /* (owned) */
  GDBusConnection *peer;       /* (owned) */
  GMutex           mutex;
  GCond            cond;
  guint            n_refused;
  guint            n_answered;
} Fixture;

static void
called_cb (GDBusConnection       *connection,
           const char            *sender,
           const char            *path,
           const char            *interface,
           const char            *method,
           GVariant              *arguments,
           GDBusMethodInvocation *invocation,
           gpointer               data)
{
  g_dbus_method_invocation_return_value (invocation, NULL);
}

/* In the thread of the bus. */
static GDBusMessage *
reply_cb (GDBusConnection *connection,
          GDBusMessage    *message,
          gboolean         incoming,
          gpointer         data)
{
  Fixture *fixture = data;

  if (!incoming)
    return message;

  g_mutex_lock (&fixture->mutex);
  if (g_dbus_message_get_message_type (message) == G_DBUS_MESSAGE_TYPE_METHOD_RETURN) {
    fixture->n_answered++;
  } else if (g_dbus_message_get_message_type (message) == G_DBUS_MESSAGE_TYPE_ERROR) {
    g_assert_cmpstr (g_dbus_message_get_error_name (message), ==,
                     "org.turnpike.Turnpike1.Error.LimitReached");
    fixture->n_refused++;
  }
  g_cond_signal (&fixture->cond);
  g_mutex_unlock (&fixture->mutex);

  return message;
}

static GDBusConnection *
new_connection (void)
{
  g_autofree char *address = NULL;
  g_autoptr (GError) error = NULL;
  GDBusConnection *connection;

  address = g_dbus_address_get_for_bus_sync (G_BUS_TYPE_SESSION, NULL, &error);
  g_assert_no_error (error);
  connection = g_dbus_connection_new_for_address_sync (
    address, G_DBUS_CONNECTION_FLAGS_AUTHENTICATION_CLIENT |
    G_DBUS_CONNECTION_FLAGS_MESSAGE_BUS_CONNECTION, NULL, NULL, &error);
  g_assert_no_error (error);

  return connection;
}

static void
set_up (Fixture       *fixture,
        gconstpointer  data)
{
  static const char xml[] =
    "<node><interface name='" INTERFACE "'><method name='Ask'>"
    "<arg type='s' direction='in'/></method></interface></node>";
  static const GDBusInterfaceVTable table = { called_cb };
  g_autoptr (GDBusNodeInfo) node = g_dbus_node_info_new_for_xml (xml, NULL);
  g_autoptr (GError) error = NULL;

  g_mutex_init (&fixture->mutex);
  g_cond_init (&fixture->cond);
  fixture->service = new_connection ();
  fixture->peer = new_connection ();
  g_dbus_connection_register_object (fixture->service, PATH, node->interfaces[0], &table, NULL,
                                     NULL, &error);
  g_assert_no_error (error);
  g_dbus_connection_add_filter (fixture->peer, reply_cb, fixture, NULL);
}

static void
tear_down (Fixture       *fixture,
           gconstpointer  data)
{
  g_dbus_connection_close_sync (fixture->peer, NULL, NULL);
  g_dbus_connection_close_sync (fixture->service, NULL, NULL);
  g_clear_object (&fixture->peer);
  g_clear_object (&fixture->service);
  g_mutex_clear (&fixture->mutex);
  g_cond_clear (&fixture->cond);
}

static void
ask (Fixture    *fixture,
     const char *text,
     guint       times)
{
  for (guint i = 0; i < times; i++) {
    g_autoptr (GDBusMessage) message = NULL;

    message = g_dbus_message_new_method_call (
      g_dbus_connection_get_unique_name (fixture->service), PATH, INTERFACE, "Ask");
    g_dbus_message_set_body (message, g_variant_new ("(s)", text));
    g_assert_true (g_dbus_connection_send_message (fixture->peer, message,
                                                   G_DBUS_SEND_MESSAGE_FLAGS_NONE, NULL, NULL));
  }
}

static void
wait_for_refused (Fixture *fixture,
                  guint    n)
{
  g_mutex_lock (&fixture->mutex);
  while (fixture->n_refused < n)
    g_cond_wait (&fixture->cond, &fixture->mutex);
  g_mutex_unlock (&fixture->mutex);
}

static guint
get_answered (Fixture *fixture)
{
  guint n;

  g_mutex_lock (&fixture->mutex);
  n = fixture->n_answered;
  g_mutex_unlock (&fixture->mutex);

  return n;
}

static void
wait_for_answered (Fixture *fixture,
                   guint    n)
{
  while (get_answered (fixture) < n)
    g_main_context_iteration (NULL, FALSE);
}

static void
test_many (Fixture       *fixture,
           gconstpointer  data)
{
  g_autoptr (TpkGate) gate = tpk_gate_new (fixture->service, PATH);
  guint before = get_answered (fixture);

  ask (fixture, "x", TPK_GATE_MAX_WAITING + 500);
  wait_for_refused (fixture, 500);
  g_assert_cmpuint (get_answered (fixture), ==, before);

  /* What was let in is answered, and then there is room again. */
  wait_for_answered (fixture, before + TPK_GATE_MAX_WAITING);
  ask (fixture, "x", 100);
  wait_for_answered (fixture, before + TPK_GATE_MAX_WAITING + 100);
  g_assert_cmpuint (fixture->n_refused, ==, 500);
}

static void
test_large (Fixture       *fixture,
            gconstpointer  data)
{
  g_autoptr (TpkGate) gate = tpk_gate_new (fixture->service, PATH);
  g_autofree char *fits = g_strnfill (TPK_GATE_MAX_BODY - 64, 'x');
  g_autofree char *large = g_strnfill (TPK_GATE_MAX_BODY, 'x');
  guint before = get_answered (fixture);

  ask (fixture, large, 3);
  wait_for_refused (fixture, 3);
  ask (fixture, fits, 3);
  wait_for_answered (fixture, before + 3);
  g_assert_cmpuint (fixture->n_refused, ==, 3);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add ("/service/gate/many", Fixture, NULL, set_up, test_many, tear_down);
  g_test_add ("/service/gate/large", Fixture, NULL, set_up, test_large, tear_down);

  return g_test_run ();
}
