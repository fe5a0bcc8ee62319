/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#define G_LOG_DOMAIN "tpk-cli-proxy"

#include "config.h"

#include "tpk-cli-proxy.h"

#include "checks/tpk-proxy.h"

#include "tpk-cli-input.h"

#include <glib/gi18n-lib.h>

static gboolean
check_words (TpkCli      *cli,
             const char  *uri,
             const char  *password_file,
             TpkProxy   **proxy,
             TpkCliExit  *exit_code)
{
  g_autoptr (GError) error = NULL;
  const char *user;

  if (!tpk_proxy_parse (uri, NULL, proxy, &error)) {
    *exit_code = tpk_cli_usage_error (cli, "--proxy: %s", error->message);
    return FALSE;
  }

  user = *proxy != NULL ? tpk_proxy_get_username (*proxy) : NULL;
  if (user != NULL && tpk_proxy_get_password (*proxy) != NULL)
    *exit_code = tpk_cli_usage_error (cli, "%s",
                                      _("Others can read a password on the command line. Leave "
                                        "only the user name in --proxy, and put the password "
                                        "into a file for --proxy-password-file."));
  else if (user == NULL && password_file != NULL)
    *exit_code = tpk_cli_usage_error (cli, "%s",
                                      _("--proxy-password-file needs a user name in --proxy, as "
                                        "in http://user@host:port."));
  else
    return TRUE;

  return FALSE;
}

/**
 * tpk_cli_read_proxy:
 * @cli: the run of the program
 * @uri: (nullable): what --proxy says
 * @password_file: (nullable): what --proxy-password-file says
 * @password: (out) (transfer full) (nullable): the password for the user in @uri
 * @exit_code: (out): how to end, when something is wrong
 *
 * The user name may stand on the command line, the password may not: it comes from the file, or is
 * asked for.
 *
 * Returns: whether everything is right
 */
gboolean
tpk_cli_read_proxy (TpkCli      *cli,
                    const char  *uri,
                    const char  *password_file,
                    char       **password,
                    TpkCliExit  *exit_code)
{
  g_autoptr (TpkProxy) proxy = NULL;
  g_autoptr (GError) error = NULL;

  g_return_val_if_fail (password != NULL, FALSE);

  *password = NULL;
  if (uri == NULL && password_file == NULL)
    return TRUE;
  if (uri == NULL) {
    *exit_code = tpk_cli_usage_error (cli, "%s",
                                      _("--proxy-password-file is for a proxy. Add --proxy."));
    return FALSE;
  }
  if (!check_words (cli, uri, password_file, &proxy, exit_code))
    return FALSE;
  if (proxy == NULL || tpk_proxy_get_username (proxy) == NULL)
    return TRUE;

  *password = password_file != NULL
                ? tpk_cli_read_password (password_file, &error)
                : tpk_cli_ask_password (tpk_proxy_get_username (proxy), &error);
  if (*password == NULL)
    *exit_code = tpk_cli_error (cli, error);

  return *password != NULL;
}
