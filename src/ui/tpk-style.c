/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#define G_LOG_DOMAIN "tpk-style"

#include "config.h"

#include "tpk-style.h"

#include <gtk/gtk.h>

#include "tpk-cut-text.h"
#include "tpk-resources.h"

/**
 * tpk_style_init:
 *
 * Makes known what windows are built of: the resources and the icons in them. Has windows tell what
 * they cut off. To be called once, before the first window.
 */
void
tpk_style_init (void)
{
  GtkIconTheme *theme = gtk_icon_theme_get_for_display (gdk_display_get_default ());

  /* The linker would leave the resources out of a program that only finds them by path. */
  g_resources_register (tpk_get_resource ());
  gtk_icon_theme_add_resource_path (theme, APP_PATH "/icons");
  tpk_cut_text_init ();
}
