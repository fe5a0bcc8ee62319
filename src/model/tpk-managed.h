/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#pragma once

#include "tpk-document.h"

G_BEGIN_DECLS

/* What an administrator can give a default for, and lock. */
typedef enum {
  TPK_MANAGED_ROUTE,
  TPK_MANAGED_RELAY_ONLY,
  TPK_MANAGED_SIGNALLING_PROXY,
  TPK_MANAGED_SERVERS,
  TPK_MANAGED_CLOUD,
  TPK_MANAGED_ALLOW_LIST,
  TPK_MANAGED_CLIENT_FILES,
  TPK_MANAGED_SECRETS,
} TpkManagedMember;

#define TPK_N_MANAGED 8

/* The administrator's defaults and locks, out of all system documents. Complete it before it is
 * shared; reference-counted. */
typedef struct _TpkManaged TpkManaged;

TpkManaged *tpk_managed_new              (void);
TpkManaged *tpk_managed_ref              (TpkManaged        *self);
void        tpk_managed_unref            (TpkManaged        *self);
gboolean    tpk_managed_add              (TpkManaged        *self,
                                          const char        *source,
                                          const char        *data,
                                          gssize             length,
                                          GError           **error);

const char *tpk_managed_get_lock         (TpkManaged        *self,
                                          TpkManagedMember   member);
guint       tpk_managed_compare          (TpkManaged        *self,
                                          TpkDocument       *document);
guint       tpk_managed_enforce          (TpkManaged        *self,
                                          TpkDocument       *document);
gboolean    tpk_managed_apply_defaults   (TpkManaged        *self,
                                          TpkDocument       *document);

const char *tpk_managed_member_to_string (TpkManagedMember   member);
char       *tpk_managed_dup_reason       (TpkManaged        *self,
                                          guint              members);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TpkManaged, tpk_managed_unref)

G_END_DECLS
