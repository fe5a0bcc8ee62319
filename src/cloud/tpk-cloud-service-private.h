/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#pragma once

#include "tpk-cloud-service.h"

G_BEGIN_DECLS

/* For the files of services only; they are found in a table. */
extern const TpkCloudService tpk_cloud_agora;
extern const TpkCloudService tpk_cloud_aws;
extern const TpkCloudService tpk_cloud_azure;
extern const TpkCloudService tpk_cloud_cloudflare;
extern const TpkCloudService tpk_cloud_generic;
extern const TpkCloudService tpk_cloud_google;
extern const TpkCloudService tpk_cloud_matrix;
extern const TpkCloudService tpk_cloud_metered;
extern const TpkCloudService tpk_cloud_nextcloud;
extern const TpkCloudService tpk_cloud_turn_rest;
extern const TpkCloudService tpk_cloud_twilio;
extern const TpkCloudService tpk_cloud_whip;
extern const TpkCloudService tpk_cloud_xirsys;

const char *tpk_cloud_get        (TpkCloudSettings *settings,
                                  TpkCloudField     field);
const char *tpk_cloud_get_or     (TpkCloudSettings *settings,
                                  TpkCloudField     field,
                                  const char       *otherwise);
char       *tpk_cloud_dup_escaped (TpkCloudSettings *settings,
                                  TpkCloudField     field);
TpkImport  *tpk_cloud_read_json  (const char       *text,
                                  GError          **error);

/* A setting whose name is the same everywhere. */
#define TPK_CLOUD_USE_CA_FILE \
  { TPK_CLOUD_FIELD_CA_FILE, N_("Certificate authority"), N_("The system’s"), FALSE }
#define TPK_CLOUD_USE_USUAL_ENDPOINT(usual) \
  { TPK_CLOUD_FIELD_ENDPOINT, N_("Address, if another one"), usual, FALSE }

G_END_DECLS
