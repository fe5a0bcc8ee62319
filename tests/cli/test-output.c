/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#include "config.h"

#include "cli/tpk-cli-input.h"
#include "cli/tpk-cli-lines.h"
#include "cli/tpk-cli-output.h"
#include "cli/tpk-cli-suggest.h"
#include "cli/tpk-cli-table.h"

#include <glib/gstdio.h>
#include <string.h>
#include <unistd.h>

static void
test_escape (void)
{
  static const struct {
    const char *text;
    const char *escaped;
  } cases[] = {
    { "", "" },
    { "turn:example.org", "turn:example.org" },
    { "bücher 中文 \360\237\230\200", "bücher 中文 \360\237\230\200" },
    { "\033[31mred\033[0m", "\\x1b[31mred\\x1b[0m" },
    { "\033]0;title\007", "\\x1b]0;title\\x07" },
    { "a\nb\rc\td", "a\\x0ab\\x0dc\\x09d" },
    { "\177", "\\x7f" },
    { "\302\233" "31m", "\\x9b31m" },               /* the one-character CSI */
    { "moc.\342\200\256" "evil", "moc.\\u202eevil" }, /* right-to-left override */
    { "\342\201\246x\342\201\251", "\\u2066x\\u2069" },
    { "\342\200\217\330\234\357\273\277", "\\u200f\\u061c\\ufeff" },
    { "a\342\200\250b", "a\\u2028b" },
    { "\377\376x\303", "\\xff\\xfex\\xc3" },
    { "\355\240\200", "\\xed\\xa0\\x80" },          /* half a surrogate pair */
    { "back\\slash", "back\\slash" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autofree char *escaped = tpk_cli_escape (cases[i].text);

    g_assert_cmpstr (escaped, ==, cases[i].escaped);
    g_assert_true (g_utf8_validate (escaped, -1, NULL));
  }
}

static void
test_width (void)
{
  g_assert_cmpuint (tpk_cli_display_width (""), ==, 0);
  g_assert_cmpuint (tpk_cli_display_width ("abc"), ==, 3);
  g_assert_cmpuint (tpk_cli_display_width ("é"), ==, 1);
  g_assert_cmpuint (tpk_cli_display_width ("e\314\201"), ==, 1);
  g_assert_cmpuint (tpk_cli_display_width ("中文"), ==, 4);
  g_assert_cmpuint (tpk_cli_display_width ("\357\275\221"), ==, 2);
}

static char *
print_to_text (TpkCliTable *table)
{
  g_autofree char *path = NULL;
  g_autoptr (GError) error = NULL;
  char *text = NULL;
  FILE *stream;
  int fd;

  fd = g_file_open_tmp ("turnpike-table-XXXXXX", &path, &error);
  g_assert_no_error (error);
  stream = fdopen (fd, "w");
  tpk_cli_table_print (table, stream);
  g_assert_cmpint (fclose (stream), ==, 0);
  g_file_get_contents (path, &text, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpint (g_unlink (path), ==, 0);

  return text;
}

static void
test_table (void)
{
  const char *const headings[] = { "Name", "Time", "Why", NULL };
  g_autoptr (TpkCliTable) table = tpk_cli_table_new (headings);
  g_autofree char *text = NULL;

  tpk_cli_table_set_numeric (table, 1);
  tpk_cli_table_add (table, TPK_CLI_STYLE_BAD, "中文");
  tpk_cli_table_add_printf (table, TPK_CLI_STYLE_PLAIN, "%.1f ms", 1234.5);
  tpk_cli_table_add (table, TPK_CLI_STYLE_PLAIN, "\033[2J");
  tpk_cli_table_add (table, TPK_CLI_STYLE_PLAIN, "a");
  tpk_cli_table_add (table, TPK_CLI_STYLE_PLAIN, NULL);
  tpk_cli_table_add (table, TPK_CLI_STYLE_PLAIN, "");

  text = print_to_text (table);
  g_assert_cmpstr (text, ==,
                   "Name       Time  Why\n"
                   "中文  1234.5 ms  \\x1b[2J\n"
                   "a             –\n");
}

static void
test_distance (void)
{
  g_autofree char *huge = g_strnfill (1000, 'a');

  g_assert_cmpuint (tpk_cli_edit_distance ("", ""), ==, 0);
  g_assert_cmpuint (tpk_cli_edit_distance ("check", "check"), ==, 0);
  g_assert_cmpuint (tpk_cli_edit_distance ("", "abc"), ==, 3);
  g_assert_cmpuint (tpk_cli_edit_distance ("chekc", "check"), ==, 1);
  g_assert_cmpuint (tpk_cli_edit_distance ("chck", "check"), ==, 1);
  g_assert_cmpuint (tpk_cli_edit_distance ("checks", "check"), ==, 1);
  g_assert_cmpuint (tpk_cli_edit_distance ("ca", "abc"), ==, 3);
  g_assert_cmpuint (tpk_cli_edit_distance ("kitten", "sitting"), ==, 3);
  g_assert_cmpuint (tpk_cli_edit_distance (huge, "a"), ==, G_MAXUINT);
}

static void
test_suggest (void)
{
  const char *const words[] = { "url", "lint", "check", "export", NULL };

  g_assert_cmpstr (tpk_cli_suggest ("ulr", words), ==, "url");
  g_assert_cmpstr (tpk_cli_suggest ("LINT", words), ==, "lint");
  g_assert_cmpstr (tpk_cli_suggest ("chek", words), ==, "check");
  g_assert_cmpstr (tpk_cli_suggest ("expotr", words), ==, "export");
  g_assert_null (tpk_cli_suggest ("dance", words));
  g_assert_null (tpk_cli_suggest ("", words));
}

static void
check_lines (const char        *input,
             gsize              length,
             const char *const *wanted)
{
  g_autoptr (TpkCliLines) lines = NULL;
  int fds[2];

  g_assert_cmpint (pipe (fds), ==, 0);
  g_assert_cmpint (write (fds[1], input, length), ==, length);
  close (fds[1]);

  lines = tpk_cli_lines_new (fds[0]);
  for (gsize i = 0;; i++) {
    g_autofree char *line = NULL;
    g_autoptr (GError) error = NULL;
    gsize line_length;

    g_assert_true (tpk_cli_lines_next (lines, &line, &line_length, &error));
    g_assert_no_error (error);
    g_assert_cmpstr (line, ==, wanted[i]);
    if (line == NULL)
      break;
    g_assert_cmpuint (line_length, ==, strlen (wanted[i]));
  }
  close (fds[0]);
}

static void
test_lines (void)
{
  check_lines ("", 0, (const char *const[]) { NULL });
  check_lines ("\n", 1, (const char *const[]) { "", NULL });
  check_lines ("a\n\nb", 4, (const char *const[]) { "a", "", "b", NULL });
  check_lines ("a\r\n", 3, (const char *const[]) { "a\r", NULL });
}

static void
test_lines_nul (void)
{
  g_autoptr (TpkCliLines) lines = NULL;
  g_autofree char *line = NULL;
  gsize length;
  int fds[2];

  g_assert_cmpint (pipe (fds), ==, 0);
  g_assert_cmpint (write (fds[1], "a\0b\n", 4), ==, 4);
  close (fds[1]);
  lines = tpk_cli_lines_new (fds[0]);
  g_assert_true (tpk_cli_lines_next (lines, &line, &length, NULL));
  g_assert_cmpmem (line, length, "a\0b", 3);
  close (fds[0]);
}

static void
test_password (void)
{
  static const struct {
    const char *contents;
    gssize      length;
    const char *password;
  } cases[] = {
    { "secret\n", -1, "secret" },
    { "secret", -1, "secret" },
    { "secret\r\n", -1, "secret" },
    { "secret\n\n", -1, "secret\n" },
    { " p@ss:w/rd\"\\é;# \n", -1, " p@ss:w/rd\"\\é;# " },
    { "\377\376\n", -1, "\377\376" },
    { "", -1, "" },
    { "se\0cret\n", 8, NULL },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autofree char *path = NULL;
    g_autofree char *password = NULL;
    g_autoptr (GError) error = NULL;
    int fd = g_file_open_tmp ("turnpike-password-XXXXXX", &path, NULL);

    close (fd);
    g_assert_true (g_file_set_contents (path, cases[i].contents, cases[i].length, NULL));
    password = tpk_cli_read_password (path, &error);
    g_assert_cmpstr (password, ==, cases[i].password);
    if (password == NULL) {
      g_assert_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_DATA);
      g_assert_null (strstr (error->message, "cret"));
    }
    g_assert_cmpint (g_unlink (path), ==, 0);
  }
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/cli/output/escape", test_escape);
  g_test_add_func ("/cli/output/width", test_width);
  g_test_add_func ("/cli/output/table", test_table);
  g_test_add_func ("/cli/output/distance", test_distance);
  g_test_add_func ("/cli/output/suggest", test_suggest);
  g_test_add_func ("/cli/output/lines", test_lines);
  g_test_add_func ("/cli/output/lines-nul", test_lines_nul);
  g_test_add_func ("/cli/output/password", test_password);

  return g_test_run ();
}
