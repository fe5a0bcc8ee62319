/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#include "config.h"

#include "keyring-fixture.h"

#include "dialects/tpk-lint.h"
#include "store/tpk-file-change.h"
#include "store/tpk-keyring.h"

#include <signal.h>
#include <string.h>

/* Secrets in a real gnome-keyring: unlocked, locked, stopped, killed, emptied, absent. */

static char *
read_file (StoreFixture *fixture,
           const char   *name)
{
  g_autofree char *path = test_path (fixture, name);

  return test_read (path);
}

static void
save_draft (TpkStore   *store,
            const char *password)
{
  g_autoptr (TpkDocument) document = test_document ("turn.example.net", password);
  g_autoptr (GError) error = NULL;

  g_assert_true (tpk_store_save_draft (store, document, &error));
  g_assert_no_error (error);
}

static void
apply (TpkStore   *store,
       const char *password)
{
  g_autoptr (TpkDocument) document = test_document ("turn.example.net", password);
  g_autoptr (GError) error = NULL;

  g_assert_true (tpk_store_apply (store, document, NULL, FALSE, &error));
  g_assert_no_error (error);
}

static const char *
get_password (TpkDocument *document)
{
  TpkProfile *profile = tpk_document_get_active_profile (document);

  return tpk_credential_get_password (tpk_server_get_credential (tpk_profile_get_server (profile,
                                                                                         0)));
}

static TpkDocument *
load (TpkStore      *store,
      TpkStoreFile   file,
      const char    *code)
{
  g_autoptr (TpkFinding) notice = NULL;
  g_autoptr (GError) error = NULL;
  TpkDocument *document = NULL;

  g_assert_true (tpk_store_load (store, file, &document, &notice, &error));
  g_assert_no_error (error);
  g_assert_nonnull (document);
  g_assert_cmpstr (notice != NULL ? tpk_finding_get_code (notice) : NULL, ==, code);

  return document;
}

/* As the next run finds it. */
static void
assert_loads (StoreFixture *fixture,
              TpkStoreFile  file,
              const char   *password)
{
  g_autoptr (TpkStore) store = tpk_store_new (fixture->folder);
  g_autoptr (TpkDocument) document = load (store, file, NULL);

  g_assert_cmpstr (get_password (document), ==, password);
}

static void
assert_sealed (StoreFixture *fixture,
               const char   *name,
               const char   *secret)
{
  g_autofree char *text = read_file (fixture, name);

  g_assert_null (strstr (text, secret));
  g_assert_nonnull (strstr (text, "\"password_ref\" : \"keyring:"));
}

static guint
count_stored (StoreFixture *fixture)
{
  g_autofree char *text = keyring_read (fixture->folder);
  guint n = 0;

  for (const char *place = text; place != NULL && (place = strstr (place, "\"keyring:")) != NULL;
       place++)
    n++;

  return n;
}

static void
test_moved_in (StoreFixture  *fixture,
               gconstpointer  data)
{
  g_autofree char *exported = NULL;

  save_draft (fixture->store, "first-password");
  assert_sealed (fixture, "draft.json", "first-password");
  assert_loads (fixture, TPK_STORE_DRAFT, "first-password");

  apply (fixture->store, "first-password");
  assert_sealed (fixture, "turnpike.json", "first-password");
  assert_loads (fixture, TPK_STORE_DOCUMENT, "first-password");

  /* That is what clients read. */
  exported = read_file (fixture, "rtc-configuration.json");
  g_assert_nonnull (strstr (exported, "first-password"));
}

/* A document that did not change gives the same text, in another process too. */
static void
test_same_text (StoreFixture  *fixture,
                gconstpointer  data)
{
  g_autoptr (TpkStore) other = tpk_store_new (fixture->folder);
  g_autoptr (TpkDocument) document = NULL;
  g_autoptr (GListModel) changes = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *before = NULL;
  g_autofree char *after = NULL;

  apply (fixture->store, "first-password");
  before = read_file (fixture, "turnpike.json");

  document = load (other, TPK_STORE_DOCUMENT, NULL);
  changes = tpk_store_plan (other, document, 0, &error);
  g_assert_no_error (error);
  for (guint i = 0; i < g_list_model_get_n_items (changes); i++) {
    g_autoptr (TpkFileChange) change = g_list_model_get_item (changes, i);

    g_assert_cmpint (tpk_file_change_get_kind (change), ==, TPK_FILE_CHANGE_NONE);
  }

  g_assert_true (tpk_store_apply (other, document, changes, FALSE, &error));
  g_assert_no_error (error);
  after = read_file (fixture, "turnpike.json");
  g_assert_cmpstr (after, ==, before);
  g_assert_false (tpk_store_was_changed (fixture->store, TPK_STORE_DOCUMENT));
}

static void
test_history (StoreFixture  *fixture,
              gconstpointer  data)
{
  g_auto (GStrv) entries = NULL;

  for (guint i = 0; i < 25; i++) {
    g_autofree char *password = g_strdup_printf ("password-%u", i);

    save_draft (fixture->store, "half-typed");
    save_draft (fixture->store, password);
    apply (fixture->store, password);
  }

  /* The newest is that of the document and the draft, too; nothing else is left. */
  g_assert_cmpuint (count_stored (fixture), ==, 20);

  entries = tpk_store_list_history (fixture->store);
  g_assert_cmpuint (g_strv_length (entries), ==, 20);
  for (guint i = 0; i < 20; i++) {
    g_autoptr (TpkStore) store = tpk_store_new (fixture->folder);
    g_autofree char *password = g_strdup_printf ("password-%u", 24 - i);
    g_autofree char *name = g_build_filename ("history", entries[i], NULL);
    g_autoptr (TpkDocument) document = NULL;
    g_autoptr (GError) error = NULL;

    document = tpk_store_load_history (store, entries[i], &error);
    g_assert_no_error (error);
    g_assert_cmpstr (get_password (document), ==, password);
    assert_sealed (fixture, name, password);
  }
}

/* Two servers with one password have one reference. */
static void
test_shared (StoreFixture  *fixture,
             gconstpointer  data)
{
  g_autoptr (TpkDocument) document = test_document ("one.example.net", "the-same");
  TpkProfile *profile = tpk_document_add_profile (document, "Other");
  g_autoptr (TpkServer) server = NULL;
  g_autoptr (TpkDocument) read = NULL;
  g_autoptr (GError) error = NULL;

  server = tpk_server_copy (tpk_profile_get_server (tpk_document_get_active_profile (document),
                                                    0));
  tpk_profile_append_server (profile, server);
  g_assert_true (tpk_store_apply (fixture->store, document, NULL, FALSE, &error));
  g_assert_no_error (error);
  g_assert_cmpuint (count_stored (fixture), ==, 1);

  read = load (fixture->store, TPK_STORE_DOCUMENT, NULL);
  tpk_document_set_active_profile (read, tpk_document_find_profile (read, "Other"));
  g_assert_cmpstr (get_password (read), ==, "the-same");
}

static void
assert_refused (TpkStore        *store,
                const char      *password,
                TpkKeyringError  code)
{
  g_autoptr (TpkDocument) document = test_document ("turn.example.net", password);
  g_autoptr (GError) error = NULL;
  g_autoptr (GError) apply_error = NULL;

  g_assert_false (tpk_store_save_draft (store, document, &error));
  g_assert_error (error, TPK_KEYRING_ERROR, (int) code);
  g_assert_null (strstr (error->message, password));

  g_assert_false (tpk_store_apply (store, document, NULL, FALSE, &apply_error));
  g_assert_error (apply_error, TPK_KEYRING_ERROR, (int) code);
}

static void
test_locked (StoreFixture  *fixture,
             gconstpointer  data)
{
  g_autoptr (TpkStore) store = tpk_store_new (fixture->folder);
  g_autoptr (TpkDocument) document = NULL;
  g_autoptr (TpkDocument) draft = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *before = NULL;
  g_autofree char *after = NULL;

  apply (fixture->store, "first-password");
  before = read_file (fixture, "turnpike.json");
  keyring_lock ();

  tpk_store_set_may_ask (store, FALSE);
  document = load (store, TPK_STORE_DOCUMENT, "keyring-locked");
  g_assert_cmpstr (get_password (document), ==, "");
  assert_refused (store, "second-password", TPK_KEYRING_ERROR_LOCKED);

  /* What is no secret can be edited meanwhile, and the reference stays. */
  tpk_profile_set_relay_only (tpk_document_get_active_profile (document), FALSE);
  draft = load (store, TPK_STORE_DOCUMENT, "keyring-locked");
  tpk_document_assign (draft, document);
  g_assert_true (tpk_store_save_draft (store, draft, &error));
  g_assert_no_error (error);
  assert_sealed (fixture, "draft.json", "first-password");

  keyring_unlock ();
  assert_loads (fixture, TPK_STORE_DRAFT, "first-password");
  assert_loads (fixture, TPK_STORE_DOCUMENT, "first-password");
  after = read_file (fixture, "turnpike.json");
  g_assert_cmpstr (after, ==, before);
}

/* Nobody is there who could show the prompt, which the service reports as a dismissal. */
static void
test_dismissed (StoreFixture  *fixture,
                gconstpointer  data)
{
  g_autoptr (TpkDocument) other = test_document ("turn.example.net", "second-password");
  g_autoptr (GError) error = NULL;
  g_autoptr (TpkStore) store = tpk_store_new (fixture->folder);
  g_autoptr (TpkDocument) document = NULL;

  apply (fixture->store, "first-password");
  keyring_lock ();

  document = load (store, TPK_STORE_DOCUMENT, "keyring-locked");
  g_assert_cmpstr (get_password (document), ==, "");
  assert_refused (store, "second-password", TPK_KEYRING_ERROR_LOCKED);
  tpk_store_ask_again (store);
  g_assert_false (tpk_store_save_draft (store, other, &error));
  g_assert_error (error, TPK_KEYRING_ERROR, TPK_KEYRING_ERROR_DISMISSED);

  keyring_unlock ();
  assert_loads (fixture, TPK_STORE_DOCUMENT, "first-password");
}

static void
test_absent (StoreFixture  *fixture,
             gconstpointer  data)
{
  g_autoptr (GPtrArray) notices = NULL;
  g_autoptr (GPtrArray) none = NULL;
  g_autoptr (TpkStore) store = NULL;
  g_autoptr (TpkDocument) document = NULL;
  g_autofree char *path = test_path (fixture, "turnpike.json");
  g_autofree char *text = NULL;

  keyring_stop ();
  g_assert_true (tpk_store_has_keyring (fixture->store));
  save_draft (fixture->store, "plain-password");
  apply (fixture->store, "plain-password");
  g_assert_false (tpk_store_has_keyring (fixture->store));
  text = test_read (path);
  g_assert_nonnull (strstr (text, "\"password\" : \"plain-password\""));
  g_assert_cmpint (test_mode (path), ==, 0600);

  /* Told once, for this folder, in whichever run. */
  notices = tpk_store_take_notices (fixture->store);
  g_assert_cmpuint (notices->len, ==, 1);
  g_assert_cmpstr (tpk_finding_get_code (g_ptr_array_index (notices, 0)), ==, "secrets-in-file");
  store = tpk_store_new (fixture->folder);
  document = load (store, TPK_STORE_DOCUMENT, NULL);
  apply (store, "another-password");
  none = tpk_store_take_notices (store);
  g_assert_cmpuint (none->len, ==, 0);

  /* The next write with a keyring moves them, without any change of the document. */
  keyring_start ();
  apply (store, "another-password");
  assert_sealed (fixture, "turnpike.json", "another-password");
  assert_loads (fixture, TPK_STORE_DOCUMENT, "another-password");
  g_assert_true (tpk_store_has_keyring (store));
}

static void
test_gone (StoreFixture  *fixture,
           gconstpointer  data)
{
  g_autoptr (TpkStore) store = NULL;
  g_autoptr (TpkDocument) document = NULL;
  g_autofree char *before = NULL;
  g_autofree char *after = NULL;

  apply (fixture->store, "first-password");
  before = read_file (fixture, "turnpike.json");
  keyring_stop ();

  /* What was in a keyring does not go into a file because the service has died. */
  assert_refused (fixture->store, "second-password", TPK_KEYRING_ERROR_UNAVAILABLE);
  after = read_file (fixture, "turnpike.json");
  g_assert_cmpstr (after, ==, before);

  store = tpk_store_new (fixture->folder);
  document = load (store, TPK_STORE_DOCUMENT, "keyring-unavailable");
  g_assert_cmpstr (get_password (document), ==, "");

  keyring_start ();
  assert_loads (fixture, TPK_STORE_DOCUMENT, "first-password");
  apply (fixture->store, "second-password");
  assert_loads (fixture, TPK_STORE_DOCUMENT, "second-password");
}

static void
test_hangs (StoreFixture  *fixture,
            gconstpointer  data)
{
  g_autoptr (TpkStore) store = tpk_store_new (fixture->folder);
  g_autoptr (TpkDocument) document = NULL;

  apply (fixture->store, "first-password");
  keyring_signal (SIGSTOP);
  document = load (store, TPK_STORE_DOCUMENT, "keyring-failed");
  g_assert_cmpstr (get_password (document), ==, "");
  keyring_signal (SIGCONT);
  assert_loads (fixture, TPK_STORE_DOCUMENT, "first-password");
}

static void
assert_finding (TpkDocument *document,
                const char  *code)
{
  g_autoptr (GListModel) findings = NULL;

  findings = tpk_lint_profile (tpk_document_get_active_profile (document), 0);
  for (guint i = 0; i < g_list_model_get_n_items (findings); i++) {
    g_autoptr (TpkFinding) finding = g_list_model_get_item (findings, i);

    if (strcmp (tpk_finding_get_code (finding), code) == 0) {
      g_assert_cmpint (tpk_finding_get_severity (finding), ==, TPK_SEVERITY_ERROR);
      g_assert_cmpuint (tpk_finding_get_server (finding), ==, 0);
      return;
    }
  }

  g_error ("There is no finding %s", code);
}

static void
test_emptied (StoreFixture  *fixture,
              gconstpointer  data)
{
  g_autoptr (TpkStore) store = tpk_store_new (fixture->folder);
  g_autoptr (TpkDocument) document = NULL;
  g_autoptr (TpkDocument) again = NULL;
  g_autoptr (TpkFinding) notice = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *before = NULL;
  g_autofree char *after = NULL;

  apply (fixture->store, "first-password");
  before = read_file (fixture, "turnpike.json");
  keyring_forget (fixture->folder);

  g_assert_true (tpk_store_load (store, TPK_STORE_DOCUMENT, &document, &notice, &error));
  g_assert_no_error (error);
  g_assert_cmpstr (tpk_finding_get_code (notice), ==, "secrets-lost");
  g_assert_nonnull (strstr (tpk_finding_get_message (notice), "“Head office”"));
  assert_finding (document, "secret-lost");

  /* The reference stays, for a keyring that comes back. */
  g_assert_true (tpk_store_apply (store, document, NULL, TRUE, &error));
  g_assert_no_error (error);
  after = read_file (fixture, "turnpike.json");
  g_assert_cmpstr (after, ==, before);

  apply (store, "entered-again");
  assert_loads (fixture, TPK_STORE_DOCUMENT, "entered-again");

  /* A run that still knows them puts them back. */
  keyring_forget (fixture->folder);
  again = load (store, TPK_STORE_DOCUMENT, NULL);
  g_assert_true (tpk_store_apply (store, again, NULL, FALSE, &error));
  g_assert_no_error (error);
  assert_loads (fixture, TPK_STORE_DOCUMENT, "entered-again");
}

static void
test_moved_out (StoreFixture  *fixture,
                gconstpointer  data)
{
  g_autoptr (TpkDocument) document = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *text = NULL;

  apply (fixture->store, "first-password");
  document = load (fixture->store, TPK_STORE_DOCUMENT, NULL);
  tpk_document_set_secrets_in_file (document, TRUE);
  g_assert_true (tpk_store_apply (fixture->store, document, NULL, FALSE, &error));
  g_assert_no_error (error);

  text = read_file (fixture, "turnpike.json");
  g_assert_nonnull (strstr (text, "\"password\" : \"first-password\""));
  g_assert_nonnull (strstr (text, "\"secrets\" : \"file\""));
  g_assert_null (strstr (text, "keyring:"));
  assert_loads (fixture, TPK_STORE_DOCUMENT, "first-password");

  tpk_document_set_secrets_in_file (document, FALSE);
  g_assert_true (tpk_store_apply (fixture->store, document, NULL, FALSE, &error));
  g_assert_no_error (error);
  assert_sealed (fixture, "turnpike.json", "first-password");
}

/* A file that was set aside is mended and put back: its secrets are still there. */
static void
test_damaged (StoreFixture  *fixture,
              gconstpointer  data)
{
  g_autofree char *path = test_path (fixture, "draft.json");
  g_autofree char *draft = NULL;
  g_autofree char *damaged = NULL;
  g_autoptr (TpkDocument) document = NULL;
  g_autoptr (TpkStore) other = NULL;
  g_autoptr (TpkFinding) notice = NULL;
  g_autoptr (GError) error = NULL;

  save_draft (fixture->store, "half-saved");
  draft = test_read (path);
  damaged = g_strconcat (draft, "}", NULL);
  test_write (path, damaged);
  g_assert_true (tpk_store_load (fixture->store, TPK_STORE_DRAFT, &document, &notice, &error));
  g_assert_cmpstr (tpk_finding_get_code (notice), ==, "file-set-aside");

  apply (fixture->store, "first-password");
  apply (fixture->store, "second-password");
  test_write (path, draft);
  assert_loads (fixture, TPK_STORE_DRAFT, "half-saved");
}

/* What the program says, on both outputs. */
static int
run_program (StoreFixture  *fixture,
             const char    *bus,
             char         **said,
             const char    *command)
{
  g_autoptr (GSubprocessLauncher) launcher = NULL;
  g_autoptr (GSubprocess) process = NULL;
  g_autoptr (GError) error = NULL;

  launcher = g_subprocess_launcher_new (G_SUBPROCESS_FLAGS_STDOUT_PIPE |
                                        G_SUBPROCESS_FLAGS_STDERR_MERGE |
                                        G_SUBPROCESS_FLAGS_STDIN_INHERIT);
  if (bus != NULL)
    g_subprocess_launcher_setenv (launcher, "DBUS_SESSION_BUS_ADDRESS", bus, TRUE);
  process = g_subprocess_launcher_spawn (launcher, &error, g_getenv ("TURNPIKECTL"),
                                         "--config-dir", fixture->folder, command, NULL);
  g_assert_no_error (error);
  g_subprocess_communicate_utf8 (process, NULL, NULL, said, NULL, &error);
  g_assert_no_error (error);
  g_assert_true (g_subprocess_get_if_exited (process));

  return g_subprocess_get_exit_status (process);
}

static void
test_program (StoreFixture  *fixture,
              gconstpointer  data)
{
  g_autofree char *good = NULL;
  g_autofree char *locked = NULL;
  g_autofree char *lost = NULL;
  g_autofree char *absent = NULL;

  apply (fixture->store, "first-password");
  g_assert_cmpint (run_program (fixture, NULL, &good, "apply"), ==, 0);
  g_assert_null (strstr (good, "keyring"));

  keyring_lock ();
  g_assert_cmpint (run_program (fixture, NULL, &locked, "apply"), ==, 3);
  g_assert_nonnull (strstr (locked, "is locked"));
  keyring_unlock ();

  g_assert_cmpint (run_program (fixture, "unix:path=/nonexistent", &absent, "apply"), ==, 3);
  g_assert_nonnull (strstr (absent, "There is no keyring"));

  keyring_forget (fixture->folder);
  g_assert_cmpint (run_program (fixture, NULL, &lost, "apply"), ==, 2);
  g_assert_nonnull (strstr (lost, "“Head office”"));
}

/* Without a session bus at all, as on a server. */
static void
test_program_without_bus (StoreFixture  *fixture,
                          gconstpointer  data)
{
  g_autofree char *path = test_path (fixture, "draft.json");
  g_autoptr (TpkDocument) document = test_document ("turn.example.net", "plain-password");
  g_autofree char *text = tpk_document_to_data (document, NULL);
  g_autofree char *written = NULL;
  g_autofree char *first = NULL;
  g_autofree char *second = NULL;

  test_write (path, text);
  g_assert_cmpint (run_program (fixture, "unix:path=/nonexistent", &first, "apply"), ==, 0);
  g_assert_nonnull (strstr (first, "There is no keyring"));
  g_assert_cmpint (run_program (fixture, "unix:path=/nonexistent", &second, "apply"), ==, 0);
  g_assert_null (strstr (second, "There is no keyring"));

  written = read_file (fixture, "turnpike.json");
  g_assert_cmpstr (written, ==, text);
}

int
main (int    argc,
      char **argv)
{
  const char *reason = NULL;
  int status;

  g_test_init (&argc, &argv, NULL);
  if (!keyring_fixture_begin (&reason)) {
    g_print ("1..0 # SKIP %s\n", reason);
    return 0;
  }
  keyring_start ();

  store_test_add ("/keyring/moved-in", test_moved_in);
  store_test_add ("/keyring/same-text", test_same_text);
  store_test_add ("/keyring/history", test_history);
  store_test_add ("/keyring/shared", test_shared);
  store_test_add ("/keyring/locked", test_locked);
  store_test_add ("/keyring/dismissed", test_dismissed);
  store_test_add ("/keyring/absent", test_absent);
  store_test_add ("/keyring/gone", test_gone);
  store_test_add ("/keyring/hangs", test_hangs);
  store_test_add ("/keyring/emptied", test_emptied);
  store_test_add ("/keyring/moved-out", test_moved_out);
  store_test_add ("/keyring/damaged", test_damaged);

  store_test_add ("/keyring/program", test_program);
  store_test_add ("/keyring/program-without-bus", test_program_without_bus);

  status = g_test_run ();
  keyring_fixture_end ();

  return status;
}
