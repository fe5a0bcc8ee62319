/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#pragma once

#include "checks/tpk-check-run.h"

#include "tpk-state-icon.h"

G_BEGIN_DECLS

/* A place on the way of a call. */
typedef struct {
  const char *icon_name;       /* (unowned): static */
  char       *title;           /* (owned) */
  char       *detail;          /* (nullable) (owned): such as an address */
} TpkPathStop;

/* The way from one place to the next. */
typedef struct {
  TpkState    state;
  char       *measured;        /* (owned): such as "12 ms · TLS 1.3", or what went wrong */
  char       *security;        /* (nullable) (owned): whether this leg is encrypted */
} TpkPathLeg;

/* How a call would go: an immutable value with one leg fewer than stops. */
typedef struct {
  GPtrArray  *stops;           /* (owned) (element-type TpkPathStop) */
  GPtrArray  *legs;            /* (owned) (element-type TpkPathLeg) */
  char       *description;     /* (owned): all of it in words */
} TpkPath;

TpkPath   *tpk_path_new            (TpkCheckRun *run,
                                    TpkProfile  *profile);
TpkPath   *tpk_path_new_for_result (TpkResult   *result);
void       tpk_path_free           (TpkPath     *self);
TpkResult *tpk_path_dup_result     (TpkCheckRun *run);
gboolean   tpk_path_is_running     (TpkPath     *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TpkPath, tpk_path_free)

G_END_DECLS
