/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#define G_LOG_DOMAIN "tpk-checks-page"

#include "config.h"

#include "tpk-checks-page.h"

#include <adwaita.h>
#include <glib/gi18n-lib.h>

#include "tpk-calls-view.h"
#include "tpk-candidates-view.h"
#include "tpk-choice.h"
#include "tpk-compare-button.h"
#include "tpk-format.h"
#include "tpk-log-view.h"
#include "tpk-report-saver.h"
#include "tpk-state-icon.h"
#include "tpk-status.h"
#include "tpk-targets-view.h"
#include "tpk-toast.h"

/**
 * TpkChecksPage:
 *
 * A run of checks: what it says as a whole; the table of targets, with the selected target's ladder
 * beside it, or below it where there is less room; what ICE gathers; test calls; and what happened
 * when. Fills in while the run goes on.
 */
struct _TpkChecksPage
{
  GtkWidget           parent_instance;

  GtkStack           *stack;
  TpkStateIcon       *verdict_icon;
  GtkLabel           *headline_label;
  GtkExpander        *advice_expander;
  GtkLabel           *advice_label;
  GtkLabel           *nat_label;
  GtkWidget          *old_box;
  GtkWidget          *tools_box;
  TpkCompareButton   *compare_button;
  GtkWidget          *switcher;
  GtkDropDown        *view_drop_down;
  GtkStack           *views;
  TpkCandidatesView  *candidates_view;
  TpkCallsView       *calls_view;
  TpkLogView         *log_view;
  TpkTargetsView     *targets_view;

  TpkWorkspace       *workspace;         /* (nullable) (owned) */
  TpkChecker         *checker;           /* (nullable) (owned) */
  TpkCheckRun        *run;               /* (nullable) (owned) */
  TpkCheckRun        *before;            /* (nullable) (owned): the run before, if it came to its
                                          * end */
  gint64              before_s;          /* when @before was over, Unix time */
  gint64              over_s;            /* when @run was; 0: not yet */
  gboolean            compact;
  gboolean            narrow;
};

G_DEFINE_FINAL_TYPE (TpkChecksPage, tpk_checks_page, GTK_TYPE_WIDGET)

enum {
  PROP_0,
  PROP_CHECK_RUN,
  PROP_CHECKER,
  PROP_COMPACT,
  PROP_NARROW,
  PROP_WORKSPACE,
  N_PROPS,
};

static GParamSpec *props[N_PROPS];

/* Each sentence once, and a line each. Returns how many. */
static guint
show_advice (TpkChecksPage *self,
             TpkVerdict    *verdict)
{
  const char *const *advice = tpk_verdict_get_advice (verdict);
  g_autoptr (GString) text = g_string_new (NULL);
  guint n = 0;

  for (; advice != NULL && *advice != NULL; advice++) {
    if (strstr (text->str, *advice) != NULL)
      continue;
    g_string_append_printf (text, "%s• %s", n++ > 0 ? "\n" : "", *advice);
  }
  gtk_label_set_label (self->advice_label, text->str);

  return n;
}

/* What the address translator on the way does to calls. */
static void
show_nat (TpkChecksPage *self,
          TpkVerdict    *verdict)
{
  const TpkNat *nat = tpk_verdict_get_nat (verdict);
  const char *sentence = nat != NULL ? tpk_nat_get_sentence (nat) : NULL;

  gtk_label_set_label (self->nat_label, sentence != NULL ? sentence : "");
  gtk_widget_set_visible (GTK_WIDGET (self->nat_label), sentence != NULL);
}

static void
show_verdict (TpkChecksPage *self)
{
  TpkVerdict *verdict = tpk_check_run_get_verdict (self->run);
  g_autofree char *title = NULL;
  guint n_advice;

  if (verdict == NULL || tpk_check_run_is_running (self->run)) {
    tpk_state_icon_set_state (self->verdict_icon, TPK_STATE_RUNNING);
    gtk_label_set_label (self->headline_label, _("Checking…"));
    gtk_widget_set_visible (GTK_WIDGET (self->advice_expander), FALSE);
    gtk_widget_set_visible (GTK_WIDGET (self->nat_label), FALSE);
    return;
  }

  tpk_state_icon_set_state (self->verdict_icon,
                            tpk_state_from_verdict (tpk_verdict_get_state (verdict)));
  gtk_label_set_label (self->headline_label, tpk_verdict_get_headline (verdict));
  show_nat (self, verdict);

  n_advice = tpk_verdict_get_state (verdict) != TPK_VERDICT_STATE_PASSED
             ? show_advice (self, verdict) : 0;
  /* Translators: %u is the number of pieces of advice below. */
  title = g_strdup_printf (ngettext ("What to do (%u)", "What to do (%u)", n_advice), n_advice);
  gtk_expander_set_label (self->advice_expander, title);
  gtk_widget_set_visible (GTK_WIDGET (self->advice_expander), n_advice > 0);
  /* Where nothing works, the way out is worth more than the table. */
  gtk_expander_set_expanded (self->advice_expander,
                             tpk_verdict_get_state (verdict) == TPK_VERDICT_STATE_FAILED &&
                             n_advice <= (self->compact ? 1 : 3));
}

/* What there is to compare the run with: the one before it in this window, or what is remembered of
 * one in another. */
static void
update_comparison (TpkChecksPage *self)
{
  GListModel *history = self->checker != NULL ? tpk_checker_get_history (self->checker) : NULL;
  guint n = history != NULL ? g_list_model_get_n_items (history) : 0;

  tpk_compare_button_set_runs (self->compare_button, self->before, self->before_s,
                               self->over_s > 0 ? self->run : NULL);
  if (self->over_s > 0 && self->before == NULL && n > 1) {
    g_autoptr (TpkCheckRecord) before = g_list_model_get_item (history, n - 2);
    g_autoptr (TpkCheckRecord) now = g_list_model_get_item (history, n - 1);

    /* The run is remembered a moment after it is over, and not at all if it was stopped. */
    if (tpk_check_record_get_time_s (now) >= self->over_s - 1)
      tpk_compare_button_set_record (self->compare_button, before, now);
  }
}

static void
update (TpkChecksPage *self)
{
  gtk_stack_set_visible_child_name (self->stack, self->run != NULL ? "run" : "empty");
  if (self->run == NULL)
    return;

  show_verdict (self);
  gtk_widget_set_visible (self->tools_box, !tpk_check_run_is_running (self->run));
}

static void
running_cb (TpkChecksPage *self)
{
  gboolean running = tpk_check_run_is_running (self->run);

  self->over_s = running ? 0 : tpk_now_s ();
  update (self);
  update_comparison (self);
}

static const char *
get_profile_name (TpkChecksPage *self)
{
  return self->workspace != NULL
         ? tpk_profile_get_name (tpk_workspace_get_profile (self->workspace)) : NULL;
}

static void
copy_cb (TpkChecksPage *self)
{
  tpk_report_saver_copy (GTK_WIDGET (self), self->run, get_profile_name (self));
}

static void
save_cb (TpkChecksPage *self)
{
  tpk_report_saver_choose (GTK_WIDGET (self), self->run, get_profile_name (self));
}

static void
start_with (TpkChecksPage  *self,
            TpkCheckExtras  extras)
{
  if (self->checker != NULL && !tpk_checker_start_with (self->checker, &extras))
    tpk_toast_send (GTK_WIDGET (self), _("There is no server to check yet"));
}

static void
candidates_asked_cb (TpkChecksPage *self)
{
  start_with (self, (TpkCheckExtras) { .candidates = TRUE });
}

static void
calls_asked_cb (TpkChecksPage *self,
                guint          seconds)
{
  start_with (self, (TpkCheckExtras) { .call_seconds = seconds });
}

static void
view_chosen_cb (TpkChecksPage *self)
{
  g_autoptr (GtkSelectionModel) pages = gtk_stack_get_pages (self->views);

  gtk_selection_model_select_item (pages, gtk_drop_down_get_selected (self->view_drop_down), TRUE);
}

static void
view_changed_cb (TpkChecksPage *self)
{
  g_autoptr (GtkSelectionModel) pages = gtk_stack_get_pages (self->views);
  g_autoptr (GtkBitset) selected = gtk_selection_model_get_selection (pages);

  if (!gtk_bitset_is_empty (selected))
    gtk_drop_down_set_selected (self->view_drop_down, gtk_bitset_get_minimum (selected));
}

/* Where the switcher has no room, the same choice drops down. */
static void
set_up_views (TpkChecksPage *self)
{
  g_autoptr (GtkSelectionModel) pages = gtk_stack_get_pages (self->views);
  g_autoptr (GtkStringList) titles = gtk_string_list_new (NULL);

  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (pages)); i++) {
    g_autoptr (GObject) page = g_list_model_get_item (G_LIST_MODEL (pages), i);

    gtk_string_list_append (titles, gtk_stack_page_get_title (GTK_STACK_PAGE (page)));
  }
  tpk_choice_set_up (GTK_WIDGET (self->view_drop_down));
  gtk_drop_down_set_model (self->view_drop_down, G_LIST_MODEL (titles));
}

static void
set_compact (TpkChecksPage *self,
             gboolean       compact)
{
  if (self->compact == compact)
    return;

  self->compact = compact;
  tpk_targets_view_fit (self->targets_view, compact, self->narrow);
  tpk_compare_button_set_narrow (self->compare_button, compact);
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_COMPACT]);
}

static void
set_narrow (TpkChecksPage *self,
            gboolean       narrow)
{
  if (self->narrow == narrow)
    return;

  self->narrow = narrow;
  tpk_targets_view_fit (self->targets_view, self->compact, narrow);
  tpk_candidates_view_set_narrow (self->candidates_view, narrow);
  tpk_calls_view_set_narrow (self->calls_view, narrow);
  tpk_log_view_set_narrow (self->log_view, narrow);
  gtk_widget_set_visible (self->switcher, !narrow);
  gtk_widget_set_visible (GTK_WIDGET (self->view_drop_down), narrow);
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_NARROW]);
}

/* Whether the results still hold, and why not. */
static void
update_age (TpkChecksPage *self)
{
  const char *words = self->checker != NULL
                      ? tpk_status_get_age_headline (tpk_checker_get_age (self->checker)) : NULL;

  gtk_label_set_label (GTK_LABEL (gtk_widget_get_last_child (self->old_box)),
                       words != NULL ? words : "");
  gtk_widget_set_visible (self->old_box, words != NULL);
  tpk_targets_view_set_old (self->targets_view, words != NULL);
}

static void
set_checker (TpkChecksPage *self,
             TpkChecker    *checker)
{
  if (self->checker != NULL) {
    g_signal_handlers_disconnect_by_data (tpk_checker_get_history (self->checker), self);
    g_signal_handlers_disconnect_by_data (self->checker, self);
  }
  g_set_object (&self->checker, checker);
  if (checker != NULL) {
    g_signal_connect_object (tpk_checker_get_history (checker), "items-changed",
                             G_CALLBACK (update_comparison), self, G_CONNECT_SWAPPED);
    g_signal_connect_object (checker, "notify::age", G_CALLBACK (update_age), self,
                             G_CONNECT_SWAPPED);
  }
  update_age (self);
}

static void
tpk_checks_page_get_property (GObject    *object,
                              guint       prop_id,
                              GValue     *value,
                              GParamSpec *pspec)
{
  TpkChecksPage *self = TPK_CHECKS_PAGE (object);

  switch (prop_id) {
  case PROP_CHECK_RUN:
    g_value_set_object (value, self->run);
    break;
  case PROP_CHECKER:
    g_value_set_object (value, self->checker);
    break;
  case PROP_COMPACT:
    g_value_set_boolean (value, self->compact);
    break;
  case PROP_NARROW:
    g_value_set_boolean (value, self->narrow);
    break;
  case PROP_WORKSPACE:
    g_value_set_object (value, self->workspace);
    break;
  default:
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
  }
}

static void
tpk_checks_page_set_property (GObject      *object,
                              guint         prop_id,
                              const GValue *value,
                              GParamSpec   *pspec)
{
  TpkChecksPage *self = TPK_CHECKS_PAGE (object);

  switch (prop_id) {
  case PROP_CHECK_RUN:
    tpk_checks_page_set_check_run (self, g_value_get_object (value));
    break;
  case PROP_CHECKER:
    set_checker (self, g_value_get_object (value));
    break;
  case PROP_COMPACT:
    set_compact (self, g_value_get_boolean (value));
    break;
  case PROP_NARROW:
    set_narrow (self, g_value_get_boolean (value));
    break;
  case PROP_WORKSPACE:
    g_set_object (&self->workspace, g_value_get_object (value));
    break;
  default:
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
  }
}

static void
tpk_checks_page_dispose (GObject *object)
{
  TpkChecksPage *self = TPK_CHECKS_PAGE (object);
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self))) != NULL)
    gtk_widget_unparent (child);
  g_clear_object (&self->run);
  g_clear_object (&self->before);
  g_clear_object (&self->checker);
  g_clear_object (&self->workspace);

  G_OBJECT_CLASS (tpk_checks_page_parent_class)->dispose (object);
}

static void
bind_template (GtkWidgetClass *widget_class)
{
  gtk_widget_class_set_template_from_resource (widget_class, APP_PATH "/ui/tpk-checks-page.ui");
  gtk_widget_class_bind_template_child (widget_class, TpkChecksPage, stack);
  gtk_widget_class_bind_template_child (widget_class, TpkChecksPage, verdict_icon);
  gtk_widget_class_bind_template_child (widget_class, TpkChecksPage, headline_label);
  gtk_widget_class_bind_template_child (widget_class, TpkChecksPage, advice_expander);
  gtk_widget_class_bind_template_child (widget_class, TpkChecksPage, advice_label);
  gtk_widget_class_bind_template_child (widget_class, TpkChecksPage, nat_label);
  gtk_widget_class_bind_template_child (widget_class, TpkChecksPage, old_box);
  gtk_widget_class_bind_template_child (widget_class, TpkChecksPage, tools_box);
  gtk_widget_class_bind_template_child (widget_class, TpkChecksPage, compare_button);
  gtk_widget_class_bind_template_child (widget_class, TpkChecksPage, switcher);
  gtk_widget_class_bind_template_child (widget_class, TpkChecksPage, view_drop_down);
  gtk_widget_class_bind_template_child (widget_class, TpkChecksPage, views);
  gtk_widget_class_bind_template_child (widget_class, TpkChecksPage, candidates_view);
  gtk_widget_class_bind_template_child (widget_class, TpkChecksPage, calls_view);
  gtk_widget_class_bind_template_child (widget_class, TpkChecksPage, log_view);
  gtk_widget_class_bind_template_child (widget_class, TpkChecksPage, targets_view);
  gtk_widget_class_bind_template_callback (widget_class, calls_asked_cb);
  gtk_widget_class_bind_template_callback (widget_class, candidates_asked_cb);
  gtk_widget_class_bind_template_callback (widget_class, copy_cb);
  gtk_widget_class_bind_template_callback (widget_class, save_cb);
  gtk_widget_class_bind_template_callback (widget_class, view_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, view_chosen_cb);
}

static void
tpk_checks_page_class_init (TpkChecksPageClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->get_property = tpk_checks_page_get_property;
  object_class->set_property = tpk_checks_page_set_property;
  object_class->dispose = tpk_checks_page_dispose;

  /**
   * TpkChecksPage:check-run:
   *
   * The run that is shown.
   */
  props[PROP_CHECK_RUN] =
    g_param_spec_object ("check-run", NULL, NULL, TPK_TYPE_CHECK_RUN,
                         G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY);

  /**
   * TpkChecksPage:checker:
   *
   * What carries out checks with test calls or candidates. They take the place of the run.
   */
  props[PROP_CHECKER] =
    g_param_spec_object ("checker", NULL, NULL, TPK_TYPE_CHECKER,
                         G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS);

  /**
   * TpkChecksPage:compact:
   *
   * Whether the ladder is below the table.
   */
  props[PROP_COMPACT] =
    g_param_spec_boolean ("compact", NULL, NULL, FALSE,
                          G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY);

  /**
   * TpkChecksPage:narrow:
   *
   * Whether the table has its most important columns only.
   */
  props[PROP_NARROW] =
    g_param_spec_boolean ("narrow", NULL, NULL, FALSE,
                          G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY);

  /**
   * TpkChecksPage:workspace:
   *
   * The working session; reports name its profile, and the log hides its secrets.
   */
  props[PROP_WORKSPACE] =
    g_param_spec_object ("workspace", NULL, NULL, TPK_TYPE_WORKSPACE,
                         G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, props);

  g_type_ensure (TPK_TYPE_CALLS_VIEW);
  g_type_ensure (TPK_TYPE_CANDIDATES_VIEW);
  g_type_ensure (TPK_TYPE_COMPARE_BUTTON);
  g_type_ensure (TPK_TYPE_LOG_VIEW);
  g_type_ensure (TPK_TYPE_STATE_ICON);
  g_type_ensure (TPK_TYPE_TARGETS_VIEW);
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  bind_template (widget_class);
}

static void
tpk_checks_page_init (TpkChecksPage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  set_up_views (self);
}

/**
 * tpk_checks_page_new:
 *
 * Returns: (transfer floating): a page without a run
 */
GtkWidget *
tpk_checks_page_new (void)
{
  return g_object_new (TPK_TYPE_CHECKS_PAGE, NULL);
}

/**
 * tpk_checks_page_get_check_run:
 * @self: a page
 *
 * Returns: (transfer none) (nullable): the run that is shown
 */
TpkCheckRun *
tpk_checks_page_get_check_run (TpkChecksPage *self)
{
  g_return_val_if_fail (TPK_IS_CHECKS_PAGE (self), NULL);

  return self->run;
}

/* A run that was stopped says nothing of what did not come to its turn. */
static void
remember_run (TpkChecksPage *self)
{
  if (self->run == NULL || self->over_s == 0 ||
      tpk_check_run_get_state (self->run) == TPK_RESULT_STATE_CANCELLED)
    return;

  g_set_object (&self->before, self->run);
  self->before_s = self->over_s;
}

/* The secrets of what is about to be checked. */
static TpkMask *
new_mask (TpkChecksPage *self)
{
  TpkMask *mask = tpk_mask_new ();
  g_autoptr (TpkProfile) profile = NULL;

  if (self->workspace == NULL)
    return mask;

  profile = tpk_workspace_dup_effective_profile (self->workspace, NULL);
  tpk_mask_add_profile (mask, profile, tpk_now_s ());

  return mask;
}

/**
 * tpk_checks_page_set_check_run:
 * @self: a page
 * @run: (nullable): what to show; it may be running, and need not be started yet
 */
void
tpk_checks_page_set_check_run (TpkChecksPage *self,
                               TpkCheckRun   *run)
{
  g_autoptr (TpkMask) mask = NULL;

  g_return_if_fail (TPK_IS_CHECKS_PAGE (self));
  g_return_if_fail (run == NULL || TPK_IS_CHECK_RUN (run));

  if (self->run == run)
    return;

  mask = new_mask (self);
  remember_run (self);

  if (self->run != NULL)
    g_signal_handlers_disconnect_by_data (self->run, self);
  g_set_object (&self->run, run);
  self->over_s = 0;
  tpk_targets_view_set_results (self->targets_view,
                                run != NULL ? tpk_check_run_get_results (run) : NULL);
  if (run != NULL) {
    g_signal_connect_object (run, "notify::running", G_CALLBACK (running_cb), self,
                             G_CONNECT_SWAPPED);
  }
  tpk_candidates_view_set_run (self->candidates_view, run);
  tpk_calls_view_set_run (self->calls_view, run);
  tpk_log_view_set_run (self->log_view, run, mask);

  update (self);
  update_comparison (self);
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_CHECK_RUN]);
}

/**
 * tpk_checks_page_select:
 * @self: a page
 * @position: the place of a result in the run that is shown
 *
 * Selects its row, with the stage at which it ended in sight.
 */
void
tpk_checks_page_select (TpkChecksPage *self,
                        guint          position)
{
  g_return_if_fail (TPK_IS_CHECKS_PAGE (self));

  gtk_stack_set_visible_child_name (self->views, "targets");
  tpk_targets_view_select (self->targets_view, position);
}
