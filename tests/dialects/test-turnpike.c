/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#include "config.h"

#include "model/tpk-document.h"

#include "tpk-test-writers.h"

/* Turnpike's own files: written, read back, and whatever else claims to be one. */

#define SERVERS \
  "[{'id':'one','label':'Relay','enabled':false,'urls':['turns:turn.example.org'," \
  "'turn:turn.example.org'],'credential':{'kind':'secret','username':'bob','secret':'north'," \
  "'lifetime_s':600}}," \
  "{'id':'two','label':'','enabled':true,'urls':['turn:relay.example.org']," \
  "'credential':{'kind':'password','username':'alice','password':'p@ss:w/rd'}}]"

#define PROFILE \
  "{'name':'Office','route':'own','relay_only':true," \
  "'signalling_proxy':'http://u:p@proxy.example.org:3128','servers':" SERVERS "}"

static char *
quote (const char *text)
{
  return g_strdelimit (g_strdup (text), "'", '"');
}

static TpkImport *
import_quoted (const char *quoted,
               const char *codes)
{
  g_autofree char *text = quote (quoted);
  g_autoptr (GError) error = NULL;
  TpkImport *import = tpk_dialects_import (text, -1, &error);

  g_assert_no_error (error);
  g_assert_cmpstr (tpk_import_get_dialect (import), ==, "turnpike");
  test_assert_codes (tpk_import_get_notes (import), codes);

  return import;
}

static void
assert_error (const char *quoted,
              const char *message)
{
  g_autofree char *text = quote (quoted);
  g_autoptr (GError) error = NULL;

  g_assert_null (tpk_dialects_import (text, -1, &error));
  g_assert_error (error, TPK_DIALECT_ERROR, TPK_DIALECT_ERROR_SYNTAX);
  g_assert_cmpstr (error->message, ==, message);
}

/* The servers of PROFILE. Imported ones get IDs of their own. */
static void
assert_servers (TpkProfile *profile)
{
  TpkServer *server;
  TpkCredential *credential;

  g_assert_cmpuint (tpk_profile_get_n_servers (profile), ==, 2);
  server = tpk_profile_get_server (profile, 0);
  credential = tpk_server_get_credential (server);

  g_assert_cmpstr (tpk_server_get_label (server), ==, "Relay");
  g_assert_false (tpk_server_get_enabled (server));
  test_assert_url (profile, 0, 0, "turns:turn.example.org");
  test_assert_url (profile, 0, 1, "turn:turn.example.org");
  g_assert_cmpuint (tpk_server_get_n_urls (server), ==, 2);
  g_assert_cmpint (tpk_credential_get_kind (credential), ==, TPK_CREDENTIAL_SECRET);
  g_assert_cmpstr (tpk_credential_get_username (credential), ==, "bob");
  g_assert_cmpstr (tpk_credential_get_secret (credential), ==, "north");
  g_assert_cmpuint (tpk_credential_get_lifetime_s (credential), ==, 600);

  server = tpk_profile_get_server (profile, 1);
  g_assert_cmpstr (tpk_server_get_label (server), ==, "");
  g_assert_true (tpk_server_get_enabled (server));
  test_assert_url (profile, 1, 0, "turn:relay.example.org");
  test_assert_credential (profile, 1, "alice", "p@ss:w/rd");
}

static void
assert_profile (TpkImport *import)
{
  TpkProfile *profile = tpk_import_get_profile (import);

  assert_servers (profile);
  g_assert_true (tpk_import_has_route (import));
  g_assert_cmpint (tpk_profile_get_route (profile), ==, TPK_ROUTE_OWN);
  g_assert_true (tpk_import_has_relay_only (import));
  g_assert_true (tpk_profile_get_relay_only (profile));
  g_assert_cmpstr (tpk_profile_get_signalling_proxy (profile), ==,
                   "http://u:p@proxy.example.org:3128");
}

static void
test_forms (void)
{
  static const char *const forms[] = {
    PROFILE,
    "{'schema':1,'active':'Office','profiles':[" PROFILE "],'client_files':[],'secrets':'file'}",
    "{'profiles':[" PROFILE "]}",
    "{'schema':1,'active':true,'modified':false,'profiles':['Office'],'profile':" PROFILE "}",
  };

  for (gsize i = 0; i < G_N_ELEMENTS (forms); i++) {
    g_autoptr (TpkImport) import = import_quoted (forms[i], "");

    assert_profile (import);
  }
}

/* What stands in labels does not count, and a member that browsers know does. */
static void
test_recognise (void)
{
  static const struct {
    const char *text;
    int         score;
  } rows[] = {
    { "{'schema':1,'profiles':[]}", 95 },
    { " \n{'active':'x','profiles':[{'name':'iceServers'}]}", 95 },
    { "{'schema':1,'profile':{}}", 95 },
    { "{'name':'x','route':'direct'}", 95 },
    { "{'servers':[{'urls':['stun:a'],'credential':{'kind':'none'}}]}", 95 },
    { "{'schema':1,'active':'Office','profiles':[{'na", 95 },
    { "{'servers':[{'urls':['stun:a']}]}", 0 },
    { "{'schema':1}", 0 },
    { "{'profile':{}}", 0 },
    { "{'profiles':[]}", 0 },
    { "{'route':'own'}", 0 },
    { "{'a':{'schema':1,'profiles':[]}}", 0 },
    { "{'a':'schema','b':'profiles'}", 0 },
    { "{'route':'own','name':'x','iceServers':[]}", 0 },
    { "[{'schema':1,'profiles':[]}]", 0 },
    { "{'", 0 },
    { "{'schema':1,'profiles\\", 0 },
    { "", 0 },
  };
  const TpkDialect *dialect = tpk_dialect_find ("turnpike");

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++) {
    g_autofree char *text = quote (rows[i].text);

    g_test_message ("%s", text);
    g_assert_cmpint (dialect->recognise (text), ==, rows[i].score);
  }
}

static void
test_active (void)
{
  g_autoptr (TpkImport) import = NULL;

  import = import_quoted ("{'schema':1,'active':'Office','profiles':[{'name':'First','route':"
                          "'cloud'}," PROFILE "],'locked':['route'],'client_files':"
                          "[{'client':'w3c','path':'/tmp/x.json'}]}",
                          "import-left-member import-other-profiles import-left-client-files");
  assert_profile (import);
}

/* Only what the text states is carried over. */
static void
test_unstated (void)
{
  g_autoptr (TpkImport) import = import_quoted ("{'name':'x','servers':" SERVERS "}", "");
  g_autoptr (TpkImport) empty = import_quoted ("{'schema':1,'profiles':[]}", "");

  assert_servers (tpk_import_get_profile (import));
  g_assert_false (tpk_import_has_route (import));
  g_assert_false (tpk_import_has_relay_only (import));
  g_assert_null (tpk_profile_get_signalling_proxy (tpk_import_get_profile (import)));
  g_assert_true (tpk_import_is_empty (empty));
}

/* A reference into a keyring is not taken, whoever made it up. */
static void
test_references (void)
{
  g_autoptr (TpkImport) import = NULL;
  TpkProfile *profile;
  g_autoptr (JsonObject) object = NULL;
  g_autoptr (JsonNode) node = NULL;
  g_autofree char *text = NULL;

  import = import_quoted (
    "{'name':'x','route':'cloud','servers':["
    "{'urls':['turn:a.com'],'credential':{'kind':'password','username':'alice','password':'',"
    "'password_ref':'keyring:0123'}},"
    "{'urls':['turn:b.com'],'credential':{'kind':'secret','secret_ref':'keyring:4567'}},"
    "{'urls':['turn:c.com'],'credential':{'kind':'password','username':'bob','password':'south',"
    "'password_ref':'keyring:89ab'}}],"
    "'cloud':{'service':'twilio','account':'AC1','secret_ref':'keyring:cdef'}}",
    "import-secrets-elsewhere");
  profile = tpk_import_get_profile (import);
  object = tpk_profile_to_json (profile);
  node = json_node_init_object (json_node_alloc (), object);
  text = tpk_json_to_string (node, TRUE);

  g_assert_null (strstr (text, "keyring:"));
  g_assert_null (strstr (text, "_ref"));
  test_assert_credential (profile, 0, "alice", "");
  test_assert_credential (profile, 2, "bob", "south");
  g_assert_cmpstr (tpk_cloud_settings_get_text (tpk_profile_get_cloud (profile),
                                                TPK_CLOUD_FIELD_ACCOUNT), ==, "AC1");
}

/* Dots are no passwords. */
static void
test_hidden (void)
{
  g_autoptr (TpkImport) import = NULL;
  TpkProfile *profile;
  TpkCredential *credential;

  import = import_quoted (
    "{'schema':1,'active':true,'modified':false,'profiles':['x'],'profile':{'name':'x',"
    "'route':'cloud','signalling_proxy':'http://•••@proxy.example.org:3128','servers':["
    "{'urls':['turn:•••@a.com'],'credential':{'kind':'password','username':'alice',"
    "'password':'••••••'}},"
    "{'urls':['turn:b.com'],'credential':{'kind':'secret','username':'bob','secret':'••••••',"
    "'lifetime_s':600}}],"
    "'cloud':{'service':'generic','secret':'••••••','body':'••••••','headers':['••••••']}}}",
    "import-secrets-hidden");
  profile = tpk_import_get_profile (import);

  test_assert_url (profile, 0, 0, "turn:a.com");
  test_assert_credential (profile, 0, "alice", "");
  credential = tpk_server_get_credential (tpk_profile_get_server (profile, 1));
  g_assert_cmpstr (tpk_credential_get_username (credential), ==, "bob");
  g_assert_cmpstr (tpk_credential_get_secret (credential), ==, "");
  g_assert_cmpuint (tpk_credential_get_lifetime_s (credential), ==, 600);
  g_assert_cmpstr (tpk_profile_get_signalling_proxy (profile), ==,
                   "http://proxy.example.org:3128");
  g_assert_cmpstr (tpk_cloud_settings_get_text (tpk_profile_get_cloud (profile),
                                                TPK_CLOUD_FIELD_SECRET), ==, "");
  g_assert_cmpstr (tpk_cloud_settings_get_text (tpk_profile_get_cloud (profile),
                                                TPK_CLOUD_FIELD_HEADERS), ==, "");
}

static void
test_left (void)
{
  g_autoptr (TpkImport) import = NULL;
  TpkServer *server;
  g_autoptr (JsonObject) object = NULL;

  import = import_quoted (
    "{'name':'x','route':'own','later':1,'servers':[{'urls':['turn:a.com'],'more':{},"
    "'credential':{'kind':'none','realm':'a'}},{'label':'empty'}],"
    "'cloud':{'service':'twilio','account':'AC1'},"
    "'allow_list':{'entries':[{'protocol':'tcp','destination':'a.com','ports':'443'}]}}",
    "import-no-urls import-left-cloud import-left-allow-list import-left-member import-left-member"
    " import-left-member");
  g_assert_cmpuint (tpk_profile_get_n_servers (tpk_import_get_profile (import)), ==, 1);
  server = tpk_profile_get_server (tpk_import_get_profile (import), 0);
  object = tpk_server_to_json (server);
  g_assert_false (json_object_has_member (object, "more"));
}

static void
test_errors (void)
{
  g_autofree char *brackets = g_strnfill (100000, '[');
  g_autofree char *deep = g_strdup_printf ("{\"schema\":1,\"profiles\":%s", brackets);
  g_autoptr (GError) error = NULL;

  assert_error ("{'schema':2,'profiles':7}",
                "schema: this was written by a later version of the app (schema 2). Update the app "
                "to read it.");
  assert_error ("{'schema':2,'profile':7}",
                "schema: this was written by a later version of the app (schema 2). Update the app "
                "to read it.");
  assert_error ("{'schema':1,'profile':'Office'}", "profile: expected an object");
  assert_error ("{'schema':1,'active':'Nobody','profiles':[" PROFILE "]}",
                "active: no profile has this name");
  assert_error ("{'schema':1,'profiles':[{'name':'x','servers':[{'urls':7}]}]}",
                "profiles[0].servers[0].urls: expected an array of strings");
  assert_error ("{'name':'x','route':['own','cloud']}",
                "route: expected one of “direct”, “cloud” and “own”. The routes exclude each other; "
                "a profile has exactly one.");
  assert_error ("{'schema':1,'active':'Office','profiles':[{'na",
                "line 1, column 47: the text ends too early");

  g_assert_null (tpk_dialects_import (deep, -1, &error));
  g_assert_error (error, TPK_DIALECT_ERROR, TPK_DIALECT_ERROR_SYNTAX);
}

/* A document that Turnpike reads as its own, in the very words that it would write. */
static void
test_write (void)
{
  g_autoptr (TpkProfile) profile = test_profile (PROFILE);
  g_autoptr (TpkExport) export = test_write_profile (tpk_dialect_find ("turnpike"), profile);
  const char *text = tpk_export_get_text (export);
  g_autoptr (GError) error = NULL;
  g_autoptr (TpkDocument) document = tpk_document_new_from_data (text, -1, &error);
  g_autofree char *again = NULL;
  TpkProfile *written;

  g_assert_no_error (error);
  test_assert_codes (tpk_export_get_notes (export), "");
  again = tpk_document_to_data (document, NULL);
  g_assert_cmpstr (again, ==, text);

  written = tpk_document_get_active_profile (document);
  g_assert_cmpstr (tpk_profile_get_name (written), ==, "Office");
  g_assert_cmpstr (tpk_server_get_id (tpk_profile_get_server (written, 0)), ==, "one");
  assert_servers (written);
}

/* What asks a service is written where the route asks it. */
static void
test_write_cloud (void)
{
  static const char cloud[] = "'cloud':{'service':'twilio','account':'AC1','secret':'token'}";
  g_autofree char *asked_json = g_strdup_printf ("{'name':'x','route':'cloud',%s}", cloud);
  g_autofree char *unasked_json = g_strdup_printf ("{'name':'x','route':'own',%s}", cloud);
  g_autoptr (TpkProfile) asked = test_profile (asked_json);
  g_autoptr (TpkProfile) unasked = test_profile (unasked_json);
  const TpkDialect *dialect = tpk_dialect_find ("turnpike");
  g_autoptr (TpkExport) export = test_write_profile (dialect, asked);
  g_autoptr (TpkExport) without = test_write_profile (dialect, unasked);
  g_autoptr (TpkImport) import = test_read (dialect, tpk_export_get_text (export));
  TpkProfile *back = tpk_import_get_profile (import);

  g_assert_cmpint (tpk_profile_get_route (back), ==, TPK_ROUTE_CLOUD);
  g_assert_cmpstr (tpk_cloud_settings_get_service (tpk_profile_get_cloud (back)), ==, "twilio");
  g_assert_cmpstr (tpk_cloud_settings_get_text (tpk_profile_get_cloud (back),
                                                TPK_CLOUD_FIELD_SECRET), ==, "token");
  g_assert_null (strstr (tpk_export_get_text (without), "token"));
}

/* A secret that the keyring no longer has is told, and its reference not written. */
static void
test_write_lost (void)
{
  g_autoptr (TpkProfile) profile = test_profile (
    "{'name':'x','route':'own','servers':[{'urls':['turn:a.com'],'credential':{'kind':'password',"
    "'username':'alice','password':'','password_ref':'keyring:0123'}}]}");
  g_autoptr (TpkExport) export = test_write_profile (tpk_dialect_find ("turnpike"), profile);

  test_assert_codes (tpk_export_get_notes (export), "secrets-not-written");
  g_assert_null (strstr (tpk_export_get_text (export), "keyring:"));
}

static void
test_round_trip (void)
{
  g_auto (GStrv) texts = test_dup_hard_texts ();

  for (guint i = 0; texts[i] != NULL; i++) {
    g_autoptr (TpkCredential) credential = tpk_credential_new_password (texts[i], texts[i]);
    g_autoptr (TpkCredential) secret = tpk_credential_new_secret (texts[i], texts[i], 60);
    g_autoptr (TpkProfile) profile = test_typical_profile (credential);
    g_autoptr (TpkServer) server = tpk_server_new ();
    g_autoptr (TpkExport) export = NULL;
    g_autoptr (TpkImport) import = NULL;
    TpkProfile *back;

    tpk_server_add_url (server, "turn:a.com");
    tpk_server_set_label (server, texts[i]);
    tpk_server_set_credential (server, secret);
    tpk_profile_append_server (profile, server);
    export = test_write_profile (tpk_dialect_find ("turnpike"), profile);
    import = test_read (tpk_dialect_recognise (tpk_export_get_text (export)),
                        tpk_export_get_text (export));
    back = tpk_import_get_profile (import);

    test_assert_codes (tpk_import_get_notes (import), "");
    test_assert_credential (back, 0, texts[i], texts[i]);
    g_assert_cmpstr (tpk_server_get_label (tpk_profile_get_server (back, 1)), ==, texts[i]);
    g_assert_true (tpk_credential_equal (
      tpk_server_get_credential (tpk_profile_get_server (back, 1)), secret));
  }
}

static void
assert_writes (TpkProfile *profile)
{
  const TpkDialect *dialect = tpk_dialect_find ("turnpike");
  g_autoptr (TpkExport) export = test_write_profile (dialect, profile);
  g_autoptr (TpkImport) import = test_read (dialect, tpk_export_get_text (export));
  TpkProfile *back = tpk_import_get_profile (import);
  TpkServer *server = tpk_profile_get_server (profile, 0);

  g_assert_cmpuint (tpk_profile_get_n_servers (back), ==, 1);
  for (guint i = 0; i < tpk_server_get_n_urls (server); i++)
    test_assert_url (back, 0, i, tpk_ice_url_get_text (tpk_server_get_url (server, i)));
  g_assert_true (tpk_credential_equal (tpk_server_get_credential (server),
                                       tpk_server_get_credential (
                                         tpk_profile_get_server (back, 0))));
}

static void
test_matrix (void)
{
  test_for_matrix (assert_writes);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/dialects/turnpike/forms", test_forms);
  g_test_add_func ("/dialects/turnpike/recognise", test_recognise);
  g_test_add_func ("/dialects/turnpike/active", test_active);
  g_test_add_func ("/dialects/turnpike/unstated", test_unstated);
  g_test_add_func ("/dialects/turnpike/references", test_references);
  g_test_add_func ("/dialects/turnpike/hidden", test_hidden);
  g_test_add_func ("/dialects/turnpike/left", test_left);
  g_test_add_func ("/dialects/turnpike/errors", test_errors);
  g_test_add_func ("/dialects/turnpike/write", test_write);
  g_test_add_func ("/dialects/turnpike/write-cloud", test_write_cloud);
  g_test_add_func ("/dialects/turnpike/write-lost", test_write_lost);
  g_test_add_func ("/dialects/turnpike/round-trip", test_round_trip);
  g_test_add_func ("/dialects/turnpike/matrix", test_matrix);

  return g_test_run ();
}
