/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#define G_LOG_DOMAIN "tpk-history-dialog-entry"

#include "config.h"

#include "tpk-history-dialog-entry.h"

#include <string.h>

#include "store/tpk-diff.h"
#include "store/tpk-mask.h"

void
tpk_history_entry_free (TpkHistoryEntry *self)
{
  g_return_if_fail (self != NULL);

  g_free (self->id);
  g_free (self->profile);
  g_free (self->diff);
  g_free (self);
}

static char *
dup_diff (TpkDocument *applied,
          const char  *applied_text,
          TpkDocument *document,
          const char  *text,
          gint64       now_s)
{
  g_autoptr (TpkMask) mask = tpk_mask_new ();
  g_autofree char *applied_shown = NULL;
  g_autofree char *shown = NULL;

  tpk_mask_add_document (mask, applied, now_s);
  tpk_mask_add_document (mask, document, now_s);
  applied_shown = tpk_mask_apply (mask, applied_text);
  shown = tpk_mask_apply (mask, text);

  return tpk_diff_unified ("turnpike.json", applied_text, applied_shown, text, shown);
}

static void
read_document (TpkHistoryEntry *entry,
               TpkDocument     *document,
               TpkDocument     *applied,
               const char      *applied_text,
               gint64           now_s)
{
  TpkProfile *profile = tpk_document_get_active_profile (document);
  g_autofree char *text = tpk_document_to_data (document, NULL);

  entry->profile = g_strdup (tpk_profile_get_name (profile));
  entry->route = tpk_profile_get_route (profile);
  entry->n_servers = tpk_profile_get_n_servers (profile);
  entry->current = strcmp (text, applied_text) == 0;
  entry->diff = entry->current ? g_strdup ("")
                               : dup_diff (applied, applied_text, document, text, now_s);
}

/**
 * tpk_history_entries_new:
 * @store: a store
 * @applied: what is applied now
 * @now_s: Unix time now, for the masks of minted passwords
 *
 * Reads what was applied, and compares each with what is applied now. Blocks on files; safe to call
 * from any thread.
 *
 * Returns: (transfer full) (element-type TpkHistoryEntry): the newest first; of several that are
 *   what is applied now, only the newest is marked
 */
GPtrArray *
tpk_history_entries_new (TpkStore    *store,
                         TpkDocument *applied,
                         gint64       now_s)
{
  g_auto (GStrv) ids = tpk_store_list_history (store);
  g_autofree char *applied_text = tpk_document_to_data (applied, NULL);
  GPtrArray *entries = g_ptr_array_new_with_free_func ((GDestroyNotify) tpk_history_entry_free);
  gboolean found = FALSE;

  for (guint i = 0; ids[i] != NULL; i++) {
    TpkHistoryEntry *entry = g_new0 (TpkHistoryEntry, 1);
    g_autoptr (GDateTime) time = tpk_store_history_get_time (ids[i]);
    g_autoptr (TpkDocument) document = tpk_store_load_history (store, ids[i], NULL);

    entry->id = g_strdup (ids[i]);
    entry->time_s = time != NULL ? g_date_time_to_unix (time) : 0;
    if (document != NULL)
      read_document (entry, document, applied, applied_text, now_s);
    else
      entry->diff = g_strdup ("");
    entry->current = entry->current && !found;
    found = found || entry->current;
    g_ptr_array_add (entries, entry);
  }

  return entries;
}
