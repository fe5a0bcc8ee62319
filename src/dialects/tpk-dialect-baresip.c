/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#define G_LOG_DOMAIN "tpk-dialect-baresip"

#include "config.h"

#include "tpk-dialect-private.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "tpk-client-writer.h"
#include "tpk-text-escape.h"

/*
 * The parameters of a line in baresip's file of accounts (1.0.0, libre 2.9). A value ends at the first
 * white space or semicolon outside of quotes. Quotes around all of it fall away, others are part of
 * it; a backslash in front of a quote or semicolon takes its meaning and stays. There is one server for STUN and TURN together.
 */

/* Whether a value is read as it is. An open quote takes in all that follows, which only the last
 * value of the line may do. */
static gboolean
stays_whole (const char *value,
             gboolean    last)
{
  gboolean quoted = FALSE;

  for (const char *p = value; *p != '\0'; p++) {
    if (*p == '"')
      quoted = !quoted;
    else if (!quoted && strchr (" \t;", *p) != NULL)
      return FALSE;
    else if (*p == '\\' && (p[1] == '"' || (p[1] == '\0' && !last)))
      return FALSE;
  }

  return *value != '\0' && (last || !quoted) &&
         !(*value == '"' && g_str_has_suffix (value, "\""));
}

/* Returns: (transfer full) (nullable): the value as it is written, or %NULL when none can be */
static char *
dup_value (const char *value,
           gboolean    last)
{
  if (tpk_text_has_control (value))
    return NULL;
  if (stays_whole (value, last))
    return g_strdup (value);
  if (*value == '\0' || strchr (value, '"') != NULL || g_str_has_suffix (value, "\\"))
    return NULL;

  return g_strdup_printf ("\"%s\"", value);
}

static gboolean
carries (const TpkWritableServer *server)
{
  g_autofree char *username = dup_value (server->username, FALSE);
  g_autofree char *password = dup_value (server->password, TRUE);

  return username != NULL && password != NULL;
}

static const TpkClientLimits limits = {
  .name = "baresip",
  .features = TPK_CLIENT_STUN | TPK_CLIENT_ALL_TURN | TPK_CLIENT_IPV6 | TPK_CLIENT_RELAY_ONLY |
              TPK_CLIENT_PASSWORD,
  .max_stun = 1,
  .max_turn = 1,
  .carries = carries,
};

static void
append_turn (GString               *text,
             const TpkClientChoice *choice,
             gboolean               relay_only)
{
  g_autofree char *username = dup_value (choice->server->username, FALSE);
  g_autofree char *password = dup_value (choice->server->password, TRUE);

  /* The way “turn” takes no other candidate than the relay's. */
  g_string_append_printf (text, ";medianat=%s;stunserver=%s;stunuser=%s;stunpass=%s\n",
                          relay_only ? "turn" : "ice", tpk_ice_url_get_canonical (choice->url),
                          username, password);
}

static TpkExport *
write_profile (TpkProfile  *profile,
               gint64       now_s,
               GError     **error)
{
  g_autoptr (TpkExport) export = tpk_export_new (NULL);
  g_autoptr (GPtrArray) servers = tpk_client_writer_select (&limits, profile, now_s, export);
  g_autoptr (GString) text = g_string_new ("# At the end of an account's line in "
                                           "~/.baresip/accounts:\n");
  TpkClientChoice turn, stun;
  gboolean has_turn = tpk_client_writer_find (servers, TRUE, &turn);
  gboolean has_stun = tpk_client_writer_find (servers, FALSE, &stun);

  if (has_turn)
    append_turn (text, &turn, tpk_profile_get_relay_only (profile));
  else if (has_stun)
    g_string_append_printf (text, ";medianat=ice;stunserver=%s\n",
                            tpk_ice_url_get_canonical (stun.url));

  if (has_turn && has_stun)
    tpk_client_writer_note (export, TPK_SEVERITY_INFO, "stun-by-turn-server",
                            _("baresip knows one server in all, so the STUN server was left out. "
                              "The TURN server answers STUN as well."));
  if (servers->len > 0)
    tpk_client_writer_note_manual (export,
                                   _("Append the line to that of your account in "
                                     "~/.baresip/accounts, without a space between."));

  tpk_export_set_text (export, g_string_free (g_steal_pointer (&text), FALSE));
  return g_steal_pointer (&export);
}

const TpkDialect tpk_dialect_baresip = {
  .id = "baresip",
  .name = N_("baresip"),
  .version = "baresip 1.0.0",
  .about = N_("For the baresip softphone: parameters of an account, with one server"),
  .content_type = "text/plain",
  .suffix = "txt",
  .limits = &limits,
  .write = write_profile,
};
