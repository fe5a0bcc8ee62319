/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#define G_LOG_DOMAIN "tpk-ladder-stages"

#include "config.h"

#include "tpk-ladder-private.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "tpk-address.h"

/*
 * The stages of a ladder, each a function that starts it for all sides and one that judges what
 * came of it; that of the proxy has a file of its own. To add a stage, add its functions and a row
 * at the end.
 */

#define STUN_PORT            3478
#define LOSSY_PERCENT        5.0
#define BINDING_PROBE_AT_MS  750
#define MAX_MISMATCHES       3

static JsonObject *
get_detail (TpkLadder *self)
{
  return tpk_target_get_detail (self->target, self->stage);
}

/* What the server said. The error that a challenge is, is no news. */
static void
describe_reply (TpkLadder     *self,
                TpkAllocation *side,
                gboolean       good)
{
  const TpkReplyFacts *facts = tpk_allocation_get_facts (side);
  JsonObject *detail = get_detail (self);

  tpk_target_add_round_trip (self->target, self->stage, facts->round_trips);
  if (facts->transmissions > 1)
    json_object_set_int_member (detail, "transmissions", facts->transmissions);
  if (!facts->replied)
    return;
  if (facts->software[0] != '\0')
    json_object_set_string_member (detail, "software", facts->software);
  if (good || facts->stun_error == 0)
    return;
  json_object_set_int_member (detail, "stun_error", facts->stun_error);
  if (facts->reason[0] != '\0')
    json_object_set_string_member (detail, "reason", facts->reason);
  json_object_set_boolean_member (detail, "authenticated", facts->authenticated);
}

static void
describe_second (TpkLadder *self)
{
  JsonObject *second;

  if (!self->alone)
    return;
  second = json_object_new ();
  json_object_set_string_member (second, "code", tpk_code_to_string (self->second_failure.code));
  if (self->second_failure.stun_error > 0)
    json_object_set_int_member (second, "stun_error", self->second_failure.stun_error);
  json_object_set_object_member (get_detail (self), "second", second);
}

static void
set_address (JsonObject                    *detail,
             const char                    *name,
             const struct sockaddr_storage *address)
{
  g_autofree char *text = tpk_address_to_string (address);

  if (text != NULL)
    json_object_set_string_member (detail, name, text);
}

/* Goes where the server points to, or says why not. Returns whether that was the case. */
static gboolean
handle_redirect (TpkLadder *self)
{
  const struct sockaddr_storage *alternate = tpk_allocation_get_alternate (self->sides[0]);
  TpkFailure failure = self->failures[0];
  struct sockaddr_storage current;

  if (failure.stun_error != 300)
    return FALSE;
  if (alternate != NULL) {
    set_address (get_detail (self), "alternate", alternate);
    memset (&current, 0, sizeof current);
    if (self->address != NULL)
      g_socket_address_to_native (self->address, &current, sizeof current, NULL);
    if (self->redirected || memcmp (&current, alternate, sizeof current) == 0)
      failure.code = TPK_CODE_REDIRECT_LOOP;
    else if (tpk_ladder_redirect (self, alternate))
      return TRUE;
  }
  tpk_ladder_fail (self, TPK_RESULT_STATE_FAILED, &failure);

  return TRUE;
}

/* A server that mistakes one of our sockets for an older one with the same port wants another port
 * (RFC 8656 §7.4), which can be an old one again while many targets are checked. Returns whether
 * that was the case. */
static gboolean
handle_mismatch (TpkLadder *self)
{
  gboolean mismatch = FALSE;

  for (guint i = 0; i < self->n_sides; i++)
    mismatch = mismatch || (self->failed[i] && self->failures[i].stun_error == 437);
  if (!mismatch || self->n_mismatches == MAX_MISMATCHES)
    return FALSE;

  self->n_mismatches++;
  tpk_ladder_restart (self);

  return TRUE;
}

static void
start_connect (TpkLadder *self)
{
  tpk_ladder_describe_dialled (self);
  for (guint i = 0, n = self->n_sides; i < n; i++)
    tpk_allocation_connect (self->sides[i], tpk_ladder_side_done, self);
}

static void
end_connect (TpkLadder *self)
{
  if (tpk_ladder_keep_good (self))
    tpk_ladder_pass (self);
  else if (!tpk_ladder_try_next_proxy (self))
    tpk_ladder_fail (self, TPK_RESULT_STATE_FAILED, &self->failures[0]);
}

static void
start_tls (TpkLadder *self)
{
  for (guint i = 0, n = self->n_sides; i < n; i++)
    tpk_allocation_secure (self->sides[i], tpk_ladder_side_done, self);
}

/* Calls of this computer work with the old versions, but not those of everybody: browsers refuse
 * them, as RFC 8996 asks for. So the target passes, with something to do. */
static void
judge_tls_version (TpkLadder  *self,
                   JsonObject *tls)
{
  const char *version = json_object_get_string_member_with_default (tls, "version", NULL);

  if (g_strcmp0 (version, "1.0") != 0 && g_strcmp0 (version, "1.1") != 0)
    return;
  self->summary = N_("Works over {transport}, but {host} offers only an outdated version of TLS.");
  self->advice = N_("Browsers refuse TLS 1.0 and 1.1, so calls in them do not come through this "
                    "server: ask its operator to turn on TLS 1.2 or 1.3.");
}

static void
end_tls (TpkLadder *self)
{
  gboolean good = tpk_ladder_keep_good (self);
  JsonObject *tls = tpk_allocation_get_tls (self->sides[0]);

  tpk_target_set_tls (self->target, tls);
  if (good && tls != NULL)
    judge_tls_version (self, tls);
  if (good)
    tpk_ladder_pass (self);
  else
    tpk_ladder_fail (self, TPK_RESULT_STATE_FAILED, &self->failures[0]);
}

static void
start_binding (TpkLadder *self)
{
  tpk_allocation_bind (self->sides[0], tpk_ladder_get_timeout_ms (self), tpk_ladder_side_done,
                       self);
}

static void
end_binding (TpkLadder *self)
{
  TpkAllocation *side = self->sides[0];

  describe_reply (self, side, !self->failed[0]);
  if (self->failed[0]) {
    if (!handle_redirect (self))
      tpk_ladder_fail (self, TPK_RESULT_STATE_FAILED, &self->failures[0]);
    return;
  }
  tpk_target_set_addresses (self->target, NULL, tpk_allocation_get_mapped (side));
  tpk_target_set_rtt (self->target, tpk_allocation_get_facts (side)->rtt_ms);
  tpk_ladder_pass (self);
}

static void
probe_binding_cb (gpointer user_data)
{
  TpkLadder *self = user_data;

  self->probe_timer = NULL;
  tpk_allocation_probe_binding (self->sides[0]);
}

static void
describe_expiry (TpkLadder *self)
{
  TpkTargetSpec *spec = tpk_target_get_spec (self->target);
  g_autoptr (GDateTime) expiry = NULL;
  g_autofree char *text = NULL;

  if (!spec->has_expiry)
    return;
  expiry = g_date_time_new_from_unix_utc (spec->expiry_s);
  if (expiry != NULL)
    text = g_date_time_format_iso8601 (expiry);
  if (text != NULL)
    json_object_set_string_member (get_detail (self), "credential_expires", text);
  if (spec->expired)
    json_object_set_boolean_member (get_detail (self), "credential_expired", TRUE);
}

static void
start_challenge (TpkLadder *self)
{
  describe_expiry (self);
  self->probe_timer = tpk_poller_add_timer (self->poller, BINDING_PROBE_AT_MS, probe_binding_cb,
                                            self);
  for (guint i = 0, n = self->n_sides; i < n; i++)
    tpk_allocation_challenge (self->sides[i], tpk_ladder_get_timeout_ms (self),
                              tpk_ladder_side_done, self);
}

static void
judge_challenge (TpkLadder *self)
{
  gboolean good = tpk_ladder_keep_good (self);
  TpkAllocation *side = self->sides[0];
  const char *realm = tpk_allocation_get_realm (side);

  describe_reply (self, side, good);
  if (realm[0] != '\0')
    json_object_set_string_member (get_detail (self), "realm", realm);
  if (!good) {
    if (!handle_redirect (self))
      tpk_ladder_fail (self, TPK_RESULT_STATE_FAILED, &self->failures[0]);
    return;
  }
  tpk_target_set_rtt (self->target, tpk_allocation_get_facts (side)->rtt_ms);
  if (tpk_allocation_needs_release (side))
    tpk_ladder_remark (self, TPK_CODE_OPEN_RELAY);
  tpk_ladder_pass (self);
}

static void
end_challenge (TpkLadder *self)
{
  if (!handle_mismatch (self))
    judge_challenge (self);
}

static void
start_allocate (TpkLadder *self)
{
  for (guint i = 0, n = self->n_sides; i < n; i++)
    tpk_allocation_allocate (self->sides[i], tpk_ladder_get_timeout_ms (self),
                             tpk_ladder_side_done, self);
}

static gboolean
is_public (GSocketAddress *address)
{
  GInetSocketAddress *inet = G_INET_SOCKET_ADDRESS (address);

  return tpk_address_is_public (g_inet_socket_address_get_address (inet));
}

/* A server with a public address whose relay has a private one has forgotten to be told its
 * public one: others cannot reach it, though it can reach itself. */
static void
check_relay_address (TpkLadder *self)
{
  const struct sockaddr_storage *relayed = tpk_allocation_get_relayed (self->sides[0]);
  g_autoptr (GSocketAddress) address = NULL;

  if (self->address == NULL)
    return;
  address = g_socket_address_new_from_native ((gpointer) relayed, sizeof *relayed);
  if (address != NULL && is_public (self->address) && !is_public (address))
    tpk_ladder_remark (self, TPK_CODE_RELAY_ADDRESS_WRONG);
}

static void
judge_allocate (TpkLadder *self)
{
  gboolean good = tpk_ladder_keep_good (self);
  TpkAllocation *side = self->sides[0];
  TpkFailure failure = self->failures[0];

  describe_reply (self, side, good);
  describe_second (self);
  if (!good) {
    if (handle_redirect (self))
      return;
    if (failure.stun_error == 401 && tpk_target_get_spec (self->target)->expired)
      failure.code = TPK_CODE_CREDENTIALS_EXPIRED;
    tpk_ladder_fail (self, TPK_RESULT_STATE_FAILED, &failure);
    return;
  }
  json_object_set_int_member (get_detail (self), "lifetime_s", tpk_allocation_get_lifetime (side));
  tpk_target_set_addresses (self->target, tpk_allocation_get_relayed (side),
                            tpk_allocation_get_mapped (side));
  check_relay_address (self);
  tpk_ladder_pass (self);
}

static void
end_allocate (TpkLadder *self)
{
  if (!handle_mismatch (self))
    judge_allocate (self);
}

/* The server's own address. Behind a proxy it may be unknown; then its relay's has to do. */
static GSocketAddress *
dup_server_address (TpkLadder *self)
{
  const struct sockaddr_storage *relayed = tpk_allocation_get_relayed (self->sides[0]);

  if (self->address != NULL)
    return g_object_ref (self->address);

  return g_socket_address_new_from_native ((gpointer) relayed, sizeof *relayed);
}

/* The server's own STUN port, which stands in for the other side when there is one relay only. */
static void
get_stun_address (TpkLadder               *self,
                  struct sockaddr_storage *address)
{
  TpkTargetSpec *spec = tpk_target_get_spec (self->target);
  g_autoptr (GSocketAddress) stun = NULL;
  g_autoptr (GSocketAddress) server = dup_server_address (self);
  guint16 port = tpk_ice_url_get_port (spec->url);

  if (tpk_ice_url_is_secure (spec->url))
    port = STUN_PORT;
  else if (self->address != NULL)
    port = g_inet_socket_address_get_port (G_INET_SOCKET_ADDRESS (self->address));
  stun = g_inet_socket_address_new (
    g_inet_socket_address_get_address (G_INET_SOCKET_ADDRESS (server)), port);
  memset (address, 0, sizeof *address);
  g_socket_address_to_native (stun, address, sizeof *address, NULL);
}

static void
start_permission (TpkLadder *self)
{
  struct sockaddr_storage peers[2];

  if (self->n_sides == 1) {
    get_stun_address (self, &peers[0]);
  } else {
    peers[0] = *tpk_allocation_get_relayed (self->sides[1]);
    peers[1] = *tpk_allocation_get_relayed (self->sides[0]);
  }
  set_address (get_detail (self), "peer", &peers[0]);
  for (guint i = 0, n = self->n_sides; i < n; i++)
    tpk_allocation_permit (self->sides[i], &peers[i], tpk_ladder_get_timeout_ms (self),
                           tpk_ladder_side_done, self);
}

/* With one relay, what could not be tried does not count against the server. */
static void
fail_relayed (TpkLadder        *self,
              const TpkFailure *failure)
{
  if (self->alone)
    tpk_ladder_fail (self, TPK_RESULT_STATE_DEGRADED, &self->second_failure);
  else if (failure->code == TPK_CODE_PEER_FORBIDDEN)
    tpk_ladder_fail (self, TPK_RESULT_STATE_DEGRADED, failure);
  else
    tpk_ladder_fail (self, TPK_RESULT_STATE_FAILED, failure);
}

static void
end_permission (TpkLadder *self)
{
  guint worst = self->n_sides > 1 && !self->failed[0] && self->failed[1] ? 1 : 0;

  describe_reply (self, self->sides[worst], !self->failed[worst]);
  if (self->failed[worst])
    fail_relayed (self, &self->failures[worst]);
  else
    tpk_ladder_pass (self);
}

static void
check_seen_address (TpkLadder *self)
{
  const struct sockaddr_storage *relayed = tpk_allocation_get_relayed (self->sides[0]);
  struct sockaddr_storage seen;

  if (!tpk_data_probe_get_seen (self->probe, &seen))
    return;
  set_address (get_detail (self), "seen_as", &seen);
  if (memcmp (&seen, relayed, sizeof seen) != 0)
    tpk_ladder_remark (self, TPK_CODE_RELAY_ADDRESS_WRONG);
}

/* Silence has a reason when the connection broke meanwhile. */
static const TpkFailure *
find_loss (TpkLadder *self)
{
  for (guint i = 0; i < self->n_sides; i++) {
    const TpkFailure *loss = tpk_allocation_get_loss (self->sides[i]);

    if (loss != NULL)
      return loss;
  }

  return NULL;
}

static void
say_untried (TpkLadder *self)
{
  if (self->summary != NULL)
    return;
  self->summary = N_("Works over {transport}. Whether large packets get through could not be tried: "
                     "{host} gives this user only one relay, and it does not reach itself.");
  self->advice = N_("If voice works and video does not, ask the network’s administrator to check the "
                    "MTU on the way, VPNs first.");
}

static void
data_done_cb (TpkDataProbe     *probe,
              const TpkQuality *quality,
              const TpkFailure *failure,
              gpointer          user_data)
{
  TpkLadder *self = user_data;
  const TpkFailure *loss = find_loss (self);
  TpkLargePackets large = tpk_data_probe_get_large (probe);

  if (self->ending)
    return;
  if (failure != NULL && loss != NULL) {
    tpk_ladder_fail (self, TPK_RESULT_STATE_FAILED, loss);
    return;
  }
  tpk_target_set_quality (self->target, quality);
  tpk_target_add_round_trip (self->target, self->stage, 1);
  if (failure != NULL) {
    fail_relayed (self, failure);
    return;
  }
  if (tpk_data_probe_get_first_ms (probe) > 0)
    json_object_set_double_member (get_detail (self), "first_ms",
                                   tpk_data_probe_get_first_ms (probe));
  check_seen_address (self);
  json_object_set_string_member (get_detail (self), "large_packets",
                                 tpk_large_packets_to_string (large));
  if (large == TPK_LARGE_PACKETS_LOST)
    tpk_ladder_remark (self, TPK_CODE_LARGE_PACKETS_LOST);
  else if (large == TPK_LARGE_PACKETS_UNTRIED && self->alone)
    say_untried (self);
  if (quality->lost_percent >= LOSSY_PERCENT)
    tpk_ladder_remark (self, TPK_CODE_RELAY_LOSSY);
  tpk_ladder_pass (self);
}

static void
start_alone (TpkLadder *self,
             gboolean   to_itself)
{
  struct sockaddr_storage server;

  get_stun_address (self, &server);
  self->probe = tpk_data_probe_new_stun (self->poller, self->sides[0], &server, to_itself,
                                         data_done_cb, self);
}

static void
itself_permitted_cb (TpkAllocation    *side,
                     const TpkFailure *failure,
                     gpointer          user_data)
{
  TpkLadder *self = user_data;

  if (!self->ending)
    start_alone (self, failure == NULL);
}

/* Permissions are for an address with all its ports. */
static gboolean
relays_at_server (TpkLadder *self)
{
  const struct sockaddr_storage *relayed = tpk_allocation_get_relayed (self->sides[0]);
  g_autoptr (GSocketAddress) relay = NULL;
  g_autoptr (GSocketAddress) server = dup_server_address (self);

  relay = g_socket_address_new_from_native ((gpointer) relayed, sizeof *relayed);

  return g_inet_address_equal (
    g_inet_socket_address_get_address (G_INET_SOCKET_ADDRESS (relay)),
    g_inet_socket_address_get_address (G_INET_SOCKET_ADDRESS (server)));
}

static void
start_data (TpkLadder *self)
{
  if (self->n_sides == 2) {
    json_object_set_string_member (get_detail (self), "path", "relay-to-relay");
    self->probe = tpk_data_probe_new_pair (self->poller, self->sides[0], self->sides[1],
                                           data_done_cb, self);
    return;
  }
  json_object_set_string_member (get_detail (self), "path", "stun-through-relay");
  if (relays_at_server (self))
    start_alone (self, TRUE);
  else
    tpk_allocation_permit (self->sides[0], tpk_allocation_get_relayed (self->sides[0]),
                           tpk_ladder_get_timeout_ms (self), itself_permitted_cb, self);
}

static const TpkLadderStage stages[] = {
  { TPK_STAGE_CONNECT, TRUE, start_connect, end_connect },
  { TPK_STAGE_PROXY, TRUE, tpk_ladder_start_proxy, tpk_ladder_end_proxy },
  { TPK_STAGE_TLS, TRUE, start_tls, end_tls },
  { TPK_STAGE_BINDING, FALSE, start_binding, end_binding },
  { TPK_STAGE_CHALLENGE, FALSE, start_challenge, end_challenge },
  { TPK_STAGE_ALLOCATE, FALSE, start_allocate, end_allocate },
  { TPK_STAGE_PERMISSION, FALSE, start_permission, end_permission },
  { TPK_STAGE_DATA, FALSE, start_data, NULL },
};

/**
 * tpk_ladder_get_stage_row:
 * @id: a stage that a ladder can climb
 *
 * Returns: (transfer none) (nullable): its row in the table
 */
const TpkLadderStage *
tpk_ladder_get_stage_row (TpkStageId id)
{
  for (guint i = 0; i < G_N_ELEMENTS (stages); i++) {
    if (stages[i].id == id)
      return &stages[i];
  }

  return NULL;
}
