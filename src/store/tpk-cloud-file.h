/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#pragma once

#include "cloud/tpk-cloud-set.h"

G_BEGIN_DECLS

/* cloud.json: what services handed out, shared by all programs of one configuration folder. */
#define TPK_CLOUD_FILE_NAME "cloud.json"
#define TPK_CLOUD_LOCK_NAME "cloud.lock"

GPtrArray   *tpk_cloud_file_load (const char   *folder);
TpkCloudSet *tpk_cloud_file_find (GPtrArray    *sets,
                                  TpkProfile   *profile);
gboolean     tpk_cloud_file_save (const char   *folder,
                                  TpkCloudSet  *set,
                                  gint64        now_s,
                                  GError      **error);

G_END_DECLS
