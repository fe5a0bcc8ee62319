/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#define G_LOG_DOMAIN "tpk-server-test"

#include "config.h"

#include "tpk-server-test.h"

#include <glib/gi18n-lib.h>

#include "tpk-result-row.h"
#include "tpk-settings.h"

/**
 * TpkServerTest:
 *
 * Checks one server while it is edited, with a row for each address it is reached by. The button
 * activates `dialog.test`.
 */
struct _TpkServerTest
{
  TpkGroup             parent_instance;

  GtkButton           *button;
  GtkListBox          *results_box;
  GtkLabel            *failure_label;

  TpkCheckRun         *run;              /* (nullable) (owned) */
  GCancellable        *cancellable;      /* (nullable) (owned): of @run */
};

G_DEFINE_FINAL_TYPE (TpkServerTest, tpk_server_test, TPK_TYPE_GROUP)

/* A newer snapshot goes into the row that shows the older one, which stays open and keeps the
 * focus. */
static void
results_changed_cb (TpkServerTest *self,
                    guint          position,
                    guint          removed,
                    guint          added,
                    GListModel    *results)
{
  guint n_kept = MIN (removed, added);

  for (guint i = 0; i < added; i++) {
    g_autoptr (TpkResult) result = g_list_model_get_item (results, position + i);
    GtkListBoxRow *row = gtk_list_box_get_row_at_index (self->results_box, position + i);

    if (i < n_kept)
      tpk_result_row_set_result (TPK_RESULT_ROW (row), result);
    else
      gtk_list_box_insert (self->results_box, tpk_result_row_new (result), position + i);
  }

  for (guint i = n_kept; i < removed; i++) {
    GtkListBoxRow *row = gtk_list_box_get_row_at_index (self->results_box, position + n_kept);

    gtk_list_box_remove (self->results_box, GTK_WIDGET (row));
  }
}

static void
drop_run (TpkServerTest *self)
{
  GtkListBoxRow *row;

  if (self->run == NULL)
    return;

  g_cancellable_cancel (self->cancellable);
  g_signal_handlers_disconnect_by_data (tpk_check_run_get_results (self->run), self);
  while ((row = gtk_list_box_get_row_at_index (self->results_box, 0)) != NULL)
    gtk_list_box_remove (self->results_box, GTK_WIDGET (row));
  g_clear_object (&self->cancellable);
  g_clear_object (&self->run);
}

static void
tested_cb (GObject      *source,
           GAsyncResult *result,
           gpointer      data)
{
  g_autoptr (TpkServerTest) self = data;
  g_autoptr (GError) error = NULL;

  tpk_check_run_start_finish (TPK_CHECK_RUN (source), result, &error);
  if (self->run != TPK_CHECK_RUN (source))
    return;

  gtk_button_set_label (self->button, _("_Test Again"));
  if (error != NULL && !g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED)) {
    gtk_label_set_label (self->failure_label, error->message);
    gtk_widget_set_visible (GTK_WIDGET (self->failure_label), TRUE);
  }
}

static void
tpk_server_test_dispose (GObject *object)
{
  TpkServerTest *self = TPK_SERVER_TEST (object);

  if (self->run != NULL) {
    g_cancellable_cancel (self->cancellable);
    g_signal_handlers_disconnect_by_data (tpk_check_run_get_results (self->run), self);
  }
  g_clear_object (&self->cancellable);
  g_clear_object (&self->run);

  G_OBJECT_CLASS (tpk_server_test_parent_class)->dispose (object);
}

static void
tpk_server_test_class_init (TpkServerTestClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = tpk_server_test_dispose;

  gtk_widget_class_set_template_from_resource (widget_class, APP_PATH "/ui/tpk-server-test.ui");
  gtk_widget_class_bind_template_child (widget_class, TpkServerTest, button);
  gtk_widget_class_bind_template_child (widget_class, TpkServerTest, results_box);
  gtk_widget_class_bind_template_child (widget_class, TpkServerTest, failure_label);
}

static void
tpk_server_test_init (TpkServerTest *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * tpk_server_test_start:
 * @self: a test
 * @server: what to check; a copy that nobody edits
 *
 * Checks all addresses of @server. What was shown before goes.
 */
void
tpk_server_test_start (TpkServerTest *self,
                       TpkServer     *server)
{
  g_autoptr (TpkCheckOptions) options = NULL;
  g_autofree char *title = NULL;

  g_return_if_fail (TPK_IS_SERVER_TEST (self));
  g_return_if_fail (TPK_IS_SERVER (server));

  tpk_server_test_clear (self);

  options = tpk_settings_dup_check_options ();
  title = tpk_server_dup_title (server);
  self->run = tpk_check_run_new (options);
  self->cancellable = g_cancellable_new ();
  g_signal_connect_swapped (tpk_check_run_get_results (self->run), "items-changed",
                            G_CALLBACK (results_changed_cb), self);
  for (guint i = 0; i < tpk_server_get_n_urls (server); i++)
    tpk_check_run_add_url (self->run, tpk_server_get_url (server, i), title,
                           tpk_server_get_id (server), tpk_server_get_credential (server));

  gtk_widget_set_visible (GTK_WIDGET (self->results_box), TRUE);
  gtk_button_set_label (self->button, _("_Stop"));
  tpk_check_run_start_async (self->run, self->cancellable, tested_cb, g_object_ref (self));
}

/**
 * tpk_server_test_stop:
 * @self: a test
 *
 * Stops the test that is going on, if any. What it found so far stays.
 */
void
tpk_server_test_stop (TpkServerTest *self)
{
  g_return_if_fail (TPK_IS_SERVER_TEST (self));

  if (self->cancellable != NULL)
    g_cancellable_cancel (self->cancellable);
}

/**
 * tpk_server_test_clear:
 * @self: a test
 *
 * Stops the test, and shows nothing of it any more.
 */
void
tpk_server_test_clear (TpkServerTest *self)
{
  g_return_if_fail (TPK_IS_SERVER_TEST (self));

  drop_run (self);
  gtk_widget_set_visible (GTK_WIDGET (self->results_box), FALSE);
  gtk_widget_set_visible (GTK_WIDGET (self->failure_label), FALSE);
  gtk_button_set_label (self->button, _("_Test"));
}

gboolean
tpk_server_test_is_running (TpkServerTest *self)
{
  g_return_val_if_fail (TPK_IS_SERVER_TEST (self), FALSE);

  return self->run != NULL && tpk_check_run_is_running (self->run);
}
