/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#pragma once

#include "tpk-service.h"

G_BEGIN_DECLS

/* Checks again when the computer has come to another network, if the settings ask for that. */
#define TPK_TYPE_BACKGROUND (tpk_background_get_type ())
G_DECLARE_FINAL_TYPE (TpkBackground, tpk_background, TPK, BACKGROUND, GObject)

TpkBackground *tpk_background_new      (TpkService      *service,
                                        GNetworkMonitor *monitor,
                                        GSettings       *settings);
void           tpk_background_start    (TpkBackground   *self);
gboolean       tpk_background_is_asked (TpkBackground   *self);

G_END_DECLS
