/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#define G_LOG_DOMAIN "tpk-audience"

#include "config.h"

#include "tpk-audience.h"

/* Each costs a match rule in the bus. Who comes later is served, but not waited for. */
#define MAX_PEERS 256

/**
 * TpkAudience:
 *
 * Who has asked for something and is still on the bus. As long as there is anybody, signals have
 * listeners, so the service stays.
 */
struct _TpkAudience
{
  GObject     parent_instance;

  GHashTable *peers;           /* (element-type utf8 guint) (owned): the watch on each */
};

G_DEFINE_FINAL_TYPE (TpkAudience, tpk_audience, G_TYPE_OBJECT)

enum {
  PROP_0,
  PROP_N_PEERS,
  N_PROPS,
};

static GParamSpec *props[N_PROPS];

static void
unwatch (gpointer data)
{
  g_bus_unwatch_name (GPOINTER_TO_UINT (data));
}

static void
vanished_cb (GDBusConnection *connection,
             const char      *name,
             gpointer         data)
{
  TpkAudience *self = data;

  if (g_hash_table_remove (self->peers, name))
    g_object_notify_by_pspec (G_OBJECT (self), props[PROP_N_PEERS]);
}

static void
tpk_audience_get_property (GObject    *object,
                           guint       prop_id,
                           GValue     *value,
                           GParamSpec *pspec)
{
  switch (prop_id) {
  case PROP_N_PEERS:
    g_value_set_uint (value, tpk_audience_get_n_peers (TPK_AUDIENCE (object)));
    break;
  default:
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
  }
}

static void
tpk_audience_finalize (GObject *object)
{
  g_hash_table_unref (TPK_AUDIENCE (object)->peers);

  G_OBJECT_CLASS (tpk_audience_parent_class)->finalize (object);
}

static void
tpk_audience_class_init (TpkAudienceClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = tpk_audience_get_property;
  object_class->finalize = tpk_audience_finalize;

  props[PROP_N_PEERS] =
    g_param_spec_uint ("n-peers", NULL, NULL, 0, G_MAXUINT, 0,
                       G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);

  g_object_class_install_properties (object_class, N_PROPS, props);
}

static void
tpk_audience_init (TpkAudience *self)
{
  self->peers = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, unwatch);
}

/**
 * tpk_audience_new:
 *
 * Returns: (transfer full): an audience of nobody
 */
TpkAudience *
tpk_audience_new (void)
{
  return g_object_new (TPK_TYPE_AUDIENCE, NULL);
}

/**
 * tpk_audience_add:
 * @self: the audience
 * @connection: the bus
 * @peer: the unique name of who has asked for something
 */
void
tpk_audience_add (TpkAudience     *self,
                  GDBusConnection *connection,
                  const char      *peer)
{
  guint id;

  g_return_if_fail (TPK_IS_AUDIENCE (self));
  g_return_if_fail (peer != NULL);

  if (g_hash_table_contains (self->peers, peer) || g_hash_table_size (self->peers) >= MAX_PEERS)
    return;

  id = g_bus_watch_name_on_connection (connection, peer, G_BUS_NAME_WATCHER_FLAGS_NONE, NULL,
                                       vanished_cb, self, NULL);
  g_hash_table_insert (self->peers, g_strdup (peer), GUINT_TO_POINTER (id));
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_N_PEERS]);
}

/**
 * tpk_audience_clear:
 * @self: the audience
 *
 * Forgets everybody.
 */
void
tpk_audience_clear (TpkAudience *self)
{
  g_return_if_fail (TPK_IS_AUDIENCE (self));

  g_hash_table_remove_all (self->peers);
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_N_PEERS]);
}

/**
 * tpk_audience_get_n_peers:
 * @self: the audience
 *
 * Returns: how many there are
 */
guint
tpk_audience_get_n_peers (TpkAudience *self)
{
  g_return_val_if_fail (TPK_IS_AUDIENCE (self), 0);

  return g_hash_table_size (self->peers);
}
