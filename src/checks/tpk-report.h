/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#pragma once

#include "tpk-check-run.h"

G_BEGIN_DECLS

/* What a report tells of its own making. */
typedef struct {
  const char *profile;     /* (nullable): its name */
  const char *versions;    /* the program and the libraries it runs with, one line */
  GDateTime  *written;
} TpkReportInfo;

typedef struct {
  const char *extension;   /* without the dot */
  const char *name;        /* for people, untranslated */
  const char *media_type;
  char     *(* write) (TpkCheckRun         *run,
                       const TpkReportInfo *info);
} TpkReportFormat;

const TpkReportFormat *tpk_report_formats_get     (guint                 *n_formats);
const TpkReportFormat *tpk_report_format_for_name (const char            *file_name);
char                  *tpk_report_write           (const TpkReportFormat *format,
                                                   TpkCheckRun           *run,
                                                   const TpkReportInfo   *info);

G_END_DECLS
