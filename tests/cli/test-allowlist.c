/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#include "config.h"

#include "cli-support.h"
#include "tpk-test-net.h"

#include <string.h>

#define SERVERS \
  "{\"iceServers\":[{\"urls\":[\"turn:turn.example.org\",\"turns:turn.example.org:443\"]," \
  "\"username\":\"alice\",\"credential\":\"p@ss\"}]}"

static char *
dup_entries (CliRun *run)
{
  g_autoptr (JsonObject) document = cli_run_json (run);
  JsonArray *entries = json_object_get_array_member (document, "entries");
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < json_array_get_length (entries); i++) {
    JsonObject *entry = json_array_get_object_element (entries, i);

    g_string_append_printf (text, "%s %s %s %s\n",
                            json_object_get_string_member (entry, "protocol"),
                            json_object_get_string_member (entry, "destination"),
                            json_object_get_string_member (entry, "ports"),
                            json_object_get_string_member (entry, "purpose"));
  }

  return g_string_free (text, FALSE);
}

/* What the servers need, then what was added; kept in the draft, and taken away again. */
static void
test_show (CliPlace      *place,
           gconstpointer  data)
{
  static const char own[] = "udp turn.example.org 3478 Relay (TURN): turn.example.org\n"
                            "tcp turn.example.org 443 Relay (TURN): turn.example.org\n";
  g_autofree char *file = cli_place_write (place, "servers.json", SERVERS);
  g_autoptr (CliRun) imported = cli_run (place, "import", file, NULL);
  g_autoptr (CliRun) first = cli_run (place, "allowlist", "--json", NULL);
  g_autoptr (CliRun) table = cli_run (place, "allowlist", NULL);
  g_autoptr (CliRun) added = NULL;
  g_autoptr (CliRun) second = NULL;
  g_autoptr (CliRun) cleared = NULL;
  g_autoptr (CliRun) third = NULL;
  g_autofree char *before = NULL;
  g_autofree char *between = NULL;
  g_autofree char *after = NULL;
  g_autofree char *wanted = g_strconcat (own, "tcp 192.0.2.0/24 443,8000-8002 Office\n", NULL);

  cli_assert_status (imported, 0);
  before = dup_entries (first);
  g_assert_cmpstr (before, ==, own);
  cli_assert_contains (table->out, "udp       turn.example.org  3478   outbound");
  cli_assert_contains (table->err, "are not listed: they are opened at the relay");

  added = cli_run (place, "allowlist", "add", "TCP", "192.0.2.0/24", "8000-8002, 443", "Office",
                   NULL);
  cli_assert_status (added, 0);
  second = cli_run (place, "allowlist", "show", "--json", NULL);
  between = dup_entries (second);
  g_assert_cmpstr (between, ==, wanted);
  cli_assert_lacks (second->out, "p@ss");

  cleared = cli_run (place, "allowlist", "clear", NULL);
  cli_assert_status (cleared, 0);
  third = cli_run (place, "allowlist", "--json", NULL);
  after = dup_entries (third);
  g_assert_cmpstr (after, ==, own);
}

/* What was added goes with the same words; what was not said of it does not matter. */
static void
test_remove (CliPlace      *place,
             gconstpointer  data)
{
  static const struct {
    const char *args;
    int status;
    const char *told;        /* on standard output, or on standard error where it fails */
    const char *left;
  } rows[] = {
    { "remove TCP 192.0.2.1/32 443 Elsewhere", 2,
      "Nothing like that was added to the allow-list of “Default”. What its servers need goes only "
      "with the servers.", NULL },
    { "remove udp turn.example.org 3478", 2, "Nothing like that was added", NULL },
    { "remove tcp 192.0.2.1 444", 2, "Nothing like that was added", NULL },
    { "remove tcp 192.0.2.1 443 --direction both", 2, "Nothing like that was added", NULL },
    { "remove tcp 192.0.2.1 443 Office", 0,
      "1 entry was removed from the allow-list of “Default”.\n",
      "tcp 192.0.2.1 443 Branch\ntcp 192.0.2.1 443 Branch\nudp 192.0.2.1 443 \n" },
    { "remove tcp 192.0.2.1 443 --direction inbound", 0,
      "1 entry was removed from the allow-list of “Default”.\n",
      "tcp 192.0.2.1 443 Branch\nudp 192.0.2.1 443 \n" },
    { "add tcp 192.0.2.1 443 Third --direction both", 0, "The allow-list of “Default” has it now.\n",
      "tcp 192.0.2.1 443 Branch\nudp 192.0.2.1 443 \ntcp 192.0.2.1 443 Third\n" },
    { "remove TCP 192.0.2.1/32 443", 0,
      "2 entries were removed from the allow-list of “Default”.\n", "udp 192.0.2.1 443 \n" },
    { "add --preset agora-test", 0, "The allow-list of “Default” has it now.\n", NULL },
    { "remove --preset agora-test", 0, "13 entries were removed from the allow-list of “Default”.\n",
      "udp 192.0.2.1 443 \n" },
    { "remove --preset agora-test", 2, "Nothing like that was added", "udp 192.0.2.1 443 \n" },
  };
  static const char own[] = "udp turn.example.org 3478 Relay (TURN): turn.example.org\n"
                            "tcp turn.example.org 443 Relay (TURN): turn.example.org\n";
  static const char *const added[] = {
    "tcp 192.0.2.1 443 Office", "tcp 192.0.2.1 443 Branch",
    "tcp 192.0.2.1 443 Branch --direction inbound", "udp 192.0.2.1 443",
  };
  g_autofree char *file = cli_place_write (place, "servers.json", SERVERS);
  g_autoptr (CliRun) imported = cli_run (place, "import", file, NULL);

  cli_assert_status (imported, 0);
  for (guint i = 0; i < G_N_ELEMENTS (added); i++) {
    g_autofree char *line = g_strconcat ("allowlist add ", added[i], NULL);
    g_auto (GStrv) args = g_strsplit (line, " ", -1);
    g_autoptr (CliRun) run = cli_run_args (place, NULL, 0, (const char *const *) args);

    cli_assert_status (run, 0);
  }

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
    g_autofree char *line = g_strconcat ("allowlist ", rows[i].args, NULL);
    g_auto (GStrv) args = g_strsplit (line, " ", -1);
    g_autoptr (CliRun) run = cli_run_args (place, NULL, 0, (const char *const *) args);
    g_autoptr (CliRun) shown = cli_run (place, "allowlist", "--json", NULL);
    g_autofree char *entries = dup_entries (shown);
    g_autofree char *wanted = g_strconcat (own, rows[i].left, NULL);

    cli_assert_status (run, rows[i].status);
    if (rows[i].status == 0)
      g_assert_cmpstr (run->out, ==, rows[i].told);
    else
      cli_assert_contains (run->err, rows[i].told);
    if (rows[i].left != NULL)
      g_assert_cmpstr (entries, ==, wanted);
  }
}

static void
test_add_preset (CliPlace      *place,
                 gconstpointer  data)
{
  g_autoptr (CliRun) added = cli_run (place, "allowlist", "add", "--preset", "agora-test", NULL);
  g_autoptr (CliRun) again = cli_run (place, "allowlist", "add", "--preset", "agora-test", NULL);
  g_autoptr (CliRun) shown = cli_run (place, "allowlist", "--json", NULL);
  g_autoptr (CliRun) piped = NULL;
  g_autofree char *entries = NULL;
  g_autofree char *same = NULL;

  cli_assert_status (added, 0);
  cli_assert_contains (added->err, "For testing only");
  cli_assert_status (again, 0);
  entries = dup_entries (shown);
  cli_assert_contains (entries, "tcp 47.96.234.219 443 Edge node communication (testing only)\n");
  g_assert_cmpuint (strlen (entries), ==, 827);

  /* What it prints, it reads. */
  piped = cli_run_input (place, shown->out, "allowlist", "--from", "-", "--json", NULL);
  same = dup_entries (piped);
  g_assert_cmpstr (same, ==, entries);
}

static void
test_usage (CliPlace      *place,
            gconstpointer  data)
{
  static const struct {
    const char *args;
    int status;
    const char *message;
  } rows[] = {
    { "allowlist chekc", 2, "There is no “allowlist chekc”. There are: show, check, export, letter, "
                            "presets, add, remove, clear." },
    { "allowlist check now", 2, "“allowlist check” takes no arguments." },
    { "allowlist --preset agorra", 2, "There is no preset “agorra”. There are: agora-test, agora, "
                                      "agora-names, acs, acs-gcc-high." },
    { "allowlist --preset acs --from x", 2, "Give either --preset or --from, not both." },
    { "allowlist --from /nowhere/at/all", 3, "" },
    { "allowlist export --preset acs", 2, "Say in which form, with --as. There are: nftables, ufw, "
                                          "firewalld, powershell, paloalto, asa, csv, markdown." },
    { "allowlist export --as iptables --preset acs", 2, "There is no form “iptables”." },
    { "allowlist export --as nftables", 3, "The list is empty." },
    { "allowlist check", 3, "The list is empty." },
    { "allowlist add", 2, "Say what to add" },
    { "allowlist add tcp 192.0.2.1", 2, "Say what to add" },
    { "allowlist add tcp 192.0.2.1 443 a b", 2, "Say what to add" },
    { "allowlist add sctp 192.0.2.1 443", 2, "The protocol is either TCP or UDP." },
    { "allowlist add tcp 192.0.2.1/8 443", 2, "“192.0.2.1/8” is no block of addresses." },
    { "allowlist add tcp $(x) 443", 2, "“$(x)” is no destination." },
    { "allowlist add tcp 192.0.2.1 0", 2, "“0” is neither a port" },
    { "allowlist add tcp 192.0.2.1 443 --preset acs", 2, "Give either an entry or a list" },
    { "allowlist add tcp 192.0.2.1 443 --direction out", 2,
      "The direction is one of outbound, inbound and both." },
    { "allowlist add --preset acs --direction both", 2, "Give either an entry or a list" },
    { "allowlist remove", 2, "Say what to remove: tcp or udp, a destination, ports, and maybe its "
                             "purpose; or --preset." },
    { "allowlist remove tcp 192.0.2.1 443 a b", 2, "Say what to remove" },
    { "allowlist remove tcp 192.0.2.1 443 --preset acs", 2, "Give either an entry or a list" },
    { "allowlist remove tcp 192.0.2.1 443", 2, "Nothing like that was added" },
    { "allowlist check --preset acs --timeout 0", 2, "--timeout takes 0.001 to 60 seconds." },
    { "allowlist check --preset acs --timeout nan", 2, "--timeout takes 0.001 to 60 seconds." },
    { "allowlist check --preset acs --timeout -1", 2, "--timeout takes 0.001 to 60 seconds." },
    { "allowlist check --preset acs --jobs 65", 2, "--jobs takes 1 to 64." },
    { "allowlist check --preset acs --jobs -1", 2, "--jobs takes 1 to 64." },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
    g_auto (GStrv) args = g_strsplit (rows[i].args, " ", -1);
    g_autoptr (CliRun) run = cli_run_args (place, NULL, 0, (const char *const *) args);

    cli_assert_status (run, rows[i].status);
    cli_assert_contains (run->err, rows[i].message);
    g_assert_cmpstr (run->out, ==, "");
  }
}

static void
test_bad_files (CliPlace      *place,
                gconstpointer  data)
{
  static const char *const texts[] = {
    "", "[]", "{", "{\"entries\":7}", "{\"entries\":[{}]}", "\xff\xfe",
    "{\"entries\":[{\"protocol\":\"tcp\",\"destination\":\"a b\",\"ports\":\"1\"}]}",
  };

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++) {
    g_autoptr (CliRun) run = cli_run_input (place, texts[i], "allowlist", "--from", "-", NULL);

    cli_assert_status (run, 2);
    g_assert_cmpstr (run->out, ==, "");
    g_assert_cmpuint (strlen (run->err), >, 20);
  }
}

static CliRun *
run_check (CliPlace   *place,
           const char *action,
           const char *option,
           const char *protocol,
           guint16     port)
{
  g_autofree char *text = g_strdup_printf (
    "{\"entries\":[{\"protocol\":\"%s\",\"destination\":\"127.0.0.1\",\"ports\":\"%u\"},"
    "{\"protocol\":\"tcp\",\"destination\":\"*.example.org\",\"ports\":\"443\"}]}", protocol, port);

  return cli_run_input (place, text, "allowlist", action, "--from", "-", option, NULL);
}

/* The exit code says how it went, and the table says where. */
static void
test_check (CliPlace      *place,
            gconstpointer  data)
{
  g_autoptr (GSocket) open = tpk_test_listen_tcp (G_SOCKET_FAMILY_IPV4, 0, 8);
  g_autoptr (GSocket) silent = tpk_test_bind_udp (G_SOCKET_FAMILY_IPV4, 0);
  guint16 closed_port = tpk_test_free_port ();
  g_autoptr (CliRun) good = run_check (place, "check", NULL, "tcp", tpk_test_socket_port (open));
  g_autoptr (CliRun) bad = run_check (place, "check", NULL, "tcp", closed_port);
  g_autoptr (CliRun) unclear = run_check (place, "check", "--timeout=0.3", "udp",
                                          tpk_test_socket_port (silent));
  g_autoptr (CliRun) nothing = cli_run (place, "allowlist", "check", "--preset", "agora", NULL);
  g_autoptr (CliRun) quiet = run_check (place, "check", "--quiet", "tcp", closed_port);
  g_autoptr (CliRun) letter = run_check (place, "letter", "--checked", "tcp", closed_port);

  cli_assert_status (good, 0);
  cli_assert_contains (good->out, "Open: 1. Closed: 0.");
  cli_assert_contains (good->out, "tcp *.example.org 443: cannot be probed as such: a wildcard names "
                                  "no computer\n");
  cli_assert_status (bad, 1);
  cli_assert_contains (bad->out, "refused");
  cli_assert_contains (bad->out, "Open: 0. Closed: 1.");
  cli_assert_status (unclear, 3);
  cli_assert_contains (unclear->out, "blocked, or does not speak STUN");
  cli_assert_status (nothing, 3);
  cli_assert_status (quiet, 1);
  g_assert_cmpstr (quiet->out, ==, "");

  cli_assert_status (letter, 0);
  cli_assert_contains (letter->out, "A check from one of these computers found:\n- TCP connections "
                                    "to port ");
  cli_assert_contains (letter->out, "- TCP to *.example.org, port 443\n");
}

static void
test_letter (CliPlace      *place,
             gconstpointer  data)
{
  g_autoptr (CliRun) production = cli_run (place, "allowlist", "letter", "--production",
                                           "--app-id", "abc", "--regions", "Europe",
                                           "--concurrency", "500", "--operators", "Telekom",
                                           "--sender", "Alice", NULL);
  g_autoptr (CliRun) mailto = cli_run (place, "allowlist", "letter", "--production", "--mailto",
                                       NULL);
  g_autoptr (CliRun) firewall = cli_run (place, "allowlist", "letter", "--preset", "acs", "--json",
                                         NULL);
  g_autoptr (CliRun) areas = NULL;
  g_autoptr (JsonObject) document = NULL;

  cli_run_free (cli_run (place, "cloud", "set", "region=EUROPE, JAPAN", NULL));
  areas = cli_run (place, "allowlist", "letter", "--production", "--app-id", "abc", NULL);
  cli_assert_contains (areas->out, "Regions in which the cloud proxy is used: EUROPE, JAPAN\n");

  cli_assert_status (production, 0);
  cli_assert_contains (production->out, "To: support@agora.io\n");
  cli_assert_contains (production->out, "\nApp ID: abc\nRegions in which the cloud proxy is used: "
                                        "Europe\nConcurrent users at peak: 500\nNetwork operators "
                                        "of the users: Telekom\n\nKind regards\nAlice\n");
  cli_assert_status (mailto, 0);
  g_assert_true (g_str_has_prefix (mailto->out, "mailto:support@agora.io?subject=Cloud%20proxy"));
  document = cli_run_json (firewall);
  g_assert_false (json_object_get_string_member_with_default (document, "to", NULL) != NULL);
  cli_assert_contains (json_object_get_string_member (document, "body"),
                       "- UDP to 20.202.0.0/16, ports 3478-3481 (");
}

static void
test_export (CliPlace      *place,
             gconstpointer  data)
{
  g_autofree char *path = g_build_filename (place->folder, "rules.nft", NULL);
  g_autofree char *dash = g_build_filename (place->folder, "-", NULL);
  g_autoptr (CliRun) run = cli_run (place, "allowlist", "export", "--as", "nftables", "--preset",
                                    "acs", "--output", path, NULL);
  g_autofree char *text = cli_place_read (place, "rules.nft");
  g_autoptr (CliRun) names = cli_run_input (place,
    "{\"entries\":[{\"protocol\":\"tcp\",\"destination\":\"turn.test\",\"ports\":\"443\"},"
    "{\"protocol\":\"udp\",\"destination\":\"turn.test\",\"ports\":\"443,3478-3481\"},"
    "{\"protocol\":\"udp\",\"destination\":\"*.turn.test\",\"ports\":\"443\"}]}",
    "allowlist", "export", "--as", "nftables", "--from", "-", "--output", "-", NULL);

  cli_assert_status (names, 0);
  cli_assert_contains (names->out, "table inet turnpike {\n");
  g_assert_false (g_file_test (dash, G_FILE_TEST_EXISTS));
  cli_assert_status (run, 0);
  cli_assert_contains (run->err, "Not written: TCP to *.skype.com, ports 80, 443.");
  cli_assert_contains (names->err,
    "Not written: TCP to turn.test, port 443. A rule for nftables takes addresses, not names. Look "
    "the name up, add its addresses, and repeat that when they change.\n");
  cli_assert_contains (names->err,
    "Not written: UDP to turn.test, ports 443, 3478-3481. A rule for nftables takes addresses, not "
    "names. Look the name up, add its addresses, and repeat that when they change.\n");
  cli_assert_contains (names->err,
    "Not written: UDP to *.turn.test, port 443. A rule for nftables takes addresses, not every name "
    "below one. Ask the service for its addresses, or use a firewall that knows names.\n");
  cli_assert_contains (text, "\t\tip daddr 20.202.0.0/16 udp dport { 3478-3481 } accept comment "
                             "\"Media: media processors and TUR\"\n");
  cli_assert_contains (text, "# Not written: TCP to *.office.com");
}

#define ADD(path, func) \
  g_test_add (path, CliPlace, NULL, cli_place_set_up, func, cli_place_tear_down)

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  ADD ("/cli/allowlist/show", test_show);
  ADD ("/cli/allowlist/remove", test_remove);
  ADD ("/cli/allowlist/add-preset", test_add_preset);
  ADD ("/cli/allowlist/usage", test_usage);
  ADD ("/cli/allowlist/bad-files", test_bad_files);
  ADD ("/cli/allowlist/check", test_check);
  ADD ("/cli/allowlist/letter", test_letter);
  ADD ("/cli/allowlist/export", test_export);

  return g_test_run ();
}
