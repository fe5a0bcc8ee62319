/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#define G_LOG_DOMAIN "tpk-checker"

#include "config.h"

#include "tpk-checker.h"

#include "tpk-settings.h"

/**
 * TpkChecker:
 *
 * The checks of a window: at most one run at a time, over the active profile of the draft. Pages
 * bind to [property@Checker:run].
 */
struct _TpkChecker
{
  GObject       parent_instance;

  TpkWorkspace *workspace;       /* (owned) */
  TpkCheckRun  *run;             /* (nullable) (owned): the last one, running or not */
  GCancellable *cancellable;     /* (nullable) (owned): of @run */
  gboolean      running;
};

G_DEFINE_FINAL_TYPE (TpkChecker, tpk_checker, G_TYPE_OBJECT)

enum {
  PROP_0,
  PROP_PROGRESS,
  PROP_RUN,
  PROP_RUNNING,
  N_PROPS,
};

enum {
  SIGNAL_FINISHED,
  N_SIGNALS,
};

static GParamSpec *props[N_PROPS];
static guint signals[N_SIGNALS];

static void
set_running (TpkChecker *self,
             gboolean    running)
{
  if (self->running == running)
    return;

  self->running = running;
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_RUNNING]);
}

static void
progress_cb (TpkChecker *self)
{
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_PROGRESS]);
}

static void
drop_run (TpkChecker *self)
{
  if (self->run == NULL)
    return;

  g_signal_handlers_disconnect_by_func (self->run, progress_cb, self);
  g_clear_object (&self->run);
  g_clear_object (&self->cancellable);
}

static void
finished_cb (GObject      *source,
             GAsyncResult *result,
             gpointer      data)
{
  g_autoptr (TpkChecker) self = data;
  g_autoptr (GError) error = NULL;

  tpk_check_run_start_finish (TPK_CHECK_RUN (source), result, &error);
  /* A newer run has taken its place. */
  if (self->run != TPK_CHECK_RUN (source))
    return;

  set_running (self, FALSE);
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    g_clear_error (&error);
  g_signal_emit (self, signals[SIGNAL_FINISHED], 0, error);
}

static void
tpk_checker_get_property (GObject    *object,
                          guint       prop_id,
                          GValue     *value,
                          GParamSpec *pspec)
{
  TpkChecker *self = TPK_CHECKER (object);

  switch (prop_id) {
  case PROP_PROGRESS:
    g_value_set_double (value, tpk_checker_get_progress (self));
    break;
  case PROP_RUN:
    g_value_set_object (value, self->run);
    break;
  case PROP_RUNNING:
    g_value_set_boolean (value, self->running);
    break;
  default:
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
  }
}

static void
tpk_checker_dispose (GObject *object)
{
  TpkChecker *self = TPK_CHECKER (object);

  if (self->cancellable != NULL)
    g_cancellable_cancel (self->cancellable);
  drop_run (self);
  g_clear_object (&self->workspace);

  G_OBJECT_CLASS (tpk_checker_parent_class)->dispose (object);
}

static void
tpk_checker_class_init (TpkCheckerClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GParamFlags flags = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS;

  object_class->get_property = tpk_checker_get_property;
  object_class->dispose = tpk_checker_dispose;

  /**
   * TpkChecker:progress:
   *
   * How much of the run is done, from 0 to 1.
   */
  props[PROP_PROGRESS] = g_param_spec_double ("progress", NULL, NULL, 0.0, 1.0, 0.0, flags);

  /**
   * TpkChecker:run:
   *
   * The last run, going on or over; %NULL before the first.
   */
  props[PROP_RUN] = g_param_spec_object ("run", NULL, NULL, TPK_TYPE_CHECK_RUN, flags);
  props[PROP_RUNNING] = g_param_spec_boolean ("running", NULL, NULL, FALSE, flags);

  g_object_class_install_properties (object_class, N_PROPS, props);

  /**
   * TpkChecker::finished:
   * @self: the checker
   * @error: (nullable): why the run could not be carried out; not set if it was stopped
   *
   * Emitted at the end of each run.
   */
  signals[SIGNAL_FINISHED] =
    g_signal_new ("finished", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST,
                  0, NULL, NULL, NULL,
                  G_TYPE_NONE, 1, G_TYPE_ERROR);
}

static void
tpk_checker_init (TpkChecker *self)
{
}

TpkChecker *
tpk_checker_new (TpkWorkspace *workspace)
{
  TpkChecker *self;

  g_return_val_if_fail (TPK_IS_WORKSPACE (workspace), NULL);

  self = g_object_new (TPK_TYPE_CHECKER, NULL);
  self->workspace = g_object_ref (workspace);

  return self;
}

/**
 * tpk_checker_start:
 * @self: the checker
 *
 * Starts a run over the active profile. One that is going on is stopped.
 *
 * Returns: whether there was anything to check
 */
gboolean
tpk_checker_start (TpkChecker *self)
{
  g_autoptr (TpkCheckOptions) options = NULL;
  g_autoptr (TpkCheckRun) run = NULL;

  g_return_val_if_fail (TPK_IS_CHECKER (self), FALSE);

  options = tpk_settings_dup_check_options ();
  run = tpk_workspace_new_check (self->workspace, options);
  if (tpk_check_run_get_n_urls (run) == 0)
    return FALSE;

  tpk_checker_stop (self);
  drop_run (self);
  self->run = g_steal_pointer (&run);
  self->cancellable = g_cancellable_new ();
  g_signal_connect_object (self->run, "notify::progress", G_CALLBACK (progress_cb), self,
                           G_CONNECT_SWAPPED);
  set_running (self, TRUE);
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_RUN]);
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_PROGRESS]);

  tpk_check_run_start_async (self->run, self->cancellable, finished_cb, g_object_ref (self));

  return TRUE;
}

/**
 * tpk_checker_stop:
 * @self: the checker
 *
 * Stops the run that is going on, if any. What it found so far stays.
 */
void
tpk_checker_stop (TpkChecker *self)
{
  g_return_if_fail (TPK_IS_CHECKER (self));

  if (self->running)
    g_cancellable_cancel (self->cancellable);
}

gboolean
tpk_checker_is_running (TpkChecker *self)
{
  g_return_val_if_fail (TPK_IS_CHECKER (self), FALSE);

  return self->running;
}

double
tpk_checker_get_progress (TpkChecker *self)
{
  g_return_val_if_fail (TPK_IS_CHECKER (self), 0.0);

  return self->run != NULL ? tpk_check_run_get_progress (self->run) : 0.0;
}

/**
 * tpk_checker_get_run:
 * @self: the checker
 *
 * Returns: (transfer none) (nullable): the last run
 */
TpkCheckRun *
tpk_checker_get_run (TpkChecker *self)
{
  g_return_val_if_fail (TPK_IS_CHECKER (self), NULL);

  return self->run;
}
