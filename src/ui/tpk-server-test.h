/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#pragma once

#include "model/tpk-server.h"

#include "tpk-group.h"

G_BEGIN_DECLS

#define TPK_TYPE_SERVER_TEST (tpk_server_test_get_type ())
G_DECLARE_FINAL_TYPE (TpkServerTest, tpk_server_test, TPK, SERVER_TEST, TpkGroup)

void     tpk_server_test_start      (TpkServerTest *self,
                                     TpkServer     *server);
void     tpk_server_test_stop       (TpkServerTest *self);
void     tpk_server_test_clear      (TpkServerTest *self);
gboolean tpk_server_test_is_running (TpkServerTest *self);

G_END_DECLS
