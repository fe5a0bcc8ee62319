/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#pragma once

#include <gio/gio.h>

#include "tpk-cloud-result.h"

G_BEGIN_DECLS

/* How a service is asked. A zero member means the default. */
typedef struct {
  guint           timeout_ms;  /* everything together; default 10 000 */
  gint64          now_s;       /* Unix time; default the clock's */
  GProxyResolver *proxies;     /* (nullable) (unowned): default the system's */
} TpkCloudFetchOptions;

void            tpk_cloud_fetch_async  (TpkCloudSettings           *settings,
                                        const TpkCloudFetchOptions *options,
                                        GCancellable               *cancellable,
                                        GAsyncReadyCallback         callback,
                                        gpointer                    user_data);
TpkCloudResult *tpk_cloud_fetch_finish (GAsyncResult               *result);

G_END_DECLS
