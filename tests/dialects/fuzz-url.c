/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#include "config.h"

#include "dialects/tpk-dialect.h"
#include "dialects/tpk-whatwg-url.h"
#include "model/tpk-ice-url.h"

#include <json-glib/json-glib.h>
#include <stdlib.h>
#include <string.h>

/*
 * Any bytes as a URL, through the strict reader, the reader of the URL Standard and every judge.
 * With -DTPK_LIBFUZZER and -fsanitize=fuzzer this is a fuzzer; without, a test that mutates the
 * recorded URLs, always in the same way. TPK_FUZZ_RUNS says how often.
 */

#define DEFAULT_RUNS 200000
#define SLOW_TOOL_RUNS 2000
#define MAX_MUTATIONS 4

int LLVMFuzzerTestOneInput (const guint8 *data,
                            gsize         size);

static void
check_text (const char *text)
{
  g_assert_true (text == NULL || g_utf8_validate (text, -1, NULL));
}

static void
check_judgement (const TpkDialect *dialect,
                 TpkJudgeInput    *input)
{
  g_autoptr (TpkJudgement) judgement = NULL;
  TpkJudgementState state;

  if (dialect->judge == NULL)
    return;

  judgement = tpk_dialect_judge (dialect, input);
  state = tpk_judgement_get_state (judgement);
  g_assert_nonnull (tpk_judgement_state_to_string (state));
  g_assert_cmpint (state == TPK_JUDGEMENT_OK, ==, tpk_judgement_get_code (judgement) == NULL);
  g_assert_cmpint (state == TPK_JUDGEMENT_OK, ==, tpk_judgement_get_message (judgement) == NULL);
  if (state == TPK_JUDGEMENT_OK)
    g_assert_nonnull (tpk_judgement_get_dials (judgement));
  if (state == TPK_JUDGEMENT_REJECTED || state == TPK_JUDGEMENT_DROPPED)
    g_assert_null (tpk_judgement_get_dials (judgement));

  check_text (tpk_judgement_get_dials (judgement));
  check_text (tpk_judgement_get_error (judgement));
  check_text (tpk_judgement_get_error_text (judgement));
  check_text (tpk_judgement_get_message (judgement));
}

static void
check_whatwg (const char *data,
              gsize       size)
{
  for (guint flavour = TPK_WHATWG_STANDARD; flavour <= TPK_WHATWG_CHROMIUM; flavour++) {
    g_autoptr (TpkWhatwgUrl) url = tpk_whatwg_url_parse_as (data, (gssize) size, flavour);
    g_autoptr (TpkWhatwgUrl) again = NULL;
    g_autofree char *href = NULL;
    g_autofree char *href_again = NULL;
    g_autofree char *value = NULL;

    if (url == NULL)
      continue;

    href = tpk_whatwg_url_serialize (url);
    g_assert_true (g_str_is_ascii (href));
    again = tpk_whatwg_url_parse_as (href, -1, flavour);
    g_assert_nonnull (again);
    href_again = tpk_whatwg_url_serialize (again);
    g_assert_cmpstr (href_again, ==, href);

    value = tpk_whatwg_url_dup_parameter (url, "transport");
    check_text (value);
  }
}

int
LLVMFuzzerTestOneInput (const guint8 *data,
                        gsize         size)
{
  g_autofree char *text = g_strndup ((const char *) data, size);
  g_autoptr (TpkIceUrl) url = tpk_ice_url_new (text);
  g_autofree char *message = tpk_ice_url_dup_message (url);
  g_autoptr (TpkJudgeInput) with = tpk_judge_input_new (text, "1700000000:alice", "p@ss:w/rd");
  g_autoptr (TpkJudgeInput) without = tpk_judge_input_new (text, NULL, NULL);
  const TpkDialect *const *dialects = tpk_dialects_get (NULL);

  check_text (message);
  check_text (tpk_ice_url_get_fix (url));
  check_text (tpk_ice_url_get_canonical (url));
  check_whatwg ((const char *) data, size);

  for (guint i = 0; dialects[i] != NULL; i++) {
    check_judgement (dialects[i], with);
    check_judgement (dialects[i], without);
  }

  return 0;
}

#ifndef TPK_LIBFUZZER

static GPtrArray *
load_urls (void)
{
  g_autofree char *path = g_test_build_filename (G_TEST_DIST, "data", "urls.jsonl", NULL);
  g_autofree char *text = NULL;
  g_autoptr (GError) error = NULL;
  g_auto (GStrv) lines = NULL;
  GPtrArray *urls = g_ptr_array_new_with_free_func (g_free);

  g_file_get_contents (path, &text, NULL, &error);
  g_assert_no_error (error);

  lines = g_strsplit (text, "\n", -1);
  for (gsize i = 0; lines[i] != NULL; i++) {
    g_autoptr (JsonNode) node = json_from_string (lines[i], NULL);
    const char *url;

    if (node == NULL)
      continue;

    /* Long rows would only slow the rest down. */
    url = json_object_get_string_member (json_node_get_object (node), "url");
    if (strlen (url) < 512)
      g_ptr_array_add (urls, g_strdup (url));
  }

  return urls;
}

/* One byte or piece put in, put over or taken out, or the end of another URL put on. */
static void
mutate (GString   *text,
        GPtrArray *urls,
        GRand     *rand)
{
  static const char *const pieces[] = {
    ":", "::", "/", "//", "@", "?", "??", "#", "[", "]", "[]", ".", "..", "&", "=", ";", "+",
    "%", "%00", "%2e", "%41", "%C3%BC", " ", "\t", "\n", "\\", "|", "*", "\"", "'",
    "0", "65536", "4294967296", "0x", "::1", "fe80::1%25", "192.0.2.", "xn--",
    "ß", "ü", "日", "。", "\xe2\x80\x8b", "\xef\xbb\xbf", "\xf0\x9f\x98\x80", "\xff", "\xc3",
    "stun:", "stuns:", "turn:", "turns:", "http:", "TURN:", "transport=", "udp", "tcp", "tls",
  };
  gsize at = (gsize) g_rand_int_range (rand, 0, (gint32) text->len + 1);
  gsize n;
  const char *piece = pieces[g_rand_int_range (rand, 0, G_N_ELEMENTS (pieces))];
  const char *other = g_ptr_array_index (urls, g_rand_int_range (rand, 0, (gint32) urls->len));

  switch (g_rand_int_range (rand, 0, 5)) {
  case 0:
    g_string_insert (text, (gssize) at, piece);
    break;
  case 1:
    g_string_overwrite (text, at, piece);
    break;
  case 2:
    n = (gsize) g_rand_int_range (rand, 1, 6);
    g_string_erase (text, (gssize) at, (gssize) MIN (n, text->len - at));
    break;
  case 3:
    g_string_insert_c (text, (gssize) at, (char) g_rand_int_range (rand, 0, 256));
    break;
  default:
    g_string_truncate (text, at);
    g_string_append (text, other + (gsize) g_rand_int_range (rand, 0,
                                                            (gint32) strlen (other) + 1));
    break;
  }
}

static void
test_mutations (void)
{
  g_autoptr (GPtrArray) urls = load_urls ();
  g_autoptr (GRand) rand = g_rand_new_with_seed (7065);
  const char *runs_text = g_getenv ("TPK_FUZZ_RUNS");
  guint runs = g_getenv ("TURNPIKE_TEST_SLOW_TOOL") != NULL ? SLOW_TOOL_RUNS : DEFAULT_RUNS;

  if (runs_text != NULL)
    runs = (guint) strtoul (runs_text, NULL, 10);

  g_assert_cmpuint (urls->len, >=, 100);

  for (guint i = 0; i < runs; i++) {
    const char *seed = g_ptr_array_index (urls, i % urls->len);
    g_autoptr (GString) text = g_string_new (seed);
    gint32 n = g_rand_int_range (rand, 1, MAX_MUTATIONS + 1);

    while (n-- > 0)
      mutate (text, urls, rand);
    LLVMFuzzerTestOneInput ((const guint8 *) text->str, text->len);
  }
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/dialects/fuzz-url/mutations", test_mutations);
  return g_test_run ();
}

#endif
