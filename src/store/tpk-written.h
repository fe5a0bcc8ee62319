/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* What was written by Turnpike, kept across runs in written.json. */
typedef struct _TpkWritten TpkWritten;

TpkWritten *tpk_written_load           (const char  *folder);
char       *tpk_written_to_data        (TpkWritten  *self,
                                        gsize       *length);
void        tpk_written_free           (TpkWritten  *self);

guint64     tpk_written_get_generation (TpkWritten  *self);
void        tpk_written_bump           (TpkWritten  *self);

gboolean    tpk_written_is_ours        (TpkWritten  *self,
                                        const char  *path,
                                        const char  *sha256);
gboolean    tpk_written_is_latest      (TpkWritten  *self,
                                        const char  *path,
                                        const char  *sha256);
gboolean    tpk_written_record         (TpkWritten  *self,
                                        const char  *path,
                                        const char  *sha256,
                                        const char  *before);

const char *tpk_written_get_base       (TpkWritten  *self,
                                        const char  *name);
gboolean    tpk_written_set_base       (TpkWritten  *self,
                                        const char  *name,
                                        const char  *sha256);

gboolean    tpk_written_tell_secrets   (TpkWritten  *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TpkWritten, tpk_written_free)

G_END_DECLS
