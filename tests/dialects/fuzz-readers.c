/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#include "config.h"

#include "dialects/tpk-dialect.h"
#include "dialects/tpk-lint.h"

#include <stdlib.h>
#include <string.h>

#include "tpk-test-formats.h"

/*
 * Any bytes as a configuration, through tpk_dialects_import(), every reader whether it recognises
 * them or not, and what follows an import: the lint and the writers.
 * With -DTPK_LIBFUZZER and -fsanitize=fuzzer this is a fuzzer; without, a test that mutates what
 * every client and service writes, always in the same way. TPK_FUZZ_RUNS says how often, and
 * TPK_FUZZ_SEED from which seed on.
 */

#define DEFAULT_RUNS 20000
#define SLOW_TOOL_RUNS 200
#define MAX_MUTATIONS 6

/* Larger texts only slow the rest down. */
#define MAX_SIZE (64 * 1024)

int LLVMFuzzerTestOneInput (const guint8 *data,
                            gsize         size);

static void
check_findings (GListModel *findings)
{
  for (guint i = 0; i < g_list_model_get_n_items (findings); i++) {
    g_autoptr (TpkFinding) finding = g_list_model_get_item (findings, i);

    g_assert_true (g_utf8_validate (tpk_finding_get_message (finding), -1, NULL));
    g_assert_true (*tpk_finding_get_code (finding) != '\0');
  }
}

static void
check_servers (TpkProfile *profile)
{
  for (guint i = 0; i < tpk_profile_get_n_servers (profile); i++) {
    TpkServer *server = tpk_profile_get_server (profile, i);

    g_assert_cmpuint (tpk_server_get_n_urls (server), >, 0);
    for (guint j = 0; j < tpk_server_get_n_urls (server); j++)
      g_assert_true (g_utf8_validate (tpk_ice_url_get_text (tpk_server_get_url (server, j)), -1,
                                      NULL));
  }
}

static void
check_writers (TpkProfile *profile)
{
  const TpkDialect *const *dialects = tpk_dialects_get (NULL);

  for (guint i = 0; dialects[i] != NULL; i++) {
    g_autoptr (GError) error = NULL;
    g_autoptr (TpkExport) export = NULL;

    if (dialects[i]->write == NULL)
      continue;

    export = dialects[i]->write (profile, TEST_NOW_S, &error);
    g_assert_true ((export == NULL) == (error != NULL));
    if (export != NULL)
      g_assert_true (g_utf8_validate (tpk_export_get_text (export), -1, NULL));
  }
}

static void
check_import (TpkImport *import,
              GError    *error,
              gboolean   write)
{
  g_autoptr (GListModel) findings = NULL;
  TpkProfile *profile;

  g_assert_true ((import == NULL) == (error != NULL));
  if (import == NULL) {
    g_assert_true (error->domain == TPK_DIALECT_ERROR);
    g_assert_true (g_utf8_validate (error->message, -1, NULL));
    g_assert_cmpuint (strlen (error->message), >, 10);
    return;
  }

  profile = tpk_import_get_profile (import);
  check_findings (tpk_import_get_notes (import));
  check_servers (profile);
  g_assert_cmpint (tpk_import_get_expiry_s (import), >=, 0);

  findings = tpk_lint_profile (profile, TEST_NOW_S);
  check_findings (findings);
  if (write)
    check_writers (profile);
}

int
LLVMFuzzerTestOneInput (const guint8 *data,
                        gsize         size)
{
  const TpkDialect *const *dialects = tpk_dialects_get (NULL);
  g_autofree char *text = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (TpkImport) import = NULL;

  if (size > MAX_SIZE)
    return 0;

  import = tpk_dialects_import ((const char *) data, (gssize) size, &error);
  check_import (import, error, TRUE);

  /* The readers are promised text. */
  text = g_utf8_make_valid ((const char *) data, (gssize) size);
  for (guint i = 0; dialects[i] != NULL; i++) {
    g_autoptr (GError) read_error = NULL;
    g_autoptr (TpkImport) read = NULL;

    if (dialects[i]->recognise != NULL) {
      g_assert_cmpint (dialects[i]->recognise (text), >=, 0);
      g_assert_cmpint (dialects[i]->recognise (text), <=, 100);
    }

    if (dialects[i]->read != NULL) {
      read = dialects[i]->read (text, &read_error);
      check_import (read, read_error, FALSE);
    }
  }

  return 0;
}

#ifndef TPK_LIBFUZZER

static void
add_written (GPtrArray *seeds)
{
  static const char profile_json[] =
    "{'name':'x','route':'own','servers':[{'urls':['stun:turn.a.com',"
    "'turn:turn.a.com?transport=udp','turns:turn.a.com:443?transport=tcp'],'credential':{'kind':'KIND','username':'alice',"
    "'password':'p@ss:w/rd','secret':'north'}}]}";
  static const char *const kinds[] = { "password", "secret" };
  const TpkDialect *const *dialects = tpk_dialects_get (NULL);

  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++) {
    g_auto (GStrv) parts = g_strsplit (profile_json, "KIND", 2);
    g_autofree char *filled = g_strjoinv (kinds[i], parts);
    g_autoptr (TpkProfile) profile = test_profile (filled);

    for (guint j = 0; dialects[j] != NULL; j++) {
      g_autoptr (TpkExport) export = NULL;

      if (dialects[j]->write == NULL)
        continue;

      export = dialects[j]->write (profile, TEST_NOW_S, NULL);
      if (export != NULL)
        g_ptr_array_add (seeds, g_strdup (tpk_export_get_text (export)));
    }
  }
}

static int
compare_names (gconstpointer a,
               gconstpointer b)
{
  return strcmp (*(const char *const *) a, *(const char *const *) b);
}

static void
add_samples (GPtrArray *seeds)
{
  g_autofree char *folder = g_test_build_filename (G_TEST_DIST, "data", "services", NULL);
  g_autoptr (GPtrArray) names = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GError) error = NULL;
  g_autoptr (GDir) dir = g_dir_open (folder, 0, &error);
  const char *name;

  g_assert_no_error (error);
  while ((name = g_dir_read_name (dir)) != NULL)
    g_ptr_array_add (names, g_strdup (name));

  /* Folders are listed in any order, and runs are to be alike. */
  g_ptr_array_sort (names, compare_names);
  for (guint i = 0; i < names->len; i++) {
    g_autofree char *path = g_build_filename (folder, g_ptr_array_index (names, i), NULL);
    char *text = NULL;

    g_file_get_contents (path, &text, NULL, &error);
    g_assert_no_error (error);
    g_ptr_array_add (seeds, text);
  }
}

static GPtrArray *
load_seeds (void)
{
  static const char *const texts[] = {
    ACS_SAMPLE, AGORA_ENABLE_SAMPLE, AGORA_DISABLE_SAMPLE,
    "const s = [{urls: `turn:a`, username: 'u' + 1, credential: \"p\"}, ...more];\n"
    "/* c */ new RTCPeerConnection({iceServers: s, x: (a, b) => { return [a, b]; }});",
    "client.setProxyServer('p.a.com'); client.setTurnServer([{turnServerURL: 'a.com',"
    " username: 'u', password: 'p', udpport: 3478, tcpport: 443, security: true, forceturn: true}]);",
    "turn://alice:p%40ss@a.com:3478?transport=tcp, stun:b.com\nturns:[2001:db8::1]:443",
  };
  GPtrArray *seeds = g_ptr_array_new_with_free_func (g_free);

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    g_ptr_array_add (seeds, g_strdup (texts[i]));
  add_written (seeds);
  add_samples (seeds);

  return seeds;
}

static gint32
pick (GRand *rand,
      gsize  n)
{
  return g_rand_int_range (rand, 0, (gint32) n);
}

/* A piece or any character put in, taken out, said again, or the end of another text put on. */
static void
mutate (GString   *text,
        GPtrArray *seeds,
        GRand     *rand)
{
  static const char *const pieces[] = {
    "{", "}", "[", "]", "(", ")", "<", ">", "</", "/>", "\"", "'", "`", "\\", "\\\"", "\\u0000",
    "\\ud800", ",", ";", ":", "=", "=>", ".", "...", "/*", "*/", "//", "#", "-", "- ", "|", ">-",
    "&", "&amp;", "&#0;", "&#x10ffff;", "*", "!", "%", "%00", "@", "?", "\n", "\r\n", "\n ", "\t",
    "0", "-1", "1e309", "99999999999999999999", "86400s", "null", "true", "\xff", "\xc3",
    "\xe2\x80\xae", "\xef\xbb\xbf", "turn:", "turns:", "stun:", "\"v\":", "\"ttl\":", "\"uris\":",
    "\"iceServers\":", "<service ", "rel=\"ice-server\"", "expires='", "<![CDATA[", "<!--", "<?",
  };
  gsize at = (gsize) pick (rand, text->len + 1);
  gsize at_most = (gsize) pick (rand, 40);
  gsize length = MIN (at_most, text->len - at);
  const char *piece = pieces[pick (rand, G_N_ELEMENTS (pieces))];
  const char *other = g_ptr_array_index (seeds, pick (rand, seeds->len));
  g_autofree char *again = NULL;

  switch (pick (rand, 8)) {
  case 0:
    g_string_insert (text, (gssize) at, piece);
    break;
  case 1:
    g_string_overwrite (text, at, piece);
    break;
  case 2:
    g_string_erase (text, (gssize) at, (gssize) length);
    break;
  case 3:
    g_string_insert_c (text, (gssize) at, (char) pick (rand, 256));
    break;
  case 4:
    again = g_strndup (text->str + at, length);
    for (gint32 n = pick (rand, 8); n >= 0; n--)
      g_string_insert (text, pick (rand, text->len + 1), again);
    break;
  case 5:
    g_string_truncate (text, at);
    break;
  case 6:
    g_string_insert_unichar (text, (gssize) at, (gunichar) g_rand_int_range (rand, 0x80, 0xd800));
    break;
  default:
    g_string_truncate (text, at);
    g_string_append (text, other + pick (rand, strlen (other) + 1));
    break;
  }
}

static guint
get_number (const char *variable,
            guint       otherwise)
{
  const char *text = g_getenv (variable);

  return text != NULL ? (guint) strtoul (text, NULL, 10) : otherwise;
}

static void
test_seeds (void)
{
  g_autoptr (GPtrArray) seeds = load_seeds ();

  g_assert_cmpuint (seeds->len, >=, 60);
  for (guint i = 0; i < seeds->len; i++) {
    const char *seed = g_ptr_array_index (seeds, i);

    LLVMFuzzerTestOneInput ((const guint8 *) seed, strlen (seed));
  }
}

static void
test_mutations (void)
{
  g_autoptr (GPtrArray) seeds = load_seeds ();
  g_autoptr (GRand) rand = g_rand_new_with_seed (get_number ("TPK_FUZZ_SEED", 8288));
  gboolean slow = g_getenv ("TURNPIKE_TEST_SLOW_TOOL") != NULL;
  guint runs = get_number ("TPK_FUZZ_RUNS", slow ? SLOW_TOOL_RUNS : DEFAULT_RUNS);

  for (guint i = 0; i < runs; i++) {
    g_autoptr (GString) text = g_string_new (g_ptr_array_index (seeds, i % seeds->len));

    for (gint32 n = pick (rand, MAX_MUTATIONS); n >= 0; n--)
      mutate (text, seeds, rand);
    LLVMFuzzerTestOneInput ((const guint8 *) text->str, text->len);
  }
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/dialects/fuzz-readers/seeds", test_seeds);
  g_test_add_func ("/dialects/fuzz-readers/mutations", test_mutations);

  return g_test_run ();
}

#endif
