/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#define G_LOG_DOMAIN "tpk-stun-session"

#include "config.h"

#include "tpk-stun-session.h"

#include <string.h>

#include "tpk-stun-framer.h"

/*
 * libnice's STUN library builds and parses the messages; the transactions are ours, because a
 * NiceAgent tells no error at all. Whatever comes in was written by somebody unknown: lengths are
 * checked before anything is looked at, and an error is shown also when it is not authenticated.
 */

#define FIRST_RTO_MS          500   /* RFC 8489 §6.2.1 */
#define MAX_TRANSMISSIONS     7

struct _TpkStunSession {
  StunAgent agent;
  TpkCarrier *carrier;                  /* (owned) */
  char *username;                       /* (nullable) (owned) */
  char *password;                       /* (nullable) (owned) */
  const TpkStunSessionHandler *handler; /* (unowned): static */
  gpointer handler_data;

  GPtrArray *transactions;              /* (element-type Transaction) (owned) */
  GBytes *realm;                        /* (nullable) (owned): of the server's challenge */
  GBytes *nonce;                        /* (nullable) (owned) */
  char realm_text[128];
  TpkFailure garbage;                   /* the first datagram that nobody understands */
  gboolean has_garbage;
};

typedef struct {
  TpkStunSession *session;              /* (unowned) */
  TpkStunRequest request;
  struct sockaddr_storage peer;
  StunTransactionId id;
  guint8 *bytes;                        /* (nullable) (owned) */
  gsize length;
  gboolean authenticated;

  gint64 deadline_us;
  gint64 sent_us;
  guint rto_ms;
  guint transmissions;
  guint round_trips;
  TpkTimer *timer;                      /* (nullable) (owned) */

  TpkStunReplyFunc func;
  gpointer user_data;
} Transaction;

static void timer_cb (gpointer user_data);

static void
transaction_free (gpointer data)
{
  Transaction *transaction = data;

  g_clear_pointer (&transaction->timer, tpk_timer_cancel);
  g_free (transaction->bytes);
  g_free (transaction);
}

/* Takes the transaction off the table and tells its end. */
static void
end_transaction (Transaction        *transaction,
                 const TpkStunReply *reply)
{
  TpkStunSession *self = transaction->session;
  TpkStunReplyFunc func = transaction->func;
  gpointer user_data = transaction->user_data;

  stun_agent_forget_transaction (&self->agent, transaction->id);
  g_ptr_array_remove_fast (self->transactions, transaction);
  func (self, reply, user_data);
}

static void
fail_transaction (Transaction      *transaction,
                  const TpkFailure *failure)
{
  TpkStunReply reply = { 0 };

  reply.failure = failure;
  reply.round_trips = transaction->round_trips;
  reply.transmissions = transaction->transmissions;
  end_transaction (transaction, &reply);
}

static gboolean
build_request (Transaction *transaction)
{
  TpkStunSession *self = transaction->session;
  const TpkStunCredentials credentials = {
    self->username, self->password, self->realm, self->nonce,
  };
  guint8 buffer[TPK_STUN_REQUEST_SIZE];

  g_clear_pointer (&transaction->bytes, g_free);
  transaction->authenticated = transaction->request != TPK_STUN_BINDING && self->nonce != NULL &&
                               tpk_stun_session_has_credentials (self);
  transaction->length = tpk_stun_build_request (&self->agent, transaction->request,
                                                &transaction->peer,
                                                transaction->authenticated ? &credentials : NULL,
                                                buffer, transaction->id);
  if (transaction->length > 0)
    transaction->bytes = g_memdup2 (buffer, transaction->length);

  return transaction->length > 0;
}

static void
transmit (Transaction *transaction)
{
  TpkStunSession *self = transaction->session;
  gint64 now = g_get_monotonic_time ();
  gint64 wait_us = MAX (transaction->deadline_us - now, 0);

  transaction->transmissions++;
  transaction->sent_us = now;
  if (!tpk_carrier_is_reliable (self->carrier) && transaction->transmissions < MAX_TRANSMISSIONS)
    wait_us = MIN (wait_us, (gint64) transaction->rto_ms * 1000);
  transaction->rto_ms *= 2;
  transaction->timer = tpk_poller_add_timer (tpk_carrier_get_poller (self->carrier),
                                             (wait_us + 999) / 1000, timer_cb, transaction);
  tpk_carrier_send (self->carrier, transaction->bytes, transaction->length);
}

/* Silence, unless something came that nobody understands, or half of something. */
static void
set_no_reply (TpkStunSession *self,
              TpkFailure     *failure)
{
  const guint8 *bytes;
  gsize length;

  bytes = tpk_carrier_peek (self->carrier, &length);
  if (self->has_garbage)
    *failure = self->garbage;
  else if (length > 0)
    tpk_failure_set_not_stun (failure, bytes, length);
  else
    tpk_failure_set (failure, TPK_CODE_NO_REPLY, NULL);
}

static void
timer_cb (gpointer user_data)
{
  Transaction *transaction = user_data;
  TpkStunSession *self = transaction->session;
  TpkFailure failure;

  transaction->timer = NULL;
  if (transaction->bytes == NULL) {
    tpk_failure_set (&failure, TPK_CODE_STUN_ERROR, "the server’s challenge is too long");
    fail_transaction (transaction, &failure);
  } else if (g_get_monotonic_time () < transaction->deadline_us) {
    transmit (transaction);
  } else {
    set_no_reply (self, &failure);
    fail_transaction (transaction, &failure);
  }
}

/* Sends what the transaction asks; a message that cannot be built fails in a later turn. */
static void
send_request (Transaction *transaction)
{
  TpkStunSession *self = transaction->session;

  transaction->rto_ms = FIRST_RTO_MS;
  transaction->transmissions = 0;
  transaction->round_trips++;
  if (build_request (transaction))
    transmit (transaction);
  else
    transaction->timer = tpk_poller_add_timer (tpk_carrier_get_poller (self->carrier), 0,
                                               timer_cb, transaction);
}

/* Returns whether @message brought a new challenge. */
static gboolean
take_challenge (TpkStunSession    *self,
                const StunMessage *message)
{
  GBytes *realm = tpk_stun_dup_attribute (message, STUN_ATTRIBUTE_REALM);
  GBytes *nonce = tpk_stun_dup_attribute (message, STUN_ATTRIBUTE_NONCE);

  if (realm != NULL) {
    g_clear_pointer (&self->realm, g_bytes_unref);
    self->realm = realm;
    tpk_failure_copy_text (self->realm_text, sizeof self->realm_text,
                           g_bytes_get_data (realm, NULL), g_bytes_get_size (realm));
  }
  if (nonce == NULL || self->realm == NULL) {
    g_clear_pointer (&nonce, g_bytes_unref);
    return FALSE;
  }
  g_clear_pointer (&self->nonce, g_bytes_unref);
  self->nonce = nonce;

  return TRUE;
}

static Transaction *
find_transaction (TpkStunSession    *self,
                  const StunMessage *message)
{
  StunTransactionId id;

  stun_message_id (message, id);
  for (guint i = 0; i < self->transactions->len; i++) {
    Transaction *transaction = g_ptr_array_index (self->transactions, i);

    if (transaction->bytes != NULL &&
        memcmp (id, transaction->id, sizeof id) == 0 &&
        stun_message_get_method (message) == tpk_stun_request_get_method (transaction->request))
      return transaction;
  }

  return NULL;
}

static gboolean
is_integrity_right (TpkStunSession    *self,
                    Transaction       *transaction,
                    const StunMessage *message)
{
  StunMessage checked;
  StunValidationStatus status;

  if (!transaction->authenticated ||
      !stun_message_has_attribute (message, STUN_ATTRIBUTE_MESSAGE_INTEGRITY))
    return FALSE;

  status = stun_agent_validate (&self->agent, &checked, message->buffer, message->buffer_len,
                                NULL, NULL);

  return status == STUN_VALIDATION_SUCCESS || status == STUN_VALIDATION_UNKNOWN_ATTRIBUTE;
}

static void
read_reply (Transaction       *transaction,
            const StunMessage *message,
            TpkStunReply      *reply)
{
  TpkStunSession *self = transaction->session;

  reply->message = message;
  reply->success = stun_message_get_class (message) == STUN_RESPONSE;
  reply->authenticated = is_integrity_right (self, transaction, message);
  reply->round_trips = transaction->round_trips;
  reply->transmissions = transaction->transmissions;
  reply->rtt_ms = (g_get_monotonic_time () - transaction->sent_us) / 1000.0;
  tpk_stun_copy_text (message, STUN_ATTRIBUTE_SOFTWARE, 0, reply->software, sizeof reply->software);
  if (reply->success)
    return;
  if (stun_message_find_error (message, &reply->stun_error) != STUN_MESSAGE_RETURN_SUCCESS)
    reply->stun_error = 0;
  tpk_stun_copy_text (message, STUN_ATTRIBUTE_ERROR_CODE, 4, reply->reason, sizeof reply->reason);
}

static void
handle_reply (TpkStunSession    *self,
              const StunMessage *message)
{
  Transaction *transaction = find_transaction (self, message);
  TpkStunReply reply = { 0 };
  gboolean challenged = FALSE;

  if (transaction == NULL)
    return;
  read_reply (transaction, message, &reply);

  if (reply.stun_error == 401 || reply.stun_error == 438)
    challenged = take_challenge (self, message);
  if (reply.stun_error == 438 && challenged && transaction->authenticated &&
      transaction->round_trips == 1) {
    stun_agent_forget_transaction (&self->agent, transaction->id);
    g_clear_pointer (&transaction->timer, tpk_timer_cancel);
    send_request (transaction);
    return;
  }
  end_transaction (transaction, &reply);
}

static void
handle_indication (TpkStunSession    *self,
                   const StunMessage *message)
{
  struct sockaddr_storage peer;
  guint16 length;
  const guint8 *data;

  if (stun_message_get_method (message) != STUN_IND_DATA || self->handler->data == NULL)
    return;
  data = stun_message_find (message, STUN_ATTRIBUTE_DATA, &length);
  if (data != NULL &&
      tpk_stun_find_address (message, STUN_ATTRIBUTE_XOR_PEER_ADDRESS, TRUE, &peer))
    self->handler->data (self, &peer, data, length, self->handler_data);
}

static void
received_cb (TpkCarrier   *carrier,
             const guint8 *frame,
             gsize         length,
             gpointer      user_data)
{
  TpkStunSession *self = user_data;
  gsize frame_length = 0, payload_length = 0;
  StunMessage message = { 0 };

  if (tpk_stun_frame_judge (frame, length, FALSE, &frame_length,
                            &payload_length) != TPK_FRAME_STUN ||
      stun_message_validate_buffer_length (frame, payload_length, TRUE) != (int) payload_length) {
    if (!self->has_garbage)
      tpk_failure_set_not_stun (&self->garbage, frame, length);
    self->has_garbage = TRUE;
    return;
  }

  message.buffer = (guint8 *) frame;
  message.buffer_len = payload_length;
  message.agent = &self->agent;
  switch (stun_message_get_class (&message)) {
  case STUN_RESPONSE:
  case STUN_ERROR:
    handle_reply (self, &message);
    break;
  case STUN_INDICATION:
    handle_indication (self, &message);
    break;
  case STUN_REQUEST:
  default:
    break;
  }
}

static void
failed_cb (TpkCarrier       *carrier,
           const TpkFailure *failure,
           gpointer          user_data)
{
  TpkStunSession *self = user_data;

  while (self->transactions->len > 0)
    fail_transaction (g_ptr_array_index (self->transactions, 0), failure);
  self->handler->failed (self, failure, self->handler_data);
}

static const TpkCarrierHandler carrier_handler = { received_cb, failed_cb };

/**
 * tpk_stun_session_new:
 * @carrier: the carrier; the session becomes its handler
 * @username: (nullable): for the long-term credential mechanism, RFC 8489 §9.2
 * @password: (nullable): likewise
 * @handler: told of data and of the end
 * @user_data: for @handler
 *
 * Returns: (transfer full): a new session
 */
TpkStunSession *
tpk_stun_session_new (TpkCarrier                  *carrier,
                      const char                  *username,
                      const char                  *password,
                      const TpkStunSessionHandler *handler,
                      gpointer                     user_data)
{
  TpkStunSession *self = g_new0 (TpkStunSession, 1);

  self->carrier = tpk_carrier_ref (carrier);
  self->username = g_strdup (username);
  self->password = g_strdup (password);
  self->handler = handler;
  self->handler_data = user_data;
  self->transactions = g_ptr_array_new_with_free_func (transaction_free);
  stun_agent_init (&self->agent, STUN_ALL_KNOWN_ATTRIBUTES, STUN_COMPATIBILITY_RFC5389,
                   STUN_AGENT_USAGE_LONG_TERM_CREDENTIALS | STUN_AGENT_USAGE_ADD_SOFTWARE);
  stun_agent_set_software (&self->agent, "Turnpike " VERSION);
  tpk_carrier_set_handler (carrier, &carrier_handler, self);

  return self;
}

/**
 * tpk_stun_session_free:
 * @self: (transfer full): a session; must not be called by one of its own callbacks
 *
 * Transactions under way end untold.
 */
void
tpk_stun_session_free (TpkStunSession *self)
{
  g_return_if_fail (self != NULL);

  tpk_carrier_set_handler (self->carrier, NULL, NULL);
  tpk_carrier_unref (self->carrier);
  g_ptr_array_unref (self->transactions);
  g_clear_pointer (&self->realm, g_bytes_unref);
  g_clear_pointer (&self->nonce, g_bytes_unref);
  g_free (self->username);
  g_free (self->password);
  g_free (self);
}

/**
 * tpk_stun_session_has_credentials:
 * @self: a session
 *
 * Returns: whether there is a user name and a password to answer a challenge with
 */
gboolean
tpk_stun_session_has_credentials (TpkStunSession *self)
{
  return self->username != NULL && self->username[0] != '\0' &&
         self->password != NULL && self->password[0] != '\0';
}

/**
 * tpk_stun_session_get_realm:
 * @self: a session
 *
 * Returns: (transfer none): the realm of the server's challenge as text; empty before it
 */
const char *
tpk_stun_session_get_realm (TpkStunSession *self)
{
  return self->realm_text;
}

/**
 * tpk_stun_session_request:
 * @self: a session
 * @request: what to ask
 * @peer: (nullable): the peer of a permission
 * @timeout_ms: from now, in milliseconds
 * @func: called once unless the session is freed before
 * @user_data: for @func
 *
 * Over datagrams a request is sent again after 500 ms, then each time after twice as long (RFC 8489
 * §6.2.1). A stale nonce is answered once with the fresh one.
 */
void
tpk_stun_session_request (TpkStunSession                *self,
                          TpkStunRequest                 request,
                          const struct sockaddr_storage *peer,
                          guint                          timeout_ms,
                          TpkStunReplyFunc               func,
                          gpointer                       user_data)
{
  Transaction *transaction = g_new0 (Transaction, 1);

  transaction->session = self;
  transaction->request = request;
  if (peer != NULL)
    transaction->peer = *peer;
  transaction->deadline_us = g_get_monotonic_time () + (gint64) timeout_ms * 1000;
  transaction->func = func;
  transaction->user_data = user_data;
  g_ptr_array_add (self->transactions, transaction);
  send_request (transaction);
}

/**
 * tpk_stun_session_send_data:
 * @self: a session with an allocation and a permission
 * @peer: whom to send to, through the relay
 * @bytes: one datagram
 * @length: of @bytes; at most 1,500
 *
 * Sends it as a Send indication (RFC 8656 §11.1); whether it arrives nobody says.
 */
void
tpk_stun_session_send_data (TpkStunSession                *self,
                            const struct sockaddr_storage *peer,
                            const guint8                  *bytes,
                            gsize                          length)
{
  guint8 buffer[TPK_STUN_REQUEST_SIZE];
  gsize size;

  g_return_if_fail (length <= 1500);

  size = tpk_stun_build_send (&self->agent, peer, bytes, length, buffer);
  if (size > 0)
    tpk_carrier_send (self->carrier, buffer, size);
}
