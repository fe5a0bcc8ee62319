/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#define G_LOG_DOMAIN "tpk-store-plan"

#include "config.h"

#include "tpk-store.h"

#include "dialects/tpk-dialect.h"

#include "tpk-cloud-file.h"
#include "tpk-file-change-private.h"
#include "tpk-store-plan-private.h"

#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>

#include <string.h>
#include <unistd.h>

/* What applying would do: every file with its old and new contents. Nothing is written here, and
 * everything that can be known to fail fails here. */

static TpkFileChangeKind
judge_client_file (TpkStorePlan       *plan,
                   const char         *path,
                   const TpkFileStamp *old,
                   const TpkFileStamp *new)
{
  if (!old->exists)
    return TPK_FILE_CHANGE_CREATED;
  if (tpk_file_stamp_same_content (old, new))
    return TPK_FILE_CHANGE_NONE;
  /* A file that was only created, as file choosers do, holds nothing to lose. */
  if (old->size == 0 || tpk_written_is_ours (plan->written, path, old->sha256))
    return TPK_FILE_CHANGE_MODIFIED;

  return TPK_FILE_CHANGE_FOREIGN;
}

static TpkFileChangeKind
judge_document (TpkStorePlan       *plan,
                const TpkFileStamp *old,
                const TpkFileStamp *new)
{
  if (!old->exists)
    return TPK_FILE_CHANGE_CREATED;
  if (tpk_file_stamp_same_content (old, new))
    return TPK_FILE_CHANGE_NONE;
  if (tpk_file_stamp_same_content (old, &plan->store->stamps[TPK_STORE_DOCUMENT]))
    return TPK_FILE_CHANGE_MODIFIED;

  return TPK_FILE_CHANGE_FOREIGN;
}

static char *
dup_text (GBytes *contents)
{
  gsize size;
  const char *data;

  if (contents == NULL)
    return NULL;

  data = g_bytes_get_data (contents, &size);

  return g_utf8_make_valid (data != NULL ? data : "", (gssize) size);
}

static gboolean
add_change (TpkStorePlan  *plan,
            const char    *path,
            const char    *client,
            const char    *text,
            GListModel    *notes,
            GError       **error)
{
  g_autoptr (GBytes) contents = NULL;
  g_autoptr (TpkFileChange) change = NULL;
  g_autofree char *old_text = NULL;
  TpkFileChangeKind kind;
  TpkFileStamp old, new = { .exists = TRUE };

  if (!tpk_atomic_file_read (path, TPK_DOCUMENT_MAX_BYTES, &contents, &old, error))
    return FALSE;

  new.size = (gint64) strlen (text);
  tpk_file_stamp_hash (text, strlen (text), new.sha256);
  kind = client != NULL ? judge_client_file (plan, path, &old, &new)
                        : judge_document (plan, &old, &new);

  old_text = dup_text (contents);
  tpk_mask_add_text (plan->mask, old_text);
  change = tpk_file_change_new (path, client, kind, old_text, text, notes);
  tpk_file_change_set_mask (change, plan->mask);
  g_list_store_append (plan->changes, change);

  return TRUE;
}

static gboolean
seal_document (TpkStorePlan  *plan,
               GError       **error)
{
  g_autofree char *text = NULL;
  gsize length;

  text = tpk_document_to_data (plan->document, &length);
  if (length > TPK_DOCUMENT_MAX_BYTES) {
    g_set_error_literal (error, TPK_STORE_ERROR, TPK_STORE_ERROR_IO,
                         _("The configuration is too large to be kept. Remove servers."));
    return FALSE;
  }

  plan->text = tpk_vault_seal (plan->store->vault, text, length, &length, error);

  return plan->text != NULL;
}

static gboolean
add_document (TpkStorePlan  *plan,
              GError       **error)
{
  g_autofree char *path = tpk_store_dup_path (plan->store, "turnpike.json");

  return add_change (plan, path, NULL, plan->text, NULL, error);
}

static void
set_client_error (TpkStorePlan  *plan,
                  const char    *path,
                  const char    *client,
                  const char    *reason,
                  GError       **error)
{
  g_autofree char *display = g_filename_display_name (path);
  const TpkDialect *dialect = tpk_dialect_find (client);

  g_free (plan->reason);
  plan->reason = g_strdup (reason);
  g_set_error (error, TPK_STORE_ERROR, TPK_STORE_ERROR_CLIENT_FILE,
               /* Translators: a path, a calling client, and a sentence with the reason. */
               _("“%s” cannot be written for “%s”: %s"), display,
               dialect != NULL ? _(dialect->name) : client, reason);
}

static gboolean
add_export (TpkStorePlan  *plan,
            const char    *path,
            const char    *client,
            GError       **error)
{
  const TpkDialect *dialect = tpk_dialect_find (client);
  g_autoptr (GError) local_error = NULL;
  g_autoptr (TpkExport) export = NULL;

  if (dialect == NULL) {
    set_client_error (plan, path, client,
                      _("this client is not known. Choose another one."), error);
    return FALSE;
  }

  if (dialect->write == NULL) {
    set_client_error (plan, path, client,
                      _("nothing can be written for this client. Choose another one."), error);
    return FALSE;
  }

  export = dialect->write (dialect->whole ? tpk_document_get_active_profile (plan->document)
                                          : plan->profile, plan->now_s, &local_error);
  if (export == NULL) {
    set_client_error (plan, path, client, local_error->message, error);
    return FALSE;
  }

  return add_change (plan, path, client, tpk_export_get_text (export),
                     tpk_export_get_notes (export), error);
}

/* Whether a path leads to something in the configuration folder that Turnpike needs for itself. */
static gboolean
is_reserved (TpkStorePlan *plan,
             const char   *target)
{
  static const char *const names[] = {
    "turnpike.json", "draft.json", "staged.json", TPK_STORE_WRITTEN_NAME, "lock", "in-call.lock",
    "checks.jsonl", "checks.lock", "secrets.lock",
    TPK_CLOUD_FILE_NAME, TPK_CLOUD_LOCK_NAME,
    NULL
  };
  g_autofree char *folder = g_path_get_dirname (target);
  g_autofree char *name = g_path_get_basename (target);
  g_autofree char *history = tpk_store_dup_path (plan->store, TPK_STORE_HISTORY_NAME);
  g_autofree char *calls = tpk_store_dup_path (plan->store, "calls");

  if (strcmp (folder, history) == 0 || strcmp (folder, calls) == 0)
    return TRUE;

  return strcmp (folder, plan->store->folder) == 0 && g_strv_contains (names, name);
}

/**
 * tpk_store_plan_add_file:
 * @plan: a plan
 * @file: a client file; one that is switched off is passed over
 * @error: a return location
 *
 * Returns: %FALSE with a #TpkStoreError when it cannot be written; the plan's `reason` is then the
 *   sentence alone, where there is one
 */
gboolean
tpk_store_plan_add_file (TpkStorePlan   *plan,
                         TpkClientFile  *file,
                         GError        **error)
{
  const char *path = tpk_client_file_get_path (file);
  const char *client = tpk_client_file_get_client (file);
  g_autofree char *folder = g_path_get_dirname (path);
  g_autofree char *canonical = NULL;
  g_autofree char *target_folder = NULL;
  char *target;

  g_clear_pointer (&plan->reason, g_free);
  if (!tpk_client_file_get_enabled (file))
    return TRUE;

  if (!g_path_is_absolute (path)) {
    set_client_error (plan, path, client,
                      _("the path does not begin with “/”. Give the whole path."), error);
    return FALSE;
  }

  if (!g_file_test (folder, G_FILE_TEST_IS_DIR)) {
    set_client_error (plan, path, client,
                      _("its folder is not there. Create the folder, or choose another one."), error);
    return FALSE;
  }

  if (g_file_test (path, G_FILE_TEST_IS_DIR)) {
    set_client_error (plan, path, client,
                      _("that is a folder. Give the name of a file in it."), error);
    return FALSE;
  }

  canonical = g_canonicalize_filename (path, NULL);
  target = tpk_atomic_file_resolve (canonical, error);
  if (target == NULL)
    return FALSE;

  if (is_reserved (plan, target)) {
    g_free (target);
    set_client_error (plan, path, client,
                      _("Turnpike keeps its own things there. Choose another file."), error);
    return FALSE;
  }

  target_folder = g_path_get_dirname (target);
  if (g_access (target_folder, W_OK) != 0) {
    g_free (target);
    set_client_error (plan, path, client,
                      _("you may not write in its folder. Choose another folder, or have whoever "
                        "administers this computer allow it."), error);
    return FALSE;
  }

  if (!g_hash_table_add (plan->targets, target)) {
    set_client_error (plan, path, client,
                      _("the same file is written for another client. Choose another file."), error);
    return FALSE;
  }

  return add_export (plan, path, client, error);
}

/**
 * tpk_store_plan_add_rtc:
 * @plan: a plan without files
 * @error: a return location
 *
 * Adds what is always there for web pages, rtc-configuration.json.
 *
 * Returns: %FALSE with a #TpkStoreError
 */
gboolean
tpk_store_plan_add_rtc (TpkStorePlan  *plan,
                        GError       **error)
{
  g_autofree char *rtc = tpk_store_dup_path (plan->store, TPK_STORE_RTC_NAME);

  g_clear_pointer (&plan->reason, g_free);
  g_hash_table_add (plan->targets, g_strdup (rtc));

  return add_export (plan, rtc, "w3c", error);
}

static gboolean
add_client_files (TpkStorePlan  *plan,
                  GError       **error)
{
  GListModel *files = tpk_document_get_client_files (plan->document);

  if (!tpk_store_plan_add_rtc (plan, error))
    return FALSE;

  for (guint i = 0; i < g_list_model_get_n_items (files); i++) {
    g_autoptr (TpkClientFile) file = g_list_model_get_item (files, i);

    if (!tpk_store_plan_add_file (plan, file, error))
      return FALSE;
  }

  return TRUE;
}

/* What was applied before may hold passwords that are in none of the new texts. */
static void
add_old_secrets (TpkStorePlan *plan)
{
  g_autofree char *path = tpk_store_dup_path (plan->store, "turnpike.json");
  g_autoptr (GBytes) contents = NULL;
  g_autoptr (TpkDocument) document = NULL;
  TpkFileStamp stamp;

  if (!tpk_atomic_file_read (path, TPK_DOCUMENT_MAX_BYTES, &contents, &stamp, NULL) ||
      contents == NULL)
    return;

  document = tpk_store_open_text (plan->store, contents, NULL);
  if (document != NULL)
    tpk_mask_add_document (plan->mask, document, plan->now_s);
}

/**
 * tpk_store_plan_dup_profile:
 * @store: a store
 * @document: what would be applied
 * @now_s: Unix time
 *
 * With a service on the route “cloud”, clients are given what it handed out.
 *
 * Returns: (transfer full): what clients are given of the active profile
 */
TpkProfile *
tpk_store_plan_dup_profile (TpkStore    *store,
                            TpkDocument *document,
                            gint64       now_s)
{
  TpkProfile *profile = tpk_document_get_active_profile (document);
  g_autoptr (GPtrArray) sets = tpk_cloud_file_load (store->folder);

  return tpk_cloud_dup_effective (profile, tpk_cloud_file_find (sets, profile), now_s);
}

/**
 * tpk_store_plan_begin:
 * @plan: a place for the plan, to be cleared with tpk_store_plan_clear()
 * @store: a store, with its mutex held
 * @document: what would be applied
 * @now_s: Unix time, from which minted credentials live
 *
 * Begins a plan without any file.
 */
void
tpk_store_plan_begin (TpkStorePlan *plan,
                      TpkStore     *store,
                      TpkDocument  *document,
                      gint64        now_s)
{
  plan->store = store;
  plan->document = document;
  plan->now_s = now_s;
  plan->written = tpk_written_load (store->folder);
  plan->mask = tpk_mask_new ();
  plan->targets = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  plan->changes = g_list_store_new (TPK_TYPE_FILE_CHANGE);

  tpk_mask_add_document (plan->mask, document, now_s);
  add_old_secrets (plan);
  plan->profile = tpk_store_plan_dup_profile (store, document, now_s);
  tpk_mask_add_profile (plan->mask, plan->profile, now_s);
}

void
tpk_store_plan_clear (TpkStorePlan *plan)
{
  g_clear_object (&plan->profile);
  g_clear_pointer (&plan->written, tpk_written_free);
  g_clear_pointer (&plan->mask, tpk_mask_unref);
  g_clear_pointer (&plan->targets, g_hash_table_unref);
  g_clear_object (&plan->changes);
  g_clear_pointer (&plan->reason, g_free);
  g_clear_pointer (&plan->text, g_free);
}

/**
 * tpk_store_plan:
 * @self: a store
 * @document: what would be applied
 * @now_s: Unix time, from which minted credentials live
 * @error: a return location
 *
 * Says what applying @document would do, without doing it: the document itself first, then
 * rtc-configuration.json, then the client files in their order.
 *
 * A file that Turnpike has never written, and that is not empty, counts as changed by somebody
 * else.
 *
 * Returns: (transfer full) (nullable): #TpkFileChange for every file, unchanged ones too; %NULL
 *   with `TPK_STORE_ERROR_MANAGED` when it has something else than an administrator has locked,
 *   `TPK_STORE_ERROR_CLIENT_FILE` when a client file cannot be written as the document says,
 *   another #TpkStoreError, or a #TpkKeyringError
 */
GListModel *
tpk_store_plan (TpkStore     *self,
                TpkDocument  *document,
                gint64        now_s,
                GError      **error)
{
  g_autoptr (GMutexLocker) locker = NULL;
  g_auto (TpkStorePlan) plan = { 0 };

  g_return_val_if_fail (TPK_IS_STORE (self), NULL);
  g_return_val_if_fail (TPK_IS_DOCUMENT (document), NULL);

  if (!tpk_store_check_managed (document, error))
    return NULL;

  tpk_store_plan_begin (&plan, self, document, now_s);
  if (!seal_document (&plan, error))
    return NULL;

  locker = g_mutex_locker_new (&self->mutex);

  if (!add_document (&plan, error) || !add_client_files (&plan, error))
    return NULL;

  return G_LIST_MODEL (g_steal_pointer (&plan.changes));
}
