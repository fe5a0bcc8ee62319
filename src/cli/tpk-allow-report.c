/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#define G_LOG_DOMAIN "tpk-allow-report"

#include "config.h"

#include "tpk-allow-report.h"

#include "cloud/tpk-allow-presets.h"

#include "tpk-cli-output.h"
#include "tpk-cli-table.h"

#include <glib/gi18n-lib.h>
#include <stdio.h>
#include <unistd.h>

#define CLEAR_LINE "\r\033[K"
/* So many columns of ports fit beside an address. */
#define COLUMNS_AT_ONCE 6

/**
 * tpk_allow_report_print_list:
 * @list: an allow-list
 *
 * Prints it as a table.
 */
void
tpk_allow_report_print_list (TpkAllowList *list)
{
  const char *const headings[] = {
    _("Protocol"), _("Destination"), _("Ports"), _("Direction"), _("Purpose"), NULL,
  };
  g_autoptr (TpkCliTable) table = tpk_cli_table_new (headings);

  for (guint i = 0; i < tpk_allow_list_get_n_entries (list); i++) {
    TpkAllowEntry *entry = tpk_allow_list_get_entry (list, i);

    tpk_cli_table_add (table, TPK_CLI_STYLE_PLAIN,
                       tpk_transport_to_string (tpk_allow_entry_get_protocol (entry)));
    tpk_cli_table_add (table, TPK_CLI_STYLE_PLAIN, tpk_allow_entry_get_destination (entry));
    tpk_cli_table_add (table, TPK_CLI_STYLE_PLAIN, tpk_allow_entry_get_ports (entry));
    tpk_cli_table_add (table, TPK_CLI_STYLE_PLAIN,
                       tpk_direction_to_string (tpk_allow_entry_get_direction (entry)));
    tpk_cli_table_add (table, TPK_CLI_STYLE_PLAIN, tpk_allow_entry_get_purpose (entry));
  }
  tpk_cli_table_print (table, stdout);
}

/**
 * tpk_allow_report_print_presets:
 *
 * Prints which presets there are, as a table.
 */
void
tpk_allow_report_print_presets (void)
{
  const char *const headings[] = { _("ID"), _("Name"), _("Date"), _("Source"), NULL };
  g_autoptr (TpkCliTable) table = tpk_cli_table_new (headings);
  const TpkAllowPreset *presets;
  guint n_presets;

  presets = tpk_allow_presets_get (&n_presets);
  for (guint i = 0; i < n_presets; i++) {
    tpk_cli_table_add (table, TPK_CLI_STYLE_PLAIN, presets[i].id);
    tpk_cli_table_add (table, TPK_CLI_STYLE_PLAIN, _(presets[i].name));
    tpk_cli_table_add (table, TPK_CLI_STYLE_PLAIN, presets[i].date);
    tpk_cli_table_add (table, TPK_CLI_STYLE_DIM, presets[i].source);
  }
  tpk_cli_table_print (table, stdout);
}

/**
 * tpk_allow_report_presets:
 *
 * Returns: (transfer full): the presets with their entries
 */
JsonArray *
tpk_allow_report_presets (void)
{
  JsonArray *array = json_array_new ();
  const TpkAllowPreset *presets;
  guint n_presets;

  presets = tpk_allow_presets_get (&n_presets);
  for (guint i = 0; i < n_presets; i++) {
    g_autoptr (TpkAllowList) list = tpk_allow_preset_new_list (&presets[i]);
    JsonObject *object = tpk_allow_list_to_json (list);

    json_object_set_string_member (object, "id", presets[i].id);
    json_object_set_string_member (object, "name", _(presets[i].name));
    if (presets[i].warning != NULL)
      json_object_set_string_member (object, "warning", _(presets[i].warning));
    json_object_set_string_member (object, "source", presets[i].source);
    json_object_set_string_member (object, "date", presets[i].date);
    json_array_add_object_element (array, object);
  }

  return array;
}

static TpkCliStyle
state_style (TpkReachState state)
{
  switch (state) {
  case TPK_REACH_PASSED:
    return TPK_CLI_STYLE_GOOD;
  case TPK_REACH_FAILED:
    return TPK_CLI_STYLE_BAD;
  case TPK_REACH_UNCLEAR:
    return TPK_CLI_STYLE_WARNING;
  case TPK_REACH_WAITING:
  case TPK_REACH_UNTESTED:
  case TPK_REACH_CANCELLED:
  default:
    return TPK_CLI_STYLE_DIM;
  }
}

static void
add_row (TpkCliTable       *table,
         const TpkReachRow *row,
         GArray            *columns,
         guint              first,
         guint              n)
{
  tpk_cli_table_add (table, TPK_CLI_STYLE_PLAIN, row->destination);
  tpk_cli_table_add (table, TPK_CLI_STYLE_PLAIN, row->address);
  for (guint i = first; i < first + n; i++) {
    const TpkPortRange *column = &g_array_index (columns, TpkPortRange, i);
    const TpkReachCell *cell = tpk_reach_row_find_cell (row, column->first);

    if (cell != NULL)
      tpk_cli_table_add (table, state_style (cell->state),
                         tpk_reach_get_word (cell->state, cell->code));
    else
      tpk_cli_table_add (table, TPK_CLI_STYLE_DIM, NULL);
  }
}

static void
print_columns (TpkReachMatrix *matrix,
               TpkTransport    protocol,
               GArray         *columns,
               guint           first)
{
  guint n = MIN (columns->len - first, COLUMNS_AT_ONCE);
  g_autoptr (GPtrArray) headings = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (TpkCliTable) table = NULL;

  /* Translators: the heading of a column with names and addresses; %s is TCP or UDP. */
  g_ptr_array_add (headings, g_strdup_printf (_("%s to"), protocol == TPK_TRANSPORT_TCP ? "TCP"
                                                                                         : "UDP"));
  g_ptr_array_add (headings, g_strdup (_("Address")));
  for (guint i = first; i < first + n; i++) {
    const TpkPortRange *column = &g_array_index (columns, TpkPortRange, i);

    g_ptr_array_add (headings, column->first == column->last
                                 ? g_strdup_printf ("%u", column->first)
                                 : g_strdup_printf ("%u-%u", column->first, column->last));
  }
  g_ptr_array_add (headings, NULL);

  table = tpk_cli_table_new ((const char *const *) headings->pdata);
  for (guint i = 0; i < tpk_reach_matrix_get_n_rows (matrix); i++) {
    const TpkReachRow *row = tpk_reach_matrix_get_row (matrix, i);

    if (row->protocol == protocol)
      add_row (table, row, columns, first, n);
  }
  tpk_cli_table_print (table, stdout);
  tpk_cli_print ("\n");
}

static void
print_left_out (TpkReachMatrix *matrix)
{
  GPtrArray *left_out = tpk_reach_matrix_get_left_out (matrix);

  for (guint i = 0; i < left_out->len; i++) {
    TpkAllowEntry *entry = g_ptr_array_index (left_out, i);

    tpk_cli_print ("%s %s %s: ", tpk_transport_to_string (tpk_allow_entry_get_protocol (entry)),
                   tpk_allow_entry_get_destination (entry), tpk_allow_entry_get_ports (entry));
    tpk_cli_print_styled (TPK_CLI_STYLE_DIM, "%s", tpk_reach_get_left_out_reason (entry));
    tpk_cli_print ("\n");
  }
  if (left_out->len > 0)
    tpk_cli_print ("\n");
}

static void
print_advice (TpkReachMatrix *matrix)
{
  g_autofree char *findings = tpk_reach_matrix_dup_findings (matrix);
  guint failed = tpk_reach_matrix_count (matrix, TPK_REACH_FAILED);
  guint unclear = tpk_reach_matrix_count (matrix, TPK_REACH_UNCLEAR);

  tpk_cli_print ("%s", findings);
  if (*findings != '\0')
    tpk_cli_print ("\n");
  /* Translators: the first %u of these numbers of ports answers, the second does not, the third
   * gave no answer. */
  tpk_cli_print (_("Open: %u. Closed: %u. No answer, which over UDP may be a service that does not "
                   "speak STUN: %u.\n"),
                 tpk_reach_matrix_count (matrix, TPK_REACH_PASSED), failed, unclear);
  if (failed + unclear > 0)
    tpk_cli_print ("%s\n", _("“turnpikectl allowlist letter” writes to whoever runs the "
                             "firewall."));
}

/**
 * tpk_allow_report_print_matrix:
 * @matrix: what was found
 *
 * Prints addresses × ports, then what is to be known of them.
 */
void
tpk_allow_report_print_matrix (TpkReachMatrix *matrix)
{
  static const TpkTransport protocols[] = { TPK_TRANSPORT_TCP, TPK_TRANSPORT_UDP };

  for (guint i = 0; i < G_N_ELEMENTS (protocols); i++) {
    g_autoptr (GArray) columns = tpk_reach_matrix_dup_columns (matrix, protocols[i]);

    for (guint first = 0; first < columns->len; first += COLUMNS_AT_ONCE)
      print_columns (matrix, protocols[i], columns, first);
  }
  print_left_out (matrix);
  print_advice (matrix);
}

static void
progress_cb (TpkReachRun *run,
             GParamSpec  *pspec,
             gpointer     user_data)
{
  fprintf (stderr, CLEAR_LINE);
  /* Translators: “%%” is a per-cent sign; %d is how much of the check is done. */
  fprintf (stderr, _("Checking… %d %%"), (int) (tpk_reach_run_get_progress (run) * 100.0));
  fflush (stderr);
}

/**
 * tpk_allow_report_show_progress:
 * @cli: the run of the program
 * @run: what to watch
 *
 * Shows how far @run is, where people are watching.
 *
 * Returns: for tpk_allow_report_hide_progress(); 0 where nobody is
 */
gulong
tpk_allow_report_show_progress (TpkCli      *cli,
                                TpkReachRun *run)
{
  if (cli->quiet || !isatty (STDERR_FILENO))
    return 0;

  return g_signal_connect (run, "notify::progress", G_CALLBACK (progress_cb), NULL);
}

/**
 * tpk_allow_report_hide_progress:
 * @run: what was watched
 * @handler_id: from tpk_allow_report_show_progress()
 *
 * Takes the line away.
 */
void
tpk_allow_report_hide_progress (TpkReachRun *run,
                                gulong       handler_id)
{
  if (handler_id == 0)
    return;
  g_signal_handler_disconnect (run, handler_id);
  fprintf (stderr, CLEAR_LINE);
}
