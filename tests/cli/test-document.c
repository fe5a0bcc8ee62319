/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

/* The commands that work on the configuration folder. */

#include "config.h"

#include "cli-support.h"

#include <glib/gstdio.h>
#include <string.h>

#define PASSWORD "p@ss:w/rd\"\\é;#"
#define PASSWORD_JSON "p@ss:w/rd\\\"\\\\é;#"

#define SERVER(host)                                                                     \
  "{\"iceServers\":[{\"urls\":[\"turns:" host ":443?transport=tcp\",\"turn:" host "\"],"  \
  "\"username\":\"alice\",\"credential\":\"" PASSWORD_JSON "\"}]}"

static void
run_well (CliPlace   *place,
          const char *words)
{
  g_auto (GStrv) args = g_strsplit (words, " ", -1);
  g_autoptr (CliRun) run = cli_run_args (place, NULL, 0, (const char *const *) args);

  g_test_message ("%s", words);
  cli_assert_status (run, 0);
  cli_assert_lacks (run->out, PASSWORD);
  cli_assert_lacks (run->err, PASSWORD);
}

static void
import_server (CliPlace   *place,
               const char *text)
{
  g_autoptr (CliRun) run = cli_run_input (place, text, "import", "-", NULL);

  cli_assert_status (run, 0);
  cli_assert_lacks (run->out, PASSWORD);
  cli_assert_lacks (run->err, PASSWORD);
}

static void
test_show_empty (CliPlace      *place,
                 gconstpointer  data)
{
  g_autoptr (CliRun) table = cli_run (place, "show", NULL);
  g_autoptr (CliRun) json = cli_run (place, "show", "--json", NULL);
  g_autoptr (JsonObject) document = NULL;
  JsonObject *profile;

  cli_assert_status (table, 0);
  g_assert_cmpstr (table->out, ==, "Profile: Default\nRoute: direct\n");
  g_assert_cmpstr (table->err, ==, "");

  cli_assert_status (json, 0);
  document = cli_run_json (json);
  g_assert_cmpint (json_object_get_int_member (document, "schema"), ==, 1);
  g_assert_true (json_object_get_boolean_member (document, "active"));
  g_assert_false (json_object_get_boolean_member (document, "modified"));
  profile = json_object_get_object_member (document, "profile");
  g_assert_cmpstr (json_object_get_string_member (profile, "name"), ==, "Default");
  g_assert_cmpstr (json_object_get_string_member (profile, "route"), ==, "direct");
}

static void
test_import (CliPlace      *place,
             gconstpointer  data)
{
  g_autoptr (CliRun) run = cli_run_input (place, SERVER ("a.example.net"), "import", "-", NULL);
  g_autoptr (CliRun) show = NULL;
  g_autoptr (JsonObject) document = NULL;
  JsonObject *profile;
  JsonObject *server;
  JsonObject *credential;

  cli_assert_status (run, 0);
  cli_assert_contains (run->out, "Added 1 server with 2 URLs to the draft of “Default”, read as "
                       "“w3c”.\n");
  import_server (place, SERVER ("b.example.net"));

  show = cli_run (place, "show", "--json", NULL);
  cli_assert_lacks (show->out, "p@ss");
  document = cli_run_json (show);
  g_assert_true (json_object_get_boolean_member (document, "modified"));
  profile = json_object_get_object_member (document, "profile");
  g_assert_cmpuint (json_array_get_length (json_object_get_array_member (profile, "servers")), ==,
                    2);
  server = json_array_get_object_element (json_object_get_array_member (profile, "servers"), 1);
  g_assert_cmpstr (json_array_get_string_element (json_object_get_array_member (server, "urls"), 0),
                   ==, "turns:b.example.net:443?transport=tcp");
  credential = json_object_get_object_member (server, "credential");
  g_assert_cmpstr (json_object_get_string_member (credential, "username"), ==, "alice");
  g_assert_true (g_str_has_prefix (json_object_get_string_member (credential, "password"), "••"));
}

static void
test_show_secrets (CliPlace      *place,
                   gconstpointer  data)
{
  g_autoptr (CliRun) json = NULL;
  g_autoptr (CliRun) table = NULL;
  g_autoptr (JsonObject) document = NULL;
  JsonObject *profile;
  JsonObject *server;

  import_server (place, SERVER ("a.example.net"));
  json = cli_run (place, "show", "--json", "--secrets", NULL);
  document = cli_run_json (json);
  profile = json_object_get_object_member (document, "profile");
  server = json_array_get_object_element (json_object_get_array_member (profile, "servers"), 0);
  g_assert_cmpstr (json_object_get_string_member (
                     json_object_get_object_member (server, "credential"), "password"), ==,
                   PASSWORD);
  table = cli_run (place, "show", "--secrets", NULL);
  cli_assert_contains (table->out, "alice / " PASSWORD);
}

/* A password that somebody typed into a URL, and one for the signalling proxy. */
static void
test_show_user_info (CliPlace      *place,
                     gconstpointer  data)
{
  g_autofree char *path = NULL;
  static const char *const commands[] = { "show", "lint", "apply" };

  path = cli_place_write (place, "config/draft.json",
    "{\"schema\":1,\"active\":\"A\",\"profiles\":[{\"name\":\"A\",\"route\":\"own\","
    "\"signalling_proxy\":\"https://bob:geheim1@proxy.example.net/\","
    "\"servers\":[{\"urls\":[\"turn:alice:geheim2@turn.example.net\"],"
    "\"credential\":{\"kind\":\"secret\",\"username\":\"x\",\"secret\":\"geheim3\"}}]}]}");

  for (gsize i = 0; i < G_N_ELEMENTS (commands); i++) {
    g_autoptr (CliRun) plain = cli_run (place, commands[i], NULL);
    g_autoptr (CliRun) json = cli_run (place, commands[i], "--json", NULL);

    g_test_message ("%s", commands[i]);
    g_assert_cmpint (plain->status, ==, i == 0 ? 0 : 2);
    g_assert_cmpint (json->status, ==, plain->status);
    cli_assert_lacks (plain->out, "geheim");
    cli_assert_lacks (plain->err, "geheim");
    cli_assert_lacks (json->out, "geheim");
    cli_assert_lacks (json->err, "geheim");
  }
}

static void
test_route (CliPlace      *place,
            gconstpointer  data)
{
  g_autoptr (CliRun) first = cli_run (place, "route", "--json", NULL);
  g_autoptr (CliRun) set = NULL;
  g_autoptr (CliRun) get = NULL;
  g_autoptr (JsonObject) document = NULL;

  document = cli_run_json (first);
  g_assert_cmpstr (json_object_get_string_member (document, "route"), ==, "direct");
  set = cli_run (place, "route", "own", NULL);
  cli_assert_status (set, 0);
  get = cli_run (place, "route", NULL);
  g_assert_cmpstr (get->out, ==, "own\n");
  cli_assert_contains (get->err, "calling clients still have the route “direct”");
  run_well (place, "route cloud");
  run_well (place, "route direct");
}

static void
test_apply (CliPlace      *place,
            gconstpointer  data)
{
  g_autoptr (CliRun) dry = NULL;
  g_autoptr (CliRun) applied = NULL;
  g_autoptr (CliRun) again = NULL;
  g_autoptr (JsonObject) plan = NULL;
  g_autoptr (JsonObject) outcome = NULL;
  JsonArray *files;

  import_server (place, SERVER ("a.example.net"));
  dry = cli_run (place, "apply", "--dry-run", "--json", NULL);
  cli_assert_status (dry, 0);
  cli_assert_lacks (dry->out, "p@ss");
  plan = cli_run_json (dry);
  g_assert_cmpstr (json_object_get_string_member (plan, "outcome"), ==, "dry-run");
  files = json_object_get_array_member (plan, "files");
  g_assert_cmpuint (json_array_get_length (files), >=, 1);

  applied = cli_run (place, "apply", "--json", NULL);
  cli_assert_status (applied, 0);
  cli_assert_lacks (applied->out, "p@ss");
  outcome = cli_run_json (applied);
  g_assert_cmpstr (json_object_get_string_member (outcome, "outcome"), ==, "applied");

  again = cli_run (place, "apply", NULL);
  cli_assert_status (again, 0);
  cli_assert_contains (again->out, "rtc-configuration.json: unchanged\n");
}

static void
test_apply_dry (CliPlace      *place,
                gconstpointer  data)
{
  g_autofree char *rtc = g_build_filename (place->config_dir, "rtc-configuration.json", NULL);

  import_server (place, SERVER ("a.example.net"));
  run_well (place, "apply --dry-run");
  g_assert_false (g_file_test (rtc, G_FILE_TEST_EXISTS));
}

static void
test_apply_invalid (CliPlace      *place,
                    gconstpointer  data)
{
  g_autofree char *path = cli_place_write (place, "config/draft.json",
    "{\"schema\":1,\"active\":\"A\",\"profiles\":[{\"name\":\"A\",\"route\":\"own\","
    "\"servers\":[{\"urls\":[\"turn://turn.example.net\"]}]}]}");
  g_autofree char *rtc = g_build_filename (place->config_dir, "rtc-configuration.json", NULL);
  g_autoptr (CliRun) run = cli_run (place, "apply", NULL);

  cli_assert_status (run, 2);
  g_assert_cmpstr (run->out, ==, "");
  cli_assert_contains (run->err, "(url-slashes)");
  g_assert_false (g_file_test (rtc, G_FILE_TEST_EXISTS));
}

static void
test_apply_foreign (CliPlace      *place,
                    gconstpointer  data)
{
  g_autoptr (CliRun) refused = NULL;
  g_autofree char *path = NULL;
  g_autofree char *kept = NULL;
  g_autofree char *written = NULL;

  import_server (place, SERVER ("a.example.net"));
  run_well (place, "apply");
  path = cli_place_write (place, "config/rtc-configuration.json", "{\"mine\":true}\n");
  import_server (place, SERVER ("b.example.net"));

  refused = cli_run (place, "apply", NULL);
  cli_assert_status (refused, 3);
  kept = cli_place_read (place, "config/rtc-configuration.json");
  g_assert_cmpstr (kept, ==, "{\"mine\":true}\n");

  run_well (place, "apply --overwrite");
  written = cli_place_read (place, "config/rtc-configuration.json");
  cli_assert_contains (written, "turn:b.example.net");
}

static guint
count_history (CliPlace *place)
{
  g_autoptr (CliRun) run = cli_run (place, "history", "--json", NULL);
  g_autoptr (JsonObject) document = NULL;

  cli_assert_status (run, 0);
  document = cli_run_json (run);

  return json_array_get_length (json_object_get_array_member (document, "history"));
}

static void
test_undo (CliPlace      *place,
           gconstpointer  data)
{
  g_autoptr (CliRun) nothing = cli_run (place, "undo", NULL);
  g_autoptr (CliRun) table = NULL;
  g_autofree char *first = NULL;
  g_autofree char *second = NULL;
  g_autofree char *back = NULL;

  cli_assert_status (nothing, 3);
  cli_assert_contains (nothing->err, "turnpikectl undo: Nothing was applied");
  g_assert_cmpuint (count_history (place), ==, 0);

  import_server (place, SERVER ("a.example.net"));
  run_well (place, "route own");
  run_well (place, "apply");
  first = cli_place_read (place, "config/rtc-configuration.json");
  import_server (place, SERVER ("b.example.net"));
  run_well (place, "apply");
  second = cli_place_read (place, "config/rtc-configuration.json");
  cli_assert_contains (second, "b.example.net");
  g_assert_cmpuint (count_history (place), ==, 2);

  run_well (place, "undo");
  back = cli_place_read (place, "config/rtc-configuration.json");
  g_assert_cmpstr (back, ==, first);
  run_well (place, "history");

  table = cli_run (place, "show", NULL);
  cli_assert_lacks (table->out, "b.example.net");
}

static void
test_profiles (CliPlace      *place,
               gconstpointer  data)
{
  g_autofree char *path = cli_place_write (place, "config/draft.json",
    "{\"schema\":1,\"active\":\"Home\",\"profiles\":["
    "{\"name\":\"Home\",\"route\":\"direct\"},"
    "{\"name\":\"Office\",\"route\":\"own\",\"servers\":[{\"urls\":[\"turn:turn.example.net\"],"
    "\"credential\":{\"kind\":\"password\",\"username\":\"u\",\"password\":\"" PASSWORD_JSON
    "\"}}]}]}");
  g_autoptr (CliRun) home = cli_run (place, "route", NULL);
  g_autoptr (CliRun) office = cli_run (place, "route", "--profile", "Office", NULL);
  g_autoptr (CliRun) show = NULL;
  g_autofree char *written = NULL;

  g_assert_cmpstr (home->out, ==, "direct\n");
  g_assert_cmpstr (office->out, ==, "own\n");

  run_well (place, "apply --profile Office");
  written = cli_place_read (place, "config/rtc-configuration.json");
  cli_assert_contains (written, "turn:turn.example.net");
  show = cli_run (place, "show", NULL);
  g_assert_true (g_str_has_prefix (show->out, "Profile: Office\n"));
}

static void
test_clients (CliPlace      *place,
              gconstpointer  data)
{
  g_autoptr (CliRun) json = cli_run (place, "clients", "--json", NULL);
  g_autoptr (CliRun) table = cli_run (place, "clients", NULL);
  g_autoptr (JsonObject) document = cli_run_json (json);
  JsonArray *clients = json_object_get_array_member (document, "clients");
  gboolean found = FALSE;

  cli_assert_status (table, 0);
  g_assert_true (g_str_has_prefix (table->out, "Client "));
  g_assert_cmpuint (json_array_get_length (clients), >=, 3);
  for (guint i = 0; i < json_array_get_length (clients); i++) {
    JsonObject *client = json_array_get_object_element (clients, i);

    if (!g_str_equal (json_object_get_string_member (client, "id"), "acs"))
      continue;
    found = TRUE;
    g_assert_true (json_object_get_boolean_member (client, "judges"));
    g_assert_true (json_object_get_boolean_member (client, "writes"));
    g_assert_true (json_object_get_boolean_member (client, "reads"));
  }
  g_assert_true (found);
}

static void
test_export_json (CliPlace      *place,
                  gconstpointer  data)
{
  g_autoptr (CliRun) run = NULL;
  g_autoptr (CliRun) file = NULL;
  g_autoptr (CliRun) nowhere = NULL;
  g_autoptr (JsonObject) document = NULL;
  g_autoptr (JsonObject) filed = NULL;
  g_autoptr (JsonObject) configuration = NULL;
  g_autofree char *out = g_build_filename (place->folder, "out.json", NULL);
  g_autofree char *text = NULL;

  import_server (place, SERVER ("a.example.net"));
  run_well (place, "route own");
  run = cli_run (place, "export", "--json", "--client", "w3c", NULL);
  cli_assert_status (run, 0);
  document = cli_run_json (run);
  g_assert_cmpstr (json_object_get_string_member (document, "client"), ==, "w3c");
  g_assert_true (json_object_get_null_member (document, "output"));
  configuration = cli_json (json_object_get_string_member (document, "text"));
  g_assert_true (json_object_has_member (configuration, "iceServers"));

  g_assert_true (g_file_set_contents (out, "old", -1, NULL));
  g_assert_cmpint (g_chmod (out, 0644), ==, 0);
  file = cli_run (place, "export", "--json", "--client", "w3c", "--output", out, NULL);
  cli_assert_status (file, 0);
  cli_assert_lacks (file->out, "p@ss");
  filed = cli_run_json (file);
  g_assert_cmpstr (json_object_get_string_member (filed, "output"), ==, out);
  g_assert_true (json_object_get_null_member (filed, "text"));
  text = cli_place_read (place, "out.json");
  cli_assert_contains (text, PASSWORD_JSON);

  nowhere = cli_run (place, "export", "--client", "w3c", "-o", "/nonexistent/out.json", NULL);
  cli_assert_status (nowhere, 3);
  cli_assert_contains (nowhere->err, "/nonexistent");
}

/* Who asks for JSON gets some from every command that fails, and once. */
static void
test_failing_json (CliPlace      *place,
                   gconstpointer  data)
{
  static const struct {
    const char *command;
    const char *argument;
    int         status;
    const char *error;
  } rows[] = {
    { "import", "/nonexistent", 3,
      "“/nonexistent” could not be read: No such file or directory" },
    { "undo", NULL, 2,
      "The draft has changes that were not applied. Apply them first, or give them up with "
      "--discard." },
    { "route", "sideways", 2, NULL },
    { "export", NULL, 2, NULL },
    { "lint", "/nonexistent", 3, NULL },
    { "show", "--profile=Nobody", 2, NULL },
    { "show", "--unknown", 2, NULL },
  };

  import_server (place, SERVER ("a.example.net"));
  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++) {
    g_autoptr (CliRun) run = cli_run (place, "--json", rows[i].command, rows[i].argument, NULL);
    g_autoptr (JsonObject) document = NULL;
    const char *error;

    g_test_message ("%s", rows[i].command);
    cli_assert_status (run, rows[i].status);
    document = cli_run_json (run);
    g_assert_cmpint (json_object_get_int_member (document, "schema"), ==, 1);
    error = json_object_get_string_member (document, "error");
    cli_assert_contains (run->err, error);
    if (rows[i].error != NULL)
      g_assert_cmpstr (error, ==, rows[i].error);
  }
}

static void
test_lint (CliPlace      *place,
           gconstpointer  data)
{
  g_autofree char *path = cli_place_write (place, "config/draft.json",
    "{\"schema\":1,\"active\":\"A\",\"profiles\":[{\"name\":\"A\",\"route\":\"own\","
    "\"servers\":[{\"urls\":[\"turns:turn.example.net:443?transport=tcp\","
    "\"turn://turn.example.net\"],\"credential\":{\"kind\":\"password\",\"username\":\"u\","
    "\"password\":\"geheim\"}}]}]}");
  g_autoptr (CliRun) json = cli_run (place, "lint", "--json", NULL);
  g_autoptr (CliRun) text = cli_run (place, "lint", NULL);
  g_autoptr (JsonObject) document = NULL;
  JsonArray *findings;
  JsonObject *slashes = NULL;

  cli_assert_status (json, 2);
  document = cli_run_json (json);
  g_assert_cmpint (json_object_get_int_member (document, "schema"), ==, 1);
  findings = json_object_get_array_member (document, "findings");
  for (guint i = 0; i < json_array_get_length (findings); i++) {
    JsonObject *finding = json_array_get_object_element (findings, i);

    if (g_str_equal (json_object_get_string_member (finding, "code"), "url-slashes"))
      slashes = finding;
  }
  g_assert_nonnull (slashes);
  g_assert_cmpstr (json_object_get_string_member (slashes, "severity"), ==, "error");
  g_assert_cmpint (json_object_get_int_member (slashes, "server"), ==, 0);
  g_assert_cmpint (json_object_get_int_member (slashes, "url"), ==, 1);
  g_assert_cmpstr (json_object_get_string_member (slashes, "fix"), ==, "turn:turn.example.net");

  cli_assert_status (text, 2);
  cli_assert_contains (text->out, "error server 1, URL 2 (url-slashes)\n");
}

#define ADD(name, function)                                                              \
  g_test_add ("/cli/document/" name, CliPlace, NULL, cli_place_set_up, function,         \
              cli_place_tear_down)

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  ADD ("show-empty", test_show_empty);
  ADD ("import", test_import);
  ADD ("show-secrets", test_show_secrets);
  ADD ("show-user-info", test_show_user_info);
  ADD ("route", test_route);
  ADD ("apply", test_apply);
  ADD ("apply-dry", test_apply_dry);
  ADD ("apply-invalid", test_apply_invalid);
  ADD ("apply-foreign", test_apply_foreign);
  ADD ("undo", test_undo);
  ADD ("profiles", test_profiles);
  ADD ("clients", test_clients);
  ADD ("export-json", test_export_json);
  ADD ("failing-json", test_failing_json);
  ADD ("lint", test_lint);

  return g_test_run ();
}
