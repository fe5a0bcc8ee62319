/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#include "config.h"

#include "store-fixture.h"

#include "store/tpk-file-change.h"

#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ptrace.h>
#include <sys/wait.h>
#include <unistd.h>

/* A process that applies a draft is killed at points that are spread evenly over all it asks of the
 * kernel in doing so: before each of its system calls, one after the other, when there are more
 * kills than calls. Every file is whole each time, old or new, and what was edited is in the draft
 * or applied.
 *
 * With `-m perf` it is 500 times. */

#define N_KILLS 100
#define N_KILLS_PERF 500

typedef struct {
  char *documents[2];
  char *exports[2];
} Texts;

static char *
export_of (StoreFixture *fixture,
           TpkDocument  *document)
{
  g_autoptr (GListModel) changes = NULL;
  g_autoptr (TpkFileChange) change = NULL;
  g_autoptr (GError) error = NULL;

  changes = tpk_store_plan (fixture->store, document, 0, &error);
  g_assert_no_error (error);
  change = g_list_model_get_item (changes, 1);

  return g_strdup (tpk_file_change_get_new_text (change));
}

static TpkDocument *
make_document (guint       i,
               const char *client_path)
{
  TpkDocument *document = test_document (i == 0 ? "old.example.net" : "new.example.net",
                                         i == 0 ? "old-password" : "new-password");
  g_autoptr (TpkClientFile) file = tpk_client_file_new ("w3c", client_path);

  tpk_document_add_client_file (document, file);

  return document;
}

static pid_t
start_traced (StoreFixture *fixture)
{
  const char *program = g_getenv ("TPK_STORE_HELPER");
  const char *options = g_getenv ("ASAN_OPTIONS");
  g_autofree char *without_leaks = NULL;
  pid_t pid;
  int status;

  /* The search for leaks traces the process itself, and would wait for ever for this one to let go. */
  without_leaks = g_strconcat (options != NULL ? options : "", ":detect_leaks=0", NULL);
  pid = fork ();
  g_assert_cmpint (pid, >=, 0);
  if (pid == 0) {
    setenv ("ASAN_OPTIONS", without_leaks, TRUE);
    if (ptrace (PTRACE_TRACEME, 0, NULL, NULL) != 0)
      _exit (77);
    execl (program, program, "apply-draft", fixture->folder, NULL);
    _exit (78);
  }

  g_assert_cmpint (waitpid (pid, &status, 0), ==, pid);
  if (WIFEXITED (status) && WEXITSTATUS (status) == 77)
    return 0;

  g_assert_true (WIFSTOPPED (status));
  g_assert_cmpint (ptrace (PTRACE_SETOPTIONS, pid, NULL,
                           PTRACE_O_TRACESYSGOOD | PTRACE_O_EXITKILL), ==, 0);

  /* Until it says that it begins, by stopping. */
  do {
    g_assert_cmpint (ptrace (PTRACE_CONT, pid, NULL, NULL), ==, 0);
    g_assert_cmpint (waitpid (pid, &status, 0), ==, pid);
    g_assert_true (WIFSTOPPED (status));
  } while (WSTOPSIG (status) != SIGSTOP);

  return pid;
}

/* Kills it before its @last-th system call. Returns how many there were, when it ended before. */
static guint
run_until (pid_t pid,
           guint last)
{
  guint stops = 0;
  int status;

  for (;;) {
    g_assert_cmpint (ptrace (PTRACE_SYSCALL, pid, NULL, NULL), ==, 0);
    g_assert_cmpint (waitpid (pid, &status, 0), ==, pid);
    if (WIFEXITED (status)) {
      g_assert_cmpint (WEXITSTATUS (status), ==, 0);
      return stops / 2;
    }

    g_assert_true (WIFSTOPPED (status));
    /* One stop when the call begins, and one when it ends. */
    if (WSTOPSIG (status) == (SIGTRAP | 0x80) && stops++ / 2 == last) {
      kill (pid, SIGKILL);
      g_assert_cmpint (waitpid (pid, &status, 0), ==, pid);
      g_assert_true (WIFSIGNALED (status));
      return 0;
    }
  }
}

static gboolean
assert_one_of (StoreFixture  *fixture,
               const char    *name,
               char         **texts,
               const char    *wanted)
{
  g_autofree char *path = test_path (fixture, name);
  g_autofree char *text = NULL;

  if (!g_file_test (path, G_FILE_TEST_EXISTS))
    return FALSE;

  text = test_read (path);
  if (strcmp (text, texts[0]) != 0 && strcmp (text, texts[1]) != 0)
    g_error ("%s is neither old nor new: %s", name, text);
  g_assert_cmpint (test_mode (path), ==, 0600);

  return strcmp (text, wanted) == 0;
}

static void
assert_whole (StoreFixture *fixture,
              Texts        *texts,
              const char   *edited)
{
  g_auto (GStrv) entries = tpk_store_list_history (fixture->store);
  gboolean applied = assert_one_of (fixture, "turnpike.json", texts->documents, edited);
  gboolean kept = assert_one_of (fixture, "draft.json", texts->documents, edited);

  g_assert_true (applied || kept);
  assert_one_of (fixture, "rtc-configuration.json", texts->exports, edited);
  assert_one_of (fixture, "../client.json", texts->exports, edited);
  for (guint i = 0; entries[i] != NULL; i++) {
    g_autofree char *name = g_build_filename ("history", entries[i], NULL);

    assert_one_of (fixture, name, texts->documents, edited);
  }
}

/* Has somebody edit the document into the one that is not applied. Returns which one that is. */
static guint
save_draft (StoreFixture  *fixture,
            TpkDocument  **documents)
{
  g_autoptr (TpkStore) store = tpk_store_new (fixture->folder);
  g_autoptr (TpkDocument) applied = NULL;
  g_autoptr (TpkDocument) draft = NULL;
  g_autofree char *set_aside = NULL;
  g_autofree char *text = NULL;
  g_autofree char *first = tpk_document_to_data (documents[0], NULL);
  g_autoptr (GError) error = NULL;
  guint wanted;

  applied = tpk_store_load_document (store, &set_aside, &error);
  g_assert_no_error (error);
  g_assert_null (set_aside);
  draft = tpk_store_load_draft (store, &set_aside, &error);
  g_assert_no_error (error);
  g_assert_null (set_aside);

  text = tpk_document_to_data (applied, NULL);
  wanted = strcmp (text, first) == 0 ? 1 : 0;
  g_assert_true (tpk_store_save_draft (store, documents[wanted], &error));
  g_assert_no_error (error);

  return wanted;
}

static guint
get_n_kills (void)
{
  if (g_getenv ("TURNPIKE_TEST_SLOW_TOOL") != NULL)
    return N_KILLS / 10;

  return g_test_perf () ? N_KILLS_PERF : N_KILLS;
}

static void
test_kill_points (StoreFixture  *fixture,
                  gconstpointer  data)
{
  g_autofree char *client_path = g_build_filename (fixture->folder, "..", "client.json", NULL);
  guint n = get_n_kills ();
  guint n_killed = 0;
  guint n_calls = 0;
  TpkDocument *documents[2];
  Texts texts;

  for (guint i = 0; i < 2; i++) {
    g_autoptr (TpkDocument) plain = make_document (i, "/nowhere");
    g_autoptr (TpkClientFile) file = NULL;

    file = g_list_model_get_item (tpk_document_get_client_files (plain), 0);
    tpk_document_remove_client_file (plain, file);
    texts.exports[i] = export_of (fixture, plain);
    documents[i] = make_document (i, client_path);
    texts.documents[i] = tpk_document_to_data (documents[i], NULL);
  }

  /* The history has its full length first, for then there is the most to do. */
  for (guint i = 0; i < 22 + n; i++) {
    guint step = i < 22 ? 0 : i - 22;
    guint wanted = save_draft (fixture, documents);
    guint ended;
    pid_t pid;

    pid = start_traced (fixture);
    if (pid == 0) {
      g_test_skip ("processes may not be traced here");
      break;
    }

    ended = run_until (pid, i < 22 ? G_MAXUINT : (guint) ((guint64) step * n_calls / n));
    if (i < 22)
      n_calls = ended;
    else
      n_killed += ended == 0 ? 1 : 0;
    assert_whole (fixture, &texts, texts.documents[wanted]);
  }

  g_test_message ("%u killed, at points spread over %u system calls", n_killed, n_calls);
  if (n_calls > 0)
    g_assert_cmpuint (n_killed, >=, n * 19 / 20);

  for (guint i = 0; i < 2; i++) {
    g_object_unref (documents[i]);
    g_free (texts.documents[i]);
    g_free (texts.exports[i]);
  }
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  store_test_add ("/store/kill-points", test_kill_points);

  return g_test_run ();
}
