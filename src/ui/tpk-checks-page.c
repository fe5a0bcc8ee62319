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
 * beside it, or below it where it is narrow. Fills in while the run goes on.
 */
struct _TpkChecksPage
{
  GtkWidget           parent_instance;

  GtkStack           *stack;
  TpkStateIcon       *verdict_icon;
  GtkLabel           *headline_label;
  GtkLabel           *advice_label;
  GtkProgressBar     *progress_bar;
  GtkWidget          *cancel_button;
  GtkWidget          *copy_button;
  GtkBox             *split_box;
  GtkColumnView      *column_view;
  GtkWidget          *ladder_window;
  TpkLadderView      *ladder_view;

  GtkSortListModel   *sorted;            /* (owned) */
  GtkSingleSelection *selection;         /* (owned) */
  TpkCheckRun        *run;               /* (nullable) (owned) */
  gboolean            narrow;
};

G_DEFINE_FINAL_TYPE (TpkChecksPage, tpk_checks_page, GTK_TYPE_WIDGET)

enum {
  PROP_0,
  PROP_CHECK_RUN,
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

static void
show_verdict (TpkChecksPage *self)
{
  TpkVerdict *verdict = tpk_check_run_get_verdict (self->run);
  const char *const *advice;
  g_autofree char *text = NULL;

  if (verdict == NULL || tpk_check_run_is_running (self->run)) {
    tpk_state_icon_set_state (self->verdict_icon, TPK_STATE_RUNNING);
    gtk_label_set_label (self->headline_label, _("Checking…"));
    gtk_widget_set_visible (GTK_WIDGET (self->advice_label), FALSE);
    return;
  }

  advice = tpk_verdict_get_advice (verdict);
  text = advice != NULL ? g_strjoinv ("\n", (char **) advice) : g_strdup ("");
  tpk_state_icon_set_state (self->verdict_icon,
                            state_from_verdict (tpk_verdict_get_state (verdict)));
  gtk_label_set_label (self->headline_label, tpk_verdict_get_headline (verdict));
  gtk_label_set_label (self->advice_label, text);
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->advice_label), *text != '\0' ? text : NULL);
  gtk_widget_set_visible (GTK_WIDGET (self->advice_label), *text != '\0');
}

static void
update (TpkChecksPage *self)
{
  gboolean running;

  gtk_stack_set_visible_child_name (self->stack, self->run != NULL ? "run" : "empty");
  if (self->run == NULL)
    return;

  running = tpk_check_run_is_running (self->run);
  show_verdict (self);
  gtk_widget_set_visible (self->cancel_button, running);
  gtk_widget_set_visible (self->copy_button, !running);
  gtk_progress_bar_set_fraction (self->progress_bar, tpk_check_run_get_progress (self->run));
  /* Kept in its place, so that the table below does not jump at the end. */
  gtk_widget_set_opacity (GTK_WIDGET (self->progress_bar), running ? 1 : 0);
}

static void
selected_cb (TpkChecksPage *self)
{
  TpkResult *result = gtk_single_selection_get_selected_item (self->selection);

  tpk_ladder_view_set_result (self->ladder_view, result);
  gtk_widget_set_visible (self->ladder_window, result != NULL);
}

static void
cancel_cb (TpkChecksPage *self)
{
  if (self->run != NULL)
    tpk_check_run_cancel (self->run);
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
set_narrow (TpkChecksPage *self,
            gboolean       narrow)
{
  if (self->narrow == narrow)
    return;

  self->narrow = narrow;
  tpk_result_columns_narrow (self->column_view, narrow);
  gtk_orientable_set_orientation (GTK_ORIENTABLE (self->split_box),
                                  narrow ? GTK_ORIENTATION_VERTICAL : GTK_ORIENTATION_HORIZONTAL);
  gtk_widget_set_size_request (self->ladder_window, narrow ? -1 : 360, narrow ? 240 : -1);
  /* The table needs the room more; the tooltip has the rest. */
  gtk_label_set_lines (self->advice_label, narrow ? 3 : -1);
  gtk_label_set_ellipsize (self->advice_label,
                           narrow ? PANGO_ELLIPSIZE_END : PANGO_ELLIPSIZE_NONE);
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
  case PROP_NARROW:
    set_narrow (self, g_value_get_boolean (value));
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

  if (self->column_view != NULL)
    gtk_column_view_set_model (self->column_view, NULL);
  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self))) != NULL)
    gtk_widget_unparent (child);
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
  gtk_widget_class_bind_template_child (widget_class, TpkChecksPage, advice_label);
  gtk_widget_class_bind_template_child (widget_class, TpkChecksPage, progress_bar);
  gtk_widget_class_bind_template_child (widget_class, TpkChecksPage, cancel_button);
  gtk_widget_class_bind_template_child (widget_class, TpkChecksPage, copy_button);
  gtk_widget_class_bind_template_child (widget_class, TpkChecksPage, split_box);
  gtk_widget_class_bind_template_child (widget_class, TpkChecksPage, column_view);
  gtk_widget_class_bind_template_child (widget_class, TpkChecksPage, ladder_window);
  gtk_widget_class_bind_template_child (widget_class, TpkChecksPage, ladder_view);
  gtk_widget_class_bind_template_callback (widget_class, cancel_cb);
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

  /**
   * TpkChecksPage:check-run:
   *
   * The run that is shown.
   */
  props[PROP_CHECK_RUN] =
    g_param_spec_object ("check-run", NULL, NULL, TPK_TYPE_CHECK_RUN,
                         G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY);

  /**
   * TpkChecksPage:narrow:
   *
   * Whether the ladder is below the table, and the table has its most important columns only.
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
  self->selection = gtk_single_selection_new (G_LIST_MODEL (g_object_ref (self->sorted)));
  g_signal_connect_object (self->selection, "notify::selected-item", G_CALLBACK (selected_cb),
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
  gtk_sort_list_model_set_model (self->sorted,
                                 run != NULL ? tpk_check_run_get_results (run) : NULL);
  if (run != NULL) {
    g_signal_connect_object (run, "notify::running", G_CALLBACK (update), self,
                             G_CONNECT_SWAPPED);
    g_signal_connect_object (run, "notify::progress", G_CALLBACK (update), self,
                             G_CONNECT_SWAPPED);
  }

  update (self);
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_CHECK_RUN]);
}
