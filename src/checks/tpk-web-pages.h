/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#pragma once

#include "tpk-ladder.h"

G_BEGIN_DECLS

typedef void (*TpkWebPagesFunc) (TpkTarget *target,
                                 gpointer   user_data);

/* The targets of a job for which web pages came. */
typedef struct _TpkWebPages TpkWebPages;

TpkWebPages *tpk_web_pages_new   (void);
void         tpk_web_pages_free  (TpkWebPages     *self);
void         tpk_web_pages_look  (TpkWebPages     *self,
                                  TpkLadder       *ladder);
void         tpk_web_pages_judge (TpkWebPages     *self,
                                  TpkWebPagesFunc  func,
                                  gpointer         user_data);

G_END_DECLS
