/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#define G_LOG_DOMAIN "tpk-command-url"

#include "config.h"

#include "dialects/tpk-dialect.h"
#include "dialects/tpk-lint.h"
#include "model/tpk-json.h"

#include "tpk-cli-commands.h"
#include "tpk-cli-findings.h"
#include "tpk-cli-lines.h"
#include "tpk-cli-output.h"
#include "tpk-cli-table.h"

#include <glib/gi18n-lib.h>
#include <string.h>
#include <unistd.h>

/* Judged with these, the verdict is on the URL alone. */
#define PLACEHOLDER_USERNAME "user"
#define PLACEHOLDER_PASSWORD "password"

/* So that the escape of NUL is told from none; no escape has this value. */
#define NUL_UNIT 0x10000

static struct {
  char     *lines;            /* (nullable) (owned) */
  gboolean  no_credential;
} options;

static const GOptionEntry entries[] = {
  { "lines", 0, 0, G_OPTION_ARG_STRING, &options.lines,
    N_("What a line of standard input is: “plain” text, or a “json” string"), N_("FORM") },
  { "no-credential", 0, 0, G_OPTION_ARG_NONE, &options.no_credential,
    N_("Judge as if without a user name and password"), NULL },
  G_OPTION_ENTRY_NULL
};

/* One URL with all that is said of it. */
typedef struct {
  char      *text;            /* (owned): valid UTF-8 */
  TpkIceUrl *url;             /* (owned) */
  GPtrArray *findings;        /* (owned): of TpkFinding */
  GPtrArray *judgements;      /* (owned): of TpkJudgement, in the order of the judges */
} Opinion;

static void
opinion_free (Opinion *opinion)
{
  g_clear_pointer (&opinion->text, g_free);
  g_clear_object (&opinion->url);
  g_clear_pointer (&opinion->findings, g_ptr_array_unref);
  g_clear_pointer (&opinion->judgements, g_ptr_array_unref);
  g_free (opinion);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Opinion, opinion_free)

static Opinion *
opinion_new (const char *text)
{
  Opinion *opinion = g_new0 (Opinion, 1);
  const TpkDialect *const *dialects;
  g_autoptr (TpkJudgeInput) input = NULL;
  guint n_dialects;

  /* Clients get text, never bytes; what is wrong with the bytes is for the findings to say. */
  opinion->text = g_utf8_make_valid (text, -1);
  opinion->url = tpk_ice_url_new (text);
  opinion->findings = g_ptr_array_new_with_free_func (g_object_unref);
  opinion->judgements = g_ptr_array_new_with_free_func ((GDestroyNotify) tpk_judgement_unref);
  tpk_lint_url (opinion->url, opinion->findings);

  input = tpk_judge_input_new (opinion->text,
                               options.no_credential ? NULL : PLACEHOLDER_USERNAME,
                               options.no_credential ? NULL : PLACEHOLDER_PASSWORD);
  dialects = tpk_dialects_get (&n_dialects);
  for (guint i = 0; i < n_dialects; i++)
    if (dialects[i]->judge != NULL)
      g_ptr_array_add (opinion->judgements, tpk_dialect_judge (dialects[i], input));

  return opinion;
}

static JsonObject *
judgement_to_json (TpkJudgement *judgement)
{
  JsonObject *object = json_object_new ();
  const char *error = tpk_judgement_get_error (judgement);
  const char *error_text = tpk_judgement_get_error_text (judgement);
  const char *message = tpk_judgement_get_message (judgement);

  json_object_set_string_member (
    object, "verdict", tpk_judgement_state_to_string (tpk_judgement_get_state (judgement)));
  tpk_cli_json_set_string (object, "dials", tpk_judgement_get_dials (judgement));
  if (error != NULL)
    json_object_set_string_member (object, "error", error);
  if (error_text != NULL)
    json_object_set_string_member (object, "error_text", error_text);
  if (tpk_judgement_get_earlier_text (judgement) != NULL)
    json_object_set_string_member (object, "earlier_error_text",
                                   tpk_judgement_get_earlier_text (judgement));
  if (message != NULL)
    json_object_set_string_member (object, "message", message);

  return object;
}

static JsonObject *
opinion_to_json (Opinion *opinion)
{
  JsonObject *object = json_object_new ();
  JsonArray *findings = json_array_new ();
  JsonObject *clients = json_object_new ();
  const TpkDialect *const *dialects;
  guint n_dialects;
  guint judge = 0;

  json_object_set_string_member (object, "url", opinion->text);
  json_object_set_boolean_member (object, "valid", tpk_ice_url_is_valid (opinion->url));
  if (tpk_ice_url_has_parts (opinion->url)) {
    json_object_set_string_member (object, "scheme",
                                   tpk_scheme_to_string (tpk_ice_url_get_scheme (opinion->url)));
    json_object_set_string_member (object, "host", tpk_ice_url_get_host (opinion->url));
    json_object_set_int_member (object, "port", tpk_ice_url_get_port (opinion->url));
    json_object_set_string_member (
      object, "transport", tpk_transport_to_string (tpk_ice_url_get_transport (opinion->url)));
  }

  for (guint i = 0; i < opinion->findings->len; i++)
    json_array_add_object_element (
      findings, tpk_cli_finding_to_json (g_ptr_array_index (opinion->findings, i), FALSE));
  json_object_set_array_member (object, "findings", findings);

  dialects = tpk_dialects_get (&n_dialects);
  for (guint i = 0; i < n_dialects; i++)
    if (dialects[i]->judge != NULL)
      json_object_set_object_member (
        clients, dialects[i]->id,
        judgement_to_json (g_ptr_array_index (opinion->judgements, judge++)));
  json_object_set_object_member (object, "clients", clients);

  return object;
}

static TpkCliStyle
judgement_style (TpkJudgementState state)
{
  switch (state) {
    case TPK_JUDGEMENT_OK:
      return TPK_CLI_STYLE_GOOD;
    case TPK_JUDGEMENT_CHANGED:
      return TPK_CLI_STYLE_WARNING;
    case TPK_JUDGEMENT_DROPPED:
    case TPK_JUDGEMENT_REJECTED:
    default:
      return TPK_CLI_STYLE_BAD;
  }
}

static void
print_judgements (Opinion *opinion)
{
  const char *const headings[] = { _("Client"), _("Verdict"), _("Dials"), NULL };
  g_autoptr (TpkCliTable) table = tpk_cli_table_new (headings);
  g_autoptr (GString) reasons = g_string_new (NULL);
  const TpkDialect *const *dialects;
  guint n_dialects;
  guint judge = 0;

  dialects = tpk_dialects_get (&n_dialects);
  for (guint i = 0; i < n_dialects; i++) {
    TpkJudgement *judgement;
    TpkJudgementState state;
    const char *message;

    if (dialects[i]->judge == NULL)
      continue;

    judgement = g_ptr_array_index (opinion->judgements, judge++);
    state = tpk_judgement_get_state (judgement);
    message = tpk_judgement_get_message (judgement);
    tpk_cli_table_add (table, TPK_CLI_STYLE_PLAIN, dialects[i]->id);
    tpk_cli_table_add (table, judgement_style (state), tpk_judgement_state_to_string (state));
    tpk_cli_table_add (table, TPK_CLI_STYLE_PLAIN, tpk_judgement_get_dials (judgement));
    if (message != NULL) {
      g_autofree char *escaped = tpk_cli_escape (message);

      g_string_append_printf (reasons, "%s: %s\n", dialects[i]->id, escaped);
    }
  }

  tpk_cli_table_print (table, stdout);
  tpk_cli_print ("%s", reasons->str);
}

static void
print_opinion (Opinion *opinion)
{
  g_autofree char *escaped = tpk_cli_escape (opinion->text);
  gboolean valid = tpk_ice_url_is_valid (opinion->url);

  tpk_cli_print_styled (TPK_CLI_STYLE_BOLD, "%s", escaped);
  tpk_cli_print ("  ");
  tpk_cli_print_styled (valid ? TPK_CLI_STYLE_GOOD : TPK_CLI_STYLE_BAD, "%s\n",
                        valid ? _("valid") : _("not valid"));
  for (guint i = 0; i < opinion->findings->len; i++)
    tpk_cli_print_finding (g_ptr_array_index (opinion->findings, i), "  ", stdout);
  print_judgements (opinion);
  tpk_cli_print ("\n");
}

/* Returns whether @text is a valid URL. */
static gboolean
judge (TpkCli     *cli,
       const char *text)
{
  g_autoptr (Opinion) opinion = opinion_new (text);

  if (cli->json) {
    g_autoptr (JsonObject) object = opinion_to_json (opinion);

    tpk_cli_print_json_line (object);
  } else if (!cli->quiet) {
    print_opinion (opinion);
  }

  return tpk_ice_url_is_valid (opinion->url);
}

/* A NUL byte would end the text for us, but not for a client written in JavaScript. */
static void
replace_nuls (char  **line,
              gsize   length)
{
  GString *text;

  if (strlen (*line) == length)
    return;

  text = g_string_sized_new (length);
  for (gsize i = 0; i < length; i++) {
    if ((*line)[i] != '\0')
      g_string_append_c (text, (*line)[i]);
    else
      g_string_append (text, "\357\277\275");
  }
  g_free (*line);
  *line = g_string_free (text, FALSE);
}

/* Returns: the code unit of an escape such as "\\u00e9" at @p, 0 where there is none */
static guint
get_code_unit (const char *p)
{
  char digits[5] = { 0, };

  if (strncmp (p, "\\u", 2) != 0)
    return 0;
  for (guint i = 0; i < 4; i++)
    if (!g_ascii_isxdigit (p[2 + i]))
      return 0;
  memcpy (digits, p + 2, 4);

  return strcmp (digits, "0000") == 0 ? NUL_UNIT : strtoul (digits, NULL, 16);
}

/* Escapes of what no C string can hold: NUL, and halves of surrogate pairs, of which JavaScript's
 * strings may be made. An escape has six bytes, as the one put in its place. */
static void
replace_odd_escapes (char *line)
{
  for (char *p = strchr (line, '\\'); p != NULL && p[1] != '\0'; p = strchr (p, '\\')) {
    guint unit = get_code_unit (p);

    if (unit >= 0xd800 && unit < 0xdc00) {
      guint next = get_code_unit (p + 6);

      if (next >= 0xdc00 && next < 0xe000) {
        p += 12;
        continue;
      }
    }

    if (unit == NUL_UNIT || (unit >= 0xd800 && unit < 0xe000))
      memcpy (p, "\\ufffd", 6);
    p += unit != 0 ? 6 : 2;
  }
}

static char *
read_json_line (char    *line,
                gsize    length,
                GError **error)
{
  g_autoptr (JsonNode) node = NULL;

  if (strlen (line) == length)
    replace_odd_escapes (line);
  node = tpk_json_parse (line, length, G_MAXINT, error);
  if (node == NULL)
    return NULL;

  if (JSON_NODE_TYPE (node) != JSON_NODE_VALUE ||
      json_node_get_value_type (node) != G_TYPE_STRING) {
    g_set_error_literal (error, TPK_JSON_ERROR, TPK_JSON_ERROR_TYPE,
                         _("expected a string in double quotes, such as “\"turn:example.org\"”"));
    return NULL;
  }

  return json_node_dup_string (node);
}

static gboolean
judge_line (TpkCli    *cli,
            char     **line,
            gsize      length,
            gboolean   is_json,
            gboolean  *valid,
            GError   **error)
{
  if (is_json) {
    g_autofree char *text = read_json_line (*line, length, error);

    if (text == NULL)
      return FALSE;
    *valid = judge (cli, text);
    return TRUE;
  }

  /* Lines of a file that was written on Windows. */
  if (length > 0 && (*line)[length - 1] == '\r')
    (*line)[--length] = '\0';
  replace_nuls (line, length);
  *valid = judge (cli, *line);

  return TRUE;
}

static TpkCliExit
judge_stdin (TpkCli   *cli,
             gboolean  is_json)
{
  g_autoptr (TpkCliLines) lines = tpk_cli_lines_new (STDIN_FILENO);
  TpkCliExit exit_code = TPK_CLI_EXIT_OK;
  guint number = 0;

  for (;;) {
    g_autofree char *line = NULL;
    g_autoptr (GError) error = NULL;
    gboolean valid = FALSE;
    gsize length;

    if (!tpk_cli_lines_next (lines, &line, &length, &error))
      return tpk_cli_error (cli, error);
    if (line == NULL)
      return exit_code;

    number++;
    if (!judge_line (cli, &line, length, is_json, &valid, &error)) {
      /* Translators: the number of a line on standard input; what follows tells what is wrong. */
      g_prefix_error (&error, _("line %u: "), number);
      return tpk_cli_error (cli, error);
    }
    if (!valid)
      exit_code = TPK_CLI_EXIT_FAILED;
  }
}

static TpkCliExit
run_url (TpkCli            *cli,
         const char *const *args)
{
  TpkCliExit exit_code = TPK_CLI_EXIT_OK;
  gboolean is_json = g_strcmp0 (options.lines, "json") == 0;

  if (options.lines != NULL && !is_json && !g_str_equal (options.lines, "plain"))
    /* Translators: %s is what was typed. */
    return tpk_cli_usage_error (cli, _("“%s” is no form of lines; there are “plain” and “json”."),
                                options.lines);

  if (args[0] == NULL)
    return judge_stdin (cli, is_json);

  if (options.lines != NULL)
    return tpk_cli_usage_error (cli, "%s", _("--lines is for URLs on standard input. "
                                             "Leave out either it or the URLs."));

  for (gsize i = 0; args[i] != NULL; i++)
    if (!judge (cli, args[i]))
      exit_code = TPK_CLI_EXIT_FAILED;

  return exit_code;
}

const TpkCommand tpk_command_url = {
  .name = "url",
  .synopsis = N_("[URL…]"),
  .summary = N_("Tell what each calling client makes of URLs"),
  .description = N_("Without URLs, standard input is read, one URL a line. With --json, one JSON "
                    "object a line\nis printed. Exits with 1 when a URL is not valid."),
  .options = entries,
  .max_args = -1,
  .run = run_url,
};
