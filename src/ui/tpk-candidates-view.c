/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#define G_LOG_DOMAIN "tpk-candidates-view"

#include "config.h"

#include "tpk-candidates-view.h"

#include <adwaita.h>
#include <glib/gi18n-lib.h>

#include "checks/tpk-candidate.h"

#include "tpk-format.h"
#include "tpk-wrap-layout.h"

/**
 * TpkCandidatesView:
 *
 * The table of what ICE gathers: the addresses at which a call would offer to be reached, as pages
 * that test Trickle ICE show it. Under the policy `relay` a call offers those of relays only.
 */
struct _TpkCandidatesView
{
  GtkWidget           parent_instance;

  GtkStack           *stack;
  AdwStatusPage      *empty_page;
  GtkColumnView      *column_view;
  GtkWidget          *gather_button;
  GtkDropDown        *policy_drop_down;
  GtkLabel           *summary_label;

  GtkFilter          *filter;      /* (owned) */
  GtkFilterListModel *filtered;    /* (owned) */
  TpkCheckRun        *run;         /* (nullable) (owned) */
  gboolean            asked;       /* the run that comes next is to gather */
  gboolean            gathers;     /* @run was to gather */
};

G_DEFINE_FINAL_TYPE (TpkCandidatesView, tpk_candidates_view, GTK_TYPE_WIDGET)

enum {
  SIGNAL_ASKED,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

/* By the types of RFC 8445; the plain words first. */
static const struct {
  const char *kind;
  const char *name;            /* untranslated */
} kinds[] = {
  { "host", N_("This computer (host)") },
  { "srflx", N_("Seen from outside (srflx)") },
  { "relay", N_("Relayed (relay)") },
};

typedef char *(* DupTextFunc) (TpkCandidate *candidate);

typedef struct {
  const char *title;           /* untranslated */
  DupTextFunc dup_text;
  double (*get_number) (TpkCandidate *candidate);   /* (nullable): what it is sorted by */
  gboolean expand;             /* has the room that is left, and a tooltip where it is short */
  gboolean narrow;             /* is there also where there is little room */
} CandidateColumn;

static char *
dup_kind (TpkCandidate *candidate)
{
  const char *kind = tpk_candidate_get_kind (candidate);

  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++) {
    if (g_str_equal (kinds[i].kind, kind))
      return g_strdup (_(kinds[i].name));
  }

  return g_strdup (kind);
}

/* How a candidate over TCP is connected, RFC 6544 §4.5. */
static char *
dup_protocol (TpkCandidate *candidate)
{
  const char *protocol = tpk_candidate_get_protocol (candidate);

  if (g_str_equal (protocol, "tcp-act"))
    return g_strdup (_("TCP, active"));
  if (g_str_equal (protocol, "tcp-pass"))
    return g_strdup (_("TCP, passive"));
  if (g_str_equal (protocol, "tcp-so"))
    return g_strdup (_("TCP, both at once"));
  return g_ascii_strup (protocol, -1);
}

static char *
dup_address (TpkCandidate *candidate)
{
  return g_strdup (tpk_candidate_get_address (candidate));
}

static char *
dup_port (TpkCandidate *candidate)
{
  return g_strdup_printf ("%u", tpk_candidate_get_port (candidate));
}

static char *
dup_priority (TpkCandidate *candidate)
{
  return g_strdup_printf ("%u", tpk_candidate_get_priority (candidate));
}

static char *
dup_ms (TpkCandidate *candidate)
{
  return tpk_format_ms (tpk_candidate_get_ms (candidate));
}

static char *
dup_server (TpkCandidate *candidate)
{
  const char *url = tpk_candidate_get_url (candidate);

  return g_strdup (url != NULL ? url : "");
}

static double
get_port (TpkCandidate *candidate)
{
  return tpk_candidate_get_port (candidate);
}

static double
get_priority (TpkCandidate *candidate)
{
  return tpk_candidate_get_priority (candidate);
}

static const CandidateColumn columns[] = {
  /* Translators: what a candidate is: an address of this computer, of a relay… */
  { N_("Candidate"), dup_kind, .narrow = TRUE },
  { N_("Protocol"), dup_protocol },
  { N_("IP Address"), dup_address, .expand = TRUE, .narrow = TRUE },
  { N_("Port"), dup_port, get_port, .narrow = TRUE },
  /* Translators: which candidate is tried first, the highest number */
  { N_("Priority"), dup_priority, get_priority },
  /* Translators: how long it took to know a candidate */
  { N_("After"), dup_ms, tpk_candidate_get_ms },
  /* Translators: the server that told a candidate */
  { N_("From"), dup_server, .expand = TRUE },
};

static void
setup_cb (GtkSignalListItemFactory *factory,
          GtkListItem              *item,
          const CandidateColumn    *column)
{
  GtkWidget *label = gtk_label_new (NULL);

  gtk_label_set_xalign (GTK_LABEL (label), column->get_number != NULL ? 1 : 0);
  if (column->get_number != NULL)
    gtk_widget_add_css_class (label, "numeric");
  if (column->expand) {
    gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_MIDDLE);
    gtk_label_set_width_chars (GTK_LABEL (label), 18);
  }
  gtk_list_item_set_child (item, label);
}

static void
bind_cb (GtkSignalListItemFactory *factory,
         GtkListItem              *item,
         const CandidateColumn    *column)
{
  GtkWidget *label = gtk_list_item_get_child (item);
  g_autofree char *text = column->dup_text (gtk_list_item_get_item (item));

  gtk_label_set_label (GTK_LABEL (label), text);
  if (column->expand)
    gtk_widget_set_tooltip_text (label, *text != '\0' ? text : NULL);
}

static int
compare_cb (gconstpointer a,
            gconstpointer b,
            gpointer      data)
{
  const CandidateColumn *column = data;
  g_autofree char *text_a = NULL, *text_b = NULL;

  if (column->get_number != NULL) {
    double left = column->get_number ((TpkCandidate *) a);
    double right = column->get_number ((TpkCandidate *) b);

    return (left > right) - (left < right);
  }

  text_a = column->dup_text ((TpkCandidate *) a);
  text_b = column->dup_text ((TpkCandidate *) b);
  return g_utf8_collate (text_a, text_b);
}

static void
add_columns (TpkCandidatesView *self)
{
  for (guint i = 0; i < G_N_ELEMENTS (columns); i++) {
    const CandidateColumn *spec = &columns[i];
    GtkListItemFactory *factory = gtk_signal_list_item_factory_new ();
    g_autoptr (GtkColumnViewColumn) column = NULL;
    g_autoptr (GtkCustomSorter) sorter = NULL;

    g_signal_connect (factory, "setup", G_CALLBACK (setup_cb), (gpointer) spec);
    g_signal_connect (factory, "bind", G_CALLBACK (bind_cb), (gpointer) spec);
    sorter = gtk_custom_sorter_new (compare_cb, (gpointer) spec, NULL);
    column = gtk_column_view_column_new (_(spec->title), factory);
    gtk_column_view_column_set_sorter (column, GTK_SORTER (sorter));
    gtk_column_view_column_set_expand (column, spec->expand);
    gtk_column_view_column_set_resizable (column, TRUE);
    gtk_column_view_append_column (self->column_view, column);
  }
}

static gboolean
filter_cb (gpointer item,
           gpointer data)
{
  TpkCandidatesView *self = data;

  return gtk_drop_down_get_selected (self->policy_drop_down) != 1 ||
         g_str_equal (tpk_candidate_get_kind (item), "relay");
}

static void
policy_changed_cb (TpkCandidatesView *self)
{
  if (self->filter != NULL)
    gtk_filter_changed (self->filter, GTK_FILTER_CHANGE_DIFFERENT);
}

/* What the table says, for whoever does not read tables. */
static char *
dup_summary (GListModel *candidates)
{
  guint counts[G_N_ELEMENTS (kinds)] = { 0 };

  for (guint i = 0; i < g_list_model_get_n_items (candidates); i++) {
    g_autoptr (TpkCandidate) candidate = g_list_model_get_item (candidates, i);

    for (guint kind = 0; kind < G_N_ELEMENTS (kinds); kind++)
      counts[kind] += g_str_equal (kinds[kind].kind, tpk_candidate_get_kind (candidate)) ? 1 : 0;
  }
  if (counts[2] == 0)
    return g_strdup (_("No relay gave an address. Calls that must go through a relay will not "
                       "work; the Targets tab says where each one stops."));

  /* Translators: three numbers of addresses. */
  return g_strdup_printf (_("Addresses that a call can offer: %u of this computer, %u as seen from "
                            "outside, %u of relays."), counts[0], counts[1], counts[2]);
}

static void
update (TpkCandidatesView *self)
{
  GListModel *candidates = self->run != NULL ? tpk_check_run_get_candidates (self->run) : NULL;
  gboolean running = self->run != NULL && tpk_check_run_is_running (self->run);
  gboolean empty = candidates == NULL || g_list_model_get_n_items (candidates) == 0;
  const char *title = _("Not Gathered Yet");
  const char *description = _("Candidates are the addresses that a call offers to be reached at: "
                              "of this computer, as seen from outside, and of relays");

  if (self->gathers && running) {
    title = _("Gathering…");
    description = _("Addresses appear as soon as it is known which servers answer");
  } else if (self->gathers) {
    title = _("No Candidates");
    description = _("There was no address that a call could offer. Look whether this computer is "
                    "connected to a network");
  }
  adw_status_page_set_title (self->empty_page, title);
  adw_status_page_set_description (self->empty_page, description);
  gtk_stack_set_visible_child_name (self->stack, empty ? "empty" : "table");
  gtk_widget_set_sensitive (self->gather_button, !running);
  gtk_widget_set_sensitive (GTK_WIDGET (self->policy_drop_down), !empty);

  gtk_widget_set_visible (GTK_WIDGET (self->summary_label), !empty && !running);
  if (!empty && !running) {
    g_autofree char *summary = dup_summary (candidates);

    gtk_label_set_label (self->summary_label, summary);
  }
}

static void
gather_cb (TpkCandidatesView *self)
{
  self->asked = TRUE;
  g_signal_emit (self, signals[SIGNAL_ASKED], 0);
  self->asked = FALSE;
}

static void
tpk_candidates_view_dispose (GObject *object)
{
  TpkCandidatesView *self = TPK_CANDIDATES_VIEW (object);
  GtkWidget *child;

  if (self->column_view != NULL)
    gtk_column_view_set_model (self->column_view, NULL);
  self->column_view = NULL;
  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self))) != NULL)
    gtk_widget_unparent (child);
  g_clear_object (&self->filtered);
  g_clear_object (&self->filter);
  g_clear_object (&self->run);

  G_OBJECT_CLASS (tpk_candidates_view_parent_class)->dispose (object);
}

static void
tpk_candidates_view_class_init (TpkCandidatesViewClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = tpk_candidates_view_dispose;

  /**
   * TpkCandidatesView::asked:
   * @self: the view
   *
   * Emitted when the user wants candidates. The run that is set by a handler is the one that
   * gathers them.
   */
  signals[SIGNAL_ASKED] =
    g_signal_new ("asked", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST,
                  0, NULL, NULL, NULL,
                  G_TYPE_NONE, 0);

  g_type_ensure (TPK_TYPE_WRAP_LAYOUT);
  gtk_widget_class_set_template_from_resource (widget_class, APP_PATH "/ui/tpk-candidates-view.ui");
  gtk_widget_class_bind_template_child (widget_class, TpkCandidatesView, stack);
  gtk_widget_class_bind_template_child (widget_class, TpkCandidatesView, empty_page);
  gtk_widget_class_bind_template_child (widget_class, TpkCandidatesView, column_view);
  gtk_widget_class_bind_template_child (widget_class, TpkCandidatesView, gather_button);
  gtk_widget_class_bind_template_child (widget_class, TpkCandidatesView, policy_drop_down);
  gtk_widget_class_bind_template_child (widget_class, TpkCandidatesView, summary_label);
  gtk_widget_class_bind_template_callback (widget_class, gather_cb);
  gtk_widget_class_bind_template_callback (widget_class, policy_changed_cb);
}

static void
tpk_candidates_view_init (TpkCandidatesView *self)
{
  GtkSortListModel *sorted;
  GtkSelectionModel *selection;

  gtk_widget_init_template (GTK_WIDGET (self));

  add_columns (self);
  self->filter = GTK_FILTER (gtk_custom_filter_new (filter_cb, self, NULL));
  self->filtered = gtk_filter_list_model_new (NULL, g_object_ref (self->filter));
  sorted = gtk_sort_list_model_new (G_LIST_MODEL (g_object_ref (self->filtered)),
                                    g_object_ref (gtk_column_view_get_sorter (self->column_view)));
  selection = GTK_SELECTION_MODEL (gtk_single_selection_new (G_LIST_MODEL (sorted)));
  gtk_column_view_set_model (self->column_view, selection);
  g_object_unref (selection);
  update (self);
}

/**
 * tpk_candidates_view_new:
 *
 * Returns: (transfer floating): a view without a run
 */
GtkWidget *
tpk_candidates_view_new (void)
{
  return g_object_new (TPK_TYPE_CANDIDATES_VIEW, NULL);
}

/**
 * tpk_candidates_view_set_run:
 * @self: a view
 * @run: (nullable): whose candidates to show
 */
void
tpk_candidates_view_set_run (TpkCandidatesView *self,
                             TpkCheckRun       *run)
{
  GListModel *candidates = run != NULL ? tpk_check_run_get_candidates (run) : NULL;

  g_return_if_fail (TPK_IS_CANDIDATES_VIEW (self));
  g_return_if_fail (run == NULL || TPK_IS_CHECK_RUN (run));

  if (self->run != NULL) {
    g_signal_handlers_disconnect_by_data (self->run, self);
    g_signal_handlers_disconnect_by_data (tpk_check_run_get_candidates (self->run), self);
  }
  g_set_object (&self->run, run);
  self->gathers = run != NULL && self->asked;
  gtk_filter_list_model_set_model (self->filtered, candidates);
  if (run != NULL) {
    g_signal_connect_object (run, "notify::running", G_CALLBACK (update), self,
                             G_CONNECT_SWAPPED);
    g_signal_connect_object (candidates, "items-changed", G_CALLBACK (update), self,
                             G_CONNECT_SWAPPED);
  }
  update (self);
}

/**
 * tpk_candidates_view_set_narrow:
 * @self: a view
 * @narrow: whether there is room for the most important columns only
 */
void
tpk_candidates_view_set_narrow (TpkCandidatesView *self,
                                gboolean           narrow)
{
  GListModel *model;

  g_return_if_fail (TPK_IS_CANDIDATES_VIEW (self));

  model = gtk_column_view_get_columns (self->column_view);
  for (guint i = 0; i < G_N_ELEMENTS (columns); i++) {
    g_autoptr (GtkColumnViewColumn) column = g_list_model_get_item (model, i);

    gtk_column_view_column_set_visible (column, !narrow || columns[i].narrow);
  }
}
