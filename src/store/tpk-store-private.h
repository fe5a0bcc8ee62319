/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#pragma once

#include "tpk-atomic-file.h"
#include "tpk-lock.h"
#include "tpk-mask.h"
#include "tpk-store.h"
#include "tpk-transaction.h"
#include "tpk-vault.h"
#include "tpk-written.h"

G_BEGIN_DECLS

#define TPK_STORE_WRITTEN_NAME "written.json"
#define TPK_STORE_HISTORY_NAME "history"
#define TPK_STORE_HISTORY_LENGTH 20

struct _TpkStore {
  GObject       parent_instance;

  char         *folder;                      /* (owned) */
  GMutex        mutex;
  TpkVault     *vault;                       /* (owned) */
  GPtrArray    *notices;                     /* (element-type TpkFinding) (owned); under the mutex */
  TpkFileStamp  stamps[TPK_STORE_N_FILES];   /* as last read or written here; under the mutex */
};

gboolean  tpk_store_is_sandboxed   (void);

/* With the mutex held. */
TpkLock  *tpk_store_lock_folder    (TpkStore        *self,
                                    GError         **error);
gboolean  tpk_store_check_unchanged (TpkStore       *self,
                                    TpkStoreFile     file,
                                    GBytes         **contents,
                                    GError         **error);
void      tpk_store_set_changed    (GError         **error,
                                    const char      *path);
gboolean  tpk_store_save_written   (TpkStore        *self,
                                    TpkWritten      *written,
                                    GError         **error);

/* Without the mutex, for it can mean to ask somebody. */
TpkDocument *tpk_store_open_document (TpkStore     *self,
                                    JsonNode        *root,
                                    TpkFinding     **notice,
                                    GError         **error);
TpkDocument *tpk_store_open_text   (TpkStore        *self,
                                    GBytes          *contents,
                                    GError         **error);
gboolean  tpk_store_check_managed  (TpkDocument     *document,
                                    GError         **error);
/* With the mutex held again. */
gboolean  tpk_store_tell_secrets   (TpkStore        *self,
                                    TpkWritten      *written,
                                    const char      *text,
                                    gsize            length);

gboolean  tpk_store_add_history    (TpkStore        *self,
                                    TpkTransaction  *transaction,
                                    GBytes          *old_document,
                                    const char      *text,
                                    gsize            length,
                                    GError         **error);
void      tpk_store_prune_history  (TpkStore        *self);

G_END_DECLS
