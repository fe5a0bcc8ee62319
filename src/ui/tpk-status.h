/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#pragma once

#include <gio/gio.h>

#include "tpk-checker.h"
#include "tpk-state-icon.h"

G_BEGIN_DECLS

typedef enum {
  TPK_STATUS_UNCHECKED,        /* not checked yet, or not since something changed */
  TPK_STATUS_RUNNING,
  TPK_STATUS_WORKS,
  TPK_STATUS_WORKS_BUT,
  TPK_STATUS_FAILS,
  TPK_STATUS_CANNOT,           /* nothing could be tried: no network, or our own fault */
} TpkStatusKind;

/* What is known, to be put in words. */
typedef struct {
  TpkProfile  *profile;
  TpkCheckRun *run;            /* (nullable): the last one */
  gboolean     running;
  TpkCheckAge  age;
  const char  *network;        /* (nullable): the name of the network that @run was on */
  gboolean     modified;       /* whether there is anything to apply */
} TpkStatusFacts;

/* One headline, one sentence of advice, one action. */
typedef struct {
  TpkStatusKind  kind;
  char          *headline;     /* (owned) */
  char          *advice;       /* (owned) */
  char          *label;        /* (owned): of the action, with a mnemonic */
  const char    *action;       /* (unowned): its name, of the window or the page */
  GVariant      *target;       /* (nullable) (owned) */
} TpkStatus;

TpkStatus  *tpk_status_new              (const TpkStatusFacts *facts);
void        tpk_status_free             (TpkStatus            *self);
TpkState    tpk_status_get_state        (const TpkStatus      *self);
const char *tpk_status_get_age_headline (TpkCheckAge           age);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TpkStatus, tpk_status_free)

G_END_DECLS
