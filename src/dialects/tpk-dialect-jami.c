/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#define G_LOG_DOMAIN "tpk-dialect-jami"

#include "config.h"

#include "tpk-dialect-private.h"

#include <glib/gi18n-lib.h>

#include "tpk-client-writer.h"

/*
 * The keys of an account of Jami, as the dictionary of texts that setAccountDetails() of its D-Bus
 * service takes. There is one STUN and one TURN server, and no word on UDP or TCP.
 */

static const TpkClientLimits limits = {
  .name = "Jami",
  .features = TPK_CLIENT_STUN | TPK_CLIENT_TURN_UDP | TPK_CLIENT_TURN_TCP | TPK_CLIENT_IPV6 |
              TPK_CLIENT_PASSWORD,
  .max_stun = 1,
  .max_turn = 1,
};

static void
add (GVariantBuilder *builder,
     const char      *key,
     const char      *value)
{
  g_variant_builder_add (builder, "{ss}", key, value);
}

static void
add_server (GVariantBuilder *builder,
            GPtrArray       *servers,
            gboolean         turn)
{
  g_autofree char *address = NULL;
  TpkClientChoice choice;
  gboolean any = tpk_client_writer_find (servers, turn, &choice);

  add (builder, turn ? "TURN.enable" : "STUN.enable", any ? "true" : "false");
  if (!any)
    return;

  address = tpk_client_writer_dup_address (choice.url);
  add (builder, turn ? "TURN.server" : "STUN.server", address);
  if (!turn)
    return;

  add (builder, "TURN.username", choice.server->username);
  add (builder, "TURN.password", choice.server->password);
  add (builder, "TURN.realm", "");
}

static void
note_transport (TpkExport *export,
                GPtrArray *servers)
{
  TpkClientChoice choice;

  if (tpk_client_writer_find (servers, TRUE, &choice))
    tpk_client_writer_note (export, TPK_SEVERITY_INFO, "transport-not-said",
                            _("Jami decides by itself between UDP and TCP for TURN. Let the server "
                              "answer both on this port."));
}

static TpkExport *
write_profile (TpkProfile  *profile,
               gint64       now_s,
               GError     **error)
{
  g_autoptr (TpkExport) export = tpk_export_new (NULL);
  g_autoptr (GPtrArray) servers = tpk_client_writer_select (&limits, profile, now_s, export);
  g_auto (GVariantBuilder) builder = G_VARIANT_BUILDER_INIT (G_VARIANT_TYPE ("a{ss}"));
  g_autoptr (GVariant) details = NULL;
  g_autofree char *text = NULL;

  add_server (&builder, servers, FALSE);
  add_server (&builder, servers, TRUE);
  details = g_variant_ref_sink (g_variant_builder_end (&builder));
  text = g_variant_print (details, FALSE);

  note_transport (export, servers);
  tpk_client_writer_note_manual (export,
                                 _("Enter the values in the advanced settings of the account, or "
                                   "give the text to “setAccountDetails” of Jami's D-Bus "
                                   "service."));

  tpk_export_set_text (export, g_strconcat (text, "\n", NULL));
  return g_steal_pointer (&export);
}

const TpkDialect tpk_dialect_jami = {
  .id = "jami",
  .name = N_("Jami"),
  .version = "jami-daemon 20230206",
  .about = N_("For Jami: what to enter in the settings of an account"),
  .content_type = "text/plain",
  .suffix = "txt",
  .write = write_profile,
};
