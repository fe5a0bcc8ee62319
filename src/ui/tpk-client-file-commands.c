/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#define G_LOG_DOMAIN "tpk-client-file-commands"

#include "config.h"

#include "tpk-client-file-commands.h"

#include <adwaita.h>
#include <glib/gi18n-lib.h>

#include "tpk-toast.h"

/* Takes it out of the draft, where it may be another object by now. */
static TpkClientFile *
take_out (TpkWorkspace  *workspace,
          TpkClientFile *wanted,
          guint         *position)
{
  TpkDocument *draft = tpk_workspace_get_draft (workspace);
  GListModel *files = tpk_document_get_client_files (draft);

  for (*position = 0; *position < g_list_model_get_n_items (files); (*position)++) {
    g_autoptr (TpkClientFile) file = g_list_model_get_item (files, *position);

    if (tpk_client_file_equal (file, wanted)) {
      tpk_workspace_commit (workspace, NULL);
      tpk_document_remove_client_file (draft, file);
      return g_steal_pointer (&file);
    }
  }

  return NULL;
}

/**
 * tpk_client_file_toggle:
 * @widget: a widget in the window
 * @workspace: the session
 * @file: a client file, equal to one of the draft
 *
 * Switches it off, or on again, as an undo step of its own.
 */
void
tpk_client_file_toggle (GtkWidget     *widget,
                        TpkWorkspace  *workspace,
                        TpkClientFile *file)
{
  g_autoptr (TpkClientFile) known = NULL;
  g_autoptr (TpkClientFile) toggled = NULL;
  gboolean enabled;
  guint position;

  g_return_if_fail (GTK_IS_WIDGET (widget));
  g_return_if_fail (TPK_IS_WORKSPACE (workspace));
  g_return_if_fail (TPK_IS_CLIENT_FILE (file));

  known = take_out (workspace, file, &position);
  if (known == NULL)
    return;

  enabled = !tpk_client_file_get_enabled (known);
  toggled = tpk_client_file_with_enabled (known, enabled);
  tpk_document_insert_client_file (tpk_workspace_get_draft (workspace), position, toggled);
  tpk_workspace_commit (workspace, enabled ? _("Switch Client On") : _("Switch Client Off"));
  if (!enabled)
    tpk_toast_send_action (widget, _("This file is left alone from now on"), _("_Undo"), "win.undo",
                           NULL);
}

typedef struct {
  TpkWorkspace  *workspace;      /* (owned) */
  TpkClientFile *file;           /* (owned) */
  guint          position;
} Removal;

static void
removal_free (gpointer  data,
              GClosure *closure)
{
  Removal *removal = data;

  g_object_unref (removal->workspace);
  g_object_unref (removal->file);
  g_free (removal);
}

static void
undo_remove_cb (AdwToast *toast,
                Removal  *removal)
{
  TpkDocument *draft = tpk_workspace_get_draft (removal->workspace);
  GListModel *files = tpk_document_get_client_files (draft);

  for (guint i = 0; i < g_list_model_get_n_items (files); i++) {
    g_autoptr (TpkClientFile) file = g_list_model_get_item (files, i);

    /* Ctrl+Z was faster. */
    if (tpk_client_file_equal (file, removal->file))
      return;
  }
  tpk_workspace_commit (removal->workspace, NULL);
  tpk_document_insert_client_file (draft, removal->position, removal->file);
  tpk_workspace_commit (removal->workspace, _("Undo Remove"));
}

/**
 * tpk_client_file_remove:
 * @widget: a widget in the window
 * @workspace: the session
 * @file: a client file, equal to one of the draft
 *
 * Takes it off the list, with a way back. The file on the disk stays.
 */
void
tpk_client_file_remove (GtkWidget     *widget,
                        TpkWorkspace  *workspace,
                        TpkClientFile *file)
{
  g_autoptr (TpkClientFile) known = NULL;
  g_autofree char *name = NULL;
  g_autofree char *text = NULL;
  Removal *removal;
  guint position;

  g_return_if_fail (GTK_IS_WIDGET (widget));
  g_return_if_fail (TPK_IS_WORKSPACE (workspace));
  g_return_if_fail (TPK_IS_CLIENT_FILE (file));

  known = take_out (workspace, file, &position);
  if (known == NULL)
    return;

  tpk_workspace_commit (workspace, _("Remove Client"));
  removal = g_new0 (Removal, 1);
  removal->workspace = g_object_ref (workspace);
  removal->file = g_object_ref (known);
  removal->position = position;
  name = g_filename_display_basename (tpk_client_file_get_path (known));
  /* Translators: the name of a file. */
  text = g_strdup_printf (_("%s is no longer kept written. The file itself stays"), name);
  tpk_toast_send_undo (widget, text, G_CALLBACK (undo_remove_cb), removal, removal_free);
}
