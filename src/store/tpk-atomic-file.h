/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#pragma once

#include <gio/gio.h>

#include "tpk-file-stamp.h"

G_BEGIN_DECLS

/* Ends the name of what is written beside a file. */
#define TPK_ATOMIC_FILE_SUFFIX ".turnpike~"

gboolean  tpk_atomic_file_read        (const char         *path,
                                       gsize               max_bytes,
                                       GBytes            **contents,
                                       TpkFileStamp       *stamp,
                                       GError            **error);
gboolean  tpk_atomic_file_stat        (const char         *path,
                                       TpkFileStamp       *stamp,
                                       GError            **error);
gboolean  tpk_atomic_file_write       (const char         *path,
                                       const char         *data,
                                       gsize               length,
                                       TpkFileStamp       *stamp,
                                       GError            **error);
gboolean  tpk_atomic_file_remove      (const char         *path,
                                       GError            **error);

/* The parts of a write, for writing several files together. */
char     *tpk_atomic_file_resolve     (const char         *path,
                                       GError            **error);
char     *tpk_atomic_file_prepare     (const char         *resolved,
                                       const char         *data,
                                       gsize               length,
                                       GError            **error);
gboolean  tpk_atomic_file_commit      (const char         *temporary,
                                       const char         *resolved,
                                       GError            **error);
void      tpk_atomic_file_sync_folder (const char         *resolved);
gboolean  tpk_atomic_file_make_folder (const char         *folder,
                                       GError            **error);

void      tpk_atomic_file_set_error   (GError            **error,
                                       int                 errsv,
                                       const char         *format,
                                       const char         *path);

G_END_DECLS
