/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#define G_LOG_DOMAIN "tpk-report-calls"

#include "config.h"

#include "tpk-report-content.h"

#include "tpk-mos.h"
#include "tpk-proof.h"

#include <glib/gi18n-lib.h>

/* How the calls through the relays went. Returns whether there is a score. */
static gboolean
add_overview (TpkReportPage *page,
              GListModel    *proofs)
{
  const char *const headings[] = {
    _("Address"), _("IP Address"), _("State"), _("Ready"), _("Round Trip"), _("Jitter"), _("Lost"),
    /* Translators: the mean opinion score of a voice, 1 (bad) to 5 (excellent). */
    _("MOS"), NULL
  };
  gboolean is_scored = FALSE;

  tpk_report_page_add_table (page, headings);
  for (guint i = 0; i < g_list_model_get_n_items (proofs); i++) {
    g_autoptr (TpkProof) proof = g_list_model_get_item (proofs, i);
    const TpkCallQuality *voice = tpk_proof_get_voice (proof);
    gboolean known = voice != NULL && voice->echo.known;
    g_autofree char *mos_text = NULL;
    double mos;

    if (voice != NULL && tpk_call_quality_get_mos (voice, &mos))
      mos_text = g_strdup_printf ("%.1f", mos);
    is_scored = is_scored || mos_text != NULL;
    tpk_report_page_add_cell (page, TPK_REPORT_TONE_PLAIN, tpk_proof_get_url (proof));
    tpk_report_page_add_cell (page, TPK_REPORT_TONE_PLAIN, tpk_proof_get_dialled (proof));
    tpk_report_add_state (page, tpk_proof_get_state (proof));
    tpk_report_add_milliseconds (page, tpk_proof_get_ready_ms (proof));
    tpk_report_add_milliseconds (page, known ? voice->echo.rtt_median_ms : -1.0);
    tpk_report_add_milliseconds (page, known ? voice->echo.jitter_ms : -1.0);
    tpk_report_add_percent (page, known, known ? voice->echo.lost_percent : 0.0);
    tpk_report_page_add_cell (page, TPK_REPORT_TONE_PLAIN, mos_text);
  }

  return is_scored;
}

static void
add_count (TpkReportPage *page,
           guint          count)
{
  g_autofree char *text = g_strdup_printf ("%u", count);

  tpk_report_page_add_cell (page, TPK_REPORT_TONE_PLAIN, text);
}

static void
add_throughput (TpkReportPage *page,
                double         kbit)
{
  g_autofree char *number = g_strdup_printf ("%.0f", kbit);
  /* Translators: %s is a number: thousands of bits in a second. */
  g_autofree char *text = g_strdup_printf (_("%s kbit/s"), number);

  tpk_report_page_add_cell (page, TPK_REPORT_TONE_PLAIN, text);
}

static void
add_packets (TpkReportPage        *page,
             TpkProof             *proof,
             const char           *media,
             const TpkCallQuality *quality)
{
  gboolean back = quality->echo.received > 0;

  tpk_report_page_add_cell (page, TPK_REPORT_TONE_PLAIN, tpk_proof_get_url (proof));
  tpk_report_page_add_cell (page, TPK_REPORT_TONE_PLAIN, media);
  add_count (page, quality->echo.sent);
  add_count (page, quality->echo.received);
  add_count (page, quality->echo.reordered);
  tpk_report_add_percent (page, TRUE, quality->echo.lost_percent);
  tpk_report_add_milliseconds (page, back ? quality->echo.rtt_min_ms : -1.0);
  tpk_report_add_milliseconds (page, back ? quality->echo.rtt_median_ms : -1.0);
  tpk_report_add_milliseconds (page, back ? quality->echo.rtt_p95_ms : -1.0);
  tpk_report_add_milliseconds (page, back ? quality->echo.rtt_max_ms : -1.0);
  add_throughput (page, quality->throughput_kbit);
}

static void
add_figures (TpkReportPage *page,
             GListModel    *proofs)
{
  const char *const headings[] = {
    /* Translators: headings of a table of what became of the packets of a call: “Media” is voice or
     * video, the last ones before “Throughput” are of the round trip. */
    _("Address"), _("Media"), _("Sent"), _("Came Back"), _("Out of Order"), _("Lost"),
    _("Shortest"), _("Median"), _("95th Percentile"), _("Longest"), _("Throughput"), NULL
  };
  gboolean begun = FALSE;

  for (guint i = 0; i < g_list_model_get_n_items (proofs); i++) {
    g_autoptr (TpkProof) proof = g_list_model_get_item (proofs, i);
    const TpkCallQuality *voice = tpk_proof_get_voice (proof);
    const TpkCallQuality *video = tpk_proof_get_video (proof);

    if (!begun && (voice != NULL || video != NULL)) {
      tpk_report_page_add_table (page, headings);
      begun = TRUE;
    }
    if (voice != NULL)
      add_packets (page, proof, _("Voice"), voice);
    if (video != NULL)
      add_packets (page, proof, _("Video"), video);
  }
}

/**
 * tpk_report_add_calls:
 * @page: a page
 * @proofs: the #TpkProof objects of a run that has ended
 *
 * Adds how the calls went, and by what their figures were estimated.
 */
void
tpk_report_add_calls (TpkReportPage *page,
                      GListModel    *proofs)
{
  if (g_list_model_get_n_items (proofs) == 0)
    return;

  tpk_report_page_add_heading (page, 2, _("Calls Through the Relays"));
  if (add_overview (page, proofs)) {
    g_autofree char *model = NULL;

    /* Translators: %s are the technical assumptions, which are not translated. */
    model = g_strdup_printf (_("MOS, the mean opinion score, is an estimate of how a voice sounds, "
                               "from 1 (bad) to 5 (excellent). It assumes: %s."), TPK_MOS_MODEL);
    tpk_report_page_add_text (page, TPK_REPORT_BLOCK_PARAGRAPH, TPK_REPORT_TONE_DIM, model);
  }
  add_figures (page, proofs);

  for (guint i = 0; i < g_list_model_get_n_items (proofs); i++) {
    g_autoptr (TpkProof) proof = g_list_model_get_item (proofs, i);

    if (tpk_proof_get_state (proof) != TPK_RESULT_STATE_PASSED)
      tpk_report_add_line (page, tpk_proof_get_url (proof), tpk_proof_get_summary (proof));
  }
}
