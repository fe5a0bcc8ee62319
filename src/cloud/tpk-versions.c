/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#include "config.h"

#include "tpk-versions.h"

#include <json-glib/json-glib.h>
#include <libsoup/soup.h>

/**
 * tpk_versions_dup_libraries:
 *
 * The libraries of the rooms up to this one, which is the last that brings one of its own.
 *
 * Returns: (transfer full): their names and versions, in one line: GLib's and libsoup's are those
 *   that run; libnice and json-glib cannot be asked, so theirs are those that were built with
 */
char *
tpk_versions_dup_libraries (void)
{
  return g_strdup_printf ("libnice %s, GLib %u.%u.%u, json-glib %s, libsoup %u.%u.%u", NICE_VERSION,
                          glib_major_version, glib_minor_version, glib_micro_version,
                          JSON_VERSION_S,
                          soup_get_major_version (), soup_get_minor_version (),
                          soup_get_micro_version ());
}
