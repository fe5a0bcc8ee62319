/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* Several files that are replaced together. */
typedef struct _TpkTransaction TpkTransaction;

TpkTransaction *tpk_transaction_new    (void);
gboolean        tpk_transaction_add    (TpkTransaction  *self,
                                        const char      *path,
                                        const char      *data,
                                        gsize            length,
                                        GBytes          *old,
                                        GError         **error);
guint           tpk_transaction_get_n_files (TpkTransaction *self);
gboolean        tpk_transaction_commit (TpkTransaction  *self,
                                        GError         **error);
void            tpk_transaction_free   (TpkTransaction  *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TpkTransaction, tpk_transaction_free)

G_END_DECLS
