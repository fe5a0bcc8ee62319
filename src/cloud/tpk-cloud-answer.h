/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#pragma once

#include "tpk-cloud-result.h"
#include "tpk-cloud-service.h"

G_BEGIN_DECLS

void tpk_cloud_answer_set_error  (TpkCloudResultData    *data,
                                  TpkCloudSettings      *settings,
                                  const GError          *error,
                                  GTlsCertificateFlags   tls_errors);
void tpk_cloud_answer_set_status (TpkCloudResultData    *data,
                                  TpkCloudSettings      *settings,
                                  const char            *body);
void tpk_cloud_answer_read       (TpkCloudResultData    *data,
                                  const TpkCloudService *service,
                                  TpkCloudSettings      *settings,
                                  const TpkCloudAnswer  *answer,
                                  guint                  lifetime_s,
                                  gint64                 now_s);
guint tpk_cloud_answer_read_retry_after (const char     *header,
                                         const char     *body,
                                         gint64          now_s);

G_END_DECLS
