/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#include "config.h"

#include "cloud/tpk-allow-own.h"
#include "cloud/tpk-allow-presets.h"

#include <string.h>

static char *
dup_list (TpkAllowList *list)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < tpk_allow_list_get_n_entries (list); i++) {
    TpkAllowEntry *entry = tpk_allow_list_get_entry (list, i);

    g_string_append_printf (text, "%s %s %s (%s) %s\n",
                            tpk_transport_to_string (tpk_allow_entry_get_protocol (entry)),
                            tpk_allow_entry_get_destination (entry),
                            tpk_allow_entry_get_ports (entry),
                            tpk_allow_entry_get_purpose (entry),
                            tpk_direction_to_string (tpk_allow_entry_get_direction (entry)));
  }

  return g_string_free (text, FALSE);
}

static char *
dup_preset (const char *id)
{
  const TpkAllowPreset *preset = tpk_allow_preset_find (id);
  g_autoptr (TpkAllowList) list = NULL;

  g_assert_nonnull (preset);
  list = tpk_allow_preset_new_list (preset);
  for (guint i = 0; i < tpk_allow_list_get_n_entries (list); i++) {
    TpkAllowEntry *entry = tpk_allow_list_get_entry (list, i);

    g_assert_cmpstr (tpk_allow_entry_get_source (entry), ==, preset->source);
    g_assert_cmpstr (tpk_allow_entry_get_date (entry), ==, preset->date);
  }

  return dup_list (list);
}

/* Word for word what the guide to the cloud proxy has. */
static void
test_agora_test (void)
{
  g_autofree char *text = dup_preset ("agora-test");

  g_assert_cmpstr (text, ==,
    "tcp 23.236.115.138 443,4000 (Message data transmission (testing only)) outbound\n"
    "tcp 23.236.115.138 3433-3460 (Media data exchange (testing only)) outbound\n"
    "tcp 148.153.66.218 443,4000 (Message data transmission (testing only)) outbound\n"
    "tcp 148.153.66.218 3433-3460 (Media data exchange (testing only)) outbound\n"
    "tcp 164.52.87.25 443,4000 (Message data transmission (testing only)) outbound\n"
    "tcp 164.52.87.25 3433-3460 (Media data exchange (testing only)) outbound\n"
    "tcp 47.74.211.17 443 (Edge node communication (testing only)) outbound\n"
    "tcp 52.80.192.229 443 (Edge node communication (testing only)) outbound\n"
    "tcp 52.52.84.170 443 (Edge node communication (testing only)) outbound\n"
    "tcp 47.96.234.219 443 (Edge node communication (testing only)) outbound\n"
    "udp 23.236.115.138 3478-3500 (Media data exchange (testing only)) outbound\n"
    "udp 164.52.87.25 3478-3500 (Media data exchange (testing only)) outbound\n"
    "udp 148.153.66.218 3478-3500 (Media data exchange (testing only)) outbound\n");
  g_assert_cmpstr (tpk_allow_preset_find ("agora-test")->date, ==, "2020-07-06");
  g_assert_true (g_str_has_prefix (tpk_allow_preset_find ("agora-test")->warning,
                                   "For testing only: "));
}

static void
test_agora (void)
{
  g_autofree char *text = dup_preset ("agora");
  g_autofree char *names = dup_preset ("agora-names");
  g_auto (GStrv) lines = g_strsplit (text, "\n", -1);
  g_auto (GStrv) tried = g_strsplit (names, "\n", -1);

  g_assert_cmpuint (g_strv_length (lines), ==, 2 * 11 + 1);
  g_assert_cmpstr (lines[0], ==,
    "tcp *.agora.io 80,443,3433,3478,4700-5000,5668-5669,6080,6443,8667,9667,30011-30013 "
    "(Signalling, statistics, and media over TCP) outbound");
  g_assert_cmpstr (lines[10], ==,
    "tcp *.edge.rtesvc.com 80,443,3433,3478,4700-5000,5668-5669,6080,6443,8667,9667,30011-30013 "
    "(Signalling, statistics, and media over TCP) outbound");
  g_assert_cmpstr (lines[11], ==, "udp *.agora.io 3478,4700-5000 "
                                  "(Media over UDP, web SDK 2.9.0 and later) outbound");
  /* Every one of them is below a domain of the page. */
  g_assert_cmpuint (g_strv_length (tried), ==, 2 + 1 + 9 + 1);
  for (guint i = 0; i < 12; i++)
    g_assert_true (g_pattern_match_simple ("tcp *.agora.io 443 *", tried[i]) ||
                   g_pattern_match_simple ("tcp *.webrtc-cloud-proxy.sd-rtn.com 443 *", tried[i]));
}

static void
test_acs (void)
{
  g_autofree char *text = dup_preset ("acs");
  g_autofree char *high = dup_preset ("acs-gcc-high");
  g_auto (GStrv) lines = g_strsplit (high, "\n", -1);

  g_assert_cmpstr (text, ==,
    "udp 20.202.0.0/16 3478-3481 (Media: media processors and TURN servers) outbound\n"
    "tcp 20.202.0.0/16 443 (Media: media processors and TURN servers) outbound\n"
    "tcp *.skype.com 80,443 (Signalling, telemetry and registration) outbound\n"
    "tcp *.microsoft.com 80,443 (Signalling, telemetry and registration) outbound\n"
    "tcp *.azure.net 80,443 (Signalling, telemetry and registration) outbound\n"
    "tcp *.azure.com 80,443 (Signalling, telemetry and registration) outbound\n"
    "tcp *.office.com 80,443 (Signalling, telemetry and registration) outbound\n");
  g_assert_cmpuint (g_strv_length (lines), ==, 11 + 11 + 4 + 1);
  g_assert_cmpstr (lines[1], ==,
    "udp 52.238.114.160 3478-3481 (Media: media processors and TURN servers) outbound");
  g_assert_cmpstr (lines[25], ==,
    "tcp gov.teams.microsoft.us 80,443 (Signalling, telemetry and registration) outbound");
}

static void
add_server (TpkProfile *profile,
            const char *label,
            gboolean    enabled,
            const char *urls)
{
  g_autoptr (TpkServer) server = tpk_server_new ();
  g_auto (GStrv) texts = g_strsplit (urls, " ", -1);

  tpk_server_set_label (server, label);
  tpk_server_set_enabled (server, enabled);
  tpk_server_set_urls (server, (const char *const *) texts);
  tpk_profile_append_server (profile, server);
}

/* Host, port and protocol of what is dialled; nothing of what is off or invalid. */
static void
test_own (void)
{
  static const char expected[] =
    "udp turn.example.org 3478 (Relay (TURN): Office) outbound\n"
    "tcp turn.example.org 443,3478,5349 (Relay (TURN): Office) outbound\n"
    "udp turn.example.org 5349 (Relay (TURN): Branch) outbound\n"
    "udp 2001:db8::1 3478 (Relay (TURN): Branch) outbound\n"
    "udp stun.example.org 3478 (STUN server: Probe) outbound\n"
    "tcp xn--bcher-kva.example 5349 (STUN server: Probe) outbound\n"
    "tcp proxy.example.org 8443 (Signalling proxy) outbound\n";
  g_autoptr (TpkProfile) profile = tpk_profile_new ("P");
  g_autoptr (TpkAllowList) list = NULL;
  g_autofree char *text = NULL;

  add_server (profile, "Office", TRUE,
              "turn:turn.example.org turn:turn.example.org?transport=tcp "
              "turns:turn.example.org:443?transport=tcp turns:turn.example.org "
              "turn:turn.example.org:3478?transport=udp turn:not//valid");
  add_server (profile, "Branch", TRUE, "turns:turn.example.org:5349?transport=udp "
                                       "turn:[2001:db8::1]");
  add_server (profile, "Probe", TRUE, "stun:stun.example.org stuns:bücher.example");
  add_server (profile, "Off", FALSE, "turn:off.example.org");
  tpk_profile_set_signalling_proxy (profile, "https://proxy.example.org:8443/x");

  list = tpk_allow_own_new_list (profile);
  text = dup_list (list);
  g_assert_cmpstr (text, ==, expected);
  g_assert_nonnull (strstr (tpk_allow_own_get_note (), "not listed"));
}

static void
test_own_empty (void)
{
  g_autoptr (TpkProfile) profile = tpk_profile_new ("P");
  g_autoptr (TpkAllowList) list = tpk_allow_own_new_list (profile);

  g_assert_cmpuint (tpk_allow_list_get_n_entries (list), ==, 0);
}

/* Without a port, a URL has the one of its scheme. */
static void
test_own_signalling_proxy (void)
{
  static const struct {
    const char *url;
    const char *line;
  } rows[] = {
    { "https://proxy.example.org/", "tcp proxy.example.org 443 (Signalling proxy) outbound\n" },
    { "http://proxy.example.org/", "tcp proxy.example.org 80 (Signalling proxy) outbound\n" },
    { "https://[2001:db8::1]/", "tcp 2001:db8::1 443 (Signalling proxy) outbound\n" },
    { "proxy.example.org", "" },
    { "https://", "" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
    g_autoptr (TpkProfile) profile = tpk_profile_new ("P");
    g_autoptr (TpkAllowList) list = NULL;
    g_autofree char *text = NULL;

    tpk_profile_set_signalling_proxy (profile, rows[i].url);
    list = tpk_allow_own_new_list (profile);
    text = dup_list (list);
    g_assert_cmpstr (text, ==, rows[i].line);
  }
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/cloud/allow/agora-test", test_agora_test);
  g_test_add_func ("/cloud/allow/agora", test_agora);
  g_test_add_func ("/cloud/allow/acs", test_acs);
  g_test_add_func ("/cloud/allow/own", test_own);
  g_test_add_func ("/cloud/allow/own-empty", test_own_empty);
  g_test_add_func ("/cloud/allow/own-signalling-proxy", test_own_signalling_proxy);

  return g_test_run ();
}
