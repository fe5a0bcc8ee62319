/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#define G_LOG_DOMAIN "tpk-checks-page"

#include "config.h"

#include "tpk-checks-page.h"

#include <adwaita.h>
#include <glib/gi18n-lib.h>

#include "tpk-ladder-view.h"
#include "tpk-result-columns.h"
#include "tpk-state-icon.h"
#include "tpk-toast.h"

/**
 * TpkChecksPage:
 *
 * A run of checks: what it says as a whole, the table of targets, and the selected target's ladder
 * beside it, or below it where there is less room. Fills in while the run goes on.
 */
struct _TpkChecksPage
{
  GtkWidget           parent_instance;

  GtkStack           *stack;
  TpkStateIcon       *verdict_icon;
  GtkLabel           *headline_label;
  GtkExpander        *advice_expander;
  GtkLabel           *advice_label;
  GtkWidget          *copy_button;
  GtkPaned           *paned;
  GtkColumnView      *column_view;
  GtkWidget          *ladder_window;
  TpkLadderView      *ladder_view;

  GtkSortListModel   *sorted;            /* (owned) */
  GtkSingleSelection *selection;         /* (owned) */
  TpkCheckRun        *run;               /* (nullable) (owned) */
  TpkResult          *selected;          /* (nullable) (owned): the latest that is known of what the
                                          * user looks at */
  gboolean            replacing;         /* rows are exchanged: what is selected is no choice */
  gboolean            compact;
  gboolean            narrow;
};

G_DEFINE_FINAL_TYPE (TpkChecksPage, tpk_checks_page, GTK_TYPE_WIDGET)

enum {
  PROP_0,
  PROP_CHECK_RUN,
  PROP_COMPACT,
  PROP_NARROW,
  N_PROPS,
};

static GParamSpec *props[N_PROPS];

static TpkState
state_from_verdict (TpkVerdictState state)
{
  switch (state) {
  case TPK_VERDICT_STATE_PASSED:
    return TPK_STATE_GOOD;
  case TPK_VERDICT_STATE_DEGRADED:
    return TPK_STATE_WARNING;
  case TPK_VERDICT_STATE_FAILED:
    return TPK_STATE_ERROR;
  case TPK_VERDICT_STATE_UNTESTED:
  case TPK_VERDICT_STATE_CANCELLED:
  default:
    return TPK_STATE_NONE;
  }
}

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
    return;
  }

  tpk_state_icon_set_state (self->verdict_icon,
                            state_from_verdict (tpk_verdict_get_state (verdict)));
  gtk_label_set_label (self->headline_label, tpk_verdict_get_headline (verdict));

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

static void
update (TpkChecksPage *self)
{
  gtk_stack_set_visible_child_name (self->stack, self->run != NULL ? "run" : "empty");
  if (self->run == NULL)
    return;

  show_verdict (self);
  gtk_widget_set_visible (self->copy_button, !tpk_check_run_is_running (self->run));
}

static void
selected_cb (TpkChecksPage *self)
{
  if (self->replacing)
    return;

  g_set_object (&self->selected, gtk_single_selection_get_selected_item (self->selection));
  tpk_ladder_view_set_result (self->ladder_view, self->selected);
  gtk_widget_set_visible (self->ladder_window, self->selected != NULL);
}

/* 0: another one; 1: the same URL; 2: the same target */
static int
compare_targets (TpkResult *a,
                 TpkResult *b)
{
  if (!g_str_equal (tpk_result_get_url (a), tpk_result_get_url (b)) ||
      g_strcmp0 (tpk_result_get_server_id (a), tpk_result_get_server_id (b)) != 0)
    return 0;

  return tpk_result_get_wire (a) == tpk_result_get_wire (b) &&
         g_strcmp0 (tpk_result_get_address (a), tpk_result_get_address (b)) == 0 ? 2 : 1;
}

/* Connected before the selection is: what it is about to say does not come from the user. */
static void
before_items_changed_cb (TpkChecksPage *self)
{
  self->replacing = TRUE;
}

/* A row is exchanged each time something is learnt, and sorting moves it: the one that the user
 * looks at is found again by what it is about. */
static void
after_items_changed_cb (TpkChecksPage *self)
{
  GListModel *sorted = G_LIST_MODEL (self->sorted);
  guint position = GTK_INVALID_LIST_POSITION;
  int best = 0;

  for (guint i = 0; self->selected != NULL && i < g_list_model_get_n_items (sorted); i++) {
    g_autoptr (TpkResult) result = g_list_model_get_item (sorted, i);
    int likeness = compare_targets (result, self->selected);

    if (likeness > best) {
      best = likeness;
      position = i;
    }
  }

  if (position != GTK_INVALID_LIST_POSITION)
    gtk_single_selection_set_selected (self->selection, position);
  self->replacing = FALSE;
  selected_cb (self);
}

static void
copy_cb (TpkChecksPage *self)
{
  g_autoptr (JsonNode) node = NULL;
  g_autofree char *text = NULL;

  if (self->run == NULL)
    return;

  node = json_node_init_object (json_node_alloc (), NULL);
  json_node_take_object (node, tpk_check_run_to_json (self->run));
  text = json_to_string (node, TRUE);
  gdk_clipboard_set_text (gtk_widget_get_clipboard (GTK_WIDGET (self)), text);
  tpk_toast_send (GTK_WIDGET (self), _("Results copied. They hold no passwords"));
}

static void
set_compact (TpkChecksPage *self,
             gboolean       compact)
{
  if (self->compact == compact)
    return;

  self->compact = compact;
  tpk_result_columns_fit (self->column_view, compact, self->narrow);
  gtk_orientable_set_orientation (GTK_ORIENTABLE (self->paned),
                                  compact ? GTK_ORIENTATION_VERTICAL : GTK_ORIENTATION_HORIZONTAL);
  gtk_widget_set_size_request (self->ladder_window, compact ? -1 : 340, compact ? 180 : -1);
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_COMPACT]);
}

static void
set_narrow (TpkChecksPage *self,
            gboolean       narrow)
{
  if (self->narrow == narrow)
    return;

  self->narrow = narrow;
  tpk_result_columns_fit (self->column_view, self->compact, narrow);
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_NARROW]);
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
  case PROP_COMPACT:
    g_value_set_boolean (value, self->compact);
    break;
  case PROP_NARROW:
    g_value_set_boolean (value, self->narrow);
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
  case PROP_COMPACT:
    set_compact (self, g_value_get_boolean (value));
    break;
  case PROP_NARROW:
    set_narrow (self, g_value_get_boolean (value));
    break;
  default:
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
  }
}

/* Out of sight, the table would only make rows that nobody looks at, hundreds of times a second while
 * a check runs. What is selected and how it is sorted is kept by the model. */
static void
tpk_checks_page_map (GtkWidget *widget)
{
  TpkChecksPage *self = TPK_CHECKS_PAGE (widget);

  gtk_column_view_set_model (self->column_view, GTK_SELECTION_MODEL (self->selection));
  GTK_WIDGET_CLASS (tpk_checks_page_parent_class)->map (widget);
}

static void
tpk_checks_page_unmap (GtkWidget *widget)
{
  TpkChecksPage *self = TPK_CHECKS_PAGE (widget);

  GTK_WIDGET_CLASS (tpk_checks_page_parent_class)->unmap (widget);
  if (self->column_view != NULL)
    gtk_column_view_set_model (self->column_view, NULL);
}

static void
tpk_checks_page_dispose (GObject *object)
{
  TpkChecksPage *self = TPK_CHECKS_PAGE (object);
  GtkWidget *child;

  if (self->column_view != NULL)
    gtk_column_view_set_model (self->column_view, NULL);
  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self))) != NULL)
    gtk_widget_unparent (child);
  g_clear_object (&self->selected);
  g_clear_object (&self->sorted);
  g_clear_object (&self->selection);
  g_clear_object (&self->run);

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
  gtk_widget_class_bind_template_child (widget_class, TpkChecksPage, copy_button);
  gtk_widget_class_bind_template_child (widget_class, TpkChecksPage, paned);
  gtk_widget_class_bind_template_child (widget_class, TpkChecksPage, column_view);
  gtk_widget_class_bind_template_child (widget_class, TpkChecksPage, ladder_window);
  gtk_widget_class_bind_template_child (widget_class, TpkChecksPage, ladder_view);
  gtk_widget_class_bind_template_callback (widget_class, copy_cb);
}

static void
tpk_checks_page_class_init (TpkChecksPageClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->get_property = tpk_checks_page_get_property;
  object_class->set_property = tpk_checks_page_set_property;
  object_class->dispose = tpk_checks_page_dispose;
  widget_class->map = tpk_checks_page_map;
  widget_class->unmap = tpk_checks_page_unmap;

  /**
   * TpkChecksPage:check-run:
   *
   * The run that is shown.
   */
  props[PROP_CHECK_RUN] =
    g_param_spec_object ("check-run", NULL, NULL, TPK_TYPE_CHECK_RUN,
                         G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY);

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
  g_object_class_install_properties (object_class, N_PROPS, props);

  g_type_ensure (TPK_TYPE_LADDER_VIEW);
  g_type_ensure (TPK_TYPE_STATE_ICON);
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  bind_template (widget_class);
}

static void
tpk_checks_page_init (TpkChecksPage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));

  tpk_result_columns_add (self->column_view);
  self->sorted =
    gtk_sort_list_model_new (NULL,
                             g_object_ref (gtk_column_view_get_sorter (self->column_view)));
  g_signal_connect_object (self->sorted, "items-changed", G_CALLBACK (before_items_changed_cb),
                           self, G_CONNECT_SWAPPED);
  self->selection = gtk_single_selection_new (G_LIST_MODEL (g_object_ref (self->sorted)));
  g_signal_connect_object (self->selection, "notify::selected-item", G_CALLBACK (selected_cb),
                           self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->sorted, "items-changed", G_CALLBACK (after_items_changed_cb),
                           self, G_CONNECT_SWAPPED);
  gtk_column_view_set_model (self->column_view, GTK_SELECTION_MODEL (self->selection));
  selected_cb (self);
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

/**
 * tpk_checks_page_set_check_run:
 * @self: a page
 * @run: (nullable): what to show; it may be running, and need not be started yet
 */
void
tpk_checks_page_set_check_run (TpkChecksPage *self,
                               TpkCheckRun   *run)
{
  g_return_if_fail (TPK_IS_CHECKS_PAGE (self));
  g_return_if_fail (run == NULL || TPK_IS_CHECK_RUN (run));

  if (self->run == run)
    return;

  if (self->run != NULL)
    g_signal_handlers_disconnect_by_data (self->run, self);
  g_set_object (&self->run, run);
  g_clear_object (&self->selected);
  gtk_sort_list_model_set_model (self->sorted,
                                 run != NULL ? tpk_check_run_get_results (run) : NULL);
  if (run != NULL) {
    g_signal_connect_object (run, "notify::running", G_CALLBACK (update), self,
                             G_CONNECT_SWAPPED);
  }

  update (self);
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_CHECK_RUN]);
}
