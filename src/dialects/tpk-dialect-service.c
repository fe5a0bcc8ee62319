/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#define G_LOG_DOMAIN "tpk-dialect-service"

#include "config.h"

#include "tpk-dialect-private.h"

#include <glib/gi18n-lib.h>

#include "tpk-extdisco-reader.h"
#include "tpk-link-reader.h"
#include "tpk-service-json.h"
#include "tpk-service-lifetime.h"

/*
 * The answers of services that give out servers with credentials for some time. It belongs to no
 * client. What Cloudflare, Metered and others answer in the very words of an RTCConfiguration is
 * recognised as one, and can be read here all the same.
 */

typedef struct {
  int      (* recognise) (const char  *text);
  gboolean (* read)      (const char  *text,
                          TpkImport   *import,
                          GError     **error);
} Family;

/* The last is tried when none is sure. */
static const Family families[] = {
  { tpk_link_recognise, tpk_link_read },
  { tpk_extdisco_recognise, tpk_extdisco_read },
  { tpk_service_json_recognise, tpk_service_json_read },
};

static TpkImport *
read_text (const char  *text,
           GError     **error)
{
  g_autoptr (TpkImport) import = tpk_import_new (tpk_dialect_service.id);
  guint family = 0;

  while (family < G_N_ELEMENTS (families) - 1 && families[family].recognise (text) == 0)
    family++;

  if (!families[family].read (text, import, error))
    return NULL;

  if (tpk_profile_get_n_servers (tpk_import_get_profile (import)) > 0) {
    tpk_import_set_route (import, TPK_ROUTE_OWN);
    tpk_service_lifetime_finish (import);
  }

  return g_steal_pointer (&import);
}

static int
recognise (const char *text)
{
  int best = 0;

  for (guint i = 0; i < G_N_ELEMENTS (families); i++)
    best = MAX (best, families[i].recognise (text));

  return best;
}

const TpkDialect tpk_dialect_service = {
  .id = "service",
  .name = N_("Answer of a service"),
  .version = "TURN REST, RFC 9725, XEP-0215, vendors of 2026",
  .recognise = recognise,
  .read = read_text,
};
