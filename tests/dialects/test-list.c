/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#include "config.h"

#include "tpk-test-formats.h"

#define LEFT(line, words) \
  "Line " line ": “" words "” was left, because it is no address. An address begins with turn: or " \
  "stun:.\n"
#define NOT_CLEAR(line, what) \
  "Line " line ": a " what " was left, because it is not clear which addresses it is for. Enter it " \
  "by hand.\n"

static const struct {
  const char *name;
  const char *text;
  const char *servers;         /* the addresses of each, its user name and its password */
  const char *notes;           /* a line each */
} rows[] = {
  { "plain", "turn:a.com\n1. turn:b.com,\n2) stun:c.com and turns:d.com:443\n\n- turn:e.com\n",
    "turn:a.com turn:b.com stun:c.com turns:d.com:443 turn:e.com ;", "" },
  { "headings", "Our servers in Europe:\n\nTURN server: turn:a.com\nTURN_URL=turn:b.com\n",
    "turn:a.com turn:b.com ;", "" },
  { "audited", "turn:turn.example.org:3478\nusername: alice\npassword: secret\nfoo bar\n"
               "turnserver.org:3478",
    "turn:turn.example.org:3478 alice/secret;",
    LEFT ("4", "foo bar") LEFT ("5", "turnserver.org:3478") },
  { "before", "Username = alice\nCredential = s3cr=t,\nturn:a.com turns:b.com\nstun:c.com",
    "turn:a.com turns:b.com alice/s3cr=t,;stun:c.com ;", "" },
  { "in-the-middle", "turn:a.com\nuser name: alice\npassword: x\nturn:b.com",
    "turn:a.com turn:b.com alice/x;", "" },
  { "environment", "TURN_URL=\"turn:a.com\"\nTURN_USERNAME='alice'\nTURN_PASSWORD=`x`",
    "turn:a.com alice/x;", "" },
  { "json-like", "\"urls\": \"turn:a.com\", \"username\": \"alice\", \"password\": \"x\"",
    "turn:a.com alice/x;", "" },
  { "prose", "The server is turn:a.com user alice password secret",
    "turn:a.com alice/secret;", LEFT ("1", "The server is") },
  { "prose-commas", "Use turn:a.com, user alice, password secret", "turn:a.com alice/secret;",
    LEFT ("1", "Use") },
  { "end-of-sentence", "turn:a.com with user alice and password secret.", "turn:a.com ;",
    LEFT ("1", "with and password •••") NOT_CLEAR ("1", "user name") },
  { "no-sign-in", "turn:a.com\nThe user name and password will follow.", "turn:a.com ;",
    LEFT ("2", "The user ••• password •••") },
  { "two-words", "turn:a.com\nuser: alice\npassword: two words", "turn:a.com ;",
    LEFT ("3", "password •••") NOT_CLEAR ("2", "user name") },
  { "lines", "turn:a.com user: u password: p\nturn:b.com user: v password: q\nturn:c.com",
    "turn:a.com u/p;turn:b.com v/q;turn:c.com ;", "" },
  { "blocks", "turn:a.com\nuser: u\npassword: p\n\nuser: v\npassword: q\nturn:b.com\n\nturn:c.com",
    "turn:a.com u/p;turn:b.com v/q;turn:c.com ;", "" },
  { "apart", "turn:a.com\nturn:b.com\n\nuser: u\npassword: p", "turn:a.com turn:b.com u/p;", "" },
  { "in-turn", "turn:a.com\nuser: u\npass: p\nturn:b.com\nturn:c.com\nuser: v\npass: q",
    "turn:a.com u/p;turn:b.com turn:c.com v/q;", "" },
  { "in-turn-before", "user: u\npass: p\nturn:a.com\nuser: v\npass: q\nturn:b.com",
    "turn:a.com u/p;turn:b.com v/q;", "" },
  { "two-for-one", "turn:a.com\nuser: u\npass: p\nuser: v\npass: q", "turn:a.com ;",
    NOT_CLEAR ("2", "user name") NOT_CLEAR ("3", "password")
    NOT_CLEAR ("4", "user name") NOT_CLEAR ("5", "password") },
  { "user-alone", "turn:a.com\nuser: u", "turn:a.com ;", NOT_CLEAR ("2", "user name") },
  { "stun-alone", "stun:a.com\nuser: u\npassword: p", "stun:a.com ;",
    NOT_CLEAR ("2", "user name") NOT_CLEAR ("3", "password") },
  { "own-sign-in", "turn://u:p@a.com turn:b.com\nuser: v\npassword: q",
    "turn:a.com u/p;turn:b.com v/q;", "" },
  /* What may be a secret is told to nobody. */
  { "secrets", "turn:a.com\nshared secret: hush\ntoken=hush\nPasswort geheim\nKennwort:geheim x",
    "turn:a.com ;",
    LEFT ("2", "shared secret: •••") LEFT ("3", "token= •••") LEFT ("4", "Passwort •••")
    LEFT ("5", "Kennwort •••") },
  { "html", "<p>Use <a class=\"x\" href=\"turn:a.com\">turn:a.com</a></p>\n<b>turns:b.com</b>",
    "turn:a.com turns:b.com ;", LEFT ("1", "Use") },
};

static char *
dup_servers (TpkProfile *profile)
{
  GString *servers = g_string_new (NULL);

  for (guint i = 0; i < tpk_profile_get_n_servers (profile); i++) {
    TpkServer *server = tpk_profile_get_server (profile, i);
    TpkCredential *credential = tpk_server_get_credential (server);

    for (guint j = 0; j < tpk_server_get_n_urls (server); j++)
      g_string_append_printf (servers, "%s ",
                              tpk_ice_url_get_text (tpk_server_get_url (server, j)));
    if (tpk_credential_get_kind (credential) == TPK_CREDENTIAL_PASSWORD)
      g_string_append_printf (servers, "%s/%s", tpk_credential_get_username (credential),
                              tpk_credential_get_password (credential));
    g_string_append_c (servers, ';');
  }

  return g_string_free (servers, FALSE);
}

static char *
dup_notes (TpkImport *import)
{
  GListModel *notes = tpk_import_get_notes (import);
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < g_list_model_get_n_items (notes); i++) {
    g_autoptr (TpkFinding) note = g_list_model_get_item (notes, i);

    g_string_append_printf (text, "%s\n", tpk_finding_get_message (note));
  }

  return g_string_free (text, FALSE);
}

static void
test_row (gconstpointer data)
{
  guint row = GPOINTER_TO_UINT (data);
  g_autoptr (GError) error = NULL;
  g_autoptr (TpkImport) import = tpk_dialect_find ("list")->read (rows[row].text, &error);
  g_autofree char *servers = NULL, *notes = NULL;

  g_assert_no_error (error);
  /* Those with a sign-in of their own may be GStreamer's. */
  if (strstr (rows[row].text, "://") == NULL)
    g_assert_cmpstr (tpk_dialect_recognise (rows[row].text)->id, ==, "list");
  servers = dup_servers (tpk_import_get_profile (import));
  notes = dup_notes (import);
  g_assert_cmpstr (servers, ==, rows[row].servers);
  g_assert_cmpstr (notes, ==, rows[row].notes);
}

/* A book in which one address stands is not told line by line. */
static void
test_many_lines (void)
{
  g_autoptr (GString) text = g_string_new ("turn:a.com\n");
  g_autoptr (TpkImport) import = NULL;
  g_autofree char *notes = NULL;

  for (guint i = 0; i < 60; i++)
    g_string_append (text, "All work and no play\n");
  import = tpk_dialect_find ("list")->read (text->str, NULL);
  g_assert_cmpuint (g_list_model_get_n_items (tpk_import_get_notes (import)), ==, 51);
  notes = dup_notes (import);
  g_assert_true (g_str_has_suffix (notes, "\n10 more lines have words that were left\n"));
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
    g_autofree char *path = g_strconcat ("/list/", rows[i].name, NULL);

    g_test_add_data_func (path, GUINT_TO_POINTER (i), test_row);
  }
  g_test_add_func ("/list/many-lines", test_many_lines);

  return g_test_run ();
}
