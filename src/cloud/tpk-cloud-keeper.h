/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#pragma once

#include <gio/gio.h>

#include "tpk-cloud-result.h"

G_BEGIN_DECLS

typedef enum {
  TPK_CLOUD_KEEPER_IDLE,        /* nobody to ask */
  TPK_CLOUD_KEEPER_EMPTY,       /* nothing yet */
  TPK_CLOUD_KEEPER_GOOD,
  TPK_CLOUD_KEEPER_FAILING,     /* the last set is still good, but was not renewed */
  TPK_CLOUD_KEEPER_OVER,        /* the last set has ended */
} TpkCloudKeeperState;

/* Asks a service in time, again and again, and keeps the last good set. */
#define TPK_TYPE_CLOUD_KEEPER (tpk_cloud_keeper_get_type ())
G_DECLARE_FINAL_TYPE (TpkCloudKeeper, tpk_cloud_keeper, TPK, CLOUD_KEEPER, GObject)

TpkCloudKeeper      *tpk_cloud_keeper_new            (void);
void                 tpk_cloud_keeper_keep           (TpkCloudKeeper   *self,
                                                      TpkCloudSettings *settings,
                                                      TpkCloudSet      *set);
void                 tpk_cloud_keeper_hurry          (TpkCloudKeeper   *self);

TpkCloudKeeperState  tpk_cloud_keeper_get_state      (TpkCloudKeeper   *self);
TpkCloudSet         *tpk_cloud_keeper_get_set        (TpkCloudKeeper   *self);
TpkCloudResult      *tpk_cloud_keeper_get_result     (TpkCloudKeeper   *self);
gint64               tpk_cloud_keeper_get_next_s     (TpkCloudKeeper   *self);

G_END_DECLS
