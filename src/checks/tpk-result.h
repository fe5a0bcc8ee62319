/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#pragma once

#include <gio/gio.h>
#include <json-glib/json-glib.h>

#include "model/tpk-ice-url.h"

#include "tpk-proxy.h"
#include "tpk-quality.h"
#include "tpk-stage.h"

G_BEGIN_DECLS

typedef enum {
  TPK_RESULT_STATE_RUNNING,
  TPK_RESULT_STATE_PASSED,
  TPK_RESULT_STATE_DEGRADED,
  TPK_RESULT_STATE_FAILED,
  TPK_RESULT_STATE_UNTESTED,
  TPK_RESULT_STATE_CANCELLED,
} TpkResultState;

/* The transport that is really used on the wire to the server. */
typedef enum {
  TPK_WIRE_UDP,
  TPK_WIRE_TCP,
  TPK_WIRE_TLS,
  TPK_WIRE_DTLS,
} TpkWire;

/* What a snapshot is made of; everything is copied or referenced by tpk_result_new(). */
typedef struct {
  const char      *url;
  const char      *server;      /* (nullable) */
  const char      *server_id;   /* (nullable) */
  const char      *address;     /* (nullable): not known before the name is resolved */
  guint16          port;
  GSocketFamily    family;
  TpkWire          wire;
  TpkResultState   state;
  TpkStageId       stage;
  const char      *code;        /* (nullable): of a static table; NULL while running */
  int              stun_error;
  const char      *summary;     /* (nullable) */
  const char      *advice;      /* (nullable) */
  TpkStage *const *stages;
  guint            n_stages;
  const char      *relayed;     /* (nullable) */
  const char      *mapped;      /* (nullable) */
  const char      *proxy;       /* (nullable): how it was reached; NULL while that is not known */
  TpkProxy        *via;         /* (nullable): the proxy itself, with who signs in
                                 * there: for dialling, never to be shown */
  double           elapsed_ms;
  double           rtt_ms;      /* below 0: not known */
  JsonObject      *tls;         /* (nullable) */
  TpkQuality       quality;
} TpkResultFields;

/* An immutable snapshot of what is known of one target: one URL, one address, one transport. */
#define TPK_TYPE_RESULT (tpk_result_get_type ())
G_DECLARE_FINAL_TYPE (TpkResult, tpk_result, TPK, RESULT, GObject)

TpkResult      *tpk_result_new            (const TpkResultFields *fields);

const char     *tpk_result_get_url        (TpkResult      *self);
const char     *tpk_result_get_server     (TpkResult      *self);
const char     *tpk_result_get_server_id  (TpkResult      *self);
const char     *tpk_result_get_address    (TpkResult      *self);
guint16         tpk_result_get_port       (TpkResult      *self);
GSocketFamily   tpk_result_get_family     (TpkResult      *self);
TpkWire         tpk_result_get_wire       (TpkResult      *self);
TpkResultState  tpk_result_get_state      (TpkResult      *self);
TpkStageId      tpk_result_get_stage      (TpkResult      *self);
const char     *tpk_result_get_code       (TpkResult      *self);
int             tpk_result_get_stun_error (TpkResult      *self);
const char     *tpk_result_get_summary    (TpkResult      *self);
const char     *tpk_result_get_advice     (TpkResult      *self);
GListModel     *tpk_result_get_stages     (TpkResult      *self);
const char     *tpk_result_get_relayed    (TpkResult      *self);
const char     *tpk_result_get_mapped     (TpkResult      *self);
const char     *tpk_result_get_proxy      (TpkResult      *self);
TpkProxy       *tpk_result_get_via        (TpkResult      *self);
double          tpk_result_get_elapsed_ms (TpkResult      *self);
double          tpk_result_get_rtt_ms     (TpkResult      *self);
JsonObject     *tpk_result_get_tls        (TpkResult      *self);
const TpkQuality *tpk_result_get_quality  (TpkResult      *self);
gboolean        tpk_result_is_usable      (TpkResult      *self);
TpkStage       *tpk_result_find_stage     (TpkResult      *self,
                                           TpkStageId      id);
gboolean        tpk_result_has_passed     (TpkResult      *self,
                                           TpkStageId      id);
JsonObject     *tpk_result_to_json        (TpkResult      *self);

const char     *tpk_result_state_to_string (TpkResultState state);
const char     *tpk_wire_to_string         (TpkWire        wire);

G_END_DECLS
