/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#define G_LOG_DOMAIN "tpk-url-mask"

#include "config.h"

#include "tpk-url-mask.h"

#include <string.h>

#define MASK "•••"

/**
 * tpk_url_dup_masked:
 * @text: a URL of any scheme, valid or not
 *
 * A URL for people, reports and error texts: what is before the last "@" is masked, since people
 * paste URLs with user name and password in them.
 *
 * Returns: (transfer full): UTF-8, also where @text is not
 */
char *
tpk_url_dup_masked (const char *text)
{
  g_autofree char *valid = NULL;
  const char *at, *start;

  g_return_val_if_fail (text != NULL, NULL);

  valid = g_utf8_make_valid (text, -1);
  at = strrchr (valid, '@');
  if (at == NULL)
    return g_steal_pointer (&valid);

  start = strchr (valid, ':');
  start = start != NULL && start < at ? start + 1 : valid;
  if (g_str_has_prefix (start, "//"))
    start += 2;

  return g_strdup_printf ("%.*s" MASK "%s", (int) (start - valid), valid, at);
}
