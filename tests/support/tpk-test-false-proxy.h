/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* What a proxy that real ones do not play does. */
typedef struct {
  const char *const *replies;     /* (nullable): one after each thing it hears; NULL: silence */
  gboolean           closes;      /* after the last of them */
  gboolean           drips;       /* a byte at a time */
  guint16            server_port; /* after the last of them, leads to this port of loopback,
                                   * whoever was asked for */
} TpkTestFalseProxyScript;

/* A scripted proxy, on loopback. */
typedef struct _TpkTestFalseProxy TpkTestFalseProxy;

TpkTestFalseProxy *tpk_test_false_proxy_new       (const TpkTestFalseProxyScript *script);
void               tpk_test_false_proxy_free      (TpkTestFalseProxy             *self);
guint16            tpk_test_false_proxy_get_port  (TpkTestFalseProxy             *self);
char              *tpk_test_false_proxy_dup_heard (TpkTestFalseProxy             *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TpkTestFalseProxy, tpk_test_false_proxy_free)

G_END_DECLS
