/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#pragma once

#include <gio/gio.h>

#include "model/tpk-document.h"

G_BEGIN_DECLS

#define TPK_STORE_ERROR (tpk_store_error_quark ())

typedef enum {
  TPK_STORE_ERROR_CHANGED,     /* somebody else wrote the file since it was read */
  TPK_STORE_ERROR_LOCKED,      /* another process is writing */
  TPK_STORE_ERROR_IO,
} TpkStoreError;

GQuark tpk_store_error_quark (void);

/* The configuration folder. All functions block on files and are safe to call from any one thread
 * at a time. */
#define TPK_TYPE_STORE (tpk_store_get_type ())
G_DECLARE_FINAL_TYPE (TpkStore, tpk_store, TPK, STORE, GObject)

TpkStore    *tpk_store_new              (const char   *folder);
char        *tpk_store_dup_default_folder (void);
const char  *tpk_store_get_folder       (TpkStore     *self);
char        *tpk_store_dup_path         (TpkStore     *self,
                                         const char   *name);

/* Each returns a new, empty document where there is no file; a damaged file is set aside under a
 * dated name, which is told in @set_aside. */
TpkDocument *tpk_store_load_document    (TpkStore     *self,
                                         char        **set_aside,
                                         GError      **error);
TpkDocument *tpk_store_load_draft       (TpkStore     *self,
                                         char        **set_aside,
                                         GError      **error);
gboolean     tpk_store_save_draft       (TpkStore     *self,
                                         TpkDocument  *draft,
                                         GError      **error);

/* Writes the document, its history entry and all client files, all or nothing. */
gboolean     tpk_store_apply            (TpkStore     *self,
                                         TpkDocument  *document,
                                         GListModel   *changes,
                                         gboolean      overwrite_foreign,
                                         GError      **error);

/* TpkFileChange for every file that applying @document would write, unchanged ones too. */
GListModel  *tpk_store_plan             (TpkStore     *self,
                                         TpkDocument  *document,
                                         gint64        now_s,
                                         GError      **error);

gboolean     tpk_store_call_in_progress (TpkStore     *self);

G_END_DECLS
