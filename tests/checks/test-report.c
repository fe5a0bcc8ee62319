/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#include "config.h"

#include "checks/tpk-proof.h"
#include "checks/tpk-report-content.h"
#include "checks/tpk-report-page.h"
#include "checks/tpk-report.h"

#include <string.h>

/* What servers may call themselves. */
#define HOSTILE "a<script>b</script>|c`d`\n# e\xff \xe2\x80\xae" "f & [g](h)"

static TpkReportPage *
new_page (void)
{
  const char *const headings[] = { "One", "Two|", NULL };
  TpkReportPage *page = tpk_report_page_new ("T<i>tle");

  tpk_report_page_add_heading (page, 1, "T<i>tle");
  tpk_report_page_add_text (page, TPK_REPORT_BLOCK_LEAD, TPK_REPORT_TONE_BAD, "No & no");
  tpk_report_page_add_text (page, TPK_REPORT_BLOCK_ITEM, TPK_REPORT_TONE_PLAIN, "First");
  tpk_report_page_add_text (page, TPK_REPORT_BLOCK_ITEM, TPK_REPORT_TONE_PLAIN, "Second");
  tpk_report_page_add_table (page, headings);
  tpk_report_page_add_cell (page, TPK_REPORT_TONE_GOOD, HOSTILE);
  tpk_report_page_add_cell (page, TPK_REPORT_TONE_PLAIN, NULL);
  tpk_report_page_add_text (page, TPK_REPORT_BLOCK_PARAGRAPH, TPK_REPORT_TONE_DIM, "1. of one");

  return page;
}

static void
test_html (void)
{
  g_autoptr (TpkReportPage) page = new_page ();
  g_autofree char *html = tpk_report_page_to_html (page);
  const char *body = strstr (html, "<body>");

  g_assert_true (g_str_has_prefix (html, "<!DOCTYPE html>\n<html lang=\"en\" dir=\"ltr\">\n"));
  g_assert_nonnull (strstr (html, "<title>T&lt;i&gt;tle</title>"));
  g_assert_nonnull (strstr (html, "content=\"default-src 'none'; style-src 'unsafe-inline'\""));
  g_assert_nonnull (body);
  g_assert_cmpstr (body, ==,
                   "<body>\n"
                   "<h1>T&lt;i&gt;tle</h1>\n"
                   "<p class=\"lead bad\">No &amp; no</p>\n"
                   "<ul>\n<li>First</li>\n<li>Second</li>\n</ul>\n"
                   "<div class=\"wide\"><table>\n"
                   "<tr><th scope=\"col\">One</th><th scope=\"col\">Two|</th></tr>\n"
                   "<tr>\n"
                   "<td class=\"good\">a&lt;script&gt;b&lt;/script&gt;|c`d` # e\xef\xbf\xbd "
                   "f &amp; [g](h)</td>\n"
                   "<td>–</td>\n"
                   "</tr>\n"
                   "</table></div>\n"
                   "<p class=\"dim\">1. of one</p>\n"
                   "</body>\n</html>\n");
}

static void
test_markdown (void)
{
  g_autoptr (TpkReportPage) page = new_page ();
  g_autofree char *markdown = tpk_report_page_to_markdown (page);

  g_assert_cmpstr (markdown, ==,
                   "# T\\<i\\>tle\n"
                   "\n"
                   "**No \\& no**\n"
                   "\n"
                   "- First\n"
                   "- Second\n"
                   "\n"
                   "| One | Two\\| |\n"
                   "| --- | --- |\n"
                   "| a\\<script\\>b\\</script\\>\\|c\\`d\\` \\# e\xef\xbf\xbd "
                   "f \\& \\[g\\]\\(h\\) | – |\n"
                   "\n"
                   "1\\. of one\n");
}

static void
test_formats (void)
{
  guint n = 0;
  const TpkReportFormat *formats = tpk_report_formats_get (&n);

  g_assert_cmpuint (n, ==, 3);
  g_assert_cmpstr (formats[0].extension, ==, "html");
  g_assert_true (tpk_report_format_for_name ("/a.b/c.HTML") == &formats[0]);
  g_assert_true (tpk_report_format_for_name ("c.md") == &formats[1]);
  g_assert_true (tpk_report_format_for_name ("c.md.json") == &formats[2]);
  g_assert_null (tpk_report_format_for_name ("c"));
  g_assert_null (tpk_report_format_for_name ("c."));
  g_assert_null (tpk_report_format_for_name ("c.htmlx"));
  g_assert_null (tpk_report_format_for_name (""));
}

/* Nothing was checked: still a whole report. */
static void
test_empty (void)
{
  g_autoptr (GDateTime) written = g_date_time_new_utc (2026, 11, 27, 13, 5, 9.0);
  const TpkReportInfo info = { .versions = "turnpikectl 0", .written = written };
  const TpkCheckOptions options = { 0, };
  g_autoptr (TpkCheckRun) run = tpk_check_run_new (&options);
  guint n = 0;
  const TpkReportFormat *formats = tpk_report_formats_get (&n);

  for (guint i = 0; i < n; i++) {
    g_autofree char *text = tpk_report_write (&formats[i], run, &info);

    g_assert_true (g_utf8_validate (text, -1, NULL));
    g_assert_nonnull (strstr (text, "turnpikectl 0"));
    g_assert_nonnull (strstr (text, i == 2 ? "2026-11-27T13:05:09Z" : "2026-11-27 13:05:09 UTC"));
  }
}

/* What stands in JSON of a call stands in the other reports, too. */
static void
test_calls (void)
{
  g_autoptr (TpkReportPage) page = tpk_report_page_new ("Calls");
  g_autoptr (GListStore) proofs = g_list_store_new (TPK_TYPE_PROOF);
  const TpkProofFields fields = {
    .url = "turn:a", .address = "192.0.2.1", .state = TPK_RESULT_STATE_DEGRADED,
    .code = "relay-lossy", .summary = "Some is lost.", .ready_ms = 12,
    .voice = { .echo = { TRUE, 100, 97, 2, 3, 10, 20, 30.5, 40, 1.5 }, .arrived = 98,
               .throughput_kbit = 64 },
    .video = { .echo = { TRUE, 50, 0, 0, 100 } },
  };
  const TpkProofFields silent = {
    .url = "turn:b", .address = "192.0.2.2", .state = TPK_RESULT_STATE_FAILED,
    .code = "relay-silent", .summary = "Nothing came.", .ready_ms = -1,
  };
  g_autoptr (TpkProof) proof = tpk_proof_new (&fields);
  g_autoptr (TpkProof) other = tpk_proof_new (&silent);
  g_autofree char *markdown = NULL;

  tpk_report_add_calls (page, G_LIST_MODEL (proofs));
  g_assert_cmpuint (tpk_report_page_get_n_blocks (page), ==, 0);

  g_list_store_append (proofs, proof);
  g_list_store_append (proofs, other);
  tpk_report_add_calls (page, G_LIST_MODEL (proofs));
  markdown = tpk_report_page_to_markdown (page);
  g_assert_cmpstr (markdown, ==,
                   "## Calls Through the Relays\n"
                   "\n"
                   "| Address | IP Address | State | Ready | Round Trip | Jitter | Lost | MOS |\n"
                   "| --- | --- | --- | --- | --- | --- | --- | --- |\n"
                   "| turn:a | 192.0.2.1 | degraded | 12.0 ms | 20.0 ms | 1.5 ms | 3.0 % | 4.2 |\n"
                   "| turn:b | 192.0.2.2 | failed | – | – | – | – | – |\n"
                   "\n"
                   "MOS, the mean opinion score, is an estimate of how a voice sounds, from 1 "
                   "\\(bad\\) to 5 \\(excellent\\). It assumes: G.107, G.711 with loss concealment "
                   "\\(Ie 0, Bpl 25.1\\), 20 ms packets, jitter buffer of twice the jitter, one "
                   "way half the round trip, random loss.\n"
                   "\n"
                   "| Address | Media | Sent | Came Back | Out of Order | Lost | Shortest | Median "
                   "| 95th Percentile | Longest | Throughput |\n"
                   "| --- | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- |\n"
                   "| turn:a | Voice | 100 | 97 | 2 | 3.0 % | 10.0 ms | 20.0 ms | 30.5 ms "
                   "| 40.0 ms | 64 kbit/s |\n"
                   "| turn:a | Video | 50 | 0 | 0 | 100.0 % | – | – | – | – | 0 kbit/s |\n"
                   "\n"
                   "- turn:a: Some is lost.\n"
                   "- turn:b: Nothing came.\n");
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/checks/report/html", test_html);
  g_test_add_func ("/checks/report/markdown", test_markdown);
  g_test_add_func ("/checks/report/formats", test_formats);
  g_test_add_func ("/checks/report/empty", test_empty);
  g_test_add_func ("/checks/report/calls", test_calls);

  return g_test_run ();
}
