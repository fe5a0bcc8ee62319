/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#define G_LOG_DOMAIN "tpk-check-log"

#include "config.h"

#include "tpk-check-log.h"

#include <string.h>

#include "tpk-atomic-file.h"
#include "tpk-lock.h"

/* How the last checks ended: checks.jsonl in the configuration folder, one JSON object a line, the
 * oldest first, at most TPK_CHECK_LOG_MAX of them.
 *
 * A database would have nothing to do here: all that is ever asked of it is the whole of a list of
 * a hundred lines, which is read in one go and replaced as a whole. A line that cannot be read, since
 * a later version wrote it, is left out of the list and dropped with the next check: what matters
 * is kept elsewhere. */

#define FILE_NAME "checks.jsonl"
#define LOCK_NAME "checks.lock"
#define LOCK_WAIT_MS 2000
#define MAX_BYTES (1024 * 1024)

static GPtrArray *
parse (GBytes *contents)
{
  GPtrArray *records = g_ptr_array_new_with_free_func (g_object_unref);
  gsize length = 0;
  const char *p = contents != NULL ? g_bytes_get_data (contents, &length) : NULL;
  const char *end = p != NULL ? p + length : NULL;

  while (p != NULL && p < end) {
    const char *newline = memchr (p, '\n', end - p);
    const char *line_end = newline != NULL ? newline : end;
    TpkCheckRecord *record = tpk_check_record_new_from_line (p, line_end - p);

    if (record != NULL)
      g_ptr_array_add (records, record);
    p = line_end + 1;
  }
  if (records->len > TPK_CHECK_LOG_MAX)
    g_ptr_array_remove_range (records, 0, records->len - TPK_CHECK_LOG_MAX);

  return records;
}

/**
 * tpk_check_log_load:
 * @folder: (type filename): the configuration folder
 * @error: a return location
 *
 * Returns: (transfer full) (nullable) (element-type TpkCheckRecord): the last checks, the oldest
 *   first; empty where there is no log, %NULL where it cannot be read
 */
GPtrArray *
tpk_check_log_load (const char  *folder,
                    GError     **error)
{
  g_autofree char *path = NULL;
  g_autoptr (GBytes) contents = NULL;
  TpkFileStamp stamp;

  g_return_val_if_fail (folder != NULL, NULL);

  path = g_build_filename (folder, FILE_NAME, NULL);
  if (!tpk_atomic_file_read (path, MAX_BYTES, &contents, &stamp, error))
    return NULL;

  return parse (contents);
}

/**
 * tpk_check_log_append:
 * @folder: (type filename): the configuration folder
 * @record: how a check ended
 * @error: a return location
 *
 * Adds a check to the log, and drops the oldest where there are too many. A log that is too large
 * to be one, or that is no file, is not touched.
 *
 * Returns: whether it is written
 */
gboolean
tpk_check_log_append (const char      *folder,
                      TpkCheckRecord  *record,
                      GError         **error)
{
  g_autofree char *path = NULL, *lock_path = NULL;
  g_autoptr (TpkLock) lock = NULL;
  g_autoptr (GPtrArray) records = NULL;
  g_autoptr (GString) text = NULL;

  g_return_val_if_fail (folder != NULL, FALSE);
  g_return_val_if_fail (TPK_IS_CHECK_RECORD (record), FALSE);

  if (!tpk_atomic_file_make_folder (folder, error))
    return FALSE;
  path = g_build_filename (folder, FILE_NAME, NULL);
  lock_path = g_build_filename (folder, LOCK_NAME, NULL);
  lock = tpk_lock_take (lock_path, TPK_LOCK_EXCLUSIVE, LOCK_WAIT_MS, error);
  if (lock == NULL)
    return FALSE;

  records = tpk_check_log_load (folder, error);
  if (records == NULL)
    return FALSE;
  g_ptr_array_add (records, g_object_ref (record));
  if (records->len > TPK_CHECK_LOG_MAX)
    g_ptr_array_remove_range (records, 0, records->len - TPK_CHECK_LOG_MAX);

  text = g_string_new (NULL);
  for (guint i = 0; i < records->len; i++) {
    g_autofree char *line = tpk_check_record_to_line (records->pdata[i]);

    g_string_append (text, line);
    g_string_append_c (text, '\n');
  }

  return tpk_atomic_file_write (path, text->str, text->len, NULL, error);
}
