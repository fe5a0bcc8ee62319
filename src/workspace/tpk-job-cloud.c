/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#define G_LOG_DOMAIN "tpk-job-cloud"

#include "config.h"

#include "tpk-job.h"

#include "store/tpk-cloud-file.h"
#include "store/tpk-file-change.h"

#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <string.h>

/* The errands about what ends: servers that a service handed out, and what is made from secrets. */

/* After a failure. */
#define RETRY_S 60

static gint64
now_s (void)
{
  return g_get_real_time () / G_USEC_PER_SEC;
}

/* Returns: how long the shortest of what is made from secrets is good, in seconds, or 0 */
static guint
get_minted_life_s (TpkProfile *profile)
{
  guint life_s = 0;

  if (tpk_profile_get_route (profile) != TPK_ROUTE_OWN)
    return 0;

  for (guint i = 0; i < tpk_profile_get_n_servers (profile); i++) {
    TpkServer *server = tpk_profile_get_server (profile, i);
    TpkCredential *credential = tpk_server_get_credential (server);
    guint own_s;

    if (!tpk_server_get_enabled (server) ||
        tpk_credential_get_kind (credential) != TPK_CREDENTIAL_SECRET)
      continue;
    own_s = tpk_credential_get_lifetime_s (credential);
    if (life_s == 0 || own_s < life_s)
      life_s = own_s;
  }

  return life_s;
}

/* As for what is handed out, a third of the life is left for what may come in between. */
static gint64
get_due_s (gint64 written_s,
           guint  life_s)
{
  return written_s + MAX (life_s * 2 / 3, 1);
}

/* The client files are written together, so one tells of all. */
static gint64
get_written_s (TpkStore *store)
{
  g_autofree char *path = tpk_store_dup_path (store, TPK_STORE_RTC_NAME);
  GStatBuf status;

  return g_stat (path, &status) == 0 ? status.st_mtime : 0;
}

/* Returns: whether what is in the client files ends soon; a clock that was set back knows nothing */
static gboolean
is_minted_due (TpkJob *job,
               guint   life_s)
{
  gint64 now = now_s ();

  if (job->minted_due_s == 0)
    job->minted_due_s = get_due_s (get_written_s (job->store), life_s);

  return now >= job->minted_due_s || job->minted_due_s > get_due_s (now, life_s);
}

/* What somebody else changed stays as it is, and keeps nobody from being given new servers. */
static void
note_foreign (TpkJob     *job,
              const char *path)
{
  g_autofree char *display = g_filename_display_name (path);

  g_ptr_array_add (job->notices,
                   tpk_finding_new_printf (TPK_SEVERITY_WARNING, "cloud-file-foreign",
                                           /* Translators: %s is the path of a file. */
                                           _("“%s” was changed by somebody else, so new servers "
                                             "and passwords were not written to it. Look at what "
                                             "changed, then apply."),
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

/* Brings the client files up to date with what is handed out or made now; what is applied stays. */
static gboolean
refresh (TpkJob  *job,
         GError **error)
{
  g_autoptr (TpkDocument) document = NULL;
  g_autoptr (GListModel) changes = NULL;
  g_autoptr (GListModel) selected = NULL;
  g_autoptr (TpkLock) lock = NULL;
  g_autoptr (GError) local_error = NULL;
  TpkProfile *profile;
  guint life_s;

  /* Somebody else has just applied something; whoever notices that comes here again. */
  if (job->text == NULL || tpk_store_was_changed (job->store, TPK_STORE_DOCUMENT))
    return TRUE;

  document = tpk_document_new_from_data (g_bytes_get_data (job->text, NULL),
                                         (gssize) g_bytes_get_size (job->text), error);
  if (document == NULL)
    return FALSE;
  profile = tpk_document_get_active_profile (document);
  life_s = get_minted_life_s (profile);
  if (life_s == 0)
    job->minted_due_s = 0;
  if (!tpk_cloud_profile_asks (profile) && (life_s == 0 || !is_minted_due (job, life_s)))
    return TRUE;

  if (life_s > 0)
    job->minted_due_s = now_s () + RETRY_S;
  changes = tpk_store_plan (job->store, document, now_s (), error);
  if (changes == NULL)
    return FALSE;

  selected = select_changes (job, changes);
  if (g_list_model_get_n_items (selected) == 0)
    return TRUE;

  lock = tpk_store_hold_off_calls (job->store, &local_error);
  if (g_error_matches (local_error, TPK_STORE_ERROR, TPK_STORE_ERROR_LOCKED)) {
    job->waiting = TRUE;
    /* Whoever comes here when the call has ended does not wait any longer. */
    if (life_s > 0)
      job->minted_due_s = now_s ();
    return TRUE;
  }
  if (lock == NULL) {
    g_propagate_error (error, g_steal_pointer (&local_error));
    return FALSE;
  }

  job->applied = tpk_store_apply_full (job->store, document, selected, TPK_STORE_APPLY_STEP_BACK,
                                       error);
  if (job->applied && life_s > 0)
    job->minted_due_s = get_due_s (now_s (), life_s);

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
    saved = tpk_cloud_file_save (folder, job->cloud_set, now_s (), error);

  saved = saved && refresh (job, error);
  job->cloud_sets = tpk_cloud_file_load (folder);
  job->generation = tpk_store_get_generation (job->store);

  return saved;
}
