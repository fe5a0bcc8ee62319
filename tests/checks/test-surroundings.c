/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#include "config.h"

#include "checks/tpk-captive-portal.h"
#include "checks/tpk-issuers.h"
#include "checks/tpk-nat.h"

#include "tpk-test-check.h"
#include "tpk-test-net.h"
#include "tpk-test-resolver.h"

#include <glib/gstdio.h>
#include <string.h>

/* What is on the way: address translators, pages to sign in, firewalls that open TLS; and what is
 * suspected of them. */

/* ---- A network monitor that has found a captive portal ---- */

#define TPK_TYPE_TEST_MONITOR (tpk_test_monitor_get_type ())
G_DECLARE_FINAL_TYPE (TpkTestMonitor, tpk_test_monitor, TPK, TEST_MONITOR, GObject)

struct _TpkTestMonitor {
  GObject parent_instance;
};

enum { PROP_0, PROP_AVAILABLE, PROP_METERED, PROP_CONNECTIVITY };

static GNetworkConnectivity connectivity = G_NETWORK_CONNECTIVITY_PORTAL;

static gboolean
initable_init (GInitable     *initable,
               GCancellable  *cancellable,
               GError       **error)
{
  return TRUE;
}

static void
initable_iface_init (GInitableIface *iface)
{
  iface->init = initable_init;
}

static void
monitor_iface_init (GNetworkMonitorInterface *iface)
{
}

G_DEFINE_FINAL_TYPE_WITH_CODE (TpkTestMonitor, tpk_test_monitor, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (G_TYPE_INITABLE, initable_iface_init)
                               G_IMPLEMENT_INTERFACE (G_TYPE_NETWORK_MONITOR, monitor_iface_init))

static void
tpk_test_monitor_get_property (GObject    *object,
                               guint       prop_id,
                               GValue     *value,
                               GParamSpec *pspec)
{
  if (prop_id == PROP_CONNECTIVITY)
    g_value_set_enum (value, g_atomic_int_get ((int *) &connectivity));
  else
    g_value_set_boolean (value, prop_id == PROP_AVAILABLE);
}

static void
tpk_test_monitor_class_init (TpkTestMonitorClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = tpk_test_monitor_get_property;
  g_object_class_override_property (object_class, PROP_AVAILABLE, "network-available");
  g_object_class_override_property (object_class, PROP_METERED, "network-metered");
  g_object_class_override_property (object_class, PROP_CONNECTIVITY, "connectivity");
}

static void
tpk_test_monitor_init (TpkTestMonitor *self)
{
}

static void
install_monitor (void)
{
  GIOExtensionPoint *point;

  g_setenv ("GIO_USE_NETWORK_MONITOR", "turnpike-test", TRUE);
  point = g_io_extension_point_register (G_NETWORK_MONITOR_EXTENSION_POINT_NAME);
  g_io_extension_point_set_required_type (point, G_TYPE_NETWORK_MONITOR);
  g_io_extension_point_implement (G_NETWORK_MONITOR_EXTENSION_POINT_NAME, TPK_TYPE_TEST_MONITOR,
                                  "turnpike-test", 0);
}

static void
wait_for_monitor (void)
{
  TpkFailure failure;

  tpk_captive_portal_prepare ();
  do {
    g_thread_yield ();
    tpk_failure_set (&failure, TPK_CODE_NO_REPLY, NULL);
  } while (!tpk_captive_portal_explain (&failure));
  g_assert_true (TPK_IS_TEST_MONITOR (g_network_monitor_get_default ()));
  g_assert_cmpint (failure.code, ==, TPK_CODE_CAPTIVE_PORTAL);
  g_assert_true (failure.untested);
}

static void
assert_portal (TpkCheckRun *run)
{
  g_autoptr (TpkResult) result = tpk_test_get_result (run, 0);
  TpkVerdict *verdict = tpk_check_run_get_verdict (run);

  g_assert_cmpstr (tpk_result_get_code (result), ==, "captive-portal");
  g_assert_cmpint (tpk_result_get_state (result), ==, TPK_RESULT_STATE_UNTESTED);
  g_assert_cmpstr (tpk_result_get_advice (result), ==,
                   "Open a web browser, sign in, then check again.");
  g_assert_cmpint (tpk_check_run_get_state (run), ==, TPK_RESULT_STATE_UNTESTED);
  g_assert_cmpstr (tpk_verdict_get_headline (verdict), ==,
                   "This network wants you to sign in on a web page first, so nothing could be "
                   "tried.");
  g_assert_cmpstr (tpk_verdict_get_advice (verdict)[0], ==,
                   "Open a web browser, sign in, then check again.");
}

/* An address of this computer by which others reach it; nothing is sent. */
static char *
dup_own_address (void)
{
  g_autoptr (GSocket) socket = g_socket_new (G_SOCKET_FAMILY_IPV4, G_SOCKET_TYPE_DATAGRAM,
                                             G_SOCKET_PROTOCOL_UDP, NULL);
  g_autoptr (GSocketAddress) far = g_inet_socket_address_new_from_string ("192.0.2.1", 9);
  g_autoptr (GSocketAddress) own = NULL;

  if (!g_socket_connect (socket, far, NULL, NULL))
    return NULL;
  own = g_socket_get_local_address (socket, NULL);

  return g_inet_address_to_string (
    g_inet_socket_address_get_address (G_INET_SOCKET_ADDRESS (own)));
}

static void
test_portal_name (void)
{
  TpkTestResolver *resolver;
  g_autoptr (TpkCredential) credential = tpk_test_good_credential ();
  g_autoptr (TpkCheckRun) run = NULL;

  if (!tpk_test_has_network ()) {
    g_test_skip ("this machine has no network, which is what a check says first");
    return;
  }
  wait_for_monitor ();
  resolver = tpk_test_resolver_install ();
  run = tpk_test_run_urls (NULL, credential, (const char *[]) { "turn:turn.invalid", NULL });
  assert_portal (run);
  tpk_test_resolver_uninstall (resolver);
}

static void
test_portal_refused (void)
{
  g_autoptr (TpkCredential) credential = tpk_test_good_credential ();
  g_autofree char *own = dup_own_address ();
  g_autofree char *url = NULL;
  g_autoptr (TpkCheckRun) portal = NULL;
  g_autoptr (TpkCheckRun) free_way = NULL;
  g_autoptr (TpkResult) result = NULL;

  if (own == NULL) {
    g_test_skip ("this machine has no address but that of loopback");
    return;
  }
  wait_for_monitor ();
  url = g_strdup_printf ("turn:%s:%u?transport=tcp", own, tpk_test_free_port ());
  portal = tpk_test_run_urls (NULL, credential, (const char *[]) { url, NULL });
  assert_portal (portal);

  /* The same where nobody has to sign in is the server's own fault. */
  g_atomic_int_set ((int *) &connectivity, G_NETWORK_CONNECTIVITY_FULL);
  free_way = tpk_test_run_urls (NULL, credential, (const char *[]) { url, NULL });
  result = tpk_test_get_result (free_way, 0);
  g_assert_cmpstr (tpk_result_get_code (result), ==, "refused");
  g_atomic_int_set ((int *) &connectivity, G_NETWORK_CONNECTIVITY_PORTAL);
}

/* ---- Address translators ---- */

typedef struct {
  const char *name;
  /* “server local mapped”, each an address with its port. */
  const char *answers[5];
  TpkNatBehaviour mapping;
} NatCase;

#define OWN "10.0.0.2:5000"

static const NatCase nat_cases[] = {
  { "nobody", { NULL }, TPK_NAT_UNKNOWN },
  { "none", { "192.0.2.1:3478 " OWN " " OWN }, TPK_NAT_NONE },
  /* Its own address with another port is no own address. */
  { "port-moved", { "192.0.2.1:3478 " OWN " 10.0.0.2:6000" }, TPK_NAT_UNKNOWN },
  { "one-server", { "192.0.2.1:3478 " OWN " 198.51.100.1:7000" }, TPK_NAT_UNKNOWN },
  { "same", { "192.0.2.1:3478 " OWN " 198.51.100.1:7000",
              "192.0.2.2:3478 " OWN " 198.51.100.1:7000" }, TPK_NAT_ENDPOINT_INDEPENDENT },
  { "other-port", { "192.0.2.1:3478 " OWN " 198.51.100.1:7000",
                    "192.0.2.2:3478 " OWN " 198.51.100.1:7001" }, TPK_NAT_ENDPOINT_DEPENDENT },
  { "other-address", { "192.0.2.1:3478 " OWN " 198.51.100.1:7000",
                       "192.0.2.2:3478 " OWN " 198.51.100.2:7000" }, TPK_NAT_ENDPOINT_DEPENDENT },
  /* Two ports of one machine say nothing of two machines. */
  { "one-machine", { "192.0.2.1:3478 " OWN " 198.51.100.1:7000",
                     "192.0.2.1:443 " OWN " 198.51.100.1:7000" }, TPK_NAT_UNKNOWN },
  { "by-port", { "192.0.2.1:3478 " OWN " 198.51.100.1:7000",
                 "192.0.2.1:443 " OWN " 198.51.100.1:7001" }, TPK_NAT_ADDRESS_AND_PORT_DEPENDENT },
  { "by-address", { "192.0.2.1:3478 " OWN " 198.51.100.1:7000",
                    "192.0.2.2:3478 " OWN " 198.51.100.1:7001",
                    "192.0.2.2:3479 " OWN " 198.51.100.1:7001" }, TPK_NAT_ADDRESS_DEPENDENT },
  /* Each by another road. */
  { "two-roads", { "192.0.2.1:3478 " OWN " 198.51.100.1:7000",
                   "192.0.2.2:3478 10.9.9.2:5000 203.0.113.1:9000" }, TPK_NAT_UNKNOWN },
  { "ipv6", { "[2001:db8::1]:3478 [fd00::2]:5000 [2001:db8:9::2]:5000",
              "[2001:db8::2]:3478 [fd00::2]:5000 [2001:db8:9::2]:5000" },
    TPK_NAT_ENDPOINT_INDEPENDENT },
};

static void
parse_address (const char              *text,
               struct sockaddr_storage *address)
{
  g_autoptr (GSocketConnectable) network = g_network_address_parse (text, 0, NULL);
  g_autoptr (GSocketAddress) socket_address = NULL;

  g_assert_nonnull (network);
  socket_address = g_inet_socket_address_new_from_string (
    g_network_address_get_hostname (G_NETWORK_ADDRESS (network)),
    g_network_address_get_port (G_NETWORK_ADDRESS (network)));
  memset (address, 0, sizeof *address);
  g_assert_true (g_socket_address_to_native (socket_address, address, sizeof *address, NULL));
}

static void
test_mapping (gconstpointer data)
{
  const NatCase *c = data;
  TpkNatAnswer answers[G_N_ELEMENTS (c->answers)];
  TpkNat nat = { 0 };
  guint n = 0;

  for (; n < G_N_ELEMENTS (c->answers) && c->answers[n] != NULL; n++) {
    g_auto (GStrv) parts = g_strsplit (c->answers[n], " ", -1);

    parse_address (parts[0], &answers[n].server);
    parse_address (parts[1], &answers[n].local);
    parse_address (parts[2], &answers[n].mapped);
  }
  nat.mapping = tpk_nat_judge_mapping (answers, n);
  g_assert_cmpstr (tpk_nat_behaviour_to_string (nat.mapping), ==,
                   tpk_nat_behaviour_to_string (c->mapping));
  if (nat.mapping == TPK_NAT_UNKNOWN)
    g_assert_null (tpk_nat_get_sentence (&nat));
  else
    g_assert_true (g_str_has_suffix (tpk_nat_get_sentence (&nat), "."));
}

/* On loopback nobody translates; and a server that answers over TCP only is not asked. */
static void
test_no_translator (void)
{
  const TpkTestScript script = { 0 };
  g_autoptr (TpkTestServer) server = tpk_test_server_new (&script, NULL);
  g_autoptr (TpkCredential) credential = tpk_test_good_credential ();
  g_autofree char *udp = tpk_test_dup_url ("turn:127.0.0.1:{port}",
                                           tpk_test_server_get_port (server));
  g_autofree char *tcp = g_strconcat (udp, "?transport=tcp", NULL);
  const char *const urls[][2] = { { udp, NULL }, { tcp, NULL } };

  for (guint i = 0; i < G_N_ELEMENTS (urls); i++) {
    g_autoptr (TpkCheckRun) run = tpk_test_run_urls (NULL, credential, urls[i]);
    const TpkNat *nat = tpk_verdict_get_nat (tpk_check_run_get_verdict (run));

    g_assert_cmpint (tpk_check_run_get_state (run), ==, TPK_RESULT_STATE_PASSED);
    g_assert_cmpint (nat->mapping, ==, i == 0 ? TPK_NAT_NONE : TPK_NAT_UNKNOWN);
    g_assert_cmpuint (nat->n_servers, ==, i == 0 ? 1 : 0);
    g_assert_false (nat->discovered);
  }
}

/* ---- Suspicions ---- */

typedef struct {
  const char *url;
  const char *address;
  const char *tls;        /* (nullable): JSON */
} TlsRow;

typedef struct {
  const char *name;
  TlsRow rows[3];
  const char *remark;     /* (nullable): the only one */
} RemarkCase;

#define CERT(subject, issuer, verified, days, errors) \
  "{'subject':'" subject "','issuer':'" issuer "','verified':" verified ",'days_left':" days \
  ",'errors':[" errors "]}"
#define UNTRUSTED(subject, issuer) CERT (subject, issuer, "false", "90", "'unknown-ca'")
#define TRUSTED(subject, issuer) CERT (subject, issuer, "true", "90", "")
#define TRUSTED_BY(subject, issuer, public) \
  "{'subject':'" subject "','issuer':'" issuer "','verified':true,'days_left':90,'errors':[]," \
  "'public_issuer':" public "}"
#define PUBLIC(subject) TRUSTED_BY (subject, "CN=Public", "true")
#define ADDED(subject, issuer) TRUSTED_BY (subject, issuer, "false")

static const RemarkCase remark_cases[] = {
  { "good", { { "turns:a", "192.0.2.1", TRUSTED ("CN=a", "CN=Public") },
              { "turns:b", "192.0.2.2", TRUSTED ("CN=b", "CN=Public") } }, NULL },
  { "same-private-issuer", { { "turns:a", "192.0.2.1", UNTRUSTED ("CN=a", "CN=Firewall") },
                             { "turns:b", "192.0.2.2", UNTRUSTED ("CN=b", "CN=Firewall") } },
    "tls-interception" },
  { "other-private-issuers", { { "turns:a", "192.0.2.1", UNTRUSTED ("CN=a", "CN=A") },
                               { "turns:b", "192.0.2.2", UNTRUSTED ("CN=b", "CN=B") } }, NULL },
  { "self-signed", { { "turns:a", "192.0.2.1", UNTRUSTED ("CN=x", "CN=x") },
                     { "turns:b", "192.0.2.2", UNTRUSTED ("CN=x", "CN=x") } }, NULL },
  { "one-machine", { { "turns:a", "192.0.2.1", UNTRUSTED ("CN=a", "CN=Own") },
                     { "turns:a:443", "192.0.2.1", UNTRUSTED ("CN=a", "CN=Own") } }, NULL },
  { "one-port-only", { { "turns:a", "192.0.2.1", TRUSTED ("CN=a", "CN=Public") },
                       { "turns:a:443", "192.0.2.1", UNTRUSTED ("CN=a", "CN=Firewall") } },
    "tls-interception" },
  { "public", { { "turns:a.example.org", "192.0.2.1", PUBLIC ("CN=a") },
                { "turns:b.example.net", "192.0.2.2", PUBLIC ("CN=b") } }, NULL },
  { "own-authority", { { "turns:a.example.org", "192.0.2.1", ADDED ("CN=a", "CN=Own") },
                       { "turns:b.EXAMPLE.org", "192.0.2.2", ADDED ("CN=b", "CN=Own") },
                       { "turns:192.0.2.3", "192.0.2.3", ADDED ("CN=c", "CN=Own") } }, NULL },
  { "added-for-two", { { "turns:a.example.org", "192.0.2.1", ADDED ("CN=a", "CN=Firewall") },
                       { "turns:b.example.net", "192.0.2.2", ADDED ("CN=b", "CN=Firewall") } },
    "tls-interception" },
  { "two-added", { { "turns:a.example.org", "192.0.2.1", ADDED ("CN=a", "CN=A") },
                   { "turns:b.example.net", "192.0.2.2", ADDED ("CN=b", "CN=B") } }, NULL },
  { "added-beside-public", { { "turns:a.example.org", "192.0.2.1", ADDED ("CN=a", "CN=Own") },
                             { "turns:b.example.net", "192.0.2.2", PUBLIC ("CN=b") } }, NULL },
  { "added-at-one-port", { { "turns:a.example.org", "192.0.2.1", PUBLIC ("CN=a") },
                           { "turns:a.example.org:443", "192.0.2.1",
                             ADDED ("CN=a", "CN=Firewall") } },
    "tls-interception" },
  { "nothing-known", { { "turns:a.example.org", "192.0.2.1", TRUSTED ("CN=a", "CN=Firewall") },
                       { "turns:b.example.net", "192.0.2.2", TRUSTED ("CN=b", "CN=Firewall") } },
    NULL },
  { "not-yet-valid", { { "turns:a", "192.0.2.1",
                         CERT ("CN=a", "CN=Public", "false", "900", "'not-activated'") } },
    "clock-wrong" },
  { "one-outdated", { { "turns:a", "192.0.2.1",
                        CERT ("CN=a", "CN=Public", "false", "-9", "'expired'") },
                      { "turns:a:443", "192.0.2.1",
                        CERT ("CN=a", "CN=Public", "false", "-9", "'expired'") } }, NULL },
  { "all-outdated", { { "turns:a", "192.0.2.1",
                        CERT ("CN=a", "CN=Public", "false", "-9", "'expired'") },
                      { "turns:b", "192.0.2.2",
                        CERT ("CN=b", "CN=Public", "false", "-9", "'expired'") } },
    "clock-wrong" },
  { "soon", { { "turns:a", "192.0.2.1", CERT ("CN=a", "CN=Public", "true", "13", "") } },
    "certificate-expires-soon" },
  { "later", { { "turns:a", "192.0.2.1", CERT ("CN=a", "CN=Public", "true", "14", "") } }, NULL },
};

static TpkResult *
make_tls_result (const TlsRow *row)
{
  g_autofree char *text = g_strdelimit (g_strdup (row->tls), "'", '"');
  g_autoptr (JsonNode) node = json_from_string (text, NULL);
  TpkResultFields fields = { 0 };

  g_assert_nonnull (node);
  fields.url = row->url;
  fields.address = row->address;
  fields.wire = TPK_WIRE_TLS;
  fields.state = TPK_RESULT_STATE_FAILED;
  fields.code = "tls-untrusted";
  fields.advice = "Ask somebody.";
  fields.tls = json_node_get_object (node);

  return tpk_result_new (&fields);
}

static void
test_remark (gconstpointer data)
{
  static const char *const remarks[] = {
    "tls-interception", "clock-wrong", "relay-needed", "certificate-expires-soon" };
  const RemarkCase *c = data;
  const TpkLocalNetwork network = { TRUE, TRUE };
  g_autoptr (GListStore) results = g_list_store_new (TPK_TYPE_RESULT);
  g_autoptr (TpkVerdict) verdict = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (c->rows) && c->rows[i].url != NULL; i++) {
    g_autoptr (TpkResult) result = make_tls_result (&c->rows[i]);

    g_list_store_append (results, result);
  }
  verdict = tpk_verdict_new (G_LIST_MODEL (results), NULL, &network, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (remarks); i++)
    g_assert_cmpint (tpk_verdict_has_remark (verdict, remarks[i]), ==,
                     g_strcmp0 (remarks[i], c->remark) == 0);
  g_assert_cmpuint (g_strv_length ((char **) tpk_verdict_get_advice (verdict)), ==,
                    c->remark != NULL ? 2 : 1);
}

/* What an authority has signed is known by its signature, and not by how good it is else. */
static void
test_issuers (void)
{
  static const struct {
    TpkTestCert cert;
    gboolean vouched;
  } cases[] = {
    { TPK_TEST_CERT_CA, TRUE },
    { TPK_TEST_CERT_GOOD, TRUE },
    { TPK_TEST_CERT_WRONG_NAME, TRUE },
    { TPK_TEST_CERT_EXPIRED, TRUE },
    { TPK_TEST_CERT_SELF_SIGNED, FALSE },
  };
  g_autofree char *folder = g_dir_make_tmp ("turnpike-issuers-XXXXXX", NULL);
  g_autofree char *path = g_build_filename (folder, "ca.crt", NULL);
  g_autofree char *junk = g_build_filename (folder, "README", NULL);
  g_autofree char *pem = NULL;
  g_autoptr (TpkIssuers) none = tpk_issuers_new (folder);
  g_autoptr (TpkIssuers) issuers = NULL;
  gsize length;

  g_assert_null (none);
  if (!tpk_test_certs_available ()) {
    g_test_skip ("there is no openssl to make certificates with");
    g_rmdir (folder);
    return;
  }

  g_file_get_contents (tpk_test_certs_get_file (TPK_TEST_CERT_CA), &pem, &length, NULL);
  g_assert_true (g_file_set_contents (path, pem, length, NULL));
  g_assert_true (g_file_set_contents (junk, "no certificate", -1, NULL));
  issuers = tpk_issuers_new (folder);
  g_assert_nonnull (issuers);
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autoptr (GTlsCertificate) certificate = tpk_test_certs_load (cases[i].cert);

    g_assert_cmpint (tpk_issuers_vouch_for (issuers, certificate), ==, cases[i].vouched);
    if (tpk_issuers_get_public () != NULL)
      g_assert_false (tpk_issuers_vouch_for (tpk_issuers_get_public (), certificate));
  }
  g_remove (junk);
  g_remove (path);
  g_rmdir (folder);
}

/* Who opens connections and expects a web server breaks off where TURN begins. */
static void
test_broken_off (void)
{
  static const struct {
    const char *public;
    const char *code;
    TpkStageId stage;
    gboolean suspect;
  } cases[] = {
    { "false", "closed", TPK_STAGE_CHALLENGE, TRUE },
    { "false", "no-reply", TPK_STAGE_BINDING, TRUE },
    { "false", "not-stun", TPK_STAGE_CHALLENGE, TRUE },
    { "false", "bad-credentials", TPK_STAGE_ALLOCATE, FALSE },
    { "false", "closed", TPK_STAGE_TLS, FALSE },
    { "false", "relay-silent", TPK_STAGE_DATA, FALSE },
    { "true", "closed", TPK_STAGE_CHALLENGE, FALSE },
  };
  const TpkLocalNetwork network = { TRUE, TRUE };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autofree char *text = g_strdup_printf ("{\"issuer\":\"CN=Own\",\"verified\":true,"
                                             "\"public_issuer\":%s}", cases[i].public);
    g_autoptr (JsonNode) node = json_from_string (text, NULL);
    g_autoptr (GListStore) results = g_list_store_new (TPK_TYPE_RESULT);
    g_autoptr (TpkStage) tls = tpk_stage_new (TPK_STAGE_TLS, TPK_STAGE_STATE_PASSED, 1, 0, NULL);
    const TpkResultFields fields = {
      .url = "turns:a.example.org", .address = "192.0.2.1", .wire = TPK_WIRE_TLS,
      .state = TPK_RESULT_STATE_FAILED, .stage = cases[i].stage, .code = cases[i].code,
      .stages = &tls, .n_stages = cases[i].stage == TPK_STAGE_TLS ? 0 : 1,
      .tls = json_node_get_object (node),
    };
    g_autoptr (TpkResult) result = tpk_result_new (&fields);
    g_autoptr (TpkVerdict) verdict = NULL;

    g_list_store_append (results, result);
    verdict = tpk_verdict_new (G_LIST_MODEL (results), NULL, &network, NULL);
    g_assert_cmpint (tpk_verdict_has_remark (verdict, "tls-interception"), ==, cases[i].suspect);
  }
}

/* With STUN alone, a translator that shows each server another address is worth a word. */
static void
test_relay_needed (void)
{
  static const char *const urls[] = { "stun:a", "turn:a" };
  static const TpkNat nat = { .mapping = TPK_NAT_ENDPOINT_DEPENDENT, .n_servers = 2 };
  const TpkLocalNetwork network = { TRUE, TRUE };

  for (guint i = 0; i < G_N_ELEMENTS (urls); i++) {
    g_autoptr (GListStore) results = g_list_store_new (TPK_TYPE_RESULT);
    const TpkResultFields fields = { .url = urls[i], .address = "192.0.2.1", .code = "ok",
                                     .state = TPK_RESULT_STATE_PASSED };
    g_autoptr (TpkResult) result = tpk_result_new (&fields);
    g_autoptr (TpkVerdict) verdict = NULL;

    g_list_store_append (results, result);
    verdict = tpk_verdict_new (G_LIST_MODEL (results), NULL, &network, &nat);
    g_assert_cmpint (tpk_verdict_has_remark (verdict, "relay-needed"), ==, i == 0);
    g_assert_cmpint (tpk_verdict_get_nat (verdict)->mapping, ==, TPK_NAT_ENDPOINT_DEPENDENT);
  }
}

int
main (int   argc,
      char *argv[])
{
  install_monitor ();
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/checks/portal/name", test_portal_name);
  g_test_add_func ("/checks/portal/refused", test_portal_refused);
  for (guint i = 0; i < G_N_ELEMENTS (nat_cases); i++) {
    g_autofree char *path = g_strconcat ("/checks/nat/mapping/", nat_cases[i].name, NULL);

    g_test_add_data_func (path, &nat_cases[i], test_mapping);
  }
  g_test_add_func ("/checks/nat/none", test_no_translator);
  for (guint i = 0; i < G_N_ELEMENTS (remark_cases); i++) {
    g_autofree char *path = g_strconcat ("/checks/remark/", remark_cases[i].name, NULL);

    g_test_add_data_func (path, &remark_cases[i], test_remark);
  }
  g_test_add_func ("/checks/issuers", test_issuers);
  g_test_add_func ("/checks/remark/broken-off", test_broken_off);
  g_test_add_func ("/checks/remark/relay-needed", test_relay_needed);

  return g_test_run ();
}
