/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#define G_LOG_DOMAIN "tpk-cli-allow-edit"

#include "config.h"

#include "tpk-cli-allow-edit.h"

#include "tpk-cli-allow-list.h"
#include "tpk-cli-output.h"
#include "tpk-cli-session.h"

#include <glib/gi18n-lib.h>

/* What was not said of an entry to be removed, so that any will do. */
typedef struct {
  gboolean any_direction;
  gboolean any_purpose;
} Looseness;

static TpkAllowList *
new_list_of_entry (TpkCli                *cli,
                   const TpkCliAllowEdit *edit,
                   const char *const     *args,
                   TpkCliExit            *exit_code)
{
  const TpkAllowFields fields = { args[0], args[1], args[2], args[3], edit->direction, NULL, NULL };
  g_autoptr (GError) error = NULL;
  g_autoptr (TpkAllowEntry) entry = tpk_allow_entry_new (&fields, &error);
  TpkAllowList *list;

  if (entry == NULL) {
    *exit_code = tpk_cli_usage_error (cli, "%s", error->message);
    return NULL;
  }
  list = tpk_allow_list_new ();
  tpk_allow_list_append (list, entry);

  return list;
}

/* Returns what was named on the command line, or NULL when that was told already. */
static TpkAllowList *
load_named (TpkCli                *cli,
            const TpkCliAllowEdit *edit,
            const char *const     *args,
            const char            *usage,
            TpkCliExit            *exit_code)
{
  guint n_args = g_strv_length ((char **) args);

  if (edit->preset != NULL || edit->from != NULL) {
    if (n_args == 0 && edit->direction == NULL)
      return tpk_cli_load_allow_list (cli, edit->preset, edit->from, exit_code);
    *exit_code = tpk_cli_usage_error (cli, "%s", _("Give either an entry or a list, not both."));
    return NULL;
  }
  if (n_args == 3 || n_args == 4)
    return new_list_of_entry (cli, edit, args, exit_code);
  *exit_code = tpk_cli_usage_error (cli, "%s", usage);

  return NULL;
}

/**
 * tpk_cli_allow_add:
 * @cli: the run of the program
 * @edit: what was given with options
 * @args: (array zero-terminated=1): protocol, destination, ports and maybe a purpose; or nothing
 *
 * Adds an entry, or a whole list, to that of the draft of the profile.
 *
 * Returns: how it went
 */
TpkCliExit
tpk_cli_allow_add (TpkCli                *cli,
                   const TpkCliAllowEdit *edit,
                   const char *const     *args)
{
  g_autoptr (TpkAllowList) list = NULL;
  TpkCliExit exit_code;
  TpkProfile *profile;

  g_return_val_if_fail (cli != NULL && edit != NULL && args != NULL, TPK_CLI_EXIT_TROUBLE);

  list = load_named (cli, edit, args,
                     _("Say what to add: tcp or udp, a destination, ports, and maybe a purpose; or "
                       "--preset."), &exit_code);
  if (list == NULL)
    return exit_code;

  profile = tpk_cli_load_profile (cli, &exit_code);
  if (profile == NULL)
    return exit_code;
  tpk_allow_list_append_list (tpk_profile_get_allow_list (profile), list);
  if (!tpk_cli_save (cli, _("Add to Allow-List"), &exit_code))
    return exit_code;
  /* Translators: %s is the name of a profile. */
  tpk_cli_tell (cli, _("The allow-list of “%s” has it now."), tpk_profile_get_name (profile));

  return TPK_CLI_EXIT_OK;
}

static gboolean
is_meant (TpkAllowEntry *entry,
          TpkAllowEntry *named,
          Looseness      looseness)
{
  return tpk_allow_entry_get_protocol (entry) == tpk_allow_entry_get_protocol (named) &&
         g_str_equal (tpk_allow_entry_get_destination (entry),
                      tpk_allow_entry_get_destination (named)) &&
         g_str_equal (tpk_allow_entry_get_ports (entry), tpk_allow_entry_get_ports (named)) &&
         (looseness.any_direction ||
          tpk_allow_entry_get_direction (entry) == tpk_allow_entry_get_direction (named)) &&
         (looseness.any_purpose ||
          g_str_equal (tpk_allow_entry_get_purpose (entry), tpk_allow_entry_get_purpose (named)));
}

static gboolean
is_named (TpkAllowEntry *entry,
          TpkAllowList  *named,
          Looseness      looseness)
{
  for (guint i = 0; i < tpk_allow_list_get_n_entries (named); i++)
    if (is_meant (entry, tpk_allow_list_get_entry (named, i), looseness))
      return TRUE;

  return FALSE;
}

/* Returns how many entries went. */
static guint
remove_named (TpkAllowList *list,
              TpkAllowList *named,
              Looseness     looseness)
{
  guint n_removed = 0;

  for (guint i = tpk_allow_list_get_n_entries (list); i > 0; i--) {
    if (!is_named (tpk_allow_list_get_entry (list, i - 1), named, looseness))
      continue;
    tpk_allow_list_remove (list, i - 1);
    n_removed++;
  }

  return n_removed;
}

/**
 * tpk_cli_allow_remove:
 * @cli: the run of the program
 * @edit: what was given with options
 * @args: (array zero-terminated=1): as for tpk_cli_allow_add()
 *
 * Takes from the list of the draft of the profile what tpk_cli_allow_add() adds with the same words.
 * An entry without a purpose or a direction means every one with that protocol, destination and
 * ports. In a whole list the purposes do not count: those of a preset are translated, and may have
 * been added in another language.
 *
 * Returns: how it went; not to have such an entry is a mistake in the command line
 */
TpkCliExit
tpk_cli_allow_remove (TpkCli                *cli,
                      const TpkCliAllowEdit *edit,
                      const char *const     *args)
{
  g_autoptr (TpkAllowList) named = NULL;
  Looseness looseness = { FALSE, TRUE };
  TpkCliExit exit_code;
  TpkProfile *profile;
  guint n_removed;

  g_return_val_if_fail (cli != NULL && edit != NULL && args != NULL, TPK_CLI_EXIT_TROUBLE);

  named = load_named (cli, edit, args,
                      _("Say what to remove: tcp or udp, a destination, ports, and maybe its "
                        "purpose; or --preset."), &exit_code);
  if (named == NULL)
    return exit_code;
  if (args[0] != NULL) {
    looseness.any_direction = edit->direction == NULL;
    looseness.any_purpose = args[3] == NULL;
  }

  profile = tpk_cli_load_profile (cli, &exit_code);
  if (profile == NULL)
    return exit_code;
  n_removed = remove_named (tpk_profile_get_allow_list (profile), named, looseness);
  if (n_removed == 0)
    /* Translators: %s is the name of a profile. */
    return tpk_cli_usage_error (cli, _("Nothing like that was added to the allow-list of “%s”. What "
                                       "its servers need goes only with the servers."),
                                tpk_profile_get_name (profile));
  if (!tpk_cli_save (cli, _("Remove from Allow-List"), &exit_code))
    return exit_code;
  /* Translators: %u is a number, %s the name of a profile. */
  tpk_cli_tell (cli, ngettext ("%u entry was removed from the allow-list of “%s”.",
                               "%u entries were removed from the allow-list of “%s”.", n_removed),
                n_removed, tpk_profile_get_name (profile));

  return TPK_CLI_EXIT_OK;
}

/**
 * tpk_cli_allow_clear:
 * @cli: the run of the program
 *
 * Takes away all that was added to the list of the draft of the profile.
 *
 * Returns: how it went
 */
TpkCliExit
tpk_cli_allow_clear (TpkCli *cli)
{
  g_autoptr (TpkAllowList) empty = tpk_allow_list_new ();
  TpkCliExit exit_code;
  TpkProfile *profile;

  g_return_val_if_fail (cli != NULL, TPK_CLI_EXIT_TROUBLE);

  profile = tpk_cli_load_profile (cli, &exit_code);
  if (profile == NULL)
    return exit_code;
  tpk_allow_list_assign (tpk_profile_get_allow_list (profile), empty);
  if (!tpk_cli_save (cli, _("Clear Allow-List"), &exit_code))
    return exit_code;
  /* Translators: %s is the name of a profile. */
  tpk_cli_tell (cli, _("The allow-list of “%s” holds only what its servers need now."),
                tpk_profile_get_name (profile));

  return TPK_CLI_EXIT_OK;
}
