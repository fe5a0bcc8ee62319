/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#define G_LOG_DOMAIN "tpk-profile"

#include "config.h"

#include "tpk-profile-private.h"

#include "tpk-json.h"

/**
 * TpkProfile:
 *
 * A named set of everything that says how calls go out: the route, the servers of one's own, the
 * settings of a cloud proxy, an own signalling proxy, whether media may only go through relays, and
 * what the firewall has to let through.
 * What belongs to another route than the chosen one is kept, but not used.
 */
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

/* Tells of a change, or keeps it for tpk_profile_thaw(). */
void
tpk_profile_changed (TpkProfile *self)
{
  if (self->freeze_count > 0)
    self->change_pending = TRUE;
  else
    g_signal_emit (self, signals[CHANGED], 0);
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

  switch (prop_id) {
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

  switch (prop_id) {
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

  tpk_profile_release_servers (self);

  G_OBJECT_CLASS (tpk_profile_parent_class)->dispose (object);
}

static void
tpk_profile_finalize (GObject *object)
{
  TpkProfile *self = TPK_PROFILE (object);

  g_free (self->name);
  g_free (self->signalling_proxy);
  g_object_unref (self->cloud);
  g_object_unref (self->allow_list);
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

  props[PROP_NAME] = g_param_spec_string ("name", NULL, NULL, TPK_PROFILE_DEFAULT_NAME, writable);
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
   * Emitted after any change of the profile, its servers, its cloud settings and its allow-list.
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
  g_signal_connect_object (self->cloud, "changed", G_CALLBACK (tpk_profile_changed), self,
                           G_CONNECT_SWAPPED);
  self->allow_list = tpk_allow_list_new ();
  g_signal_connect_object (self->allow_list, "items-changed", G_CALLBACK (tpk_profile_changed),
                           self, G_CONNECT_SWAPPED);
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
  if (tpk_allow_list_assign (self->allow_list, other->allow_list))
    tpk_profile_changed (self);
  tpk_profile_assign_servers (self, other);
  if (tpk_json_unknown_assign (&self->unknown, other->unknown))
    tpk_profile_changed (self);
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
  if (--self->freeze_count == 0 && self->change_pending) {
    self->change_pending = FALSE;
    tpk_profile_changed (self);
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
    tpk_profile_changed (self);
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
  tpk_profile_changed (self);
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
  tpk_profile_changed (self);
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
    tpk_profile_changed (self);
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
 * tpk_profile_get_allow_list:
 * @self: a profile
 *
 * Returns: (transfer none): what its owner wants a firewall to let through, beside what is derived
 *   from the servers; to be changed in place
 */
TpkAllowList *
tpk_profile_get_allow_list (TpkProfile *self)
{
  g_return_val_if_fail (TPK_IS_PROFILE (self), NULL);

  return self->allow_list;
}
