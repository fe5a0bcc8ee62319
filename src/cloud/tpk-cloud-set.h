/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#pragma once

#include "model/tpk-profile.h"

G_BEGIN_DECLS

/* An immutable value: the servers that a service handed out, and until when they are good. */
#define TPK_TYPE_CLOUD_SET (tpk_cloud_set_get_type ())
G_DECLARE_FINAL_TYPE (TpkCloudSet, tpk_cloud_set, TPK, CLOUD_SET, GObject)

TpkCloudSet *tpk_cloud_set_new            (const char        *service,
                                           const char        *key,
                                           GPtrArray         *servers,
                                           gint64             fetched_s,
                                           gint64             expires_s);
TpkCloudSet *tpk_cloud_set_new_from_json  (JsonObject        *object,
                                           GError           **error);
JsonObject  *tpk_cloud_set_to_json        (TpkCloudSet       *self);

const char  *tpk_cloud_set_get_service    (TpkCloudSet       *self);
const char  *tpk_cloud_set_get_key        (TpkCloudSet       *self);
guint        tpk_cloud_set_get_n_servers  (TpkCloudSet       *self);
TpkServer   *tpk_cloud_set_get_server     (TpkCloudSet       *self,
                                           guint              position);
gint64       tpk_cloud_set_get_fetched_s  (TpkCloudSet       *self);
gint64       tpk_cloud_set_get_expires_s  (TpkCloudSet       *self);
gint64       tpk_cloud_set_get_renewal_s  (TpkCloudSet       *self);
gboolean     tpk_cloud_set_is_good        (TpkCloudSet       *self,
                                           gint64             now_s);
gboolean     tpk_cloud_set_equal          (TpkCloudSet       *self,
                                           TpkCloudSet       *other);

/* By what sets are told apart: who was asked, and for what. */
char        *tpk_cloud_set_dup_key        (TpkCloudSettings  *settings);
/* What clients are given: @profile itself, or one of the servers that were handed out. */
TpkProfile  *tpk_cloud_dup_effective      (TpkProfile        *profile,
                                           TpkCloudSet       *set,
                                           gint64             now_s);
gboolean     tpk_cloud_profile_asks       (TpkProfile        *profile);

G_END_DECLS
