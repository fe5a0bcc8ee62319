/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#include "config.h"

#include "model/tpk-document.h"
#include "test-utils.h"

/* The text of a document is put together from texts that servers keep. It has to be what json-glib
 * makes of the whole, for every kind of text, and what is there now, after every kind of change. */

#define SERVERS(SERVER) \
  "{\"schema\":1,\"active\":\"Office \\\"\\u0001\\\"\",\"profiles\":[" \
  "{\"name\":\"Home\",\"servers\":[" SERVER ",{\"id\":\"second\"}]}," \
  "{\"name\":\"Office \\\"\\u0001\\\"\",\"route\":\"own\",\"servers\":[]," \
  "\"odd \\\"name\\\"\":[[1,[]],{\"a\":2.5}]}]," \
  "\"client_files\":[],\"secrets\":\"file\"}"

static TpkDocument *
document_of (const char *text)
{
  g_autoptr (GError) error = NULL;
  TpkDocument *document = tpk_document_new_from_data (text, -1, &error);

  g_assert_no_error (error);
  return document;
}

/* What the servers are without the texts that they keep. */
static char *
dup_written_anew (TpkDocument *document)
{
  g_autofree char *data = tpk_document_to_data (document, NULL);
  g_autoptr (JsonNode) root = tpk_json_parse (data, -1, G_MAXSIZE, NULL);
  JsonArray *profiles = json_object_get_array_member (json_node_get_object (root), "profiles");

  for (guint i = 0; i < json_array_get_length (profiles); i++) {
    JsonObject *profile = json_array_get_object_element (profiles, i);
    g_autoptr (TpkProfile) item = g_list_model_get_item (tpk_document_get_profiles (document), i);
    JsonArray *servers = json_array_new ();

    for (guint j = 0; j < tpk_profile_get_n_servers (item); j++)
      json_array_add_object_element (servers,
                                     tpk_server_to_json (tpk_profile_get_server (item, j)));
    json_object_set_array_member (profile, "servers", servers);
  }

  return tpk_json_to_string (root, TRUE);
}

static void
assert_current (TpkDocument *document)
{
  gsize length;
  g_autofree char *data = tpk_document_to_data (document, &length);
  g_autofree char *expected = dup_written_anew (document);

  g_assert_cmpstr (data, ==, expected);
  g_assert_cmpuint (length, ==, strlen (expected));
}

static void
test_kinds (void)
{
  static const char *const rows[] = {
    SERVERS ("{\"id\":\"a\"}"),
    SERVERS ("{\"id\":\"a\",\"label\":\"Büro\",\"enabled\":false,\"urls\":[\"turn:a\",\"\",\" x \"]}"),
    SERVERS ("{\"id\":\"a\",\"credential\":{\"username\":\"\",\"password\":\"open sesame\"}}"),
    SERVERS ("{\"id\":\"a\",\"credential\":{\"secret\":\"s\",\"lifetime_s\":2147483647}}"),
    SERVERS ("{\"id\":\"a\\\"b\"}"),
    SERVERS ("{\"id\":\"a\",\"label\":\"back\\\\slash\"}"),
    SERVERS ("{\"id\":\"a\",\"label\":\"a\\nb\\u0001\\u001e\\u001f\"}"),
    SERVERS ("{\"id\":\"a\",\"label\":\"\\u007f\"}"),
    SERVERS ("{\"id\":\"a\",\"label\":\"/ < > \\u2028 \\ud83d\\ude00\"}"),
    SERVERS ("{\"id\":\"a\",\"urls\":[\"turn:a\\tb\",\"turn:b\"]}"),
    SERVERS ("{\"id\":\"a\",\"credential\":{\"username\":\"\\\"\",\"password\":\"\"}}"),
    SERVERS ("{\"id\":\"a\",\"credential\":{\"username\":\"u\",\"password\":\"\\\\\"}}"),
    SERVERS ("{\"id\":\"a\",\"credential\":{\"secret\":\"\\r\"}}"),
    SERVERS ("{\"id\":\"a\",\"later\":{\"deep\":[{\"deeper\":[1.5,null,true]}]}}"),
    SERVERS ("{\"id\":\"a\",\"credential\":{\"kind\":\"none\",\"password_ref\":\"r\"}}"),
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
    g_autoptr (TpkDocument) document = document_of (rows[i]);

    tpk_test_row (rows[i]);
    assert_current (document);
    /* Once more, from what was kept. */
    assert_current (document);
  }
}

/* Bytes that are no UTF-8 come from people's hands, never from a file. */
static void
test_bytes (void)
{
  g_autoptr (TpkDocument) document = document_of (SERVERS ("{\"id\":\"a\"}"));
  g_autoptr (TpkProfile) profile = g_list_model_get_item (tpk_document_get_profiles (document), 0);

  tpk_server_set_label (tpk_profile_get_server (profile, 0), "\xff");
  tpk_server_add_url (tpk_profile_get_server (profile, 1), "turn:\x80");
  assert_current (document);
}

static void
test_changes (void)
{
  static const char *const urls[] = { "turn:x", "turn:y", NULL };
  g_autoptr (TpkDocument) document = document_of (SERVERS ("{\"id\":\"a\",\"urls\":[\"turn:a\"]}"));
  g_autoptr (TpkProfile) profile = g_list_model_get_item (tpk_document_get_profiles (document), 0);
  g_autoptr (TpkCredential) credential = tpk_credential_new_secret ("bob", "s", 60);
  TpkServer *server = tpk_profile_get_server (profile, 0);

  assert_current (document);
  tpk_server_set_label (server, "Office");
  assert_current (document);
  tpk_server_set_enabled (server, FALSE);
  assert_current (document);
  tpk_server_add_url (server, "turn:b");
  assert_current (document);
  tpk_server_set_url (server, 1, "turn:c");
  assert_current (document);
  tpk_server_remove_url (server, 0);
  assert_current (document);
  tpk_server_set_urls (server, urls);
  assert_current (document);
  tpk_server_set_credential (server, credential);
  assert_current (document);
  tpk_profile_move_server (profile, 0, 1);
  assert_current (document);
  tpk_profile_remove_server (profile, 0);
  assert_current (document);
  tpk_profile_set_relay_only (profile, FALSE);
  assert_current (document);
}

static void
write_cb (TpkServer  *server,
          GParamSpec *pspec,
          char      **data)
{
  TpkDocument *document = g_object_get_data (G_OBJECT (server), "document");

  g_free (*data);
  *data = tpk_document_to_data (document, NULL);
}

/* Whoever is told of a change may have it written at once. */
static void
test_written_while_told (void)
{
  g_autoptr (TpkDocument) document = document_of (SERVERS ("{\"id\":\"a\"}"));
  g_autoptr (TpkProfile) profile = g_list_model_get_item (tpk_document_get_profiles (document), 0);
  g_autofree char *before = tpk_document_to_data (document, NULL);
  g_autofree char *data = NULL;
  g_autofree char *after = NULL;
  TpkServer *server = tpk_profile_get_server (profile, 0);

  g_object_set_data (G_OBJECT (server), "document", document);
  g_signal_connect (server, "notify", G_CALLBACK (write_cb), &data);
  tpk_server_set_label (server, "Office");
  after = tpk_document_to_data (document, NULL);
  g_assert_cmpstr (data, !=, before);
  g_assert_cmpstr (data, ==, after);
}

/* A copy starts with the texts of the original, and each of both goes its own way. */
static void
test_copies (void)
{
  g_autoptr (TpkDocument) document = document_of (SERVERS ("{\"id\":\"a\",\"later\":[1]}"));
  g_autoptr (TpkDocument) changed = document_of (SERVERS ("{\"id\":\"a\",\"later\":[2]}"));
  g_autofree char *text = tpk_document_to_data (document, NULL);
  g_autofree char *changed_text = tpk_document_to_data (changed, NULL);
  g_autofree char *copied_text = NULL;
  g_autoptr (TpkDocument) copy = tpk_document_copy (document);

  copied_text = tpk_document_to_data (copy, NULL);
  g_assert_cmpstr (copied_text, ==, text);

  /* Only what this version does not know differs. */
  tpk_document_assign (copy, changed);
  g_free (copied_text);
  copied_text = tpk_document_to_data (copy, NULL);
  g_assert_cmpstr (copied_text, ==, changed_text);
  assert_current (copy);
  assert_current (document);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/model/document-text/kinds", test_kinds);
  g_test_add_func ("/model/document-text/bytes", test_bytes);
  g_test_add_func ("/model/document-text/changes", test_changes);
  g_test_add_func ("/model/document-text/written-while-told", test_written_while_told);
  g_test_add_func ("/model/document-text/copies", test_copies);

  return g_test_run ();
}
