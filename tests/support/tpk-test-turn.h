/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* What a scripted server's relay does with what it is to forward. */
typedef enum {
  TPK_TEST_RELAY_FORWARD,
  TPK_TEST_RELAY_SILENT,          /* forwards nothing */
  TPK_TEST_RELAY_LOSSY,           /* every second datagram is lost */
  TPK_TEST_RELAY_SMALL_ONLY,      /* nothing above 1,000 bytes: a hole in the path's MTU */
  TPK_TEST_RELAY_WRONG_ADDRESS,   /* tells an address at which nobody is: no external-ip */
  TPK_TEST_RELAY_NO_ADDRESS,      /* success without XOR-RELAYED-ADDRESS */
} TpkTestRelay;

#define TPK_TEST_FOR_EVER G_MAXUINT

/* The numbers a scripted TURN server answers with. Zero is what a good server does. */
typedef struct {
  guint         challenge;        /* to an Allocate without credentials; default 401 */
  guint         allocate;         /* to one with credentials; default success */
  guint         permission;       /* to CreatePermission and ChannelBind */
  guint         refresh;
  guint         stale;            /* so many authenticated Allocates get 438 first */
  guint16       alternate_port;   /* where 300 points to; default the server itself */
  gboolean      no_integrity;     /* errors carry no MESSAGE-INTEGRITY */
  TpkTestRelay  relay;
} TpkTestTurnScript;

typedef void (*TpkTestReply) (const guint8 *data,
                              gsize         length,
                              gpointer      user_data);

/* A scripted TURN server's side of one client: bytes in, bytes out. */
typedef struct _TpkTestTurn TpkTestTurn;

TpkTestTurn *tpk_test_turn_new    (const TpkTestTurnScript *script,
                                   GSocketAddress          *server,
                                   GSocketAddress          *client,
                                   TpkTestReply             reply,
                                   gpointer                 user_data);
void         tpk_test_turn_free   (TpkTestTurn             *self);
void         tpk_test_turn_handle (TpkTestTurn             *self,
                                   const guint8            *data,
                                   gsize                    length);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TpkTestTurn, tpk_test_turn_free)

G_END_DECLS
