/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#include "config.h"

#include "cli-support.h"

#include "tpk-test-coturn.h"
#include "tpk-test-net.h"

#include <glib/gstdio.h>
#include <string.h>

#define URL_PASSWORD "0nly-in-the-url"

static const char *const names[] = { "report.html", "report.md", "report.json" };

/* What somebody pasted, with its password, into the first URL of a file. */
static char *
write_servers (CliPlace      *place,
               TpkTestCoturn *coturn)
{
  g_autofree char *text = g_strdup_printf (
    "{\"iceServers\":[{\"urls\":[\"turn:127.0.0.1:%u\",\"turns:localhost:%u\","
    "\"turn:127.0.0.1:%u?transport=tcp\",\"turn:bob:" URL_PASSWORD "@127.0.0.1:%u\"],"
    "\"username\":\"%s\",\"credential\":\"%s\"}]}",
    tpk_test_coturn_get_port (coturn), tpk_test_coturn_get_tls_port (coturn),
    tpk_test_free_port (), tpk_test_coturn_get_port (coturn), TPK_TEST_USER, TPK_TEST_PASSWORD);

  return cli_place_write (place, "servers.json", text);
}

static void
assert_words (const char *report)
{
  cli_assert_contains (report, "turnpikectl ");
  cli_assert_contains (report, "libnice ");
  cli_assert_contains (report, "refused");
  cli_assert_contains (report, "tls-untrusted");
  cli_assert_contains (report, TPK_TEST_REALM);
  cli_assert_contains (report, "relay");
}

/* One relay works, one is not trusted, one refuses: a help desk reads all of it, and no secret. */
static void
test_written (CliPlace      *place,
              gconstpointer  data)
{
  g_autoptr (TpkTestCoturn) coturn = NULL;
  g_autofree char *servers = NULL;

  if (!tpk_test_coturn_available ()) {
    g_test_skip ("turnserver is not installed");
    return;
  }

  coturn = tpk_test_coturn_new (NULL);
  servers = write_servers (place, coturn);
  for (guint i = 0; i < G_N_ELEMENTS (names); i++) {
    g_autofree char *path = g_build_filename (place->folder, names[i], NULL);
    g_autoptr (CliRun) run = NULL;
    g_autofree char *report = NULL;

    run = cli_run (place, "check", "--quiet", "--proof", "--candidates", "--from", servers,
                   "--report", path, NULL);
    cli_assert_status (run, 1);
    g_assert_cmpstr (run->out, ==, "");
    g_assert_cmpstr (run->err, ==, "");

    report = cli_place_read (place, names[i]);
    cli_place_check_mode (place, names[i], 0600);
    assert_words (report);
    cli_assert_lacks (report, TPK_TEST_PASSWORD);
    cli_assert_lacks (report, URL_PASSWORD);
  }
}

/* The document of `check --json`, and where it comes from. */
static void
test_json (CliPlace      *place,
           gconstpointer  data)
{
  g_autofree char *url = g_strdup_printf ("stun:127.0.0.1:%u", tpk_test_free_port ());
  g_autoptr (CliRun) run = NULL;
  g_autoptr (JsonObject) document = NULL;
  g_autofree char *text = NULL;
  JsonObject *report;

  run = cli_run (place, "check", "--quiet", "--report", "r.json", url, NULL);
  cli_assert_status (run, 1);
  text = cli_place_read (place, "r.json");
  document = cli_json (text);
  g_assert_cmpint (json_object_get_int_member (document, "schema"), ==, 1);
  g_assert_cmpstr (json_object_get_string_member (document, "state"), ==, "failed");
  report = json_object_get_object_member (document, "report");
  g_assert_true (g_str_has_prefix (json_object_get_string_member (report, "versions"),
                                   "turnpikectl "));
  g_assert_false (json_object_has_member (report, "profile"));
}

/* What cannot be written is said before anything is checked; a file is never half there. */
static void
test_refused (CliPlace      *place,
              gconstpointer  data)
{
  g_autoptr (CliRun) extension = cli_run (place, "check", "--report", "report.pdf",
                                          "stun:127.0.0.1:9", NULL);
  g_autoptr (CliRun) folder = cli_run (place, "check", "--report", "no/where/report.md",
                                       "stun:127.0.0.1:9", NULL);
  g_autofree char *pdf = g_build_filename (place->folder, "report.pdf", NULL);

  cli_assert_status (extension, 2);
  cli_assert_contains (extension->err, "--report takes a file that ends with .html, .md or .json.");
  g_assert_cmpstr (extension->out, ==, "");
  g_assert_false (g_file_test (pdf, G_FILE_TEST_EXISTS));

  cli_assert_status (folder, 3);
  cli_assert_contains (folder->err, "There is no folder “no/where” for the report.");
  g_assert_cmpstr (folder->out, ==, "");
}

/* The profile that was checked is named, and what is in its name means nothing to HTML. */
static void
test_profile (CliPlace      *place,
              gconstpointer  data)
{
  g_autofree char *url = g_strdup_printf ("turn:127.0.0.1:%u?transport=tcp", tpk_test_free_port ());
  g_autofree char *list = g_strconcat (url, "\n", NULL);
  g_autoptr (CliRun) import = cli_run_input (place, list, "import", "--quiet", "-", NULL);
  g_autoptr (CliRun) run = NULL;
  g_autofree char *html = NULL;

  cli_assert_status (import, 0);
  run = cli_run (place, "check", "--report", "r.html", NULL);
  cli_assert_status (run, 1);
  cli_assert_contains (run->err, "The report is in r.html.");
  html = cli_place_read (place, "r.html");
  cli_assert_contains (html, ", for the profile “Default”.</p>");
  cli_assert_contains (html, "<td class=\"bad\">failed</td>");
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add ("/cli/report/written", CliPlace, NULL, cli_place_set_up, test_written,
              cli_place_tear_down);
  g_test_add ("/cli/report/json", CliPlace, NULL, cli_place_set_up, test_json,
              cli_place_tear_down);
  g_test_add ("/cli/report/refused", CliPlace, NULL, cli_place_set_up, test_refused,
              cli_place_tear_down);
  g_test_add ("/cli/report/profile", CliPlace, NULL, cli_place_set_up, test_profile,
              cli_place_tear_down);

  return g_test_run ();
}
