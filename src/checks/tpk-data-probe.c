/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#define G_LOG_DOMAIN "tpk-data-probe"

#include "config.h"

#include "tpk-data-probe.h"

#include <string.h>

#include "tpk-stun-framer.h"

/*
 * With two allocations, datagrams go from one relay address to the other and are echoed back, so
 * that one round trip is a whole echo: twice to the server and back. The far end also sends one of
 * its own accord, so that it is known after half of that whether data comes through both ways.
 * With a single allocation, STUN Bindings go through the relay to the server's own STUN port.
 *
 * All of a round leave at once. When some are missing a second, larger round tells loss from bad
 * luck.
 *
 * A few more follow that are as large as those of a video. A way whose MTU is smaller than it says
 * lets everything else through and swallows these. Only then, since a relay drops what comes in
 * bursts, and the loss would be of our own making. When none comes back, more are sent, spread out
 * and each with a small one beside it: only when those come back it was the size.
 *
 * A single allocation sends them to its own relay address, which is a peer like any other: the server
 * sends them from its relay port to its relay port, and from there back here. That is not as sure as
 * STUN, though: behind an address translator of its own, a server may not reach itself.
 */

#define FIRST_ROUND      5
#define SECOND_ROUND     15
#define N_PROBES         (FIRST_ROUND + SECOND_ROUND)
#define SECOND_ROUND_MS  600
#define ALL_OVER_MS      2000
#define MAGIC            0x54504b50u /* "TPKP" */
#define HELLO            G_MAXUINT32

#define LARGE_SIZE       1200
#define LARGE_FLAG       0x40000000u
#define FIRST_LARGE      2
#define CONTROL_FLAG     0x20000000u
#define PAIR_EVERY_MS    200
#define IN_VAIN          3     /* so many small ones to itself, after which it is no use */

typedef struct {
  guint32 magic;
  guint32 number;
  guint64 token;
  guint8 filling[48];
} Payload;

struct _TpkDataProbe {
  TpkPoller *poller;              /* (unowned) */
  TpkAllocation *near;            /* (unowned) */
  TpkAllocation *far;             /* (nullable) (unowned) */
  struct sockaddr_storage peer;   /* of the near end */
  struct sockaddr_storage back;   /* of the far end */
  struct sockaddr_storage echo;   /* where large datagrams go to come back */
  gboolean can_echo;              /* whether there is such an address */
  StunAgent agent;                /* of STUN through the relay */
  TpkDataProbeFunc func;
  gpointer user_data;
  TpkTimer *timer;                /* (nullable) (owned) */

  guint64 token;
  gint64 begun_us;
  gboolean near_heard;
  gboolean far_heard;
  double first_ms;                /* 0: not yet */
  gboolean second_round;
  guint n_large_sent;
  guint n_large_received;
  guint n_controls_sent;
  guint n_controls_received;
  guint n_sent;
  guint n_received;
  gint64 sent_us[N_PROBES];
  StunTransactionId ids[N_PROBES];
  gboolean seen[N_PROBES];
  double rtts_ms[N_PROBES];
  guint sequence[N_PROBES];
  struct sockaddr_storage seen_as;
};

static void
report (TpkDataProbe *self)
{
  TpkQuality quality;
  TpkFailure failure;

  g_clear_pointer (&self->timer, tpk_timer_cancel);
  tpk_quality_measure (&quality, self->n_sent, self->rtts_ms, self->sequence, self->n_received);
  if (self->n_received == 0)
    tpk_failure_set (&failure, TPK_CODE_RELAY_SILENT, NULL);
  self->func (self, &quality, self->n_received == 0 ? &failure : NULL, self->user_data);
}

static void
send_payload (TpkDataProbe                  *self,
              TpkAllocation                 *from,
              const struct sockaddr_storage *to,
              guint32                        number)
{
  Payload payload = { MAGIC, number, self->token, { 0 } };

  tpk_allocation_send (from, to, (const guint8 *) &payload, sizeof payload);
}

static void
send_large (TpkDataProbe *self,
            guint         n)
{
  for (guint i = 0; i < n; i++) {
    const Payload head = { MAGIC, LARGE_FLAG | self->n_large_sent++, self->token, { 0 } };
    guint8 bytes[LARGE_SIZE] = { 0 };

    memcpy (bytes, &head, sizeof head);
    tpk_allocation_send (self->near, &self->echo, bytes, sizeof bytes);
  }
}

static void
send_control (TpkDataProbe *self)
{
  send_payload (self, self->near, &self->echo, CONTROL_FLAG | self->n_controls_sent++);
}

static void
send_binding (TpkDataProbe *self,
              guint         number)
{
  guint8 buffer[256];
  StunMessage message;
  gsize length;

  if (!stun_agent_init_request (&self->agent, &message, buffer, sizeof buffer, STUN_BINDING))
    return;
  length = stun_agent_finish_message (&self->agent, &message, NULL, 0);
  if (length == 0)
    return;
  stun_message_id (&message, self->ids[number]);
  tpk_allocation_send (self->near, &self->peer, buffer, length);
}

static void
send_round (TpkDataProbe *self,
            guint         n)
{
  if (self->far != NULL && !self->near_heard)
    send_payload (self, self->far, &self->back, HELLO);
  for (guint i = 0; i < n; i++) {
    self->sent_us[self->n_sent] = g_get_monotonic_time ();
    if (self->far != NULL)
      send_payload (self, self->near, &self->peer, self->n_sent);
    else
      send_binding (self, self->n_sent);
    self->n_sent++;
  }
}

/* Whether all is known but how large datagrams fare, and they cannot be tried. */
static gboolean
is_in_vain (TpkDataProbe *self)
{
  return self->far == NULL && self->n_received == self->n_sent && self->n_large_received == 0 &&
         self->n_controls_sent >= IN_VAIN && self->n_controls_received == 0;
}

static void
timer_cb (gpointer user_data)
{
  TpkDataProbe *self = user_data;
  const gint64 left_ms = ALL_OVER_MS - (g_get_monotonic_time () - self->begun_us) / 1000;
  gint64 wait_ms = left_ms;

  self->timer = NULL;
  if (left_ms <= 0 || is_in_vain (self)) {
    report (self);
    return;
  }
  if (!self->second_round && self->n_received < self->n_sent)
    send_round (self, SECOND_ROUND);
  self->second_round = TRUE;
  if (self->can_echo && self->n_large_received == 0) {
    send_control (self);
    send_large (self, 1);
    wait_ms = MIN (left_ms, PAIR_EVERY_MS);
  }
  self->timer = tpk_poller_add_timer (self->poller, wait_ms, timer_cb, self);
}

/* One large datagram that came through is enough: what the small ones lose is the measure of loss. */
static void
go_on (TpkDataProbe *self)
{
  if (self->n_received < self->n_sent)
    return;
  if (!self->can_echo || self->n_large_received > 0)
    report (self);
  else if (self->n_large_sent == 0)
    send_large (self, FIRST_LARGE);
}

static void
take_echo (TpkDataProbe *self,
           guint         number)
{
  if (number >= self->n_sent || self->seen[number])
    return;
  self->seen[number] = TRUE;
  self->rtts_ms[self->n_received] = (g_get_monotonic_time () - self->sent_us[number]) / 1000.0;
  self->sequence[self->n_received] = number;
  self->n_received++;
  go_on (self);
}

static void
take_large_echo (TpkDataProbe *self)
{
  self->n_large_received++;
  go_on (self);
}

static gboolean
is_ours (TpkDataProbe *self,
         const guint8 *bytes,
         gsize         length,
         Payload      *payload)
{
  if (length != sizeof *payload && length != LARGE_SIZE)
    return FALSE;
  memcpy (payload, bytes, sizeof *payload);

  return payload->magic == MAGIC && payload->token == self->token;
}

static void
note_first (TpkDataProbe *self)
{
  if (self->first_ms == 0 && self->near_heard && self->far_heard)
    self->first_ms = (g_get_monotonic_time () - self->begun_us) / 1000.0;
}

static void
far_data_cb (TpkAllocation                 *allocation,
             const struct sockaddr_storage *peer,
             const guint8                  *bytes,
             gsize                          length,
             gpointer                       user_data)
{
  TpkDataProbe *self = user_data;
  Payload payload;

  if (!is_ours (self, bytes, length, &payload))
    return;
  self->far_heard = TRUE;
  note_first (self);
  tpk_allocation_send (allocation, &self->back, bytes, length);
}

/* Takes a large one that has come back, or a small one that was sent beside it; returns whether it is
 * one of these. */
static gboolean
take_sized (TpkDataProbe *self,
            guint32       number)
{
  if (number & CONTROL_FLAG)
    self->n_controls_received++;
  else if (number & LARGE_FLAG)
    take_large_echo (self);
  else
    return FALSE;

  return TRUE;
}

static void
near_data_cb (TpkAllocation                 *allocation,
              const struct sockaddr_storage *peer,
              const guint8                  *bytes,
              gsize                          length,
              gpointer                       user_data)
{
  TpkDataProbe *self = user_data;
  Payload payload;

  if (!is_ours (self, bytes, length, &payload))
    return;
  self->near_heard = TRUE;
  note_first (self);
  if (payload.number == HELLO)
    return;
  if (!take_sized (self, payload.number))
    take_echo (self, payload.number);
}

static void
take_stun (TpkDataProbe *self,
           const guint8 *bytes,
           gsize         length)
{
  StunMessage message = { 0 };
  StunTransactionId id;

  if (length < TPK_STUN_HEADER_SIZE ||
      stun_message_validate_buffer_length (bytes, length, TRUE) != (int) length)
    return;
  message.buffer = (guint8 *) bytes;
  message.buffer_len = length;
  message.agent = &self->agent;
  if (stun_message_get_class (&message) != STUN_RESPONSE)
    return;
  stun_message_id (&message, id);
  for (guint i = 0; i < self->n_sent; i++) {
    if (memcmp (id, self->ids[i], sizeof id) == 0) {
      tpk_stun_find_address (&message, STUN_ATTRIBUTE_XOR_MAPPED_ADDRESS, TRUE,
                             &self->seen_as);
      take_echo (self, i);
      return;
    }
  }
}

/* Replies of the server, and what the allocation sent to itself. */
static void
alone_data_cb (TpkAllocation                 *allocation,
               const struct sockaddr_storage *peer,
               const guint8                  *bytes,
               gsize                          length,
               gpointer                       user_data)
{
  TpkDataProbe *self = user_data;
  Payload payload;

  if (is_ours (self, bytes, length, &payload))
    take_sized (self, payload.number);
  else
    take_stun (self, bytes, length);
}

static TpkDataProbe *
probe_new (TpkPoller        *poller,
           TpkAllocation    *near,
           TpkDataProbeFunc  func,
           gpointer          user_data)
{
  TpkDataProbe *self = g_new0 (TpkDataProbe, 1);

  self->poller = poller;
  self->near = near;
  self->func = func;
  self->user_data = user_data;
  self->token = ((guint64) g_random_int () << 32) | g_random_int ();
  self->begun_us = g_get_monotonic_time ();
  self->timer = tpk_poller_add_timer (poller, SECOND_ROUND_MS, timer_cb, self);

  return self;
}

/**
 * tpk_data_probe_new_pair:
 * @poller: the poller of the checking thread
 * @near: the allocation that sends
 * @far: the allocation that echoes; each has a permission for the other
 * @func: called once, in a later turn of the loop
 * @user_data: for @func
 *
 * Returns: (transfer full): a probe that has begun
 */
TpkDataProbe *
tpk_data_probe_new_pair (TpkPoller        *poller,
                         TpkAllocation    *near,
                         TpkAllocation    *far,
                         TpkDataProbeFunc  func,
                         gpointer          user_data)
{
  TpkDataProbe *self = probe_new (poller, near, func, user_data);

  self->far = far;
  self->peer = *tpk_allocation_get_relayed (far);
  self->back = *tpk_allocation_get_relayed (near);
  self->echo = self->peer;
  self->can_echo = TRUE;
  tpk_allocation_set_data_func (near, near_data_cb, self);
  tpk_allocation_set_data_func (far, far_data_cb, self);
  send_round (self, FIRST_ROUND);

  return self;
}

/**
 * tpk_data_probe_new_stun:
 * @poller: the poller of the checking thread
 * @near: the allocation that sends; has a permission for @server
 * @server: a STUN server
 * @to_itself: whether it has a permission for its own relay address, too
 * @func: called once, in a later turn of the loop
 * @user_data: for @func
 *
 * Returns: (transfer full): a probe that has begun
 */
TpkDataProbe *
tpk_data_probe_new_stun (TpkPoller                     *poller,
                         TpkAllocation                 *near,
                         const struct sockaddr_storage *server,
                         gboolean                       to_itself,
                         TpkDataProbeFunc               func,
                         gpointer                       user_data)
{
  TpkDataProbe *self = probe_new (poller, near, func, user_data);

  self->peer = *server;
  self->echo = *tpk_allocation_get_relayed (near);
  self->can_echo = to_itself;
  stun_agent_init (&self->agent, STUN_ALL_KNOWN_ATTRIBUTES, STUN_COMPATIBILITY_RFC5389, 0);
  tpk_allocation_set_data_func (near, alone_data_cb, self);
  send_round (self, FIRST_ROUND);

  return self;
}

/**
 * tpk_data_probe_free:
 * @self: (transfer full): a probe; its function is not called any more
 */
void
tpk_data_probe_free (TpkDataProbe *self)
{
  g_return_if_fail (self != NULL);

  g_clear_pointer (&self->timer, tpk_timer_cancel);
  tpk_allocation_set_data_func (self->near, NULL, NULL);
  if (self->far != NULL)
    tpk_allocation_set_data_func (self->far, NULL, NULL);
  g_free (self);
}

/**
 * tpk_data_probe_get_first_ms:
 * @self: a probe between two allocations
 *
 * Returns: after how many milliseconds data had come through both ways; 0 when it never did
 */
double
tpk_data_probe_get_first_ms (TpkDataProbe *self)
{
  return self->first_ms;
}

/**
 * tpk_data_probe_get_large:
 * @self: a probe that is over
 *
 * Returns: how datagrams of 1,200 bytes fared; lost are they when none came back, though most of the
 *   small ones that were sent beside them did
 */
TpkLargePackets
tpk_data_probe_get_large (TpkDataProbe *self)
{
  if (self->n_large_received > 0)
    return TPK_LARGE_PACKETS_PASSED;

  return self->n_controls_sent > 0 && 2 * self->n_controls_received > self->n_controls_sent
         ? TPK_LARGE_PACKETS_LOST : TPK_LARGE_PACKETS_UNTRIED;
}

/**
 * tpk_data_probe_get_seen:
 * @self: a probe of STUN through the relay
 * @address: (out): the relayed address as the world sees it
 *
 * Returns: whether a reply told one
 */
gboolean
tpk_data_probe_get_seen (TpkDataProbe            *self,
                         struct sockaddr_storage *address)
{
  *address = self->seen_as;

  return self->seen_as.ss_family != 0;
}

/**
 * tpk_large_packets_to_string:
 * @large: how they fared
 *
 * Returns: (transfer none): `untried`, `passed` or `lost`
 */
const char *
tpk_large_packets_to_string (TpkLargePackets large)
{
  static const char *const names[] = { "untried", "passed", "lost" };

  return names[large];
}
