/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#pragma once

#include "checks/tpk-check-run.h"
#include "model/tpk-finding.h"
#include "model/tpk-server.h"

#include "tpk-state-icon.h"

G_BEGIN_DECLS

/* What the results of one URL, one for each resolved address, say together. */
typedef struct {
  TpkState    state;
  const char *text;            /* (nullable): why not, translated; owned by the results */
  const char *advice;          /* (nullable): what to do; owned by the results */
  double      rtt_ms;          /* the fastest, negative if none */
} TpkUrlOutcome;

#define TPK_TYPE_INSIGHT (tpk_insight_get_type ())
G_DECLARE_FINAL_TYPE (TpkInsight, tpk_insight, TPK, INSIGHT, GObject)

TpkInsight *tpk_insight_new              (void);

void        tpk_insight_set_findings     (TpkInsight    *self,
                                          GListModel    *findings);
void        tpk_insight_set_results      (TpkInsight    *self,
                                          GListModel    *results);

GPtrArray  *tpk_insight_get_findings     (TpkInsight    *self,
                                          guint          server);
GPtrArray  *tpk_insight_get_results      (TpkInsight    *self,
                                          const char    *server_id);
gboolean    tpk_insight_get_url_outcome  (TpkInsight    *self,
                                          const char    *server_id,
                                          const char    *url,
                                          TpkUrlOutcome *outcome);
TpkState    tpk_insight_get_server_outcome (TpkInsight  *self,
                                            TpkServer   *server,
                                            double      *rtt_ms);
TpkState    tpk_insight_get_server_state (TpkInsight    *self,
                                          TpkServer     *server,
                                          guint          position,
                                          double        *rtt_ms);

G_END_DECLS
