/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#define G_LOG_DOMAIN "tpk-lock"

#include "config.h"

#include "tpk-lock.h"

#include "tpk-atomic-file.h"
#include "tpk-store.h"

#include <glib/gi18n-lib.h>

#include <errno.h>
#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

/* How often a lock that is taken is asked for again. flock(2) has no timeout of its own. */
#define RETRY_MS 5

struct _TpkLock {
  int fd;
};

static gboolean
try_lock (int         fd,
          TpkLockMode mode)
{
  int operation = (mode == TPK_LOCK_SHARED ? LOCK_SH : LOCK_EX) | LOCK_NB;
  int result;

  do {
    result = flock (fd, operation);
  } while (result != 0 && errno == EINTR);

  return result == 0;
}

/**
 * tpk_lock_take:
 * @path: the lock file; created with mode 0600 when it is not there
 * @mode: how to hold it
 * @wait_ms: how long to wait for others, in milliseconds; 0 tries once
 * @error: a return location
 *
 * Blocks, for @wait_ms at most. The lock file is never removed.
 *
 * Returns: (transfer full) (nullable): the lock, or %NULL with `TPK_STORE_ERROR_LOCKED` when
 *   somebody else holds it, `TPK_STORE_ERROR_IO` otherwise
 */
TpkLock *
tpk_lock_take (const char   *path,
               TpkLockMode   mode,
               guint         wait_ms,
               GError      **error)
{
  gint64 deadline = g_get_monotonic_time () + (gint64) wait_ms * 1000;
  TpkLock *self;
  int fd;

  g_return_val_if_fail (path != NULL, NULL);

  fd = open (path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOCTTY, 0600);
  if (fd < 0) {
    tpk_atomic_file_set_error (error, errno, _("Could not open “%s”"), path);
    return NULL;
  }

  while (!try_lock (fd, mode)) {
    int errsv = errno;

    if (errsv != EWOULDBLOCK) {
      tpk_atomic_file_set_error (error, errsv, _("Could not lock “%s”"), path);
      close (fd);
      return NULL;
    }

    if (g_get_monotonic_time () >= deadline) {
      g_autofree char *display = g_filename_display_name (path);

      g_set_error (error, TPK_STORE_ERROR, TPK_STORE_ERROR_LOCKED,
                   _("Another program is writing the configuration: it holds “%s”. "
                     "Wait until it has finished, then try again."), display);
      close (fd);
      return NULL;
    }

    g_usleep (RETRY_MS * 1000);
  }

  self = g_new0 (TpkLock, 1);
  self->fd = fd;

  return self;
}

/**
 * tpk_lock_is_shared:
 * @path: a lock file
 *
 * Asks without creating the file. Asking takes the lock for an instant, so another process that
 * asks may be in the way: only who is still there at the third look counts.
 *
 * Returns: whether anybody, this process too, holds the lock shared
 */
gboolean
tpk_lock_is_shared (const char *path)
{
  gboolean shared = FALSE;
  int fd;

  g_return_val_if_fail (path != NULL, FALSE);

  fd = open (path, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK);
  if (fd < 0)
    return FALSE;

  for (guint i = 0; i < 3; i++) {
    if (i > 0)
      g_usleep (1000);

    /* Only together with others that share it, but not alone: somebody shares it. */
    shared = !try_lock (fd, TPK_LOCK_EXCLUSIVE) && try_lock (fd, TPK_LOCK_SHARED);
    if (!shared)
      break;
    (void) flock (fd, LOCK_UN);
  }

  close (fd);

  return shared;
}

/**
 * tpk_lock_get_fd:
 * @self: a lock
 *
 * Returns: the file descriptor whose life is the lock's; it stays the lock's own
 */
int
tpk_lock_get_fd (TpkLock *self)
{
  g_return_val_if_fail (self != NULL, -1);

  return self->fd;
}

/**
 * tpk_lock_release:
 * @self: (transfer full): a lock
 */
void
tpk_lock_release (TpkLock *self)
{
  g_return_if_fail (self != NULL);

  close (self->fd);
  g_free (self);
}
