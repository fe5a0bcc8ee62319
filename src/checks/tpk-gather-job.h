/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#pragma once

#include "tpk-mailbox.h"
#include "tpk-proof-request.h"

G_BEGIN_DECLS

/* Gathers what ICE would, from each relay by itself; done in the checking thread. */
typedef struct _TpkGatherJob TpkGatherJob;

typedef struct {
  guint       timeout_ms;   /* of one relay */
  guint       at_once;      /* relays */
  gboolean    with_hosts;   /* the addresses of this computer, too */
  const char *ca_file;      /* (nullable): absolute path */
} TpkGatherJobOptions;

TpkGatherJob *tpk_gather_job_new    (GPtrArray                 *requests,
                                     const TpkGatherJobOptions *options,
                                     TpkMailbox                *mailbox);
TpkGatherJob *tpk_gather_job_ref    (TpkGatherJob              *self);
void          tpk_gather_job_unref  (TpkGatherJob              *self);
void          tpk_gather_job_start  (TpkGatherJob              *self);
void          tpk_gather_job_cancel (TpkGatherJob              *self);

G_END_DECLS
