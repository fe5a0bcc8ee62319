/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#define G_LOG_DOMAIN "tpk-job-cloud"

#include "config.h"

#include "tpk-job.h"

#include "store/tpk-cloud-file.h"
#include "store/tpk-file-change.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* The errands about servers that a service handed out. */

/* What somebody else changed stays as it is, and keeps nobody from being given new servers. */
static void
note_foreign (TpkJob     *job,
              const char *path)
{
  g_autofree char *display = g_filename_display_name (path);

  g_ptr_array_add (job->notices,
                   tpk_finding_new_printf (TPK_SEVERITY_WARNING, "cloud-file-foreign",
                                           /* Translators: %s is the path of a file. */
                                           _("“%s” was changed by somebody else, so the new "
                                             "servers of the cloud service were not written to it. "
                                             "Look at what changed, then apply."),
                                           display));
}

/* Returns: (transfer full): the client files that are to be written, without the document */
static GListModel *
select_changes (TpkJob     *job,
                GListModel *changes)
{
  g_autofree char *document = tpk_store_dup_path (job->store,
                                                  tpk_store_file_get_name (TPK_STORE_DOCUMENT));
  GListStore *selected = g_list_store_new (TPK_TYPE_FILE_CHANGE);

  for (guint i = 0; i < g_list_model_get_n_items (changes); i++) {
    g_autoptr (TpkFileChange) change = g_list_model_get_item (changes, i);
    TpkFileChangeKind kind = tpk_file_change_get_kind (change);

    if (strcmp (tpk_file_change_get_path (change), document) == 0 || kind == TPK_FILE_CHANGE_NONE)
      continue;

    if (kind == TPK_FILE_CHANGE_FOREIGN)
      note_foreign (job, tpk_file_change_get_path (change));
    else
      g_list_store_append (selected, change);
  }

  return G_LIST_MODEL (selected);
}

/* Brings the client files up to date with what is handed out now; what is applied stays. */
static gboolean
refresh (TpkJob  *job,
         GError **error)
{
  g_autoptr (TpkDocument) document = NULL;
  g_autoptr (GListModel) changes = NULL;
  g_autoptr (GListModel) selected = NULL;
  g_autoptr (TpkLock) lock = NULL;
  g_autoptr (GError) local_error = NULL;

  /* Somebody else has just applied something; whoever notices that comes here again. */
  if (job->text == NULL || tpk_store_was_changed (job->store, TPK_STORE_DOCUMENT))
    return TRUE;

  document = tpk_document_new_from_data (g_bytes_get_data (job->text, NULL),
                                         (gssize) g_bytes_get_size (job->text), error);
  if (document == NULL)
    return FALSE;
  if (!tpk_cloud_profile_asks (tpk_document_get_active_profile (document)))
    return TRUE;

  changes = tpk_store_plan (job->store, document, g_get_real_time () / G_USEC_PER_SEC, error);
  if (changes == NULL)
    return FALSE;

  selected = select_changes (job, changes);
  if (g_list_model_get_n_items (selected) == 0)
    return TRUE;

  lock = tpk_store_hold_off_calls (job->store, &local_error);
  if (g_error_matches (local_error, TPK_STORE_ERROR, TPK_STORE_ERROR_LOCKED)) {
    job->waiting = TRUE;
    return TRUE;
  }
  if (lock == NULL) {
    g_propagate_error (error, g_steal_pointer (&local_error));
    return FALSE;
  }

  job->applied = tpk_store_apply_full (job->store, document, selected, TPK_STORE_APPLY_STEP_BACK,
                                       error);

  return job->applied;
}

/**
 * tpk_job_run_cloud:
 * @job: a job, with a set that was handed out or without one, and the text that is applied if the
 *   client files are to follow
 * @error: a return location
 *
 * Keeps the set, writes the client files anew unless a call is in progress, and reads what is kept.
 *
 * Returns: %FALSE with a #TpkStoreError
 */
gboolean
tpk_job_run_cloud (TpkJob  *job,
                   GError **error)
{
  const char *folder = tpk_store_get_folder (job->store);
  gboolean saved = TRUE;

  if (job->cloud_set != NULL)
    saved = tpk_cloud_file_save (folder, job->cloud_set, g_get_real_time () / G_USEC_PER_SEC,
                                 error);

  saved = saved && refresh (job, error);
  job->cloud_sets = tpk_cloud_file_load (folder);
  job->generation = tpk_store_get_generation (job->store);

  return saved;
}
