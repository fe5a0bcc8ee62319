/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#define G_LOG_DOMAIN "tpk-allow-matrix"

#include "config.h"

#include "tpk-allow-matrix.h"

#include <glib/gi18n-lib.h>

#include "tpk-state-icon.h"

/**
 * TpkAllowMatrix:
 *
 * What came of the test of an allow-list: a table of addresses × ports for each protocol. A cell has
 * an icon, a word, and for assistive technology the whole sentence.
 */
struct _TpkAllowMatrix
{
  GtkWidget       parent_instance;

  TpkReachMatrix *matrix;        /* (nullable) (owned) */
};

G_DEFINE_FINAL_TYPE (TpkAllowMatrix, tpk_allow_matrix, GTK_TYPE_WIDGET)

/* Nobody reads more, and the report of turnpikectl has them all. */
#define MAX_ROWS 200

static TpkState
get_state (TpkReachState state)
{
  switch (state) {
  case TPK_REACH_PASSED:
    return TPK_STATE_GOOD;
  case TPK_REACH_FAILED:
    return TPK_STATE_ERROR;
  case TPK_REACH_UNCLEAR:
    return TPK_STATE_WARNING;
  case TPK_REACH_WAITING:
    return TPK_STATE_RUNNING;
  case TPK_REACH_UNTESTED:
  case TPK_REACH_CANCELLED:
  default:
    return TPK_STATE_NONE;
  }
}

static const char *
get_protocol (TpkTransport protocol)
{
  return protocol == TPK_TRANSPORT_TCP ? "TCP" : "UDP";
}

/* From right to left, the ends of a range would change places without the isolate around it. */
static char *
dup_ports (guint16 first,
           guint16 last)
{
  return first == last ? g_strdup_printf ("%u", first)
                       : g_strdup_printf ("\u2066%u–%u\u2069", first, last);
}

static GtkWidget *
new_label (const char *text,
           const char *style_class)
{
  GtkWidget *label = gtk_label_new (text);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  if (style_class != NULL)
    gtk_widget_add_css_class (label, style_class);

  return label;
}

static gboolean
query_tooltip_cb (GtkWidget  *cell,
                  int         x,
                  int         y,
                  gboolean    keyboard,
                  GtkTooltip *tooltip,
                  const char *sentence)
{
  gtk_tooltip_set_text (tooltip, sentence);

  return TRUE;
}

/* The icon is hidden from assistive technology, which gets the sentence instead. */
static GtkWidget *
new_cell (const TpkReachRow  *row,
          const TpkReachCell *cell,
          const char         *ports)
{
  const char *host = row->address != NULL ? row->address : row->destination;
  const char *word = tpk_reach_get_word (cell->state, cell->code);
  GtkWidget *box = g_object_new (GTK_TYPE_BOX, "accessible-role", GTK_ACCESSIBLE_ROLE_IMG,
                                 "spacing", 6, NULL);
  GtkWidget *icon = tpk_state_icon_new ();
  char *sentence;

  /* Translators: an address, TCP or UDP, a port or ports, and a word such as "open". */
  sentence = g_strdup_printf (_("%s, %s %s: %s"), host, get_protocol (row->protocol), ports, word);
  tpk_state_icon_set_state (TPK_STATE_ICON (icon), get_state (cell->state));
  gtk_widget_set_valign (icon, GTK_ALIGN_CENTER);
  gtk_box_append (GTK_BOX (box), icon);
  gtk_box_append (GTK_BOX (box), new_label (word, "caption"));
  gtk_accessible_update_property (GTK_ACCESSIBLE (box),
                                  GTK_ACCESSIBLE_PROPERTY_LABEL, sentence,
                                  -1);
  gtk_widget_set_has_tooltip (box, TRUE);
  g_signal_connect_data (box, "query-tooltip", G_CALLBACK (query_tooltip_cb), sentence,
                         (GClosureNotify) (GCallback) g_free, 0);

  return box;
}

static GtkWidget *
new_heading (const TpkReachRow *row)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);

  gtk_box_append (GTK_BOX (box), new_label (row->destination, NULL));
  if (row->address != NULL && !g_str_equal (row->address, row->destination))
    gtk_box_append (GTK_BOX (box), new_label (row->address, "caption"));

  return box;
}

static void
fill_row (GtkGrid           *grid,
          const TpkReachRow *row,
          GArray            *columns,
          int                position)
{
  gtk_grid_attach (grid, new_heading (row), 0, position, 1, 1);
  for (guint i = 0; i < columns->len; i++) {
    const TpkPortRange *column = &g_array_index (columns, TpkPortRange, i);
    const TpkReachCell *cell = tpk_reach_row_find_cell (row, column->first);
    g_autofree char *ports = dup_ports (column->first, column->last);

    if (cell != NULL)
      gtk_grid_attach (grid, new_cell (row, cell, ports), i + 1, position, 1, 1);
  }
}

static GtkWidget *
new_grid (TpkReachMatrix *matrix,
          TpkTransport    protocol,
          GArray         *columns)
{
  GtkWidget *grid = g_object_new (GTK_TYPE_GRID, "accessible-role", GTK_ACCESSIBLE_ROLE_GROUP,
                                  "column-spacing", 18, "row-spacing", 6, NULL);
  int position = 1;

  gtk_accessible_update_property (GTK_ACCESSIBLE (grid),
                                  GTK_ACCESSIBLE_PROPERTY_LABEL, get_protocol (protocol),
                                  -1);
  gtk_grid_attach (GTK_GRID (grid), new_label (get_protocol (protocol), "heading"), 0, 0, 1, 1);
  for (guint i = 0; i < columns->len; i++) {
    const TpkPortRange *column = &g_array_index (columns, TpkPortRange, i);
    g_autofree char *ports = dup_ports (column->first, column->last);

    gtk_grid_attach (GTK_GRID (grid), new_label (ports, "heading"), i + 1, 0, 1, 1);
  }
  for (guint i = 0; i < tpk_reach_matrix_get_n_rows (matrix) && position <= MAX_ROWS; i++) {
    const TpkReachRow *row = tpk_reach_matrix_get_row (matrix, i);

    if (row->protocol == protocol)
      fill_row (GTK_GRID (grid), row, columns, position++);
  }

  return grid;
}

/* Wide tables scroll by themselves, so that the page does not. */
static void
add_table (TpkAllowMatrix *self,
           TpkTransport    protocol)
{
  g_autoptr (GArray) columns = tpk_reach_matrix_dup_columns (self->matrix, protocol);
  GtkWidget *window;

  if (columns->len == 0)
    return;

  window = gtk_scrolled_window_new ();
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (window), GTK_POLICY_AUTOMATIC,
                                  GTK_POLICY_NEVER);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (window),
                                 new_grid (self->matrix, protocol, columns));
  gtk_widget_add_css_class (window, "card");
  gtk_widget_add_css_class (window, "turnpike-matrix");
  gtk_accessible_update_property (GTK_ACCESSIBLE (window),
                                  GTK_ACCESSIBLE_PROPERTY_LABEL, get_protocol (protocol),
                                  -1);
  gtk_widget_set_parent (window, GTK_WIDGET (self));
}

static void
add_text (TpkAllowMatrix *self,
          const char     *text)
{
  GtkWidget *label = new_label (text, "caption");

  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (label), PANGO_WRAP_WORD_CHAR);
  gtk_widget_set_parent (label, GTK_WIDGET (self));
}

static void
add_left_out (TpkAllowMatrix *self)
{
  GPtrArray *left_out = tpk_reach_matrix_get_left_out (self->matrix);
  g_autoptr (GString) text = g_string_new (NULL);

  for (guint i = 0; i < left_out->len; i++) {
    TpkAllowEntry *entry = g_ptr_array_index (left_out, i);

    g_string_append_printf (text, "%s%s %s %s: %s", text->len > 0 ? "\n" : "",
                            tpk_allow_entry_get_destination (entry),
                            get_protocol (tpk_allow_entry_get_protocol (entry)),
                            tpk_allow_entry_get_ports (entry),
                            tpk_reach_get_left_out_reason (entry));
  }
  if (text->len > 0)
    add_text (self, text->str);
}

static void
clear (TpkAllowMatrix *self)
{
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self))) != NULL)
    gtk_widget_unparent (child);
}

static void
tpk_allow_matrix_dispose (GObject *object)
{
  TpkAllowMatrix *self = TPK_ALLOW_MATRIX (object);

  clear (self);
  g_clear_object (&self->matrix);

  G_OBJECT_CLASS (tpk_allow_matrix_parent_class)->dispose (object);
}

static void
tpk_allow_matrix_class_init (TpkAllowMatrixClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = tpk_allow_matrix_dispose;

  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BOX_LAYOUT);
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_GROUP);
}

static void
tpk_allow_matrix_init (TpkAllowMatrix *self)
{
  GtkLayoutManager *layout = gtk_widget_get_layout_manager (GTK_WIDGET (self));

  gtk_orientable_set_orientation (GTK_ORIENTABLE (layout), GTK_ORIENTATION_VERTICAL);
  gtk_box_layout_set_spacing (GTK_BOX_LAYOUT (layout), 12);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self),
                                  GTK_ACCESSIBLE_PROPERTY_LABEL, _("What is open"),
                                  -1);
  gtk_widget_set_visible (GTK_WIDGET (self), FALSE);
}

GtkWidget *
tpk_allow_matrix_new (void)
{
  return g_object_new (TPK_TYPE_ALLOW_MATRIX, NULL);
}

/**
 * tpk_allow_matrix_set_matrix:
 * @self: a matrix of widgets
 * @matrix: (nullable): what to show; without, it is not there
 */
void
tpk_allow_matrix_set_matrix (TpkAllowMatrix *self,
                             TpkReachMatrix *matrix)
{
  g_return_if_fail (TPK_IS_ALLOW_MATRIX (self));
  g_return_if_fail (matrix == NULL || TPK_IS_REACH_MATRIX (matrix));

  if (!g_set_object (&self->matrix, matrix))
    return;

  clear (self);
  gtk_widget_set_visible (GTK_WIDGET (self), matrix != NULL);
  if (matrix == NULL)
    return;

  add_table (self, TPK_TRANSPORT_TCP);
  add_table (self, TPK_TRANSPORT_UDP);
  if (tpk_reach_matrix_get_n_rows (matrix) > MAX_ROWS)
    add_text (self, _("Not all addresses are shown. “turnpikectl allowlist check” lists them all."));
  add_left_out (self);
}

/**
 * tpk_allow_matrix_dup_summary:
 * @matrix: what was found
 *
 * Returns: (transfer full): how much is open, then a line for each cell that is not
 */
char *
tpk_allow_matrix_dup_summary (TpkReachMatrix *matrix)
{
  g_autofree char *findings = tpk_reach_matrix_dup_findings (matrix);
  g_autofree char *counts = NULL;

  counts = g_strdup_printf (
    /* Translators: the first %u of these numbers of ports answers, the second does not, the third
     * gave no answer. */
    _("Open: %u. Closed: %u. No answer, which over UDP may be a service that does not speak STUN: "
      "%u."),
    tpk_reach_matrix_count (matrix, TPK_REACH_PASSED),
    tpk_reach_matrix_count (matrix, TPK_REACH_FAILED),
    tpk_reach_matrix_count (matrix, TPK_REACH_UNCLEAR));

  return *findings != '\0' ? g_strdup_printf ("%s\n%s", counts, g_strchomp (findings))
                           : g_steal_pointer (&counts);
}
