/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#pragma once

#include <gio/gio.h>

#include "model/tpk-finding.h"

G_BEGIN_DECLS

#define TPK_TYPE_EXPORT (tpk_export_get_type ())
G_DECLARE_FINAL_TYPE (TpkExport, tpk_export, TPK, EXPORT, GObject)

TpkExport  *tpk_export_new       (const char *text);
void        tpk_export_set_text  (TpkExport  *self,
                                  char       *text);
void        tpk_export_take_note (TpkExport  *self,
                                  TpkFinding *note);

const char *tpk_export_get_text  (TpkExport  *self);
GListModel *tpk_export_get_notes (TpkExport  *self);

G_END_DECLS
