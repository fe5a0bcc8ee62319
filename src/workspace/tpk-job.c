/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#define G_LOG_DOMAIN "tpk-job"

#include "config.h"

#include "tpk-job.h"

#include "store/tpk-cloud-file.h"
#include "store/tpk-file-change.h"

#include <glib/gi18n-lib.h>

/* The errands of a workspace to its files.
 *
 * They run in one thread, one after the other in the order in which they were given, so that what
 * one wrote the next one sees. Documents are not shared between threads: a draft goes to the thread
 * as text, and a document that comes back is the main context's from then on. */

static void
job_free (TpkJob *job)
{
  g_clear_object (&job->owner);
  g_clear_pointer (&job->context, g_main_context_unref);
  g_clear_object (&job->store);
  g_clear_object (&job->task);
  g_clear_pointer (&job->text, g_bytes_unref);
  g_clear_pointer (&job->base, g_free);
  g_clear_pointer (&job->entry, g_free);
  g_clear_pointer (&job->applied_text, g_bytes_unref);
  g_clear_object (&job->cloud_set);
  g_clear_error (&job->error);
  g_clear_object (&job->document);
  g_clear_pointer (&job->document_text, g_bytes_unref);
  g_clear_pointer (&job->document_base, g_free);
  g_clear_object (&job->draft);
  g_clear_pointer (&job->draft_text, g_bytes_unref);
  g_clear_pointer (&job->staged_text, g_bytes_unref);
  g_clear_pointer (&job->draft_base, g_free);
  g_clear_object (&job->changes);
  g_clear_pointer (&job->managed, tpk_managed_unref);
  g_clear_pointer (&job->notices, g_ptr_array_unref);
  g_clear_pointer (&job->cloud_sets, g_ptr_array_unref);
  g_free (job);
}

static gboolean
done_cb (gpointer user_data)
{
  TpkJob *job = user_data;

  if (job->tell != NULL)
    job->tell (job);
  job->done (job);

  return G_SOURCE_REMOVE;
}

/* The job goes to the main context as a whole, so that nothing of it is ever released in the
 * thread. */
static void
run_job (gpointer data,
         gpointer user_data)
{
  TpkJob *job = data;
  g_autoptr (GMainContext) context = g_main_context_ref (job->context);
  g_autoptr (GSource) source = g_idle_source_new ();

  job->run (job, &job->error);
  g_ptr_array_extend_and_steal (job->notices, tpk_store_take_notices (job->store));

  g_source_set_priority (source, G_PRIORITY_DEFAULT);
  g_source_set_callback (source, done_cb, job, (GDestroyNotify) job_free);
  g_source_set_static_name (source, "tpk-job");
  g_source_attach (source, context);
}

/* One thread at most, and none while there is nothing to do. */
GThreadPool *
tpk_job_pool_new (void)
{
  return g_thread_pool_new (run_job, NULL, 1, FALSE, NULL);
}

TpkJob *
tpk_job_new (gpointer    owner,
             TpkStore   *store,
             TpkJobRun   run,
             TpkJobDone  done)
{
  TpkJob *job = g_new0 (TpkJob, 1);

  job->run = run;
  job->done = done;
  job->owner = g_object_ref (owner);
  job->context = g_main_context_ref_thread_default ();
  job->store = g_object_ref (store);
  job->notices = g_ptr_array_new_with_free_func (g_object_unref);

  return job;
}

void
tpk_job_push (TpkJob      *job,
              GThreadPool *pool)
{
  g_thread_pool_push (pool, job, NULL);
}

GBytes *
tpk_job_serialise (TpkDocument *document)
{
  gsize length;
  char *text = tpk_document_to_data (document, &length);

  return g_bytes_new_take (text, length);
}

static TpkDocument *
parse (GBytes  *text,
       GError **error)
{
  return tpk_document_new_from_data (g_bytes_get_data (text, NULL),
                                     (gssize) g_bytes_get_size (text), error);
}

static gboolean
load_one (TpkJob        *job,
          TpkStoreFile   file,
          TpkDocument  **document,
          GError       **error)
{
  TpkFinding *notice = NULL;

  if (!tpk_store_load (job->store, file, document, &notice, error))
    return FALSE;

  if (notice != NULL)
    g_ptr_array_add (job->notices, notice);

  return TRUE;
}

/* What every errand that reads or writes the document tells about it. */
static void
tell_document (TpkJob *job)
{
  job->document_text = tpk_job_serialise (job->document);
  job->document_base = tpk_store_dup_base (job->store, TPK_STORE_DOCUMENT);
  job->generation = tpk_store_get_generation (job->store);
}

/* The texts are what is in the files, so that a draft which has to differ from the document counts
 * as a change that is not applied yet. */
static void
enforce_managed (TpkJob *job)
{
  guint different;

  job->managed = tpk_store_load_managed (job->notices);
  if (job->missing) {
    TpkDocument *fresh = tpk_document_copy (job->document);

    if (job->draft == NULL && tpk_managed_apply_defaults (job->managed, fresh))
      job->draft = g_steal_pointer (&fresh);
    g_clear_object (&fresh);
  }

  different = tpk_managed_enforce (job->managed, job->document);
  if (job->missing)
    different = 0;
  if (job->draft != NULL)
    different |= tpk_managed_enforce (job->managed, job->draft);

  if (different != 0) {
    g_autofree char *reason = tpk_managed_dup_reason (job->managed, different);

    g_ptr_array_add (job->notices,
                     tpk_finding_new_printf (TPK_SEVERITY_WARNING, "managed-override",
                                             /* Translators: %s is a whole sentence. */
                                             _("Your own files say something else, which is not "
                                               "used. %s"), reason));
  }
}

/**
 * tpk_job_run_load:
 * @job: a job
 * @error: a return location
 *
 * Reads the document, the draft and whether something is staged.
 *
 * Returns: %FALSE with a #TpkStoreError or a #TpkJsonError
 */
gboolean
tpk_job_run_load (TpkJob  *job,
                  GError **error)
{
  g_autoptr (TpkDocument) staged = NULL;

  job->cloud_sets = tpk_cloud_file_load (tpk_store_get_folder (job->store));
  if (!load_one (job, TPK_STORE_DOCUMENT, &job->document, error) ||
      !load_one (job, TPK_STORE_DRAFT, &job->draft, error) ||
      !load_one (job, TPK_STORE_STAGED, &staged, error))
    return FALSE;

  job->missing = job->document == NULL;
  if (job->missing)
    job->document = tpk_document_new ();
  tell_document (job);

  if (job->draft != NULL) {
    job->draft_text = tpk_job_serialise (job->draft);
    job->draft_base = tpk_store_dup_base (job->store, TPK_STORE_DRAFT);
  }
  job->staged = staged != NULL;
  if (staged != NULL)
    job->staged_text = tpk_job_serialise (staged);
  enforce_managed (job);

  return TRUE;
}

/**
 * tpk_job_run_save:
 * @job: a job with a text, or without one to remove the draft
 * @error: a return location
 *
 * Returns: %FALSE with a #TpkStoreError
 */
gboolean
tpk_job_run_save (TpkJob  *job,
                  GError **error)
{
  if (job->text == NULL)
    return tpk_store_remove (job->store, TPK_STORE_DRAFT, error);

  return tpk_store_save (job->store, TPK_STORE_DRAFT, g_bytes_get_data (job->text, NULL),
                         g_bytes_get_size (job->text), job->base, error);
}

/**
 * tpk_job_run_plan:
 * @job: a job with a text
 * @error: a return location
 *
 * Returns: %FALSE with a #TpkStoreError
 */
gboolean
tpk_job_run_plan (TpkJob  *job,
                  GError **error)
{
  g_autoptr (TpkDocument) document = parse (job->text, error);

  if (document == NULL)
    return FALSE;

  job->changes = tpk_store_plan (job->store, document, g_get_real_time () / G_USEC_PER_SEC, error);

  return job->changes != NULL;
}

/* What would be refused when it is carried out is better refused at once. */
static gboolean
check_foreign (GListModel  *changes,
               GError     **error)
{
  for (guint i = 0; i < g_list_model_get_n_items (changes); i++) {
    g_autoptr (TpkFileChange) change = g_list_model_get_item (changes, i);

    if (tpk_file_change_get_kind (change) == TPK_FILE_CHANGE_FOREIGN) {
      g_autofree char *display = g_filename_display_name (tpk_file_change_get_path (change));

      g_set_error (error, TPK_STORE_ERROR, TPK_STORE_ERROR_CHANGED,
                   /* Translators: the path of a file. */
                   _("“%s” was changed by somebody else. Look at what changed, then take it over "
                     "or overwrite it."), display);
      return FALSE;
    }
  }

  return TRUE;
}

static gboolean
stage (TpkJob  *job,
       GError **error)
{
  g_autoptr (TpkDocument) older = NULL;
  const char *text = g_bytes_get_data (job->text, NULL);
  gsize length = g_bytes_get_size (job->text);

  if (!job->overwrite && !check_foreign (job->changes, error))
    return FALSE;

  /* What was staged before, by another process too, gives way. */
  if (!load_one (job, TPK_STORE_STAGED, &older, error) ||
      !tpk_store_save (job->store, TPK_STORE_STAGED, text, length, NULL, error))
    return FALSE;

  job->staged = TRUE;

  return tpk_store_save (job->store, TPK_STORE_DRAFT, text, length, job->base, error);
}

static TpkStoreApplyFlags
apply_flags (TpkJob *job)
{
  return (job->overwrite ? TPK_STORE_APPLY_OVERWRITE_FOREIGN : 0) |
         (job->step_back ? TPK_STORE_APPLY_STEP_BACK : 0);
}

/* The document is applied at this point: what cannot be cleared away is a draft that somebody else
 * wrote meanwhile, and that is noticed as such. */
static void
clear_away (TpkJob       *job,
            TpkStoreFile  file)
{
  g_autoptr (GError) error = NULL;

  if (!tpk_store_remove (job->store, file, &error))
    g_debug ("%s stays: %s", tpk_store_file_get_name (file), error->message);
}

/**
 * tpk_job_run_apply:
 * @job: a job with a text
 * @error: a return location
 *
 * Applies the text, or stages it while a call is in progress.
 *
 * Returns: %FALSE with a #TpkStoreError; nothing has changed then
 */
gboolean
tpk_job_run_apply (TpkJob  *job,
                   GError **error)
{
  g_autoptr (TpkDocument) document = parse (job->text, error);
  g_autoptr (TpkDocument) staged = NULL;
  g_autoptr (TpkLock) lock = NULL;
  g_autoptr (GError) local_error = NULL;

  tpk_store_ask_again (job->store);
  if (document == NULL || !tpk_job_run_plan (job, error))
    return FALSE;

  lock = tpk_store_hold_off_calls (job->store, &local_error);
  if (g_error_matches (local_error, TPK_STORE_ERROR, TPK_STORE_ERROR_LOCKED))
    return stage (job, error);
  if (lock == NULL) {
    g_propagate_error (error, g_steal_pointer (&local_error));
    return FALSE;
  }

  if (!tpk_store_apply_full (job->store, document, job->changes, apply_flags (job), error))
    return FALSE;

  job->applied = TRUE;
  job->document = g_steal_pointer (&document);
  tell_document (job);

  if (tpk_store_load (job->store, TPK_STORE_STAGED, &staged, NULL, NULL))
    clear_away (job, TPK_STORE_STAGED);
  clear_away (job, TPK_STORE_DRAFT);

  return TRUE;
}

/* What is edited meanwhile stays a draft, now on top of what was carried out. */
static gboolean
rebase_draft (TpkJob  *job,
              GError **error)
{
  if (job->text == NULL || g_bytes_equal (job->text, job->document_text)) {
    clear_away (job, TPK_STORE_DRAFT);
    return TRUE;
  }

  job->draft_text = g_bytes_ref (job->text);

  return tpk_store_save (job->store, TPK_STORE_DRAFT, g_bytes_get_data (job->text, NULL),
                         g_bytes_get_size (job->text), NULL, error);
}

/**
 * tpk_job_run_carry_out:
 * @job: a job whose text is that of the draft file, if there is one
 * @error: a return location
 *
 * Applies what was staged, unless a call is still in progress. Another process may have done so
 * already.
 *
 * Returns: %FALSE with a #TpkStoreError or a #TpkJsonError; it stays staged then
 */
gboolean
tpk_job_run_carry_out (TpkJob  *job,
                       GError **error)
{
  g_autoptr (TpkDocument) staged = NULL;
  g_autoptr (TpkLock) lock = NULL;
  g_autoptr (GError) local_error = NULL;

  job->staged = TRUE;
  lock = tpk_store_hold_off_calls (job->store, &local_error);
  if (g_error_matches (local_error, TPK_STORE_ERROR, TPK_STORE_ERROR_LOCKED))
    return TRUE;
  if (lock == NULL) {
    g_propagate_error (error, g_steal_pointer (&local_error));
    return FALSE;
  }

  if (!load_one (job, TPK_STORE_STAGED, &staged, error))
    return FALSE;

  if (staged == NULL) {
    job->staged = FALSE;
    return TRUE;
  }

  if (tpk_store_is_outdated (job->store, TPK_STORE_STAGED)) {
    g_set_error_literal (error, TPK_STORE_ERROR, TPK_STORE_ERROR_CHANGED,
                         _("The configuration was changed by somebody else since the change was "
                           "staged. Look at what changed, then apply again."));
    return FALSE;
  }

  if (!tpk_store_apply_full (job->store, staged, NULL, TPK_STORE_APPLY_NONE, error))
    return FALSE;

  job->applied = TRUE;
  job->staged = FALSE;
  job->document = g_steal_pointer (&staged);
  tell_document (job);
  clear_away (job, TPK_STORE_STAGED);

  return rebase_draft (job, error);
}

/**
 * tpk_job_run_unstage:
 * @job: a job
 * @error: a return location
 *
 * Takes back what was staged.
 *
 * Returns: %FALSE with a #TpkStoreError
 */
gboolean
tpk_job_run_unstage (TpkJob  *job,
                     GError **error)
{
  g_autoptr (TpkDocument) staged = NULL;

  job->staged = TRUE;
  if (!load_one (job, TPK_STORE_STAGED, &staged, error) ||
      !tpk_store_remove (job->store, TPK_STORE_STAGED, error))
    return FALSE;

  job->staged = FALSE;

  return TRUE;
}

/**
 * tpk_job_run_restore:
 * @job: a job with an entry of the history, or without one for what was applied before
 * @error: a return location
 *
 * Returns: %FALSE with a #TpkStoreError or a #TpkJsonError
 */
gboolean
tpk_job_run_restore (TpkJob  *job,
                     GError **error)
{
  if (job->entry == NULL)
    job->entry = tpk_store_dup_previous (job->store, error);
  if (job->entry == NULL)
    return FALSE;

  job->draft = tpk_store_load_history (job->store, job->entry, error);
  if (job->draft != NULL) {
    job->managed = tpk_store_load_managed (job->notices);
    (void) tpk_managed_enforce (job->managed, job->draft);
  }

  return job->draft != NULL;
}
