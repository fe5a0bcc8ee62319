/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#pragma once

#include "dialects/tpk-lint.h"
#include "store/tpk-watch.h"

#include "tpk-job.h"
#include "tpk-undo-stack.h"
#include "tpk-workspace.h"

G_BEGIN_DECLS

/* What is told by properties, as it was told last. */
typedef struct {
  TpkProfile *profile;           /* (nullable) (owned) */
  char       *undo_name;         /* (nullable) (owned) */
  char       *redo_name;         /* (nullable) (owned) */
  gboolean    modified;
  gboolean    staged;
  gboolean    conflict;
  guint64     generation;
} TpkWorkspaceTold;

struct _TpkWorkspace {
  GObject           parent_instance;

  TpkStore         *store;         /* (owned) */
  GThreadPool      *pool;          /* (owned) */
  TpkDocument      *draft;         /* (owned) */
  TpkDocument      *applied;       /* (owned) */
  GListStore       *notices;       /* (element-type TpkFinding) (owned) */
  GListStore       *findings;      /* (element-type TpkFinding) (owned) */
  TpkLintMemory    *lint_memory;   /* (nullable) (owned): until disposed of */
  TpkManaged       *managed;       /* (nullable) (owned) */
  TpkWorkspaceTold  told;

  /* Editing: */
  GBytes           *applied_text;  /* (owned) */
  GBytes           *current_text;  /* (owned): the draft as of the last commit */
  TpkUndoStack     *undo;          /* (owned) */
  guint             commit_id;

  /* Saving: */
  GBytes           *disk_text;     /* (nullable) (owned): the draft file; %NULL: there is none */
  char             *base;          /* (nullable) (owned): on which document the draft was begun */
  char             *disk_base;     /* (nullable) (owned): which document is on the disk */
  GPtrArray        *flushes;       /* (element-type GTask) (owned): waiting for the draft file */
  guint             save_id;
  gboolean          saving;
  gboolean          save_forced;   /* only the base changes */

  /* Applying: */
  GBytes           *restored_text; /* (nullable) (owned): out of the history */
  GBytes           *staged_text;   /* (nullable) (owned): what the call's end will apply */
  guint64           generation;
  GFileMonitor     *calls_monitor; /* (nullable) (owned): while something is staged */
  guint             retry_id;
  gboolean          staged;
  gboolean          carrying_out;

  /* Servers that a service hands out: */
  GPtrArray        *cloud_sets;    /* (element-type TpkCloudSet) (owned): of cloud.json */
  TpkCloudKeeper   *keeper;        /* (nullable) (owned): who renews */
  TpkCloudResult   *cloud_result;  /* (nullable) (owned) */
  GFileMonitor     *cloud_monitor; /* (nullable) (owned) */
  gboolean          refreshing;
  gboolean          refresh_again;
  gboolean          cloud_waiting; /* for the last call to end */

  /* What is made from shared secrets: */
  gint64            minted_due_s;  /* when to write it anew, in seconds since 1970, or 0 */
  guint             minted_id;

  /* What others do: */
  TpkWatch         *watch;         /* (nullable) (owned) */
  GQueue            deferred;      /* (element-type GTask) (owned): applies, until it is known */
  gboolean          loaded;
  gboolean          syncing;
  gboolean          sync_again;
  gboolean          judged;        /* since the files were read */
  gboolean          conflict;
  gboolean          draft_conflict;
};

void tpk_workspace_tell              (TpkWorkspace   *self);
void tpk_workspace_add_notice        (TpkWorkspace   *self,
                                      TpkFinding     *notice);
void tpk_workspace_add_error         (TpkWorkspace   *self,
                                      const char     *code,
                                      const GError   *error);
void tpk_workspace_drop_notices      (TpkWorkspace   *self,
                                      const char     *code);
void tpk_workspace_set_text          (GBytes        **target,
                                      GBytes         *text);
void tpk_workspace_take_document     (TpkWorkspace   *self,
                                      TpkJob         *job);
GTask *tpk_workspace_new_task        (TpkWorkspace   *self,
                                      GCancellable   *cancellable,
                                      GAsyncReadyCallback callback,
                                      gpointer        user_data,
                                      gpointer        source_tag);
TpkJob *tpk_workspace_new_job        (TpkWorkspace   *self,
                                      TpkJobRun       run,
                                      TpkJobDone      done,
                                      GTask          *task);
gboolean tpk_workspace_return_error  (TpkWorkspace   *self,
                                      TpkJob         *job);

void tpk_workspace_edit_init         (TpkWorkspace   *self);
void tpk_workspace_edit_dispose      (TpkWorkspace   *self);
void tpk_workspace_update_findings   (TpkWorkspace   *self);
void tpk_workspace_replace_draft     (TpkWorkspace   *self,
                                      TpkDocument    *document,
                                      const char     *name);
gboolean tpk_workspace_redo_to       (TpkWorkspace   *self,
                                      GBytes         *text);

gboolean tpk_workspace_enforce_managed (TpkWorkspace *self);
void tpk_workspace_take_managed      (TpkWorkspace   *self,
                                      TpkJob         *job);

void tpk_workspace_schedule_save     (TpkWorkspace   *self);
void tpk_workspace_continue_saves    (TpkWorkspace   *self);
void tpk_workspace_save_dispose      (TpkWorkspace   *self);

void tpk_workspace_take_applied      (TpkWorkspace   *self,
                                      TpkJob         *job);
void tpk_workspace_set_staged        (TpkWorkspace   *self,
                                      gboolean        staged);
void tpk_workspace_watch_calls       (TpkWorkspace   *self);
void tpk_workspace_continue_applies  (TpkWorkspace   *self);
void tpk_workspace_apply_dispose     (TpkWorkspace   *self);

void tpk_workspace_cloud_init        (TpkWorkspace   *self);
void tpk_workspace_cloud_dispose     (TpkWorkspace   *self);
void tpk_workspace_cloud_applied     (TpkWorkspace   *self);
gboolean tpk_workspace_take_sets     (TpkWorkspace   *self,
                                      GPtrArray      *sets);
void tpk_workspace_refresh_clients   (TpkWorkspace   *self);
gboolean tpk_workspace_needs_cloud   (TpkWorkspace   *self);

void tpk_workspace_minted_applied    (TpkWorkspace   *self);
void tpk_workspace_minted_refreshed  (TpkWorkspace   *self,
                                      gint64          due_s);
void tpk_workspace_minted_dispose    (TpkWorkspace   *self);

void tpk_workspace_start_watch       (TpkWorkspace   *self);
void tpk_workspace_sync              (TpkWorkspace   *self);
void tpk_workspace_sync_dispose      (TpkWorkspace   *self);

G_END_DECLS
