/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#define G_LOG_DOMAIN "tpk-cloud-result"

#include "config.h"

#include "tpk-cloud-result.h"

#include <glib/gi18n-lib.h>

#include "model/tpk-json.h"

/**
 * TpkCloudResult:
 *
 * How asking a service ended: a code with its sentence and advice, the steps on the way with their
 * times, and the servers if there are any. Nothing in it but the set has a secret.
 */
struct _TpkCloudResult {
  GObject parent_instance;

  TpkCloudResultData data;
};

G_DEFINE_FINAL_TYPE (TpkCloudResult, tpk_cloud_result, G_TYPE_OBJECT)

static const struct {
  const char *string;
  const char *name;
} stages[TPK_CLOUD_N_STAGES] = {
  [TPK_CLOUD_STAGE_RESOLVE] = { "resolve", N_("Look up the name") },
  [TPK_CLOUD_STAGE_CONNECT] = { "connect", N_("Connect") },
  [TPK_CLOUD_STAGE_TLS] = { "tls", N_("Encrypt (TLS)") },
  [TPK_CLOUD_STAGE_HTTP] = { "http", N_("Ask (HTTP)") },
};

static void
tpk_cloud_result_finalize (GObject *object)
{
  TpkCloudResult *self = TPK_CLOUD_RESULT (object);

  tpk_cloud_result_data_clear (&self->data);

  G_OBJECT_CLASS (tpk_cloud_result_parent_class)->finalize (object);
}

static void
tpk_cloud_result_class_init (TpkCloudResultClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->finalize = tpk_cloud_result_finalize;
}

static void
tpk_cloud_result_init (TpkCloudResult *self)
{
}

void
tpk_cloud_result_data_init (TpkCloudResultData *data,
                            const char         *service)
{
  *data = (TpkCloudResultData) { .service = g_intern_string (service) };
  data->notes = g_ptr_array_new_with_free_func (g_object_unref);
}

void
tpk_cloud_result_data_clear (TpkCloudResultData *data)
{
  g_clear_pointer (&data->host, g_free);
  g_clear_pointer (&data->reason, g_free);
  g_clear_object (&data->set);
  g_clear_pointer (&data->notes, g_ptr_array_unref);
}

/* Takes over what @data owns. */
TpkCloudResult *
tpk_cloud_result_new_take (TpkCloudResultData *data)
{
  TpkCloudResult *self = g_object_new (TPK_TYPE_CLOUD_RESULT, NULL);

  self->data = *data;
  *data = (TpkCloudResultData) { 0 };

  return self;
}

/**
 * tpk_cloud_result_is_ok:
 * @self: a result
 *
 * Returns: whether there are servers
 */
gboolean
tpk_cloud_result_is_ok (TpkCloudResult *self)
{
  g_return_val_if_fail (TPK_IS_CLOUD_RESULT (self), FALSE);

  return self->data.code == TPK_CLOUD_CODE_OK;
}

/**
 * tpk_cloud_result_get_code:
 * @self: a result
 *
 * Returns: how it ended
 */
TpkCloudCode
tpk_cloud_result_get_code (TpkCloudResult *self)
{
  g_return_val_if_fail (TPK_IS_CLOUD_RESULT (self), TPK_CLOUD_CODE_CANCELLED);

  return self->data.code;
}

/**
 * tpk_cloud_result_get_service:
 * @self: a result
 *
 * Returns: (transfer none): the ID of the service
 */
const char *
tpk_cloud_result_get_service (TpkCloudResult *self)
{
  g_return_val_if_fail (TPK_IS_CLOUD_RESULT (self), NULL);

  return self->data.service;
}

/**
 * tpk_cloud_result_get_host:
 * @self: a result
 *
 * Returns: (transfer none) (nullable): who was asked
 */
const char *
tpk_cloud_result_get_host (TpkCloudResult *self)
{
  g_return_val_if_fail (TPK_IS_CLOUD_RESULT (self), NULL);

  return self->data.host;
}

/**
 * tpk_cloud_result_dup_summary:
 * @self: a result
 *
 * Returns: (transfer full): what happened
 */
char *
tpk_cloud_result_dup_summary (TpkCloudResult *self)
{
  g_return_val_if_fail (TPK_IS_CLOUD_RESULT (self), NULL);

  return tpk_cloud_code_dup_summary (self->data.code, self->data.host, self->data.http_status,
                                     self->data.reason);
}

/**
 * tpk_cloud_result_dup_advice:
 * @self: a result
 *
 * Returns: (transfer full): the next step, and who can take it
 */
char *
tpk_cloud_result_dup_advice (TpkCloudResult *self)
{
  g_return_val_if_fail (TPK_IS_CLOUD_RESULT (self), NULL);

  return tpk_cloud_code_dup_advice (self->data.code, self->data.host, self->data.http_status,
                                    self->data.reason);
}

/**
 * tpk_cloud_result_get_http_status:
 * @self: a result
 *
 * Returns: the HTTP status, 0 when it did not come to that
 */
guint
tpk_cloud_result_get_http_status (TpkCloudResult *self)
{
  g_return_val_if_fail (TPK_IS_CLOUD_RESULT (self), 0);

  return self->data.http_status;
}

/**
 * tpk_cloud_result_get_retry_after_s:
 * @self: a result
 *
 * Returns: how many seconds the service wants to be left alone, 0 when it did not say
 */
guint
tpk_cloud_result_get_retry_after_s (TpkCloudResult *self)
{
  g_return_val_if_fail (TPK_IS_CLOUD_RESULT (self), 0);

  return self->data.retry_after_s;
}

/**
 * tpk_cloud_result_get_elapsed_ms:
 * @self: a result
 *
 * Returns: milliseconds from the beginning to the end
 */
double
tpk_cloud_result_get_elapsed_ms (TpkCloudResult *self)
{
  g_return_val_if_fail (TPK_IS_CLOUD_RESULT (self), 0);

  return self->data.elapsed_ms;
}

/**
 * tpk_cloud_result_get_stage:
 * @self: a result
 * @id: a step
 * @ms: (out) (optional): how long it took
 *
 * Returns: how the step ended; skipped when it was not needed or not reached
 */
TpkStageState
tpk_cloud_result_get_stage (TpkCloudResult  *self,
                            TpkCloudStageId  id,
                            double          *ms)
{
  g_return_val_if_fail (TPK_IS_CLOUD_RESULT (self), TPK_STAGE_STATE_SKIPPED);
  g_return_val_if_fail ((guint) id < TPK_CLOUD_N_STAGES, TPK_STAGE_STATE_SKIPPED);

  if (ms != NULL)
    *ms = self->data.stages[id].ms;

  return self->data.stages[id].state;
}

/**
 * tpk_cloud_result_get_set:
 * @self: a result
 *
 * Returns: (transfer none) (nullable): the servers
 */
TpkCloudSet *
tpk_cloud_result_get_set (TpkCloudResult *self)
{
  g_return_val_if_fail (TPK_IS_CLOUD_RESULT (self), NULL);

  return self->data.set;
}

/**
 * tpk_cloud_result_get_notes:
 * @self: a result
 *
 * Returns: (transfer none) (element-type TpkFinding): what was odd about the answer
 */
GPtrArray *
tpk_cloud_result_get_notes (TpkCloudResult *self)
{
  g_return_val_if_fail (TPK_IS_CLOUD_RESULT (self), NULL);

  return self->data.notes;
}

/**
 * tpk_cloud_set_dup_public_json:
 * @set: a set
 *
 * Returns: (transfer full): its servers without passwords, for people and scripts
 */
JsonArray *
tpk_cloud_set_dup_public_json (TpkCloudSet *set)
{
  JsonArray *servers = json_array_new ();

  g_return_val_if_fail (TPK_IS_CLOUD_SET (set), servers);

  for (guint i = 0; i < tpk_cloud_set_get_n_servers (set); i++) {
    TpkServer *server = tpk_cloud_set_get_server (set, i);
    const char *username = tpk_credential_get_username (tpk_server_get_credential (server));
    JsonObject *object = json_object_new ();
    JsonArray *urls = json_array_new ();

    for (guint j = 0; j < tpk_server_get_n_urls (server); j++)
      json_array_add_string_element (urls, tpk_ice_url_get_text (tpk_server_get_url (server, j)));
    json_object_set_array_member (object, "urls", urls);
    if (username != NULL)
      tpk_json_set_string (object, "username", username);
    json_array_add_object_element (servers, object);
  }

  return servers;
}

static const char *
get_state (TpkCloudResult *self)
{
  switch (self->data.code) {
  case TPK_CLOUD_CODE_OK:
    return "passed";
  case TPK_CLOUD_CODE_CANCELLED:
    return "cancelled";
  case TPK_CLOUD_CODE_SETTINGS:
  case TPK_CLOUD_CODE_INSECURE:
  case TPK_CLOUD_CODE_NO_NETWORK:
    return "untested";
  default:
    return "failed";
  }
}

static JsonArray *
stages_to_json (TpkCloudResult *self)
{
  JsonArray *array = json_array_new ();

  for (guint i = 0; i < TPK_CLOUD_N_STAGES; i++) {
    const TpkCloudStage *stage = &self->data.stages[i];
    JsonObject *object;

    if (stage->state == TPK_STAGE_STATE_PENDING || stage->state == TPK_STAGE_STATE_SKIPPED)
      continue;

    object = json_object_new ();
    json_object_set_string_member (object, "name", stages[i].string);
    json_object_set_string_member (object, "state", tpk_stage_state_to_string (stage->state));
    json_object_set_double_member (object, "ms", stage->ms);
    json_array_add_object_element (array, object);
  }

  return array;
}

/**
 * tpk_cloud_result_to_json:
 * @self: a result
 *
 * Returns: (transfer full): everything but passwords
 */
JsonObject *
tpk_cloud_result_to_json (TpkCloudResult *self)
{
  g_autofree char *summary = tpk_cloud_result_dup_summary (self);
  g_autofree char *advice = tpk_cloud_result_dup_advice (self);
  JsonObject *object = json_object_new ();

  g_return_val_if_fail (TPK_IS_CLOUD_RESULT (self), NULL);

  json_object_set_string_member (object, "service", self->data.service);
  if (self->data.host != NULL)
    tpk_json_set_string (object, "host", self->data.host);
  json_object_set_string_member (object, "state", get_state (self));
  json_object_set_string_member (object, "code", tpk_cloud_code_to_string (self->data.code));
  json_object_set_string_member (object, "summary", summary);
  json_object_set_string_member (object, "advice", advice);
  if (self->data.http_status != 0)
    json_object_set_int_member (object, "http_status", self->data.http_status);
  if (self->data.retry_after_s != 0)
    json_object_set_int_member (object, "retry_after_s", self->data.retry_after_s);
  json_object_set_double_member (object, "elapsed_ms", self->data.elapsed_ms);
  json_object_set_array_member (object, "stages", stages_to_json (self));

  return object;
}

/**
 * tpk_cloud_stage_id_to_string:
 * @id: a step
 *
 * Returns: (transfer none): its stable name
 */
const char *
tpk_cloud_stage_id_to_string (TpkCloudStageId id)
{
  g_return_val_if_fail ((guint) id < TPK_CLOUD_N_STAGES, NULL);

  return stages[id].string;
}

/**
 * tpk_cloud_stage_id_get_name:
 * @id: a step
 *
 * Returns: (transfer none): its name for people
 */
const char *
tpk_cloud_stage_id_get_name (TpkCloudStageId id)
{
  g_return_val_if_fail ((guint) id < TPK_CLOUD_N_STAGES, NULL);

  return _(stages[id].name);
}
