/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#define G_LOG_DOMAIN "tpk-stun-framer"

#include "config.h"

#include "tpk-stun-framer.h"

#include <string.h>

/*
 * TCP and TLS carry STUN messages and ChannelData one after the other (RFC 8489 §6.2.2, RFC 8656
 * §12.5). A length is a 16-bit number, so one frame never needs more than 64 kB, and no more
 * than one unfinished frame plus one read is ever held. A message that is announced and never
 * comes is ended by the deadline of the stage.
 */
#define RESPONSE_LIMIT 8192

struct _TpkStunFramer {
  GByteArray *buffer; /* (owned) */
  gsize used;         /* bytes at the beginning that were handed out */
  gboolean channels;
};

/**
 * tpk_stun_framer_new:
 * @channels: whether ChannelData may come; without it, such bytes are garbage, which tells a web
 *   server at once, since “HTTP” reads as a channel number
 *
 * Returns: (transfer full): a new framer
 */
TpkStunFramer *
tpk_stun_framer_new (gboolean channels)
{
  TpkStunFramer *self = g_new0 (TpkStunFramer, 1);

  self->buffer = g_byte_array_new ();
  self->channels = channels;

  return self;
}

void
tpk_stun_framer_free (TpkStunFramer *self)
{
  g_return_if_fail (self != NULL);

  g_byte_array_unref (self->buffer);
  g_free (self);
}

/**
 * tpk_stun_framer_push:
 * @self: a framer
 * @bytes: what was read
 * @length: of @bytes
 *
 * A frame that tpk_stun_framer_next() gave is gone after this.
 */
void
tpk_stun_framer_push (TpkStunFramer *self,
                      const guint8  *bytes,
                      gsize          length)
{
  g_return_if_fail (self != NULL);

  if (self->used > 0)
    g_byte_array_remove_range (self->buffer, 0, self->used);
  self->used = 0;
  g_byte_array_append (self->buffer, bytes, length);
}

static gboolean
looks_like_tls (const guint8 *bytes,
                gsize         length)
{
  return length >= 2 && bytes[0] >= 0x14 && bytes[0] <= 0x17 && bytes[1] == 3;
}

/* Whether the part of the header that is there can still become a STUN message. */
static gboolean
may_be_stun (const guint8 *bytes,
             gsize         length)
{
  static const guint8 cookie[4] = { 0x21, 0x12, 0xA4, 0x42 };

  if (length >= 1 && (bytes[0] & 0xC0) != 0)
    return FALSE;
  if (looks_like_tls (bytes, length))
    return FALSE;
  /* Attributes are padded to four bytes, so that the length always is a multiple of it. */
  if (length >= 4 && (bytes[3] & 3) != 0)
    return FALSE;
  /* Only an indication carries data; no response comes near this. */
  if (length >= 4 && (bytes[0] & 1) != 0 && ((bytes[2] << 8) | bytes[3]) > RESPONSE_LIMIT)
    return FALSE;

  return length <= 4 || memcmp (bytes + 4, cookie, MIN (length - 4, sizeof cookie)) == 0;
}

/**
 * tpk_stun_frame_judge:
 * @bytes: the beginning of a stream, or a datagram
 * @length: how much of it there is
 * @channels: whether ChannelData may come
 * @frame_length: (out): the length of the frame on the wire, with its padding
 * @payload_length: (out): without the padding
 *
 * Returns: what @bytes begin with; the lengths are set for a whole frame only
 */
TpkFrameKind
tpk_stun_frame_judge (const guint8 *bytes,
                      gsize         length,
                      gboolean      channels,
                      gsize        *frame_length,
                      gsize        *payload_length)
{
  gsize announced;

  g_return_val_if_fail (bytes != NULL || length == 0, TPK_FRAME_GARBAGE);

  if (channels && length >= 1 && (bytes[0] & 0xF0) == 0x40) {
    if (length < 4)
      return TPK_FRAME_INCOMPLETE;
    announced = ((gsize) bytes[2] << 8) | bytes[3];
    *payload_length = 4 + announced;
    *frame_length = (*payload_length + 3) & ~(gsize) 3;
    return length >= *frame_length ? TPK_FRAME_CHANNEL_DATA : TPK_FRAME_INCOMPLETE;
  }

  if (!may_be_stun (bytes, length))
    return TPK_FRAME_GARBAGE;
  if (length < TPK_STUN_HEADER_SIZE)
    return TPK_FRAME_INCOMPLETE;

  announced = ((gsize) bytes[2] << 8) | bytes[3];
  *payload_length = *frame_length = TPK_STUN_HEADER_SIZE + announced;

  return length >= *frame_length ? TPK_FRAME_STUN : TPK_FRAME_INCOMPLETE;
}

/**
 * tpk_stun_framer_next:
 * @self: a framer
 * @frame: (out) (transfer none): the next whole frame without padding; for garbage, all there is
 * @length: (out): of @frame
 *
 * Returns: what came next; @frame is only set for a whole frame and for garbage
 */
TpkFrameKind
tpk_stun_framer_next (TpkStunFramer  *self,
                      const guint8  **frame,
                      gsize          *length)
{
  const guint8 *bytes;
  gsize available, frame_length, payload_length;
  TpkFrameKind kind;

  g_return_val_if_fail (self != NULL, TPK_FRAME_GARBAGE);
  g_return_val_if_fail (frame != NULL && length != NULL, TPK_FRAME_GARBAGE);

  available = self->buffer->len - self->used;
  if (available == 0)
    return TPK_FRAME_INCOMPLETE;

  bytes = self->buffer->data + self->used;
  kind = tpk_stun_frame_judge (bytes, available, self->channels, &frame_length, &payload_length);
  if (kind == TPK_FRAME_INCOMPLETE)
    return kind;

  *frame = bytes;
  *length = kind == TPK_FRAME_GARBAGE ? available : payload_length;
  if (kind != TPK_FRAME_GARBAGE)
    self->used += frame_length;

  return kind;
}

/**
 * tpk_stun_framer_peek:
 * @self: a framer
 * @length: (out): how much there is
 *
 * Returns: (transfer none): the beginning of a frame that is not whole yet
 */
const guint8 *
tpk_stun_framer_peek (TpkStunFramer *self,
                      gsize         *length)
{
  g_return_val_if_fail (self != NULL, NULL);
  g_return_val_if_fail (length != NULL, NULL);

  *length = self->buffer->len - self->used;

  return self->buffer->data + self->used;
}
