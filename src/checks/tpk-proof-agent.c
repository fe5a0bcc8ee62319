/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#define G_LOG_DOMAIN "tpk-proof-agent"

#include "config.h"

#include "tpk-proof-agent.h"

#include <sys/socket.h>

typedef struct {
  NiceAddress address;
  NiceCandidateType type;
  NiceCandidateTransport transport;
  guint32 priority;
  double ms;
} Candidate;

/*
 * A NiceAgent with the settings that a check needs, since most defaults of libnice are for calls:
 *
 * - ice-tcp would make a second allocation over a TCP relay, and an agent without an explicit local
 *   address one for each address of this computer; both count against quotas.
 * - Without a function that receives, sockets are never read and nothing is gathered.
 * - It never says that gathering is over when a server closes the connection, so that whoever
 *   uses this needs a deadline of his own.
 * - Only the address of a candidate is read: the function that gives the relay of one crashes on
 *   copies before libnice 0.1.24.
 *
 * What a server lent is given back by closing, which is asynchronous: the signals are disconnected
 * first, and the agent is dropped when it is over. libnice forgets a relay that is on its way while
 * it closes, so that the end of gathering is waited for. It does not try again when the server calls the nonce of that last request stale. Over TCP and TLS the
 * end of the connection frees the relay all the same; over UDP, after a call longer than the
 * server’s nonces live, it stays allocated until its lifetime is over.
 */
struct _TpkProofAgent {
  guint ref_count;
  TpkPoller *poller;                    /* (unowned) */
  const TpkProofAgentHandler *handler;  /* (nullable) (unowned): static; NULL once closing */
  gpointer user_data;
  const char *name;
  char *label;                          /* (owned) */

  NiceAgent *agent;                     /* (nullable) (owned) */
  guint stream_id;
  gint64 start_us;
  gboolean gathering;                   /* was begun */
  gboolean gathered;
  NiceComponentState state;
  GArray *candidates;                   /* (element-type Candidate) (owned) */

  TpkProofAgentClosed closed;           /* (nullable): while closing */
  gpointer closed_data;
  TpkTimer *close_timer;                /* (nullable) (owned) */
};

#define COMPONENT          1
#define PACING_MS          5
#define INITIAL_TIMEOUT_MS 500
#define TRANSMISSIONS      4
#define IDLE_TIMEOUT_MS    500
#define CLOSE_TIMEOUT_MS   5000
/* Who has not answered by then has most likely lent nothing. */
#define LAST_ANSWER_MS     1500

static TpkProofAgent *
tpk_proof_agent_ref (TpkProofAgent *self)
{
  self->ref_count++;

  return self;
}

/**
 * tpk_proof_agent_unref:
 * @self: (transfer full): an agent that never gathered or is closed
 */
void
tpk_proof_agent_unref (TpkProofAgent *self)
{
  g_return_if_fail (self != NULL);

  if (--self->ref_count > 0)
    return;

  g_clear_pointer (&self->close_timer, tpk_timer_cancel);
  if (self->agent != NULL)
    g_signal_handlers_disconnect_by_data (self->agent, self);
  g_clear_object (&self->agent);
  g_array_unref (self->candidates);
  g_free (self->label);
  g_free (self);
}

/**
 * tpk_nice_address_to_string:
 * @address: an address with its port
 *
 * Returns: (transfer full): `address:port`, `[address]:port` for IPv6
 */
char *
tpk_nice_address_to_string (const NiceAddress *address)
{
  char text[NICE_ADDRESS_STRING_LEN];

  nice_address_to_string (address, text);

  return g_strdup_printf (nice_address_ip_version (address) == 6 ? "[%s]:%u" : "%s:%u", text,
                          nice_address_get_port (address));
}

static void
notify (TpkProofAgent *self)
{
  if (self->handler != NULL)
    self->handler->progressed (self, self->user_data);
}

static void
new_candidate_cb (NiceAgent     *agent,
                  NiceCandidate *candidate,
                  TpkProofAgent *self)
{
  const Candidate row = {
    .address = candidate->addr,
    .type = candidate->type,
    .transport = candidate->transport,
    .priority = candidate->priority,
    .ms = (g_get_monotonic_time () - self->start_us) / 1000.0,
  };

  g_array_append_val (self->candidates, row);
  notify (self);
}

static void close_now_cb (gpointer user_data);

static void
gathering_done_cb (NiceAgent     *agent,
                   guint          stream_id,
                   TpkProofAgent *self)
{
  self->gathered = TRUE;
  if (self->closed != NULL) {
    g_clear_pointer (&self->close_timer, tpk_timer_cancel);
    self->close_timer = tpk_poller_add_timer (self->poller, 0, close_now_cb, self);
  }
  notify (self);
}

static void
state_changed_cb (NiceAgent     *agent,
                  guint          stream_id,
                  guint          component_id,
                  guint          state,
                  TpkProofAgent *self)
{
  self->state = state;
  notify (self);
}

static void
received_cb (NiceAgent *agent,
             guint      stream_id,
             guint      component_id,
             guint      length,
             char      *bytes,
             gpointer   user_data)
{
  TpkProofAgent *self = user_data;

  if (self->handler != NULL)
    self->handler->received (self, (const guint8 *) bytes, length, self->user_data);
}

/* The address with which this computer reaches the server. */
static gboolean
find_local_address (GSocketAddress  *server,
                    NiceAddress     *address,
                    GError         **error)
{
  g_autoptr (GSocket) socket = NULL;
  g_autoptr (GSocketAddress) local = NULL;
  struct sockaddr_storage native;

  socket = g_socket_new (g_socket_address_get_family (server), G_SOCKET_TYPE_DATAGRAM,
                         G_SOCKET_PROTOCOL_UDP, error);
  if (socket == NULL || !g_socket_connect (socket, server, NULL, error))
    return FALSE;
  local = g_socket_get_local_address (socket, error);
  if (local == NULL || !g_socket_address_to_native (local, &native, sizeof native, error))
    return FALSE;

  nice_address_init (address);
  nice_address_set_from_sockaddr (address, (struct sockaddr *) &native);
  nice_address_set_port (address, 0);

  return TRUE;
}

static void
make_agent (TpkProofAgent *self,
            gboolean       is_controlling,
            gboolean       relayed)
{
  g_autoptr (GMainContext) context = g_main_context_ref_thread_default ();

  self->agent = nice_agent_new_full (context, NICE_COMPATIBILITY_RFC5245,
                                     NICE_AGENT_OPTION_REGULAR_NOMINATION);
  g_object_set (self->agent,
                "controlling-mode", is_controlling,
                "force-relay", relayed,
                "ice-tcp", !relayed,
                "upnp", FALSE,
                "stun-pacing-timer", PACING_MS,
                "stun-initial-timeout", INITIAL_TIMEOUT_MS,
                "stun-max-retransmissions", TRANSMISSIONS,
                "idle-timeout", IDLE_TIMEOUT_MS,
                NULL);
  g_signal_connect (self->agent, "new-candidate-full", G_CALLBACK (new_candidate_cb), self);
  g_signal_connect (self->agent, "candidate-gathering-done", G_CALLBACK (gathering_done_cb), self);
  g_signal_connect (self->agent, "component-state-changed", G_CALLBACK (state_changed_cb), self);
}

static gboolean
set_relay (TpkProofAgent               *self,
           const TpkProofAgentOptions  *options)
{
  GInetSocketAddress *server = G_INET_SOCKET_ADDRESS (options->server);
  g_autofree char *literal = NULL;

  if (server == NULL)
    return TRUE;
  literal = g_inet_address_to_string (g_inet_socket_address_get_address (server));

  /* NICE_RELAY_TYPE_TURN_TLS would be plain text. */
  return nice_agent_set_relay_info (self->agent, self->stream_id, COMPONENT, literal,
                                    g_inet_socket_address_get_port (server),
                                    options->username != NULL ? options->username : "",
                                    options->password != NULL ? options->password : "",
                                    options->over_tcp ? NICE_RELAY_TYPE_TURN_TCP
                                                      : NICE_RELAY_TYPE_TURN_UDP);
}

static gboolean
add_stream (TpkProofAgent               *self,
           const TpkProofAgentOptions  *options,
           GError                     **error)
{
  g_autoptr (GMainContext) context = g_main_context_ref_thread_default ();

  self->stream_id = nice_agent_add_stream (self->agent, 1);
  if (self->stream_id != 0 && set_relay (self, options) &&
      nice_agent_attach_recv (self->agent, self->stream_id, COMPONENT, context, received_cb, self))
    return TRUE;

  g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_FAILED, "libnice refuses the relay");

  return FALSE;
}

/**
 * tpk_proof_agent_new:
 * @poller: the poller of the checking thread, whose main context is the default one
 * @options: the relay
 * @handler: hears of what happens
 * @user_data: for @handler
 * @error: return location for an error
 *
 * Returns: (transfer full): an agent that has not gathered yet, or %NULL when there is no way to
 *   the server
 */
TpkProofAgent *
tpk_proof_agent_new (TpkPoller                   *poller,
                     const TpkProofAgentOptions  *options,
                     const TpkProofAgentHandler  *handler,
                     gpointer                     user_data,
                     GError                     **error)
{
  NiceAddress local;
  TpkProofAgent *self;

  if (options->server != NULL && !find_local_address (options->server, &local, error))
    return NULL;

  self = g_new0 (TpkProofAgent, 1);
  self->ref_count = 1;
  self->poller = poller;
  self->handler = handler;
  self->user_data = user_data;
  self->name = options->name;
  self->label = g_strdup (options->label);
  self->candidates = g_array_new (FALSE, FALSE, sizeof (Candidate));
  make_agent (self, options->is_controlling, options->server != NULL);
  if (options->server != NULL)
    nice_agent_add_local_address (self->agent, &local);
  if (!add_stream (self, options, error)) {
    tpk_proof_agent_unref (self);
    return NULL;
  }

  return self;
}

/**
 * tpk_proof_agent_gather:
 * @self: a new agent
 *
 * Returns: whether gathering has begun; its end may have been told already
 */
gboolean
tpk_proof_agent_gather (TpkProofAgent *self)
{
  self->start_us = g_get_monotonic_time ();
  self->gathering = nice_agent_gather_candidates (self->agent, self->stream_id);

  return self->gathering;
}

gboolean
tpk_proof_agent_is_gathered (TpkProofAgent *self)
{
  return self->gathered;
}

gboolean
tpk_proof_agent_is_ready (TpkProofAgent *self)
{
  return self->state == NICE_COMPONENT_STATE_READY;
}

gboolean
tpk_proof_agent_has_failed (TpkProofAgent *self)
{
  return self->state == NICE_COMPONENT_STATE_FAILED;
}

guint
tpk_proof_agent_get_n_candidates (TpkProofAgent *self)
{
  return self->candidates->len;
}

/**
 * tpk_proof_agent_dup_candidate:
 * @self: an agent
 * @index: of what was gathered so far, in order
 * @url: (nullable): the URL of the relay
 *
 * Returns: (transfer full): the candidate
 */
TpkCandidate *
tpk_proof_agent_dup_candidate (TpkProofAgent *self,
                               guint          index,
                               const char    *url)
{
  const Candidate *row = &g_array_index (self->candidates, Candidate, index);
  char address[NICE_ADDRESS_STRING_LEN];
  const TpkCandidateFields fields = {
    .type = nice_candidate_type_to_string (row->type),
    .protocol = nice_candidate_transport_to_string (row->transport),
    .address = address,
    .port = nice_address_get_port (&row->address),
    .priority = row->priority,
    .server = self->label,
    .url = url,
    .ms = row->ms,
  };

  nice_address_to_string (&row->address, address);

  return tpk_candidate_new (&fields);
}

/**
 * tpk_proof_agent_describe:
 * @self: an agent
 * @array: where to add what was gathered so far, in order, as `check --json` writes it
 */
void
tpk_proof_agent_describe (TpkProofAgent *self,
                          JsonArray     *array)
{
  for (guint i = 0; i < self->candidates->len; i++) {
    const Candidate *row = &g_array_index (self->candidates, Candidate, i);
    JsonObject *object = json_object_new ();
    char address[NICE_ADDRESS_STRING_LEN];

    nice_address_to_string (&row->address, address);
    json_object_set_string_member (object, "end", self->name);
    json_object_set_string_member (object, "type", nice_candidate_type_to_string (row->type));
    json_object_set_string_member (object, "protocol",
                                   nice_candidate_transport_to_string (row->transport));
    json_object_set_string_member (object, "address", address);
    json_object_set_int_member (object, "port", nice_address_get_port (&row->address));
    json_object_set_int_member (object, "priority", row->priority);
    json_object_set_string_member (object, "server", self->label);
    json_object_set_double_member (object, "ms", row->ms);
    json_array_add_object_element (array, object);
  }
}

/**
 * tpk_proof_agent_call:
 * @self: an agent that has gathered
 * @other: another one
 *
 * Tells @self what signalling would: the credentials and the candidates of @other.
 */
void
tpk_proof_agent_call (TpkProofAgent *self,
                      TpkProofAgent *other)
{
  g_autofree char *ufrag = NULL;
  g_autofree char *password = NULL;
  GSList *candidates;

  if (!nice_agent_get_local_credentials (other->agent, other->stream_id, &ufrag, &password))
    return;
  nice_agent_set_remote_credentials (self->agent, self->stream_id, ufrag, password);
  candidates = nice_agent_get_local_candidates (other->agent, other->stream_id, COMPONENT);
  nice_agent_set_remote_candidates (self->agent, self->stream_id, COMPONENT, candidates);
  g_slist_free_full (candidates, (GDestroyNotify) nice_candidate_free);
}

/**
 * tpk_proof_agent_get_pair:
 * @self: an agent
 * @local: (out caller-allocates): the relay address of this end
 * @remote: (out caller-allocates): the relay address of the other end
 *
 * Returns: whether a pair is selected, and both of its ends are relayed
 */
gboolean
tpk_proof_agent_get_pair (TpkProofAgent *self,
                          NiceAddress   *local,
                          NiceAddress   *remote)
{
  g_autoptr (GSocket) direct = NULL;
  NiceCandidate *near = NULL;
  NiceCandidate *far = NULL;

  /* They are libnice’s own, and change with the next packet. */
  if (!nice_agent_get_selected_pair (self->agent, self->stream_id, COMPONENT, &near, &far))
    return FALSE;
  *local = near->addr;
  *remote = far->addr;
  direct = nice_agent_get_selected_socket (self->agent, self->stream_id, COMPONENT);

  return near->type == NICE_CANDIDATE_TYPE_RELAYED && far->type == NICE_CANDIDATE_TYPE_RELAYED &&
         direct == NULL;
}

/**
 * tpk_proof_agent_send:
 * @self: an agent that is ready
 * @bytes: one packet
 * @length: of @bytes
 *
 * There is no sign of success: libnice says that it sent what it dropped.
 */
void
tpk_proof_agent_send (TpkProofAgent *self,
                      const guint8  *bytes,
                      gsize          length)
{
  nice_agent_send (self->agent, self->stream_id, COMPONENT, length, (const char *) bytes);
}

static void
tell_closed (TpkProofAgent *self)
{
  TpkProofAgentClosed closed = g_steal_pointer (&self->closed);

  g_clear_pointer (&self->close_timer, tpk_timer_cancel);
  if (closed != NULL)
    closed (self, self->closed_data);
}

static void
closed_cb (GObject      *object,
           GAsyncResult *result,
           gpointer      user_data)
{
  TpkProofAgent *self = user_data;

  g_clear_object (&self->agent);
  tell_closed (self);
  tpk_proof_agent_unref (self);
}

static void
close_timeout_cb (gpointer user_data)
{
  TpkProofAgent *self = user_data;

  /* libnice goes on trying, and is dropped when it is through. */
  self->close_timer = NULL;
  tell_closed (self);
}

/* Consumes a reference. */
static void
close_now_cb (gpointer user_data)
{
  TpkProofAgent *self = user_data;

  self->close_timer = tpk_poller_add_timer (self->poller, CLOSE_TIMEOUT_MS, close_timeout_cb, self);
  g_signal_handlers_disconnect_by_data (self->agent, self);
  nice_agent_close_async (self->agent, closed_cb, self);
}

/**
 * tpk_proof_agent_close:
 * @self: an agent
 * @closed: called once, when what the server lent was given back or after some seconds; may drop
 *   the last reference of the caller
 * @user_data: for @closed
 */
void
tpk_proof_agent_close (TpkProofAgent       *self,
                       TpkProofAgentClosed  closed,
                       gpointer             user_data)
{
  g_return_if_fail (self->closed == NULL && self->agent != NULL);

  self->handler = NULL;
  self->closed = closed;
  self->closed_data = user_data;
  tpk_proof_agent_ref (self);
  if (self->gathering && !self->gathered)
    self->close_timer = tpk_poller_add_timer (self->poller, LAST_ANSWER_MS, close_now_cb, self);
  else
    close_now_cb (self);
}
