/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Another client of a real server, which holds one allocation as TPK_TEST_USER. */
typedef struct _TpkTestHolder TpkTestHolder;

TpkTestHolder *tpk_test_holder_new  (guint16        port);
void           tpk_test_holder_free (TpkTestHolder *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TpkTestHolder, tpk_test_holder_free)

G_END_DECLS
