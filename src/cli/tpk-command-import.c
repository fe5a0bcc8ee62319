/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#define G_LOG_DOMAIN "tpk-command-import"

#include "config.h"

#include "tpk-cli-commands.h"
#include "tpk-cli-findings.h"
#include "tpk-cli-input.h"
#include "tpk-cli-output.h"
#include "tpk-cli-session.h"

#include <glib/gi18n-lib.h>

static guint
count_urls (TpkProfile *profile)
{
  guint n_servers = tpk_profile_get_n_servers (profile);
  guint n_urls = 0;

  for (guint i = 0; i < n_servers; i++)
    n_urls += tpk_server_get_n_urls (tpk_profile_get_server (profile, i));

  return n_urls;
}

static void
print_json (TpkImport *import)
{
  g_autoptr (JsonObject) document = json_object_new ();
  TpkProfile *taken = tpk_import_get_profile (import);
  const char *route = NULL;

  if (tpk_import_has_route (import))
    route = tpk_route_to_string (tpk_profile_get_route (taken));

  json_object_set_int_member (document, "schema", 1);
  json_object_set_string_member (document, "client", tpk_import_get_dialect (import));
  json_object_set_int_member (document, "servers", tpk_profile_get_n_servers (taken));
  json_object_set_int_member (document, "urls", count_urls (taken));
  tpk_cli_json_set_string (document, "route", route);
  if (tpk_import_has_relay_only (import))
    json_object_set_boolean_member (document, "relay_only", tpk_profile_get_relay_only (taken));
  else
    json_object_set_null_member (document, "relay_only");
  json_object_set_array_member (document, "notes",
                                tpk_cli_findings_to_json (tpk_import_get_notes (import)));
  tpk_cli_print_json (document);
}

static void
tell (TpkCli     *cli,
      TpkImport  *import,
      TpkProfile *profile)
{
  TpkProfile *taken = tpk_import_get_profile (import);
  guint n_servers = tpk_profile_get_n_servers (taken);
  guint n_urls = count_urls (taken);
  g_autofree char *servers = NULL;
  g_autofree char *urls = NULL;

  /* Translators: the beginning of “2 servers with 4 URLs were added to …”. */
  servers = g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "%u server", "%u servers", n_servers),
                             n_servers);
  urls = g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "%u URL", "%u URLs", n_urls), n_urls);
  /* Translators: “2 servers”, “4 URLs”, the name of a profile, and that of a client's format. */
  tpk_cli_tell (cli, _("Added %s with %s to the draft of “%s”, read as “%s”."), servers, urls,
                tpk_profile_get_name (profile), tpk_import_get_dialect (import));
  if (tpk_import_has_route (import))
    /* Translators: %s is direct, cloud or own. */
    tpk_cli_tell (cli, _("The route is now “%s”."),
                  tpk_route_to_string (tpk_profile_get_route (profile)));
  tpk_cli_tell (cli, "%s", _("“turnpikectl apply” writes it for the calling clients."));
}

static TpkCliExit
run_import (TpkCli            *cli,
            const char *const *args)
{
  g_autoptr (TpkImport) import = NULL;
  g_autoptr (GError) error = NULL;
  TpkProfile *profile;
  TpkCliExit exit_code;

  if (args[0] == NULL)
    return tpk_cli_usage_error (cli, "%s", _("Say which file to import, or - for standard input."));

  import = tpk_cli_read_import (cli, args[0], !cli->json, &error);
  if (import == NULL)
    return tpk_cli_error (cli, error);

  profile = tpk_cli_load_profile (cli, &exit_code);
  if (profile == NULL)
    return exit_code;

  tpk_import_apply (import, profile);
  if (!tpk_cli_save (cli, _("Import"), &exit_code))
    return exit_code;

  if (cli->json)
    print_json (import);
  else
    tell (cli, import, profile);

  return TPK_CLI_EXIT_OK;
}

const TpkCommand tpk_command_import = {
  .name = "import",
  .synopsis = N_("FILE"),
  .summary = N_("Add what is in a client’s file to the draft"),
  .description = N_("FILE may be in any form that “turnpikectl clients” can import; - reads "
                    "standard input."),
  .max_args = 1,
  .run = run_import,
};
