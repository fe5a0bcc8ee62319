/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef enum {
  TPK_LIST_ADDRESS,
  TPK_LIST_USERNAME,
  TPK_LIST_PASSWORD,
} TpkListKind;

/* One thing of use in a text. */
typedef struct {
  TpkListKind  kind;
  char        *text;           /* (owned) */
  guint        line;           /* counted from 1 */
  guint        block;          /* lines without an empty one between them are a block */
  gboolean     bound;          /* whether it is known what belongs to it */
  const char  *username;       /* (nullable) (unowned): of an address, from another item */
  const char  *password;       /* (nullable) (unowned): of an address, from another item */
} TpkListItem;

void        tpk_list_item_free (TpkListItem *self);

GPtrArray  *tpk_list_line_read (const char  *line,
                                gboolean     is_html,
                                char       **left);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TpkListItem, tpk_list_item_free)

G_END_DECLS
