/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#define G_LOG_DOMAIN "tpk-comparison"

#include "config.h"

#include "tpk-comparison.h"

#include <glib/gi18n-lib.h>
#include <math.h>

#include "checks/tpk-result.h"

#include "tpk-format.h"
#include "tpk-outcome.h"

/* Round trips are never twice the same. A change that people would notice is larger than that. */
#define NOTICEABLE_MS 5
#define NOTICEABLE_SHARE 0.2
#define NOTICEABLE_PERCENT 1

static void
change_free (gpointer data)
{
  TpkChange *change = data;

  g_free (change->text);
  g_free (change);
}

/* 0: another one; 1: the same but for the address that the name stands for; 2: the same */
static int
get_likeness (TpkResult *a,
              TpkResult *b)
{
  if (!g_str_equal (tpk_result_get_url (a), tpk_result_get_url (b)) ||
      g_strcmp0 (tpk_result_get_server_id (a), tpk_result_get_server_id (b)) != 0 ||
      tpk_result_get_wire (a) != tpk_result_get_wire (b))
    return 0;

  return g_strcmp0 (tpk_result_get_address (a), tpk_result_get_address (b)) == 0 ? 2 : 1;
}

/* Takes the one that is most alike out of @before. Returns (nullable) (transfer full). */
static TpkResult *
take_like (GPtrArray *before,
           TpkResult *result,
           int        least)
{
  for (guint i = 0; i < before->len; i++) {
    if (get_likeness (before->pdata[i], result) >= least)
      return g_ptr_array_steal_index (before, i);
  }

  return NULL;
}

static void
add (GPtrArray *changes,
     TpkState   state,
     char      *text)
{
  TpkChange *change = g_new (TpkChange, 1);

  change->state = state;
  change->text = text;
  g_ptr_array_add (changes, change);
}

static void
add_pair (GPtrArray  *changes,
          TpkState    state,
          TpkResult  *result,
          const char *before,
          const char *now)
{
  g_autofree char *target = tpk_format_target (result);

  /* Translators: an address, and how it was in an earlier check and is in this one, such as
   * "No reply" and "Works", or "14 ms" and "41 ms". */
  add (changes, state, g_strdup_printf (_("%s: %s before, %s now"), target, before, now));
}

/* The larger, the worse. Below 0: not known. */
static TpkState
judge (double before,
       double now,
       double noticeable)
{
  if (before < 0 || now < 0 || fabs (now - before) < noticeable)
    return TPK_STATE_NONE;

  return now > before ? TPK_STATE_ERROR : TPK_STATE_GOOD;
}

static double
get_lost (TpkResult *result)
{
  const TpkQuality *quality = tpk_result_get_quality (result);

  return quality != NULL ? quality->lost_percent : -1;
}

static char *
dup_lost (double percent)
{
  g_autofree char *share = tpk_format_percent (percent, 1);

  /* Translators: the share of packets that were lost, such as "2.5 %". */
  return g_strdup_printf (_("%s lost"), share);
}

static void
compare_figures (GPtrArray *changes,
                 TpkResult *before,
                 TpkResult *now)
{
  double rtt_before = tpk_result_get_rtt_ms (before), rtt_now = tpk_result_get_rtt_ms (now);
  double lost_before = get_lost (before), lost_now = get_lost (now);
  TpkState state = judge (rtt_before, rtt_now,
                          MAX (NOTICEABLE_MS, NOTICEABLE_SHARE * MAX (rtt_before, 0)));

  if (state != TPK_STATE_NONE) {
    g_autofree char *ms_before = tpk_format_ms (rtt_before), *ms_now = tpk_format_ms (rtt_now);

    add_pair (changes, state, now, ms_before, ms_now);
  }
  state = judge (lost_before, lost_now, NOTICEABLE_PERCENT);
  if (state != TPK_STATE_NONE) {
    g_autofree char *text_before = dup_lost (lost_before);
    g_autofree char *text_now = dup_lost (lost_now);

    add_pair (changes, state, now, text_before, text_now);
  }
}

/* How well it works: 2 without, 1 with problems, 0 not at all. */
static int
get_rank (TpkResult *result)
{
  if (!tpk_result_is_usable (result))
    return 0;
  return tpk_result_get_state (result) == TPK_RESULT_STATE_PASSED ? 2 : 1;
}

static void
compare (GPtrArray *changes,
         TpkResult *before,
         TpkResult *now)
{
  int rank_before = get_rank (before), rank_now = get_rank (now);

  if (rank_before != rank_now)
    add_pair (changes, rank_now > rank_before ? TPK_STATE_GOOD : TPK_STATE_ERROR, now,
              tpk_outcome_get_name (before), tpk_outcome_get_name (now));
  else if (g_strcmp0 (tpk_result_get_code (before), tpk_result_get_code (now)) != 0)
    add_pair (changes, TPK_STATE_NOTE, now,
              tpk_outcome_get_name (before), tpk_outcome_get_name (now));
  else if (rank_now > 0)
    compare_figures (changes, before, now);
}

static int
compare_changes (gconstpointer a,
                 gconstpointer b)
{
  static const TpkState order[] = { TPK_STATE_ERROR, TPK_STATE_GOOD, TPK_STATE_NOTE };
  int places[2] = { 0, 0 };
  TpkState states[2] = { (*(TpkChange **) a)->state, (*(TpkChange **) b)->state };

  for (int i = 0; i < 2; i++) {
    while (order[places[i]] != states[i])
      places[i]++;
  }

  return places[0] - places[1];
}

/**
 * tpk_comparison_new:
 * @before: #TpkResult, of a run that is over
 * @now: #TpkResult, of a later one
 *
 * What got better and what got worse, in words. What nobody would notice is left out: round trips
 * within a fifth or 5 ms, losses within 1 %.
 *
 * Returns: (transfer full) (element-type TpkChange): what got worse, then what got better, then
 *   what is only different
 */
GPtrArray *
tpk_comparison_new (GListModel *before,
                    GListModel *now)
{
  GPtrArray *changes = g_ptr_array_new_with_free_func (change_free);
  g_autoptr (GPtrArray) left = g_ptr_array_new_with_free_func (g_object_unref);
  g_autoptr (GPtrArray) fresh = g_ptr_array_new_with_free_func (g_object_unref);

  g_return_val_if_fail (G_IS_LIST_MODEL (before), changes);
  g_return_val_if_fail (G_IS_LIST_MODEL (now), changes);

  for (guint i = 0; i < g_list_model_get_n_items (before); i++)
    g_ptr_array_add (left, g_list_model_get_item (before, i));
  /* The same address first, then the same name. */
  for (guint i = 0; i < g_list_model_get_n_items (now); i++) {
    TpkResult *result = g_list_model_get_item (now, i);
    g_autoptr (TpkResult) earlier = take_like (left, result, 2);

    if (earlier != NULL)
      compare (changes, earlier, result);
    else
      g_ptr_array_add (fresh, g_object_ref (result));
    g_object_unref (result);
  }
  for (guint i = 0; i < fresh->len; i++) {
    g_autoptr (TpkResult) earlier = take_like (left, fresh->pdata[i], 1);

    if (earlier != NULL)
      compare (changes, earlier, fresh->pdata[i]);
    else
      add_pair (changes, TPK_STATE_NOTE, fresh->pdata[i], _("not checked"),
                tpk_outcome_get_name (fresh->pdata[i]));
  }
  for (guint i = 0; i < left->len; i++)
    add_pair (changes, TPK_STATE_NOTE, left->pdata[i], tpk_outcome_get_name (left->pdata[i]),
              _("not checked"));
  g_ptr_array_sort (changes, compare_changes);

  return changes;
}

/**
 * tpk_comparison_dup_summary:
 * @changes: (element-type TpkChange): what changed
 *
 * Returns: (transfer full): the same in one sentence
 */
char *
tpk_comparison_dup_summary (GPtrArray *changes)
{
  guint n_better = 0, n_worse = 0;

  for (guint i = 0; i < changes->len; i++) {
    TpkChange *change = changes->pdata[i];

    n_better += change->state == TPK_STATE_GOOD ? 1 : 0;
    n_worse += change->state == TPK_STATE_ERROR ? 1 : 0;
  }
  if (n_better == 0 && n_worse == 0)
    return g_strdup (_("Nothing got better or worse"));

  /* Translators: two numbers of addresses of servers. */
  return g_strdup_printf (_("%u got better, %u got worse"), n_better, n_worse);
}
