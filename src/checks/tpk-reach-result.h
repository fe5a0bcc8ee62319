/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#pragma once

#include "model/tpk-ice-url.h"

#include "tpk-failure.h"

G_BEGIN_DECLS

typedef enum {
  TPK_REACH_WAITING,
  TPK_REACH_PASSED,            /* the way there and back is open */
  TPK_REACH_FAILED,            /* refused, unreachable, or silent where silence means no */
  TPK_REACH_UNCLEAR,           /* silence that has two explanations */
  TPK_REACH_UNTESTED,          /* nothing could be tried from this computer */
  TPK_REACH_CANCELLED,
} TpkReachState;

/* What came of one port of one address. Does not change. */
#define TPK_TYPE_REACH_RESULT (tpk_reach_result_get_type ())
G_DECLARE_FINAL_TYPE (TpkReachResult, tpk_reach_result, TPK, REACH_RESULT, GObject)

TpkReachResult *tpk_reach_result_new             (TpkTransport      protocol,
                                                  guint16           port,
                                                  const char       *address,
                                                  TpkReachState     state,
                                                  TpkCode           code);
TpkReachResult *tpk_reach_result_new_failed      (TpkTransport      protocol,
                                                  guint16           port,
                                                  const char       *address,
                                                  const TpkFailure *failure);
TpkReachState   tpk_reach_result_get_state       (TpkReachResult   *self);
TpkCode         tpk_reach_result_get_code        (TpkReachResult   *self);
const char     *tpk_reach_result_get_address     (TpkReachResult   *self);
guint16         tpk_reach_result_get_port        (TpkReachResult   *self);

const char     *tpk_reach_state_to_string        (TpkReachState     state);
const char     *tpk_reach_state_get_name         (TpkReachState     state);
char           *tpk_reach_dup_summary            (TpkTransport      protocol,
                                                  TpkCode           code,
                                                  const char       *host,
                                                  const char       *ports);
char           *tpk_reach_dup_advice             (TpkTransport      protocol,
                                                  TpkCode           code,
                                                  const char       *host,
                                                  const char       *ports);
const char     *tpk_reach_get_word               (TpkReachState     state,
                                                  TpkCode           code);

G_END_DECLS
