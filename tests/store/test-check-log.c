/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#include "config.h"

#include "store-fixture.h"

#include "store/tpk-check-log.h"
#include "store/tpk-store.h"

#include <string.h>

static void
append (StoreFixture *fixture,
        gint64        time_s,
        const char   *state,
        double        rtt_ms,
        const char   *network)
{
  g_autoptr (TpkCheckRecord) record = NULL;
  g_autoptr (GError) error = NULL;

  record = tpk_check_record_new (time_s, state, rtt_ms, "Office", network, "connection:1");
  g_assert_true (tpk_check_log_append (fixture->folder, record, &error));
  g_assert_no_error (error);
}

static GPtrArray *
load (StoreFixture *fixture)
{
  g_autoptr (GError) error = NULL;
  GPtrArray *records = tpk_check_log_load (fixture->folder, &error);

  g_assert_no_error (error);
  return records;
}

static void
test_lines (StoreFixture  *fixture,
            gconstpointer  data)
{
  g_autofree char *path = test_path (fixture, "checks.jsonl");
  g_autoptr (GPtrArray) none = load (fixture);
  g_autoptr (GPtrArray) records = NULL;
  TpkCheckRecord *record;

  g_assert_cmpuint (none->len, ==, 0);

  append (fixture, 1795775400, "passed", 41.04, "Café “Nord”");
  append (fixture, 1795775460, "failed", -1, NULL);
  assert_file (path,
               "{\"time\":\"2026-11-27T10:30:00Z\",\"state\":\"passed\",\"rtt_ms\":41.0,"
               "\"profile\":\"Office\",\"network\":\"Café “Nord”\","
               "\"network_id\":\"connection:1\"}\n"
               "{\"time\":\"2026-11-27T10:31:00Z\",\"state\":\"failed\",\"profile\":\"Office\","
               "\"network_id\":\"connection:1\"}\n");
  g_assert_cmpuint (test_mode (path), ==, 0600);

  records = load (fixture);
  g_assert_cmpuint (records->len, ==, 2);
  record = records->pdata[0];
  g_assert_cmpint (tpk_check_record_get_time_s (record), ==, 1795775400);
  g_assert_cmpstr (tpk_check_record_get_state (record), ==, "passed");
  g_assert_cmpfloat (tpk_check_record_get_rtt_ms (record), ==, 41.0);
  g_assert_cmpstr (tpk_check_record_get_profile (record), ==, "Office");
  g_assert_cmpstr (tpk_check_record_get_network (record), ==, "Café “Nord”");
  g_assert_cmpstr (tpk_check_record_get_network_id (record), ==, "connection:1");
  record = records->pdata[1];
  g_assert_cmpfloat (tpk_check_record_get_rtt_ms (record), ==, -1);
  g_assert_null (tpk_check_record_get_network (record));
}

static void
test_bounded (StoreFixture  *fixture,
              gconstpointer  data)
{
  g_autoptr (GPtrArray) records = NULL;

  for (guint i = 0; i < TPK_CHECK_LOG_MAX + 5; i++)
    append (fixture, 1795775400 + i, "passed", i, NULL);

  records = load (fixture);
  g_assert_cmpuint (records->len, ==, TPK_CHECK_LOG_MAX);
  g_assert_cmpint (tpk_check_record_get_time_s (records->pdata[0]), ==, 1795775405);
  g_assert_cmpint (tpk_check_record_get_time_s (records->pdata[TPK_CHECK_LOG_MAX - 1]), ==,
                   1795775400 + TPK_CHECK_LOG_MAX + 4);
}

static void
test_bad_lines (StoreFixture  *fixture,
                gconstpointer  data)
{
  g_autofree char *path = test_path (fixture, "checks.jsonl");
  g_autoptr (GPtrArray) records = NULL;

  test_write (path,
              "\n"
              "nonsense\n"
              "[]\n"
              "{\"time\":\"yesterday\",\"state\":\"passed\"}\n"
              "{\"time\":\"2026-11-27T10:30:00Z\"}\n"
              "{\"time\":\"2026-11-27T10:30:00Z\",\"state\":7}\n"
              "{\"time\":\"2026-11-27T10:30:00Z\",\"state\":\"passed\",\"rtt_ms\":-3,"
              "\"later\":{\"a\":1}}\n"
              "{\"time\":\"2026-11-27T10:31:00Z\",\"state\":\"degraded\"}");
  records = load (fixture);
  g_assert_cmpuint (records->len, ==, 2);
  g_assert_cmpfloat (tpk_check_record_get_rtt_ms (records->pdata[0]), ==, -1);
  g_assert_cmpstr (tpk_check_record_get_state (records->pdata[1]), ==, "degraded");
}

/* What is in the way of the log stays as it is. */
static void
test_no_file (StoreFixture  *fixture,
              gconstpointer  data)
{
  g_autofree char *path = test_path (fixture, "checks.jsonl");
  g_autoptr (TpkCheckRecord) record = tpk_check_record_new (1795775400, "passed", 1, NULL, NULL,
                                                            NULL);
  g_autoptr (GError) error = NULL;

  g_assert_cmpint (g_mkdir_with_parents (path, 0700), ==, 0);
  g_assert_false (tpk_check_log_append (fixture->folder, record, &error));
  g_assert_error (error, TPK_STORE_ERROR, TPK_STORE_ERROR_IO);
  g_assert_true (g_file_test (path, G_FILE_TEST_IS_DIR));
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  store_test_add ("/store/check-log/lines", test_lines);
  store_test_add ("/store/check-log/bounded", test_bounded);
  store_test_add ("/store/check-log/bad-lines", test_bad_lines);
  store_test_add ("/store/check-log/no-file", test_no_file);

  return g_test_run ();
}
