/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#pragma once

#include "cloud/tpk-cloud-fetch.h"
#include "cloud/tpk-cloud-service.h"
#include "tpk-test-service.h"

G_BEGIN_DECLS

TpkCloudSettings *cf_settings    (const char                 *service,
                                  TpkTestService             *server,
                                  const char                 *path);
TpkCloudResult   *cf_fetch_full  (TpkCloudSettings           *settings,
                                  const TpkCloudFetchOptions *options,
                                  GCancellable               *cancellable);
TpkCloudResult   *cf_fetch       (TpkCloudSettings           *settings);
void              cf_assert_code (TpkCloudResult             *result,
                                  const char                 *code);
char             *cf_dup_urls    (TpkCloudSet                *set);

G_END_DECLS
