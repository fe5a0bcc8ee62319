/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#define G_LOG_DOMAIN "tpk-command-show"

#include "config.h"

#include "cloud/tpk-cloud-service.h"
#include "model/tpk-url-mask.h"
#include "store/tpk-mask.h"

#include "tpk-cli-commands.h"
#include "tpk-cli-output.h"
#include "tpk-cli-session.h"
#include "tpk-cli-table.h"

#include <glib/gi18n-lib.h>

/* Of one length, whatever is behind it. */
#define MASK TPK_MASK_TEXT

static gboolean show_secrets;

static const GOptionEntry entries[] = {
  { "secrets", 0, 0, G_OPTION_ARG_NONE, &show_secrets,
    N_("Show passwords and shared secrets"), NULL },
  G_OPTION_ENTRY_NULL
};

static char *
dup_shown_url (const char *text)
{
  return show_secrets ? g_strdup (text) : tpk_url_dup_masked (text);
}

static char *
dup_server_url (TpkServer *server,
                guint      position)
{
  return dup_shown_url (tpk_ice_url_get_text (tpk_server_get_url (server, position)));
}

static void
mask_server (JsonObject *object,
             TpkServer  *server)
{
  static const char *const secrets[] = { "password", "secret" };
  JsonObject *credential = NULL;
  JsonArray *urls = json_array_new ();
  guint n_urls = tpk_server_get_n_urls (server);

  for (guint i = 0; i < n_urls; i++) {
    g_autofree char *url = dup_server_url (server, i);

    json_array_add_string_element (urls, url);
  }
  json_object_set_array_member (object, "urls", urls);

  if (json_object_has_member (object, "credential"))
    credential = json_object_get_object_member (object, "credential");
  for (gsize i = 0; credential != NULL && i < G_N_ELEMENTS (secrets); i++)
    if (json_object_has_member (credential, secrets[i]))
      json_object_set_string_member (credential, secrets[i], MASK);
}

/* Headers and bodies are for secrets that nobody put in their place. */
static void
mask_cloud (JsonObject *object)
{
  static const char *const secrets[] = { "secret", "body" };
  JsonArray *headers;

  for (gsize i = 0; i < G_N_ELEMENTS (secrets); i++) {
    if (json_object_has_member (object, secrets[i]))
      json_object_set_string_member (object, secrets[i], MASK);
  }

  if (!json_object_has_member (object, "headers"))
    return;

  headers = json_array_new ();
  json_array_add_string_element (headers, MASK);
  json_object_set_array_member (object, "headers", headers);
}

static JsonObject *
profile_to_json (TpkProfile *profile)
{
  JsonObject *object = tpk_profile_to_json (profile);
  const char *proxy = tpk_profile_get_signalling_proxy (profile);
  JsonArray *servers;

  if (show_secrets)
    return object;

  if (proxy != NULL) {
    g_autofree char *shown = dup_shown_url (proxy);

    json_object_set_string_member (object, "signalling_proxy", shown);
  }

  if (json_object_has_member (object, "cloud"))
    mask_cloud (json_object_get_object_member (object, "cloud"));
  if (!json_object_has_member (object, "servers"))
    return object;

  servers = json_object_get_array_member (object, "servers");
  for (guint i = 0; i < json_array_get_length (servers); i++)
    mask_server (json_array_get_object_element (servers, i), tpk_profile_get_server (profile, i));

  return object;
}

/* What an administrator has set for good: by its name in the file, the document that says so. */
static JsonObject *
locks_to_json (TpkCli *cli)
{
  JsonObject *locks = json_object_new ();

  for (guint i = 0; i < TPK_N_MANAGED; i++) {
    const char *path = tpk_workspace_get_locked_by (cli->workspace, i);

    if (path != NULL)
      json_object_set_string_member (locks, tpk_managed_member_to_string (i), path);
  }

  return locks;
}

static void
print_locks (TpkCli *cli)
{
  for (guint i = 0; i < TPK_N_MANAGED; i++) {
    const char *path = tpk_workspace_get_locked_by (cli->workspace, i);

    if (path != NULL)
      /* Translators: the first %s is the name of a setting in the file, the second the path of the
       * administrator's document. */
      tpk_cli_print (_("Set by your administrator: %s, in “%s”\n"),
                     tpk_managed_member_to_string (i), path);
  }
}

static void
print_json (TpkCli     *cli,
            TpkProfile *profile)
{
  g_autoptr (JsonObject) document = json_object_new ();
  TpkDocument *draft = tpk_workspace_get_draft (cli->workspace);
  GListModel *profiles = tpk_document_get_profiles (draft);
  guint n_profiles = g_list_model_get_n_items (profiles);
  JsonArray *names = json_array_new ();

  for (guint i = 0; i < n_profiles; i++) {
    g_autoptr (TpkProfile) other = g_list_model_get_item (profiles, i);

    json_array_add_string_element (names, tpk_profile_get_name (other));
  }

  json_object_set_int_member (document, "schema", 1);
  json_object_set_boolean_member (document, "active",
                                  profile == tpk_document_get_active_profile (draft));
  json_object_set_boolean_member (document, "modified",
                                  tpk_workspace_is_modified (cli->workspace));
  json_object_set_object_member (document, "locked", locks_to_json (cli));
  json_object_set_array_member (document, "profiles", names);
  json_object_set_object_member (document, "profile", profile_to_json (profile));
  tpk_cli_print_json (document);
}

static char *
dup_credential (TpkCredential *credential)
{
  TpkCredentialKind kind = tpk_credential_get_kind (credential);
  const char *username = tpk_credential_get_username (credential);
  const char *hidden;

  if (kind == TPK_CREDENTIAL_NONE)
    return NULL;

  hidden = kind == TPK_CREDENTIAL_PASSWORD ? tpk_credential_get_password (credential)
                                           : tpk_credential_get_secret (credential);
  if (!show_secrets && hidden != NULL && hidden[0] != '\0')
    hidden = MASK;
  if (kind == TPK_CREDENTIAL_PASSWORD)
    return g_strdup_printf ("%s / %s", username != NULL ? username : "",
                            hidden != NULL ? hidden : "");

  /* Translators: a shared secret that passwords are made from, and the user they are for. */
  return g_strdup_printf (_("shared secret %s for %s"), hidden != NULL ? hidden : "",
                          username != NULL && username[0] != '\0' ? username : _("anybody"));
}

static void
add_server (TpkCliTable *table,
            TpkServer   *server,
            guint        number)
{
  g_autofree char *title = tpk_server_dup_title (server);
  g_autofree char *credential = dup_credential (tpk_server_get_credential (server));
  guint n_urls = tpk_server_get_n_urls (server);

  for (guint i = 0; i < MAX (n_urls, 1); i++) {
    g_autofree char *url = i < n_urls ? dup_server_url (server, i) : NULL;

    if (i == 0) {
      tpk_cli_table_add_printf (table, TPK_CLI_STYLE_PLAIN, "%u", number);
      tpk_cli_table_add (table, TPK_CLI_STYLE_PLAIN, title);
      tpk_cli_table_add (table, TPK_CLI_STYLE_PLAIN,
                         tpk_server_get_enabled (server) ? _("on") : _("off"));
    } else {
      for (guint blank = 0; blank < 3; blank++)
        tpk_cli_table_add (table, TPK_CLI_STYLE_PLAIN, "");
    }
    tpk_cli_table_add (table, TPK_CLI_STYLE_PLAIN, url);
    tpk_cli_table_add (table, TPK_CLI_STYLE_PLAIN, i == 0 ? credential : "");
  }
}

static void
print_cloud (TpkCloudSettings *cloud)
{
  const TpkCloudService *service;

  service = tpk_cloud_service_find (tpk_cloud_settings_get_service (cloud));
  if (service != NULL && !service->is_vendor) {
    /* Translators: %s is the name of a cloud proxy, as "Twilio". */
    tpk_cli_print (_("Cloud proxy: %s\n"), _(service->name));
    return;
  }

  /* Translators: the service, the generation of its SDK and the mode of its cloud proxy. */
  tpk_cli_print (_("Cloud proxy: %s, SDK %s, mode %s\n"),
                 tpk_cloud_settings_get_service (cloud) != NULL
                   ? tpk_cloud_settings_get_service (cloud) : "–",
                 tpk_cloud_settings_get_sdk (cloud) != NULL
                   ? tpk_cloud_settings_get_sdk (cloud) : "–",
                 tpk_cloud_mode_to_string (tpk_cloud_settings_get_mode (cloud)));
}

static void
print_table (TpkCli     *cli,
             TpkProfile *profile)
{
  const char *const headings[] = {
    _("No."), _("Server"), _("Use"), _("URL"), _("Credential"), NULL
  };
  g_autoptr (TpkCliTable) table = NULL;
  guint n_servers = tpk_profile_get_n_servers (profile);

  /* Translators: %s is the name of a profile. */
  tpk_cli_print (_("Profile: %s\n"), tpk_profile_get_name (profile));
  /* Translators: %s is direct, cloud or own. */
  tpk_cli_print (_("Route: %s\n"), tpk_route_to_string (tpk_profile_get_route (profile)));
  if (tpk_profile_get_route (profile) == TPK_ROUTE_CLOUD)
    print_cloud (tpk_profile_get_cloud (profile));
  if (tpk_profile_get_route (profile) == TPK_ROUTE_OWN)
    tpk_cli_print ("%s\n", tpk_profile_get_relay_only (profile)
                             ? _("Media: only through the servers")
                             : _("Media: through the servers where there is no direct way"));
  if (tpk_profile_get_signalling_proxy (profile) != NULL) {
    g_autofree char *proxy = dup_shown_url (tpk_profile_get_signalling_proxy (profile));

    /* Translators: %s is a URL. */
    tpk_cli_print (_("Signalling proxy: %s\n"), proxy);
  }

  print_locks (cli);

  if (n_servers > 0) {
    tpk_cli_print ("\n");
    table = tpk_cli_table_new (headings);
    tpk_cli_table_set_numeric (table, 0);
    for (guint i = 0; i < n_servers; i++)
      add_server (table, tpk_profile_get_server (profile, i), i + 1);
    tpk_cli_table_print (table, stdout);
  }

  if (tpk_workspace_is_modified (cli->workspace))
    tpk_cli_note (cli, "%s", _("The draft differs from what the calling clients have; "
                               "“turnpikectl apply” writes it for them."));
}

static TpkCliExit
run_show (TpkCli            *cli,
          const char *const *args)
{
  TpkProfile *profile;
  TpkCliExit exit_code;

  profile = tpk_cli_load_profile (cli, &exit_code);
  if (profile == NULL)
    return exit_code;

  if (cli->json)
    print_json (cli, profile);
  else
    print_table (cli, profile);

  return TPK_CLI_EXIT_OK;
}

const TpkCommand tpk_command_show = {
  .name = "show",
  .synopsis = "",
  .summary = N_("Show the draft of the profile: its route and its servers"),
  .options = entries,
  .run = run_show,
};
