/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#define G_LOG_DOMAIN "tpk-cloud-service"

#include "config.h"

#include "tpk-cloud-service-private.h"

#include <glib/gi18n-lib.h>

#include "dialects/tpk-dialect.h"
#include "dialects/tpk-service-json.h"
#include "dialects/tpk-service-lifetime.h"
#include "model/tpk-json.h"

#include "tpk-cloud-code.h"

/* The cloud proxies there are, in the order in which they are shown. */
static const TpkCloudService *const services[] = {
  &tpk_cloud_agora,
  &tpk_cloud_turn_rest,
  &tpk_cloud_twilio,
  &tpk_cloud_cloudflare,
  &tpk_cloud_metered,
  &tpk_cloud_xirsys,
  &tpk_cloud_matrix,
  &tpk_cloud_nextcloud,
  &tpk_cloud_azure,
  &tpk_cloud_aws,
  &tpk_cloud_google,
  &tpk_cloud_whip,
  &tpk_cloud_generic,
};

/* No answer of a service is larger. */
#define MAX_BYTES (1024 * 1024)

const char *
tpk_cloud_get (TpkCloudSettings *settings,
               TpkCloudField     field)
{
  return tpk_cloud_settings_get_text (settings, field);
}

const char *
tpk_cloud_get_or (TpkCloudSettings *settings,
                  TpkCloudField     field,
                  const char       *otherwise)
{
  const char *text = tpk_cloud_settings_get_text (settings, field);

  return *text != '\0' ? text : otherwise;
}

/* For a part of a path. */
char *
tpk_cloud_dup_escaped (TpkCloudSettings *settings,
                       TpkCloudField     field)
{
  return g_uri_escape_string (tpk_cloud_settings_get_text (settings, field), NULL, FALSE);
}

/* Unlike what people paste, an answer is JSON from its first byte to its last. */
TpkImport *
tpk_cloud_read_json (const char  *text,
                     GError     **error)
{
  g_autoptr (TpkImport) import = tpk_import_new ("service");
  g_autoptr (JsonNode) root = NULL;

  root = tpk_json_parse (text, -1, MAX_BYTES, NULL);
  if (root == NULL) {
    g_set_error_literal (error, TPK_CLOUD_ERROR, TPK_CLOUD_CODE_NOT_JSON, "");
    return NULL;
  }

  if (!tpk_service_json_read (text, import, error))
    return NULL;

  return g_steal_pointer (&import);
}

/**
 * tpk_cloud_services_get:
 * @n_services: (out) (optional): how many
 *
 * Returns: (transfer none) (array length=n_services): all cloud proxies, in the order to show them
 */
const TpkCloudService *const *
tpk_cloud_services_get (guint *n_services)
{
  if (n_services != NULL)
    *n_services = G_N_ELEMENTS (services);

  return services;
}

/**
 * tpk_cloud_service_find:
 * @id: the ID of a service
 *
 * Returns: (transfer none) (nullable): the service
 */
const TpkCloudService *
tpk_cloud_service_find (const char *id)
{
  g_return_val_if_fail (id != NULL, NULL);

  for (guint i = 0; i < G_N_ELEMENTS (services); i++) {
    if (g_str_equal (services[i]->id, id))
      return services[i];
  }

  return NULL;
}

/**
 * tpk_cloud_service_get_n_uses:
 * @self: a service
 *
 * Returns: how many settings it needs
 */
guint
tpk_cloud_service_get_n_uses (const TpkCloudService *self)
{
  guint n = 0;

  g_return_val_if_fail (self != NULL, 0);

  while (n < TPK_CLOUD_MAX_USES && self->uses[n].label != NULL)
    n++;

  return n;
}

/**
 * tpk_cloud_hands_out_servers:
 * @settings: the cloud settings of a profile
 *
 * Returns: whether they name a service that can be asked for servers, and not a vendor whose SDK
 *   finds them by itself
 */
gboolean
tpk_cloud_hands_out_servers (TpkCloudSettings *settings)
{
  const TpkCloudService *service;

  g_return_val_if_fail (TPK_IS_CLOUD_SETTINGS (settings), FALSE);

  service = tpk_cloud_service_find (tpk_cloud_settings_get_service (settings));

  return service != NULL && !service->is_vendor;
}

static gboolean
check_uses (const TpkCloudService *self,
            TpkCloudSettings      *settings,
            GError               **error)
{
  for (guint i = 0; i < tpk_cloud_service_get_n_uses (self); i++) {
    const TpkCloudUse *use = &self->uses[i];

    if (!use->required || *tpk_cloud_settings_get_text (settings, use->field) != '\0')
      continue;

    g_set_error (error, TPK_CLOUD_ERROR, TPK_CLOUD_CODE_SETTINGS,
                 /* Translators: the name of a setting, as “Account”. */
                 _("“%s” is missing."), _(use->label));
    return FALSE;
  }

  return TRUE;
}

/**
 * tpk_cloud_service_new_request:
 * @self: a service that can be asked
 * @settings: what is known
 * @now_s: Unix time, for requests that are signed
 * @error: a return location
 *
 * Returns: (transfer full) (nullable): what to send, or %NULL with a `TPK_CLOUD_ERROR` when
 *   something is missing, or the secret would cross the network unprotected
 */
TpkCloudRequest *
tpk_cloud_service_new_request (const TpkCloudService  *self,
                               TpkCloudSettings       *settings,
                               gint64                  now_s,
                               GError                **error)
{
  g_autoptr (TpkCloudRequest) request = NULL;
  guint lifetime_s;

  g_return_val_if_fail (self != NULL && self->build != NULL, NULL);
  g_return_val_if_fail (TPK_IS_CLOUD_SETTINGS (settings), NULL);

  if (!check_uses (self, settings, error))
    return NULL;

  lifetime_s = tpk_cloud_settings_get_lifetime_s (settings);
  lifetime_s = MIN (lifetime_s != 0 ? lifetime_s : self->lifetime_s, self->max_lifetime_s);
  request = self->build (settings, lifetime_s, now_s, error);
  if (request == NULL || !tpk_cloud_request_validate (request, error))
    return NULL;

  request->lifetime_s = self->grants ? lifetime_s : 0;

  return g_steal_pointer (&request);
}

/**
 * tpk_cloud_service_read:
 * @self: a service
 * @settings: what it was asked with
 * @answer: its answer
 * @error: a return location
 *
 * Returns: (transfer full) (nullable): an import with at least one server, or %NULL with a
 *   `TPK_CLOUD_ERROR` or a `TPK_DIALECT_ERROR`
 */
TpkImport *
tpk_cloud_service_read (const TpkCloudService  *self,
                        TpkCloudSettings       *settings,
                        const TpkCloudAnswer   *answer,
                        GError                **error)
{
  g_autoptr (TpkImport) import = NULL;

  g_return_val_if_fail (self != NULL, NULL);
  g_return_val_if_fail (answer != NULL, NULL);

  import = self->read != NULL ? self->read (settings, answer, error)
                              : tpk_cloud_read_json (answer->body, error);
  if (import == NULL)
    return NULL;

  if (tpk_profile_get_n_servers (tpk_import_get_profile (import)) == 0) {
    g_set_error_literal (error, TPK_CLOUD_ERROR, TPK_CLOUD_CODE_NO_SERVERS, "");
    return NULL;
  }

  tpk_service_lifetime_finish (import);

  return g_steal_pointer (&import);
}
