/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#define G_LOG_DOMAIN "tpk-cli-allow-list"

#include "config.h"

#include "tpk-cli-allow-list.h"

#include "cloud/tpk-allow-own.h"
#include "cloud/tpk-allow-presets.h"
#include "model/tpk-json.h"

#include "tpk-cli-input.h"
#include "tpk-cli-output.h"
#include "tpk-cli-session.h"

#include <glib/gi18n-lib.h>

#define MAX_FILE_BYTES (4 * 1024 * 1024)

static const TpkAllowPreset *
find_preset (TpkCli     *cli,
             const char *preset_id,
             TpkCliExit *exit_code)
{
  const TpkAllowPreset *preset = tpk_allow_preset_find (preset_id);
  const TpkAllowPreset *presets;
  g_autoptr (GString) list = g_string_new (NULL);
  guint n_presets;

  if (preset != NULL)
    return preset;

  presets = tpk_allow_presets_get (&n_presets);
  for (guint i = 0; i < n_presets; i++)
    g_string_append_printf (list, "%s%s", i > 0 ? ", " : "", presets[i].id);
  /* Translators: the first %s is what was typed, the second a list of words. */
  *exit_code = tpk_cli_usage_error (cli, _("There is no preset “%s”. There are: %s."),
                                    preset_id, list->str);

  return NULL;
}

static TpkAllowList *
load_preset (TpkCli     *cli,
             const char *preset_id,
             TpkCliExit *exit_code)
{
  const TpkAllowPreset *preset = find_preset (cli, preset_id, exit_code);

  if (preset == NULL)
    return NULL;
  if (preset->warning != NULL)
    tpk_cli_note (cli, "%s", _(preset->warning));

  return tpk_allow_preset_new_list (preset);
}

static TpkAllowList *
load_file (TpkCli     *cli,
           const char *path,
           TpkCliExit *exit_code)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *data = NULL;
  g_autoptr (JsonNode) node = NULL;
  TpkAllowList *list = NULL;
  gsize length;

  if (!tpk_cli_read_file (path, MAX_FILE_BYTES, &data, &length, &error)) {
    *exit_code = tpk_cli_error (cli, error);
    return NULL;
  }
  node = tpk_json_parse (data, length, MAX_FILE_BYTES, &error);
  if (node != NULL && JSON_NODE_HOLDS_OBJECT (node))
    list = tpk_allow_list_new_from_json (json_node_get_object (node), &error);
  else if (error == NULL)
    g_set_error_literal (&error, TPK_JSON_ERROR, TPK_JSON_ERROR_TYPE,
                         _("The file holds no JSON object."));
  if (list == NULL) {
    tpk_cli_error (cli, error);
    *exit_code = TPK_CLI_EXIT_INVALID;
  }

  return list;
}

/* Servers that a service handed out are as good as own ones. */
static TpkAllowList *
load_profile (TpkCli     *cli,
              TpkCliExit *exit_code)
{
  TpkProfile *profile = tpk_cli_load_profile (cli, exit_code);
  g_autoptr (TpkProfile) effective = NULL;
  TpkAllowList *list;

  if (profile == NULL)
    return NULL;

  effective = tpk_workspace_dup_effective_profile (cli->workspace, profile);
  list = tpk_allow_own_new_list (effective);
  tpk_allow_list_append_list (list, tpk_profile_get_allow_list (profile));
  if (tpk_profile_get_n_servers (effective) > 0)
    tpk_cli_note (cli, "%s", tpk_allow_own_get_note ());
  else if (effective != profile)
    tpk_cli_note (cli, "%s", _("No server is in the list: the service has handed out none that are "
                               "still good. Ask it with “turnpikectl cloud fetch”."));

  return list;
}

/**
 * tpk_cli_load_allow_list:
 * @cli: the run of the program
 * @preset_id: (nullable): the ID of a vendor's list
 * @path: (nullable): a file with a list in JSON, `-` for standard input
 * @exit_code: (out): set when there is none
 *
 * Loads the list that was asked for; without @preset_id and @path, what the draft of the profile
 * needs.
 *
 * Returns: (transfer full) (nullable): the list, or %NULL when that was told already
 */
TpkAllowList *
tpk_cli_load_allow_list (TpkCli     *cli,
                         const char *preset_id,
                         const char *path,
                         TpkCliExit *exit_code)
{
  if (preset_id != NULL && path != NULL) {
    *exit_code = tpk_cli_usage_error (cli, "%s", _("Give either --preset or --from, not both."));
    return NULL;
  }
  if (preset_id != NULL)
    return load_preset (cli, preset_id, exit_code);
  if (path != NULL)
    return load_file (cli, path, exit_code);

  return load_profile (cli, exit_code);
}

/**
 * tpk_cli_need_allow_list:
 * @cli: the run of the program
 * @preset_id: (nullable): the ID of a vendor's list
 * @path: (nullable): a file with a list in JSON, `-` for standard input
 * @exit_code: (out): set when there is none
 *
 * As tpk_cli_load_allow_list(), for what means nothing without an entry.
 *
 * Returns: (transfer full) (nullable): a list that is not empty, or %NULL when that was told
 *   already
 */
TpkAllowList *
tpk_cli_need_allow_list (TpkCli     *cli,
                         const char *preset_id,
                         const char *path,
                         TpkCliExit *exit_code)
{
  g_autoptr (TpkAllowList) list = tpk_cli_load_allow_list (cli, preset_id, path, exit_code);
  g_autoptr (GError) error = NULL;

  if (list == NULL || tpk_allow_list_get_n_entries (list) > 0)
    return g_steal_pointer (&list);
  error = g_error_new_literal (G_IO_ERROR, G_IO_ERROR_NOT_FOUND,
    _("The list is empty. Add servers with “turnpikectl import”, entries with “turnpikectl "
      "allowlist add”, or name a --preset."));
  *exit_code = tpk_cli_error (cli, error);

  return NULL;
}
