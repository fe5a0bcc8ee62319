/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#include "config.h"

#include "cli-support.h"

#include <string.h>

static JsonObject *
get_client (JsonObject *object,
            const char *client)
{
  JsonObject *clients = json_object_get_object_member (object, "clients");

  g_assert_true (json_object_has_member (clients, client));

  return json_object_get_object_member (clients, client);
}

static gboolean
is_accepted (JsonObject *judgement)
{
  return !g_str_equal (json_object_get_string_member (judgement, "verdict"), "rejected");
}

/* All rows of the oracle as JSON strings, one a line. */
static char *
dup_oracle_lines (GPtrArray *rows)
{
  g_autofree char *path = cli_data ("urls.jsonl");
  g_autofree char *text = NULL;
  g_auto (GStrv) lines = NULL;
  g_autoptr (GError) error = NULL;
  GString *input = g_string_new (NULL);

  g_file_get_contents (path, &text, NULL, &error);
  g_assert_no_error (error);
  lines = g_strsplit (text, "\n", -1);
  for (gsize i = 0; lines[i] != NULL; i++) {
    JsonObject *row;
    g_autofree char *string = NULL;

    if (lines[i][0] == '\0')
      continue;

    row = cli_json (lines[i]);
    string = json_to_string (json_object_get_member (row, "url"), FALSE);
    g_string_append_printf (input, "%s\n", string);
    g_ptr_array_add (rows, row);
  }

  return g_string_free (input, FALSE);
}

static GPtrArray *
parse_lines (const char *out)
{
  g_auto (GStrv) lines = g_strsplit (out, "\n", -1);
  GPtrArray *objects = g_ptr_array_new_with_free_func ((GDestroyNotify) json_object_unref);

  for (gsize i = 0; lines[i] != NULL; i++)
    if (lines[i][0] != '\0')
      g_ptr_array_add (objects, cli_json (lines[i]));

  return objects;
}

static void
compare_row (JsonObject *row,
             JsonObject *object,
             gboolean    with_credential)
{
  static const char *const clients[] = { "w3c", "chromium", "firefox", "acs", "pion", "aiortc" };
  const char *url = json_object_get_string_member (row, "url");

  g_assert_cmpstr (json_object_get_string_member (object, "url"), ==, url);

  for (gsize i = 0; i < G_N_ELEMENTS (clients); i++) {
    JsonObject *truth = json_object_get_object_member (row, clients[i]);
    JsonObject *judgement = get_client (object, clients[i]);
    const char *dials = json_object_get_string_member_with_default (truth, "dials", NULL);
    gboolean accepted = json_object_get_boolean_member (truth, "ok");

    /* Only browsers were asked without a credential, too. */
    if (!with_credential) {
      if (!json_object_has_member (truth, "without_credentials"))
        continue;
      accepted = g_str_equal (json_object_get_string_member (truth, "without_credentials"), "ok");
    }

    g_test_message ("%s: “%.200s”", clients[i], url);
    g_assert_cmpint (is_accepted (judgement), ==, accepted);
    if (g_str_equal (clients[i], "acs")) {
      if (dials == NULL)
        g_assert_true (json_object_get_null_member (judgement, "dials"));
      else
        g_assert_cmpstr (json_object_get_string_member (judgement, "dials"), ==, dials);
    }
  }
}

static void
compare_with_oracle (CliPlace *place,
                     gboolean  with_credential)
{
  g_autoptr (GPtrArray) rows = NULL;
  g_autoptr (GPtrArray) objects = NULL;
  g_autofree char *input = NULL;
  g_autoptr (CliRun) run = NULL;

  rows = g_ptr_array_new_with_free_func ((GDestroyNotify) json_object_unref);
  input = dup_oracle_lines (rows);
  run = cli_run_input (place, input, "url", "--json", "--lines", "json",
                       with_credential ? NULL : "--no-credential", NULL);
  cli_assert_status (run, 1);
  g_assert_cmpstr (run->err, ==, "");

  objects = parse_lines (run->out);
  g_assert_cmpuint (rows->len, ==, 124);
  g_assert_cmpuint (objects->len, ==, rows->len);
  for (guint i = 0; i < rows->len; i++)
    compare_row (g_ptr_array_index (rows, i), g_ptr_array_index (objects, i), with_credential);
}

static void
test_oracle (CliPlace      *place,
             gconstpointer  data)
{
  compare_with_oracle (place, TRUE);
}

static void
test_oracle_no_credential (CliPlace      *place,
                           gconstpointer  data)
{
  compare_with_oracle (place, FALSE);
}

/* The members of the contract, by name and in order. */
static void
test_form (CliPlace      *place,
           gconstpointer  data)
{
  g_autoptr (CliRun) run = cli_run (place, "url", "--json",
                                    "turns:turn.example.org:5349?transport=tcp", NULL);
  g_autoptr (JsonObject) object = NULL;
  g_autoptr (GList) members = NULL;
  g_autoptr (GString) names = g_string_new (NULL);
  JsonObject *judgement;

  cli_assert_status (run, 0);
  g_assert_cmpint (strchr (run->out, '\n') - run->out, ==, run->out_length - 1);
  object = cli_run_json (run);
  members = json_object_get_members (object);
  for (GList *l = members; l != NULL; l = l->next)
    g_string_append_printf (names, "%s ", (const char *) l->data);
  g_assert_cmpstr (names->str, ==, "url valid scheme host port transport findings clients ");

  g_assert_true (json_object_get_boolean_member (object, "valid"));
  g_assert_cmpstr (json_object_get_string_member (object, "scheme"), ==, "turns");
  g_assert_cmpstr (json_object_get_string_member (object, "host"), ==, "turn.example.org");
  g_assert_cmpint (json_object_get_int_member (object, "port"), ==, 5349);
  g_assert_cmpstr (json_object_get_string_member (object, "transport"), ==, "tcp");

  judgement = get_client (object, "w3c");
  g_assert_cmpstr (json_object_get_string_member (judgement, "verdict"), ==, "ok");
  g_assert_cmpstr (json_object_get_string_member (judgement, "dials"), ==,
                   "turns:turn.example.org:5349?transport=tcp");

  judgement = get_client (object, "acs");
  g_assert_cmpstr (json_object_get_string_member (judgement, "verdict"), ==, "changed");
  g_assert_cmpstr (json_object_get_string_member (judgement, "dials"), ==,
                   "turn:turn.example.org:5349?transport=tcp");
  g_assert_true (json_object_has_member (judgement, "message"));

  judgement = get_client (object, "chromium");
  g_assert_cmpstr (json_object_get_string_member (judgement, "verdict"), ==, "ok");
}

static JsonObject *
find_finding (JsonObject *object,
              const char *code)
{
  JsonArray *findings = json_object_get_array_member (object, "findings");

  for (guint i = 0; i < json_array_get_length (findings); i++) {
    JsonObject *finding = json_array_get_object_element (findings, i);

    if (g_str_equal (json_object_get_string_member (finding, "code"), code))
      return finding;
  }

  g_error ("no finding “%s”", code);
}

static void
test_surprise (CliPlace      *place,
               gconstpointer  data)
{
  g_autoptr (CliRun) run = cli_run (place, "url", "--json",
                                    "turns:turn.example.org:5349?transport=tcp", NULL);
  g_autoptr (JsonObject) object = cli_run_json (run);
  JsonObject *finding = find_finding (object, "acs-plaintext");

  g_assert_cmpstr (json_object_get_string_member (finding, "severity"), ==, "warning");
  g_assert_cmpstr (json_object_get_string_member (finding, "fix"), ==,
                   "turns:turn.example.org:5349?transport=tls");
}

static void
test_not_parsed (CliPlace      *place,
                 gconstpointer  data)
{
  g_autoptr (CliRun) run = cli_run (place, "url", "--json", "http://turn.example.org", NULL);
  g_autoptr (JsonObject) object = NULL;

  cli_assert_status (run, 1);
  object = cli_run_json (run);
  g_assert_false (json_object_get_boolean_member (object, "valid"));
  g_assert_false (json_object_has_member (object, "scheme"));
  g_assert_false (json_object_has_member (object, "host"));
  g_assert_false (json_object_has_member (object, "port"));
  g_assert_false (json_object_has_member (object, "transport"));
  g_assert_cmpstr (json_object_get_string_member (get_client (object, "acs"), "verdict"), ==,
                   "rejected");
  g_assert_true (json_object_get_null_member (get_client (object, "acs"), "dials"));
}

static void
test_fix (CliPlace      *place,
          gconstpointer  data)
{
  g_autoptr (CliRun) run = cli_run (place, "url", "--json", "turn://turn.example.org",
                                    "turn:turn.example.org?transport=UDP", NULL);
  g_autoptr (GPtrArray) objects = NULL;
  JsonObject *finding;

  cli_assert_status (run, 1);
  objects = parse_lines (run->out);
  g_assert_cmpuint (objects->len, ==, 2);
  finding = find_finding (g_ptr_array_index (objects, 0), "url-slashes");
  g_assert_cmpstr (json_object_get_string_member (finding, "severity"), ==, "error");
  g_assert_cmpstr (json_object_get_string_member (finding, "fix"), ==, "turn:turn.example.org");
  finding = find_finding (g_ptr_array_index (objects, 1), "url-transport-case");
  g_assert_cmpstr (json_object_get_string_member (finding, "fix"), ==,
                   "turn:turn.example.org?transport=udp");
}

static void
test_plain_lines (CliPlace      *place,
                  gconstpointer  data)
{
  const char *const args[] = { "url", "--json", NULL };
  const char input[] = "turn:a.example.org\r\n"
                       "\n"
                       "turn:b\0c.example.org\n"
                       "turn:\377\376.example.org\n"
                       "turn:d.example.org";
  g_autoptr (CliRun) run = cli_run_args (place, input, sizeof input - 1, args);
  g_autoptr (GPtrArray) objects = NULL;
  static const struct {
    const char *url;
    gboolean    valid;
  } wanted[] = {
    { "turn:a.example.org", TRUE },
    { "", FALSE },
    { "turn:b\357\277\275c.example.org", FALSE },
    { "turn:\357\277\275\357\277\275.example.org", FALSE },
    { "turn:d.example.org", TRUE },
  };

  cli_assert_status (run, 1);
  objects = parse_lines (run->out);
  g_assert_cmpuint (objects->len, ==, G_N_ELEMENTS (wanted));
  for (gsize i = 0; i < G_N_ELEMENTS (wanted); i++) {
    JsonObject *object = g_ptr_array_index (objects, i);

    g_assert_cmpstr (json_object_get_string_member (object, "url"), ==, wanted[i].url);
    g_assert_cmpint (json_object_get_boolean_member (object, "valid"), ==, wanted[i].valid);
  }
  find_finding (g_ptr_array_index (objects, 1), "url-empty");
  find_finding (g_ptr_array_index (objects, 3), "url-not-utf8");
}

static void
test_json_lines (CliPlace      *place,
                 gconstpointer  data)
{
  const char input[] = "\"turn:a\\u0000b.example.org\"\n"
                       "\"turn:c\\\\u0000d.example.org\"\n"
                       "\"turn:\\ud800.example.org\"\n"
                       "\"turn:\\ude00\\ud83d.example.org\"\n"
                       "\"turn:\\ud83d\\ude00\\u00e9\\n.example.org\"\n";
  static const char *const wanted[] = {
    "turn:a\357\277\275b.example.org",
    "turn:c\\u0000d.example.org",
    "turn:\357\277\275.example.org",
    "turn:\357\277\275\357\277\275.example.org",
    "turn:\360\237\230\200é\n.example.org",
  };
  g_autoptr (CliRun) run = cli_run_input (place, input, "url", "--json", "--lines=json", NULL);
  g_autoptr (GPtrArray) objects = NULL;

  cli_assert_status (run, 1);
  objects = parse_lines (run->out);
  g_assert_cmpuint (objects->len, ==, G_N_ELEMENTS (wanted));
  for (guint i = 0; i < objects->len; i++) {
    JsonObject *object = g_ptr_array_index (objects, i);

    g_assert_cmpstr (json_object_get_string_member (object, "url"), ==, wanted[i]);
    g_assert_false (json_object_get_boolean_member (object, "valid"));
  }
}

static void
test_json_lines_wrong (CliPlace      *place,
                       gconstpointer  data)
{
  static const char *const lines[] = {
    "turn:a.example.org", "[\"turn:a\"]", "42", "null", "\"unfinished", "{}", "", "\"a\" \"b\"",
    "\"\377\"",
  };

  for (gsize i = 0; i < G_N_ELEMENTS (lines); i++) {
    g_autofree char *input = g_strdup_printf ("\"turn:a.example.org\"\n%s\n", lines[i]);
    g_autoptr (CliRun) run = cli_run_input (place, input, "url", "--json", "--lines", "json",
                                            NULL);

    g_test_message ("line %" G_GSIZE_FORMAT, i);
    cli_assert_status (run, 2);
    cli_assert_contains (run->err, "turnpikectl url: line 2: ");
    cli_assert_contains (run->out, "{\"url\":\"turn:a.example.org\",\"valid\":true");
  }
}

static void
test_for_people (CliPlace      *place,
                 gconstpointer  data)
{
  g_autoptr (CliRun) run = cli_run (place, "url", "turn:\033[2Jevil\342\200\256", NULL);
  g_autoptr (CliRun) good = cli_run (place, "url", "turns:turn.example.org:5349?transport=tcp",
                                     NULL);
  g_autoptr (CliRun) quiet = cli_run (place, "url", "--quiet", "turn:", NULL);

  cli_assert_status (run, 1);
  g_assert_true (g_str_has_prefix (run->out, "turn:\\x1b[2Jevil\\u202e  not valid\n"));
  cli_assert_lacks (run->out, "\033");
  cli_assert_lacks (run->out, "\342\200\256");

  cli_assert_status (good, 0);
  cli_assert_contains (good->out, "turns:turn.example.org:5349?transport=tcp  valid\n");
  cli_assert_contains (good->out, "\nClient ");
  cli_assert_contains (good->out, "\nacs ");
  cli_assert_contains (good->out, "changed");

  cli_assert_status (quiet, 1);
  g_assert_cmpstr (quiet->out, ==, "");
  g_assert_cmpstr (quiet->err, ==, "");
}

/* Each line is answered before the next one is asked for. */
static void
test_stream (CliPlace      *place,
             gconstpointer  data)
{
  const char *const args[] = { "url", "--json", NULL };
  g_autoptr (GSubprocess) process = cli_spawn (place, args);
  g_autoptr (GDataInputStream) out = NULL;
  GOutputStream *in = g_subprocess_get_stdin_pipe (process);
  g_autoptr (GError) error = NULL;

  out = g_data_input_stream_new (g_subprocess_get_stdout_pipe (process));
  for (guint i = 0; i < 3; i++) {
    g_autofree char *asked = g_strdup_printf ("turn:host%u\n", i);
    g_autofree char *answer = NULL;
    g_autofree char *wanted = g_strdup_printf ("{\"url\":\"turn:host%u\",", i);

    g_assert_true (g_output_stream_write_all (in, asked, strlen (asked), NULL, NULL, &error));
    g_assert_no_error (error);
    answer = g_data_input_stream_read_line (out, NULL, NULL, &error);
    g_assert_no_error (error);
    g_assert_true (g_str_has_prefix (answer, wanted));
  }

  g_assert_true (g_output_stream_close (in, NULL, &error));
  g_assert_true (g_subprocess_wait (process, NULL, &error));
  g_assert_cmpint (g_subprocess_get_exit_status (process), ==, 0);
}

static void
test_long_line (CliPlace      *place,
                gconstpointer  data)
{
  g_autofree char *host = g_strnfill (1024 * 1024, 'a');
  g_autofree char *input = g_strdup_printf ("turn:%s\nturn:b.example.org\n", host);
  g_autoptr (CliRun) run = cli_run_input (place, input, "url", "--json", NULL);
  g_autoptr (GPtrArray) objects = NULL;

  cli_assert_status (run, 1);
  objects = parse_lines (run->out);
  g_assert_cmpuint (objects->len, ==, 2);
  g_assert_true (json_object_get_boolean_member (g_ptr_array_index (objects, 1), "valid"));
}

#define ADD(name, function)                                                              \
  g_test_add ("/cli/url/" name, CliPlace, NULL, cli_place_set_up, function, cli_place_tear_down)

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  ADD ("oracle", test_oracle);
  ADD ("oracle-no-credential", test_oracle_no_credential);
  ADD ("form", test_form);
  ADD ("surprise", test_surprise);
  ADD ("not-parsed", test_not_parsed);
  ADD ("fix", test_fix);
  ADD ("plain-lines", test_plain_lines);
  ADD ("json-lines", test_json_lines);
  ADD ("json-lines-wrong", test_json_lines_wrong);
  ADD ("for-people", test_for_people);
  ADD ("stream", test_stream);
  ADD ("long-line", test_long_line);

  return g_test_run ();
}
