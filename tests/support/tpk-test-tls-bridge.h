/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* Speaks TLS (1.3 where the client can) and passes what is inside on to a TCP port. */
typedef struct _TpkTestTlsBridge TpkTestTlsBridge;

TpkTestTlsBridge *tpk_test_tls_bridge_new      (GTlsCertificate  *certificate,
                                                guint16           server_port);
void              tpk_test_tls_bridge_free     (TpkTestTlsBridge *self);
guint16           tpk_test_tls_bridge_get_port (TpkTestTlsBridge *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TpkTestTlsBridge, tpk_test_tls_bridge_free)

G_END_DECLS
