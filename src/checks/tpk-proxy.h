/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

typedef enum {
  TPK_PROXY_HTTP,     /* CONNECT, RFC 9110 §9.3.6 */
  TPK_PROXY_SOCKS5,   /* RFC 1928 and RFC 1929 */
} TpkProxyKind;

/* A proxy for streams, and who signs in there. Immutable; a reference may be held in any thread. */
typedef struct _TpkProxy TpkProxy;

gboolean      tpk_proxy_parse        (const char    *uri,
                                      const char    *password,
                                      TpkProxy     **proxy,
                                      GError       **error);
TpkProxy     *tpk_proxy_ref          (TpkProxy      *self);
void          tpk_proxy_unref        (TpkProxy      *self);
TpkProxyKind  tpk_proxy_get_kind     (TpkProxy      *self);
const char   *tpk_proxy_get_host     (TpkProxy      *self);
guint16       tpk_proxy_get_port     (TpkProxy      *self);
const char   *tpk_proxy_get_username (TpkProxy      *self);
const char   *tpk_proxy_get_password (TpkProxy      *self);
const char   *tpk_proxy_get_name     (TpkProxy      *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TpkProxy, tpk_proxy_unref)

G_END_DECLS
