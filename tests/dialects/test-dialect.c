/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#include "config.h"

#include "dialects/tpk-dialect.h"

#include <string.h>

#define MEBIBYTE (1024 * 1024)

static void
test_table (void)
{
  static const char *const ids[] = {
    "w3c", "chromium", "firefox", "acs", "agora", "gstreamer", "pion", "aiortc",
  };
  guint n_dialects;
  const TpkDialect *const *dialects = tpk_dialects_get (&n_dialects);

  g_assert_cmpuint (n_dialects, >=, G_N_ELEMENTS (ids));
  g_assert_null (dialects[n_dialects]);

  for (gsize i = 0; i < G_N_ELEMENTS (ids); i++) {
    g_assert_cmpstr (dialects[i]->id, ==, ids[i]);
    g_assert_nonnull (dialects[i]->judge);
  }

  for (guint i = 0; i < n_dialects; i++) {
    g_assert_nonnull (dialects[i]->name);
    g_assert_true (tpk_dialect_find (dialects[i]->id) == dialects[i]);

    /* Who writes says what is written; who reads says what can be read. */
    g_assert_cmpint (dialects[i]->write != NULL, ==, dialects[i]->content_type != NULL);
    g_assert_cmpint (dialects[i]->write != NULL, ==, dialects[i]->suffix != NULL);
    g_assert_cmpint (dialects[i]->write != NULL, ==, dialects[i]->about != NULL);
    g_assert_cmpint (dialects[i]->read != NULL, ==, dialects[i]->recognise != NULL);
  }

  g_assert_null (tpk_dialect_find ("netscape"));
  g_assert_null (tpk_dialect_find (""));
}

static void
test_recognise (void)
{
  const TpkDialect *dialect = tpk_dialect_recognise (
    "{\"iceServers\":[{\"urls\":\"stun:stun.example.net\"}]}");

  g_assert_nonnull (dialect);
  g_assert_cmpstr (dialect->id, ==, "w3c");
  g_assert_null (tpk_dialect_recognise (""));
  g_assert_null (tpk_dialect_recognise ("Dear all, see you tomorrow."));
}

static void
test_import (void)
{
  static const char text[] = "\xef\xbb\xbf{\"iceServers\":[{\"urls\":\"stun:stun.example.net\"}]}";
  g_autoptr (GError) error = NULL;
  g_autoptr (TpkImport) import = tpk_dialects_import (text, -1, &error);

  g_assert_no_error (error);
  g_assert_nonnull (import);
  g_assert_cmpstr (tpk_import_get_dialect (import), ==, "w3c");
  g_assert_false (tpk_import_is_empty (import));
}

/* A mapped file ends without a NUL. */
static void
test_import_length (void)
{
  static const char text[] = "{\"iceServers\":[]}{broken";
  g_autoptr (GError) error = NULL;
  g_autoptr (TpkImport) import = NULL;

  import = tpk_dialects_import (text, strlen ("{\"iceServers\":[]}"), &error);
  g_assert_no_error (error);
  g_assert_nonnull (import);
}

static void
test_import_errors (void)
{
  static const struct {
    const char *text;
    gssize      length;
    int         code;
  } rows[] = {
    { "", -1, TPK_DIALECT_ERROR_UNKNOWN },
    { "\xef\xbb\xbf", -1, TPK_DIALECT_ERROR_UNKNOWN },
    { "Dear all, see you tomorrow.", -1, TPK_DIALECT_ERROR_UNKNOWN },
    { "turn:\xff", -1, TPK_DIALECT_ERROR_SYNTAX },
    { "turn:a\0b", 8, TPK_DIALECT_ERROR_SYNTAX },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++) {
    g_autoptr (GError) error = NULL;

    g_assert_null (tpk_dialects_import (rows[i].text, rows[i].length, &error));
    g_assert_error (error, TPK_DIALECT_ERROR, rows[i].code);
  }
}

static void
test_import_too_large (void)
{
  gsize length = 33 * MEBIBYTE;
  g_autofree char *text = g_malloc (length);
  g_autoptr (GError) error = NULL;

  memset (text, '[', length);
  g_assert_null (tpk_dialects_import (text, (gssize) length, &error));
  g_assert_error (error, TPK_DIALECT_ERROR, TPK_DIALECT_ERROR_TOO_LARGE);
}

static void
test_judgement (void)
{
  TpkJudgement *judgement = tpk_judgement_new_rejected ("SyntaxError", "words", "code", "message");
  TpkJudgement *same = tpk_judgement_ref (judgement);

  g_assert_true (same == judgement);
  tpk_judgement_unref (same);
  g_assert_cmpint (tpk_judgement_get_state (judgement), ==, TPK_JUDGEMENT_REJECTED);
  g_assert_cmpstr (tpk_judgement_get_error (judgement), ==, "SyntaxError");
  g_assert_cmpstr (tpk_judgement_get_error_text (judgement), ==, "words");
  g_assert_cmpstr (tpk_judgement_get_code (judgement), ==, "code");
  g_assert_cmpstr (tpk_judgement_get_message (judgement), ==, "message");
  g_assert_null (tpk_judgement_get_dials (judgement));
  tpk_judgement_unref (judgement);

  judgement = tpk_judgement_new_ok ("stun:h:3478");
  g_assert_cmpint (tpk_judgement_get_state (judgement), ==, TPK_JUDGEMENT_OK);
  g_assert_cmpstr (tpk_judgement_get_dials (judgement), ==, "stun:h:3478");
  g_assert_null (tpk_judgement_get_code (judgement));
  tpk_judgement_unref (judgement);

  g_assert_cmpstr (tpk_judgement_state_to_string (TPK_JUDGEMENT_OK), ==, "ok");
  g_assert_cmpstr (tpk_judgement_state_to_string (TPK_JUDGEMENT_CHANGED), ==, "changed");
  g_assert_cmpstr (tpk_judgement_state_to_string (TPK_JUDGEMENT_DROPPED), ==, "dropped");
  g_assert_cmpstr (tpk_judgement_state_to_string (TPK_JUDGEMENT_REJECTED), ==, "rejected");
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/dialects/dialect/table", test_table);
  g_test_add_func ("/dialects/dialect/recognise", test_recognise);
  g_test_add_func ("/dialects/dialect/import", test_import);
  g_test_add_func ("/dialects/dialect/import-length", test_import_length);
  g_test_add_func ("/dialects/dialect/import-errors", test_import_errors);
  g_test_add_func ("/dialects/dialect/import-too-large", test_import_too_large);
  g_test_add_func ("/dialects/dialect/judgement", test_judgement);

  return g_test_run ();
}
