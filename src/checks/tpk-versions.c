/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#include "config.h"

#include "tpk-versions.h"

#include <json-glib/json-glib.h>

/**
 * tpk_versions_dup_libraries:
 *
 * Returns: (transfer full): the libraries that checks depend on, with their versions: GLib's is the
 *   one that runs; libnice and json-glib cannot be asked, so theirs are those that were built with
 */
char *
tpk_versions_dup_libraries (void)
{
  return g_strdup_printf ("libnice %s, GLib %u.%u.%u, json-glib %s", NICE_VERSION,
                          glib_major_version, glib_minor_version, glib_micro_version,
                          JSON_VERSION_S);
}
