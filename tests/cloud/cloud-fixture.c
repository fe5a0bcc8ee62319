/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#include "config.h"

#include "cloud-fixture.h"

/* Settings for a service that @server plays, with the authority that signed its certificate. */
TpkCloudSettings *
cf_settings (const char     *service,
             TpkTestService *server,
             const char     *path)
{
  TpkCloudSettings *settings = tpk_cloud_settings_new ();
  g_autofree char *url = tpk_test_service_dup_url (server, path);

  tpk_cloud_settings_set_service (settings, service);
  tpk_cloud_settings_set_text (settings, TPK_CLOUD_FIELD_ENDPOINT, url);
  tpk_cloud_settings_set_text (settings, TPK_CLOUD_FIELD_CA_FILE,
                               tpk_test_certs_get_file (TPK_TEST_CERT_CA));

  return settings;
}

static void
keep_cb (GObject      *source,
         GAsyncResult *result,
         gpointer      user_data)
{
  *(GAsyncResult **) user_data = g_object_ref (result);
}

TpkCloudResult *
cf_fetch_full (TpkCloudSettings           *settings,
               const TpkCloudFetchOptions *options,
               GCancellable               *cancellable)
{
  g_autoptr (GAsyncResult) result = NULL;

  tpk_cloud_fetch_async (settings, options, cancellable, keep_cb, &result);
  while (result == NULL)
    g_main_context_iteration (NULL, TRUE);

  return tpk_cloud_fetch_finish (result);
}

TpkCloudResult *
cf_fetch (TpkCloudSettings *settings)
{
  /* A machine under load is slow; nothing here waits for the deadline. */
  const TpkCloudFetchOptions options = { .timeout_ms = 60000 };

  return cf_fetch_full (settings, &options, NULL);
}

void
cf_assert_code (TpkCloudResult *result,
                const char     *code)
{
  g_autofree char *summary = tpk_cloud_result_dup_summary (result);

  g_test_message ("%s", summary);
  g_assert_cmpstr (tpk_cloud_code_to_string (tpk_cloud_result_get_code (result)), ==, code);
}

/* All addresses with a blank between, for comparing. */
char *
cf_dup_urls (TpkCloudSet *set)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < tpk_cloud_set_get_n_servers (set); i++) {
    TpkServer *server = tpk_cloud_set_get_server (set, i);

    for (guint j = 0; j < tpk_server_get_n_urls (server); j++)
      g_string_append_printf (text, "%s%s", text->len > 0 ? " " : "",
                              tpk_ice_url_get_text (tpk_server_get_url (server, j)));
  }

  return g_string_free (text, FALSE);
}
