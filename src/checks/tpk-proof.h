/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#pragma once

#include <json-glib/json-glib.h>

#include "tpk-call-quality.h"
#include "tpk-result.h"

G_BEGIN_DECLS

/* What a snapshot is made of; everything is copied or referenced by tpk_proof_new(). */
typedef struct {
  const char     *url;
  const char     *server;       /* (nullable) */
  const char     *server_id;    /* (nullable) */
  const char     *address;      /* that is dialled, of the proxy where there is one */
  guint16         port;
  const char     *proxy;        /* (nullable): its name */
  TpkWire         wire;
  TpkResultState  state;
  const char     *code;         /* (nullable): of a static table; NULL while running */
  const char     *summary;      /* (nullable) */
  const char     *advice;       /* (nullable) */
  double          ready_ms;     /* below 0: not connected */
  const char     *local;        /* (nullable) */
  const char     *remote;       /* (nullable) */
  TpkCallQuality  voice;
  TpkCallQuality  video;
  JsonArray      *candidates;   /* (nullable): must not change any more */
} TpkProofFields;

/* An immutable snapshot of a call that two ends in this process make through one relay. */
#define TPK_TYPE_PROOF (tpk_proof_get_type ())
G_DECLARE_FINAL_TYPE (TpkProof, tpk_proof, TPK, PROOF, GObject)

TpkProof       *tpk_proof_new            (const TpkProofFields *fields);

const char     *tpk_proof_get_url        (TpkProof             *self);
const char     *tpk_proof_get_server     (TpkProof             *self);
const char     *tpk_proof_get_server_id  (TpkProof             *self);
const char     *tpk_proof_get_address    (TpkProof             *self);
guint16         tpk_proof_get_port       (TpkProof             *self);
const char     *tpk_proof_get_proxy      (TpkProof             *self);
const char     *tpk_proof_get_dialled    (TpkProof             *self);
TpkWire         tpk_proof_get_wire       (TpkProof             *self);
TpkResultState  tpk_proof_get_state      (TpkProof             *self);
const char     *tpk_proof_get_code       (TpkProof             *self);
const char     *tpk_proof_get_summary    (TpkProof             *self);
const char     *tpk_proof_get_advice     (TpkProof             *self);
double          tpk_proof_get_ready_ms   (TpkProof             *self);
const char     *tpk_proof_get_local      (TpkProof             *self);
const char     *tpk_proof_get_remote     (TpkProof             *self);
const TpkCallQuality *tpk_proof_get_voice (TpkProof            *self);
const TpkCallQuality *tpk_proof_get_video (TpkProof            *self);
JsonArray      *tpk_proof_get_candidates (TpkProof             *self);
JsonObject     *tpk_proof_to_json        (TpkProof             *self);

G_END_DECLS
