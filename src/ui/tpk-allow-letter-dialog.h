/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#pragma once

#include <adwaita.h>

#include "cloud/tpk-allow-letter.h"
#include "model/tpk-cloud-settings.h"

G_BEGIN_DECLS

#define TPK_TYPE_ALLOW_LETTER_DIALOG (tpk_allow_letter_dialog_get_type ())
G_DECLARE_FINAL_TYPE (TpkAllowLetterDialog, tpk_allow_letter_dialog, TPK, ALLOW_LETTER_DIALOG,
                      AdwWindow)

GtkWidget *tpk_allow_letter_dialog_new        (TpkAllowList         *list,
                                               const char           *findings,
                                               TpkCloudSettings     *settings);
char      *tpk_allow_letter_dialog_dup_mailto (TpkAllowLetterDialog *self);

G_END_DECLS
