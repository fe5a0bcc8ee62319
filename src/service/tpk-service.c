/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#define G_LOG_DOMAIN "tpk-service"

#include "config.h"

#include "tpk-service-private.h"

#include <glib/gi18n-lib.h>

/* Calls and reads that may wait for the configuration to be read, of all peers. */
#define MAX_EARLY 4000

/**
 * TpkService:
 *
 * The D-Bus face: what calling clients talk to. It may be exported before the configuration is
 * read; calls, and reads of properties, wait for that. Credentials are in the answers to
 * GetConfiguration, which is what it is for, and nowhere else: no property, signal or error has them.
 */
G_DEFINE_FINAL_TYPE (TpkService, tpk_service, G_TYPE_OBJECT)

enum {
  PROP_0,
  PROP_BUSY,
  N_PROPS,
};

static GParamSpec *props[N_PROPS];

/* Whether it is known what is applied, and who is in a call. */
static gboolean
is_ready (TpkService *self)
{
  return self->calls != NULL && tpk_call_list_is_known (self->calls);
}

/* Answers at once, or as soon as there is something to say. */
static void
admit (TpkService            *self,
       GDBusMethodInvocation *invocation,
       TpkAnswer              answer)
{
  g_autoptr (TpkErrand) errand = g_new0 (TpkErrand, 1);

  errand->service = g_object_ref (self);
  errand->invocation = invocation;
  errand->answer = answer;

  if (is_ready (self))
    answer (errand);
  else if (self->early.length < MAX_EARLY)
    g_queue_push_tail (&self->early, g_steal_pointer (&errand));
  else
    tpk_errand_fail (errand, TPK_SERVICE_ERROR_LIMIT_REACHED,
                     _("Too much waits for the settings to be read. Try again in a moment."));
}

/* Who calls is likely to call again; who only reads is not waited for. */
static gboolean
admit_caller (TpkService            *self,
              GDBusMethodInvocation *invocation,
              TpkAnswer              answer)
{
  tpk_audience_add (self->audience, g_dbus_method_invocation_get_connection (invocation),
                    g_dbus_method_invocation_get_sender (invocation));
  admit (self, invocation, answer);

  return G_DBUS_METHOD_INVOCATION_HANDLED;
}

static void
answer_early (TpkService *self)
{
  TpkErrand *errand;

  while ((errand = g_queue_pop_head (&self->early)) != NULL) {
    errand->answer (errand);
    tpk_errand_free (errand);
  }
}

static gboolean
get_configuration_cb (TpkService            *self,
                      GDBusMethodInvocation *invocation)
{
  return admit_caller (self, invocation, tpk_answer_configuration);
}

static gboolean
begin_call_cb (TpkService            *self,
               GDBusMethodInvocation *invocation)
{
  return admit_caller (self, invocation, tpk_answer_call);
}

static gboolean
check_cb (TpkService            *self,
          GDBusMethodInvocation *invocation)
{
  return admit_caller (self, invocation, tpk_answer_check);
}

static void
read_cb (TpkService            *self,
         GDBusMethodInvocation *invocation)
{
  admit (self, invocation, tpk_answer_properties);
}

static void
update_busy (TpkService *self)
{
  gboolean busy = tpk_service_is_busy (self);

  if (busy == self->busy)
    return;

  self->busy = busy;
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_BUSY]);
}

static void
calls_changed_cb (TpkService *self)
{
  tpk_call_list_refresh (self->calls);
  update_busy (self);
}

static void
names_changed_cb (TpkService *self)
{
  tpk_dbus_turnpike1_set_calls (self->skeleton, tpk_call_list_get_names (self->calls));
}

static void
verdict_changed_cb (TpkService *self)
{
  TpkVerdict *verdict = tpk_service_check_get_verdict (self->check);
  TpkVerdictState state = TPK_VERDICT_STATE_UNTESTED;

  if (verdict != NULL)
    state = tpk_verdict_get_state (verdict);
  tpk_dbus_turnpike1_set_state (self->skeleton, tpk_verdict_state_to_string (state));
  tpk_dbus_turnpike1_set_headline (self->skeleton,
                                   verdict != NULL ? tpk_verdict_get_headline (verdict) : "");
}

static void
workspace_changed_cb (TpkService *self)
{
  TpkDocument *applied = tpk_workspace_get_applied (self->workspace);
  TpkProfile *profile = tpk_document_get_active_profile (applied);
  guint64 generation = tpk_workspace_get_generation (self->workspace);

  tpk_dbus_turnpike1_set_route (self->skeleton,
                                tpk_route_to_string (tpk_profile_get_route (profile)));
  tpk_dbus_turnpike1_set_staged (self->skeleton, tpk_workspace_is_staged (self->workspace));
  tpk_dbus_turnpike1_set_generation (self->skeleton, generation);
  if (self->generation != generation) {
    self->generation = generation;
    tpk_dbus_turnpike1_emit_configuration_changed (self->skeleton, generation);
  }

  update_busy (self);
}

static void
rechecked_cb (GObject      *source,
              GAsyncResult *result,
              gpointer      data)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *json = NULL;

  json = tpk_service_check_join_finish (TPK_SERVICE_CHECK (source), result, &error);
  if (json == NULL)
    g_info ("There was no check: %s", error->message);
}

static void
tpk_service_get_property (GObject    *object,
                          guint       prop_id,
                          GValue     *value,
                          GParamSpec *pspec)
{
  switch (prop_id) {
  case PROP_BUSY:
    g_value_set_boolean (value, tpk_service_is_busy (TPK_SERVICE (object)));
    break;
  default:
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, prop_id, pspec);
  }
}

static void
tpk_service_dispose (GObject *object)
{
  TpkService *self = TPK_SERVICE (object);

  tpk_service_unexport (self);
  tpk_service_check_cancel (self->check);
  g_clear_object (&self->keeper);
  g_clear_object (&self->calls);
  g_clear_object (&self->workspace);

  G_OBJECT_CLASS (tpk_service_parent_class)->dispose (object);
}

static void
tpk_service_finalize (GObject *object)
{
  TpkService *self = TPK_SERVICE (object);

  g_clear_object (&self->skeleton);
  g_clear_object (&self->audience);
  g_clear_object (&self->check);
  g_clear_error (&self->error);

  G_OBJECT_CLASS (tpk_service_parent_class)->finalize (object);
}

static void
tpk_service_class_init (TpkServiceClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = tpk_service_get_property;
  object_class->dispose = tpk_service_dispose;
  object_class->finalize = tpk_service_finalize;

  /**
   * TpkService:busy:
   *
   * Whether the process must not end: somebody is in a call or listens, or something is going on
   * or waits.
   */
  props[PROP_BUSY] = g_param_spec_boolean ("busy", NULL, NULL, FALSE,
                                           G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);

  g_object_class_install_properties (object_class, N_PROPS, props);
}

static void
tpk_service_init (TpkService *self)
{
  self->skeleton = tpk_service_skeleton_new ();
  self->audience = tpk_audience_new ();
  self->check = tpk_service_check_new ();
  g_queue_init (&self->early);

  tpk_dbus_turnpike1_set_route (self->skeleton, tpk_route_to_string (TPK_ROUTE_DIRECT));
  tpk_dbus_turnpike1_set_calls (self->skeleton, (const char *const[]) { NULL });
  verdict_changed_cb (self);

  g_signal_connect_object (self->skeleton, "handle-get-configuration",
                           G_CALLBACK (get_configuration_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->skeleton, "handle-begin-call", G_CALLBACK (begin_call_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->skeleton, "handle-check", G_CALLBACK (check_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->skeleton, "read", G_CALLBACK (read_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->audience, "notify::n-peers", G_CALLBACK (update_busy), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->check, "notify::running", G_CALLBACK (update_busy), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->check, "notify::verdict", G_CALLBACK (verdict_changed_cb), self,
                           G_CONNECT_SWAPPED);
}

/**
 * tpk_service_new:
 *
 * Returns: (transfer full): a service that knows no configuration yet
 */
TpkService *
tpk_service_new (void)
{
  return g_object_new (TPK_TYPE_SERVICE, NULL);
}

/**
 * tpk_service_export:
 * @self: a service
 * @connection: the session bus
 * @path: the path of the app ID
 * @error: a return location
 *
 * Offers the service. To be called before the name is owned, so that there is no moment at which
 * who finds the name does not find the object.
 *
 * Returns: %FALSE with a #GIOError
 */
gboolean
tpk_service_export (TpkService       *self,
                    GDBusConnection  *connection,
                    const char       *path,
                    GError          **error)
{
  g_return_val_if_fail (TPK_IS_SERVICE (self), FALSE);

  if (!g_dbus_interface_skeleton_export (G_DBUS_INTERFACE_SKELETON (self->skeleton), connection,
                                         path, error))
    return FALSE;

  self->gate = tpk_gate_new (connection, path);

  return TRUE;
}

/**
 * tpk_service_unexport:
 * @self: a service
 *
 * Takes the offer back. Calls that wait are answered with an error.
 */
void
tpk_service_unexport (TpkService *self)
{
  TpkErrand *errand;

  g_return_if_fail (TPK_IS_SERVICE (self));

  g_clear_pointer (&self->gate, tpk_gate_free);
  if (g_dbus_interface_skeleton_get_connection (G_DBUS_INTERFACE_SKELETON (self->skeleton)) != NULL)
    g_dbus_interface_skeleton_unexport (G_DBUS_INTERFACE_SKELETON (self->skeleton));
  while ((errand = g_queue_pop_head (&self->early)) != NULL) {
    tpk_errand_fail (errand, TPK_SERVICE_ERROR_CANCELLED, _("Turnpike has ended."));
    tpk_errand_free (errand);
  }
  tpk_audience_clear (self->audience);
}

/**
 * tpk_service_set_workspace:
 * @self: a service
 * @workspace: the working session, loaded
 * @error: (nullable): why it could not be loaded, if so
 *
 * Gives the service something to say. Calls that came before are answered as soon as the folder of
 * leases was looked at, too.
 */
void
tpk_service_set_workspace (TpkService   *self,
                           TpkWorkspace *workspace,
                           const GError *error)
{
  TpkStore *store;

  g_return_if_fail (TPK_IS_SERVICE (self));
  g_return_if_fail (TPK_IS_WORKSPACE (workspace));
  g_return_if_fail (self->workspace == NULL);

  store = tpk_workspace_get_store (workspace);
  self->workspace = g_object_ref (workspace);
  self->error = error != NULL ? g_error_copy (error) : NULL;
  self->generation = tpk_workspace_get_generation (workspace);
  self->keeper = tpk_call_keeper_new (tpk_store_get_folder (store));
  self->calls = tpk_call_list_new (store);

  g_signal_connect_object (workspace, "notify", G_CALLBACK (workspace_changed_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (workspace, "cloud-changed", G_CALLBACK (update_busy), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->keeper, "notify::n-calls", G_CALLBACK (calls_changed_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->calls, "notify::names", G_CALLBACK (names_changed_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->calls, "notify::known", G_CALLBACK (answer_early), self,
                           G_CONNECT_SWAPPED);
  workspace_changed_cb (self);
}

/**
 * tpk_service_get_check:
 * @self: a service
 *
 * Returns: (transfer none): what checks
 */
TpkServiceCheck *
tpk_service_get_check (TpkService *self)
{
  g_return_val_if_fail (TPK_IS_SERVICE (self), NULL);

  return self->check;
}

/**
 * tpk_service_recheck:
 * @self: a service
 *
 * Checks what is applied, for nobody in particular: what comes of it is told by the properties.
 * Does nothing when there is nothing to check.
 */
void
tpk_service_recheck (TpkService *self)
{
  g_return_if_fail (TPK_IS_SERVICE (self));

  if (self->workspace != NULL && self->error == NULL)
    tpk_service_check_join_async (self->check, self->workspace, "", rechecked_cb, NULL);
}

/* Whether somebody has to ask for servers again and again. */
static gboolean
needs_renewal (TpkService *self)
{
  TpkCloudKeeper *keeper = NULL;

  if (self->workspace != NULL)
    keeper = tpk_workspace_get_cloud_keeper (self->workspace);

  return keeper != NULL && tpk_cloud_keeper_get_state (keeper) != TPK_CLOUD_KEEPER_IDLE;
}

/**
 * tpk_service_is_busy:
 * @self: a service
 *
 * Returns: whether the process must not end
 */
gboolean
tpk_service_is_busy (TpkService *self)
{
  g_return_val_if_fail (TPK_IS_SERVICE (self), FALSE);

  return needs_renewal (self) ||
         tpk_audience_get_n_peers (self->audience) > 0 ||
         tpk_service_check_is_running (self->check) ||
         (self->keeper != NULL && tpk_call_keeper_get_n_calls (self->keeper) > 0) ||
         (self->workspace != NULL && tpk_workspace_is_staged (self->workspace));
}
