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

/* What is said in words. Which of them a service needs is a row of its table in cloud/. */
typedef enum {
  TPK_CLOUD_FIELD_SERVICE,     /* the ID of the vendor or the service */
  TPK_CLOUD_FIELD_SDK,         /* of a vendor: the version that the calling client uses */
  TPK_CLOUD_FIELD_APP_ID,      /* of a vendor: how it knows the customer's app */
  TPK_CLOUD_FIELD_ENDPOINT,    /* where the service is asked: an https URL */
  TPK_CLOUD_FIELD_ACCOUNT,     /* how the service knows the customer */
  TPK_CLOUD_FIELD_SECRET,      /* its password, token or key */
  TPK_CLOUD_FIELD_USER,        /* for whom servers are asked */
  TPK_CLOUD_FIELD_REGION,      /* where servers shall be; of a vendor: areas, with commas between */
  TPK_CLOUD_FIELD_CA_FILE,     /* PEM, who may sign the service's certificate */
  TPK_CLOUD_FIELD_METHOD,      /* generic service: how it is asked */
  TPK_CLOUD_FIELD_HEADERS,     /* generic service: `Name: value`, one a line */
  TPK_CLOUD_FIELD_BODY,        /* generic service: what it is sent */
  TPK_CLOUD_FIELD_LIST_PATH,   /* generic service: where in its answer the list is, as `data.ice` */
} TpkCloudField;

#define TPK_CLOUD_N_FIELDS (TPK_CLOUD_FIELD_LIST_PATH + 1)

/* Beyond this no service lets a credential live: 31 days. */
#define TPK_CLOUD_MAX_LIFETIME_S (31 * 24 * 60 * 60)

#define TPK_TYPE_CLOUD_SETTINGS (tpk_cloud_settings_get_type ())
G_DECLARE_FINAL_TYPE (TpkCloudSettings, tpk_cloud_settings, TPK, CLOUD_SETTINGS, GObject)

TpkCloudSettings *tpk_cloud_settings_new           (void);
TpkCloudSettings *tpk_cloud_settings_new_from_json (JsonObject        *object,
                                                    GError           **error);
JsonObject       *tpk_cloud_settings_to_json       (TpkCloudSettings  *self);
void              tpk_cloud_settings_assign        (TpkCloudSettings  *self,
                                                    TpkCloudSettings  *other);

const char       *tpk_cloud_settings_get_text      (TpkCloudSettings  *self,
                                                    TpkCloudField      field);
void              tpk_cloud_settings_set_text      (TpkCloudSettings  *self,
                                                    TpkCloudField      field,
                                                    const char        *text);
guint             tpk_cloud_settings_get_lifetime_s (TpkCloudSettings *self);
void              tpk_cloud_settings_set_lifetime_s (TpkCloudSettings *self,
                                                     guint             lifetime_s);
gboolean          tpk_cloud_settings_get_testing   (TpkCloudSettings  *self);
void              tpk_cloud_settings_set_testing   (TpkCloudSettings  *self,
                                                    gboolean           testing);

const char       *tpk_cloud_settings_get_service   (TpkCloudSettings  *self);
void              tpk_cloud_settings_set_service   (TpkCloudSettings  *self,
                                                    const char        *service);
void              tpk_cloud_settings_switch_service (TpkCloudSettings *self,
                                                     const char       *service);
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

const char       *tpk_cloud_field_to_string        (TpkCloudField      field);
gboolean          tpk_cloud_field_from_string      (const char        *text,
                                                    TpkCloudField     *field);

G_END_DECLS
