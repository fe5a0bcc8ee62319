/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#pragma once

#include "cloud/tpk-cloud-set.h"

#include "tpk-group.h"

G_BEGIN_DECLS

#define TPK_TYPE_CLOUD_SERVERS_GROUP (tpk_cloud_servers_group_get_type ())
G_DECLARE_FINAL_TYPE (TpkCloudServersGroup, tpk_cloud_servers_group, TPK, CLOUD_SERVERS_GROUP,
                      TpkGroup)

GtkWidget *tpk_cloud_servers_group_new     (void);
void       tpk_cloud_servers_group_set_set (TpkCloudServersGroup *self,
                                            TpkCloudSet          *set);

G_END_DECLS
