/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#include "config.h"

#include "checks/tpk-result-code.h"

#include "tpk-ui-test.h"
#include "ui/tpk-ladder-view.h"
#include "ui/tpk-outcome.h"
#include "ui/tpk-result-row.h"
#include "ui/tpk-stage-row.h"
#include "ui/tpk-state-icon.h"

static TpkStage *
new_stage (TpkStageId     id,
           TpkStageState  state,
           double         ms,
           const char    *detail)
{
  g_autoptr (JsonNode) node = detail != NULL ? json_from_string (detail, NULL) : NULL;

  return tpk_stage_new (id, state, ms, 0,
                        node != NULL ? json_node_get_object (node) : NULL);
}

/* As far as the server refuses the password. */
static TpkResult *
new_refused (void)
{
  g_autoptr (TpkStage) resolve = new_stage (TPK_STAGE_RESOLVE, TPK_STAGE_STATE_PASSED, 2, NULL);
  g_autoptr (TpkStage) challenge =
    new_stage (TPK_STAGE_CHALLENGE, TPK_STAGE_STATE_PASSED, 8,
               "{\"software\":\"Coturn\",\"realm\":\"turn.test\",\"transmissions\":2}");
  g_autoptr (TpkStage) allocate =
    new_stage (TPK_STAGE_ALLOCATE, TPK_STAGE_STATE_FAILED, 4,
               "{\"software\":\"Coturn\",\"stun_error\":401,\"reason\":\"Unauthorized\","
               "\"authenticated\":false}");
  g_autoptr (TpkStage) data = new_stage (TPK_STAGE_DATA, TPK_STAGE_STATE_SKIPPED, -1, NULL);
  TpkStage *stages[] = { resolve, challenge, allocate, data };
  TpkResultFields fields = {
    .url = "turn:turn.test", .address = "192.0.2.7", .port = 3478, .family = G_SOCKET_FAMILY_IPV4,
    .wire = TPK_WIRE_UDP, .state = TPK_RESULT_STATE_FAILED, .stage = TPK_STAGE_ALLOCATE,
    .code = "bad-credentials", .stun_error = 401, .summary = "It refuses the password.",
    .advice = "Type it again.", .stages = stages, .n_stages = 4, .elapsed_ms = 14, .rtt_ms = 8,
  };

  return tpk_result_new (&fields);
}

static TpkResult *
new_passed (void)
{
  g_autoptr (JsonNode) tls = json_from_string ("{\"version\":\"1.3\",\"issuer\":\"CN=R11\","
                                               "\"not_after\":\"2026-12-10T20:10:58Z\","
                                               "\"subject\":\"CN=turn.test,O=Turnpike\","
                                               "\"alpn\":\"stun.turn\",\"days_left\":61}", NULL);
  g_autoptr (TpkStage) handshake = new_stage (TPK_STAGE_TLS, TPK_STAGE_STATE_PASSED, 20, NULL);
  g_autoptr (TpkStage) allocate = new_stage (TPK_STAGE_ALLOCATE, TPK_STAGE_STATE_PASSED, 5,
                                             "{\"lifetime_s\":600}");
  g_autoptr (TpkStage) data = new_stage (TPK_STAGE_DATA, TPK_STAGE_STATE_PASSED, 10,
                                         "{\"path\":\"relay-to-relay\",\"first_ms\":3.51699}");
  TpkStage *stages[] = { handshake, allocate, data };
  TpkResultFields fields = {
    .url = "turns:turn.test:443", .address = "2001:db8::7", .port = 443,
    .family = G_SOCKET_FAMILY_IPV6, .wire = TPK_WIRE_TLS, .state = TPK_RESULT_STATE_PASSED,
    .stage = TPK_STAGE_DATA, .code = "ok", .summary = "Works over TLS.",
    .advice = "Nothing to do.", .stages = stages, .n_stages = 3, .relayed = "192.0.2.7:50000",
    .mapped = "203.0.113.9:1234", .elapsed_ms = 35, .rtt_ms = 10,
    .tls = json_node_get_object (tls),
  };

  return tpk_result_new (&fields);
}

static const char *
get_label (gpointer    widget,
           const char *id)
{
  GtkWidget *label = tpk_ui_test_get_child (widget, id);

  return gtk_widget_get_visible (label) ? gtk_label_get_label (GTK_LABEL (label)) : NULL;
}

static void
assert_stage (gpointer    ladder,
              guint       position,
              const char *name,
              TpkState    state,
              const char *ms,
              double      bar,
              const char *learnt)
{
  GtkWidget *row = tpk_ui_test_find (ladder, TPK_TYPE_STAGE_ROW, position);
  GtkLevelBar *level;

  g_assert_nonnull (row);
  level = tpk_ui_test_child (GtkLevelBar, row, "bar");
  g_assert_cmpstr (get_label (row, "name_label"), ==, name);
  g_assert_cmpint (tpk_state_icon_get_state (tpk_ui_test_child (TpkStateIcon, row, "icon")), ==,
                   state);
  g_assert_cmpstr (get_label (row, "ms_label"), ==, ms);
  g_assert_cmpfloat (gtk_level_bar_get_value (level), ==, bar);
  g_assert_cmpint (gtk_widget_get_visible (GTK_WIDGET (level)), ==, *ms != '\0');
  g_assert_cmpstr (get_label (row, "detail_label"), ==, learnt);
  gtk_test_accessible_assert_property (GTK_ACCESSIBLE (row), GTK_ACCESSIBLE_PROPERTY_LABEL, name);
}

static void
test_stages (void)
{
  TpkLadderView *ladder = TPK_LADDER_VIEW (g_object_ref_sink (tpk_ladder_view_new ()));
  g_autoptr (TpkResult) refused = new_refused ();
  g_autoptr (TpkResult) passed = new_passed ();
  GtkWidget *first, *end_box = tpk_ui_test_get_child (ladder, "end_box");

  tpk_ladder_view_set_result (ladder, refused);
  g_assert_cmpstr (get_label (ladder, "url_label"), ==, "turn:turn.test");
  g_assert_cmpstr (get_label (ladder, "address_label"), ==, "192.0.2.7, port 3478, UDP");
  assert_stage (ladder, 0, "Find Address", TPK_STATE_GOOD, "2.0 ms", 0.25, NULL);
  assert_stage (ladder, 1, "Reach Relay", TPK_STATE_GOOD, "8.0 ms", 1,
                "\u2068Coturn\u2069, realm \u2068turn.test\u2069\nSent 2 times");
  assert_stage (ladder, 2, "Sign In and Get Relay", TPK_STATE_ERROR, "4.0 ms", 0.5,
                "Error 401: Unauthorized");
  assert_stage (ladder, 3, "Send Data Through", TPK_STATE_NONE, "", 0, NULL);
  g_assert_null (tpk_ui_test_find (ladder, TPK_TYPE_STAGE_ROW, 4));
  g_assert_true (gtk_widget_get_visible (end_box));
  g_assert_cmpstr (get_label (ladder, "summary_label"), ==, "It refuses the password.");
  g_assert_cmpstr (get_label (ladder, "advice_label"), ==, "Type it again.");

  /* Rows stay, so that the view stands still while it fills in. */
  first = tpk_ui_test_find (ladder, TPK_TYPE_STAGE_ROW, 0);
  tpk_ladder_view_set_result (ladder, passed);
  g_assert_true (tpk_ui_test_find (ladder, TPK_TYPE_STAGE_ROW, 0) == first);
  assert_stage (ladder, 0, "Encrypt", TPK_STATE_GOOD, "20 ms", 1,
                "TLS 1.3, for stun.turn (ALPN)\nCertificate of turn.test, signed by R11\n"
                "Good for 61 days, until 12/10/26");
  assert_stage (ladder, 1, "Sign In and Get Relay", TPK_STATE_GOOD, "5.0 ms", 0.25,
                "Relay address 192.0.2.7:50000\nGiven for 10 min");
  assert_stage (ladder, 2, "Send Data Through", TPK_STATE_GOOD, "10 ms", 0.5,
                "From one relay address to another\nFirst answer after 3.5 ms");
  g_assert_null (tpk_ui_test_find (ladder, TPK_TYPE_STAGE_ROW, 3));
  g_assert_cmpstr (get_label (ladder, "summary_label"), ==, "Works over TLS.");
  g_assert_null (get_label (ladder, "advice_label"));

  tpk_ladder_view_set_result (ladder, NULL);
  g_assert_null (tpk_ui_test_find (ladder, TPK_TYPE_STAGE_ROW, 0));
  g_assert_false (gtk_widget_get_visible (end_box));

  g_assert_finalize_object (ladder);
}

static void
test_row (void)
{
  g_autoptr (TpkResult) refused = new_refused ();
  g_autoptr (TpkResult) passed = new_passed ();
  GtkWidget *row = g_object_ref_sink (tpk_result_row_new (refused));
  AdwExpanderRow *expander = ADW_EXPANDER_ROW (row);
  GtkWidget *ladder = tpk_ui_test_find (row, TPK_TYPE_LADDER_VIEW, 0);

  g_assert_cmpstr (adw_preferences_row_get_title (ADW_PREFERENCES_ROW (row)), ==,
                   "UDP to 192.0.2.7");
  g_assert_cmpstr (adw_expander_row_get_subtitle (expander), ==,
                   "It refuses the password. Type it again.");
  assert_stage (ladder, 2, "Sign In and Get Relay", TPK_STATE_ERROR, "4.0 ms", 0.5,
                "Error 401: Unauthorized");
  /* The row has said it. */
  g_assert_false (gtk_widget_get_visible (tpk_ui_test_get_child (ladder, "header_box")));
  g_assert_false (gtk_widget_get_visible (tpk_ui_test_get_child (ladder, "end_box")));

  adw_expander_row_set_expanded (expander, TRUE);
  tpk_result_row_set_result (TPK_RESULT_ROW (row), passed);
  g_assert_true (adw_expander_row_get_expanded (expander));
  g_assert_cmpstr (adw_expander_row_get_subtitle (expander), ==, "Works over TLS.");
  g_assert_true (tpk_ladder_view_get_result (TPK_LADDER_VIEW (ladder)) == passed);

  g_assert_finalize_object (row);
}

/* How long a certificate is good, or was. It is told of one that is refused, too. */
static void
test_certificate (void)
{
  static const struct {
    const char *tls;
    const char *code;
    const char *learnt;
  } cases[] = {
    { "{\"version\":null,\"issuer\":\"CN=R11\",\"subject\":\"CN=turn.test\","
      "\"not_after\":\"2026-12-10T20:10:58Z\",\"days_left\":-3}", "tls-expired",
      "Certificate of turn.test, signed by R11\nEnded 3 days ago, on 12/10/26" },
    { "{\"version\":\"1.2\",\"issuer\":\"O=Example\\\\, Inc.\",\"subject\":null,"
      "\"not_after\":\"2026-12-10T20:10:58Z\",\"days_left\":-1}", "tls-expired",
      "TLS 1.2\nCertificate signed by O=Example\\, Inc.\nEnded 1 day ago, on 12/10/26" },
    { "{\"not_after\":\"2026-12-10T20:10:58Z\",\"days_left\":0}", "tls-expired",
      "Ended less than a day ago, on 12/10/26" },
    { "{\"not_after\":\"2026-12-10T20:10:58Z\",\"days_left\":0}", "ok",
      "Good for less than a day, until 12/10/26" },
    { "{\"not_after\":\"2026-12-10T20:10:58Z\",\"days_left\":1}", "ok",
      "Good for 1 day, until 12/10/26" },
    { "{\"version\":\"1.3\",\"issuer\":\"CN=A\\\\, B,O=C\",\"subject\":\"CN=D\",\"not_after\":null}",
      "tls-untrusted", "TLS 1.3\nCertificate of D, signed by A, B" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autoptr (JsonNode) tls = json_from_string (cases[i].tls, NULL);
    g_autoptr (TpkStage) stage = new_stage (TPK_STAGE_TLS, TPK_STAGE_STATE_FAILED, 20, NULL);
    TpkStage *stages[] = { stage };
    TpkResultFields fields = {
      .url = "turns:turn.test", .state = TPK_RESULT_STATE_FAILED, .stage = TPK_STAGE_TLS,
      .code = cases[i].code, .stages = stages, .n_stages = 1, .rtt_ms = -1,
      .tls = json_node_get_object (tls),
    };
    g_autoptr (TpkResult) result = tpk_result_new (&fields);
    g_autofree char *learnt = tpk_outcome_dup_learnt (result, stage);

    g_assert_cmpstr (learnt, ==, cases[i].learnt);
  }
}

/* A code that was added later would be told as “Error”, which says nothing. */
static void
test_every_code_has_a_name (void)
{
  for (TpkCode code = 0; code < TPK_N_CODES; code++) {
    TpkResultFields fields = {
      .url = "turn:turn.test", .state = TPK_RESULT_STATE_FAILED, .stage = TPK_STAGE_CONNECT,
      .code = tpk_code_to_string (code), .rtt_ms = -1,
    };
    g_autoptr (TpkResult) result = tpk_result_new (&fields);

    g_test_message ("%s: %s", fields.code, tpk_outcome_get_name (result));
    g_assert_cmpstr (tpk_outcome_get_name (result), !=, tpk_state_get_name (TPK_STATE_ERROR));
  }
}

int
main (int   argc,
      char *argv[])
{
  tpk_ui_test_init (&argc, &argv);

  g_test_add_func ("/ui/ladder-view/stages", test_stages);
  g_test_add_func ("/ui/ladder-view/row", test_row);
  g_test_add_func ("/ui/ladder-view/certificate", test_certificate);
  g_test_add_func ("/ui/ladder-view/every-code-has-a-name", test_every_code_has_a_name);

  return g_test_run ();
}
