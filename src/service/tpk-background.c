/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#define G_LOG_DOMAIN "tpk-background"

#include "config.h"

#include "tpk-background.h"

/* A network that comes up changes several times: addresses, routes, names. */
#define SETTLE_S 5

/**
 * TpkBackground:
 *
 * What goes on while there is no window, if the settings ask for it: checking again when the
 * computer has come to another network.
 */
struct _TpkBackground
{
  GObject          parent_instance;

  TpkService      *service;      /* (owned) */
  GNetworkMonitor *monitor;      /* (owned) */
  GSettings       *settings;     /* (nullable) (owned) */
  guint            settle_id;
  gboolean         started;
};

G_DEFINE_FINAL_TYPE (TpkBackground, tpk_background, G_TYPE_OBJECT)

enum {
  PROP_0,
  PROP_ASKED,
  N_PROPS,
};

static GParamSpec *props[N_PROPS];

static gboolean
settled_cb (gpointer data)
{
  TpkBackground *self = data;

  self->settle_id = 0;
  tpk_service_recheck (self->service);

  return G_SOURCE_REMOVE;
}

static void
network_changed_cb (TpkBackground *self,
                    gboolean       available)
{
  g_clear_handle_id (&self->settle_id, g_source_remove);
  if (available && self->settings != NULL &&
      g_settings_get_boolean (self->settings, "check-on-network-change"))
    self->settle_id = g_timeout_add_seconds (SETTLE_S, settled_cb, self);
}

static void
settings_changed_cb (TpkBackground *self)
{
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_ASKED]);
}

static void
tpk_background_get_property (GObject    *object,
                             guint       prop_id,
                             GValue     *value,
                             GParamSpec *pspec)
{
  switch (prop_id) {
  case PROP_ASKED:
    g_value_set_boolean (value, tpk_background_is_asked (TPK_BACKGROUND (object)));
    break;
  default:
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
  }
}

static void
tpk_background_dispose (GObject *object)
{
  TpkBackground *self = TPK_BACKGROUND (object);

  g_clear_handle_id (&self->settle_id, g_source_remove);
  g_clear_object (&self->monitor);
  g_clear_object (&self->settings);
  g_clear_object (&self->service);

  G_OBJECT_CLASS (tpk_background_parent_class)->dispose (object);
}

static void
tpk_background_class_init (TpkBackgroundClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = tpk_background_get_property;
  object_class->dispose = tpk_background_dispose;

  /**
   * TpkBackground:asked:
   *
   * Whether the settings ask for the process to stay without a window.
   */
  props[PROP_ASKED] = g_param_spec_boolean ("asked", NULL, NULL, FALSE,
                                            G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);

  g_object_class_install_properties (object_class, N_PROPS, props);
}

static void
tpk_background_init (TpkBackground *self)
{
}

/**
 * tpk_background_new:
 * @service: what checks
 * @monitor: what tells of networks
 * @settings: (nullable): the app's settings; %NULL asks for nothing
 *
 * Returns: (transfer full): the value; nothing goes on before it is started
 */
TpkBackground *
tpk_background_new (TpkService      *service,
                    GNetworkMonitor *monitor,
                    GSettings       *settings)
{
  TpkBackground *self;

  g_return_val_if_fail (TPK_IS_SERVICE (service), NULL);
  g_return_val_if_fail (G_IS_NETWORK_MONITOR (monitor), NULL);

  self = g_object_new (TPK_TYPE_BACKGROUND, NULL);
  self->service = g_object_ref (service);
  self->monitor = g_object_ref (monitor);
  if (settings != NULL) {
    self->settings = g_object_ref (settings);
    g_signal_connect_object (settings, "changed::run-in-background",
                             G_CALLBACK (settings_changed_cb), self, G_CONNECT_SWAPPED);
    g_signal_connect_object (settings, "changed::check-on-network-change",
                             G_CALLBACK (settings_changed_cb), self, G_CONNECT_SWAPPED);
  }

  return self;
}

/**
 * tpk_background_start:
 * @self: the value
 *
 * Begins to listen to the network.
 */
void
tpk_background_start (TpkBackground *self)
{
  g_return_if_fail (TPK_IS_BACKGROUND (self));

  if (self->started)
    return;

  self->started = TRUE;
  g_signal_connect_object (self->monitor, "network-changed", G_CALLBACK (network_changed_cb), self,
                           G_CONNECT_SWAPPED);
}

/**
 * tpk_background_is_asked:
 * @self: the value
 *
 * Returns: whether the settings ask for the process to stay without a window
 */
gboolean
tpk_background_is_asked (TpkBackground *self)
{
  g_return_val_if_fail (TPK_IS_BACKGROUND (self), FALSE);

  return self->settings != NULL &&
         (g_settings_get_boolean (self->settings, "run-in-background") ||
          g_settings_get_boolean (self->settings, "check-on-network-change"));
}
