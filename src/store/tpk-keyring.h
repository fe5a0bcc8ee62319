/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

#define TPK_KEYRING_ERROR (tpk_keyring_error_quark ())

typedef enum {
  TPK_KEYRING_ERROR_UNAVAILABLE, /* there is no Secret Service, so secrets live in the document */
  TPK_KEYRING_ERROR_LOCKED,      /* it would have to ask, and must not */
  TPK_KEYRING_ERROR_DISMISSED,   /* it asked, and nobody unlocked it */
  TPK_KEYRING_ERROR_FAILED,      /* it does not answer in time, or answers with an error */
} TpkKeyringError;

GQuark    tpk_keyring_error_quark (void);

/* One text for each configuration folder, in the Secret Service. All block; none may be called on a
 * main loop. */
gboolean  tpk_keyring_lookup      (const char  *folder,
                                   gboolean     may_ask,
                                   char       **text,
                                   GError     **error);
gboolean  tpk_keyring_save        (const char  *folder,
                                   const char  *text,
                                   gboolean     may_ask,
                                   GError     **error);
gboolean  tpk_keyring_unlock      (gboolean     may_ask,
                                   GError     **error);
void      tpk_keyring_free_text   (char        *text);

G_END_DECLS
