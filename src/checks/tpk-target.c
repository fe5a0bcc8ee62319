/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#define G_LOG_DOMAIN "tpk-target"

#include "config.h"

#include "tpk-target.h"

typedef struct {
  TpkStageState state;
  gint64 begun_us;
  double ms;              /* below 0: never begun */
  guint round_trips;
  JsonObject *detail;     /* (nullable) (owned): changes only while the stage runs */
  TpkStage *snapshot;     /* (nullable) (owned): of the present state */
} StageRecord;

struct _TpkTarget {
  TpkTargetSpec *spec;    /* (owned) */
  guint row;
  GInetAddress *address;  /* (nullable) (owned) */
  char *alternate_host;   /* (nullable) (owned): where the server sent us to */
  guint16 alternate_port;
  TpkWire wire;
  gboolean direct;        /* known to be reached without a proxy */
  TpkProxy *proxy;        /* (nullable) (owned): leads to it */
  GPtrArray *proxy_addresses; /* (nullable) (element-type GInetAddress) (owned) */
  TpkTargetChanged changed;
  gpointer user_data;

  TpkResultState state;
  TpkStageId stage;
  TpkFailure outcome;
  gboolean settled;
  gint64 begun_us;
  double elapsed_ms;      /* below 0: not over */

  StageRecord stages[TPK_N_STAGES];
  char *relayed;          /* (nullable) (owned) */
  char *mapped;           /* (nullable) (owned) */
  JsonObject *tls;        /* (nullable) (owned) */
  double rtt_ms;
  TpkQuality quality;
};

/**
 * tpk_target_new:
 * @spec: the URL
 * @row: which of the URL's addresses, from 0
 * @address: (nullable): the address; %NULL before it is known
 *
 * Returns: (transfer full): a record in which nothing has run yet
 */
TpkTarget *
tpk_target_new (TpkTargetSpec *spec,
                guint          row,
                GInetAddress  *address)
{
  TpkTarget *self = g_new0 (TpkTarget, 1);

  self->spec = tpk_target_spec_ref (spec);
  self->row = row;
  self->address = address ? g_object_ref (address) : NULL;
  self->wire = tpk_target_spec_get_wire (spec);
  self->begun_us = g_get_monotonic_time ();
  self->elapsed_ms = -1;
  self->rtt_ms = -1;
  for (guint i = 0; i < TPK_N_STAGES; i++)
    self->stages[i].ms = -1;

  return self;
}

void
tpk_target_free (TpkTarget *self)
{
  if (self == NULL)
    return;

  for (guint i = 0; i < TPK_N_STAGES; i++) {
    g_clear_pointer (&self->stages[i].detail, json_object_unref);
    g_clear_object (&self->stages[i].snapshot);
  }
  g_clear_object (&self->address);
  g_clear_pointer (&self->proxy, tpk_proxy_unref);
  g_clear_pointer (&self->proxy_addresses, g_ptr_array_unref);
  g_clear_pointer (&self->tls, json_object_unref);
  g_free (self->alternate_host);
  g_free (self->relayed);
  g_free (self->mapped);
  tpk_target_spec_unref (self->spec);
  g_free (self);
}

void
tpk_target_set_changed (TpkTarget        *self,
                        TpkTargetChanged  changed,
                        gpointer          user_data)
{
  self->changed = changed;
  self->user_data = user_data;
}

TpkTargetSpec *
tpk_target_get_spec (TpkTarget *self)
{
  return self->spec;
}

guint
tpk_target_get_row (TpkTarget *self)
{
  return self->row;
}

GInetAddress *
tpk_target_get_address (TpkTarget *self)
{
  return self->address;
}

/* Whether it has ended, with that code. */
gboolean
tpk_target_has_failed (TpkTarget *self,
                       TpkCode    code)
{
  return self->settled && self->state == TPK_RESULT_STATE_FAILED && self->outcome.code == code;
}

/* Whether the server has answered in its own protocol. */
gboolean
tpk_target_has_answered (TpkTarget *self)
{
  return self->stages[TPK_STAGE_BINDING].state == TPK_STAGE_STATE_PASSED ||
         self->stages[TPK_STAGE_CHALLENGE].state == TPK_STAGE_STATE_PASSED;
}

/**
 * tpk_target_renew:
 * @self: a target whose name is resolved
 *
 * Returns: (transfer full): a record of the same target in which nothing else has run yet
 */
TpkTarget *
tpk_target_renew (TpkTarget *self)
{
  TpkTarget *renewed = tpk_target_new (self->spec, self->row, self->address);

  if (self->proxy != NULL)
    tpk_target_set_proxy (renewed, self->proxy, self->proxy_addresses);
  else
    tpk_target_set_direct (renewed);
  tpk_target_set_resolved (renewed, self->stages[TPK_STAGE_RESOLVE].ms);

  return renewed;
}

static void
notify (TpkTarget *self)
{
  if (self->changed != NULL)
    self->changed (self, self->user_data);
}

/**
 * tpk_target_has_stage:
 * @self: a target
 * @id: a stage
 *
 * Returns: whether the ladder of this target has that stage
 */
gboolean
tpk_target_has_stage (TpkTarget  *self,
                      TpkStageId  id)
{
  switch (id) {
  case TPK_STAGE_RESOLVE:
  case TPK_STAGE_CONNECT:
    return TRUE;
  case TPK_STAGE_PROXY:
    return self->proxy != NULL;
  case TPK_STAGE_TLS:
    return tpk_ice_url_is_secure (self->spec->url);
  case TPK_STAGE_BINDING:
    return !tpk_ice_url_is_turn (self->spec->url);
  case TPK_STAGE_CHALLENGE:
  case TPK_STAGE_ALLOCATE:
  case TPK_STAGE_PERMISSION:
  case TPK_STAGE_DATA:
  case TPK_STAGE_RELEASE:
    return tpk_ice_url_is_turn (self->spec->url);
  case TPK_N_STAGES:
  default:
    return FALSE;
  }
}

static void
set_stage_state (TpkTarget     *self,
                 TpkStageId     id,
                 TpkStageState  state)
{
  self->stages[id].state = state;
  g_clear_object (&self->stages[id].snapshot);
  notify (self);
}

static void
copy_member (JsonObject *object,
             const char *name,
             JsonNode   *node,
             gpointer    user_data)
{
  json_object_set_member (user_data, name, json_node_copy (node));
}

/* A snapshot may hold the detail of a stage that runs again. */
static void
unshare_detail (StageRecord *record)
{
  JsonObject *detail;

  if (record->detail == NULL)
    return;
  detail = json_object_new ();
  json_object_foreach_member (record->detail, copy_member, detail);
  json_object_unref (record->detail);
  record->detail = detail;
}

/**
 * tpk_target_begin_stage:
 * @self: a target
 * @id: a stage
 *
 * Begins a stage, or goes on with it after a redirection: then the times add up.
 */
void
tpk_target_begin_stage (TpkTarget  *self,
                        TpkStageId  id)
{
  StageRecord *record = &self->stages[id];

  record->begun_us = g_get_monotonic_time ();
  record->ms = MAX (record->ms, 0);
  unshare_detail (record);
  if (!self->settled)
    self->stage = id;
  set_stage_state (self, id, TPK_STAGE_STATE_RUNNING);
}

/**
 * tpk_target_get_detail:
 * @self: a target
 * @id: a stage that runs
 *
 * Returns: (transfer none): what the other side said, to be added to; no secret may go in
 */
JsonObject *
tpk_target_get_detail (TpkTarget  *self,
                       TpkStageId  id)
{
  if (self->stages[id].detail == NULL)
    self->stages[id].detail = json_object_new ();

  return self->stages[id].detail;
}

void
tpk_target_add_round_trip (TpkTarget  *self,
                           TpkStageId  id,
                           guint       n)
{
  self->stages[id].round_trips += n;
}

void
tpk_target_end_stage (TpkTarget     *self,
                      TpkStageId     id,
                      TpkStageState  state)
{
  StageRecord *record = &self->stages[id];

  if (record->state == TPK_STAGE_STATE_RUNNING)
    record->ms += (g_get_monotonic_time () - record->begun_us) / 1000.0;
  set_stage_state (self, id, state);
}

/* No proxy leads to it. */
void
tpk_target_set_direct (TpkTarget *self)
{
  self->direct = TRUE;
}

/**
 * tpk_target_set_proxy:
 * @self: a target over TCP or TLS
 * @proxy: what leads to it
 * @addresses: (element-type GInetAddress): where @proxy is
 */
void
tpk_target_set_proxy (TpkTarget *self,
                      TpkProxy  *proxy,
                      GPtrArray *addresses)
{
  g_assert (self->proxy == NULL);

  self->proxy = tpk_proxy_ref (proxy);
  self->proxy_addresses = g_ptr_array_new_with_free_func (g_object_unref);
  for (guint i = 0; i < addresses->len; i++)
    g_ptr_array_add (self->proxy_addresses, g_object_ref (g_ptr_array_index (addresses, i)));
}

/**
 * tpk_target_get_proxy:
 * @self: a target
 *
 * Returns: (transfer none) (nullable): the proxy that leads to it
 */
TpkProxy *
tpk_target_get_proxy (TpkTarget *self)
{
  return self->proxy;
}

/**
 * tpk_target_get_proxy_addresses:
 * @self: a target
 *
 * Returns: (transfer none) (nullable) (element-type GInetAddress): where the proxy is
 */
GPtrArray *
tpk_target_get_proxy_addresses (TpkTarget *self)
{
  return self->proxy_addresses;
}

/* The name was resolved before there was a target. */
void
tpk_target_set_resolved (TpkTarget *self,
                         double     ms)
{
  self->begun_us -= (gint64) (ms * 1000);
  self->stages[TPK_STAGE_RESOLVE].ms = ms;
  set_stage_state (self, TPK_STAGE_RESOLVE, TPK_STAGE_STATE_PASSED);
}

/* From now on another server than the one in the URL is dialled, and is to be named. */
void
tpk_target_set_alternate (TpkTarget          *self,
                          GInetSocketAddress *alternate)
{
  g_free (self->alternate_host);
  self->alternate_host = g_inet_address_to_string (g_inet_socket_address_get_address (alternate));
  self->alternate_port = g_inet_socket_address_get_port (alternate);
}

/**
 * tpk_address_to_string:
 * @address: (nullable): an IPv4 or IPv6 address with its port
 *
 * Returns: (transfer full) (nullable): `address:port`, `[address]:port` for IPv6
 */
char *
tpk_address_to_string (const struct sockaddr_storage *address)
{
  g_autoptr (GSocketAddress) socket_address = NULL;
  gsize size = sizeof *address;

  if (address == NULL)
    return NULL;
  socket_address = g_socket_address_new_from_native ((gpointer) address, size);

  return socket_address
           ? g_socket_connectable_to_string (G_SOCKET_CONNECTABLE (socket_address))
           : NULL;
}

void
tpk_target_set_addresses (TpkTarget                     *self,
                          const struct sockaddr_storage *relayed,
                          const struct sockaddr_storage *mapped)
{
  g_free (self->relayed);
  self->relayed = tpk_address_to_string (relayed);
  g_free (self->mapped);
  self->mapped = tpk_address_to_string (mapped);
}

void
tpk_target_set_tls (TpkTarget  *self,
                    JsonObject *tls)
{
  g_clear_pointer (&self->tls, json_object_unref);
  self->tls = tls ? json_object_ref (tls) : NULL;
}

void
tpk_target_set_rtt (TpkTarget *self,
                    double     rtt_ms)
{
  self->rtt_ms = rtt_ms;
}

void
tpk_target_set_quality (TpkTarget        *self,
                        const TpkQuality *quality)
{
  self->quality = *quality;
  if (quality->received > 0)
    self->rtt_ms = quality->rtt_median_ms;
}

/**
 * tpk_target_settle:
 * @self: a target
 * @state: how it ended
 * @failure: why, also for what passed
 *
 * Tells the end state. Only the first one counts: a release that fails changes nothing any more.
 */
void
tpk_target_settle (TpkTarget        *self,
                   TpkResultState    state,
                   const TpkFailure *failure)
{
  if (self->settled)
    return;
  self->settled = TRUE;
  self->state = state;
  self->outcome = *failure;
  notify (self);
}

/**
 * tpk_target_get_page:
 * @self: a target that is over
 *
 * Returns: (transfer none) (nullable): the beginning of a web page that came in place of the server,
 *   in hexadecimal; none through a proxy, whose page it can be
 */
const char *
tpk_target_get_page (TpkTarget *self)
{
  return self->proxy == NULL && self->outcome.web_page ? self->outcome.first_bytes : NULL;
}

/* Tells in place of a page that came that it was the network that showed it. */
void
tpk_target_blame_portal (TpkTarget *self)
{
  self->state = TPK_RESULT_STATE_UNTESTED;
  tpk_failure_set_portal (&self->outcome);
  notify (self);
}

/* Whatever has not run by now never will. */
void
tpk_target_end (TpkTarget *self)
{
  self->elapsed_ms = (g_get_monotonic_time () - self->begun_us) / 1000.0;
  for (guint i = 0; i < TPK_N_STAGES; i++) {
    if (self->stages[i].state == TPK_STAGE_STATE_PENDING)
      set_stage_state (self, i, TPK_STAGE_STATE_SKIPPED);
  }
  notify (self);
}

static guint
collect_stages (TpkTarget  *self,
                TpkStage  **stages)
{
  guint n = 0;

  for (guint i = 0; i < TPK_N_STAGES; i++) {
    StageRecord *record = &self->stages[i];
    gboolean running = record->state == TPK_STAGE_STATE_RUNNING;

    if (!tpk_target_has_stage (self, i))
      continue;
    if (record->snapshot == NULL)
      record->snapshot = tpk_stage_new (i, record->state, record->ms, record->round_trips,
                                        running ? NULL : record->detail);
    stages[n++] = record->snapshot;
  }

  return n;
}

static void
fill_words (TpkTarget  *self,
            char      **summary,
            char      **advice)
{
  TpkCodeContext context = {
    .host = tpk_ice_url_get_host (self->spec->url),
    .port = tpk_ice_url_get_port (self->spec->url),
    .proxy = self->proxy != NULL ? tpk_proxy_get_name (self->proxy) : NULL,
    .wire = self->wire,
  };

  /* What is said of a redirection is said of the server in the URL. */
  if (self->alternate_host != NULL && self->outcome.code != TPK_CODE_REDIRECTED &&
      self->outcome.code != TPK_CODE_REDIRECT_LOOP) {
    context.host = self->alternate_host;
    context.port = self->alternate_port;
  }
  tpk_failure_dup_words (&self->outcome, &context, summary, advice);
}

static const char *
describe_proxy (TpkTarget *self)
{
  if (!tpk_ice_url_is_valid (self->spec->url))
    return NULL;
  if (!tpk_target_spec_is_stream (self->spec))
    return "cannot be proxied";
  if (self->proxy != NULL)
    return tpk_proxy_get_name (self->proxy);

  return self->direct ? "direct" : NULL;
}

/**
 * tpk_target_snapshot:
 * @self: a target
 *
 * Returns: (transfer full): what is known of the target now
 */
TpkResult *
tpk_target_snapshot (TpkTarget *self)
{
  TpkStage *stages[TPK_N_STAGES];
  TpkResultFields fields = { 0 };
  g_autofree char *address = NULL;
  g_autofree char *summary = NULL;
  g_autofree char *advice = NULL;

  fields.url = tpk_ice_url_get_text (self->spec->url);
  fields.server = self->spec->server;
  fields.server_id = self->spec->server_id;
  fields.port = tpk_ice_url_get_port (self->spec->url);
  if (self->address != NULL) {
    fields.address = address = g_inet_address_to_string (self->address);
    fields.family = g_inet_address_get_family (self->address);
  }
  fields.wire = self->wire;
  fields.state = self->state;
  fields.stage = self->stage;
  if (self->settled) {
    fields.code = tpk_code_to_string (self->outcome.code);
    fields.stun_error = self->outcome.stun_error;
    fill_words (self, &summary, &advice);
  }
  fields.summary = summary;
  fields.advice = advice;
  fields.stages = stages;
  fields.n_stages = collect_stages (self, stages);
  fields.relayed = self->relayed;
  fields.mapped = self->mapped;
  fields.proxy = describe_proxy (self);
  fields.via = self->proxy;
  fields.elapsed_ms = self->elapsed_ms >= 0
                        ? self->elapsed_ms
                        : (g_get_monotonic_time () - self->begun_us) / 1000.0;
  fields.rtt_ms = self->rtt_ms;
  fields.tls = self->tls;
  fields.quality = self->quality;

  return tpk_result_new (&fields);
}
