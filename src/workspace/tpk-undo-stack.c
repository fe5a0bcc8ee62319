/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#define G_LOG_DOMAIN "tpk-undo-stack"

#include "config.h"

#include "tpk-undo-stack.h"

typedef struct {
  GBytes *text;      /* (owned) */
  char   *name;      /* (owned) */
} Step;

struct _TpkUndoStack {
  GQueue undo;       /* (element-type Step) (owned): the newest at the head */
  GQueue redo;       /* (element-type Step) (owned): the next at the head */
  guint  max_steps;
  gsize  max_bytes;
  gsize  n_bytes;    /* in both queues */
};

static void
push_step (TpkUndoStack *self,
           GQueue       *queue,
           GBytes       *text,
           const char   *name)
{
  Step *step = g_new0 (Step, 1);

  step->text = g_bytes_ref (text);
  step->name = g_strdup (name);
  g_queue_push_head (queue, step);
  self->n_bytes += g_bytes_get_size (text);
}

static void
free_step (TpkUndoStack *self,
           Step         *step)
{
  self->n_bytes -= g_bytes_get_size (step->text);
  g_bytes_unref (step->text);
  g_free (step->name);
  g_free (step);
}

static void
clear_queue (TpkUndoStack *self,
             GQueue       *queue)
{
  Step *step;

  while ((step = g_queue_pop_head (queue)) != NULL)
    free_step (self, step);
}

static const char *
name_of_head (GQueue *queue)
{
  Step *step = g_queue_peek_head (queue);

  return step != NULL ? step->name : NULL;
}

static GBytes *
move_step (TpkUndoStack *self,
           GQueue       *from,
           GQueue       *to,
           GBytes       *current)
{
  Step *step = g_queue_pop_head (from);
  GBytes *text;

  if (step == NULL)
    return NULL;

  text = g_bytes_ref (step->text);
  push_step (self, to, current, step->name);
  free_step (self, step);

  return text;
}

/**
 * tpk_undo_stack_new:
 * @max_steps: how many steps to keep
 * @max_bytes: how many bytes of text to keep; the last step is kept in any case
 *
 * Returns: (transfer full): an empty stack
 */
TpkUndoStack *
tpk_undo_stack_new (guint max_steps,
                    gsize max_bytes)
{
  TpkUndoStack *self = g_new0 (TpkUndoStack, 1);

  g_queue_init (&self->undo);
  g_queue_init (&self->redo);
  self->max_steps = max_steps;
  self->max_bytes = max_bytes;

  return self;
}

void
tpk_undo_stack_free (TpkUndoStack *self)
{
  g_return_if_fail (self != NULL);

  tpk_undo_stack_clear (self);
  g_free (self);
}

/**
 * tpk_undo_stack_push:
 * @self: a stack
 * @before: the text before the edit
 * @name: what the edit was, for people
 *
 * Adds a step. There is nothing to redo then.
 */
void
tpk_undo_stack_push (TpkUndoStack *self,
                     GBytes       *before,
                     const char   *name)
{
  g_return_if_fail (self != NULL);
  g_return_if_fail (before != NULL);

  clear_queue (self, &self->redo);
  push_step (self, &self->undo, before, name);

  while (self->undo.length > 1 &&
         (self->undo.length > self->max_steps || self->n_bytes > self->max_bytes))
    free_step (self, g_queue_pop_tail (&self->undo));
}

/**
 * tpk_undo_stack_undo:
 * @self: a stack
 * @current: the text as it is now
 *
 * Returns: (transfer full) (nullable): the text to go back to, or %NULL when there is none
 */
GBytes *
tpk_undo_stack_undo (TpkUndoStack *self,
                     GBytes       *current)
{
  g_return_val_if_fail (self != NULL, NULL);
  g_return_val_if_fail (current != NULL, NULL);

  return move_step (self, &self->undo, &self->redo, current);
}

/**
 * tpk_undo_stack_redo:
 * @self: a stack
 * @current: the text as it is now
 *
 * Returns: (transfer full) (nullable): the text to go forth to, or %NULL when there is none
 */
GBytes *
tpk_undo_stack_redo (TpkUndoStack *self,
                     GBytes       *current)
{
  g_return_val_if_fail (self != NULL, NULL);
  g_return_val_if_fail (current != NULL, NULL);

  return move_step (self, &self->redo, &self->undo, current);
}

/**
 * tpk_undo_stack_can_redo_to:
 * @self: a stack
 * @text: a text
 *
 * Returns: whether redoing leads to @text, sooner or later
 */
gboolean
tpk_undo_stack_can_redo_to (TpkUndoStack *self,
                            GBytes       *text)
{
  g_return_val_if_fail (self != NULL, FALSE);
  g_return_val_if_fail (text != NULL, FALSE);

  for (GList *link = self->redo.head; link != NULL; link = link->next)
    if (g_bytes_equal (((Step *) link->data)->text, text))
      return TRUE;

  return FALSE;
}

/**
 * tpk_undo_stack_clear:
 * @self: a stack
 *
 * Forgets everything.
 */
void
tpk_undo_stack_clear (TpkUndoStack *self)
{
  g_return_if_fail (self != NULL);

  clear_queue (self, &self->undo);
  clear_queue (self, &self->redo);
}

guint
tpk_undo_stack_get_n_undo (TpkUndoStack *self)
{
  g_return_val_if_fail (self != NULL, 0);

  return self->undo.length;
}

guint
tpk_undo_stack_get_n_redo (TpkUndoStack *self)
{
  g_return_val_if_fail (self != NULL, 0);

  return self->redo.length;
}

/**
 * tpk_undo_stack_get_undo_name:
 * @self: a stack
 *
 * Returns: (nullable): the name of the edit that would be undone
 */
const char *
tpk_undo_stack_get_undo_name (TpkUndoStack *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return name_of_head (&self->undo);
}

/**
 * tpk_undo_stack_get_redo_name:
 * @self: a stack
 *
 * Returns: (nullable): the name of the edit that would be done again
 */
const char *
tpk_undo_stack_get_redo_name (TpkUndoStack *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return name_of_head (&self->redo);
}
