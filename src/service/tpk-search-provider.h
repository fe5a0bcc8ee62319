/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#pragma once

#include "workspace/tpk-workspace.h"

G_BEGIN_DECLS

/* Lets profiles be found in the search of GNOME Shell. */
#define TPK_TYPE_SEARCH_PROVIDER (tpk_search_provider_get_type ())
G_DECLARE_FINAL_TYPE (TpkSearchProvider, tpk_search_provider, TPK, SEARCH_PROVIDER, GObject)

TpkSearchProvider *tpk_search_provider_new           (void);
gboolean           tpk_search_provider_export        (TpkSearchProvider *self,
                                                      GDBusConnection   *connection,
                                                      const char        *path,
                                                      GError           **error);
void               tpk_search_provider_unexport      (TpkSearchProvider *self);
void               tpk_search_provider_set_workspace (TpkSearchProvider *self,
                                                      TpkWorkspace      *workspace);

G_END_DECLS
