/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#define G_LOG_DOMAIN "tpk-session-bar"

#include "config.h"

#include "tpk-session-bar.h"

#include <glib/gi18n-lib.h>

#include "tpk-call-watch.h"
#include "tpk-format.h"
#include "tpk-toast.h"

/* From then on it is told that a sign-in runs out, and how long it still holds. */
#define SOON_S (60 * 60)

/**
 * TpkSessionBar:
 *
 * What the user has to know wherever they are in the window: that somebody else changed the
 * settings, that a call is in progress, that a sign-in runs out. It tells one thing at a time, the
 * most important, and takes no room while there is nothing of the kind.
 *
 * That changes are not applied comes last, since the button in the title bar says so as well, and
 * is told on the page of the status only: whoever edits knows. That page has the change of network
 * for its headline, so the bar leaves it out there.
 */
struct _TpkSessionBar
{
  GtkWidget      parent_instance;

  GtkRevealer   *revealer;
  GtkOrientable *box;
  GtkImage      *image;
  GtkLabel      *label;
  GtkButton     *first_button;
  GtkButton     *second_button;

  TpkWorkspace  *workspace;      /* (nullable) (owned) */
  TpkChecker    *checker;        /* (nullable) (owned) */
  TpkCallWatch  *call_watch;     /* (nullable) (owned) */
  GCancellable  *cancellable;    /* (owned) */
  TpkServer     *expiring;       /* (nullable) (owned): whose sign-in runs out first */
  gint64         expiry_s;       /* Unix time, of @expiring */
  guint          expiry_id;
  TpkBanner      banner;
  gboolean       busy;           /* with what a button began */
  gboolean       narrow;
  gboolean       on_status;
};

G_DEFINE_FINAL_TYPE (TpkSessionBar, tpk_session_bar, GTK_TYPE_WIDGET)

enum {
  PROP_0,
  PROP_NARROW,
  PROP_ON_STATUS,
  N_PROPS,
};

static GParamSpec *props[N_PROPS];

static void update (TpkSessionBar *self);

static void
done (TpkSessionBar *self,
      GError        *error)
{
  self->busy = FALSE;
  if (error != NULL && !g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    tpk_toast_send (GTK_WIDGET (self), error->message);
  update (self);
}

static gboolean
has_conflict (TpkSessionBar *self)
{
  return tpk_workspace_get_conflict (self->workspace);
}

static char *
dup_conflict (TpkSessionBar *self)
{
  return g_strdup (_("Somebody else changed these settings while you were editing them. Choose "
                     "whose to go on with"));
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
take_theirs (TpkSessionBar *self)
{
  self->busy = TRUE;
  tpk_workspace_reload_async (self->workspace, self->cancellable, reloaded_cb,
                              g_object_ref (self));
}

static void
keep_mine (TpkSessionBar *self)
{
  tpk_workspace_keep_mine (self->workspace);
}

static gboolean
is_staged (TpkSessionBar *self)
{
  return tpk_workspace_is_staged (self->workspace);
}

/* Of a time as the leases have it, in the user's own clock and way of writing. */
static char *
dup_clock_time (const char *since)
{
  g_autoptr (GDateTime) utc = g_date_time_new_from_iso8601 (since, NULL);
  g_autoptr (GDateTime) local = utc != NULL ? g_date_time_to_local (utc) : NULL;

  return local != NULL ? g_date_time_format (local, "%H:%M") : NULL;
}

static char *
dup_staged (TpkSessionBar *self)
{
  GListModel *calls = tpk_call_watch_get_calls (self->call_watch);
  guint n_calls = g_list_model_get_n_items (calls);
  g_autoptr (TpkCall) call = g_list_model_get_item (calls, 0);
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
take_back (TpkSessionBar *self)
{
  self->busy = TRUE;
  tpk_workspace_unstage_async (self->workspace, self->cancellable, unstaged_cb,
                               g_object_ref (self));
}

static gboolean
has_call (TpkSessionBar *self)
{
  return g_list_model_get_n_items (tpk_call_watch_get_calls (self->call_watch)) > 0;
}

static char *
dup_call (TpkSessionBar *self)
{
  GListModel *calls = tpk_call_watch_get_calls (self->call_watch);
  guint n_calls = g_list_model_get_n_items (calls);
  g_autoptr (TpkCall) call = g_list_model_get_item (calls, 0);
  g_autofree char *since = dup_clock_time (tpk_call_get_since (call));

  if (n_calls > 1)
    return g_strdup_printf (ngettext ("%u call is in progress. What you apply takes effect when "
                                      "it ends",
                                      "%u calls are in progress. What you apply takes effect when "
                                      "the last one ends", n_calls), n_calls);

  /* Translators: the name of a program, and a time such as 10:31. */
  return g_strdup_printf (_("%s is in a call since %s. What you apply takes effect when it ends"),
                          tpk_call_get_client (call), since != NULL ? since : "–");
}

static gboolean
is_expiring (TpkSessionBar *self)
{
  return self->expiring != NULL && self->expiry_s - tpk_now_s () < SOON_S;
}

static char *
dup_credentials (TpkSessionBar *self)
{
  g_autofree char *title = tpk_server_dup_title (self->expiring);
  g_autofree char *expiry = tpk_format_expiry (self->expiry_s, tpk_now_s ());

  /* Translators: the name of a server, and "expires in 40 min" or "expired 3 days ago". */
  return g_strdup_printf (_("%s: the user name %s. Ask for a new one where you got it"), title,
                          expiry);
}

static void
edit_server (TpkSessionBar *self)
{
  gtk_widget_activate_action (GTK_WIDGET (self), "win.edit-server", "s",
                              tpk_server_get_id (self->expiring));
}

static gboolean
is_elsewhere (TpkSessionBar *self)
{
  return !self->on_status && !tpk_checker_is_running (self->checker) &&
         tpk_checker_get_age (self->checker) == TPK_CHECK_AGE_OTHER_NETWORK;
}

static char *
dup_network (TpkSessionBar *self)
{
  return g_strdup (_("This computer is on another network now. The results are out of date"));
}

static void
check (TpkSessionBar *self)
{
  gtk_widget_activate_action (GTK_WIDGET (self), "win.check", NULL);
}

static gboolean
has_changes (TpkSessionBar *self)
{
  return self->on_status && tpk_workspace_is_modified (self->workspace);
}

static char *
dup_changes (TpkSessionBar *self)
{
  return g_strdup (_("Calls do not use your changes yet. Apply them when you are done"));
}

static void
discard (TpkSessionBar *self)
{
  gtk_widget_activate_action (GTK_WIDGET (self), "win.discard", NULL);
}

static const struct {
  gboolean  (*applies) (TpkSessionBar *self);
  char     *(*dup_text) (TpkSessionBar *self);
  const char *icon_name;
  const char *style_class;
  struct {
    const char *label;           /* (nullable) untranslated, with a mnemonic */
    const char *tooltip;         /* untranslated */
    void      (*press) (TpkSessionBar *self);
  } buttons[2];
} banners[] = {
  [TPK_BANNER_CONFLICT] = { has_conflict, dup_conflict, "dialog-warning-symbolic", "warning",
    { { N_("_Take Theirs"), N_("Read the settings anew; Undo brings yours back"), take_theirs },
      { N_("_Keep Mine"), N_("Go on with yours; applying replaces theirs"), keep_mine } } },
  [TPK_BANNER_STAGED] = { is_staged, dup_staged, "media-playback-pause-symbolic", "dim-label",
    { { N_("Take _Back"), N_("Do not apply the changes; they stay here"), take_back } } },
  [TPK_BANNER_CALL] = { has_call, dup_call, "call-start-symbolic", "dim-label", { { NULL } } },
  [TPK_BANNER_CREDENTIALS] = { is_expiring, dup_credentials, "dialog-warning-symbolic", "warning",
    { { N_("_Edit Server"), N_("Enter the new user name and password"), edit_server } } },
  [TPK_BANNER_NETWORK] = { is_elsewhere, dup_network, "network-wired-symbolic", "dim-label",
    { { N_("_Check Again"), N_("Check whether calls will work here"), check } } },
  [TPK_BANNER_CHANGES] = { has_changes, dup_changes, "document-edit-symbolic", "dim-label",
    { { N_("_Discard"), N_("Go back to what is applied; Undo brings the changes back"),
        discard } } },
};

static gboolean
expiry_cb (gpointer user_data)
{
  TpkSessionBar *self = user_data;

  self->expiry_id = 0;
  update (self);

  return G_SOURCE_REMOVE;
}

/* Wakes up when there will be something to tell, and every minute while the time left is told. */
static void
schedule_expiry (TpkSessionBar *self)
{
  gint64 left_s = self->expiring != NULL ? self->expiry_s - tpk_now_s () : 0;

  g_clear_handle_id (&self->expiry_id, g_source_remove);
  if (self->expiring == NULL || left_s < -SOON_S || left_s > G_MAXINT)
    return;

  self->expiry_id = g_timeout_add_seconds (left_s >= SOON_S ? left_s - SOON_S + 1 : 60, expiry_cb,
                                           self);
}

static void
show_button (TpkSessionBar *self,
             GtkButton     *button,
             guint          i)
{
  const char *label = banners[self->banner].buttons[i].label;

  gtk_widget_set_visible (GTK_WIDGET (button), label != NULL);
  gtk_widget_set_sensitive (GTK_WIDGET (button), !self->busy);
  if (label == NULL)
    return;

  gtk_button_set_label (button, _(label));
  gtk_widget_set_tooltip_text (GTK_WIDGET (button), _(banners[self->banner].buttons[i].tooltip));
}

static void
show_banner (TpkSessionBar *self,
             gboolean       keep_text)
{
  const char *classes[] = { banners[self->banner].style_class, NULL };
  g_autofree char *text = banners[self->banner].dup_text (self);

  gtk_image_set_from_icon_name (self->image, banners[self->banner].icon_name);
  gtk_widget_set_css_classes (GTK_WIDGET (self->image), classes);
  /* Told to assistive technology when it is another, and not each time it is looked at. */
  if (!keep_text && g_strcmp0 (gtk_label_get_label (self->label), text) != 0)
    gtk_label_set_label (self->label, text);
  show_button (self, self->first_button, 0);
  show_button (self, self->second_button, 1);
}

static void
update (TpkSessionBar *self)
{
  TpkBanner banner = 0;
  gboolean ended;

  if (self->workspace == NULL)
    return;

  while (banner < TPK_BANNER_NONE && !banners[banner].applies (self))
    banner++;
  /* The last call has just ended: what was told holds until the change has taken effect. */
  ended = banner == TPK_BANNER_STAGED && banner == self->banner && !has_call (self);
  self->banner = banner;
  if (banner < TPK_BANNER_NONE)
    show_banner (self, ended);
  gtk_revealer_set_reveal_child (self->revealer, banner < TPK_BANNER_NONE);
  /* What is out of sight takes no focus. */
  if (banner == TPK_BANNER_NONE) {
    gtk_widget_set_visible (GTK_WIDGET (self->first_button), FALSE);
    gtk_widget_set_visible (GTK_WIDGET (self->second_button), FALSE);
  }
  schedule_expiry (self);
}

/* Of ten thousand servers the one whose sign-in runs out first is looked for only after an edit. */
static void
draft_changed_cb (TpkSessionBar *self)
{
  if (self->workspace != NULL)
    g_set_object (&self->expiring,
                  tpk_profile_find_expiring (tpk_workspace_get_profile (self->workspace),
                                             &self->expiry_s));
  update (self);
}

static void
clicked_cb (TpkSessionBar *self,
            GtkButton     *button)
{
  if (self->banner == TPK_BANNER_NONE)
    return;

  banners[self->banner].buttons[button == self->first_button ? 0 : 1].press (self);
  update (self);
}

static void
set_narrow (TpkSessionBar *self,
            gboolean       narrow)
{
  if (self->narrow == narrow)
    return;

  self->narrow = narrow;
  gtk_orientable_set_orientation (self->box, narrow ? GTK_ORIENTATION_VERTICAL
                                                    : GTK_ORIENTATION_HORIZONTAL);
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_NARROW]);
}

static void
set_on_status (TpkSessionBar *self,
               gboolean       on_status)
{
  if (self->on_status == on_status)
    return;

  self->on_status = on_status;
  update (self);
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_ON_STATUS]);
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
  case PROP_ON_STATUS:
    g_value_set_boolean (value, TPK_SESSION_BAR (object)->on_status);
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
  case PROP_ON_STATUS:
    set_on_status (TPK_SESSION_BAR (object), g_value_get_boolean (value));
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
  g_clear_handle_id (&self->expiry_id, g_source_remove);
  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self))) != NULL)
    gtk_widget_unparent (child);
  g_clear_object (&self->call_watch);
  g_clear_object (&self->expiring);
  g_clear_object (&self->checker);
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
  gtk_widget_class_bind_template_child (widget_class, TpkSessionBar, revealer);
  gtk_widget_class_bind_template_child (widget_class, TpkSessionBar, box);
  gtk_widget_class_bind_template_child (widget_class, TpkSessionBar, image);
  gtk_widget_class_bind_template_child (widget_class, TpkSessionBar, label);
  gtk_widget_class_bind_template_child (widget_class, TpkSessionBar, first_button);
  gtk_widget_class_bind_template_child (widget_class, TpkSessionBar, second_button);
  gtk_widget_class_bind_template_callback (widget_class, clicked_cb);
}

static void
tpk_session_bar_class_init (TpkSessionBarClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GParamFlags flags = G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY;

  object_class->get_property = tpk_session_bar_get_property;
  object_class->set_property = tpk_session_bar_set_property;
  object_class->dispose = tpk_session_bar_dispose;
  object_class->finalize = tpk_session_bar_finalize;

  /**
   * TpkSessionBar:narrow:
   *
   * Whether buttons stand below what they are about.
   */
  props[PROP_NARROW] = g_param_spec_boolean ("narrow", NULL, NULL, FALSE, flags);

  /**
   * TpkSessionBar:on-status:
   *
   * Whether the page of the status is shown below the bar.
   */
  props[PROP_ON_STATUS] = g_param_spec_boolean ("on-status", NULL, NULL, FALSE, flags);
  g_object_class_install_properties (object_class, N_PROPS, props);

  bind_template (GTK_WIDGET_CLASS (klass));
}

static void
tpk_session_bar_init (TpkSessionBar *self)
{
  self->banner = TPK_BANNER_NONE;
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
 * @checker: its checks
 */
void
tpk_session_bar_set_workspace (TpkSessionBar *self,
                               TpkWorkspace  *workspace,
                               TpkChecker    *checker)
{
  g_return_if_fail (TPK_IS_SESSION_BAR (self));
  g_return_if_fail (TPK_IS_WORKSPACE (workspace));
  g_return_if_fail (TPK_IS_CHECKER (checker));
  g_return_if_fail (self->workspace == NULL);

  self->workspace = g_object_ref (workspace);
  self->checker = g_object_ref (checker);
  self->call_watch = tpk_call_watch_new (tpk_workspace_get_store (workspace));
  g_signal_connect_object (tpk_call_watch_get_calls (self->call_watch), "items-changed",
                           G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (workspace, "notify", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (tpk_workspace_get_draft (workspace), "changed",
                           G_CALLBACK (draft_changed_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (checker, "notify::age", G_CALLBACK (update), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (checker, "notify::running", G_CALLBACK (update), self,
                           G_CONNECT_SWAPPED);
  draft_changed_cb (self);
}

/**
 * tpk_session_bar_get_banner:
 * @self: a bar
 *
 * Returns: what it tells about
 */
TpkBanner
tpk_session_bar_get_banner (TpkSessionBar *self)
{
  g_return_val_if_fail (TPK_IS_SESSION_BAR (self), TPK_BANNER_NONE);

  return self->banner;
}
