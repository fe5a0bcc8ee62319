/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#define G_LOG_DOMAIN "tpk-stun-message"

#include "config.h"

#include "tpk-stun-message.h"

#include <string.h>

#include "tpk-failure.h"

/* The few messages a check writes, and what it reads of those that come back. */

#define REQUESTED_UDP    (17u << 24)
#define ATTRIBUTE_LIMIT  763   /* RFC 8489 §14.9 and §14.10 */

/* What a request is called in a message. */
StunMethod
tpk_stun_request_get_method (TpkStunRequest request)
{
  switch (request) {
  case TPK_STUN_ALLOCATE:
    return STUN_ALLOCATE;
  case TPK_STUN_REFRESH_0:
    return STUN_REFRESH;
  case TPK_STUN_PERMISSION:
    return STUN_CREATEPERMISSION;
  case TPK_STUN_BINDING:
  default:
    return STUN_BINDING;
  }
}

static gsize
socket_address_size (const struct sockaddr_storage *address)
{
  return address->ss_family == AF_INET6 ? sizeof (struct sockaddr_in6)
                                        : sizeof (struct sockaddr_in);
}

static gboolean
append_bytes (StunMessage   *message,
              StunAttribute  attribute,
              GBytes        *bytes)
{
  gsize length;
  const void *data = g_bytes_get_data (bytes, &length);

  return stun_message_append_bytes (message, attribute, data, length) ==
         STUN_MESSAGE_RETURN_SUCCESS;
}

static gboolean
append_credentials (StunMessage              *message,
                    const TpkStunCredentials *credentials)
{
  gsize length = strlen (credentials->username);

  return stun_message_append_bytes (message, STUN_ATTRIBUTE_USERNAME, credentials->username,
                                    length) == STUN_MESSAGE_RETURN_SUCCESS &&
         append_bytes (message, STUN_ATTRIBUTE_REALM, credentials->realm) &&
         append_bytes (message, STUN_ATTRIBUTE_NONCE, credentials->nonce);
}

static gboolean
append_body (StunMessage                   *message,
             TpkStunRequest                 request,
             const struct sockaddr_storage *peer)
{
  switch (request) {
  case TPK_STUN_ALLOCATE:
    return stun_message_append32 (message, STUN_ATTRIBUTE_REQUESTED_TRANSPORT, REQUESTED_UDP) ==
           STUN_MESSAGE_RETURN_SUCCESS;
  case TPK_STUN_REFRESH_0:
    return stun_message_append32 (message, STUN_ATTRIBUTE_LIFETIME, 0) ==
           STUN_MESSAGE_RETURN_SUCCESS;
  case TPK_STUN_PERMISSION:
    return stun_message_append_xor_addr (message, STUN_ATTRIBUTE_XOR_PEER_ADDRESS,
                                         peer, socket_address_size (peer)) ==
           STUN_MESSAGE_RETURN_SUCCESS;
  case TPK_STUN_BINDING:
  default:
    return TRUE;
  }
}

/**
 * tpk_stun_build_request:
 * @agent: the agent that will validate the reply
 * @request: what to ask
 * @peer: the peer of a permission; not looked at otherwise
 * @credentials: (nullable): the answer to a challenge, once there was one
 * @buffer: (out caller-allocates): room for %TPK_STUN_REQUEST_SIZE bytes
 * @id: (out): of the new transaction
 *
 * The password goes in only with a challenge: libnice would else refuse every error reply to a
 * first request that carries no MESSAGE-INTEGRITY, which is how they all come.
 *
 * Returns: the length of the message, or 0 when it can not be built
 */
gsize
tpk_stun_build_request (StunAgent                     *agent,
                        TpkStunRequest                 request,
                        const struct sockaddr_storage *peer,
                        const TpkStunCredentials      *credentials,
                        guint8                        *buffer,
                        StunTransactionId              id)
{
  StunMessage message;
  gsize length;

  if (!stun_agent_init_request (agent, &message, buffer, TPK_STUN_REQUEST_SIZE,
                                tpk_stun_request_get_method (request)) ||
      !append_body (&message, request, peer) ||
      (credentials != NULL && !append_credentials (&message, credentials)))
    return 0;

  if (credentials != NULL)
    length = stun_agent_finish_message (agent, &message, (const guint8 *) credentials->password,
                                        strlen (credentials->password));
  else
    length = stun_agent_finish_message (agent, &message, NULL, 0);
  stun_message_id (&message, id);

  return length;
}

/**
 * tpk_stun_build_send:
 * @agent: an agent
 * @peer: whom to send to, through the relay
 * @bytes: one datagram
 * @length: of @bytes; at most 1,500
 * @buffer: (out caller-allocates): room for %TPK_STUN_REQUEST_SIZE bytes
 *
 * Returns: the length of the Send indication (RFC 8656 §11.1), or 0 when it can not be built
 */
gsize
tpk_stun_build_send (StunAgent                     *agent,
                     const struct sockaddr_storage *peer,
                     const guint8                  *bytes,
                     gsize                          length,
                     guint8                        *buffer)
{
  StunMessage message;

  if (!stun_agent_init_indication (agent, &message, buffer, TPK_STUN_REQUEST_SIZE, STUN_IND_SEND) ||
      stun_message_append_xor_addr (&message, STUN_ATTRIBUTE_XOR_PEER_ADDRESS, peer,
                                    socket_address_size (peer)) != STUN_MESSAGE_RETURN_SUCCESS ||
      stun_message_append_bytes (&message, STUN_ATTRIBUTE_DATA, bytes, length) !=
        STUN_MESSAGE_RETURN_SUCCESS)
    return 0;

  return stun_agent_finish_message (agent, &message, NULL, 0);
}

/**
 * tpk_stun_dup_attribute:
 * @message: a message whose lengths were checked
 * @attribute: the attribute to look for
 *
 * Returns: (transfer full) (nullable): its value; %NULL also when it is longer than a realm or a
 *   nonce may be
 */
GBytes *
tpk_stun_dup_attribute (const StunMessage *message,
                        StunAttribute      attribute)
{
  guint16 length;
  const void *data = stun_message_find (message, attribute, &length);

  return data != NULL && length <= ATTRIBUTE_LIMIT ? g_bytes_new (data, length) : NULL;
}

/**
 * tpk_stun_copy_text:
 * @message: a message whose lengths were checked
 * @attribute: the attribute to look for
 * @offset: where in its value the text begins
 * @target: (out caller-allocates): the text, fit to be shown; left alone without the attribute
 * @size: of @target
 */
void
tpk_stun_copy_text (const StunMessage *message,
                    StunAttribute      attribute,
                    guint              offset,
                    char              *target,
                    gsize              size)
{
  guint16 length;
  const guint8 *data = stun_message_find (message, attribute, &length);

  if (data != NULL && length > offset)
    tpk_failure_copy_text (target, size, data + offset, length - offset);
}

/**
 * tpk_stun_find_address:
 * @message: a message whose lengths were checked
 * @attribute: the attribute to look for
 * @xored: whether it is hidden by XOR with the magic cookie
 * @address: (out): the address
 *
 * Returns: whether there is one, IPv4 or IPv6
 */
gboolean
tpk_stun_find_address (const StunMessage       *message,
                       StunAttribute            attribute,
                       gboolean                 xored,
                       struct sockaddr_storage *address)
{
  socklen_t length = sizeof *address;
  StunMessageReturn result;

  memset (address, 0, sizeof *address);
  result = xored ? stun_message_find_xor_addr (message, attribute, address, &length)
                 : stun_message_find_addr (message, attribute, address, &length);

  return result == STUN_MESSAGE_RETURN_SUCCESS &&
         (address->ss_family == AF_INET || address->ss_family == AF_INET6);
}
