/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* Who has asked for something and is still on the bus. */
#define TPK_TYPE_AUDIENCE (tpk_audience_get_type ())
G_DECLARE_FINAL_TYPE (TpkAudience, tpk_audience, TPK, AUDIENCE, GObject)

TpkAudience *tpk_audience_new         (void);
void         tpk_audience_add         (TpkAudience     *self,
                                       GDBusConnection *connection,
                                       const char      *peer);
void         tpk_audience_clear       (TpkAudience     *self);
guint        tpk_audience_get_n_peers (TpkAudience     *self);

G_END_DECLS
