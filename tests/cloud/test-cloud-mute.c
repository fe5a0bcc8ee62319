/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#include "config.h"

#include "cloud-fixture.h"
#include "tpk-test-net.h"

#define N_REQUESTS 15

/* A server that takes connections, and says nothing to whoever begins to encrypt. */
typedef struct {
  GSocket *listeners[2];         /* (nullable) (owned): on the same port of IPv4 and IPv6 */
  GSource *sources[2];           /* (nullable) (owned) */
  GPtrArray *connections;        /* (element-type GSocket) (owned) */
  GCancellable *cancellable;     /* (nullable) (owned): cancelled once a handshake has begun */
} Mute;

static gboolean
hello_cb (GSocket      *connection,
          GIOCondition  condition,
          gpointer      user_data)
{
  Mute *mute = user_data;

  if (mute->cancellable != NULL)
    g_cancellable_cancel (mute->cancellable);

  return G_SOURCE_REMOVE;
}

static gboolean
accept_cb (GSocket      *listener,
           GIOCondition  condition,
           gpointer      user_data)
{
  Mute *mute = user_data;
  GSocket *connection = g_socket_accept (listener, NULL, NULL);
  g_autoptr (GSource) source = NULL;

  g_assert_nonnull (connection);
  g_ptr_array_add (mute->connections, connection);
  source = g_socket_create_source (connection, G_IO_IN, NULL);
  g_source_set_callback (source, G_SOURCE_FUNC (hello_cb), mute, NULL);
  g_source_attach (source, NULL);

  return G_SOURCE_CONTINUE;
}

static void
mute_listen (Mute          *mute,
             guint          i,
             GSocketFamily  family,
             guint16        port)
{
  mute->listeners[i] = tpk_test_listen_tcp (family, port, 64);
  mute->sources[i] = g_socket_create_source (mute->listeners[i], G_IO_IN, NULL);
  g_source_set_callback (mute->sources[i], G_SOURCE_FUNC (accept_cb), mute, NULL);
  g_source_attach (mute->sources[i], NULL);
}

/* "localhost" is both addresses where the machine has both. */
static TpkCloudSettings *
mute_start (Mute       *mute,
            const char *host)
{
  TpkCloudSettings *settings = tpk_cloud_settings_new ();
  g_autofree char *url = NULL;
  guint16 port;

  *mute = (Mute) { 0 };
  mute->connections = g_ptr_array_new_with_free_func (g_object_unref);
  mute_listen (mute, 0, G_SOCKET_FAMILY_IPV4, 0);
  port = tpk_test_socket_port (mute->listeners[0]);
  if (g_str_equal (host, "localhost") && tpk_test_have_ipv6 ())
    mute_listen (mute, 1, G_SOCKET_FAMILY_IPV6, port);

  url = g_strdup_printf ("https://%s:%u/", host, port);
  tpk_cloud_settings_set_service (settings, "generic");
  tpk_cloud_settings_set_text (settings, TPK_CLOUD_FIELD_ENDPOINT, url);

  return settings;
}

static void
mute_stop (Mute *mute)
{
  for (guint i = 0; i < G_N_ELEMENTS (mute->listeners) && mute->listeners[i] != NULL; i++) {
    g_source_destroy (mute->sources[i]);
    g_source_unref (mute->sources[i]);
    g_object_unref (mute->listeners[i]);
  }
  g_clear_object (&mute->cancellable);
  g_ptr_array_unref (mute->connections);
}

/* GIO shakes hands in a thread of its own, which has to end well: see end_request(). */
static void
test_cancelled (void)
{
  Mute mute;
  g_autoptr (TpkCloudSettings) settings = mute_start (&mute, "127.0.0.1");

  for (guint i = 0; i < N_REQUESTS; i++) {
    g_autoptr (TpkCloudResult) result = NULL;

    g_clear_object (&mute.cancellable);
    mute.cancellable = g_cancellable_new ();
    result = cf_fetch_full (settings, NULL, mute.cancellable);
    cf_assert_code (result, "cancelled");
    g_assert_cmpint (tpk_cloud_result_get_stage (result, TPK_CLOUD_STAGE_TLS, NULL), ==,
                     TPK_STAGE_STATE_CANCELLED);
    g_assert_cmpuint (mute.connections->len, ==, i + 1);
  }
  mute_stop (&mute);
}

static void
late_cb (GObject      *source,
         GAsyncResult *result,
         gpointer      user_data)
{
  g_autoptr (TpkCloudResult) late = tpk_cloud_fetch_finish (result);
  guint *n_late = user_data;

  cf_assert_code (late, "timeout");
  (*n_late)++;
}

static void
test_late (void)
{
  const TpkCloudFetchOptions options = { .timeout_ms = 1000 };
  Mute mute;
  g_autoptr (TpkCloudSettings) settings = mute_start (&mute, "127.0.0.1");
  guint n_late = 0;

  for (guint i = 0; i < N_REQUESTS; i++)
    tpk_cloud_fetch_async (settings, &options, NULL, late_cb, &n_late);
  while (n_late < N_REQUESTS)
    g_main_context_iteration (NULL, TRUE);
  mute_stop (&mute);
}

/* The end of one handshake is not the beginning of another, with the next address. */
static void
test_two_addresses (void)
{
  const TpkCloudFetchOptions options = { .timeout_ms = 1000 };
  Mute mute;
  g_autoptr (TpkCloudSettings) settings = mute_start (&mute, "localhost");
  g_autoptr (TpkCloudResult) result = cf_fetch_full (settings, &options, NULL);

  cf_assert_code (result, "timeout");
  g_assert_cmpint (tpk_cloud_result_get_stage (result, TPK_CLOUD_STAGE_TLS, NULL), ==,
                   TPK_STAGE_STATE_FAILED);
  mute_stop (&mute);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/cloud/mute/cancelled", test_cancelled);
  g_test_add_func ("/cloud/mute/late", test_late);
  g_test_add_func ("/cloud/mute/two-addresses", test_two_addresses);

  return g_test_run ();
}
