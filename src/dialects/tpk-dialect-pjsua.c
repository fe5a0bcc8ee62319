/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#define G_LOG_DOMAIN "tpk-dialect-pjsua"

#include "config.h"

#include "tpk-dialect-private.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "tpk-client-writer.h"

/*
 * A file of options for “pjsua --config-file”. A line is read into 200 bytes; an option with a space
 * in it is put in quotes of either kind, inside which nothing escapes a quote.
 */

/* What is left of the 200 for one option, with the line end. */
#define MAX_LINE 190

#define MAX_STUN 8

static char *
dup_option (const char *name,
            const char *value)
{
  const char *mark = "";

  if (strpbrk (value, " \t") != NULL)
    mark = strchr (value, '"') == NULL ? "\"" : "'";

  return g_strdup_printf ("%s--%s=%s%s\n", mark, name, value, mark);
}

static gboolean
carries_option (const char *name,
                const char *value)
{
  g_autofree char *option = dup_option (name, value);
  gboolean quotes = *option != '-';

  return *value != '\0' && strlen (option) <= MAX_LINE &&
         !(quotes && strchr (value, '"') != NULL && strchr (value, '\'') != NULL);
}

static gboolean
has_line_end (const char *value)
{
  return strpbrk (value, "\r\n") != NULL;
}

static gboolean
carries (const TpkWritableServer *server)
{
  return !has_line_end (server->username) && !has_line_end (server->password) &&
         carries_option ("turn-user", server->username) &&
         carries_option ("turn-passwd", server->password);
}

static const TpkClientLimits limits = {
  .name = "pjsua",
  .features = TPK_CLIENT_STUN | TPK_CLIENT_ALL_TURN | TPK_CLIENT_PASSWORD,
  .max_stun = MAX_STUN,
  .max_turn = 1,
  .carries = carries,
};

static void
append_option (GString    *text,
               const char *name,
               const char *value)
{
  g_autofree char *option = dup_option (name, value);

  g_string_append (text, option);
}

static void
append_address (GString    *text,
                const char *name,
                TpkIceUrl  *url)
{
  g_autofree char *address = tpk_client_writer_dup_address (url);

  append_option (text, name, address);
}

static void
append_server (GString           *text,
               TpkWritableServer *server)
{
  for (guint i = 0; i < server->urls->len; i++) {
    TpkIceUrl *url = ((TpkWritableUrl *) g_ptr_array_index (server->urls, i))->url;

    if (!tpk_ice_url_is_turn (url)) {
      append_address (text, "stun-srv", url);
      continue;
    }

    g_string_append (text, "--use-turn\n");
    append_address (text, "turn-srv", url);
    if (tpk_ice_url_is_secure (url))
      g_string_append (text, "--turn-tls\n");
    else if (tpk_ice_url_get_transport (url) == TPK_TRANSPORT_TCP)
      g_string_append (text, "--turn-tcp\n");
    append_option (text, "turn-user", server->username);
    append_option (text, "turn-passwd", server->password);
  }
}

static TpkExport *
write_profile (TpkProfile  *profile,
               gint64       now_s,
               GError     **error)
{
  g_autoptr (TpkExport) export = tpk_export_new (NULL);
  g_autoptr (GPtrArray) servers = tpk_client_writer_select (&limits, profile, now_s, export);
  g_autoptr (GString) text = g_string_new ("# pjsua --config-file\n--use-ice\n");

  for (guint i = 0; i < servers->len; i++)
    append_server (text, g_ptr_array_index (servers, i));

  tpk_export_set_text (export, g_string_free (g_steal_pointer (&text), FALSE));
  return g_steal_pointer (&export);
}

const TpkDialect tpk_dialect_pjsua = {
  .id = "pjsua",
  .name = N_("pjsua"),
  .version = "PJSIP 2.14",
  .about = N_("For the pjsua softphone and what is built on it: lines of its configuration file"),
  .content_type = "text/plain",
  .suffix = "cfg",
  .limits = &limits,
  .write = write_profile,
};
