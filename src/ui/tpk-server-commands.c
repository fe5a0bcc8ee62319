/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#define G_LOG_DOMAIN "tpk-server-commands"

#include "config.h"

#include "tpk-server-commands.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "tpk-format.h"
#include "tpk-toast.h"

/**
 * tpk_server_commands_find:
 * @profile: a profile
 * @id: a server's ID
 *
 * Returns: (transfer none) (nullable): the server with that ID
 */
TpkServer *
tpk_server_commands_find (TpkProfile *profile,
                          const char *id)
{
  g_return_val_if_fail (TPK_IS_PROFILE (profile), NULL);
  g_return_val_if_fail (id != NULL, NULL);

  for (guint i = 0; i < tpk_profile_get_n_servers (profile); i++) {
    TpkServer *server = tpk_profile_get_server (profile, i);

    if (g_str_equal (tpk_server_get_id (server), id))
      return server;
  }

  return NULL;
}

/**
 * tpk_server_commands_match:
 * @server: a server
 * @needle: what is searched for, case folded
 *
 * Returns: whether it is in the name or an address of @server
 */
gboolean
tpk_server_commands_match (TpkServer  *server,
                           const char *needle)
{
  g_autofree char *title = NULL, *folded = NULL;

  g_return_val_if_fail (TPK_IS_SERVER (server), FALSE);
  g_return_val_if_fail (needle != NULL, FALSE);

  title = tpk_server_dup_title (server);
  folded = g_utf8_casefold (title, -1);
  if (strstr (folded, needle) != NULL)
    return TRUE;

  for (guint i = 0; i < tpk_server_get_n_urls (server); i++) {
    g_autofree char *shown = tpk_format_url (tpk_server_get_url (server, i));
    g_autofree char *url = g_utf8_casefold (shown, -1);

    if (strstr (url, needle) != NULL)
      return TRUE;
  }

  return FALSE;
}

/**
 * tpk_server_commands_drop:
 * @workspace: the working session
 * @profile: a profile of its draft
 * @dragged: one of its servers
 * @target: the one that it was dropped on
 * @after: whether it goes after @target rather than before it
 *
 * Moves @dragged as one undo step, if that is another place.
 */
void
tpk_server_commands_drop (TpkWorkspace *workspace,
                          TpkProfile   *profile,
                          TpkServer    *dragged,
                          TpkServer    *target,
                          gboolean      after)
{
  guint from, to;

  g_return_if_fail (TPK_IS_WORKSPACE (workspace));
  g_return_if_fail (TPK_IS_PROFILE (profile));

  if (dragged == target ||
      !tpk_profile_find_server (profile, dragged, &from) ||
      !tpk_profile_find_server (profile, target, &to))
    return;

  to += after ? 1 : 0;
  /* What follows the dragged row moves up by one. */
  if (to > from)
    to--;
  if (to == from)
    return;

  tpk_profile_move_server (profile, from, to);
  tpk_workspace_commit (workspace, _("Move Server"));
}

/**
 * tpk_server_commands_fix:
 * @workspace: the working session
 * @profile: a profile of its draft
 * @finding: what is to be repaired
 * @widget: where to say why it cannot be
 *
 * Repairs as one undo step.
 */
void
tpk_server_commands_fix (TpkWorkspace *workspace,
                         TpkProfile   *profile,
                         TpkFinding   *finding,
                         GtkWidget    *widget)
{
  g_autofree char *name = NULL;
  g_autofree char *reason = NULL;
  g_autoptr (GError) error = NULL;

  g_return_if_fail (TPK_IS_WORKSPACE (workspace));
  g_return_if_fail (TPK_IS_PROFILE (profile));
  g_return_if_fail (TPK_IS_FINDING (finding));

  name = tpk_finding_dup_fix_label (finding);
  reason = tpk_workspace_dup_lock_reason (workspace, TPK_MANAGED_SERVERS);
  if (reason != NULL)
    tpk_toast_send (widget, reason);
  else if (tpk_profile_apply_fix (profile, finding, &error))
    tpk_workspace_commit (workspace, name);
  else
    tpk_toast_send (widget, error->message);
}
