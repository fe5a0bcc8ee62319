/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#pragma once

#include "dialects/tpk-import.h"
#include "model/tpk-cloud-settings.h"

#include "tpk-cloud-request.h"

G_BEGIN_DECLS

/* A setting that a service needs, as the window and the command line show it. */
typedef struct {
  TpkCloudField field;
  const char   *label;        /* untranslated (mark with N_()) */
  const char   *hint;         /* (nullable): an example, or what stands there when it is empty */
  gboolean      required;
} TpkCloudUse;

#define TPK_CLOUD_MAX_USES 10

/* An answer of a service, whole. */
typedef struct {
  const char *body;           /* valid UTF-8, ends with a zero byte */
  const char *links;          /* its `Link` headers, one a line; "" when there are none */
} TpkCloudAnswer;

/**
 * TpkCloudService:
 * @id: the stable name, as the document writes it
 * @name: the name people know, untranslated (mark with N_())
 * @is_vendor: whether the vendor's SDK finds its relays by itself, so that nothing can be asked
 * @uses: which settings it needs, in the order in which they are shown
 * @lifetime_s: how long a life is asked for when nothing is said; 0: it cannot be asked for
 * @max_lifetime_s: the longest that may be asked for; 0: it cannot be asked for
 * @grants: whether a life that was asked for is given without being told
 * @build: (nullable): the request, made from settings that have all that is required
 * @read: (nullable): the servers in an answer; %NULL for what all have in common
 *
 * A cloud proxy. To add one, add one file and one row in tpk-cloud-service.c.
 */
typedef struct {
  const char  *id;
  const char  *name;
  gboolean     is_vendor;
  TpkCloudUse  uses[TPK_CLOUD_MAX_USES];
  guint        lifetime_s;
  guint        max_lifetime_s;
  gboolean     grants;

  TpkCloudRequest * (* build) (TpkCloudSettings      *settings,
                               guint                  lifetime_s,
                               gint64                 now_s,
                               GError               **error);
  TpkImport       * (* read)  (TpkCloudSettings      *settings,
                               const TpkCloudAnswer  *answer,
                               GError               **error);
} TpkCloudService;

const TpkCloudService *const *tpk_cloud_services_get       (guint                  *n_services);
const TpkCloudService        *tpk_cloud_service_find       (const char             *id);
guint                         tpk_cloud_service_get_n_uses (const TpkCloudService  *self);
TpkCloudRequest              *tpk_cloud_service_new_request (const TpkCloudService *self,
                                                             TpkCloudSettings      *settings,
                                                             gint64                 now_s,
                                                             GError               **error);
TpkImport                    *tpk_cloud_service_read       (const TpkCloudService  *self,
                                                            TpkCloudSettings       *settings,
                                                            const TpkCloudAnswer   *answer,
                                                            GError                **error);
gboolean                      tpk_cloud_hands_out_servers  (TpkCloudSettings       *settings);

G_END_DECLS
