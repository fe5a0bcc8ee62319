/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#define G_LOG_DOMAIN "tpk-reach-probe"

#include "config.h"

#include "tpk-reach-probe.h"

#include "tpk-stun-session.h"

/*
 * Over TCP a connection says everything. Over UDP only an answer does, and what most servers of
 * calls answer is a STUN Binding request (RFC 8489 §3). A refusal by ICMP comes as an error of the
 * connected socket. Proxies are passed by: the question is what the firewall lets through.
 */
struct _TpkReachProbe {
  TpkPoller *poller;           /* (unowned) */
  TpkTransport protocol;
  guint timeout_ms;
  TpkReachProbeFunc func;      /* (nullable): NULL once told */
  gpointer user_data;

  TpkCarrier *carrier;         /* (owned) */
  TpkStunSession *session;     /* (nullable) (owned): over UDP */
  TpkTimer *timer;             /* (nullable) (owned): over TCP */
};

/**
 * tpk_reach_probe_new:
 * @poller: the poller of the checking thread
 * @protocol: TCP or UDP
 * @address: whom to try
 * @port: where
 * @timeout_ms: for how long, in milliseconds
 * @func: called once
 * @user_data: for @func
 *
 * Returns: (transfer full): a probe that has not started
 */
TpkReachProbe *
tpk_reach_probe_new (TpkPoller         *poller,
                     TpkTransport       protocol,
                     GInetAddress      *address,
                     guint16            port,
                     guint              timeout_ms,
                     TpkReachProbeFunc  func,
                     gpointer           user_data)
{
  TpkReachProbe *self = g_new0 (TpkReachProbe, 1);
  g_autoptr (GSocketAddress) socket_address = g_inet_socket_address_new (address, port);

  self->poller = poller;
  self->protocol = protocol;
  self->timeout_ms = timeout_ms;
  self->func = func;
  self->user_data = user_data;
  self->carrier = tpk_carrier_new (poller,
                                   protocol == TPK_TRANSPORT_TCP ? TPK_WIRE_TCP : TPK_WIRE_UDP,
                                   socket_address);

  return self;
}

/**
 * tpk_reach_probe_free:
 * @self: (transfer full): a probe; its function is not called any more
 */
void
tpk_reach_probe_free (TpkReachProbe *self)
{
  g_return_if_fail (self != NULL);

  g_clear_pointer (&self->timer, tpk_timer_cancel);
  g_clear_pointer (&self->session, tpk_stun_session_free);
  tpk_carrier_close (self->carrier);
  tpk_carrier_unref (self->carrier);
  g_free (self);
}

static void
tell (TpkReachProbe    *self,
      const TpkFailure *failure)
{
  TpkReachProbeFunc func = g_steal_pointer (&self->func);

  if (func != NULL)
    func (self, failure, self->user_data);
}

/* An error answer is an answer. */
static void
reply_cb (TpkStunSession     *session,
          const TpkStunReply *reply,
          gpointer            user_data)
{
  tell (user_data, reply->failure);
}

static void
session_failed_cb (TpkStunSession   *session,
                   const TpkFailure *failure,
                   gpointer          user_data)
{
  tell (user_data, failure);
}

static const TpkStunSessionHandler session_handler = { .failed = session_failed_cb };

static void
connected_cb (TpkCarrier       *carrier,
              const TpkFailure *failure,
              gpointer          user_data)
{
  TpkReachProbe *self = user_data;

  g_clear_pointer (&self->timer, tpk_timer_cancel);
  if (failure != NULL || self->protocol == TPK_TRANSPORT_TCP) {
    tell (self, failure);
    return;
  }
  self->session = tpk_stun_session_new (carrier, NULL, NULL, &session_handler, self);
  tpk_stun_session_request (self->session, TPK_STUN_BINDING, NULL, self->timeout_ms, reply_cb,
                            self);
}

static void
timeout_cb (gpointer user_data)
{
  TpkReachProbe *self = user_data;
  TpkFailure failure;

  self->timer = NULL;
  tpk_failure_set (&failure, TPK_CODE_TIMEOUT, NULL);
  tell (self, &failure);
}

/**
 * tpk_reach_probe_start:
 * @self: a new probe
 *
 * The probe may be gone when this returns.
 */
void
tpk_reach_probe_start (TpkReachProbe *self)
{
  if (self->protocol == TPK_TRANSPORT_TCP)
    self->timer = tpk_poller_add_timer (self->poller, self->timeout_ms, timeout_cb, self);
  tpk_carrier_connect (self->carrier, connected_cb, self);
}
