/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#pragma once

#include <gio/gio.h>

#include "tpk-test-turn.h"

G_BEGIN_DECLS

/* How a scripted server talks at all. What the streams do goes for TCP and TLS; what has a
 * meaning for datagrams goes for UDP too, and everything else is silence there. */
typedef enum {
  TPK_TEST_MANNER_TURN,             /* a TURN server, by the numbers of the script */
  TPK_TEST_MANNER_DRIP,             /* the same, a byte at a time (streams) */
  TPK_TEST_MANNER_BINDING_ONLY,     /* answers Binding and nothing else */
  TPK_TEST_MANNER_SILENT,           /* hears all and says nothing */
  TPK_TEST_MANNER_CLOSE,            /* closes what it has just accepted */
  TPK_TEST_MANNER_CLOSE_ON_REQUEST, /* closes when it has heard something */
  TPK_TEST_MANNER_RESET_ON_REQUEST,
  TPK_TEST_MANNER_GARBAGE,          /* answers with noise */
  TPK_TEST_MANNER_HTTP,             /* answers as a web server does, and closes */
  TPK_TEST_MANNER_PAGE,             /* answers everybody with a web page, and closes */
  TPK_TEST_MANNER_PORTAL,           /* answers with the way to a page to sign in, and closes */
  TPK_TEST_MANNER_GREETING,         /* says "SSH-2.0-…" first, as SSH does */
  TPK_TEST_MANNER_TLS_ALERT,        /* answers with a fatal TLS alert, and closes */
  TPK_TEST_MANNER_HALF_MESSAGE,     /* the first half of a right answer, then nothing */
  TPK_TEST_MANNER_LYING_LENGTH,     /* a right answer whose header says 65,532 bytes follow */
  TPK_TEST_MANNER_ODD_LENGTH,       /* … whose header says a length that is no multiple of 4 */
  TPK_TEST_MANNER_LYING_ATTRIBUTE,  /* … whose last attribute claims to be 60,000 bytes long */
  TPK_TEST_MANNER_CHANNEL_FLOOD,    /* four megabytes of ChannelData that nobody asked for */
  TPK_TEST_MANNER_OTHER_TRANSACTION,/* right answers to somebody else's questions */
  TPK_TEST_N_MANNERS,
} TpkTestManner;

typedef struct {
  TpkTestManner     manner;
  TpkTestTurnScript turn;
  GSocketFamily     family;         /* default IPv4 */
} TpkTestScript;

/* A server on loopback, UDP and TCP on one port, that behaves as its script says. */
typedef struct _TpkTestServer TpkTestServer;

TpkTestServer *tpk_test_server_new               (const TpkTestScript *script,
                                                  GTlsCertificate     *certificate);
void           tpk_test_server_free              (TpkTestServer       *self);
guint16        tpk_test_server_get_port          (TpkTestServer       *self);
guint          tpk_test_server_get_n_requests    (TpkTestServer       *self);
guint          tpk_test_server_get_n_connections (TpkTestServer       *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TpkTestServer, tpk_test_server_free)

G_END_DECLS
