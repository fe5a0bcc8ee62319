/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#define G_LOG_DOMAIN "tpk-workspace-edit"

#include "config.h"

#include "tpk-workspace-private.h"

#include "cloud/tpk-cloud-lint.h"
#include "model/tpk-list.h"

#include <glib/gi18n-lib.h>

/* Editing: steps, undo and redo, findings. */

/* That of painting, so that both have their turn where something moves on a slow machine. */
#define COMMIT_PRIORITY (G_PRIORITY_HIGH_IDLE + 20)

/* Of TpkFinding */
static gboolean
findings_equal (gconstpointer first,
                gconstpointer second)
{
  TpkFinding *a = (TpkFinding *) first;
  TpkFinding *b = (TpkFinding *) second;

  if (a == b)
    return TRUE;

  return tpk_finding_get_severity (a) == tpk_finding_get_severity (b) &&
         tpk_finding_get_server (a) == tpk_finding_get_server (b) &&
         tpk_finding_get_url (a) == tpk_finding_get_url (b) &&
         tpk_finding_get_fix_kind (a) == tpk_finding_get_fix_kind (b) &&
         g_strcmp0 (tpk_finding_get_code (a), tpk_finding_get_code (b)) == 0 &&
         g_strcmp0 (tpk_finding_get_field (a), tpk_finding_get_field (b)) == 0 &&
         g_strcmp0 (tpk_finding_get_fix (a), tpk_finding_get_fix (b)) == 0 &&
         g_strcmp0 (tpk_finding_get_message (a), tpk_finding_get_message (b)) == 0;
}

/* Judges the active profile of the draft as it is now. */
void
tpk_workspace_update_findings (TpkWorkspace *self)
{
  g_autoptr (GPtrArray) fresh = NULL;

  fresh = tpk_cloud_lint (tpk_workspace_get_profile (self),
                          tpk_workspace_get_cloud_set (self, NULL), self->lint_memory,
                          g_get_real_time () / G_USEC_PER_SEC);
  (void) tpk_list_replace (self->findings, fresh, findings_equal);
  self->judged = TRUE;
}

static gboolean
commit_cb (gpointer user_data)
{
  TpkWorkspace *self = user_data;

  self->commit_id = 0;
  tpk_workspace_commit (self, NULL);

  return G_SOURCE_REMOVE;
}

static void
draft_changed_cb (TpkDocument  *draft,
                  TpkWorkspace *self)
{
  g_assert (TPK_IS_WORKSPACE (self));

  if (self->commit_id == 0)
    self->commit_id = g_idle_add_full (COMMIT_PRIORITY, commit_cb, self, NULL);
}

void
tpk_workspace_edit_init (TpkWorkspace *self)
{
  self->lint_memory = tpk_lint_memory_new ();
  g_signal_connect_object (self->draft, "changed", G_CALLBACK (draft_changed_cb), self, 0);
}

void
tpk_workspace_edit_dispose (TpkWorkspace *self)
{
  g_clear_handle_id (&self->commit_id, g_source_remove);
  g_clear_pointer (&self->lint_memory, tpk_lint_memory_free);
  g_signal_handlers_disconnect_by_func (self->draft, draft_changed_cb, self);
}

/**
 * tpk_workspace_commit:
 * @self: a workspace
 * @name: (nullable): what the edit was, for people: "Add Server"
 *
 * Ends the edits made since the last commit as one undo step. Without any edit there is no step.
 */
void
tpk_workspace_commit (TpkWorkspace *self,
                      const char   *name)
{
  g_autoptr (GBytes) text = NULL;

  g_return_if_fail (TPK_IS_WORKSPACE (self));

  (void) tpk_workspace_enforce_managed (self);
  g_clear_handle_id (&self->commit_id, g_source_remove);
  text = tpk_job_serialise (self->draft);
  if (g_bytes_equal (text, self->current_text))
    return;

  tpk_undo_stack_push (self->undo, self->current_text, name != NULL ? name : _("Edit"));
  tpk_workspace_set_text (&self->current_text, text);
  tpk_workspace_update_findings (self);
  tpk_workspace_schedule_save (self);
  tpk_workspace_tell (self);
}

/* Makes the draft a copy of @document, as an undo step; the objects in it stay where they can. */
void
tpk_workspace_replace_draft (TpkWorkspace *self,
                             TpkDocument  *document,
                             const char   *name)
{
  tpk_workspace_commit (self, NULL);
  tpk_document_assign (self->draft, document);
  tpk_workspace_commit (self, name);
}

static void
go_to (TpkWorkspace *self,
       GBytes       *text)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (TpkDocument) document = NULL;
  g_autoptr (GBytes) enforced = NULL;

  document = tpk_document_new_from_data (g_bytes_get_data (text, NULL),
                                         (gssize) g_bytes_get_size (text), &error);
  if (document == NULL) {
    g_warning ("Cannot read back an own step: %s", error->message);
    return;
  }

  tpk_document_assign (self->draft, document);
  if (tpk_workspace_enforce_managed (self))
    text = enforced = tpk_job_serialise (self->draft);
  g_clear_handle_id (&self->commit_id, g_source_remove);
  tpk_workspace_set_text (&self->current_text, text);
  tpk_workspace_update_findings (self);
  tpk_workspace_schedule_save (self);
  tpk_workspace_tell (self);
}

/**
 * tpk_workspace_can_undo:
 * @self: a workspace
 *
 * Returns: whether there is a step to take back
 */
gboolean
tpk_workspace_can_undo (TpkWorkspace *self)
{
  g_return_val_if_fail (TPK_IS_WORKSPACE (self), FALSE);

  return tpk_undo_stack_get_n_undo (self->undo) > 0;
}

/**
 * tpk_workspace_can_redo:
 * @self: a workspace
 *
 * Returns: whether there is a step to do again
 */
gboolean
tpk_workspace_can_redo (TpkWorkspace *self)
{
  g_return_val_if_fail (TPK_IS_WORKSPACE (self), FALSE);

  return tpk_undo_stack_get_n_redo (self->undo) > 0;
}

/**
 * tpk_workspace_get_undo_name:
 * @self: a workspace
 *
 * Returns: (nullable): the name of the step that would be taken back
 */
const char *
tpk_workspace_get_undo_name (TpkWorkspace *self)
{
  g_return_val_if_fail (TPK_IS_WORKSPACE (self), NULL);

  return tpk_undo_stack_get_undo_name (self->undo);
}

/**
 * tpk_workspace_get_redo_name:
 * @self: a workspace
 *
 * Returns: (nullable): the name of the step that would be done again
 */
const char *
tpk_workspace_get_redo_name (TpkWorkspace *self)
{
  g_return_val_if_fail (TPK_IS_WORKSPACE (self), NULL);

  return tpk_undo_stack_get_redo_name (self->undo);
}

/**
 * tpk_workspace_undo:
 * @self: a workspace
 *
 * Takes the last step back. Edits that are not committed yet are the last step.
 */
void
tpk_workspace_undo (TpkWorkspace *self)
{
  g_autoptr (GBytes) text = NULL;

  g_return_if_fail (TPK_IS_WORKSPACE (self));

  tpk_workspace_commit (self, NULL);
  text = tpk_undo_stack_undo (self->undo, self->current_text);
  if (text != NULL)
    go_to (self, text);
}

/**
 * tpk_workspace_redo:
 * @self: a workspace
 *
 * Does again what was taken back last. After another edit there is nothing to do again.
 */
void
tpk_workspace_redo (TpkWorkspace *self)
{
  g_autoptr (GBytes) text = NULL;

  g_return_if_fail (TPK_IS_WORKSPACE (self));

  tpk_workspace_commit (self, NULL);
  text = tpk_undo_stack_redo (self->undo, self->current_text);
  if (text != NULL)
    go_to (self, text);
}

/* Does again what was taken back since @text was the draft, if nothing else was edited since: all of
 * it is an undo step away then.
 *
 * Returns: whether @text is the draft */
gboolean
tpk_workspace_redo_to (TpkWorkspace *self,
                       GBytes       *text)
{
  g_autoptr (GBytes) reached = g_bytes_ref (self->current_text);

  if (g_bytes_equal (reached, text))
    return TRUE;
  if (!tpk_undo_stack_can_redo_to (self->undo, text))
    return FALSE;

  while (!g_bytes_equal (reached, text)) {
    GBytes *next = tpk_undo_stack_redo (self->undo, reached);

    g_bytes_unref (reached);
    reached = next;
  }
  go_to (self, reached);

  return TRUE;
}

/**
 * tpk_workspace_discard:
 * @self: a workspace
 *
 * Makes the draft equal to what is applied; an undo step like any other.
 */
void
tpk_workspace_discard (TpkWorkspace *self)
{
  g_return_if_fail (TPK_IS_WORKSPACE (self));

  tpk_workspace_replace_draft (self, self->applied, _("Discard Changes"));
}

/**
 * tpk_workspace_is_modified:
 * @self: a workspace
 *
 * Returns: whether the draft differs from what is applied
 */
gboolean
tpk_workspace_is_modified (TpkWorkspace *self)
{
  g_autoptr (GBytes) text = NULL;

  g_return_val_if_fail (TPK_IS_WORKSPACE (self), FALSE);

  /* Edits that wait for the idle main loop count, too. */
  if (self->commit_id != 0)
    text = tpk_job_serialise (self->draft);

  return !g_bytes_equal (text != NULL ? text : self->current_text, self->applied_text);
}

/**
 * tpk_workspace_set_route:
 * @self: a workspace
 * @route: how calls leave this computer
 *
 * Sets the route of the active profile of the draft, as an undo step of its own. Since a profile
 * has one route, a cloud proxy and own servers cannot be written together; what belongs to the
 * other routes is kept.
 */
void
tpk_workspace_set_route (TpkWorkspace *self,
                         TpkRoute      route)
{
  g_return_if_fail (TPK_IS_WORKSPACE (self));

  tpk_workspace_commit (self, NULL);
  tpk_profile_set_route (tpk_workspace_get_profile (self), route);
  tpk_workspace_commit (self, _("Change Route"));
}
