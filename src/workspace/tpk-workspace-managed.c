/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#define G_LOG_DOMAIN "tpk-workspace-managed"

#include "config.h"

#include "tpk-workspace-private.h"

/* What an administrator has locked stays what they have set. Faces ask before they offer an edit;
 * whatever edit comes through nevertheless ends here, with the next commit. */

/* Sets what is locked in the draft; says so where anything else was there. Returns whether. */
gboolean
tpk_workspace_enforce_managed (TpkWorkspace *self)
{
  g_autoptr (TpkFinding) notice = NULL;
  g_autofree char *reason = NULL;
  guint different;

  if (self->managed == NULL)
    return FALSE;

  different = tpk_managed_enforce (self->managed, self->draft);
  if (different == 0)
    return FALSE;

  reason = tpk_managed_dup_reason (self->managed, different);
  notice = tpk_finding_new (TPK_SEVERITY_WARNING, "managed-locked", reason);
  tpk_workspace_add_notice (self, notice);

  return TRUE;
}

/* What reading the files found of the administrator. */
void
tpk_workspace_take_managed (TpkWorkspace *self,
                            TpkJob       *job)
{
  if (job->managed == NULL)
    return;

  g_clear_pointer (&self->managed, tpk_managed_unref);
  self->managed = tpk_managed_ref (job->managed);

  /* Nobody has edited what stands for the draft until the files are read. */
  if (!self->loaded)
    (void) tpk_managed_enforce (self->managed, self->draft);

  g_signal_emit_by_name (self, "managed-changed");
}

/**
 * tpk_workspace_get_locked_by:
 * @self: a workspace that was loaded
 * @member: what somebody wants to change
 *
 * Returns: (nullable): the path of the system document by which an administrator has locked
 *   @member, for people; %NULL when it may be changed
 */
const char *
tpk_workspace_get_locked_by (TpkWorkspace     *self,
                             TpkManagedMember  member)
{
  g_return_val_if_fail (TPK_IS_WORKSPACE (self), NULL);

  return self->managed != NULL ? tpk_managed_get_lock (self->managed, member) : NULL;
}

/**
 * tpk_workspace_dup_lock_reason:
 * @self: a workspace that was loaded
 * @member: what somebody wants to change
 *
 * Returns: (transfer full) (nullable): why they cannot and who can, for a tooltip or a message;
 *   %NULL when it may be changed
 */
char *
tpk_workspace_dup_lock_reason (TpkWorkspace     *self,
                               TpkManagedMember  member)
{
  if (tpk_workspace_get_locked_by (self, member) == NULL)
    return NULL;

  return tpk_managed_dup_reason (self->managed, 1u << member);
}

/**
 * tpk_workspace_check_managed:
 * @self: a workspace that was loaded
 * @error: a return location
 *
 * Whether the edits since the last commit keep to what is locked. The commit takes back those that
 * do not.
 *
 * Returns: %FALSE with `TPK_STORE_ERROR_MANAGED`, whose message says who has locked what
 */
gboolean
tpk_workspace_check_managed (TpkWorkspace  *self,
                             GError       **error)
{
  g_autofree char *reason = NULL;
  guint different;

  g_return_val_if_fail (TPK_IS_WORKSPACE (self), FALSE);

  different = self->managed != NULL ? tpk_managed_compare (self->managed, self->draft) : 0;
  if (different == 0)
    return TRUE;

  reason = tpk_managed_dup_reason (self->managed, different);
  g_set_error_literal (error, TPK_STORE_ERROR, TPK_STORE_ERROR_MANAGED, reason);

  return FALSE;
}
