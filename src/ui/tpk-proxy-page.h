/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#pragma once

#include <gtk/gtk.h>

#include "workspace/tpk-workspace.h"

G_BEGIN_DECLS

#define TPK_TYPE_PROXY_PAGE (tpk_proxy_page_get_type ())
G_DECLARE_FINAL_TYPE (TpkProxyPage, tpk_proxy_page, TPK, PROXY_PAGE, GtkWidget)

GtkWidget *tpk_proxy_page_new           (void);
void       tpk_proxy_page_set_workspace (TpkProxyPage *self,
                                         TpkWorkspace *workspace);

G_END_DECLS
