/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

#define TPK_TEST_PROXY_USER     "bob"
#define TPK_TEST_PROXY_PASSWORD "s3cret-of-bob"

typedef enum {
  TPK_TEST_PROXY_SQUID,       /* HTTP */
  TPK_TEST_PROXY_TINYPROXY,   /* HTTP */
  TPK_TEST_PROXY_DANTE,       /* SOCKS 5 */
  TPK_TEST_N_PROXY_KINDS,
} TpkTestProxyKind;

typedef struct {
  TpkTestProxyKind kind;
  gboolean         auth;      /* wants TPK_TEST_PROXY_USER and TPK_TEST_PROXY_PASSWORD */
  gboolean         refuses;   /* connects to nobody */
} TpkTestProxyOptions;

/* A real proxy, on loopback. */
typedef struct _TpkTestProxy TpkTestProxy;

gboolean      tpk_test_proxy_available (const TpkTestProxyOptions *options);
TpkTestProxy *tpk_test_proxy_new       (const TpkTestProxyOptions *options);
void          tpk_test_proxy_free      (TpkTestProxy              *self);
guint16       tpk_test_proxy_get_port  (TpkTestProxy              *self);
char         *tpk_test_proxy_dup_log   (TpkTestProxy              *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TpkTestProxy, tpk_test_proxy_free)

G_END_DECLS
