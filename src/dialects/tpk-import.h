/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#pragma once

#include "model/tpk-profile.h"

G_BEGIN_DECLS

#define TPK_TYPE_IMPORT (tpk_import_get_type ())
G_DECLARE_FINAL_TYPE (TpkImport, tpk_import, TPK, IMPORT, GObject)

TpkImport  *tpk_import_new         (const char  *dialect);

const char *tpk_import_get_dialect (TpkImport   *self);
/* What was read, as a profile of its own; only what has_*() says was in the text. */
TpkProfile *tpk_import_get_profile (TpkImport   *self);
gboolean    tpk_import_has_route   (TpkImport   *self);
void        tpk_import_set_route   (TpkImport   *self,
                                    TpkRoute     route);
gboolean    tpk_import_has_relay_only (TpkImport *self);
void        tpk_import_set_relay_only (TpkImport *self,
                                       gboolean   relay_only);
/* What was left, and why, as TpkFinding. */
GListModel *tpk_import_get_notes   (TpkImport   *self);
void        tpk_import_take_note   (TpkImport   *self,
                                    TpkFinding  *note);
/* What a service says of the life of its credentials; 0 when it says nothing. */
guint       tpk_import_get_lifetime_s (TpkImport *self);
void        tpk_import_set_lifetime_s (TpkImport *self,
                                       guint      lifetime_s);
gint64      tpk_import_get_expiry_s   (TpkImport *self);
void        tpk_import_set_expiry_s   (TpkImport *self,
                                       gint64     expiry_s);
gboolean    tpk_import_is_empty    (TpkImport   *self);
/* Adds what was read to @profile; nothing is removed from it. */
void        tpk_import_apply       (TpkImport   *self,
                                    TpkProfile  *profile);

G_END_DECLS
