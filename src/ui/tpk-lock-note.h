/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#pragma once

#include <gtk/gtk.h>

#include "workspace/tpk-workspace.h"

G_BEGIN_DECLS

#define TPK_TYPE_LOCK_NOTE (tpk_lock_note_get_type ())
G_DECLARE_FINAL_TYPE (TpkLockNote, tpk_lock_note, TPK, LOCK_NOTE, GtkWidget)

GtkWidget *tpk_lock_note_new        (void);

/* @workspace may be NULL, which locks nothing. */
void       tpk_lock_note_watch      (TpkLockNote      *self,
                                     TpkWorkspace     *workspace,
                                     TpkManagedMember  member);
gboolean   tpk_lock_note_get_locked (TpkLockNote      *self);

/* Has @control insensitive, and saying why, while the note is shown. */
void       tpk_lock_note_guard      (TpkLockNote      *self,
                                     GtkWidget        *control);

G_END_DECLS
