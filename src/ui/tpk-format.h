/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#pragma once

#include <glib.h>

#include "checks/tpk-result.h"
#include "model/tpk-credential.h"
#include "model/tpk-ice-url.h"
#include "model/tpk-server.h"

G_BEGIN_DECLS

char       *tpk_format_duration   (gint64         seconds);
char       *tpk_format_expiry     (gint64         expiry_s,
                                   gint64         now_s);
char       *tpk_format_credential (TpkCredential *credential,
                                   gint64         now_s,
                                   gboolean      *urgent);
char       *tpk_format_outcome    (const char    *summary,
                                   const char    *advice);
char       *tpk_format_url        (TpkIceUrl     *url);
char       *tpk_format_ms         (double         ms);
char       *tpk_format_percent    (double         percent,
                                   guint          n_digits);
char       *tpk_format_server     (TpkServer     *server,
                                   double         rtt_ms,
                                   gint64         now_s);
char       *tpk_format_target     (TpkResult     *result);
const char *tpk_format_wire       (TpkWire        wire);
gint64      tpk_now_s             (void);

G_END_DECLS
