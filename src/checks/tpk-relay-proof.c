/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#define G_LOG_DOMAIN "tpk-relay-proof"

#include "config.h"

#include "tpk-relay-proof.h"

#include <glib/gi18n-lib.h>

#include "tpk-echo-probe.h"
#include "tpk-proof-call.h"
#include "tpk-proof-end.h"

/*
 * Two ends with relayed candidates only gather, are told of each other as signalling would, and
 * connect. The proof is that the pairs they chose are relayed at both ends, that one’s local address
 * is the other’s remote one, and that packets at the pace of a call come back. Each wait has a limit
 * of its own, since libnice gives some of them none.
 */
typedef enum {
  PROOF_NEW,
  PROOF_GATHERING,
  PROOF_CONNECTING,
  PROOF_VOICE,
  PROOF_VIDEO,
  PROOF_CLOSING,
  PROOF_RESTING,
  PROOF_OVER,
} ProofStage;

struct _TpkRelayProof {
  TpkPoller *poller;               /* (unowned) */
  TpkProofRequest *request;        /* (owned) */
  TpkRelayProofOptions options;
  GTlsDatabase *database;          /* (nullable) (owned) */
  TpkRelayProofFunc changed;
  TpkRelayProofFunc over;
  gpointer user_data;

  ProofStage stage;
  guint n_attempts;
  gboolean again;                  /* after closing */
  TpkProofCall *call;              /* (nullable) (owned): stays after closing */
  TpkEchoProbe *probe;             /* (nullable) (owned) */
  TpkTimer *timer;                 /* (nullable) (owned): of what is waited for */

  gint64 start_us;
  double ready_ms;                 /* below 0: not connected */
  char *local;                     /* (nullable) (owned) */
  char *remote;                    /* (nullable) (owned) */
  TpkCallQuality voice;
  TpkCallQuality video;
  gboolean settled;
  TpkResultState state;
  TpkFailure outcome;
};

#define GATHER_TIMEOUT_MS   6000
#define CONNECT_TIMEOUT_MS  10000
/* coturn counts a relay that was given back for another second. */
#define REST_MS             1500

static const TpkEchoProfile voice_profile = { .size = 200, .interval_us = 20000, .count = 50 };
static const TpkEchoProfile video_profile = { .size = 1000, .interval_us = 10000, .count = 100 };

static void begin (TpkRelayProof *self);

/**
 * tpk_relay_proof_new:
 * @poller: the poller of the checking thread
 * @request: what to prove
 * @options: how
 * @changed: called when there is something new to be seen
 * @over: called once, in a turn of the loop of its own, when everything lent was given back
 * @user_data: for both
 *
 * Returns: (transfer full): a proof that has not started
 */
TpkRelayProof *
tpk_relay_proof_new (TpkPoller                  *poller,
                     TpkProofRequest            *request,
                     const TpkRelayProofOptions *options,
                     TpkRelayProofFunc           changed,
                     TpkRelayProofFunc           over,
                     gpointer                    user_data)
{
  TpkRelayProof *self = g_new0 (TpkRelayProof, 1);

  self->poller = poller;
  self->request = tpk_proof_request_ref (request);
  self->options = *options;
  self->database = options->database != NULL ? g_object_ref (options->database) : NULL;
  self->changed = changed;
  self->over = over;
  self->user_data = user_data;
  self->state = TPK_RESULT_STATE_RUNNING;
  self->ready_ms = -1;

  return self;
}

static void
clear_waiting (TpkRelayProof *self)
{
  g_clear_pointer (&self->timer, tpk_timer_cancel);
  g_clear_pointer (&self->probe, tpk_echo_probe_free);
}

/**
 * tpk_relay_proof_free:
 * @self: (transfer full): a proof that is over or has not started
 */
void
tpk_relay_proof_free (TpkRelayProof *self)
{
  g_return_if_fail (self != NULL);

  clear_waiting (self);
  g_clear_pointer (&self->call, tpk_proof_call_free);
  g_clear_object (&self->database);
  tpk_proof_request_unref (self->request);
  g_free (self->local);
  g_free (self->remote);
  g_free (self);
}

static void
over_cb (gpointer user_data)
{
  TpkRelayProof *self = user_data;

  self->timer = NULL;
  self->over (self, self->user_data);
}

static void
finish (TpkRelayProof *self)
{
  self->stage = PROOF_OVER;
  self->timer = tpk_poller_add_timer (self->poller, 0, over_cb, self);
}

static void
rested_cb (gpointer user_data)
{
  TpkRelayProof *self = user_data;

  self->timer = NULL;
  g_clear_pointer (&self->call, tpk_proof_call_free);
  begin (self);
}

static void
after_close (TpkRelayProof *self)
{
  if (!self->again || self->settled) {
    finish (self);
    return;
  }
  self->again = FALSE;
  self->stage = PROOF_RESTING;
  self->timer = tpk_poller_add_timer (self->poller, REST_MS, rested_cb, self);
}

static void
closed_cb (TpkProofCall *call,
           gpointer      user_data)
{
  after_close (user_data);
}

/* Keeps what was measured so far. */
static void
measure (TpkRelayProof *self)
{
  if (self->probe != NULL)
    tpk_echo_probe_measure (self->probe, self->stage == PROOF_VIDEO ? &self->video : &self->voice);
}

/* Hangs up; the end comes when what the server lent was given back. */
static void
begin_close (TpkRelayProof *self)
{
  gboolean open = self->stage > PROOF_NEW && self->stage < PROOF_CLOSING;

  measure (self);
  clear_waiting (self);
  self->stage = PROOF_CLOSING;
  if (open)
    tpk_proof_call_close (self->call, closed_cb, self);
  else
    after_close (self);
}

/* Not the relay fell silent where this computer has lost its network meanwhile. */
static void
blame_network (TpkRelayProof *self)
{
  GInetAddress *address;

  address = g_inet_socket_address_get_address (G_INET_SOCKET_ADDRESS (self->request->address));
  if (!g_inet_address_get_is_loopback (address) && tpk_failure_blame_network (&self->outcome))
    self->outcome.summary = N_("This computer lost its network connection, so the call says nothing "
                               "about {host}.");
}

/* Ends the proof; only the first time counts. */
static void
settle (TpkRelayProof    *self,
        TpkResultState    state,
        const TpkFailure *outcome)
{
  if (self->settled)
    return;
  self->settled = TRUE;
  self->outcome = *outcome;
  blame_network (self);
  self->state = self->outcome.untested ? TPK_RESULT_STATE_UNTESTED : state;
  if (self->stage != PROOF_CLOSING)
    begin_close (self);
  self->changed (self, self->user_data);
}

static void
settle_end (TpkRelayProof *self,
            TpkProofEnd    end)
{
  TpkFailure outcome;
  TpkResultState state;

  if (end == TPK_PROOF_END_BROKEN && self->request->proxy != NULL)
    end = TPK_PROOF_END_BROKEN_BEHIND_PROXY;
  state = tpk_proof_end_explain (end, &outcome);
  settle (self, state, &outcome);
}

/* Gathering says nothing of its reasons. The one that passes by itself is tried again: a quota that
 * the check before has not given back yet. */
static void
settle_ungathered (TpkRelayProof *self)
{
  if (self->n_attempts == 1) {
    self->again = TRUE;
    begin_close (self);
    return;
  }
  settle_end (self, TPK_PROOF_END_UNGATHERED);
}

static void start_probe (TpkRelayProof        *self,
                         const TpkEchoProfile *profile);

static void
probe_send (TpkEchoProbe *probe,
            gboolean      from_far,
            const guint8 *bytes,
            gsize         length,
            gpointer      user_data)
{
  TpkRelayProof *self = user_data;

  tpk_proof_call_send (self->call, from_far, bytes, length);
}

static void
probe_done (TpkEchoProbe *probe,
            gpointer      user_data)
{
  TpkRelayProof *self = user_data;
  gboolean silent = tpk_echo_probe_is_silent (probe);
  gboolean video = self->stage == PROOF_VIDEO;
  TpkCallQuality *quality = video ? &self->video : &self->voice;

  measure (self);
  g_clear_pointer (&self->probe, tpk_echo_probe_free);
  if (silent && quality->echo.received > 0) {
    settle_end (self, TPK_PROOF_END_BROKEN);
  } else if (silent && !video) {
    settle_end (self, TPK_PROOF_END_SILENT);
  } else if (video || !self->options.video) {
    settle_end (self, tpk_proof_end_judge (&self->voice, &self->video));
  } else {
    self->stage = PROOF_VIDEO;
    start_probe (self, &video_profile);
  }
}

static const TpkEchoHandler echo_handler = {
  .send = probe_send,
  .done = probe_done,
};

static void
start_probe (TpkRelayProof        *self,
             const TpkEchoProfile *profile)
{
  TpkEchoProfile scaled = *profile;

  scaled.count *= MAX (self->options.seconds, 1);
  self->probe = tpk_echo_probe_new (self->poller, &scaled, &echo_handler, self);
  tpk_echo_probe_start (self->probe);
  self->changed (self, self->user_data);
}

static void
watchdog_cb (gpointer user_data)
{
  TpkRelayProof *self = user_data;

  self->timer = NULL;
  settle_end (self, self->stage == PROOF_GATHERING ? TPK_PROOF_END_UNGATHERED
                                                   : TPK_PROOF_END_UNCONNECTED);
}

static void
set_watchdog (TpkRelayProof *self,
              guint          limit_ms)
{
  g_clear_pointer (&self->timer, tpk_timer_cancel);
  self->timer = tpk_poller_add_timer (self->poller, MIN (limit_ms, self->options.timeout_ms),
                                      watchdog_cb, self);
}

static void
start_voice (TpkRelayProof *self)
{
  g_clear_pointer (&self->timer, tpk_timer_cancel);
  self->ready_ms = (g_get_monotonic_time () - self->start_us) / 1000.0;
  if (!tpk_proof_call_is_relayed (self->call, &self->local, &self->remote)) {
    settle_end (self, TPK_PROOF_END_OTHER_WAY);
    return;
  }
  self->stage = PROOF_VOICE;
  start_probe (self, &voice_profile);
}

static void
call_progressed (TpkProofCall *call,
                 gpointer      user_data)
{
  TpkRelayProof *self = user_data;

  switch (tpk_proof_call_get_state (call)) {
    case TPK_PROOF_CALL_EMPTY:
      settle_ungathered (self);
      break;
    case TPK_PROOF_CALL_CONNECTING:
      if (self->stage == PROOF_GATHERING) {
        self->stage = PROOF_CONNECTING;
        set_watchdog (self, CONNECT_TIMEOUT_MS);
      }
      break;
    case TPK_PROOF_CALL_READY:
      if (self->stage == PROOF_CONNECTING)
        start_voice (self);
      break;
    case TPK_PROOF_CALL_BROKEN:
      if (self->stage == PROOF_CONNECTING)
        settle_end (self, TPK_PROOF_END_UNCONNECTED);
      else
        settle_end (self, TPK_PROOF_END_BROKEN);
      break;
    case TPK_PROOF_CALL_GATHERING:
    default:
      break;
  }
  self->changed (self, self->user_data);
}

static void
call_received (TpkProofCall *call,
               gboolean      at_far,
               const guint8 *bytes,
               gsize         length,
               gpointer      user_data)
{
  TpkRelayProof *self = user_data;

  if (self->probe == NULL)
    return;
  tpk_echo_probe_receive (self->probe, at_far, bytes, length);
  self->changed (self, self->user_data);
}

/* A relay that may not be sent to by another one of the same server is a policy, not a fault. */
static void
call_troubled (TpkProofCall     *call,
               const TpkFailure *failure,
               gpointer          user_data)
{
  TpkRelayProof *self = user_data;

  if (failure->code == TPK_CODE_PEER_FORBIDDEN)
    settle (self, TPK_RESULT_STATE_UNTESTED, failure);
  else if (self->stage == PROOF_VOICE || self->stage == PROOF_VIDEO)
    settle_end (self, TPK_PROOF_END_BROKEN);
  else if (failure->code == TPK_CODE_QUOTA_REACHED && self->n_attempts == 1)
    settle_ungathered (self);
  else
    settle (self, TPK_RESULT_STATE_FAILED, failure);
}

static const TpkProofCallHandler call_handler = {
  .progressed = call_progressed,
  .received = call_received,
  .troubled = call_troubled,
};

static void
begin (TpkRelayProof *self)
{
  g_autoptr (GError) error = NULL;
  TpkFailure failure;

  self->n_attempts++;
  self->start_us = g_get_monotonic_time ();
  self->stage = PROOF_GATHERING;
  self->call = tpk_proof_call_new (self->poller, self->request, self->database, &call_handler, self);
  set_watchdog (self, GATHER_TIMEOUT_MS);
  if (tpk_proof_call_start (self->call, &error))
    return;

  tpk_failure_set_error (&failure, error);
  settle (self, TPK_RESULT_STATE_UNTESTED, &failure);
}

/**
 * tpk_relay_proof_start:
 * @self: a new proof
 */
void
tpk_relay_proof_start (TpkRelayProof *self)
{
  g_return_if_fail (self->stage == PROOF_NEW);

  if (self->request->has_reason)
    settle (self, TPK_RESULT_STATE_UNTESTED, &self->request->reason);
  else
    begin (self);
}

/**
 * tpk_relay_proof_cancel:
 * @self: a proof, also one that has not started
 *
 * Stops at once, but for giving back what the server lent.
 */
void
tpk_relay_proof_cancel (TpkRelayProof *self)
{
  settle_end (self, TPK_PROOF_END_CANCELLED);
}

static void
fill_words (TpkRelayProof *self,
            char         **summary,
            char         **advice)
{
  TpkProofRequest *request = self->request;
  TpkCodeContext context = {
    .host = tpk_ice_url_get_host (request->spec->url),
    .port = g_inet_socket_address_get_port (G_INET_SOCKET_ADDRESS (request->address)),
    .wire = tpk_target_spec_get_wire (request->spec),
  };

  if (request->proxy != NULL) {
    context.port = request->far_port;
    context.proxy = tpk_proxy_get_name (request->proxy);
  }
  tpk_failure_dup_words (&self->outcome, &context, summary, advice);
}

/**
 * tpk_relay_proof_snapshot:
 * @self: a proof
 *
 * Returns: (transfer full): what is known of the proof now
 */
TpkProof *
tpk_relay_proof_snapshot (TpkRelayProof *self)
{
  TpkTargetSpec *spec = self->request->spec;
  GInetSocketAddress *dialled = G_INET_SOCKET_ADDRESS (self->request->address);
  TpkProxy *proxy = self->request->proxy;
  g_autofree char *address = NULL;
  g_autofree char *summary = NULL;
  g_autofree char *advice = NULL;
  g_autoptr (JsonArray) candidates = json_array_new ();
  TpkProofFields fields = { 0 };

  measure (self);
  if (self->call != NULL)
    tpk_proof_call_describe (self->call, candidates);
  address = g_inet_address_to_string (g_inet_socket_address_get_address (dialled));
  fields.url = tpk_ice_url_get_text (spec->url);
  fields.server = spec->server;
  fields.server_id = spec->server_id;
  fields.address = address;
  fields.port = g_inet_socket_address_get_port (dialled);
  fields.proxy = proxy != NULL ? tpk_proxy_get_name (proxy) : NULL;
  fields.wire = tpk_target_spec_get_wire (spec);
  fields.state = self->state;
  if (self->settled) {
    fill_words (self, &summary, &advice);
    fields.code = tpk_code_to_string (self->outcome.code);
    fields.summary = summary;
    fields.advice = advice;
  }
  fields.ready_ms = self->ready_ms;
  fields.local = self->local;
  fields.remote = self->remote;
  fields.voice = self->voice;
  fields.video = self->video;
  fields.candidates = candidates;

  return tpk_proof_new (&fields);
}
