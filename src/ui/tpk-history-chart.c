/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#define G_LOG_DOMAIN "tpk-history-chart"

#include "config.h"

#include "tpk-history-chart.h"

#include <glib/gi18n-lib.h>

#include "tpk-format.h"

#define BAR 8
#define SPACING 4
#define HEIGHT 40
#define MIN_BAR 6

/**
 * TpkHistoryChart:
 *
 * How the last checks ended: a bar for each, as high as its round trip was long. What failed is a
 * hollow bar of full height, what worked with problems has a cap, so that colour is not needed.
 */
struct _TpkHistoryChart
{
  GtkWidget   parent_instance;

  GListModel *records;           /* (nullable) (owned) */
  GPtrArray  *bars;              /* (owned) (element-type GtkWidget): the oldest first */
  GArray     *heights;           /* (owned) (element-type double): of the bars, from 0 to 1 */
  char       *description;       /* (nullable) (owned) */
  guint       limit;             /* how many bars there is room for */
};

G_DEFINE_FINAL_TYPE (TpkHistoryChart, tpk_history_chart, GTK_TYPE_WIDGET)

/* By the states of a verdict. */
static const struct {
  const char *state;
  const char *name;              /* untranslated */
  const char *style_class;
} outcomes[] = {
  { "passed", N_("Worked"), "success" },
  { "degraded", N_("Worked, with problems"), "warning" },
  { "failed", N_("Did not work"), "error" },
  { "untested", N_("Could not be tried"), "untested" },
};

static guint
find_outcome (TpkCheckRecord *record)
{
  guint i = 0;

  while (i < G_N_ELEMENTS (outcomes) - 1 &&
         g_strcmp0 (outcomes[i].state, tpk_check_record_get_state (record)) != 0)
    i++;

  return i;
}

static double
get_longest_ms (GListModel *records,
                guint       first)
{
  double longest_ms = 0;

  for (guint i = first; i < g_list_model_get_n_items (records); i++) {
    g_autoptr (TpkCheckRecord) record = g_list_model_get_item (records, i);

    longest_ms = MAX (longest_ms, tpk_check_record_get_rtt_ms (record));
  }

  return longest_ms;
}

static void
add_bar (TpkHistoryChart *self,
         TpkCheckRecord  *record,
         double           longest_ms)
{
  double rtt_ms = tpk_check_record_get_rtt_ms (record);
  double height = rtt_ms >= 0 && longest_ms > 0 ? rtt_ms / longest_ms : 0;
  GtkWidget *bar = g_object_new (GTK_TYPE_BOX,
                                 "css-name", "bar",
                                 "accessible-role", GTK_ACCESSIBLE_ROLE_PRESENTATION,
                                 NULL);
  g_autofree char *when = tpk_history_dup_when (record);
  g_autofree char *outcome = tpk_history_dup_outcome (record);
  g_autofree char *tooltip = g_strdup_printf ("%s\n%s", when, outcome);

  if (g_str_equal (tpk_check_record_get_state (record), "failed"))
    height = 1;
  gtk_widget_add_css_class (bar, outcomes[find_outcome (record)].style_class);
  gtk_widget_set_tooltip_text (bar, tooltip);
  gtk_widget_set_parent (bar, GTK_WIDGET (self));
  g_ptr_array_add (self->bars, bar);
  g_array_append_val (self->heights, height);
}

static void
describe (TpkHistoryChart *self,
          guint            first)
{
  guint n = g_list_model_get_n_items (self->records), counts[G_N_ELEMENTS (outcomes)] = { 0 };
  g_autoptr (GString) text = g_string_new (NULL);

  for (guint i = first; i < n; i++) {
    g_autoptr (TpkCheckRecord) record = g_list_model_get_item (self->records, i);

    counts[find_outcome (record)]++;
  }
  g_string_append_printf (text, ngettext ("The last check", "The last %u checks", n - first),
                          n - first);
  for (guint i = 0; i < G_N_ELEMENTS (outcomes); i++) {
    if (counts[i] > 0)
      /* Translators: an outcome such as "Did not work", and how many checks ended like that. */
      g_string_append_printf (text, _("; %s: %u"), _(outcomes[i].name), counts[i]);
  }

  g_free (self->description);
  self->description = g_string_free (g_steal_pointer (&text), FALSE);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self),
                                  GTK_ACCESSIBLE_PROPERTY_LABEL, self->description,
                                  -1);
}

static void
update (TpkHistoryChart *self)
{
  guint n = self->records != NULL ? g_list_model_get_n_items (self->records) : 0;
  guint first = n > self->limit ? n - self->limit : 0;
  double longest_ms = n > 0 ? get_longest_ms (self->records, first) : 0;

  g_ptr_array_set_size (self->bars, 0);
  g_array_set_size (self->heights, 0);
  for (guint i = first; i < n; i++) {
    g_autoptr (TpkCheckRecord) record = g_list_model_get_item (self->records, i);

    add_bar (self, record, longest_ms);
  }
  if (n > 0)
    describe (self, first);
  gtk_widget_queue_resize (GTK_WIDGET (self));
}

static void
tpk_history_chart_measure (GtkWidget      *widget,
                           GtkOrientation  orientation,
                           int             for_size,
                           int            *minimum,
                           int            *natural,
                           int            *minimum_baseline,
                           int            *natural_baseline)
{
  TpkHistoryChart *self = TPK_HISTORY_CHART (widget);
  int n = self->bars->len;

  if (orientation == GTK_ORIENTATION_HORIZONTAL)
    *minimum = *natural = MAX (n * (BAR + SPACING) - SPACING, 0);
  else
    *minimum = *natural = HEIGHT;
}

static void
tpk_history_chart_size_allocate (GtkWidget *widget,
                                 int        width,
                                 int        height,
                                 int        baseline)
{
  TpkHistoryChart *self = TPK_HISTORY_CHART (widget);
  gboolean rtl = gtk_widget_get_direction (widget) == GTK_TEXT_DIR_RTL;

  /* The newest is at the end of the line, where reading stops. */
  for (guint i = 0; i < self->bars->len; i++) {
    GtkAllocation allocation = { i * (BAR + SPACING), 0, BAR, 0 };

    allocation.height = MAX (MIN_BAR, (int) (height * g_array_index (self->heights, double, i)));
    allocation.y = height - allocation.height;
    if (rtl)
      allocation.x = width - allocation.x - BAR;
    gtk_widget_size_allocate (self->bars->pdata[i], &allocation, -1);
  }
}

static void
tpk_history_chart_dispose (GObject *object)
{
  TpkHistoryChart *self = TPK_HISTORY_CHART (object);

  tpk_history_chart_set_records (self, NULL);

  G_OBJECT_CLASS (tpk_history_chart_parent_class)->dispose (object);
}

static void
tpk_history_chart_finalize (GObject *object)
{
  TpkHistoryChart *self = TPK_HISTORY_CHART (object);

  g_ptr_array_unref (self->bars);
  g_array_unref (self->heights);
  g_free (self->description);

  G_OBJECT_CLASS (tpk_history_chart_parent_class)->finalize (object);
}

static void
tpk_history_chart_class_init (TpkHistoryChartClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = tpk_history_chart_dispose;
  object_class->finalize = tpk_history_chart_finalize;
  widget_class->measure = tpk_history_chart_measure;
  widget_class->size_allocate = tpk_history_chart_size_allocate;

  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_IMG);
  gtk_widget_class_set_css_name (widget_class, "historychart");
}

static void
tpk_history_chart_init (TpkHistoryChart *self)
{
  self->bars = g_ptr_array_new_with_free_func ((GDestroyNotify) gtk_widget_unparent);
  self->limit = TPK_HISTORY_CHART_MAX;
  self->heights = g_array_new (FALSE, FALSE, sizeof (double));
}

GtkWidget *
tpk_history_chart_new (void)
{
  return g_object_new (TPK_TYPE_HISTORY_CHART, NULL);
}

/**
 * tpk_history_chart_set_records:
 * @self: the chart
 * @records: (nullable): #TpkCheckRecord, the oldest first
 */
void
tpk_history_chart_set_records (TpkHistoryChart *self,
                               GListModel      *records)
{
  g_return_if_fail (TPK_IS_HISTORY_CHART (self));

  if (self->records != NULL)
    g_signal_handlers_disconnect_by_func (self->records, update, self);
  g_set_object (&self->records, records);
  if (records != NULL)
    g_signal_connect_object (records, "items-changed", G_CALLBACK (update), self,
                             G_CONNECT_SWAPPED);
  update (self);
}

/**
 * tpk_history_chart_set_limit:
 * @self: the chart
 * @limit: how many bars there is room for
 */
void
tpk_history_chart_set_limit (TpkHistoryChart *self,
                             guint            limit)
{
  g_return_if_fail (TPK_IS_HISTORY_CHART (self));

  if (self->limit == limit)
    return;

  self->limit = limit;
  update (self);
}

guint
tpk_history_chart_get_n_bars (TpkHistoryChart *self)
{
  g_return_val_if_fail (TPK_IS_HISTORY_CHART (self), 0);

  return self->bars->len;
}

/**
 * tpk_history_chart_get_description:
 * @self: the chart
 *
 * Returns: (transfer none) (nullable): what it shows, in words
 */
const char *
tpk_history_chart_get_description (TpkHistoryChart *self)
{
  g_return_val_if_fail (TPK_IS_HISTORY_CHART (self), NULL);

  return self->description;
}

/**
 * tpk_history_dup_when:
 * @record: how a check ended
 *
 * Returns: (transfer full): when and on which network that was, for people
 */
char *
tpk_history_dup_when (TpkCheckRecord *record)
{
  const char *network = tpk_check_record_get_network (record);
  g_autoptr (GDateTime) time = NULL;
  g_autofree char *when = NULL;

  time = g_date_time_new_from_unix_local (tpk_check_record_get_time_s (record));
  /* Translators: a short date and a time of the day, see strftime(3). */
  when = g_date_time_format (time, _("%x, %H:%M"));
  if (network == NULL)
    return g_steal_pointer (&when);

  /* Translators: a date and time, and the name of a network. */
  return g_strdup_printf (_("%s · “%s”"), when, network);
}

/**
 * tpk_history_dup_outcome:
 * @record: how a check ended
 *
 * Returns: (transfer full): how it ended, with the round trip if there is one
 */
char *
tpk_history_dup_outcome (TpkCheckRecord *record)
{
  const char *name = _(outcomes[find_outcome (record)].name);
  g_autofree char *ms = tpk_format_ms (tpk_check_record_get_rtt_ms (record));

  if (*ms == '\0')
    return g_strdup (name);

  /* Translators: an outcome such as "Worked", and a time such as "41 ms". */
  return g_strdup_printf (_("%s · %s"), name, ms);
}
