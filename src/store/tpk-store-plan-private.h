/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#pragma once

#include "tpk-store-private.h"

G_BEGIN_DECLS

/* What is known while files are planned, one after the other. */
typedef struct {
  TpkStore    *store;
  TpkDocument *document;
  TpkProfile  *profile;      /* (owned): what clients are given */
  gint64       now_s;
  TpkWritten  *written;      /* (owned) */
  TpkMask     *mask;         /* (owned) */
  GHashTable  *targets;      /* (element-type filename) (owned): behind all links */
  GListStore  *changes;      /* (owned) */
  char        *text;         /* (nullable) (owned): the document, as it goes into its file */
  char        *reason;       /* (nullable) (owned): why the last file cannot be written */
} TpkStorePlan;

/* Without the mutex, for it can mean to ask somebody for the keyring. */
void     tpk_store_plan_begin    (TpkStorePlan   *plan,
                                  TpkStore       *store,
                                  TpkDocument    *document,
                                  gint64          now_s);
TpkProfile *tpk_store_plan_dup_profile (TpkStore       *store,
                                        TpkDocument    *document,
                                        gint64          now_s);
/* With the mutex held. */
gboolean tpk_store_plan_add_rtc  (TpkStorePlan   *plan,
                                  GError        **error);
gboolean tpk_store_plan_add_file (TpkStorePlan   *plan,
                                  TpkClientFile  *file,
                                  GError        **error);
void     tpk_store_plan_clear    (TpkStorePlan   *plan);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (TpkStorePlan, tpk_store_plan_clear)

G_END_DECLS
