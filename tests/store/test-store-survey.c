/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#include "config.h"

#include "store-fixture.h"

#include "store/tpk-client-status.h"

#include <glib/gstdio.h>
#include <string.h>
#include <unistd.h>

#define NOW 1800000000

static const char *const state_names[] = {
  "off", "in-step", "new", "changes", "missing", "outdated", "foreign", "blocked",
};

static void
add_client (TpkDocument *document,
            const char  *client,
            const char  *path)
{
  g_autoptr (TpkClientFile) file = tpk_client_file_new (client, path);

  tpk_document_add_client_file (document, file);
}

static void
apply (StoreFixture *fixture,
       TpkDocument  *document)
{
  g_autoptr (GError) error = NULL;

  g_assert_true (tpk_store_apply (fixture->store, document, NULL, FALSE, &error));
  g_assert_no_error (error);
}

static TpkClientStatus *
status_at (GListModel *list,
           guint       position)
{
  g_autoptr (TpkClientStatus) status = g_list_model_get_item (list, position);

  g_assert_nonnull (status);

  return status;
}

/* "client:state " for each file. */
static void
assert_survey (StoreFixture *fixture,
               TpkDocument  *draft,
               TpkDocument  *applied,
               const char   *expected)
{
  g_autoptr (GListModel) list = tpk_store_survey (fixture->store, draft, applied, NOW);
  g_autoptr (GString) states = g_string_new (NULL);

  for (guint i = 0; i < g_list_model_get_n_items (list); i++) {
    TpkClientStatus *status = status_at (list, i);

    g_string_append_printf (states, "%s:%s ", tpk_client_status_get_client (status),
                            state_names[tpk_client_status_get_state (status)]);
  }
  g_assert_cmpstr (states->str, ==, expected);
}

static void
test_states (StoreFixture  *fixture,
             gconstpointer  data)
{
  g_autofree char *rtc = test_path (fixture, "rtc-configuration.json");
  g_autofree char *acs = g_build_filename (fixture->root, "acs.json", NULL);
  g_autoptr (TpkDocument) empty = tpk_document_new ();
  g_autoptr (TpkDocument) first = test_document ("a.example.net", "pw");
  g_autoptr (TpkDocument) second = test_document ("b.example.net", "pw");
  g_autoptr (GError) error = NULL;
  g_autofree char *first_text = NULL;
  g_autofree char *again = NULL;

  assert_survey (fixture, first, empty, "w3c:new ");
  apply (fixture, first);
  assert_survey (fixture, first, first, "w3c:in-step ");
  assert_survey (fixture, second, first, "w3c:changes ");

  /* One that is not applied yet, and then is. */
  add_client (second, "acs", acs);
  assert_survey (fixture, second, first, "w3c:changes acs:new ");
  first_text = test_read (rtc);
  apply (fixture, second);
  assert_survey (fixture, second, second, "w3c:in-step acs:in-step ");

  /* Somebody else: removed, wrote, put back what was there before. */
  g_assert_cmpint (g_unlink (acs), ==, 0);
  assert_survey (fixture, second, second, "w3c:in-step acs:missing ");
  test_write (acs, "theirs\n");
  assert_survey (fixture, second, second, "w3c:in-step acs:foreign ");
  test_write (rtc, first_text);
  assert_survey (fixture, second, second, "w3c:outdated acs:foreign ");

  /* Each can be written again alone. */
  g_assert_true (tpk_store_rewrite (fixture->store, second, rtc, &error));
  g_assert_no_error (error);
  assert_file (acs, "theirs\n");
  assert_survey (fixture, second, second, "w3c:in-step acs:foreign ");
  g_assert_true (tpk_store_rewrite (fixture->store, second, acs, &error));
  g_assert_no_error (error);
  assert_survey (fixture, second, second, "w3c:in-step acs:in-step ");
  again = test_read (acs);
  g_assert_nonnull (strstr (again, "b.example.net"));
}

static void
test_off (StoreFixture  *fixture,
          gconstpointer  data)
{
  g_autofree char *path = g_build_filename (fixture->root, "acs.json", NULL);
  g_autoptr (TpkDocument) document = test_document ("a.example.net", "pw");
  g_autoptr (TpkClientFile) on = tpk_client_file_new ("acs", path);
  g_autoptr (TpkClientFile) off = tpk_client_file_with_enabled (on, FALSE);
  g_autoptr (GError) error = NULL;

  tpk_document_add_client_file (document, off);
  apply (fixture, document);
  assert_no_file (path);
  assert_survey (fixture, document, document, "w3c:in-step acs:off ");
  g_assert_false (tpk_store_rewrite (fixture->store, document, path, &error));
  g_assert_error (error, TPK_STORE_ERROR, TPK_STORE_ERROR_CHANGED);
  assert_no_file (path);
}

/* Minted passwords carry the time: another one is no difference between draft and applied. */
static void
test_minted (StoreFixture  *fixture,
             gconstpointer  data)
{
  g_autoptr (TpkDocument) document = test_document ("a.example.net", "pw");
  TpkProfile *profile = tpk_document_get_active_profile (document);
  g_autoptr (TpkCredential) secret =
    tpk_credential_new_secret ("alice", "north", 3600);

  tpk_server_set_credential (tpk_profile_get_server (profile, 0), secret);
  apply (fixture, document);
  assert_survey (fixture, document, document, "w3c:in-step ");
}

static void
assert_blocked (StoreFixture *fixture,
                TpkDocument  *document,
                guint         position,
                const char   *reason)
{
  g_autoptr (GListModel) list = tpk_store_survey (fixture->store, document, document, NOW);
  TpkClientStatus *status = status_at (list, position);

  g_assert_cmpint (tpk_client_status_get_state (status), ==, TPK_CLIENT_BLOCKED);
  g_assert_cmpstr (tpk_client_status_get_reason (status), ==, reason);
  g_assert_null (tpk_client_status_get_change (status));
}

/* Whatever stands in the way of one file, the others are told of, too. */
static void
test_blocked (StoreFixture  *fixture,
              gconstpointer  data)
{
  g_autofree char *good = g_build_filename (fixture->root, "good.json", NULL);
  g_autofree char *missing = g_build_filename (fixture->root, "no", "acs.json", NULL);
  g_autofree char *own = test_path (fixture, "turnpike.json");
  g_autoptr (TpkDocument) document = test_document ("a.example.net", "pw");

  g_assert_cmpint (g_mkdir_with_parents (fixture->folder, 0700), ==, 0);
  add_client (document, "acs", missing);
  add_client (document, "acs", own);
  add_client (document, "netscape", good);
  add_client (document, "acs", fixture->root);
  add_client (document, "acs", "acs.json");
  add_client (document, "pion", good);
  add_client (document, "acs", good);

  assert_survey (fixture, document, document,
                 "w3c:new acs:blocked acs:blocked netscape:blocked acs:blocked acs:blocked "
                 "pion:blocked acs:blocked ");
  assert_blocked (fixture, document, 1,
                  "its folder is not there. Create the folder, or choose another one.");
  assert_blocked (fixture, document, 2,
                  "Turnpike keeps its own things there. Choose another file.");
  assert_blocked (fixture, document, 3, "this client is not known. Choose another one.");
  assert_blocked (fixture, document, 4, "that is a folder. Give the name of a file in it.");
  assert_blocked (fixture, document, 5,
                  "the path does not begin with “/”. Give the whole path.");
  assert_blocked (fixture, document, 7,
                  "the same file is written for another client. Choose another file.");
}

/* Two names of one file are one file. */
static void
test_links (StoreFixture  *fixture,
            gconstpointer  data)
{
  g_autofree char *real = g_build_filename (fixture->root, "real.json", NULL);
  g_autofree char *link = g_build_filename (fixture->root, "link.json", NULL);
  g_autoptr (TpkDocument) document = test_document ("a.example.net", "pw");
  g_autoptr (GListModel) list = NULL;

  g_assert_cmpint (symlink (real, link), ==, 0);
  add_client (document, "acs", link);
  add_client (document, "pion", real);

  list = tpk_store_survey (fixture->store, document, document, NOW);
  g_assert_cmpstr (tpk_client_status_get_target (status_at (list, 1)), ==, real);
  g_assert_null (tpk_client_status_get_target (status_at (list, 2)));
  assert_blocked (fixture, document, 2,
                  "the same file is written for another client. Choose another file.");
}

/* Root may write anywhere, so somebody else tries. */
static void
test_unwritable (StoreFixture  *fixture,
                 gconstpointer  data)
{
  g_autofree char *folder = g_build_filename (fixture->root, "read-only", NULL);
  g_autofree char *path = g_build_filename (folder, "acs.json", NULL);
  g_autoptr (TpkDocument) document = test_document ("a.example.net", "pw");
  uid_t uid = getuid ();

  g_assert_cmpint (g_mkdir (folder, 0555), ==, 0);
  add_client (document, "acs", path);
  if (uid == 0) {
    g_assert_cmpint (g_chmod (fixture->root, 0755), ==, 0);
    g_assert_cmpint (setresuid (65534, 65534, 0), ==, 0);
  }

  assert_blocked (fixture, document, 1,
                  "you may not write in its folder. Choose another folder, or have whoever "
                  "administers this computer allow it.");
  if (uid == 0)
    g_assert_cmpint (setresuid (0, 0, 0), ==, 0);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  store_test_add ("/store/survey/states", test_states);
  store_test_add ("/store/survey/off", test_off);
  store_test_add ("/store/survey/minted", test_minted);
  store_test_add ("/store/survey/blocked", test_blocked);
  store_test_add ("/store/survey/links", test_links);
  store_test_add ("/store/survey/unwritable", test_unwritable);

  return g_test_run ();
}
