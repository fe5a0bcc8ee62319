/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#pragma once

#include <gio/gio.h>
#include <json-glib/json-glib.h>

#include "tpk-credential.h"
#include "tpk-ice-url.h"

G_BEGIN_DECLS

#define TPK_TYPE_SERVER (tpk_server_get_type ())
G_DECLARE_FINAL_TYPE (TpkServer, tpk_server, TPK, SERVER, GObject)

TpkServer     *tpk_server_new            (void);
TpkServer     *tpk_server_new_from_json  (JsonObject     *object,
                                          GError        **error);
JsonObject    *tpk_server_to_json        (TpkServer      *self);
void           tpk_server_assign         (TpkServer      *self,
                                          TpkServer      *other);
TpkServer     *tpk_server_copy           (TpkServer      *self);
TpkServer     *tpk_server_clone          (TpkServer      *self);

const char    *tpk_server_get_id         (TpkServer      *self);
const char    *tpk_server_get_label      (TpkServer      *self);
void           tpk_server_set_label      (TpkServer      *self,
                                          const char     *label);
char          *tpk_server_dup_title      (TpkServer      *self);
gboolean       tpk_server_get_enabled    (TpkServer      *self);
void           tpk_server_set_enabled    (TpkServer      *self,
                                          gboolean        enabled);
GListModel    *tpk_server_get_urls       (TpkServer      *self);
guint          tpk_server_get_n_urls     (TpkServer      *self);
TpkIceUrl     *tpk_server_get_url        (TpkServer      *self,
                                          guint           position);
void           tpk_server_add_url        (TpkServer      *self,
                                          const char     *text);
void           tpk_server_set_url        (TpkServer      *self,
                                          guint           position,
                                          const char     *text);
void           tpk_server_remove_url     (TpkServer      *self,
                                          guint           position);
void           tpk_server_set_urls       (TpkServer      *self,
                                          const char *const *texts);
TpkCredential *tpk_server_get_credential (TpkServer      *self);
void           tpk_server_set_credential (TpkServer      *self,
                                          TpkCredential  *credential);
gboolean       tpk_server_is_secret_lost (TpkServer      *self);

G_END_DECLS
