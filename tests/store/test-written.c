/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#include "config.h"

#include "store-fixture.h"

#include "store/tpk-written.h"

#include <string.h>

static TpkWritten *
load (StoreFixture *fixture,
      const char   *text)
{
  g_autofree char *path = test_path (fixture, "written.json");

  if (text != NULL)
    test_write (path, text);

  return tpk_written_load (fixture->folder);
}

static void
test_round_trip (StoreFixture  *fixture,
                 gconstpointer  data)
{
  g_autoptr (TpkWritten) written = load (fixture, NULL);
  g_autoptr (TpkWritten) again = NULL;
  g_autofree char *path = test_path (fixture, "rtc-configuration.json");
  g_autofree char *text = NULL;
  g_autofree char *text_again = NULL;
  gsize length, length_again;

  g_assert_cmpuint (tpk_written_get_generation (written), ==, 0);
  tpk_written_bump (written);
  g_assert_true (tpk_written_record (written, path, "s2", "s1"));
  g_assert_false (tpk_written_record (written, path, "s2", "s1"));
  g_assert_true (tpk_written_record (written, "/x/acs.json", "s3", NULL));
  g_assert_true (tpk_written_set_base (written, "draft.json", "b1"));
  g_assert_false (tpk_written_set_base (written, "draft.json", "b1"));

  text = tpk_written_to_data (written, &length);
  g_assert_cmpuint (length, ==, strlen (text));
  again = load (fixture, text);
  text_again = tpk_written_to_data (again, &length_again);
  g_assert_cmpstr (text_again, ==, text);

  g_assert_cmpuint (tpk_written_get_generation (again), ==, 1);
  g_assert_true (tpk_written_is_ours (again, path, "s2"));
  g_assert_true (tpk_written_is_ours (again, path, "s1"));
  g_assert_false (tpk_written_is_ours (again, path, "s3"));
  g_assert_true (tpk_written_is_ours (again, "/x/acs.json", "s3"));
  g_assert_false (tpk_written_is_ours (again, "/x/other.json", "s3"));
  g_assert_cmpstr (tpk_written_get_base (again, "draft.json"), ==, "b1");
  g_assert_null (tpk_written_get_base (again, "staged.json"));
}

/* Files in the folder are known by name only, so that the folder can be moved. */
static void
test_moved_folder (StoreFixture  *fixture,
                   gconstpointer  data)
{
  g_autoptr (TpkWritten) written = NULL;
  g_autofree char *path = test_path (fixture, "rtc-configuration.json");

  written = load (fixture, "{\"files\":{\"rtc-configuration.json\":[\"s1\"]}}");
  g_assert_true (tpk_written_is_ours (written, path, "s1"));
}

static void
test_only_two_sums (StoreFixture  *fixture,
                    gconstpointer  data)
{
  g_autoptr (TpkWritten) written = load (fixture, NULL);

  tpk_written_record (written, "/x", "s1", NULL);
  tpk_written_record (written, "/x", "s2", "s1");
  tpk_written_record (written, "/x", "s3", "s2");
  g_assert_false (tpk_written_is_ours (written, "/x", "s1"));
  g_assert_true (tpk_written_is_ours (written, "/x", "s2"));
  g_assert_true (tpk_written_is_ours (written, "/x", "s3"));
}

static void
test_damaged (StoreFixture  *fixture,
              gconstpointer  data)
{
  const char *const texts[] = {
    "", "{", "[]", "null", "\"\"", "{\"generation\":\"x\",\"files\":[],\"bases\":1}",
    "{\"generation\":-1,\"files\":{\"/x\":\"s1\",\"/y\":[1,null,{}]},"
    "\"bases\":{\"draft.json\":[]}}",
    "\xff\xfe",
  };

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++) {
    g_autoptr (TpkWritten) written = load (fixture, texts[i]);

    g_assert_cmpuint (tpk_written_get_generation (written), ==, 0);
    g_assert_false (tpk_written_is_ours (written, "/x", "s1"));
    g_assert_null (tpk_written_get_base (written, "draft.json"));
  }
}

static void
test_unknown_members (StoreFixture  *fixture,
                      gconstpointer  data)
{
  g_autoptr (TpkWritten) written = load (fixture, "{\"schema\":1,\"later\":{\"a\":[1]}}");
  g_autofree char *text = NULL;
  gsize length;

  text = tpk_written_to_data (written, &length);
  g_assert_nonnull (strstr (text, "\"later\""));
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  store_test_add ("/store/written/round-trip", test_round_trip);
  store_test_add ("/store/written/moved-folder", test_moved_folder);
  store_test_add ("/store/written/only-two-sums", test_only_two_sums);
  store_test_add ("/store/written/damaged", test_damaged);
  store_test_add ("/store/written/unknown-members", test_unknown_members);

  return g_test_run ();
}
