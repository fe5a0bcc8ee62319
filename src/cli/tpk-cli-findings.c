/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#define G_LOG_DOMAIN "tpk-cli-findings"

#include "config.h"

#include "tpk-cli-findings.h"

#include <glib/gi18n-lib.h>

/**
 * tpk_cli_json_set_string:
 * @object: what to add to
 * @member: its name
 * @value: (nullable): valid UTF-8
 *
 * Adds a string, or null where there is none.
 */
void
tpk_cli_json_set_string (JsonObject *object,
                         const char *member,
                         const char *value)
{
  g_return_if_fail (object != NULL);
  g_return_if_fail (member != NULL);

  if (value != NULL)
    json_object_set_string_member (object, member, value);
  else
    json_object_set_null_member (object, member);
}

static void
set_index (JsonObject *object,
           const char *member,
           guint       index)
{
  if (index != TPK_FINDING_NOWHERE)
    json_object_set_int_member (object, member, index);
  else
    json_object_set_null_member (object, member);
}

/**
 * tpk_cli_finding_to_json:
 * @finding: a finding
 * @with_place: whether to say where it is, too
 *
 * Returns: (transfer full): the finding as the command line shows it
 */
JsonObject *
tpk_cli_finding_to_json (TpkFinding *finding,
                         gboolean    with_place)
{
  JsonObject *object;

  g_return_val_if_fail (TPK_IS_FINDING (finding), NULL);

  object = json_object_new ();
  json_object_set_string_member (object, "severity",
                                 tpk_severity_to_string (tpk_finding_get_severity (finding)));
  json_object_set_string_member (object, "code", tpk_finding_get_code (finding));
  json_object_set_string_member (object, "message", tpk_finding_get_message (finding));
  if (with_place) {
    set_index (object, "server", tpk_finding_get_server (finding));
    set_index (object, "url", tpk_finding_get_url (finding));
    tpk_cli_json_set_string (object, "field", tpk_finding_get_field (finding));
  }
  tpk_cli_json_set_string (object, "fix", tpk_finding_get_fix (finding));

  return object;
}

/**
 * tpk_cli_findings_to_json:
 * @findings: a list of #TpkFinding
 *
 * Returns: (transfer full): the findings with their places
 */
JsonArray *
tpk_cli_findings_to_json (GListModel *findings)
{
  JsonArray *array;
  guint n;

  g_return_val_if_fail (G_IS_LIST_MODEL (findings), NULL);

  array = json_array_new ();
  n = g_list_model_get_n_items (findings);
  for (guint i = 0; i < n; i++) {
    g_autoptr (TpkFinding) finding = g_list_model_get_item (findings, i);

    json_array_add_object_element (array, tpk_cli_finding_to_json (finding, TRUE));
  }

  return array;
}

/**
 * tpk_cli_severity_to_style:
 * @severity: how bad it is
 *
 * Returns: how that looks
 */
TpkCliStyle
tpk_cli_severity_to_style (TpkSeverity severity)
{
  switch (severity) {
    case TPK_SEVERITY_ERROR:
      return TPK_CLI_STYLE_BAD;
    case TPK_SEVERITY_WARNING:
      return TPK_CLI_STYLE_WARNING;
    case TPK_SEVERITY_INFO:
    default:
      return TPK_CLI_STYLE_DIM;
  }
}

/* Counted from 1, as people do. */
static char *
dup_place (TpkFinding *finding)
{
  guint server = tpk_finding_get_server (finding);
  guint url = tpk_finding_get_url (finding);

  if (server == TPK_FINDING_NOWHERE)
    return g_strdup ("");
  if (url == TPK_FINDING_NOWHERE)
    /* Translators: where a finding is; the blank at the end stays. */
    return g_strdup_printf (_("server %u "), server + 1);

  /* Translators: where a finding is; the blank at the end stays. */
  return g_strdup_printf (_("server %u, URL %u "), server + 1, url + 1);
}

/**
 * tpk_cli_print_finding:
 * @finding: a finding
 * @indent: what each of its lines begins with
 * @stream: where to
 *
 * Shows @finding to people: severity, place and code, then the sentence, then the fix.
 */
void
tpk_cli_print_finding (TpkFinding *finding,
                       const char *indent,
                       FILE       *stream)
{
  TpkSeverity severity;
  g_autofree char *place = NULL;
  g_autofree char *message = NULL;
  g_autofree char *fix = NULL;
  g_autofree char *head = NULL;
  g_autofree char *body = NULL;

  g_return_if_fail (TPK_IS_FINDING (finding));
  g_return_if_fail (indent != NULL);
  g_return_if_fail (stream != NULL);

  severity = tpk_finding_get_severity (finding);
  place = dup_place (finding);
  message = tpk_cli_escape (tpk_finding_get_message (finding));

  fputs (indent, stream);
  tpk_cli_put (stream, tpk_cli_severity_to_style (severity), tpk_severity_to_string (severity));
  head = g_strdup_printf (" %s(%s)\n", place, tpk_finding_get_code (finding));
  tpk_cli_put (stream, TPK_CLI_STYLE_PLAIN, head);
  body = g_strdup_printf ("%s  %s\n", indent, message);
  tpk_cli_put (stream, TPK_CLI_STYLE_PLAIN, body);

  if (tpk_finding_get_fix_kind (finding) != TPK_FIX_NONE) {
    g_autofree char *label = tpk_finding_dup_fix_label (finding);
    g_autofree char *escaped = tpk_cli_escape (label);

    fix = g_strdup_printf ("%s  → %s\n", indent, escaped);
    tpk_cli_put (stream, TPK_CLI_STYLE_PLAIN, fix);
  }
}

/**
 * tpk_cli_print_notes:
 * @cli: the run
 * @notes: a list of #TpkFinding
 *
 * Shows what there is to know beside a result, on standard error. Silent with `--quiet`.
 */
void
tpk_cli_print_notes (TpkCli     *cli,
                     GListModel *notes)
{
  guint n;

  g_return_if_fail (cli != NULL);
  g_return_if_fail (notes == NULL || G_IS_LIST_MODEL (notes));

  if (notes == NULL || cli->quiet)
    return;

  fflush (stdout);
  n = g_list_model_get_n_items (notes);
  for (guint i = 0; i < n; i++) {
    g_autoptr (TpkFinding) note = g_list_model_get_item (notes, i);

    tpk_cli_print_finding (note, "", stderr);
  }
}
