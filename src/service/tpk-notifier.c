/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#define G_LOG_DOMAIN "tpk-notifier"

#include "config.h"

#include "tpk-notifier.h"

#include <glib/gi18n-lib.h>

/* The clock of timers stands still while the computer sleeps, so it is looked at from time to
 * time. */
#define LONGEST_WAIT_S 3600
#define N_GRAVE 2

/**
 * TpkNotifier:
 *
 * Tells people what happened while they were not looking: that calls work worse than before, that
 * what was staged has taken effect or could not, that credentials have run out. Each notification
 * replaces the last of its kind, leads to the page where something can be done, and holds no
 * secret. With a window on screen it says nothing, for the window does.
 */
struct _TpkNotifier
{
  GObject          parent_instance;

  GApplication    *application;  /* (unowned) (nullable): it outlives us but for its end */
  TpkServiceCheck *check;        /* (owned) */
  GSettings       *settings;     /* (nullable) (owned) */
  TpkWorkspace    *workspace;    /* (nullable) (owned) */
  TpkVerdictState  state;        /* the last that was about the network */
  guint64          generation;   /* as last seen */
  gint64           told_expiry;  /* Unix time that was told of */
  guint            expiry_id;
  gboolean         staged;       /* as last seen */
  gboolean         noticed[N_GRAVE]; /* which notices were there, as last seen */
  gboolean         quiet;
};

G_DEFINE_FINAL_TYPE (TpkNotifier, tpk_notifier, G_TYPE_OBJECT)

static void
tell (TpkNotifier           *self,
      const char            *id,
      GNotificationPriority  priority,
      const char            *title,
      const char            *body,
      const char            *page)
{
  g_autoptr (GNotification) notification = NULL;

  if (self->quiet || self->application == NULL ||
      (self->settings != NULL && !g_settings_get_boolean (self->settings, "notifications")))
    return;

  notification = g_notification_new (title);
  g_notification_set_body (notification, body);
  g_notification_set_priority (notification, priority);
  g_notification_set_default_action_and_target (notification, "app.show-page", "s", page);
  /* Translators: a button of a notification. */
  g_notification_add_button (notification, _("Check Now"), "app.check");
  g_application_send_notification (self->application, id, notification);
}

static void
verdict_changed_cb (TpkNotifier *self)
{
  TpkVerdict *verdict = tpk_service_check_get_verdict (self->check);
  TpkVerdictState before = self->state;
  TpkVerdictState state;

  if (verdict == NULL)
    return;

  /* A check that told nothing of the network makes nothing worse. */
  state = tpk_verdict_get_state (verdict);
  if (state != TPK_VERDICT_STATE_PASSED && state != TPK_VERDICT_STATE_DEGRADED &&
      state != TPK_VERDICT_STATE_FAILED)
    return;

  self->state = state;
  if (before == TPK_VERDICT_STATE_UNTESTED || state <= before) {
    if (self->application != NULL && state == TPK_VERDICT_STATE_PASSED)
      g_application_withdraw_notification (self->application, "verdict");
    return;
  }

  if (state == TPK_VERDICT_STATE_FAILED)
    tell (self, "verdict", G_NOTIFICATION_PRIORITY_HIGH, _("Calls Will Not Work Here"),
          tpk_verdict_get_headline (verdict), "checks");
  else
    tell (self, "verdict", G_NOTIFICATION_PRIORITY_NORMAL, _("Calls Work Less Well Here"),
          tpk_verdict_get_headline (verdict), "checks");
}

/* Notices of the workspace that people without a window have to hear of. */
static const struct {
  const char *code;
  const char *id;
  const char *title;
  const char *body;
  const char *page;
} grave[N_GRAVE] = {
  { "staged-not-applied", "staged", N_("The Waiting Change Did Not Take Effect"),
    N_("The call has ended, but the files could not be written. Open Turnpike to see why, and "
       "apply again."), "servers" },
  { "cloud-over", "cloud", N_("Relays of the Cloud Service Have Run Out"),
    N_("They could not be renewed in time, so the next call has none. Open Turnpike to see why, "
       "and ask the service again."), "proxy" },
};

static gboolean
has_notice (TpkNotifier *self,
            const char  *code)
{
  GListModel *notices = tpk_workspace_get_notices (self->workspace);

  for (guint i = 0; i < g_list_model_get_n_items (notices); i++) {
    g_autoptr (TpkFinding) notice = g_list_model_get_item (notices, i);

    if (g_strcmp0 (tpk_finding_get_code (notice), code) == 0)
      return TRUE;
  }

  return FALSE;
}

static void
look_at_notices (TpkNotifier *self,
                 gboolean     telling)
{
  for (gsize i = 0; i < N_GRAVE; i++) {
    gboolean there = has_notice (self, grave[i].code);

    if (telling && there && !self->noticed[i])
      tell (self, grave[i].id, G_NOTIFICATION_PRIORITY_HIGH, _(grave[i].title), _(grave[i].body),
            grave[i].page);
    self->noticed[i] = there;
  }
}

static void
notices_changed_cb (TpkNotifier *self)
{
  look_at_notices (self, TRUE);
}

static gint64
get_first_expiry (TpkNotifier *self)
{
  TpkDocument *applied = tpk_workspace_get_applied (self->workspace);
  gint64 first = G_MAXINT64;

  tpk_profile_find_expiring (tpk_document_get_active_profile (applied), &first);

  return first;
}

static gboolean expiry_cb (gpointer data);

static void
look_at_expiry (TpkNotifier *self)
{
  gint64 now_s = g_get_real_time () / G_USEC_PER_SEC;
  gint64 first = get_first_expiry (self);

  g_clear_handle_id (&self->expiry_id, g_source_remove);
  if (first == G_MAXINT64)
    return;

  if (first > now_s) {
    self->expiry_id = g_timeout_add_seconds (CLAMP (first - now_s, 1, LONGEST_WAIT_S), expiry_cb,
                                             self);
  } else if (self->told_expiry != first) {
    self->told_expiry = first;
    tell (self, "credentials", G_NOTIFICATION_PRIORITY_HIGH, _("Credentials Have Run Out"),
          _("A relay will refuse the next call. Get a new password from whoever runs it, enter it "
            "in Turnpike, and apply."), "servers");
  }
}

static gboolean
expiry_cb (gpointer data)
{
  TpkNotifier *self = data;

  self->expiry_id = 0;
  look_at_expiry (self);

  return G_SOURCE_REMOVE;
}

static void
workspace_changed_cb (TpkNotifier *self)
{
  gboolean staged = tpk_workspace_is_staged (self->workspace);
  guint64 generation = tpk_workspace_get_generation (self->workspace);

  if (self->staged && !staged && generation != self->generation)
    tell (self, "staged", G_NOTIFICATION_PRIORITY_NORMAL, _("The Waiting Change Took Effect"),
          _("The call has ended. The next one uses the new settings."), "servers");
  if (generation != self->generation)
    look_at_expiry (self);

  self->staged = staged;
  self->generation = generation;
}

static void
tpk_notifier_dispose (GObject *object)
{
  TpkNotifier *self = TPK_NOTIFIER (object);

  g_clear_handle_id (&self->expiry_id, g_source_remove);
  g_clear_weak_pointer (&self->application);
  g_clear_object (&self->check);
  g_clear_object (&self->settings);
  g_clear_object (&self->workspace);

  G_OBJECT_CLASS (tpk_notifier_parent_class)->dispose (object);
}

static void
tpk_notifier_class_init (TpkNotifierClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = tpk_notifier_dispose;
}

static void
tpk_notifier_init (TpkNotifier *self)
{
}

/**
 * tpk_notifier_new:
 * @application: who sends; it has the actions `check` and `show-page`
 * @check: whose verdicts to tell
 * @settings: (nullable): the app's settings; `notifications` turns all of them off
 *
 * Returns: (transfer full): a notifier
 */
TpkNotifier *
tpk_notifier_new (GApplication    *application,
                  TpkServiceCheck *check,
                  GSettings       *settings)
{
  TpkNotifier *self;

  g_return_val_if_fail (G_IS_APPLICATION (application), NULL);
  g_return_val_if_fail (TPK_IS_SERVICE_CHECK (check), NULL);

  self = g_object_new (TPK_TYPE_NOTIFIER, NULL);
  g_set_weak_pointer (&self->application, application);
  self->check = g_object_ref (check);
  self->settings = settings != NULL ? g_object_ref (settings) : NULL;
  g_signal_connect_object (check, "notify::verdict", G_CALLBACK (verdict_changed_cb), self,
                           G_CONNECT_SWAPPED);

  return self;
}

/**
 * tpk_notifier_set_workspace:
 * @self: a notifier
 * @workspace: the working session, loaded
 *
 * Gives the notifier something to tell of.
 */
void
tpk_notifier_set_workspace (TpkNotifier  *self,
                            TpkWorkspace *workspace)
{
  g_return_if_fail (TPK_IS_NOTIFIER (self));
  g_return_if_fail (TPK_IS_WORKSPACE (workspace));
  g_return_if_fail (self->workspace == NULL);

  self->workspace = g_object_ref (workspace);
  self->generation = tpk_workspace_get_generation (workspace);
  self->staged = tpk_workspace_is_staged (workspace);
  look_at_notices (self, FALSE);
  g_signal_connect_object (workspace, "notify", G_CALLBACK (workspace_changed_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (tpk_workspace_get_notices (workspace), "items-changed",
                           G_CALLBACK (notices_changed_cb), self, G_CONNECT_SWAPPED);
  look_at_expiry (self);
}

/**
 * tpk_notifier_set_quiet:
 * @self: a notifier
 * @quiet: whether there is a window on screen, that says what happens
 */
void
tpk_notifier_set_quiet (TpkNotifier *self,
                        gboolean     quiet)
{
  g_return_if_fail (TPK_IS_NOTIFIER (self));

  self->quiet = quiet;
}
