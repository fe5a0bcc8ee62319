/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#include "config.h"

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

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/checks/report/html", test_html);
  g_test_add_func ("/checks/report/markdown", test_markdown);
  g_test_add_func ("/checks/report/formats", test_formats);
  g_test_add_func ("/checks/report/empty", test_empty);

  return g_test_run ();
}
