/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#pragma once

#include "tpk-call-quality.h"
#include "tpk-failure.h"

G_BEGIN_DECLS

/* How a call ended, as far as nobody but the call could tell. */
typedef enum {
  TPK_PROOF_END_GOOD,
  TPK_PROOF_END_LOSSY,
  TPK_PROOF_END_VIDEO_LOSSY,
  TPK_PROOF_END_VIDEO_LOST,
  TPK_PROOF_END_UNGATHERED,     /* an end was given no relay */
  TPK_PROOF_END_UNCONNECTED,
  TPK_PROOF_END_OTHER_WAY,      /* not from relay to relay */
  TPK_PROOF_END_SILENT,         /* nothing ever came back */
  TPK_PROOF_END_BROKEN,         /* nothing came back any more */
  TPK_PROOF_END_BROKEN_BEHIND_PROXY,
  TPK_PROOF_END_CANCELLED,
  TPK_N_PROOF_ENDS,
} TpkProofEnd;

TpkProofEnd    tpk_proof_end_judge   (const TpkCallQuality *voice,
                                      const TpkCallQuality *video);
TpkResultState tpk_proof_end_explain (TpkProofEnd           end,
                                      TpkFailure           *failure);

G_END_DECLS
