/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#define G_LOG_DOMAIN "tpk-command-route"

#include "config.h"

#include "tpk-cli-commands.h"
#include "tpk-cli-findings.h"
#include "tpk-cli-output.h"
#include "tpk-cli-session.h"
#include "tpk-cli-suggest.h"

#include <glib/gi18n-lib.h>
#include <string.h>

static const char *const route_names[] = { "direct", "cloud", "own", NULL };

static TpkCliExit
unknown_route (TpkCli     *cli,
               const char *text)
{
  const char *nearest = tpk_cli_suggest (text, route_names);

  if (strpbrk (text, ",+ ") != NULL)
    return tpk_cli_usage_error (cli, "%s",
                                _("The routes exclude each other: a cloud proxy cannot be used "
                                  "together with own servers. Name one of direct, cloud and own."));
  if (nearest != NULL)
    /* Translators: the first %s is what was typed, the second what was probably meant. */
    return tpk_cli_usage_error (cli, _("There is no route “%s”. Did you mean “%s”?"), text,
                                nearest);

  /* Translators: %s is what was typed. */
  return tpk_cli_usage_error (cli, _("There is no route “%s”. There are direct, cloud and own."),
                              text);
}

/* The route that calling clients go by now; none where the profile was never applied. */
static const char *
get_applied_route (TpkCli     *cli,
                   TpkProfile *profile)
{
  TpkDocument *document = tpk_workspace_get_applied (cli->workspace);
  TpkProfile *applied = tpk_document_find_profile (document, tpk_profile_get_name (profile));

  return applied != NULL ? tpk_route_to_string (tpk_profile_get_route (applied)) : NULL;
}

static void
show (TpkCli     *cli,
      TpkProfile *profile)
{
  const char *route = tpk_route_to_string (tpk_profile_get_route (profile));
  const char *applied = get_applied_route (cli, profile);
  g_autoptr (JsonObject) document = NULL;

  if (!cli->json) {
    tpk_cli_print ("%s\n", route);
    if (applied != NULL && !g_str_equal (applied, route))
      /* Translators: %s is direct, cloud or own. */
      tpk_cli_note (cli, _("Not applied yet: calling clients still have the route “%s”."),
                    applied);
    return;
  }

  document = json_object_new ();
  json_object_set_int_member (document, "schema", 1);
  json_object_set_string_member (document, "profile", tpk_profile_get_name (profile));
  json_object_set_string_member (document, "route", route);
  tpk_cli_json_set_string (document, "applied", applied);
  tpk_cli_print_json (document);
}

static TpkCliExit
run_route (TpkCli            *cli,
           const char *const *args)
{
  TpkProfile *profile;
  TpkCliExit exit_code;
  TpkRoute route = TPK_ROUTE_DIRECT;

  if (args[0] != NULL && args[1] != NULL)
    return unknown_route (cli, "own,cloud");
  if (args[0] != NULL && !tpk_route_from_string (args[0], &route))
    return unknown_route (cli, args[0]);

  profile = tpk_cli_load_profile (cli, &exit_code);
  if (profile == NULL)
    return exit_code;

  if (args[0] != NULL) {
    tpk_profile_set_route (profile, route);
    if (!tpk_cli_save (cli, _("Change Route"), &exit_code))
      return exit_code;
    /* Translators: the first %s is the name of a profile, the second direct, cloud or own. */
    tpk_cli_tell (cli, _("The draft of “%s” has the route “%s” now. "
                         "“turnpikectl apply” writes it for the calling clients."),
                  tpk_profile_get_name (profile), args[0]);
  }

  if (args[0] == NULL || cli->json)
    show (cli, profile);

  return TPK_CLI_EXIT_OK;
}

const TpkCommand tpk_command_route = {
  .name = "route",
  .synopsis = "[direct|cloud|own]",
  .summary = N_("Show or choose the draft’s route"),
  .description = N_("direct: no proxy of any kind; cloud: a cloud proxy assigns the relays; own: "
                    "own servers.\nThe three exclude each other."),
  .max_args = -1,
  .run = run_route,
};
