/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#define G_LOG_DOMAIN "tpk-command-clients"

#include "config.h"

#include "dialects/tpk-dialect.h"

#include "tpk-cli-commands.h"
#include "tpk-cli-findings.h"
#include "tpk-cli-output.h"
#include "tpk-cli-table.h"

#include <glib/gi18n-lib.h>

static JsonObject *
dialect_to_json (const TpkDialect *dialect)
{
  JsonObject *object = json_object_new ();

  json_object_set_string_member (object, "id", dialect->id);
  json_object_set_string_member (object, "name", dialect->name);
  tpk_cli_json_set_string (object, "version", dialect->version);
  json_object_set_boolean_member (object, "judges", dialect->judge != NULL);
  json_object_set_boolean_member (object, "writes", dialect->write != NULL);
  json_object_set_boolean_member (object, "reads", dialect->read != NULL);
  tpk_cli_json_set_string (object, "content_type", dialect->content_type);
  tpk_cli_json_set_string (object, "suffix", dialect->suffix);

  return object;
}

static void
add_ability (TpkCliTable *table,
             gboolean     able)
{
  tpk_cli_table_add (table, able ? TPK_CLI_STYLE_GOOD : TPK_CLI_STYLE_DIM,
                     able ? _("yes") : NULL);
}

static void
print_table (const TpkDialect *const *dialects,
             guint                    n_dialects)
{
  const char *const headings[] = {
    _("Client"), _("Judges"), _("Export"), _("Import"), _("Name"), NULL
  };
  g_autoptr (TpkCliTable) table = tpk_cli_table_new (headings);

  for (guint i = 0; i < n_dialects; i++) {
    const TpkDialect *dialect = dialects[i];

    tpk_cli_table_add (table, TPK_CLI_STYLE_PLAIN, dialect->id);
    add_ability (table, dialect->judge != NULL);
    add_ability (table, dialect->write != NULL);
    add_ability (table, dialect->read != NULL);
    if (dialect->version != NULL)
      tpk_cli_table_add_printf (table, TPK_CLI_STYLE_PLAIN, "%s (%s)", _(dialect->name),
                                dialect->version);
    else
      tpk_cli_table_add (table, TPK_CLI_STYLE_PLAIN, _(dialect->name));
  }

  tpk_cli_table_print (table, stdout);
}

static TpkCliExit
run_clients (TpkCli            *cli,
             const char *const *args)
{
  g_autoptr (JsonObject) document = NULL;
  const TpkDialect *const *dialects;
  JsonArray *clients;
  guint n_dialects;

  dialects = tpk_dialects_get (&n_dialects);
  if (!cli->json) {
    print_table (dialects, n_dialects);
    return TPK_CLI_EXIT_OK;
  }

  document = json_object_new ();
  clients = json_array_new ();
  for (guint i = 0; i < n_dialects; i++)
    json_array_add_object_element (clients, dialect_to_json (dialects[i]));
  json_object_set_int_member (document, "schema", 1);
  json_object_set_array_member (document, "clients", clients);
  tpk_cli_print_json (document);

  return TPK_CLI_EXIT_OK;
}

const TpkCommand tpk_command_clients = {
  .name = "clients",
  .synopsis = "",
  .summary = N_("List the calling clients, and what can be done for each"),
  .run = run_clients,
};
