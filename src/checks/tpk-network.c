/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#define G_LOG_DOMAIN "tpk-network"

#include "config.h"

#include "tpk-network.h"

#include <stdio.h>

#define NM_NAME "org.freedesktop.NetworkManager"
#define NM_PATH "/org/freedesktop/NetworkManager"
#define NM_ACTIVE NM_NAME ".Connection.Active"
#define ROUTES "/proc/net/route"

/**
 * TpkNetwork:
 *
 * Which network this computer is on, so that results remember where they were found. Where
 * NetworkManager can be asked, its primary connection says so, with the name people gave it;
 * elsewhere the default route does: the interface and the gateway. Nothing is sent to any network,
 * and nothing wakes up unless something changes.
 */
struct _TpkNetwork
{
  GObject          parent_instance;

  GDBusProxy      *manager;      /* (nullable) (owned) */
  GDBusProxy      *active;       /* (nullable) (owned): the primary connection */
  GCancellable    *cancellable;  /* (owned) */
  GCancellable    *asking;       /* (nullable) (owned): for @active */
  char            *routes;       /* (owned): the file with the routes */
  char            *id;           /* (nullable) (owned) */
  char            *name;         /* (nullable) (owned) */
  gboolean         known;
};

G_DEFINE_FINAL_TYPE (TpkNetwork, tpk_network, G_TYPE_OBJECT)

enum {
  PROP_0,
  PROP_ID,
  N_PROPS,
};

static GParamSpec *props[N_PROPS];

static void
set_network (TpkNetwork *self,
             const char *id,
             const char *name)
{
  gboolean changed = !self->known || g_strcmp0 (self->id, id) != 0;

  g_free (self->id);
  self->id = g_strdup (id);
  g_free (self->name);
  self->name = g_strdup (name);
  self->known = TRUE;
  if (changed)
    g_object_notify_by_pspec (G_OBJECT (self), props[PROP_ID]);
}

static char *
dup_string (GDBusProxy *proxy,
            const char *property)
{
  g_autoptr (GVariant) value = g_dbus_proxy_get_cached_property (proxy, property);

  if (value == NULL || !g_variant_is_of_type (value, G_VARIANT_TYPE_STRING) ||
      *g_variant_get_string (value, NULL) == '\0')
    return NULL;

  return g_variant_dup_string (value, NULL);
}

/* By the default route. Its file is the kernel's own, reading it waits for no disk. */
static void
look_at_routes (TpkNetwork *self)
{
  g_autofree char *contents = NULL, *interface = NULL, *id = NULL;

  if (g_file_get_contents (self->routes, &contents, NULL, NULL))
    id = tpk_network_dup_route_id (contents, &interface);
  set_network (self, id, interface);
}

static void
update (TpkNetwork *self)
{
  g_autofree char *uuid = self->active != NULL ? dup_string (self->active, "Uuid") : NULL;
  g_autofree char *name = self->active != NULL ? dup_string (self->active, "Id") : NULL;

  if (uuid != NULL) {
    g_autofree char *id = g_strconcat ("connection:", uuid, NULL);

    set_network (self, id, name);
  } else {
    look_at_routes (self);
  }
}

static void
active_ready_cb (GObject      *source,
                 GAsyncResult *result,
                 gpointer      user_data)
{
  g_autoptr (TpkNetwork) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GDBusProxy) active = g_dbus_proxy_new_finish (result, &error);

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;

  g_clear_object (&self->asking);
  g_set_object (&self->active, active);
  update (self);
}

static void
follow_primary (TpkNetwork *self)
{
  g_autoptr (GVariant) value = NULL;
  g_autofree char *owner = g_dbus_proxy_get_name_owner (self->manager);
  const char *path = NULL;

  g_cancellable_cancel (self->asking);
  g_clear_object (&self->asking);
  g_clear_object (&self->active);

  value = g_dbus_proxy_get_cached_property (self->manager, "PrimaryConnection");
  if (value != NULL && g_variant_is_of_type (value, G_VARIANT_TYPE_OBJECT_PATH))
    path = g_variant_get_string (value, NULL);
  if (owner == NULL || path == NULL || g_str_equal (path, "/")) {
    update (self);
    return;
  }

  self->asking = g_cancellable_new ();
  g_dbus_proxy_new (g_dbus_proxy_get_connection (self->manager),
                    G_DBUS_PROXY_FLAGS_DO_NOT_AUTO_START, NULL, NM_NAME, path, NM_ACTIVE,
                    self->asking, active_ready_cb, g_object_ref (self));
}

static void
manager_changed_cb (TpkNetwork *self,
                    GVariant   *changed)
{
  g_autoptr (GVariant) value = g_variant_lookup_value (changed, "PrimaryConnection", NULL);

  if (value != NULL)
    follow_primary (self);
}

static void
manager_ready_cb (GObject      *source,
                  GAsyncResult *result,
                  gpointer      user_data)
{
  g_autoptr (TpkNetwork) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GDBusProxy) manager = g_dbus_proxy_new_finish (result, &error);

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  if (manager == NULL) {
    g_debug ("NetworkManager cannot be asked: %s", error->message);
    update (self);
    return;
  }

  self->manager = g_steal_pointer (&manager);
  g_signal_connect_object (self->manager, "g-properties-changed",
                           G_CALLBACK (manager_changed_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->manager, "notify::g-name-owner",
                           G_CALLBACK (follow_primary), self, G_CONNECT_SWAPPED);
  follow_primary (self);
}

static void
ask (TpkNetwork      *self,
     GDBusConnection *bus)
{
  g_dbus_proxy_new (bus, G_DBUS_PROXY_FLAGS_DO_NOT_AUTO_START, NULL, NM_NAME, NM_PATH, NM_NAME,
                    self->cancellable, manager_ready_cb, g_object_ref (self));
}

static void
bus_ready_cb (GObject      *source,
              GAsyncResult *result,
              gpointer      user_data)
{
  g_autoptr (TpkNetwork) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GDBusConnection) bus = g_bus_get_finish (result, &error);

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;

  if (bus != NULL)
    ask (self, bus);
  else
    update (self);
}

/* The routes have changed; NetworkManager says by itself what that is about. */
static void
network_changed_cb (TpkNetwork *self)
{
  if (self->known && self->active == NULL && self->asking == NULL)
    look_at_routes (self);
}

static void
tpk_network_get_property (GObject    *object,
                          guint       prop_id,
                          GValue     *value,
                          GParamSpec *pspec)
{
  switch (prop_id) {
  case PROP_ID:
    g_value_set_string (value, TPK_NETWORK (object)->id);
    break;
  default:
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
  }
}

static void
tpk_network_dispose (GObject *object)
{
  TpkNetwork *self = TPK_NETWORK (object);

  g_clear_object (&self->manager);
  g_clear_object (&self->active);

  G_OBJECT_CLASS (tpk_network_parent_class)->dispose (object);
}

static void
tpk_network_finalize (GObject *object)
{
  TpkNetwork *self = TPK_NETWORK (object);

  g_object_unref (self->cancellable);
  g_clear_object (&self->asking);
  g_free (self->routes);
  g_free (self->id);
  g_free (self->name);

  G_OBJECT_CLASS (tpk_network_parent_class)->finalize (object);
}

static void
tpk_network_class_init (TpkNetworkClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = tpk_network_get_property;
  object_class->dispose = tpk_network_dispose;
  object_class->finalize = tpk_network_finalize;

  /**
   * TpkNetwork:id:
   *
   * What tells the network from others; %NULL without one, and before it is known. Notified when
   * the computer comes to another network, and once it is known for the first time.
   */
  props[PROP_ID] = g_param_spec_string ("id", NULL, NULL, NULL,
                                        G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, props);
}

static void
tpk_network_init (TpkNetwork *self)
{
  self->cancellable = g_cancellable_new ();
  g_signal_connect_object (g_network_monitor_get_default (), "network-changed",
                           G_CALLBACK (network_changed_cb), self, G_CONNECT_SWAPPED);
}

/**
 * tpk_network_new:
 *
 * Returns: (transfer full): the network of this computer; known after a moment
 */
TpkNetwork *
tpk_network_new (void)
{
  TpkNetwork *self = g_object_new (TPK_TYPE_NETWORK, NULL);

  self->routes = g_strdup (ROUTES);
  g_bus_get (G_BUS_TYPE_SYSTEM, self->cancellable, bus_ready_cb, g_object_ref (self));

  return self;
}

/**
 * tpk_network_new_on:
 * @bus: where to ask for NetworkManager
 * @routes: (type filename): a file in the form of `/proc/net/route`
 *
 * Returns: (transfer full): the network that these tell of; known after a moment
 */
TpkNetwork *
tpk_network_new_on (GDBusConnection *bus,
                    const char      *routes)
{
  TpkNetwork *self;

  g_return_val_if_fail (G_IS_DBUS_CONNECTION (bus), NULL);
  g_return_val_if_fail (routes != NULL, NULL);

  self = g_object_new (TPK_TYPE_NETWORK, NULL);
  self->routes = g_strdup (routes);
  ask (self, bus);

  return self;
}

/**
 * tpk_network_is_known:
 * @self: a network
 *
 * Returns: whether it has been found out, be it that there is none
 */
gboolean
tpk_network_is_known (TpkNetwork *self)
{
  g_return_val_if_fail (TPK_IS_NETWORK (self), FALSE);

  return self->known;
}

const char *
tpk_network_get_id (TpkNetwork *self)
{
  g_return_val_if_fail (TPK_IS_NETWORK (self), NULL);

  return self->id;
}

/**
 * tpk_network_get_name:
 * @self: a network
 *
 * Returns: (transfer none) (nullable): what people call it, or the name of its interface
 */
const char *
tpk_network_get_name (TpkNetwork *self)
{
  g_return_val_if_fail (TPK_IS_NETWORK (self), NULL);

  return self->name;
}

/**
 * tpk_network_dup_route_id:
 * @routes: the contents of `/proc/net/route`
 * @interface: (out) (optional) (nullable): the interface of the default route
 *
 * Returns: (transfer full) (nullable): interface and gateway of the default route with the lowest
 *   metric, such as `route:wlan0/192.168.1.1`; %NULL without one
 */
char *
tpk_network_dup_route_id (const char  *routes,
                          char       **interface)
{
  g_auto (GStrv) lines = NULL;
  guint best_metric = G_MAXUINT;
  char *id = NULL;

  g_return_val_if_fail (routes != NULL, NULL);

  if (interface != NULL)
    *interface = NULL;
  lines = g_strsplit (routes, "\n", -1);
  for (guint i = 0; lines[i] != NULL; i++) {
    guint destination, gateway, flags, metric, mask;
    char name[32];
    const guint8 *bytes = (const guint8 *) &gateway;

    /* Addresses are written as numbers, with their bytes as they lie in memory. */
    if (sscanf (lines[i], "%31s %x %x %x %*u %*u %u %x", name, &destination, &gateway, &flags,
                &metric, &mask) != 6 || destination != 0 || mask != 0 || metric >= best_metric)
      continue;

    best_metric = metric;
    g_free (id);
    id = g_strdup_printf ("route:%s/%u.%u.%u.%u", name, bytes[0], bytes[1], bytes[2], bytes[3]);
    if (interface != NULL) {
      g_free (*interface);
      *interface = g_strdup (name);
    }
  }

  return id;
}
