/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#define G_LOG_DOMAIN "tpk-tap-stream"

#include "config.h"

#include "tpk-tap-stream.h"

#include <string.h>

/**
 * TpkTapStream:
 *
 * TLS libraries swallow the bytes they do not understand and answer “unexpected packet”. Between
 * the socket and TLS this stream keeps the first ones, so that a web server or a plain-text relay
 * on the port can be told by what it said.
 */
struct _TpkTapStream {
  GFilterInputStream parent_instance;

  guint8 first[32];
  gsize n_first;
};

static void pollable_iface_init (GPollableInputStreamInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (TpkTapStream, tpk_tap_stream, G_TYPE_FILTER_INPUT_STREAM,
                               G_IMPLEMENT_INTERFACE (G_TYPE_POLLABLE_INPUT_STREAM,
                                                      pollable_iface_init))

static void
remember (TpkTapStream *self,
          const void   *bytes,
          gssize        length)
{
  gsize n;

  if (length <= 0 || self->n_first == sizeof self->first)
    return;
  n = MIN ((gsize) length, sizeof self->first - self->n_first);
  memcpy (self->first + self->n_first, bytes, n);
  self->n_first += n;
}

static GInputStream *
get_base (gpointer stream)
{
  return g_filter_input_stream_get_base_stream (G_FILTER_INPUT_STREAM (stream));
}

static gssize
tpk_tap_stream_read (GInputStream  *stream,
                     void          *buffer,
                     gsize          count,
                     GCancellable  *cancellable,
                     GError       **error)
{
  gssize n = g_input_stream_read (get_base (stream), buffer, count, cancellable, error);

  remember (TPK_TAP_STREAM (stream), buffer, n);

  return n;
}

static void
tpk_tap_stream_class_init (TpkTapStreamClass *klass)
{
  GInputStreamClass *stream_class = G_INPUT_STREAM_CLASS (klass);

  stream_class->read_fn = tpk_tap_stream_read;
}

static void
tpk_tap_stream_init (TpkTapStream *self)
{
}

static gboolean
tap_can_poll (GPollableInputStream *stream)
{
  return g_pollable_input_stream_can_poll (G_POLLABLE_INPUT_STREAM (get_base (stream)));
}

static gboolean
tap_is_readable (GPollableInputStream *stream)
{
  return g_pollable_input_stream_is_readable (G_POLLABLE_INPUT_STREAM (get_base (stream)));
}

static GSource *
tap_create_source (GPollableInputStream *stream,
                   GCancellable         *cancellable)
{
  GSource *base;
  GSource *source;

  base = g_pollable_input_stream_create_source (G_POLLABLE_INPUT_STREAM (get_base (stream)),
                                                cancellable);
  source = g_pollable_source_new_full (stream, base, NULL);
  g_source_unref (base);

  return source;
}

static gssize
tap_read_nonblocking (GPollableInputStream  *stream,
                      void                  *buffer,
                      gsize                  count,
                      GError               **error)
{
  gssize n;

  n = g_pollable_input_stream_read_nonblocking (G_POLLABLE_INPUT_STREAM (get_base (stream)),
                                                buffer, count, NULL, error);
  remember (TPK_TAP_STREAM (stream), buffer, n);

  return n;
}

static void
pollable_iface_init (GPollableInputStreamInterface *iface)
{
  iface->can_poll = tap_can_poll;
  iface->is_readable = tap_is_readable;
  iface->create_source = tap_create_source;
  iface->read_nonblocking = tap_read_nonblocking;
}

/**
 * tpk_tap_stream_new:
 * @base: the stream to read from; must be pollable
 *
 * Returns: (transfer full): a stream that reads from @base
 */
TpkTapStream *
tpk_tap_stream_new (GInputStream *base)
{
  g_return_val_if_fail (G_IS_POLLABLE_INPUT_STREAM (base), NULL);

  return g_object_new (TPK_TYPE_TAP_STREAM,
                       "base-stream", base,
                       "close-base-stream", FALSE,
                       NULL);
}

/**
 * tpk_tap_stream_read_on:
 * @self: a stream that nobody reads any more
 *
 * TLS takes no more than the beginning of what it does not understand. Remembers what else has
 * come, without waiting.
 */
void
tpk_tap_stream_read_on (TpkTapStream *self)
{
  guint8 rest[sizeof self->first];

  g_return_if_fail (TPK_IS_TAP_STREAM (self));

  while (self->n_first < sizeof self->first &&
         tap_read_nonblocking (G_POLLABLE_INPUT_STREAM (self), rest,
                               sizeof self->first - self->n_first, NULL) > 0)
    ;
}

/**
 * tpk_tap_stream_get_first_bytes:
 * @self: a tap
 * @length: (out): how many bytes there are, at most 32
 *
 * Not to be called while another thread reads.
 *
 * Returns: (transfer none): the first bytes that were read
 */
const guint8 *
tpk_tap_stream_get_first_bytes (TpkTapStream *self,
                                gsize        *length)
{
  g_return_val_if_fail (TPK_IS_TAP_STREAM (self), NULL);
  g_return_val_if_fail (length != NULL, NULL);

  *length = self->n_first;

  return self->first;
}
