/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#pragma once

#include <adwaita.h>

#include "cloud/tpk-cloud-service.h"

G_BEGIN_DECLS

GtkWidget *tpk_cloud_field_row_new    (TpkCloudSettings      *settings,
                                       const TpkCloudUse     *use);
GtkWidget *tpk_cloud_lifetime_row_new (TpkCloudSettings      *settings,
                                       const TpkCloudService *service);

G_END_DECLS
