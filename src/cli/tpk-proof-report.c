/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#define G_LOG_DOMAIN "tpk-proof-report"

#include "config.h"

#include "checks/tpk-proof.h"

#include "tpk-proof-report.h"

#include "tpk-cli-output.h"

#include <glib/gi18n-lib.h>

static void
print_voice (TpkProof *proof)
{
  const TpkCallQuality *voice = tpk_proof_get_voice (proof);
  double mos;

  if (tpk_proof_get_ready_ms (proof) < 0.0)
    return;
  if (voice == NULL || !tpk_call_quality_get_mos (voice, &mos)) {
    /* Translators: how long it took until both ends of a call were connected. */
    tpk_cli_print (_("  Relay call: %.0f ms to connect, nothing came back\n"),
                   tpk_proof_get_ready_ms (proof));
    return;
  }
  /* Translators: “MOS” is the mean opinion score of a voice, 1 (bad) to 5 (excellent); “%%” is a
   * per-cent sign. */
  tpk_cli_print (_("  Relay call: %.0f ms to connect, %.1f ms round trip, %.1f %% lost, "
                   "%.1f ms jitter, voice about %.1f of 5 (MOS)\n"),
                 tpk_proof_get_ready_ms (proof), voice->echo.rtt_median_ms,
                 voice->echo.lost_percent, voice->echo.jitter_ms, mos);
}

static void
print_video (TpkProof *proof)
{
  const TpkCallQuality *video = tpk_proof_get_video (proof);

  if (video == NULL)
    return;
  if (video->echo.received == 0)
    tpk_cli_print (_("  Video: nothing came back\n"));
  else
    /* Translators: the first number is how much data came through in a second. */
    tpk_cli_print (_("  Video: %.0f kbit/s came back, %.1f ms round trip, %.1f %% lost\n"),
                   video->throughput_kbit, video->echo.rtt_median_ms, video->echo.lost_percent);
}

static void
print_reason (TpkProof *proof)
{
  const char *summary = tpk_proof_get_summary (proof);
  const char *advice = tpk_proof_get_advice (proof);

  if (tpk_proof_get_state (proof) == TPK_RESULT_STATE_PASSED)
    return;
  if (summary != NULL) {
    g_autofree char *escaped = tpk_cli_escape (summary);

    tpk_cli_print ("  %s (%s)\n", escaped, tpk_proof_get_code (proof));
  }
  if (advice != NULL && advice[0] != '\0') {
    g_autofree char *escaped = tpk_cli_escape (advice);

    tpk_cli_print ("  → %s\n", escaped);
  }
}

/**
 * tpk_proof_report_print:
 * @proofs: the #TpkProof objects of a run that has ended
 *
 * Prints how the calls went, for people.
 */
void
tpk_proof_report_print (GListModel *proofs)
{
  g_return_if_fail (G_IS_LIST_MODEL (proofs));

  for (guint i = 0; i < g_list_model_get_n_items (proofs); i++) {
    g_autoptr (TpkProof) proof = g_list_model_get_item (proofs, i);

    tpk_cli_print ("\n");
    tpk_cli_print_styled (TPK_CLI_STYLE_BOLD, "%s (%s)\n", tpk_proof_get_url (proof),
                          tpk_proof_get_dialled (proof));
    print_voice (proof);
    print_video (proof);
    print_reason (proof);
  }
}
