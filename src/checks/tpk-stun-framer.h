/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define TPK_STUN_HEADER_SIZE   20
#define TPK_STUN_MAGIC_COOKIE  0x2112A442u

typedef enum {
  TPK_FRAME_INCOMPLETE,
  TPK_FRAME_STUN,
  TPK_FRAME_CHANNEL_DATA,
  TPK_FRAME_GARBAGE,
} TpkFrameKind;

/* Cuts a byte stream into STUN messages and ChannelData. */
typedef struct _TpkStunFramer TpkStunFramer;

TpkStunFramer *tpk_stun_framer_new   (gboolean        channels);
void           tpk_stun_framer_free  (TpkStunFramer  *self);
void           tpk_stun_framer_push  (TpkStunFramer  *self,
                                      const guint8   *bytes,
                                      gsize           length);
TpkFrameKind   tpk_stun_framer_next  (TpkStunFramer  *self,
                                      const guint8  **frame,
                                      gsize          *length);
const guint8  *tpk_stun_framer_peek  (TpkStunFramer  *self,
                                      gsize          *length);
TpkFrameKind   tpk_stun_frame_judge  (const guint8   *bytes,
                                      gsize           length,
                                      gboolean        channels,
                                      gsize          *frame_length,
                                      gsize          *payload_length);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TpkStunFramer, tpk_stun_framer_free)

G_END_DECLS
