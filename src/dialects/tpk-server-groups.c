/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#define G_LOG_DOMAIN "tpk-server-groups"

#include "config.h"

#include "tpk-server-groups.h"

/*
 * TpkServerGroups:
 *
 * Some formats tell user name and password of every URL by itself. People think of what has the
 * same ones as one server.
 */
struct _TpkServerGroups
{
  GPtrArray  *servers;         /* (element-type TpkServer) */
  GHashTable *by_credential;   /* user name and password → (unowned) TpkServer */
};

/**
 * tpk_server_groups_new:
 *
 * Returns: (transfer full): no servers yet
 */
TpkServerGroups *
tpk_server_groups_new (void)
{
  TpkServerGroups *self = g_new0 (TpkServerGroups, 1);

  self->servers = g_ptr_array_new_with_free_func (g_object_unref);
  self->by_credential = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  return self;
}

/**
 * tpk_server_groups_free:
 * @self: (transfer full): what to free
 */
void
tpk_server_groups_free (TpkServerGroups *self)
{
  g_return_if_fail (self != NULL);

  g_ptr_array_unref (self->servers);
  g_hash_table_unref (self->by_credential);
  g_free (self);
}

/**
 * tpk_server_groups_get:
 * @self: the servers
 * @username: (nullable): a user name
 * @password: (nullable): a password
 *
 * Returns: (transfer none): the server with that credential, or with none when both are %NULL
 */
TpkServer *
tpk_server_groups_get (TpkServerGroups *self,
                       const char      *username,
                       const char      *password)
{
  g_autofree char *key = NULL;
  TpkServer *server;

  g_return_val_if_fail (self != NULL, NULL);

  key = g_strdup_printf ("%c%c%s\n%s", username != NULL ? 'u' : '-', password != NULL ? 'p' : '-',
                         username != NULL ? username : "", password != NULL ? password : "");
  server = g_hash_table_lookup (self->by_credential, key);
  if (server != NULL)
    return server;

  server = tpk_server_new ();
  if (username != NULL || password != NULL) {
    g_autoptr (TpkCredential) credential = tpk_credential_new_password (username, password);

    tpk_server_set_credential (server, credential);
  }

  g_ptr_array_add (self->servers, server);
  g_hash_table_insert (self->by_credential, g_steal_pointer (&key), server);

  return server;
}

/**
 * tpk_server_groups_append_to:
 * @self: the servers
 * @profile: what gets them
 *
 * Adds all servers that have URLs, in the order in which they were first asked for.
 *
 * Returns: how many
 */
guint
tpk_server_groups_append_to (TpkServerGroups *self,
                             TpkProfile      *profile)
{
  g_autoptr (GPtrArray) servers = g_ptr_array_new ();

  g_return_val_if_fail (self != NULL, 0);
  g_return_val_if_fail (TPK_IS_PROFILE (profile), 0);

  for (guint i = 0; i < self->servers->len; i++) {
    if (tpk_server_get_n_urls (g_ptr_array_index (self->servers, i)) > 0)
      g_ptr_array_add (servers, g_ptr_array_index (self->servers, i));
  }

  if (servers->len > 0)
    tpk_profile_append_servers (profile, (TpkServer **) servers->pdata, servers->len);

  return servers->len;
}
