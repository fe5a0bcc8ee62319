/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#define G_LOG_DOMAIN "tpk-nat-probe"

#include "config.h"

#include "tpk-nat-probe.h"

#include <netinet/in.h>
#include <string.h>

#include "tpk-stun-message.h"

/*
 * Servers that have answered over UDP are asked again, all from one socket: every target has a
 * socket of its own, whose mappings cannot be compared. When one of them names its other address
 * (RFC 5780 §7.4), that one is asked, too, which tells what kind of dependence there is (§4.3); and
 * from a second socket, that has never sent anything there, the server is asked to answer from its
 * other address, which tells what the translator lets in (§4.4).
 */

#define MAX_SERVERS      8
#define MAX_QUESTIONS    (MAX_SERVERS + 4)
#define FIRST_RTO_MS     500
#define TRANSMISSIONS    2     /* they have just answered, so that silence is not all that likely */
#define MESSAGE_SIZE     256
#define REPLY_SIZE       2048

/* RFC 5780 §7.2 and §7.4; libnice has no name for the second. */
#define CHANGE_IP        0x4
#define CHANGE_PORT      0x2
#define OTHER_ADDRESS    ((StunAttribute) 0x802C)

enum { MAPPING, FILTERING, N_SOCKETS };

typedef struct {
  TpkNatProbe *probe;              /* (unowned) */
  guint socket;
  guint change;                    /* where the answer is to come from, CHANGE_* */
  struct sockaddr_storage server;
  StunTransactionId id;
  guint8 bytes[MESSAGE_SIZE];
  gsize length;
  guint transmissions;
  TpkTimer *timer;                 /* (nullable) (owned): while it waits */
  gboolean answered;
  TpkNatAnswer answer;
  struct sockaddr_storage other;
} Question;

struct _TpkNatProbe {
  TpkPoller *poller;               /* (unowned) */
  TpkNatProbeFunc func;
  gpointer user_data;
  StunAgent agent;
  GSocket *sockets[N_SOCKETS];     /* (nullable) (owned) */
  TpkWatch *watches[N_SOCKETS];    /* (nullable) (owned) */
  Question questions[MAX_QUESTIONS];
  guint n_questions;
  guint n_servers;                 /* the first so many of them */
  gboolean discovering;
  TpkTimer *over_timer;            /* (nullable) (owned) */
};

static void end_round (TpkNatProbe *self);

/**
 * tpk_nat_probe_new:
 * @poller: the poller of the checking thread
 * @func: called once, in a turn of the loop of its own; may free the probe
 * @user_data: for @func
 *
 * Returns: (transfer full): a probe without servers
 */
TpkNatProbe *
tpk_nat_probe_new (TpkPoller       *poller,
                   TpkNatProbeFunc  func,
                   gpointer         user_data)
{
  TpkNatProbe *self = g_new0 (TpkNatProbe, 1);

  self->poller = poller;
  self->func = func;
  self->user_data = user_data;
  stun_agent_init (&self->agent, STUN_ALL_KNOWN_ATTRIBUTES, STUN_COMPATIBILITY_RFC5389, 0);

  return self;
}

/**
 * tpk_nat_probe_free:
 * @self: (transfer full): a probe; its function is not called any more
 */
void
tpk_nat_probe_free (TpkNatProbe *self)
{
  g_return_if_fail (self != NULL);

  g_clear_pointer (&self->over_timer, tpk_timer_cancel);
  for (guint i = 0; i < self->n_questions; i++)
    g_clear_pointer (&self->questions[i].timer, tpk_timer_cancel);
  for (guint i = 0; i < N_SOCKETS; i++) {
    g_clear_pointer (&self->watches[i], tpk_watch_remove);
    g_clear_object (&self->sockets[i]);
  }
  g_free (self);
}

static Question *
add_question (TpkNatProbe                   *self,
              guint                          socket,
              const struct sockaddr_storage *server,
              guint                          change)
{
  Question *question = &self->questions[self->n_questions++];
  StunMessage message;

  memset (question, 0, sizeof *question);
  question->probe = self;
  question->socket = socket;
  question->server = *server;
  question->change = change;
  if (!stun_agent_init_request (&self->agent, &message, question->bytes, sizeof question->bytes,
                                STUN_BINDING))
    return question;
  stun_message_id (&message, question->id);
  if (change == 0 || stun_message_append32 (&message, STUN_ATTRIBUTE_CHANGE_REQUEST, change) ==
                       STUN_MESSAGE_RETURN_SUCCESS)
    question->length = stun_agent_finish_message (&self->agent, &message, NULL, 0);
  stun_agent_forget_transaction (&self->agent, question->id);

  return question;
}

static gboolean
is_loopback (const struct sockaddr_storage *address)
{
  g_autoptr (GSocketAddress) socket_address = NULL;

  socket_address = g_socket_address_new_from_native ((gpointer) address, sizeof *address);

  return g_inet_address_get_is_loopback (
    g_inet_socket_address_get_address (G_INET_SOCKET_ADDRESS (socket_address)));
}

static gboolean
is_asked (TpkNatProbe                   *self,
          const struct sockaddr_storage *server)
{
  for (guint i = 0; i < self->n_servers; i++) {
    if (memcmp (&self->questions[i].server, server, sizeof *server) == 0)
      return TRUE;
  }

  return FALSE;
}

/**
 * tpk_nat_probe_add_server:
 * @self: a probe that has not started
 * @server: a server that has answered over UDP
 *
 * Only servers of one kind of address can be compared: IPv4 if there is any, since translators are
 * rare elsewhere; and those of this very computer say nothing of others. More than eight say no
 * more than eight.
 */
void
tpk_nat_probe_add_server (TpkNatProbe    *self,
                          GSocketAddress *server)
{
  struct sockaddr_storage native = { 0 };

  g_return_if_fail (self != NULL && self->sockets[MAPPING] == NULL);

  if (!g_socket_address_to_native (server, &native, sizeof native, NULL))
    return;
  if (native.ss_family == AF_INET && self->n_servers > 0 &&
      self->questions[0].server.ss_family == AF_INET6)
    self->n_questions = self->n_servers = 0;
  if (self->n_servers == MAX_SERVERS || is_asked (self, &native))
    return;
  if (self->n_servers > 0 &&
      (native.ss_family != self->questions[0].server.ss_family ||
       is_loopback (&native) != is_loopback (&self->questions[0].server)))
    return;

  add_question (self, MAPPING, &native, 0);
  self->n_servers++;
}

/* The address from which this computer reaches @server, with the port of the socket. */
static void
find_local (TpkNatProbe                   *self,
            guint                          index,
            const struct sockaddr_storage *server,
            struct sockaddr_storage       *local)
{
  g_autoptr (GSocketAddress) to = g_socket_address_new_from_native ((gpointer) server,
                                                                    sizeof *server);
  g_autoptr (GSocketAddress) bound = g_socket_get_local_address (self->sockets[index], NULL);
  g_autoptr (GSocket) socket = g_socket_new (g_socket_address_get_family (to),
                                             G_SOCKET_TYPE_DATAGRAM, G_SOCKET_PROTOCOL_UDP, NULL);
  g_autoptr (GSocketAddress) route = NULL;
  g_autoptr (GSocketAddress) whole = NULL;

  memset (local, 0, sizeof *local);
  if (bound == NULL || socket == NULL || !g_socket_connect (socket, to, NULL, NULL))
    return;
  route = g_socket_get_local_address (socket, NULL);
  if (route == NULL)
    return;
  whole = g_inet_socket_address_new (
    g_inet_socket_address_get_address (G_INET_SOCKET_ADDRESS (route)),
    g_inet_socket_address_get_port (G_INET_SOCKET_ADDRESS (bound)));
  g_socket_address_to_native (whole, local, sizeof *local, NULL);
}

static gboolean
is_waiting (TpkNatProbe *self)
{
  for (guint i = 0; i < self->n_questions; i++) {
    if (self->questions[i].timer != NULL)
      return TRUE;
  }

  return FALSE;
}

static void
question_timer_cb (gpointer user_data);

static void
transmit (Question *question)
{
  TpkNatProbe *self = question->probe;
  g_autoptr (GSocketAddress) to = g_socket_address_new_from_native (&question->server,
                                                                    sizeof question->server);

  question->timer = tpk_poller_add_timer (self->poller, FIRST_RTO_MS << question->transmissions,
                                          question_timer_cb, question);
  question->transmissions++;
  g_socket_send_to (self->sockets[question->socket], to, (const char *) question->bytes,
                    question->length, NULL, NULL);
}

static void
question_timer_cb (gpointer user_data)
{
  Question *question = user_data;

  question->timer = NULL;
  if (question->transmissions < TRANSMISSIONS)
    transmit (question);
  else if (!is_waiting (question->probe))
    end_round (question->probe);
}

static void
set_port (struct sockaddr_storage       *address,
          const struct sockaddr_storage *like)
{
  /* At the same place for both families. */
  ((struct sockaddr_in *) address)->sin_port = ((const struct sockaddr_in *) like)->sin_port;
}

/* A server that knows nothing of it answers from where it was asked. */
static gboolean
is_from_there (const Question                *question,
               const struct sockaddr_storage *from)
{
  struct sockaddr_storage host = *from;
  gboolean same_host, same_port;

  set_port (&host, &question->server);
  same_host = memcmp (&host, &question->server, sizeof host) == 0;
  same_port = memcmp (&host, from, sizeof host) == 0;

  return question->change == 0 || (same_host == !(question->change & CHANGE_IP) &&
                                   same_port == !(question->change & CHANGE_PORT));
}

static void
take_answer (Question                      *question,
             const StunMessage             *message,
             const struct sockaddr_storage *from)
{
  TpkNatProbe *self = question->probe;

  if (!is_from_there (question, from))
    return;
  g_clear_pointer (&question->timer, tpk_timer_cancel);
  if (stun_message_get_class (message) == STUN_RESPONSE &&
      tpk_stun_find_address (message, STUN_ATTRIBUTE_XOR_MAPPED_ADDRESS, TRUE,
                             &question->answer.mapped)) {
    question->answered = TRUE;
    question->answer.server = question->server;
    find_local (self, question->socket, &question->server, &question->answer.local);
    tpk_stun_find_address (message, OTHER_ADDRESS, FALSE, &question->other);
  }
  if (!is_waiting (self))
    end_round (self);
}

static void
take_message (TpkNatProbe                   *self,
              guint                          socket,
              guint8                        *bytes,
              gsize                          length,
              const struct sockaddr_storage *from)
{
  StunMessage message = { .buffer = bytes, .buffer_len = length, .agent = &self->agent };
  StunTransactionId id;

  if (stun_message_validate_buffer_length (bytes, length, TRUE) != (int) length)
    return;
  stun_message_id (&message, id);
  for (guint i = 0; i < self->n_questions; i++) {
    Question *question = &self->questions[i];

    if (question->timer != NULL && question->socket == socket &&
        memcmp (id, question->id, sizeof id) == 0) {
      take_answer (question, &message, from);
      return;
    }
  }
}

static void
read_socket (TpkNatProbe *self,
             guint        socket)
{
  g_autoptr (GSocketAddress) from = NULL;
  struct sockaddr_storage native = { 0 };
  guint8 bytes[REPLY_SIZE];
  gssize length;

  /* One a turn: what is read may end the probe. */
  length = g_socket_receive_from (self->sockets[socket], &from, (char *) bytes, sizeof bytes, NULL,
                                  NULL);
  if (length > 0 && from != NULL &&
      g_socket_address_to_native (from, &native, sizeof native, NULL))
    take_message (self, socket, bytes, length, &native);
}

static void
mapping_ready_cb (GIOCondition condition,
                  gpointer     user_data)
{
  read_socket (user_data, MAPPING);
}

static void
filtering_ready_cb (GIOCondition condition,
                    gpointer     user_data)
{
  read_socket (user_data, FILTERING);
}

static gboolean
open_socket (TpkNatProbe *self,
             guint        index)
{
  const gboolean ipv6 = self->questions[0].server.ss_family == AF_INET6;
  const GSocketFamily family = ipv6 ? G_SOCKET_FAMILY_IPV6 : G_SOCKET_FAMILY_IPV4;
  g_autoptr (GInetAddress) any = g_inet_address_new_any (family);
  g_autoptr (GSocketAddress) address = g_inet_socket_address_new (any, 0);
  GSocket *socket = g_socket_new (family, G_SOCKET_TYPE_DATAGRAM, G_SOCKET_PROTOCOL_UDP, NULL);

  self->sockets[index] = socket;
  if (socket == NULL || !g_socket_bind (socket, address, FALSE, NULL))
    return FALSE;
  g_socket_set_blocking (socket, FALSE);
  self->watches[index] = tpk_poller_add_watch (self->poller, g_socket_get_fd (socket), G_IO_IN,
                                               index == MAPPING ? mapping_ready_cb
                                                                : filtering_ready_cb, self);

  return self->watches[index] != NULL;
}

/* Whether a server's word for its other address is one to send to. */
static gboolean
is_sensible (const Question *question)
{
  g_autoptr (GSocketAddress) other = NULL;
  struct sockaddr_storage host = question->other;
  GInetAddress *address;

  /* Another port of the same host tells nothing of other hosts. */
  set_port (&host, &question->server);
  if (!question->answered || question->other.ss_family != question->server.ss_family ||
      is_loopback (&question->other) != is_loopback (&question->server) ||
      memcmp (&host, &question->server, sizeof host) == 0)
    return FALSE;
  other = g_socket_address_new_from_native ((gpointer) &question->other, sizeof question->other);
  address = g_inet_socket_address_get_address (G_INET_SOCKET_ADDRESS (other));

  return g_inet_socket_address_get_port (G_INET_SOCKET_ADDRESS (other)) > 0 &&
         !g_inet_address_get_is_any (address) && !g_inet_address_get_is_multicast (address);
}

/* Asks the first server that has another address. Returns whether there is one. */
static gboolean
discover (TpkNatProbe *self)
{
  for (guint i = 0; i < self->n_servers; i++) {
    const Question *question = &self->questions[i];
    struct sockaddr_storage server = question->server;
    struct sockaddr_storage other = question->other;
    struct sockaddr_storage other_host = other;

    if (!is_sensible (question) || !open_socket (self, FILTERING))
      continue;
    self->discovering = TRUE;
    set_port (&other_host, &server);
    transmit (add_question (self, MAPPING, &other_host, 0));
    transmit (add_question (self, MAPPING, &other, 0));
    transmit (add_question (self, FILTERING, &server, CHANGE_IP | CHANGE_PORT));
    transmit (add_question (self, FILTERING, &server, CHANGE_PORT));
    return TRUE;
  }

  return FALSE;
}

/* RFC 5780 §4.4. Silence counts only when the other address is there at all. */
static TpkNatBehaviour
judge_filtering (TpkNatProbe *self)
{
  const Question *questions = &self->questions[self->n_servers];

  if (!self->discovering || !(questions[0].answered || questions[1].answered))
    return TPK_NAT_UNKNOWN;
  if (questions[2].answered)
    return TPK_NAT_ENDPOINT_INDEPENDENT;

  return questions[3].answered ? TPK_NAT_ADDRESS_DEPENDENT : TPK_NAT_ADDRESS_AND_PORT_DEPENDENT;
}

static void
over_cb (gpointer user_data)
{
  TpkNatProbe *self = user_data;
  TpkNatAnswer answers[MAX_QUESTIONS];
  TpkNat nat = { 0 };

  self->over_timer = NULL;
  for (guint i = 0; i < self->n_questions; i++) {
    if (self->questions[i].answered && self->questions[i].socket == MAPPING)
      answers[nat.n_servers++] = self->questions[i].answer;
  }
  nat.discovered = self->discovering;
  nat.mapping = tpk_nat_judge_mapping (answers, nat.n_servers);
  nat.filtering = judge_filtering (self);
  self->func (self, &nat, self->user_data);
}

static void
end_round (TpkNatProbe *self)
{
  if (!self->discovering && discover (self))
    return;
  if (self->over_timer == NULL)
    self->over_timer = tpk_poller_add_timer (self->poller, 0, over_cb, self);
}

/**
 * tpk_nat_probe_start:
 * @self: a new probe
 *
 * Returns: whether there is anybody to ask; its function is not called otherwise
 */
gboolean
tpk_nat_probe_start (TpkNatProbe *self)
{
  g_return_val_if_fail (self != NULL, FALSE);

  if (self->n_servers == 0 || !open_socket (self, MAPPING))
    return FALSE;
  for (guint i = 0; i < self->n_servers; i++)
    transmit (&self->questions[i]);

  return TRUE;
}
