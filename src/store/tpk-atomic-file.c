/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#define G_LOG_DOMAIN "tpk-atomic-file"

#include "config.h"

#include "tpk-atomic-file.h"

#include "model/tpk-json.h"

#include "tpk-store.h"

#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* Reading and replacing whole files.
 *
 * A file is replaced by writing another one beside it, flushing that to the disk and renaming it,
 * so that at any moment, also after a power cut, the name leads to the old contents or to the new
 * ones. Everything is written with mode 0600, since any of the files may hold a secret. */

#define MAX_LINKS 40

static const char *
advice_for_errno (int errsv)
{
  switch (errsv) {
  case ENOSPC:
  case EDQUOT:
    return _("Free some space on that disk, then try again.");
  case EFBIG:
    return _("Raise the limit on file sizes, then try again.");
  case EACCES:
  case EPERM:
  case EROFS:
    return _("Check who may write there, or choose another place.");
  case ENOENT:
  case ENOTDIR:
    return _("Create the folder, or choose another place.");
  default:
    return _("Check the disk and the folder, then try again.");
  }
}

/**
 * tpk_atomic_file_set_error:
 * @error: a return location
 * @errsv: the errno that came back
 * @format: (not nullable): a translated sentence start with one `%s` for @path
 * @path: the file
 *
 * Sets a `TPK_STORE_ERROR_IO` that says what failed, why, and what to do.
 */
void
tpk_atomic_file_set_error (GError     **error,
                           int          errsv,
                           const char  *format,
                           const char  *path)
{
  g_autofree char *display = g_filename_display_name (path);
  g_autofree char *what = NULL;

#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
  what = g_strdup_printf (format, display);
#pragma GCC diagnostic pop

  g_set_error (error, TPK_STORE_ERROR, TPK_STORE_ERROR_IO, "%s: %s. %s",
               what, g_strerror (errsv), advice_for_errno (errsv));
}

static void
fill_stamp (TpkFileStamp      *stamp,
            const struct stat *info)
{
  stamp->exists = TRUE;
  stamp->size = info->st_size;
  stamp->mtime_ns = (gint64) info->st_mtim.tv_sec * G_GINT64_CONSTANT (1000000000) +
                    info->st_mtim.tv_nsec;
  stamp->inode = info->st_ino;
  stamp->mode = info->st_mode & 07777;
}

/**
 * tpk_atomic_file_stat:
 * @path: a file
 * @stamp: (out caller-allocates): everything but the checksum
 * @error: a return location
 *
 * Returns: %FALSE with a `TPK_STORE_ERROR_IO` when it cannot be told
 */
gboolean
tpk_atomic_file_stat (const char    *path,
                      TpkFileStamp  *stamp,
                      GError       **error)
{
  struct stat info;

  g_return_val_if_fail (path != NULL, FALSE);
  g_return_val_if_fail (stamp != NULL, FALSE);

  memset (stamp, 0, sizeof *stamp);

  if (stat (path, &info) == 0) {
    fill_stamp (stamp, &info);
    return TRUE;
  }

  if (errno == ENOENT)
    return TRUE;

  tpk_atomic_file_set_error (error, errno, _("Could not read “%s”"), path);

  return FALSE;
}

static void
set_too_large (GError     **error,
               const char  *path,
               gsize        max_bytes)
{
  g_autofree char *display = g_filename_display_name (path);
  g_autofree char *size = g_format_size_full (max_bytes, G_FORMAT_SIZE_IEC_UNITS);

  g_set_error (error, TPK_JSON_ERROR, TPK_JSON_ERROR_TOO_LARGE,
               /* Translators: a file name and a size such as 32.0 MiB. */
               _("“%s” is larger than %s. Choose another file."), display, size);
}

static gboolean
read_up_to (int         fd,
            GByteArray *bytes,
            gsize       max_bytes)
{
  guint8 buffer[64 * 1024];

  while (bytes->len <= max_bytes) {
    gssize n = read (fd, buffer, MIN (sizeof buffer, max_bytes + 1 - bytes->len));

    if (n < 0 && errno == EINTR)
      continue;
    if (n < 0)
      return FALSE;
    if (n == 0)
      break;
    g_byte_array_append (bytes, buffer, (guint) n);
  }

  return TRUE;
}

static gboolean
read_regular (int            fd,
              const char    *path,
              gsize          max_bytes,
              GBytes       **contents,
              TpkFileStamp  *stamp,
              GError       **error)
{
  g_autoptr (GByteArray) bytes = NULL;
  struct stat info;

  if (fstat (fd, &info) != 0) {
    tpk_atomic_file_set_error (error, errno, _("Could not read “%s”"), path);
    return FALSE;
  }

  if (!S_ISREG (info.st_mode)) {
    g_autofree char *display = g_filename_display_name (path);

    g_set_error (error, TPK_STORE_ERROR, TPK_STORE_ERROR_IO,
                 _("“%s” is not a regular file. Choose another file."), display);
    return FALSE;
  }

  if (info.st_size > 0 && (gsize) info.st_size > max_bytes) {
    set_too_large (error, path, max_bytes);
    return FALSE;
  }

  bytes = g_byte_array_sized_new ((guint) info.st_size + 1);
  if (!read_up_to (fd, bytes, max_bytes)) {
    tpk_atomic_file_set_error (error, errno, _("Could not read “%s”"), path);
    return FALSE;
  }

  if (bytes->len > max_bytes) {
    set_too_large (error, path, max_bytes);
    return FALSE;
  }

  fill_stamp (stamp, &info);
  stamp->size = bytes->len;
  tpk_file_stamp_hash ((const char *) bytes->data, bytes->len, stamp->sha256);
  if (contents != NULL)
    *contents = g_byte_array_free_to_bytes (g_steal_pointer (&bytes));

  return TRUE;
}

/**
 * tpk_atomic_file_read:
 * @path: a file
 * @max_bytes: how large it may be
 * @contents: (out) (optional) (nullable): what is in it, or %NULL when there is no such file
 * @stamp: (out caller-allocates): what it was
 * @error: a return location
 *
 * Reads a whole regular file. That there is no file is not an error. Devices, pipes and folders are
 * refused without waiting for them.
 *
 * Returns: %FALSE with a `TPK_STORE_ERROR_IO` or `TPK_JSON_ERROR_TOO_LARGE`
 */
gboolean
tpk_atomic_file_read (const char    *path,
                      gsize          max_bytes,
                      GBytes       **contents,
                      TpkFileStamp  *stamp,
                      GError       **error)
{
  gboolean ok;
  int fd;

  g_return_val_if_fail (path != NULL, FALSE);
  g_return_val_if_fail (stamp != NULL, FALSE);

  memset (stamp, 0, sizeof *stamp);
  if (contents != NULL)
    *contents = NULL;

  /* O_NONBLOCK: opening a pipe that nobody writes to must not wait. */
  fd = open (path, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK);
  if (fd < 0 && errno == ENOENT)
    return TRUE;

  if (fd < 0) {
    tpk_atomic_file_set_error (error, errno, _("Could not read “%s”"), path);
    return FALSE;
  }

  ok = read_regular (fd, path, max_bytes, contents, stamp, error);
  close (fd);

  return ok;
}

/**
 * tpk_atomic_file_resolve:
 * @path: (type filename): a file that need not exist
 * @error: a return location
 *
 * Follows symbolic links, so that a link stays a link when the file behind it is replaced. Also
 * follows a link to a file that is not there.
 *
 * Returns: (transfer full): the path behind all links
 */
char *
tpk_atomic_file_resolve (const char  *path,
                         GError     **error)
{
  g_autofree char *current = g_strdup (path);

  g_return_val_if_fail (path != NULL, NULL);

  for (guint i = 0; i < MAX_LINKS; i++) {
    g_autofree char *target = g_file_read_link (current, NULL);
    g_autofree char *folder = NULL;
    char *next;

    if (target == NULL)
      return g_steal_pointer (&current);

    folder = g_path_get_dirname (current);
    next = g_canonicalize_filename (target, folder);
    g_free (current);
    current = next;
  }

  tpk_atomic_file_set_error (error, ELOOP, _("Could not write “%s”"), path);

  return NULL;
}

static gboolean
write_all (int         fd,
           const char *data,
           gsize       length)
{
  while (length > 0) {
    gssize n = write (fd, data, length);

    if (n < 0 && errno == EINTR)
      continue;
    if (n < 0)
      return FALSE;
    data += n;
    length -= (gsize) n;
  }

  return TRUE;
}

/**
 * tpk_atomic_file_prepare:
 * @resolved: the file to be replaced, behind all links
 * @data: (array length=length): what it will hold
 * @length: in bytes
 * @error: a return location
 *
 * Writes the new contents beside the file and flushes them to the disk. The name of that second
 * file is always the same one, so that the next write clears away what a killed process left; the
 * caller holds a lock that keeps others out.
 *
 * Returns: (transfer full): the path of the second file
 */
char *
tpk_atomic_file_prepare (const char  *resolved,
                         const char  *data,
                         gsize        length,
                         GError     **error)
{
  g_autofree char *folder = NULL;
  g_autofree char *base = NULL;
  g_autofree char *name = NULL;
  g_autofree char *temporary = NULL;
  int errsv = 0;
  int fd;

  g_return_val_if_fail (resolved != NULL, NULL);

  folder = g_path_get_dirname (resolved);
  base = g_path_get_basename (resolved);
  name = g_strdup_printf (".%s" TPK_ATOMIC_FILE_SUFFIX, base);
  temporary = g_build_filename (folder, name, NULL);

  (void) g_unlink (temporary);
  fd = open (temporary, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);
  if (fd < 0) {
    tpk_atomic_file_set_error (error, errno, _("Could not write “%s”"), resolved);
    return NULL;
  }

  if (fchmod (fd, 0600) != 0 || !write_all (fd, data, length) || fsync (fd) != 0)
    errsv = errno;
  if (close (fd) != 0 && errsv == 0)
    errsv = errno;

  if (errsv != 0) {
    (void) g_unlink (temporary);
    tpk_atomic_file_set_error (error, errsv, _("Could not write “%s”"), resolved);
    return NULL;
  }

  return g_steal_pointer (&temporary);
}

/**
 * tpk_atomic_file_commit:
 * @temporary: what tpk_atomic_file_prepare() returned
 * @resolved: the file to be replaced
 * @error: a return location
 *
 * Returns: whether the file has its new contents; the folder is not flushed yet
 */
gboolean
tpk_atomic_file_commit (const char  *temporary,
                        const char  *resolved,
                        GError     **error)
{
  g_return_val_if_fail (temporary != NULL, FALSE);
  g_return_val_if_fail (resolved != NULL, FALSE);

  if (g_rename (temporary, resolved) == 0)
    return TRUE;

  tpk_atomic_file_set_error (error, errno, _("Could not write “%s”"), resolved);

  return FALSE;
}

/**
 * tpk_atomic_file_sync_folder:
 * @resolved: a file that was renamed or removed
 *
 * Flushes the folder of the file to the disk. Some file systems cannot do that for a folder, and
 * the file is whole either way, so a failure is not told.
 */
void
tpk_atomic_file_sync_folder (const char *resolved)
{
  g_autofree char *folder = g_path_get_dirname (resolved);
  int fd = open (folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);

  if (fd < 0)
    return;

  (void) fsync (fd);
  close (fd);
}

/**
 * tpk_atomic_file_make_folder:
 * @folder: a path
 * @error: a return location
 *
 * Creates the folder, and those above it, with mode 0700. One that exists is left as it is.
 *
 * Returns: whether there is such a folder now
 */
gboolean
tpk_atomic_file_make_folder (const char  *folder,
                             GError     **error)
{
  g_return_val_if_fail (folder != NULL, FALSE);

  if (g_mkdir_with_parents (folder, 0700) == 0)
    return TRUE;

  tpk_atomic_file_set_error (error, errno, _("Could not create the folder “%s”"), folder);

  return FALSE;
}

/**
 * tpk_atomic_file_write:
 * @path: a file
 * @data: (array length=length): what it will hold
 * @length: in bytes
 * @stamp: (out caller-allocates) (optional): what it is then
 * @error: a return location
 *
 * Replaces one file, or creates it, with mode 0600. Its folder must exist.
 *
 * Returns: %FALSE with a `TPK_STORE_ERROR_IO`; the file is then as it was
 */
gboolean
tpk_atomic_file_write (const char    *path,
                       const char    *data,
                       gsize          length,
                       TpkFileStamp  *stamp,
                       GError       **error)
{
  g_autofree char *resolved = NULL;
  g_autofree char *temporary = NULL;

  g_return_val_if_fail (path != NULL, FALSE);
  g_return_val_if_fail (data != NULL || length == 0, FALSE);

  resolved = tpk_atomic_file_resolve (path, error);
  if (resolved == NULL)
    return FALSE;

  temporary = tpk_atomic_file_prepare (resolved, data, length, error);
  if (temporary == NULL)
    return FALSE;

  if (!tpk_atomic_file_commit (temporary, resolved, error)) {
    (void) g_unlink (temporary);
    return FALSE;
  }

  tpk_atomic_file_sync_folder (resolved);
  if (stamp != NULL) {
    if (!tpk_atomic_file_stat (resolved, stamp, error))
      return FALSE;
    tpk_file_stamp_hash (data, length, stamp->sha256);
  }

  return TRUE;
}

/**
 * tpk_atomic_file_remove:
 * @path: a file
 * @error: a return location
 *
 * Removes a file; that there is none is not an error. A symbolic link itself is removed.
 *
 * Returns: whether it is gone
 */
gboolean
tpk_atomic_file_remove (const char  *path,
                        GError     **error)
{
  g_return_val_if_fail (path != NULL, FALSE);

  if (g_unlink (path) == 0) {
    tpk_atomic_file_sync_folder (path);
    return TRUE;
  }

  if (errno == ENOENT)
    return TRUE;

  tpk_atomic_file_set_error (error, errno, _("Could not remove “%s”"), path);

  return FALSE;
}
