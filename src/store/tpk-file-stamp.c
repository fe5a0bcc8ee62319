/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#define G_LOG_DOMAIN "tpk-file-stamp"

#include "config.h"

#include "tpk-file-stamp.h"

#include <string.h>

/**
 * tpk_file_stamp_same_content:
 * @self: a stamp
 * @other: another one
 *
 * Returns: whether both say the same contents, or both that there is no file. A file that was only
 *   touched, or copied back, is the same.
 */
gboolean
tpk_file_stamp_same_content (const TpkFileStamp *self,
                             const TpkFileStamp *other)
{
  g_return_val_if_fail (self != NULL, FALSE);
  g_return_val_if_fail (other != NULL, FALSE);

  if (self->exists != other->exists)
    return FALSE;

  return !self->exists ||
         (self->size == other->size && strcmp (self->sha256, other->sha256) == 0);
}

/**
 * tpk_file_stamp_same_inode:
 * @self: a stamp
 * @other: another one
 *
 * A cheap look, without the contents.
 *
 * Returns: whether both are the same unchanged file as far as the file system tells
 */
gboolean
tpk_file_stamp_same_inode (const TpkFileStamp *self,
                           const TpkFileStamp *other)
{
  g_return_val_if_fail (self != NULL, FALSE);
  g_return_val_if_fail (other != NULL, FALSE);

  return self->exists == other->exists &&
         self->inode == other->inode &&
         self->size == other->size &&
         self->mtime_ns == other->mtime_ns;
}

/**
 * tpk_file_stamp_hash:
 * @data: (array length=length): contents
 * @length: in bytes
 * @sha256: (out caller-allocates): where the hexadecimal checksum goes
 */
void
tpk_file_stamp_hash (const char *data,
                     gsize       length,
                     char        sha256[65])
{
  g_autofree char *sum = g_compute_checksum_for_data (G_CHECKSUM_SHA256,
                                                      (const guchar *) data, length);

  g_strlcpy (sha256, sum, 65);
}
