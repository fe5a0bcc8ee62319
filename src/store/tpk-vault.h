/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#pragma once

#include <json-glib/json-glib.h>

#include "tpk-lock.h"

G_BEGIN_DECLS

/* The secrets of one configuration folder: in the keyring where there is one. */
typedef struct _TpkVault TpkVault;

TpkVault *tpk_vault_new         (const char  *folder);
void      tpk_vault_free        (TpkVault    *self);
void      tpk_vault_set_may_ask (TpkVault    *self,
                                 gboolean     may_ask);
void      tpk_vault_ask_again   (TpkVault    *self);

gboolean  tpk_vault_open        (TpkVault    *self,
                                 JsonObject  *document,
                                 GPtrArray   *lost,
                                 GError     **error);
char     *tpk_vault_seal        (TpkVault    *self,
                                 const char  *text,
                                 gsize        length,
                                 gsize       *sealed_length,
                                 GError     **error);
gboolean  tpk_vault_is_absent   (TpkVault    *self);
gboolean  tpk_vault_is_plain    (TpkVault    *self);

gboolean  tpk_vault_keep        (TpkVault    *self,
                                 const char  *sealed,
                                 gsize        length,
                                 gboolean     anew,
                                 TpkLock    **lock,
                                 GError     **error);
void      tpk_vault_sweep       (TpkVault    *self,
                                 TpkLock     *held);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TpkVault, tpk_vault_free)

G_END_DECLS
