/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#include "config.h"

#include "tpk-cli.h"

#include <libintl.h>
#include <locale.h>
#include <nice/debug.h>

int
main (int   argc,
      char *argv[])
{
  /* libnice would write user names and passwords to the debug log. */
  nice_debug_disable (TRUE);

  setlocale (LC_ALL, "");
  bindtextdomain (GETTEXT_PACKAGE, LOCALEDIR);
  bind_textdomain_codeset (GETTEXT_PACKAGE, "UTF-8");
  textdomain (GETTEXT_PACKAGE);

  return tpk_cli_run (argc, argv);
}
