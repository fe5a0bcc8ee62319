/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#define G_LOG_DOMAIN "tpk-cloud-keeper"

#include "config.h"

#include "tpk-cloud-keeper.h"

#include <errno.h>
#include <glib-unix.h>
#include <sys/timerfd.h>
#include <unistd.h>

#include "tpk-cloud-fetch.h"
#include "tpk-cloud-schedule.h"

/**
 * TpkCloudKeeper:
 *
 * Asks a service in time, again and again, and keeps the last good set while that fails.
 *
 * It sleeps on a timer of the wall clock (timerfd), so that nothing wakes up in between, and that a
 * machine that was suspended beyond the time asks as soon as it runs again. The kernel also ends
 * the sleep when the clock is set.
 */
struct _TpkCloudKeeper {
  GObject parent_instance;

  TpkCloudSettings *settings;      /* (nullable) (owned): a copy */
  char *key;                       /* (nullable) (owned) */
  TpkCloudSet *set;                /* (nullable) (owned): the last good one */
  TpkCloudResult *result;          /* (nullable) (owned): the last one */
  TpkCloudSchedule schedule;
  GCancellable *asking;            /* (nullable) (owned) */
  TpkCloudKeeperState told;

  GNetworkMonitor *network;        /* (owned) */
  int timer_fd;
  guint timer_id;
  gint64 offset_us;                /* between both clocks, when the timer was set */
};

/* A smaller step of the clock is its daily correction. */
#define JUMP_US (5 * G_USEC_PER_SEC)

G_DEFINE_FINAL_TYPE (TpkCloudKeeper, tpk_cloud_keeper, G_TYPE_OBJECT)

enum {
  FETCHED,
  CHANGED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

static void arm (TpkCloudKeeper *self);

static gint64
now_ms (void)
{
  return g_get_real_time () / 1000;
}

static gboolean
is_good (TpkCloudKeeper *self)
{
  return self->set != NULL && tpk_cloud_set_is_good (self->set, now_ms () / 1000);
}

static void
tell (TpkCloudKeeper *self)
{
  self->told = tpk_cloud_keeper_get_state (self);
  g_signal_emit (self, signals[CHANGED], 0);
}

static void
fetched_cb (GObject      *source,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr (TpkCloudKeeper) self = user_data;
  g_autoptr (TpkCloudResult) outcome = tpk_cloud_fetch_finish (result);
  TpkCloudSet *set = tpk_cloud_result_get_set (outcome);

  /* Whoever was asked before is not asked any more. */
  if (tpk_cloud_result_get_code (outcome) == TPK_CLOUD_CODE_CANCELLED)
    return;

  g_clear_object (&self->asking);
  g_set_object (&self->result, outcome);
  if (set != NULL) {
    g_set_object (&self->set, set);
    tpk_cloud_schedule_succeeded (&self->schedule, set, now_ms (), g_random_double ());
  } else {
    tpk_cloud_schedule_failed (&self->schedule, tpk_cloud_result_get_code (outcome),
                               tpk_cloud_result_get_retry_after_s (outcome), now_ms (),
                               g_random_double ());
  }

  arm (self);
  g_signal_emit (self, signals[FETCHED], 0, outcome);
  tell (self);
}

static void
ask (TpkCloudKeeper *self)
{
  if (self->asking != NULL || self->settings == NULL)
    return;

  self->asking = g_cancellable_new ();
  tpk_cloud_fetch_async (self->settings, NULL, self->asking, fetched_cb, g_object_ref (self));
}

/* What is to be done now, whatever woke us up. */
static void
look (TpkCloudKeeper *self)
{
  gint64 offset_us = g_get_real_time () - g_get_monotonic_time ();

  /* The clock was set, or stood still while the machine slept. */
  if (ABS (offset_us - self->offset_us) > JUMP_US)
    tpk_cloud_schedule_hurry (&self->schedule, now_ms ());

  if (now_ms () >= self->schedule.due_ms)
    ask (self);
  arm (self);
  if (tpk_cloud_keeper_get_state (self) != self->told)
    tell (self);
}

static gboolean
timer_cb (gint         fd,
          GIOCondition condition,
          gpointer     user_data)
{
  TpkCloudKeeper *self = user_data;
  guint64 n;

  /* ECANCELED says that the clock was set; either way there is something to look at. */
  if (read (fd, &n, sizeof n) < 0 && errno == EAGAIN)
    return G_SOURCE_CONTINUE;

  look (self);

  return G_SOURCE_CONTINUE;
}

/* Sleeps until the next question, or the end of the set if that comes first. */
static void
arm (TpkCloudKeeper *self)
{
  struct itimerspec when = { 0 };
  gint64 wake_ms = self->asking != NULL ? G_MAXINT64 : self->schedule.due_ms;

  if (self->settings != NULL && is_good (self) && tpk_cloud_set_get_expires_s (self->set) > 0)
    wake_ms = MIN (wake_ms, tpk_cloud_set_get_expires_s (self->set) * 1000);

  self->offset_us = g_get_real_time () - g_get_monotonic_time ();
  if (self->settings != NULL && wake_ms != G_MAXINT64) {
    when.it_value.tv_sec = (time_t) MAX (wake_ms / 1000, 1);
    when.it_value.tv_nsec = (long) (wake_ms % 1000) * 1000000;
  }
  timerfd_settime (self->timer_fd, TFD_TIMER_ABSTIME | TFD_TIMER_CANCEL_ON_SET, &when, NULL);
}

static void
network_changed_cb (GNetworkMonitor *network,
                    gboolean         available,
                    TpkCloudKeeper  *self)
{
  g_assert (TPK_IS_CLOUD_KEEPER (self));

  if (available)
    tpk_cloud_keeper_hurry (self);
}

static void
stop_asking (TpkCloudKeeper *self)
{
  if (self->asking != NULL)
    g_cancellable_cancel (self->asking);
  g_clear_object (&self->asking);
}

static void
tpk_cloud_keeper_dispose (GObject *object)
{
  TpkCloudKeeper *self = TPK_CLOUD_KEEPER (object);

  stop_asking (self);
  g_clear_handle_id (&self->timer_id, g_source_remove);
  g_clear_object (&self->settings);
  g_clear_object (&self->set);
  g_clear_object (&self->result);
  g_clear_object (&self->network);

  G_OBJECT_CLASS (tpk_cloud_keeper_parent_class)->dispose (object);
}

static void
tpk_cloud_keeper_finalize (GObject *object)
{
  TpkCloudKeeper *self = TPK_CLOUD_KEEPER (object);

  if (self->timer_fd >= 0)
    close (self->timer_fd);
  g_free (self->key);

  G_OBJECT_CLASS (tpk_cloud_keeper_parent_class)->finalize (object);
}

static void
tpk_cloud_keeper_class_init (TpkCloudKeeperClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = tpk_cloud_keeper_dispose;
  object_class->finalize = tpk_cloud_keeper_finalize;

  /**
   * TpkCloudKeeper::fetched:
   * @self: the keeper
   * @result: how it ended
   *
   * The service was asked.
   */
  signals[FETCHED] = g_signal_new ("fetched", TPK_TYPE_CLOUD_KEEPER, G_SIGNAL_RUN_LAST, 0,
                                   NULL, NULL, NULL, G_TYPE_NONE, 1, TPK_TYPE_CLOUD_RESULT);
  /**
   * TpkCloudKeeper::changed:
   * @self: the keeper
   *
   * The state may be another one, or the time of the next question.
   */
  signals[CHANGED] = g_signal_new ("changed", TPK_TYPE_CLOUD_KEEPER, G_SIGNAL_RUN_LAST, 0,
                                   NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
tpk_cloud_keeper_init (TpkCloudKeeper *self)
{
  tpk_cloud_schedule_init (&self->schedule);
  self->timer_fd = timerfd_create (CLOCK_REALTIME, TFD_NONBLOCK | TFD_CLOEXEC);
  if (self->timer_fd >= 0)
    self->timer_id = g_unix_fd_add (self->timer_fd, G_IO_IN, timer_cb, self);
  self->network = g_object_ref (g_network_monitor_get_default ());
  g_signal_connect_object (self->network, "network-changed", G_CALLBACK (network_changed_cb), self,
                           0);
}

/**
 * tpk_cloud_keeper_new:
 *
 * Returns: (transfer full): a keeper that has nobody to ask
 */
TpkCloudKeeper *
tpk_cloud_keeper_new (void)
{
  return g_object_new (TPK_TYPE_CLOUD_KEEPER, NULL);
}

static gboolean
take_settings (TpkCloudKeeper   *self,
               TpkCloudSettings *settings)
{
  g_autofree char *key = settings != NULL ? tpk_cloud_set_dup_key (settings) : NULL;
  gboolean other = g_strcmp0 (key, self->key) != 0;

  /* Another secret may be the right one. */
  if (!other && settings != NULL && self->schedule.failures > 0 &&
      g_strcmp0 (tpk_cloud_settings_get_text (settings, TPK_CLOUD_FIELD_SECRET),
                 tpk_cloud_settings_get_text (self->settings, TPK_CLOUD_FIELD_SECRET)) != 0) {
    self->schedule.due_ms = now_ms ();
    arm (self);
  }

  if (settings == NULL) {
    g_clear_object (&self->settings);
  } else {
    if (self->settings == NULL)
      self->settings = tpk_cloud_settings_new ();
    tpk_cloud_settings_assign (self->settings, settings);
  }

  if (other) {
    stop_asking (self);
    g_clear_object (&self->set);
    g_clear_object (&self->result);
    tpk_cloud_schedule_init (&self->schedule);
    g_free (self->key);
    self->key = g_steal_pointer (&key);
  }

  return other;
}

/**
 * tpk_cloud_keeper_keep:
 * @self: a keeper
 * @settings: (nullable): whom to ask from now on; %NULL for nobody
 * @set: (nullable): what is known already, from a file
 *
 * Asks at once when there is no good set, otherwise when it is time. May be called again whenever
 * something changed: the same settings and set change nothing.
 */
void
tpk_cloud_keeper_keep (TpkCloudKeeper   *self,
                       TpkCloudSettings *settings,
                       TpkCloudSet      *set)
{
  gboolean other;

  g_return_if_fail (TPK_IS_CLOUD_KEEPER (self));
  g_return_if_fail (settings == NULL || TPK_IS_CLOUD_SETTINGS (settings));
  g_return_if_fail (set == NULL || TPK_IS_CLOUD_SET (set));

  other = take_settings (self, settings);
  if (settings != NULL && set != NULL && tpk_cloud_set_is_good (set, now_ms () / 1000) &&
      (self->set == NULL ||
       tpk_cloud_set_get_fetched_s (set) > tpk_cloud_set_get_fetched_s (self->set))) {
    g_set_object (&self->set, set);
    tpk_cloud_schedule_succeeded (&self->schedule, set, 0, g_random_double ());
    other = TRUE;
  }

  if (settings != NULL && other && !is_good (self))
    self->schedule.due_ms = now_ms ();
  if (other)
    look (self);
}

/**
 * tpk_cloud_keeper_hurry:
 * @self: a keeper
 *
 * Asks soon: the network is another one.
 */
void
tpk_cloud_keeper_hurry (TpkCloudKeeper *self)
{
  g_return_if_fail (TPK_IS_CLOUD_KEEPER (self));

  if (self->settings == NULL)
    return;

  tpk_cloud_schedule_hurry (&self->schedule, now_ms ());
  arm (self);
}

/**
 * tpk_cloud_keeper_get_state:
 * @self: a keeper
 *
 * Returns: what there is now
 */
TpkCloudKeeperState
tpk_cloud_keeper_get_state (TpkCloudKeeper *self)
{
  g_return_val_if_fail (TPK_IS_CLOUD_KEEPER (self), TPK_CLOUD_KEEPER_IDLE);

  if (self->settings == NULL)
    return TPK_CLOUD_KEEPER_IDLE;
  if (self->set == NULL)
    return TPK_CLOUD_KEEPER_EMPTY;
  if (!is_good (self))
    return TPK_CLOUD_KEEPER_OVER;

  return self->schedule.failures > 0 ? TPK_CLOUD_KEEPER_FAILING : TPK_CLOUD_KEEPER_GOOD;
}

/**
 * tpk_cloud_keeper_get_set:
 * @self: a keeper
 *
 * Returns: (transfer none) (nullable): the last good set; it may have ended
 */
TpkCloudSet *
tpk_cloud_keeper_get_set (TpkCloudKeeper *self)
{
  g_return_val_if_fail (TPK_IS_CLOUD_KEEPER (self), NULL);

  return self->set;
}

/**
 * tpk_cloud_keeper_get_result:
 * @self: a keeper
 *
 * Returns: (transfer none) (nullable): how the last question ended
 */
TpkCloudResult *
tpk_cloud_keeper_get_result (TpkCloudKeeper *self)
{
  g_return_val_if_fail (TPK_IS_CLOUD_KEEPER (self), NULL);

  return self->result;
}

/**
 * tpk_cloud_keeper_get_next_s:
 * @self: a keeper
 *
 * Returns: Unix time of the next question, 0 when there will be none
 */
gint64
tpk_cloud_keeper_get_next_s (TpkCloudKeeper *self)
{
  g_return_val_if_fail (TPK_IS_CLOUD_KEEPER (self), 0);

  if (self->settings == NULL || self->schedule.due_ms == G_MAXINT64)
    return 0;

  return self->schedule.due_ms / 1000;
}
