/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

/* Whatever is read, the answer is a sentence and an exit code. */

#include "config.h"

#include "cli-support.h"

#include <glib/gstdio.h>
#include <stdio.h>
#include <string.h>

typedef struct {
  const char *name;
  const char *text;
  gssize      length;        /* -1: up to the NUL */
} BadText;

static const BadText bad_texts[] = {
  { "empty", "", -1 },
  { "blank", " \n\t\n", -1 },
  { "truncated", "{\"iceServers\":[{\"urls\":[", -1 },
  { "truncated-js", "const a = { urls: [", -1 },
  { "nul", "{\"iceServers\":[]}\0x", 19 },
  { "only-nul", "\0\0\0\0", 4 },
  { "not-utf8", "{\"iceServers\":[{\"urls\":\"turn:\377\376.example.net\"}]}", -1 },
  { "utf16", "\377\376{\0\"\0i\0c\0e\0\"\0:\0001\0}\0", 18 },
  { "bom-only", "\357\273\277", -1 },
  { "number", "42", -1 },
  { "null", "null", -1 },
  { "string", "\"hello\"", -1 },
  { "array", "[1,2,3]", -1 },
  { "wrong-servers", "{\"iceServers\":42}", -1 },
  { "wrong-urls", "{\"iceServers\":[{\"urls\":{\"a\":1}}]}", -1 },
  { "wrong-url", "{\"iceServers\":[{\"urls\":[1,null,{}]}]}", -1 },
  { "wrong-server", "{\"iceServers\":[[],\"x\",3]}", -1 },
  { "prose", "Dear colleague, please find the settings below.", -1 },
  { "html", "<!DOCTYPE html><html><body>404</body></html>", -1 },
  { "elf", "\177ELF\002\001\001\0\0\0\0\0\0\0\0\0\003\0>\0", 20 },
};

static char *
write_bad_text (CliPlace      *place,
                const BadText *bad)
{
  char *path = g_build_filename (place->folder, bad->name, NULL);
  g_autoptr (GError) error = NULL;

  g_file_set_contents (path, bad->text, bad->length, &error);
  g_assert_no_error (error);

  return path;
}

/* What is read is no configuration; the answer names no line of ours and no signal. */
static void
check_refused (CliRun     *run,
               const char *what)
{
  if (run->status != 2 && run->status != 3)
    g_error ("%s: exit %d\nout: %.1000s\nerr: %.1000s", what, run->status, run->out, run->err);
  g_assert_cmpstr (run->out, ==, "");
  g_assert_cmpstr (run->err, !=, "");
  g_assert_true (g_utf8_validate (run->err, -1, NULL));
  cli_assert_lacks (run->err, "CRITICAL");
  cli_assert_lacks (run->err, "Sanitizer");
}

static void
test_import (CliPlace      *place,
             gconstpointer  data)
{
  for (gsize i = 0; i < G_N_ELEMENTS (bad_texts); i++) {
    g_autofree char *path = write_bad_text (place, &bad_texts[i]);
    g_autoptr (CliRun) run = cli_run (place, "import", path, NULL);

    check_refused (run, bad_texts[i].name);
    cli_assert_contains (run->err, "turnpikectl import: ");
  }
  g_assert_false (g_file_test (place->config_dir, G_FILE_TEST_EXISTS));
}

/* What can be read of a text that ends in the middle is taken, but not in silence. */
static void
test_truncated (CliPlace      *place,
                gconstpointer  data)
{
  static const char *const texts[] = {
    "{\"iceServers\":[{\"urls\":[\"turn:turn.example.net\",",
    "const a = { urls: ['turn:turn.example.net', ",
  };

  for (gsize i = 0; i < G_N_ELEMENTS (texts); i++) {
    g_autoptr (CliRun) import = cli_run_input (place, texts[i], "import", "-", NULL);
    g_autoptr (CliRun) lint = cli_run_input (place, texts[i], "lint", "-", "--json", NULL);
    g_autoptr (JsonObject) document = NULL;
    g_autofree char *codes = NULL;

    cli_assert_status (import, 0);
    cli_assert_contains (import->err, "(import-truncated)");
    document = cli_run_json (lint);
    codes = cli_codes (document, "findings");
    cli_assert_contains (codes, "import-truncated");
  }
}

static void
test_lint_and_check (CliPlace      *place,
                     gconstpointer  data)
{
  for (gsize i = 0; i < G_N_ELEMENTS (bad_texts); i++) {
    g_autofree char *path = write_bad_text (place, &bad_texts[i]);
    g_autoptr (CliRun) lint = cli_run (place, "lint", path, NULL);
    g_autoptr (CliRun) check = cli_run (place, "check", "--from", path, NULL);

    check_refused (lint, bad_texts[i].name);
    check_refused (check, bad_texts[i].name);
  }
}

static void
test_unreadable (CliPlace      *place,
                 gconstpointer  data)
{
  static const char *const commands[] = { "import", "lint" };

  for (gsize i = 0; i < G_N_ELEMENTS (commands); i++) {
    g_autoptr (CliRun) missing = cli_run (place, commands[i], "nowhere.json", NULL);
    g_autoptr (CliRun) folder = cli_run (place, commands[i], "/", NULL);

    cli_assert_status (missing, 3);
    cli_assert_contains (missing->err, "“nowhere.json” could not be read: No such file");
    cli_assert_status (folder, 3);
    cli_assert_contains (folder->err, "“/” could not be read: Is a directory");
  }
}

/* Without holding it in memory. */
static char *
write_huge (CliPlace   *place,
            const char *name,
            char        fill)
{
  char *path = g_build_filename (place->folder, name, NULL);
  g_autofree char *folder = g_path_get_dirname (path);
  g_autofree char *block = g_strnfill (1024 * 1024, fill);
  FILE *file;

  g_assert_cmpint (g_mkdir_with_parents (folder, 0700), ==, 0);
  file = fopen (path, "we");
  g_assert_nonnull (file);
  for (guint i = 0; i < 100; i++)
    g_assert_cmpuint (fwrite (block, 1, 1024 * 1024, file), ==, 1024 * 1024);
  g_assert_cmpint (fclose (file), ==, 0);

  return path;
}

static void
test_huge (CliPlace      *place,
           gconstpointer  data)
{
  static const char fills[] = "[ {a\"";

  for (gsize i = 0; i < strlen (fills); i++) {
    g_autofree char *path = write_huge (place, "huge", fills[i]);
    g_autoptr (CliRun) import = cli_run (place, "import", path, NULL);
    g_autoptr (CliRun) lint = cli_run (place, "lint", path, NULL);

    cli_assert_status (import, 2);
    cli_assert_contains (import->err, "is too large. Give a file of at most 32.0\302\240MiB.");
    cli_assert_status (lint, 2);
  }
}

static void
test_deep (CliPlace      *place,
           gconstpointer  data)
{
  static const char *const openings[] = {
    "[", "{\"a\":", "[{\"iceServers\":", "((", "a[", "/*", "'",
  };

  for (gsize i = 0; i < G_N_ELEMENTS (openings); i++) {
    GString *text = g_string_new (NULL);
    g_autofree char *path = NULL;
    g_autoptr (CliRun) import = NULL;
    g_autofree char *owned = NULL;

    while (text->len < 8 * 1024 * 1024)
      g_string_append (text, openings[i]);
    owned = g_string_free (text, FALSE);
    path = cli_place_write (place, "deep", owned);
    import = cli_run (place, "import", path, NULL);
    check_refused (import, openings[i]);
  }
}

static void
check_document (CliPlace   *place,
                const char *name,
                const char *what)
{
  static const char *const commands[] = { "show", "lint", "apply", "check", "route" };

  for (gsize i = 0; i < G_N_ELEMENTS (commands); i++) {
    g_autoptr (CliRun) run = NULL;
    g_autofree char *path = g_build_filename (place->folder, name, NULL);

    /* It may have been set aside by the command before. */
    if (!g_file_test (path, G_FILE_TEST_EXISTS))
      return;
    run = cli_run (place, commands[i], NULL);
    check_refused (run, what);
  }
}

/* Damaged documents: no command goes on as if there had been none, and none overwrites them. */
static void
test_document (CliPlace      *place,
               gconstpointer  data)
{
  static const char *const texts[] = {
    "", "{", "[]", "42", "null", "\"x\"", "{\"schema\":2}", "{\"schema\":\"1\"}",
    "{\"schema\":1,\"profiles\":{}}",
    "{\"schema\":1,\"profiles\":[1]}",
    "{\"schema\":1,\"profiles\":[{\"name\":1}]}",
    "{\"schema\":1,\"profiles\":[{\"name\":\"A\"},{\"name\":\"A\"}]}",
    "{\"schema\":1,\"profiles\":[{\"name\":\"A\",\"route\":\"sideways\"}]}",
    "{\"schema\":1,\"profiles\":[{\"name\":\"A\",\"servers\":[{\"urls\":\"turn:a\"}]}]}",
    "{\"schema\":1,\"profiles\":[{\"name\":\"A\",\"servers\":[{\"urls\":[],"
    "\"credential\":{\"kind\":\"password\",\"password\":[\"geheim\"]}}]}]}",
    "{\"schema\":1,\"active\":\"\377\376\"}",
  };
  static const char *const names[] = { "config/turnpike.json", "config/draft.json" };

  for (gsize i = 0; i < G_N_ELEMENTS (texts); i++) {
    for (gsize j = 0; j < G_N_ELEMENTS (names); j++) {
      CliPlace own = { NULL, NULL };
      g_autofree char *path = NULL;

      cli_place_set_up (&own, NULL);
      path = cli_place_write (&own, names[j], texts[i]);
      g_test_message ("%s: text %" G_GSIZE_FORMAT, names[j], i);
      check_document (&own, names[j], texts[i]);
      cli_place_tear_down (&own, NULL);
    }
  }
}

/* What was damaged is still there, under whatever name. */
static void
test_document_kept (CliPlace      *place,
                    gconstpointer  data)
{
  const char *text = "{\"schema\":1,\"profiles\":[{\"name\":\"A\",\"geheim\":tru";
  g_autofree char *path = cli_place_write (place, "config/turnpike.json", text);
  g_autoptr (CliRun) run = cli_run (place, "show", NULL);
  g_autoptr (GDir) dir = NULL;
  gboolean found = FALSE;
  const char *name;

  check_refused (run, "damaged");
  cli_assert_lacks (run->err, "geheim");
  dir = g_dir_open (place->config_dir, 0, NULL);
  while ((name = g_dir_read_name (dir)) != NULL) {
    g_autofree char *child = g_build_filename (place->config_dir, name, NULL);
    g_autofree char *contents = NULL;

    if (g_file_get_contents (child, &contents, NULL, NULL) && g_str_equal (contents, text))
      found = TRUE;
  }
  g_assert_true (found);
}

static void
test_document_huge (CliPlace      *place,
                    gconstpointer  data)
{
  g_autofree char *path = write_huge (place, "config/turnpike.json", '[');
  g_autoptr (CliRun) run = cli_run (place, "show", NULL);

  check_refused (run, "100 MB of [");
}

static void
test_no_folder (CliPlace      *place,
                gconstpointer  data)
{
  g_autofree char *file = cli_place_write (place, "file", "x");
  g_autofree char *inside = g_build_filename (file, "config", NULL);
  g_autoptr (CliRun) route = cli_run (place, "--config-dir", inside, "route", "own", NULL);

  cli_assert_status (route, 3);
  g_assert_cmpstr (route->out, ==, "");
  g_assert_cmpstr (route->err, !=, "");
}

#define ADD(name, function)                                                              \
  g_test_add ("/cli/bad-input/" name, CliPlace, NULL, cli_place_set_up, function,        \
              cli_place_tear_down)

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  ADD ("import", test_import);
  ADD ("truncated", test_truncated);
  ADD ("lint-and-check", test_lint_and_check);
  ADD ("unreadable", test_unreadable);
  ADD ("huge", test_huge);
  ADD ("deep", test_deep);
  ADD ("document", test_document);
  ADD ("document-kept", test_document_kept);
  ADD ("document-huge", test_document_huge);
  ADD ("no-folder", test_no_folder);

  return g_test_run ();
}
