/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * TpkFileStamp:
 * @exists: whether there was a file; if not, the other members are zero
 * @sha256: the checksum of the contents, in hexadecimal
 * @size: in bytes
 * @mtime_ns: time of the last change, in nanoseconds since 1970
 * @inode: the file's inode
 * @mode: the permission bits
 *
 * What a file was when it was last read or written. A plain value.
 */
typedef struct {
  gboolean exists;
  char     sha256[65];
  gint64   size;
  gint64   mtime_ns;
  guint64  inode;
  guint    mode;
} TpkFileStamp;

gboolean tpk_file_stamp_same_content (const TpkFileStamp *self,
                                      const TpkFileStamp *other);
gboolean tpk_file_stamp_same_inode   (const TpkFileStamp *self,
                                      const TpkFileStamp *other);
void     tpk_file_stamp_hash         (const char         *data,
                                      gsize               length,
                                      char                sha256[65]);

G_END_DECLS
