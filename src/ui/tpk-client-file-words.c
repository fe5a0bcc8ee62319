/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#define G_LOG_DOMAIN "tpk-client-file-words"

#include "config.h"

#include "tpk-client-file-words.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "dialects/tpk-dialect.h"
#include "store/tpk-call.h"

/**
 * tpk_client_file_words_path:
 * @path: (type filename): an absolute path
 *
 * Returns: (transfer full): it as people write it, with "~" for their home
 */
char *
tpk_client_file_words_path (const char *path)
{
  const char *home = g_get_home_dir ();
  gsize length = strlen (home);

  g_return_val_if_fail (path != NULL, NULL);

  if (length > 1 && strncmp (path, home, length) == 0 &&
      (path[length] == '/' || path[length] == '\0')) {
    g_autofree char *shortened = g_strconcat ("~", path + length, NULL);

    return g_filename_display_name (shortened);
  }

  return g_filename_display_name (path);
}

/**
 * tpk_client_file_words_folder:
 * @path: (type filename): an absolute path
 *
 * Returns: (transfer full): the folder that it is in, as people write it; from left to right in
 *   every language, or its first slash would move to its end
 */
char *
tpk_client_file_words_folder (const char *path)
{
  g_autofree char *folder = NULL;
  g_autofree char *words = NULL;

  g_return_val_if_fail (path != NULL, NULL);

  folder = g_path_get_dirname (path);
  words = tpk_client_file_words_path (folder);

  return g_strdup_printf ("\u2066%s\u2069", words);
}

/**
 * tpk_client_file_words_client:
 * @client: the ID of a dialect
 *
 * Returns: (transfer none): its name for people; the ID where it is not known
 */
const char *
tpk_client_file_words_client (const char *client)
{
  const TpkDialect *dialect;

  g_return_val_if_fail (client != NULL, NULL);

  dialect = tpk_dialect_find (client);

  return dialect != NULL ? _(dialect->name) : client;
}

static gboolean
is_same_day (GDateTime *a,
             GDateTime *b)
{
  return g_date_time_get_year (a) == g_date_time_get_year (b) &&
         g_date_time_get_day_of_year (a) == g_date_time_get_day_of_year (b);
}

/**
 * tpk_client_file_words_time:
 * @time_s: a time in the past, Unix time
 * @now_s: Unix time now
 *
 * Returns: (transfer full): for example "2 min ago", "at 10:42" or "2026-11-20 10:42"
 */
char *
tpk_client_file_words_time (gint64 time_s,
                            gint64 now_s)
{
  g_autoptr (GDateTime) time = g_date_time_new_from_unix_local (time_s);
  g_autoptr (GDateTime) now = g_date_time_new_from_unix_local (now_s);

  if (now_s - time_s < 60)
    return g_strdup (_("just now"));
  if (now_s - time_s < 60 * 60)
    /* Translators: a time span in minutes. */
    return g_strdup_printf (_("%d min ago"), (int) ((now_s - time_s) / 60));
  if (time == NULL || now == NULL)
    return g_strdup (_("long ago"));
  if (is_same_day (time, now))
    /* Translators: a time of today, as for g_date_time_format(), after a word as "written". */
    return g_date_time_format (time, _("at %H:%M"));

  /* Translators: a date and time as for g_date_time_format(), after a word as "written". */
  return g_date_time_format (time, _("on %x at %H:%M"));
}

static char *
dup_since (TpkCall *call)
{
  g_autoptr (GDateTime) utc = g_date_time_new_from_iso8601 (tpk_call_get_since (call), NULL);
  g_autoptr (GDateTime) local = utc != NULL ? g_date_time_to_local (utc) : NULL;

  return local != NULL ? g_date_time_format (local, "%H:%M") : NULL;
}

/**
 * tpk_client_file_words_waiting:
 * @calls: (nullable): #TpkCall, the oldest first
 *
 * Returns: (transfer full): what a staged change waits for
 */
char *
tpk_client_file_words_waiting (GListModel *calls)
{
  guint n_calls = calls != NULL ? g_list_model_get_n_items (calls) : 0;
  g_autoptr (TpkCall) call = n_calls > 0 ? g_list_model_get_item (calls, 0) : NULL;
  g_autofree char *since = call != NULL ? dup_since (call) : NULL;

  if (n_calls > 1)
    return g_strdup_printf (ngettext ("Waits for the end of %u call",
                                      "Waits for the end of %u calls", n_calls), n_calls);
  if (since != NULL)
    /* Translators: the name of a program, and a time such as 10:31. */
    return g_strdup_printf (_("Waits: “%s” is in a call since %s"),
                            tpk_call_get_client (call), since);

  return g_strdup (_("Waits for the end of a call"));
}

static gboolean
is_to_come (TpkClientState state)
{
  return state == TPK_CLIENT_NEW || state == TPK_CLIENT_CHANGES || state == TPK_CLIENT_MISSING ||
         state == TPK_CLIENT_OUTDATED;
}

static char *
dup_in_step (TpkClientStatus *status,
             gint64           now_s)
{
  gint64 time_s = tpk_client_status_get_mtime (status);
  g_autofree char *time = NULL;

  if (time_s == 0)
    return g_strdup (_("In step"));

  time = tpk_client_file_words_time (time_s, now_s);
  /* Translators: a time such as "2 min ago" or "at 10:42". */
  return g_strdup_printf (_("In step, written %s"), time);
}

/**
 * tpk_client_file_words_state:
 * @status: how a file stands
 * @waiting: (nullable): what a staged change waits for
 * @now_s: Unix time now
 *
 * Returns: (transfer full): a sentence
 */
char *
tpk_client_file_words_state (TpkClientStatus *status,
                             const char      *waiting,
                             gint64           now_s)
{
  TpkClientState state;

  g_return_val_if_fail (TPK_IS_CLIENT_STATUS (status), NULL);

  state = tpk_client_status_get_state (status);
  if (waiting != NULL && is_to_come (state))
    return g_strdup (waiting);

  switch (state) {
  case TPK_CLIENT_OFF:
    return g_strdup (_("Switched off, so it is not written"));
  case TPK_CLIENT_NEW:
    return g_strdup (_("Not written yet. Applying writes it"));
  case TPK_CLIENT_CHANGES:
    return g_strdup (_("Changes when you apply"));
  case TPK_CLIENT_MISSING:
    return g_strdup (_("Somebody removed it. Write it again, or switch it off"));
  case TPK_CLIENT_OUTDATED:
    return g_strdup (_("Somebody put an older version back. Write it again, or switch it off"));
  case TPK_CLIENT_FOREIGN:
    return g_strdup (_("Changed by someone else. Compare, and choose who wins"));
  case TPK_CLIENT_BLOCKED:
    /* Translators: a sentence that begins in lower case. */
    return g_strdup_printf (_("Cannot be written: %s"), tpk_client_status_get_reason (status));
  case TPK_CLIENT_IN_STEP:
  default:
    return dup_in_step (status, now_s);
  }
}

/**
 * tpk_client_file_words_icon:
 * @status: how a file stands
 * @staged: whether what is to come waits for the end of a call
 *
 * Returns: it at a glance
 */
TpkState
tpk_client_file_words_icon (TpkClientStatus *status,
                            gboolean         staged)
{
  TpkClientState state;

  g_return_val_if_fail (TPK_IS_CLIENT_STATUS (status), TPK_STATE_NONE);

  state = tpk_client_status_get_state (status);
  if (staged && is_to_come (state))
    return TPK_STATE_NOTE;

  switch (state) {
  case TPK_CLIENT_OFF:
    return TPK_STATE_OFF;
  case TPK_CLIENT_NEW:
  case TPK_CLIENT_CHANGES:
    return TPK_STATE_NOTE;
  case TPK_CLIENT_MISSING:
  case TPK_CLIENT_OUTDATED:
  case TPK_CLIENT_FOREIGN:
    return TPK_STATE_WARNING;
  case TPK_CLIENT_BLOCKED:
    return TPK_STATE_ERROR;
  case TPK_CLIENT_IN_STEP:
  default:
    return TPK_STATE_GOOD;
  }
}
