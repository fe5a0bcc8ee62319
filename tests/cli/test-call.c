/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

/* While a call is in progress, nothing changes for the calling clients. */

#include "config.h"

#include "cli-support.h"

#include <signal.h>
#include <string.h>

#define SERVER                                                                           \
  "{\"iceServers\":[{\"urls\":\"turn:a.example.net\",\"username\":\"alice\","             \
  "\"credential\":\"geheim\"}]}"

/* A call that goes on until its standard input is closed. */
static GSubprocess *
begin_call (CliPlace *place)
{
  const char *const args[] = {
    "call", "--client", "Test Phone", "--", "/bin/sh", "-c", "echo ready; cat > /dev/null", NULL
  };
  GSubprocess *call = cli_spawn (place, args);
  g_autoptr (GDataInputStream) out = NULL;
  g_autofree char *line = NULL;
  g_autoptr (GError) error = NULL;

  out = g_data_input_stream_new (g_subprocess_get_stdout_pipe (call));
  g_filter_input_stream_set_close_base_stream (G_FILTER_INPUT_STREAM (out), FALSE);
  line = g_data_input_stream_read_line (out, NULL, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (line, ==, "ready");

  return call;
}

static void
end_call (GSubprocess *call,
          int          status)
{
  g_autoptr (GError) error = NULL;

  g_assert_true (g_output_stream_close (g_subprocess_get_stdin_pipe (call), NULL, &error));
  g_assert_no_error (error);
  g_assert_true (g_subprocess_wait (call, NULL, &error));
  g_assert_no_error (error);
  g_assert_true (g_subprocess_get_if_exited (call));
  g_assert_cmpint (g_subprocess_get_exit_status (call), ==, status);
}

static void
prepare (CliPlace *place)
{
  g_autoptr (CliRun) import = cli_run_input (place, SERVER, "import", "-", NULL);
  g_autoptr (CliRun) route = cli_run (place, "route", "own", NULL);

  cli_assert_status (import, 0);
  cli_assert_status (route, 0);
}

static void
test_staged (CliPlace      *place,
             gconstpointer  data)
{
  g_autofree char *rtc = g_build_filename (place->config_dir, "rtc-configuration.json", NULL);
  g_autofree char *written = NULL;
  g_autoptr (GSubprocess) call = NULL;
  g_autoptr (CliRun) staged = NULL;
  g_autoptr (CliRun) json = NULL;
  g_autoptr (JsonObject) document = NULL;

  prepare (place);
  call = begin_call (place);

  staged = cli_run (place, "apply", NULL);
  cli_assert_status (staged, 4);
  cli_assert_contains (staged->out, "A call is in progress");
  cli_assert_contains (staged->out, "Test Phone");
  g_assert_false (g_file_test (rtc, G_FILE_TEST_EXISTS));

  json = cli_run (place, "apply", "--json", NULL);
  cli_assert_status (json, 4);
  document = cli_run_json (json);
  g_assert_cmpstr (json_object_get_string_member (document, "outcome"), ==, "staged");

  end_call (call, 0);
  written = cli_place_read (place, "config/rtc-configuration.json");
  cli_assert_contains (written, "turn:a.example.net");
}

/* The last of two calls makes the change. */
static void
test_two_calls (CliPlace      *place,
                gconstpointer  data)
{
  g_autofree char *rtc = g_build_filename (place->config_dir, "rtc-configuration.json", NULL);
  g_autoptr (GSubprocess) one = NULL;
  g_autoptr (GSubprocess) other = NULL;
  g_autoptr (CliRun) staged = NULL;

  prepare (place);
  one = begin_call (place);
  other = begin_call (place);
  staged = cli_run (place, "apply", NULL);
  cli_assert_status (staged, 4);

  end_call (one, 0);
  g_assert_false (g_file_test (rtc, G_FILE_TEST_EXISTS));
  end_call (other, 0);
  g_assert_true (g_file_test (rtc, G_FILE_TEST_EXISTS));
}

/* A draft that nobody applied stays one. */
static void
test_nothing_staged (CliPlace      *place,
                     gconstpointer  data)
{
  g_autofree char *rtc = g_build_filename (place->config_dir, "rtc-configuration.json", NULL);
  g_autoptr (GSubprocess) call = NULL;

  prepare (place);
  call = begin_call (place);
  end_call (call, 0);
  g_assert_false (g_file_test (rtc, G_FILE_TEST_EXISTS));
}

static void
test_killed (CliPlace      *place,
             gconstpointer  data)
{
  g_autofree char *rtc = g_build_filename (place->config_dir, "rtc-configuration.json", NULL);
  g_autoptr (GSubprocess) call = NULL;
  g_autoptr (CliRun) applied = NULL;
  g_autoptr (GError) error = NULL;

  prepare (place);
  call = begin_call (place);
  g_subprocess_send_signal (call, SIGKILL);
  g_assert_true (g_subprocess_wait (call, NULL, &error));

  applied = cli_run (place, "apply", NULL);
  cli_assert_status (applied, 0);
  g_assert_true (g_file_test (rtc, G_FILE_TEST_EXISTS));
}

static void
test_terminated (CliPlace      *place,
                 gconstpointer  data)
{
  g_autoptr (GSubprocess) call = begin_call (place);
  g_autoptr (GError) error = NULL;

  g_subprocess_send_signal (call, SIGTERM);
  g_assert_true (g_subprocess_wait (call, NULL, &error));
  g_assert_true (g_subprocess_get_if_exited (call));
  g_assert_cmpint (g_subprocess_get_exit_status (call), ==, 128 + SIGTERM);
}

static void
test_exit_code (CliPlace      *place,
                gconstpointer  data)
{
  g_autoptr (CliRun) seven = cli_run (place, "call", "--", "/bin/sh", "-c", "exit 7", NULL);
  g_autoptr (CliRun) echo = cli_run (place, "call", "/bin/echo", "--json", "-n", "hello", NULL);
  g_autoptr (CliRun) missing = cli_run (place, "call", "--", "/nonexistent/program", NULL);

  cli_assert_status (seven, 7);
  cli_assert_status (echo, 0);
  g_assert_cmpstr (echo->out, ==, "--json -n hello\n");
  cli_assert_status (missing, 3);
  cli_assert_contains (missing->err, "/nonexistent/program");
}

/* The rule of the service. A name that a client writes itself is shown harmless. */
static void
test_names (CliPlace      *place,
            gconstpointer  data)
{
  static const char *const names[] = { "", " ", "a\nb", "\x1b[31mred", "\u202e" };
  g_autofree char *path = g_build_filename (place->config_dir, "calls", "1.json", NULL);
  g_autoptr (GSubprocess) call = NULL;
  g_autoptr (CliRun) plain = NULL;
  g_autoptr (CliRun) staged = NULL;
  g_autoptr (GError) error = NULL;

  for (gsize i = 0; i < G_N_ELEMENTS (names); i++) {
    g_autoptr (CliRun) run = cli_run (place, "call", "--client", names[i], "--", "/bin/echo", "ran",
                                      NULL);

    cli_assert_status (run, 2);
    g_assert_cmpstr (run->out, ==, "");
    cli_assert_contains (run->err, "give 1 to 100 characters on one line.");
  }
  plain = cli_run (place, "call", "--", "/bin/sh", "-c", "cat \"$0\"/calls/*", place->config_dir,
                   NULL);
  cli_assert_status (plain, 0);
  cli_assert_contains (plain->out, "\"client\":\"sh\"");

  prepare (place);
  call = begin_call (place);
  g_assert_true (g_file_set_contents (path, "{\"client\":\"a\\nb\\u001b[31m\",\"pid\":1,"
                                            "\"since\":\"2026\\n\"}", -1, &error));
  g_assert_no_error (error);
  staged = cli_run (place, "apply", NULL);
  cli_assert_status (staged, 4);
  cli_assert_contains (staged->out, "a\\x0ab\\x1b[31m");
  g_assert_null (strchr (staged->out, 0x1b));
  end_call (call, 0);
}

#define ADD(name, function)                                                              \
  g_test_add ("/cli/call/" name, CliPlace, NULL, cli_place_set_up, function, cli_place_tear_down)

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  ADD ("staged", test_staged);
  ADD ("two-calls", test_two_calls);
  ADD ("nothing-staged", test_nothing_staged);
  ADD ("killed", test_killed);
  ADD ("terminated", test_terminated);
  ADD ("exit-code", test_exit_code);
  ADD ("names", test_names);

  return g_test_run ();
}
