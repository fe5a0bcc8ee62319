/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#define G_LOG_DOMAIN "tpk-finding-line"

#include "config.h"

#include "tpk-finding-line.h"

#include "tpk-state-icon.h"
#include "tpk-wrap-layout.h"

/**
 * TpkFindingLine:
 *
 * A finding as a line: how bad, what it is and, where there is a safe repair, a button for it.
 */
struct _TpkFindingLine
{
  GtkWidget   parent_instance;

  GtkWidget  *icon;
  GtkWidget  *content;           /* the label, and the button beside or under it */
  GtkWidget  *label;
  GtkWidget  *button;            /* (nullable) */
  TpkFinding *finding;           /* (nullable) (owned) */
};

G_DEFINE_FINAL_TYPE (TpkFindingLine, tpk_finding_line, GTK_TYPE_WIDGET)

enum {
  SIGNAL_FIX_REQUESTED,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

static void
clicked_cb (TpkFindingLine *self)
{
  g_autoptr (TpkFinding) finding = g_object_ref (self->finding);

  g_signal_emit (self, signals[SIGNAL_FIX_REQUESTED], 0, finding);
}

/* What @finding looks like is all there is to compare: findings are made anew with each edit. */
static gboolean
says_the_same (TpkFindingLine *self,
               TpkFinding     *finding)
{
  return self->finding == finding ||
         (tpk_finding_get_severity (self->finding) == tpk_finding_get_severity (finding) &&
          g_strcmp0 (tpk_finding_get_code (self->finding), tpk_finding_get_code (finding)) == 0 &&
          g_strcmp0 (tpk_finding_get_message (self->finding),
                     tpk_finding_get_message (finding)) == 0 &&
          tpk_finding_get_fix_kind (self->finding) == tpk_finding_get_fix_kind (finding) &&
          g_strcmp0 (tpk_finding_get_fix (self->finding), tpk_finding_get_fix (finding)) == 0);
}

static void
set_finding (TpkFindingLine *self,
             TpkFinding     *finding)
{
  TpkSeverity severity = tpk_finding_get_severity (finding);
  g_autofree char *fix_label = NULL;

  g_set_object (&self->finding, finding);

  tpk_state_icon_set_state (TPK_STATE_ICON (self->icon), tpk_state_from_severity (severity));
  gtk_label_set_label (GTK_LABEL (self->label), tpk_finding_get_message (finding));

  if (self->button != NULL)
    gtk_box_remove (GTK_BOX (self->content), self->button);
  self->button = NULL;
  gtk_widget_remove_css_class (GTK_WIDGET (self), "repairable");
  if (tpk_finding_get_fix_kind (finding) == TPK_FIX_NONE)
    return;

  fix_label = tpk_finding_dup_fix_label (finding);
  self->button = gtk_button_new_with_label (fix_label);
  gtk_label_set_ellipsize (GTK_LABEL (gtk_button_get_child (GTK_BUTTON (self->button))),
                           PANGO_ELLIPSIZE_MIDDLE);
  gtk_widget_set_tooltip_text (self->button, fix_label);
  gtk_widget_add_css_class (self->button, "repair");
  gtk_widget_add_css_class (GTK_WIDGET (self), "repairable");
  gtk_accessible_update_relation (GTK_ACCESSIBLE (self->button),
                                  GTK_ACCESSIBLE_RELATION_DESCRIBED_BY, self->label, NULL,
                                  -1);
  gtk_box_append (GTK_BOX (self->content), self->button);
  g_signal_connect_swapped (self->button, "clicked", G_CALLBACK (clicked_cb), self);
}

static void
tpk_finding_line_dispose (GObject *object)
{
  TpkFindingLine *self = TPK_FINDING_LINE (object);
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self))) != NULL)
    gtk_widget_unparent (child);
  self->button = NULL;
  g_clear_object (&self->finding);

  G_OBJECT_CLASS (tpk_finding_line_parent_class)->dispose (object);
}

static void
tpk_finding_line_class_init (TpkFindingLineClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = tpk_finding_line_dispose;

  /**
   * TpkFindingLine::fix-requested:
   * @self: the line
   * @finding: its finding
   *
   * Emitted when the user asks for the repair.
   */
  signals[SIGNAL_FIX_REQUESTED] =
    g_signal_new ("fix-requested", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST,
                  0, NULL, NULL, NULL,
                  G_TYPE_NONE, 1, TPK_TYPE_FINDING);

  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BOX_LAYOUT);
  gtk_widget_class_set_css_name (widget_class, "finding");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_GROUP);
}

static void
tpk_finding_line_init (TpkFindingLine *self)
{
  GtkLayoutManager *layout = gtk_widget_get_layout_manager (GTK_WIDGET (self));

  gtk_box_layout_set_spacing (GTK_BOX_LAYOUT (layout), 8);

  self->icon = tpk_state_icon_new ();
  gtk_widget_set_valign (self->icon, GTK_ALIGN_START);
  gtk_widget_set_parent (self->icon, GTK_WIDGET (self));

  self->content = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 0);
  gtk_widget_set_layout_manager (self->content, tpk_wrap_layout_new (6));
  gtk_widget_set_hexpand (self->content, TRUE);
  gtk_widget_set_parent (self->content, GTK_WIDGET (self));

  self->label = gtk_label_new (NULL);
  gtk_label_set_wrap (GTK_LABEL (self->label), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (self->label), PANGO_WRAP_WORD_CHAR);
  gtk_label_set_xalign (GTK_LABEL (self->label), 0.0f);
  gtk_widget_set_valign (self->label, GTK_ALIGN_START);
  gtk_widget_add_css_class (self->label, "caption");
  gtk_box_append (GTK_BOX (self->content), self->label);
}

GtkWidget *
tpk_finding_line_new (TpkFinding *finding)
{
  TpkFindingLine *self;

  g_return_val_if_fail (TPK_IS_FINDING (finding), NULL);

  self = g_object_new (TPK_TYPE_FINDING_LINE, NULL);
  set_finding (self, finding);

  return GTK_WIDGET (self);
}

TpkFinding *
tpk_finding_line_get_finding (TpkFindingLine *self)
{
  g_return_val_if_fail (TPK_IS_FINDING_LINE (self), NULL);

  return self->finding;
}

/**
 * tpk_finding_line_get_button:
 * @self: the line
 *
 * Returns: (transfer none) (nullable): the repair button, if there is a repair
 */
GtkWidget *
tpk_finding_line_get_button (TpkFindingLine *self)
{
  g_return_val_if_fail (TPK_IS_FINDING_LINE (self), NULL);

  return self->button;
}

/**
 * tpk_finding_lines_update:
 * @box: a box that holds nothing else
 * @findings: (element-type TpkFinding): what it is to show
 * @fix_cb: (nullable): called for the repair of a finding
 * @object: (type GObject): handed to @fix_cb, and the life of the connection
 *
 * Brings the lines in @box in step with @findings. A line whose finding says the same stays, so
 * that typing neither flickers nor takes the focus from a repair button.
 */
void
tpk_finding_lines_update (GtkBox     *box,
                          GPtrArray  *findings,
                          TpkFixFunc  fix_cb,
                          gpointer    object)
{
  GtkWidget *child;

  g_return_if_fail (GTK_IS_BOX (box));
  g_return_if_fail (findings != NULL);

  child = gtk_widget_get_first_child (GTK_WIDGET (box));
  for (guint i = 0; i < findings->len; i++) {
    TpkFinding *finding = g_ptr_array_index (findings, i);

    if (child != NULL) {
      TpkFindingLine *line = TPK_FINDING_LINE (child);

      if (says_the_same (line, finding))
        g_set_object (&line->finding, finding);
      else
        set_finding (line, finding);
      child = gtk_widget_get_next_sibling (child);
      continue;
    }

    {
      GtkWidget *line = tpk_finding_line_new (finding);

      if (fix_cb != NULL)
        g_signal_connect_object (line, "fix-requested", G_CALLBACK (fix_cb), object,
                                 G_CONNECT_DEFAULT);
      gtk_box_append (box, line);
    }
  }

  while (child != NULL) {
    GtkWidget *next = gtk_widget_get_next_sibling (child);

    gtk_box_remove (box, child);
    child = next;
  }

  gtk_widget_set_visible (GTK_WIDGET (box), findings->len > 0);
}
