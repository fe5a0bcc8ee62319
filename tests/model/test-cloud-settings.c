/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#include "config.h"

#include "model/tpk-cloud-settings.h"
#include "test-utils.h"

#define DEFAULTS "{\"service\":\"agora\",\"sdk\":\"4.15\",\"mode\":\"automatic\",\"app_id\":\"\"}"

static TpkCloudSettings *
settings_of (const char *text)
{
  g_autoptr (JsonObject) object = tpk_test_object (text);
  g_autoptr (GError) error = NULL;
  TpkCloudSettings *settings = tpk_cloud_settings_new_from_json (object, &error);

  g_assert_no_error (error);
  return settings;
}

static void
test_defaults (void)
{
  TpkCloudSettings *settings = tpk_cloud_settings_new ();
  TpkCloudSettings *read = settings_of ("{}");

  g_assert_cmpstr (tpk_cloud_settings_get_service (settings), ==, "agora");
  g_assert_cmpstr (tpk_cloud_settings_get_sdk (settings), ==, "4.15");
  g_assert_cmpint (tpk_cloud_settings_get_mode (settings), ==, TPK_CLOUD_MODE_AUTOMATIC);
  g_assert_cmpstr (tpk_cloud_settings_get_app_id (settings), ==, "");
  tpk_test_assert_written (tpk_cloud_settings_to_json (settings), DEFAULTS);
  tpk_test_assert_written (tpk_cloud_settings_to_json (read), DEFAULTS);
  g_assert_finalize_object (settings);
  g_assert_finalize_object (read);
}

/* Each setter tells of a change once, and of no change never. */
static void
test_setters (void)
{
  g_autoptr (TpkCloudSettings) settings = tpk_cloud_settings_new ();
  guint n_changed = 0;
  guint n_notified = 0;

  tpk_test_count (settings, "changed", &n_changed);
  tpk_test_count (settings, "notify", &n_notified);

  for (guint i = 0; i < 2; i++) {
    tpk_cloud_settings_set_service (settings, "other");
    tpk_cloud_settings_set_sdk (settings, "3.6");
    tpk_cloud_settings_set_mode (settings, TPK_CLOUD_MODE_TLS);
    tpk_cloud_settings_set_app_id (settings, "id");
  }
  g_assert_cmpuint (n_changed, ==, 4);
  g_assert_cmpuint (n_notified, ==, 4);
  tpk_test_assert_written (tpk_cloud_settings_to_json (settings),
                           "{\"service\":\"other\",\"sdk\":\"3.6\",\"mode\":\"tls\","
                           "\"app_id\":\"id\"}");

  tpk_cloud_settings_set_app_id (settings, NULL);
  g_assert_cmpstr (tpk_cloud_settings_get_app_id (settings), ==, "");
}

static void
test_properties (void)
{
  g_autoptr (TpkCloudSettings) settings = tpk_cloud_settings_new ();
  g_autofree char *service = NULL;
  g_autofree char *sdk = NULL;
  g_autofree char *app_id = NULL;
  TpkCloudMode mode;

  g_object_set (settings, "service", "s", "sdk", "1", "mode", TPK_CLOUD_MODE_UDP, "app-id", "i",
                NULL);
  g_object_get (settings, "service", &service, "sdk", &sdk, "mode", &mode, "app-id", &app_id,
                NULL);
  g_assert_cmpstr (service, ==, "s");
  g_assert_cmpstr (sdk, ==, "1");
  g_assert_cmpint (mode, ==, TPK_CLOUD_MODE_UDP);
  g_assert_cmpstr (app_id, ==, "i");
}

static void
test_assign (void)
{
  g_autoptr (TpkCloudSettings) settings = tpk_cloud_settings_new ();
  g_autoptr (TpkCloudSettings) other = settings_of ("{\"service\":\"x\",\"sdk\":\"2\","
                                                    "\"mode\":\"udp\",\"zones\":[\"eu\"]}");
  guint n_changed = 0;

  tpk_test_count (settings, "changed", &n_changed);
  tpk_cloud_settings_assign (settings, other);
  tpk_cloud_settings_assign (settings, other);
  tpk_cloud_settings_assign (settings, settings);
  g_assert_cmpuint (n_changed, ==, 1);
  tpk_test_assert_written (tpk_cloud_settings_to_json (settings),
                           "{\"service\":\"x\",\"sdk\":\"2\",\"mode\":\"udp\",\"app_id\":\"\","
                           "\"zones\":[\"eu\"]}");
}

static void
test_service (void)
{
  static const char *const text =
    "{\"service\":\"generic\",\"sdk\":\"4.15\",\"mode\":\"automatic\",\"app_id\":\"\","
    "\"endpoint\":\"https://a.example/\",\"account\":\"A\",\"secret\":\"s3cret\",\"user\":\"u\","
    "\"region\":\"eu\",\"ca_file\":\"/ca.pem\",\"method\":\"POST\","
    "\"headers\":[\"A: 1\",\"B: 2\"],\"body\":\"b\",\"list_path\":\"a.b\",\"lifetime_s\":600,"
    "\"testing\":true}";
  g_autoptr (TpkCloudSettings) settings = settings_of (text);
  g_autoptr (TpkCloudSettings) copy = tpk_cloud_settings_new ();
  TpkCloudField field;
  guint n_changed = 0;

  tpk_test_assert_written (tpk_cloud_settings_to_json (settings), text);
  g_assert_cmpstr (tpk_cloud_settings_get_text (settings, TPK_CLOUD_FIELD_HEADERS), ==,
                   "A: 1\nB: 2");
  g_assert_cmpuint (tpk_cloud_settings_get_lifetime_s (settings), ==, 600);
  g_assert_true (tpk_cloud_settings_get_testing (settings));

  tpk_test_count (copy, "changed", &n_changed);
  for (guint i = 0; i < TPK_CLOUD_N_FIELDS; i++) {
    g_assert_true (tpk_cloud_field_from_string (tpk_cloud_field_to_string (i), &field));
    g_assert_cmpint (field, ==, i);
  }
  g_assert_false (tpk_cloud_field_from_string ("mode", &field));
  tpk_cloud_settings_assign (copy, settings);
  tpk_cloud_settings_assign (copy, settings);
  g_assert_cmpuint (n_changed, ==, 1);
  tpk_test_assert_written (tpk_cloud_settings_to_json (copy), text);

  /* Whatever a text field gave, the document has one header an entry. */
  tpk_cloud_settings_set_text (copy, TPK_CLOUD_FIELD_HEADERS, "\r\nC: 3\r\n\n");
  for (guint i = TPK_CLOUD_FIELD_ENDPOINT; i < TPK_CLOUD_N_FIELDS; i++) {
    if (i != TPK_CLOUD_FIELD_HEADERS)
      tpk_cloud_settings_set_text (copy, i, NULL);
  }
  tpk_cloud_settings_set_lifetime_s (copy, 0);
  tpk_cloud_settings_set_testing (copy, FALSE);
  tpk_test_assert_written (tpk_cloud_settings_to_json (copy),
                           "{\"service\":\"generic\",\"sdk\":\"4.15\",\"mode\":\"automatic\","
                           "\"app_id\":\"\",\"headers\":[\"C: 3\"]}");
}

static void
test_refused (void)
{
  static const struct {
    const char *text;
    int code;
    const char *message;
  } rows[] = {
    { "{\"service\":1}", TPK_JSON_ERROR_TYPE, "service: expected a string" },
    { "{\"sdk\":4.15}", TPK_JSON_ERROR_TYPE, "sdk: expected a string" },
    { "{\"mode\":3}", TPK_JSON_ERROR_TYPE, "mode: expected a string" },
    { "{\"mode\":\"TLS\"}", TPK_JSON_ERROR_VALUE, "mode: expected “automatic”, “udp” or “tls”" },
    { "{\"endpoint\":1}", TPK_JSON_ERROR_TYPE, "endpoint: expected a string" },
    { "{\"headers\":\"A: 1\"}", TPK_JSON_ERROR_TYPE, "headers: expected an array of strings" },
    { "{\"headers\":[\"A: 1\\nB: 2\"]}", TPK_JSON_ERROR_VALUE,
      "headers: expected one header a text, without an end of line" },
    { "{\"lifetime_s\":-1}", TPK_JSON_ERROR_VALUE, "lifetime_s: expected a number from 0 to 2678400" },
    { "{\"testing\":1}", TPK_JSON_ERROR_TYPE, "testing: expected true or false" },
    { "{\"app_id\":null}", TPK_JSON_ERROR_TYPE, "app_id: expected a string" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
    g_autoptr (JsonObject) object = tpk_test_object (rows[i].text);
    g_autoptr (GError) error = NULL;

    g_assert_null (tpk_cloud_settings_new_from_json (object, &error));
    g_assert_error (error, TPK_JSON_ERROR, rows[i].code);
    g_assert_cmpstr (error->message, ==, rows[i].message);
  }
}

static void
test_modes (void)
{
  static const char *const names[] = { "automatic", "udp", "tls" };
  TpkCloudMode mode = TPK_CLOUD_MODE_AUTOMATIC;

  for (guint i = 0; i < G_N_ELEMENTS (names); i++) {
    g_assert_cmpstr (tpk_cloud_mode_to_string (i), ==, names[i]);
    g_assert_true (tpk_cloud_mode_from_string (names[i], &mode));
    g_assert_cmpint (mode, ==, i);
  }
  g_assert_false (tpk_cloud_mode_from_string ("tcp", &mode));
  g_assert_false (tpk_cloud_mode_from_string ("", NULL));
}

/* Another service is told nothing of what this one was told; the SDK is the calling client's. */
static void
test_switch_service (void)
{
  g_autoptr (TpkCloudSettings) settings =
    settings_of ("{\"service\":\"generic\",\"sdk\":\"3.6\",\"mode\":\"udp\",\"app_id\":\"id\","
                 "\"endpoint\":\"https://a.example/\",\"account\":\"A\",\"secret\":\"s3cret\","
                 "\"user\":\"u\",\"region\":\"eu\",\"ca_file\":\"/ca.pem\",\"method\":\"POST\","
                 "\"headers\":[\"A: 1\"],\"body\":\"b\",\"list_path\":\"a.b\",\"lifetime_s\":600}");
  guint n_changed = 0;

  tpk_test_count (settings, "changed", &n_changed);
  tpk_cloud_settings_switch_service (settings, "generic");
  g_assert_cmpuint (n_changed, ==, 0);
  g_assert_cmpstr (tpk_cloud_settings_get_text (settings, TPK_CLOUD_FIELD_SECRET), ==, "s3cret");

  tpk_cloud_settings_switch_service (settings, "twilio");
  g_assert_cmpuint (n_changed, ==, 1);
  tpk_test_assert_written (tpk_cloud_settings_to_json (settings),
                           "{\"service\":\"twilio\",\"sdk\":\"3.6\",\"mode\":\"udp\","
                           "\"app_id\":\"id\"}");
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/model/cloud-settings/defaults", test_defaults);
  g_test_add_func ("/model/cloud-settings/setters", test_setters);
  g_test_add_func ("/model/cloud-settings/service", test_service);
  g_test_add_func ("/model/cloud-settings/properties", test_properties);
  g_test_add_func ("/model/cloud-settings/assign", test_assign);
  g_test_add_func ("/model/cloud-settings/refused", test_refused);
  g_test_add_func ("/model/cloud-settings/modes", test_modes);
  g_test_add_func ("/model/cloud-settings/switch-service", test_switch_service);

  return g_test_run ();
}
