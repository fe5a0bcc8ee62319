/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#define G_LOG_DOMAIN "tpk-calls-view"

#include "config.h"

#include "tpk-calls-view.h"

#include <adwaita.h>
#include <glib/gi18n-lib.h>

#include "tpk-call-view.h"
#include "tpk-wrap-layout.h"

/**
 * TpkCallsView:
 *
 * The test calls of a run, one below the other, and the way to ask for them.
 */
struct _TpkCallsView
{
  GtkWidget      parent_instance;

  GtkStack      *stack;
  AdwStatusPage *empty_page;
  GtkBox        *calls_box;
  GtkWidget     *call_button;
  GtkSpinButton *seconds_button;

  TpkCheckRun   *run;            /* (nullable) (owned) */
  GPtrArray     *views;          /* (owned) (element-type TpkCallView): in the order of the calls */
  gboolean       asked;          /* the run that comes next is to make calls */
  gboolean       calls;          /* @run was to make calls */
  gboolean       narrow;
};

G_DEFINE_FINAL_TYPE (TpkCallsView, tpk_calls_view, GTK_TYPE_WIDGET)

enum {
  SIGNAL_ASKED,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

static void
update (TpkCallsView *self)
{
  gboolean running = self->run != NULL && tpk_check_run_is_running (self->run);
  const char *title = _("No Test Call Yet");
  const char *description = _("A test call rings through each relay that works and comes back, and "
                              "measures what people would hear");

  if (self->calls && running) {
    title = _("Checking First…");
    description = _("The call begins as soon as it is known which relays work");
  } else if (self->calls) {
    title = _("Nothing to Call Through");
    description = _("No relay works, so there was no call. The Targets tab says where each one "
                    "stops");
  }

  gtk_widget_set_sensitive (self->call_button, !running);
  adw_status_page_set_title (self->empty_page, title);
  adw_status_page_set_description (self->empty_page, description);
  gtk_stack_set_visible_child_name (self->stack, self->views->len > 0 ? "calls" : "empty");
}

static void
remove_view (gpointer data)
{
  GtkWidget *view = data;

  gtk_box_remove (GTK_BOX (gtk_widget_get_parent (view)), view);
}

/* A call is exchanged for a newer snapshot of it; its widget stays, with its graphs. */
static void
changed_cb (TpkCallsView *self)
{
  GListModel *proofs = self->run != NULL ? tpk_check_run_get_proofs (self->run) : NULL;
  guint n = proofs != NULL ? g_list_model_get_n_items (proofs) : 0;

  for (guint i = 0; i < n; i++) {
    g_autoptr (TpkProof) proof = g_list_model_get_item (proofs, i);

    if (i == self->views->len) {
      GtkWidget *view = tpk_call_view_new ();

      tpk_call_view_set_narrow (TPK_CALL_VIEW (view), self->narrow);
      gtk_box_append (self->calls_box, view);
      g_ptr_array_add (self->views, view);
    }
    tpk_call_view_set_proof (self->views->pdata[i], proof);
  }
  update (self);
}

static void
call_cb (TpkCallsView *self)
{
  self->asked = TRUE;
  g_signal_emit (self, signals[SIGNAL_ASKED], 0,
                 (guint) gtk_spin_button_get_value_as_int (self->seconds_button));
  self->asked = FALSE;
}

static void
tpk_calls_view_dispose (GObject *object)
{
  TpkCallsView *self = TPK_CALLS_VIEW (object);
  GtkWidget *child;

  if (self->views != NULL)
    tpk_calls_view_set_run (self, NULL);
  g_clear_pointer (&self->views, g_ptr_array_unref);
  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self))) != NULL)
    gtk_widget_unparent (child);

  G_OBJECT_CLASS (tpk_calls_view_parent_class)->dispose (object);
}

static void
tpk_calls_view_class_init (TpkCallsViewClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = tpk_calls_view_dispose;

  /**
   * TpkCallsView::asked:
   * @self: the view
   * @seconds: how long each call is to talk
   *
   * Emitted when the user wants calls. The run that is set by a handler is the one that makes them.
   */
  signals[SIGNAL_ASKED] =
    g_signal_new ("asked", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST,
                  0, NULL, NULL, NULL,
                  G_TYPE_NONE, 1, G_TYPE_UINT);

  g_type_ensure (TPK_TYPE_WRAP_LAYOUT);
  gtk_widget_class_set_template_from_resource (widget_class, APP_PATH "/ui/tpk-calls-view.ui");
  gtk_widget_class_bind_template_child (widget_class, TpkCallsView, stack);
  gtk_widget_class_bind_template_child (widget_class, TpkCallsView, empty_page);
  gtk_widget_class_bind_template_child (widget_class, TpkCallsView, calls_box);
  gtk_widget_class_bind_template_child (widget_class, TpkCallsView, call_button);
  gtk_widget_class_bind_template_child (widget_class, TpkCallsView, seconds_button);
  gtk_widget_class_bind_template_callback (widget_class, call_cb);
}

static void
tpk_calls_view_init (TpkCallsView *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  self->views = g_ptr_array_new_with_free_func (remove_view);
  update (self);
}

/**
 * tpk_calls_view_new:
 *
 * Returns: (transfer floating): a view without a run
 */
GtkWidget *
tpk_calls_view_new (void)
{
  return g_object_new (TPK_TYPE_CALLS_VIEW, NULL);
}

/**
 * tpk_calls_view_set_run:
 * @self: a view
 * @run: (nullable): whose calls to show
 */
void
tpk_calls_view_set_run (TpkCallsView *self,
                        TpkCheckRun  *run)
{
  g_return_if_fail (TPK_IS_CALLS_VIEW (self));
  g_return_if_fail (run == NULL || TPK_IS_CHECK_RUN (run));

  if (self->run != NULL) {
    g_signal_handlers_disconnect_by_data (self->run, self);
    g_signal_handlers_disconnect_by_data (tpk_check_run_get_proofs (self->run), self);
  }
  g_set_object (&self->run, run);
  g_ptr_array_set_size (self->views, 0);
  self->calls = run != NULL && self->asked;
  if (run != NULL) {
    g_signal_connect_object (run, "notify::running", G_CALLBACK (update), self,
                             G_CONNECT_SWAPPED);
    g_signal_connect_object (tpk_check_run_get_proofs (run), "items-changed",
                             G_CALLBACK (changed_cb), self, G_CONNECT_SWAPPED);
  }
  changed_cb (self);
}

/**
 * tpk_calls_view_set_narrow:
 * @self: a view
 * @narrow: whether there is little room
 */
void
tpk_calls_view_set_narrow (TpkCallsView *self,
                           gboolean      narrow)
{
  g_return_if_fail (TPK_IS_CALLS_VIEW (self));

  self->narrow = narrow;
  for (guint i = 0; i < self->views->len; i++)
    tpk_call_view_set_narrow (self->views->pdata[i], narrow);
}
