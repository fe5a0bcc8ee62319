/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#pragma once

#include "tpk-server.h"

G_BEGIN_DECLS

struct _TpkServer
{
  GObject parent_instance;

  char *id;                     /* (owned) */
  char *label;                  /* (owned) */
  gboolean enabled;
  GListStore *urls;             /* (owned) of TpkIceUrl */
  TpkCredential *credential;    /* (owned) */

  JsonObject *unknown;              /* (nullable) (owned) */
  JsonObject *credential_unknown;   /* (nullable) (owned) */

  GBytes *text;                 /* (nullable) (owned): in a document, until something changes */
};
TpkServer *tpk_server_new_with_id (const char *id);
void       tpk_server_changed     (TpkServer  *self);
gboolean   tpk_server_assign_urls (TpkServer  *self,
                                   GPtrArray  *urls);
GBytes    *tpk_server_get_text    (TpkServer  *self);
void       tpk_server_forget_text (TpkServer  *self);

G_END_DECLS
