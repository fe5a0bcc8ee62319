/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* What a delaying proxy does. The shares go for datagrams only and are of each direction. */
typedef struct {
  double  to_server_ms;
  double  to_client_ms;
  double  lost;            /* share of the datagrams, 0 to 1 */
  double  duplicated;
  double  reordered;       /* these come @reorder_ms later than the others */
  double  reorder_ms;
  double  alternate_ms;    /* every second datagram of a client comes so much later to the server */
  gsize   from_size;       /* the shares, and every second, are of those of so many bytes and more */
  guint32 seed;
} TpkTestPath;

/* A path of a known length to a server on loopback, UDP and TCP on one port. */
typedef struct _TpkTestDelay TpkTestDelay;

TpkTestDelay *tpk_test_delay_new             (const TpkTestPath *path,
                                              guint16            server_port);
void          tpk_test_delay_free            (TpkTestDelay      *self);
guint16       tpk_test_delay_get_port        (TpkTestDelay      *self);
guint         tpk_test_delay_get_n_datagrams (TpkTestDelay      *self);
guint         tpk_test_delay_get_n_lost      (TpkTestDelay      *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TpkTestDelay, tpk_test_delay_free)

G_END_DECLS
