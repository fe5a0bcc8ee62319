/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

/* The samples of the two documents that the product implements, from end to end. */

#include "config.h"

#include "cli-support.h"

#include <string.h>

static void
assert_no_secret (CliRun *run)
{
  cli_assert_lacks (run->out, "turnserver1credentialorpass");
  cli_assert_lacks (run->out, "turnserver2credentialorpass");
  cli_assert_lacks (run->err, "turnserver1credentialorpass");
  cli_assert_lacks (run->err, "turnserver2credentialorpass");
}

static JsonArray *
get_urls (JsonObject *server)
{
  return json_object_get_array_member (server, "urls");
}

static void
import_acs (CliPlace *place)
{
  g_autofree char *sample = cli_data ("seed-acs.js");
  g_autoptr (CliRun) run = cli_run (place, "import", "--json", sample, NULL);
  g_autoptr (JsonObject) document = NULL;

  cli_assert_status (run, 0);
  assert_no_secret (run);
  document = cli_run_json (run);
  g_assert_cmpstr (json_object_get_string_member (document, "client"), ==, "acs");
  g_assert_cmpint (json_object_get_int_member (document, "servers"), ==, 2);
  g_assert_cmpint (json_object_get_int_member (document, "urls"), ==, 4);
  g_assert_cmpstr (json_object_get_string_member (document, "route"), ==, "own");
}

/* “… all the media traffic will exclusively flow through these TURN servers.” */
static void
check_rtc_configuration (const char *text)
{
  g_autoptr (JsonObject) configuration = cli_json (text);
  JsonArray *servers = json_object_get_array_member (configuration, "iceServers");
  JsonObject *server;

  g_assert_cmpstr (json_object_get_string_member (configuration, "iceTransportPolicy"), ==,
                   "relay");
  g_assert_cmpuint (json_array_get_length (servers), ==, 2);

  server = json_array_get_object_element (servers, 0);
  g_assert_cmpuint (json_array_get_length (get_urls (server)), ==, 2);
  g_assert_cmpstr (json_array_get_string_element (get_urls (server), 0), ==,
                   "turn:turn.azure.com:3478?transport=udp");
  g_assert_cmpstr (json_array_get_string_element (get_urls (server), 1), ==,
                   "turn:turn1.azure.com:3478?transport=udp");
  g_assert_cmpstr (json_object_get_string_member (server, "username"), ==, "turnserver1username");
  g_assert_cmpstr (json_object_get_string_member (server, "credential"), ==,
                   "turnserver1credentialorpass");

  server = json_array_get_object_element (servers, 1);
  g_assert_cmpstr (json_array_get_string_element (get_urls (server), 0), ==,
                   "turn:20.202.255.255:3478");
  g_assert_cmpstr (json_array_get_string_element (get_urls (server), 1), ==,
                   "turn:20.202.255.255:3478?transport=tcp");
  g_assert_cmpstr (json_object_get_string_member (server, "credential"), ==,
                   "turnserver2credentialorpass");
}

static void
test_acs_lint (CliPlace      *place,
               gconstpointer  data)
{
  g_autoptr (CliRun) draft = NULL;
  g_autoptr (CliRun) file = NULL;
  g_autoptr (JsonObject) document = NULL;
  g_autofree char *sample = cli_data ("seed-acs.js");
  g_autofree char *codes = NULL;

  import_acs (place);
  draft = cli_run (place, "lint", "--json", NULL);
  cli_assert_status (draft, 0);
  assert_no_secret (draft);
  document = cli_run_json (draft);
  codes = cli_codes (document, "findings");
  cli_assert_contains (codes, "placeholder-address");
  cli_assert_contains (codes, "no-tls");

  file = cli_run (place, "lint", "--json", sample, NULL);
  cli_assert_status (file, 0);
  g_assert_cmpstr (file->out, ==, draft->out);
}

static void
test_acs_lint_strict (CliPlace      *place,
                      gconstpointer  data)
{
  g_autofree char *sample = cli_data ("seed-acs.js");
  g_autoptr (CliRun) run = cli_run (place, "lint", "--strict", sample, NULL);

  cli_assert_status (run, 1);
  assert_no_secret (run);
  cli_assert_contains (run->out, "(placeholder-address)");
}

static void
test_acs_show (CliPlace      *place,
               gconstpointer  data)
{
  g_autoptr (CliRun) table = NULL;
  g_autoptr (CliRun) json = NULL;

  import_acs (place);
  table = cli_run (place, "show", NULL);
  cli_assert_status (table, 0);
  assert_no_secret (table);
  cli_assert_contains (table->out, "Route: own\n");
  cli_assert_contains (table->out, "turn:20.202.255.255:3478?transport=tcp");
  cli_assert_contains (table->out, "turnserver2username / ••");

  json = cli_run (place, "show", "--json", NULL);
  cli_assert_status (json, 0);
  assert_no_secret (json);
}

static void
test_acs_apply (CliPlace      *place,
                gconstpointer  data)
{
  g_autoptr (CliRun) dry = NULL;
  g_autoptr (CliRun) run = NULL;
  g_autofree char *written = NULL;

  import_acs (place);
  dry = cli_run (place, "apply", "--dry-run", NULL);
  cli_assert_status (dry, 0);
  assert_no_secret (dry);
  cli_assert_contains (dry->out, "rtc-configuration.json");
  cli_assert_contains (dry->out, "turn:turn.azure.com:3478?transport=udp");
  cli_assert_contains (dry->out, "••");

  run = cli_run (place, "apply", "--json", NULL);
  cli_assert_status (run, 0);
  assert_no_secret (run);
  written = cli_place_read (place, "config/rtc-configuration.json");
  check_rtc_configuration (written);
  cli_place_check_mode (place, "config/rtc-configuration.json", 0600);
  cli_place_check_mode (place, "config/turnpike.json", 0600);
  cli_place_check_mode (place, "config", 0700);
}

static void
test_acs_export (CliPlace      *place,
                 gconstpointer  data)
{
  g_autoptr (CliRun) w3c = NULL;
  g_autoptr (CliRun) acs = NULL;
  g_autoptr (CliRun) shown = NULL;
  g_autoptr (CliRun) again = NULL;
  g_autoptr (JsonObject) document = NULL;
  g_autofree char *copy = NULL;

  import_acs (place);
  w3c = cli_run (place, "export", "--client", "w3c", NULL);
  cli_assert_status (w3c, 0);
  check_rtc_configuration (w3c->out);

  acs = cli_run (place, "export", "--client=acs", "--output", "acs.js", NULL);
  cli_assert_status (acs, 0);
  assert_no_secret (acs);
  cli_place_check_mode (place, "acs.js", 0600);
  copy = cli_place_read (place, "acs.js");
  cli_assert_contains (copy, "networkConfiguration");
  cli_assert_contains (copy, "turn:turn1.azure.com:3478?transport=udp");
  cli_assert_contains (copy, "turnserver2credentialorpass");

  shown = cli_run (place, "export", "--client=acs", "--output=-", NULL);
  cli_assert_status (shown, 0);
  g_assert_cmpstr (shown->out, ==, copy);

  /* What was written can be read back, into another configuration. */
  again = cli_run (place, "--config-dir", "other", "import", "--json", "acs.js", NULL);
  cli_assert_status (again, 0);
  document = cli_run_json (again);
  g_assert_cmpint (json_object_get_int_member (document, "servers"), ==, 2);
  g_assert_cmpint (json_object_get_int_member (document, "urls"), ==, 4);
}

static void
check_route (CliPlace   *place,
             const char *wanted)
{
  g_autoptr (CliRun) run = cli_run (place, "route", NULL);
  g_autofree char *line = g_strdup_printf ("%s\n", wanted);

  cli_assert_status (run, 0);
  g_assert_cmpstr (run->out, ==, line);
}

static void
import_agora (CliPlace   *place,
              const char *name,
              const char *route)
{
  g_autofree char *sample = cli_data (name);
  g_autoptr (CliRun) run = cli_run (place, "import", "--json", sample, NULL);
  g_autoptr (JsonObject) document = NULL;

  cli_assert_status (run, 0);
  document = cli_run_json (run);
  g_assert_cmpstr (json_object_get_string_member (document, "client"), ==, "agora");
  g_assert_cmpstr (json_object_get_string_member (document, "route"), ==, route);
  g_assert_cmpint (json_object_get_int_member (document, "servers"), ==, 0);
}

static void
test_agora (CliPlace      *place,
            gconstpointer  data)
{
  g_autoptr (CliRun) on = NULL;
  g_autoptr (CliRun) applied = NULL;
  g_autoptr (CliRun) off = NULL;
  g_autoptr (CliRun) applied_off = NULL;
  g_autofree char *written = NULL;
  g_autoptr (JsonObject) configuration = NULL;

  check_route (place, "direct");

  import_agora (place, "seed-agora-enable.js", "cloud");
  check_route (place, "cloud");
  on = cli_run (place, "export", "--client", "agora", NULL);
  cli_assert_status (on, 0);
  cli_assert_contains (on->out, "startProxyServer");
  cli_assert_lacks (on->out, "setTurnServer (");
  applied = cli_run (place, "apply", NULL);
  cli_assert_status (applied, 0);

  /* The vendor's SDK dials by itself. */
  written = cli_place_read (place, "config/rtc-configuration.json");
  configuration = cli_json (written);
  g_assert_cmpuint (json_array_get_length (json_object_get_array_member (configuration,
                                                                         "iceServers")), ==, 0);

  import_agora (place, "seed-agora-disable.js", "direct");
  check_route (place, "direct");
  off = cli_run (place, "export", "--client", "agora", NULL);
  cli_assert_status (off, 0);
  cli_assert_lacks (off->out, "startProxyServer (");
  applied_off = cli_run (place, "apply", NULL);
  cli_assert_status (applied_off, 0);
}

/* “The setProxyServer and setTurnServer methods cannot be used with the startProxyServer method
 * at the same time, else an error occurs.” */
static void
test_agora_mixed (CliPlace      *place,
                  gconstpointer  data)
{
  static const char *const mixes[] = {
    "client.setTurnServer([{ turnServerURL: 'turn.example.org', username: 'u', password: 'geheim',"
    " udpport: 3478, forceturn: true }]);\nclient.startProxyServer(3);\n",
    "client.startProxyServer();\nclient.setTurnServer([{ turnServerURL: 'turn.example.org',"
    " username: 'u', password: 'geheim', udpport: 3478 }]);\n",
    "client.setProxyServer('proxy.example.org');\nclient.startProxyServer();\n",
  };

  for (gsize i = 0; i < G_N_ELEMENTS (mixes); i++) {
    static const char *const commands[] = { "import", "lint" };

    for (gsize j = 0; j < G_N_ELEMENTS (commands); j++) {
      g_autoptr (CliRun) run = cli_run_input (place, mixes[i], commands[j], "-", NULL);

      cli_assert_status (run, 2);
      g_assert_cmpstr (run->out, ==, "");
      cli_assert_contains (run->err, "You have already set the proxy");
      cli_assert_lacks (run->err, "geheim");
    }
  }

  check_route (place, "direct");
}

/* A document cannot say both either. */
static void
test_document_mixed (CliPlace      *place,
                     gconstpointer  data)
{
  static const char *const routes[] = { "[\"own\",\"cloud\"]", "\"own,cloud\"", "\"both\"" };

  for (gsize i = 0; i < G_N_ELEMENTS (routes); i++) {
    g_autofree char *text = g_strdup_printf (
      "{\"schema\":1,\"active\":\"A\",\"profiles\":[{\"name\":\"A\",\"route\":%s}]}", routes[i]);
    g_autofree char *path = cli_place_write (place, "config/draft.json", text);
    g_autoptr (CliRun) run = cli_run (place, "show", NULL);

    g_test_message ("%s", routes[i]);
    cli_assert_status (run, 2);
    g_assert_cmpstr (run->out, ==, "");
    if (i < 2)
      cli_assert_contains (run->err, "exclude each other");
  }
}

/* The cloud route and the servers stay apart: the drafts of both are kept, one is written. */
static void
test_switch (CliPlace      *place,
             gconstpointer  data)
{
  g_autoptr (CliRun) applied = NULL;
  g_autoptr (CliRun) own = NULL;
  g_autoptr (CliRun) back = NULL;
  g_autofree char *cloud_text = NULL;
  g_autofree char *own_text = NULL;

  import_acs (place);
  import_agora (place, "seed-agora-enable.js", "cloud");
  applied = cli_run (place, "apply", NULL);
  cli_assert_status (applied, 0);
  cloud_text = cli_place_read (place, "config/rtc-configuration.json");
  cli_assert_lacks (cloud_text, "turn.azure.com");

  own = cli_run (place, "route", "own", NULL);
  cli_assert_status (own, 0);
  back = cli_run (place, "apply", NULL);
  cli_assert_status (back, 0);
  own_text = cli_place_read (place, "config/rtc-configuration.json");
  check_rtc_configuration (own_text);
}

#define ADD(name, function)                                                              \
  g_test_add ("/cli/seeds/" name, CliPlace, NULL, cli_place_set_up, function, cli_place_tear_down)

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  ADD ("acs-lint", test_acs_lint);
  ADD ("acs-lint-strict", test_acs_lint_strict);
  ADD ("acs-show", test_acs_show);
  ADD ("acs-apply", test_acs_apply);
  ADD ("acs-export", test_acs_export);
  ADD ("agora", test_agora);
  ADD ("agora-mixed", test_agora_mixed);
  ADD ("document-mixed", test_document_mixed);
  ADD ("switch", test_switch);

  return g_test_run ();
}
