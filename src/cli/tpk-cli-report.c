/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#define G_LOG_DOMAIN "tpk-cli-report"

#include "config.h"

#include "tpk-cli-report.h"

#include "cloud/tpk-versions.h"
#include "store/tpk-atomic-file.h"

#include "tpk-cli-output.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/**
 * tpk_cli_find_report:
 * @cli: the run of the program
 * @path: (nullable): the file for a report
 * @format: (out): what it is written in; %NULL where there is no @path
 * @exit_code: (out): with which code to end
 *
 * Finds out, before anything is checked, whether a report can be written as asked.
 *
 * Returns: whether to go on
 */
gboolean
tpk_cli_find_report (TpkCli                 *cli,
                     const char             *path,
                     const TpkReportFormat **format,
                     TpkCliExit             *exit_code)
{
  g_autofree char *folder = NULL;

  *format = NULL;
  if (path == NULL)
    return TRUE;

  *format = tpk_report_format_for_name (path);
  if (*format == NULL) {
    *exit_code = tpk_cli_usage_error (cli, "%s",
                                      _("--report takes a file that ends with .html, .md or "
                                        ".json."));
    return FALSE;
  }

  folder = g_path_get_dirname (path);
  if (!g_file_test (folder, G_FILE_TEST_IS_DIR)) {
    g_autoptr (GError) error = NULL;

    /* Translators: %s is a folder. */
    error = g_error_new (G_IO_ERROR, G_IO_ERROR_NOT_FOUND,
                         _("There is no folder “%s” for the report. Make it first."), folder);
    *exit_code = tpk_cli_error (cli, error);
    return FALSE;
  }

  return TRUE;
}

/**
 * tpk_cli_write_report:
 * @cli: the run of the program
 * @path: the file, from tpk_cli_find_report()
 * @format: what it is written in
 * @check_run: a run that has ended
 * @profile: (nullable): the name of what was checked
 * @exit_code: (out): with which code to end
 *
 * Returns: whether it was written
 */
gboolean
tpk_cli_write_report (TpkCli                 *cli,
                      const char             *path,
                      const TpkReportFormat  *format,
                      TpkCheckRun            *check_run,
                      const char             *profile,
                      TpkCliExit             *exit_code)
{
  g_autoptr (GDateTime) now = g_date_time_new_now_utc ();
  g_autofree char *libraries = tpk_versions_dup_libraries ();
  g_autofree char *versions = g_strdup_printf ("turnpikectl %s, %s", VERSION, libraries);
  const TpkReportInfo info = { .profile = profile, .versions = versions, .written = now };
  g_autofree char *text = tpk_report_write (format, check_run, &info);
  g_autoptr (GError) error = NULL;

  if (!tpk_atomic_file_write (path, text, strlen (text), NULL, &error)) {
    *exit_code = tpk_cli_error (cli, error);
    return FALSE;
  }

  /* Translators: %s is a file. */
  tpk_cli_note (cli, _("The report is in %s."), path);

  return TRUE;
}
