/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#include "config.h"

#include "tpk-test-check.h"
#include "tpk-test-delay.h"

/* A real turnserver that lends one relay to a user, as those of services do: how large packets fare
 * is known of it all the same, or it is said that it is not. */

typedef struct {
  const char *name;
  const char *url;
  const char *relay_address;    /* (nullable) */
  const char *flags[5];         /* of turnserver */
  gboolean swallows_large;      /* the way there does */
  TpkResultState state;
  const char *code;
  const char *large;
  const char *summary;
} OneRelay;

#define QUOTA "--user-quota", "1"
#define UNTRIED \
  "Works over UDP. Whether large packets get through could not be tried: 127.0.0.1 gives this user " \
  "only one relay, and it does not reach itself."

static const OneRelay rows[] = {
  { "udp", "turn:127.0.0.1:{port}", .flags = { QUOTA },
    .state = TPK_RESULT_STATE_PASSED, .code = "ok", .large = "passed",
    .summary = "Works over UDP." },
  { "tcp", "turn:127.0.0.1:{port}?transport=tcp", .flags = { QUOTA },
    .state = TPK_RESULT_STATE_PASSED, .code = "ok", .large = "passed",
    .summary = "Works over TCP." },
  { "other-address", "turn:127.0.0.1:{port}", .relay_address = "127.0.0.2", .flags = { QUOTA },
    .state = TPK_RESULT_STATE_PASSED, .code = "ok", .large = "passed",
    .summary = "Works over UDP." },
  /* The path is a relay of its own to the server's STUN port, which sees its address. */
  { "small-only", "turn:127.0.0.1:{port}", .flags = { QUOTA }, .swallows_large = TRUE,
    .state = TPK_RESULT_STATE_DEGRADED, .code = "relay-address-wrong", .large = "lost",
    .summary = "127.0.0.1 hands out a relay address that others can not reach." },
  { "not-to-itself", "turn:127.0.0.1:{port}", .relay_address = "127.0.0.2",
    .flags = { QUOTA, "--denied-peer-ip", "127.0.0.2" },
    .state = TPK_RESULT_STATE_PASSED, .code = "ok", .large = "untried", .summary = UNTRIED },
  /* It believes that others see it at an address at which nobody is. */
  { "in-vain", "turn:127.0.0.1:{port}", .flags = { QUOTA, "--external-ip", "127.0.0.9" },
    .state = TPK_RESULT_STATE_DEGRADED, .code = "relay-address-wrong", .large = "untried",
    .summary = "127.0.0.1 hands out a relay address that others can not reach." },
};

static void
test_row (gconstpointer data)
{
  const OneRelay *row = data;
  const TpkTestCoturnOptions server = {
    .relay_address = row->relay_address, .flags = row->flags,
  };
  const TpkTestPath path = { .lost = 1, .from_size = 1000 };
  g_autoptr (TpkTestCoturn) coturn = NULL;
  g_autoptr (TpkTestDelay) delay = NULL;
  g_autoptr (TpkCredential) credential = tpk_test_good_credential ();
  g_autoptr (TpkResult) result = NULL;
  g_autoptr (TpkStage) stage = NULL;
  g_autofree char *url = NULL;
  JsonObject *detail;

  if (!tpk_test_coturn_available () || !tpk_test_certs_available ()) {
    g_test_skip ("there is no turnserver, or no certtool");
    return;
  }

  coturn = tpk_test_coturn_new (&server);
  if (row->swallows_large)
    delay = tpk_test_delay_new (&path, tpk_test_coturn_get_port (coturn));
  url = tpk_test_dup_url (row->url, delay != NULL ? tpk_test_delay_get_port (delay)
                                                  : tpk_test_coturn_get_port (coturn));
  result = tpk_test_check_url (NULL, credential, url);

  g_assert_cmpstr (tpk_result_get_code (result), ==, row->code);
  g_assert_cmpint (tpk_result_get_state (result), ==, row->state);
  g_assert_cmpstr (tpk_result_get_summary (result), ==, row->summary);
  if (g_str_equal (row->summary, UNTRIED))
    g_assert_cmpstr (tpk_result_get_advice (result), ==,
                     "If voice works and video does not, ask the network’s administrator to check "
                     "the MTU on the way, VPNs first.");
  stage = tpk_test_find_stage (result, TPK_STAGE_DATA);
  detail = tpk_stage_get_detail (stage);
  g_assert_cmpstr (json_object_get_string_member (detail, "path"), ==, "stun-through-relay");
  g_assert_cmpstr (json_object_get_string_member (detail, "large_packets"), ==, row->large);
  g_assert_true (tpk_test_coturn_wait_released (coturn, 1));
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++) {
    g_autofree char *path = g_strconcat ("/checks/one-relay/", rows[i].name, NULL);

    g_test_add_data_func (path, &rows[i], test_row);
  }

  return g_test_run ();
}
