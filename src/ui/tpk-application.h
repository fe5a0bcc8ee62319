/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

#define TPK_TYPE_APPLICATION (tpk_application_get_type ())
G_DECLARE_FINAL_TYPE (TpkApplication, tpk_application, TPK, APPLICATION, AdwApplication)

TpkApplication *tpk_application_new            (void);

/* What goes on behind the windows may keep the process, and lead to them. */
void            tpk_application_set_background (TpkApplication *self,
                                                gboolean        background);
gboolean        tpk_application_has_window     (TpkApplication *self);
void            tpk_application_show_profile   (TpkApplication *self,
                                                const char     *name);

G_END_DECLS
