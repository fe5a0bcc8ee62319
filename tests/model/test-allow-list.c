/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#include "config.h"

#include "model/tpk-allow-list.h"
#include "model/tpk-profile.h"
#include "test-utils.h"

static TpkAllowEntry *
new_entry (const char *protocol,
           const char *destination,
           const char *ports)
{
  const TpkAllowFields fields = { protocol, destination, ports, "Media", NULL, NULL, NULL };
  g_autoptr (GError) error = NULL;
  TpkAllowEntry *entry = tpk_allow_entry_new (&fields, &error);

  g_assert_no_error (error);
  return entry;
}

static void
test_ports (void)
{
  static const struct {
    const char *text;
    const char *ranges;      /* NULL: refused */
    guint count;
  } rows[] = {
    { "443", "443", 1 },
    { " 443 , 4000 ", "443,4000", 2 },
    { "3433 - 3460", "3433-3460", 28 },
    { "3478–3500", "3478-3500", 23 },
    { "3478—3500", "3478-3500", 23 },
    { "3478:3500", "3478-3500", 23 },
    { "4000,443,3433-3460", "443,3433-3460,4000", 30 },
    { "1-10,5-20", "1-20", 20 },
    { "1-10,11-20", "1-20", 20 },
    { "1-10,12", "1-10,12", 11 },
    { "5-20,1-100", "1-100", 100 },
    { "443,443", "443", 1 },
    { "1-65535", "1-65535", 65535 },
    { "65535,65534", "65534-65535", 2 },
    { "00443", "443", 1 },
    { "", NULL, 0 },
    { ",", NULL, 0 },
    { "443,", NULL, 0 },
    { "0", NULL, 0 },
    { "65536", NULL, 0 },
    { "99999999999999999999", NULL, 0 },
    { "-1", NULL, 0 },
    { "1-", NULL, 0 },
    { "-", NULL, 0 },
    { "20-10", NULL, 0 },
    { "1-2-3", NULL, 0 },
    { "44 3", NULL, 0 },
    { "443;drop", NULL, 0 },
    { "0x1bb", NULL, 0 },
    { "https", NULL, 0 },
    { "\xff", NULL, 0 },
    { "٤٤٣", NULL, 0 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
    g_autoptr (GError) error = NULL;
    g_autoptr (GArray) ranges = tpk_port_ranges_parse (rows[i].text, &error);
    g_autofree char *text = NULL;

    tpk_test_row (rows[i].text);
    if (rows[i].ranges == NULL) {
      g_assert_error (error, TPK_ALLOW_ERROR, TPK_ALLOW_ERROR_PORTS);
      g_assert_true (g_utf8_validate (error->message, -1, NULL));
      g_assert_null (ranges);
      continue;
    }
    g_assert_no_error (error);
    text = tpk_port_ranges_to_string (ranges, ",", "-");
    g_assert_cmpstr (text, ==, rows[i].ranges);
    g_assert_cmpuint (tpk_port_ranges_count (ranges), ==, rows[i].count);
  }
}

static void
test_destinations (void)
{
  static const struct {
    const char *text;
    const char *canonical;   /* NULL: refused */
    TpkDestinationKind kind;
    gboolean ipv6;
  } rows[] = {
    { "192.0.2.7", "192.0.2.7", TPK_DESTINATION_ADDRESS, FALSE },
    { " 192.0.2.7\n", "192.0.2.7", TPK_DESTINATION_ADDRESS, FALSE },
    { "2001:DB8::1", "2001:db8::1", TPK_DESTINATION_ADDRESS, TRUE },
    { "[2001:db8::1]", "2001:db8::1", TPK_DESTINATION_ADDRESS, TRUE },
    { "20.202.0.0/16", "20.202.0.0/16", TPK_DESTINATION_NETWORK, FALSE },
    { "192.0.2.7/32", "192.0.2.7", TPK_DESTINATION_ADDRESS, FALSE },
    { "2001:db8::/32", "2001:db8::/32", TPK_DESTINATION_NETWORK, TRUE },
    { "2001:db8::1/128", "2001:db8::1", TPK_DESTINATION_ADDRESS, TRUE },
    { "0.0.0.0/0", "0.0.0.0/0", TPK_DESTINATION_NETWORK, FALSE },
    { "Turn.Example.org", "turn.example.org", TPK_DESTINATION_NAME, FALSE },
    { "bücher.example", "xn--bcher-kva.example", TPK_DESTINATION_NAME, FALSE },
    { "*.skype.com", "*.skype.com", TPK_DESTINATION_WILDCARD, FALSE },
    { ".agora.io", "*.agora.io", TPK_DESTINATION_WILDCARD, FALSE },
    { "", NULL, 0, FALSE },
    { "*", NULL, 0, FALSE },
    { "*.", NULL, 0, FALSE },
    { ".", NULL, 0, FALSE },
    { "a.*.example.org", NULL, 0, FALSE },
    { "*example.org", NULL, 0, FALSE },
    { "*.192.0.2.1", NULL, 0, FALSE },
    { "192.0.2.256", NULL, 0, FALSE },
    { "192.0.2", NULL, 0, FALSE },
    { "010.0.0.1", NULL, 0, FALSE },
    { "192.0.2.1/24", NULL, 0, FALSE },
    { "192.0.2.0/33", NULL, 0, FALSE },
    { "192.0.2.0/", NULL, 0, FALSE },
    { "192.0.2.0/24/24", NULL, 0, FALSE },
    { "fe80::1%eth0", NULL, 0, FALSE },
    { "fe80::%eth0/64", NULL, 0, FALSE },
    { "host; rm -rf /", NULL, 0, FALSE },
    { "$(reboot)", NULL, 0, FALSE },
    { "a\"b", NULL, 0, FALSE },
    { "a'b", NULL, 0, FALSE },
    { "a b", NULL, 0, FALSE },
    { "-j", NULL, 0, FALSE },
    { "https://turn.example.org", NULL, 0, FALSE },
    { "turn.example.org:443", NULL, 0, FALSE },
    { "\xff", NULL, 0, FALSE },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
    g_autoptr (GError) error = NULL;
    TpkDestinationKind kind = TPK_DESTINATION_ADDRESS;
    gboolean ipv6 = FALSE;
    g_autofree char *text = tpk_destination_parse (rows[i].text, &kind, &ipv6, &error);

    tpk_test_row (rows[i].text);
    g_assert_cmpstr (text, ==, rows[i].canonical);
    if (rows[i].canonical == NULL) {
      g_assert_error (error, TPK_ALLOW_ERROR, TPK_ALLOW_ERROR_DESTINATION);
      continue;
    }
    g_assert_no_error (error);
    g_assert_cmpint (kind, ==, rows[i].kind);
    g_assert_cmpint (ipv6, ==, rows[i].ipv6);
  }
}

static void
test_entry (void)
{
  const TpkAllowFields fields = {
    "TCP", "Turn.example.org", "443, 5349", "  \"Media\"\n, =1+1 ", "Both", "The manual", "2026",
  };
  g_autoptr (TpkAllowEntry) entry = tpk_allow_entry_new (&fields, NULL);
  g_autoptr (TpkAllowEntry) plain = new_entry ("udp", "192.0.2.0/24", "3478");

  g_assert_cmpint (tpk_allow_entry_get_protocol (entry), ==, TPK_TRANSPORT_TCP);
  g_assert_cmpstr (tpk_allow_entry_get_destination (entry), ==, "turn.example.org");
  g_assert_false (tpk_allow_entry_is_numeric (entry));
  g_assert_cmpstr (tpk_allow_entry_get_ports (entry), ==, "443,5349");
  g_assert_cmpstr (tpk_allow_entry_get_purpose (entry), ==, "\"Media\"\n, =1+1");
  g_assert_cmpint (tpk_allow_entry_get_direction (entry), ==, TPK_DIRECTION_BOTH);
  tpk_test_assert_written (tpk_allow_entry_to_json (entry),
    "{\"protocol\":\"tcp\",\"destination\":\"turn.example.org\",\"ports\":\"443,5349\","
    "\"purpose\":\"\\\"Media\\\"\\n, =1+1\",\"direction\":\"both\",\"source\":\"The manual\","
    "\"date\":\"2026\"}");
  tpk_test_assert_written (tpk_allow_entry_to_json (plain),
    "{\"protocol\":\"udp\",\"destination\":\"192.0.2.0/24\",\"ports\":\"3478\","
    "\"purpose\":\"Media\",\"direction\":\"outbound\"}");
  g_assert_true (tpk_allow_entry_is_numeric (plain));
}

/* Each field that is wrong is told by its own code, so that a form can point at it. */
static void
test_entry_refused (void)
{
  static const struct {
    TpkAllowFields fields;
    TpkAllowError code;
  } rows[] = {
    { { "sctp", "192.0.2.1", "1" }, TPK_ALLOW_ERROR_PROTOCOL },
    { { NULL, "192.0.2.1", "1" }, TPK_ALLOW_ERROR_PROTOCOL },
    { { "tcp", "192.0.2.1/8", "1" }, TPK_ALLOW_ERROR_DESTINATION },
    { { "tcp", NULL, "1" }, TPK_ALLOW_ERROR_DESTINATION },
    { { "tcp", "192.0.2.1", NULL }, TPK_ALLOW_ERROR_PORTS },
    { { "tcp", "192.0.2.1", "1", NULL, "sideways" }, TPK_ALLOW_ERROR_DIRECTION },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
    g_autoptr (GError) error = NULL;

    g_assert_null (tpk_allow_entry_new (&rows[i].fields, &error));
    g_assert_error (error, TPK_ALLOW_ERROR, (int) rows[i].code);
  }
}

static void
test_json (void)
{
  static const char text[] =
    "{\"entries\":[{\"protocol\":\"udp\",\"destination\":\"192.0.2.1\",\"ports\":\"1-2\","
    "\"purpose\":\"\",\"direction\":\"inbound\",\"later\":[1]}],\"new\":true}";
  g_autoptr (JsonObject) object = tpk_test_object (text);
  g_autoptr (TpkAllowList) list = tpk_allow_list_new_from_json (object, NULL);
  g_autoptr (TpkAllowList) other = tpk_allow_list_new ();

  tpk_test_assert_written (tpk_allow_list_to_json (list), text);
  g_assert_true (tpk_allow_list_assign (other, list));
  g_assert_false (tpk_allow_list_assign (other, list));
  tpk_test_assert_written (tpk_allow_list_to_json (other), text);
}

static void
test_json_refused (void)
{
  static const struct {
    const char *text;
    TpkJsonError code;
    const char *message;
  } rows[] = {
    { "{\"entries\":{}}", TPK_JSON_ERROR_TYPE, "entries: expected an array" },
    { "{\"entries\":[7]}", TPK_JSON_ERROR_TYPE, "entries[0]: expected an object" },
    { "{\"entries\":[{\"protocol\":7}]}", TPK_JSON_ERROR_TYPE,
      "entries[0]: protocol: expected a string" },
    { "{\"entries\":[{}]}", TPK_JSON_ERROR_VALUE,
      "entries[0]: The protocol is either TCP or UDP." },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
    g_autoptr (JsonObject) object = tpk_test_object (rows[i].text);
    g_autoptr (GError) error = NULL;

    g_assert_null (tpk_allow_list_new_from_json (object, NULL));
    g_assert_null (tpk_allow_list_new_from_json (object, &error));
    g_assert_error (error, TPK_JSON_ERROR, (int) rows[i].code);
    g_assert_cmpstr (error->message, ==, rows[i].message);
  }
}

static void
test_editing (void)
{
  g_autoptr (TpkAllowList) list = tpk_allow_list_new ();
  g_autoptr (TpkAllowList) more = tpk_allow_list_new ();
  g_autoptr (TpkAllowEntry) one = new_entry ("tcp", "192.0.2.1", "443");
  g_autoptr (TpkAllowEntry) same = new_entry ("tcp", "192.0.2.1", "443");
  g_autoptr (TpkAllowEntry) two = new_entry ("udp", "192.0.2.1", "443");
  guint count = 0;

  tpk_test_count (list, "items-changed", &count);
  tpk_allow_list_append (list, one);
  tpk_allow_list_append (more, same);
  tpk_allow_list_append (more, two);
  tpk_allow_list_append_list (list, more);
  g_assert_cmpuint (count, ==, 2);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (list)), ==, 2);
  g_assert_true (tpk_allow_list_get_entry (list, 0) == one);
  g_assert_true (tpk_allow_list_get_entry (list, 1) == two);

  /* What is equal already stays. */
  tpk_allow_list_append_list (list, more);
  g_assert_false (tpk_allow_list_assign (list, more));
  g_assert_cmpuint (count, ==, 2);
  tpk_allow_list_replace (list, 0, two);
  tpk_allow_list_remove (list, 1);
  g_assert_cmpuint (count, ==, 4);
  g_assert_true (tpk_allow_list_get_entry (list, 0) == two);
  g_assert_null (tpk_allow_list_get_entry (list, 1));
}

/* The list is part of the profile, and not written while there is nothing in it. */
static void
test_profile (void)
{
  g_autoptr (TpkProfile) profile = tpk_profile_new ("P");
  g_autoptr (TpkProfile) read = NULL;
  g_autoptr (TpkProfile) other = tpk_profile_new ("P");
  g_autoptr (TpkAllowEntry) entry = new_entry ("tcp", "192.0.2.1", "443");
  g_autoptr (JsonObject) empty = tpk_profile_to_json (profile);
  g_autoptr (JsonObject) full = NULL;
  g_autoptr (GError) error = NULL;
  guint count = 0;

  g_assert_false (json_object_has_member (empty, "allow_list"));
  tpk_test_count (profile, "changed", &count);
  tpk_allow_list_append (tpk_profile_get_allow_list (profile), entry);
  g_assert_cmpuint (count, ==, 1);

  full = tpk_profile_to_json (profile);
  read = tpk_profile_new_from_json (full, &error);
  g_assert_no_error (error);
  g_assert_true (tpk_allow_entry_equal (
    entry, tpk_allow_list_get_entry (tpk_profile_get_allow_list (read), 0)));

  count = 0;
  tpk_test_count (other, "changed", &count);
  tpk_profile_assign (other, read);
  tpk_profile_assign (other, read);
  g_assert_cmpuint (count, ==, 1);
  g_assert_cmpuint (tpk_allow_list_get_n_entries (tpk_profile_get_allow_list (other)), ==, 1);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/model/allow-list/ports", test_ports);
  g_test_add_func ("/model/allow-list/destinations", test_destinations);
  g_test_add_func ("/model/allow-list/entry", test_entry);
  g_test_add_func ("/model/allow-list/entry-refused", test_entry_refused);
  g_test_add_func ("/model/allow-list/json", test_json);
  g_test_add_func ("/model/allow-list/json-refused", test_json_refused);
  g_test_add_func ("/model/allow-list/editing", test_editing);
  g_test_add_func ("/model/allow-list/profile", test_profile);

  return g_test_run ();
}
