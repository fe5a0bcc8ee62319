/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#pragma once

#include "tpk-vault.h"

G_BEGIN_DECLS

struct _TpkVault {
  char       *folder;        /* (owned) */
  GMutex      mutex;
  GHashTable *secrets;       /* (element-type utf8 utf8) (owned): by reference, all ever seen */
  GHashTable *references;    /* (element-type utf8 utf8) (owned): by secret */
  GHashTable *stored;        /* (nullable) (element-type utf8) (owned): what the item has */
  gboolean    may_ask;
  gboolean    dismissed;     /* nobody is asked again until tpk_vault_ask_again() */
  int         absent;        /* (atomic): there was no keyring when one was looked for last */
};

/* With the mutex held. */
void     tpk_vault_take_item (TpkVault    *self,
                              JsonObject  *item);
gboolean tpk_vault_refresh   (TpkVault    *self,
                              gboolean     may_ask,
                              GError     **error);

G_END_DECLS
