/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#define G_LOG_DOMAIN "tpk-server-urls"

#include "config.h"

#include "tpk-server-private.h"

#include "tpk-list.h"

/* The list of URLs of a server. */

static gboolean
same_text (gconstpointer one,
           gconstpointer other)
{
  return g_str_equal (tpk_ice_url_get_text ((TpkIceUrl *) one),
                      tpk_ice_url_get_text ((TpkIceUrl *) other));
}

/* Tells of the title and of the list, but not yet of the server: returns whether to. */
gboolean
tpk_server_assign_urls (TpkServer *self,
                        GPtrArray *urls)
{
  if (!tpk_list_replace (self->urls, urls, same_text))
    return FALSE;

  tpk_server_forget_text (self);
  g_object_notify (G_OBJECT (self), "title");
  return TRUE;
}

static GPtrArray *
urls_from_texts (const char *const *texts)
{
  GPtrArray *urls = g_ptr_array_new_with_free_func (g_object_unref);

  for (guint i = 0; texts != NULL && texts[i] != NULL; i++)
    g_ptr_array_add (urls, tpk_ice_url_new (texts[i]));

  return urls;
}

static void
urls_changed (TpkServer *self)
{
  tpk_server_forget_text (self);
  g_object_notify (G_OBJECT (self), "title");
  tpk_server_changed (self);
}

/**
 * tpk_server_get_urls:
 * @self: a server
 *
 * Returns: (transfer none): the URLs, a list of #TpkIceUrl that is the same for the server's whole
 *   life
 */
GListModel *
tpk_server_get_urls (TpkServer *self)
{
  g_return_val_if_fail (TPK_IS_SERVER (self), NULL);

  return G_LIST_MODEL (self->urls);
}

/**
 * tpk_server_get_n_urls:
 * @self: a server
 *
 * Returns: how many URLs there are
 */
guint
tpk_server_get_n_urls (TpkServer *self)
{
  g_return_val_if_fail (TPK_IS_SERVER (self), 0);

  return g_list_model_get_n_items (G_LIST_MODEL (self->urls));
}

/**
 * tpk_server_get_url:
 * @self: a server
 * @position: a position in the list of URLs
 *
 * Returns: (transfer none) (nullable): the URL, or %NULL beyond the end
 */
TpkIceUrl *
tpk_server_get_url (TpkServer *self,
                    guint      position)
{
  g_return_val_if_fail (TPK_IS_SERVER (self), NULL);

  return tpk_list_peek (self->urls, position);
}

/**
 * tpk_server_add_url:
 * @self: a server
 * @text: a URL as it was typed, valid or not
 *
 * Adds a URL at the end.
 */
void
tpk_server_add_url (TpkServer  *self,
                    const char *text)
{
  g_autoptr (TpkIceUrl) url = NULL;

  g_return_if_fail (TPK_IS_SERVER (self));
  g_return_if_fail (text != NULL);

  url = tpk_ice_url_new (text);
  g_list_store_append (self->urls, url);
  urls_changed (self);
}

/**
 * tpk_server_set_url:
 * @self: a server
 * @position: a position in the list of URLs
 * @text: a URL as it was typed, valid or not
 *
 * Puts a URL in the place of another one.
 */
void
tpk_server_set_url (TpkServer  *self,
                    guint       position,
                    const char *text)
{
  TpkIceUrl *present;
  g_autoptr (TpkIceUrl) url = NULL;
  gpointer item;

  g_return_if_fail (TPK_IS_SERVER (self));
  g_return_if_fail (position < tpk_server_get_n_urls (self));
  g_return_if_fail (text != NULL);

  present = tpk_server_get_url (self, position);
  if (g_str_equal (tpk_ice_url_get_text (present), text))
    return;

  item = url = tpk_ice_url_new (text);
  g_list_store_splice (self->urls, position, 1, &item, 1);
  urls_changed (self);
}

/**
 * tpk_server_remove_url:
 * @self: a server
 * @position: a position in the list of URLs
 */
void
tpk_server_remove_url (TpkServer *self,
                       guint      position)
{
  g_return_if_fail (TPK_IS_SERVER (self));
  g_return_if_fail (position < tpk_server_get_n_urls (self));

  g_list_store_remove (self->urls, position);
  urls_changed (self);
}

/**
 * tpk_server_set_urls:
 * @self: a server
 * @texts: (nullable) (array zero-terminated=1): URLs as they were typed, valid or not
 *
 * Replaces all URLs. Those at both ends of the list that stay are left alone.
 */
void
tpk_server_set_urls (TpkServer         *self,
                     const char *const *texts)
{
  g_autoptr (GPtrArray) urls = NULL;

  g_return_if_fail (TPK_IS_SERVER (self));

  urls = urls_from_texts (texts);
  if (tpk_server_assign_urls (self, urls))
    tpk_server_changed (self);
}
