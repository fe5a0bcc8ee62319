/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#pragma once

#include "model/tpk-document.h"

G_BEGIN_DECLS

/* What stands in the place of a secret. */
#define TPK_MASK_TEXT "••••••"

/* Hides secrets in texts of any format: by their known values, and by the names that stand before
 * them. Reference-counted; complete it before it is shared. */
typedef struct _TpkMask TpkMask;

TpkMask *tpk_mask_new          (void);
TpkMask *tpk_mask_ref          (TpkMask     *self);
void     tpk_mask_unref        (TpkMask     *self);

void     tpk_mask_add_secret   (TpkMask     *self,
                                const char  *secret);
void     tpk_mask_add_profile  (TpkMask     *self,
                                TpkProfile  *profile,
                                gint64       now_s);
void     tpk_mask_add_document (TpkMask     *self,
                                TpkDocument *document,
                                gint64       now_s);
void     tpk_mask_add_text     (TpkMask     *self,
                                const char  *text);

char    *tpk_mask_apply        (TpkMask     *self,
                                const char  *text);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TpkMask, tpk_mask_unref)

G_END_DECLS
