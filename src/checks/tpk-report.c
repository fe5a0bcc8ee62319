/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#define G_LOG_DOMAIN "tpk-report"

#include "config.h"

#include "tpk-report.h"

#include "model/tpk-json.h"

#include "tpk-report-content.h"

#include <string.h>

static char *
write_html (TpkCheckRun         *run,
            const TpkReportInfo *info)
{
  g_autoptr (TpkReportPage) page = tpk_report_content_new (run, info);

  return tpk_report_page_to_html (page);
}

static char *
write_markdown (TpkCheckRun         *run,
                const TpkReportInfo *info)
{
  g_autoptr (TpkReportPage) page = tpk_report_content_new (run, info);

  return tpk_report_page_to_markdown (page);
}

/* The document of `check --json`, with where it comes from. */
static char *
write_json (TpkCheckRun         *run,
            const TpkReportInfo *info)
{
  g_autoptr (JsonNode) node = json_node_new (JSON_NODE_OBJECT);
  g_autofree char *written = g_date_time_format (info->written, "%Y-%m-%dT%H:%M:%SZ");
  JsonObject *document = tpk_check_run_to_json (run);
  JsonObject *report = json_object_new ();

  json_object_set_string_member (report, "written", written);
  json_object_set_string_member (report, "versions", info->versions);
  if (info->profile != NULL)
    json_object_set_string_member (report, "profile", info->profile);
  json_object_set_object_member (document, "report", report);
  json_node_take_object (node, document);

  return tpk_json_to_string (node, TRUE);
}

static const TpkReportFormat formats[] = {
  { "html", "HTML", "text/html", write_html },
  { "md", "Markdown", "text/markdown", write_markdown },
  { "json", "JSON", "application/json", write_json },
};

/**
 * tpk_report_formats_get:
 * @n_formats: (out): how many there are
 *
 * Returns: (transfer none) (array length=n_formats): the formats, the most readable first
 */
const TpkReportFormat *
tpk_report_formats_get (guint *n_formats)
{
  *n_formats = G_N_ELEMENTS (formats);

  return formats;
}

/**
 * tpk_report_format_for_name:
 * @file_name: name or path of a file to write
 *
 * Returns: (transfer none) (nullable): the format that the file's extension asks for
 */
const TpkReportFormat *
tpk_report_format_for_name (const char *file_name)
{
  const char *dot;

  g_return_val_if_fail (file_name != NULL, NULL);

  dot = strrchr (file_name, '.');
  for (guint i = 0; dot != NULL && i < G_N_ELEMENTS (formats); i++) {
    if (g_ascii_strcasecmp (dot + 1, formats[i].extension) == 0)
      return &formats[i];
  }

  return NULL;
}

/**
 * tpk_report_write:
 * @format: in which form
 * @run: a run that has ended
 * @info: what else it says
 *
 * Puts into one text what a run has found, for people who were not there: verdict, what to do,
 * every address with its stages, calls. Neither user names nor passwords are in results, so none
 * are in it.
 *
 * Returns: (transfer full): the text of the file
 */
char *
tpk_report_write (const TpkReportFormat *format,
                  TpkCheckRun           *run,
                  const TpkReportInfo   *info)
{
  g_return_val_if_fail (format != NULL, NULL);
  g_return_val_if_fail (TPK_IS_CHECK_RUN (run), NULL);
  g_return_val_if_fail (info != NULL && info->versions != NULL && info->written != NULL, NULL);

  return format->write (run, info);
}
