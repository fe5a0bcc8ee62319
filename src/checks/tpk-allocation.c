/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#define G_LOG_DOMAIN "tpk-allocation"

#include "config.h"

#include "tpk-allocation.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/*
 * One step at a time: connect, secure, then bind, or challenge, allocate, permit; and release,
 * which may come at any time, also while an Allocate is on its way: then its answer is waited for,
 * since a server may have allocated already.
 */
struct _TpkAllocation {
  TpkCarrier *carrier;              /* (owned) */
  TpkStunSession *session;          /* (nullable) (owned): once connected */
  GSocketAddress *address;          /* (owned) */
  char *tls_host;                   /* (nullable) (owned) */
  TpkTlsOptions tls;
  GTlsDatabase *database;           /* (nullable) (owned) */
  char *username;                   /* (nullable) (owned) */
  char *password;                   /* (nullable) (owned) */

  TpkAllocationFunc func;           /* (nullable): of the step under way */
  gpointer user_data;
  TpkAllocationDataFunc data_func;  /* (nullable) */
  gpointer data_user_data;

  gboolean open;
  gboolean allocating;              /* an Allocate that may succeed is on its way */
  gboolean allocated;
  gboolean release_wanted;          /* as soon as the Allocate is answered */
  gboolean binding_answered;        /* by a server that is silent to Allocate */
  guint release_timeout_ms;
  TpkReplyFacts facts;
  guint lifetime_s;
  struct sockaddr_storage relayed;  /* ss_family 0: none */
  struct sockaddr_storage mapped;
  struct sockaddr_storage alternate;
};

#define BINDING_PROBE_MS 3000

static void
finish (TpkAllocation    *self,
        const TpkFailure *failure)
{
  TpkAllocationFunc func = g_steal_pointer (&self->func);

  if (func != NULL)
    func (self, failure, self->user_data);
}

static void
begin (TpkAllocation     *self,
       TpkAllocationFunc  func,
       gpointer           user_data)
{
  g_assert (self->func == NULL);

  self->func = func;
  self->user_data = user_data;
  memset (&self->facts, 0, sizeof self->facts);
}

static void
keep_facts (TpkAllocation      *self,
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

static void
set_stun_failure (TpkFailure         *failure,
                  TpkCode             code,
                  const TpkStunReply *reply)
{
  tpk_failure_set (failure, code, reply->reason);
  failure->stun_error = reply->stun_error;
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
  finish (self, failure);
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

  if (failure == NULL)
    {
      self->open = TRUE;
      self->session = tpk_stun_session_new (carrier, self->username, self->password,
                                            &session_handler, self);
    }
  finish (self, failure);
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
  begin (self, func, user_data);
  tpk_carrier_connect (self->carrier, connected_cb, self);
}

static void
secured_cb (TpkCarrier       *carrier,
            const TpkFailure *failure,
            gpointer          user_data)
{
  TpkAllocation *self = user_data;

  self->open = failure == NULL;
  finish (self, failure);
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
  begin (self, func, user_data);
  tpk_carrier_secure (self->carrier, &self->tls, secured_cb, self);
}

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

  keep_facts (self, reply);
  if (reply->failure != NULL)
    {
      finish (self, reply->failure);
    }
  else if (!reply->success)
    {
      set_stun_failure (&failure, tpk_code_from_stun_error (reply->stun_error), reply);
      if (reply->stun_error == 300)
        tpk_stun_find_address (reply->message, STUN_ATTRIBUTE_ALTERNATE_SERVER, FALSE,
                               &self->alternate);
      finish (self, &failure);
    }
  else if (!find_mapped (self, reply->message))
    {
      set_stun_failure (&failure, TPK_CODE_STUN_ERROR, reply);
      finish (self, &failure);
    }
  else
    {
      finish (self, NULL);
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
  begin (self, func, user_data);
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

static void
released_cb (TpkStunSession     *session,
             const TpkStunReply *reply,
             gpointer            user_data)
{
  TpkAllocation *self = user_data;
  TpkFailure failure;

  keep_facts (self, reply);
  self->allocated = FALSE;
  if (reply->failure == NULL && !reply->success)
    set_stun_failure (&failure, tpk_code_from_stun_error (reply->stun_error), reply);
  finish (self, reply->failure ? reply->failure : reply->success ? NULL : &failure);
}

static void
send_release (TpkAllocation *self)
{
  tpk_stun_session_request (self->session, TPK_STUN_REFRESH_0, NULL, self->release_timeout_ms,
                            released_cb, self);
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
    send_release (self);
  else
    finish (self, NULL);

  return TRUE;
}

/* Any error but these is told by a TURN server only. */
static TpkCode
code_of_first_error (int stun_error)
{
  switch (stun_error)
    {
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
  keep_facts (self, reply);
  if (reply->failure != NULL)
    {
      failure = *reply->failure;
      if (failure.code == TPK_CODE_NO_REPLY && self->binding_answered)
        tpk_failure_set (&failure, TPK_CODE_NOT_TURN, NULL);
      finish (self, &failure);
    }
  else if (reply->success)
    {
      tpk_failure_set (&failure, TPK_CODE_STUN_ERROR, "no relayed address");
      finish (self, self->relayed.ss_family != 0 ? NULL : &failure);
    }
  else if (reply->stun_error == 401 && tpk_stun_session_get_realm (session)[0] != '\0')
    {
      finish (self, NULL);
    }
  else
    {
      set_stun_failure (&failure, code_of_first_error (reply->stun_error), reply);
      if (reply->stun_error == 401)
        {
          failure.code = TPK_CODE_STUN_ERROR;
          failure.summary = N_("{host} asks for credentials without saying how to answer.");
        }
      if (reply->stun_error == 300)
        tpk_stun_find_address (reply->message, STUN_ATTRIBUTE_ALTERNATE_SERVER, FALSE,
                               &self->alternate);
      finish (self, &failure);
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
  begin (self, func, user_data);
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

static void
set_allocate_failure (TpkAllocation      *self,
                      const TpkStunReply *reply,
                      TpkFailure         *failure)
{
  set_stun_failure (failure, tpk_code_from_stun_error (reply->stun_error), reply);
  if (reply->stun_error == 300)
    tpk_stun_find_address (reply->message, STUN_ATTRIBUTE_ALTERNATE_SERVER, FALSE,
                           &self->alternate);
  if (reply->stun_error == 400 && is_unusual_name (self->username))
    {
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
  keep_facts (self, reply);
  if (reply->failure != NULL)
    {
      finish (self, reply->failure);
    }
  else if (!reply->success)
    {
      set_allocate_failure (self, reply, &failure);
      finish (self, &failure);
    }
  else if (!reply->authenticated)
    {
      tpk_failure_set (&failure, TPK_CODE_STUN_ERROR, "no valid MESSAGE-INTEGRITY");
      failure.summary = N_("{host} accepts the user, but does not prove that it knows the "
                           "password.");
      finish (self, &failure);
    }
  else if (self->relayed.ss_family == 0)
    {
      tpk_failure_set (&failure, TPK_CODE_STUN_ERROR, "no relayed address");
      finish (self, &failure);
    }
  else
    {
      finish (self, NULL);
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

  begin (self, func, user_data);
  if (self->allocated)
    {
      self->facts = facts;
      self->facts.round_trips = 0;
      finish (self, NULL);
      return;
    }
  if (!tpk_stun_session_has_credentials (self->session))
    {
      tpk_failure_set (&failure, TPK_CODE_BAD_CREDENTIALS, NULL);
      failure.summary = N_("{host} asks for a user name and a password, and none are given.");
      failure.advice = N_("Enter the user name and password of this server; its operator has them.");
      finish (self, &failure);
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

  keep_facts (self, reply);
  if (reply->failure == NULL && !reply->success)
    {
      set_stun_failure (&failure, tpk_code_from_stun_error (reply->stun_error), reply);
      if (reply->stun_error == 403)
        failure.code = TPK_CODE_PEER_FORBIDDEN;
    }
  finish (self, reply->failure ? reply->failure : reply->success ? NULL : &failure);
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
  begin (self, func, user_data);
  tpk_stun_session_request (self->session, TPK_STUN_PERMISSION, peer, timeout_ms, permitted_cb,
                            self);
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
  begin (self, func, user_data);
  self->release_timeout_ms = timeout_ms;
  if (self->allocated)
    send_release (self);
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
