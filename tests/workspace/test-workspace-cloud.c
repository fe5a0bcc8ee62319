/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#include "config.h"

#include <glib/gstdio.h>
#include <string.h>
#include <utime.h>

#include "cloud/tpk-cloud-service.h"
#include "model/tpk-json.h"
#include "store/tpk-call-lease.h"
#include "store/tpk-cloud-file.h"
#include "tpk-test-service.h"
#include "workspace-fixture.h"

/* Servers that a service hands out, all the way into the files that clients read. */

#define URIS "\"turn:turn.test:3478?transport=udp\",\"turns:turn.test:443?transport=tcp\""

static void
set_profile (TpkWorkspace   *self,
             TpkTestService *server)
{
  TpkProfile *profile = tpk_workspace_get_profile (self);
  TpkCloudSettings *settings = tpk_profile_get_cloud (profile);
  g_autofree char *url = tpk_test_service_dup_url (server, "/");

  tpk_profile_set_route (profile, TPK_ROUTE_CLOUD);
  tpk_cloud_settings_set_service (settings, "turn-rest");
  tpk_cloud_settings_set_text (settings, TPK_CLOUD_FIELD_ENDPOINT, url);
  tpk_cloud_settings_set_text (settings, TPK_CLOUD_FIELD_CA_FILE,
                               tpk_test_certs_get_file (TPK_TEST_CERT_CA));
  tpk_cloud_settings_set_text (settings, TPK_CLOUD_FIELD_USER, "alice");
}

/* Returns: (nullable): the user name in the file that clients read; %NULL without servers */
static char *
dup_username (StoreFixture *fixture)
{
  g_autofree char *path = test_path (fixture, "rtc-configuration.json");
  g_autofree char *text = test_read (path);
  g_autoptr (JsonNode) root = tpk_json_parse (text, -1, 100000, NULL);
  JsonArray *servers = json_object_get_array_member (json_node_get_object (root), "iceServers");
  JsonObject *server;

  g_assert_cmpstr (json_object_get_string_member_with_default (json_node_get_object (root),
                                                               "iceTransportPolicy", ""),
                   ==, "relay");
  if (json_array_get_length (servers) == 0)
    return NULL;

  server = json_array_get_object_element (servers, 0);

  return g_strdup (json_object_get_string_member (server, "username"));
}

static gboolean
tick_cb (gpointer user_data)
{
  return G_SOURCE_CONTINUE;
}

/* Watches the file while the main loop runs. */
typedef struct {
  StoreFixture *fixture;
  char         *username;        /* (nullable) (owned) */
  guint         n_changes;
  gboolean      found_ended;
} Observer;

static void
observer_look (Observer *self)
{
  gint64 now_s = g_get_real_time () / G_USEC_PER_SEC;
  g_autofree char *username = dup_username (self->fixture);
  gint64 expiry_s = 0;

  if (username == NULL || !tpk_username_get_expiry (username, &expiry_s) || expiry_s <= now_s)
    self->found_ended = TRUE;
  if (g_strcmp0 (username, self->username) == 0)
    return;

  if (self->username != NULL)
    self->n_changes++;
  g_free (self->username);
  self->username = g_steal_pointer (&username);
}

/* Goes on until the file has changed twice, or holds what has ended. Returns whether it never did. */
static gboolean
watch_two_changes (StoreFixture *fixture,
                   TpkWorkspace *self)
{
  Observer observer = { .fixture = fixture };
  guint tick_id = g_timeout_add (20, tick_cb, NULL);

  while (observer.n_changes < 2 && !observer.found_ended) {
    g_main_context_iteration (NULL, TRUE);
    observer_look (&observer);
  }

  g_source_remove (tick_id);
  g_free (observer.username);
  ws_finalize (self);

  return !observer.found_ended;
}

static gboolean
renew_twice (StoreFixture   *fixture,
             TpkTestService *server,
             guint           life_s)
{
  TpkWorkspace *self = ws_new_loaded (fixture);
  g_autofree char *user = g_strdup_printf ("for-%u-s", life_s);

  set_profile (self, server);
  /* What an attempt before left is another user's. */
  tpk_cloud_settings_set_text (tpk_profile_get_cloud (tpk_workspace_get_profile (self)),
                               TPK_CLOUD_FIELD_USER, user);
  tpk_test_service_mint (server, "secret", life_s, URIS);
  ws_assert_applied (self);
  tpk_workspace_keep_cloud (self);

  return watch_two_changes (fixture, self);
}

/* The file changes before what is in it ends, twice, and at no time holds what has ended. What is left
 * of a life after two thirds of it may be less than a busy machine needs for asking and writing; who
 * renews too late does so at every length. */
static void
test_renewal (StoreFixture  *fixture,
              gconstpointer  data)
{
  static const guint lives_s[] = { 6, 12, 24, 48 };
  g_autoptr (TpkTestService) server = tpk_test_service_new (NULL);

  for (guint i = 0; i < G_N_ELEMENTS (lives_s); i++) {
    if (renew_twice (fixture, server, lives_s[i]))
      return;
    g_test_message ("Too late with lives of %u s", lives_s[i]);
  }

  g_assert_not_reached ();
}

static void
set_secret (TpkWorkspace *self,
            guint         life_s)
{
  g_autoptr (TpkCredential) credential = tpk_credential_new_secret ("alice", "north wind", life_s);
  g_autoptr (TpkServer) server = tpk_server_new ();
  TpkProfile *profile = tpk_workspace_get_profile (self);

  while (tpk_profile_get_n_servers (profile) > 0)
    tpk_profile_remove_server (profile, 0);
  tpk_server_add_url (server, "turn:turn.test:3478?transport=udp");
  tpk_server_set_credential (server, credential);
  tpk_profile_append_server (profile, server);
  tpk_profile_set_route (profile, TPK_ROUTE_OWN);
  tpk_profile_set_relay_only (profile, TRUE);
}

static gboolean
make_twice (StoreFixture *fixture,
            guint         life_s)
{
  TpkWorkspace *self = ws_new_loaded (fixture);

  set_secret (self, life_s);
  tpk_workspace_keep_cloud (self);
  ws_assert_applied (self);

  return watch_two_changes (fixture, self);
}

/* What is made from a shared secret follows as well, at any length of life that the machine keeps up
 * with. */
static void
test_minted (StoreFixture  *fixture,
             gconstpointer  data)
{
  static const guint lives_s[] = { 6, 12, 24, 48 };

  for (guint i = 0; i < G_N_ELEMENTS (lives_s); i++) {
    if (make_twice (fixture, lives_s[i]))
      return;
    g_test_message ("%u s were too few", lives_s[i]);
  }

  g_assert_not_reached ();
}

/* What is made in the same second is the same. */
static void
pass_second (void)
{
  gint64 second = g_get_real_time () / G_USEC_PER_SEC;
  guint tick_id = g_timeout_add (20, tick_cb, NULL);

  test_wait_until (g_get_real_time () / G_USEC_PER_SEC > second);
  g_source_remove (tick_id);
}

/* Keeps what is applied as it is when it is read, and returns once that has been seen to: errands to
 * the files are run one after the other. */
static TpkWorkspace *
keep (StoreFixture *fixture)
{
  TpkWorkspace *self = ws_new_loaded (fixture);
  g_autoptr (GListModel) changes = NULL;
  g_autoptr (GError) error = NULL;

  tpk_workspace_keep_cloud (self);
  changes = ws_plan (self, &error);
  g_assert_no_error (error);
  ws_settle ();

  return self;
}

/* Who comes late writes at once; who comes in time leaves the file alone; a call keeps what it has. */
static void
test_minted_start (StoreFixture  *fixture,
                   gconstpointer  data)
{
  TpkWorkspace *self = ws_new_loaded (fixture);
  g_autofree char *path = test_path (fixture, "rtc-configuration.json");
  struct utimbuf then = { 0 };
  TpkCallLease *lease;
  guint64 applied;
  guint tick_id;

  set_secret (self, 3600);
  ws_assert_applied (self);
  applied = tpk_workspace_get_generation (self);
  ws_finalize (self);

  pass_second ();
  self = keep (fixture);
  g_assert_cmpuint (tpk_workspace_get_generation (self), ==, applied);
  ws_finalize (self);

  then.actime = then.modtime = g_get_real_time () / G_USEC_PER_SEC - 2401;
  g_assert_cmpint (g_utime (path, &then), ==, 0);
  pass_second ();
  lease = tpk_call_lease_take (fixture->folder, "Softphone", NULL);
  self = keep (fixture);
  g_assert_cmpuint (tpk_workspace_get_generation (self), ==, applied);

  tpk_call_lease_release (lease);
  g_object_unref (lease);
  tick_id = g_timeout_add (20, tick_cb, NULL);
  test_wait_until (tpk_workspace_get_generation (self) == applied + 1);
  g_source_remove (tick_id);
  ws_finalize (self);

  g_assert_cmpint (g_utime (path, &then), ==, 0);
  pass_second ();
  self = keep (fixture);
  g_assert_cmpuint (tpk_workspace_get_generation (self), ==, applied + 2);
  ws_finalize (self);
}

static void
wait_for_set (TpkWorkspace *self,
              gint64        after_s)
{
  guint tick_id = g_timeout_add (20, tick_cb, NULL);

  test_wait_until (tpk_workspace_get_cloud_set (self, NULL) != NULL &&
                   tpk_cloud_set_get_fetched_s (tpk_workspace_get_cloud_set (self, NULL)) > after_s);
  g_source_remove (tick_id);
}

/* What is in a call keeps its servers; right after it, the file has those of the last renewal. */
static void
test_lease (StoreFixture  *fixture,
            gconstpointer  data)
{
  g_autoptr (TpkTestService) server = tpk_test_service_new (NULL);
  TpkWorkspace *self = ws_new_loaded (fixture);
  g_autoptr (TpkCallLease) lease = NULL;
  g_autofree char *path = test_path (fixture, "rtc-configuration.json");
  g_autofree char *before = NULL;
  g_autofree char *during = NULL;
  g_autofree char *after = NULL;
  g_autofree char *expected = NULL;
  TpkCloudSet *set;
  guint tick_id;

  set_profile (self, server);
  tpk_test_service_mint (server, "secret", 6, URIS);
  ws_assert_applied (self);
  before = test_read (path);
  lease = tpk_call_lease_take (fixture->folder, "Softphone", NULL);
  g_assert_nonnull (lease);
  tpk_workspace_keep_cloud (self);

  /* Two renewals, and the time to write them. */
  for (guint i = 0; i < 2; i++)
    wait_for_set (self, tpk_cloud_set_get_fetched_s (tpk_workspace_get_cloud_set (self, NULL)));
  ws_wait (200);
  during = test_read (path);
  g_assert_cmpstr (during, ==, before);

  tpk_test_service_mint (server, "secret", 600, URIS);
  wait_for_set (self, tpk_cloud_set_get_fetched_s (tpk_workspace_get_cloud_set (self, NULL)));
  set = tpk_workspace_get_cloud_set (self, NULL);
  expected = g_strdup (tpk_credential_get_username (
    tpk_server_get_credential (tpk_cloud_set_get_server (set, 0))));
  g_free (during);
  during = test_read (path);
  g_assert_cmpstr (during, ==, before);

  tpk_call_lease_release (lease);
  tick_id = g_timeout_add (20, tick_cb, NULL);
  do {
    g_main_context_iteration (NULL, TRUE);
    g_free (after);
    after = dup_username (fixture);
  } while (g_strcmp0 (after, expected) != 0);
  g_source_remove (tick_id);
  ws_finalize (self);
}

/* The last good set is kept while renewing fails; when it ends, nothing is left of it, and people are
 * told. When the service is back, so are the servers. */
static void
test_over (StoreFixture  *fixture,
           gconstpointer  data)
{
  g_autoptr (TpkTestService) server = tpk_test_service_new (NULL);
  TpkWorkspace *self = ws_new_loaded (fixture);
  g_autofree char *first = NULL;
  g_autofree char *again = NULL;
  TpkCloudKeeper *keeper;
  guint tick_id = g_timeout_add (20, tick_cb, NULL);

  set_profile (self, server);
  tpk_test_service_mint (server, "secret", 6, URIS);
  ws_assert_applied (self);
  first = dup_username (fixture);
  g_assert_nonnull (first);
  tpk_test_service_answer (server, 500, "");
  tpk_workspace_keep_cloud (self);
  keeper = tpk_workspace_get_cloud_keeper (self);
  g_assert_cmpint (tpk_cloud_keeper_get_state (keeper), ==, TPK_CLOUD_KEEPER_GOOD);

  test_wait_until (tpk_cloud_keeper_get_result (keeper) != NULL);
  g_assert_true (ws_has_notice (self, "cloud-not-renewed"));
  if (tpk_cloud_keeper_get_state (keeper) == TPK_CLOUD_KEEPER_FAILING) {
    again = dup_username (fixture);
    g_assert_cmpstr (again, ==, first);
    g_clear_pointer (&again, g_free);
  }

  do {
    g_main_context_iteration (NULL, TRUE);
    g_free (again);
    again = dup_username (fixture);
  } while (again != NULL);
  g_assert_cmpint (tpk_cloud_keeper_get_state (keeper), ==, TPK_CLOUD_KEEPER_OVER);
  g_assert_true (ws_has_notice (self, "cloud-over"));

  tpk_test_service_mint (server, "secret", 600, URIS);
  do {
    g_main_context_iteration (NULL, TRUE);
    g_free (again);
    again = dup_username (fixture);
  } while (again == NULL);
  g_assert_cmpint (tpk_cloud_keeper_get_state (keeper), ==, TPK_CLOUD_KEEPER_GOOD);
  g_assert_false (ws_has_notice (self, "cloud-over"));
  g_assert_false (ws_has_notice (self, "cloud-not-renewed"));
  g_source_remove (tick_id);
  ws_finalize (self);
}

/* Applying asks first; what the service says against it is the reason that people are told. */
static void
test_apply (StoreFixture  *fixture,
            gconstpointer  data)
{
  g_autoptr (TpkTestService) server = tpk_test_service_new (NULL);
  TpkWorkspace *self = ws_new_loaded (fixture);
  g_autofree char *rtc = test_path (fixture, "rtc-configuration.json");
  g_autofree char *kept = test_path (fixture, "cloud.json");
  g_autofree char *text = NULL;
  g_autoptr (TpkProfile) effective = NULL;
  g_autoptr (GError) refused = NULL;
  g_autoptr (GError) invalid = NULL;

  set_profile (self, server);
  tpk_test_service_answer (server, 403, "{\"error\":\"unpaid\"}");
  g_assert_false (ws_apply (self, FALSE, NULL, &refused));
  g_assert_error (refused, TPK_WORKSPACE_ERROR, TPK_WORKSPACE_ERROR_CLOUD);
  g_assert_nonnull (strstr (refused->message, "unpaid"));
  assert_no_file (rtc);
  assert_no_file (kept);
  g_assert_cmpint (tpk_cloud_result_get_code (tpk_workspace_get_cloud_result (self)), ==,
                   TPK_CLOUD_CODE_FORBIDDEN);

  tpk_test_service_mint (server, "secret", 600, URIS);
  ws_assert_applied (self);
  g_assert_cmpuint (tpk_test_service_get_n_requests (server), ==, 2);
  text = test_read (rtc);
  g_assert_nonnull (strstr (text, "turns:turn.test:443?transport=tcp"));
  g_assert_nonnull (strstr (text, "\"iceTransportPolicy\" : \"relay\""));
  g_assert_cmpuint (test_mode (kept), ==, 0600);
  effective = tpk_workspace_dup_effective_profile (self, NULL);
  g_assert_cmpuint (tpk_profile_get_n_servers (effective), ==, 1);
  g_assert_cmpuint (tpk_profile_get_n_servers (tpk_workspace_get_profile (self)), ==, 0);

  /* The servers are good for minutes: nobody asks again. */
  tpk_profile_set_relay_only (tpk_workspace_get_profile (self), FALSE);
  ws_assert_applied (self);
  g_assert_cmpuint (tpk_test_service_get_n_requests (server), ==, 2);

  tpk_cloud_settings_set_text (tpk_profile_get_cloud (tpk_workspace_get_profile (self)),
                               TPK_CLOUD_FIELD_ENDPOINT, "http://turn.test/");
  g_assert_false (ws_apply (self, FALSE, NULL, &invalid));
  g_assert_error (invalid, TPK_WORKSPACE_ERROR, TPK_WORKSPACE_ERROR_INVALID);
  g_assert_nonnull (strstr (invalid->message, "begins with “http”"));
  ws_finalize (self);
}

static TpkCloudResult *
fetch (TpkWorkspace *self)
{
  g_autoptr (GAsyncResult) result = NULL;

  tpk_workspace_fetch_cloud_async (self, NULL, NULL, ws_keep_result_cb, &result);
  test_wait_until (result != NULL);

  return tpk_workspace_fetch_cloud_finish (self, result);
}

static TpkFinding *
find (TpkWorkspace *self,
      const char   *code)
{
  GListModel *findings = tpk_workspace_get_findings (self);

  for (guint i = 0; i < g_list_model_get_n_items (findings); i++) {
    g_autoptr (TpkFinding) finding = g_list_model_get_item (findings, i);

    if (strcmp (tpk_finding_get_code (finding), code) == 0)
      return finding;
  }

  return NULL;
}

/* What was handed out is judged, and nobody is asked to mend it; own servers rest. */
static void
test_findings (StoreFixture  *fixture,
               gconstpointer  data)
{
  g_autoptr (TpkTestService) server = tpk_test_service_new (NULL);
  TpkWorkspace *self = ws_new_loaded (fixture);
  g_autoptr (TpkCloudResult) outcome = NULL;
  guint n_changed = 0;
  TpkFinding *finding;

  ws_set_host (self, "own.test");
  set_profile (self, server);
  ws_settle ();
  g_assert_nonnull (find (self, "own-servers-rest"));
  g_assert_nonnull (find (self, "cloud-not-asked"));
  g_assert_null (find (self, "udp-only"));

  g_signal_connect_swapped (self, "cloud-changed", G_CALLBACK (g_atomic_int_inc), &n_changed);
  tpk_test_service_mint (server, "secret", 600, "\"turn:turn.test:3478\"");
  outcome = fetch (self);
  g_assert_true (tpk_cloud_result_is_ok (outcome));
  g_assert_cmpuint (n_changed, ==, 1);
  g_assert_null (find (self, "cloud-not-asked"));
  finding = find (self, "udp-only");
  g_assert_nonnull (finding);
  g_assert_cmpuint (tpk_finding_get_server (finding), ==, TPK_FINDING_NOWHERE);

  tpk_cloud_settings_set_service (tpk_profile_get_cloud (tpk_workspace_get_profile (self)), "acme");
  ws_settle ();
  finding = find (self, "cloud-unknown");
  g_assert_nonnull (finding);
  g_assert_cmpint (tpk_finding_get_severity (finding), ==, TPK_SEVERITY_ERROR);
  ws_finalize (self);
}

/* Another program asks; this one, which stays, takes its servers over. */
static void
test_shared (StoreFixture  *fixture,
             gconstpointer  data)
{
  g_autoptr (TpkTestService) server = tpk_test_service_new (NULL);
  TpkWorkspace *self = ws_new_loaded (fixture);
  TpkWorkspace *other;
  g_autoptr (TpkCloudResult) outcome = NULL;
  g_autofree char *first = NULL;
  g_autofree char *second = NULL;
  guint n_requests;
  guint tick_id = g_timeout_add (20, tick_cb, NULL);

  set_profile (self, server);
  tpk_test_service_mint (server, "secret", 600, URIS);
  ws_assert_applied (self);
  tpk_workspace_keep_cloud (self);
  first = dup_username (fixture);

  other = ws_new_loaded (fixture);
  g_assert_nonnull (tpk_workspace_get_cloud_set (other, NULL));
  tpk_test_service_mint (server, "secret", 1200, URIS);
  outcome = fetch (other);
  g_assert_true (tpk_cloud_result_is_ok (outcome));
  second = dup_username (fixture);
  g_assert_cmpstr (second, !=, first);

  n_requests = tpk_test_service_get_n_requests (server);
  test_wait_until (tpk_cloud_set_equal (tpk_workspace_get_cloud_set (self, NULL),
                                        tpk_cloud_result_get_set (outcome)));
  g_assert_cmpuint (tpk_test_service_get_n_requests (server), ==, n_requests);
  g_source_remove (tick_id);
  ws_finalize (other);
  ws_finalize (self);
}

/* Nothing keeps a workspace that is let go while its service is being asked. */
static void
test_let_go (StoreFixture  *fixture,
             gconstpointer  data)
{
  g_autoptr (TpkTestService) server = tpk_test_service_new (NULL);
  TpkWorkspace *self = ws_new_loaded (fixture);
  TpkCloudKeeper *keeper;
  guint n_requests;
  guint tick_id = g_timeout_add (20, tick_cb, NULL);

  set_profile (self, server);
  tpk_test_service_mint (server, "secret", 1, URIS);
  ws_assert_applied (self);
  n_requests = tpk_test_service_get_n_requests (server);
  tpk_test_service_set_manner (server, TPK_TEST_SERVICE_SILENT);
  tpk_workspace_keep_cloud (self);
  keeper = tpk_workspace_get_cloud_keeper (self);
  g_object_add_weak_pointer (G_OBJECT (keeper), (gpointer *) &keeper);
  test_wait_until (tpk_test_service_get_n_requests (server) > n_requests);
  ws_finalize (self);
  test_wait_until (keeper == NULL);
  g_source_remove (tick_id);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  if (!tpk_test_certs_available ()) {
    g_print ("1..0 # SKIP no openssl to make certificates with\n");
    return 0;
  }

  ws_test_add ("/workspace/cloud/apply", test_apply);
  ws_test_add ("/workspace/cloud/findings", test_findings);
  ws_test_add ("/workspace/cloud/shared", test_shared);
  ws_test_add ("/workspace/cloud/renewal", test_renewal);
  ws_test_add ("/workspace/cloud/minted", test_minted);
  ws_test_add ("/workspace/cloud/minted-start", test_minted_start);
  ws_test_add ("/workspace/cloud/lease", test_lease);
  ws_test_add ("/workspace/cloud/over", test_over);
  ws_test_add ("/workspace/cloud/let-go", test_let_go);

  return g_test_run ();
}
