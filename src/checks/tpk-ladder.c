/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#define G_LOG_DOMAIN "tpk-ladder"

#include "config.h"

#include "tpk-ladder.h"
#include "tpk-ladder-private.h"

#include <glib/gi18n-lib.h>

#include "tpk-captive-portal.h"

/*
 * The machine behind the stages: it starts one after the other, each for all sides at once, keeps
 * the deadlines, and gives back at the end what the server lent. What the stages do is in
 * tpk-ladder-stages.c and tpk-ladder-proxy.c.
 *
 * A ladder ends by its function, always in a turn of the loop of its own, so that it can be freed
 * there.
 */

/* A request that ends at the deadline knows better than the deadline why it failed. */
#define DEADLINE_SLACK_MS 50

static void begin_release (TpkLadder *self);

/**
 * tpk_ladder_new:
 * @poller: the poller of the checking thread
 * @target: (transfer full): the target; has an address, or a proxy that has
 * @options: how to climb
 * @func: called once when everything is over, the release too
 * @user_data: for @func
 *
 * Returns: (transfer full): a ladder that has not started
 */
TpkLadder *
tpk_ladder_new (TpkPoller              *poller,
                TpkTarget              *target,
                const TpkLadderOptions *options,
                TpkLadderFunc           func,
                gpointer                user_data)
{
  TpkLadder *self = g_new0 (TpkLadder, 1);

  self->poller = poller;
  self->target = target;
  self->options = *options;
  self->database = options->database ? g_object_ref (options->database) : NULL;
  self->func = func;
  self->user_data = user_data;
  self->stage = TPK_STAGE_RESOLVE;
  self->retired = g_ptr_array_new_with_free_func ((GDestroyNotify) tpk_allocation_free);

  return self;
}

static void
clear_timers (TpkLadder *self)
{
  g_clear_pointer (&self->deadline, tpk_timer_cancel);
  g_clear_pointer (&self->stage_timer, tpk_timer_cancel);
  g_clear_pointer (&self->probe_timer, tpk_timer_cancel);
}

/**
 * tpk_ladder_free:
 * @self: (transfer full): a ladder that is over or has not started
 */
void
tpk_ladder_free (TpkLadder *self)
{
  g_return_if_fail (self != NULL);

  clear_timers (self);
  g_clear_pointer (&self->probe, tpk_data_probe_free);
  for (guint i = 0; i < G_N_ELEMENTS (self->sides); i++)
    g_clear_pointer (&self->sides[i], tpk_allocation_free);
  g_ptr_array_unref (self->retired);
  g_clear_object (&self->address);
  g_clear_object (&self->database);
  tpk_target_free (self->target);
  g_free (self);
}

TpkTarget *
tpk_ladder_get_target (TpkLadder *self)
{
  return self->target;
}

/**
 * tpk_ladder_steal_target:
 * @self: a ladder that is over
 *
 * Returns: (transfer full): its target, which outlives it
 */
TpkTarget *
tpk_ladder_steal_target (TpkLadder *self)
{
  return g_steal_pointer (&self->target);
}

static void
make_sides (TpkLadder *self)
{
  TpkTargetSpec *spec = tpk_target_get_spec (self->target);
  gboolean turn = tpk_ice_url_is_turn (spec->url);
  g_autoptr (GSocketAddress) dialled = tpk_ladder_dup_dialled (self);
  TpkAllocationOptions options = {
    .address = dialled,
    .wire = tpk_target_spec_get_wire (spec),
    .tls = {
      .host = tpk_ice_url_get_host (spec->url),
      .port = tpk_ice_url_get_port (spec->url),
      .protocol = turn ? "stun.turn" : "stun.nat-discovery",
      .database = self->database,
    },
    .username = spec->username,
    .password = spec->password,
  };

  self->n_sides = turn && !self->alone ? 2 : 1;
  for (guint i = 0; i < self->n_sides; i++)
    self->sides[i] = tpk_allocation_new (self->poller, &options);
}

/* A side that borrowed something stays open until it was given back. */
static void
retire_side (TpkLadder *self,
             guint      i)
{
  if (!tpk_allocation_needs_release (self->sides[i]))
    tpk_allocation_abandon (self->sides[i]);
  g_ptr_array_add (self->retired, g_steal_pointer (&self->sides[i]));
}

static gboolean
is_waiting (TpkLadder *self)
{
  for (guint i = 0; i < self->n_sides; i++) {
    if (self->sides[i] != NULL && tpk_allocation_is_waiting (self->sides[i]))
      return TRUE;
  }

  return FALSE;
}

static TpkCode
get_timeout_code (TpkStageId stage)
{
  switch (stage) {
  case TPK_STAGE_PROXY:
  case TPK_STAGE_TLS:
  case TPK_STAGE_BINDING:
  case TPK_STAGE_CHALLENGE:
  case TPK_STAGE_ALLOCATE:
  case TPK_STAGE_PERMISSION:
    return TPK_CODE_NO_REPLY;
  case TPK_STAGE_DATA:
    return TPK_CODE_RELAY_SILENT;
  default:
    return TPK_CODE_TIMEOUT;
  }
}

static void
deadline_cb (gpointer user_data)
{
  TpkLadder *self = user_data;
  TpkFailure failure;

  self->deadline = NULL;
  if (is_waiting (self)) {
    self->deadline_us += (gint64) self->options.timeout_ms * 1000;
    self->deadline = tpk_poller_add_timer (self->poller, self->options.timeout_ms, deadline_cb,
                                           self);
    return;
  }
  tpk_failure_set (&failure, get_timeout_code (self->stage), NULL);
  tpk_ladder_fail (self, TPK_RESULT_STATE_FAILED, &failure);
}

/* Every side that is not through by now has failed. */
static void
stage_timeout_cb (gpointer user_data)
{
  TpkLadder *self = user_data;
  const TpkLadderStage *row = tpk_ladder_get_stage_row (self->stage);
  TpkFailure failure;

  self->stage_timer = NULL;
  if (is_waiting (self)) {
    self->stage_timer = tpk_poller_add_timer (self->poller, TPK_STAGE_TIMEOUT_MS,
                                              stage_timeout_cb, self);
    return;
  }
  tpk_failure_set (&failure, get_timeout_code (self->stage), NULL);
  for (guint i = 0; i < self->n_sides; i++) {
    if (!tpk_allocation_is_idle (self->sides[i])) {
      tpk_allocation_abandon (self->sides[i]);
      self->failed[i] = TRUE;
      self->failures[i] = failure;
    }
  }
  self->n_pending = 0;
  row->end (self);
}

static const TpkLadderStage *
find_next_stage (TpkLadder *self)
{
  for (guint id = self->stage + 1; id <= MIN (self->options.last_stage, TPK_STAGE_DATA); id++) {
    if (tpk_target_has_stage (self->target, id))
      return tpk_ladder_get_stage_row (id);
  }

  return NULL;
}

static void
settle_well (TpkLadder *self)
{
  TpkFailure outcome;

  if (self->has_remark) {
    tpk_target_settle (self->target, TPK_RESULT_STATE_DEGRADED, &self->remark);
    return;
  }
  tpk_failure_set (&outcome, self->redirected ? TPK_CODE_REDIRECTED : TPK_CODE_OK, NULL);
  outcome.summary = self->redirected
                      ? N_("Works over {transport}, at another server that {host} sends to.")
                      : self->summary;
  outcome.advice = self->advice;
  tpk_target_settle (self->target, TPK_RESULT_STATE_PASSED, &outcome);
}

/* How long a server may take to answer now, in milliseconds. */
guint
tpk_ladder_get_timeout_ms (TpkLadder *self)
{
  gint64 left_ms = (self->deadline_us - g_get_monotonic_time ()) / 1000;

  return CLAMP (left_ms, 1, TPK_STAGE_TIMEOUT_MS);
}

static void
start_next_stage (TpkLadder *self)
{
  const TpkLadderStage *row = find_next_stage (self);

  if (row == NULL) {
    settle_well (self);
    begin_release (self);
    return;
  }

  self->stage = row->id;
  self->n_pending = self->n_sides;
  for (guint i = 0; i < G_N_ELEMENTS (self->sides); i++)
    self->failed[i] = FALSE;
  tpk_target_begin_stage (self->target, row->id);
  if (row->timed)
    self->stage_timer = tpk_poller_add_timer (self->poller, tpk_ladder_get_timeout_ms (self),
                                              stage_timeout_cb, self);
  row->start (self);
}

/**
 * tpk_ladder_start:
 * @self: a new ladder
 */
void
tpk_ladder_start (TpkLadder *self)
{
  TpkTargetSpec *spec = tpk_target_get_spec (self->target);

  if (tpk_target_get_address (self->target) != NULL)
    self->address = g_inet_socket_address_new (tpk_target_get_address (self->target),
                                               tpk_ice_url_get_port (spec->url));
  self->deadline_us = g_get_monotonic_time () + (gint64) self->options.timeout_ms * 1000;
  self->deadline = tpk_poller_add_timer (self->poller, self->options.timeout_ms + DEADLINE_SLACK_MS,
                                         deadline_cb, self);
  make_sides (self);
  start_next_stage (self);
}

/* The #TpkAllocationFunc of every stage. */
void
tpk_ladder_side_done (TpkAllocation    *side,
                      const TpkFailure *failure,
                      gpointer          user_data)
{
  TpkLadder *self = user_data;
  guint i = side == self->sides[0] ? 0 : 1;

  if (self->ending || side != self->sides[i])
    return;
  self->failed[i] = failure != NULL;
  if (failure != NULL)
    self->failures[i] = *failure;
  if (--self->n_pending > 0)
    return;

  g_clear_pointer (&self->stage_timer, tpk_timer_cancel);
  g_clear_pointer (&self->probe_timer, tpk_timer_cancel);
  tpk_ladder_get_stage_row (self->stage)->end (self);
}

/**
 * tpk_ladder_keep_good:
 * @self: a ladder whose sides are through with a stage
 *
 * One side is enough to go on with: when a server lends a user only one relay, either may be the
 * one that gets it.
 *
 * Returns: whether a side is left, as the first one
 */
gboolean
tpk_ladder_keep_good (TpkLadder *self)
{
  if (self->n_sides == 1)
    return !self->failed[0];
  if (self->failed[0] && self->failed[1])
    return FALSE;
  if (!self->failed[0] && !self->failed[1])
    return TRUE;

  self->alone = TRUE;
  self->second_failure = self->failures[self->failed[0] ? 0 : 1];
  if (self->failed[0]) {
    TpkAllocation *bad = self->sides[0];

    self->sides[0] = self->sides[1];
    self->sides[1] = bad;
  }
  retire_side (self, 1);
  self->n_sides = 1;
  self->failed[0] = FALSE;

  return TRUE;
}

/* Notes what is wrong with something that works. The first remark counts. */
void
tpk_ladder_remark (TpkLadder *self,
                   TpkCode    code)
{
  if (self->has_remark)
    return;
  self->has_remark = TRUE;
  tpk_failure_set (&self->remark, code, NULL);
}

/* Ends the stage that runs and goes on with the next. */
void
tpk_ladder_pass (TpkLadder *self)
{
  tpk_target_end_stage (self->target, self->stage, TPK_STAGE_STATE_PASSED);
  start_next_stage (self);
}

static void
add_words (TpkLadder        *self,
           const TpkFailure *failure)
{
  JsonObject *detail;

  if (failure->text[0] == '\0' && failure->first_bytes[0] == '\0')
    return;
  detail = tpk_target_get_detail (self->target, self->stage);
  if (failure->text[0] != '\0' && failure->stun_error == 0)
    json_object_set_string_member (detail, "error", failure->text);
  if (failure->first_bytes[0] != '\0')
    json_object_set_string_member (detail, "first_bytes", failure->first_bytes);
}

/* Says so where the network as a whole is to blame. Returns whether it is. */
static gboolean
blame_network (TpkLadder  *self,
               TpkFailure *failure)
{
  g_autoptr (GSocketAddress) dialled = tpk_ladder_dup_dialled (self);
  GInetAddress *address = g_inet_socket_address_get_address (G_INET_SOCKET_ADDRESS (dialled));

  if (g_inet_address_get_is_loopback (address))
    return FALSE;

  return tpk_failure_blame_network (failure) || tpk_captive_portal_explain (failure);
}

/**
 * tpk_ladder_fail:
 * @self: a ladder
 * @state: how the target ends
 * @failure: why
 *
 * Ends the stage that runs, and the target with it.
 */
void
tpk_ladder_fail (TpkLadder        *self,
                 TpkResultState    state,
                 const TpkFailure *failure)
{
  TpkFailure outcome = *failure;

  if (self->ending)
    return;

  add_words (self, &outcome);
  if (!blame_network (self, &outcome) && tpk_ladder_is_before_server (self))
    tpk_failure_blame_proxy (&outcome);
  if (outcome.untested)
    state = TPK_RESULT_STATE_UNTESTED;
  tpk_target_settle (self->target, state, &outcome);
  tpk_target_end_stage (self->target, self->stage,
                        state == TPK_RESULT_STATE_CANCELLED ? TPK_STAGE_STATE_CANCELLED
                                                            : TPK_STAGE_STATE_FAILED);
  begin_release (self);
}

/**
 * tpk_ladder_cancel:
 * @self: a ladder
 *
 * Stops at once, but for giving back what the server lent.
 */
void
tpk_ladder_cancel (TpkLadder *self)
{
  TpkFailure failure;

  tpk_failure_set (&failure, TPK_CODE_CANCELLED, NULL);
  tpk_ladder_fail (self, TPK_RESULT_STATE_CANCELLED, &failure);
}

static void
restart_cb (gpointer user_data)
{
  TpkLadder *self = user_data;

  self->probe_timer = NULL;
  self->stage = TPK_STAGE_RESOLVE;
  make_sides (self);
  start_next_stage (self);
}

/**
 * tpk_ladder_restart:
 * @self: a ladder whose stage is through
 *
 * Climbs again from the bottom, with new sockets.
 */
void
tpk_ladder_restart (TpkLadder *self)
{
  for (guint i = 0; i < self->n_sides; i++)
    retire_side (self, i);
  tpk_target_end_stage (self->target, self->stage, TPK_STAGE_STATE_PASSED);
  self->probe_timer = tpk_poller_add_timer (self->poller, 0, restart_cb, self);
}

/**
 * tpk_ladder_redirect:
 * @self: a ladder
 * @alternate: where the server sends to
 *
 * Climbs again from the bottom, at the other server, over the same transport. Once at most, and
 * never back to where it came from.
 *
 * Returns: whether it does so
 */
gboolean
tpk_ladder_redirect (TpkLadder                     *self,
                     const struct sockaddr_storage *alternate)
{
  g_autoptr (GSocketAddress) address = NULL;
  GInetAddress *inet;

  address = g_socket_address_new_from_native ((gpointer) alternate, sizeof *alternate);
  if (self->redirected || address == NULL)
    return FALSE;
  inet = g_inet_socket_address_get_address (G_INET_SOCKET_ADDRESS (address));
  if (g_inet_socket_address_get_port (G_INET_SOCKET_ADDRESS (address)) == 0 ||
      g_inet_address_get_is_any (inet) || g_inet_address_get_is_multicast (inet))
    return FALSE;

  self->redirected = TRUE;
  g_set_object (&self->address, address);
  tpk_target_set_alternate (self->target, G_INET_SOCKET_ADDRESS (address));
  tpk_ladder_restart (self);

  return TRUE;
}

static void
over_cb (gpointer user_data)
{
  TpkLadder *self = user_data;

  self->deadline = NULL;
  self->func (self, self->user_data);
}

/* Tells the end in a turn of its own, since a side may still be on the stack. */
static void
finish (TpkLadder *self)
{
  clear_timers (self);
  tpk_target_end (self->target);
  self->deadline = tpk_poller_add_timer (self->poller, 0, over_cb, self);
}

static void
released_cb (TpkAllocation    *side,
             const TpkFailure *failure,
             gpointer          user_data)
{
  TpkLadder *self = user_data;
  const TpkReplyFacts *facts = tpk_allocation_get_facts (side);

  if (self->n_releasing == 0)
    return;
  self->failed[0] = self->failed[0] || failure != NULL;
  tpk_target_add_round_trip (self->target, TPK_STAGE_RELEASE, facts->round_trips);
  if (--self->n_releasing > 0)
    return;
  tpk_target_end_stage (self->target, TPK_STAGE_RELEASE,
                        self->failed[0] ? TPK_STAGE_STATE_FAILED : TPK_STAGE_STATE_PASSED);
  finish (self);
}

static void
release_timeout_cb (gpointer user_data)
{
  TpkLadder *self = user_data;

  self->stage_timer = NULL;
  self->n_releasing = 0;
  tpk_target_end_stage (self->target, TPK_STAGE_RELEASE, TPK_STAGE_STATE_FAILED);
  finish (self);
}

/* Of all sides, those that climb and those that fell off. */
static GPtrArray *
collect_lent (TpkLadder *self)
{
  GPtrArray *lent = g_ptr_array_new ();

  for (guint i = 0; i < self->n_sides; i++) {
    if (self->sides[i] != NULL && tpk_allocation_needs_release (self->sides[i]))
      g_ptr_array_add (lent, self->sides[i]);
    else if (self->sides[i] != NULL)
      tpk_allocation_abandon (self->sides[i]);
  }
  for (guint i = 0; i < self->retired->len; i++) {
    if (tpk_allocation_needs_release (g_ptr_array_index (self->retired, i)))
      g_ptr_array_add (lent, g_ptr_array_index (self->retired, i));
  }

  return lent;
}

static void
begin_release (TpkLadder *self)
{
  g_autoptr (GPtrArray) lent = NULL;

  self->ending = TRUE;
  clear_timers (self);
  g_clear_pointer (&self->probe, tpk_data_probe_free);
  lent = collect_lent (self);
  if (lent->len == 0) {
    finish (self);
    return;
  }

  tpk_target_begin_stage (self->target, TPK_STAGE_RELEASE);
  self->failed[0] = FALSE;
  self->n_releasing = lent->len;
  self->stage_timer = tpk_poller_add_timer (self->poller, TPK_RELEASE_TIMEOUT_MS + 100,
                                            release_timeout_cb, self);
  for (guint i = 0; i < lent->len; i++)
    tpk_allocation_release (g_ptr_array_index (lent, i), TPK_RELEASE_TIMEOUT_MS, released_cb, self);
}
