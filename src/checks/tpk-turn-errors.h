/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#pragma once

#include <stun/stunagent.h>

#include "tpk-failure.h"

G_BEGIN_DECLS

/* What was heard of one connection. A plain value; begins as zeros. */
typedef struct {
  gboolean          challenged;
  StunTransactionId challenge;    /* the request that was */
} TpkTurnErrors;

gboolean tpk_turn_errors_find (TpkTurnErrors *self,
                               const guint8  *frame,
                               gsize          length,
                               TpkFailure    *failure);

G_END_DECLS
