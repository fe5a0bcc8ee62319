/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#define G_LOG_DOMAIN "tpk-own-group"

#include "config.h"

#include "tpk-own-group.h"

#include <glib/gi18n-lib.h>

#include "tpk-finding-line.h"
#include "tpk-validity.h"

/**
 * TpkOwnGroup:
 *
 * What belongs to the own servers beside their list: whether media may flow past them, and the
 * proxy for signalling.
 */
struct _TpkOwnGroup
{
  TpkGroup             parent_instance;

  GtkSwitch           *relay_only_switch;
  GtkEditable         *proxy_row;
  AdwActionRow        *servers_row;
  GtkBox              *findings_box;

  TpkProfile          *profile;          /* (nullable) (owned) */
  gboolean             updating;
};

G_DEFINE_FINAL_TYPE (TpkOwnGroup, tpk_own_group, TPK_TYPE_GROUP)

static void
update_servers (TpkOwnGroup *self)
{
  guint n_servers = tpk_profile_get_n_servers (self->profile);
  g_autofree char *text = NULL;

  if (n_servers == 0)
    text = g_strdup (_("None yet. Add one on the Servers page"));
  else
    text = g_strdup_printf (ngettext ("%u server", "%u servers", n_servers), n_servers);
  adw_action_row_set_subtitle (self->servers_row, text);
}

static void
update (TpkOwnGroup *self)
{
  const char *proxy;

  if (self->updating || self->profile == NULL)
    return;

  self->updating = TRUE;
  proxy = tpk_profile_get_signalling_proxy (self->profile);
  gtk_switch_set_active (self->relay_only_switch, tpk_profile_get_relay_only (self->profile));
  if (g_strcmp0 (gtk_editable_get_text (self->proxy_row), proxy != NULL ? proxy : "") != 0)
    gtk_editable_set_text (self->proxy_row, proxy != NULL ? proxy : "");
  update_servers (self);
  self->updating = FALSE;
}

static void
relay_only_cb (TpkOwnGroup *self)
{
  if (self->updating || self->profile == NULL)
    return;

  tpk_profile_set_relay_only (self->profile, gtk_switch_get_active (self->relay_only_switch));
}

static void
proxy_changed_cb (TpkOwnGroup *self)
{
  const char *text = gtk_editable_get_text (self->proxy_row);

  if (self->updating || self->profile == NULL)
    return;

  self->updating = TRUE;
  tpk_profile_set_signalling_proxy (self->profile, *text != '\0' ? text : NULL);
  self->updating = FALSE;
}

static void
tpk_own_group_dispose (GObject *object)
{
  TpkOwnGroup *self = TPK_OWN_GROUP (object);

  g_clear_object (&self->profile);

  G_OBJECT_CLASS (tpk_own_group_parent_class)->dispose (object);
}

static void
tpk_own_group_class_init (TpkOwnGroupClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = tpk_own_group_dispose;

  gtk_widget_class_set_template_from_resource (widget_class, APP_PATH "/ui/tpk-own-group.ui");
  gtk_widget_class_bind_template_child (widget_class, TpkOwnGroup, relay_only_switch);
  gtk_widget_class_bind_template_child (widget_class, TpkOwnGroup, proxy_row);
  gtk_widget_class_bind_template_child (widget_class, TpkOwnGroup, servers_row);
  gtk_widget_class_bind_template_child (widget_class, TpkOwnGroup, findings_box);
  gtk_widget_class_bind_template_callback (widget_class, relay_only_cb);
  gtk_widget_class_bind_template_callback (widget_class, proxy_changed_cb);
}

static void
tpk_own_group_init (TpkOwnGroup *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * tpk_own_group_set_profile:
 * @self: a group
 * @profile: (nullable): what to edit
 */
void
tpk_own_group_set_profile (TpkOwnGroup *self,
                           TpkProfile  *profile)
{
  g_return_if_fail (TPK_IS_OWN_GROUP (self));
  g_return_if_fail (profile == NULL || TPK_IS_PROFILE (profile));

  if (self->profile == profile)
    return;

  if (self->profile != NULL)
    g_signal_handlers_disconnect_by_data (self->profile, self);
  g_set_object (&self->profile, profile);
  if (profile != NULL)
    g_signal_connect_object (profile, "changed", G_CALLBACK (update), self, G_CONNECT_SWAPPED);

  update (self);
}

/**
 * tpk_own_group_set_locked:
 * @self: a group
 * @relay_only: whether nobody may change whether media flows past the servers
 * @signalling_proxy: whether nobody may change the proxy for signalling
 */
void
tpk_own_group_set_locked (TpkOwnGroup *self,
                          gboolean     relay_only,
                          gboolean     signalling_proxy)
{
  g_return_if_fail (TPK_IS_OWN_GROUP (self));

  gtk_widget_set_sensitive (GTK_WIDGET (self->relay_only_switch), !relay_only);
  gtk_widget_set_sensitive (GTK_WIDGET (self->proxy_row), !signalling_proxy);
}

/**
 * tpk_own_group_set_findings:
 * @self: a group
 * @findings: (element-type TpkFinding): what there is to say about the signalling proxy
 *
 * Shows findings under the proxy, and marks it where one of them is an error.
 */
void
tpk_own_group_set_findings (TpkOwnGroup *self,
                            GPtrArray   *findings)
{
  gboolean valid = TRUE;

  g_return_if_fail (TPK_IS_OWN_GROUP (self));
  g_return_if_fail (findings != NULL);

  for (guint i = 0; i < findings->len; i++)
    valid &= tpk_finding_get_severity (g_ptr_array_index (findings, i)) != TPK_SEVERITY_ERROR;
  tpk_finding_lines_update (self->findings_box, findings, NULL, NULL);
  tpk_validity_set (self->proxy_row, valid);
}
