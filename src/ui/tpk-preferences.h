/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#pragma once

#include <adwaita.h>

#include "workspace/tpk-workspace.h"

G_BEGIN_DECLS

#define TPK_TYPE_PREFERENCES (tpk_preferences_get_type ())
G_DECLARE_FINAL_TYPE (TpkPreferences, tpk_preferences, TPK, PREFERENCES, AdwPreferencesWindow)

GtkWidget *tpk_preferences_new         (GSettings      *settings,
                                        TpkWorkspace   *workspace);
void       tpk_preferences_set_ca_file (TpkPreferences *self,
                                        const char     *path);

G_END_DECLS
