/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#define G_LOG_DOMAIN "tpk-cloud-whip"

#include "config.h"

#include "tpk-cloud-service-private.h"

#include <glib/gi18n-lib.h>

#include "dialects/tpk-link-reader.h"

#include "tpk-cloud-code.h"

/* WHIP and WHEP (RFC 9725): the servers are in `Link` headers. They are asked with OPTIONS, since a
 * POST would begin a session. */
static TpkCloudRequest *
build (TpkCloudSettings  *settings,
       guint              lifetime_s,
       gint64             now_s,
       GError           **error)
{
  const char *token = tpk_cloud_get (settings, TPK_CLOUD_FIELD_SECRET);
  TpkCloudRequest *request;

  request = tpk_cloud_request_new ("OPTIONS", tpk_cloud_get (settings, TPK_CLOUD_FIELD_ENDPOINT),
                                   "");
  if (*token != '\0')
    tpk_cloud_request_set_bearer (request, token);

  return request;
}

static TpkImport *
read_answer (TpkCloudSettings      *settings,
             const TpkCloudAnswer  *answer,
             GError               **error)
{
  g_autoptr (TpkImport) import = tpk_import_new ("service");

  if (*answer->links == '\0') {
    g_set_error_literal (error, TPK_CLOUD_ERROR, TPK_CLOUD_CODE_NO_SERVERS,
                         _("It sent no “Link” header."));
    return NULL;
  }

  if (!tpk_link_read (answer->links, import, error))
    return NULL;

  return g_steal_pointer (&import);
}

const TpkCloudService tpk_cloud_whip = {
  .id = "whip",
  .name = N_("WHIP or WHEP"),
  .uses = {
    { TPK_CLOUD_FIELD_ENDPOINT, N_("Address"), "https://media.example.org/whip", TRUE },
    { TPK_CLOUD_FIELD_SECRET, N_("Token"), NULL, FALSE },
    TPK_CLOUD_USE_CA_FILE,
  },
  .build = build,
  .read = read_answer,
};
