/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#define G_LOG_DOMAIN "tpk-allocation"

#include "config.h"

#include "tpk-allocation.h"

#include <string.h>

#include "tpk-allocation-private.h"

/*
 * One step at a time: connect, tunnel, secure, then bind, or challenge, allocate, permit; and release,
 * which may come at any time, also while an Allocate is on its way: then its answer is waited for,
 * since a server may have allocated already.
 */

/* Ends the step that is under way. */
void
tpk_allocation_finish (TpkAllocation    *self,
                       const TpkFailure *failure)
{
  TpkAllocationFunc func = g_steal_pointer (&self->func);

  if (func != NULL)
    func (self, failure, self->user_data);
}

/* Notes who waits for the step that begins. */
void
tpk_allocation_begin (TpkAllocation     *self,
                      TpkAllocationFunc  func,
                      gpointer           user_data)
{
  g_assert (self->func == NULL);

  self->func = func;
  self->user_data = user_data;
  memset (&self->facts, 0, sizeof self->facts);
}

/* Keeps what a reply told, beyond the life of the reply. */
void
tpk_allocation_keep_facts (TpkAllocation      *self,
                           const TpkStunReply *reply)
{
  self->facts.replied = reply->failure == NULL;
  self->facts.authenticated = reply->authenticated;
  self->facts.stun_error = reply->stun_error;
  self->facts.round_trips = reply->round_trips;
  self->facts.transmissions = reply->transmissions;
  self->facts.rtt_ms = reply->rtt_ms;
  g_strlcpy (self->facts.reason, reply->reason, sizeof self->facts.reason);
  g_strlcpy (self->facts.software, reply->software, sizeof self->facts.software);
}

/* Says why an error reply ends the step, and keeps where it points to. */
void
tpk_allocation_set_failure (TpkAllocation      *self,
                            TpkCode             code,
                            const TpkStunReply *reply,
                            TpkFailure         *failure)
{
  tpk_failure_set (failure, code, reply->reason);
  failure->stun_error = reply->stun_error;
  if (reply->stun_error == 300)
    tpk_stun_find_address (reply->message, STUN_ATTRIBUTE_ALTERNATE_SERVER, FALSE,
                           &self->alternate);
}

static void
data_cb (TpkStunSession                *session,
         const struct sockaddr_storage *peer,
         const guint8                  *bytes,
         gsize                          length,
         gpointer                       user_data)
{
  TpkAllocation *self = user_data;

  if (self->data_func != NULL)
    self->data_func (self, peer, bytes, length, self->data_user_data);
}

static void
session_failed_cb (TpkStunSession   *session,
                   const TpkFailure *failure,
                   gpointer          user_data)
{
  TpkAllocation *self = user_data;

  self->open = FALSE;
  self->allocating = FALSE;
  self->lost = TRUE;
  self->loss = *failure;
  tpk_allocation_finish (self, failure);
}

static const TpkStunSessionHandler session_handler = { data_cb, session_failed_cb };

/**
 * tpk_allocation_new:
 * @poller: the poller of the checking thread
 * @options: whom to dial, and as whom; copied
 *
 * Returns: (transfer full): a client that is not connected yet
 */
TpkAllocation *
tpk_allocation_new (TpkPoller                  *poller,
                    const TpkAllocationOptions *options)
{
  TpkAllocation *self = g_new0 (TpkAllocation, 1);

  self->carrier = tpk_carrier_new (poller, options->wire, options->address);
  self->tls = options->tls;
  self->tls.host = self->tls_host = g_strdup (options->tls.host);
  self->tls.database = self->database = options->tls.database
                                          ? g_object_ref (options->tls.database)
                                          : NULL;
  self->username = g_strdup (options->username);
  self->password = g_strdup (options->password);

  return self;
}

/**
 * tpk_allocation_free:
 * @self: (transfer full): a client; must not be called by one of its own callbacks
 *
 * Closes the connection without a word; see tpk_allocation_release().
 */
void
tpk_allocation_free (TpkAllocation *self)
{
  g_return_if_fail (self != NULL);

  tpk_carrier_close (self->carrier);
  g_clear_pointer (&self->session, tpk_stun_session_free);
  tpk_carrier_unref (self->carrier);
  g_clear_object (&self->database);
  g_free (self->tls_host);
  g_free (self->username);
  g_free (self->password);
  g_free (self);
}

static void
connected_cb (TpkCarrier       *carrier,
              const TpkFailure *failure,
              gpointer          user_data)
{
  TpkAllocation *self = user_data;

  if (failure == NULL) {
    self->open = TRUE;
    self->session = tpk_stun_session_new (carrier, self->username, self->password,
                                          &session_handler, self);
  }
  tpk_allocation_finish (self, failure);
}

/**
 * tpk_allocation_connect:
 * @self: a new client
 * @func: called once, also before this returns
 * @user_data: for @func
 */
void
tpk_allocation_connect (TpkAllocation     *self,
                        TpkAllocationFunc  func,
                        gpointer           user_data)
{
  tpk_allocation_begin (self, func, user_data);
  tpk_carrier_connect (self->carrier, connected_cb, self);
}

static void
next_layer_cb (TpkCarrier       *carrier,
            const TpkFailure *failure,
            gpointer          user_data)
{
  TpkAllocation *self = user_data;

  self->open = failure == NULL;
  tpk_allocation_finish (self, failure);
}

/**
 * tpk_allocation_tunnel:
 * @self: a client that is connected to @proxy
 * @proxy: what leads to the server
 * @host: the server, as the proxy is to know it
 * @port: its port
 * @func: called once
 * @user_data: for @func
 */
void
tpk_allocation_tunnel (TpkAllocation     *self,
                       TpkProxy          *proxy,
                       const char        *host,
                       guint16            port,
                       TpkAllocationFunc  func,
                       gpointer           user_data)
{
  tpk_allocation_begin (self, func, user_data);
  tpk_carrier_tunnel (self->carrier, proxy, host, port, next_layer_cb, self);
}

/**
 * tpk_allocation_secure:
 * @self: a connected client
 * @func: called once, also before this returns
 * @user_data: for @func
 */
void
tpk_allocation_secure (TpkAllocation     *self,
                       TpkAllocationFunc  func,
                       gpointer           user_data)
{
  tpk_allocation_begin (self, func, user_data);
  tpk_carrier_secure (self->carrier, &self->tls, next_layer_cb, self);
}

static void
released_cb (TpkStunSession     *session,
             const TpkStunReply *reply,
             gpointer            user_data)
{
  TpkAllocation *self = user_data;
  TpkFailure failure;

  tpk_allocation_keep_facts (self, reply);
  self->allocated = FALSE;
  if (reply->failure == NULL && !reply->success)
    tpk_allocation_set_failure (self, tpk_code_from_stun_error (reply->stun_error), reply, &failure);
  tpk_allocation_finish (self, reply->failure ? reply->failure : reply->success ? NULL : &failure);
}

void
tpk_allocation_send_release (TpkAllocation *self)
{
  tpk_stun_session_request (self->session, TPK_STUN_REFRESH_0, NULL, self->release_timeout_ms,
                            released_cb, self);
}

/**
 * tpk_allocation_release:
 * @self: a client, see tpk_allocation_needs_release()
 * @timeout_ms: from now, in milliseconds
 * @func: called once
 * @user_data: for @func
 *
 * Gives the allocation back (RFC 8656 §8: a Refresh with a lifetime of 0). What was under way ends
 * untold.
 */
void
tpk_allocation_release (TpkAllocation     *self,
                        guint              timeout_ms,
                        TpkAllocationFunc  func,
                        gpointer           user_data)
{
  self->func = NULL;
  tpk_allocation_begin (self, func, user_data);
  self->release_timeout_ms = timeout_ms;
  if (self->allocated)
    tpk_allocation_send_release (self);
  else
    self->release_wanted = TRUE;
}

/* Closes the connection without a word, and tells nobody what was under way. */
void
tpk_allocation_abandon (TpkAllocation *self)
{
  self->func = NULL;
  self->open = FALSE;
  tpk_carrier_close (self->carrier);
}

void
tpk_allocation_set_data_func (TpkAllocation         *self,
                              TpkAllocationDataFunc  func,
                              gpointer               user_data)
{
  self->data_func = func;
  self->data_user_data = user_data;
}

void
tpk_allocation_send (TpkAllocation                 *self,
                     const struct sockaddr_storage *peer,
                     const guint8                  *bytes,
                     gsize                          length)
{
  if (self->open)
    tpk_stun_session_send_data (self->session, peer, bytes, length);
}

/**
 * tpk_allocation_needs_release:
 * @self: a client
 *
 * Returns: whether the server holds an allocation, or may be making one right now
 */
gboolean
tpk_allocation_needs_release (TpkAllocation *self)
{
  return self->open && (self->allocated || self->allocating);
}

/**
 * tpk_allocation_get_loss:
 * @self: a client
 *
 * Returns: (transfer none) (nullable): why the connection failed once it was open
 */
const TpkFailure *
tpk_allocation_get_loss (TpkAllocation *self)
{
  return self->lost ? &self->loss : NULL;
}

/* Whether no step is under way. */
gboolean
tpk_allocation_is_idle (TpkAllocation *self)
{
  return self->func == NULL;
}

gboolean
tpk_allocation_is_waiting (TpkAllocation *self)
{
  return tpk_carrier_is_waiting (self->carrier);
}

const TpkReplyFacts *
tpk_allocation_get_facts (TpkAllocation *self)
{
  return &self->facts;
}

const char *
tpk_allocation_get_realm (TpkAllocation *self)
{
  return self->session ? tpk_stun_session_get_realm (self->session) : "";
}

guint
tpk_allocation_get_lifetime (TpkAllocation *self)
{
  return self->lifetime_s;
}

JsonObject *
tpk_allocation_get_tls (TpkAllocation *self)
{
  return tpk_carrier_get_tls (self->carrier);
}

const struct sockaddr_storage *
tpk_allocation_get_relayed (TpkAllocation *self)
{
  return self->relayed.ss_family != 0 ? &self->relayed : NULL;
}

const struct sockaddr_storage *
tpk_allocation_get_mapped (TpkAllocation *self)
{
  return self->mapped.ss_family != 0 ? &self->mapped : NULL;
}

const struct sockaddr_storage *
tpk_allocation_get_alternate (TpkAllocation *self)
{
  return self->alternate.ss_family != 0 ? &self->alternate : NULL;
}
