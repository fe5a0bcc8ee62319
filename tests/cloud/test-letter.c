/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#include "config.h"

#include "cloud/tpk-allow-letter.h"

#include <string.h>

static void
test_production (void)
{
  const TpkLetterFacts facts = {
    "0123456789abcdef", "Europe,\nNorth America", "500", NULL, "Alice",
  };
  g_autoptr (TpkAllowLetter) letter = tpk_allow_letter_new_production (&facts);
  g_autofree char *text = tpk_allow_letter_dup_text (letter);

  g_assert_cmpstr (letter->to, ==, "support@agora.io");
  g_assert_cmpstr (text, ==,
    "To: support@agora.io\n"
    "Subject: Cloud proxy for production: request for addresses\n"
    "\n"
    "Hello,\n"
    "\n"
    "we would like to use the Agora cloud proxy in production. Please enable it for our app ID, and "
    "tell us the IP addresses or domain names, the ports and the protocols that our firewall has to "
    "let through. The test addresses do not have to be part of them.\n"
    "\n"
    "App ID: 0123456789abcdef\n"
    "Regions in which the cloud proxy is used: Europe, North America\n"
    "Concurrent users at peak: 500\n"
    "Network operators of the users: (please fill in)\n"
    "\n"
    "Kind regards\n"
    "Alice\n");
}

static TpkAllowList *
new_list (void)
{
  static const TpkAllowFields rows[] = {
    { "tcp", "192.0.2.1", "443,3433-3460", "Media", NULL, "A page", "2026" },
    { "udp", "*.example.org", "3478", "Line\nbreak & ?subject=x", "both", "A page", "2026" },
    { "udp", "2001:db8::/32", "3478", NULL, "inbound", NULL, NULL },
    { "tcp", "turn.example.org", "443-443", NULL, "outbound", NULL, NULL },
    { "udp", "192.0.2.2", "3478,443", NULL, "both", NULL, NULL },
    { "udp", "192.0.2.3", "49152-65535", NULL, "inbound", NULL, NULL },
  };
  TpkAllowList *list = tpk_allow_list_new ();

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
    g_autoptr (TpkAllowEntry) entry = tpk_allow_entry_new (&rows[i], NULL);

    tpk_allow_list_append (list, entry);
  }

  return list;
}

static void
test_firewall (void)
{
  const TpkLetterFacts facts = { NULL, NULL, NULL, NULL, NULL };
  g_autoptr (TpkAllowList) list = new_list ();
  g_autoptr (TpkAllowLetter) letter = NULL;

  letter = tpk_allow_letter_new_firewall (list, "- It is closed.\n", &facts);
  g_assert_null (letter->to);
  g_assert_cmpstr (letter->subject, ==, "Please open the firewall for audio and video calls");
  g_assert_cmpstr (letter->body, ==,
    "Hello,\n"
    "\n"
    "for our audio and video calls to work, please let the following through the firewall, from the "
    "computers that make calls, with the replies:\n"
    "\n"
    "- TCP to 192.0.2.1, ports 443, 3433-3460 (Media)\n"
    "- UDP to and from *.example.org, port 3478 (Line break & ?subject=x)\n"
    "- UDP from 2001:db8::/32, to port 3478\n"
    "- TCP to turn.example.org, port 443\n"
    "- UDP to and from 192.0.2.2, ports 443, 3478\n"
    "- UDP from 192.0.2.3, to ports 49152-65535\n"
    "\n"
    "A check from one of these computers found:\n"
    "- It is closed.\n"
    "\n"
    "This is what the vendor documents here:\n"
    "- A page (2026)\n"
    "\n"
    "Please also leave these connections alone: a device that opens encrypted connections, or "
    "forgets UDP connections within a minute, ends calls as well.\n"
    "\n"
    "Kind regards\n");
}

/* What comes out of the URI is what went in, and nothing of it becomes another header. */
static void
test_mailto (void)
{
  const TpkLetterFacts facts = { "a&bcc=eve@example.org?x#y%z+ü", NULL, NULL, NULL, NULL };
  g_autoptr (TpkAllowLetter) letter = tpk_allow_letter_new_production (&facts);
  g_autofree char *mailto = tpk_allow_letter_dup_mailto (letter);
  g_autoptr (GUri) uri = NULL;
  g_autoptr (GHashTable) params = NULL;
  g_autoptr (GError) error = NULL;
  g_auto (GStrv) lines = NULL;
  g_autofree char *body = NULL;

  uri = g_uri_parse (mailto, G_URI_FLAGS_ENCODED, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (g_uri_get_scheme (uri), ==, "mailto");
  g_assert_cmpstr (g_uri_get_path (uri), ==, "support@agora.io");
  g_assert_null (g_uri_get_fragment (uri));
  params = g_uri_parse_params (g_uri_get_query (uri), -1, "&", G_URI_PARAMS_NONE, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (g_hash_table_size (params), ==, 2);
  g_assert_cmpstr (g_hash_table_lookup (params, "subject"), ==, letter->subject);

  lines = g_strsplit (letter->body, "\n", -1);
  body = g_strjoinv ("\r\n", lines);
  g_assert_cmpstr (g_hash_table_lookup (params, "body"), ==, body);
  g_assert_nonnull (strstr (letter->body, "App ID: a&bcc=eve@example.org?x#y%z+ü\n"));
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/cloud/letter/production", test_production);
  g_test_add_func ("/cloud/letter/firewall", test_firewall);
  g_test_add_func ("/cloud/letter/mailto", test_mailto);

  return g_test_run ();
}
