/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#define G_LOG_DOMAIN "tpk-service-check"

#include "config.h"

#include "tpk-service-check.h"

#include <glib/gi18n-lib.h>

#include "model/tpk-json.h"

#include "tpk-service-error.h"

/**
 * TpkServiceCheck:
 *
 * Checks of what is applied, which is what calling clients dial: a draft that somebody is editing
 * does not matter to them. There is one check at a time. Whoever asks while it goes on waits for
 * its end, and gets the same result.
 */
struct _TpkServiceCheck
{
  GObject              parent_instance;

  TpkDupCheckOptions   dup_options;    /* (nullable) */
  TpkFreeCheckOptions  free_options;   /* (nullable) */
  TpkCheckRun         *run;            /* (nullable) (owned): going on */
  GCancellable        *cancellable;    /* (nullable) (owned): of @run */
  GPtrArray           *waiting;        /* (element-type GTask) (owned) */
  TpkVerdict          *verdict;        /* (nullable) (owned): the last */
};

G_DEFINE_FINAL_TYPE (TpkServiceCheck, tpk_service_check, G_TYPE_OBJECT)

enum {
  PROP_0,
  PROP_RUNNING,
  PROP_VERDICT,
  N_PROPS,
};

static GParamSpec *props[N_PROPS];

static char *
dup_json (TpkCheckRun *run)
{
  g_autoptr (JsonNode) node = json_node_new (JSON_NODE_OBJECT);

  json_node_take_object (node, tpk_check_run_to_json (run));

  return tpk_json_to_string (node, FALSE);
}

static void
answer (GTask        *task,
        const char   *json,
        const GError *error)
{
  if (error == NULL)
    g_task_return_pointer (task, g_strdup (json), g_free);
  else
    g_task_return_new_error (task, TPK_SERVICE_ERROR,
                             g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED)
                               ? TPK_SERVICE_ERROR_CANCELLED : TPK_SERVICE_ERROR_FAILED,
                             "%s", error->message);
}

static void
finished_cb (GObject      *source,
             GAsyncResult *result,
             gpointer      data)
{
  g_autoptr (TpkServiceCheck) self = data;
  g_autoptr (TpkCheckRun) run = NULL;
  g_autoptr (GPtrArray) waiting = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *json = NULL;

  if (tpk_check_run_start_finish (TPK_CHECK_RUN (source), result, &error))
    json = dup_json (TPK_CHECK_RUN (source));

  /* Whoever asks from here on asks for another check. */
  run = g_steal_pointer (&self->run);
  g_clear_object (&self->cancellable);
  waiting = g_steal_pointer (&self->waiting);
  self->waiting = g_ptr_array_new_with_free_func (g_object_unref);

  if (json != NULL)
    tpk_service_check_set_verdict (self, tpk_check_run_get_verdict (run));
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_RUNNING]);
  for (guint i = 0; i < waiting->len; i++)
    answer (g_ptr_array_index (waiting, i), json, error);
}

static TpkCheckRun *
new_run (TpkServiceCheck *self,
         TpkWorkspace    *workspace)
{
  TpkProfile *profile = tpk_document_get_active_profile (tpk_workspace_get_applied (workspace));
  TpkCheckOptions *options = self->dup_options != NULL ? self->dup_options () : NULL;
  TpkCheckRun *run = tpk_workspace_new_check (workspace, profile, options);

  if (options != NULL)
    self->free_options (options);

  return run;
}

static gboolean
check_limits (TpkServiceCheck  *self,
              const char       *peer,
              GError          **error)
{
  guint n = 0;

  for (guint i = 0; i < self->waiting->len; i++)
    n += g_str_equal (g_task_get_task_data (g_ptr_array_index (self->waiting, i)), peer);

  if (n < TPK_SERVICE_CHECK_MAX_PER_PEER && self->waiting->len < TPK_SERVICE_CHECK_MAX)
    return TRUE;

  g_set_error_literal (error, TPK_SERVICE_ERROR, TPK_SERVICE_ERROR_LIMIT_REACHED,
                       _("A check is going on. Wait for its result, it is yours too."));

  return FALSE;
}

static gboolean
start (TpkServiceCheck  *self,
       TpkWorkspace     *workspace,
       GError          **error)
{
  g_autoptr (TpkCheckRun) run = new_run (self, workspace);

  if (tpk_check_run_get_n_urls (run) == 0) {
    g_set_error_literal (error, TPK_SERVICE_ERROR, TPK_SERVICE_ERROR_NOTHING_TO_CHECK,
                         _("No server is in use, so there is nothing to check. Add servers in "
                           "Turnpike, and apply."));
    return FALSE;
  }

  self->run = g_steal_pointer (&run);
  self->cancellable = g_cancellable_new ();
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_RUNNING]);
  tpk_check_run_start_async (self->run, self->cancellable, finished_cb, g_object_ref (self));

  return TRUE;
}

static void
tpk_service_check_get_property (GObject    *object,
                                guint       prop_id,
                                GValue     *value,
                                GParamSpec *pspec)
{
  TpkServiceCheck *self = TPK_SERVICE_CHECK (object);

  switch (prop_id) {
  case PROP_RUNNING:
    g_value_set_boolean (value, self->run != NULL);
    break;
  case PROP_VERDICT:
    g_value_set_object (value, self->verdict);
    break;
  default:
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
  }
}

static void
tpk_service_check_finalize (GObject *object)
{
  TpkServiceCheck *self = TPK_SERVICE_CHECK (object);

  g_ptr_array_unref (self->waiting);
  g_clear_object (&self->verdict);

  G_OBJECT_CLASS (tpk_service_check_parent_class)->finalize (object);
}

static void
tpk_service_check_class_init (TpkServiceCheckClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GParamFlags flags = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS;

  object_class->get_property = tpk_service_check_get_property;
  object_class->finalize = tpk_service_check_finalize;

  props[PROP_RUNNING] = g_param_spec_boolean ("running", NULL, NULL, FALSE, flags);
  /**
   * TpkServiceCheck:verdict:
   *
   * The last one; %NULL before the first check.
   */
  props[PROP_VERDICT] = g_param_spec_object ("verdict", NULL, NULL, TPK_TYPE_VERDICT, flags);

  g_object_class_install_properties (object_class, N_PROPS, props);
}

static void
tpk_service_check_init (TpkServiceCheck *self)
{
  self->waiting = g_ptr_array_new_with_free_func (g_object_unref);
}

/**
 * tpk_service_check_new:
 *
 * Returns: (transfer full): what checks, at rest
 */
TpkServiceCheck *
tpk_service_check_new (void)
{
  return g_object_new (TPK_TYPE_SERVICE_CHECK, NULL);
}

/**
 * tpk_service_check_set_options:
 * @self: what checks
 * @dup_options: asked at the beginning of each check
 * @free_options: for what @dup_options returned
 *
 * Says how checks are carried out, if not as is usual.
 */
void
tpk_service_check_set_options (TpkServiceCheck     *self,
                               TpkDupCheckOptions   dup_options,
                               TpkFreeCheckOptions  free_options)
{
  g_return_if_fail (TPK_IS_SERVICE_CHECK (self));
  g_return_if_fail (dup_options != NULL && free_options != NULL);

  self->dup_options = dup_options;
  self->free_options = free_options;
}

/**
 * tpk_service_check_join_async:
 * @self: what checks
 * @workspace: whose applied configuration is to be checked
 * @peer: who asks; a peer's unique name, or empty for this process
 * @callback: (scope async): called at the end of the check
 * @user_data: for @callback
 *
 * Starts a check, or joins the one that is going on.
 */
void
tpk_service_check_join_async (TpkServiceCheck     *self,
                              TpkWorkspace        *workspace,
                              const char          *peer,
                              GAsyncReadyCallback  callback,
                              gpointer             user_data)
{
  g_autoptr (GTask) task = NULL;
  g_autoptr (GError) error = NULL;

  g_return_if_fail (TPK_IS_SERVICE_CHECK (self));
  g_return_if_fail (TPK_IS_WORKSPACE (workspace));
  g_return_if_fail (peer != NULL);

  task = g_task_new (self, NULL, callback, user_data);
  g_task_set_source_tag (task, tpk_service_check_join_async);
  g_task_set_task_data (task, g_strdup (peer), g_free);

  if (!check_limits (self, peer, &error) ||
      (self->run == NULL && !start (self, workspace, &error)))
    g_task_return_error (task, g_steal_pointer (&error));
  else
    g_ptr_array_add (self->waiting, g_steal_pointer (&task));
}

/**
 * tpk_service_check_join_finish:
 * @self: what checks
 * @result: what the callback was given
 * @error: a return location
 *
 * Returns: (transfer full) (nullable): the check's document, as `turnpikectl check --json` prints
 *   it; %NULL with a #TpkServiceError
 */
char *
tpk_service_check_join_finish (TpkServiceCheck  *self,
                               GAsyncResult     *result,
                               GError          **error)
{
  g_return_val_if_fail (TPK_IS_SERVICE_CHECK (self), NULL);
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

/**
 * tpk_service_check_cancel:
 * @self: what checks
 *
 * Ends the check that is going on, if any.
 */
void
tpk_service_check_cancel (TpkServiceCheck *self)
{
  g_return_if_fail (TPK_IS_SERVICE_CHECK (self));

  g_cancellable_cancel (self->cancellable);
}

gboolean
tpk_service_check_is_running (TpkServiceCheck *self)
{
  g_return_val_if_fail (TPK_IS_SERVICE_CHECK (self), FALSE);

  return self->run != NULL;
}

/**
 * tpk_service_check_get_verdict:
 * @self: what checks
 *
 * Returns: (transfer none) (nullable): the last verdict
 */
TpkVerdict *
tpk_service_check_get_verdict (TpkServiceCheck *self)
{
  g_return_val_if_fail (TPK_IS_SERVICE_CHECK (self), NULL);

  return self->verdict;
}

/**
 * tpk_service_check_set_verdict:
 * @self: what checks
 * @verdict: (nullable): a verdict
 *
 * Takes over the verdict of a check that was made elsewhere, such as in a window.
 */
void
tpk_service_check_set_verdict (TpkServiceCheck *self,
                               TpkVerdict      *verdict)
{
  g_return_if_fail (TPK_IS_SERVICE_CHECK (self));

  if (g_set_object (&self->verdict, verdict))
    g_object_notify_by_pspec (G_OBJECT (self), props[PROP_VERDICT]);
}
