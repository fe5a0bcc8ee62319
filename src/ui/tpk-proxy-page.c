/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#define G_LOG_DOMAIN "tpk-proxy-page"

#include "config.h"

#include "tpk-proxy-page.h"

#include <adwaita.h>
#include <glib/gi18n-lib.h>
#include <string.h>

#include "cloud/tpk-cloud-service.h"
#include "dialects/tpk-agora-cloud.h"
#include "dialects/tpk-dialect.h"
#include "model/tpk-json.h"

#include "tpk-allow-group.h"
#include "tpk-cloud-group.h"
#include "tpk-cloud-servers-group.h"
#include "tpk-cloud-steps-group.h"
#include "tpk-finding-line.h"
#include "tpk-format.h"
#include "tpk-own-group.h"
#include "tpk-toast.h"

/**
 * TpkProxyPage:
 *
 * How calls leave this computer: one of three routes that exclude each other, the settings of the
 * one that is chosen, and what a client of a vendor's SDK has to call for it.
 */
struct _TpkProxyPage
{
  GtkWidget      parent_instance;

  GtkCheckButton *direct_button;
  GtkCheckButton *cloud_button;
  GtkCheckButton *own_button;
  GtkLabel       *effect_label;
  GtkWidget      *routes_group;
  GtkWidget      *lock_box;
  GtkLabel       *lock_label;
  TpkCloudGroup  *cloud_group;
  TpkCloudStepsGroup *steps_group;
  TpkCloudServersGroup *servers_group;
  TpkOwnGroup    *own_group;
  TpkAllowGroup  *allow_group;
  GtkBox         *findings_box;
  GtkWidget      *calls_group;
  GtkLabel       *calls_label;

  TpkWorkspace   *workspace;     /* (nullable) (owned) */
  TpkProfile     *profile;       /* (nullable) (owned): the active one */
  gboolean        updating;
};

G_DEFINE_FINAL_TYPE (TpkProxyPage, tpk_proxy_page, GTK_TYPE_WIDGET)

enum {
  PROP_0,
  PROP_WORKSPACE,
  N_PROPS,
};

static GParamSpec *props[N_PROPS];

/* Says what stops being written, too: switching a route silently drops the other two. */
static const char *
get_effect (TpkProfile *profile)
{
  switch (tpk_profile_get_route (profile)) {
  case TPK_ROUTE_CLOUD:
    if (tpk_cloud_profile_asks (profile))
      return _("When applied, clients get the servers that the service hands out, renewed in time. "
               "Your own servers and signalling proxy are kept here, but not written.");
    if (tpk_agora_cloud_is_on_demand (tpk_profile_get_cloud (profile)))
      return _("When applied, clients turn to the cloud proxy if they cannot connect without it. "
               "Your own servers and signalling proxy are kept here, but not written.");
    return _("When applied, clients are told to use the cloud proxy. Your own servers and "
             "signalling proxy are kept here, but not written.");
  case TPK_ROUTE_OWN:
    return _("When applied, clients get the servers of the Servers page. The cloud proxy is "
             "switched off; its settings are kept here, but not written.");
  case TPK_ROUTE_DIRECT:
  default:
    return _("When applied, no proxy setting is written. Your servers and cloud settings are kept "
             "here, but not written.");
  }
}

/* (nullable) (transfer full): the calls the vendor's SDK needs, a line each */
static char *
dup_calls (TpkProfile *profile)
{
  const TpkDialect *dialect = tpk_dialect_find ("agora");
  g_autoptr (TpkExport) export = NULL;
  g_autoptr (JsonNode) node = NULL;
  g_autoptr (GString) text = g_string_new (NULL);
  JsonArray *calls = NULL;

  export = dialect->write (profile, tpk_now_s (), NULL);
  if (export == NULL)
    return NULL;

  node = tpk_json_parse (tpk_export_get_text (export), -1, TPK_DOCUMENT_MAX_BYTES, NULL);
  if (node == NULL || !JSON_NODE_HOLDS_OBJECT (node) ||
      !tpk_json_get_array (json_node_get_object (node), "calls", &calls, NULL) || calls == NULL)
    return NULL;

  for (guint i = 0; i < json_array_get_length (calls); i++)
    g_string_append_printf (text, "%s%s", i > 0 ? "\n" : "",
                            json_array_get_string_element (calls, i));

  return text->len > 0 ? g_strdup (text->str) : NULL;
}

static void
update_calls (TpkProxyPage *self)
{
  g_autofree char *calls = NULL;

  /* The calls for servers hold their passwords: they are copied from the Clients' export. */
  if (tpk_profile_get_route (self->profile) == TPK_ROUTE_CLOUD &&
      !tpk_cloud_hands_out_servers (tpk_profile_get_cloud (self->profile))) {
    g_autoptr (TpkProfile) effective = NULL;

    effective = tpk_workspace_dup_effective_profile (self->workspace, self->profile);
    calls = dup_calls (effective);
  }

  gtk_label_set_label (self->calls_label, calls != NULL ? calls : "");
  gtk_widget_set_visible (self->calls_group, calls != NULL);
}

static void
update_servers (TpkProxyPage *self)
{
  TpkCloudSet *set = NULL;

  if (tpk_cloud_profile_asks (self->profile))
    set = tpk_workspace_get_cloud_set (self->workspace, self->profile);
  tpk_cloud_servers_group_set_set (self->servers_group, set);
}

static void
cloud_changed_cb (TpkProxyPage *self)
{
  if (self->profile != NULL)
    update_servers (self);
}

static void
fix_cb (TpkFindingLine *line,
        TpkFinding     *finding,
        gpointer        data)
{
  TpkProxyPage *self = data;

  tpk_profile_apply_fix (self->profile, finding, NULL);
}

/* Nobody can mend what a service hands out, so what is only good to know of it has its place with
 * the chips of its servers. */
static gboolean
is_remark (TpkProfile *profile,
           TpkFinding *finding)
{
  const char *code = tpk_finding_get_code (finding);

  return tpk_cloud_profile_asks (profile) &&
         tpk_finding_get_severity (finding) == TPK_SEVERITY_INFO &&
         !g_str_has_prefix (code, "cloud-") && !g_str_has_prefix (code, "own-");
}

/* Findings of a server are shown with the server. */
static void
update_findings (TpkProxyPage *self)
{
  GListModel *findings = tpk_workspace_get_findings (self->workspace);
  TpkProfile *profile = tpk_workspace_get_profile (self->workspace);
  g_autoptr (GPtrArray) mine = g_ptr_array_new_with_free_func (g_object_unref);
  g_autoptr (GPtrArray) proxy = g_ptr_array_new_with_free_func (g_object_unref);

  for (guint i = 0; i < g_list_model_get_n_items (findings); i++) {
    g_autoptr (TpkFinding) finding = g_list_model_get_item (findings, i);

    if (g_strcmp0 (tpk_finding_get_field (finding), "signalling_proxy") == 0)
      g_ptr_array_add (proxy, g_steal_pointer (&finding));
    else if (tpk_finding_get_server (finding) == TPK_FINDING_NOWHERE &&
             !is_remark (profile, finding))
      g_ptr_array_add (mine, g_steal_pointer (&finding));
  }
  tpk_finding_lines_update (self->findings_box, mine, fix_cb, self);
  tpk_own_group_set_findings (self->own_group, proxy);
}

static void
append_reason (GString      *reasons,
               TpkWorkspace *workspace,
               guint         member)
{
  g_autofree char *reason = tpk_workspace_dup_lock_reason (workspace, member);

  if (reason != NULL && strstr (reasons->str, reason) == NULL)
    g_string_append_printf (reasons, "%s%s", reasons->len > 0 ? "\n" : "", reason);
}

static gboolean
is_free (TpkProxyPage     *self,
         TpkManagedMember  member)
{
  return tpk_workspace_get_locked_by (self->workspace, member) == NULL;
}

/* What an administrator has locked is shown, but cannot be changed; and who has is said once. */
static void
update_locks (TpkProxyPage *self)
{
  static const TpkManagedMember members[] = {
    TPK_MANAGED_ROUTE, TPK_MANAGED_CLOUD, TPK_MANAGED_RELAY_ONLY, TPK_MANAGED_SIGNALLING_PROXY,
    TPK_MANAGED_ALLOW_LIST,
  };
  g_autoptr (GString) reasons = g_string_new (NULL);

  for (guint i = 0; i < G_N_ELEMENTS (members); i++)
    append_reason (reasons, self->workspace, members[i]);
  gtk_label_set_label (self->lock_label, reasons->str);
  gtk_widget_set_visible (self->lock_box, reasons->len > 0);

  gtk_widget_set_sensitive (self->routes_group, is_free (self, TPK_MANAGED_ROUTE));
  gtk_widget_set_sensitive (GTK_WIDGET (self->cloud_group), is_free (self, TPK_MANAGED_CLOUD));
  tpk_own_group_set_locked (self->own_group, !is_free (self, TPK_MANAGED_RELAY_ONLY),
                            !is_free (self, TPK_MANAGED_SIGNALLING_PROXY));
  tpk_allow_group_set_locked (self->allow_group, !is_free (self, TPK_MANAGED_ALLOW_LIST));
}

static void
update (TpkProxyPage *self)
{
  TpkRoute route;

  if (self->updating || self->profile == NULL)
    return;

  self->updating = TRUE;
  route = tpk_profile_get_route (self->profile);
  gtk_check_button_set_active (self->direct_button, route == TPK_ROUTE_DIRECT);
  gtk_check_button_set_active (self->cloud_button, route == TPK_ROUTE_CLOUD);
  gtk_check_button_set_active (self->own_button, route == TPK_ROUTE_OWN);
  gtk_label_set_label (self->effect_label, get_effect (self->profile));
  gtk_widget_set_visible (GTK_WIDGET (self->cloud_group), route == TPK_ROUTE_CLOUD);
  gtk_widget_set_visible (GTK_WIDGET (self->steps_group), route == TPK_ROUTE_CLOUD);
  gtk_widget_set_visible (GTK_WIDGET (self->own_group), route == TPK_ROUTE_OWN);
  update_calls (self);
  update_servers (self);
  update_locks (self);
  self->updating = FALSE;
}

static void
route_toggled_cb (GtkCheckButton *button,
                  TpkProxyPage   *self)
{
  if (self->updating || self->profile == NULL || !gtk_check_button_get_active (button))
    return;

  if (button == self->cloud_button)
    tpk_workspace_set_route (self->workspace, TPK_ROUTE_CLOUD);
  else if (button == self->own_button)
    tpk_workspace_set_route (self->workspace, TPK_ROUTE_OWN);
  else
    tpk_workspace_set_route (self->workspace, TPK_ROUTE_DIRECT);
}

static void
copy_calls_cb (TpkProxyPage *self)
{
  gdk_clipboard_set_text (gtk_widget_get_clipboard (GTK_WIDGET (self)),
                          gtk_label_get_label (self->calls_label));
  tpk_toast_send (GTK_WIDGET (self), _("Copied"));
}

static void
tested_cb (TpkProxyPage *self,
           guint         n_endpoints,
           guint         n_reached)
{
  tpk_cloud_steps_group_set_reachability (self->steps_group, n_endpoints, n_reached);
}

static void
set_profile (TpkProxyPage *self,
             TpkProfile   *profile)
{
  if (self->profile == profile)
    return;

  if (self->profile != NULL)
    g_signal_handlers_disconnect_by_data (self->profile, self);
  g_set_object (&self->profile, profile);
  if (profile != NULL)
    g_signal_connect_object (profile, "changed", G_CALLBACK (update), self, G_CONNECT_SWAPPED);

  tpk_cloud_group_set_settings (self->cloud_group,
                                profile != NULL ? tpk_profile_get_cloud (profile) : NULL);
  tpk_own_group_set_profile (self->own_group, profile);
  update (self);
}

static void
active_profile_changed_cb (TpkProxyPage *self)
{
  set_profile (self, tpk_workspace_get_profile (self->workspace));
}

static void
tpk_proxy_page_get_property (GObject    *object,
                             guint       prop_id,
                             GValue     *value,
                             GParamSpec *pspec)
{
  TpkProxyPage *self = TPK_PROXY_PAGE (object);

  switch (prop_id) {
  case PROP_WORKSPACE:
    g_value_set_object (value, self->workspace);
    break;
  default:
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
  }
}

static void
tpk_proxy_page_set_property (GObject      *object,
                             guint         prop_id,
                             const GValue *value,
                             GParamSpec   *pspec)
{
  TpkProxyPage *self = TPK_PROXY_PAGE (object);

  switch (prop_id) {
  case PROP_WORKSPACE:
    tpk_proxy_page_set_workspace (self, g_value_get_object (value));
    break;
  default:
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
  }
}

static void
tpk_proxy_page_dispose (GObject *object)
{
  TpkProxyPage *self = TPK_PROXY_PAGE (object);
  GtkWidget *child;

  /* What is under way holds its group, and has to end when the window does. */
  if (self->steps_group != NULL)
    tpk_cloud_steps_group_set_workspace (self->steps_group, NULL);
  if (self->allow_group != NULL)
    tpk_allow_group_set_workspace (self->allow_group, NULL);
  self->steps_group = NULL;
  self->allow_group = NULL;
  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self))) != NULL)
    gtk_widget_unparent (child);
  g_clear_object (&self->profile);
  g_clear_object (&self->workspace);

  G_OBJECT_CLASS (tpk_proxy_page_parent_class)->dispose (object);
}

static void
tpk_proxy_page_class_init (TpkProxyPageClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->get_property = tpk_proxy_page_get_property;
  object_class->set_property = tpk_proxy_page_set_property;
  object_class->dispose = tpk_proxy_page_dispose;

  /**
   * TpkProxyPage:workspace:
   *
   * The session whose active profile is edited.
   */
  props[PROP_WORKSPACE] =
    g_param_spec_object ("workspace", NULL, NULL, TPK_TYPE_WORKSPACE,
                         G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY);
  g_object_class_install_properties (object_class, N_PROPS, props);

  g_type_ensure (TPK_TYPE_ALLOW_GROUP);
  g_type_ensure (TPK_TYPE_CLOUD_GROUP);
  g_type_ensure (TPK_TYPE_CLOUD_SERVERS_GROUP);
  g_type_ensure (TPK_TYPE_CLOUD_STEPS_GROUP);
  g_type_ensure (TPK_TYPE_OWN_GROUP);
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_template_from_resource (widget_class, APP_PATH "/ui/tpk-proxy-page.ui");
  gtk_widget_class_bind_template_child (widget_class, TpkProxyPage, direct_button);
  gtk_widget_class_bind_template_child (widget_class, TpkProxyPage, cloud_button);
  gtk_widget_class_bind_template_child (widget_class, TpkProxyPage, own_button);
  gtk_widget_class_bind_template_child (widget_class, TpkProxyPage, effect_label);
  gtk_widget_class_bind_template_child (widget_class, TpkProxyPage, routes_group);
  gtk_widget_class_bind_template_child (widget_class, TpkProxyPage, lock_box);
  gtk_widget_class_bind_template_child (widget_class, TpkProxyPage, lock_label);
  gtk_widget_class_bind_template_child (widget_class, TpkProxyPage, cloud_group);
  gtk_widget_class_bind_template_child (widget_class, TpkProxyPage, steps_group);
  gtk_widget_class_bind_template_child (widget_class, TpkProxyPage, servers_group);
  gtk_widget_class_bind_template_child (widget_class, TpkProxyPage, own_group);
  gtk_widget_class_bind_template_child (widget_class, TpkProxyPage, allow_group);
  gtk_widget_class_bind_template_child (widget_class, TpkProxyPage, findings_box);
  gtk_widget_class_bind_template_child (widget_class, TpkProxyPage, calls_group);
  gtk_widget_class_bind_template_child (widget_class, TpkProxyPage, calls_label);
  gtk_widget_class_bind_template_callback (widget_class, route_toggled_cb);
  gtk_widget_class_bind_template_callback (widget_class, copy_calls_cb);
  gtk_widget_class_bind_template_callback (widget_class, tested_cb);
}

static void
tpk_proxy_page_init (TpkProxyPage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * tpk_proxy_page_new:
 *
 * Returns: (transfer floating): a page without a workspace
 */
GtkWidget *
tpk_proxy_page_new (void)
{
  return g_object_new (TPK_TYPE_PROXY_PAGE, NULL);
}

/**
 * tpk_proxy_page_set_workspace:
 * @self: a page
 * @workspace: (nullable): the session whose active profile to edit
 */
void
tpk_proxy_page_set_workspace (TpkProxyPage *self,
                              TpkWorkspace *workspace)
{
  g_return_if_fail (TPK_IS_PROXY_PAGE (self));
  g_return_if_fail (workspace == NULL || TPK_IS_WORKSPACE (workspace));

  if (self->workspace == workspace)
    return;

  if (self->workspace != NULL) {
    g_signal_handlers_disconnect_by_data (self->workspace, self);
    g_signal_handlers_disconnect_by_data (tpk_workspace_get_findings (self->workspace), self);
  }
  g_set_object (&self->workspace, workspace);
  if (workspace != NULL) {
    g_signal_connect_object (workspace, "notify::profile",
                             G_CALLBACK (active_profile_changed_cb), self, G_CONNECT_SWAPPED);
    g_signal_connect_object (tpk_workspace_get_findings (workspace), "items-changed",
                             G_CALLBACK (update_findings), self, G_CONNECT_SWAPPED);
    g_signal_connect_object (workspace, "managed-changed", G_CALLBACK (update_locks), self,
                             G_CONNECT_SWAPPED);
    g_signal_connect_object (workspace, "cloud-changed", G_CALLBACK (cloud_changed_cb), self,
                             G_CONNECT_SWAPPED);
    update_findings (self);
  }
  tpk_cloud_steps_group_set_workspace (self->steps_group, workspace);
  tpk_allow_group_set_workspace (self->allow_group, workspace);
  set_profile (self, workspace != NULL ? tpk_workspace_get_profile (workspace) : NULL);
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_WORKSPACE]);
}
