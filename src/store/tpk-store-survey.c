/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#define G_LOG_DOMAIN "tpk-store-survey"

#include "config.h"

#include "tpk-store.h"

#include "dialects/tpk-dialect.h"

#include "tpk-client-status.h"
#include "tpk-store-plan-private.h"

#include <string.h>

/* How every client file stands, one by one: unlike a plan, it does not end with the first that
 * cannot be written. */

typedef struct {
  TpkStorePlan *plan;
  TpkDocument  *applied;
  TpkProfile   *profile;     /* what clients are given of what is applied */
  GListStore   *list;
} Survey;

/* What is applied writes the same client's language to the same path. */
static gboolean
is_applied (Survey     *survey,
            const char *path,
            const char *client)
{
  GListModel *files = tpk_document_get_client_files (survey->applied);

  for (guint i = 0; i < g_list_model_get_n_items (files); i++) {
    g_autoptr (TpkClientFile) file = g_list_model_get_item (files, i);

    if (tpk_client_file_get_enabled (file) &&
        strcmp (tpk_client_file_get_path (file), path) == 0 &&
        strcmp (tpk_client_file_get_client (file), client) == 0)
      return TRUE;
  }

  return FALSE;
}

/* Whether the draft says to a client what is applied. Both are written at the same instant, so that
 * minted passwords are no difference. */
static gboolean
says_the_same (Survey        *survey,
               TpkFileChange *change)
{
  const TpkDialect *dialect = tpk_dialect_find (tpk_file_change_get_client (change));
  g_autoptr (TpkExport) export = NULL;

  export = dialect->write (dialect->whole ? tpk_document_get_active_profile (survey->applied)
                                          : survey->profile, survey->plan->now_s, NULL);

  return export != NULL &&
         strcmp (tpk_export_get_text (export), tpk_file_change_get_new_text (change)) == 0;
}

static TpkClientState
judge (Survey        *survey,
       TpkFileChange *change,
       gboolean       applied)
{
  const char *text = tpk_file_change_get_old_text (change);
  char sha256[65];

  switch (tpk_file_change_get_kind (change)) {
  case TPK_FILE_CHANGE_NONE:
    return TPK_CLIENT_IN_STEP;
  case TPK_FILE_CHANGE_FOREIGN:
    return TPK_CLIENT_FOREIGN;
  case TPK_FILE_CHANGE_CREATED:
    return applied ? TPK_CLIENT_MISSING : TPK_CLIENT_NEW;
  case TPK_FILE_CHANGE_MODIFIED:
  default:
    break;
  }

  if (!applied)
    return TPK_CLIENT_NEW;
  if (!says_the_same (survey, change))
    return TPK_CLIENT_CHANGES;

  tpk_file_stamp_hash (text, strlen (text), sha256);

  return tpk_written_is_latest (survey->plan->written, tpk_file_change_get_path (change), sha256)
         ? TPK_CLIENT_IN_STEP : TPK_CLIENT_OUTDATED;
}

static void
add_facts (TpkClientStatus *status,
           const char      *path)
{
  g_autofree char *canonical = g_canonicalize_filename (path, NULL);
  g_autofree char *target = NULL;
  TpkFileStamp stamp;

  if (!g_path_is_absolute (path))
    return;

  target = tpk_atomic_file_resolve (canonical, NULL);
  if (target != NULL && strcmp (target, canonical) != 0)
    tpk_client_status_set_target (status, target);
  if (tpk_atomic_file_stat (path, &stamp, NULL) && stamp.exists)
    tpk_client_status_set_mtime (status, stamp.mtime_ns / G_GINT64_CONSTANT (1000000000));
}

static void
take_status (Survey          *survey,
             TpkClientStatus *status)
{
  add_facts (status, tpk_client_status_get_path (status));
  g_list_store_append (survey->list, status);
  g_object_unref (status);
}

/* What was planned last, or why it could not be. */
static void
add_planned (Survey        *survey,
             TpkClientFile *file,
             const char    *path,
             const char    *client,
             gboolean       applied,
             const GError  *error)
{
  GListModel *changes = G_LIST_MODEL (survey->plan->changes);
  guint n_changes = g_list_model_get_n_items (changes);
  g_autoptr (TpkFileChange) change = NULL;
  TpkClientStatus *status;

  if (error == NULL) {
    change = g_list_model_get_item (changes, n_changes - 1);
    take_status (survey, tpk_client_status_new (path, client, file,
                                                judge (survey, change, applied), change));
    return;
  }

  status = tpk_client_status_new (path, client, file, TPK_CLIENT_BLOCKED, NULL);
  tpk_client_status_set_reason (status, survey->plan->reason != NULL ? survey->plan->reason
                                                                      : error->message);
  take_status (survey, status);
}

static void
add_rtc (Survey *survey)
{
  g_autofree char *path = tpk_store_dup_path (survey->plan->store, TPK_STORE_RTC_NAME);
  g_autoptr (GError) error = NULL;

  /* Before the first apply there is nothing that somebody could have removed. */
  tpk_store_plan_add_rtc (survey->plan, &error);
  add_planned (survey, NULL, path, "w3c",
               tpk_written_get_generation (survey->plan->written) > 0, error);
}

static void
add_file (Survey        *survey,
          TpkClientFile *file)
{
  const char *path = tpk_client_file_get_path (file);
  const char *client = tpk_client_file_get_client (file);
  g_autoptr (GError) error = NULL;

  if (!tpk_client_file_get_enabled (file)) {
    take_status (survey, tpk_client_status_new (path, client, file, TPK_CLIENT_OFF, NULL));
    return;
  }

  tpk_store_plan_add_file (survey->plan, file, &error);
  add_planned (survey, file, path, client, is_applied (survey, path, client), error);
}

/**
 * tpk_store_survey:
 * @self: a store
 * @document: the draft
 * @applied: what is applied
 * @now_s: Unix time, from which minted credentials live
 *
 * Says how rtc-configuration.json, which is always kept, and then every client file of @document
 * stand to what is on the disk. Nothing is written.
 *
 * Returns: (transfer full): #TpkClientStatus, in the order of the document
 */
GListModel *
tpk_store_survey (TpkStore    *self,
                  TpkDocument *document,
                  TpkDocument *applied,
                  gint64       now_s)
{
  g_autoptr (GMutexLocker) locker = NULL;
  g_auto (TpkStorePlan) plan = { 0 };
  g_autoptr (TpkProfile) profile = NULL;
  Survey survey = { &plan, applied, NULL, NULL };
  GListModel *files;

  g_return_val_if_fail (TPK_IS_STORE (self), NULL);
  g_return_val_if_fail (TPK_IS_DOCUMENT (document), NULL);
  g_return_val_if_fail (TPK_IS_DOCUMENT (applied), NULL);

  tpk_store_plan_begin (&plan, self, document, now_s);
  locker = g_mutex_locker_new (&self->mutex);
  profile = tpk_store_plan_dup_profile (self, applied, now_s);
  survey.profile = profile;
  survey.list = g_list_store_new (TPK_TYPE_CLIENT_STATUS);

  add_rtc (&survey);
  files = tpk_document_get_client_files (document);
  for (guint i = 0; i < g_list_model_get_n_items (files); i++) {
    g_autoptr (TpkClientFile) file = g_list_model_get_item (files, i);

    add_file (&survey, file);
  }

  return G_LIST_MODEL (survey.list);
}

/* A plan of one file alone: what stands in the way of others does not matter. */
static GListModel *
plan_one (TpkStore     *self,
          TpkDocument  *applied,
          const char   *path,
          GError      **error)
{
  GListModel *files = tpk_document_get_client_files (applied);
  g_autoptr (GMutexLocker) locker = NULL;
  g_autofree char *rtc = tpk_store_dup_path (self, TPK_STORE_RTC_NAME);
  g_auto (TpkStorePlan) plan = { 0 };

  tpk_store_plan_begin (&plan, self, applied, g_get_real_time () / G_USEC_PER_SEC);
  locker = g_mutex_locker_new (&self->mutex);
  if (strcmp (path, rtc) == 0)
    return tpk_store_plan_add_rtc (&plan, error)
           ? G_LIST_MODEL (g_steal_pointer (&plan.changes)) : NULL;

  for (guint i = 0; i < g_list_model_get_n_items (files); i++) {
    g_autoptr (TpkClientFile) file = g_list_model_get_item (files, i);

    if (tpk_client_file_get_enabled (file) && strcmp (tpk_client_file_get_path (file), path) == 0)
      return tpk_store_plan_add_file (&plan, file, error)
             ? G_LIST_MODEL (g_steal_pointer (&plan.changes)) : NULL;
  }

  tpk_store_set_changed (error, path);

  return NULL;
}

/**
 * tpk_store_rewrite:
 * @self: a store
 * @applied: what is applied
 * @path: (type filename): one of the files that it keeps written
 * @error: a return location
 *
 * Writes one file again as what is applied says, also over what somebody else wrote. Calls in
 * progress are not asked for: see tpk_store_hold_off_calls().
 *
 * Returns: %FALSE with a #TpkStoreError; the file is then what it was
 */
gboolean
tpk_store_rewrite (TpkStore     *self,
                   TpkDocument  *applied,
                   const char   *path,
                   GError      **error)
{
  g_autoptr (GListModel) changes = NULL;

  g_return_val_if_fail (TPK_IS_STORE (self), FALSE);
  g_return_val_if_fail (TPK_IS_DOCUMENT (applied), FALSE);
  g_return_val_if_fail (path != NULL, FALSE);

  changes = plan_one (self, applied, path, error);

  return changes != NULL &&
         tpk_store_apply_full (self, applied, changes, TPK_STORE_APPLY_OVERWRITE_FOREIGN, error);
}
