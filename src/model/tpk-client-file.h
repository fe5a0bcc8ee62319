/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#pragma once

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

#define TPK_TYPE_CLIENT_FILE (tpk_client_file_get_type ())
G_DECLARE_FINAL_TYPE (TpkClientFile, tpk_client_file, TPK, CLIENT_FILE, GObject)

TpkClientFile *tpk_client_file_new           (const char     *client,
                                              const char     *path);
TpkClientFile *tpk_client_file_new_from_json (JsonObject     *object,
                                              GError        **error);
JsonObject    *tpk_client_file_to_json       (TpkClientFile  *self);

const char    *tpk_client_file_get_client    (TpkClientFile  *self);
const char    *tpk_client_file_get_path      (TpkClientFile  *self);
gboolean       tpk_client_file_get_enabled   (TpkClientFile  *self);

TpkClientFile *tpk_client_file_with_target   (TpkClientFile  *self,
                                              const char     *client,
                                              const char     *path);
TpkClientFile *tpk_client_file_with_enabled  (TpkClientFile  *self,
                                              gboolean        enabled);

gboolean       tpk_client_file_equal         (TpkClientFile  *self,
                                              TpkClientFile  *other);

G_END_DECLS
