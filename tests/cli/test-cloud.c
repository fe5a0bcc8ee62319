/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#include "config.h"

#include <string.h>

#include "cli-support.h"
#include "tpk-test-certs.h"
#include "tpk-test-service.h"

#define SECRET "the-s3cret-of-the-account"
#define URIS "\"turn:turn.test:3478?transport=udp\",\"turns:turn.test:443?transport=tcp\""

/* The route is the cloud, and @server plays its service. */
static void
set_up (CliPlace       *place,
        TpkTestService *server)
{
  g_autofree char *url = tpk_test_service_dup_url (server, "/");
  g_autofree char *endpoint = g_strconcat ("endpoint=", url, NULL);
  g_autofree char *ca = g_strconcat ("ca_file=", tpk_test_certs_get_file (TPK_TEST_CERT_CA), NULL);
  g_autofree char *secret = cli_place_write (place, "secret", SECRET "\n");
  g_autoptr (CliRun) route = cli_run (place, "route", "cloud", NULL);
  g_autoptr (CliRun) set = NULL;

  cli_assert_status (route, 0);
  set = cli_run (place, "cloud", "set", "service=turn-rest", endpoint, ca, "user=alice",
                 "lifetime_s=600", "--secret-file", secret, NULL);
  cli_assert_status (set, 0);
  cli_assert_lacks (set->out, SECRET);
}

static char *
read_rtc (CliPlace *place)
{
  return cli_place_read (place, "config/rtc-configuration.json");
}

static void
test_fetch (CliPlace      *place,
            gconstpointer  data)
{
  g_autoptr (TpkTestService) server = tpk_test_service_new (NULL);
  g_autoptr (CliRun) none = NULL;
  g_autoptr (CliRun) check = NULL;
  g_autoptr (CliRun) fetch = NULL;
  g_autoptr (CliRun) people = NULL;
  g_autoptr (CliRun) status = NULL;
  g_autoptr (CliRun) apply = NULL;
  g_autoptr (CliRun) export = NULL;
  g_autoptr (CliRun) show = NULL;
  g_autoptr (JsonObject) fetched = NULL;
  g_autoptr (JsonObject) known = NULL;
  g_autofree char *request = NULL;
  g_autofree char *rtc = NULL;

  set_up (place, server);
  none = cli_run (place, "cloud", "status", NULL);
  cli_assert_status (none, 1);
  cli_assert_contains (none->out, "Cloud proxy: TURN REST");
  cli_assert_contains (none->out, "1. Service Asked: It was not asked yet.");

  check = cli_run (place, "check", NULL);
  cli_assert_status (check, 3);
  cli_assert_contains (check->err, "Ask it with “turnpikectl cloud fetch”");

  tpk_test_service_mint (server, "secret-of-coturn", 600, URIS);
  fetch = cli_run (place, "cloud", "fetch", "--json", NULL);
  cli_assert_status (fetch, 0);
  fetched = cli_run_json (fetch);
  g_assert_cmpstr (json_object_get_string_member (fetched, "state"), ==, "passed");
  g_assert_cmpint (json_object_get_int_member (fetched, "http_status"), ==, 200);
  g_assert_cmpuint (json_array_get_length (json_object_get_array_member (fetched, "servers")), ==,
                    1);
  cli_assert_lacks (fetch->out, SECRET);
  cli_assert_lacks (fetch->out, "password");
  request = tpk_test_service_dup_request (server);
  g_assert_cmpstr (request, ==, "GET /?service=turn&username=alice&key=" SECRET);
  cli_place_check_mode (place, "config/cloud.json", 0600);

  status = cli_run (place, "cloud", "status", "--json", NULL);
  cli_assert_status (status, 0);
  known = cli_run_json (status);
  g_assert_cmpstr (json_object_get_string_member (known, "state"), ==, "good");
  g_assert_cmpuint (json_array_get_length (json_object_get_array_member (known, "steps")), ==, 4);
  g_assert_true (json_object_has_member (known, "renewal"));
  cli_assert_lacks (status->out, SECRET);

  apply = cli_run (place, "apply", NULL);
  cli_assert_status (apply, 0);
  g_assert_cmpuint (tpk_test_service_get_n_requests (server), ==, 1);
  rtc = read_rtc (place);
  cli_assert_contains (rtc, "turns:turn.test:443?transport=tcp");
  cli_assert_contains (rtc, ":alice");
  export = cli_run (place, "export", "--client", "acs", NULL);
  cli_assert_status (export, 0);
  cli_assert_contains (export->out, "turns:turn.test:443?transport=tls");

  /* With Agora's SDK they are a list of its own, never beside its proxy. */
  people = cli_run (place, "export", "--client", "agora", NULL);
  cli_assert_contains (people->out, "setTurnServer");
  cli_assert_lacks (people->out, "startProxyServer");
  show = cli_run (place, "show", "--json", NULL);
  cli_assert_lacks (show->out, SECRET);
}

/* Applying asks, and says why not. */
static void
test_refused (CliPlace      *place,
              gconstpointer  data)
{
  g_autoptr (TpkTestService) server = tpk_test_service_new (NULL);
  g_autoptr (CliRun) fetch = NULL;
  g_autoptr (CliRun) apply = NULL;
  g_autoptr (CliRun) insecure = NULL;
  g_autoptr (CliRun) invalid = NULL;
  g_autoptr (CliRun) well = NULL;
  g_autofree char *rtc = NULL;

  set_up (place, server);
  tpk_test_service_answer (server, 429, "{\"error\":\"slow down " SECRET "\"}");
  tpk_test_service_add_header (server, "Retry-After", "7");
  fetch = cli_run (place, "cloud", "fetch", NULL);
  cli_assert_status (fetch, 1);
  cli_assert_contains (fetch->out, "localhost was asked too often (429). slow down …");
  cli_assert_lacks (fetch->out, SECRET);

  apply = cli_run (place, "apply", NULL);
  cli_assert_status (apply, 3);
  cli_assert_contains (apply->err, "was asked too often (429)");

  tpk_test_service_mint (server, "secret-of-coturn", 600, URIS);
  well = cli_run (place, "apply", NULL);
  cli_assert_status (well, 0);
  cli_assert_contains (well->out, "rtc-configuration.json");
  rtc = read_rtc (place);
  cli_assert_contains (rtc, "turn:turn.test:3478?transport=udp");

  cli_run_free (cli_run (place, "cloud", "set", "endpoint=http://turn.test/", NULL));
  insecure = cli_run (place, "cloud", "fetch", NULL);
  cli_assert_status (insecure, 2);
  cli_assert_contains (insecure->out, "begins with “http”");
  invalid = cli_run (place, "apply", NULL);
  cli_assert_status (invalid, 2);
}

static void
test_usage (CliPlace      *place,
            gconstpointer  data)
{
  static const struct {
    const char *args[4];
    const char *words;
  } rows[] = {
    { { "cloud", "fetch" }, "The route of the profile is not “cloud”" },
    { { "cloud", "ask" }, "There is no “cloud ask”" },
    { { "cloud", "set" }, "Nothing is to be set" },
    { { "cloud", "set", "secret=" SECRET }, "Use --secret-file" },
    { { "cloud", "set", "service=acme" }, "There are: agora, turn-rest, twilio" },
    { { "cloud", "set", "lifetime_s=soon" }, "lifetime_s is a number" },
    { { "cloud", "set", "mode=3" }, "mode is automatic, udp or tls" },
    { { "cloud", "set", "testing=yes" }, "testing is true or false" },
    { { "cloud", "set", "colour=red" }, "“colour” is no setting" },
    { { "cloud", "status", "now" }, "“now” is one argument too many" },
  };
  g_autoptr (CliRun) unused = cli_run (place, "cloud", NULL);
  g_autoptr (CliRun) agora = NULL;
  g_autoptr (CliRun) status = NULL;

  cli_assert_status (unused, 0);
  cli_assert_contains (unused->out, "It is not in use");
  for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
    g_autoptr (CliRun) run = cli_run_args (place, NULL, 0, rows[i].args);

    cli_assert_status (run, 2);
    cli_assert_contains (run->err, rows[i].words);
    cli_assert_lacks (run->err, SECRET);
  }

  cli_run_free (cli_run (place, "route", "cloud", NULL));
  agora = cli_run (place, "cloud", "fetch", NULL);
  cli_assert_status (agora, 2);
  cli_assert_contains (agora->err, "The SDK of Agora asks for its proxy by itself");
  status = cli_run (place, "cloud", "status", NULL);
  cli_assert_status (status, 0);
  cli_assert_contains (status->out, "Without your account with the vendor, that cannot be tried");
}

/* Another service is told its own secret, by its own address, and nothing else. */
static void
test_switch (CliPlace      *place,
             gconstpointer  data)
{
  g_autoptr (TpkTestService) server = tpk_test_service_new (NULL);
  g_autoptr (CliRun) set = NULL;
  g_autoptr (CliRun) fetch = NULL;
  g_autofree char *secret = cli_place_write (place, "other", "another-s3cret\n");
  g_autofree char *before = NULL;
  g_autofree char *between = NULL;
  g_autofree char *after = NULL;

  set_up (place, server);
  before = cli_place_read (place, "config/draft.json");
  cli_assert_contains (before, SECRET);

  set = cli_run (place, "cloud", "set", "account=K", "service=generic", "--secret-file", secret,
                 NULL);
  cli_assert_status (set, 0);
  between = cli_place_read (place, "config/draft.json");
  cli_assert_contains (between, "\"account\" : \"K\"");
  cli_assert_contains (between, "another-s3cret");
  cli_assert_lacks (between, SECRET);
  cli_assert_lacks (between, "https://");
  cli_assert_lacks (between, "alice");
  fetch = cli_run (place, "cloud", "fetch", NULL);
  cli_assert_status (fetch, 2);
  cli_assert_contains (fetch->out, "Address");
  g_assert_cmpuint (tpk_test_service_get_n_requests (server), ==, 0);

  cli_run_free (cli_run (place, "cloud", "set", "service=agora", NULL));
  after = cli_place_read (place, "config/draft.json");
  cli_assert_lacks (after, "s3cret");
}

/* What a vendor's SDK will not do, and what is for tests, is said before clients are given it. */
static void
test_vendor (CliPlace      *place,
             gconstpointer  data)
{
  g_autoptr (CliRun) lint = NULL;
  g_autoptr (CliRun) status = NULL;
  g_autoptr (CliRun) json = NULL;
  g_autoptr (CliRun) apply = NULL;
  g_autoptr (CliRun) old = NULL;
  g_autoptr (CliRun) export = NULL;
  g_autoptr (JsonObject) known = NULL;

  cli_run_free (cli_run (place, "route", "cloud", NULL));
  lint = cli_run (place, "lint", NULL);
  cli_assert_status (lint, 0);
  cli_assert_contains (lint->out, "(agora-automatic)");

  cli_run_free (cli_run (place, "cloud", "set", "mode=udp", "testing=true", NULL));
  status = cli_run (place, "cloud", "status", NULL);
  cli_assert_contains (status->out, "It is only for tests");
  json = cli_run (place, "cloud", "status", "--json", NULL);
  known = cli_run_json (json);
  g_assert_true (json_object_get_boolean_member (known, "testing"));
  apply = cli_run (place, "apply", NULL);
  cli_assert_status (apply, 0);
  cli_assert_contains (apply->err, "(agora-testing)");
  cli_assert_lacks (apply->err, "(agora-automatic)");

  cli_run_free (cli_run (place, "cloud", "set", "sdk=2.4.0", NULL));
  old = cli_run (place, "apply", NULL);
  cli_assert_status (old, 2);
  cli_assert_contains (old->err, "(agora-sdk-old)");
  export = cli_run (place, "export", "--client", "agora", NULL);
  cli_assert_lacks (export->out, "startProxyServer");
}

/* A document that somebody wrote by hand says both; clients are given one, and people are told. */
static void
test_mixed (CliPlace      *place,
            gconstpointer  data)
{
  g_autoptr (CliRun) lint = NULL;
  g_autoptr (CliRun) agora = NULL;
  g_autoptr (CliRun) both = NULL;
  g_autoptr (CliRun) import = NULL;
  g_autofree char *script = cli_place_write (place, "mixed.js",
                                             "client.startProxyServer(3);\n"
                                             "client.setTurnServer([{turnServerURL:'turn.test',"
                                             "username:'u',password:'p',udpport:3478}]);\n");

  cli_run_free (cli_run (place, "route", "cloud", NULL));
  cli_run_free (cli_run_input (place, "{\"iceServers\":[{\"urls\":\"turn:own.test\",\"username\":"
                                      "\"u\",\"credential\":\"p\"}]}", "import", "-", NULL));
  cli_run_free (cli_run (place, "route", "cloud", NULL));
  cli_run_free (cli_run (place, "cloud", "set", "mode=udp", NULL));
  lint = cli_run (place, "lint", NULL);
  cli_assert_contains (lint->out, "A cloud proxy and own servers exclude each other");
  agora = cli_run (place, "export", "--client", "agora", NULL);
  cli_assert_contains (agora->out, "startProxyServer");
  cli_assert_lacks (agora->out, "own.test");
  both = cli_run (place, "route", "cloud", "own", NULL);
  cli_assert_status (both, 2);
  cli_assert_contains (both->err, "exclude each other");
  import = cli_run (place, "import", script, NULL);
  cli_assert_status (import, 2);
}

/* In a call clients keep what they have; when it ends, they are given what came meanwhile. */
static void
test_call (CliPlace      *place,
           gconstpointer  data)
{
  g_autoptr (TpkTestService) server = tpk_test_service_new (NULL);
  g_autoptr (CliRun) call = NULL;
  g_autofree char *before = NULL;
  g_autofree char *after = NULL;

  set_up (place, server);
  tpk_test_service_mint (server, "secret-of-coturn", 600, URIS);
  cli_run_free (cli_run (place, "apply", NULL));
  before = read_rtc (place);

  tpk_test_service_mint (server, "secret-of-coturn", 1200, URIS);
  call = cli_run (place, "call", "--", g_getenv ("TURNPIKECTL"), "cloud", "fetch", "--config-dir",
                  place->config_dir, NULL);
  cli_assert_status (call, 4);
  cli_assert_contains (call->out, "are given these servers when it ends");
  cli_assert_contains (call->err, "handed out during the call are written");
  after = read_rtc (place);
  g_assert_cmpstr (after, !=, before);
}

/* A firewall has to let through what the service handed out, not the own servers beside it. */
static void
test_allow_list (CliPlace      *place,
                 gconstpointer  data)
{
  g_autoptr (TpkTestService) server = tpk_test_service_new (NULL);
  g_autoptr (CliRun) none = NULL;
  g_autoptr (CliRun) empty = NULL;
  g_autoptr (CliRun) shown = NULL;
  g_autoptr (CliRun) rules = NULL;
  g_autoptr (CliRun) letter = NULL;
  g_autoptr (CliRun) own = NULL;

  cli_run_free (cli_run_input (place, "{\"iceServers\":[{\"urls\":\"turn:own.test\",\"username\":"
                                      "\"u\",\"credential\":\"p\"}]}", "import", "-", NULL));
  set_up (place, server);
  none = cli_run (place, "allowlist", "--json", NULL);
  cli_assert_status (none, 0);
  g_assert_cmpstr (none->out, ==, "{\n  \"entries\" : [],\n  \"schema\" : 1\n}\n");
  cli_assert_contains (none->err, "No server is in the list: the service has handed out none that "
                                  "are still good. Ask it with “turnpikectl cloud fetch”.");
  empty = cli_run (place, "allowlist", "export", "--as", "csv", NULL);
  cli_assert_status (empty, 3);
  cli_assert_contains (empty->err, "The list is empty.");

  tpk_test_service_mint (server, "secret-of-coturn", 600, URIS);
  cli_run_free (cli_run (place, "cloud", "fetch", NULL));
  cli_run_free (cli_run (place, "allowlist", "add", "tcp", "192.0.2.1", "25", "Mail", NULL));
  shown = cli_run (place, "allowlist", "export", "--as", "csv", NULL);
  cli_assert_status (shown, 0);
  g_assert_cmpstr (shown->out, ==,
                   "protocol,destination,ports,direction,purpose,source,date\r\n"
                   "\"udp\",\"turn.test\",\"3478\",\"outbound\",\"Relay (TURN): turn.test\",\"\","
                   "\"\"\r\n"
                   "\"tcp\",\"turn.test\",\"443\",\"outbound\",\"Relay (TURN): turn.test\",\"\","
                   "\"\"\r\n"
                   "\"tcp\",\"192.0.2.1\",\"25\",\"outbound\",\"Mail\",\"\",\"\"\r\n");
  cli_assert_contains (shown->err, "are not listed: they are opened at the relay");
  rules = cli_run (place, "allowlist", "export", "--as", "paloalto", NULL);
  cli_assert_contains (rules->out, "turn.test");
  letter = cli_run (place, "allowlist", "letter", NULL);
  cli_assert_contains (letter->out, "turn.test");
  cli_assert_lacks (letter->out, "own.test");

  cli_run_free (cli_run (place, "route", "own", NULL));
  own = cli_run (place, "allowlist", "letter", NULL);
  cli_assert_contains (own->out, "own.test");
  cli_assert_lacks (own->out, "turn.test");
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  if (!tpk_test_certs_available ()) {
    g_print ("1..0 # SKIP no openssl to make certificates with\n");
    return 0;
  }

#define add(path, func) \
  g_test_add ("/cli/cloud/" path, CliPlace, NULL, cli_place_set_up, func, cli_place_tear_down)

  add ("fetch", test_fetch);
  add ("refused", test_refused);
  add ("usage", test_usage);
  add ("switch", test_switch);
  add ("vendor", test_vendor);
  add ("mixed", test_mixed);
  add ("call", test_call);
  add ("allow-list", test_allow_list);

  return g_test_run ();
}
