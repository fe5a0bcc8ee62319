/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#define G_LOG_DOMAIN "tpk-echo-probe"

#include "config.h"

#include "tpk-echo-probe.h"

#include <string.h>

/*
 * Both ends are in this process and read one clock, so that the jitter is that of one direction,
 * as the receiver of a call sees it, and losses are known of each direction. What is sent is
 * paced: a relay drops most of a burst, and the loss would be of our own making. When the loop
 * was held up, what is due comes at once for a moment only, then the schedule is moved.
 *
 * A packet begins like RTP version 2, so that nobody on the way takes it for STUN or a channel
 * (RFC 7983), and carries whose it is, its number and when it was sent.
 */
typedef struct {
  guint8 rtp[4];
  guint32 session;
  guint32 sequence;
  guint32 reserved;
  gint64 sent_us;
} Header;

struct _TpkEchoProbe {
  TpkPoller *poller;                /* (unowned) */
  TpkEchoProfile profile;
  const TpkEchoHandler *handler;    /* (unowned): static */
  gpointer user_data;

  guint32 session;
  guint8 *packet;                   /* (owned): profile.size bytes */
  TpkTimer *timer;                  /* (nullable) (owned) */
  gint64 start_us;
  gint64 last_sent_us;
  gint64 first_echo_us;
  gint64 last_echo_us;

  guint sent;
  guint received;
  guint arrived;
  guint duplicates;
  guint after_last_echo;            /* the number after the highest one that came back */
  double longest_ms;
  TpkJitter jitter;
  guint8 *seen;                     /* (owned): by number, SEEN_* */
  double *rtts_ms;                  /* (owned): in the order of arrival */
  guint *sequence;                  /* (owned): likewise */
};

#define SEEN_FAR    1
#define SEEN_NEAR   2

/* A call that is silent for that long is over for those who are in it. */
#define SILENCE_MS          2000
#define DRAIN_AT_LEAST_MS   500
#define DRAIN_FACTOR        4
#define CATCH_UP_MS         100
/* So many packets in a row at the end are not lost by chance. */
#define SILENT_PACKETS      10

/**
 * tpk_echo_probe_new:
 * @poller: the poller of the checking thread
 * @profile: what to send; at least one packet
 * @handler: sends packets and hears of the end
 * @user_data: for @handler
 *
 * Returns: (transfer full): a probe that has not started
 */
TpkEchoProbe *
tpk_echo_probe_new (TpkPoller            *poller,
                    const TpkEchoProfile *profile,
                    const TpkEchoHandler *handler,
                    gpointer              user_data)
{
  TpkEchoProbe *self;

  g_return_val_if_fail (profile->count > 0, NULL);
  g_return_val_if_fail (profile->size >= sizeof (Header), NULL);

  self = g_new0 (TpkEchoProbe, 1);
  self->poller = poller;
  self->profile = *profile;
  self->handler = handler;
  self->user_data = user_data;
  self->session = g_random_int ();
  self->packet = g_malloc (profile->size);
  memset (self->packet, 0xA5, profile->size);
  self->seen = g_new0 (guint8, profile->count);
  self->rtts_ms = g_new (double, profile->count);
  self->sequence = g_new (guint, profile->count);

  return self;
}

void
tpk_echo_probe_free (TpkEchoProbe *self)
{
  g_return_if_fail (self != NULL);

  g_clear_pointer (&self->timer, tpk_timer_cancel);
  g_free (self->packet);
  g_free (self->seen);
  g_free (self->rtts_ms);
  g_free (self->sequence);
  g_free (self);
}

static void
send_one (TpkEchoProbe *self)
{
  Header header = {
    .rtp = { 0x80, 0x7f },
    .session = self->session,
    .sequence = self->sent,
    .sent_us = g_get_monotonic_time (),
  };

  memcpy (self->packet, &header, sizeof header);
  self->last_sent_us = header.sent_us;
  self->sent++;
  self->handler->send (self, FALSE, self->packet, self->profile.size, self->user_data);
}

static gint64
get_due_us (TpkEchoProbe *self)
{
  return self->start_us + (gint64) self->sent * self->profile.interval_us;
}

static gboolean
is_silent_now (TpkEchoProbe *self,
               gint64        now_us)
{
  return now_us - MAX (self->start_us, self->last_echo_us) > SILENCE_MS * G_TIME_SPAN_MILLISECOND;
}

/* When the last echo may still come, as far as those that came let one hope. */
static gint64
get_end_us (TpkEchoProbe *self)
{
  const double wait_ms = self->received > 0
                           ? CLAMP (DRAIN_FACTOR * self->longest_ms, DRAIN_AT_LEAST_MS, SILENCE_MS)
                           : SILENCE_MS;

  return self->last_sent_us + (gint64) (wait_ms * 1000);
}

static void timer_cb (gpointer user_data);

static void
schedule (TpkEchoProbe *self)
{
  const gint64 due_us = self->sent < self->profile.count ? get_due_us (self) : get_end_us (self);
  const gint64 wait_us = MAX (due_us - g_get_monotonic_time (), 0);

  self->timer = tpk_poller_add_timer (self->poller, (wait_us + 999) / 1000, timer_cb, self);
}

static void
timer_cb (gpointer user_data)
{
  TpkEchoProbe *self = user_data;
  const gint64 now_us = g_get_monotonic_time ();
  const gint64 late_us = self->sent < self->profile.count ? now_us - get_due_us (self) : 0;

  self->timer = NULL;
  if (late_us > CATCH_UP_MS * G_TIME_SPAN_MILLISECOND) {
    /* It was us who were silent; echoes may wait to be read. */
    self->start_us += late_us;
  } else if (is_silent_now (self, now_us) ||
             (self->sent == self->profile.count &&
              (self->received == self->sent || now_us >= get_end_us (self)))) {
    self->handler->done (self, self->user_data);
    return;
  }

  while (self->sent < self->profile.count && get_due_us (self) <= now_us)
    send_one (self);
  schedule (self);
}

/**
 * tpk_echo_probe_start:
 * @self: a new probe
 */
void
tpk_echo_probe_start (TpkEchoProbe *self)
{
  g_return_if_fail (self->timer == NULL && self->sent == 0);

  self->start_us = g_get_monotonic_time ();
  schedule (self);
}

static void
receive_at_far (TpkEchoProbe *self,
                const Header *header,
                const guint8 *bytes,
                gsize         length,
                gint64        now_us)
{
  if (self->seen[header->sequence] & SEEN_FAR)
    self->duplicates++;
  else {
    self->seen[header->sequence] |= SEEN_FAR;
    self->arrived++;
    tpk_jitter_add (&self->jitter, (now_us - header->sent_us) / 1000.0);
    self->handler->send (self, TRUE, bytes, length, self->user_data);
  }
}

/* Ends in a later turn of the loop: whoever receives may not be gone when he comes back. */
static void
hurry (TpkEchoProbe *self)
{
  if (self->received < self->profile.count || self->timer == NULL)
    return;
  tpk_timer_cancel (self->timer);
  self->timer = tpk_poller_add_timer (self->poller, 0, timer_cb, self);
}

static void
receive_at_near (TpkEchoProbe *self,
                 const Header *header,
                 gint64        now_us)
{
  const double rtt_ms = (now_us - header->sent_us) / 1000.0;

  if (self->seen[header->sequence] & SEEN_NEAR) {
    self->duplicates++;
    return;
  }

  self->seen[header->sequence] |= SEEN_NEAR;
  self->rtts_ms[self->received] = rtt_ms;
  self->sequence[self->received] = header->sequence;
  self->received++;
  self->longest_ms = MAX (self->longest_ms, rtt_ms);
  self->after_last_echo = MAX (self->after_last_echo, header->sequence + 1);
  self->last_echo_us = now_us;
  if (self->first_echo_us == 0)
    self->first_echo_us = now_us;
  hurry (self);
}

/**
 * tpk_echo_probe_receive:
 * @self: a probe
 * @at_far: whether the other end received it; it sends it back
 * @bytes: what came, from whomever
 * @length: of @bytes
 *
 * What is not of this probe is passed over.
 */
void
tpk_echo_probe_receive (TpkEchoProbe *self,
                        gboolean      at_far,
                        const guint8 *bytes,
                        gsize         length)
{
  const gint64 now_us = g_get_monotonic_time ();
  Header header;

  if (length != self->profile.size)
    return;
  memcpy (&header, bytes, sizeof header);
  if (header.session != self->session || header.sequence >= self->sent ||
      header.sent_us > now_us)
    return;

  if (at_far)
    receive_at_far (self, &header, bytes, length, now_us);
  else
    receive_at_near (self, &header, now_us);
}

/**
 * tpk_echo_probe_is_silent:
 * @self: a probe that is done
 *
 * Returns: whether nothing came back, or nothing any more since some time before the end
 */
gboolean
tpk_echo_probe_is_silent (TpkEchoProbe *self)
{
  return self->received == 0 || self->sent - self->after_last_echo >= SILENT_PACKETS;
}

/**
 * tpk_echo_probe_measure:
 * @self: a probe
 * @quality: (out caller-allocates): the figures so far. While packets are under way, those that may
 *   still come back are not counted as sent
 */
void
tpk_echo_probe_measure (TpkEchoProbe   *self,
                        TpkCallQuality *quality)
{
  const gboolean running = self->timer != NULL;
  const guint sent = running ? self->after_last_echo : self->sent;

  memset (quality, 0, sizeof *quality);
  tpk_quality_measure (&quality->echo, sent, self->rtts_ms, self->sequence, self->received);
  quality->echo.jitter_ms = self->jitter.jitter_ms;
  if (self->received > 0)
    quality->last_ms = self->rtts_ms[self->received - 1];
  quality->arrived = MIN (self->arrived, sent);
  quality->duplicates = self->duplicates;
  if (self->last_echo_us > self->first_echo_us)
    quality->throughput_kbit = (self->received - 1) * self->profile.size * 8.0 * 1000 /
                               (self->last_echo_us - self->first_echo_us);
}
