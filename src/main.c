/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#include "config.h"

#include <glib/gi18n.h>
#include <locale.h>
#include <nice/nice.h>

#include "ui/tpk-application.h"

int
main (int   argc,
      char *argv[])
{
  g_autoptr (TpkApplication) application = NULL;

  /* libnice logs credentials when it is asked to debug. */
  nice_debug_disable (TRUE);

  setlocale (LC_ALL, "");
  bindtextdomain (GETTEXT_PACKAGE, LOCALEDIR);
  bind_textdomain_codeset (GETTEXT_PACKAGE, "UTF-8");
  textdomain (GETTEXT_PACKAGE);

  application = tpk_application_new ();

  return g_application_run (G_APPLICATION (application), argc, argv);
}
