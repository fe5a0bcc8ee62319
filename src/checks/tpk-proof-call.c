/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#define G_LOG_DOMAIN "tpk-proof-call"

#include "config.h"

#include "tpk-proof-call.h"

#include "tpk-bridge.h"
#include "tpk-proof-agent.h"

/*
 * libnice calls back from within its own functions, so that whatever it tells only wakes up the
 * next step.
 */
struct _TpkProofCall {
  TpkPoller *poller;               /* (unowned) */
  TpkProofRequest *request;        /* (owned) */
  GTlsDatabase *database;          /* (nullable) (owned) */
  const TpkProofCallHandler *handler; /* (nullable) (unowned): static; NULL once closing */
  gpointer user_data;

  TpkProofCallState state;
  TpkBridge *bridge;               /* (nullable) (owned) */
  TpkProofAgent *ends[2];          /* (nullable) (owned): near and far */
  TpkTimer *stepper;               /* (nullable) (owned) */

  guint n_closing;
  TpkProofCallClosed closed;       /* (nullable): while closing */
  gpointer closed_data;
};

/**
 * tpk_proof_call_new:
 * @poller: the poller of the checking thread
 * @request: where to call, and how to get there
 * @database: (nullable): whom to trust, needed for TLS and DTLS
 * @handler: hears of what happens
 * @user_data: for @handler
 *
 * Returns: (transfer full): a call that has not started
 */
TpkProofCall *
tpk_proof_call_new (TpkPoller                 *poller,
                    TpkProofRequest           *request,
                    GTlsDatabase              *database,
                    const TpkProofCallHandler *handler,
                    gpointer                   user_data)
{
  TpkProofCall *self = g_new0 (TpkProofCall, 1);

  self->poller = poller;
  self->request = tpk_proof_request_ref (request);
  self->database = database != NULL ? g_object_ref (database) : NULL;
  self->handler = handler;
  self->user_data = user_data;

  return self;
}

/**
 * tpk_proof_call_free:
 * @self: (transfer full): a call that is closed or has not started
 */
void
tpk_proof_call_free (TpkProofCall *self)
{
  g_return_if_fail (self != NULL);

  g_clear_pointer (&self->stepper, tpk_timer_cancel);
  for (guint i = 0; i < G_N_ELEMENTS (self->ends); i++)
    g_clear_pointer (&self->ends[i], tpk_proof_agent_unref);
  g_clear_pointer (&self->bridge, tpk_bridge_free);
  g_clear_object (&self->database);
  tpk_proof_request_unref (self->request);
  g_free (self);
}

/* Each end tells the other what it gathered, once both have. */
static void
step_gathering (TpkProofCall *self)
{
  guint n_least = G_MAXUINT;

  for (guint i = 0; i < G_N_ELEMENTS (self->ends); i++) {
    if (!tpk_proof_agent_is_gathered (self->ends[i]))
      return;
    n_least = MIN (n_least, tpk_proof_agent_get_n_candidates (self->ends[i]));
  }
  if (n_least == 0) {
    self->state = TPK_PROOF_CALL_EMPTY;
    return;
  }

  self->state = TPK_PROOF_CALL_CONNECTING;
  tpk_proof_agent_call (self->ends[0], self->ends[1]);
  tpk_proof_agent_call (self->ends[1], self->ends[0]);
}

static void
step_cb (gpointer user_data)
{
  TpkProofCall *self = user_data;

  self->stepper = NULL;
  if (self->state == TPK_PROOF_CALL_GATHERING)
    step_gathering (self);
  else if (tpk_proof_agent_has_failed (self->ends[0]) ||
           tpk_proof_agent_has_failed (self->ends[1]))
    self->state = TPK_PROOF_CALL_BROKEN;
  else if (tpk_proof_agent_is_ready (self->ends[0]) && tpk_proof_agent_is_ready (self->ends[1]))
    self->state = TPK_PROOF_CALL_READY;
  self->handler->progressed (self, self->user_data);
}

static void
agent_progressed (TpkProofAgent *agent,
                  gpointer       user_data)
{
  TpkProofCall *self = user_data;

  if (self->stepper == NULL && self->handler != NULL)
    self->stepper = tpk_poller_add_timer (self->poller, 0, step_cb, self);
}

static void
agent_received (TpkProofAgent *agent,
                const guint8  *bytes,
                gsize          length,
                gpointer       user_data)
{
  TpkProofCall *self = user_data;

  if (self->handler != NULL)
    self->handler->received (self, agent == self->ends[1], bytes, length, self->user_data);
}

static const TpkProofAgentHandler agent_handler = {
  .progressed = agent_progressed,
  .received = agent_received,
};

static void
bridge_trouble (TpkBridge        *bridge,
                const TpkFailure *failure,
                gpointer          user_data)
{
  TpkProofCall *self = user_data;

  if (self->handler != NULL)
    self->handler->troubled (self, failure, self->user_data);
}

static gboolean
make_bridge (TpkProofCall  *self,
             GError       **error)
{
  if (!tpk_bridge_is_needed (self->request))
    return TRUE;
  self->bridge = tpk_bridge_new (self->poller, self->request, self->database, bridge_trouble, self,
                                 error);

  return self->bridge != NULL;
}

static gboolean
make_ends (TpkProofCall  *self,
           GError       **error)
{
  TpkProofRequest *request = self->request;
  g_autofree char *label = tpk_proof_request_dup_label (request);
  TpkProofAgentOptions options = {
    .server = self->bridge != NULL ? tpk_bridge_get_address (self->bridge) : request->address,
    .over_tcp = tpk_target_spec_is_stream (request->spec),
    .label = label,
    .username = request->spec->username,
    .password = request->spec->password,
  };

  for (guint i = 0; i < G_N_ELEMENTS (self->ends); i++) {
    options.is_controlling = i == 0;
    options.name = i == 0 ? "local" : "remote";
    self->ends[i] = tpk_proof_agent_new (self->poller, &options, &agent_handler, self, error);
    if (self->ends[i] == NULL)
      return FALSE;
  }

  return TRUE;
}

/**
 * tpk_proof_call_start:
 * @self: a new call
 * @error: return location for an error
 *
 * Returns: whether both ends gather; if not, there was nothing to even try with. Also then the call
 *   has to be closed
 */
gboolean
tpk_proof_call_start (TpkProofCall  *self,
                      GError       **error)
{
  if (!make_bridge (self, error) || !make_ends (self, error))
    return FALSE;
  for (guint i = 0; i < G_N_ELEMENTS (self->ends); i++) {
    if (!tpk_proof_agent_gather (self->ends[i])) {
      g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_FAILED, "libnice does not gather");
      return FALSE;
    }
  }

  return TRUE;
}

TpkProofCallState
tpk_proof_call_get_state (TpkProofCall *self)
{
  return self->state;
}

/**
 * tpk_proof_call_is_relayed:
 * @self: a call that is ready
 * @local: (out) (transfer full) (nullable): the relay address of the end that called
 * @remote: (out) (transfer full) (nullable): the relay address of the other end, as the first one
 *   knows it
 *
 * Returns: whether each end sends through its own relay to the other’s
 */
gboolean
tpk_proof_call_is_relayed (TpkProofCall  *self,
                           char         **local,
                           char         **remote)
{
  NiceAddress from[2], to[2];

  *local = NULL;
  *remote = NULL;
  for (guint i = 0; i < G_N_ELEMENTS (self->ends); i++) {
    if (!tpk_proof_agent_get_pair (self->ends[i], &from[i], &to[i]))
      return FALSE;
  }
  *local = tpk_nice_address_to_string (&from[0]);
  *remote = tpk_nice_address_to_string (&to[0]);

  return nice_address_equal (&from[0], &to[1]) && nice_address_equal (&from[1], &to[0]);
}

/**
 * tpk_proof_call_describe:
 * @self: a call
 * @candidates: where to add what both ends gathered so far, as `check --json` writes it
 */
void
tpk_proof_call_describe (TpkProofCall *self,
                         JsonArray    *candidates)
{
  for (guint i = 0; i < G_N_ELEMENTS (self->ends); i++) {
    if (self->ends[i] != NULL)
      tpk_proof_agent_describe (self->ends[i], candidates);
  }
}

void
tpk_proof_call_send (TpkProofCall *self,
                     gboolean      from_far,
                     const guint8 *bytes,
                     gsize         length)
{
  tpk_proof_agent_send (self->ends[from_far ? 1 : 0], bytes, length);
}

static void
closed_cb (TpkProofAgent *agent,
           gpointer       user_data)
{
  TpkProofCall *self = user_data;

  if (--self->n_closing > 0)
    return;
  /* Not before: what is given back goes over the bridge. */
  g_clear_pointer (&self->bridge, tpk_bridge_free);
  self->closed (self, self->closed_data);
}

/**
 * tpk_proof_call_close:
 * @self: a call that was started
 * @closed: called once when what the server lent was given back, or could not be
 * @user_data: for @closed
 *
 * Hangs up. The call can still be described afterwards.
 */
void
tpk_proof_call_close (TpkProofCall       *self,
                      TpkProofCallClosed  closed,
                      gpointer            user_data)
{
  g_return_if_fail (self->closed == NULL);

  self->handler = NULL;
  self->closed = closed;
  self->closed_data = user_data;
  g_clear_pointer (&self->stepper, tpk_timer_cancel);
  /* One more than there are, so that the last one is always counted here. */
  self->n_closing = 1;
  for (guint i = 0; i < G_N_ELEMENTS (self->ends); i++) {
    if (self->ends[i] == NULL)
      continue;
    self->n_closing++;
    tpk_proof_agent_close (self->ends[i], closed_cb, self);
  }
  closed_cb (NULL, self);
}
