/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#include "config.h"

#include "cli-support.h"

#include "tpk-test-black-hole.h"
#include "tpk-test-coturn.h"
#include "tpk-test-net.h"

#include <signal.h>
#include <string.h>

#define WRONG_PASSWORD "n0t-the-password"

static gboolean
skip_without_coturn (void)
{
  if (tpk_test_coturn_available ())
    return FALSE;

  g_test_skip ("turnserver is not installed");

  return TRUE;
}

static JsonObject *
get_result (JsonObject *document,
            guint       position)
{
  return json_array_get_object_element (json_object_get_array_member (document, "results"),
                                        position);
}

static void
assert_no_secret (CliRun *run)
{
  cli_assert_lacks (run->out, TPK_TEST_PASSWORD);
  cli_assert_lacks (run->err, TPK_TEST_PASSWORD);
  cli_assert_lacks (run->out, WRONG_PASSWORD);
  cli_assert_lacks (run->err, WRONG_PASSWORD);
}

static char *
write_password (CliPlace *place)
{
  return cli_place_write (place, "password", TPK_TEST_PASSWORD "\n");
}

static void
test_passes (CliPlace      *place,
             gconstpointer  data)
{
  g_autoptr (TpkTestCoturn) coturn = NULL;
  g_autoptr (CliRun) json = NULL;
  g_autoptr (CliRun) table = NULL;
  g_autoptr (JsonObject) document = NULL;
  g_autofree char *password = NULL;
  g_autofree char *udp = NULL;
  g_autofree char *tcp = NULL;
  g_autofree char *tls = NULL;
  static const char *const transports[] = { "udp", "tcp", "tls" };

  if (skip_without_coturn ())
    return;

  coturn = tpk_test_coturn_new (NULL);
  password = write_password (place);
  udp = g_strdup_printf ("turn:127.0.0.1:%u?transport=udp", tpk_test_coturn_get_port (coturn));
  tcp = g_strdup_printf ("turn:127.0.0.1:%u?transport=tcp", tpk_test_coturn_get_port (coturn));
  tls = g_strdup_printf ("turns:127.0.0.1:%u?transport=tcp",
                         tpk_test_coturn_get_tls_port (coturn));

  json = cli_run (place, "check", "--json", "--username", TPK_TEST_USER,
                  "--password-file", password, "--ca", tpk_test_certs_get_file (TPK_TEST_CERT_CA), udp, tcp, tls, NULL);
  cli_assert_status (json, 0);
  assert_no_secret (json);
  document = cli_run_json (json);
  g_assert_cmpstr (json_object_get_string_member (document, "state"), ==, "passed");
  g_assert_cmpuint (json_array_get_length (json_object_get_array_member (document, "results")), ==,
                    3);
  for (guint i = 0; i < 3; i++) {
    JsonObject *result = get_result (document, i);

    g_assert_cmpstr (json_object_get_string_member (result, "transport"), ==, transports[i]);
    g_assert_cmpstr (json_object_get_string_member (result, "state"), ==, "passed");
    g_assert_cmpstr (json_object_get_string_member (result, "code"), ==, "ok");
    g_assert_cmpstr (json_object_get_string_member (result, "address"), ==, "127.0.0.1");
  }

  table = cli_run (place, "check", "--username", TPK_TEST_USER, "--password-file", password, udp,
                   tcp, NULL);
  cli_assert_status (table, 0);
  assert_no_secret (table);
  g_assert_true (g_str_has_prefix (table->out, "Address "));
  cli_assert_contains (table->out, udp);
  cli_assert_contains (table->out, "\nCalls will work, over UDP and TCP.\n");
  cli_assert_contains (table->out, "\nCoverage is good: two of three ways work (UDP, TCP, TLS).\n"
                                   "The best first:\n  1. turn:127.0.0.1:");
  cli_assert_contains (table->out, "passed");
  cli_assert_lacks (table->out, "\033");
  g_assert_cmpstr (table->err, ==, "");
}

/* A call through each server, told after the table; one that is not possible does not fail. */
static void
test_proof (CliPlace      *place,
            gconstpointer  data)
{
  const TpkTestCoturnOptions forbidding = { .loopback_peers_forbidden = TRUE };
  g_autoptr (TpkTestCoturn) coturn = NULL;
  g_autoptr (TpkTestCoturn) strict = NULL;
  g_autoptr (CliRun) table = NULL;
  g_autoptr (CliRun) json = NULL;
  g_autoptr (JsonObject) document = NULL;
  g_autofree char *password = NULL;
  g_autofree char *url = NULL;
  g_autofree char *strict_url = NULL;
  JsonObject *proof;

  if (skip_without_coturn ())
    return;

  coturn = tpk_test_coturn_new (NULL);
  strict = tpk_test_coturn_new (&forbidding);
  password = write_password (place);
  url = g_strdup_printf ("turn:127.0.0.1:%u", tpk_test_coturn_get_port (coturn));
  strict_url = g_strdup_printf ("turn:127.0.0.1:%u", tpk_test_coturn_get_port (strict));

  table = cli_run (place, "check", "--proof", "--video", "--username", TPK_TEST_USER,
                   "--password-file", password, url, NULL);
  cli_assert_status (table, 0);
  assert_no_secret (table);
  cli_assert_contains (table->out, "\n  Relay call: ");
  cli_assert_contains (table->out, "\n  Video: ");

  json = cli_run (place, "check", "--proof", "--json", "--username", TPK_TEST_USER,
                  "--password-file", password, strict_url, NULL);
  cli_assert_status (json, 0);
  assert_no_secret (json);
  document = cli_run_json (json);
  proof = json_array_get_object_element (json_object_get_array_member (document, "proofs"), 0);
  g_assert_cmpstr (json_object_get_string_member (proof, "state"), ==, "untested");
  g_assert_cmpstr (json_object_get_string_member (proof, "code"), ==, "peer-forbidden");
}

static void
test_wrong_password (CliPlace      *place,
                     gconstpointer  data)
{
  g_autoptr (TpkTestCoturn) coturn = NULL;
  g_autoptr (CliRun) json = NULL;
  g_autoptr (CliRun) table = NULL;
  g_autoptr (CliRun) quiet = NULL;
  g_autoptr (JsonObject) document = NULL;
  g_autofree char *url = NULL;
  JsonObject *result;

  if (skip_without_coturn ())
    return;

  coturn = tpk_test_coturn_new (NULL);
  url = g_strdup_printf ("turn:127.0.0.1:%u", tpk_test_coturn_get_port (coturn));

  json = cli_run_input (place, WRONG_PASSWORD "\n", "check", "--json", "--username", TPK_TEST_USER,
                        "--password-file", "-", url, NULL);
  cli_assert_status (json, 1);
  assert_no_secret (json);
  document = cli_run_json (json);
  result = get_result (document, 0);
  g_assert_cmpstr (json_object_get_string_member (result, "url"), ==, url);
  g_assert_cmpstr (json_object_get_string_member (result, "state"), ==, "failed");
  g_assert_cmpstr (json_object_get_string_member (result, "stage"), ==, "allocate");
  g_assert_cmpstr (json_object_get_string_member (result, "code"), ==, "bad-credentials");
  g_assert_cmpint (json_object_get_int_member (result, "stun_error"), ==, 401);

  table = cli_run_input (place, WRONG_PASSWORD, "check", "--username", TPK_TEST_USER,
                         "--password-file", "-", url, NULL);
  cli_assert_status (table, 1);
  assert_no_secret (table);
  cli_assert_contains (table->out, "(bad-credentials)\n");

  quiet = cli_run_input (place, WRONG_PASSWORD, "check", "-q", "--username", TPK_TEST_USER,
                         "--password-file", "-", url, NULL);
  cli_assert_status (quiet, 1);
  g_assert_cmpstr (quiet->out, ==, "");
  g_assert_cmpstr (quiet->err, ==, "");
}

static void
test_only (CliPlace      *place,
           gconstpointer  data)
{
  g_autoptr (TpkTestCoturn) coturn = NULL;
  g_autoptr (CliRun) run = NULL;
  g_autoptr (JsonObject) document = NULL;
  g_autofree char *url = NULL;
  JsonObject *verdict;
  guint allocated;
  guint released;

  if (skip_without_coturn ())
    return;

  coturn = tpk_test_coturn_new (NULL);
  url = g_strdup_printf ("turn:127.0.0.1:%u", tpk_test_coturn_get_port (coturn));
  run = cli_run (place, "check", "--json", "--only", "challenge", url, NULL);
  cli_assert_status (run, 0);
  document = cli_run_json (run);
  g_assert_cmpstr (json_object_get_string_member (get_result (document, 0), "stage"), ==,
                   "challenge");
  verdict = json_object_get_object_member (document, "verdict");
  g_assert_cmpstr (json_object_get_string_member (verdict, "state"), ==, "passed");
  g_assert_cmpstr (json_object_get_string_member (verdict, "coverage"), ==, "none");
  g_assert_cmpstr (json_object_get_string_member (verdict, "headline"), ==,
                   "Whether calls will work is not known: the check was told to stop after “Reach "
                   "Relay”.");
  tpk_test_coturn_count (coturn, &allocated, &released);
  g_assert_cmpuint (allocated, ==, 0);
}

/* The profile, and the same servers out of a file. */
static void
test_sources (CliPlace      *place,
              gconstpointer  data)
{
  g_autoptr (TpkTestCoturn) coturn = NULL;
  g_autoptr (CliRun) import = NULL;
  g_autoptr (CliRun) profile = NULL;
  g_autoptr (CliRun) file = NULL;
  g_autoptr (JsonObject) of_profile = NULL;
  g_autoptr (JsonObject) of_file = NULL;
  g_autofree char *text = NULL;
  g_autofree char *path = NULL;

  if (skip_without_coturn ())
    return;

  coturn = tpk_test_coturn_new (NULL);
  text = g_strdup_printf ("{\"iceServers\":[{\"urls\":\"turn:127.0.0.1:%u?transport=tcp\","
                          "\"username\":\"%s\",\"credential\":\"%s\"}]}",
                          tpk_test_coturn_get_port (coturn), TPK_TEST_USER, TPK_TEST_PASSWORD);
  path = cli_place_write (place, "servers.json", text);

  file = cli_run (place, "check", "--json", "--from", path, NULL);
  cli_assert_status (file, 0);
  assert_no_secret (file);
  of_file = cli_run_json (file);
  g_assert_cmpstr (json_object_get_string_member (get_result (of_file, 0), "code"), ==, "ok");
  g_assert_false (g_file_test (place->config_dir, G_FILE_TEST_EXISTS));

  import = cli_run (place, "import", path, NULL);
  cli_assert_status (import, 0);
  profile = cli_run (place, "check", "--json", NULL);
  cli_assert_status (profile, 0);
  assert_no_secret (profile);
  of_profile = cli_run_json (profile);
  g_assert_cmpstr (json_object_get_string_member (get_result (of_profile, 0), "transport"), ==,
                   "tcp");
}

static void
test_nothing (CliPlace      *place,
              gconstpointer  data)
{
  g_autoptr (CliRun) people = cli_run (place, "check", NULL);
  g_autoptr (CliRun) json = cli_run (place, "check", "--json", NULL);
  g_autoptr (JsonObject) document = NULL;

  cli_assert_status (people, 3);
  cli_assert_contains (people->err, "There is no server to check.");
  cli_assert_status (json, 3);
  document = cli_run_json (json);
  g_assert_cmpstr (json_object_get_string_member (document, "state"), ==, "untested");
  g_assert_cmpuint (json_array_get_length (json_object_get_array_member (document, "results")), ==,
                    0);
}

static void
test_wrong (CliPlace      *place,
            gconstpointer  data)
{
  g_autoptr (CliRun) url = cli_run (place, "check", "turn://turn.example.net", NULL);
  g_autoptr (CliRun) ca = cli_run (place, "check", "--ca", "nowhere.pem", "turns:127.0.0.1:9",
                                   NULL);
  g_autoptr (CliRun) password = cli_run (place, "check", "--username", "u", "--password-file",
                                         "nowhere", "turn:127.0.0.1:9", NULL);

  cli_assert_status (url, 2);
  cli_assert_contains (url->err, "turnpikectl check: “turn://turn.example.net”: ");
  cli_assert_status (ca, 3);
  cli_assert_contains (ca->err, "nowhere.pem");
  g_assert_cmpstr (ca->out, ==, "");
  cli_assert_status (password, 3);
  cli_assert_contains (password->err, "“nowhere” could not be read: No such file");
}

static void
test_refused (CliPlace      *place,
              gconstpointer  data)
{
  g_autofree char *url = NULL;
  g_autoptr (CliRun) run = NULL;
  g_autoptr (JsonObject) document = NULL;

  url = g_strdup_printf ("stun:127.0.0.1:%u", tpk_test_free_port ());
  run = cli_run (place, "check", "--json", url, NULL);
  cli_assert_status (run, 1);
  document = cli_run_json (run);
  g_assert_cmpstr (json_object_get_string_member (get_result (document, 0), "code"), ==, "refused");
}

static void
test_timeout (CliPlace      *place,
              gconstpointer  data)
{
  g_autoptr (TpkTestBlackHole) hole = tpk_test_black_hole_new (G_SOCKET_FAMILY_IPV4);
  g_autofree char *url = NULL;
  g_autoptr (CliRun) run = NULL;
  g_autoptr (JsonObject) document = NULL;

  url = g_strdup_printf ("stun:127.0.0.1:%u", tpk_test_black_hole_get_port (hole));
  run = cli_run (place, "check", "--json", "--timeout", "0.7", url, NULL);
  cli_assert_status (run, 1);
  document = cli_run_json (run);
  g_assert_cmpstr (json_object_get_string_member (get_result (document, 0), "code"), ==,
                   "no-reply");
}

/* A UDP server that is the test itself. */
static GSocket *
new_server (void)
{
  GSocket *server = tpk_test_bind_udp (G_SOCKET_FAMILY_IPV4, 0);

  g_socket_set_blocking (server, TRUE);
  g_socket_set_timeout (server, 30);

  return server;
}

/* Waits until the program has asked something, then interrupts it. */
static void
test_interrupted (CliPlace      *place,
                  gconstpointer  data)
{
  static const int signals[] = { SIGINT, SIGTERM };

  for (gsize i = 0; i < G_N_ELEMENTS (signals); i++) {
    g_autoptr (GSocket) silent = new_server ();
    g_autoptr (GSubprocess) process = NULL;
    g_autoptr (GError) error = NULL;
    g_autofree char *url = NULL;
    g_autofree char *out = NULL;
    g_autoptr (JsonObject) document = NULL;
    const char *args[] = { "check", "--json", "--timeout", "60", NULL, NULL };
    char datagram[64];

    url = g_strdup_printf ("stun:127.0.0.1:%u", tpk_test_socket_port (silent));
    args[4] = url;

    process = cli_spawn (place, args);
    g_assert_cmpint (g_socket_receive (silent, datagram, sizeof datagram, NULL, &error), >, 0);
    g_subprocess_send_signal (process, signals[i]);
    g_assert_true (g_subprocess_communicate_utf8 (process, NULL, NULL, &out, NULL, &error));
    g_assert_no_error (error);
    g_assert_true (g_subprocess_get_if_exited (process));
    g_assert_cmpint (g_subprocess_get_exit_status (process), ==, 130);
    document = cli_json (out);
    g_assert_cmpstr (json_object_get_string_member (document, "state"), ==, "cancelled");
    g_assert_cmpstr (json_object_get_string_member (get_result (document, 0), "code"), ==,
                     "cancelled");
  }
}

/* A Binding error response whose reason tries to command the terminal. */
static void
answer_with_escapes (GSocket *server)
{
  static const char reason[] = "\033[2J\033]0;x\007\342\200\256!";
  g_autoptr (GSocketAddress) from = NULL;
  g_autoptr (GError) error = NULL;
  guint8 request[2048];
  guint8 answer[28 + sizeof reason + 3] = { 0x01, 0x11, 0, 0, };
  gsize padded = (sizeof reason - 1 + 3) / 4 * 4;

  g_assert_cmpint (g_socket_receive_from (server, &from, (char *) request, sizeof request, NULL,
                                          &error), >=, 20);
  g_assert_no_error (error);
  answer[3] = 8 + padded;
  memcpy (answer + 4, request + 4, 16);
  answer[21] = 0x09;                                  /* ERROR-CODE */
  answer[23] = 4 + sizeof reason - 1;
  answer[26] = 5;                                     /* 500 */
  memcpy (answer + 28, reason, sizeof reason - 1);
  g_assert_cmpint (g_socket_send_to (server, from, (const char *) answer, 28 + padded, NULL,
                                     &error), ==, 28 + padded);
  g_assert_no_error (error);
}

static void
test_hostile_words (CliPlace      *place,
                    gconstpointer  data)
{
  g_autoptr (GSocket) server = new_server ();
  g_autofree char *url = g_strdup_printf ("stun:127.0.0.1:%u", tpk_test_socket_port (server));
  const char *const args[] = { "check", "--timeout", "2", url, NULL };
  g_autoptr (GSubprocess) process = cli_spawn (place, args);
  g_autofree char *out = NULL;
  g_autofree char *err = NULL;
  g_autoptr (GError) error = NULL;

  answer_with_escapes (server);
  g_assert_true (g_subprocess_communicate_utf8 (process, NULL, NULL, &out, &err, &error));
  g_assert_no_error (error);
  g_assert_cmpint (g_subprocess_get_exit_status (process), ==, 1);
  cli_assert_contains (out, "(server-error)");
  cli_assert_lacks (out, "\033");
  cli_assert_lacks (out, "\007");
  cli_assert_lacks (out, "\342\200\256");
  g_assert_cmpstr (err, ==, "");
}

#define ADD(name, function)                                                              \
  g_test_add ("/cli/check/" name, CliPlace, NULL, cli_place_set_up, function, cli_place_tear_down)

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  ADD ("passes", test_passes);
  ADD ("proof", test_proof);
  ADD ("wrong-password", test_wrong_password);
  ADD ("only", test_only);
  ADD ("sources", test_sources);
  ADD ("nothing", test_nothing);
  ADD ("wrong", test_wrong);
  ADD ("refused", test_refused);
  ADD ("timeout", test_timeout);
  ADD ("interrupted", test_interrupted);
  ADD ("hostile-words", test_hostile_words);

  return g_test_run ();
}
