/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#define G_LOG_DOMAIN "tpk-server-group"

#include "config.h"

#include "tpk-server-group.h"

#include <glib/gi18n-lib.h>

#include "tpk-toast.h"

/*
 * What is done with one server or with many, as one step of undo. A toast offers to take back just
 * that, whatever is edited meanwhile: it goes by the IDs, since a step of undo may have made other
 * objects of the same servers.
 */

typedef struct {
  TpkWorkspace *workspace;       /* (owned) */
  TpkProfile   *profile;         /* (owned) */
  GPtrArray    *servers;         /* (owned) (element-type TpkServer): in the order of the list */
  GArray       *positions;       /* (owned) (element-type guint): where they were */
  gboolean      enabled;         /* what they are now */
} Done;

static Done *
done_new (TpkWorkspace *workspace,
          TpkProfile   *profile)
{
  Done *done = g_new0 (Done, 1);

  done->workspace = g_object_ref (workspace);
  done->profile = g_object_ref (profile);
  done->servers = g_ptr_array_new_with_free_func (g_object_unref);
  done->positions = g_array_new (FALSE, FALSE, sizeof (guint));

  return done;
}

static void
done_free (gpointer  data,
           GClosure *closure)
{
  Done *done = data;

  g_object_unref (done->workspace);
  g_object_unref (done->profile);
  g_ptr_array_unref (done->servers);
  g_array_unref (done->positions);
  g_free (done);
}

static GPtrArray *
dup_all (TpkProfile *profile)
{
  GPtrArray *all = g_ptr_array_new_with_free_func (g_object_unref);

  for (guint i = 0; i < tpk_profile_get_n_servers (profile); i++)
    g_ptr_array_add (all, g_object_ref (tpk_profile_get_server (profile, i)));

  return all;
}

/* ID → server; the IDs are the servers' own. */
static GHashTable *
new_index (GPtrArray *servers)
{
  GHashTable *index = g_hash_table_new (g_str_hash, g_str_equal);

  for (guint i = 0; i < servers->len; i++) {
    TpkServer *server = g_ptr_array_index (servers, i);

    g_hash_table_insert (index, (gpointer) tpk_server_get_id (server), server);
  }

  return index;
}

static void
remove_from (TpkProfile *profile,
             GPtrArray  *servers,
             Done       *done)
{
  g_autoptr (GHashTable) gone = new_index (servers);
  g_autoptr (GPtrArray) left = g_ptr_array_new_with_free_func (g_object_unref);

  for (guint i = 0; i < tpk_profile_get_n_servers (profile); i++) {
    TpkServer *server = tpk_profile_get_server (profile, i);

    if (!g_hash_table_contains (gone, tpk_server_get_id (server))) {
      g_ptr_array_add (left, g_object_ref (server));
    } else if (done != NULL) {
      g_ptr_array_add (done->servers, g_object_ref (server));
      g_array_append_val (done->positions, i);
    }
  }
  tpk_profile_replace_servers (profile, left);
}

static void
undo_remove_cb (AdwToast *toast,
                gpointer  data)
{
  Done *done = data;
  g_autoptr (GPtrArray) all = dup_all (done->profile);
  g_autoptr (GHashTable) present = new_index (all);

  for (guint i = 0; i < done->servers->len; i++) {
    TpkServer *server = g_ptr_array_index (done->servers, i);
    guint position = g_array_index (done->positions, guint, i);

    /* Undo from the keyboard may have been quicker. */
    if (!g_hash_table_contains (present, tpk_server_get_id (server)))
      g_ptr_array_insert (all, MIN (position, all->len), g_object_ref (server));
  }
  tpk_profile_replace_servers (done->profile, all);
  tpk_workspace_commit (done->workspace, done->servers->len == 1 ? _("Bring Server Back")
                                                                 : _("Bring Servers Back"));
}

static void
undo_duplicate_cb (AdwToast *toast,
                   gpointer  data)
{
  Done *done = data;

  remove_from (done->profile, done->servers, NULL);
  tpk_workspace_commit (done->workspace, done->servers->len == 1 ? _("Delete Server")
                                                                 : _("Delete Servers"));
}

static const char *
get_switch_name (gboolean enabled,
                 guint    n_servers)
{
  if (n_servers == 1)
    return enabled ? _("Switch Server On") : _("Switch Server Off");

  return enabled ? _("Switch Servers On") : _("Switch Servers Off");
}

static void
undo_enabled_cb (AdwToast *toast,
                 gpointer  data)
{
  Done *done = data;
  g_autoptr (GPtrArray) all = dup_all (done->profile);
  g_autoptr (GHashTable) present = new_index (all);

  tpk_profile_freeze (done->profile);
  for (guint i = 0; i < done->servers->len; i++) {
    const char *id = tpk_server_get_id (g_ptr_array_index (done->servers, i));
    TpkServer *server = g_hash_table_lookup (present, id);

    if (server != NULL)
      tpk_server_set_enabled (server, !done->enabled);
  }
  tpk_profile_thaw (done->profile);
  tpk_workspace_commit (done->workspace, get_switch_name (!done->enabled, done->servers->len));
}

/**
 * tpk_server_group_duplicate:
 * @workspace: the working session
 * @profile: a profile of its draft
 * @servers: (element-type TpkServer): some of its servers
 * @widget: where to offer to undo it, if there are many
 *
 * Puts a copy of each server after it, as one undo step. One copy is before people's eyes; of many
 * a toast tells.
 *
 * Returns: (transfer full) (element-type TpkServer): the copies
 */
GPtrArray *
tpk_server_group_duplicate (TpkWorkspace *workspace,
                            TpkProfile   *profile,
                            GPtrArray    *servers,
                            GtkWidget    *widget)
{
  g_autoptr (GHashTable) chosen = NULL;
  g_autoptr (GPtrArray) all = NULL;
  g_autoptr (GPtrArray) copies = NULL;
  g_autofree char *text = NULL;
  Done *done;

  g_return_val_if_fail (TPK_IS_WORKSPACE (workspace), NULL);
  g_return_val_if_fail (TPK_IS_PROFILE (profile), NULL);
  g_return_val_if_fail (servers != NULL, NULL);

  chosen = new_index (servers);
  all = g_ptr_array_new_with_free_func (g_object_unref);
  copies = g_ptr_array_new_with_free_func (g_object_unref);
  for (guint i = 0; i < tpk_profile_get_n_servers (profile); i++) {
    TpkServer *server = tpk_profile_get_server (profile, i);
    g_autoptr (TpkServer) copy = NULL;
    g_autofree char *title = NULL, *label = NULL;

    g_ptr_array_add (all, g_object_ref (server));
    if (!g_hash_table_contains (chosen, tpk_server_get_id (server)))
      continue;

    title = tpk_server_dup_title (server);
    /* Translators: %s is the name of a server of which this is a copy. */
    label = g_strdup_printf (_("%s (copy)"), title);
    copy = tpk_server_copy (server);
    tpk_server_set_label (copy, label);
    g_ptr_array_add (copies, g_object_ref (copy));
    g_ptr_array_add (all, g_steal_pointer (&copy));
  }

  tpk_profile_replace_servers (profile, all);
  tpk_workspace_commit (workspace, copies->len == 1 ? _("Duplicate Server")
                                                    : _("Duplicate Servers"));
  if (copies->len < 2)
    return g_steal_pointer (&copies);

  done = done_new (workspace, profile);
  g_ptr_array_extend (done->servers, copies, (GCopyFunc) g_object_ref, NULL);
  text = g_strdup_printf (ngettext ("%u server duplicated", "%u servers duplicated", copies->len),
                          copies->len);
  tpk_toast_send_undo (widget, text, G_CALLBACK (undo_duplicate_cb), done, done_free);

  return g_steal_pointer (&copies);
}

/* By one place each. Those that are at the end already stay there, and so does what comes up behind
 * them.
 *
 * Returns: whether any has moved */
static gboolean
move_chosen (GPtrArray  *all,
             GHashTable *chosen,
             gboolean    up)
{
  gboolean moved = FALSE;

  for (guint i = 1; i < all->len; i++) {
    gpointer *from = &all->pdata[up ? i : all->len - 1 - i];
    gpointer *to = up ? from - 1 : from + 1;
    gpointer server = *from;

    if (!g_hash_table_contains (chosen, tpk_server_get_id (server)) ||
        g_hash_table_contains (chosen, tpk_server_get_id (*to)))
      continue;

    *from = *to;
    *to = server;
    moved = TRUE;
  }

  return moved;
}

static const char *
get_move_name (gboolean up,
               guint    n_servers)
{
  if (n_servers == 1)
    return up ? _("Move Server Up") : _("Move Server Down");

  return up ? _("Move Servers Up") : _("Move Servers Down");
}

/**
 * tpk_server_group_move:
 * @workspace: the working session
 * @profile: a profile of its draft
 * @servers: (element-type TpkServer): some of its servers
 * @up: whether they go before what is above them rather than after what is below
 *
 * Moves servers by one place as one undo step. They keep their order.
 *
 * Returns: whether there is a place in that direction
 */
gboolean
tpk_server_group_move (TpkWorkspace *workspace,
                       TpkProfile   *profile,
                       GPtrArray    *servers,
                       gboolean      up)
{
  g_autoptr (GHashTable) chosen = NULL;
  g_autoptr (GPtrArray) all = NULL;

  g_return_val_if_fail (TPK_IS_WORKSPACE (workspace), FALSE);
  g_return_val_if_fail (TPK_IS_PROFILE (profile), FALSE);
  g_return_val_if_fail (servers != NULL, FALSE);

  chosen = new_index (servers);
  all = dup_all (profile);
  if (!move_chosen (all, chosen, up))
    return FALSE;

  tpk_profile_replace_servers (profile, all);
  tpk_workspace_commit (workspace, get_move_name (up, servers->len));

  return TRUE;
}

/**
 * tpk_server_group_remove:
 * @workspace: the working session
 * @profile: a profile of its draft
 * @servers: (element-type TpkServer): some of its servers
 * @widget: where to offer to undo it
 *
 * Deletes servers as one undo step, and offers to put back just these.
 */
void
tpk_server_group_remove (TpkWorkspace *workspace,
                         TpkProfile   *profile,
                         GPtrArray    *servers,
                         GtkWidget    *widget)
{
  g_autofree char *text = NULL;
  guint n_servers;
  Done *done;

  g_return_if_fail (TPK_IS_WORKSPACE (workspace));
  g_return_if_fail (TPK_IS_PROFILE (profile));
  g_return_if_fail (servers != NULL);

  done = done_new (workspace, profile);
  remove_from (profile, servers, done);
  n_servers = done->servers->len;
  if (n_servers == 0) {
    done_free (done, NULL);
    return;
  }

  if (n_servers == 1) {
    g_autofree char *title = tpk_server_dup_title (g_ptr_array_index (done->servers, 0));

    /* Translators: %s is the name of a server. */
    text = g_strdup_printf (_("“%s” deleted"), title);
  } else {
    text = g_strdup_printf (ngettext ("%u server deleted", "%u servers deleted", n_servers),
                            n_servers);
  }
  tpk_workspace_commit (workspace, n_servers == 1 ? _("Delete Server") : _("Delete Servers"));
  tpk_toast_send_undo (widget, text, G_CALLBACK (undo_remove_cb), done, done_free);
}

/**
 * tpk_server_group_set_enabled:
 * @workspace: the working session
 * @profile: a profile of its draft
 * @servers: (element-type TpkServer): some of its servers
 * @enabled: whether calls may use them
 * @widget: where to offer to undo it
 *
 * Switches servers on or off as one undo step; a toast tells of those that were not so before.
 */
void
tpk_server_group_set_enabled (TpkWorkspace *workspace,
                              TpkProfile   *profile,
                              GPtrArray    *servers,
                              gboolean      enabled,
                              GtkWidget    *widget)
{
  g_autofree char *text = NULL;
  guint n_servers;
  Done *done;

  g_return_if_fail (TPK_IS_WORKSPACE (workspace));
  g_return_if_fail (TPK_IS_PROFILE (profile));
  g_return_if_fail (servers != NULL);

  done = done_new (workspace, profile);
  done->enabled = enabled;
  tpk_profile_freeze (profile);
  for (guint i = 0; i < servers->len; i++) {
    TpkServer *server = g_ptr_array_index (servers, i);

    if (tpk_server_get_enabled (server) == enabled)
      continue;

    tpk_server_set_enabled (server, enabled);
    g_ptr_array_add (done->servers, g_object_ref (server));
  }
  tpk_profile_thaw (profile);

  n_servers = done->servers->len;
  if (n_servers == 0) {
    done_free (done, NULL);
    return;
  }

  text = enabled
         ? g_strdup_printf (ngettext ("%u server switched on", "%u servers switched on", n_servers),
                            n_servers)
         : g_strdup_printf (ngettext ("%u server switched off", "%u servers switched off",
                                      n_servers), n_servers);
  tpk_workspace_commit (workspace, get_switch_name (enabled, n_servers));
  tpk_toast_send_undo (widget, text, G_CALLBACK (undo_enabled_cb), done, done_free);
}
