/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#define G_LOG_DOMAIN "tpk-own-route-row"

#include "config.h"

#include "tpk-own-route-row.h"

#include <glib/gi18n-lib.h>

#include "tpk-accessible.h"
#include "tpk-lock-note.h"

/**
 * TpkOwnRouteRow:
 *
 * Whether calls go through own servers, and through nothing else. Since the routes exclude each
 * other, switching it on switches a cloud proxy off, and the row says so beforehand.
 */
struct _TpkOwnRouteRow
{
  AdwExpanderRow  parent_instance;

  GtkSwitch      *relay_only_switch;
  TpkLockNote    *relay_only_lock;
  TpkLockNote    *route_lock;

  TpkProfile     *profile;       /* (nullable) (owned) */
  gboolean        updating;
};

G_DEFINE_FINAL_TYPE (TpkOwnRouteRow, tpk_own_route_row, ADW_TYPE_EXPANDER_ROW)

enum {
  SIGNAL_EDITED,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

static const char *
get_subtitle (TpkProfile *profile)
{
  switch (tpk_profile_get_route (profile)) {
  case TPK_ROUTE_OWN:
    return tpk_profile_get_relay_only (profile)
           ? _("Calls go through these servers and no other way")
           : _("Calls go through these servers where there is no direct way");
  case TPK_ROUTE_CLOUD:
    return _("Not used now: calls go through a cloud proxy, which this would switch off");
  case TPK_ROUTE_DIRECT:
  default:
    return _("Not used now: calls go out directly");
  }
}

static void
update (TpkOwnRouteRow *self)
{
  gboolean own = tpk_profile_get_route (self->profile) == TPK_ROUTE_OWN;

  self->updating = TRUE;
  adw_expander_row_set_subtitle (ADW_EXPANDER_ROW (self), get_subtitle (self->profile));
  if (adw_expander_row_get_enable_expansion (ADW_EXPANDER_ROW (self)) != own) {
    adw_expander_row_set_enable_expansion (ADW_EXPANDER_ROW (self), own);
    /* It opens by itself, which is of use only to somebody who has just switched it on here. */
    adw_expander_row_set_expanded (ADW_EXPANDER_ROW (self), FALSE);
  }
  gtk_switch_set_active (self->relay_only_switch, tpk_profile_get_relay_only (self->profile));
  self->updating = FALSE;
}

static void
enabled_cb (TpkOwnRouteRow *self)
{
  gboolean own = adw_expander_row_get_enable_expansion (ADW_EXPANDER_ROW (self));

  if (self->updating || self->profile == NULL)
    return;

  tpk_profile_set_route (self->profile, own ? TPK_ROUTE_OWN : TPK_ROUTE_DIRECT);
  g_signal_emit (self, signals[SIGNAL_EDITED], 0,
                 own ? _("Use Own Servers") : _("Use No Servers"));
}

static void
relay_only_cb (TpkOwnRouteRow *self)
{
  gboolean relay_only = gtk_switch_get_active (self->relay_only_switch);

  if (self->updating || self->profile == NULL)
    return;

  tpk_profile_set_relay_only (self->profile, relay_only);
  g_signal_emit (self, signals[SIGNAL_EDITED], 0,
                 relay_only ? _("Only Through Relays") : _("Not Only Through Relays"));
}

static void
tpk_own_route_row_dispose (GObject *object)
{
  tpk_own_route_row_set_profile (TPK_OWN_ROUTE_ROW (object), NULL);

  G_OBJECT_CLASS (tpk_own_route_row_parent_class)->dispose (object);
}

static void
tpk_own_route_row_class_init (TpkOwnRouteRowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = tpk_own_route_row_dispose;

  /**
   * TpkOwnRouteRow::edited:
   * @self: the row
   * @name: what was done, for people
   *
   * Emitted after the user has changed the profile.
   */
  signals[SIGNAL_EDITED] =
    g_signal_new ("edited", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST,
                  0, NULL, NULL, NULL,
                  G_TYPE_NONE, 1, G_TYPE_STRING);

  g_type_ensure (TPK_TYPE_LOCK_NOTE);
  gtk_widget_class_set_template_from_resource (widget_class, APP_PATH "/ui/tpk-own-route-row.ui");
  gtk_widget_class_bind_template_child (widget_class, TpkOwnRouteRow, relay_only_switch);
  gtk_widget_class_bind_template_child (widget_class, TpkOwnRouteRow, relay_only_lock);
  gtk_widget_class_bind_template_child (widget_class, TpkOwnRouteRow, route_lock);
  gtk_widget_class_bind_template_callback (widget_class, relay_only_cb);
}

static void
tpk_own_route_row_init (TpkOwnRouteRow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  tpk_accessible_name_inner (GTK_WIDGET (self), GTK_TYPE_SWITCH, _("Use these servers"));
  tpk_lock_note_guard (self->relay_only_lock, GTK_WIDGET (self->relay_only_switch));
  g_object_bind_property (self->route_lock, "locked", self, "show-enable-switch",
                          G_BINDING_SYNC_CREATE | G_BINDING_INVERT_BOOLEAN);
  g_signal_connect (self, "notify::enable-expansion", G_CALLBACK (enabled_cb), NULL);
}

GtkWidget *
tpk_own_route_row_new (void)
{
  return g_object_new (TPK_TYPE_OWN_ROUTE_ROW, NULL);
}

/**
 * tpk_own_route_row_set_workspace:
 * @self: the row
 * @workspace: (nullable): the session that says what is locked
 */
void
tpk_own_route_row_set_workspace (TpkOwnRouteRow *self,
                                 TpkWorkspace   *workspace)
{
  g_return_if_fail (TPK_IS_OWN_ROUTE_ROW (self));

  tpk_lock_note_watch (self->route_lock, workspace, TPK_MANAGED_ROUTE);
  tpk_lock_note_watch (self->relay_only_lock, workspace, TPK_MANAGED_RELAY_ONLY);
}

/**
 * tpk_own_route_row_set_profile:
 * @self: the row
 * @profile: (nullable): the profile to show and change
 */
void
tpk_own_route_row_set_profile (TpkOwnRouteRow *self,
                               TpkProfile     *profile)
{
  g_return_if_fail (TPK_IS_OWN_ROUTE_ROW (self));

  if (self->profile == profile)
    return;

  if (self->profile != NULL)
    g_signal_handlers_disconnect_by_data (self->profile, self);
  g_set_object (&self->profile, profile);
  if (profile == NULL)
    return;

  g_signal_connect_swapped (profile, "changed", G_CALLBACK (update), self);
  update (self);
}

/**
 * tpk_own_route_expect_servers:
 * @profile: a profile that servers are about to be added to
 *
 * Chooses the own servers if these are the first and nothing else was chosen: whoever adds servers
 * wants calls to use them.
 */
void
tpk_own_route_expect_servers (TpkProfile *profile)
{
  g_return_if_fail (TPK_IS_PROFILE (profile));

  if (tpk_profile_get_n_servers (profile) == 0 &&
      tpk_profile_get_route (profile) == TPK_ROUTE_DIRECT)
    tpk_profile_set_route (profile, TPK_ROUTE_OWN);
}
