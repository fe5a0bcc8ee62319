/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#define G_LOG_DOMAIN "tpk-gate"

#include "config.h"

#include "tpk-gate.h"

#include <glib/gi18n-lib.h>

#include "tpk-service-error.h"

#define INTERFACE "org.turnpike.Turnpike1"

/* GDBus reads messages in a thread of its own, as fast as they come, and queues each for the main
 * loop. A peer that sends faster than the loop answers would fill the memory with them. So the
 * thread counts how many calls of a peer are queued, and answers in our stead when there are too
 * many, or when one is larger than any call of our interface can be.
 *
 * What is counted is a source that is queued just before the call itself: sources of one priority
 * run in their order. */

typedef struct {
  char       *path;            /* (owned) */
  GMutex      mutex;
  GHashTable *waiting;         /* (element-type utf8 guint) (owned) */
} Counter;

typedef struct {
  Counter *counter;            /* (owned) */
  char    *peer;               /* (owned) */
} Ticket;

struct _TpkGate {
  GDBusConnection *connection; /* (owned) */
  guint            filter_id;
};

static void
counter_clear (gpointer data)
{
  Counter *counter = data;

  g_free (counter->path);
  g_hash_table_unref (counter->waiting);
  g_mutex_clear (&counter->mutex);
}

static void
counter_unref (gpointer data)
{
  g_atomic_rc_box_release_full (data, counter_clear);
}

static void
ticket_free (gpointer data)
{
  Ticket *ticket = data;

  counter_unref (ticket->counter);
  g_free (ticket->peer);
  g_free (ticket);
}

static gboolean
passed_cb (gpointer data)
{
  Ticket *ticket = data;
  Counter *counter = ticket->counter;
  guint n;

  g_mutex_lock (&counter->mutex);
  n = GPOINTER_TO_UINT (g_hash_table_lookup (counter->waiting, ticket->peer));
  if (n > 1)
    g_hash_table_insert (counter->waiting, g_strdup (ticket->peer), GUINT_TO_POINTER (n - 1));
  else
    g_hash_table_remove (counter->waiting, ticket->peer);
  g_mutex_unlock (&counter->mutex);

  return G_SOURCE_REMOVE;
}

static gboolean
let_in (Counter    *counter,
        const char *peer)
{
  g_autoptr (GSource) source = NULL;
  Ticket *ticket;
  guint n;

  g_mutex_lock (&counter->mutex);
  n = GPOINTER_TO_UINT (g_hash_table_lookup (counter->waiting, peer));
  if (n < TPK_GATE_MAX_WAITING)
    g_hash_table_insert (counter->waiting, g_strdup (peer), GUINT_TO_POINTER (n + 1));
  g_mutex_unlock (&counter->mutex);
  if (n >= TPK_GATE_MAX_WAITING)
    return FALSE;

  ticket = g_new0 (Ticket, 1);
  ticket->counter = g_atomic_rc_box_acquire (counter);
  ticket->peer = g_strdup (peer);
  source = g_idle_source_new ();
  g_source_set_priority (source, G_PRIORITY_DEFAULT);
  g_source_set_callback (source, passed_cb, ticket, ticket_free);
  g_source_attach (source, NULL);

  return TRUE;
}

static void
refuse (GDBusConnection *connection,
        GDBusMessage    *message)
{
  g_autoptr (GDBusMessage) reply = NULL;

  if ((g_dbus_message_get_flags (message) & G_DBUS_MESSAGE_FLAGS_NO_REPLY_EXPECTED) != 0)
    return;

  reply = g_dbus_message_new_method_error_literal (
    message, tpk_service_error_get_name (TPK_SERVICE_ERROR_LIMIT_REACHED),
    _("This is more than is answered at once. Send less, or wait for the answers."));
  g_dbus_connection_send_message (connection, reply, G_DBUS_SEND_MESSAGE_FLAGS_NONE, NULL, NULL);
}

/* In the thread of GDBus. */
static GDBusMessage *
filter_cb (GDBusConnection *connection,
           GDBusMessage    *message,
           gboolean         incoming,
           gpointer         data)
{
  Counter *counter = data;
  const char *peer = g_dbus_message_get_sender (message);
  GVariant *body = NULL;

  if (!incoming || peer == NULL ||
      g_dbus_message_get_message_type (message) != G_DBUS_MESSAGE_TYPE_METHOD_CALL ||
      g_strcmp0 (g_dbus_message_get_path (message), counter->path) != 0)
    return message;

  /* The application itself is at the same path, and may be asked to open many files. */
  if (g_strcmp0 (g_dbus_message_get_interface (message), INTERFACE) == 0)
    body = g_dbus_message_get_body (message);
  if ((body == NULL || g_variant_get_size (body) <= TPK_GATE_MAX_BODY) && let_in (counter, peer))
    return message;

  refuse (connection, message);
  g_object_unref (message);

  return NULL;
}

/**
 * tpk_gate_new:
 * @connection: the bus
 * @path: the object whose calls are counted
 *
 * Returns: (transfer full): a gate, which stands until it is freed
 */
TpkGate *
tpk_gate_new (GDBusConnection *connection,
              const char      *path)
{
  Counter *counter;
  TpkGate *self;

  g_return_val_if_fail (G_IS_DBUS_CONNECTION (connection), NULL);
  g_return_val_if_fail (path != NULL, NULL);

  counter = g_atomic_rc_box_new0 (Counter);
  counter->path = g_strdup (path);
  counter->waiting = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_mutex_init (&counter->mutex);

  self = g_new0 (TpkGate, 1);
  self->connection = g_object_ref (connection);
  self->filter_id = g_dbus_connection_add_filter (connection, filter_cb, counter, counter_unref);

  return self;
}

/**
 * tpk_gate_free:
 * @self: (transfer full): a gate
 */
void
tpk_gate_free (TpkGate *self)
{
  g_return_if_fail (self != NULL);

  g_dbus_connection_remove_filter (self->connection, self->filter_id);
  g_object_unref (self->connection);
  g_free (self);
}
