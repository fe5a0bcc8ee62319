/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#define G_LOG_DOMAIN "tpk-style"

#include "config.h"

#include "tpk-style.h"

#include <gtk/gtk.h>

#include "tpk-combo-row.h"
#include "tpk-cut-text.h"
#include "tpk-group.h"
#include "tpk-resources.h"
#include "tpk-spare-layout.h"
#include "tpk-steady-layout.h"

/**
 * tpk_style_init:
 *
 * Makes known what windows are built of: the resources, the icons in them, and the widgets that most
 * templates name. Has windows tell what they cut off. To be called once, before the first window.
 */
void
tpk_style_init (void)
{
  GtkIconTheme *theme = gtk_icon_theme_get_for_display (gdk_display_get_default ());

  /* The linker would leave the resources out of a program that only finds them by path. */
  g_resources_register (tpk_get_resource ());
  gtk_icon_theme_add_resource_path (theme, APP_PATH "/icons");
  g_type_ensure (TPK_TYPE_COMBO_ROW);
  g_type_ensure (TPK_TYPE_GROUP);
  g_type_ensure (TPK_TYPE_SPARE_LAYOUT);
  g_type_ensure (TPK_TYPE_STEADY_LAYOUT);
  tpk_cut_text_init ();
}
