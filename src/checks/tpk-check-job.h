/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#pragma once

#include "tpk-mailbox.h"
#include "tpk-nat.h"
#include "tpk-proxy.h"
#include "tpk-target.h"

G_BEGIN_DECLS

/* The work of one run, done in the checking thread. */
typedef struct _TpkCheckJob TpkCheckJob;

typedef struct {
  guint       timeout_ms;   /* of one target */
  guint       jobs;         /* targets open at once */
  const char *ca_file;      /* (nullable): absolute path */
  gboolean    proxy_given;  /* so that the system is not asked for one */
  TpkProxy   *proxy;        /* (nullable): leads to what is dialled over TCP; NULL for none */
  GError     *proxy_error;  /* (nullable): why what was given could not be understood */
  TpkStageId  last_stage;
} TpkCheckJobOptions;

TpkCheckJob *tpk_check_job_new    (GPtrArray                *specs,
                                   const TpkCheckJobOptions *options,
                                   TpkMailbox               *mailbox);
TpkCheckJob *tpk_check_job_ref    (TpkCheckJob              *self);
void         tpk_check_job_unref  (TpkCheckJob              *self);
void         tpk_check_job_start  (TpkCheckJob              *self);
void         tpk_check_job_cancel (TpkCheckJob              *self);
void         tpk_check_job_get_nat (TpkCheckJob             *self,
                                   TpkNat                   *nat);

G_END_DECLS
