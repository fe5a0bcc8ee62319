/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#include "config.h"

#include "cloud-fixture.h"
#include "tpk-test-net.h"

#define N_REQUESTS 15

/* A server that takes connections, and says nothing to whoever begins to encrypt. */
typedef struct {
  GSocket *listener;             /* (owned) */
  GSource *source;               /* (owned) */
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

static TpkCloudSettings *
mute_start (Mute *mute)
{
  TpkCloudSettings *settings = tpk_cloud_settings_new ();
  g_autofree char *url = NULL;

  mute->listener = tpk_test_listen_tcp (G_SOCKET_FAMILY_IPV4, 0, 64);
  g_assert_nonnull (mute->listener);
  mute->connections = g_ptr_array_new_with_free_func (g_object_unref);
  mute->cancellable = NULL;
  mute->source = g_socket_create_source (mute->listener, G_IO_IN, NULL);
  g_source_set_callback (mute->source, G_SOURCE_FUNC (accept_cb), mute, NULL);
  g_source_attach (mute->source, NULL);

  url = g_strdup_printf ("https://127.0.0.1:%u/", tpk_test_socket_port (mute->listener));
  tpk_cloud_settings_set_service (settings, "generic");
  tpk_cloud_settings_set_text (settings, TPK_CLOUD_FIELD_ENDPOINT, url);

  return settings;
}

static void
mute_stop (Mute *mute)
{
  g_source_destroy (mute->source);
  g_source_unref (mute->source);
  g_clear_object (&mute->cancellable);
  g_ptr_array_unref (mute->connections);
  g_object_unref (mute->listener);
}

/* GIO shakes hands in a thread of its own, which has to end well: see end_request(). */
static void
test_cancelled (void)
{
  Mute mute;
  g_autoptr (TpkCloudSettings) settings = mute_start (&mute);

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
  g_autoptr (TpkCloudSettings) settings = mute_start (&mute);
  guint n_late = 0;

  for (guint i = 0; i < N_REQUESTS; i++)
    tpk_cloud_fetch_async (settings, &options, NULL, late_cb, &n_late);
  while (n_late < N_REQUESTS)
    g_main_context_iteration (NULL, TRUE);
  mute_stop (&mute);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/cloud/mute/cancelled", test_cancelled);
  g_test_add_func ("/cloud/mute/late", test_late);

  return g_test_run ();
}
