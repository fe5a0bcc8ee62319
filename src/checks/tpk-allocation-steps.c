/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#define G_LOG_DOMAIN "tpk-allocation-steps"

#include "config.h"

#include "tpk-allocation-private.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* The steps that ask the server something, and what is made of its answers. */

#define BINDING_PROBE_MS 3000

static gboolean
find_mapped (TpkAllocation     *self,
             const StunMessage *message)
{
  return tpk_stun_find_address (message, STUN_ATTRIBUTE_XOR_MAPPED_ADDRESS, TRUE, &self->mapped) ||
         tpk_stun_find_address (message, STUN_ATTRIBUTE_MAPPED_ADDRESS, FALSE, &self->mapped);
}

static void
bound_cb (TpkStunSession     *session,
          const TpkStunReply *reply,
          gpointer            user_data)
{
  TpkAllocation *self = user_data;
  TpkFailure failure;

  tpk_allocation_keep_facts (self, reply);
  if (reply->failure != NULL) {
    tpk_allocation_finish (self, reply->failure);
  } else if (!reply->success) {
    tpk_allocation_set_failure (self, tpk_code_from_stun_error (reply->stun_error), reply, &failure);
    tpk_allocation_finish (self, &failure);
  } else if (!find_mapped (self, reply->message)) {
    tpk_allocation_set_failure (self, TPK_CODE_STUN_ERROR, reply, &failure);
    tpk_allocation_finish (self, &failure);
  } else {
    tpk_allocation_finish (self, NULL);
  }
}

/**
 * tpk_allocation_bind:
 * @self: a connected client
 * @timeout_ms: from now, in milliseconds
 * @func: called once
 * @user_data: for @func
 *
 * Asks for the own address as the server sees it (RFC 8489 §2).
 */
void
tpk_allocation_bind (TpkAllocation     *self,
                     guint              timeout_ms,
                     TpkAllocationFunc  func,
                     gpointer           user_data)
{
  tpk_allocation_begin (self, func, user_data);
  tpk_stun_session_request (self->session, TPK_STUN_BINDING, NULL, timeout_ms, bound_cb, self);
}

static gboolean
take_allocation (TpkAllocation     *self,
                 const StunMessage *message)
{
  guint32 lifetime = 0;

  self->allocated = TRUE;
  find_mapped (self, message);
  if (stun_message_find32 (message, STUN_ATTRIBUTE_LIFETIME, &lifetime) ==
      STUN_MESSAGE_RETURN_SUCCESS)
    self->lifetime_s = lifetime;

  return tpk_stun_find_address (message, STUN_ATTRIBUTE_XOR_RELAYED_ADDRESS, TRUE,
                                &self->relayed);
}

/* Returns whether the answer to an Allocate is not waited for any more but by a release. */
static gboolean
continue_release (TpkAllocation      *self,
                  const TpkStunReply *reply)
{
  self->allocating = FALSE;
  if (reply->failure == NULL && reply->success)
    take_allocation (self, reply->message);
  if (!self->release_wanted)
    return FALSE;

  self->release_wanted = FALSE;
  if (self->allocated)
    tpk_allocation_send_release (self);
  else
    tpk_allocation_finish (self, NULL);

  return TRUE;
}

/* Any error but these is told by a TURN server only. */
static TpkCode
code_of_first_error (int stun_error)
{
  switch (stun_error) {
  case 400:
  case 404:
  case 405:
  case 420:
  case 501:
    return TPK_CODE_NOT_TURN;
  default:
    return tpk_code_from_stun_error (stun_error);
  }
}

static void
challenged_cb (TpkStunSession     *session,
               const TpkStunReply *reply,
               gpointer            user_data)
{
  TpkAllocation *self = user_data;
  TpkFailure failure;

  if (continue_release (self, reply))
    return;
  tpk_allocation_keep_facts (self, reply);
  if (reply->failure != NULL) {
    failure = *reply->failure;
    if (failure.code == TPK_CODE_NO_REPLY && self->binding_answered)
      tpk_failure_set (&failure, TPK_CODE_NOT_TURN, NULL);
    tpk_allocation_finish (self, &failure);
  } else if (reply->success) {
    tpk_failure_set (&failure, TPK_CODE_STUN_ERROR, "no relayed address");
    tpk_allocation_finish (self, self->relayed.ss_family != 0 ? NULL : &failure);
  } else if (reply->stun_error == 401 && tpk_stun_session_get_realm (session)[0] != '\0') {
    tpk_allocation_finish (self, NULL);
  } else {
    tpk_allocation_set_failure (self, code_of_first_error (reply->stun_error), reply, &failure);
    if (reply->stun_error == 401) {
      failure.code = TPK_CODE_STUN_ERROR;
      failure.summary = N_("{host} asks for credentials without saying how to answer.");
    }
    tpk_allocation_finish (self, &failure);
  }
}

static void
probe_bound_cb (TpkStunSession     *session,
                const TpkStunReply *reply,
                gpointer            user_data)
{
  TpkAllocation *self = user_data;

  self->binding_answered = reply->failure == NULL;
}

/**
 * tpk_allocation_challenge:
 * @self: a connected client
 * @timeout_ms: from now, in milliseconds
 * @func: called once
 * @user_data: for @func
 *
 * Sends an Allocate without credentials, which a server answers with its realm and a nonce (RFC
 * 8656 §7.2). One that allocates is an open relay: see tpk_allocation_needs_release() then.
 */
void
tpk_allocation_challenge (TpkAllocation     *self,
                          guint              timeout_ms,
                          TpkAllocationFunc  func,
                          gpointer           user_data)
{
  tpk_allocation_begin (self, func, user_data);
  tpk_stun_session_request (self->session, TPK_STUN_ALLOCATE, NULL, timeout_ms, challenged_cb,
                            self);
}

/**
 * tpk_allocation_probe_binding:
 * @self: a client whose challenge stays unanswered
 *
 * Asks for a Binding beside it: a server that answers only that is no relay.
 */
void
tpk_allocation_probe_binding (TpkAllocation *self)
{
  if (self->open && self->func != NULL)
    tpk_stun_session_request (self->session, TPK_STUN_BINDING, NULL, BINDING_PROBE_MS,
                              probe_bound_cb, self);
}

/* coturn calls a request bad when the user name holds a blank, a quote or a backslash, which it
 * does not allow. */
static gboolean
is_unusual_name (const char *username)
{
  return username != NULL && strpbrk (username, " \t\r\n'\"\\") != NULL;
}

/* RFC 8489 §9.2.4: a server that has no key for the request cannot sign these. */
static gboolean
must_be_signed (int stun_error)
{
  return stun_error != 400 && stun_error != 401 && stun_error != 420 && stun_error != 438;
}

static void
set_allocate_failure (TpkAllocation      *self,
                      const TpkStunReply *reply,
                      TpkFailure         *failure)
{
  tpk_allocation_set_failure (self, tpk_code_from_stun_error (reply->stun_error), reply, failure);
  failure->unproven = !reply->authenticated && must_be_signed (reply->stun_error);
  if (reply->stun_error == 400 && is_unusual_name (self->username)) {
    failure->code = TPK_CODE_BAD_CREDENTIALS;
    failure->summary = N_("{host} can not take this user name: there are blanks, quotes or "
                          "backslashes in it.");
  }
}

static void
allocated_cb (TpkStunSession     *session,
              const TpkStunReply *reply,
              gpointer            user_data)
{
  TpkAllocation *self = user_data;
  TpkFailure failure;

  if (continue_release (self, reply))
    return;
  tpk_allocation_keep_facts (self, reply);
  if (reply->failure != NULL) {
    tpk_allocation_finish (self, reply->failure);
  } else if (!reply->success) {
    set_allocate_failure (self, reply, &failure);
    tpk_allocation_finish (self, &failure);
  } else if (!reply->authenticated) {
    tpk_failure_set (&failure, TPK_CODE_STUN_ERROR, "no valid MESSAGE-INTEGRITY");
    failure.summary = N_("{host} accepts the user, but does not prove that it knows the "
                         "password.");
    tpk_allocation_finish (self, &failure);
  } else if (self->relayed.ss_family == 0) {
    tpk_failure_set (&failure, TPK_CODE_STUN_ERROR, "no relayed address");
    tpk_allocation_finish (self, &failure);
  } else {
    tpk_allocation_finish (self, NULL);
  }
}

/**
 * tpk_allocation_allocate:
 * @self: a challenged client
 * @timeout_ms: from now, in milliseconds
 * @func: called once
 * @user_data: for @func
 *
 * Allocates with credentials (RFC 8656 §7.1). With an open relay there is nothing left to do.
 */
void
tpk_allocation_allocate (TpkAllocation     *self,
                         guint              timeout_ms,
                         TpkAllocationFunc  func,
                         gpointer           user_data)
{
  TpkReplyFacts facts = self->facts;
  TpkFailure failure;

  tpk_allocation_begin (self, func, user_data);
  if (self->allocated) {
    self->facts = facts;
    self->facts.round_trips = 0;
    tpk_allocation_finish (self, NULL);
    return;
  }
  if (!tpk_stun_session_has_credentials (self->session)) {
    tpk_failure_set (&failure, TPK_CODE_BAD_CREDENTIALS, NULL);
    failure.summary = N_("{host} asks for a user name and a password, and none are given.");
    failure.advice = N_("Enter the user name and password of this server; its operator has "
                        "them.");
    tpk_allocation_finish (self, &failure);
    return;
  }
  self->allocating = TRUE;
  tpk_stun_session_request (self->session, TPK_STUN_ALLOCATE, NULL, timeout_ms, allocated_cb,
                            self);
}

static void
permitted_cb (TpkStunSession     *session,
              const TpkStunReply *reply,
              gpointer            user_data)
{
  TpkAllocation *self = user_data;
  TpkFailure failure;

  tpk_allocation_keep_facts (self, reply);
  if (reply->failure == NULL && !reply->success) {
    tpk_allocation_set_failure (self, tpk_code_from_stun_error (reply->stun_error), reply, &failure);
    failure.unproven = !reply->authenticated && must_be_signed (reply->stun_error);
    if (reply->stun_error == 403)
      failure.code = TPK_CODE_PEER_FORBIDDEN;
  }
  tpk_allocation_finish (self, reply->failure ? reply->failure : reply->success ? NULL : &failure);
}

/**
 * tpk_allocation_permit:
 * @self: an allocated client
 * @peer: who may send to the relay
 * @timeout_ms: from now, in milliseconds
 * @func: called once
 * @user_data: for @func
 *
 * Installs a permission (RFC 8656 §10.1).
 */
void
tpk_allocation_permit (TpkAllocation                 *self,
                       const struct sockaddr_storage *peer,
                       guint                          timeout_ms,
                       TpkAllocationFunc              func,
                       gpointer                       user_data)
{
  tpk_allocation_begin (self, func, user_data);
  tpk_stun_session_request (self->session, TPK_STUN_PERMISSION, peer, timeout_ms, permitted_cb,
                            self);
}
