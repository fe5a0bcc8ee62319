/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#pragma once

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

typedef enum {
  TPK_CREDENTIAL_NONE,
  TPK_CREDENTIAL_PASSWORD,
  TPK_CREDENTIAL_SECRET,
} TpkCredentialKind;

#define TPK_CREDENTIAL_DEFAULT_LIFETIME_S (24 * 60 * 60)

/* An immutable, reference-counted value; a boxed type. */
typedef struct _TpkCredential TpkCredential;

#define TPK_TYPE_CREDENTIAL (tpk_credential_get_type ())
GType              tpk_credential_get_type       (void) G_GNUC_CONST;

TpkCredential     *tpk_credential_new_none       (void);
TpkCredential     *tpk_credential_new_password   (const char    *username,
                                                  const char    *password);
TpkCredential     *tpk_credential_new_secret     (const char    *user,
                                                  const char    *secret,
                                                  guint          lifetime_s);
TpkCredential     *tpk_credential_new_from_json  (JsonObject    *object,
                                                  GError       **error);
JsonObject        *tpk_credential_to_json        (TpkCredential *self);
TpkCredential     *tpk_credential_ref            (TpkCredential *self);
void               tpk_credential_unref          (TpkCredential *self);
gboolean           tpk_credential_equal          (TpkCredential *self,
                                                  TpkCredential *other);

TpkCredentialKind  tpk_credential_get_kind       (TpkCredential *self);
const char        *tpk_credential_get_username   (TpkCredential *self);
const char        *tpk_credential_get_password   (TpkCredential *self);
const char        *tpk_credential_get_secret     (TpkCredential *self);
guint              tpk_credential_get_lifetime_s (TpkCredential *self);
gboolean           tpk_credential_resolve        (TpkCredential *self,
                                                  gint64         now_s,
                                                  char         **username,
                                                  char         **password);
gboolean           tpk_credential_get_expiry     (TpkCredential *self,
                                                  gint64         now_s,
                                                  gint64        *expiry_s);

const char        *tpk_credential_kind_to_string   (TpkCredentialKind  kind);
gboolean           tpk_credential_kind_from_string (const char        *text,
                                                    TpkCredentialKind *kind);
gboolean           tpk_username_get_expiry         (const char        *username,
                                                    gint64            *expiry_s);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TpkCredential, tpk_credential_unref)

G_END_DECLS
