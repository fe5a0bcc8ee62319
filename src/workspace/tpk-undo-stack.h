/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* What to go back to, and forth: whole texts, each with the name of the edit that followed it. */
typedef struct _TpkUndoStack TpkUndoStack;

TpkUndoStack *tpk_undo_stack_new           (guint         max_steps,
                                            gsize         max_bytes);
void          tpk_undo_stack_free          (TpkUndoStack *self);

void          tpk_undo_stack_push          (TpkUndoStack *self,
                                            GBytes       *before,
                                            const char   *name);
GBytes       *tpk_undo_stack_undo          (TpkUndoStack *self,
                                            GBytes       *current);
GBytes       *tpk_undo_stack_redo          (TpkUndoStack *self,
                                            GBytes       *current);
gboolean      tpk_undo_stack_can_redo_to   (TpkUndoStack *self,
                                            GBytes       *text);
void          tpk_undo_stack_clear         (TpkUndoStack *self);

guint         tpk_undo_stack_get_n_undo    (TpkUndoStack *self);
guint         tpk_undo_stack_get_n_redo    (TpkUndoStack *self);
const char   *tpk_undo_stack_get_undo_name (TpkUndoStack *self);
const char   *tpk_undo_stack_get_redo_name (TpkUndoStack *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TpkUndoStack, tpk_undo_stack_free)

G_END_DECLS
