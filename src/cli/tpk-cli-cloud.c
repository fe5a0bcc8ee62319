/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#define G_LOG_DOMAIN "tpk-cli-cloud"

#include "config.h"

#include "tpk-cli-cloud.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "cloud/tpk-cloud-service.h"
#include "cloud/tpk-cloud-steps.h"
#include "model/tpk-wipe.h"

#include "tpk-cli-findings.h"
#include "tpk-cli-input.h"
#include "tpk-cli-session.h"
#include "tpk-cli-table.h"

/* What there is to say of a cloud proxy, and what it is told. */

#define SERVICE "service="

static void
set_time (JsonObject *object,
          const char *member,
          gint64      time_s)
{
  g_autoptr (GDateTime) time = g_date_time_new_from_unix_utc (time_s);
  g_autofree char *text = NULL;

  if (time_s == 0 || time == NULL)
    return;

  text = g_date_time_format (time, "%Y-%m-%dT%H:%M:%SZ");
  json_object_set_string_member (object, member, text);
}

static void
add_set (JsonObject  *document,
         TpkCloudSet *set)
{
  if (set == NULL)
    return;

  set_time (document, "fetched", tpk_cloud_set_get_fetched_s (set));
  set_time (document, "renewal", tpk_cloud_set_get_renewal_s (set));
  set_time (document, "expires", tpk_cloud_set_get_expires_s (set));
  json_object_set_array_member (document, "servers", tpk_cloud_set_dup_public_json (set));
}

static void
print_servers (TpkCloudSet *set)
{
  const char *const headings[] = { _("Server"), _("URL"), NULL };
  g_autoptr (TpkCliTable) table = tpk_cli_table_new (headings);

  tpk_cli_table_set_numeric (table, 0);
  for (guint i = 0; i < tpk_cloud_set_get_n_servers (set); i++) {
    TpkServer *server = tpk_cloud_set_get_server (set, i);

    for (guint j = 0; j < tpk_server_get_n_urls (server); j++) {
      tpk_cli_table_add_printf (table, TPK_CLI_STYLE_PLAIN, "%u", i + 1);
      tpk_cli_table_add (table, TPK_CLI_STYLE_PLAIN,
                         tpk_ice_url_get_text (tpk_server_get_url (server, j)));
    }
  }
  tpk_cli_table_print (table, stdout);
}

static void
print_end (TpkCloudSet *set)
{
  gint64 expires_s = tpk_cloud_set_get_expires_s (set);
  g_autoptr (GDateTime) end = g_date_time_new_from_unix_local (expires_s);
  g_autofree char *text = end != NULL ? g_date_time_format (end, "%Y-%m-%d %H:%M:%S") : NULL;

  if (expires_s == 0)
    tpk_cli_print ("%s\n", _("The service does not say until when they are good."));
  else
    /* Translators: %s is a date and a time. */
    tpk_cli_print (_("Good until %s.\n"), text);
}

/**
 * tpk_cli_cloud_print_result:
 * @cli: the run
 * @result: how asking ended
 */
void
tpk_cli_cloud_print_result (TpkCli         *cli,
                            TpkCloudResult *result)
{
  TpkCloudSet *set = tpk_cloud_result_get_set (result);
  g_autofree char *summary = tpk_cloud_result_dup_summary (result);
  g_autofree char *advice = tpk_cloud_result_dup_advice (result);

  if (cli->json) {
    g_autoptr (JsonObject) document = tpk_cloud_result_to_json (result);

    json_object_set_int_member (document, "schema", 1);
    add_set (document, set);
    tpk_cli_print_json (document);
    return;
  }

  if (set == NULL) {
    tpk_cli_print_styled (TPK_CLI_STYLE_BAD, "%s\n", summary);
    tpk_cli_print ("%s\n", advice);
    return;
  }

  if (cli->quiet)
    return;

  tpk_cli_print_styled (TPK_CLI_STYLE_GOOD, "%s\n", summary);
  for (guint i = 0; i < TPK_CLOUD_N_STAGES; i++) {
    double ms = 0;

    if (tpk_cloud_result_get_stage (result, i, &ms) == TPK_STAGE_STATE_PASSED)
      /* Translators: a step on the way to the service, and milliseconds. */
      tpk_cli_print (_("  %s: %.1f ms\n"), tpk_cloud_stage_id_get_name (i), ms);
  }
  print_servers (set);
  print_end (set);
}

static TpkCloudSteps *
new_steps (TpkCli      *cli,
           TpkProfile  *profile,
           TpkCloudSet *set,
           TpkCheckRun *check_run)
{
  const TpkCloudStepsInput input = {
    .profile = profile,
    .set = set,
    .result = tpk_workspace_get_cloud_result (cli->workspace),
    .results = check_run != NULL ? tpk_check_run_get_results (check_run) : NULL,
    .proofs = check_run != NULL ? tpk_check_run_get_proofs (check_run) : NULL,
    .now_s = g_get_real_time () / G_USEC_PER_SEC,
  };

  return tpk_cloud_steps_new (&input);
}

static void
print_steps (TpkCloudSteps *steps)
{
  for (guint i = 0; i < TPK_CLOUD_N_STEPS; i++) {
    TpkStageState state = tpk_cloud_steps_get_state (steps, i);
    const char *advice = tpk_cloud_steps_get_advice (steps, i);
    TpkCliStyle style = state == TPK_STAGE_STATE_PASSED ? TPK_CLI_STYLE_GOOD
                        : state == TPK_STAGE_STATE_FAILED ? TPK_CLI_STYLE_BAD
                                                          : TPK_CLI_STYLE_DIM;

    tpk_cli_print_styled (style, "%u. %s: ", i + 1, tpk_cloud_step_id_get_name (i));
    tpk_cli_print ("%s\n", tpk_cloud_steps_get_summary (steps, i));
    if (advice != NULL)
      tpk_cli_print ("   %s\n", advice);
  }
}

static const char *
get_state (TpkProfile  *profile,
           TpkCloudSet *set)
{
  if (tpk_profile_get_route (profile) != TPK_ROUTE_CLOUD)
    return "unused";
  if (!tpk_cloud_profile_asks (profile))
    return "vendor";
  if (set == NULL)
    return "none";

  return tpk_cloud_set_is_good (set, g_get_real_time () / G_USEC_PER_SEC) ? "good" : "ended";
}

/**
 * tpk_cli_cloud_print_status:
 * @cli: the run
 * @profile: a profile
 * @set: (nullable): what was handed out for it
 * @check_run: (nullable): a check of that
 *
 * Prints what is known of a cloud proxy.
 */
void
tpk_cli_cloud_print_status (TpkCli      *cli,
                            TpkProfile  *profile,
                            TpkCloudSet *set,
                            TpkCheckRun *check_run)
{
  const char *id = tpk_cloud_settings_get_service (tpk_profile_get_cloud (profile));
  const TpkCloudService *service = tpk_cloud_service_find (id);
  g_autoptr (TpkCloudSteps) steps = new_steps (cli, profile, set, check_run);
  gboolean is_testing = service != NULL && service->is_vendor &&
                        tpk_cloud_settings_get_testing (tpk_profile_get_cloud (profile));

  if (cli->json) {
    g_autoptr (JsonObject) document = json_object_new ();

    json_object_set_int_member (document, "schema", 1);
    json_object_set_string_member (document, "profile", tpk_profile_get_name (profile));
    json_object_set_string_member (document, "route",
                                   tpk_route_to_string (tpk_profile_get_route (profile)));
    json_object_set_string_member (document, "service", id);
    json_object_set_boolean_member (document, "testing", is_testing);
    json_object_set_string_member (document, "state", get_state (profile, set));
    add_set (document, set);
    json_object_set_array_member (document, "steps", tpk_cloud_steps_to_json (steps));
    tpk_cli_print_json (document);
    return;
  }

  if (cli->quiet)
    return;

  /* Translators: %s is the name of a cloud proxy, as "Twilio". */
  tpk_cli_print (_("Cloud proxy: %s\n"), service != NULL ? _(service->name) : id);
  if (tpk_profile_get_route (profile) != TPK_ROUTE_CLOUD)
    tpk_cli_print ("%s\n", _("It is not in use: the route of the profile is another one."));
  if (is_testing)
    tpk_cli_print ("%s\n", _("It is only for tests: its addresses are no good in production."));
  if (set != NULL) {
    print_servers (set);
    print_end (set);
  }
  print_steps (steps);
}

/**
 * tpk_cli_cloud_check:
 * @cli: the run
 * @profile: a profile whose servers a service hands out
 *
 * Returns: (transfer full): a check of the servers that were handed out, with a call through each,
 *   over or cancelled
 */
TpkCheckRun *
tpk_cli_cloud_check (TpkCli     *cli,
                     TpkProfile *profile)
{
  const TpkCheckOptions check = { .proof = TRUE };
  TpkCheckRun *check_run = tpk_check_run_new (&check);
  g_autoptr (TpkProfile) effective = NULL;
  g_autoptr (GAsyncResult) result = NULL;

  effective = tpk_workspace_dup_effective_profile (cli->workspace, profile);
  tpk_check_run_add_profile (check_run, effective);
  tpk_cli_catch_signals (cli);
  tpk_check_run_start_async (check_run, cli->cancellable, tpk_cli_ready_cb, &result);
  tpk_cli_wait (cli, &result);
  tpk_check_run_start_finish (check_run, result, NULL);

  return check_run;
}

static gboolean
set_number (TpkCli           *cli,
            TpkCloudSettings *settings,
            const char       *value,
            TpkCliExit       *exit_code)
{
  guint64 number;

  if (g_ascii_string_to_unsigned (value, 10, 0, TPK_CLOUD_MAX_LIFETIME_S, &number, NULL)) {
    tpk_cloud_settings_set_lifetime_s (settings, (guint) number);
    return TRUE;
  }

  *exit_code = tpk_cli_usage_error (cli, _("lifetime_s is a number of seconds, up to %u."),
                                    TPK_CLOUD_MAX_LIFETIME_S);
  return FALSE;
}

static gboolean
set_mode (TpkCli           *cli,
          TpkCloudSettings *settings,
          const char       *value,
          TpkCliExit       *exit_code)
{
  TpkCloudMode mode;

  if (tpk_cloud_mode_from_string (value, &mode)) {
    tpk_cloud_settings_set_mode (settings, mode);
    return TRUE;
  }

  *exit_code = tpk_cli_usage_error (cli, "%s", _("mode is automatic, udp or tls."));
  return FALSE;
}

static gboolean
set_testing (TpkCli           *cli,
             TpkCloudSettings *settings,
             const char       *value,
             TpkCliExit       *exit_code)
{
  gboolean testing = g_str_equal (value, "true");

  if (testing || g_str_equal (value, "false")) {
    tpk_cloud_settings_set_testing (settings, testing);
    return TRUE;
  }

  *exit_code = tpk_cli_usage_error (cli, "%s", _("testing is true or false."));
  return FALSE;
}

static gboolean
set_service (TpkCli           *cli,
             TpkCloudSettings *settings,
             const char       *value,
             TpkCliExit       *exit_code)
{
  g_autoptr (GString) list = g_string_new (NULL);
  const TpkCloudService *const *services;
  guint n;

  if (tpk_cloud_service_find (value) != NULL) {
    tpk_cloud_settings_switch_service (settings, value);
    return TRUE;
  }

  services = tpk_cloud_services_get (&n);
  for (guint i = 0; i < n; i++)
    g_string_append_printf (list, "%s%s", i > 0 ? ", " : "", services[i]->id);

  /* Translators: the first %s is what was typed, the second a list. */
  *exit_code = tpk_cli_usage_error (cli, _("There is no cloud proxy “%s”. There are: %s."), value,
                                    list->str);
  return FALSE;
}

static gboolean
set_pair (TpkCli           *cli,
          TpkCloudSettings *settings,
          const char       *pair,
          TpkCliExit       *exit_code)
{
  const char *equals = strchr (pair, '=');
  g_autofree char *name = equals != NULL ? g_strndup (pair, equals - pair) : g_strdup (pair);
  const char *value = equals != NULL ? equals + 1 : "";
  TpkCloudField field;

  if (g_str_equal (name, "secret")) {
    *exit_code = tpk_cli_usage_error (cli, "%s", _("A secret on the command line can be read by "
                                                   "others on this machine. Use --secret-file."));
    return FALSE;
  }

  if (equals != NULL && g_str_equal (name, "mode"))
    return set_mode (cli, settings, value, exit_code);
  if (equals != NULL && g_str_equal (name, "lifetime_s"))
    return set_number (cli, settings, value, exit_code);
  if (equals != NULL && g_str_equal (name, "testing"))
    return set_testing (cli, settings, value, exit_code);
  if (equals != NULL && tpk_cloud_field_from_string (name, &field) &&
      g_utf8_validate (value, -1, NULL)) {
    tpk_cloud_settings_set_text (settings, field, value);
    return TRUE;
  }

  /* Translators: %s is what was typed. */
  *exit_code = tpk_cli_usage_error (cli, _("“%s” is no setting of a cloud proxy. Write it as "
                                           "NAME=VALUE, as in service=twilio."), name);
  return FALSE;
}

/* The service comes first, wherever it stands: the other settings are its own. */
static gboolean
set_pairs (TpkCli            *cli,
           TpkCloudSettings  *settings,
           const char *const *pairs,
           TpkCliExit        *exit_code)
{
  for (gsize i = 0; pairs[i] != NULL; i++) {
    if (g_str_has_prefix (pairs[i], SERVICE) &&
        !set_service (cli, settings, pairs[i] + strlen (SERVICE), exit_code))
      return FALSE;
  }

  for (gsize i = 0; pairs[i] != NULL; i++) {
    if (!g_str_has_prefix (pairs[i], SERVICE) &&
        !set_pair (cli, settings, pairs[i], exit_code))
      return FALSE;
  }

  return TRUE;
}

/**
 * tpk_cli_cloud_set:
 * @cli: the run
 * @profile: of the draft
 * @pairs: settings as `name=value`
 * @secret_file: (nullable): where the secret is
 *
 * Changes the settings of the draft's cloud proxy: all of them, or none. Another service begins
 * without what the one before was told.
 *
 * Returns: the exit code
 */
TpkCliExit
tpk_cli_cloud_set (TpkCli            *cli,
                   TpkProfile        *profile,
                   const char *const *pairs,
                   const char        *secret_file)
{
  g_autoptr (TpkCloudSettings) settings = tpk_cloud_settings_new ();
  g_autoptr (GError) error = NULL;
  TpkCliExit exit_code;

  if (pairs[0] == NULL && secret_file == NULL)
    return tpk_cli_usage_error (cli, "%s", _("Nothing is to be set. Name settings as NAME=VALUE."));

  tpk_cloud_settings_assign (settings, tpk_profile_get_cloud (profile));
  if (!set_pairs (cli, settings, pairs, &exit_code))
    return exit_code;

  if (secret_file != NULL) {
    char *secret = tpk_cli_read_password (secret_file, &error);

    if (secret == NULL)
      return tpk_cli_error (cli, error);
    tpk_cloud_settings_set_text (settings, TPK_CLOUD_FIELD_SECRET, secret);
    tpk_wipe_and_free (secret);
  }

  tpk_cloud_settings_assign (tpk_profile_get_cloud (profile), settings);
  if (!tpk_cli_save (cli, _("Change Cloud Proxy"), &exit_code))
    return exit_code;

  /* Translators: %s is the name of a profile. */
  tpk_cli_tell (cli, _("The cloud proxy of the draft of “%s” is changed. “turnpikectl cloud fetch” "
                       "tries it, “turnpikectl apply” writes it for the calling clients."),
                tpk_profile_get_name (profile));

  return TPK_CLI_EXIT_OK;
}
