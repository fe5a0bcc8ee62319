/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#pragma once

#include <gio/gio.h>

#include "tpk-client-file.h"
#include "tpk-profile.h"

G_BEGIN_DECLS

#define TPK_DOCUMENT_SCHEMA 1
#define TPK_DOCUMENT_MAX_BYTES (32 * 1024 * 1024)

#define TPK_TYPE_DOCUMENT (tpk_document_get_type ())
G_DECLARE_FINAL_TYPE (TpkDocument, tpk_document, TPK, DOCUMENT, GObject)

TpkDocument *tpk_document_new                (void);
TpkDocument *tpk_document_new_from_data      (const char    *data,
                                              gssize         length,
                                              GError       **error);
TpkDocument *tpk_document_new_from_json      (JsonNode      *root,
                                              GError       **error);
gboolean     tpk_document_check_schema       (JsonObject    *object,
                                              GError       **error);
char        *tpk_document_to_data            (TpkDocument   *self,
                                              gsize         *length);
void         tpk_document_assign             (TpkDocument   *self,
                                              TpkDocument   *other);
TpkDocument *tpk_document_copy               (TpkDocument   *self);

GListModel  *tpk_document_get_profiles       (TpkDocument   *self);
TpkProfile  *tpk_document_get_active_profile (TpkDocument   *self);
void         tpk_document_set_active_profile (TpkDocument   *self,
                                              TpkProfile    *profile);
TpkProfile  *tpk_document_find_profile       (TpkDocument   *self,
                                              const char    *name);
TpkProfile  *tpk_document_add_profile        (TpkDocument   *self,
                                              const char    *name);
void         tpk_document_remove_profile     (TpkDocument   *self,
                                              TpkProfile    *profile);
GListModel  *tpk_document_get_client_files   (TpkDocument   *self);
void         tpk_document_add_client_file    (TpkDocument   *self,
                                              TpkClientFile *file);
void         tpk_document_insert_client_file (TpkDocument   *self,
                                              guint          position,
                                              TpkClientFile *file);
void         tpk_document_remove_client_file (TpkDocument   *self,
                                              TpkClientFile *file);
gboolean     tpk_document_get_secrets_in_file (TpkDocument  *self);
void         tpk_document_set_secrets_in_file (TpkDocument  *self,
                                              gboolean       in_file);

G_END_DECLS
