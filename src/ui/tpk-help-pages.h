/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef enum {
  TPK_HELP_END,                /* of a page */
  TPK_HELP_TEXT,
  TPK_HELP_HEADING,
  TPK_HELP_ITEM,               /* of a list */
  TPK_HELP_CODE,               /* for programs: not translated */
} TpkHelpKind;

typedef struct {
  TpkHelpKind  kind;
  const char  *text;           /* untranslated */
} TpkHelpBlock;

/* A page of help: short, and true. */
typedef struct {
  const char         *id;
  const char         *title;   /* untranslated */
  const char         *summary; /* untranslated */
  const TpkHelpBlock *blocks;
} TpkHelpPage;

const TpkHelpPage *tpk_help_pages_get  (guint      *n_pages);
const TpkHelpPage *tpk_help_pages_find (const char *id);

G_END_DECLS
