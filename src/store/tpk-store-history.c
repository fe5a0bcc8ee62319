/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#define G_LOG_DOMAIN "tpk-store-history"

#include "config.h"

#include "tpk-store.h"

#include "tpk-store-private.h"

#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>

#include <string.h>

/* The documents that were applied, as history/YYYYMMDDTHHMMSS.ffffffZ.json, so that the order of
 * the names is the order of time. Going back applies an older document without a new entry; where
 * the present one stands in the history is found by its contents. */

#define NAME_PATTERN "dddddddd" "T" "dddddd" "." "dddddd" "Z.json"

static gboolean
is_entry (const char *name)
{
  const char *pattern = NAME_PATTERN;

  if (strlen (name) != strlen (pattern))
    return FALSE;

  for (guint i = 0; pattern[i] != '\0'; i++) {
    if (pattern[i] == 'd' ? !g_ascii_isdigit (name[i]) : name[i] != pattern[i])
      return FALSE;
  }

  return TRUE;
}

static char *
dup_entry_path (TpkStore   *self,
                const char *entry)
{
  return g_build_filename (self->folder, TPK_STORE_HISTORY_NAME, entry, NULL);
}

static char *
dup_entry_name (gint64 time_us)
{
  g_autoptr (GDateTime) time = g_date_time_new_from_unix_utc (time_us / G_USEC_PER_SEC);
  g_autofree char *seconds = g_date_time_format (time, "%Y%m%dT%H%M%S");

  return g_strdup_printf ("%s.%06dZ.json", seconds, (int) (time_us % G_USEC_PER_SEC));
}

static gint64
entry_time_us (const char *entry)
{
  g_autoptr (GDateTime) time = tpk_store_history_get_time (entry);

  if (time == NULL)
    return 0;

  return g_date_time_to_unix (time) * G_USEC_PER_SEC + g_date_time_get_microsecond (time);
}

static gint
compare_newest_first (gconstpointer a,
                      gconstpointer b)
{
  return strcmp (*(const char *const *) b, *(const char *const *) a);
}

/**
 * tpk_store_list_history:
 * @self: a store
 *
 * Returns: (transfer full): the entries of the history, the newest first; the newest one is what is
 *   applied now, unless an older one was taken back since
 */
char **
tpk_store_list_history (TpkStore *self)
{
  g_autoptr (GPtrArray) entries = NULL;
  g_autoptr (GDir) dir = NULL;
  g_autofree char *path = NULL;
  const char *name;

  g_return_val_if_fail (TPK_IS_STORE (self), NULL);

  entries = g_ptr_array_new ();
  path = tpk_store_dup_path (self, TPK_STORE_HISTORY_NAME);
  dir = g_dir_open (path, 0, NULL);
  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL) {
    if (is_entry (name))
      g_ptr_array_add (entries, g_strdup (name));
  }

  g_ptr_array_sort (entries, compare_newest_first);
  g_ptr_array_add (entries, NULL);

  return (char **) g_ptr_array_free (g_steal_pointer (&entries), FALSE);
}

/**
 * tpk_store_history_get_time:
 * @entry: an entry of the history
 *
 * Returns: (transfer full) (nullable): when it was applied, UTC; %NULL when @entry is none
 */
GDateTime *
tpk_store_history_get_time (const char *entry)
{
  g_autoptr (GTimeZone) utc = NULL;
  g_autofree char *iso = NULL;

  g_return_val_if_fail (entry != NULL, NULL);

  if (!is_entry (entry))
    return NULL;

  utc = g_time_zone_new_utc ();
  iso = g_strndup (entry, strlen ("YYYYMMDDTHHMMSS.ffffffZ"));

  return g_date_time_new_from_iso8601 (iso, utc);
}

static GBytes *
read_entry (TpkStore    *self,
            const char  *entry,
            GError     **error)
{
  g_autofree char *path = dup_entry_path (self, entry);
  g_autoptr (GBytes) contents = NULL;
  TpkFileStamp stamp;

  if (!tpk_atomic_file_read (path, TPK_DOCUMENT_MAX_BYTES, &contents, &stamp, error))
    return NULL;

  if (contents == NULL)
    g_set_error (error, TPK_STORE_ERROR, TPK_STORE_ERROR_NO_HISTORY,
                 _("“%s” is not in the history any more. Choose another entry."), entry);

  return g_steal_pointer (&contents);
}

/**
 * tpk_store_load_history:
 * @self: a store
 * @entry: an entry of the history
 * @error: a return location
 *
 * Returns: (transfer full) (nullable): the document that was applied then; %NULL with
 *   `TPK_STORE_ERROR_NO_HISTORY` when there is no such entry, another #TpkStoreError, a
 *   #TpkJsonError, or a #TpkKeyringError
 */
TpkDocument *
tpk_store_load_history (TpkStore    *self,
                        const char  *entry,
                        GError     **error)
{
  g_autoptr (GBytes) contents = NULL;

  g_return_val_if_fail (TPK_IS_STORE (self), NULL);
  g_return_val_if_fail (entry != NULL, NULL);

  if (!is_entry (entry)) {
    g_set_error (error, TPK_STORE_ERROR, TPK_STORE_ERROR_NO_HISTORY,
                 _("“%s” is not an entry of the history. Choose one from its list."), entry);
    return NULL;
  }

  contents = read_entry (self, entry, error);
  if (contents == NULL)
    return NULL;

  return tpk_store_open_text (self, contents, error);
}

static GBytes *
normalise (GBytes *contents)
{
  g_autoptr (TpkDocument) document = NULL;
  char *text;
  gsize length;

  document = tpk_document_new_from_data (g_bytes_get_data (contents, NULL),
                                         (gssize) g_bytes_get_size (contents), NULL);
  if (document == NULL)
    return g_bytes_ref (contents);

  text = tpk_document_to_data (document, &length);

  return g_bytes_new_take (text, length);
}

/* What was written by hand is kept as it was, and taken back in our own spelling. */
static gboolean
says_the_same (GBytes *entry,
               GBytes *current)
{
  g_autoptr (GBytes) first = NULL;
  g_autoptr (GBytes) second = NULL;

  if (g_bytes_equal (entry, current))
    return TRUE;

  first = normalise (entry);
  second = normalise (current);

  return g_bytes_equal (first, second);
}

/**
 * tpk_store_dup_previous:
 * @self: a store
 * @error: a return location
 *
 * Which entry was applied before what is in turnpike.json now. When that is not in the history,
 * since somebody wrote it by hand, the newest entry is the one before.
 *
 * Returns: (transfer full) (nullable): an entry of the history; %NULL with
 *   `TPK_STORE_ERROR_NO_HISTORY` when there is none, or another #TpkStoreError
 */
char *
tpk_store_dup_previous (TpkStore  *self,
                        GError   **error)
{
  g_auto (GStrv) entries = NULL;
  g_autoptr (GBytes) current = NULL;
  g_autofree char *path = NULL;
  TpkFileStamp stamp;
  guint found = 0;

  g_return_val_if_fail (TPK_IS_STORE (self), NULL);

  path = tpk_store_dup_path (self, tpk_store_file_get_name (TPK_STORE_DOCUMENT));
  if (!tpk_atomic_file_read (path, TPK_DOCUMENT_MAX_BYTES, &current, &stamp, error))
    return NULL;

  entries = tpk_store_list_history (self);
  for (guint i = 0; entries[i] != NULL && current != NULL; i++) {
    g_autoptr (GBytes) contents = read_entry (self, entries[i], NULL);

    if (contents != NULL && says_the_same (contents, current)) {
      found = i + 1;
      break;
    }
  }

  if (entries[found] != NULL)
    return g_strdup (entries[found]);

  g_set_error_literal (error, TPK_STORE_ERROR, TPK_STORE_ERROR_NO_HISTORY,
                       _("Nothing was applied before this, so there is nothing to go back to."));

  return NULL;
}

static gboolean
add_entry (TpkStore        *self,
           TpkTransaction  *transaction,
           gint64           time_us,
           const char      *text,
           gsize            length,
           GError         **error)
{
  g_autofree char *entry = dup_entry_name (time_us);
  g_autofree char *path = dup_entry_path (self, entry);

  return tpk_transaction_add (transaction, path, text, length, NULL, error);
}

/* Adds the document to a transaction as the newest entry, and before it what is replaced, should
 * that not be the newest entry already: somebody wrote it by hand, or an older one was taken
 * back. */
gboolean
tpk_store_add_history (TpkStore        *self,
                       TpkTransaction  *transaction,
                       GBytes          *old_document,
                       const char      *text,
                       gsize            length,
                       GError         **error)
{
  g_autofree char *folder = tpk_store_dup_path (self, TPK_STORE_HISTORY_NAME);
  g_auto (GStrv) entries = NULL;
  gint64 time_us = g_get_real_time ();

  if (!tpk_atomic_file_make_folder (folder, error))
    return FALSE;

  entries = tpk_store_list_history (self);
  if (entries[0] != NULL)
    time_us = MAX (time_us, entry_time_us (entries[0]) + 1);

  if (old_document != NULL) {
    g_autoptr (GBytes) newest = entries[0] != NULL ? read_entry (self, entries[0], NULL) : NULL;

    if ((newest == NULL || !g_bytes_equal (newest, old_document)) &&
        !add_entry (self, transaction, time_us++, g_bytes_get_data (old_document, NULL),
                    g_bytes_get_size (old_document), error))
      return FALSE;
  }

  return add_entry (self, transaction, time_us, text, length, error);
}

/* Each entry has a name of its own, so no later write clears away what a killed process left. */
static void
remove_leftovers (TpkStore *self)
{
  g_autofree char *path = tpk_store_dup_path (self, TPK_STORE_HISTORY_NAME);
  g_autoptr (GDir) dir = g_dir_open (path, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL) {
    g_autofree char *leftover = dup_entry_path (self, name);

    if (g_str_has_suffix (name, TPK_ATOMIC_FILE_SUFFIX))
      (void) g_unlink (leftover);
  }
}

/* Removes all but the newest entries. With the folder locked, so that nobody is writing one. */
void
tpk_store_prune_history (TpkStore *self)
{
  g_auto (GStrv) entries = tpk_store_list_history (self);

  remove_leftovers (self);

  for (guint i = 0; entries[i] != NULL; i++) {
    g_autofree char *path = dup_entry_path (self, entries[i]);

    if (i >= TPK_STORE_HISTORY_LENGTH)
      (void) g_unlink (path);
  }
}
