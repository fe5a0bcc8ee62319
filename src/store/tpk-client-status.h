/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#pragma once

#include "model/tpk-client-file.h"

#include "tpk-file-change.h"

G_BEGIN_DECLS

/**
 * TpkClientState:
 * @TPK_CLIENT_OFF: switched off: it is not written
 * @TPK_CLIENT_IN_STEP: it holds what is applied
 * @TPK_CLIENT_NEW: it is written for the first time when the draft is applied
 * @TPK_CLIENT_CHANGES: it changes when the draft is applied
 * @TPK_CLIENT_MISSING: it was written, and somebody removed it
 * @TPK_CLIENT_OUTDATED: somebody put back what Turnpike wrote earlier
 * @TPK_CLIENT_FOREIGN: somebody else wrote it
 * @TPK_CLIENT_BLOCKED: it cannot be written
 *
 * How a client file stands. Whether what is to come waits for the end of a call, the workspace
 * knows.
 */
typedef enum {
  TPK_CLIENT_OFF,
  TPK_CLIENT_IN_STEP,
  TPK_CLIENT_NEW,
  TPK_CLIENT_CHANGES,
  TPK_CLIENT_MISSING,
  TPK_CLIENT_OUTDATED,
  TPK_CLIENT_FOREIGN,
  TPK_CLIENT_BLOCKED,
} TpkClientState;

/* An immutable value: how one client file of a draft stands to what is on the disk. */
#define TPK_TYPE_CLIENT_STATUS (tpk_client_status_get_type ())
G_DECLARE_FINAL_TYPE (TpkClientStatus, tpk_client_status, TPK, CLIENT_STATUS, GObject)

TpkClientStatus *tpk_client_status_new          (const char      *path,
                                                 const char      *client,
                                                 TpkClientFile   *file,
                                                 TpkClientState   state,
                                                 TpkFileChange   *change);
void             tpk_client_status_set_target   (TpkClientStatus *self,
                                                 const char      *target);
void             tpk_client_status_set_reason   (TpkClientStatus *self,
                                                 const char      *reason);
void             tpk_client_status_set_mtime    (TpkClientStatus *self,
                                                 gint64           mtime_s);

const char      *tpk_client_status_get_path     (TpkClientStatus *self);
const char      *tpk_client_status_get_client   (TpkClientStatus *self);
TpkClientFile   *tpk_client_status_get_file     (TpkClientStatus *self);
TpkClientState   tpk_client_status_get_state    (TpkClientStatus *self);
TpkFileChange   *tpk_client_status_get_change   (TpkClientStatus *self);
const char      *tpk_client_status_get_target   (TpkClientStatus *self);
const char      *tpk_client_status_get_reason   (TpkClientStatus *self);
gint64           tpk_client_status_get_mtime    (TpkClientStatus *self);

G_END_DECLS
