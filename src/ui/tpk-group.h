/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

#define TPK_TYPE_GROUP (tpk_group_get_type ())

G_DECLARE_DERIVABLE_TYPE (TpkGroup, tpk_group, TPK, GROUP, AdwPreferencesGroup)

struct _TpkGroupClass
{
  AdwPreferencesGroupClass parent_class;
};

GtkWidget *tpk_group_new (void);

G_END_DECLS
