/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#define G_LOG_DOMAIN "tpk-ladder-view"

#include "config.h"

#include "tpk-ladder-view.h"

#include <glib/gi18n-lib.h>

#include "tpk-format.h"
#include "tpk-stage-row.h"
#include "tpk-state-icon.h"

/**
 * TpkLadderView:
 *
 * The check of one target from stage to stage, as far as it came, and what to do about its end.
 */
struct _TpkLadderView
{
  GtkWidget     parent_instance;

  GtkWidget    *header_box;
  GtkLabel     *url_label;
  GtkLabel     *address_label;
  GtkBox       *stages_box;
  GtkBox       *end_box;
  TpkStateIcon *end_icon;
  GtkLabel     *summary_label;
  GtkLabel     *advice_label;
  GtkSizeGroup *names;           /* (owned) */

  TpkResult    *result;          /* (nullable) (owned) */
  gboolean      stages_only;
};

G_DEFINE_FINAL_TYPE (TpkLadderView, tpk_ladder_view, GTK_TYPE_WIDGET)

enum {
  PROP_0,
  PROP_RESULT,
  PROP_STAGES_ONLY,
  N_PROPS,
};

static GParamSpec *props[N_PROPS];

/* The longest stage fills its bar: what took the time is seen at once. */
static double
get_longest_ms (GListModel *stages)
{
  double longest = 0;

  for (guint i = 0; i < g_list_model_get_n_items (stages); i++) {
    g_autoptr (TpkStage) stage = g_list_model_get_item (stages, i);

    longest = MAX (longest, tpk_stage_get_ms (stage));
  }

  return longest;
}

/* Rows are kept, so that the view stands still while it fills in. */
static void
update_stages (TpkLadderView *self)
{
  GListModel *stages = self->result != NULL ? tpk_result_get_stages (self->result) : NULL;
  GtkWidget *row = gtk_widget_get_first_child (GTK_WIDGET (self->stages_box));
  guint n_stages = stages != NULL ? g_list_model_get_n_items (stages) : 0;
  double longest_ms = stages != NULL ? get_longest_ms (stages) : 0;

  for (guint i = 0; i < n_stages; i++) {
    g_autoptr (TpkStage) stage = g_list_model_get_item (stages, i);

    if (row == NULL) {
      row = tpk_stage_row_new ();
      tpk_stage_row_join (TPK_STAGE_ROW (row), self->names);
      gtk_box_append (self->stages_box, row);
    }
    tpk_stage_row_set_stage (TPK_STAGE_ROW (row), self->result, stage, longest_ms);
    row = gtk_widget_get_next_sibling (row);
  }

  while (row != NULL) {
    GtkWidget *next = gtk_widget_get_next_sibling (row);

    gtk_box_remove (self->stages_box, row);
    row = next;
  }
}

static char *
dup_address_text (TpkResult *result)
{
  const char *address = tpk_result_get_address (result);
  const char *wire = tpk_format_wire (tpk_result_get_wire (result));

  if (address == NULL)
    return g_strdup (wire);

  /* Translators: an IP address, a port number and a transport such as UDP or TLS */
  return g_strdup_printf (_("%s, port %u, %s"), address, tpk_result_get_port (result), wire);
}

static void
update_end (TpkLadderView *self)
{
  const char *summary = self->result != NULL ? tpk_result_get_summary (self->result) : NULL;
  const char *advice = NULL;

  gtk_widget_set_visible (GTK_WIDGET (self->end_box), summary != NULL && !self->stages_only);
  if (summary == NULL)
    return;

  /* That there is nothing to do goes without saying. */
  if (tpk_result_get_state (self->result) != TPK_RESULT_STATE_PASSED)
    advice = tpk_result_get_advice (self->result);

  tpk_state_icon_set_state (self->end_icon,
                            tpk_state_from_result (tpk_result_get_state (self->result)));
  gtk_label_set_label (self->summary_label, summary);
  gtk_label_set_label (self->advice_label, advice != NULL ? advice : "");
  gtk_widget_set_visible (GTK_WIDGET (self->advice_label), advice != NULL && *advice != '\0');
}

static void
update (TpkLadderView *self)
{
  g_autofree char *address = NULL;

  gtk_label_set_label (self->url_label,
                       self->result != NULL ? tpk_result_get_url (self->result) : "");
  address = self->result != NULL ? dup_address_text (self->result) : g_strdup ("");
  gtk_label_set_label (self->address_label, address);
  update_stages (self);
  update_end (self);
}

static void
set_stages_only (TpkLadderView *self,
                 gboolean       stages_only)
{
  if (self->stages_only == stages_only)
    return;

  self->stages_only = stages_only;
  gtk_widget_set_visible (self->header_box, !stages_only);
  update_end (self);
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_STAGES_ONLY]);
}

static void
tpk_ladder_view_get_property (GObject    *object,
                              guint       prop_id,
                              GValue     *value,
                              GParamSpec *pspec)
{
  TpkLadderView *self = TPK_LADDER_VIEW (object);

  switch (prop_id) {
  case PROP_RESULT:
    g_value_set_object (value, self->result);
    break;
  case PROP_STAGES_ONLY:
    g_value_set_boolean (value, self->stages_only);
    break;
  default:
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
  }
}

static void
tpk_ladder_view_set_property (GObject      *object,
                              guint         prop_id,
                              const GValue *value,
                              GParamSpec   *pspec)
{
  TpkLadderView *self = TPK_LADDER_VIEW (object);

  switch (prop_id) {
  case PROP_RESULT:
    tpk_ladder_view_set_result (self, g_value_get_object (value));
    break;
  case PROP_STAGES_ONLY:
    set_stages_only (self, g_value_get_boolean (value));
    break;
  default:
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
  }
}

static void
tpk_ladder_view_dispose (GObject *object)
{
  TpkLadderView *self = TPK_LADDER_VIEW (object);
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self))) != NULL)
    gtk_widget_unparent (child);
  g_clear_object (&self->result);
  g_clear_object (&self->names);

  G_OBJECT_CLASS (tpk_ladder_view_parent_class)->dispose (object);
}

static void
tpk_ladder_view_class_init (TpkLadderViewClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->get_property = tpk_ladder_view_get_property;
  object_class->set_property = tpk_ladder_view_set_property;
  object_class->dispose = tpk_ladder_view_dispose;

  /**
   * TpkLadderView:result:
   *
   * What is shown.
   */
  props[PROP_RESULT] =
    g_param_spec_object ("result", NULL, NULL, TPK_TYPE_RESULT,
                         G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY);

  /**
   * TpkLadderView:stages-only:
   *
   * Whether the address and the end are told elsewhere, as by the row that holds the view.
   */
  props[PROP_STAGES_ONLY] =
    g_param_spec_boolean ("stages-only", NULL, NULL, FALSE,
                          G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY);
  g_object_class_install_properties (object_class, N_PROPS, props);

  g_type_ensure (TPK_TYPE_STATE_ICON);
  gtk_widget_class_set_template_from_resource (widget_class, APP_PATH "/ui/tpk-ladder-view.ui");
  gtk_widget_class_bind_template_child (widget_class, TpkLadderView, header_box);
  gtk_widget_class_bind_template_child (widget_class, TpkLadderView, url_label);
  gtk_widget_class_bind_template_child (widget_class, TpkLadderView, address_label);
  gtk_widget_class_bind_template_child (widget_class, TpkLadderView, stages_box);
  gtk_widget_class_bind_template_child (widget_class, TpkLadderView, end_box);
  gtk_widget_class_bind_template_child (widget_class, TpkLadderView, end_icon);
  gtk_widget_class_bind_template_child (widget_class, TpkLadderView, summary_label);
  gtk_widget_class_bind_template_child (widget_class, TpkLadderView, advice_label);
}

static void
tpk_ladder_view_init (TpkLadderView *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  self->names = gtk_size_group_new (GTK_SIZE_GROUP_HORIZONTAL);
}

/**
 * tpk_ladder_view_new:
 *
 * Returns: (transfer floating): a view without a result
 */
GtkWidget *
tpk_ladder_view_new (void)
{
  return g_object_new (TPK_TYPE_LADDER_VIEW, NULL);
}

/**
 * tpk_ladder_view_get_result:
 * @self: a view
 *
 * Returns: (transfer none) (nullable): what is shown
 */
TpkResult *
tpk_ladder_view_get_result (TpkLadderView *self)
{
  g_return_val_if_fail (TPK_IS_LADDER_VIEW (self), NULL);

  return self->result;
}

/**
 * tpk_ladder_view_set_result:
 * @self: a view
 * @result: (nullable): what to show
 */
void
tpk_ladder_view_set_result (TpkLadderView *self,
                            TpkResult     *result)
{
  g_return_if_fail (TPK_IS_LADDER_VIEW (self));
  g_return_if_fail (result == NULL || TPK_IS_RESULT (result));

  if (!g_set_object (&self->result, result))
    return;

  update (self);
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_RESULT]);
}

/**
 * tpk_ladder_view_find_stage:
 * @self: a view
 * @id: a stage
 *
 * Returns: (transfer none) (nullable): the row that shows it, if the check has that stage
 */
GtkWidget *
tpk_ladder_view_find_stage (TpkLadderView *self,
                            TpkStageId     id)
{
  GtkWidget *row;
  GListModel *stages;

  g_return_val_if_fail (TPK_IS_LADDER_VIEW (self), NULL);

  row = gtk_widget_get_first_child (GTK_WIDGET (self->stages_box));
  stages = self->result != NULL ? tpk_result_get_stages (self->result) : NULL;
  for (guint i = 0; row != NULL && i < g_list_model_get_n_items (stages); i++) {
    g_autoptr (TpkStage) stage = g_list_model_get_item (stages, i);

    if (tpk_stage_get_id (stage) == id)
      return row;
    row = gtk_widget_get_next_sibling (row);
  }

  return NULL;
}
