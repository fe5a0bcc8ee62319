/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#pragma once

#include <gtk/gtk.h>

#include "checks/tpk-result.h"
#include "checks/tpk-verdict.h"
#include "model/tpk-finding.h"

G_BEGIN_DECLS

/* What a row has to say at a glance, in the order of how much it matters. */
typedef enum {
  TPK_STATE_NONE,              /* nothing is known yet */
  TPK_STATE_OFF,               /* switched off by the user */
  TPK_STATE_GOOD,
  TPK_STATE_NOTE,
  TPK_STATE_RUNNING,
  TPK_STATE_WARNING,
  TPK_STATE_ERROR,
} TpkState;

#define TPK_TYPE_STATE_ICON (tpk_state_icon_get_type ())
G_DECLARE_FINAL_TYPE (TpkStateIcon, tpk_state_icon, TPK, STATE_ICON, GtkWidget)

GtkWidget  *tpk_state_icon_new          (void);

TpkState    tpk_state_icon_get_state    (TpkStateIcon   *self);
void        tpk_state_icon_set_state    (TpkStateIcon   *self,
                                         TpkState        state);

TpkState    tpk_state_from_severity     (TpkSeverity     severity);
TpkState    tpk_state_from_result       (TpkResultState  state);
TpkState    tpk_state_from_verdict      (TpkVerdictState state);
const char *tpk_state_get_name          (TpkState        state);
const char *tpk_state_get_icon_name     (TpkState        state);
const char *tpk_state_get_style_class   (TpkState        state);

G_END_DECLS
