/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* An input stream that remembers the first bytes that went through it. */
#define TPK_TYPE_TAP_STREAM (tpk_tap_stream_get_type ())
G_DECLARE_FINAL_TYPE (TpkTapStream, tpk_tap_stream, TPK, TAP_STREAM, GFilterInputStream)

TpkTapStream *tpk_tap_stream_new             (GInputStream *base);
void          tpk_tap_stream_read_on         (TpkTapStream *self);
const guint8 *tpk_tap_stream_get_first_bytes (TpkTapStream *self,
                                              gsize        *length);

G_END_DECLS
