/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#include "config.h"

#include "checks/tpk-failure.h"
#include "checks/tpk-poller.h"
#include "checks/tpk-quality.h"
#include "checks/tpk-result-code.h"
#include "checks/tpk-stage.h"
#include "checks/tpk-stun-framer.h"

#include <glib-unix.h>
#include <string.h>
#include <unistd.h>

/* The parts of a check that need no network. */

static const guint8 binding[20] = {
  0x01, 0x01, 0x00, 0x00, 0x21, 0x12, 0xA4, 0x42, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12,
};

static void
test_framer_whole (void)
{
  g_autoptr (TpkStunFramer) framer = tpk_stun_framer_new (FALSE);
  const guint8 *frame;
  gsize length;

  tpk_stun_framer_push (framer, binding, sizeof binding);
  tpk_stun_framer_push (framer, binding, sizeof binding);
  for (guint i = 0; i < 2; i++) {
    g_assert_cmpint (tpk_stun_framer_next (framer, &frame, &length), ==, TPK_FRAME_STUN);
    g_assert_cmpmem (frame, length, binding, sizeof binding);
  }
  g_assert_cmpint (tpk_stun_framer_next (framer, &frame, &length), ==, TPK_FRAME_INCOMPLETE);
}

static void
test_framer_bytes (void)
{
  g_autoptr (TpkStunFramer) framer = tpk_stun_framer_new (FALSE);
  const guint8 *frame;
  gsize length;

  for (guint i = 0; i < sizeof binding; i++) {
    g_assert_cmpint (tpk_stun_framer_next (framer, &frame, &length), ==, TPK_FRAME_INCOMPLETE);
    tpk_stun_framer_push (framer, binding + i, 1);
    tpk_stun_framer_peek (framer, &length);
    g_assert_cmpuint (length, ==, i + 1);
  }
  g_assert_cmpint (tpk_stun_framer_next (framer, &frame, &length), ==, TPK_FRAME_STUN);
  g_assert_cmpmem (frame, length, binding, sizeof binding);
  tpk_stun_framer_peek (framer, &length);
  g_assert_cmpuint (length, ==, 0);
}

static void
test_framer_channel (void)
{
  static const guint8 bytes[] = {
    0x40, 0x00, 0x00, 0x03, 'a', 'b', 'c', 0, 0x4F, 0xFF, 0x00, 0x00,
  };
  g_autoptr (TpkStunFramer) framer = tpk_stun_framer_new (TRUE);
  const guint8 *frame;
  gsize length;

  tpk_stun_framer_push (framer, bytes, 7);
  g_assert_cmpint (tpk_stun_framer_next (framer, &frame, &length), ==, TPK_FRAME_INCOMPLETE);
  tpk_stun_framer_push (framer, bytes + 7, sizeof bytes - 7);
  g_assert_cmpint (tpk_stun_framer_next (framer, &frame, &length), ==, TPK_FRAME_CHANNEL_DATA);
  g_assert_cmpmem (frame, length, bytes, 7);
  g_assert_cmpint (tpk_stun_framer_next (framer, &frame, &length), ==, TPK_FRAME_CHANNEL_DATA);
  g_assert_cmpmem (frame, length, bytes + 8, 4);
}

typedef struct {
  const char *name;
  const char *bytes;
  gsize length;
  TpkFrameKind kind;
} FramerCase;

#define BYTES(text) text, sizeof text - 1

static const FramerCase framer_cases[] = {
  { "http", BYTES ("HTTP/1.1 400"), TPK_FRAME_GARBAGE },
  { "ssh", BYTES ("SSH-2.0"), TPK_FRAME_GARBAGE },
  { "tls-alert", BYTES ("\x15\x03\x03\x00\x02\x02\x46"), TPK_FRAME_GARBAGE },
  { "tls-alert-two-bytes", BYTES ("\x15\x03"), TPK_FRAME_GARBAGE },
  { "no-cookie", BYTES ("\x01\x01\x00\x00\x21\x12\xA4\x43"), TPK_FRAME_GARBAGE },
  { "half-cookie", BYTES ("\x01\x01\x00\x00\x21\x12"), TPK_FRAME_INCOMPLETE },
  { "wrong-half-cookie", BYTES ("\x01\x01\x00\x00\x21\x13"), TPK_FRAME_GARBAGE },
  { "odd-length", BYTES ("\x01\x01\x00\x03"), TPK_FRAME_GARBAGE },
  { "long-response", BYTES ("\x01\x01\xff\xfc"), TPK_FRAME_GARBAGE },
  { "long-error", BYTES ("\x01\x11\xff\xfc"), TPK_FRAME_GARBAGE },
  { "long-indication", BYTES ("\x00\x17\xff\xfc"), TPK_FRAME_INCOMPLETE },
  { "one-byte", BYTES ("\x01"), TPK_FRAME_INCOMPLETE },
  { "high-byte", BYTES ("\xff"), TPK_FRAME_GARBAGE },
  { "nothing", "", 0, TPK_FRAME_INCOMPLETE },
};

static void
test_framer_case (gconstpointer data)
{
  const FramerCase *c = data;
  gsize frame = 0, payload = 0;

  g_assert_cmpint (tpk_stun_frame_judge ((const guint8 *) c->bytes, c->length, FALSE, &frame,
                                         &payload), ==, c->kind);
}

static void
test_failure_text (void)
{
  char text[8];

  tpk_failure_copy_text (text, sizeof text, (const guint8 *) "ab\ncd", 5);
  g_assert_cmpstr (text, ==, "ab cd");
  tpk_failure_copy_text (text, sizeof text, (const guint8 *) "abcdefghij", 10);
  g_assert_cmpstr (text, ==, "abcdefg");
  /* Never half a character. */
  tpk_failure_copy_text (text, sizeof text, (const guint8 *) "abcdef\xc3\xa4", 8);
  g_assert_cmpstr (text, ==, "abcdef");
  tpk_failure_copy_text (text, sizeof text, (const guint8 *) "a\xff" "b", 3);
  g_assert_cmpstr (text, ==, "a\xef\xbf\xbd" "b");
  tpk_failure_copy_text (text, sizeof text, (const guint8 *) "a\0b", 3);
  g_assert_true (g_utf8_validate (text, -1, NULL));
}

static void
test_failure_bytes (void)
{
  TpkFailure failure;

  tpk_failure_set_not_stun (&failure, (const guint8 *) "HTTP/1.1 400 Bad Request", 24);
  g_assert_cmpint (failure.code, ==, TPK_CODE_NOT_STUN);
  g_assert_cmpstr (failure.text, ==, "http");
  g_assert_cmpstr (failure.first_bytes, ==, "48 54 54 50 2f 31 2e 31 20 34 30 30 20 42 61 64");
  tpk_failure_set_not_stun (&failure, (const guint8 *) "\x15\x03\x01", 3);
  g_assert_cmpstr (failure.text, ==, "tls");
  g_assert_cmpstr (failure.first_bytes, ==, "15 03 01");
  tpk_failure_set_not_stun (&failure, (const guint8 *) "", 0);
  g_assert_cmpstr (failure.text, ==, "");
  g_assert_cmpstr (failure.first_bytes, ==, "");
}

static void
test_codes (void)
{
  const TpkCodeContext context = {
    .host = "turn.example.org", .port = 5349, .wire = TPK_WIRE_TLS, .number = 508, .reason = "why",
  };
  g_autoptr (GHashTable) seen = g_hash_table_new (g_str_hash, g_str_equal);

  for (TpkCode code = 0; code < TPK_N_CODES; code++) {
    g_autofree char *summary = tpk_code_dup_summary (code, &context);
    g_autofree char *advice = tpk_code_dup_advice (code, &context);

    g_assert_nonnull (tpk_code_to_string (code));
    g_assert_true (g_hash_table_add (seen, (gpointer) tpk_code_to_string (code)));
    g_assert_true (g_str_has_suffix (summary, "."));
    g_assert_true (g_str_has_suffix (advice, "."));
    g_assert_null (strpbrk (summary, "{}"));
    g_assert_null (strpbrk (advice, "{}"));
  }
}

static void
test_code_fill (void)
{
  const TpkCodeContext context = {
    .host = "h{port}", .port = 443, .wire = TPK_WIRE_DTLS, .number = 7, .reason = "r",
  };
  const TpkCodeContext nameless = { .wire = TPK_WIRE_UDP };
  g_autofree char *all = tpk_code_fill ("{host} {port} {transport} {number} {reason}", &context);
  g_autofree char *wrong = tpk_code_fill ("a {nonsense} b {host", &context);
  g_autofree char *none = tpk_code_fill ("{host}{reason}", &nameless);

  /* What comes from outside is not looked into again. */
  g_assert_cmpstr (all, ==, "h{port} 443 DTLS 7 r");
  g_assert_cmpstr (wrong, ==, "a  b {host");
  g_assert_cmpstr (none, ==, "The server");
}

static void
test_stage (void)
{
  g_autoptr (JsonObject) detail = json_object_new ();
  g_autoptr (JsonObject) json = NULL;
  TpkStage *stage;
  TpkStage *pending;
  TpkStageId id;

  json_object_set_string_member (detail, "realm", "example.org");
  json_object_set_int_member (detail, "lifetime_s", 600);
  stage = tpk_stage_new (TPK_STAGE_ALLOCATE, TPK_STAGE_STATE_PASSED, 12.5, 2, detail);
  json = tpk_stage_to_json (stage);
  g_assert_cmpstr (json_object_get_string_member (json, "name"), ==, "allocate");
  g_assert_cmpstr (json_object_get_string_member (json, "state"), ==, "passed");
  g_assert_cmpfloat (json_object_get_double_member (json, "ms"), ==, 12.5);
  g_assert_cmpint (json_object_get_int_member (json, "round_trips"), ==, 2);
  g_assert_true (json_object_get_object_member (json, "detail") == detail);
  g_clear_pointer (&json, json_object_unref);

  pending = tpk_stage_new (TPK_STAGE_DATA, TPK_STAGE_STATE_PENDING, -1, 0, NULL);
  json = tpk_stage_to_json (pending);
  g_assert_cmpuint (json_object_get_size (json), ==, 2);
  g_assert_finalize_object (pending);
  g_assert_finalize_object (stage);

  for (guint i = 0; i < TPK_N_STAGES; i++) {
    g_assert_true (tpk_stage_id_from_string (tpk_stage_id_to_string (i), &id));
    g_assert_cmpint (id, ==, i);
    g_assert_nonnull (tpk_stage_id_get_name (i));
  }
  g_assert_false (tpk_stage_id_from_string ("nonsense", &id));
  g_assert_false (tpk_stage_id_from_string (NULL, &id));
}

static void
test_quality (void)
{
  static const double rtts[] = { 10, 14, 12, 30 };
  static const guint sequence[] = { 0, 2, 1, 4 };
  g_autoptr (JsonObject) json = NULL;
  TpkQuality quality;

  tpk_quality_measure (&quality, 5, rtts, sequence, 4);
  g_assert_cmpfloat (quality.lost_percent, ==, 20.0);
  g_assert_cmpfloat (quality.rtt_min_ms, ==, 10);
  g_assert_cmpfloat (quality.rtt_median_ms, ==, 12);
  g_assert_cmpfloat (quality.rtt_p95_ms, ==, 30);
  g_assert_cmpfloat (quality.rtt_max_ms, ==, 30);
  g_assert_cmpuint (quality.reordered, ==, 1);
  /* RFC 3550: J += (|D| - J) / 16 with D = 4, 2, 18. */
  g_assert_cmpfloat_with_epsilon (quality.jitter_ms, 1.461914, 0.000001);
  json = tpk_quality_to_json (&quality);
  g_assert_cmpint (json_object_get_int_member (json, "sent"), ==, 5);
  g_assert_cmpstr (json_object_get_string_member (json, "via"), ==, "ladder");

  tpk_quality_measure (&quality, 5, NULL, NULL, 0);
  g_assert_cmpfloat (quality.lost_percent, ==, 100.0);
  g_assert_cmpfloat (quality.rtt_max_ms, ==, 0);
}

typedef struct {
  TpkPoller *poller;
  TpkTimer *doomed;
  TpkWatch *watch;
  GString *calls;
  int fds[2];
} PollerFixture;

static void
late_cb (gpointer data)
{
  g_string_append (((PollerFixture *) data)->calls, "late ");
}

static void
doomed_cb (gpointer data)
{
  g_assert_not_reached ();
}

static void
early_cb (gpointer data)
{
  PollerFixture *fixture = data;

  g_string_append (fixture->calls, "early ");
  g_clear_pointer (&fixture->doomed, tpk_timer_cancel);
  tpk_poller_add_timer (fixture->poller, 0, late_cb, fixture);
}

static void
readable_cb (GIOCondition condition,
             gpointer     data)
{
  PollerFixture *fixture = data;

  g_assert_cmpint (condition & G_IO_IN, ==, G_IO_IN);
  g_string_append (fixture->calls, "readable ");
  /* In its own callback, and with bytes left to read. */
  g_clear_pointer (&fixture->watch, tpk_watch_remove);
}

static void
test_poller (void)
{
  PollerFixture fixture = { .calls = g_string_new (NULL) };
  g_autoptr (GError) error = NULL;

  g_assert_true (g_unix_open_pipe (fixture.fds, FD_CLOEXEC, &error));
  fixture.poller = tpk_poller_new (g_main_context_default ());
  tpk_poller_add_timer (fixture.poller, 30, late_cb, &fixture);
  fixture.doomed = tpk_poller_add_timer (fixture.poller, 20, doomed_cb, &fixture);
  tpk_poller_add_timer (fixture.poller, 10, early_cb, &fixture);
  fixture.watch = tpk_poller_add_watch (fixture.poller, fixture.fds[0], G_IO_IN, readable_cb,
                                        &fixture);
  g_assert_nonnull (fixture.watch);
  g_assert_cmpint (write (fixture.fds[1], "xy", 2), ==, 2);
  while (!g_str_has_suffix (fixture.calls->str, "late late "))
    g_main_context_iteration (NULL, TRUE);
  g_assert_cmpstr (fixture.calls->str, ==, "readable early late late ");

  /* What is still due is forgotten with the poller. */
  tpk_poller_add_timer (fixture.poller, 0, doomed_cb, &fixture);
  tpk_poller_free (fixture.poller);
  while (g_main_context_iteration (NULL, FALSE))
    ;
  close (fixture.fds[0]);
  close (fixture.fds[1]);
  g_string_free (fixture.calls, TRUE);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/checks/framer/whole", test_framer_whole);
  g_test_add_func ("/checks/framer/bytes", test_framer_bytes);
  g_test_add_func ("/checks/framer/channel", test_framer_channel);
  for (guint i = 0; i < G_N_ELEMENTS (framer_cases); i++) {
    g_autofree char *path = g_strconcat ("/checks/framer/", framer_cases[i].name, NULL);

    g_test_add_data_func (path, &framer_cases[i], test_framer_case);
  }
  g_test_add_func ("/checks/failure/text", test_failure_text);
  g_test_add_func ("/checks/failure/bytes", test_failure_bytes);
  g_test_add_func ("/checks/poller/order", test_poller);
  g_test_add_func ("/checks/code/table", test_codes);
  g_test_add_func ("/checks/code/fill", test_code_fill);
  g_test_add_func ("/checks/stage/json", test_stage);
  g_test_add_func ("/checks/quality/figures", test_quality);

  return g_test_run ();
}
