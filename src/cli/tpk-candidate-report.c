/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#define G_LOG_DOMAIN "tpk-candidate-report"

#include "config.h"

#include "checks/tpk-candidate.h"

#include "tpk-candidate-report.h"

#include "tpk-cli-output.h"
#include "tpk-cli-table.h"

#include <glib/gi18n-lib.h>

static void
add_candidate (TpkCliTable  *table,
               TpkCandidate *candidate)
{
  tpk_cli_table_add_printf (table, TPK_CLI_STYLE_PLAIN, "%.1f ms", tpk_candidate_get_ms (candidate));
  tpk_cli_table_add (table, TPK_CLI_STYLE_PLAIN, tpk_candidate_get_kind (candidate));
  tpk_cli_table_add (table, TPK_CLI_STYLE_PLAIN, tpk_candidate_get_protocol (candidate));
  tpk_cli_table_add (table, TPK_CLI_STYLE_PLAIN, tpk_candidate_get_address (candidate));
  tpk_cli_table_add_printf (table, TPK_CLI_STYLE_PLAIN, "%u", tpk_candidate_get_port (candidate));
  tpk_cli_table_add_printf (table, TPK_CLI_STYLE_PLAIN, "%u",
                            tpk_candidate_get_priority (candidate));
  tpk_cli_table_add (table, TPK_CLI_STYLE_PLAIN, tpk_candidate_get_url (candidate));
}

/**
 * tpk_candidate_report_print:
 * @candidates: the #TpkCandidate objects of a run that has ended
 *
 * Prints what ICE would offer, for people, as Trickle-ICE pages do.
 */
void
tpk_candidate_report_print (GListModel *candidates)
{
  const char *const headings[] = {
    /* Translators: headings of a table of ICE candidates. */
    _("Time"), _("Candidate"), _("Protocol"), _("IP"), _("Port"), _("Priority"), _("Server"), NULL
  };
  g_autoptr (TpkCliTable) table = NULL;
  guint n;

  g_return_if_fail (G_IS_LIST_MODEL (candidates));

  n = g_list_model_get_n_items (candidates);
  if (n == 0)
    return;

  table = tpk_cli_table_new (headings);
  tpk_cli_table_set_numeric (table, 0);
  tpk_cli_table_set_numeric (table, 4);
  tpk_cli_table_set_numeric (table, 5);
  for (guint i = 0; i < n; i++) {
    g_autoptr (TpkCandidate) candidate = g_list_model_get_item (candidates, i);

    add_candidate (table, candidate);
  }
  tpk_cli_print ("\n");
  tpk_cli_table_print (table, stdout);
}
