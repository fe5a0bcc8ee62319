/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#pragma once

#include "tpk-ice-url.h"

G_BEGIN_DECLS

/* What a reading has found, up to the first problem. The host points into the text that was read
 * and has no brackets. */
typedef struct {
  gboolean has_scheme;
  TpkScheme scheme;
  gboolean has_parts;           /* scheme, host and port are sound; the problem, if any, is later */
  const char *host;
  gsize host_length;
  TpkHostKind host_kind;
  guint16 port;                 /* 0 if none is written */
  gboolean has_transport;
  TpkTransport transport;       /* if has_transport */
} TpkUrlParts;

TpkUrlProblem tpk_url_read            (const char    *text,
                                       gsize          length,
                                       TpkUrlParts   *parts,
                                       gsize         *offset);
gsize         tpk_url_skip_scheme     (const char    *text,
                                       gsize          length,
                                       TpkScheme     *scheme);
gboolean      tpk_url_is_ipv6         (const char    *text,
                                       gsize          length);
gboolean      tpk_url_is_space        (gunichar       c);
gboolean      tpk_url_is_invisible    (gunichar       c);
gboolean      tpk_url_is_quote        (gunichar       c);

G_END_DECLS
