/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#pragma once

#include <gio/gio.h>

#include "checks/tpk-check-run.h"
#include "cloud/tpk-cloud-keeper.h"
#include "model/tpk-document.h"
#include "store/tpk-client-status.h"
#include "store/tpk-file-change.h"
#include "store/tpk-store.h"

G_BEGIN_DECLS

typedef enum {
  TPK_APPLY_OUTCOME_APPLIED,
  TPK_APPLY_OUTCOME_STAGED,        /* a call is in progress: carried out when it ends */
} TpkApplyOutcome;

#define TPK_WORKSPACE_ERROR (tpk_workspace_error_quark ())

typedef enum {
  TPK_WORKSPACE_ERROR_INVALID,     /* an error finding stands in the way of applying */
  TPK_WORKSPACE_ERROR_CHANGED,     /* somebody else changed the files */
  TPK_WORKSPACE_ERROR_CLOUD,       /* the cloud service handed out no servers */
} TpkWorkspaceError;

GQuark          tpk_workspace_error_quark          (void);

/* One working session on one configuration folder: draft, undo, findings, check, apply. */
#define TPK_TYPE_WORKSPACE (tpk_workspace_get_type ())
G_DECLARE_FINAL_TYPE (TpkWorkspace, tpk_workspace, TPK, WORKSPACE, GObject)

TpkWorkspace   *tpk_workspace_new                  (TpkStore             *store);

void            tpk_workspace_load_async           (TpkWorkspace         *self,
                                                    GCancellable         *cancellable,
                                                    GAsyncReadyCallback   callback,
                                                    gpointer              user_data);
gboolean        tpk_workspace_load_finish          (TpkWorkspace         *self,
                                                    GAsyncResult         *result,
                                                    GError              **error);

TpkStore       *tpk_workspace_get_store            (TpkWorkspace         *self);
/* The draft: edit it directly; the workspace notices, saves and remembers for undo. The object
 * stays the same for the life of the workspace. */
TpkDocument    *tpk_workspace_get_draft            (TpkWorkspace         *self);
TpkDocument    *tpk_workspace_get_applied          (TpkWorkspace         *self);
TpkProfile     *tpk_workspace_get_profile          (TpkWorkspace         *self);
/* What was noticed while loading, for people to read: damaged files set aside and the like. */
GListModel     *tpk_workspace_get_notices          (TpkWorkspace         *self);

/* Ends the edits made since the last commit as one undo step, named for people. Called by itself
 * when idle. */
void            tpk_workspace_commit               (TpkWorkspace         *self,
                                                    const char           *name);
gboolean        tpk_workspace_can_undo             (TpkWorkspace         *self);
gboolean        tpk_workspace_can_redo             (TpkWorkspace         *self);
/* What undo and redo would be about, for people; NULL when there is nothing. */
const char     *tpk_workspace_get_undo_name        (TpkWorkspace         *self);
const char     *tpk_workspace_get_redo_name        (TpkWorkspace         *self);
void            tpk_workspace_undo                 (TpkWorkspace         *self);
void            tpk_workspace_redo                 (TpkWorkspace         *self);
void            tpk_workspace_discard              (TpkWorkspace         *self);
gboolean        tpk_workspace_is_modified          (TpkWorkspace         *self);
void            tpk_workspace_flush_async          (TpkWorkspace         *self,
                                                    GCancellable         *cancellable,
                                                    GAsyncReadyCallback   callback,
                                                    gpointer              user_data);
gboolean        tpk_workspace_flush_finish         (TpkWorkspace         *self,
                                                    GAsyncResult         *result,
                                                    GError              **error);

/* TpkFinding on the active profile of the draft, kept current. */
GListModel     *tpk_workspace_get_findings         (TpkWorkspace         *self);

void            tpk_workspace_plan_async           (TpkWorkspace         *self,
                                                    GCancellable         *cancellable,
                                                    GAsyncReadyCallback   callback,
                                                    gpointer              user_data);
GListModel     *tpk_workspace_plan_finish          (TpkWorkspace         *self,
                                                    GAsyncResult         *result,
                                                    GError              **error);
void            tpk_workspace_apply_async          (TpkWorkspace         *self,
                                                    gboolean              overwrite_foreign,
                                                    GCancellable         *cancellable,
                                                    GAsyncReadyCallback   callback,
                                                    gpointer              user_data);
gboolean        tpk_workspace_apply_finish         (TpkWorkspace         *self,
                                                    GAsyncResult         *result,
                                                    TpkApplyOutcome      *outcome,
                                                    GError              **error);

/* TpkClientStatus for every file that calling clients read. */
void            tpk_workspace_survey_async         (TpkWorkspace         *self,
                                                    GCancellable         *cancellable,
                                                    GAsyncReadyCallback   callback,
                                                    gpointer              user_data);
GListModel     *tpk_workspace_survey_finish        (TpkWorkspace         *self,
                                                    GAsyncResult         *result,
                                                    GError              **error);
void            tpk_workspace_rewrite_async        (TpkWorkspace         *self,
                                                    const char           *path,
                                                    GCancellable         *cancellable,
                                                    GAsyncReadyCallback   callback,
                                                    gpointer              user_data);
gboolean        tpk_workspace_rewrite_finish       (TpkWorkspace         *self,
                                                    GAsyncResult         *result,
                                                    GError              **error);

/* Whether a change waits for the last call to end. */
gboolean        tpk_workspace_is_staged            (TpkWorkspace         *self);
/* Applies what is staged unless a call is still in progress. The workspace does so by itself; this
 * is for programs that end before. @applied tells whether anything was applied. */
void            tpk_workspace_carry_out_async      (TpkWorkspace         *self,
                                                    GCancellable         *cancellable,
                                                    GAsyncReadyCallback   callback,
                                                    gpointer              user_data);
gboolean        tpk_workspace_carry_out_finish     (TpkWorkspace         *self,
                                                    GAsyncResult         *result,
                                                    gboolean             *applied,
                                                    GError              **error);
/* Takes back what is staged; the draft stays. */
void            tpk_workspace_unstage_async        (TpkWorkspace         *self,
                                                    GCancellable         *cancellable,
                                                    GAsyncReadyCallback   callback,
                                                    gpointer              user_data);
gboolean        tpk_workspace_unstage_finish       (TpkWorkspace         *self,
                                                    GAsyncResult         *result,
                                                    GError              **error);
guint64         tpk_workspace_get_generation       (TpkWorkspace         *self);

/* Makes an older applied document the draft; applying it is a step back in the history. @entry
 * NULL: what was applied before. */
void            tpk_workspace_restore_async        (TpkWorkspace         *self,
                                                    const char           *entry,
                                                    GCancellable         *cancellable,
                                                    GAsyncReadyCallback   callback,
                                                    gpointer              user_data);
gboolean        tpk_workspace_restore_finish       (TpkWorkspace         *self,
                                                    GAsyncResult         *result,
                                                    GError              **error);

/* Whether somebody else changed turnpike.json or draft.json under edits that they do not know.
 * Applying is refused until one side is chosen. */
gboolean        tpk_workspace_get_conflict         (TpkWorkspace         *self);
/* Takes theirs, from the files; the own edits can be had back with undo. */
void            tpk_workspace_reload_async         (TpkWorkspace         *self,
                                                    GCancellable         *cancellable,
                                                    GAsyncReadyCallback   callback,
                                                    gpointer              user_data);
gboolean        tpk_workspace_reload_finish        (TpkWorkspace         *self,
                                                    GAsyncResult         *result,
                                                    GError              **error);
void            tpk_workspace_keep_mine            (TpkWorkspace         *self);

/* What an administrator has locked, by the path of their document; NULL when it may be changed. The
 * signal `managed-changed` says when to ask again. */
const char     *tpk_workspace_get_locked_by        (TpkWorkspace         *self,
                                                    TpkManagedMember      member);
char           *tpk_workspace_dup_lock_reason      (TpkWorkspace         *self,
                                                    TpkManagedMember      member);
gboolean        tpk_workspace_check_managed        (TpkWorkspace         *self,
                                                    GError              **error);

/* The route of the active profile of the draft, as an undo step of its own. The routes exclude each
 * other: what belongs to the others is kept as a draft, and not written to any client. */
void            tpk_workspace_set_route            (TpkWorkspace         *self,
                                                    TpkRoute              route);

/* Servers that a service hands out, on the route “cloud”. The signal `cloud-changed` tells of news of
 * any of it. */
void            tpk_workspace_fetch_cloud_async    (TpkWorkspace         *self,
                                                    TpkProfile           *profile,
                                                    GCancellable         *cancellable,
                                                    GAsyncReadyCallback   callback,
                                                    gpointer              user_data);
TpkCloudResult *tpk_workspace_fetch_cloud_finish   (TpkWorkspace         *self,
                                                    GAsyncResult         *result);
TpkCloudSet    *tpk_workspace_get_cloud_set        (TpkWorkspace         *self,
                                                    TpkProfile           *profile);
TpkCloudResult *tpk_workspace_get_cloud_result     (TpkWorkspace         *self);
TpkProfile     *tpk_workspace_dup_effective_profile (TpkWorkspace        *self,
                                                     TpkProfile          *profile);
gboolean        tpk_workspace_is_cloud_waiting     (TpkWorkspace         *self);
void            tpk_workspace_write_cloud_async    (TpkWorkspace         *self,
                                                    GCancellable         *cancellable,
                                                    GAsyncReadyCallback   callback,
                                                    gpointer              user_data);
gboolean        tpk_workspace_write_cloud_finish   (TpkWorkspace         *self,
                                                    GAsyncResult         *result,
                                                    gboolean             *written,
                                                    GError              **error);
/* Renews the servers of what is applied in time, for programs that stay. */
void            tpk_workspace_keep_cloud           (TpkWorkspace         *self);
TpkCloudKeeper *tpk_workspace_get_cloud_keeper     (TpkWorkspace         *self);

/* A run over what a profile uses; not started. */
TpkCheckRun    *tpk_workspace_new_check            (TpkWorkspace         *self,
                                                    TpkProfile           *profile,
                                                    const TpkCheckOptions *options);

G_END_DECLS
