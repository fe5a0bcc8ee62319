/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* A scripted server's end of one client: an address that sends datagrams, or a connection. */
typedef struct _TpkTestClient TpkTestClient;

/* Called with all bytes of a stream that were not consumed yet; returns how many it consumes. */
typedef gsize (*TpkTestInput)  (TpkTestClient *client,
                                const guint8  *data,
                                gsize          length,
                                gpointer       user_data);

TpkTestClient *tpk_test_client_new_datagram (GSocket           *socket,
                                             GSocketAddress    *address);
TpkTestClient *tpk_test_client_new_stream   (GSocketConnection *connection,
                                             GTlsCertificate   *certificate,
                                             guint             *n_pending);
TpkTestClient *tpk_test_client_ref          (TpkTestClient     *self);
void           tpk_test_client_unref        (gpointer           self);
void           tpk_test_client_start        (TpkTestClient     *self,
                                             TpkTestInput       input,
                                             gpointer           user_data);
void           tpk_test_client_set_drip     (TpkTestClient     *self,
                                             gboolean           drip);
gboolean       tpk_test_client_is_datagram  (TpkTestClient     *self);
gboolean       tpk_test_client_is_open      (TpkTestClient     *self);
void           tpk_test_client_send         (TpkTestClient     *self,
                                             const void        *data,
                                             gsize              length);
void           tpk_test_client_send_last    (TpkTestClient     *self,
                                             const void        *data,
                                             gsize              length);
void           tpk_test_client_close        (TpkTestClient     *self);
void           tpk_test_client_reset        (TpkTestClient     *self);

G_END_DECLS
