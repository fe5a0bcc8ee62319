/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#define G_LOG_DOMAIN "tpk-state-icon"

#include "config.h"

#include "tpk-state-icon.h"

#include <glib/gi18n-lib.h>

/**
 * TpkStateIcon:
 *
 * An icon that tells a [enum@State] by shape, by colour and, to assistive technology, by name.
 */
struct _TpkStateIcon
{
  GtkWidget  parent_instance;

  GtkWidget *child;              /* (nullable): a GtkImage or, while running, a GtkSpinner */
  TpkState   state;
};

G_DEFINE_FINAL_TYPE (TpkStateIcon, tpk_state_icon, GTK_TYPE_WIDGET)

static const struct {
  const char *name;
  const char *icon_name;
  const char *style_class;       /* (nullable) */
} states[] = {
  [TPK_STATE_NONE]    = { N_("Not checked yet"), "turnpike-unknown-symbolic", "dim-label" },
  [TPK_STATE_OFF]     = { N_("Switched off"), "turnpike-unknown-symbolic", "dim-label" },
  [TPK_STATE_GOOD]    = { N_("Works"), "object-select-symbolic", "success" },
  [TPK_STATE_NOTE]    = { N_("Note"), "dialog-information-symbolic", "dim-label" },
  [TPK_STATE_RUNNING] = { N_("Being checked"), "process-working-symbolic", NULL },
  [TPK_STATE_WARNING] = { N_("Warning"), "dialog-warning-symbolic", "warning" },
  [TPK_STATE_ERROR]   = { N_("Error"), "dialog-error-symbolic", "error" },
};

static void
update_child (TpkStateIcon *self)
{
  const char *name = tpk_state_get_name (self->state);
  const char *style_class = tpk_state_get_style_class (self->state);

  g_clear_pointer (&self->child, gtk_widget_unparent);

  if (self->state == TPK_STATE_RUNNING) {
    self->child = gtk_spinner_new ();
    gtk_spinner_start (GTK_SPINNER (self->child));
  } else {
    self->child = gtk_image_new_from_icon_name (tpk_state_get_icon_name (self->state));
  }

  if (style_class != NULL)
    gtk_widget_add_css_class (self->child, style_class);
  gtk_accessible_update_state (GTK_ACCESSIBLE (self->child), GTK_ACCESSIBLE_STATE_HIDDEN, TRUE, -1);
  gtk_widget_set_parent (self->child, GTK_WIDGET (self));

  gtk_accessible_update_property (GTK_ACCESSIBLE (self),
                                  GTK_ACCESSIBLE_PROPERTY_LABEL, name,
                                  -1);
}

/* To set the text of a tooltip has GTK ask the display where the pointer is, and icons change a lot
 * while a check runs. */
static gboolean
tpk_state_icon_query_tooltip (GtkWidget  *widget,
                              int         x,
                              int         y,
                              gboolean    keyboard,
                              GtkTooltip *tooltip)
{
  gtk_tooltip_set_text (tooltip, tpk_state_get_name (TPK_STATE_ICON (widget)->state));

  return TRUE;
}

static void
tpk_state_icon_dispose (GObject *object)
{
  TpkStateIcon *self = TPK_STATE_ICON (object);

  g_clear_pointer (&self->child, gtk_widget_unparent);

  G_OBJECT_CLASS (tpk_state_icon_parent_class)->dispose (object);
}

static void
tpk_state_icon_class_init (TpkStateIconClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = tpk_state_icon_dispose;
  widget_class->query_tooltip = tpk_state_icon_query_tooltip;

  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_IMG);
  gtk_widget_class_set_css_name (widget_class, "stateicon");
}

static void
tpk_state_icon_init (TpkStateIcon *self)
{
  gtk_widget_set_has_tooltip (GTK_WIDGET (self), TRUE);
  update_child (self);
}

GtkWidget *
tpk_state_icon_new (void)
{
  return g_object_new (TPK_TYPE_STATE_ICON, NULL);
}

TpkState
tpk_state_icon_get_state (TpkStateIcon *self)
{
  g_return_val_if_fail (TPK_IS_STATE_ICON (self), TPK_STATE_NONE);

  return self->state;
}

void
tpk_state_icon_set_state (TpkStateIcon *self,
                          TpkState      state)
{
  g_return_if_fail (TPK_IS_STATE_ICON (self));
  g_return_if_fail (state < G_N_ELEMENTS (states));

  if (self->state == state)
    return;

  self->state = state;
  update_child (self);
}

TpkState
tpk_state_from_severity (TpkSeverity severity)
{
  switch (severity) {
  case TPK_SEVERITY_ERROR:
    return TPK_STATE_ERROR;
  case TPK_SEVERITY_WARNING:
    return TPK_STATE_WARNING;
  case TPK_SEVERITY_INFO:
  default:
    return TPK_STATE_NOTE;
  }
}

TpkState
tpk_state_from_result (TpkResultState state)
{
  switch (state) {
  case TPK_RESULT_STATE_RUNNING:
    return TPK_STATE_RUNNING;
  case TPK_RESULT_STATE_PASSED:
    return TPK_STATE_GOOD;
  case TPK_RESULT_STATE_DEGRADED:
    return TPK_STATE_WARNING;
  case TPK_RESULT_STATE_FAILED:
    return TPK_STATE_ERROR;
  case TPK_RESULT_STATE_UNTESTED:
  case TPK_RESULT_STATE_CANCELLED:
  default:
    return TPK_STATE_NONE;
  }
}

TpkState
tpk_state_from_verdict (TpkVerdictState state)
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

/**
 * tpk_state_get_name:
 * @state: a state
 *
 * The state in words, for people.
 *
 * Returns: (transfer none): the translated name
 */
const char *
tpk_state_get_name (TpkState state)
{
  g_return_val_if_fail (state < G_N_ELEMENTS (states), NULL);

  return _(states[state].name);
}

const char *
tpk_state_get_icon_name (TpkState state)
{
  g_return_val_if_fail (state < G_N_ELEMENTS (states), NULL);

  return states[state].icon_name;
}

/**
 * tpk_state_get_style_class:
 * @state: a state
 *
 * Returns: (transfer none) (nullable): the style class that colours it
 */
const char *
tpk_state_get_style_class (TpkState state)
{
  g_return_val_if_fail (state < G_N_ELEMENTS (states), NULL);

  return states[state].style_class;
}
