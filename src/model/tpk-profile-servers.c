/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#define G_LOG_DOMAIN "tpk-profile-servers"

#include "config.h"

#include "tpk-profile-private.h"

#include "tpk-list.h"

/* Not g_signal_connect_object(): the profile would keep an array of closures that is searched from
 * the start for each one that goes, which with 10,000 servers takes longer than loading them. The
 * profile disconnects from every server it lets go of, and from all of them when it is disposed. */
static void
adopt_server (TpkProfile *self,
              TpkServer  *server)
{
  g_signal_connect_swapped (server, "changed", G_CALLBACK (tpk_profile_changed), self);
}

static void
release_server (TpkProfile *self,
                TpkServer  *server)
{
  g_signal_handlers_disconnect_by_func (server, tpk_profile_changed, self);
}

/* For a profile that goes. */
void
tpk_profile_release_servers (TpkProfile *self)
{
  guint n_servers = tpk_profile_get_n_servers (self);

  for (guint i = 0; i < n_servers; i++)
    release_server (self, tpk_profile_get_server (self, i));
}

/* Of a profile that has two servers of one ID, the first one counts. */
static GHashTable *
servers_by_id (TpkProfile *self)
{
  GHashTable *by_id = g_hash_table_new (g_str_hash, g_str_equal);

  for (guint i = tpk_profile_get_n_servers (self); i > 0; i--) {
    TpkServer *server = tpk_profile_get_server (self, i - 1);

    g_hash_table_replace (by_id, (gpointer) tpk_server_get_id (server), server);
  }

  return by_id;
}

/* Makes the list equal to that of @other. Servers of the same ID stay the same objects. */
void
tpk_profile_assign_servers (TpkProfile *self,
                            TpkProfile *other)
{
  g_autoptr (GHashTable) by_id = servers_by_id (self);
  g_autoptr (GPtrArray) servers = g_ptr_array_new_with_free_func (g_object_unref);
  guint n_servers = tpk_profile_get_n_servers (other);

  for (guint i = 0; i < n_servers; i++) {
    TpkServer *wanted = tpk_profile_get_server (other, i);
    TpkServer *present = NULL;

    if (g_hash_table_steal_extended (by_id, tpk_server_get_id (wanted), NULL,
                                     (gpointer *) &present)) {
      tpk_server_assign (present, wanted);
      g_ptr_array_add (servers, g_object_ref (present));
    } else {
      g_ptr_array_add (servers, tpk_server_clone (wanted));
    }
  }

  tpk_profile_replace_servers (self, servers);
}

/**
 * tpk_profile_get_servers:
 * @self: a profile
 *
 * Returns: (transfer none): the servers, a list of #TpkServer that is the same for the profile's
 *   whole life
 */
GListModel *
tpk_profile_get_servers (TpkProfile *self)
{
  g_return_val_if_fail (TPK_IS_PROFILE (self), NULL);

  return G_LIST_MODEL (self->servers);
}

/**
 * tpk_profile_get_n_servers:
 * @self: a profile
 *
 * Returns: how many servers there are, the disabled ones included
 */
guint
tpk_profile_get_n_servers (TpkProfile *self)
{
  g_return_val_if_fail (TPK_IS_PROFILE (self), 0);

  return g_list_model_get_n_items (G_LIST_MODEL (self->servers));
}

/**
 * tpk_profile_get_server:
 * @self: a profile
 * @position: a position in the list of servers
 *
 * Returns: (transfer none) (nullable): the server, or %NULL beyond the end
 */
TpkServer *
tpk_profile_get_server (TpkProfile *self,
                        guint       position)
{
  g_return_val_if_fail (TPK_IS_PROFILE (self), NULL);

  return tpk_list_peek (self->servers, position);
}

/**
 * tpk_profile_find_server:
 * @self: a profile
 * @server: a server
 * @position: (out) (optional): where it is in the list
 *
 * Returns: %TRUE if @server is in the list
 */
gboolean
tpk_profile_find_server (TpkProfile *self,
                         TpkServer  *server,
                         guint      *position)
{
  g_return_val_if_fail (TPK_IS_PROFILE (self), FALSE);
  g_return_val_if_fail (TPK_IS_SERVER (server), FALSE);

  return g_list_store_find (self->servers, server, position);
}

/**
 * tpk_profile_find_expiring:
 * @self: a profile
 * @expiry_s: (out): when its password expires, in seconds since 1970
 *
 * Finds the enabled server whose password expires first, as far as user names tell. What is minted
 * from a shared secret is new each time, and does not count; nor does anything unless the route uses
 * the servers.
 *
 * Returns: (transfer none) (nullable): the server, or %NULL if none expires; @expiry_s is left alone
 *   then
 */
TpkServer *
tpk_profile_find_expiring (TpkProfile *self,
                           gint64     *expiry_s)
{
  TpkServer *expiring = NULL;
  guint n_servers;

  g_return_val_if_fail (TPK_IS_PROFILE (self), NULL);
  g_return_val_if_fail (expiry_s != NULL, NULL);

  n_servers = self->route == TPK_ROUTE_OWN ? tpk_profile_get_n_servers (self) : 0;
  for (guint i = 0; i < n_servers; i++) {
    TpkServer *server = tpk_profile_get_server (self, i);
    TpkCredential *credential = tpk_server_get_credential (server);
    gint64 own_s;

    if (!tpk_server_get_enabled (server) ||
        tpk_credential_get_kind (credential) != TPK_CREDENTIAL_PASSWORD ||
        !tpk_username_get_expiry (tpk_credential_get_username (credential), &own_s) ||
        (expiring != NULL && own_s >= *expiry_s))
      continue;

    expiring = server;
    *expiry_s = own_s;
  }

  return expiring;
}

/**
 * tpk_profile_insert_server:
 * @self: a profile
 * @position: where to put it; beyond the end means at the end
 * @server: a server that is in no profile yet
 */
void
tpk_profile_insert_server (TpkProfile *self,
                           guint       position,
                           TpkServer  *server)
{
  g_return_if_fail (TPK_IS_PROFILE (self));
  g_return_if_fail (TPK_IS_SERVER (server));

  adopt_server (self, server);
  g_list_store_insert (self->servers, MIN (position, tpk_profile_get_n_servers (self)), server);
  tpk_profile_changed (self);
}

/**
 * tpk_profile_append_server:
 * @self: a profile
 * @server: a server that is in no profile yet
 */
void
tpk_profile_append_server (TpkProfile *self,
                           TpkServer  *server)
{
  tpk_profile_insert_server (self, G_MAXUINT, server);
}

/**
 * tpk_profile_append_servers:
 * @self: a profile
 * @servers: (array length=n_servers) (nullable): servers that are in no profile yet
 * @n_servers: how many there are
 *
 * Appends servers with one change of the list and one #TpkProfile::changed.
 */
void
tpk_profile_append_servers (TpkProfile  *self,
                            TpkServer  **servers,
                            guint        n_servers)
{
  g_return_if_fail (TPK_IS_PROFILE (self));
  g_return_if_fail (servers != NULL || n_servers == 0);

  if (n_servers == 0)
    return;

  for (guint i = 0; i < n_servers; i++)
    adopt_server (self, servers[i]);
  g_list_store_splice (self->servers, tpk_profile_get_n_servers (self), 0,
                       (gpointer *) servers, n_servers);
  tpk_profile_changed (self);
}

/**
 * tpk_profile_replace_servers:
 * @self: a profile
 * @servers: (element-type TpkServer): what shall be in the list, each of them once
 *
 * Makes the list hold @servers with one change of the list and one #TpkProfile::changed, or none if
 * nothing differs.
 */
void
tpk_profile_replace_servers (TpkProfile *self,
                             GPtrArray  *servers)
{
  g_return_if_fail (TPK_IS_PROFILE (self));
  g_return_if_fail (servers != NULL);

  /* Everyone out and the right ones in again: connecting costs less than telling them apart. */
  tpk_profile_release_servers (self);
  for (guint i = 0; i < servers->len; i++)
    adopt_server (self, g_ptr_array_index (servers, i));
  if (tpk_list_replace (self->servers, servers, NULL))
    tpk_profile_changed (self);
}

/**
 * tpk_profile_remove_server:
 * @self: a profile
 * @position: a position in the list of servers
 */
void
tpk_profile_remove_server (TpkProfile *self,
                           guint       position)
{
  g_return_if_fail (TPK_IS_PROFILE (self));
  g_return_if_fail (position < tpk_profile_get_n_servers (self));

  release_server (self, tpk_profile_get_server (self, position));
  g_list_store_remove (self->servers, position);
  tpk_profile_changed (self);
}

/**
 * tpk_profile_move_server:
 * @self: a profile
 * @from: where a server is
 * @to: where it shall be afterwards
 */
void
tpk_profile_move_server (TpkProfile *self,
                         guint       from,
                         guint       to)
{
  g_return_if_fail (TPK_IS_PROFILE (self));
  g_return_if_fail (from < tpk_profile_get_n_servers (self));
  g_return_if_fail (to < tpk_profile_get_n_servers (self));

  if (from == to)
    return;

  tpk_list_move (self->servers, from, to);
  tpk_profile_changed (self);
}
