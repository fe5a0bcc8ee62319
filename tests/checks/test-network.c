/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#include "config.h"

#include "checks/tpk-network.h"

#include <glib/gstdio.h>

/* Which network this computer is on: by a NetworkManager on a bus of the test's own, and by a table
 * of routes. */

#define NM "org.freedesktop.NetworkManager"

static const char introspection[] =
  "<node>"
  "<interface name='org.freedesktop.NetworkManager'>"
  "<property name='PrimaryConnection' type='o' access='read'/>"
  "</interface>"
  "<interface name='org.freedesktop.NetworkManager.Connection.Active'>"
  "<property name='Id' type='s' access='read'/>"
  "<property name='Uuid' type='s' access='read'/>"
  "</interface>"
  "</node>";

typedef struct {
  GTestDBus       *bus;
  GDBusConnection *service;
  GDBusConnection *client;
  GDBusNodeInfo   *info;
  char            *routes;
  const char      *primary;
  guint            name_id;
} Fixture;

static GVariant *
get_property_cb (GDBusConnection  *connection,
                 const char       *sender,
                 const char       *path,
                 const char       *interface,
                 const char       *property,
                 GError          **error,
                 gpointer          data)
{
  Fixture *fixture = data;

  if (g_str_equal (property, "PrimaryConnection"))
    return g_variant_new_object_path (fixture->primary);
  if (g_str_equal (property, "Uuid"))
    return g_variant_new_string (g_str_has_suffix (path, "/1") ? "uuid-1" : "uuid-2");

  return g_variant_new_string (g_str_has_suffix (path, "/1") ? "Office Wi-Fi" : "Café");
}

static const GDBusInterfaceVTable vtable = { NULL, get_property_cb, NULL, { NULL } };

static GDBusConnection *
connect_to (GTestDBus *bus)
{
  g_autoptr (GError) error = NULL;
  GDBusConnection *connection =
    g_dbus_connection_new_for_address_sync (g_test_dbus_get_bus_address (bus),
                                            G_DBUS_CONNECTION_FLAGS_AUTHENTICATION_CLIENT |
                                            G_DBUS_CONNECTION_FLAGS_MESSAGE_BUS_CONNECTION,
                                            NULL, NULL, &error);

  g_assert_no_error (error);
  return connection;
}

static void
set_up (Fixture       *fixture,
        gconstpointer  data)
{
  g_autoptr (GError) error = NULL;
  int fd;

  fixture->bus = g_test_dbus_new (G_TEST_DBUS_NONE);
  g_test_dbus_up (fixture->bus);
  fixture->service = connect_to (fixture->bus);
  fixture->client = connect_to (fixture->bus);
  fixture->info = g_dbus_node_info_new_for_xml (introspection, &error);
  g_assert_no_error (error);

  fd = g_file_open_tmp ("turnpike-routes-XXXXXX", &fixture->routes, &error);
  g_assert_no_error (error);
  g_close (fd, NULL);
}

static void
tear_down (Fixture       *fixture,
           gconstpointer  data)
{
  if (fixture->name_id != 0)
    g_bus_unown_name (fixture->name_id);
  g_dbus_connection_close_sync (fixture->service, NULL, NULL);
  g_dbus_connection_close_sync (fixture->client, NULL, NULL);
  while (g_main_context_iteration (NULL, FALSE));
  g_object_unref (fixture->service);
  g_object_unref (fixture->client);
  g_dbus_node_info_unref (fixture->info);
  g_test_dbus_down (fixture->bus);
  g_object_unref (fixture->bus);
  g_unlink (fixture->routes);
  g_free (fixture->routes);
}

static void
acquired_cb (GDBusConnection *connection,
             const char      *name,
             gpointer         data)
{
  *(gboolean *) data = TRUE;
}

static void
start_manager (Fixture *fixture)
{
  gboolean acquired = FALSE;

  g_dbus_connection_register_object (fixture->service, "/org/freedesktop/NetworkManager",
                                     fixture->info->interfaces[0], &vtable, fixture, NULL, NULL);
  for (guint i = 1; i <= 2; i++) {
    g_autofree char *path = g_strdup_printf ("/org/freedesktop/NetworkManager/Active/%u", i);

    g_dbus_connection_register_object (fixture->service, path, fixture->info->interfaces[1],
                                       &vtable, fixture, NULL, NULL);
  }
  fixture->name_id = g_bus_own_name_on_connection (fixture->service, NM,
                                                   G_BUS_NAME_OWNER_FLAGS_NONE, acquired_cb, NULL,
                                                   &acquired, NULL);
  while (!acquired)
    g_main_context_iteration (NULL, TRUE);
}

static void
set_primary (Fixture    *fixture,
             const char *path)
{
  GVariantBuilder changed;
  g_autoptr (GError) error = NULL;

  fixture->primary = path;
  g_variant_builder_init (&changed, G_VARIANT_TYPE_VARDICT);
  g_variant_builder_add (&changed, "{sv}", "PrimaryConnection", g_variant_new_object_path (path));
  g_dbus_connection_emit_signal (fixture->service, NULL, "/org/freedesktop/NetworkManager",
                                 "org.freedesktop.DBus.Properties", "PropertiesChanged",
                                 g_variant_new ("(sa{sv}as)", NM, &changed, NULL), &error);
  g_assert_no_error (error);
}

static void
wait_for (TpkNetwork *network,
          const char *id)
{
  while (!tpk_network_is_known (network) ||
         g_strcmp0 (tpk_network_get_id (network), id) != 0)
    g_main_context_iteration (NULL, TRUE);
}

static void
count_cb (TpkNetwork *network,
          GParamSpec *pspec,
          guint      *n)
{
  ++*n;
}

static void
test_manager (Fixture       *fixture,
              gconstpointer  data)
{
  g_autoptr (TpkNetwork) network = NULL;
  guint n = 0;

  fixture->primary = "/org/freedesktop/NetworkManager/Active/1";
  start_manager (fixture);
  network = tpk_network_new_on (fixture->client, fixture->routes);
  g_signal_connect (network, "notify::id", G_CALLBACK (count_cb), &n);
  g_assert_false (tpk_network_is_known (network));

  wait_for (network, "connection:uuid-1");
  g_assert_cmpstr (tpk_network_get_name (network), ==, "Office Wi-Fi");
  g_assert_cmpuint (n, ==, 1);

  set_primary (fixture, "/org/freedesktop/NetworkManager/Active/2");
  wait_for (network, "connection:uuid-2");
  g_assert_cmpstr (tpk_network_get_name (network), ==, "Café");

  set_primary (fixture, "/");
  wait_for (network, NULL);
  g_assert_null (tpk_network_get_name (network));
}

static void
test_no_manager (Fixture       *fixture,
                 gconstpointer  data)
{
  g_autoptr (TpkNetwork) network = NULL;

  g_assert_true (g_file_set_contents (fixture->routes,
                                      "Iface\tDestination\tGateway\tFlags\tRefCnt\tUse\tMetric\t"
                                      "Mask\n"
                                      "wlan0\t00000000\t0101A8C0\t0003\t0\t0\t600\t00000000\n",
                                      -1, NULL));
  network = tpk_network_new_on (fixture->client, fixture->routes);
#if G_BYTE_ORDER == G_LITTLE_ENDIAN
  wait_for (network, "route:wlan0/192.168.1.1");
#else
  wait_for (network, "route:wlan0/1.1.168.192");
#endif
  g_assert_cmpstr (tpk_network_get_name (network), ==, "wlan0");

  /* As soon as there is somebody to ask, it is asked. */
  fixture->primary = "/org/freedesktop/NetworkManager/Active/2";
  start_manager (fixture);
  wait_for (network, "connection:uuid-2");
}

static void
test_routes (void)
{
  g_autofree char *interface = NULL, *id = NULL;

  /* The lowest metric counts; a route to one net is none to everywhere. */
  id = tpk_network_dup_route_id ("Iface Destination Gateway Flags RefCnt Use Metric Mask MTU\n"
                                 "eth0 0000000A 00000000 0001 0 0 0 000000FF 0\n"
                                 "wlan0 00000000 01000000 0003 0 0 600 00000000 0\n"
                                 "eth0 00000000 02000000 0003 0 0 100 00000000 0\n"
                                 "garbage\n", &interface);
  g_assert_cmpstr (interface, ==, "eth0");
#if G_BYTE_ORDER == G_LITTLE_ENDIAN
  g_assert_cmpstr (id, ==, "route:eth0/0.0.0.2");
#endif

  g_clear_pointer (&interface, g_free);
  g_assert_null (tpk_network_dup_route_id ("", &interface));
  g_assert_null (interface);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add ("/checks/network/manager", Fixture, NULL, set_up, test_manager, tear_down);
  g_test_add ("/checks/network/no-manager", Fixture, NULL, set_up, test_no_manager, tear_down);
  g_test_add_func ("/checks/network/routes", test_routes);

  return g_test_run ();
}
