/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#define G_LOG_DOMAIN "tpk-command-history"

#include "config.h"

#include "tpk-cli-commands.h"
#include "tpk-cli-findings.h"
#include "tpk-cli-output.h"
#include "tpk-cli-session.h"
#include "tpk-cli-table.h"

#include <glib/gi18n-lib.h>

/* One applied document, as far as it can still be read. */
typedef struct {
  const char *id;
  GDateTime  *time;           /* (nullable) (owned) */
  TpkProfile *profile;        /* (nullable) (owned): the active one */
} Entry;

static void
entry_clear (Entry *entry)
{
  g_clear_pointer (&entry->time, g_date_time_unref);
  g_clear_object (&entry->profile);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Entry, entry_clear)

static Entry
read_entry (TpkStore   *store,
            const char *id)
{
  g_autoptr (TpkDocument) document = tpk_store_load_history (store, id, NULL);
  Entry entry = { id, tpk_store_history_get_time (id), NULL };

  if (document != NULL)
    entry.profile = g_object_ref (tpk_document_get_active_profile (document));

  return entry;
}

static JsonObject *
entry_to_json (Entry *entry)
{
  JsonObject *object = json_object_new ();
  g_autofree char *time = NULL;
  TpkProfile *profile = entry->profile;

  if (entry->time != NULL)
    time = g_date_time_format (entry->time, "%Y-%m-%dT%H:%M:%SZ");

  json_object_set_string_member (object, "id", entry->id);
  tpk_cli_json_set_string (object, "time", time);
  tpk_cli_json_set_string (object, "profile",
                           profile != NULL ? tpk_profile_get_name (profile) : NULL);
  tpk_cli_json_set_string (object, "route", profile != NULL
                             ? tpk_route_to_string (tpk_profile_get_route (profile)) : NULL);
  if (profile != NULL)
    json_object_set_int_member (object, "servers", tpk_profile_get_n_servers (profile));
  else
    json_object_set_null_member (object, "servers");

  return object;
}

static void
print_json (TpkStore          *store,
            const char *const *ids)
{
  g_autoptr (JsonObject) document = json_object_new ();
  JsonArray *array = json_array_new ();

  for (gsize i = 0; ids[i] != NULL; i++) {
    g_auto (Entry) entry = read_entry (store, ids[i]);

    json_array_add_object_element (array, entry_to_json (&entry));
  }

  json_object_set_int_member (document, "schema", 1);
  json_object_set_array_member (document, "history", array);
  tpk_cli_print_json (document);
}

static void
print_table (TpkStore          *store,
             const char *const *ids)
{
  const char *const headings[] = { _("Applied"), _("Profile"), _("Route"), _("Servers"), NULL };
  g_autoptr (TpkCliTable) table = tpk_cli_table_new (headings);

  tpk_cli_table_set_numeric (table, 3);
  for (gsize i = 0; ids[i] != NULL; i++) {
    g_auto (Entry) entry = read_entry (store, ids[i]);
    g_autoptr (GDateTime) local = NULL;
    g_autofree char *time = NULL;
    TpkProfile *profile = entry.profile;

    if (entry.time != NULL) {
      local = g_date_time_to_local (entry.time);
      time = g_date_time_format (local, "%Y-%m-%d %H:%M:%S");
    }
    tpk_cli_table_add (table, TPK_CLI_STYLE_PLAIN, time != NULL ? time : entry.id);
    tpk_cli_table_add (table, TPK_CLI_STYLE_PLAIN,
                       profile != NULL ? tpk_profile_get_name (profile) : _("damaged"));
    tpk_cli_table_add (table, TPK_CLI_STYLE_PLAIN, profile != NULL
                         ? tpk_route_to_string (tpk_profile_get_route (profile)) : NULL);
    if (profile != NULL)
      tpk_cli_table_add_printf (table, TPK_CLI_STYLE_PLAIN, "%u",
                                tpk_profile_get_n_servers (profile));
    else
      tpk_cli_table_add (table, TPK_CLI_STYLE_PLAIN, NULL);
  }

  tpk_cli_table_print (table, stdout);
}

static TpkCliExit
run_history (TpkCli            *cli,
             const char *const *args)
{
  g_auto (GStrv) ids = NULL;
  TpkStore *store;
  TpkCliExit exit_code;

  if (!tpk_cli_load (cli, &exit_code))
    return exit_code;

  store = tpk_workspace_get_store (cli->workspace);
  ids = tpk_store_list_history (store);
  if (cli->json)
    print_json (store, (const char *const *) ids);
  else if (ids[0] != NULL)
    print_table (store, (const char *const *) ids);
  else
    tpk_cli_tell (cli, "%s", _("Nothing was applied yet."));

  return TPK_CLI_EXIT_OK;
}

const TpkCommand tpk_command_history = {
  .name = "history",
  .synopsis = "",
  .summary = N_("List what was applied, the newest first"),
  .run = run_history,
};
