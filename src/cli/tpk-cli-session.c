/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#define G_LOG_DOMAIN "tpk-cli-session"

#include "config.h"

#include "tpk-cli-session.h"

#include "tpk-cli-findings.h"
#include "tpk-cli-output.h"
#include "tpk-cli-suggest.h"

#include <glib-unix.h>
#include <glib/gi18n-lib.h>
#include <signal.h>
#include <unistd.h>

/* The first signal cancels; a second one does not wait for the end of that. */
static gboolean
signal_cb (gpointer user_data)
{
  TpkCli *cli = user_data;

  if (g_cancellable_is_cancelled (cli->cancellable))
    _exit (TPK_CLI_EXIT_CANCELLED);

  g_cancellable_cancel (cli->cancellable);

  return G_SOURCE_CONTINUE;
}

/**
 * tpk_cli_ignore_signals:
 * @cli: the run
 *
 * Ends what tpk_cli_wait() began: signals no longer cancel.
 */
void
tpk_cli_ignore_signals (TpkCli *cli)
{
  g_return_if_fail (cli != NULL);

  for (gsize i = 0; i < G_N_ELEMENTS (cli->signal_ids); i++)
    g_clear_handle_id (&cli->signal_ids[i], g_source_remove);
}

/**
 * tpk_cli_ready_cb:
 * @source: (nullable): what was at work
 * @result: its result
 * @user_data: where to keep a reference to @result
 *
 * Ends a tpk_cli_wait().
 */
void
tpk_cli_ready_cb (GObject      *source,
                  GAsyncResult *result,
                  gpointer      user_data)
{
  GAsyncResult **kept = user_data;

  g_assert (*kept == NULL);

  *kept = g_object_ref (result);
}

/**
 * tpk_cli_catch_signals:
 * @cli: the run
 *
 * From here on, SIGINT and SIGTERM cancel the cancellable of @cli. To be called before anything is
 * begun that a sudden end would leave behind, such as an allocation on a server.
 */
void
tpk_cli_catch_signals (TpkCli *cli)
{
  g_return_if_fail (cli != NULL);

  if (cli->signal_ids[0] != 0)
    return;

  cli->signal_ids[0] = g_unix_signal_add (SIGINT, signal_cb, cli);
  cli->signal_ids[1] = g_unix_signal_add (SIGTERM, signal_cb, cli);
}

/**
 * tpk_cli_wait:
 * @cli: the run
 * @result: what tpk_cli_ready_cb() fills
 *
 * Runs the main context until @result is there, with tpk_cli_catch_signals().
 */
void
tpk_cli_wait (TpkCli        *cli,
              GAsyncResult **result)
{
  g_return_if_fail (cli != NULL);
  g_return_if_fail (result != NULL);

  tpk_cli_catch_signals (cli);
  while (*result == NULL)
    g_main_context_iteration (NULL, TRUE);
}

/* What was noticed while loading is told even when quiet: nobody must go on believing that the
 * file is in use. */
static gboolean
tell_notices (TpkCli     *cli,
              TpkCliExit *exit_code)
{
  GListModel *notices = tpk_workspace_get_notices (cli->workspace);
  guint n = g_list_model_get_n_items (notices);
  gboolean good = TRUE;

  for (guint i = 0; i < n; i++) {
    g_autoptr (TpkFinding) notice = g_list_model_get_item (notices, i);

    tpk_cli_print_finding (notice, "", stderr);
    if (tpk_finding_get_severity (notice) != TPK_SEVERITY_ERROR)
      continue;

    good = FALSE;
    *exit_code = g_str_has_prefix (tpk_finding_get_code (notice), "keyring-")
                   ? TPK_CLI_EXIT_TROUBLE : TPK_CLI_EXIT_INVALID;
  }

  return good;
}

/**
 * tpk_cli_dup_config_dir:
 * @cli: the run
 *
 * Returns: (transfer full) (type filename): the configuration folder, as an absolute path
 */
char *
tpk_cli_dup_config_dir (TpkCli *cli)
{
  g_return_val_if_fail (cli != NULL, NULL);

  if (cli->config_dir != NULL)
    return g_canonicalize_filename (cli->config_dir, NULL);

  return tpk_store_dup_default_folder ();
}

/* The keyring asks in a window, which nobody sees without a display, and nobody waits for who runs
 * this out of a script. */
static gboolean
somebody_is_there (void)
{
  return isatty (STDIN_FILENO) && isatty (STDERR_FILENO) &&
         (g_getenv ("WAYLAND_DISPLAY") != NULL || g_getenv ("DISPLAY") != NULL);
}

/**
 * tpk_cli_tell_where_secrets_are:
 * @cli: the run, after a write
 *
 * Says what was noticed while writing: that there is no keyring, once for each folder.
 */
void
tpk_cli_tell_where_secrets_are (TpkCli *cli)
{
  GListModel *notices;

  g_return_if_fail (cli != NULL);

  notices = tpk_workspace_get_notices (cli->workspace);
  for (guint i = 0; i < g_list_model_get_n_items (notices); i++) {
    g_autoptr (TpkFinding) notice = g_list_model_get_item (notices, i);

    if (g_str_equal (tpk_finding_get_code (notice), "secrets-in-file"))
      tpk_cli_print_finding (notice, "", stderr);
  }
}

/**
 * tpk_cli_load:
 * @cli: the run
 * @exit_code: (out): set when loading fails
 *
 * Opens the configuration folder. A damaged document, which was set aside, fails this one command,
 * so that no script goes on with an empty configuration unnoticed.
 *
 * Returns: whether @cli has a workspace now; otherwise the reason was told
 */
gboolean
tpk_cli_load (TpkCli     *cli,
              TpkCliExit *exit_code)
{
  g_autofree char *folder = tpk_cli_dup_config_dir (cli);
  g_autoptr (TpkStore) store = NULL;
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  g_return_val_if_fail (cli != NULL, FALSE);
  g_return_val_if_fail (cli->workspace == NULL, FALSE);
  g_return_val_if_fail (exit_code != NULL, FALSE);

  store = tpk_store_new (folder);
  tpk_store_set_may_ask (store, somebody_is_there ());
  cli->workspace = tpk_workspace_new (store);
  tpk_workspace_load_async (cli->workspace, cli->cancellable, tpk_cli_ready_cb, &result);
  tpk_cli_wait (cli, &result);
  if (!tpk_workspace_load_finish (cli->workspace, result, &error)) {
    *exit_code = tpk_cli_error (cli, error);
    return FALSE;
  }

  return tell_notices (cli, exit_code);
}

static char *
dup_profile_names (TpkDocument *document)
{
  GListModel *profiles = tpk_document_get_profiles (document);
  guint n = g_list_model_get_n_items (profiles);
  GString *names = g_string_new (NULL);

  for (guint i = 0; i < n; i++) {
    g_autoptr (TpkProfile) profile = g_list_model_get_item (profiles, i);

    g_string_append_printf (names, "%s“%s”", i > 0 ? ", " : "", tpk_profile_get_name (profile));
  }

  return g_string_free (names, FALSE);
}

/**
 * tpk_cli_load_profile:
 * @cli: the run
 * @exit_code: (out): set when there is no such profile, or loading fails
 *
 * Opens the configuration folder and finds the profile of the draft that the command is about: the
 * one given with `--profile`, or the active one.
 *
 * Returns: (nullable) (transfer none): the profile; otherwise the reason was told
 */
TpkProfile *
tpk_cli_load_profile (TpkCli     *cli,
                      TpkCliExit *exit_code)
{
  g_autofree char *names = NULL;
  TpkDocument *draft;
  TpkProfile *profile;

  g_return_val_if_fail (cli != NULL, NULL);
  g_return_val_if_fail (exit_code != NULL, NULL);

  if (!tpk_cli_load (cli, exit_code))
    return NULL;

  draft = tpk_workspace_get_draft (cli->workspace);
  if (cli->profile_name == NULL)
    return tpk_document_get_active_profile (draft);

  profile = tpk_document_find_profile (draft, cli->profile_name);
  if (profile != NULL)
    return profile;

  names = dup_profile_names (draft);
  /* Translators: the first %s is a name that was typed, the second a list of names in quotes. */
  *exit_code = tpk_cli_usage_error (cli, _("There is no profile “%s”. There are: %s."),
                                    cli->profile_name, names);

  return NULL;
}

/**
 * tpk_cli_save:
 * @cli: the run
 * @step_name: what was done, in words for the undo history
 * @exit_code: (out): set when saving fails
 *
 * Saves the draft and waits until it is on disk.
 *
 * Returns: whether it is; otherwise the reason was told
 */
gboolean
tpk_cli_save (TpkCli     *cli,
              const char *step_name,
              TpkCliExit *exit_code)
{
  g_autoptr (GAsyncResult) result = NULL;
  g_autoptr (GError) error = NULL;

  g_return_val_if_fail (cli != NULL, FALSE);
  g_return_val_if_fail (step_name != NULL, FALSE);
  g_return_val_if_fail (exit_code != NULL, FALSE);

  if (!tpk_workspace_check_managed (cli->workspace, &error)) {
    *exit_code = tpk_cli_error (cli, error);
    return FALSE;
  }

  tpk_workspace_commit (cli->workspace, step_name);
  tpk_workspace_flush_async (cli->workspace, cli->cancellable, tpk_cli_ready_cb, &result);
  tpk_cli_wait (cli, &result);
  if (tpk_workspace_flush_finish (cli->workspace, result, &error)) {
    tpk_cli_tell_where_secrets_are (cli);
    return TRUE;
  }

  *exit_code = tpk_cli_error (cli, error);

  return FALSE;
}
