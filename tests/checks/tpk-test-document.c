/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#define G_LOG_DOMAIN "tpk-test-document"

#include "config.h"

#include "tpk-test-check.h"

#include <string.h>

/* The form of `check --json` as the contract has it, member by member: a member that is missing,
 * of another type or of a value that the contract does not know is a failure, and so is one that
 * the contract does not have. */

typedef enum {
  STRING,
  STRING_OR_NULL,
  NUMBER,         /* never negative */
  INTEGER,        /* never negative */
  WHOLE,
  BOOLEAN,
  OBJECT,
  OBJECT_OR_NULL,
  ARRAY,
} Form;

typedef struct {
  const char *name;
  Form form;
  gboolean is_optional;
  const char *const *values;    /* (nullable): the only ones */
} Member;

static const char *const result_states[] = {
  "passed", "degraded", "failed", "untested", "cancelled", NULL };
static const char *const stage_states[] = { "passed", "failed", "skipped", "cancelled", NULL };
static const char *const stage_names[] = {
  "resolve", "connect", "proxy", "tls", "binding", "challenge", "allocate", "permission", "data",
  "release", NULL };
static const char *const families[] = { "ipv4", "ipv6", NULL };
static const char *const transports[] = { "udp", "tcp", "tls", "dtls", NULL };
static const char *const facts[] = { "works", "blocked", "absent", "unknown", NULL };
static const char *const mappings[] = {
  "unknown", "none", "endpoint-independent", "address-dependent", "address-and-port-dependent",
  "endpoint-dependent", NULL };
static const char *const methods[] = { "comparison", "rfc5780", NULL };
static const char *const coverages[] = { "excellent", "great", "good", "poor", "none", NULL };
static const char *const codes[] = {
  "ok", "invalid-url", "dns-not-found", "dns-timeout", "dns-failed", "refused", "unreachable",
  "timeout", "closed", "proxy-refused", "proxy-auth", "proxy-failed", "tls-untrusted",
  "tls-name-mismatch", "tls-expired", "tls-not-tls", "tls-failed", "no-reply", "not-stun",
  "not-turn", "bad-credentials", "credentials-expired", "wrong-credentials", "stale-nonce",
  "redirected", "redirect-loop", "allocation-mismatch", "address-family", "unsupported-transport",
  "quota-reached", "no-capacity", "forbidden", "server-error", "stun-error", "peer-forbidden",
  "relay-silent", "relay-lossy", "large-packets-lost", "relay-address-wrong", "open-relay",
  "cancelled", "no-network", "captive-portal", "tester-failed", NULL };

static const char *const call_vias[] = { "call", NULL };
static const char *const call_ends[] = { "local", "remote", NULL };
static const char *const candidate_types[] = { "relay", NULL };

static const Member document_members[] = {
  { "schema", INTEGER },
  { "started", STRING },
  { "elapsed_ms", NUMBER },
  { "state", STRING, FALSE, result_states },
  { "results", ARRAY },
  { "proofs", ARRAY },
  { "verdict", OBJECT },
  { "candidates", ARRAY, TRUE },
};

static const Member result_members[] = {
  { "url", STRING },
  { "server", STRING_OR_NULL },
  { "address", STRING_OR_NULL },
  { "port", INTEGER },
  { "family", STRING_OR_NULL, FALSE, families },
  { "transport", STRING, FALSE, transports },
  { "state", STRING, FALSE, result_states },
  { "stage", STRING, FALSE, stage_names },
  { "code", STRING, FALSE, codes },
  { "stun_error", INTEGER, TRUE },
  { "summary", STRING },
  { "advice", STRING },
  { "stages", ARRAY },
  { "relayed", STRING_OR_NULL },
  { "mapped", STRING_OR_NULL },
  { "proxy", STRING_OR_NULL },
  { "tls", OBJECT_OR_NULL },
  { "elapsed_ms", NUMBER, TRUE },
  { "quality", OBJECT_OR_NULL, TRUE },
};

static const Member stage_members[] = {
  { "name", STRING, FALSE, stage_names },
  { "state", STRING, FALSE, stage_states },
  { "ms", NUMBER, TRUE },
  { "round_trips", INTEGER, TRUE },
  { "detail", OBJECT, TRUE },
};

static const Member tls_members[] = {
  { "version", STRING_OR_NULL },
  { "cipher", STRING_OR_NULL },
  { "subject", STRING_OR_NULL },
  { "issuer", STRING_OR_NULL },
  { "not_after", STRING_OR_NULL },
  { "days_left", WHOLE, TRUE },
  { "alpn", STRING_OR_NULL },
  { "verified", BOOLEAN },
  { "public_issuer", BOOLEAN, TRUE },
  { "errors", ARRAY },
};

static const Member quality_members[] = {
  { "sent", INTEGER },
  { "received", INTEGER },
  { "lost_percent", NUMBER },
  { "rtt_ms", OBJECT, TRUE },
  { "jitter_ms", NUMBER, TRUE },
  { "reordered", INTEGER },
  { "via", STRING },
};

/* With what a call adds. */
static const Member call_members[] = {
  { "sent", INTEGER },
  { "received", INTEGER },
  { "lost_percent", NUMBER },
  { "rtt_ms", OBJECT, TRUE },
  { "jitter_ms", NUMBER, TRUE },
  { "reordered", INTEGER },
  { "via", STRING, FALSE, call_vias },
  { "arrived", INTEGER },
  { "duplicates", INTEGER },
  { "throughput_kbit", NUMBER },
  { "mos", NUMBER, TRUE },
  { "model", STRING, TRUE },
};

static const Member proof_members[] = {
  { "url", STRING },
  { "server", STRING_OR_NULL },
  { "address", STRING },
  { "proxy", STRING_OR_NULL },
  { "transport", STRING, FALSE, transports },
  { "state", STRING, FALSE, result_states },
  { "code", STRING, FALSE, codes },
  { "summary", STRING },
  { "advice", STRING },
  { "ready_ms", NUMBER, TRUE },
  { "local", STRING_OR_NULL },
  { "remote", STRING_OR_NULL },
  { "quality", OBJECT_OR_NULL },
  { "video", OBJECT, TRUE },
  { "candidates", ARRAY },
};

static const Member candidate_members[] = {
  { "end", STRING, FALSE, call_ends },
  { "type", STRING, FALSE, candidate_types },
  { "protocol", STRING },
  { "address", STRING },
  { "port", INTEGER },
  { "priority", INTEGER },
  { "server", STRING },
  { "ms", NUMBER },
};

static const char *const gathered_types[] = { "host", "srflx", "relay", NULL };

static const Member gathered_members[] = {
  { "type", STRING, FALSE, gathered_types },
  { "protocol", STRING },
  { "address", STRING },
  { "port", INTEGER },
  { "priority", INTEGER },
  { "server", STRING_OR_NULL },
  { "url", STRING_OR_NULL },
  { "ms", NUMBER },
};

static const Member rtt_members[] = {
  { "min", NUMBER },
  { "median", NUMBER },
  { "p95", NUMBER },
  { "max", NUMBER },
};

static const Member verdict_members[] = {
  { "state", STRING, FALSE, result_states },
  { "headline", STRING },
  { "advice", ARRAY },
  { "coverage", STRING, FALSE, coverages },
  { "facts", OBJECT },
  { "nat", OBJECT },
  { "remarks", ARRAY },
  { "ranking", ARRAY },
};

static const Member fact_members[] = {
  { "udp", STRING, FALSE, facts },
  { "tcp", STRING, FALSE, facts },
  { "tls_443", STRING, FALSE, facts },
  { "ipv4", STRING, FALSE, facts },
  { "ipv6", STRING, FALSE, facts },
  { "nat", STRING, FALSE, mappings },
};

static const Member nat_members[] = {
  { "mapping", STRING, FALSE, mappings },
  { "filtering", STRING, FALSE, mappings },
  { "method", STRING, FALSE, methods },
  { "servers", INTEGER },
};

static gboolean
has_form (JsonNode *node,
          Form      form)
{
  const GType type = JSON_NODE_HOLDS_VALUE (node) ? json_node_get_value_type (node) : G_TYPE_NONE;

  switch (form) {
  case STRING_OR_NULL:
    if (JSON_NODE_HOLDS_NULL (node))
      return TRUE;
    G_GNUC_FALLTHROUGH;
  case STRING:
    return type == G_TYPE_STRING;
  case NUMBER:
    return (type == G_TYPE_DOUBLE || type == G_TYPE_INT64) && json_node_get_double (node) >= 0;
  case INTEGER:
    return type == G_TYPE_INT64 && json_node_get_int (node) >= 0;
  case WHOLE:
    return type == G_TYPE_INT64;
  case BOOLEAN:
    return type == G_TYPE_BOOLEAN;
  case OBJECT_OR_NULL:
    if (JSON_NODE_HOLDS_NULL (node))
      return TRUE;
    G_GNUC_FALLTHROUGH;
  case OBJECT:
    return JSON_NODE_HOLDS_OBJECT (node);
  case ARRAY:
    return JSON_NODE_HOLDS_ARRAY (node);
  default:
    return FALSE;
  }
}

static void
assert_members (JsonObject   *object,
                const char   *what,
                const Member *members,
                guint         n_members)
{
  guint n_found = 0;

  for (guint i = 0; i < n_members; i++) {
    JsonNode *node = json_object_get_member (object, members[i].name);

    if (!node && members[i].is_optional)
      continue;
    if (!node)
      g_error ("%s has no member “%s”", what, members[i].name);
    if (!has_form (node, members[i].form))
      g_error ("%s: “%s” has a wrong type", what, members[i].name);
    if (members[i].values && !JSON_NODE_HOLDS_NULL (node) &&
        !g_strv_contains (members[i].values, json_node_get_string (node)))
      g_error ("%s: “%s” is “%s”", what, members[i].name, json_node_get_string (node));
    n_found++;
  }

  if (json_object_get_size (object) != n_found) {
    g_autoptr (JsonNode) node = json_node_init_object (json_node_alloc (), object);
    g_autofree char *text = json_to_string (node, TRUE);

    g_error ("%s has members that the contract does not know: %s", what, text);
  }
}

#define ASSERT_MEMBERS(object, members) \
  assert_members (object, #members, members, G_N_ELEMENTS (members))

static JsonObject *
get_object (JsonObject *object,
            const char *name)
{
  JsonNode *node = json_object_get_member (object, name);

  return node && JSON_NODE_HOLDS_OBJECT (node) ? json_node_get_object (node) : NULL;
}

static void
assert_is_time (const char *text)
{
  g_autoptr (GDateTime) time = g_date_time_new_from_iso8601 (text, NULL);

  g_assert_nonnull (time);
  g_assert_true (g_str_has_suffix (text, "Z"));
}

static void
assert_endpoint (JsonObject *result,
                 const char *name)
{
  const char *text = json_object_get_string_member_with_default (result, name, NULL);
  g_autoptr (GSocketConnectable) endpoint = NULL;

  if (!text)
    return;

  endpoint = g_network_address_parse (text, 0, NULL);
  g_assert_nonnull (endpoint);
  g_assert_true (g_hostname_is_ip_address (g_network_address_get_hostname (
    G_NETWORK_ADDRESS (endpoint))));
  g_assert_cmpuint (g_network_address_get_port (G_NETWORK_ADDRESS (endpoint)), >, 0);
}

static void
assert_strings (JsonObject *object,
                const char *name)
{
  JsonArray *array = json_object_get_array_member (object, name);

  for (guint i = 0; i < json_array_get_length (array); i++)
    g_assert_true (has_form (json_array_get_element (array, i), STRING));
}

static void
assert_figures (JsonObject *quality)
{
  JsonObject *rtt = get_object (quality, "rtt_ms");

  g_assert_cmpint (json_object_get_int_member (quality, "received"), <=,
                   json_object_get_int_member (quality, "sent"));
  if (!rtt)
    return;

  ASSERT_MEMBERS (rtt, rtt_members);
  g_assert_cmpfloat (json_object_get_double_member (rtt, "min"), <=,
                     json_object_get_double_member (rtt, "median"));
  g_assert_cmpfloat (json_object_get_double_member (rtt, "median"), <=,
                     json_object_get_double_member (rtt, "p95"));
  g_assert_cmpfloat (json_object_get_double_member (rtt, "p95"), <=,
                     json_object_get_double_member (rtt, "max"));
}

static void
assert_quality (JsonObject *quality)
{
  ASSERT_MEMBERS (quality, quality_members);
  assert_figures (quality);
}

static void
assert_call (JsonObject *quality)
{
  if (!quality)
    return;
  ASSERT_MEMBERS (quality, call_members);
  assert_figures (quality);
  g_assert_cmpint (json_object_get_int_member (quality, "received"), <=,
                   json_object_get_int_member (quality, "arrived"));
}

static void
assert_proof (JsonObject *proof)
{
  JsonArray *candidates;

  ASSERT_MEMBERS (proof, proof_members);
  assert_endpoint (proof, "local");
  assert_endpoint (proof, "remote");
  assert_call (get_object (proof, "quality"));
  assert_call (get_object (proof, "video"));
  candidates = json_object_get_array_member (proof, "candidates");
  for (guint i = 0; i < json_array_get_length (candidates); i++)
    ASSERT_MEMBERS (json_array_get_object_element (candidates, i), candidate_members);
}

static void
assert_result (JsonObject *result)
{
  JsonArray *stages;
  JsonObject *tls = get_object (result, "tls");
  JsonObject *quality = get_object (result, "quality");

  ASSERT_MEMBERS (result, result_members);
  assert_endpoint (result, "relayed");
  assert_endpoint (result, "mapped");

  stages = json_object_get_array_member (result, "stages");
  for (guint i = 0; i < json_array_get_length (stages); i++)
    ASSERT_MEMBERS (json_array_get_object_element (stages, i), stage_members);

  if (tls) {
    ASSERT_MEMBERS (tls, tls_members);
    assert_strings (tls, "errors");
  }
  if (quality)
    assert_quality (quality);
}

/**
 * tpk_test_assert_document:
 * @document: what `check --json` writes of a run that has ended
 *
 * Asserts that @document has the form of the contract and no other.
 */
void
tpk_test_assert_document (JsonObject *document)
{
  JsonArray *results;
  JsonArray *proofs;
  JsonObject *verdict;

  ASSERT_MEMBERS (document, document_members);
  g_assert_cmpint (json_object_get_int_member (document, "schema"), ==, 1);
  assert_is_time (json_object_get_string_member (document, "started"));

  results = json_object_get_array_member (document, "results");
  for (guint i = 0; i < json_array_get_length (results); i++)
    assert_result (json_array_get_object_element (results, i));
  proofs = json_object_get_array_member (document, "proofs");
  for (guint i = 0; i < json_array_get_length (proofs); i++)
    assert_proof (json_array_get_object_element (proofs, i));

  if (json_object_has_member (document, "candidates")) {
    JsonArray *gathered = json_object_get_array_member (document, "candidates");

    for (guint i = 0; i < json_array_get_length (gathered); i++)
      ASSERT_MEMBERS (json_array_get_object_element (gathered, i), gathered_members);
  }

  verdict = json_object_get_object_member (document, "verdict");
  ASSERT_MEMBERS (verdict, verdict_members);
  ASSERT_MEMBERS (json_object_get_object_member (verdict, "facts"), fact_members);
  ASSERT_MEMBERS (json_object_get_object_member (verdict, "nat"), nat_members);
  assert_strings (verdict, "remarks");
  assert_strings (verdict, "advice");
  assert_strings (verdict, "ranking");
}
