/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* A port that swallows: datagrams are never answered, connections never accepted nor refused. */
typedef struct _TpkTestBlackHole TpkTestBlackHole;

TpkTestBlackHole *tpk_test_black_hole_new      (GSocketFamily     family);
void              tpk_test_black_hole_free     (TpkTestBlackHole *self);
guint16           tpk_test_black_hole_get_port (TpkTestBlackHole *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TpkTestBlackHole, tpk_test_black_hole_free)

G_END_DECLS
