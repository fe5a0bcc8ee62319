/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#define G_LOG_DOMAIN "tpk-session-bar"

#include "config.h"

#include "tpk-session-bar.h"

#include <glib/gi18n-lib.h>

#include "store/tpk-call.h"

#include "tpk-toast.h"

/**
 * TpkSessionBar:
 *
 * What stands between the user and the files: that somebody else changed them, and that changes
 * wait for the end of a call. Takes no room while there is nothing of the kind.
 */
struct _TpkSessionBar
{
  GtkWidget      parent_instance;

  GtkRevealer   *conflict_revealer;
  GtkOrientable *conflict_box;
  GtkWidget     *theirs_button;
  GtkWidget     *mine_button;
  GtkRevealer   *staged_revealer;
  GtkOrientable *staged_box;
  GtkLabel      *staged_label;
  GtkWidget     *back_button;

  TpkWorkspace  *workspace;      /* (nullable) (owned) */
  GCancellable  *cancellable;    /* (owned) */
  gboolean       narrow;
};

G_DEFINE_FINAL_TYPE (TpkSessionBar, tpk_session_bar, GTK_TYPE_WIDGET)

enum {
  PROP_0,
  PROP_NARROW,
  N_PROPS,
};

static GParamSpec *props[N_PROPS];

/* Of a time as the leases have it, in the user's own clock and way of writing. */
static char *
dup_clock_time (const char *since)
{
  g_autoptr (GDateTime) utc = g_date_time_new_from_iso8601 (since, NULL);
  g_autoptr (GDateTime) local = utc != NULL ? g_date_time_to_local (utc) : NULL;

  return local != NULL ? g_date_time_format (local, "%H:%M") : NULL;
}

static char *
dup_staged_text (GListModel *calls)
{
  guint n_calls = calls != NULL ? g_list_model_get_n_items (calls) : 0;
  g_autoptr (TpkCall) call = n_calls > 0 ? g_list_model_get_item (calls, 0) : NULL;
  g_autofree char *since = call != NULL ? dup_clock_time (tpk_call_get_since (call)) : NULL;

  if (n_calls > 1)
    return g_strdup_printf (ngettext ("%u call is in progress. The changes take effect when it "
                                      "ends",
                                      "%u calls are in progress. The changes take effect when the "
                                      "last one ends", n_calls), n_calls);
  if (since != NULL)
    /* Translators: the name of a program, and a time such as 10:31. */
    return g_strdup_printf (_("%s is in a call since %s. The changes take effect when it ends"),
                            tpk_call_get_client (call), since);

  return g_strdup (_("A call is in progress. The changes take effect when it ends"));
}

static void
list_calls_thread (GTask        *task,
                   gpointer      source_object,
                   gpointer      task_data,
                   GCancellable *cancellable)
{
  g_task_return_pointer (task, tpk_store_list_calls (task_data), g_object_unref);
}

static void
calls_listed_cb (GObject      *source,
                 GAsyncResult *result,
                 gpointer      user_data)
{
  TpkSessionBar *self = TPK_SESSION_BAR (source);
  g_autoptr (GError) error = NULL;
  g_autoptr (GListModel) calls = NULL;
  g_autofree char *text = NULL;

  calls = g_task_propagate_pointer (G_TASK (result), &error);
  if (error != NULL)
    return;

  text = dup_staged_text (calls);
  gtk_label_set_label (self->staged_label, text);
}

/* Reading who is in a call waits for the disk. */
static void
update_calls (TpkSessionBar *self)
{
  g_autoptr (GTask) task = g_task_new (self, self->cancellable, calls_listed_cb, NULL);
  g_autofree char *text = dup_staged_text (NULL);

  gtk_label_set_label (self->staged_label, text);
  g_task_set_source_tag (task, update_calls);
  g_task_set_task_data (task, g_object_ref (tpk_workspace_get_store (self->workspace)),
                        g_object_unref);
  g_task_run_in_thread (task, list_calls_thread);
}

static void
update (TpkSessionBar *self)
{
  gboolean conflict = self->workspace != NULL && tpk_workspace_get_conflict (self->workspace);
  gboolean staged = self->workspace != NULL && tpk_workspace_is_staged (self->workspace);

  if (staged && !gtk_revealer_get_reveal_child (self->staged_revealer))
    update_calls (self);
  gtk_revealer_set_reveal_child (self->conflict_revealer, conflict);
  gtk_revealer_set_reveal_child (self->staged_revealer, staged);
  gtk_widget_set_sensitive (self->theirs_button, conflict);
  gtk_widget_set_sensitive (self->mine_button, conflict);
  gtk_widget_set_sensitive (self->back_button, staged);
}

static void
done (TpkSessionBar *self,
      GError        *error)
{
  if (error != NULL && !g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    tpk_toast_send (GTK_WIDGET (self), error->message);
  update (self);
}

static void
reloaded_cb (GObject      *source,
             GAsyncResult *result,
             gpointer      user_data)
{
  g_autoptr (TpkSessionBar) self = user_data;
  g_autoptr (GError) error = NULL;

  tpk_workspace_reload_finish (TPK_WORKSPACE (source), result, &error);
  done (self, error);
}

static void
take_theirs_cb (TpkSessionBar *self)
{
  gtk_widget_set_sensitive (self->theirs_button, FALSE);
  gtk_widget_set_sensitive (self->mine_button, FALSE);
  tpk_workspace_reload_async (self->workspace, self->cancellable, reloaded_cb,
                              g_object_ref (self));
}

static void
keep_mine_cb (TpkSessionBar *self)
{
  tpk_workspace_keep_mine (self->workspace);
}

static void
unstaged_cb (GObject      *source,
             GAsyncResult *result,
             gpointer      user_data)
{
  g_autoptr (TpkSessionBar) self = user_data;
  g_autoptr (GError) error = NULL;

  tpk_workspace_unstage_finish (TPK_WORKSPACE (source), result, &error);
  done (self, error);
}

static void
take_back_cb (TpkSessionBar *self)
{
  gtk_widget_set_sensitive (self->back_button, FALSE);
  tpk_workspace_unstage_async (self->workspace, self->cancellable, unstaged_cb,
                               g_object_ref (self));
}

static void
set_narrow (TpkSessionBar *self,
            gboolean       narrow)
{
  GtkOrientation orientation = narrow ? GTK_ORIENTATION_VERTICAL : GTK_ORIENTATION_HORIZONTAL;

  if (self->narrow == narrow)
    return;

  self->narrow = narrow;
  gtk_orientable_set_orientation (self->conflict_box, orientation);
  gtk_orientable_set_orientation (self->staged_box, orientation);
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_NARROW]);
}

static void
tpk_session_bar_get_property (GObject    *object,
                              guint       prop_id,
                              GValue     *value,
                              GParamSpec *pspec)
{
  switch (prop_id) {
  case PROP_NARROW:
    g_value_set_boolean (value, TPK_SESSION_BAR (object)->narrow);
    break;
  default:
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
  }
}

static void
tpk_session_bar_set_property (GObject      *object,
                              guint         prop_id,
                              const GValue *value,
                              GParamSpec   *pspec)
{
  switch (prop_id) {
  case PROP_NARROW:
    set_narrow (TPK_SESSION_BAR (object), g_value_get_boolean (value));
    break;
  default:
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
  }
}

static void
tpk_session_bar_dispose (GObject *object)
{
  TpkSessionBar *self = TPK_SESSION_BAR (object);
  GtkWidget *child;

  g_cancellable_cancel (self->cancellable);
  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self))) != NULL)
    gtk_widget_unparent (child);
  g_clear_object (&self->workspace);

  G_OBJECT_CLASS (tpk_session_bar_parent_class)->dispose (object);
}

static void
tpk_session_bar_finalize (GObject *object)
{
  g_object_unref (TPK_SESSION_BAR (object)->cancellable);

  G_OBJECT_CLASS (tpk_session_bar_parent_class)->finalize (object);
}

static void
bind_template (GtkWidgetClass *widget_class)
{
  gtk_widget_class_set_template_from_resource (widget_class, APP_PATH "/ui/tpk-session-bar.ui");
  gtk_widget_class_bind_template_child (widget_class, TpkSessionBar, conflict_revealer);
  gtk_widget_class_bind_template_child (widget_class, TpkSessionBar, conflict_box);
  gtk_widget_class_bind_template_child (widget_class, TpkSessionBar, theirs_button);
  gtk_widget_class_bind_template_child (widget_class, TpkSessionBar, mine_button);
  gtk_widget_class_bind_template_child (widget_class, TpkSessionBar, staged_revealer);
  gtk_widget_class_bind_template_child (widget_class, TpkSessionBar, staged_box);
  gtk_widget_class_bind_template_child (widget_class, TpkSessionBar, staged_label);
  gtk_widget_class_bind_template_child (widget_class, TpkSessionBar, back_button);
  gtk_widget_class_bind_template_callback (widget_class, take_theirs_cb);
  gtk_widget_class_bind_template_callback (widget_class, keep_mine_cb);
  gtk_widget_class_bind_template_callback (widget_class, take_back_cb);
}

static void
tpk_session_bar_class_init (TpkSessionBarClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = tpk_session_bar_get_property;
  object_class->set_property = tpk_session_bar_set_property;
  object_class->dispose = tpk_session_bar_dispose;
  object_class->finalize = tpk_session_bar_finalize;

  /**
   * TpkSessionBar:narrow:
   *
   * Whether buttons stand below what they are about.
   */
  props[PROP_NARROW] =
    g_param_spec_boolean ("narrow", NULL, NULL, FALSE,
                          G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY);
  g_object_class_install_properties (object_class, N_PROPS, props);

  bind_template (GTK_WIDGET_CLASS (klass));
}

static void
tpk_session_bar_init (TpkSessionBar *self)
{
  self->cancellable = g_cancellable_new ();
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * tpk_session_bar_new:
 *
 * Returns: (transfer floating): a bar without a workspace
 */
GtkWidget *
tpk_session_bar_new (void)
{
  return g_object_new (TPK_TYPE_SESSION_BAR, NULL);
}

/**
 * tpk_session_bar_set_workspace:
 * @self: a bar
 * @workspace: the session to tell about
 */
void
tpk_session_bar_set_workspace (TpkSessionBar *self,
                               TpkWorkspace  *workspace)
{
  g_return_if_fail (TPK_IS_SESSION_BAR (self));
  g_return_if_fail (TPK_IS_WORKSPACE (workspace));
  g_return_if_fail (self->workspace == NULL);

  self->workspace = g_object_ref (workspace);
  g_signal_connect_object (workspace, "notify::conflict", G_CALLBACK (update), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (workspace, "notify::staged", G_CALLBACK (update), self,
                           G_CONNECT_SWAPPED);
  update (self);
}
