/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#pragma once

#include <gio/gio.h>
#include <json-glib/json-glib.h>

#include "model/tpk-profile.h"

#include "tpk-result.h"
#include "tpk-verdict.h"

G_BEGIN_DECLS

/* How a run is carried out. A zero member means the default. */
typedef struct {
  guint       timeout_ms;      /* of one target, all stages together; default 10 000 */
  guint       jobs;            /* targets open at once; default 64 */
  const char *ca_file;         /* (nullable): PEM, instead of the system's trust */
  const char *proxy;           /* (nullable): for TCP and TLS, http:// or socks5://, direct:// for
                                * none; default the system's */
  const char *proxy_password;  /* (nullable): instead of one in @proxy */
  gboolean    only_given;      /* whether @last_stage holds */
  TpkStageId  last_stage;      /* stop after this stage */
  gint64      now_s;           /* Unix time, for minted credentials; default the clock's */
  gboolean    proof;           /* whether calls are made through what works */
  guint       seconds;         /* how long each call talks; default 1 */
  gboolean    video;           /* whether it sends like a video after that, for as long */
  guint       calls;           /* side by side, at most 4; default 1 */
  gboolean    candidates;      /* whether what ICE gathers is gathered, too */
  gboolean    relay_only;      /* whether of that only what is relayed */
} TpkCheckOptions;

/* One run of checks: fills in live, in the main context it was created in. */
#define TPK_TYPE_CHECK_RUN (tpk_check_run_get_type ())
G_DECLARE_FINAL_TYPE (TpkCheckRun, tpk_check_run, TPK, CHECK_RUN, GObject)

TpkCheckRun    *tpk_check_run_new          (const TpkCheckOptions *options);
void            tpk_check_run_add_url      (TpkCheckRun           *self,
                                            TpkIceUrl             *url,
                                            const char            *server,
                                            const char            *server_id,
                                            TpkCredential         *credential);
void            tpk_check_run_add_profile  (TpkCheckRun           *self,
                                            TpkProfile            *profile);
guint           tpk_check_run_get_n_urls   (TpkCheckRun           *self);

void            tpk_check_run_start_async  (TpkCheckRun           *self,
                                            GCancellable          *cancellable,
                                            GAsyncReadyCallback    callback,
                                            gpointer               user_data);
gboolean        tpk_check_run_start_finish (TpkCheckRun           *self,
                                            GAsyncResult          *result,
                                            GError               **error);
void            tpk_check_run_cancel       (TpkCheckRun           *self);

/* TpkResult, in the order the URLs were added; a row is replaced by a newer snapshot of the same
 * target, and one URL's row becomes one row for each resolved address. */
GListModel     *tpk_check_run_get_results  (TpkCheckRun           *self);
/* TpkProof, empty unless asked for and before the targets are over. */
GListModel     *tpk_check_run_get_proofs   (TpkCheckRun           *self);
/* TpkCandidate, in the order of arrival; empty unless asked for. */
GListModel     *tpk_check_run_get_candidates (TpkCheckRun         *self);
gboolean        tpk_check_run_is_running   (TpkCheckRun           *self);
double          tpk_check_run_get_progress (TpkCheckRun           *self);
TpkVerdict     *tpk_check_run_get_verdict  (TpkCheckRun           *self);
TpkResultState  tpk_check_run_get_state    (TpkCheckRun           *self);
JsonObject     *tpk_check_run_to_json      (TpkCheckRun           *self);

G_END_DECLS
