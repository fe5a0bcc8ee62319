/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#include "config.h"

#include "checks/tpk-proof.h"
#include "checks/tpk-result-code.h"
#include "checks/tpk-verdict.h"

#include <string.h>

/* What all results and calls of a run say together, without a network. */

/* A result for the verdict, in short. */
typedef struct {
  const char *url;
  const char *address;
  TpkWire wire;
  guint16 port;
  TpkResultState state;
  const char *code;
  TpkStageId passed;     /* the last stage that passed */
  double rtt_ms;
} Row;

#define WORKS_AT(url, address, wire, port, rtt) \
  { url, address, TPK_WIRE_##wire, port, TPK_RESULT_STATE_PASSED, "ok", TPK_STAGE_DATA, rtt }
#define WORKS(url, wire, port, rtt) WORKS_AT (url, "192.0.2.1", wire, port, rtt)
#define EARLY(url, last) \
  { url, "192.0.2.1", TPK_WIRE_UDP, 3478, TPK_RESULT_STATE_PASSED, "ok", TPK_STAGE_##last, 5 }
#define SILENT_AT(url, address, wire, port, code) \
  { url, address, TPK_WIRE_##wire, port, TPK_RESULT_STATE_FAILED, code, TPK_STAGE_RESOLVE, -1 }
#define SILENT(url, wire, port, code) SILENT_AT (url, "192.0.2.1", wire, port, code)

typedef struct {
  const char *name;
  Row rows[6];
  const char *state;
  const char *coverage;
  const char *facts;      /* udp tcp tls_443 ipv4 ipv6 */
  const char *first;      /* (nullable): of the ranking */
} VerdictCase;

static const VerdictCase verdict_cases[] = {
  { "nothing", { { 0 } }, "untested", "none", "unknown unknown unknown unknown unknown", NULL },
  { "all", { WORKS ("turn:a", UDP, 3478, 40), WORKS ("turn:a?transport=tcp", TCP, 3478, 30),
             WORKS ("turns:a:443", TLS, 443, 50) },
    "passed", "excellent", "works works works works unknown", "turn:a?transport=tcp" },
  { "no-443", { WORKS ("turn:a", UDP, 3478, 40), WORKS ("turn:a?transport=tcp", TCP, 3478, 30),
                WORKS ("turns:a", TLS, 5349, 20) },
    "passed", "great", "works works unknown works unknown", "turns:a" },
  { "udp-blocked", { SILENT ("turn:a", UDP, 3478, "no-reply"),
                     SILENT_AT ("turn:b", "192.0.2.2", UDP, 3478, "no-reply"),
                     WORKS ("turns:a:443", TLS, 443, 50) },
    "degraded", "poor", "blocked works works works unknown", "turns:a:443" },
  /* One silent host may be at fault itself. */
  { "one-host", { SILENT ("turn:a", UDP, 3478, "no-reply"), WORKS ("turns:a:443", TLS, 443, 50) },
    "degraded", "poor", "unknown works works works unknown", "turns:a:443" },
  /* Without a control group, nobody knows. */
  { "no-control", { SILENT ("turn:a", UDP, 3478, "no-reply"),
                    SILENT_AT ("turn:b", "192.0.2.2", UDP, 3478, "no-reply"),
                    WORKS_AT ("turns:c:443", "192.0.2.3", TLS, 443, 50) },
    "degraded", "poor", "unknown works works works unknown", "turns:c:443" },
  /* Two names of one machine are one witness. */
  { "one-machine", { SILENT ("turn:a", UDP, 3478, "no-reply"),
                     SILENT ("turn:b", UDP, 3478, "no-reply"),
                     WORKS ("turns:a:443", TLS, 443, 50) },
    "degraded", "poor", "unknown works works works unknown", "turns:a:443" },
  /* Firewalls refuse in the server's name; each of the servers must be known to be there. */
  { "udp-refused", { SILENT ("turn:a", UDP, 3478, "refused"),
                     SILENT_AT ("turn:b", "192.0.2.2", UDP, 3478, "refused"),
                     WORKS ("turn:a?transport=tcp", TCP, 3478, 50),
                     WORKS_AT ("turn:b?transport=tcp", "192.0.2.2", TCP, 3478, 60) },
    "degraded", "poor", "blocked works unknown works unknown", "turn:a?transport=tcp" },
  { "udp-refused-uncontrolled", { SILENT ("turn:a", UDP, 3478, "refused"),
                                  SILENT_AT ("turn:b", "192.0.2.2", UDP, 3478, "refused"),
                                  WORKS ("turn:a?transport=tcp", TCP, 3478, 50) },
    "degraded", "poor", "unknown works unknown works unknown", "turn:a?transport=tcp" },
  { "tcp-refused", { SILENT ("turn:a?transport=tcp", TCP, 3478, "refused"),
                     SILENT_AT ("turn:b?transport=tcp", "192.0.2.2", TCP, 3478, "refused"),
                     WORKS ("turn:a", UDP, 3478, 50),
                     WORKS_AT ("turn:b", "192.0.2.2", UDP, 3478, 60) },
    "degraded", "poor", "works unknown unknown works unknown", "turn:a" },
  { "ipv6-cut", { WORKS ("turn:a", UDP, 3478, 40),
                  SILENT_AT ("turn:a", "2001:db8::1", UDP, 3478, "no-reply"),
                  WORKS_AT ("turn:b", "192.0.2.2", UDP, 3478, 50),
                  SILENT_AT ("turn:b", "2001:db8::2", UDP, 3478, "no-reply") },
    "degraded", "poor", "works unknown unknown works blocked", "turn:a" },
  /* Over another transport, something else than IPv6 may be to blame. */
  { "ipv6-uncontrolled", { WORKS ("turn:a?transport=tcp", TCP, 3478, 40),
                           SILENT_AT ("turn:a", "2001:db8::1", UDP, 3478, "no-reply"),
                           WORKS_AT ("turn:b?transport=tcp", "192.0.2.2", TCP, 3478, 50),
                           SILENT_AT ("turn:b", "2001:db8::2", UDP, 3478, "no-reply") },
    "degraded", "poor", "blocked works unknown works unknown", "turn:a?transport=tcp" },
  { "443-cut", { SILENT ("turns:a:443", TLS, 443, "closed"), WORKS ("turn:a", UDP, 3478, 9) },
    "degraded", "poor", "works unknown blocked works unknown", "turn:a" },
  /* The server has answered: the way is open, though the password is wrong. */
  { "bad-password", { { "turn:a", "192.0.2.1", TPK_WIRE_UDP, 3478, TPK_RESULT_STATE_FAILED,
                        "bad-credentials", TPK_STAGE_CHALLENGE, 12 } },
    "failed", "none", "works unknown unknown works unknown", NULL },
  { "no-ipv6", { WORKS ("turn:a", UDP, 3478, 40),
                 { "turn:a", "2001:db8::1", TPK_WIRE_UDP, 3478, TPK_RESULT_STATE_UNTESTED,
                   "unreachable", TPK_STAGE_RESOLVE, -1 } },
    "passed", "poor", "works unknown unknown works absent", "turn:a" },
  { "stun-does-not-relay", { WORKS ("stun:a", UDP, 3478, 1),
                             SILENT ("turn:a?transport=tcp", TCP, 3478, "refused") },
    "degraded", "none", "works unknown unknown works unknown", "stun:a" },
  { "cancelled", { WORKS ("turn:a", UDP, 3478, 40),
                   { "turn:b", NULL, TPK_WIRE_UDP, 3478, TPK_RESULT_STATE_CANCELLED, "cancelled",
                     TPK_STAGE_RESOLVE, -1 } },
    "cancelled", "poor", "works unknown unknown works unknown", "turn:a" },
  { "invalid-beside", { WORKS ("turn:a", UDP, 3478, 40),
                        { "turn:", NULL, TPK_WIRE_UDP, 0, TPK_RESULT_STATE_UNTESTED, "invalid-url",
                          TPK_STAGE_RESOLVE, -1 } },
    "degraded", "poor", "works unknown unknown works unknown", "turn:a" },
};

static TpkResult *
make_result (const Row *row)
{
  static const TpkStageId ids[] = { TPK_STAGE_CONNECT, TPK_STAGE_TLS, TPK_STAGE_CHALLENGE,
                                    TPK_STAGE_DATA };
  TpkStage *stages[G_N_ELEMENTS (ids)];
  TpkResultFields fields = { 0 };
  TpkResult *result;

  for (guint i = 0; i < G_N_ELEMENTS (ids); i++)
    stages[i] = tpk_stage_new (ids[i], ids[i] <= row->passed ? TPK_STAGE_STATE_PASSED
                                                             : TPK_STAGE_STATE_SKIPPED, 1, 0, NULL);
  fields.url = row->url;
  fields.address = row->address;
  if (row->address != NULL)
    fields.family = strchr (row->address, ':') ? G_SOCKET_FAMILY_IPV6 : G_SOCKET_FAMILY_IPV4;
  fields.port = row->port;
  fields.wire = row->wire;
  fields.state = row->state;
  fields.code = row->code;
  /* As real results are: at the stage that failed, else at the last. */
  fields.stage = row->address != NULL && row->state == TPK_RESULT_STATE_FAILED
                   ? TPK_STAGE_CHALLENGE : row->passed;
  fields.advice = "Ask somebody.";
  fields.rtt_ms = row->rtt_ms;
  fields.stages = stages;
  fields.n_stages = G_N_ELEMENTS (stages);
  result = tpk_result_new (&fields);
  for (guint i = 0; i < G_N_ELEMENTS (ids); i++)
    g_object_unref (stages[i]);

  return result;
}

static GListStore *
make_results (const Row *rows,
              guint      n)
{
  GListStore *results = g_list_store_new (TPK_TYPE_RESULT);

  for (guint i = 0; i < n && rows[i].url != NULL; i++) {
    g_autoptr (TpkResult) result = make_result (&rows[i]);

    g_list_store_append (results, result);
  }

  return results;
}

static void
test_verdict (gconstpointer data)
{
  const VerdictCase *c = data;
  const TpkLocalNetwork network = { TRUE, TRUE };
  g_autoptr (GListStore) results = make_results (c->rows, G_N_ELEMENTS (c->rows));
  g_autoptr (JsonObject) json = NULL;
  g_autoptr (GString) facts = g_string_new (NULL);
  JsonArray *ranking;
  TpkVerdict *verdict;

  verdict = tpk_verdict_new (G_LIST_MODEL (results), NULL, &network, NULL);
  for (guint i = 0; i < TPK_N_FACTS; i++)
    g_string_append_printf (facts, "%s%s", i > 0 ? " " : "",
                            tpk_fact_to_string (tpk_verdict_get_fact (verdict, i)));
  json = tpk_verdict_to_json (verdict);
  ranking = json_object_get_array_member (json, "ranking");

  g_assert_cmpstr (json_object_get_string_member (json, "state"), ==, c->state);
  g_assert_cmpstr (tpk_verdict_get_coverage (verdict), ==, c->coverage);
  g_assert_cmpstr (facts->str, ==, c->facts);
  g_assert_true (g_str_has_suffix (tpk_verdict_get_headline (verdict), "."));
  g_assert_cmpstr (json_array_get_length (ranking) > 0 ? json_array_get_string_element (ranking, 0)
                                                       : NULL, ==, c->first);
  /* The same advice is given once. */
  g_assert_cmpuint (g_strv_length ((char **) tpk_verdict_get_advice (verdict)), <=, 2);
  g_assert_finalize_object (verdict);
}

/* “Only” and “not over” are said of what was tried. */
static const struct {
  const char *name;
  Row rows[4];
  const char *headline;
} headlines[] = {
  { "udp", { WORKS ("turn:a", UDP, 3478, 1) }, "Calls will work, over UDP." },
  { "tcp", { WORKS ("turn:a?transport=tcp", TCP, 3478, 1) }, "Calls will work, over TCP." },
  { "tls", { WORKS ("turns:a", TLS, 5349, 1) }, "Calls will work, over TLS." },
  { "443", { WORKS ("turns:a:443", TLS, 443, 1) }, "Calls will work, over TLS on port 443." },
  { "tcp-tls", { WORKS ("turn:a?transport=tcp", TCP, 3478, 1), WORKS ("turns:a", TLS, 5349, 1) },
    "Calls will work, over TCP and TLS." },
  { "udp-only", { WORKS ("turn:a", UDP, 3478, 1),
                  SILENT ("turn:a?transport=tcp", TCP, 3478, "timeout") },
    "Calls will work, over UDP only." },
  { "tcp-only", { WORKS ("turn:a?transport=tcp", TCP, 3478, 1),
                  SILENT ("turn:a", UDP, 3478, "no-reply") },
    "Calls will work, over TCP only." },
  { "tls-only", { WORKS ("turns:a", TLS, 5349, 1), SILENT ("turn:a", UDP, 3478, "no-reply") },
    "Calls will work, over TLS only." },
  { "443-only", { WORKS ("turns:a:443", TLS, 443, 1), SILENT ("turns:a", TLS, 5349, "timeout") },
    "Calls will work, over TLS on port 443 only." },
  /* At another port TLS works too, and nothing else was tried. */
  { "tls-not-443", { WORKS ("turns:a", TLS, 5349, 1), SILENT ("turns:a:443", TLS, 443, "closed") },
    "Calls will work, over TLS." },
  { "tls-at-two-ports", { WORKS ("turns:a", TLS, 5349, 1), WORKS ("turns:a:443", TLS, 443, 1),
                          SILENT ("turn:a", UDP, 3478, "no-reply") },
    "Calls will work, over TLS only." },
  { "not-udp", { WORKS ("turn:a?transport=tcp", TCP, 3478, 1), WORKS ("turns:a", TLS, 5349, 1),
                 SILENT ("turn:a", UDP, 3478, "no-reply") },
    "Calls will work, over TCP and TLS, but not over UDP." },
  /* UDP works at one of two servers. */
  { "udp-at-one", { WORKS ("turn:a", UDP, 3478, 1),
                    SILENT_AT ("turn:b", "192.0.2.2", UDP, 3478, "no-reply") },
    "Calls will work, over UDP." },
  /* Nothing was sent to a name that is not found, nor where there is no such address. */
  { "no-name", { WORKS ("turn:a", UDP, 3478, 1),
                 { "turn:b?transport=tcp", NULL, TPK_WIRE_TCP, 3478, TPK_RESULT_STATE_FAILED,
                   "dns-not-found", TPK_STAGE_RESOLVE, -1 } },
    "Calls will work, over UDP." },
  { "no-family", { WORKS ("turn:a", UDP, 3478, 1),
                   { "turn:b?transport=tcp", "2001:db8::1", TPK_WIRE_TCP, 3478,
                     TPK_RESULT_STATE_UNTESTED, "unreachable", TPK_STAGE_RESOLVE, -1 } },
    "Calls will work, over UDP." },
  { "stun-only", { WORKS ("stun:a", UDP, 3478, 1) },
    "The STUN servers answer; there is no relay in the list to try." },
  { "stun-beside", { WORKS ("stun:a", UDP, 3478, 1), SILENT ("turn:a", UDP, 3478, "no-reply") },
    "Calls that need a relay will not work: only STUN answers." },
  /* The check was told to stop. */
  { "early", { EARLY ("turn:a", CHALLENGE) },
    "Whether calls will work is not known: the check was told to stop after “Reach Relay”." },
  { "early-beside-stun", { WORKS ("stun:a", UDP, 3478, 1), EARLY ("turn:a", CONNECT) },
    "Whether calls will work is not known: the check was told to stop after “Connect”." },
  { "early-beside-failed", { EARLY ("turn:a", CHALLENGE),
                             SILENT_AT ("turn:b", "192.0.2.2", UDP, 3478, "no-reply") },
    "Whether calls will work is not known: the check was told to stop after “Reach Relay”." },
  { "early-stun", { EARLY ("stun:a", CONNECT) },
    "Whether calls will work is not known: the check was told to stop after “Connect”." },
};

static void
test_headlines (void)
{
  const TpkLocalNetwork network = { TRUE, TRUE };

  for (guint i = 0; i < G_N_ELEMENTS (headlines); i++) {
    g_autoptr (GListStore) results = make_results (headlines[i].rows,
                                                   G_N_ELEMENTS (headlines[i].rows));
    g_autoptr (TpkVerdict) verdict = NULL;

    g_test_message ("%s", headlines[i].name);
    verdict = tpk_verdict_new (G_LIST_MODEL (results), NULL, &network, NULL);
    g_assert_cmpstr (tpk_verdict_get_headline (verdict), ==, headlines[i].headline);
  }
}

static const struct {
  Row rows[4];
  const char *sentence;
} coverages[] = {
  { { WORKS ("turn:a", UDP, 3478, 1), WORKS ("turn:a?transport=tcp", TCP, 3478, 1),
      WORKS ("turns:a:443", TLS, 443, 1) },
    "Coverage is excellent: UDP, TCP and TLS on port 443 work, so there is a way through nearly "
    "every firewall." },
  { { WORKS ("turn:a", UDP, 3478, 1), WORKS ("turn:a?transport=tcp", TCP, 3478, 1),
      WORKS ("turns:a", TLS, 5349, 1) },
    "Coverage is great: UDP, TCP and TLS work, but TLS not on port 443, which firewalls close "
    "last." },
  { { WORKS ("turn:a", UDP, 3478, 1), WORKS ("turns:a", TLS, 5349, 1) },
    "Coverage is good: two of three ways work (UDP, TCP, TLS)." },
  /* An address that does not work here may work elsewhere. */
  { { WORKS ("turn:a", UDP, 3478, 1), SILENT ("turns:a", TLS, 5349, "timeout") },
    "Coverage is poor: one of three ways works (UDP, TCP, TLS)." },
  { { WORKS ("turn:a", UDP, 3478, 1),
      { "turns:b", NULL, TPK_WIRE_TLS, 5349, TPK_RESULT_STATE_FAILED, "dns-not-found",
        TPK_STAGE_RESOLVE, -1 } },
    "Coverage is poor: one of three ways works (UDP, TCP, TLS)." },
  { { WORKS ("turn:a", UDP, 3478, 1) },
    "Coverage is poor: one of three ways works (UDP, TCP, TLS). Where a network blocks it, no call "
    "gets through: add an address for another way, best turns: on port 443." },
  { { SILENT ("turn:a", UDP, 3478, "no-reply") }, NULL },
  { { WORKS ("stun:a", UDP, 3478, 1) }, NULL },
};

static void
test_coverage (void)
{
  const TpkLocalNetwork network = { TRUE, TRUE };

  for (guint i = 0; i < G_N_ELEMENTS (coverages); i++) {
    g_autoptr (GListStore) results = make_results (coverages[i].rows,
                                                   G_N_ELEMENTS (coverages[i].rows));
    g_autoptr (TpkVerdict) verdict = NULL;

    verdict = tpk_verdict_new (G_LIST_MODEL (results), NULL, &network, NULL);
    g_assert_cmpstr (tpk_verdict_get_coverage_sentence (verdict), ==, coverages[i].sentence);
  }
}

/* A check that was told to stop says nothing of calls. */
static void
test_early (void)
{
  const TpkLocalNetwork network = { TRUE, TRUE };
  const Row rows[] = { EARLY ("turn:a", ALLOCATE), EARLY ("turns:a", TLS) };
  g_autoptr (GListStore) results = make_results (rows, G_N_ELEMENTS (rows));
  g_autoptr (TpkVerdict) verdict = tpk_verdict_new (G_LIST_MODEL (results), NULL, &network, NULL);
  g_autoptr (JsonObject) json = tpk_verdict_to_json (verdict);

  g_assert_cmpstr (json_object_get_string_member (json, "state"), ==, "passed");
  g_assert_cmpstr (json_object_get_string_member (json, "coverage"), ==, "none");
  g_assert_cmpuint (json_array_get_length (json_object_get_array_member (json, "ranking")), ==, 0);
}

static char *
dup_joined (TpkVerdict *verdict,
            const char *member)
{
  g_autoptr (JsonObject) json = tpk_verdict_to_json (verdict);
  JsonArray *array = json_object_get_array_member (json, member);
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < json_array_get_length (array); i++)
    g_string_append_printf (text, "%s%s", i > 0 ? " | " : "",
                            json_array_get_string_element (array, i));

  return g_string_free (text, FALSE);
}

/* A call through a relay, in short. */
typedef struct {
  const char *url;
  TpkResultState state;
  const char *code;
  double lost_percent;
  double rtt_ms;
} Call;

static TpkProof *
make_proof (const Call *call)
{
  const TpkProofFields fields = {
    .url = call->url, .address = "192.0.2.1", .port = 3478, .state = call->state,
    .code = call->code, .summary = "It was tried.", .advice = "Ask about the call.", .ready_ms = 9,
    .voice.echo = { .known = TRUE, .sent = 100, .received = 100 - call->lost_percent,
                    .lost_percent = call->lost_percent, .rtt_median_ms = call->rtt_ms },
  };

  return tpk_proof_new (&fields);
}

#define CALL(url, state, code, lost, rtt) { url, TPK_RESULT_STATE_##state, code, lost, rtt }

static const struct {
  const char *name;
  Row rows[4];
  Call calls[4];
  const char *state;
  const char *headline;
  const char *coverage;
  const char *advice;
  const char *ranking;
} call_cases[] = {
  { "lost", { WORKS ("turn:a", UDP, 3478, 5) },
    { CALL ("turn:a", FAILED, "relay-silent", 58, 5) }, "failed",
    "Calls will not work: the servers answer, but no data gets through them.", "none",
    "Ask about the call.", "" },
  /* The server has answered; it gave no relays. */
  { "no-relay", { WORKS ("turn:a", UDP, 3478, 5) },
    { CALL ("turn:a", FAILED, "no-reply", 0, 0) }, "failed",
    "Calls will not work with these servers.", "none", "Ask about the call.", "" },
  { "one-lost", { WORKS ("turn:a", UDP, 3478, 5), WORKS ("turn:a?transport=tcp", TCP, 3478, 9) },
    { CALL ("turn:a", FAILED, "relay-silent", 58, 5),
      CALL ("turn:a?transport=tcp", PASSED, "ok", 0, 9) }, "degraded",
    "Calls will work, over TCP only.", "poor", "Ask about the call.", "turn:a?transport=tcp" },
  { "stutters", { WORKS ("turn:a", UDP, 3478, 5) },
    { CALL ("turn:a", DEGRADED, "relay-lossy", 9, 5) }, "degraded", "Calls will work, over UDP.",
    "poor", "Ask about the call.", "turn:a" },
  /* What could not be tried, was cancelled or still runs changes nothing. */
  { "untold", { WORKS ("turn:a", UDP, 3478, 5), WORKS ("turn:b", UDP, 3478, 6),
                WORKS ("turn:c", UDP, 3478, 7) },
    { CALL ("turn:a", UNTESTED, "quota-reached", 0, 0),
      CALL ("turn:b", CANCELLED, "cancelled", 0, 0), CALL ("turn:c", RUNNING, NULL, 50, 1) },
    "passed", "Calls will work, over UDP.", "poor", "",
    "turn:a | turn:b | turn:c" },
  /* In order before not; then by what calls lost, then by how long they took. A row between has no
   * call. */
  { "ranking", { WORKS ("turn:a", UDP, 3478, 1), WORKS ("turn:b", UDP, 3478, 3),
                 WORKS ("turn:c", UDP, 3478, 2), WORKS ("turn:d", UDP, 3478, 9) },
    { CALL ("turn:a", DEGRADED, "large-packets-lost", 0, 1), CALL ("turn:c", PASSED, "ok", 2, 2),
      CALL ("turn:d", PASSED, "ok", 0, 2.5) }, "degraded", "Calls will work, over UDP.", "poor",
    "Ask about the call.", "turn:d | turn:b | turn:c | turn:a" },
};

static void
test_calls (void)
{
  const TpkLocalNetwork network = { TRUE, TRUE };

  for (guint i = 0; i < G_N_ELEMENTS (call_cases); i++) {
    g_autoptr (GListStore) results = make_results (call_cases[i].rows,
                                                   G_N_ELEMENTS (call_cases[i].rows));
    g_autoptr (GListStore) proofs = g_list_store_new (TPK_TYPE_PROOF);
    g_autoptr (TpkVerdict) verdict = NULL;
    g_autofree char *advice = NULL;
    g_autofree char *ranking = NULL;

    g_test_message ("%s", call_cases[i].name);
    for (guint j = 0; j < G_N_ELEMENTS (call_cases[i].calls) && call_cases[i].calls[j].url; j++) {
      g_autoptr (TpkProof) proof = make_proof (&call_cases[i].calls[j]);

      g_list_store_append (proofs, proof);
    }
    verdict = tpk_verdict_new (G_LIST_MODEL (results), G_LIST_MODEL (proofs), &network, NULL);
    advice = dup_joined (verdict, "advice");
    ranking = dup_joined (verdict, "ranking");
    g_assert_cmpstr (tpk_verdict_state_to_string (tpk_verdict_get_state (verdict)), ==,
                     call_cases[i].state);
    g_assert_cmpstr (tpk_verdict_get_headline (verdict), ==, call_cases[i].headline);
    g_assert_cmpstr (tpk_verdict_get_coverage (verdict), ==, call_cases[i].coverage);
    g_assert_cmpstr (advice, ==, call_cases[i].advice);
    g_assert_cmpstr (ranking, ==, call_cases[i].ranking);
  }
}

/* Who is asked to let something through is told what: protocol, address and port. */
static const struct {
  const char *name;
  Row rows[8];
  const char *advice;
} advice_cases[] = {
  /* That it is refused says nothing of the server then. */
  { "udp-blocked", { SILENT ("turn:a", UDP, 3478, "refused"),
                     SILENT_AT ("turn:b", "2001:db8::2", UDP, 3479, "refused"),
                     WORKS ("turn:a?transport=tcp", TCP, 3478, 5),
                     WORKS_AT ("turn:b?transport=tcp", "2001:db8::2", TCP, 3479, 5) },
    "This network blocks UDP: ask its administrator to let UDP to 192.0.2.1:3478, "
    "[2001:db8::2]:3479 through, which makes calls better." },
  { "many", { SILENT ("turn:a", UDP, 1, "no-reply"), SILENT ("turn:a:2", UDP, 2, "no-reply"),
              SILENT ("turn:a:3", UDP, 3, "no-reply"), SILENT ("turn:a:4", UDP, 4, "no-reply"),
              SILENT ("turn:a:5", UDP, 5, "no-reply"), SILENT ("stun:a:5", UDP, 5, "no-reply"),
              SILENT_AT ("turn:b", "192.0.2.2", UDP, 3478, "no-reply"),
              WORKS ("turn:a?transport=tcp", TCP, 3478, 5) },
    "This network blocks UDP: ask its administrator to let UDP to 192.0.2.1:1, 192.0.2.1:2, "
    "192.0.2.1:3, 192.0.2.1:4 and 2 more through, which makes calls better." },
  { "tcp-blocked", { SILENT ("turn:a?transport=tcp", TCP, 3478, "timeout"),
                     SILENT_AT ("turn:b?transport=tcp", "192.0.2.2", TCP, 3478, "timeout"),
                     WORKS ("turn:a", UDP, 3478, 5) },
    "This network blocks TCP to the relays: ask its administrator to let TCP to 192.0.2.1:3478, "
    "192.0.2.2:3478 through, for the times when UDP is not possible." },
  { "443-cut", { SILENT ("turns:a:443", TLS, 443, "closed"), WORKS ("turn:a", UDP, 3478, 5) },
    "Encrypted connections to 192.0.2.1:443 are cut: ask the network’s administrator to let TCP to "
    "there through, and whether a firewall inspects it." },
  /* What the fact does not explain is still said. */
  { "blocked-and-wrong", { SILENT ("turn:a", UDP, 3478, "no-reply"),
                           SILENT_AT ("turn:b", "192.0.2.2", UDP, 3478, "no-reply"),
                           { "turn:a?transport=tcp", "192.0.2.1", TPK_WIRE_TCP, 3478,
                             TPK_RESULT_STATE_FAILED, "bad-credentials", TPK_STAGE_CHALLENGE,
                             12 } },
    "This network blocks UDP: ask its administrator to let UDP to 192.0.2.1:3478, 192.0.2.2:3478 "
    "through, which makes calls better. | Ask somebody." },
  { "dead-address", { WORKS ("turn:a", UDP, 3478, 5),
                      SILENT_AT ("turn:a", "192.0.2.9", UDP, 3478, "no-reply"),
                      WORKS ("turn:a?transport=tcp", TCP, 3478, 5),
                      SILENT_AT ("turn:a?transport=tcp", "192.0.2.9", TCP, 3478, "refused") },
    "An address of a does not answer, though another does: ask the server’s operator whether it is "
    "in use. If it is, ask the network’s administrator to let UDP 192.0.2.9:3478, TCP "
    "192.0.2.9:3478 through." },
  /* Nobody else answers at this URL, so the port may be wrong. */
  { "dead-port", { WORKS ("turn:a", UDP, 3478, 5),
                   SILENT_AT ("turn:a:9", "192.0.2.9", UDP, 9, "no-reply") }, "Ask somebody." },
};

static void
test_advice (void)
{
  const TpkLocalNetwork network = { TRUE, TRUE };

  for (guint i = 0; i < G_N_ELEMENTS (advice_cases); i++) {
    g_autoptr (GListStore) results = make_results (advice_cases[i].rows,
                                                   G_N_ELEMENTS (advice_cases[i].rows));
    g_autoptr (TpkVerdict) verdict = NULL;
    g_autofree char *advice = NULL;

    g_test_message ("%s", advice_cases[i].name);
    verdict = tpk_verdict_new (G_LIST_MODEL (results), NULL, &network, NULL);
    advice = dup_joined (verdict, "advice");
    g_assert_cmpstr (advice, ==, advice_cases[i].advice);
  }
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  for (guint i = 0; i < G_N_ELEMENTS (verdict_cases); i++) {
    g_autofree char *path = g_strconcat ("/checks/verdict/case/", verdict_cases[i].name, NULL);

    g_test_add_data_func (path, &verdict_cases[i], test_verdict);
  }
  g_test_add_func ("/checks/verdict/headlines", test_headlines);
  g_test_add_func ("/checks/verdict/coverage", test_coverage);
  g_test_add_func ("/checks/verdict/early", test_early);
  g_test_add_func ("/checks/verdict/calls", test_calls);
  g_test_add_func ("/checks/verdict/advice", test_advice);

  return g_test_run ();
}
