/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#pragma once

#include "model/tpk-ice-url.h"

#include "tpk-dialect.h"
#include "tpk-whatwg-url.h"

G_BEGIN_DECLS

const char         *tpk_judge_input_get_url          (TpkJudgeInput *self);
const char         *tpk_judge_input_get_username     (TpkJudgeInput *self);
const char         *tpk_judge_input_get_password     (TpkJudgeInput *self);
gboolean            tpk_judge_input_has_credential   (TpkJudgeInput *self);

TpkIceUrl          *tpk_judge_input_get_ice_url      (TpkJudgeInput *self);
const char         *tpk_judge_input_get_meaning      (TpkJudgeInput *self);
gboolean            tpk_judge_input_means_dtls       (TpkJudgeInput *self);
const TpkWhatwgUrl *tpk_judge_input_get_whatwg       (TpkJudgeInput *self);
const TpkWhatwgUrl *tpk_judge_input_get_whatwg_https (TpkJudgeInput *self);
GPtrArray          *tpk_judge_input_get_judgements   (TpkJudgeInput *self);

TpkJudgement       *tpk_judge_input_dials            (TpkJudgeInput *self,
                                                      const char    *dials,
                                                      const char    *code,
                                                      const char    *message);

char               *tpk_judge_input_dup_quotable     (TpkJudgeInput *self);
char               *tpk_dials_new                    (TpkScheme      scheme,
                                                      const char    *host,
                                                      guint          port,
                                                      TpkTransport   transport);

G_END_DECLS
