/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* Below the ports that the kernel gives to clients: those of servers, then those of relays. */
#define TPK_TEST_FIRST_PORT       10000
#define TPK_TEST_FIRST_RELAY_PORT 13000
#define TPK_TEST_LAST_RELAY_PORT  32000

gboolean        tpk_test_have_ipv6         (void);
GSocketAddress *tpk_test_loopback          (GSocketFamily  family,
                                            guint16        port);
guint16         tpk_test_socket_port       (GSocket       *socket);
GSocket        *tpk_test_bind_udp          (GSocketFamily  family,
                                            guint16        port);
GSocket        *tpk_test_listen_tcp        (GSocketFamily  family,
                                            guint16        port,
                                            int            backlog);
void            tpk_test_bind_pair         (GSocketFamily  family,
                                            GSocket      **udp,
                                            GSocket      **tcp);
guint16         tpk_test_free_port         (void);

guint           tpk_test_count_fds         (void);
guint           tpk_test_count_threads     (void);
gboolean        tpk_test_wait_until        (gboolean     (*condition) (gpointer),
                                            gpointer       user_data,
                                            guint          limit_ms);

G_END_DECLS
