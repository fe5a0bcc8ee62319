/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#pragma once

#include "tpk-poller.h"
#include "tpk-proxy.h"
#include "tpk-target.h"

G_BEGIN_DECLS

/* Finds out how the servers of a run are reached: through which proxy, at which addresses. */
typedef struct _TpkPathFinder TpkPathFinder;

typedef struct {
  gboolean          proxy_known;
  TpkProxy         *proxy;       /* (nullable): NULL for none */
  GPtrArray        *addresses;   /* (element-type GInetAddress): of the proxy, or of the server */
  const TpkFailure *failure;     /* (nullable): when there are no addresses */
  double            ms;          /* how long it took */
} TpkPath;

typedef void (*TpkPathFunc) (TpkTargetSpec *spec,
                             const TpkPath *path,
                             gpointer       user_data);

TpkPathFinder *tpk_path_finder_new           (TpkPoller     *poller,
                                              guint          timeout_ms,
                                              TpkPathFunc    func,
                                              gpointer       user_data);
void           tpk_path_finder_free          (TpkPathFinder *self);
void           tpk_path_finder_set_proxy     (TpkPathFinder *self,
                                              TpkProxy      *proxy);
void           tpk_path_finder_find          (TpkPathFinder *self,
                                              TpkTargetSpec *spec);
guint          tpk_path_finder_get_n_pending (TpkPathFinder *self);
void           tpk_path_finder_cancel        (TpkPathFinder *self);

G_END_DECLS
