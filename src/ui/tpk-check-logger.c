/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#define G_LOG_DOMAIN "tpk-check-logger"

#include "config.h"

#include "tpk-check-logger.h"

#include "store/tpk-check-log.h"

/* Records on their way to the disk. */
static guint n_records;

typedef struct {
  char           *folder;   /* (owned) */
  TpkCheckRecord *record;   /* (owned) */
} Entry;

static void
entry_free (Entry *entry)
{
  g_free (entry->folder);
  g_object_unref (entry->record);
  g_free (entry);
}

static void
append_thread (GTask        *task,
               gpointer      source_object,
               gpointer      task_data,
               GCancellable *cancellable)
{
  Entry *entry = task_data;
  g_autoptr (GError) error = NULL;

  if (!tpk_check_log_append (entry->folder, entry->record, &error))
    g_warning ("The check could not be logged: %s", error->message);
  g_task_return_boolean (task, TRUE);
}

static void
appended_cb (GObject      *source,
             GAsyncResult *result,
             gpointer      user_data)
{
  g_autoptr (GApplication) application = user_data;

  n_records--;
  if (application != NULL)
    g_application_release (application);
}

/**
 * tpk_check_logger_append:
 * @folder: the configuration folder
 * @record: a check that is over
 *
 * Adds a check to the log, in a thread. The application stays until it is written, so that whoever
 * quits right after a check has it in the history all the same.
 */
void
tpk_check_logger_append (const char     *folder,
                         TpkCheckRecord *record)
{
  GApplication *application = g_application_get_default ();
  g_autoptr (GTask) task = NULL;
  Entry *entry;

  g_return_if_fail (folder != NULL);
  g_return_if_fail (TPK_IS_CHECK_RECORD (record));

  if (application != NULL)
    g_application_hold (application);
  n_records++;

  entry = g_new0 (Entry, 1);
  entry->folder = g_strdup (folder);
  entry->record = g_object_ref (record);
  task = g_task_new (NULL, NULL, appended_cb,
                     application != NULL ? g_object_ref (application) : NULL);
  g_task_set_source_tag (task, tpk_check_logger_append);
  g_task_set_task_data (task, entry, (GDestroyNotify) entry_free);
  g_task_run_in_thread (task, append_thread);
}

/**
 * tpk_check_logger_is_busy:
 *
 * Returns: whether a record is still being written; it is until the main context was told
 */
gboolean
tpk_check_logger_is_busy (void)
{
  return n_records > 0;
}
