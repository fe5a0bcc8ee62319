/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#pragma once

#include <gio/gio.h>

#include "tpk-allow-list.h"
#include "tpk-cloud-settings.h"
#include "tpk-finding.h"
#include "tpk-route.h"
#include "tpk-server.h"

G_BEGIN_DECLS

#define TPK_TYPE_PROFILE (tpk_profile_get_type ())
G_DECLARE_FINAL_TYPE (TpkProfile, tpk_profile, TPK, PROFILE, GObject)

TpkProfile       *tpk_profile_new                  (const char  *name);
TpkProfile       *tpk_profile_new_from_json        (JsonObject  *object,
                                                    GError     **error);
JsonObject       *tpk_profile_to_json              (TpkProfile  *self);
void              tpk_profile_assign               (TpkProfile  *self,
                                                    TpkProfile  *other);
void              tpk_profile_freeze               (TpkProfile  *self);
void              tpk_profile_thaw                 (TpkProfile  *self);

const char       *tpk_profile_get_name             (TpkProfile  *self);
void              tpk_profile_set_name             (TpkProfile  *self,
                                                    const char  *name);
TpkRoute          tpk_profile_get_route            (TpkProfile  *self);
void              tpk_profile_set_route            (TpkProfile  *self,
                                                    TpkRoute     route);
gboolean          tpk_profile_get_relay_only       (TpkProfile  *self);
void              tpk_profile_set_relay_only       (TpkProfile  *self,
                                                    gboolean     relay_only);
const char       *tpk_profile_get_signalling_proxy (TpkProfile  *self);
void              tpk_profile_set_signalling_proxy (TpkProfile  *self,
                                                    const char  *url);
TpkCloudSettings *tpk_profile_get_cloud            (TpkProfile  *self);
TpkAllowList     *tpk_profile_get_allow_list       (TpkProfile  *self);

GListModel       *tpk_profile_get_servers          (TpkProfile  *self);
guint             tpk_profile_get_n_servers        (TpkProfile  *self);
TpkServer        *tpk_profile_get_server           (TpkProfile  *self,
                                                    guint        position);
gboolean          tpk_profile_find_server          (TpkProfile  *self,
                                                    TpkServer   *server,
                                                    guint       *position);
TpkServer        *tpk_profile_find_expiring        (TpkProfile  *self,
                                                    gint64      *expiry_s);
void              tpk_profile_insert_server        (TpkProfile  *self,
                                                    guint        position,
                                                    TpkServer   *server);
void              tpk_profile_append_server        (TpkProfile  *self,
                                                    TpkServer   *server);
void              tpk_profile_append_servers       (TpkProfile  *self,
                                                    TpkServer  **servers,
                                                    guint        n_servers);
void              tpk_profile_replace_servers      (TpkProfile  *self,
                                                    GPtrArray   *servers);
void              tpk_profile_remove_server        (TpkProfile  *self,
                                                    guint        position);
void              tpk_profile_move_server          (TpkProfile  *self,
                                                    guint        from,
                                                    guint        to);
gboolean          tpk_profile_apply_fix            (TpkProfile  *self,
                                                    TpkFinding  *finding,
                                                    GError     **error);

G_END_DECLS
