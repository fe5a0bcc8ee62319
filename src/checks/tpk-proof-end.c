/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#define G_LOG_DOMAIN "tpk-proof-end"

#include "config.h"

#include "tpk-proof-end.h"

#include <glib/gi18n-lib.h>

/* Above this, people hear it. */
#define LOSSY_PERCENT 2.0

typedef struct {
  TpkResultState state;
  TpkCode code;
  const char *summary;     /* (nullable): that of the code */
  const char *advice;      /* (nullable): likewise */
} EndRow;

/* Translators: in these sentences {host}, {proxy} and {transport} are replaced; keep them as they
 * are. */
static const EndRow rows[TPK_N_PROOF_ENDS] = {
  [TPK_PROOF_END_GOOD] = {
    TPK_RESULT_STATE_PASSED, TPK_CODE_OK,
    N_("A call works through {host}, over {transport}."), NULL,
  },
  [TPK_PROOF_END_LOSSY] = {
    TPK_RESULT_STATE_DEGRADED, TPK_CODE_RELAY_LOSSY, NULL, NULL,
  },
  [TPK_PROOF_END_VIDEO_LOSSY] = {
    TPK_RESULT_STATE_DEGRADED, TPK_CODE_RELAY_LOSSY,
    N_("Voice gets through {host}, but some of the video is lost."), NULL,
  },
  [TPK_PROOF_END_VIDEO_LOST] = {
    TPK_RESULT_STATE_DEGRADED, TPK_CODE_LARGE_PACKETS_LOST, NULL, NULL,
  },
  [TPK_PROOF_END_UNGATHERED] = {
    TPK_RESULT_STATE_FAILED, TPK_CODE_NO_REPLY,
    N_("{host} gave the check a relay, but not both ends of the call right after it."),
    N_("Check again; if it stays, ask the server’s operator whether a user may have several "
       "relays."),
  },
  [TPK_PROOF_END_UNCONNECTED] = {
    TPK_RESULT_STATE_FAILED, TPK_CODE_RELAY_SILENT,
    N_("Both ends of a call got a relay from {host}, but could not reach each other."), NULL,
  },
  [TPK_PROOF_END_OTHER_WAY] = {
    TPK_RESULT_STATE_FAILED, TPK_CODE_RELAY_ADDRESS_WRONG,
    N_("The ends of a call through {host} see other relay addresses than it told."), NULL,
  },
  [TPK_PROOF_END_SILENT] = {
    TPK_RESULT_STATE_FAILED, TPK_CODE_RELAY_SILENT, NULL, NULL,
  },
  [TPK_PROOF_END_BROKEN] = {
    TPK_RESULT_STATE_FAILED, TPK_CODE_RELAY_SILENT,
    N_("The call through {host} broke off: nothing came through any more."),
    N_("Check again; if it stays, ask the server’s operator to look into the relay’s log for that "
       "time."),
  },
  [TPK_PROOF_END_BROKEN_BEHIND_PROXY] = {
    TPK_RESULT_STATE_FAILED, TPK_CODE_RELAY_SILENT,
    N_("The call through the proxy {proxy} and {host} broke off: nothing came through any more."),
    N_("Check again; if it stays, ask the network’s administrator whether the proxy ends such "
       "connections, and the server’s operator to look into the relay’s log for that time."),
  },
  [TPK_PROOF_END_CANCELLED] = {
    TPK_RESULT_STATE_CANCELLED, TPK_CODE_CANCELLED, NULL, NULL,
  },
};

/**
 * tpk_proof_end_judge:
 * @voice: the figures of packets like those of a voice, of which some came back
 * @video: the figures of packets like those of a video, if any were sent
 *
 * Returns: how good the call was
 */
TpkProofEnd
tpk_proof_end_judge (const TpkCallQuality *voice,
                     const TpkCallQuality *video)
{
  if (voice->echo.lost_percent > LOSSY_PERCENT)
    return TPK_PROOF_END_LOSSY;
  if (video->echo.known && video->echo.received == 0)
    return TPK_PROOF_END_VIDEO_LOST;
  if (video->echo.known && video->echo.lost_percent > LOSSY_PERCENT)
    return TPK_PROOF_END_VIDEO_LOSSY;

  return TPK_PROOF_END_GOOD;
}

/**
 * tpk_proof_end_explain:
 * @end: how a call ended
 * @failure: (out caller-allocates): what that is called, also when it went well
 *
 * Returns: the state of the proof
 */
TpkResultState
tpk_proof_end_explain (TpkProofEnd  end,
                       TpkFailure  *failure)
{
  tpk_failure_set (failure, rows[end].code, NULL);
  failure->summary = rows[end].summary;
  failure->advice = rows[end].advice;

  return rows[end].state;
}
