/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#define G_LOG_DOMAIN "tpk-call"

#include "config.h"

#include "tpk-call.h"

#include "model/tpk-json.h"

#include "tpk-atomic-file.h"

#include <string.h>

#define MAX_BYTES (64 * 1024)

struct _TpkCall {
  GObject  parent_instance;

  char    *client;     /* (owned) */
  gint64   pid;
  char    *since;      /* (owned): RFC 3339 UTC */
};

G_DEFINE_FINAL_TYPE (TpkCall, tpk_call, G_TYPE_OBJECT)

static void
tpk_call_finalize (GObject *object)
{
  TpkCall *self = TPK_CALL (object);

  g_clear_pointer (&self->client, g_free);
  g_clear_pointer (&self->since, g_free);

  G_OBJECT_CLASS (tpk_call_parent_class)->finalize (object);
}

static void
tpk_call_class_init (TpkCallClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = tpk_call_finalize;
}

static void
tpk_call_init (TpkCall *self)
{
}

/**
 * tpk_call_is_client_name:
 * @client: what a calling client calls itself; valid UTF-8
 *
 * Returns: whether people can be shown it as a name: 1 to 100 characters, at least one of them
 *   visible, and none that ends a line, controls something or turns the direction of writing
 */
gboolean
tpk_call_is_client_name (const char *client)
{
  gboolean visible = FALSE;
  guint n = 0;

  g_return_val_if_fail (client != NULL, FALSE);

  for (const char *c = client; *c != '\0'; c = g_utf8_next_char (c)) {
    gunichar character = g_utf8_get_char (c);

    if (++n > 100)
      return FALSE;

    switch (g_unichar_type (character)) {
    case G_UNICODE_CONTROL:
    case G_UNICODE_LINE_SEPARATOR:
    case G_UNICODE_PARAGRAPH_SEPARATOR:
      return FALSE;
    case G_UNICODE_FORMAT:
      /* Joiners are part of names, and of emoji. */
      if (character != 0x200c && character != 0x200d)
        return FALSE;
      break;
    default:
      visible |= g_unichar_isgraph (character);
    }
  }

  return visible;
}

/**
 * tpk_call_new:
 * @client: the calling client's name, for people
 * @pid: its process
 * @since: when the call began, RFC 3339 UTC
 *
 * Returns: (transfer full): the value
 */
TpkCall *
tpk_call_new (const char *client,
              gint64      pid,
              const char *since)
{
  TpkCall *self;

  g_return_val_if_fail (client != NULL, NULL);
  g_return_val_if_fail (since != NULL, NULL);

  self = g_object_new (TPK_TYPE_CALL, NULL);
  self->client = g_strdup (client);
  self->pid = pid;
  self->since = g_strdup (since);

  return self;
}

/**
 * tpk_call_new_from_file:
 * @path: (type filename): a file in calls/
 * @error: a return location
 *
 * Returns: (transfer full) (nullable): what the file says; %NULL with a #TpkStoreError or a
 *   #TpkJsonError
 */
TpkCall *
tpk_call_new_from_file (const char  *path,
                        GError     **error)
{
  g_autoptr (GBytes) contents = NULL;
  g_autoptr (JsonNode) node = NULL;
  const char *client = NULL;
  const char *since = NULL;
  gint64 pid = 0;
  JsonObject *object;
  TpkFileStamp stamp;

  g_return_val_if_fail (path != NULL, NULL);

  if (!tpk_atomic_file_read (path, MAX_BYTES, &contents, &stamp, error))
    return NULL;

  node = tpk_json_parse (contents != NULL ? g_bytes_get_data (contents, NULL) : NULL,
                         contents != NULL ? (gssize) g_bytes_get_size (contents) : 0,
                         MAX_BYTES, error);
  if (node == NULL)
    return NULL;

  if (!JSON_NODE_HOLDS_OBJECT (node)) {
    g_set_error_literal (error, TPK_JSON_ERROR, TPK_JSON_ERROR_TYPE, "expected an object");
    return NULL;
  }

  object = json_node_get_object (node);
  if (!tpk_json_get_string (object, "client", &client, error) ||
      !tpk_json_get_int (object, "pid", 0, G_MAXINT32, &pid, error) ||
      !tpk_json_get_string (object, "since", &since, error))
    return NULL;

  return tpk_call_new (client != NULL ? client : "", pid, since != NULL ? since : "");
}

/**
 * tpk_call_to_data:
 * @self: a call
 * @length: (out): in bytes
 *
 * Returns: (transfer full): the JSON for a file in calls/
 */
char *
tpk_call_to_data (TpkCall *self,
                  gsize   *length)
{
  g_autoptr (JsonNode) node = NULL;
  JsonObject *object;
  char *text;

  g_return_val_if_fail (TPK_IS_CALL (self), NULL);
  g_return_val_if_fail (length != NULL, NULL);

  object = json_object_new ();
  json_object_set_string_member (object, "client", self->client);
  json_object_set_int_member (object, "pid", self->pid);
  json_object_set_string_member (object, "since", self->since);
  node = json_node_new (JSON_NODE_OBJECT);
  json_node_take_object (node, object);

  text = tpk_json_to_string (node, FALSE);
  *length = strlen (text);

  return text;
}

/**
 * tpk_call_get_client:
 * @self: a call
 *
 * Returns: the calling client's name; empty when it did not tell
 */
const char *
tpk_call_get_client (TpkCall *self)
{
  g_return_val_if_fail (TPK_IS_CALL (self), NULL);

  return self->client;
}

/**
 * tpk_call_get_pid:
 * @self: a call
 *
 * Returns: the client's process, or 0
 */
gint64
tpk_call_get_pid (TpkCall *self)
{
  g_return_val_if_fail (TPK_IS_CALL (self), 0);

  return self->pid;
}

/**
 * tpk_call_get_since:
 * @self: a call
 *
 * Returns: when the call began, RFC 3339 UTC; empty when the client did not tell
 */
const char *
tpk_call_get_since (TpkCall *self)
{
  g_return_val_if_fail (TPK_IS_CALL (self), NULL);

  return self->since;
}
