/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#pragma once

#include "model/tpk-finding.h"
#include "model/tpk-ice-url.h"

#include "tpk-group.h"

G_BEGIN_DECLS

#define TPK_TYPE_URL_EDITOR (tpk_url_editor_get_type ())
G_DECLARE_FINAL_TYPE (TpkUrlEditor, tpk_url_editor, TPK, URL_EDITOR, TpkGroup)

GtkWidget  *tpk_url_editor_new           (void);

const char *tpk_url_editor_get_text      (TpkUrlEditor *self);
void        tpk_url_editor_set_text      (TpkUrlEditor *self,
                                          const char   *text);
void        tpk_url_editor_set_findings  (TpkUrlEditor *self,
                                          GPtrArray    *findings);
void        tpk_url_editor_set_removable (TpkUrlEditor *self,
                                          gboolean      removable);

G_END_DECLS
