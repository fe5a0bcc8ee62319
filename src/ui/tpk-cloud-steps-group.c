/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#define G_LOG_DOMAIN "tpk-cloud-steps-group"

#include "config.h"

#include "tpk-cloud-steps-group.h"

#include <glib/gi18n-lib.h>

#include "cloud/tpk-cloud-service.h"
#include "cloud/tpk-cloud-steps.h"

#include "tpk-cloud-life.h"
#include "tpk-finding-line.h"
#include "tpk-format.h"
#include "tpk-settings.h"
#include "tpk-state-icon.h"

/**
 * TpkCloudStepsGroup:
 *
 * The four steps of a cloud proxy, live: one button asks the service, checks what it hands out and
 * makes a call through it, and the same button stops that. Below it, how long what was handed out is
 * good.
 */
struct _TpkCloudStepsGroup
{
  TpkGroup             parent_instance;

  GtkButton           *ask_button;
  AdwActionRow        *step_rows[TPK_CLOUD_N_STEPS];
  TpkStateIcon        *step_icons[TPK_CLOUD_N_STEPS];
  AdwActionRow        *life_row;
  TpkStateIcon        *life_icon;
  GtkBox              *notes_box;

  TpkWorkspace        *workspace;        /* (nullable) (owned) */
  TpkCloudResult      *result;           /* (nullable) (owned): of the last question from here */
  char                *asked_key;        /* (nullable) (owned): who was asked then, and for what */
  TpkCheckRun         *run;              /* (nullable) (owned): of what was handed out then */
  GCancellable        *cancellable;      /* (nullable) (owned) */
  guint                n_endpoints;
  guint                n_reached;
  guint                update_id;
  guint                clock_id;
  gboolean             asking;
  gboolean             checking;
};

G_DEFINE_FINAL_TYPE (TpkCloudStepsGroup, tpk_cloud_steps_group, TPK_TYPE_GROUP)

static void
queue_update (TpkCloudStepsGroup *self);

static TpkState
get_state (TpkStageState state)
{
  switch (state) {
  case TPK_STAGE_STATE_PASSED:
    return TPK_STATE_GOOD;
  case TPK_STAGE_STATE_FAILED:
    return TPK_STATE_ERROR;
  case TPK_STAGE_STATE_RUNNING:
    return TPK_STATE_RUNNING;
  case TPK_STAGE_STATE_SKIPPED:
  case TPK_STAGE_STATE_PENDING:
  case TPK_STAGE_STATE_CANCELLED:
  default:
    return TPK_STATE_NONE;
  }
}

static TpkCloudSettings *
get_settings (TpkCloudStepsGroup *self)
{
  return tpk_profile_get_cloud (tpk_workspace_get_profile (self->workspace));
}

/* What is known of other settings than those that are shown says nothing about these. */
static gboolean
is_about_settings (TpkCloudStepsGroup *self)
{
  g_autofree char *key = tpk_cloud_set_dup_key (get_settings (self));

  return self->asked_key != NULL && g_str_equal (self->asked_key, key);
}

static TpkCloudSteps *
new_steps (TpkCloudStepsGroup *self)
{
  gboolean mine = is_about_settings (self);
  TpkCheckRun *run = mine ? self->run : NULL;
  const TpkCloudStepsInput input = {
    .profile = tpk_workspace_get_profile (self->workspace),
    .set = tpk_workspace_get_cloud_set (self->workspace, NULL),
    .result = mine ? self->result : NULL,
    .results = run != NULL ? tpk_check_run_get_results (run) : NULL,
    .proofs = run != NULL ? tpk_check_run_get_proofs (run) : NULL,
    .n_endpoints = self->n_endpoints,
    .n_reached = self->n_reached,
    .now_s = tpk_now_s (),
  };

  return tpk_cloud_steps_new (&input);
}

/* Where the time of the question went. */
static char *
dup_times (TpkCloudResult *result)
{
  g_autoptr (GString) text = g_string_new (NULL);

  for (guint i = 0; i < TPK_CLOUD_N_STAGES; i++) {
    g_autofree char *time = NULL;
    double ms = 0;

    if (tpk_cloud_result_get_stage (result, i, &ms) != TPK_STAGE_STATE_PASSED)
      continue;
    time = tpk_format_ms (ms);
    g_string_append_printf (text, "%s%s %s", text->len > 0 ? " · " : "",
                            tpk_cloud_stage_id_get_name (i), time);
  }

  return g_string_free (g_steal_pointer (&text), FALSE);
}

static char *
dup_subtitle (TpkCloudStepsGroup *self,
              TpkCloudSteps      *steps,
              guint               id)
{
  const char *advice = tpk_cloud_steps_get_advice (steps, id);
  g_autoptr (GString) text = g_string_new (tpk_cloud_steps_get_summary (steps, id));

  if (id == TPK_CLOUD_STEP_ASKED && self->result != NULL && is_about_settings (self)) {
    g_autofree char *times = dup_times (self->result);

    if (*times != '\0')
      g_string_append_printf (text, "\n%s", times);
  }
  if (advice != NULL)
    g_string_append_printf (text, "\n%s", advice);

  return g_string_free (g_steal_pointer (&text), FALSE);
}

static void
update_steps (TpkCloudStepsGroup *self)
{
  g_autoptr (TpkCloudSteps) steps = new_steps (self);

  for (guint i = 0; i < TPK_CLOUD_N_STEPS; i++) {
    TpkState state = get_state (tpk_cloud_steps_get_state (steps, i));
    g_autofree char *subtitle = NULL;

    if (self->asking && i == TPK_CLOUD_STEP_ASKED) {
      state = TPK_STATE_RUNNING;
      subtitle = g_strdup (_("Being asked…"));
    } else {
      subtitle = dup_subtitle (self, steps, i);
    }
    /* The calls begin when the ladders are over. */
    if (self->checking && state == TPK_STATE_NONE)
      state = TPK_STATE_RUNNING;
    tpk_state_icon_set_state (self->step_icons[i], state);
    adw_action_row_set_subtitle (self->step_rows[i], subtitle);
  }
}

static void
update_life (TpkCloudStepsGroup *self)
{
  TpkCloudSet *set = tpk_workspace_get_cloud_set (self->workspace, NULL);
  gboolean asks = tpk_cloud_profile_asks (tpk_workspace_get_profile (self->workspace));
  TpkState state = TPK_STATE_NONE;
  g_autofree char *text = NULL;

  gtk_widget_set_visible (GTK_WIDGET (self->life_row), asks && set != NULL);
  if (!asks || set == NULL)
    return;

  text = tpk_cloud_life_format (set, tpk_workspace_get_cloud_keeper (self->workspace),
                                tpk_now_s (), &state);
  if (tpk_workspace_is_cloud_waiting (self->workspace)) {
    g_autofree char *life = g_steal_pointer (&text);

    /* Translators: %s is how long servers are good, as "59 min left, renewed in 37 min". */
    text = g_strdup_printf (_("%s\nA call is in progress, so clients are given them when it ends"),
                            life);
  }
  tpk_state_icon_set_state (self->life_icon, state);
  adw_action_row_set_subtitle (self->life_row, text);
}

static void
update_notes (TpkCloudStepsGroup *self)
{
  g_autoptr (GPtrArray) none = g_ptr_array_new ();
  gboolean mine = self->result != NULL && is_about_settings (self);

  tpk_finding_lines_update (self->notes_box,
                            mine ? tpk_cloud_result_get_notes (self->result) : none, NULL, NULL);
}

static void
update (TpkCloudStepsGroup *self)
{
  gboolean busy = self->asking || self->checking;

  if (self->workspace == NULL)
    return;

  gtk_widget_set_visible (GTK_WIDGET (self->ask_button),
                          tpk_cloud_hands_out_servers (get_settings (self)));
  gtk_button_set_label (self->ask_button, busy ? _("_Stop") : _("_Ask Now"));
  update_steps (self);
  update_life (self);
  update_notes (self);
}

static gboolean
update_cb (gpointer data)
{
  TpkCloudStepsGroup *self = data;

  self->update_id = 0;
  update (self);

  return G_SOURCE_REMOVE;
}

/* Much is told of in one go while a check runs. */
static void
queue_update (TpkCloudStepsGroup *self)
{
  if (self->update_id == 0)
    /* An idle source has no turn where a spinner keeps a slow machine busy with painting. */
    self->update_id = g_idle_add_full (GDK_PRIORITY_REDRAW, update_cb, self, NULL);
}

static void
drop_run (TpkCloudStepsGroup *self)
{
  if (self->run == NULL)
    return;

  g_signal_handlers_disconnect_by_data (tpk_check_run_get_results (self->run), self);
  g_signal_handlers_disconnect_by_data (tpk_check_run_get_proofs (self->run), self);
  g_clear_object (&self->run);
}

static void
checked_cb (GObject      *source,
            GAsyncResult *result,
            gpointer      data)
{
  g_autoptr (TpkCloudStepsGroup) self = data;

  tpk_check_run_start_finish (TPK_CHECK_RUN (source), result, NULL);
  if (self->run != TPK_CHECK_RUN (source))
    return;

  self->checking = FALSE;
  g_clear_object (&self->cancellable);
  queue_update (self);
}

/* The third and the fourth step, of what was handed out just now. */
static void
start_check (TpkCloudStepsGroup *self)
{
  g_autoptr (TpkCheckOptions) options = tpk_settings_dup_check_options ();
  g_autoptr (TpkCheckRun) run = NULL;

  options->proof = TRUE;
  run = tpk_workspace_new_check (self->workspace, NULL, options);
  if (tpk_check_run_get_n_urls (run) == 0)
    return;

  self->checking = TRUE;
  self->run = g_steal_pointer (&run);
  self->cancellable = g_cancellable_new ();
  g_signal_connect_swapped (tpk_check_run_get_results (self->run), "items-changed",
                            G_CALLBACK (queue_update), self);
  g_signal_connect_swapped (tpk_check_run_get_proofs (self->run), "items-changed",
                            G_CALLBACK (queue_update), self);
  tpk_check_run_start_async (self->run, self->cancellable, checked_cb, g_object_ref (self));
}

static void
asked_cb (GObject      *source,
          GAsyncResult *async,
          gpointer      data)
{
  g_autoptr (TpkCloudStepsGroup) self = data;
  g_autoptr (TpkCloudResult) result = NULL;

  result = tpk_workspace_fetch_cloud_finish (TPK_WORKSPACE (source), async);
  self->asking = FALSE;
  g_clear_object (&self->cancellable);
  if (self->workspace != TPK_WORKSPACE (source))
    return;

  g_set_object (&self->result, result);
  if (tpk_cloud_result_is_ok (result) && is_about_settings (self))
    start_check (self);
  queue_update (self);
}

static void
ask_cb (TpkCloudStepsGroup *self)
{
  if (self->asking || self->checking) {
    g_cancellable_cancel (self->cancellable);
    return;
  }

  drop_run (self);
  g_clear_object (&self->result);
  g_free (self->asked_key);
  self->asked_key = tpk_cloud_set_dup_key (get_settings (self));
  self->asking = TRUE;
  self->cancellable = g_cancellable_new ();
  tpk_workspace_fetch_cloud_async (self->workspace, NULL, self->cancellable, asked_cb,
                                   g_object_ref (self));
  update (self);
}

static gboolean
clock_cb (gpointer data)
{
  TpkCloudStepsGroup *self = data;

  if (self->workspace != NULL)
    update_life (self);

  return G_SOURCE_CONTINUE;
}

/* The clock is only looked at while somebody sees it. */
static void
tpk_cloud_steps_group_map (GtkWidget *widget)
{
  TpkCloudStepsGroup *self = TPK_CLOUD_STEPS_GROUP (widget);

  GTK_WIDGET_CLASS (tpk_cloud_steps_group_parent_class)->map (widget);

  queue_update (self);
  if (self->clock_id == 0)
    self->clock_id = g_timeout_add_seconds (1, clock_cb, self);
}

static void
tpk_cloud_steps_group_unmap (GtkWidget *widget)
{
  TpkCloudStepsGroup *self = TPK_CLOUD_STEPS_GROUP (widget);

  g_clear_handle_id (&self->clock_id, g_source_remove);

  GTK_WIDGET_CLASS (tpk_cloud_steps_group_parent_class)->unmap (widget);
}

static void
tpk_cloud_steps_group_dispose (GObject *object)
{
  TpkCloudStepsGroup *self = TPK_CLOUD_STEPS_GROUP (object);

  tpk_cloud_steps_group_set_workspace (self, NULL);
  g_clear_handle_id (&self->update_id, g_source_remove);
  g_clear_handle_id (&self->clock_id, g_source_remove);
  g_clear_pointer (&self->asked_key, g_free);

  G_OBJECT_CLASS (tpk_cloud_steps_group_parent_class)->dispose (object);
}

static void
tpk_cloud_steps_group_class_init (TpkCloudStepsGroupClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = tpk_cloud_steps_group_dispose;
  widget_class->map = tpk_cloud_steps_group_map;
  widget_class->unmap = tpk_cloud_steps_group_unmap;

  gtk_widget_class_set_template_from_resource (widget_class,
                                               APP_PATH "/ui/tpk-cloud-steps-group.ui");
  gtk_widget_class_bind_template_child (widget_class, TpkCloudStepsGroup, ask_button);
  gtk_widget_class_bind_template_child (widget_class, TpkCloudStepsGroup, notes_box);
  gtk_widget_class_bind_template_callback (widget_class, ask_cb);
}

static AdwActionRow *
add_row (TpkCloudStepsGroup  *self,
         const char          *title,
         TpkStateIcon       **icon)
{
  GtkWidget *row = adw_action_row_new ();

  *icon = TPK_STATE_ICON (tpk_state_icon_new ());
  gtk_widget_set_valign (GTK_WIDGET (*icon), GTK_ALIGN_CENTER);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  /* What a service says is no markup. */
  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_action_row_set_subtitle_lines (ADW_ACTION_ROW (row), 0);
  adw_action_row_add_prefix (ADW_ACTION_ROW (row), GTK_WIDGET (*icon));
  adw_preferences_group_add (ADW_PREFERENCES_GROUP (self), row);

  return ADW_ACTION_ROW (row);
}

static void
tpk_cloud_steps_group_init (TpkCloudStepsGroup *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  for (guint i = 0; i < TPK_CLOUD_N_STEPS; i++) {
    /* Translators: the number and the name of a step, as "1. Service Asked". */
    g_autofree char *title = g_strdup_printf (_("%u. %s"), i + 1, tpk_cloud_step_id_get_name (i));

    self->step_rows[i] = add_row (self, title, &self->step_icons[i]);
  }
  self->life_row = add_row (self, _("Time Left"), &self->life_icon);
  gtk_widget_set_visible (GTK_WIDGET (self->life_row), FALSE);
}

/**
 * tpk_cloud_steps_group_set_workspace:
 * @self: a group
 * @workspace: (nullable): the session whose active profile has the cloud proxy
 *
 * What is being asked for another session is given up.
 */
void
tpk_cloud_steps_group_set_workspace (TpkCloudStepsGroup *self,
                                     TpkWorkspace       *workspace)
{
  g_return_if_fail (TPK_IS_CLOUD_STEPS_GROUP (self));
  g_return_if_fail (workspace == NULL || TPK_IS_WORKSPACE (workspace));

  if (self->workspace == workspace)
    return;

  if (self->cancellable != NULL)
    g_cancellable_cancel (self->cancellable);
  drop_run (self);
  self->checking = FALSE;
  g_clear_object (&self->result);
  if (self->workspace != NULL) {
    g_signal_handlers_disconnect_by_data (self->workspace, self);
    g_signal_handlers_disconnect_by_data (tpk_workspace_get_draft (self->workspace), self);
  }
  g_set_object (&self->workspace, workspace);
  if (workspace == NULL)
    return;

  g_signal_connect_object (workspace, "cloud-changed", G_CALLBACK (queue_update), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (tpk_workspace_get_draft (workspace), "changed",
                           G_CALLBACK (queue_update), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (tpk_workspace_get_draft (workspace), "notify::active-profile",
                           G_CALLBACK (queue_update), self, G_CONNECT_SWAPPED);
  update (self);
}

/**
 * tpk_cloud_steps_group_set_reachability:
 * @self: a group
 * @n_endpoints: how many addresses of a vendor's proxy were tried
 * @n_reached: how many of these answered
 *
 * Tells what is known of a vendor's proxy, of which only that can be known.
 */
void
tpk_cloud_steps_group_set_reachability (TpkCloudStepsGroup *self,
                                        guint               n_endpoints,
                                        guint               n_reached)
{
  g_return_if_fail (TPK_IS_CLOUD_STEPS_GROUP (self));

  self->n_endpoints = n_endpoints;
  self->n_reached = n_reached;
  queue_update (self);
}

/**
 * tpk_cloud_steps_group_is_busy:
 * @self: a group
 *
 * Returns: whether the steps are being taken
 */
gboolean
tpk_cloud_steps_group_is_busy (TpkCloudStepsGroup *self)
{
  g_return_val_if_fail (TPK_IS_CLOUD_STEPS_GROUP (self), FALSE);

  return self->asking || self->checking;
}
