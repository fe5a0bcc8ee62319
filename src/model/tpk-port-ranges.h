/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Why an entry of an allow-list can not be. */
#define TPK_ALLOW_ERROR (tpk_allow_error_quark ())

typedef enum {
  TPK_ALLOW_ERROR_PROTOCOL,
  TPK_ALLOW_ERROR_DESTINATION,
  TPK_ALLOW_ERROR_PORTS,
  TPK_ALLOW_ERROR_DIRECTION,
} TpkAllowError;

GQuark tpk_allow_error_quark     (void);

/* From first to last, both included. */
typedef struct {
  guint16 first;
  guint16 last;
} TpkPortRange;

GArray  *tpk_port_ranges_parse     (const char    *text,
                                    GError       **error);
char    *tpk_port_ranges_to_string (GArray        *ranges,
                                    const char    *separator,
                                    const char    *dash);
guint    tpk_port_ranges_count     (GArray        *ranges);

G_END_DECLS
