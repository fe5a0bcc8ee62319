/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#define G_LOG_DOMAIN "tpk-result-columns"

#include "config.h"

#include "tpk-result-columns.h"

#include <glib/gi18n-lib.h>

#include "tpk-format.h"
#include "tpk-outcome.h"
#include "tpk-state-icon.h"
#include "tpk-target-row.h"

/*
 * The columns of the table of checks. To add one, add its text, how it sorts, and one row below.
 */

typedef enum {
  ROOM_NARROW,
  ROOM_COMPACT,
  ROOM_WIDE,
} ResultRoom;

typedef char *(* DupTextFunc) (TpkResult *result);

typedef struct {
  const char *title;           /* untranslated */
  DupTextFunc dup_text;
  GCompareFunc compare;
  gboolean number;             /* right aligned, digits of one width */
  gboolean icon;               /* with the state's icon */
  gboolean expand;             /* has the room that is left, and a tooltip where it is short */
  ResultRoom room;             /* where there is less, it is left out */
} ResultColumn;

static char *
dup_url (TpkResult *result)
{
  return g_strdup (tpk_result_get_url (result));
}

static char *
dup_wire (TpkResult *result)
{
  return g_strdup (tpk_format_wire (tpk_result_get_wire (result)));
}

static char *
dup_family (TpkResult *result)
{
  switch (tpk_result_get_family (result)) {
  case G_SOCKET_FAMILY_IPV4:
    return g_strdup ("IPv4");
  case G_SOCKET_FAMILY_IPV6:
    return g_strdup ("IPv6");
  case G_SOCKET_FAMILY_INVALID:
  case G_SOCKET_FAMILY_UNIX:
  default:
    return g_strdup ("");
  }
}

static char *
dup_state (TpkResult *result)
{
  return g_strdup (tpk_outcome_get_name (result));
}

static char *
dup_stage (TpkResult *result)
{
  return g_strdup (tpk_stage_id_get_name (tpk_result_get_stage (result)));
}

static char *
dup_elapsed (TpkResult *result)
{
  return tpk_format_ms (tpk_result_get_elapsed_ms (result));
}

static char *
dup_rtt (TpkResult *result)
{
  return tpk_format_ms (tpk_result_get_rtt_ms (result));
}

static char *
dup_lost (TpkResult *result)
{
  const TpkQuality *quality = tpk_result_get_quality (result);

  return quality != NULL ? tpk_format_percent (quality->lost_percent, 1) : g_strdup ("");
}

static int
compare_text (TpkResult   *a,
              TpkResult   *b,
              DupTextFunc  dup_text)
{
  g_autofree char *text_a = dup_text (a), *text_b = dup_text (b);

  return g_utf8_collate (text_a, text_b);
}

static int
compare_url (gconstpointer a,
             gconstpointer b)
{
  return compare_text ((TpkResult *) a, (TpkResult *) b, dup_url);
}

static int
compare_wire (gconstpointer a,
              gconstpointer b)
{
  return compare_text ((TpkResult *) a, (TpkResult *) b, dup_wire);
}

static int
compare_family (gconstpointer a,
                gconstpointer b)
{
  return compare_text ((TpkResult *) a, (TpkResult *) b, dup_family);
}

static int
compare_state (gconstpointer a,
               gconstpointer b)
{
  int order = (int) tpk_result_get_state ((TpkResult *) a) -
              (int) tpk_result_get_state ((TpkResult *) b);

  return order != 0 ? order : compare_text ((TpkResult *) a, (TpkResult *) b, dup_state);
}

static int
compare_stage (gconstpointer a,
               gconstpointer b)
{
  return (int) tpk_result_get_stage ((TpkResult *) a) -
         (int) tpk_result_get_stage ((TpkResult *) b);
}

/* What was not measured comes last. */
static int
compare_ms (double a,
            double b)
{
  if ((a < 0) != (b < 0))
    return a < 0 ? 1 : -1;
  return (a > b) - (a < b);
}

static int
compare_elapsed (gconstpointer a,
                 gconstpointer b)
{
  return compare_ms (tpk_result_get_elapsed_ms ((TpkResult *) a),
                     tpk_result_get_elapsed_ms ((TpkResult *) b));
}

static int
compare_rtt (gconstpointer a,
             gconstpointer b)
{
  return compare_ms (tpk_result_get_rtt_ms ((TpkResult *) a),
                     tpk_result_get_rtt_ms ((TpkResult *) b));
}

static double
get_lost (TpkResult *result)
{
  const TpkQuality *quality = tpk_result_get_quality (result);

  return quality != NULL ? quality->lost_percent : -1;
}

static int
compare_lost (gconstpointer a,
              gconstpointer b)
{
  return compare_ms (get_lost ((TpkResult *) a), get_lost ((TpkResult *) b));
}

static const ResultColumn columns[] = {
  { N_("Address"), dup_url, compare_url, .expand = TRUE },
  /* Translators: the transport that is used: UDP, TCP or TLS */
  { N_("Via"), dup_wire, compare_wire, .room = ROOM_COMPACT },
  /* Translators: IPv4 or IPv6 */
  { N_("IP"), dup_family, compare_family, .room = ROOM_COMPACT },
  { N_("State"), dup_state, compare_state, .icon = TRUE },
  { N_("Stage"), dup_stage, compare_stage, .room = ROOM_WIDE },
  { N_("Time"), dup_elapsed, compare_elapsed, .number = TRUE, .room = ROOM_COMPACT },
  /* Translators: a packet's way there and back */
  { N_("Round Trip"), dup_rtt, compare_rtt, .number = TRUE, .room = ROOM_COMPACT },
  { N_("Lost"), dup_lost, compare_lost, .number = TRUE, .room = ROOM_COMPACT },
};

static char *
dup_state_tooltip (TpkTargetRow *row)
{
  const char *summary = tpk_result_get_summary (tpk_target_row_get_result (row));

  if (!tpk_target_row_get_old (row))
    return g_strdup (summary);
  if (summary == NULL)
    return g_strdup (_("Out of date"));

  /* Translators: before what a check has found. */
  return g_strdup_printf (_("Out of date: %s"), summary);
}

/* Asked for when somebody rests on it. To set the text of a tooltip has GTK ask the display where
 * the pointer is, and rows are bound thousands of times while a check runs. */
static gboolean
query_tooltip_cb (GtkWidget   *box,
                  int          x,
                  int          y,
                  gboolean     keyboard,
                  GtkTooltip  *tooltip,
                  GtkListItem *item)
{
  const ResultColumn *column = g_object_get_data (G_OBJECT (box), "column");
  TpkTargetRow *row = gtk_list_item_get_item (item);
  TpkResult *result;
  g_autofree char *text = NULL;

  if (row == NULL)
    return FALSE;

  result = tpk_target_row_get_result (row);
  text = column->icon ? dup_state_tooltip (row) : column->dup_text (result);
  if (text == NULL || *text == '\0')
    return FALSE;
  gtk_tooltip_set_text (tooltip, text);

  return TRUE;
}

/* Shown where the result does not hold any more. */
static GtkWidget *
new_old_mark (void)
{
  GtkWidget *mark = gtk_image_new_from_icon_name ("document-open-recent-symbolic");

  gtk_accessible_update_property (GTK_ACCESSIBLE (mark),
                                  GTK_ACCESSIBLE_PROPERTY_LABEL, _("Out of date"),
                                  -1);

  return mark;
}

static void
setup_cb (GtkSignalListItemFactory *factory,
          GtkListItem              *item,
          const ResultColumn       *column)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  GtkWidget *label = gtk_label_new (NULL);

  if (column->icon)
    gtk_box_append (GTK_BOX (box), tpk_state_icon_new ());
  gtk_label_set_xalign (GTK_LABEL (label), column->number ? 1 : 0);
  gtk_label_set_ellipsize (GTK_LABEL (label),
                           column->expand ? PANGO_ELLIPSIZE_MIDDLE : PANGO_ELLIPSIZE_NONE);
  gtk_widget_set_hexpand (label, TRUE);
  if (column->number)
    gtk_widget_add_css_class (label, "numeric");
  /* Long enough to tell one server from the next. */
  if (column->expand)
    gtk_label_set_width_chars (GTK_LABEL (label), 18);
  gtk_box_append (GTK_BOX (box), label);
  if (column->icon)
    gtk_box_append (GTK_BOX (box), new_old_mark ());
  g_object_set_data (G_OBJECT (box), "column", (gpointer) column);
  if (column->icon || column->expand) {
    g_signal_connect_object (box, "query-tooltip", G_CALLBACK (query_tooltip_cb), item,
                             G_CONNECT_DEFAULT);
    gtk_widget_set_has_tooltip (box, TRUE);
  }
  gtk_list_item_set_child (item, box);
}

static void
fill_cell (GtkListItem *item)
{
  GtkWidget *box = gtk_list_item_get_child (item);
  const ResultColumn *column = g_object_get_data (G_OBJECT (box), "column");
  TpkTargetRow *row = gtk_list_item_get_item (item);
  TpkResult *result = tpk_target_row_get_result (row);
  GtkWidget *label = gtk_widget_get_first_child (box);
  g_autofree char *text = column->dup_text (result);

  if (column->icon) {
    tpk_state_icon_set_state (TPK_STATE_ICON (label),
                              tpk_state_from_result (tpk_result_get_state (result)));
    gtk_widget_set_visible (gtk_widget_get_last_child (box), tpk_target_row_get_old (row));
    label = gtk_widget_get_next_sibling (label);
  }
  if (!g_str_equal (gtk_label_get_label (GTK_LABEL (label)), text))
    gtk_label_set_label (GTK_LABEL (label), text);
}

static void
bind_cb (GtkSignalListItemFactory *factory,
         GtkListItem              *item)
{
  g_signal_connect_swapped (gtk_list_item_get_item (item), "notify", G_CALLBACK (fill_cell), item);
  fill_cell (item);
}

static void
unbind_cb (GtkSignalListItemFactory *factory,
           GtkListItem              *item)
{
  g_signal_handlers_disconnect_by_func (gtk_list_item_get_item (item), fill_cell, item);
}

static int
compare_cb (gconstpointer a,
            gconstpointer b,
            gpointer      data)
{
  const ResultColumn *column = data;

  return column->compare (tpk_target_row_get_result ((TpkTargetRow *) a),
                          tpk_target_row_get_result ((TpkTargetRow *) b));
}

/**
 * tpk_result_columns_add:
 * @view: a column view of [class@TargetRow]
 *
 * Adds the columns of the table of checks; each can be sorted by.
 */
void
tpk_result_columns_add (GtkColumnView *view)
{
  g_return_if_fail (GTK_IS_COLUMN_VIEW (view));

  for (guint i = 0; i < G_N_ELEMENTS (columns); i++) {
    const ResultColumn *spec = &columns[i];
    GtkListItemFactory *factory = gtk_signal_list_item_factory_new ();
    g_autoptr (GtkColumnViewColumn) column = NULL;
    g_autoptr (GtkCustomSorter) sorter = NULL;

    g_signal_connect (factory, "setup", G_CALLBACK (setup_cb), (gpointer) spec);
    g_signal_connect (factory, "bind", G_CALLBACK (bind_cb), NULL);
    g_signal_connect (factory, "unbind", G_CALLBACK (unbind_cb), NULL);
    sorter = gtk_custom_sorter_new (compare_cb, (gpointer) spec, NULL);

    column = gtk_column_view_column_new (_(spec->title), factory);
    gtk_column_view_column_set_sorter (column, GTK_SORTER (sorter));
    gtk_column_view_column_set_expand (column, spec->expand);
    gtk_column_view_column_set_resizable (column, TRUE);
    gtk_column_view_append_column (view, column);
  }
}

/**
 * tpk_result_columns_fit:
 * @view: a column view that tpk_result_columns_add() was called for
 * @compact: whether there is not room for every column
 * @narrow: whether there is room for the most important columns only
 */
void
tpk_result_columns_fit (GtkColumnView *view,
                        gboolean       compact,
                        gboolean       narrow)
{
  ResultRoom room = narrow ? ROOM_NARROW : compact ? ROOM_COMPACT : ROOM_WIDE;
  GListModel *model;

  g_return_if_fail (GTK_IS_COLUMN_VIEW (view));

  model = gtk_column_view_get_columns (view);
  for (guint i = 0; i < G_N_ELEMENTS (columns); i++) {
    g_autoptr (GtkColumnViewColumn) column = g_list_model_get_item (model, i);

    gtk_column_view_column_set_visible (column, columns[i].room <= room);
  }
}
