/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#pragma once

#include <gio/gio.h>

#include "model/tpk-document.h"
#include "model/tpk-managed.h"

#include "tpk-lock.h"

G_BEGIN_DECLS

#define TPK_STORE_ERROR (tpk_store_error_quark ())

typedef enum {
  TPK_STORE_ERROR_CHANGED,     /* somebody else wrote the file since it was read */
  TPK_STORE_ERROR_LOCKED,      /* another process is writing */
  TPK_STORE_ERROR_IO,
  TPK_STORE_ERROR_CLIENT_FILE, /* a client file that cannot be written as the document says */
  TPK_STORE_ERROR_NO_HISTORY,  /* nothing was applied before */
  TPK_STORE_ERROR_MANAGED,     /* an administrator has locked it */
} TpkStoreError;

GQuark tpk_store_error_quark (void);

/**
 * TpkStoreFile:
 * @TPK_STORE_DOCUMENT: turnpike.json, what was applied
 * @TPK_STORE_DRAFT: draft.json, what is being edited; not there while it equals the document
 * @TPK_STORE_STAGED: staged.json, what will be applied when the last call ends
 *
 * The documents in the configuration folder.
 */
typedef enum {
  TPK_STORE_DOCUMENT,
  TPK_STORE_DRAFT,
  TPK_STORE_STAGED,
} TpkStoreFile;

#define TPK_STORE_N_FILES 3

/* What calls read, written by each apply beside the client files. */
#define TPK_STORE_RTC_NAME "rtc-configuration.json"

typedef enum {
  TPK_STORE_APPLY_NONE              = 0,
  TPK_STORE_APPLY_OVERWRITE_FOREIGN = 1 << 0,   /* also what somebody else changed */
  TPK_STORE_APPLY_STEP_BACK         = 1 << 1,   /* out of the history: no new entry */
} TpkStoreApplyFlags;

/* The configuration folder. All functions that read or write block on files, and all are safe to
 * call from any thread. */
#define TPK_TYPE_STORE (tpk_store_get_type ())
G_DECLARE_FINAL_TYPE (TpkStore, tpk_store, TPK, STORE, GObject)

TpkStore    *tpk_store_new              (const char   *folder);
char        *tpk_store_dup_default_folder (void);
const char  *tpk_store_get_folder       (TpkStore     *self);
char        *tpk_store_dup_path         (TpkStore     *self,
                                         const char   *name);

void         tpk_store_set_may_ask      (TpkStore     *self,
                                         gboolean      may_ask);
void         tpk_store_ask_again        (TpkStore     *self);
GPtrArray   *tpk_store_take_notices     (TpkStore     *self);
gboolean     tpk_store_has_keyring      (TpkStore     *self);

/* What an administrator has set, for everybody on this machine. */
TpkManaged  *tpk_store_load_managed     (GPtrArray    *notices);

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

gboolean     tpk_store_apply_full       (TpkStore     *self,
                                         TpkDocument  *document,
                                         GListModel   *changes,
                                         TpkStoreApplyFlags flags,
                                         GError      **error);

/* TpkFileChange for every file that applying @document would write, unchanged ones too. */
GListModel  *tpk_store_plan             (TpkStore     *self,
                                         TpkDocument  *document,
                                         gint64        now_s,
                                         GError      **error);

/* TpkClientStatus for rtc-configuration.json and every client file of @document. */
GListModel  *tpk_store_survey           (TpkStore     *self,
                                         TpkDocument  *document,
                                         TpkDocument  *applied,
                                         gint64        now_s);
gboolean     tpk_store_rewrite          (TpkStore     *self,
                                         TpkDocument  *applied,
                                         const char   *path,
                                         GError      **error);

gboolean     tpk_store_call_in_progress (TpkStore     *self);
GListModel  *tpk_store_list_calls       (TpkStore     *self);
TpkLock     *tpk_store_hold_off_calls   (TpkStore     *self,
                                         GError      **error);

/* The documents one by one. */
const char  *tpk_store_file_get_name    (TpkStoreFile  file);
gboolean     tpk_store_load             (TpkStore     *self,
                                         TpkStoreFile  file,
                                         TpkDocument **document,
                                         TpkFinding  **notice,
                                         GError      **error);
gboolean     tpk_store_save             (TpkStore     *self,
                                         TpkStoreFile  file,
                                         const char   *text,
                                         gsize         length,
                                         const char   *base,
                                         GError      **error);
gboolean     tpk_store_remove           (TpkStore     *self,
                                         TpkStoreFile  file,
                                         GError      **error);
gboolean     tpk_store_was_changed      (TpkStore     *self,
                                         TpkStoreFile  file);

char        *tpk_store_dup_base         (TpkStore     *self,
                                         TpkStoreFile  file);
gboolean     tpk_store_is_outdated      (TpkStore     *self,
                                         TpkStoreFile  file);
guint64      tpk_store_get_generation   (TpkStore     *self);

/* What was applied, the newest first. */
char       **tpk_store_list_history     (TpkStore     *self);
GDateTime   *tpk_store_history_get_time (const char   *entry);
TpkDocument *tpk_store_load_history     (TpkStore     *self,
                                         const char   *entry,
                                         GError      **error);
char        *tpk_store_dup_previous     (TpkStore     *self,
                                         GError      **error);

G_END_DECLS
