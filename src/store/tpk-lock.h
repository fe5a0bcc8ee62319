/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef enum {
  TPK_LOCK_SHARED,
  TPK_LOCK_EXCLUSIVE,
} TpkLockMode;

/* A held flock(2); it dies with its process. */
typedef struct _TpkLock TpkLock;

TpkLock  *tpk_lock_take      (const char   *path,
                              TpkLockMode   mode,
                              guint         wait_ms,
                              GError      **error);
gboolean  tpk_lock_is_shared (const char   *path);
int       tpk_lock_get_fd    (TpkLock      *self);
void      tpk_lock_release   (TpkLock      *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TpkLock, tpk_lock_release)

G_END_DECLS
