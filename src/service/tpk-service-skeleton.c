/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#define G_LOG_DOMAIN "tpk-service-skeleton"

#include "config.h"

#include "tpk-service-skeleton.h"

/**
 * TpkServiceSkeleton:
 *
 * The generated skeleton, except that who reads its properties can be made to wait, as who calls its
 * methods can. The first message to a service is often what starts it, and comes before anything is
 * known.
 *
 * GDBus wants a value at once from a function that gets properties. Where there is no such function
 * it hands the read on as a call, which may be answered later.
 */
struct _TpkServiceSkeleton
{
  TpkDbusTurnpike1Skeleton parent_instance;
};

G_DEFINE_FINAL_TYPE (TpkServiceSkeleton, tpk_service_skeleton, TPK_DBUS_TYPE_TURNPIKE1_SKELETON)

enum {
  SIGNAL_READ,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

static void
method_call (GDBusConnection       *connection,
             const char            *sender,
             const char            *path,
             const char            *interface,
             const char            *method,
             GVariant              *parameters,
             GDBusMethodInvocation *invocation,
             gpointer               data)
{
  GDBusInterfaceSkeletonClass *parent =
    G_DBUS_INTERFACE_SKELETON_CLASS (tpk_service_skeleton_parent_class);

  if (g_str_equal (interface, "org.freedesktop.DBus.Properties"))
    g_signal_emit (data, signals[SIGNAL_READ], 0, invocation);
  else
    parent->get_vtable (data)->method_call (connection, sender, path, interface, method, parameters,
                                            invocation, data);
}

static GDBusInterfaceVTable *
tpk_service_skeleton_get_vtable (GDBusInterfaceSkeleton *skeleton)
{
  static GDBusInterfaceVTable vtable = { .method_call = method_call };

  return &vtable;
}

static void
tpk_service_skeleton_class_init (TpkServiceSkeletonClass *klass)
{
  G_DBUS_INTERFACE_SKELETON_CLASS (klass)->get_vtable = tpk_service_skeleton_get_vtable;

  /**
   * TpkServiceSkeleton::read:
   * @self: the skeleton
   * @invocation: a `Get` or `GetAll` of properties that exist
   *
   * Somebody reads. Whoever is connected has the invocation answered, with
   * tpk_service_skeleton_answer() or with an error.
   */
  signals[SIGNAL_READ] =
    g_signal_new ("read", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                  G_TYPE_NONE, 1, G_TYPE_DBUS_METHOD_INVOCATION);
}

static void
tpk_service_skeleton_init (TpkServiceSkeleton *self)
{
}

/**
 * tpk_service_skeleton_new:
 *
 * Returns: (transfer full): the interface, not exported
 */
TpkDbusTurnpike1 *
tpk_service_skeleton_new (void)
{
  return g_object_new (TPK_TYPE_SERVICE_SKELETON, NULL);
}

/**
 * tpk_service_skeleton_answer:
 * @self: the skeleton
 * @invocation: (transfer full): what #TpkServiceSkeleton::read was about
 *
 * Answers with the properties as they are now.
 */
void
tpk_service_skeleton_answer (TpkServiceSkeleton    *self,
                             GDBusMethodInvocation *invocation)
{
  GVariant *parameters = g_dbus_method_invocation_get_parameters (invocation);
  g_autoptr (GVariant) values = NULL;
  g_autoptr (GVariant) value = NULL;
  const char *name;

  g_return_if_fail (TPK_IS_SERVICE_SKELETON (self));

  values = g_variant_ref_sink (
    g_dbus_interface_skeleton_get_properties (G_DBUS_INTERFACE_SKELETON (self)));
  if (g_str_equal (g_dbus_method_invocation_get_method_name (invocation), "GetAll")) {
    g_dbus_method_invocation_return_value (invocation, g_variant_new ("(@a{sv})", values));
    return;
  }

  g_variant_get_child (parameters, 1, "&s", &name);
  value = g_variant_lookup_value (values, name, NULL);
  g_dbus_method_invocation_return_value (invocation, g_variant_new ("(v)", value));
}
