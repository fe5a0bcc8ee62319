/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#define G_LOG_DOMAIN "tpk-allow-own"

#include "config.h"

#include "tpk-allow-own.h"

#include <glib/gi18n-lib.h>

/*
 * What calling clients dial of a profile's own servers. UDP stands for DTLS, too, and TCP for TLS:
 * a firewall sees no more than that.
 */

/* One entry while its ports are collected. */
typedef struct {
  const char *protocol;
  char *host;                   /* (owned) */
  char *purpose;                /* (owned) */
  GString *ports;               /* (owned) */
} Row;

/* Rows in the order in which they were found, and a way to find one among those of ten thousand
 * servers. */
typedef struct {
  GPtrArray *list;              /* (owned) (element-type Row) */
  GHashTable *known;            /* (owned): set of Row, which @list owns */
} Rows;

static void
row_free (gpointer data)
{
  Row *row = data;

  g_free (row->host);
  g_free (row->purpose);
  g_string_free (row->ports, TRUE);
  g_free (row);
}

static void
rows_clear (Rows *rows)
{
  g_clear_pointer (&rows->known, g_hash_table_unref);
  g_clear_pointer (&rows->list, g_ptr_array_unref);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Rows, rows_clear)

static guint
row_hash (gconstpointer data)
{
  const Row *row = data;

  return g_str_hash (row->protocol) ^ g_str_hash (row->host) ^ g_str_hash (row->purpose) * 31;
}

static gboolean
row_equal (gconstpointer a,
           gconstpointer b)
{
  const Row *first = a, *second = b;

  return g_str_equal (first->protocol, second->protocol) &&
         g_str_equal (first->host, second->host) &&
         g_str_equal (first->purpose, second->purpose);
}

static void
collect (Rows       *rows,
         const char *protocol,
         const char *host,
         guint       port,
         const char *purpose)
{
  const Row wanted = { protocol, (char *) host, (char *) purpose, NULL };
  Row *row = g_hash_table_lookup (rows->known, &wanted);

  if (row != NULL) {
    g_string_append_printf (row->ports, ",%u", port);
    return;
  }

  row = g_new0 (Row, 1);
  row->protocol = protocol;
  row->host = g_strdup (host);
  row->purpose = g_strdup (purpose);
  row->ports = g_string_new (NULL);
  g_string_append_printf (row->ports, "%u", port);
  g_ptr_array_add (rows->list, row);
  g_hash_table_add (rows->known, row);
}

static void
collect_server (Rows      *rows,
                TpkServer *server)
{
  g_autofree char *title = tpk_server_dup_title (server);

  for (guint i = 0; i < tpk_server_get_n_urls (server); i++) {
    TpkIceUrl *url = tpk_server_get_url (server, i);
    g_autofree char *purpose = NULL;

    if (!tpk_ice_url_is_valid (url))
      continue;
    /* Translators: %s is the name of a server. */
    purpose = g_strdup_printf (tpk_ice_url_is_turn (url) ? _("Relay (TURN): %s")
                                                         : _("STUN server: %s"), title);
    collect (rows, tpk_transport_to_string (tpk_ice_url_get_transport (url)),
             tpk_ice_url_get_host (url), tpk_ice_url_get_port (url), purpose);
  }
}

static void
collect_signalling_proxy (Rows       *rows,
                          const char *text)
{
  g_autoptr (GUri) uri = NULL;

  if (text != NULL)
    uri = g_uri_parse (text, G_URI_FLAGS_SCHEME_NORMALIZE, NULL);
  if (uri != NULL && g_uri_get_host (uri) != NULL && g_uri_get_port (uri) > 0)
    collect (rows, "tcp", g_uri_get_host (uri), g_uri_get_port (uri), _("Signalling proxy"));
}

/**
 * tpk_allow_own_new_list:
 * @profile: a profile
 *
 * Derives what a firewall has to let through for the own servers of @profile: host, port and
 * protocol of every valid URL of every enabled server, and the own signalling proxy, whichever
 * route is chosen now.
 *
 * Returns: (transfer full): a list, maybe empty
 */
TpkAllowList *
tpk_allow_own_new_list (TpkProfile *profile)
{
  g_auto (Rows) rows = { NULL, NULL };
  TpkAllowList *list = tpk_allow_list_new ();

  g_return_val_if_fail (TPK_IS_PROFILE (profile), NULL);

  rows.list = g_ptr_array_new_with_free_func (row_free);
  rows.known = g_hash_table_new (row_hash, row_equal);
  for (guint i = 0; i < tpk_profile_get_n_servers (profile); i++) {
    TpkServer *server = tpk_profile_get_server (profile, i);

    if (tpk_server_get_enabled (server))
      collect_server (&rows, server);
  }
  collect_signalling_proxy (&rows, tpk_profile_get_signalling_proxy (profile));

  for (guint i = 0; i < rows.list->len; i++) {
    const Row *row = g_ptr_array_index (rows.list, i);
    const TpkAllowFields fields = {
      row->protocol, row->host, row->ports->str, row->purpose, "outbound", NULL, NULL,
    };
    g_autoptr (TpkAllowEntry) entry = tpk_allow_entry_new (&fields, NULL);

    /* A host that only some resolvers take for a name is a finding of the lint. */
    if (entry != NULL)
      tpk_allow_list_append (list, entry);
  }

  return list;
}

/**
 * tpk_allow_own_get_note:
 *
 * Returns: (transfer none): what to know of a list that is derived from own servers, translated
 */
const char *
tpk_allow_own_get_note (void)
{
  return _("The ports from which a relay sends on to the other side (often 49152–65535) are not "
           "listed: they are opened at the relay, not for calling clients.");
}
