/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#define G_LOG_DOMAIN "tpk-report-html"

#include "config.h"

#include "tpk-report-page.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* Nothing is loaded from anywhere, and nothing in the page can be made to run. */
#define POLICY "default-src 'none'; style-src 'unsafe-inline'"

static const char style[] =
  ":root{color-scheme:light dark;--good:#1b7f3b;--warning:#8f5902;--bad:#b3141b;--dim:#6b6b6b;"
  "--line:#8884}"
  "@media(prefers-color-scheme:dark){:root{--good:#57d27f;--warning:#f5c211;--bad:#ff8a8a;"
  "--dim:#a5a5a5}}"
  "body{font:16px/1.5 system-ui,sans-serif;max-width:64rem;margin:2rem auto;padding:0 1rem}"
  "h1{font-size:1.5rem}h2{font-size:1.2rem;margin-top:2rem}h3{font-size:1rem;margin-top:1.5rem;"
  "overflow-wrap:anywhere}"
  ".lead{font-size:1.2rem;font-weight:bold}"
  ".wide{overflow-x:auto}"
  "table{border-collapse:collapse;width:100%}"
  "th,td{text-align:start;vertical-align:top;padding:.35rem .6rem;"
  "border-bottom:1px solid var(--line)}"
  "td{overflow-wrap:anywhere}"
  ".good{color:var(--good)}.warning{color:var(--warning)}.bad{color:var(--bad)}"
  ".dim{color:var(--dim)}"
  "@media print{body{margin:0;max-width:none}}";

static const char *const tones[] = {
  [TPK_REPORT_TONE_PLAIN] = NULL,
  [TPK_REPORT_TONE_GOOD] = "good",
  [TPK_REPORT_TONE_WARNING] = "warning",
  [TPK_REPORT_TONE_BAD] = "bad",
  [TPK_REPORT_TONE_DIM] = "dim",
};

static void
append_element (GString       *html,
                const char    *name,
                const char    *first_class,
                TpkReportTone  tone,
                const char    *text)
{
  g_autofree char *escaped = g_markup_escape_text (text, -1);
  const char *second_class = tones[tone];

  g_string_append_printf (html, "<%s", name);
  if (first_class != NULL || second_class != NULL)
    g_string_append_printf (html, " class=\"%s%s%s\"", first_class != NULL ? first_class : "",
                            first_class != NULL && second_class != NULL ? " " : "",
                            second_class != NULL ? second_class : "");
  g_string_append_printf (html, ">%s</%s>\n", escaped, name);
}

static void
append_table (GString              *html,
              const TpkReportBlock *block)
{
  g_string_append (html, "<div class=\"wide\"><table>\n<tr>");
  for (guint i = 0; i < block->n_columns; i++) {
    g_autofree char *escaped = g_markup_escape_text (block->headings[i], -1);

    g_string_append_printf (html, "<th scope=\"col\">%s</th>", escaped);
  }
  g_string_append (html, "</tr>\n");

  for (guint i = 0; i < block->cells->len; i++) {
    const TpkReportCell *cell = &g_array_index (block->cells, TpkReportCell, i);

    if (i % block->n_columns == 0)
      g_string_append (html, "<tr>\n");
    append_element (html, "td", NULL, cell->tone, cell->text);
    if (i % block->n_columns == block->n_columns - 1)
      g_string_append (html, "</tr>\n");
  }
  g_string_append (html, "</table></div>\n");
}

static void
append_block (GString              *html,
              const TpkReportBlock *block)
{
  static const char *const headings[] = { NULL, "h1", "h2", "h3" };

  switch (block->kind) {
    case TPK_REPORT_BLOCK_HEADING:
      append_element (html, headings[block->level], NULL, block->tone, block->text);
      break;
    case TPK_REPORT_BLOCK_LEAD:
      append_element (html, "p", "lead", block->tone, block->text);
      break;
    case TPK_REPORT_BLOCK_ITEM:
      append_element (html, "li", NULL, block->tone, block->text);
      break;
    case TPK_REPORT_BLOCK_TABLE:
      append_table (html, block);
      break;
    case TPK_REPORT_BLOCK_PARAGRAPH:
    default:
      append_element (html, "p", NULL, block->tone, block->text);
      break;
  }
}

/* As HTML names it: “de” of “de_DE.UTF-8”. */
static char *
dup_language (void)
{
  const char *const *names = g_get_language_names ();
  g_autofree char *language = g_strdup (names[0]);

  language[strcspn (language, ".@")] = '\0';
  g_strdelimit (language, "_", '-');
  if (g_ascii_strcasecmp (language, "C") == 0 || g_ascii_strcasecmp (language, "POSIX") == 0)
    return g_strdup ("en");

  return g_steal_pointer (&language);
}

/**
 * tpk_report_page_to_html:
 * @self: a page
 *
 * Returns: (transfer full): a document that needs no other file and loads nothing
 */
char *
tpk_report_page_to_html (TpkReportPage *self)
{
  g_autoptr (GString) html = g_string_new ("<!DOCTYPE html>\n");
  g_autofree char *language = dup_language ();
  g_autofree char *escaped_language = g_markup_escape_text (language, -1);
  g_autofree char *title = g_markup_escape_text (tpk_report_page_get_title (self), -1);
  guint n = tpk_report_page_get_n_blocks (self);
  gboolean in_list = FALSE;

  g_string_append_printf (html,
                          "<html lang=\"%s\" dir=\"%s\">\n<head>\n<meta charset=\"utf-8\">\n"
                          "<meta http-equiv=\"Content-Security-Policy\" content=\"%s\">\n"
                          "<meta name=\"viewport\" content=\"width=device-width\">\n"
                          "<title>%s</title>\n<style>%s</style>\n</head>\n<body>\n",
                          escaped_language,
                          /* Translators: “ltr”, or “rtl” where the language is written from the
                           * right to the left. It goes into HTML as it is. */
                          g_str_equal (C_("text direction", "ltr"), "rtl") ? "rtl" : "ltr",
                          POLICY, title, style);

  for (guint i = 0; i < n; i++) {
    const TpkReportBlock *block = tpk_report_page_get_block (self, i);
    gboolean is_item = block->kind == TPK_REPORT_BLOCK_ITEM;

    if (is_item != in_list)
      g_string_append (html, is_item ? "<ul>\n" : "</ul>\n");
    in_list = is_item;
    append_block (html, block);
  }
  g_string_append (html, in_list ? "</ul>\n</body>\n</html>\n" : "</body>\n</html>\n");

  return g_string_free (g_steal_pointer (&html), FALSE);
}
