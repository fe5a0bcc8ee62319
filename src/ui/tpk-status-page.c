/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#define G_LOG_DOMAIN "tpk-status-page"

#include "config.h"

#include "tpk-status-page.h"

#include <adwaita.h>
#include <glib/gi18n-lib.h>

#include "tpk-first-run.h"
#include "tpk-history-chart.h"
#include "tpk-path-view.h"
#include "tpk-status-words.h"
#include "tpk-status.h"
#include "tpk-toast.h"

/* How many of the last checks are told in words. */
#define MAX_RECORDS 10

/* How many bars fit beside the title where the window is narrow. */
#define NARROW_BARS 10

/**
 * TpkStatusPage:
 *
 * Whether calls will work here, and what to do if not: one headline, one sentence, one button, and
 * below them what that is based on. Before there is anything to check it shows the ways to begin.
 */
struct _TpkStatusPage
{
  GtkWidget        parent_instance;

  GtkWidget       *scrolled_window;
  GtkStack        *stack;
  TpkStateIcon    *headline_icon;
  GtkLabel        *headline_label;
  GtkLabel        *advice_label;
  GtkButton       *action_button;
  TpkPathView     *path_view;
  GtkWidget       *facts_group;
  AdwExpanderRow  *history_row;
  TpkHistoryChart *history_chart;
  AdwActionRow    *clients_row;
  GtkWidget       *fact_rows[TPK_N_FACTS];
  TpkStateIcon    *fact_icons[TPK_N_FACTS];
  GtkWidget       *nat_row;
  TpkStateIcon    *nat_icon;
  GPtrArray       *record_rows;  /* (owned) (element-type GtkWidget): borrowed from @history_row */

  TpkWorkspace    *workspace;    /* (nullable) (owned) */
  TpkChecker      *checker;      /* (nullable) (owned) */
  GListModel      *results;      /* (nullable) (owned): of the last run */
  GListModel      *servers;      /* (nullable) (owned): of the active profile */
  GCancellable    *planning;     /* (nullable) (owned) */
  guint            update_id;
  guint            tick_id;      /* until the next frame but one */
  gboolean         facts_shown;
  gboolean         narrow;
};

G_DEFINE_FINAL_TYPE (TpkStatusPage, tpk_status_page, GTK_TYPE_WIDGET)

enum {
  PROP_0,
  PROP_NARROW,
  N_PROPS,
};

static GParamSpec *props[N_PROPS];

static gboolean
is_first_run (TpkStatusPage *self)
{
  TpkProfile *profile = tpk_workspace_get_profile (self->workspace);

  return tpk_profile_get_n_servers (profile) == 0 &&
         tpk_profile_get_route (profile) != TPK_ROUTE_CLOUD &&
         tpk_profile_get_signalling_proxy (profile) == NULL;
}

static void
update_headline (TpkStatusPage *self)
{
  TpkStatusFacts facts = {
    .profile = tpk_workspace_get_profile (self->workspace),
    .run = tpk_checker_get_run (self->checker),
    .running = tpk_checker_is_running (self->checker),
    .age = tpk_checker_get_age (self->checker),
    .network = tpk_checker_get_network (self->checker),
    .modified = tpk_workspace_is_modified (self->workspace),
  };
  g_autoptr (TpkStatus) status = tpk_status_new (&facts);

  tpk_state_icon_set_state (self->headline_icon, tpk_status_get_state (status));
  /* Told to assistive technology only when it is another. */
  if (g_strcmp0 (gtk_label_get_label (self->headline_label), status->headline) != 0)
    gtk_label_set_label (self->headline_label, status->headline);
  gtk_label_set_label (self->advice_label, status->advice);
  gtk_widget_set_visible (GTK_WIDGET (self->advice_label), *status->advice != '\0');

  gtk_button_set_label (self->action_button, status->label);
  gtk_widget_set_visible (GTK_WIDGET (self->action_button), TRUE);
  /* Without an action in between: the old one may not take the new one's target. */
  gtk_actionable_set_action_name (GTK_ACTIONABLE (self->action_button), NULL);
  gtk_actionable_set_action_target_value (GTK_ACTIONABLE (self->action_button), status->target);
  gtk_actionable_set_action_name (GTK_ACTIONABLE (self->action_button), status->action);
  if (status->kind == TPK_STATUS_RUNNING || status->kind == TPK_STATUS_WORKS)
    gtk_widget_remove_css_class (GTK_WIDGET (self->action_button), "suggested-action");
  else
    gtk_widget_add_css_class (GTK_WIDGET (self->action_button), "suggested-action");
}

static char *
dup_checked (TpkStatusPage *self)
{
  const char *network = tpk_checker_get_network (self->checker);
  gint64 checked_s = tpk_checker_get_checked_s (self->checker);
  g_autoptr (GDateTime) time = NULL;
  g_autofree char *clock = NULL;

  if (checked_s == 0)
    return NULL;

  time = g_date_time_new_from_unix_local (checked_s);
  clock = g_date_time_format (time, "%H:%M");
  if (tpk_checker_get_age (self->checker) != TPK_CHECK_AGE_CURRENT)
    /* Translators: %s is a time such as 10:42. */
    return g_strdup_printf (_("Out of date, checked at %s"), clock);
  if (network == NULL)
    /* Translators: %s is a time such as 10:42. */
    return g_strdup_printf (_("Checked at %s"), clock);

  /* Translators: a time such as 10:42, and the name of a network. */
  return g_strdup_printf (_("Checked at %s · “%s”"), clock, network);
}

static void
update_facts (TpkStatusPage *self)
{
  TpkCheckRun *run = tpk_checker_get_run (self->checker);
  gboolean old = tpk_checker_get_age (self->checker) != TPK_CHECK_AGE_CURRENT;
  g_autofree char *checked = dup_checked (self);
  const char *nat_words;
  TpkState nat_state;
  g_autofree char *description = g_markup_escape_text (checked != NULL ? checked : "", -1);

  adw_preferences_group_set_description (ADW_PREFERENCES_GROUP (self->facts_group), description);
  for (guint i = 0; i < TPK_N_FACTS; i++) {
    TpkState state;
    g_autofree char *words = tpk_status_dup_fact_words (run, i, &state);

    tpk_state_icon_set_state (self->fact_icons[i], state);
    adw_action_row_set_subtitle (ADW_ACTION_ROW (self->fact_rows[i]), words);
  }
  nat_words = tpk_status_get_nat_words (run, &nat_state);
  gtk_widget_set_visible (self->nat_row, nat_words != NULL);
  tpk_state_icon_set_state (self->nat_icon, nat_state);
  if (nat_words != NULL) {
    g_autofree char *escaped = g_markup_escape_text (nat_words, -1);

    adw_action_row_set_subtitle (ADW_ACTION_ROW (self->nat_row), escaped);
  }

  if (old)
    gtk_widget_add_css_class (self->facts_group, "old");
  else
    gtk_widget_remove_css_class (self->facts_group, "old");
}

/* What is above the facts. */
static void
update_top (TpkStatusPage *self)
{
  gboolean old = tpk_checker_get_age (self->checker) != TPK_CHECK_AGE_CURRENT;

  update_headline (self);
  tpk_path_view_set_path (self->path_view,
                          tpk_path_new (tpk_checker_get_run (self->checker),
                                        tpk_workspace_get_profile (self->workspace)), old);
}

static gboolean
update_facts_only (TpkStatusPage *self)
{
  gboolean first_run = is_first_run (self);

  gtk_stack_set_visible_child_name (self->stack, first_run ? "first-run" : "status");
  if (!first_run)
    update_facts (self);

  return !first_run;
}

static void
update (TpkStatusPage *self)
{
  if (update_facts_only (self))
    update_top (self);
}

static gboolean
tick_cb (GtkWidget     *widget,
         GdkFrameClock *clock,
         gpointer       data)
{
  TpkStatusPage *self = TPK_STATUS_PAGE (widget);

  /* The first frame is that of the facts. */
  if (!self->facts_shown) {
    self->facts_shown = TRUE;
    return G_SOURCE_CONTINUE;
  }

  self->tick_id = 0;
  if (self->checker != NULL)
    update_top (self);

  return G_SOURCE_REMOVE;
}

static gboolean
update_cb (gpointer user_data)
{
  TpkStatusPage *self = user_data;

  self->update_id = 0;
  if (self->checker == NULL || !update_facts_only (self))
    return G_SOURCE_REMOVE;

  /* To lay out all that is new at once takes longer than one frame may. */
  self->facts_shown = FALSE;
  if (!gtk_widget_get_mapped (GTK_WIDGET (self)))
    update_top (self);
  else if (self->tick_id == 0)
    self->tick_id = gtk_widget_add_tick_callback (GTK_WIDGET (self), tick_cb, NULL, NULL);

  return G_SOURCE_REMOVE;
}

/* Hundreds of results may come in between two frames. */
static void
queue_update (TpkStatusPage *self)
{
  if (self->update_id == 0)
    self->update_id = g_timeout_add (tpk_checker_is_running (self->checker) ? 100 : 0, update_cb,
                                     self);
}

static void
run_changed_cb (TpkStatusPage *self)
{
  TpkCheckRun *run = tpk_checker_get_run (self->checker);

  if (self->results != NULL)
    g_signal_handlers_disconnect_by_func (self->results, queue_update, self);
  g_clear_object (&self->results);
  if (run != NULL)
    self->results = g_object_ref (tpk_check_run_get_results (run));
  if (self->results != NULL)
    g_signal_connect_object (self->results, "items-changed", G_CALLBACK (queue_update), self,
                             G_CONNECT_SWAPPED);
  queue_update (self);
}

static void
update_history (TpkStatusPage *self)
{
  GListModel *history = tpk_checker_get_history (self->checker);
  guint n = g_list_model_get_n_items (history);

  for (guint i = 0; i < self->record_rows->len; i++)
    adw_expander_row_remove (self->history_row, self->record_rows->pdata[i]);
  g_ptr_array_set_size (self->record_rows, 0);

  for (guint i = 0; i < MIN (n, MAX_RECORDS); i++) {
    g_autoptr (TpkCheckRecord) record = g_list_model_get_item (history, n - 1 - i);
    GtkWidget *row = adw_action_row_new ();
    g_autofree char *outcome = tpk_history_dup_outcome (record);
    g_autofree char *when = tpk_history_dup_when (record);
    g_autofree char *subtitle = g_markup_escape_text (when, -1);

    adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), outcome);
    adw_action_row_set_subtitle (ADW_ACTION_ROW (row), subtitle);
    adw_expander_row_add_row (self->history_row, row);
    g_ptr_array_add (self->record_rows, row);
  }
  gtk_widget_set_visible (GTK_WIDGET (self->history_row), n > 0);
  if (n > 0) {
    g_autoptr (TpkCheckRecord) last = g_list_model_get_item (history, n - 1);
    g_autofree char *outcome = tpk_history_dup_outcome (last);

    adw_expander_row_set_subtitle (self->history_row, outcome);
  }
}

static void
planned_cb (GObject      *source,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr (TpkStatusPage) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GListModel) changes = NULL;
  g_autofree char *text = NULL;

  changes = tpk_workspace_plan_finish (TPK_WORKSPACE (source), result, &error);
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;

  g_clear_object (&self->planning);
  if (changes != NULL)
    text = tpk_status_dup_clients (changes, tpk_workspace_is_staged (TPK_WORKSPACE (source)));
  adw_action_row_set_subtitle (self->clients_row,
                               text != NULL ? text : _("Not known: see the page of clients"));
}

/* What files would change waits for the disk, and is only of interest to who looks at it. */
static void
update_clients (TpkStatusPage *self)
{
  g_cancellable_cancel (self->planning);
  g_clear_object (&self->planning);
  if (self->workspace == NULL || !gtk_widget_get_mapped (GTK_WIDGET (self)) ||
      is_first_run (self))
    return;

  self->planning = g_cancellable_new ();
  tpk_workspace_plan_async (self->workspace, self->planning, planned_cb, g_object_ref (self));
}

static void
workspace_changed_cb (TpkStatusPage *self)
{
  queue_update (self);
  update_clients (self);
}

static void
profile_changed_cb (TpkStatusPage *self)
{
  TpkProfile *profile = tpk_workspace_get_profile (self->workspace);

  if (self->servers != NULL)
    g_signal_handlers_disconnect_by_func (self->servers, update, self);
  g_set_object (&self->servers, tpk_profile_get_servers (profile));
  g_signal_connect_object (self->servers, "items-changed", G_CALLBACK (update), self,
                           G_CONNECT_SWAPPED);
  update (self);
}

static void
copy_request_cb (GtkWidget  *widget,
                 const char *action_name,
                 GVariant   *parameter)
{
  TpkStatusPage *self = TPK_STATUS_PAGE (widget);
  TpkCheckRun *run = tpk_checker_get_run (self->checker);
  g_autofree char *text = NULL;

  if (run != NULL)
    text = tpk_status_dup_request (run, tpk_checker_get_network (self->checker));
  if (text == NULL)
    return;

  gdk_clipboard_set_text (gtk_widget_get_clipboard (widget), text);
  tpk_toast_send (widget, _("Request copied. Send it to whoever runs the firewall"));
}

static void
set_narrow (TpkStatusPage *self,
            gboolean       narrow)
{
  if (self->narrow == narrow)
    return;

  self->narrow = narrow;
  tpk_path_view_set_stacked (self->path_view, narrow);
  tpk_history_chart_set_limit (self->history_chart, narrow ? NARROW_BARS : TPK_HISTORY_CHART_MAX);
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_NARROW]);
}

static void
tpk_status_page_get_property (GObject    *object,
                              guint       prop_id,
                              GValue     *value,
                              GParamSpec *pspec)
{
  switch (prop_id) {
  case PROP_NARROW:
    g_value_set_boolean (value, TPK_STATUS_PAGE (object)->narrow);
    break;
  default:
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
  }
}

static void
tpk_status_page_set_property (GObject      *object,
                              guint         prop_id,
                              const GValue *value,
                              GParamSpec   *pspec)
{
  switch (prop_id) {
  case PROP_NARROW:
    set_narrow (TPK_STATUS_PAGE (object), g_value_get_boolean (value));
    break;
  default:
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
  }
}

static void
tpk_status_page_map (GtkWidget *widget)
{
  GTK_WIDGET_CLASS (tpk_status_page_parent_class)->map (widget);
  update_clients (TPK_STATUS_PAGE (widget));
}

static void
tpk_status_page_dispose (GObject *object)
{
  TpkStatusPage *self = TPK_STATUS_PAGE (object);

  g_cancellable_cancel (self->planning);
  g_clear_object (&self->planning);
  g_clear_handle_id (&self->update_id, g_source_remove);
  g_clear_object (&self->checker);
  g_clear_object (&self->workspace);
  g_clear_object (&self->results);
  g_clear_object (&self->servers);
  g_clear_pointer (&self->scrolled_window, gtk_widget_unparent);

  G_OBJECT_CLASS (tpk_status_page_parent_class)->dispose (object);
}

static void
tpk_status_page_finalize (GObject *object)
{
  g_ptr_array_unref (TPK_STATUS_PAGE (object)->record_rows);

  G_OBJECT_CLASS (tpk_status_page_parent_class)->finalize (object);
}

static void
bind_template (GtkWidgetClass *widget_class)
{
  g_type_ensure (TPK_TYPE_FIRST_RUN);
  g_type_ensure (TPK_TYPE_HISTORY_CHART);
  g_type_ensure (TPK_TYPE_PATH_VIEW);
  g_type_ensure (TPK_TYPE_STATE_ICON);

  gtk_widget_class_set_template_from_resource (widget_class, APP_PATH "/ui/tpk-status-page.ui");
  gtk_widget_class_bind_template_child (widget_class, TpkStatusPage, scrolled_window);
  gtk_widget_class_bind_template_child (widget_class, TpkStatusPage, stack);
  gtk_widget_class_bind_template_child (widget_class, TpkStatusPage, headline_icon);
  gtk_widget_class_bind_template_child (widget_class, TpkStatusPage, headline_label);
  gtk_widget_class_bind_template_child (widget_class, TpkStatusPage, advice_label);
  gtk_widget_class_bind_template_child (widget_class, TpkStatusPage, action_button);
  gtk_widget_class_bind_template_child (widget_class, TpkStatusPage, path_view);
  gtk_widget_class_bind_template_child (widget_class, TpkStatusPage, facts_group);
  gtk_widget_class_bind_template_child (widget_class, TpkStatusPage, history_row);
  gtk_widget_class_bind_template_child (widget_class, TpkStatusPage, history_chart);
  gtk_widget_class_bind_template_child (widget_class, TpkStatusPage, clients_row);
}

static void
tpk_status_page_class_init (TpkStatusPageClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->get_property = tpk_status_page_get_property;
  object_class->set_property = tpk_status_page_set_property;
  object_class->dispose = tpk_status_page_dispose;
  object_class->finalize = tpk_status_page_finalize;
  widget_class->map = tpk_status_page_map;

  props[PROP_NARROW] =
    g_param_spec_boolean ("narrow", NULL, NULL, FALSE,
                          G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY);
  g_object_class_install_properties (object_class, N_PROPS, props);

  gtk_widget_class_install_action (widget_class, "status.copy-request", NULL, copy_request_cb);
  bind_template (widget_class);
}

static GtkWidget *
add_row (TpkStatusPage  *self,
         const char     *title,
         TpkStateIcon  **icon)
{
  GtkWidget *row = adw_action_row_new ();

  *icon = TPK_STATE_ICON (tpk_state_icon_new ());
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  adw_action_row_add_prefix (ADW_ACTION_ROW (row), GTK_WIDGET (*icon));
  adw_preferences_group_add (ADW_PREFERENCES_GROUP (self->facts_group), row);

  return row;
}

static void
tpk_status_page_init (TpkStatusPage *self)
{
  self->record_rows = g_ptr_array_new ();
  gtk_widget_init_template (GTK_WIDGET (self));
  for (guint i = 0; i < TPK_N_FACTS; i++)
    self->fact_rows[i] = add_row (self, tpk_status_get_fact_name (i), &self->fact_icons[i]);
  self->nat_row = add_row (self, _("Address Translation (NAT)"), &self->nat_icon);
}

GtkWidget *
tpk_status_page_new (void)
{
  return g_object_new (TPK_TYPE_STATUS_PAGE, NULL);
}

/**
 * tpk_status_page_set_checker:
 * @self: a page without a checker
 * @workspace: the working session
 * @checker: its checks
 */
void
tpk_status_page_set_checker (TpkStatusPage *self,
                             TpkWorkspace  *workspace,
                             TpkChecker    *checker)
{
  GListModel *history;

  g_return_if_fail (TPK_IS_STATUS_PAGE (self));
  g_return_if_fail (TPK_IS_WORKSPACE (workspace));
  g_return_if_fail (TPK_IS_CHECKER (checker));
  g_return_if_fail (self->checker == NULL);

  self->workspace = g_object_ref (workspace);
  self->checker = g_object_ref (checker);
  history = tpk_checker_get_history (checker);
  tpk_history_chart_set_records (self->history_chart, history);

  g_signal_connect_object (workspace, "notify", G_CALLBACK (workspace_changed_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (tpk_workspace_get_draft (workspace), "notify::active-profile",
                           G_CALLBACK (profile_changed_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (tpk_workspace_get_draft (workspace), "changed",
                           G_CALLBACK (queue_update), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (checker, "notify::age", G_CALLBACK (queue_update), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (checker, "notify::run", G_CALLBACK (run_changed_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (checker, "notify::running", G_CALLBACK (queue_update), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (history, "items-changed", G_CALLBACK (update_history), self,
                           G_CONNECT_SWAPPED);
  profile_changed_cb (self);
  run_changed_cb (self);
  update_history (self);
}
