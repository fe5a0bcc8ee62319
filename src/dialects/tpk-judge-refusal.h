/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#pragma once

#include "tpk-judgement.h"

G_BEGIN_DECLS

/* Why clients refuse a URL. The reasons are the same for all; the clients' names and words for them
 * are not. */
typedef enum {
  TPK_REFUSAL_NOT_A_URL,
  TPK_REFUSAL_SCHEME,
  TPK_REFUSAL_STUNS,
  TPK_REFUSAL_SLASHES,
  TPK_REFUSAL_NO_HOST,
  TPK_REFUSAL_HOST,
  TPK_REFUSAL_IPV6,
  TPK_REFUSAL_PORT,
  TPK_REFUSAL_BLOCKED_PORT,
  TPK_REFUSAL_PATH,
  TPK_REFUSAL_USER_INFO,
  TPK_REFUSAL_FRAGMENT,
  TPK_REFUSAL_QUERY,
  TPK_REFUSAL_QUERY_ON_STUN,
  TPK_REFUSAL_TRANSPORT,
  TPK_REFUSAL_NO_CREDENTIAL,
  TPK_REFUSAL_EMPTY_CREDENTIAL,
  TPK_REFUSAL_LONG_USERNAME,
} TpkRefusal;

TpkJudgement *tpk_judge_refuse        (TpkRefusal  refusal,
                                       const char *error,
                                       const char *error_text);
TpkJudgement *tpk_judge_refuse_server (TpkRefusal  refusal,
                                       const char *error,
                                       const char *error_text);

G_END_DECLS
