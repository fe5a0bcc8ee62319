/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef enum {
  TPK_REPORT_TONE_PLAIN,
  TPK_REPORT_TONE_GOOD,
  TPK_REPORT_TONE_WARNING,
  TPK_REPORT_TONE_BAD,
  TPK_REPORT_TONE_DIM,
} TpkReportTone;

typedef enum {
  TPK_REPORT_BLOCK_HEADING,
  TPK_REPORT_BLOCK_LEAD,         /* the sentence that counts */
  TPK_REPORT_BLOCK_PARAGRAPH,
  TPK_REPORT_BLOCK_ITEM,
  TPK_REPORT_BLOCK_TABLE,
} TpkReportBlockKind;

typedef struct {
  char          *text;           /* (owned) */
  TpkReportTone  tone;
} TpkReportCell;

typedef struct {
  TpkReportBlockKind kind;
  TpkReportTone      tone;
  guint              level;      /* of a heading, 1 to 3 */
  char              *text;       /* (nullable) (owned) */
  char             **headings;   /* (nullable) (owned): of a table */
  guint              n_columns;
  GArray            *cells;      /* (nullable) (owned) (element-type TpkReportCell): row by row */
} TpkReportBlock;

/* What a report says, before it is put into a format. */
typedef struct _TpkReportPage TpkReportPage;

TpkReportPage        *tpk_report_page_new           (const char        *title);
void                  tpk_report_page_free          (TpkReportPage     *self);
void                  tpk_report_page_add_heading   (TpkReportPage     *self,
                                                     guint              level,
                                                     const char        *text);
void                  tpk_report_page_add_text      (TpkReportPage     *self,
                                                     TpkReportBlockKind kind,
                                                     TpkReportTone      tone,
                                                     const char        *text);
void                  tpk_report_page_add_table     (TpkReportPage     *self,
                                                     const char *const *headings);
void                  tpk_report_page_add_cell      (TpkReportPage     *self,
                                                     TpkReportTone      tone,
                                                     const char        *text);

const char           *tpk_report_page_get_title     (TpkReportPage     *self);
guint                 tpk_report_page_get_n_blocks  (TpkReportPage     *self);
const TpkReportBlock *tpk_report_page_get_block     (TpkReportPage     *self,
                                                     guint              position);

char                 *tpk_report_page_to_html       (TpkReportPage     *self);
char                 *tpk_report_page_to_markdown   (TpkReportPage     *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TpkReportPage, tpk_report_page_free)

G_END_DECLS
