/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#define G_LOG_DOMAIN "tpk-cloud-set"

#include "config.h"

#include "tpk-cloud-set.h"

#include <glib/gi18n-lib.h>

#include "model/tpk-json.h"

#include "tpk-cloud-service.h"

/**
 * TpkCloudSet:
 *
 * The servers that a service handed out at one time, with their credentials, and until when they
 * are good. A service that does not say how long gets asked again once a day.
 */
struct _TpkCloudSet {
  GObject parent_instance;

  char *service;                /* (owned) */
  char *key;                    /* (owned) */
  GPtrArray *servers;           /* (element-type TpkServer) (owned) */
  gint64 fetched_s;
  gint64 expires_s;             /* 0: nobody said */
};

/* Where no life is told. */
#define USUAL_LIFETIME_S (24 * 60 * 60)

#define MAX_SERVERS 1000

G_DEFINE_FINAL_TYPE (TpkCloudSet, tpk_cloud_set, G_TYPE_OBJECT)

static void
tpk_cloud_set_finalize (GObject *object)
{
  TpkCloudSet *self = TPK_CLOUD_SET (object);

  g_free (self->service);
  g_free (self->key);
  g_ptr_array_unref (self->servers);

  G_OBJECT_CLASS (tpk_cloud_set_parent_class)->finalize (object);
}

static void
tpk_cloud_set_class_init (TpkCloudSetClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->finalize = tpk_cloud_set_finalize;
}

static void
tpk_cloud_set_init (TpkCloudSet *self)
{
  self->servers = g_ptr_array_new_with_free_func (g_object_unref);
}

/**
 * tpk_cloud_set_new:
 * @service: the ID of a service
 * @key: what tpk_cloud_set_dup_key() says of the settings it was asked with
 * @servers: (element-type TpkServer): what it handed out; must not change any more
 * @fetched_s: Unix time of the question
 * @expires_s: Unix time of the end, 0 when nobody said
 *
 * Returns: (transfer full): a set
 */
TpkCloudSet *
tpk_cloud_set_new (const char *service,
                   const char *key,
                   GPtrArray  *servers,
                   gint64      fetched_s,
                   gint64      expires_s)
{
  TpkCloudSet *self = g_object_new (TPK_TYPE_CLOUD_SET, NULL);

  self->service = g_strdup (service);
  self->key = g_strdup (key);
  self->fetched_s = fetched_s;
  self->expires_s = expires_s;
  for (guint i = 0; i < servers->len; i++)
    g_ptr_array_add (self->servers, g_object_ref (g_ptr_array_index (servers, i)));

  return self;
}

static gboolean
read_time (JsonObject  *object,
           const char  *member,
           gint64      *time_s,
           GError     **error)
{
  g_autoptr (GDateTime) time = NULL;
  const char *text = NULL;

  *time_s = 0;
  if (!tpk_json_get_string (object, member, &text, error))
    return FALSE;
  if (text == NULL)
    return TRUE;

  time = g_date_time_new_from_iso8601 (text, NULL);
  if (time == NULL) {
    g_set_error (error, TPK_JSON_ERROR, TPK_JSON_ERROR_VALUE,
                 /* Translators: the name of a member, as "expires". */
                 _("%s: expected a time, as “2026-11-27T13:00:00Z”"), member);
    return FALSE;
  }

  *time_s = g_date_time_to_unix (time);

  return TRUE;
}

/**
 * tpk_cloud_set_new_from_json:
 * @object: what tpk_cloud_set_to_json() wrote
 * @error: return location for a #TpkJsonError
 *
 * Returns: (transfer full) (nullable): the set, or %NULL with @error set
 */
TpkCloudSet *
tpk_cloud_set_new_from_json (JsonObject  *object,
                             GError     **error)
{
  g_autoptr (GPtrArray) servers = g_ptr_array_new_with_free_func (g_object_unref);
  const char *service = "";
  const char *key = "";
  JsonArray *array = NULL;
  gint64 fetched_s, expires_s;

  g_return_val_if_fail (object != NULL, NULL);

  if (!tpk_json_get_string (object, "service", &service, error) ||
      !tpk_json_get_string (object, "key", &key, error) ||
      !tpk_json_get_objects (object, "servers", &array, error) ||
      !read_time (object, "fetched", &fetched_s, error) ||
      !read_time (object, "expires", &expires_s, error))
    return NULL;

  for (guint i = 0; array != NULL && i < MIN (json_array_get_length (array), MAX_SERVERS); i++) {
    TpkServer *server = tpk_server_new_from_json (json_array_get_object_element (array, i), error);

    if (server == NULL)
      return NULL;
    g_ptr_array_add (servers, server);
  }

  return tpk_cloud_set_new (service, key, servers, fetched_s, expires_s);
}

static void
write_time (JsonObject *object,
            const char *member,
            gint64      time_s)
{
  g_autoptr (GDateTime) time = g_date_time_new_from_unix_utc (time_s);
  g_autofree char *text = NULL;

  if (time_s == 0 || time == NULL)
    return;

  text = g_date_time_format (time, "%Y-%m-%dT%H:%M:%SZ");
  json_object_set_string_member (object, member, text);
}

/**
 * tpk_cloud_set_to_json:
 * @self: a set
 *
 * Returns: (transfer full): the set with its passwords, for a file that nobody else may read
 */
JsonObject *
tpk_cloud_set_to_json (TpkCloudSet *self)
{
  JsonObject *object = json_object_new ();
  JsonArray *servers = json_array_new ();

  g_return_val_if_fail (TPK_IS_CLOUD_SET (self), NULL);

  json_object_set_string_member (object, "service", self->service);
  json_object_set_string_member (object, "key", self->key);
  write_time (object, "fetched", self->fetched_s);
  write_time (object, "expires", self->expires_s);
  for (guint i = 0; i < self->servers->len; i++)
    json_array_add_object_element (servers,
                                   tpk_server_to_json (g_ptr_array_index (self->servers, i)));
  json_object_set_array_member (object, "servers", servers);

  return object;
}

/**
 * tpk_cloud_set_get_service:
 * @self: a set
 *
 * Returns: (transfer none): the ID of the service
 */
const char *
tpk_cloud_set_get_service (TpkCloudSet *self)
{
  g_return_val_if_fail (TPK_IS_CLOUD_SET (self), NULL);

  return self->service;
}

/**
 * tpk_cloud_set_get_key:
 * @self: a set
 *
 * Returns: (transfer none): by what it is told from others
 */
const char *
tpk_cloud_set_get_key (TpkCloudSet *self)
{
  g_return_val_if_fail (TPK_IS_CLOUD_SET (self), NULL);

  return self->key;
}

/**
 * tpk_cloud_set_get_n_servers:
 * @self: a set
 *
 * Returns: how many servers there are
 */
guint
tpk_cloud_set_get_n_servers (TpkCloudSet *self)
{
  g_return_val_if_fail (TPK_IS_CLOUD_SET (self), 0);

  return self->servers->len;
}

/**
 * tpk_cloud_set_get_server:
 * @self: a set
 * @position: less than tpk_cloud_set_get_n_servers()
 *
 * Returns: (transfer none): a server; must not be changed
 */
TpkServer *
tpk_cloud_set_get_server (TpkCloudSet *self,
                          guint        position)
{
  g_return_val_if_fail (TPK_IS_CLOUD_SET (self), NULL);
  g_return_val_if_fail (position < self->servers->len, NULL);

  return g_ptr_array_index (self->servers, position);
}

/**
 * tpk_cloud_set_get_fetched_s:
 * @self: a set
 *
 * Returns: Unix time of the question
 */
gint64
tpk_cloud_set_get_fetched_s (TpkCloudSet *self)
{
  g_return_val_if_fail (TPK_IS_CLOUD_SET (self), 0);

  return self->fetched_s;
}

/**
 * tpk_cloud_set_get_expires_s:
 * @self: a set
 *
 * Returns: Unix time of the end, 0 when the service did not say
 */
gint64
tpk_cloud_set_get_expires_s (TpkCloudSet *self)
{
  g_return_val_if_fail (TPK_IS_CLOUD_SET (self), 0);

  return self->expires_s;
}

/**
 * tpk_cloud_set_get_renewal_s:
 * @self: a set
 *
 * Returns: Unix time at which the next set is to be asked for: two thirds of the life
 */
gint64
tpk_cloud_set_get_renewal_s (TpkCloudSet *self)
{
  gint64 life_s;

  g_return_val_if_fail (TPK_IS_CLOUD_SET (self), 0);

  life_s = self->expires_s > 0 ? MAX (self->expires_s - self->fetched_s, 0) : USUAL_LIFETIME_S;

  return self->fetched_s + life_s * 2 / 3;
}

/**
 * tpk_cloud_set_is_good:
 * @self: a set
 * @now_s: Unix time
 *
 * Returns: whether there are servers, and they may be used at @now_s
 */
gboolean
tpk_cloud_set_is_good (TpkCloudSet *self,
                       gint64       now_s)
{
  g_return_val_if_fail (TPK_IS_CLOUD_SET (self), FALSE);

  return self->servers->len > 0 && (self->expires_s == 0 || now_s < self->expires_s);
}

/**
 * tpk_cloud_set_equal:
 * @self: a set
 * @other: another one
 *
 * Returns: whether both are the same in everything
 */
gboolean
tpk_cloud_set_equal (TpkCloudSet *self,
                     TpkCloudSet *other)
{
  g_autoptr (JsonNode) one = json_node_new (JSON_NODE_OBJECT);
  g_autoptr (JsonNode) two = json_node_new (JSON_NODE_OBJECT);

  g_return_val_if_fail (TPK_IS_CLOUD_SET (self), FALSE);
  g_return_val_if_fail (TPK_IS_CLOUD_SET (other), FALSE);

  json_node_take_object (one, tpk_cloud_set_to_json (self));
  json_node_take_object (two, tpk_cloud_set_to_json (other));

  return json_node_equal (one, two);
}

/**
 * tpk_cloud_set_dup_key:
 * @settings: the cloud settings of a profile
 *
 * Returns: (transfer full): a checksum of who is asked and for what. The secret is not in it: it
 *   opens the door, but other servers do not stand behind it.
 */
char *
tpk_cloud_set_dup_key (TpkCloudSettings *settings)
{
  static const TpkCloudField fields[] = {
    TPK_CLOUD_FIELD_SERVICE, TPK_CLOUD_FIELD_ENDPOINT, TPK_CLOUD_FIELD_ACCOUNT,
    TPK_CLOUD_FIELD_USER, TPK_CLOUD_FIELD_REGION, TPK_CLOUD_FIELD_METHOD, TPK_CLOUD_FIELD_HEADERS,
    TPK_CLOUD_FIELD_BODY, TPK_CLOUD_FIELD_LIST_PATH,
  };
  g_autoptr (GChecksum) checksum = g_checksum_new (G_CHECKSUM_SHA256);

  g_return_val_if_fail (TPK_IS_CLOUD_SETTINGS (settings), NULL);

  for (guint i = 0; i < G_N_ELEMENTS (fields); i++) {
    const char *text = tpk_cloud_settings_get_text (settings, fields[i]);

    g_checksum_update (checksum, (const guchar *) text, -1);
    g_checksum_update (checksum, (const guchar *) "", 1);
  }

  return g_strdup (g_checksum_get_string (checksum));
}

/**
 * tpk_cloud_profile_asks:
 * @profile: a profile
 *
 * Returns: whether its route is the cloud, and a service hands out the servers
 */
gboolean
tpk_cloud_profile_asks (TpkProfile *profile)
{
  g_return_val_if_fail (TPK_IS_PROFILE (profile), FALSE);

  return tpk_profile_get_route (profile) == TPK_ROUTE_CLOUD &&
         tpk_cloud_hands_out_servers (tpk_profile_get_cloud (profile));
}

/**
 * tpk_cloud_dup_effective:
 * @profile: a profile
 * @set: (nullable): what was handed out for it
 * @now_s: Unix time
 *
 * What is judged, checked and written for clients. With a service on the route “cloud” that is a
 * profile of its servers, as if they were own ones; own servers and an own signalling proxy are not
 * in it. A set that is over counts as none.
 *
 * Returns: (transfer full): @profile itself, or another one
 */
TpkProfile *
tpk_cloud_dup_effective (TpkProfile  *profile,
                         TpkCloudSet *set,
                         gint64       now_s)
{
  TpkProfile *effective;

  g_return_val_if_fail (TPK_IS_PROFILE (profile), NULL);
  g_return_val_if_fail (set == NULL || TPK_IS_CLOUD_SET (set), NULL);

  if (!tpk_cloud_profile_asks (profile))
    return g_object_ref (profile);

  effective = tpk_profile_new (tpk_profile_get_name (profile));
  tpk_profile_set_route (effective, TPK_ROUTE_OWN);
  tpk_profile_set_relay_only (effective, tpk_profile_get_relay_only (profile));
  tpk_cloud_settings_set_sdk (tpk_profile_get_cloud (effective),
                              tpk_cloud_settings_get_sdk (tpk_profile_get_cloud (profile)));
  if (set == NULL || !tpk_cloud_set_is_good (set, now_s))
    return effective;

  for (guint i = 0; i < set->servers->len; i++) {
    g_autoptr (TpkServer) server = tpk_server_clone (g_ptr_array_index (set->servers, i));

    tpk_profile_append_server (effective, server);
  }

  return effective;
}
