/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#define G_LOG_DOMAIN "tpk-result"

#include "config.h"

#include "tpk-result.h"

#include "model/tpk-url-mask.h"

/**
 * TpkResult:
 *
 * An immutable snapshot of what is known of one target: one URL, one address, one transport. The
 * checking thread makes it, the thread of the caller reads it.
 */
struct _TpkResult {
  GObject parent_instance;

  char *url;                /* (owned) */
  char *server;             /* (nullable) (owned) */
  char *server_id;          /* (nullable) (owned) */
  char *address;            /* (nullable) (owned) */
  guint16 port;
  GSocketFamily family;
  TpkWire wire;

  TpkResultState state;
  TpkStageId stage;
  const char *code;         /* (nullable) (unowned): static */
  int stun_error;
  char *summary;            /* (nullable) (owned) */
  char *advice;             /* (nullable) (owned) */

  GPtrArray *stages;        /* (element-type TpkStage) (owned) */
  GListStore *stage_list;   /* (nullable) (owned): made when somebody asks */
  char *relayed;            /* (nullable) (owned) */
  char *mapped;             /* (nullable) (owned) */
  char *proxy;              /* (nullable) (owned) */
  TpkProxy *via;            /* (nullable) (owned) */
  double elapsed_ms;
  double rtt_ms;
  JsonObject *tls;          /* (nullable) (owned) */
  TpkQuality quality;
};

G_DEFINE_FINAL_TYPE (TpkResult, tpk_result, G_TYPE_OBJECT)

static const char *const states[] = {
  [TPK_RESULT_STATE_RUNNING] = "running",
  [TPK_RESULT_STATE_PASSED] = "passed",
  [TPK_RESULT_STATE_DEGRADED] = "degraded",
  [TPK_RESULT_STATE_FAILED] = "failed",
  [TPK_RESULT_STATE_UNTESTED] = "untested",
  [TPK_RESULT_STATE_CANCELLED] = "cancelled",
};

static const char *const wires[] = {
  [TPK_WIRE_UDP] = "udp",
  [TPK_WIRE_TCP] = "tcp",
  [TPK_WIRE_TLS] = "tls",
  [TPK_WIRE_DTLS] = "dtls",
};

static void
tpk_result_finalize (GObject *object)
{
  TpkResult *self = TPK_RESULT (object);

  g_clear_pointer (&self->url, g_free);
  g_clear_pointer (&self->server, g_free);
  g_clear_pointer (&self->server_id, g_free);
  g_clear_pointer (&self->address, g_free);
  g_clear_pointer (&self->summary, g_free);
  g_clear_pointer (&self->advice, g_free);
  g_clear_pointer (&self->stages, g_ptr_array_unref);
  g_clear_object (&self->stage_list);
  g_clear_pointer (&self->relayed, g_free);
  g_clear_pointer (&self->mapped, g_free);
  g_clear_pointer (&self->proxy, g_free);
  g_clear_pointer (&self->via, tpk_proxy_unref);
  g_clear_pointer (&self->tls, json_object_unref);

  G_OBJECT_CLASS (tpk_result_parent_class)->finalize (object);
}

static void
tpk_result_class_init (TpkResultClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->finalize = tpk_result_finalize;
}

static void
tpk_result_init (TpkResult *self)
{
  self->stages = g_ptr_array_new_with_free_func (g_object_unref);
}

/**
 * tpk_result_new:
 * @fields: what is known of the target
 *
 * Returns: (transfer full): a new snapshot
 */
TpkResult *
tpk_result_new (const TpkResultFields *fields)
{
  TpkResult *self;

  g_return_val_if_fail (fields != NULL, NULL);
  g_return_val_if_fail (fields->url != NULL, NULL);

  self = g_object_new (TPK_TYPE_RESULT, NULL);
  self->url = tpk_url_dup_masked (fields->url);
  self->server = g_strdup (fields->server);
  self->server_id = g_strdup (fields->server_id);
  self->address = g_strdup (fields->address);
  self->port = fields->port;
  self->family = fields->family;
  self->wire = fields->wire;
  self->state = fields->state;
  self->stage = fields->stage;
  self->code = fields->code;
  self->stun_error = fields->stun_error;
  self->summary = g_strdup (fields->summary);
  self->advice = g_strdup (fields->advice);
  for (guint i = 0; i < fields->n_stages; i++)
    g_ptr_array_add (self->stages, g_object_ref (fields->stages[i]));
  self->relayed = g_strdup (fields->relayed);
  self->mapped = g_strdup (fields->mapped);
  self->proxy = g_strdup (fields->proxy);
  self->via = fields->via ? tpk_proxy_ref (fields->via) : NULL;
  self->elapsed_ms = fields->elapsed_ms;
  self->rtt_ms = fields->rtt_ms;
  self->tls = fields->tls ? json_object_ref (fields->tls) : NULL;
  self->quality = fields->quality;

  return self;
}

/**
 * tpk_result_get_url:
 * @self: a result
 *
 * Returns: (transfer none): the URL as it was typed
 */
const char *
tpk_result_get_url (TpkResult *self)
{
  g_return_val_if_fail (TPK_IS_RESULT (self), NULL);

  return self->url;
}

/**
 * tpk_result_get_server:
 * @self: a result
 *
 * Returns: (nullable) (transfer none): the label of the server
 */
const char *
tpk_result_get_server (TpkResult *self)
{
  g_return_val_if_fail (TPK_IS_RESULT (self), NULL);

  return self->server;
}

/**
 * tpk_result_get_server_id:
 * @self: a result
 *
 * Returns: (nullable) (transfer none): the identifier of the server in its profile
 */
const char *
tpk_result_get_server_id (TpkResult *self)
{
  g_return_val_if_fail (TPK_IS_RESULT (self), NULL);

  return self->server_id;
}

/**
 * tpk_result_get_address:
 * @self: a result
 *
 * Returns: (nullable) (transfer none): the address that was dialled; %NULL before it is known
 */
const char *
tpk_result_get_address (TpkResult *self)
{
  g_return_val_if_fail (TPK_IS_RESULT (self), NULL);

  return self->address;
}

/**
 * tpk_result_get_port:
 * @self: a result
 *
 * Returns: the port that was dialled
 */
guint16
tpk_result_get_port (TpkResult *self)
{
  g_return_val_if_fail (TPK_IS_RESULT (self), 0);

  return self->port;
}

/**
 * tpk_result_get_family:
 * @self: a result
 *
 * Returns: the family of the address; %G_SOCKET_FAMILY_INVALID before it is known
 */
GSocketFamily
tpk_result_get_family (TpkResult *self)
{
  g_return_val_if_fail (TPK_IS_RESULT (self), G_SOCKET_FAMILY_INVALID);

  return self->family;
}

/**
 * tpk_result_get_wire:
 * @self: a result
 *
 * Returns: the transport to the server
 */
TpkWire
tpk_result_get_wire (TpkResult *self)
{
  g_return_val_if_fail (TPK_IS_RESULT (self), TPK_WIRE_UDP);

  return self->wire;
}

/**
 * tpk_result_get_state:
 * @self: a result
 *
 * Returns: how far the target is, or how it ended
 */
TpkResultState
tpk_result_get_state (TpkResult *self)
{
  g_return_val_if_fail (TPK_IS_RESULT (self), TPK_RESULT_STATE_UNTESTED);

  return self->state;
}

/**
 * tpk_result_get_stage:
 * @self: a result
 *
 * Returns: the stage that runs, that failed, or that was the last to pass
 */
TpkStageId
tpk_result_get_stage (TpkResult *self)
{
  g_return_val_if_fail (TPK_IS_RESULT (self), TPK_STAGE_RESOLVE);

  return self->stage;
}

/**
 * tpk_result_get_code:
 * @self: a result
 *
 * Returns: (nullable) (transfer none): the stable code; %NULL while running
 */
const char *
tpk_result_get_code (TpkResult *self)
{
  g_return_val_if_fail (TPK_IS_RESULT (self), NULL);

  return self->code;
}

/**
 * tpk_result_get_stun_error:
 * @self: a result
 *
 * Returns: the number of the STUN error that ended it, or 0
 */
int
tpk_result_get_stun_error (TpkResult *self)
{
  g_return_val_if_fail (TPK_IS_RESULT (self), 0);

  return self->stun_error;
}

/**
 * tpk_result_get_summary:
 * @self: a result
 *
 * Returns: (nullable) (transfer none): what happened, in one plain sentence; %NULL while running
 */
const char *
tpk_result_get_summary (TpkResult *self)
{
  g_return_val_if_fail (TPK_IS_RESULT (self), NULL);

  return self->summary;
}

/**
 * tpk_result_get_advice:
 * @self: a result
 *
 * Returns: (nullable) (transfer none): the next step and who can take it
 */
const char *
tpk_result_get_advice (TpkResult *self)
{
  g_return_val_if_fail (TPK_IS_RESULT (self), NULL);

  return self->advice;
}

/**
 * tpk_result_get_stages:
 * @self: a result
 *
 * To be called in one thread only, the one that shows the result.
 *
 * Returns: (transfer none): the #TpkStage objects of the ladder, in their order
 */
GListModel *
tpk_result_get_stages (TpkResult *self)
{
  g_return_val_if_fail (TPK_IS_RESULT (self), NULL);

  /* A thousand targets are often only counted, so the list is made late. */
  if (self->stage_list == NULL) {
    self->stage_list = g_list_store_new (TPK_TYPE_STAGE);
    g_list_store_splice (self->stage_list, 0, 0, self->stages->pdata, self->stages->len);
  }

  return G_LIST_MODEL (self->stage_list);
}

/**
 * tpk_result_get_relayed:
 * @self: a result
 *
 * Returns: (nullable) (transfer none): the relayed address, `address:port`
 */
const char *
tpk_result_get_relayed (TpkResult *self)
{
  g_return_val_if_fail (TPK_IS_RESULT (self), NULL);

  return self->relayed;
}

/**
 * tpk_result_get_mapped:
 * @self: a result
 *
 * Returns: (nullable) (transfer none): how the server sees this computer, `address:port`
 */
const char *
tpk_result_get_mapped (TpkResult *self)
{
  g_return_val_if_fail (TPK_IS_RESULT (self), NULL);

  return self->mapped;
}

/**
 * tpk_result_get_proxy:
 * @self: a result
 *
 * Returns: (transfer none) (nullable): `direct`, the proxy as `http://host:port` or
 *   `socks5://host:port`, or `cannot be proxied`; %NULL while that is not known
 */
const char *
tpk_result_get_proxy (TpkResult *self)
{
  g_return_val_if_fail (TPK_IS_RESULT (self), NULL);

  return self->proxy;
}

TpkProxy *
tpk_result_get_via (TpkResult *self)
{
  g_return_val_if_fail (TPK_IS_RESULT (self), NULL);

  return self->via;
}

/**
 * tpk_result_get_elapsed_ms:
 * @self: a result
 *
 * Returns: how long the target has taken, in milliseconds
 */
double
tpk_result_get_elapsed_ms (TpkResult *self)
{
  g_return_val_if_fail (TPK_IS_RESULT (self), 0.0);

  return self->elapsed_ms;
}

/**
 * tpk_result_get_rtt_ms:
 * @self: a result
 *
 * Returns: the median round trip in milliseconds; below 0 when it is not known
 */
double
tpk_result_get_rtt_ms (TpkResult *self)
{
  g_return_val_if_fail (TPK_IS_RESULT (self), -1.0);

  return self->rtt_ms;
}

/**
 * tpk_result_get_tls:
 * @self: a result
 *
 * Returns: (nullable) (transfer none): version, cipher and certificate of the encrypted connection
 */
JsonObject *
tpk_result_get_tls (TpkResult *self)
{
  g_return_val_if_fail (TPK_IS_RESULT (self), NULL);

  return self->tls;
}

/**
 * tpk_result_get_quality:
 * @self: a result
 *
 * Returns: (nullable) (transfer none): what the data stage measured
 */
const TpkQuality *
tpk_result_get_quality (TpkResult *self)
{
  g_return_val_if_fail (TPK_IS_RESULT (self), NULL);

  return self->quality.known ? &self->quality : NULL;
}

/**
 * tpk_result_is_usable:
 * @self: a result
 *
 * Returns: whether a call could use this target
 */
gboolean
tpk_result_is_usable (TpkResult *self)
{
  g_return_val_if_fail (TPK_IS_RESULT (self), FALSE);

  return self->state == TPK_RESULT_STATE_PASSED || self->state == TPK_RESULT_STATE_DEGRADED;
}

/**
 * tpk_result_find_stage:
 * @self: a result
 * @id: a stage
 *
 * Returns: (transfer none) (nullable): the stage, if the target has it
 */
TpkStage *
tpk_result_find_stage (TpkResult  *self,
                       TpkStageId  id)
{
  g_return_val_if_fail (TPK_IS_RESULT (self), NULL);

  for (guint i = 0; i < self->stages->len; i++) {
    TpkStage *stage = g_ptr_array_index (self->stages, i);

    if (tpk_stage_get_id (stage) == id)
      return stage;
  }

  return NULL;
}

/**
 * tpk_result_has_passed:
 * @self: a result
 * @id: a stage
 *
 * Returns: whether the target has that stage and passed it
 */
gboolean
tpk_result_has_passed (TpkResult  *self,
                       TpkStageId  id)
{
  TpkStage *stage;

  g_return_val_if_fail (TPK_IS_RESULT (self), FALSE);

  stage = tpk_result_find_stage (self, id);

  return stage != NULL && tpk_stage_get_state (stage) == TPK_STAGE_STATE_PASSED;
}

static const char *
family_to_string (GSocketFamily family)
{
  if (family == G_SOCKET_FAMILY_IPV4)
    return "ipv4";

  return family == G_SOCKET_FAMILY_IPV6 ? "ipv6" : NULL;
}

static void
set_string_or_null (JsonObject *object,
                    const char *name,
                    const char *value)
{
  if (value != NULL)
    json_object_set_string_member (object, name, value);
  else
    json_object_set_null_member (object, name);
}

static JsonArray *
stages_to_json (TpkResult *self)
{
  JsonArray *array = json_array_new ();

  for (guint i = 0; i < self->stages->len; i++)
    json_array_add_object_element (array, tpk_stage_to_json (g_ptr_array_index (self->stages, i)));

  return array;
}

/**
 * tpk_result_to_json:
 * @self: a result
 *
 * Returns: (transfer full): the result as `check --json` writes it
 */
JsonObject *
tpk_result_to_json (TpkResult *self)
{
  JsonObject *object;

  g_return_val_if_fail (TPK_IS_RESULT (self), NULL);

  object = json_object_new ();
  json_object_set_string_member (object, "url", self->url);
  set_string_or_null (object, "server", self->server);
  set_string_or_null (object, "address", self->address);
  json_object_set_int_member (object, "port", self->port);
  set_string_or_null (object, "family", family_to_string (self->family));
  json_object_set_string_member (object, "transport", tpk_wire_to_string (self->wire));
  json_object_set_string_member (object, "state", tpk_result_state_to_string (self->state));
  json_object_set_string_member (object, "stage", tpk_stage_id_to_string (self->stage));
  set_string_or_null (object, "code", self->code);
  if (self->stun_error > 0)
    json_object_set_int_member (object, "stun_error", self->stun_error);
  set_string_or_null (object, "summary", self->summary);
  set_string_or_null (object, "advice", self->advice);
  json_object_set_double_member (object, "elapsed_ms", self->elapsed_ms);
  json_object_set_array_member (object, "stages", stages_to_json (self));
  set_string_or_null (object, "relayed", self->relayed);
  set_string_or_null (object, "mapped", self->mapped);
  set_string_or_null (object, "proxy", self->proxy);
  if (self->tls != NULL)
    json_object_set_object_member (object, "tls", json_object_ref (self->tls));
  else
    json_object_set_null_member (object, "tls");
  if (self->quality.known)
    json_object_set_object_member (object, "quality", tpk_quality_to_json (&self->quality));

  return object;
}

const char *
tpk_result_state_to_string (TpkResultState state)
{
  g_return_val_if_fail (state < G_N_ELEMENTS (states), NULL);

  return states[state];
}

const char *
tpk_wire_to_string (TpkWire wire)
{
  g_return_val_if_fail (wire < G_N_ELEMENTS (wires), NULL);

  return wires[wire];
}
