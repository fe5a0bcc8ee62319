/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#define G_LOG_DOMAIN "tpk-workspace"

#include "config.h"

#include "tpk-workspace-private.h"

/**
 * TpkWorkspace:
 *
 * One working session on one configuration folder: draft, undo, findings, check, apply.
 *
 * The draft is edited directly. The workspace notices, and once the main loop is idle it remembers
 * the step for undo, brings the findings up to date and has the draft saved. All file work is done
 * in a thread, one errand after the other; nothing here blocks.
 *
 * There are three texts of the draft, and what is to be done follows from their differences: what
 * it is now, what is in draft.json, and what is applied. While the draft equals what is applied
 * there is no draft.json.
 */

#define MAX_UNDO_STEPS 100
#define MAX_UNDO_BYTES (64 * 1024 * 1024)

G_DEFINE_FINAL_TYPE (TpkWorkspace, tpk_workspace, G_TYPE_OBJECT)

G_DEFINE_QUARK (tpk-workspace-error-quark, tpk_workspace_error)

enum {
  PROP_0,
  PROP_STORE,
  PROP_PROFILE,
  PROP_CAN_UNDO,
  PROP_CAN_REDO,
  PROP_UNDO_NAME,
  PROP_REDO_NAME,
  PROP_MODIFIED,
  PROP_STAGED,
  PROP_CONFLICT,
  PROP_GENERATION,
  N_PROPS
};

static GParamSpec *props[N_PROPS];

static void
tell_name (TpkWorkspace *self,
           char        **told,
           const char   *name,
           guint         can_prop,
           guint         name_prop)
{
  gboolean could = *told != NULL;

  if (g_strcmp0 (*told, name) == 0)
    return;

  g_free (*told);
  *told = g_strdup (name);
  g_object_notify_by_pspec (G_OBJECT (self), props[name_prop]);
  if (could != (name != NULL))
    g_object_notify_by_pspec (G_OBJECT (self), props[can_prop]);
}

static void
tell_flag (TpkWorkspace *self,
           gboolean     *told,
           gboolean      flag,
           guint         prop)
{
  if (*told == flag)
    return;

  *told = flag;
  g_object_notify_by_pspec (G_OBJECT (self), props[prop]);
}

/* Notifies of every property that is not what it was when it was told last. */
void
tpk_workspace_tell (TpkWorkspace *self)
{
  g_assert (TPK_IS_WORKSPACE (self));

  g_object_freeze_notify (G_OBJECT (self));

  if (g_set_object (&self->told.profile, tpk_document_get_active_profile (self->draft)))
    g_object_notify_by_pspec (G_OBJECT (self), props[PROP_PROFILE]);

  tell_name (self, &self->told.undo_name, tpk_undo_stack_get_undo_name (self->undo),
             PROP_CAN_UNDO, PROP_UNDO_NAME);
  tell_name (self, &self->told.redo_name, tpk_undo_stack_get_redo_name (self->undo),
             PROP_CAN_REDO, PROP_REDO_NAME);
  tell_flag (self, &self->told.modified, tpk_workspace_is_modified (self), PROP_MODIFIED);
  tell_flag (self, &self->told.staged, self->staged, PROP_STAGED);
  tell_flag (self, &self->told.conflict, self->conflict, PROP_CONFLICT);

  if (self->told.generation != self->generation) {
    self->told.generation = self->generation;
    g_object_notify_by_pspec (G_OBJECT (self), props[PROP_GENERATION]);
  }

  g_object_thaw_notify (G_OBJECT (self));
}

/* The same notice is not given twice. */
void
tpk_workspace_add_notice (TpkWorkspace *self,
                          TpkFinding   *notice)
{
  GListModel *notices = G_LIST_MODEL (self->notices);

  for (guint i = 0; i < g_list_model_get_n_items (notices); i++) {
    g_autoptr (TpkFinding) known = g_list_model_get_item (notices, i);

    if (g_strcmp0 (tpk_finding_get_code (known), tpk_finding_get_code (notice)) == 0 &&
        g_strcmp0 (tpk_finding_get_message (known), tpk_finding_get_message (notice)) == 0)
      return;
  }

  g_list_store_append (self->notices, notice);
}

void
tpk_workspace_add_error (TpkWorkspace *self,
                         const char   *code,
                         const GError *error)
{
  g_autoptr (TpkFinding) notice = tpk_finding_new (TPK_SEVERITY_WARNING, code, error->message);

  tpk_workspace_add_notice (self, notice);
}

/* Takes back what is no longer true. */
void
tpk_workspace_drop_notices (TpkWorkspace *self,
                            const char   *code)
{
  GListModel *notices = G_LIST_MODEL (self->notices);

  for (guint i = g_list_model_get_n_items (notices); i > 0; i--) {
    g_autoptr (TpkFinding) notice = g_list_model_get_item (notices, i - 1);

    if (g_strcmp0 (tpk_finding_get_code (notice), code) == 0)
      g_list_store_remove (self->notices, i - 1);
  }
}

/* Lets @target be @text. */
void
tpk_workspace_set_text (GBytes **target,
                        GBytes  *text)
{
  GBytes *kept = text != NULL ? g_bytes_ref (text) : NULL;

  g_clear_pointer (target, g_bytes_unref);
  *target = kept;
}

/* What a job says about the document on the disk. The base of the draft stays what it was. */
void
tpk_workspace_take_document (TpkWorkspace *self,
                             TpkJob       *job)
{
  tpk_document_assign (self->applied, job->document);
  tpk_workspace_set_text (&self->applied_text, job->document_text);
  g_free (self->disk_base);
  self->disk_base = g_strdup (job->document_base);
  self->generation = job->generation;
  tpk_workspace_cloud_applied (self);
}

/* A finished operation is told as such, also when it was cancelled too late. */
GTask *
tpk_workspace_new_task (TpkWorkspace        *self,
                        GCancellable        *cancellable,
                        GAsyncReadyCallback  callback,
                        gpointer             user_data,
                        gpointer             source_tag)
{
  GTask *task = g_task_new (self, cancellable, callback, user_data);

  g_task_set_source_tag (task, source_tag);
  g_task_set_check_cancellable (task, FALSE);

  return task;
}

/* What reading the files says of them replaces what it said before. */
static void
tell_notices (TpkJob *job)
{
  static const char *const codes[] = {
    "keyring-failed", "keyring-locked", "keyring-unavailable", "managed-override",
    "managed-unreadable", "secrets-lost"
  };
  TpkWorkspace *self = TPK_WORKSPACE (job->owner);

  for (gsize i = 0; i < G_N_ELEMENTS (codes) && job->run == tpk_job_run_load; i++)
    tpk_workspace_drop_notices (self, codes[i]);

  tpk_workspace_take_managed (self, job);
  for (guint i = 0; i < job->notices->len; i++)
    tpk_workspace_add_notice (self, g_ptr_array_index (job->notices, i));
}

TpkJob *
tpk_workspace_new_job (TpkWorkspace *self,
                       TpkJobRun     run,
                       TpkJobDone    done,
                       GTask        *task)
{
  TpkJob *job = tpk_job_new (self, self->store, run, done);

  job->task = task != NULL ? g_object_ref (task) : NULL;
  job->tell = tell_notices;

  return job;
}

/* Ends the task of a job that failed. Others' changes have the workspace's own code. */
gboolean
tpk_workspace_return_error (TpkWorkspace *self,
                            TpkJob       *job)
{
  g_autoptr (GError) error = NULL;

  if (job->error == NULL)
    return FALSE;

  if (g_error_matches (job->error, TPK_STORE_ERROR, TPK_STORE_ERROR_CHANGED)) {
    error = g_error_new_literal (TPK_WORKSPACE_ERROR, TPK_WORKSPACE_ERROR_CHANGED,
                                 job->error->message);
    tpk_workspace_sync (self);
  } else {
    error = g_error_copy (job->error);
  }

  if (job->task != NULL)
    g_task_return_error (job->task, g_steal_pointer (&error));

  return TRUE;
}

static void
tpk_workspace_get_property (GObject    *object,
                            guint       prop_id,
                            GValue     *value,
                            GParamSpec *pspec)
{
  TpkWorkspace *self = TPK_WORKSPACE (object);

  switch (prop_id) {
  case PROP_STORE:
    g_value_set_object (value, self->store);
    break;
  case PROP_PROFILE:
    g_value_set_object (value, tpk_workspace_get_profile (self));
    break;
  case PROP_CAN_UNDO:
    g_value_set_boolean (value, tpk_workspace_can_undo (self));
    break;
  case PROP_CAN_REDO:
    g_value_set_boolean (value, tpk_workspace_can_redo (self));
    break;
  case PROP_UNDO_NAME:
    g_value_set_string (value, tpk_workspace_get_undo_name (self));
    break;
  case PROP_REDO_NAME:
    g_value_set_string (value, tpk_workspace_get_redo_name (self));
    break;
  case PROP_MODIFIED:
    g_value_set_boolean (value, tpk_workspace_is_modified (self));
    break;
  case PROP_STAGED:
    g_value_set_boolean (value, self->staged);
    break;
  case PROP_CONFLICT:
    g_value_set_boolean (value, self->conflict);
    break;
  case PROP_GENERATION:
    g_value_set_uint64 (value, self->generation);
    break;
  default:
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
  }
}

static void
tpk_workspace_set_property (GObject      *object,
                            guint         prop_id,
                            const GValue *value,
                            GParamSpec   *pspec)
{
  TpkWorkspace *self = TPK_WORKSPACE (object);

  switch (prop_id) {
  case PROP_STORE:
    self->store = g_value_dup_object (value);
    break;
  default:
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
  }
}

static void
tpk_workspace_dispose (GObject *object)
{
  TpkWorkspace *self = TPK_WORKSPACE (object);

  tpk_workspace_edit_dispose (self);
  tpk_workspace_save_dispose (self);
  tpk_workspace_apply_dispose (self);
  tpk_workspace_sync_dispose (self);
  tpk_workspace_cloud_dispose (self);
  tpk_workspace_minted_dispose (self);
  g_clear_object (&self->told.profile);

  G_OBJECT_CLASS (tpk_workspace_parent_class)->dispose (object);
}

static void
tpk_workspace_finalize (GObject *object)
{
  TpkWorkspace *self = TPK_WORKSPACE (object);

  /* Every job holds a reference to the workspace, so none is left. */
  g_thread_pool_free (self->pool, FALSE, FALSE);
  g_clear_object (&self->store);
  g_clear_object (&self->draft);
  g_clear_object (&self->applied);
  g_clear_object (&self->notices);
  g_clear_object (&self->findings);
  g_clear_pointer (&self->cloud_sets, g_ptr_array_unref);
  g_clear_pointer (&self->managed, tpk_managed_unref);
  g_clear_pointer (&self->applied_text, g_bytes_unref);
  g_clear_pointer (&self->current_text, g_bytes_unref);
  g_clear_pointer (&self->disk_text, g_bytes_unref);
  g_clear_pointer (&self->restored_text, g_bytes_unref);
  g_clear_pointer (&self->staged_text, g_bytes_unref);
  g_clear_pointer (&self->undo, tpk_undo_stack_free);
  g_clear_pointer (&self->base, g_free);
  g_clear_pointer (&self->disk_base, g_free);
  g_clear_pointer (&self->flushes, g_ptr_array_unref);
  g_clear_pointer (&self->told.undo_name, g_free);
  g_clear_pointer (&self->told.redo_name, g_free);

  G_OBJECT_CLASS (tpk_workspace_parent_class)->finalize (object);
}

static void
install_properties (GObjectClass *object_class)
{
  const GParamFlags read = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY;

  /**
   * TpkWorkspace:store:
   *
   * The files.
   */
  props[PROP_STORE] =
    g_param_spec_object ("store", NULL, NULL, TPK_TYPE_STORE,
                         G_PARAM_READWRITE | G_PARAM_CONSTRUCT_ONLY | G_PARAM_STATIC_STRINGS);
  /**
   * TpkWorkspace:profile:
   *
   * The active profile of the draft.
   */
  props[PROP_PROFILE] = g_param_spec_object ("profile", NULL, NULL, TPK_TYPE_PROFILE, read);
  props[PROP_CAN_UNDO] = g_param_spec_boolean ("can-undo", NULL, NULL, FALSE, read);
  props[PROP_CAN_REDO] = g_param_spec_boolean ("can-redo", NULL, NULL, FALSE, read);
  props[PROP_UNDO_NAME] = g_param_spec_string ("undo-name", NULL, NULL, NULL, read);
  props[PROP_REDO_NAME] = g_param_spec_string ("redo-name", NULL, NULL, NULL, read);
  /**
   * TpkWorkspace:modified:
   *
   * Whether the draft differs from what is applied.
   */
  props[PROP_MODIFIED] = g_param_spec_boolean ("modified", NULL, NULL, FALSE, read);
  /**
   * TpkWorkspace:staged:
   *
   * Whether a change waits for the last call to end.
   */
  props[PROP_STAGED] = g_param_spec_boolean ("staged", NULL, NULL, FALSE, read);
  /**
   * TpkWorkspace:conflict:
   *
   * Whether somebody else changed the files under edits that they do not know.
   */
  props[PROP_CONFLICT] = g_param_spec_boolean ("conflict", NULL, NULL, FALSE, read);
  /**
   * TpkWorkspace:generation:
   *
   * How many times a configuration was applied in this folder.
   */
  props[PROP_GENERATION] =
    g_param_spec_uint64 ("generation", NULL, NULL, 0, G_MAXUINT64, 0, read);

  g_object_class_install_properties (object_class, N_PROPS, props);
}

static void
tpk_workspace_class_init (TpkWorkspaceClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = tpk_workspace_get_property;
  object_class->set_property = tpk_workspace_set_property;
  object_class->dispose = tpk_workspace_dispose;
  object_class->finalize = tpk_workspace_finalize;

  install_properties (object_class);

  /**
   * TpkWorkspace::cloud-changed:
   * @self: the workspace
   *
   * A service handed out other servers, or was asked in vain, or what it handed out has ended.
   */
  g_signal_new ("cloud-changed", TPK_TYPE_WORKSPACE, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                G_TYPE_NONE, 0);

  /**
   * TpkWorkspace::managed-changed:
   * @self: the workspace
   *
   * The files were read again, and what an administrator has locked with them.
   */
  g_signal_new ("managed-changed", TPK_TYPE_WORKSPACE, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                G_TYPE_NONE, 0);
}

static void
tpk_workspace_init (TpkWorkspace *self)
{
  self->pool = tpk_job_pool_new ();
  self->draft = tpk_document_new ();
  self->applied = tpk_document_copy (self->draft);
  self->notices = g_list_store_new (TPK_TYPE_FINDING);
  self->findings = g_list_store_new (TPK_TYPE_FINDING);
  self->applied_text = tpk_job_serialise (self->applied);
  self->current_text = tpk_job_serialise (self->draft);
  self->undo = tpk_undo_stack_new (MAX_UNDO_STEPS, MAX_UNDO_BYTES);
  self->flushes = g_ptr_array_new_with_free_func (g_object_unref);
  self->told.profile = g_object_ref (tpk_document_get_active_profile (self->draft));
  g_queue_init (&self->deferred);
  tpk_workspace_cloud_init (self);
  tpk_workspace_edit_init (self);
}

/**
 * tpk_workspace_new:
 * @store: the files
 *
 * Returns: (transfer full): a workspace with an empty draft; nothing is read yet
 */
TpkWorkspace *
tpk_workspace_new (TpkStore *store)
{
  g_return_val_if_fail (TPK_IS_STORE (store), NULL);

  return g_object_new (TPK_TYPE_WORKSPACE, "store", store, NULL);
}

/**
 * tpk_workspace_get_store:
 * @self: a workspace
 *
 * Returns: (transfer none): the files
 */
TpkStore *
tpk_workspace_get_store (TpkWorkspace *self)
{
  g_return_val_if_fail (TPK_IS_WORKSPACE (self), NULL);

  return self->store;
}

/**
 * tpk_workspace_get_draft:
 * @self: a workspace
 *
 * Returns: (transfer none): the draft, to be edited directly; always the same object
 */
TpkDocument *
tpk_workspace_get_draft (TpkWorkspace *self)
{
  g_return_val_if_fail (TPK_IS_WORKSPACE (self), NULL);

  return self->draft;
}

/**
 * tpk_workspace_get_applied:
 * @self: a workspace
 *
 * Returns: (transfer none): what is applied, not to be edited; always the same object
 */
TpkDocument *
tpk_workspace_get_applied (TpkWorkspace *self)
{
  g_return_val_if_fail (TPK_IS_WORKSPACE (self), NULL);

  return self->applied;
}

/**
 * tpk_workspace_get_profile:
 * @self: a workspace
 *
 * Returns: (transfer none): the active profile of the draft
 */
TpkProfile *
tpk_workspace_get_profile (TpkWorkspace *self)
{
  g_return_val_if_fail (TPK_IS_WORKSPACE (self), NULL);

  return tpk_document_get_active_profile (self->draft);
}

/**
 * tpk_workspace_get_notices:
 * @self: a workspace
 *
 * Returns: (transfer none): #TpkFinding, what people should know: damaged files that were set aside
 *   (`file-set-aside`), a draft that was begun before somebody else changed the configuration
 *   (`draft-outdated`), one that cannot be saved (`draft-not-saved`), a staged change that could
 *   not be carried out (`staged-not-applied`), a keyring that cannot be used (`keyring-unavailable`,
 *   `keyring-locked`, `keyring-failed`) or lost secrets (`secrets-lost`), and that secrets are in a
 *   file for lack of a keyring (`secrets-in-file`); that an administrator's lock overrides the files
 *   (`managed-override`) or an edit (`managed-locked`), or that their document cannot be used
 *   (`managed-unreadable`)
 */
GListModel *
tpk_workspace_get_notices (TpkWorkspace *self)
{
  g_return_val_if_fail (TPK_IS_WORKSPACE (self), NULL);

  return G_LIST_MODEL (self->notices);
}

/**
 * tpk_workspace_get_findings:
 * @self: a workspace
 *
 * Returns: (transfer none): #TpkFinding on the active profile of the draft, brought up to date when
 *   the main loop is idle after an edit
 */
GListModel *
tpk_workspace_get_findings (TpkWorkspace *self)
{
  g_return_val_if_fail (TPK_IS_WORKSPACE (self), NULL);

  return G_LIST_MODEL (self->findings);
}

/**
 * tpk_workspace_get_generation:
 * @self: a workspace
 *
 * Returns: how many times a configuration was applied in this folder
 */
guint64
tpk_workspace_get_generation (TpkWorkspace *self)
{
  g_return_val_if_fail (TPK_IS_WORKSPACE (self), 0);

  return self->generation;
}
