/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#pragma once

#include <gtk/gtk.h>

#include "dialects/tpk-judgement.h"

G_BEGIN_DECLS

#define TPK_TYPE_CLIENT_CHIP (tpk_client_chip_get_type ())
G_DECLARE_FINAL_TYPE (TpkClientChip, tpk_client_chip, TPK, CLIENT_CHIP, GtkWidget)

GtkWidget    *tpk_client_chip_new             (const char    *client);

const char   *tpk_client_chip_get_client      (TpkClientChip *self);
TpkJudgement *tpk_client_chip_get_judgement   (TpkClientChip *self);
void          tpk_client_chip_set_judgement   (TpkClientChip *self,
                                               TpkJudgement  *judgement);
char         *tpk_client_chip_dup_description (TpkClientChip *self);

G_END_DECLS
