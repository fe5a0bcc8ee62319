/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#pragma once

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

/* The modes of a vendor's cloud proxy. Which of them an SDK generation knows is its dialect's
 * business. */
typedef enum {
  TPK_CLOUD_MODE_AUTOMATIC,
  TPK_CLOUD_MODE_UDP,          /* Agora: startProxyServer (3), "Force UDP" */
  TPK_CLOUD_MODE_TLS,          /* Agora: startProxyServer (5), "Force TCP", always TLS 443 */
} TpkCloudMode;

#define TPK_TYPE_CLOUD_MODE (tpk_cloud_mode_get_type ())
GType tpk_cloud_mode_get_type (void) G_GNUC_CONST;

#define TPK_TYPE_CLOUD_SETTINGS (tpk_cloud_settings_get_type ())
G_DECLARE_FINAL_TYPE (TpkCloudSettings, tpk_cloud_settings, TPK, CLOUD_SETTINGS, GObject)

TpkCloudSettings *tpk_cloud_settings_new           (void);
TpkCloudSettings *tpk_cloud_settings_new_from_json (JsonObject        *object,
                                                    GError           **error);
JsonObject       *tpk_cloud_settings_to_json       (TpkCloudSettings  *self);
void              tpk_cloud_settings_assign        (TpkCloudSettings  *self,
                                                    TpkCloudSettings  *other);

const char       *tpk_cloud_settings_get_service   (TpkCloudSettings  *self);
void              tpk_cloud_settings_set_service   (TpkCloudSettings  *self,
                                                    const char        *service);
const char       *tpk_cloud_settings_get_sdk       (TpkCloudSettings  *self);
void              tpk_cloud_settings_set_sdk       (TpkCloudSettings  *self,
                                                    const char        *sdk);
TpkCloudMode      tpk_cloud_settings_get_mode      (TpkCloudSettings  *self);
void              tpk_cloud_settings_set_mode      (TpkCloudSettings  *self,
                                                    TpkCloudMode       mode);
const char       *tpk_cloud_settings_get_app_id    (TpkCloudSettings  *self);
void              tpk_cloud_settings_set_app_id    (TpkCloudSettings  *self,
                                                    const char        *app_id);

const char       *tpk_cloud_mode_to_string         (TpkCloudMode       mode);
gboolean          tpk_cloud_mode_from_string       (const char        *text,
                                                    TpkCloudMode      *mode);

G_END_DECLS
