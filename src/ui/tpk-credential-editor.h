/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#pragma once

#include "model/tpk-credential.h"

#include "tpk-group.h"

G_BEGIN_DECLS

#define TPK_TYPE_CREDENTIAL_EDITOR (tpk_credential_editor_get_type ())
G_DECLARE_FINAL_TYPE (TpkCredentialEditor, tpk_credential_editor, TPK, CREDENTIAL_EDITOR,
                      TpkGroup)

GtkWidget     *tpk_credential_editor_new            (void);

TpkCredential *tpk_credential_editor_dup_credential (TpkCredentialEditor *self);
void           tpk_credential_editor_set_credential (TpkCredentialEditor *self,
                                                     TpkCredential       *credential);
void           tpk_credential_editor_set_findings   (TpkCredentialEditor *self,
                                                     GPtrArray           *findings);

G_END_DECLS
