/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

typedef enum {
  TPK_FILE_CHANGE_NONE,
  TPK_FILE_CHANGE_CREATED,
  TPK_FILE_CHANGE_MODIFIED,
  TPK_FILE_CHANGE_FOREIGN,     /* somebody else changed it since it was written */
} TpkFileChangeKind;

/* An immutable value: what applying would do to one file. Holds secrets in its texts. */
#define TPK_TYPE_FILE_CHANGE (tpk_file_change_get_type ())
G_DECLARE_FINAL_TYPE (TpkFileChange, tpk_file_change, TPK, FILE_CHANGE, GObject)

TpkFileChange     *tpk_file_change_new          (const char        *path,
                                                 const char        *client,
                                                 TpkFileChangeKind  kind,
                                                 const char        *old_text,
                                                 const char        *new_text,
                                                 GListModel        *notes);

const char        *tpk_file_change_get_path     (TpkFileChange     *self);
const char        *tpk_file_change_get_client   (TpkFileChange     *self);
TpkFileChangeKind  tpk_file_change_get_kind     (TpkFileChange     *self);
const char        *tpk_file_change_get_old_text (TpkFileChange     *self);
const char        *tpk_file_change_get_new_text (TpkFileChange     *self);
GListModel        *tpk_file_change_get_notes    (TpkFileChange     *self);
/* The new text, and a unified diff, with every secret masked. */
char              *tpk_file_change_dup_preview  (TpkFileChange     *self);
char              *tpk_file_change_dup_diff     (TpkFileChange     *self);

G_END_DECLS
