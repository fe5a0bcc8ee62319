/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#define G_LOG_DOMAIN "tpk-profile"

#include "config.h"

#include "tpk-profile.h"

#include <glib/gi18n-lib.h>

#include "tpk-json.h"
#include "tpk-list.h"

#define DEFAULT_NAME "Default"

/**
 * TpkProfile:
 *
 * A named set of everything that says how calls go out: the route, the servers of one's own, the
 * settings of a cloud proxy, an own signalling proxy, and whether media may only go through relays.
 * What belongs to another route than the chosen one is kept, but not used.
 */
struct _TpkProfile
{
  GObject parent_instance;

  char *name;                   /* (owned) */
  TpkRoute route;
  gboolean relay_only;
  char *signalling_proxy;       /* (nullable) (owned) */
  TpkCloudSettings *cloud;      /* (owned) */
  GListStore *servers;          /* (owned) of TpkServer */
  JsonObject *unknown;          /* (nullable) (owned) */

  guint freeze_count;
  gboolean change_pending;
};

G_DEFINE_FINAL_TYPE (TpkProfile, tpk_profile, G_TYPE_OBJECT)

enum {
  PROP_0,
  PROP_NAME,
  PROP_ROUTE,
  PROP_RELAY_ONLY,
  PROP_SIGNALLING_PROXY,
  PROP_CLOUD,
  PROP_SERVERS,
  N_PROPS
};

enum {
  CHANGED,
  N_SIGNALS
};

static GParamSpec *props[N_PROPS];
static guint signals[N_SIGNALS];

static const char *const known_members[] = {
  "name", "route", "relay_only", "signalling_proxy", "servers", "cloud", NULL
};

static void
changed (TpkProfile *self)
{
  if (self->freeze_count > 0)
    self->change_pending = TRUE;
  else
    g_signal_emit (self, signals[CHANGED], 0);
}

/* Not g_signal_connect_object(): the profile would keep an array of closures that is searched from
 * the start for each one that goes, which with 10,000 servers takes longer than loading them. The
 * profile disconnects from every server it lets go of, and from all of them when it is disposed. */
static void
adopt_server (TpkProfile *self,
              TpkServer  *server)
{
  g_signal_connect_swapped (server, "changed", G_CALLBACK (changed), self);
}

static void
release_server (TpkProfile *self,
                TpkServer  *server)
{
  g_signal_handlers_disconnect_by_func (server, changed, self);
}

static gboolean
assign_text (TpkProfile  *self,
             char       **text,
             const char  *value,
             GParamSpec  *pspec)
{
  if (g_strcmp0 (*text, value) == 0)
    return FALSE;

  g_free (*text);
  *text = g_strdup (value);
  g_object_notify_by_pspec (G_OBJECT (self), pspec);
  return TRUE;
}

static void
tpk_profile_get_property (GObject    *object,
                          guint       prop_id,
                          GValue     *value,
                          GParamSpec *pspec)
{
  TpkProfile *self = TPK_PROFILE (object);

  switch (prop_id)
    {
    case PROP_NAME:
      g_value_set_string (value, self->name);
      break;
    case PROP_ROUTE:
      g_value_set_enum (value, self->route);
      break;
    case PROP_RELAY_ONLY:
      g_value_set_boolean (value, self->relay_only);
      break;
    case PROP_SIGNALLING_PROXY:
      g_value_set_string (value, self->signalling_proxy);
      break;
    case PROP_CLOUD:
      g_value_set_object (value, self->cloud);
      break;
    case PROP_SERVERS:
      g_value_set_object (value, self->servers);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
tpk_profile_set_property (GObject      *object,
                          guint         prop_id,
                          const GValue *value,
                          GParamSpec   *pspec)
{
  TpkProfile *self = TPK_PROFILE (object);

  switch (prop_id)
    {
    case PROP_NAME:
      tpk_profile_set_name (self, g_value_get_string (value));
      break;
    case PROP_ROUTE:
      tpk_profile_set_route (self, g_value_get_enum (value));
      break;
    case PROP_RELAY_ONLY:
      tpk_profile_set_relay_only (self, g_value_get_boolean (value));
      break;
    case PROP_SIGNALLING_PROXY:
      tpk_profile_set_signalling_proxy (self, g_value_get_string (value));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
    }
}

static void
tpk_profile_dispose (GObject *object)
{
  TpkProfile *self = TPK_PROFILE (object);
  guint n_servers = g_list_model_get_n_items (G_LIST_MODEL (self->servers));

  for (guint i = 0; i < n_servers; i++)
    release_server (self, tpk_list_peek (self->servers, i));

  G_OBJECT_CLASS (tpk_profile_parent_class)->dispose (object);
}

static void
tpk_profile_finalize (GObject *object)
{
  TpkProfile *self = TPK_PROFILE (object);

  g_free (self->name);
  g_free (self->signalling_proxy);
  g_object_unref (self->cloud);
  g_object_unref (self->servers);
  g_clear_pointer (&self->unknown, json_object_unref);

  G_OBJECT_CLASS (tpk_profile_parent_class)->finalize (object);
}

static void
tpk_profile_class_init (TpkProfileClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  const GParamFlags readable = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS;
  const GParamFlags writable = G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS;

  object_class->get_property = tpk_profile_get_property;
  object_class->set_property = tpk_profile_set_property;
  object_class->dispose = tpk_profile_dispose;
  object_class->finalize = tpk_profile_finalize;

  props[PROP_NAME] = g_param_spec_string ("name", NULL, NULL, DEFAULT_NAME, writable);
  props[PROP_ROUTE] = g_param_spec_enum ("route", NULL, NULL, TPK_TYPE_ROUTE, TPK_ROUTE_DIRECT,
                                         writable);
  props[PROP_RELAY_ONLY] = g_param_spec_boolean ("relay-only", NULL, NULL, TRUE, writable);
  props[PROP_SIGNALLING_PROXY] = g_param_spec_string ("signalling-proxy", NULL, NULL, NULL,
                                                      writable);
  props[PROP_CLOUD] = g_param_spec_object ("cloud", NULL, NULL, TPK_TYPE_CLOUD_SETTINGS, readable);
  props[PROP_SERVERS] = g_param_spec_object ("servers", NULL, NULL, G_TYPE_LIST_MODEL, readable);

  g_object_class_install_properties (object_class, N_PROPS, props);

  /**
   * TpkProfile::changed:
   * @self: a profile
   *
   * Emitted after any change of the profile, its servers and its cloud settings.
   */
  signals[CHANGED] = g_signal_new ("changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST,
                                   0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
tpk_profile_init (TpkProfile *self)
{
  self->relay_only = TRUE;
  self->servers = g_list_store_new (TPK_TYPE_SERVER);
  self->cloud = tpk_cloud_settings_new ();
  g_signal_connect_object (self->cloud, "changed", G_CALLBACK (changed), self, G_CONNECT_SWAPPED);
}

/**
 * tpk_profile_new:
 * @name: the name, not empty
 *
 * Returns: (transfer full): a profile with the direct route, relays only, and no servers
 */
TpkProfile *
tpk_profile_new (const char *name)
{
  TpkProfile *self;

  g_return_val_if_fail (name != NULL && *name != '\0', NULL);

  self = g_object_new (TPK_TYPE_PROFILE, NULL);
  self->name = g_strdup (name);

  return self;
}

/* A list of routes is a mistake that people make, so the answer says why it is one. */
static gboolean
read_route (JsonObject  *object,
            TpkRoute    *route,
            GError     **error)
{
  JsonNode *node = json_object_get_member (object, "route");
  const char *name = NULL;

  if (node == NULL)
    return TRUE;
  if (!JSON_NODE_HOLDS_ARRAY (node) && !tpk_json_get_string (object, "route", &name, error))
    return FALSE;
  if (name != NULL && tpk_route_from_string (name, route))
    return TRUE;

  g_set_error_literal (error, TPK_JSON_ERROR, TPK_JSON_ERROR_VALUE,
                       _("route: expected one of “direct”, “cloud” and “own”. The routes exclude "
                         "each other; a profile has exactly one."));
  return FALSE;
}

/* Servers are known by their IDs, so the second one with an ID that is there already gets a new
 * one. */
static gboolean
read_servers (TpkProfile  *self,
              JsonArray   *array,
              GError     **error)
{
  guint n = json_array_get_length (array);
  g_autoptr (GPtrArray) servers = g_ptr_array_new_full (n, g_object_unref);
  g_autoptr (GHashTable) ids = g_hash_table_new (g_str_hash, g_str_equal);

  for (guint i = 0; i < n; i++)
    {
      g_autoptr (TpkServer) server = NULL;

      server = tpk_server_new_from_json (json_array_get_object_element (array, i), error);
      if (server == NULL)
        {
          g_prefix_error (error, "servers[%u].", i);
          return FALSE;
        }

      if (g_hash_table_contains (ids, tpk_server_get_id (server)))
        {
          TpkServer *copy = tpk_server_copy (server);

          g_object_unref (server);
          server = copy;
        }
      g_hash_table_add (ids, (gpointer) tpk_server_get_id (server));
      g_ptr_array_add (servers, g_steal_pointer (&server));
    }

  tpk_profile_append_servers (self, (TpkServer **) servers->pdata, n);
  return TRUE;
}

static gboolean
read_cloud (TpkProfile  *self,
            JsonObject  *object,
            GError     **error)
{
  g_autoptr (TpkCloudSettings) cloud = tpk_cloud_settings_new_from_json (object, error);

  if (cloud == NULL)
    {
      g_prefix_error (error, "cloud.");
      return FALSE;
    }

  tpk_cloud_settings_assign (self->cloud, cloud);
  return TRUE;
}

/**
 * tpk_profile_new_from_json:
 * @object: one of the `profiles` of a document
 * @error: return location for a #TpkJsonError
 *
 * Returns: (transfer full) (nullable): a profile, or %NULL with @error set
 */
TpkProfile *
tpk_profile_new_from_json (JsonObject  *object,
                           GError     **error)
{
  g_autoptr (TpkProfile) self = NULL;
  const char *name = DEFAULT_NAME;
  const char *signalling_proxy = NULL;
  JsonArray *servers = NULL;
  JsonObject *cloud = NULL;

  g_return_val_if_fail (object != NULL, NULL);

  if (!tpk_json_get_string (object, "name", &name, error))
    return NULL;
  if (*name == '\0')
    {
      g_set_error_literal (error, TPK_JSON_ERROR, TPK_JSON_ERROR_VALUE,
                           _("name: expected a text that is not empty"));
      return NULL;
    }

  self = tpk_profile_new (name);
  if (!read_route (object, &self->route, error) ||
      !tpk_json_get_boolean (object, "relay_only", &self->relay_only, error) ||
      !tpk_json_get_string (object, "signalling_proxy", &signalling_proxy, error) ||
      !tpk_json_get_objects (object, "servers", &servers, error) ||
      !tpk_json_get_object (object, "cloud", &cloud, error))
    return NULL;

  if ((servers != NULL && !read_servers (self, servers, error)) ||
      (cloud != NULL && !read_cloud (self, cloud, error)))
    return NULL;

  tpk_profile_set_signalling_proxy (self, signalling_proxy);
  self->unknown = tpk_json_dup_unknown (object, known_members);

  return g_steal_pointer (&self);
}

/**
 * tpk_profile_to_json:
 * @self: a profile
 *
 * Writes a profile with its passwords and secrets.
 *
 * Returns: (transfer full): one of the `profiles` of a document
 */
JsonObject *
tpk_profile_to_json (TpkProfile *self)
{
  JsonObject *object;
  JsonArray *servers;
  guint n_servers;

  g_return_val_if_fail (TPK_IS_PROFILE (self), NULL);

  n_servers = tpk_profile_get_n_servers (self);
  servers = json_array_sized_new (n_servers);
  for (guint i = 0; i < n_servers; i++)
    json_array_add_object_element (servers, tpk_server_to_json (tpk_profile_get_server (self, i)));

  object = json_object_new ();
  tpk_json_set_string (object, "name", self->name);
  json_object_set_string_member (object, "route", tpk_route_to_string (self->route));
  json_object_set_boolean_member (object, "relay_only", self->relay_only);
  tpk_json_set_string (object, "signalling_proxy", self->signalling_proxy);
  json_object_set_array_member (object, "servers", servers);
  json_object_set_object_member (object, "cloud", tpk_cloud_settings_to_json (self->cloud));
  tpk_json_add_unknown (object, self->unknown);

  return object;
}

/* Servers of the same ID stay the same objects. */
static void
assign_servers (TpkProfile *self,
                TpkProfile *other)
{
  g_autoptr (GHashTable) by_id = g_hash_table_new (g_str_hash, g_str_equal);
  g_autoptr (GPtrArray) servers = g_ptr_array_new_with_free_func (g_object_unref);
  guint n_old = tpk_profile_get_n_servers (self);
  guint n_new = tpk_profile_get_n_servers (other);
  GHashTableIter iter;
  gpointer gone;

  for (guint i = 0; i < n_old; i++)
    {
      TpkServer *server = tpk_profile_get_server (self, i);

      g_hash_table_insert (by_id, (gpointer) tpk_server_get_id (server), server);
    }

  for (guint i = 0; i < n_new; i++)
    {
      TpkServer *wanted = tpk_profile_get_server (other, i);
      TpkServer *present = NULL;

      if (g_hash_table_steal_extended (by_id, tpk_server_get_id (wanted), NULL,
                                       (gpointer *) &present))
        {
          tpk_server_assign (present, wanted);
          g_ptr_array_add (servers, g_object_ref (present));
        }
      else
        {
          g_ptr_array_add (servers, tpk_server_clone (wanted));
          adopt_server (self, g_ptr_array_index (servers, i));
        }
    }

  g_hash_table_iter_init (&iter, by_id);
  while (g_hash_table_iter_next (&iter, NULL, &gone))
    release_server (self, gone);

  if (tpk_list_replace (self->servers, servers, NULL))
    changed (self);
}

/**
 * tpk_profile_assign:
 * @self: a profile
 * @other: another one
 *
 * Makes @self equal to @other, name included, with one #TpkProfile::changed, or none if they were
 * equal. Servers that both have, by their IDs, stay the same objects.
 */
void
tpk_profile_assign (TpkProfile *self,
                    TpkProfile *other)
{
  g_return_if_fail (TPK_IS_PROFILE (self));
  g_return_if_fail (TPK_IS_PROFILE (other));

  if (self == other)
    return;

  tpk_profile_freeze (self);
  tpk_profile_set_name (self, other->name);
  tpk_profile_set_route (self, other->route);
  tpk_profile_set_relay_only (self, other->relay_only);
  tpk_profile_set_signalling_proxy (self, other->signalling_proxy);
  tpk_cloud_settings_assign (self->cloud, other->cloud);
  assign_servers (self, other);
  if (tpk_json_unknown_assign (&self->unknown, other->unknown))
    changed (self);
  tpk_profile_thaw (self);
}

/**
 * tpk_profile_freeze:
 * @self: a profile
 *
 * Holds #TpkProfile::changed and the notifications back until as many calls of tpk_profile_thaw(),
 * so that many changes are told as one.
 */
void
tpk_profile_freeze (TpkProfile *self)
{
  g_return_if_fail (TPK_IS_PROFILE (self));

  g_object_freeze_notify (G_OBJECT (self));
  self->freeze_count++;
}

/**
 * tpk_profile_thaw:
 * @self: a profile
 *
 * Undoes a tpk_profile_freeze(), and tells of what has changed in between if it was the last one.
 */
void
tpk_profile_thaw (TpkProfile *self)
{
  g_return_if_fail (TPK_IS_PROFILE (self));
  g_return_if_fail (self->freeze_count > 0);

  g_object_thaw_notify (G_OBJECT (self));
  if (--self->freeze_count == 0 && self->change_pending)
    {
      self->change_pending = FALSE;
      changed (self);
    }
}

/**
 * tpk_profile_get_name:
 * @self: a profile
 *
 * Returns: (transfer none): the name, never empty
 */
const char *
tpk_profile_get_name (TpkProfile *self)
{
  g_return_val_if_fail (TPK_IS_PROFILE (self), NULL);

  return self->name;
}

/**
 * tpk_profile_set_name:
 * @self: a profile
 * @name: the name, not empty
 *
 * Names the profile. Within a document names are unique: a name that another profile has gets a
 * number behind it.
 */
void
tpk_profile_set_name (TpkProfile *self,
                      const char *name)
{
  g_return_if_fail (TPK_IS_PROFILE (self));
  g_return_if_fail (name != NULL && *name != '\0');

  if (assign_text (self, &self->name, name, props[PROP_NAME]))
    changed (self);
}

/**
 * tpk_profile_get_route:
 * @self: a profile
 *
 * Returns: how calls leave this computer
 */
TpkRoute
tpk_profile_get_route (TpkProfile *self)
{
  g_return_val_if_fail (TPK_IS_PROFILE (self), TPK_ROUTE_DIRECT);

  return self->route;
}

/**
 * tpk_profile_set_route:
 * @self: a profile
 * @route: how calls leave this computer
 */
void
tpk_profile_set_route (TpkProfile *self,
                       TpkRoute    route)
{
  g_return_if_fail (TPK_IS_PROFILE (self));
  g_return_if_fail (tpk_route_to_string (route) != NULL);

  if (self->route == route)
    return;

  self->route = route;
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_ROUTE]);
  changed (self);
}

/**
 * tpk_profile_get_relay_only:
 * @self: a profile
 *
 * Returns: %TRUE if media may go through relays only (the iceTransportPolicy `relay` of webrtc-pc)
 */
gboolean
tpk_profile_get_relay_only (TpkProfile *self)
{
  g_return_val_if_fail (TPK_IS_PROFILE (self), FALSE);

  return self->relay_only;
}

/**
 * tpk_profile_set_relay_only:
 * @self: a profile
 * @relay_only: whether media may go through relays only
 */
void
tpk_profile_set_relay_only (TpkProfile *self,
                            gboolean    relay_only)
{
  g_return_if_fail (TPK_IS_PROFILE (self));

  relay_only = !!relay_only;
  if (self->relay_only == relay_only)
    return;

  self->relay_only = relay_only;
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_RELAY_ONLY]);
  changed (self);
}

/**
 * tpk_profile_get_signalling_proxy:
 * @self: a profile
 *
 * Returns: (transfer none) (nullable): the URL of an own signalling proxy, as it was typed
 */
const char *
tpk_profile_get_signalling_proxy (TpkProfile *self)
{
  g_return_val_if_fail (TPK_IS_PROFILE (self), NULL);

  return self->signalling_proxy;
}

/**
 * tpk_profile_set_signalling_proxy:
 * @self: a profile
 * @url: (nullable): the URL of an own signalling proxy; an empty one is none
 */
void
tpk_profile_set_signalling_proxy (TpkProfile *self,
                                  const char *url)
{
  g_return_if_fail (TPK_IS_PROFILE (self));

  if (url != NULL && *url == '\0')
    url = NULL;
  if (assign_text (self, &self->signalling_proxy, url, props[PROP_SIGNALLING_PROXY]))
    changed (self);
}

/**
 * tpk_profile_get_cloud:
 * @self: a profile
 *
 * Returns: (transfer none): the settings of a cloud proxy, the same object for the profile's whole
 *   life
 */
TpkCloudSettings *
tpk_profile_get_cloud (TpkProfile *self)
{
  g_return_val_if_fail (TPK_IS_PROFILE (self), NULL);

  return self->cloud;
}

/**
 * tpk_profile_get_servers:
 * @self: a profile
 *
 * Returns: (transfer none): the servers, a list of #TpkServer that is the same for the profile's
 *   whole life
 */
GListModel *
tpk_profile_get_servers (TpkProfile *self)
{
  g_return_val_if_fail (TPK_IS_PROFILE (self), NULL);

  return G_LIST_MODEL (self->servers);
}

/**
 * tpk_profile_get_n_servers:
 * @self: a profile
 *
 * Returns: how many servers there are, the disabled ones included
 */
guint
tpk_profile_get_n_servers (TpkProfile *self)
{
  g_return_val_if_fail (TPK_IS_PROFILE (self), 0);

  return g_list_model_get_n_items (G_LIST_MODEL (self->servers));
}

/**
 * tpk_profile_get_server:
 * @self: a profile
 * @position: a position in the list of servers
 *
 * Returns: (transfer none) (nullable): the server, or %NULL beyond the end
 */
TpkServer *
tpk_profile_get_server (TpkProfile *self,
                        guint       position)
{
  g_return_val_if_fail (TPK_IS_PROFILE (self), NULL);

  return tpk_list_peek (self->servers, position);
}

/**
 * tpk_profile_find_server:
 * @self: a profile
 * @server: a server
 * @position: (out) (optional): where it is in the list
 *
 * Returns: %TRUE if @server is in the list
 */
gboolean
tpk_profile_find_server (TpkProfile *self,
                         TpkServer  *server,
                         guint      *position)
{
  g_return_val_if_fail (TPK_IS_PROFILE (self), FALSE);
  g_return_val_if_fail (TPK_IS_SERVER (server), FALSE);

  return g_list_store_find (self->servers, server, position);
}

/**
 * tpk_profile_insert_server:
 * @self: a profile
 * @position: where to put it; beyond the end means at the end
 * @server: a server that is in no profile yet
 */
void
tpk_profile_insert_server (TpkProfile *self,
                           guint       position,
                           TpkServer  *server)
{
  g_return_if_fail (TPK_IS_PROFILE (self));
  g_return_if_fail (TPK_IS_SERVER (server));

  adopt_server (self, server);
  g_list_store_insert (self->servers, MIN (position, tpk_profile_get_n_servers (self)), server);
  changed (self);
}

/**
 * tpk_profile_append_server:
 * @self: a profile
 * @server: a server that is in no profile yet
 */
void
tpk_profile_append_server (TpkProfile *self,
                           TpkServer  *server)
{
  tpk_profile_insert_server (self, G_MAXUINT, server);
}

/**
 * tpk_profile_append_servers:
 * @self: a profile
 * @servers: (array length=n_servers) (nullable): servers that are in no profile yet
 * @n_servers: how many there are
 *
 * Appends servers with one change of the list and one #TpkProfile::changed.
 */
void
tpk_profile_append_servers (TpkProfile  *self,
                            TpkServer  **servers,
                            guint        n_servers)
{
  g_return_if_fail (TPK_IS_PROFILE (self));
  g_return_if_fail (servers != NULL || n_servers == 0);

  if (n_servers == 0)
    return;

  for (guint i = 0; i < n_servers; i++)
    adopt_server (self, servers[i]);
  g_list_store_splice (self->servers, tpk_profile_get_n_servers (self), 0,
                       (gpointer *) servers, n_servers);
  changed (self);
}

/**
 * tpk_profile_remove_server:
 * @self: a profile
 * @position: a position in the list of servers
 */
void
tpk_profile_remove_server (TpkProfile *self,
                           guint       position)
{
  g_return_if_fail (TPK_IS_PROFILE (self));
  g_return_if_fail (position < tpk_profile_get_n_servers (self));

  release_server (self, tpk_profile_get_server (self, position));
  g_list_store_remove (self->servers, position);
  changed (self);
}

/**
 * tpk_profile_move_server:
 * @self: a profile
 * @from: where a server is
 * @to: where it shall be afterwards
 */
void
tpk_profile_move_server (TpkProfile *self,
                         guint       from,
                         guint       to)
{
  g_return_if_fail (TPK_IS_PROFILE (self));
  g_return_if_fail (from < tpk_profile_get_n_servers (self));
  g_return_if_fail (to < tpk_profile_get_n_servers (self));

  if (from == to)
    return;

  tpk_list_move (self->servers, from, to);
  changed (self);
}
