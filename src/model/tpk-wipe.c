/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#define G_LOG_DOMAIN "tpk-wipe"

#include "config.h"

#include "tpk-wipe.h"

#include <string.h>

/**
 * tpk_wipe_and_free:
 * @text: (nullable) (transfer full): a password, or a text with one in it
 *
 * Overwrites the text before its memory is given back.
 */
void
tpk_wipe_and_free (char *text)
{
  if (text != NULL)
    explicit_bzero (text, strlen (text));
  g_free (text);
}
