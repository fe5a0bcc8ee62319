/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#pragma once

#include <gtk/gtk.h>

#include "tpk-checker.h"

G_BEGIN_DECLS

/* What the bar may be about, the most important first. */
typedef enum {
  TPK_BANNER_CONFLICT,         /* somebody else changed the settings */
  TPK_BANNER_STAGED,           /* changes wait for the end of a call */
  TPK_BANNER_CALL,             /* somebody is in a call */
  TPK_BANNER_CREDENTIALS,      /* a sign-in has run out or is about to */
  TPK_BANNER_NETWORK,          /* the results are of another network */
  TPK_BANNER_CHANGES,          /* changes are not applied */
  TPK_BANNER_NONE,
} TpkBanner;

#define TPK_TYPE_SESSION_BAR (tpk_session_bar_get_type ())
G_DECLARE_FINAL_TYPE (TpkSessionBar, tpk_session_bar, TPK, SESSION_BAR, GtkWidget)

GtkWidget *tpk_session_bar_new           (void);

void       tpk_session_bar_set_workspace (TpkSessionBar *self,
                                          TpkWorkspace  *workspace,
                                          TpkChecker    *checker);
TpkBanner  tpk_session_bar_get_banner    (TpkSessionBar *self);

G_END_DECLS
