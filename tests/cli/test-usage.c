/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#include "config.h"

#include "cli-support.h"

#include <json-glib/json-glib.h>
#include <libsoup/soup.h>
#include <string.h>

/* Every command, one a line. */
static const char *const commands[] = {
  "url",
  "lint",
  "check",
  "show",
  "import",
  "export",
  "clients",
  "route",
  "cloud",
  "allowlist",
  "apply",
  "undo",
  "history",
  "call",
  "monitor",
  "help",
};

static void
check_usage (CliPlace   *place,
             const char *words,
             const char *complaint)
{
  g_auto (GStrv) args = g_strsplit (words, " ", -1);
  const char *const none[] = { NULL };
  g_autoptr (CliRun) run = NULL;

  run = cli_run_args (place, NULL, 0, words[0] != '\0' ? (const char *const *) args : none);
  g_test_message ("%s", words);
  cli_assert_status (run, 2);
  g_assert_cmpstr (run->out, ==, "");
  cli_assert_contains (run->err, complaint);
  cli_assert_contains (run->err, "--help” tells what is right.\n");
}

static void
test_wrong (CliPlace      *place,
            gconstpointer  data)
{
  static const struct {
    const char *words;
    const char *complaint;
  } cases[] = {
    { "", "turnpikectl: Say what to do, such as “turnpikectl check”.\n" },
    { "ulr", "turnpikectl: There is no command “ulr”. Did you mean “url”?\n" },
    { "aply", "Did you mean “apply”?" },
    { "xyzzy", "turnpikectl: There is no command “xyzzy”.\n" },
    { "help xyzzy", "turnpikectl help: There is no command “xyzzy”.\n" },
    { "--nonsense", "turnpikectl: Unknown option --nonsense.\n" },
    { "show --nonsense", "turnpikectl show: Unknown option --nonsense.\n" },
    { "show extra", "turnpikectl show: “extra” is one argument too many.\n" },
    { "import", "Say which file to import" },
    { "import a b", "“b” is one argument too many." },
    { "export", "Say for which client, with --client." },
    { "export --client acz", "Did you mean “acs”?" },
    { "export --client nobody", "There are: " },
    { "route owm", "Did you mean “own”?" },
    { "route own,cloud", "The routes exclude each other" },
    { "route own cloud", "The routes exclude each other" },
    { "route sideways", "There are direct, cloud and own." },
    { "url --lines xml", "“xml” is no form of lines" },
    { "url --lines json turn:example.org", "--lines is for URLs on standard input." },
    { "check --seconds 5 turn:example.org", "--seconds and --video are for calls. Add --proof." },
    { "check --video turn:example.org", "--seconds and --video are for calls. Add --proof." },
    { "check --proof --seconds 0 turn:example.org", "--seconds takes 1 to 600." },
    { "check --proof --seconds 601 turn:example.org", "--seconds takes 1 to 600." },
    { "check --proof --only allocate turn:example.org", "Leave --only out." },
    { "check --proxy ftp://proxy.example turn:example.org", "A proxy of this kind is not known" },
    { "check --proxy nonsense turn:example.org", "The proxy is not written correctly." },
    { "check --proxy http://me:s3cret@proxy.example turn:example.org",
      "Others can read a password on the command line." },
    { "check --proxy-password-file p turn:example.org", "Add --proxy." },
    { "check --proxy http://proxy.example --proxy-password-file p turn:example.org",
      "needs a user name in --proxy" },
    { "check --jobs 0", "--jobs takes 1 to 4096." },
    { "check --jobs -1", "--jobs takes 1 to 4096." },
    { "check --timeout -1", "--timeout takes 0.001 to 3600 seconds." },
    { "check --proof --seconds -1", "--seconds takes 1 to 600." },
    { "check --seconds -1", "--seconds and --video are for calls. Add --proof." },
    { "monitor --interval -1", "--interval takes 5 to 86400 seconds." },
    { "monitor --count -1", "--count takes 1 or more." },
    { "check --jobs many", "Cannot parse integer value “many” for --jobs" },
    { "check --timeout 0", "--timeout takes 0.001 to 3600 seconds." },
    { "check --timeout nan", "--timeout takes 0.001 to 3600 seconds." },
    { "check --timeout -5", "--timeout takes 0.001 to 3600 seconds." },
    { "check --only alocate", "Did you mean “allocate”?" },
    { "check --only nonsense", "There are: resolve, connect, " },
    { "check --from a turn:example.org", "Give either URLs or --from, not both." },
    { "check --username alice", "Add the URLs to check." },
    { "check --password-file p turn:example.org", "--password-file needs --username" },
    { "show --profile Nowhere", "There is no profile “Nowhere”. There are: “Default”." },
    { "call", "Say which command is the call" },
    { "call --", "Say which command is the call" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    check_usage (place, cases[i].words, cases[i].complaint);
}

/* What was typed comes back on the terminal; it must not command it. */
static void
test_wrong_bytes (CliPlace      *place,
                  gconstpointer  data)
{
  g_autoptr (CliRun) run = cli_run (place, "\033[2J\377", NULL);

  cli_assert_status (run, 2);
  cli_assert_contains (run->err, "There is no command “\\x1b[2J\\xff”.");
}

static void
test_help (CliPlace      *place,
           gconstpointer  data)
{
  g_autoptr (CliRun) program = cli_run (place, "--help", NULL);
  g_autoptr (CliRun) word = cli_run (place, "help", NULL);
  g_autoptr (CliRun) letter = cli_run (place, "-h", NULL);

  cli_assert_status (program, 0);
  g_assert_cmpstr (program->err, ==, "");
  g_assert_cmpstr (word->out, ==, program->out);
  g_assert_cmpstr (letter->out, ==, program->out);
  cli_assert_contains (program->out, "Usage:\n  turnpikectl [OPTION…] COMMAND [ARGUMENT…]\n");

  for (gsize i = 0; i < G_N_ELEMENTS (commands); i++) {
    g_autofree char *row = g_strdup_printf ("\n  %-9s  ", commands[i]);
    g_autofree char *usage = g_strdup_printf ("Usage:\n  turnpikectl [OPTION…] %s", commands[i]);
    g_autoptr (CliRun) after = cli_run (place, commands[i], "--help", NULL);
    g_autoptr (CliRun) before = cli_run (place, "--help", commands[i], NULL);
    g_autoptr (CliRun) named = cli_run (place, "help", commands[i], NULL);

    cli_assert_contains (program->out, row);
    cli_assert_status (after, 0);
    g_assert_cmpstr (after->err, ==, "");
    g_assert_true (g_str_has_prefix (after->out, usage));
    cli_assert_contains (after->out, "--config-dir=DIR");
    g_assert_cmpstr (before->out, ==, after->out);
    g_assert_cmpstr (named->out, ==, after->out);
  }

  g_assert_false (g_file_test (place->config_dir, G_FILE_TEST_EXISTS));
}

/* Each option of each command stands in the manual page, and nothing else does. */
static void
test_manual (CliPlace      *place,
             gconstpointer  data)
{
  g_autofree char *path = g_build_filename (g_test_get_dir (G_TEST_DIST), "..", "data", "man",
                                            "turnpikectl.1", NULL);
  g_autoptr (GRegex) option = g_regex_new ("--[a-z][a-z-]*", 0, 0, NULL);
  g_autoptr (GHashTable) known = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_autofree char *manual = NULL;
  g_autoptr (GString) plain = NULL;
  g_autoptr (GMatchInfo) match = NULL;
  g_autoptr (GError) error = NULL;

  g_file_get_contents (path, &manual, NULL, &error);
  g_assert_no_error (error);
  plain = g_string_new (manual);
  g_string_replace (plain, "\\-", "-", 0);

  for (gsize i = 0; i < G_N_ELEMENTS (commands); i++) {
    g_autofree char *heading = g_strdup_printf ("\n.SS %s", commands[i]);
    g_autoptr (CliRun) run = cli_run (place, "help", commands[i], NULL);
    g_autoptr (GMatchInfo) row = NULL;

    cli_assert_contains (plain->str, heading);
    for (g_regex_match (option, run->out, 0, &row); g_match_info_matches (row);
         g_match_info_next (row, NULL)) {
      g_autofree char *name = g_match_info_fetch (row, 0);

      cli_assert_contains (plain->str, name);
      g_hash_table_add (known, g_steal_pointer (&name));
    }
  }

  g_assert_true (g_hash_table_contains (known, "--password-file"));
  for (g_regex_match (option, plain->str, 0, &match); g_match_info_matches (match);
       g_match_info_next (match, NULL)) {
    g_autofree char *name = g_match_info_fetch (match, 0);

    if (!g_hash_table_contains (known, name))
      g_error ("%s is in the manual page, but no command takes it", name);
  }
}

static void
test_manual_renders (CliPlace      *place,
                     gconstpointer  data)
{
  g_autofree char *path = g_build_filename (g_test_get_dir (G_TEST_DIST), "..", "data", "man",
                                            "turnpikectl.1", NULL);
  g_autoptr (GSubprocess) man = NULL;
  g_autofree char *out = NULL;
  g_autofree char *err = NULL;
  g_autoptr (GError) error = NULL;

  man = g_subprocess_new (G_SUBPROCESS_FLAGS_STDOUT_PIPE | G_SUBPROCESS_FLAGS_STDERR_PIPE, &error,
                          "man", "--warnings", "-E", "UTF-8", "-Tutf8", "-Z", "-l", path, NULL);
  if (g_error_matches (error, G_SPAWN_ERROR, G_SPAWN_ERROR_NOENT)) {
    g_test_skip ("man is not installed");
    return;
  }
  g_assert_no_error (error);
  g_assert_true (g_subprocess_communicate_utf8 (man, NULL, NULL, &out, &err, &error));
  g_assert_no_error (error);
  g_assert_cmpstr (err, ==, "");
  g_assert_true (g_subprocess_get_successful (man));
}

static void
test_version (CliPlace      *place,
              gconstpointer  data)
{
  g_autoptr (CliRun) run = cli_run (place, "--version", NULL);
  g_autoptr (CliRun) after = cli_run (place, "check", "--version", NULL);
  g_autofree char *libraries =
    g_strdup_printf ("turnpikectl " VERSION "\n"
                     "libnice " NICE_VERSION ", GLib %u.%u.%u, json-glib " JSON_VERSION_S
                     ", libsoup %u.%u.%u\n",
                     glib_major_version, glib_minor_version, glib_micro_version,
                     soup_get_major_version (), soup_get_minor_version (),
                     soup_get_micro_version ());

  cli_assert_status (run, 0);
  g_assert_cmpstr (run->out, ==, libraries);
  g_assert_cmpstr (run->err, ==, "");
  g_assert_cmpstr (after->out, ==, run->out);
}

/* Of all libraries, those that are loaded through others as well. */
static void
test_libraries (CliPlace      *place,
                gconstpointer  data)
{
  g_autoptr (GSubprocess) ldd = NULL;
  g_autofree char *out = NULL;
  g_autoptr (GError) error = NULL;

  ldd = g_subprocess_new (G_SUBPROCESS_FLAGS_STDOUT_PIPE, &error, "ldd",
                          g_getenv ("TURNPIKECTL"), NULL);
  g_assert_no_error (error);
  g_assert_true (g_subprocess_communicate_utf8 (ldd, NULL, NULL, &out, NULL, &error));
  g_assert_no_error (error);
  cli_assert_contains (out, "libglib-2.0.so");
  cli_assert_contains (out, "libnice.so");
  cli_assert_lacks (out, "libgtk");
  cli_assert_lacks (out, "libadwaita");
  cli_assert_lacks (out, "libgdk");
}

/* What stands last counts; what every command takes may stand on either side of it. */
static void
test_order (CliPlace      *place,
            gconstpointer  data)
{
  g_autofree char *other = g_build_filename (place->folder, "other", NULL);
  g_autoptr (CliRun) before = NULL;
  g_autoptr (CliRun) after = NULL;
  g_autoptr (CliRun) both = NULL;

  before = cli_run (place, "--json", "--config-dir", other, "route", "own", NULL);
  cli_assert_status (before, 0);
  after = cli_run (place, "route", "--json", "--config-dir", other, NULL);
  cli_assert_status (after, 0);
  g_assert_cmpstr (after->out, ==, before->out);
  both = cli_run (place, "--config-dir", place->config_dir, "route", "--config-dir=other", NULL);
  cli_assert_status (both, 0);
  g_assert_cmpstr (both->out, ==, "own\n");
}

/* An empty name is no folder, least of all the one that the program happens to run in. */
static void
test_empty_folder (CliPlace      *place,
                   gconstpointer  data)
{
  g_autoptr (CliRun) after = cli_run (place, "route", "direct", "--config-dir", "", NULL);
  g_autoptr (CliRun) before = cli_run (place, "--config-dir=", "route", "direct", NULL);

  cli_assert_status (after, 2);
  cli_assert_contains (after->err, "--config-dir takes the name of a folder.");
  cli_assert_status (before, 2);
  g_assert_cmpstr (before->err, ==, after->err);
  g_assert_false (g_file_test ("turnpike.json", G_FILE_TEST_EXISTS));
  g_assert_false (g_file_test ("draft.json", G_FILE_TEST_EXISTS));
}

static void
test_full_disk (CliPlace      *place,
                gconstpointer  data)
{
  g_autofree char *command = NULL;
  g_autoptr (GSubprocess) shell = NULL;
  g_autofree char *err = NULL;
  g_autoptr (GError) error = NULL;

  if (!g_file_test ("/dev/full", G_FILE_TEST_EXISTS)) {
    g_test_skip ("there is no /dev/full");
    return;
  }

  command = g_strdup_printf ("\"%s\" help > /dev/full", g_getenv ("TURNPIKECTL"));
  shell = g_subprocess_new (G_SUBPROCESS_FLAGS_STDERR_PIPE, &error, "/bin/sh", "-c", command, NULL);
  g_assert_no_error (error);
  g_assert_true (g_subprocess_communicate_utf8 (shell, NULL, NULL, NULL, &err, &error));
  g_assert_no_error (error);
  g_assert_cmpint (g_subprocess_get_exit_status (shell), ==, 3);
  g_assert_cmpstr (err, ==,
                   "turnpikectl: the output could not be written: No space left on device\n");
}

#define ADD(name, function)                                                              \
  g_test_add ("/cli/usage/" name, CliPlace, NULL, cli_place_set_up, function, cli_place_tear_down)

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  ADD ("wrong", test_wrong);
  ADD ("wrong-bytes", test_wrong_bytes);
  ADD ("help", test_help);
  ADD ("manual", test_manual);
  ADD ("manual-renders", test_manual_renders);
  ADD ("version", test_version);
  ADD ("libraries", test_libraries);
  ADD ("order", test_order);
  ADD ("empty-folder", test_empty_folder);
  ADD ("full-disk", test_full_disk);

  return g_test_run ();
}
