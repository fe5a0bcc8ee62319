/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#include "config.h"

#include "model/tpk-profile.h"
#include "test-utils.h"

typedef struct {
  TpkProfile *profile;
  TpkServer *server;            /* (not owned) the second one */
  guint n_changed;
} Fixture;

static void
set_up (Fixture       *fixture,
        gconstpointer  data)
{
  static const char *const texts[] = {
    "turn:a.example", "turn:alice%40corp:p%3Aw@b.example?transport=UDP", NULL
  };
  g_autoptr (TpkServer) first = tpk_server_new ();
  g_autoptr (TpkServer) second = tpk_server_new ();

  tpk_server_set_urls (second, texts);
  fixture->profile = tpk_profile_new ("Office");
  fixture->server = second;
  tpk_profile_append_server (fixture->profile, first);
  tpk_profile_append_server (fixture->profile, second);
  tpk_test_count (fixture->profile, "changed", &fixture->n_changed);
}

static void
tear_down (Fixture       *fixture,
           gconstpointer  data)
{
  g_assert_finalize_object (fixture->profile);
}

static gboolean
apply (Fixture     *fixture,
       guint        server,
       guint        url,
       TpkFixKind   kind,
       const char  *text,
       GError     **error)
{
  g_autoptr (TpkFinding) finding = tpk_finding_new (TPK_SEVERITY_ERROR, "code", "Sentence.");

  tpk_finding_at (finding, server, url, NULL);
  tpk_finding_with_fix (finding, kind, text);
  return tpk_profile_apply_fix (fixture->profile, finding, error);
}

static void
assert_applies (Fixture    *fixture,
                guint       server,
                guint       url,
                TpkFixKind  kind,
                const char *text)
{
  g_autoptr (GError) error = NULL;

  g_assert_true (apply (fixture, server, url, kind, text, &error));
  g_assert_no_error (error);
}

static const char *
url_text (Fixture *fixture,
          guint    position)
{
  return tpk_ice_url_get_text (tpk_server_get_url (fixture->server, position));
}

static void
test_replace_url (Fixture       *fixture,
                  gconstpointer  data)
{
  assert_applies (fixture, 1, 0, TPK_FIX_REPLACE_URL, "turn:new.example");
  g_assert_cmpstr (url_text (fixture, 0), ==, "turn:new.example");
  g_assert_cmpuint (tpk_server_get_n_urls (fixture->server), ==, 2);
  g_assert_cmpuint (fixture->n_changed, ==, 1);
}

static void
test_move_user_info (Fixture       *fixture,
                     gconstpointer  data)
{
  TpkCredential *credential;

  assert_applies (fixture, 1, 1, TPK_FIX_MOVE_USER_INFO,
                  tpk_ice_url_get_fix (tpk_server_get_url (fixture->server, 1)));
  credential = tpk_server_get_credential (fixture->server);
  g_assert_cmpint (tpk_credential_get_kind (credential), ==, TPK_CREDENTIAL_PASSWORD);
  g_assert_cmpstr (tpk_credential_get_username (credential), ==, "alice@corp");
  g_assert_cmpstr (tpk_credential_get_password (credential), ==, "p:w");
  g_assert_cmpstr (url_text (fixture, 1), ==, "turn:b.example?transport=udp");
  g_assert_cmpuint (fixture->n_changed, ==, 1);
}

/* A URL with a name alone does not take the password away. */
static void
test_move_user_name (Fixture       *fixture,
                     gconstpointer  data)
{
  g_autoptr (TpkCredential) before = tpk_credential_new_password ("bob", "pw");
  TpkCredential *credential;

  tpk_server_set_credential (fixture->server, before);
  tpk_server_set_url (fixture->server, 1, "turn:alice@b.example");
  fixture->n_changed = 0;

  assert_applies (fixture, 1, 1, TPK_FIX_MOVE_USER_INFO, "turn:b.example");
  credential = tpk_server_get_credential (fixture->server);
  g_assert_cmpstr (tpk_credential_get_username (credential), ==, "alice");
  g_assert_cmpstr (tpk_credential_get_password (credential), ==, "pw");
  g_assert_cmpuint (fixture->n_changed, ==, 1);
}

static void
test_remove_url (Fixture       *fixture,
                 gconstpointer  data)
{
  assert_applies (fixture, 1, 1, TPK_FIX_REMOVE_URL, NULL);
  g_assert_cmpuint (tpk_server_get_n_urls (fixture->server), ==, 1);
  g_assert_cmpstr (url_text (fixture, 0), ==, "turn:a.example");
  g_assert_cmpuint (fixture->n_changed, ==, 1);
}

static void
test_add_url (Fixture       *fixture,
              gconstpointer  data)
{
  assert_applies (fixture, 1, TPK_FINDING_NOWHERE, TPK_FIX_ADD_URL, "turns:a.example:443");
  assert_applies (fixture, 1, TPK_FINDING_NOWHERE, TPK_FIX_ADD_URL, "turns:a.example:443");
  g_assert_cmpuint (tpk_server_get_n_urls (fixture->server), ==, 3);
  g_assert_cmpstr (url_text (fixture, 2), ==, "turns:a.example:443");
  g_assert_cmpuint (fixture->n_changed, ==, 1);
}

static void
test_remove_server (Fixture       *fixture,
                    gconstpointer  data)
{
  assert_applies (fixture, 0, TPK_FINDING_NOWHERE, TPK_FIX_REMOVE_SERVER, NULL);
  g_assert_cmpuint (tpk_profile_get_n_servers (fixture->profile), ==, 1);
  g_assert_true (tpk_profile_get_server (fixture->profile, 0) == fixture->server);
  g_assert_cmpuint (fixture->n_changed, ==, 1);
}

static void
test_relay_only (Fixture       *fixture,
                 gconstpointer  data)
{
  assert_applies (fixture, TPK_FINDING_NOWHERE, TPK_FINDING_NOWHERE, TPK_FIX_CLEAR_RELAY_ONLY,
                  NULL);
  g_assert_false (tpk_profile_get_relay_only (fixture->profile));
  assert_applies (fixture, TPK_FINDING_NOWHERE, TPK_FINDING_NOWHERE, TPK_FIX_SET_RELAY_ONLY, NULL);
  g_assert_true (tpk_profile_get_relay_only (fixture->profile));
  g_assert_cmpuint (fixture->n_changed, ==, 2);
}

/* What points nowhere, or nowhere any more, changes nothing. */
static void
test_gone (Fixture       *fixture,
           gconstpointer  data)
{
  static const struct {
    guint server;
    guint url;
    TpkFixKind kind;
    const char *text;
  } rows[] = {
    { 1, 0, TPK_FIX_NONE, NULL },
    { 2, 0, TPK_FIX_REPLACE_URL, "turn:x" },
    { 1, 2, TPK_FIX_REPLACE_URL, "turn:x" },
    { 0, 0, TPK_FIX_REPLACE_URL, "turn:x" },
    { 1, 0, TPK_FIX_REPLACE_URL, NULL },
    { TPK_FINDING_NOWHERE, 0, TPK_FIX_REPLACE_URL, "turn:x" },
    { 1, TPK_FINDING_NOWHERE, TPK_FIX_REPLACE_URL, "turn:x" },
    { 1, 0, TPK_FIX_MOVE_USER_INFO, "turn:x" },
    { 1, 1, TPK_FIX_MOVE_USER_INFO, NULL },
    { 1, 2, TPK_FIX_MOVE_USER_INFO, "turn:x" },
    { 1, 2, TPK_FIX_REMOVE_URL, NULL },
    { TPK_FINDING_NOWHERE, TPK_FINDING_NOWHERE, TPK_FIX_REMOVE_URL, NULL },
    { 2, 0, TPK_FIX_ADD_URL, "turn:x" },
    { 1, 0, TPK_FIX_ADD_URL, NULL },
    { 2, 0, TPK_FIX_REMOVE_SERVER, NULL },
    { TPK_FINDING_NOWHERE, 0, TPK_FIX_REMOVE_SERVER, NULL },
  };

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
    g_autoptr (GError) error = NULL;

    g_test_message ("%u", i);
    g_assert_false (apply (fixture, rows[i].server, rows[i].url, rows[i].kind, rows[i].text,
                           &error));
    g_assert_error (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT);
  }

  g_assert_cmpuint (fixture->n_changed, ==, 0);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

#define ADD(name, func) \
  g_test_add ("/model/profile-fix/" name, Fixture, NULL, set_up, func, tear_down)

  ADD ("replace-url", test_replace_url);
  ADD ("move-user-info", test_move_user_info);
  ADD ("move-user-name", test_move_user_name);
  ADD ("remove-url", test_remove_url);
  ADD ("add-url", test_add_url);
  ADD ("remove-server", test_remove_server);
  ADD ("relay-only", test_relay_only);
  ADD ("gone", test_gone);

#undef ADD

  return g_test_run ();
}
