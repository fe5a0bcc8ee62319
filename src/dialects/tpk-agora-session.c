/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#define G_LOG_DOMAIN "tpk-agora-session"

#include "config.h"

#include "tpk-agora-session.h"

#include <string.h>

#include "tpk-agora-params.h"

/*
 * TpkAgoraSession:
 *
 * The preconditions of the proxy methods of Agora's Web SDK, with the SDK's own words: never in a
 * call, never a cloud proxy beside own servers, and stopProxyServer() clears everything. Recorded
 * from 2.5.1, 2.9.0, 3.1.2, 3.6.11, 4.0.1, 4.4.0 and 4.24.8.
 */
struct _TpkAgoraSession
{
  TpkAgoraGeneration  generation;
  gboolean            has_access_points;

  gboolean            connected;
  gboolean            cloud_proxy;
  gboolean            access_points;
  JsonNode           *mode;           /* (nullable) (owned): as given */
  char               *proxy_server;   /* (nullable) (owned) */
  JsonNode           *turn_servers;   /* (nullable) (owned) */
};

#define ALREADY_SET "You have already set the proxy"
#define ALREADY_LOCAL "You have already set the local proxy"

G_DEFINE_QUARK (tpk-agora-error-quark, tpk_agora_error)

static gboolean
fail (TpkAgoraSession  *self,
      GError          **error,
      TpkAgoraError     code,
      const char       *message)
{
  tpk_agora_set_error (error, self->generation, code, message);
  return FALSE;
}

/* What own servers do not go with. */
static gboolean
check_not_mixed (TpkAgoraSession  *self,
                 GError          **error)
{
  if (self->cloud_proxy)
    return fail (self, error, TPK_AGORA_ERROR_MIXED, ALREADY_SET);
  if (self->access_points)
    return fail (self, error, TPK_AGORA_ERROR_MIXED,
                 self->generation == TPK_AGORA_3 ? ALREADY_LOCAL : ALREADY_SET);

  return TRUE;
}

/* 3.1.2 to 3.6.11 do not look at the TURN servers, against their documentation, and later ones not
 * at those in the browser's form. */
static gboolean
forbids_cloud_proxy (TpkAgoraSession *self)
{
  return self->turn_servers != NULL && self->generation != TPK_AGORA_3 &&
         !tpk_agora_are_ice_servers (self->generation, self->turn_servers);
}

static guint
get_minor (const char *sdk)
{
  const char *dot = strchr (sdk, '.');

  return dot != NULL ? (guint) g_ascii_strtoull (dot + 1, NULL, 10) : 0;
}

/**
 * tpk_agora_generation_from_sdk:
 * @sdk: a version as `4.24.8`, or a generation as `2.x`, `3.x`, `4.0` (4.0 to 4.14) or `4.15`
 *
 * Returns: the generation of @sdk; the latest for what is unknown
 */
TpkAgoraGeneration
tpk_agora_generation_from_sdk (const char *sdk)
{
  guint major, minor;

  g_return_val_if_fail (sdk != NULL, TPK_AGORA_4_15);

  major = (guint) g_ascii_strtoull (sdk, NULL, 10);
  minor = get_minor (sdk);

  /* As the name of a generation, 4.0 stands for all before 4.15. */
  if (strcmp (sdk, "4.0") == 0)
    return TPK_AGORA_4_4;

  if (major == 2 || g_str_has_prefix (sdk, "3.0"))
    return TPK_AGORA_2;
  if (major == 3)
    return TPK_AGORA_3;
  if (major == 4 && minor < 15)
    return minor < 4 ? TPK_AGORA_4_0 : TPK_AGORA_4_4;

  return TPK_AGORA_4_15;
}

/**
 * tpk_agora_session_new:
 * @sdk: see tpk_agora_generation_from_sdk()
 *
 * Returns: (transfer full): a client that is not in a call and has no proxy set
 */
TpkAgoraSession *
tpk_agora_session_new (const char *sdk)
{
  TpkAgoraSession *self;

  g_return_val_if_fail (sdk != NULL, NULL);

  self = g_new0 (TpkAgoraSession, 1);
  self->generation = tpk_agora_generation_from_sdk (sdk);

  /* Not in 3.1.2 and 4.4.0, but in 3.6.11 and 4.24.8; where in between is not known. */
  self->has_access_points = self->generation == TPK_AGORA_4_15 ||
                            (self->generation == TPK_AGORA_3 && get_minor (sdk) >= 6);

  return self;
}

/**
 * tpk_agora_session_free:
 * @self: (transfer full): what to free
 */
void
tpk_agora_session_free (TpkAgoraSession *self)
{
  g_return_if_fail (self != NULL);

  g_clear_pointer (&self->mode, json_node_unref);
  g_clear_pointer (&self->proxy_server, g_free);
  g_clear_pointer (&self->turn_servers, json_node_unref);
  g_free (self);
}

/**
 * tpk_agora_session_start_proxy:
 * @self: a session
 * @mode: (nullable): the argument, or %NULL when there is none
 * @error: return location, for %TPK_AGORA_ERROR with the SDK's own text
 *
 * `client.startProxyServer (mode)`.
 *
 * Returns: whether the SDK takes the call
 */
gboolean
tpk_agora_session_start_proxy (TpkAgoraSession  *self,
                               JsonNode         *mode,
                               GError          **error)
{
  g_return_val_if_fail (self != NULL, FALSE);

  if (self->connected)
    return fail (self, error, TPK_AGORA_ERROR_INVALID_OPERATION,
                 "Start proxy server before join channel");

  if (self->proxy_server != NULL || forbids_cloud_proxy (self))
    return fail (self, error, TPK_AGORA_ERROR_MIXED, ALREADY_SET);

  if (self->access_points)
    return fail (self, error, TPK_AGORA_ERROR_MIXED,
                 self->generation == TPK_AGORA_3 ? ALREADY_LOCAL : ALREADY_SET);

  if (!tpk_agora_check_mode (self->generation, mode, error))
    return FALSE;

  g_clear_pointer (&self->mode, json_node_unref);
  self->mode = mode != NULL ? json_node_copy (mode) : NULL;
  self->cloud_proxy = TRUE;
  return TRUE;
}

/**
 * tpk_agora_session_stop_proxy:
 * @self: a session
 * @error: return location
 *
 * `client.stopProxyServer ()`: switches the cloud proxy off, and own servers too.
 *
 * Returns: whether the SDK takes the call
 */
gboolean
tpk_agora_session_stop_proxy (TpkAgoraSession  *self,
                              GError          **error)
{
  g_return_val_if_fail (self != NULL, FALSE);

  if (self->connected)
    return fail (self, error, TPK_AGORA_ERROR_INVALID_OPERATION,
                 "Stop proxy server after leave channel");

  self->cloud_proxy = FALSE;
  g_clear_pointer (&self->mode, json_node_unref);
  g_clear_pointer (&self->proxy_server, g_free);
  g_clear_pointer (&self->turn_servers, json_node_unref);
  return TRUE;
}

/**
 * tpk_agora_session_set_proxy_server:
 * @self: a session
 * @server: the argument
 * @error: return location
 *
 * `client.setProxyServer (server)`.
 *
 * Returns: whether the SDK takes the call
 */
gboolean
tpk_agora_session_set_proxy_server (TpkAgoraSession  *self,
                                    const char       *server,
                                    GError          **error)
{
  g_return_val_if_fail (self != NULL, FALSE);
  g_return_val_if_fail (server != NULL, FALSE);

  /* 4.0 and later look at the argument first. */
  if (self->generation >= TPK_AGORA_4_0 &&
      !tpk_agora_check_proxy_server (self->generation, server, error))
    return FALSE;

  if (self->connected)
    return fail (self, error, TPK_AGORA_ERROR_INVALID_OPERATION,
                 "Set proxy server before join channel");
  /* Before 4.0, an empty argument is refused before the state is looked at. */
  if (*server == '\0' && self->generation < TPK_AGORA_4_0)
    return tpk_agora_check_proxy_server (self->generation, server, error);
  if (!check_not_mixed (self, error) ||
      !tpk_agora_check_proxy_server (self->generation, server, error))
    return FALSE;

  g_free (self->proxy_server);
  self->proxy_server = g_strdup (server);
  return TRUE;
}

/**
 * tpk_agora_session_set_turn_server:
 * @self: a session
 * @servers: the argument
 * @error: return location
 *
 * `client.setTurnServer (servers)`.
 *
 * Returns: whether the SDK takes the call
 */
gboolean
tpk_agora_session_set_turn_server (TpkAgoraSession  *self,
                                   JsonNode         *servers,
                                   GError          **error)
{
  g_return_val_if_fail (self != NULL, FALSE);
  g_return_val_if_fail (servers != NULL, FALSE);

  /* 4.0 looks at the argument first. */
  if (self->generation == TPK_AGORA_4_0 &&
      !tpk_agora_check_turn_servers (self->generation, servers, error))
    return FALSE;

  if (self->connected)
    return fail (self, error, TPK_AGORA_ERROR_INVALID_OPERATION,
                 "Set turn server before join channel");
  if (!check_not_mixed (self, error) ||
      !tpk_agora_check_turn_servers (self->generation, servers, error))
    return FALSE;

  g_clear_pointer (&self->turn_servers, json_node_unref);
  self->turn_servers = json_node_copy (servers);
  return TRUE;
}

/**
 * tpk_agora_session_set_local_access_points:
 * @self: a session
 * @error: return location
 *
 * `client.setLocalAccessPoints (…)`, as far as it shuts out a cloud proxy.
 *
 * Returns: whether the SDK takes the call
 */
gboolean
tpk_agora_session_set_local_access_points (TpkAgoraSession  *self,
                                           GError          **error)
{
  g_return_val_if_fail (self != NULL, FALSE);

  if (!self->has_access_points) {
    g_set_error_literal (error, TPK_AGORA_ERROR, TPK_AGORA_ERROR_NO_METHOD, "no such method");
    return FALSE;
  }
  if (self->cloud_proxy ||
      (self->proxy_server != NULL && self->generation >= TPK_AGORA_4_0))
    return fail (self, error, TPK_AGORA_ERROR_MIXED,
                 self->generation == TPK_AGORA_3
                   ? ALREADY_SET
                   : "set local access point failed, You have already set the cloud proxy");

  self->access_points = TRUE;
  return TRUE;
}

/**
 * tpk_agora_session_join:
 * @self: a session
 *
 * `client.join (…)`, done: the client is in a call.
 */
void
tpk_agora_session_join (TpkAgoraSession *self)
{
  g_return_if_fail (self != NULL);

  self->connected = TRUE;
}

/**
 * tpk_agora_session_leave:
 * @self: a session
 *
 * `client.leave ()`, done: it takes its time, and until then the client is in the call.
 */
void
tpk_agora_session_leave (TpkAgoraSession *self)
{
  g_return_if_fail (self != NULL);

  self->connected = FALSE;
}

/**
 * tpk_agora_session_get_connected:
 * @self: a session
 *
 * Returns: whether the client is in a call
 */
gboolean
tpk_agora_session_get_connected (TpkAgoraSession *self)
{
  g_return_val_if_fail (self != NULL, FALSE);

  return self->connected;
}

/**
 * tpk_agora_session_get_cloud_proxy:
 * @self: a session
 *
 * Returns: whether the cloud proxy is on
 */
gboolean
tpk_agora_session_get_cloud_proxy (TpkAgoraSession *self)
{
  g_return_val_if_fail (self != NULL, FALSE);

  return self->cloud_proxy;
}

/**
 * tpk_agora_session_get_mode:
 * @self: a session
 *
 * Returns: (nullable) (transfer none): the mode of the cloud proxy as it was given
 */
JsonNode *
tpk_agora_session_get_mode (TpkAgoraSession *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return self->mode;
}

/**
 * tpk_agora_session_get_proxy_server:
 * @self: a session
 *
 * Returns: (nullable): the own signalling proxy
 */
const char *
tpk_agora_session_get_proxy_server (TpkAgoraSession *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return self->proxy_server;
}

/**
 * tpk_agora_session_get_turn_servers:
 * @self: a session
 *
 * Returns: (nullable) (transfer none): the own TURN servers as they were given
 */
JsonNode *
tpk_agora_session_get_turn_servers (TpkAgoraSession *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return self->turn_servers;
}
