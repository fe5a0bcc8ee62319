/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* Authorities, by name; does not change. */
typedef struct _TpkIssuers TpkIssuers;

TpkIssuers       *tpk_issuers_new        (const char      *folder);
void              tpk_issuers_free       (TpkIssuers      *self);
const TpkIssuers *tpk_issuers_get_public (void);

gboolean          tpk_issuers_vouch_for  (const TpkIssuers *self,
                                          GTlsCertificate  *certificate);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TpkIssuers, tpk_issuers_free)

G_END_DECLS
