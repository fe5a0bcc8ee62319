/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#include "config.h"

#include <string.h>

#include "checks/tpk-result.h"
#include "cloud/tpk-allow-presets.h"
#include "cloud/tpk-cloud-lint.h"
#include "cloud/tpk-cloud-schedule.h"
#include "cloud/tpk-cloud-steps.h"

#define NOW_S 1795200000
#define NOW_MS (NOW_S * G_GINT64_CONSTANT (1000))

static TpkCloudSet *
new_set (gint64 fetched_s,
         gint64 expires_s)
{
  g_autoptr (GPtrArray) servers = g_ptr_array_new_with_free_func (g_object_unref);
  TpkServer *server = tpk_server_new ();

  tpk_server_add_url (server, "turn:turn.turnpike.net:3478?transport=udp");
  g_ptr_array_add (servers, server);

  return tpk_cloud_set_new ("turn-rest", "key", servers, fetched_s, expires_s);
}

/* Two thirds of the life, or up to a tenth of the life earlier. */
static void
test_success (void)
{
  static const struct {
    gint64 life_s;               /* 0: nobody said */
    double luck;
    gint64 due_ms;               /* after the question */
  } rows[] = {
    { 6, 0, 4000 },
    { 6, 1, 3400 },
    { 600, 0, 400000 },
    { 600, 0.5, 370000 },
    { 86400, 1, 48960000 },
    { 0, 0, 57600000 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
    g_autoptr (TpkCloudSet) set = new_set (NOW_S, rows[i].life_s > 0 ? NOW_S + rows[i].life_s : 0);
    TpkCloudSchedule schedule;

    tpk_cloud_schedule_init (&schedule);
    g_assert_cmpint (schedule.due_ms, ==, G_MAXINT64);
    tpk_cloud_schedule_failed (&schedule, TPK_CLOUD_CODE_TIMEOUT, 0, NOW_MS, 0);
    tpk_cloud_schedule_succeeded (&schedule, set, NOW_MS, rows[i].luck);
    g_assert_cmpint (schedule.due_ms, ==, NOW_MS + rows[i].due_ms);
    g_assert_cmpuint (schedule.failures, ==, 0);
  }
}

/* Pauses double up to five minutes; what only people can mend begins with a minute; what the service
 * asks for is kept. */
static void
test_failures (void)
{
  static const gint64 pauses_ms[] = { 1000, 2000, 4000, 8000, 16000, 32000, 64000, 128000, 256000,
                                      300000, 300000 };
  TpkCloudSchedule schedule;

  tpk_cloud_schedule_init (&schedule);
  for (guint i = 0; i < G_N_ELEMENTS (pauses_ms); i++) {
    tpk_cloud_schedule_failed (&schedule, TPK_CLOUD_CODE_SERVER_ERROR, 0, NOW_MS, 0);
    g_assert_cmpint (schedule.due_ms, ==, NOW_MS + pauses_ms[i]);
  }

  tpk_cloud_schedule_init (&schedule);
  tpk_cloud_schedule_failed (&schedule, TPK_CLOUD_CODE_SERVER_ERROR, 0, NOW_MS, 1);
  g_assert_cmpint (schedule.due_ms, ==, NOW_MS + 1500);

  tpk_cloud_schedule_init (&schedule);
  tpk_cloud_schedule_failed (&schedule, TPK_CLOUD_CODE_UNAUTHORIZED, 0, NOW_MS, 0);
  g_assert_cmpint (schedule.due_ms, ==, NOW_MS + 60000);

  tpk_cloud_schedule_init (&schedule);
  tpk_cloud_schedule_failed (&schedule, TPK_CLOUD_CODE_RATE_LIMITED, 7, NOW_MS, 1);
  g_assert_cmpint (schedule.due_ms, ==, NOW_MS + 7000);
}

/* After suspend or in another network it is asked at once, unless the service forbids it. */
static void
test_hurry (void)
{
  g_autoptr (TpkCloudSet) set = new_set (NOW_S, NOW_S + 86400);
  TpkCloudSchedule schedule;

  tpk_cloud_schedule_init (&schedule);
  tpk_cloud_schedule_succeeded (&schedule, set, NOW_MS, 0);
  tpk_cloud_schedule_hurry (&schedule, NOW_MS + 29999);
  g_assert_cmpint (schedule.due_ms, ==, NOW_MS + 57600000);
  tpk_cloud_schedule_hurry (&schedule, NOW_MS + 30000);
  g_assert_cmpint (schedule.due_ms, ==, NOW_MS + 31000);

  /* The clock was set back. */
  tpk_cloud_schedule_succeeded (&schedule, set, NOW_MS, 0);
  tpk_cloud_schedule_hurry (&schedule, NOW_MS - 3600000);
  g_assert_cmpint (schedule.due_ms, ==, NOW_MS - 3600000 + 1000);

  tpk_cloud_schedule_failed (&schedule, TPK_CLOUD_CODE_RATE_LIMITED, 60, NOW_MS, 0);
  tpk_cloud_schedule_hurry (&schedule, NOW_MS + 10000);
  g_assert_cmpint (schedule.due_ms, ==, NOW_MS + 60000);
}

static char *
dup_codes (TpkProfile  *profile,
           TpkCloudSet *set)
{
  g_autoptr (GPtrArray) findings = tpk_cloud_lint (profile, set, NULL, NOW_S);
  GString *codes = g_string_new (NULL);

  for (guint i = 0; i < findings->len; i++) {
    TpkFinding *finding = g_ptr_array_index (findings, i);

    g_string_append_printf (codes, "%s%s:%s", codes->len > 0 ? " " : "",
                            tpk_severity_to_string (tpk_finding_get_severity (finding)),
                            tpk_finding_get_code (finding));
  }

  return g_string_free (codes, FALSE);
}

static void
assert_codes (TpkProfile  *profile,
              TpkCloudSet *set,
              const char  *codes)
{
  g_autofree char *found = dup_codes (profile, set);

  g_assert_cmpstr (found, ==, codes);
}

static void
test_lint (void)
{
  g_autoptr (TpkProfile) profile = tpk_profile_new ("Office");
  g_autoptr (TpkServer) own = tpk_server_new ();
  TpkCloudSettings *settings = tpk_profile_get_cloud (profile);
  g_autoptr (TpkCloudSet) good = new_set (NOW_S, NOW_S + 60);
  g_autoptr (TpkCloudSet) ended = new_set (NOW_S - 60, NOW_S);

  tpk_profile_set_route (profile, TPK_ROUTE_CLOUD);
  assert_codes (profile, NULL, "warning:agora-automatic");
  tpk_cloud_settings_set_mode (settings, TPK_CLOUD_MODE_UDP);
  assert_codes (profile, NULL, "");

  tpk_server_add_url (own, "turn:own.test");
  tpk_profile_append_server (profile, own);
  tpk_profile_set_signalling_proxy (profile, "https://proxy.test/");
  assert_codes (profile, NULL, "info:own-servers-rest info:own-proxy-rests");
  tpk_server_set_enabled (own, FALSE);
  tpk_profile_set_signalling_proxy (profile, "");

  tpk_cloud_settings_set_service (settings, "turn-rest");
  assert_codes (profile, NULL, "error:cloud-settings info:cloud-not-asked");
  tpk_cloud_settings_set_text (settings, TPK_CLOUD_FIELD_ENDPOINT, "http://turn.test/");
  assert_codes (profile, NULL, "error:cloud-settings info:cloud-not-asked");
  tpk_cloud_settings_set_text (settings, TPK_CLOUD_FIELD_ENDPOINT, "https://turn.test/");
  assert_codes (profile, NULL, "info:cloud-not-asked");
  assert_codes (profile, ended, "warning:cloud-ended");
  /* A TURN server without a password is an error of an own list; here nobody could mend it. */
  assert_codes (profile, good, "warning:credential-missing warning:udp-only warning:no-tls");

  tpk_cloud_settings_set_service (settings, "acme");
  assert_codes (profile, NULL, "error:cloud-unknown");
}

/* What is said of a vendor's settings, and nothing of it for another service or route. */
static void
test_lint_vendor (void)
{
  static const struct {
    const char *sdk;
    const char *areas;
    gboolean testing;
    const char *preset;          /* (nullable): what the firewall is asked for */
    const char *codes;
  } rows[] = {
    { "4.15", "EUROPE, NORTH_AMERICA", FALSE, "agora", "" },
    { "3.0.0", "", FALSE, NULL, "warning:agora-mode-unknown" },
    { "2.4.0", "", FALSE, NULL, "error:agora-sdk-old" },
    { "", "", FALSE, NULL, "error:agora-sdk-unknown" },
    { "99", "", FALSE, NULL, "warning:agora-sdk-later" },
    { "4.15", "EUROPE,,nonsense", FALSE, NULL,
      "warning:agora-area-unknown warning:agora-area-unknown" },
    { "4.15", "Europe", FALSE, NULL, "warning:agora-area-unknown" },
    { "4.15", "", TRUE, NULL, "warning:agora-testing" },
    { "4.15", "", TRUE, "agora-test", "warning:agora-testing" },
    { "4.15", "", FALSE, "agora-test", "warning:agora-test-addresses" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
    g_autoptr (TpkProfile) profile = tpk_profile_new ("Office");
    TpkCloudSettings *settings = tpk_profile_get_cloud (profile);

    tpk_profile_set_route (profile, TPK_ROUTE_CLOUD);
    tpk_cloud_settings_set_mode (settings, TPK_CLOUD_MODE_TLS);
    tpk_cloud_settings_set_sdk (settings, rows[i].sdk);
    tpk_cloud_settings_set_text (settings, TPK_CLOUD_FIELD_REGION, rows[i].areas);
    tpk_cloud_settings_set_testing (settings, rows[i].testing);
    if (rows[i].preset != NULL) {
      g_autoptr (TpkAllowList) list =
        tpk_allow_preset_new_list (tpk_allow_preset_find (rows[i].preset));

      tpk_allow_list_append_list (tpk_profile_get_allow_list (profile), list);
    }

    g_test_message ("%s, %s", rows[i].sdk, rows[i].areas);
    assert_codes (profile, NULL, rows[i].codes);
    tpk_profile_set_route (profile, TPK_ROUTE_DIRECT);
    assert_codes (profile, NULL, "");
  }
}

static void
assert_states (const TpkCloudStepsInput *input,
               TpkStageState             asked,
               TpkStageState             received,
               TpkStageState             forwarded,
               TpkStageState             returned)
{
  const TpkStageState states[] = { asked, received, forwarded, returned };
  g_autoptr (TpkCloudSteps) steps = tpk_cloud_steps_new (input);
  g_autoptr (JsonArray) array = tpk_cloud_steps_to_json (steps);

  g_assert_cmpuint (json_array_get_length (array), ==, TPK_CLOUD_N_STEPS);
  for (guint i = 0; i < TPK_CLOUD_N_STEPS; i++) {
    g_assert_cmpint (tpk_cloud_steps_get_state (steps, i), ==, states[i]);
    g_assert_cmpuint (strlen (tpk_cloud_steps_get_summary (steps, i)), >, 0);
    g_assert_cmpstr (json_object_get_string_member (json_array_get_object_element (array, i),
                                                    "name"),
                     ==, tpk_cloud_step_id_to_string (i));
  }
}

static TpkResult *
new_result (TpkResultState state)
{
  const TpkResultFields fields = { .url = "turn:turn.test", .state = state, .rtt_ms = -1 };

  return tpk_result_new (&fields);
}

static void
test_steps (void)
{
  g_autoptr (TpkProfile) profile = tpk_profile_new ("Office");
  g_autoptr (TpkCloudSet) good = new_set (NOW_S, NOW_S + 60);
  g_autoptr (GListStore) results = g_list_store_new (TPK_TYPE_RESULT);
  g_autoptr (TpkResult) failed = new_result (TPK_RESULT_STATE_FAILED);
  g_autoptr (TpkResult) running = new_result (TPK_RESULT_STATE_RUNNING);
  g_autoptr (TpkResult) passed = new_result (TPK_RESULT_STATE_PASSED);
  TpkCloudStepsInput input = { .profile = profile, .now_s = NOW_S };
  TpkCloudResultData data;
  g_autoptr (TpkCloudResult) refused = NULL;
  g_autoptr (TpkCloudSteps) vendor = NULL;

  /* Of a vendor's proxy nothing can be known here, and no step pretends to. */
  assert_states (&input, TPK_STAGE_STATE_SKIPPED, TPK_STAGE_STATE_SKIPPED, TPK_STAGE_STATE_SKIPPED,
                 TPK_STAGE_STATE_SKIPPED);

  input.n_endpoints = 14;
  input.n_reached = 12;
  assert_states (&input, TPK_STAGE_STATE_SKIPPED, TPK_STAGE_STATE_SKIPPED, TPK_STAGE_STATE_SKIPPED,
                 TPK_STAGE_STATE_SKIPPED);
  vendor = tpk_cloud_steps_new (&input);
  g_assert_nonnull (strstr (tpk_cloud_steps_get_summary (vendor, TPK_CLOUD_STEP_FORWARDED),
                            "12 of 14 addresses"));

  tpk_cloud_settings_set_service (tpk_profile_get_cloud (profile), "turn-rest");
  assert_states (&input, TPK_STAGE_STATE_PENDING, TPK_STAGE_STATE_PENDING, TPK_STAGE_STATE_PENDING,
                 TPK_STAGE_STATE_PENDING);

  tpk_cloud_result_data_init (&data, "turn-rest");
  data.code = TPK_CLOUD_CODE_FORBIDDEN;
  refused = tpk_cloud_result_new_take (&data);
  input.result = refused;
  assert_states (&input, TPK_STAGE_STATE_FAILED, TPK_STAGE_STATE_SKIPPED, TPK_STAGE_STATE_PENDING,
                 TPK_STAGE_STATE_PENDING);

  input.result = NULL;
  input.set = good;
  input.results = G_LIST_MODEL (results);
  assert_states (&input, TPK_STAGE_STATE_PASSED, TPK_STAGE_STATE_PASSED, TPK_STAGE_STATE_PENDING,
                 TPK_STAGE_STATE_PENDING);
  input.now_s = NOW_S + 60;
  g_list_store_append (results, failed);
  assert_states (&input, TPK_STAGE_STATE_PASSED, TPK_STAGE_STATE_FAILED, TPK_STAGE_STATE_FAILED,
                 TPK_STAGE_STATE_PENDING);
  g_list_store_append (results, running);
  assert_states (&input, TPK_STAGE_STATE_PASSED, TPK_STAGE_STATE_FAILED, TPK_STAGE_STATE_RUNNING,
                 TPK_STAGE_STATE_PENDING);
  g_list_store_remove (results, 1);
  g_list_store_append (results, passed);
  assert_states (&input, TPK_STAGE_STATE_PASSED, TPK_STAGE_STATE_FAILED, TPK_STAGE_STATE_PASSED,
                 TPK_STAGE_STATE_PENDING);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/cloud/schedule/success", test_success);
  g_test_add_func ("/cloud/schedule/failures", test_failures);
  g_test_add_func ("/cloud/schedule/hurry", test_hurry);
  g_test_add_func ("/cloud/lint", test_lint);
  g_test_add_func ("/cloud/lint-vendor", test_lint_vendor);
  g_test_add_func ("/cloud/steps", test_steps);

  return g_test_run ();
}
