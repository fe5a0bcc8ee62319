/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#pragma once

#include <gio/gio.h>
#include <json-glib/json-glib.h>

G_BEGIN_DECLS

/* What a candidate is made of; everything is copied by tpk_candidate_new(). */
typedef struct {
  const char *type;         /* `host`, `srflx` or `relay`: a static string */
  const char *protocol;     /* `udp`, `tcp-act`, `tcp-pass` or `tcp-so`: a static string */
  const char *address;
  guint16     port;
  guint32     priority;
  const char *server;       /* (nullable): that it is from, `address:port` */
  const char *url;          /* (nullable): of that server */
  double      ms;           /* from the beginning of gathering, in milliseconds */
} TpkCandidateFields;

/* An immutable value: one address at which ICE would offer to be reached (RFC 8445 §5.1). */
#define TPK_TYPE_CANDIDATE (tpk_candidate_get_type ())
G_DECLARE_FINAL_TYPE (TpkCandidate, tpk_candidate, TPK, CANDIDATE, GObject)

TpkCandidate *tpk_candidate_new          (const TpkCandidateFields *fields);

const char   *tpk_candidate_get_kind     (TpkCandidate *self);
const char   *tpk_candidate_get_protocol (TpkCandidate *self);
const char   *tpk_candidate_get_address  (TpkCandidate *self);
guint16       tpk_candidate_get_port     (TpkCandidate *self);
guint32       tpk_candidate_get_priority (TpkCandidate *self);
const char   *tpk_candidate_get_server   (TpkCandidate *self);
const char   *tpk_candidate_get_url      (TpkCandidate *self);
double        tpk_candidate_get_ms       (TpkCandidate *self);
JsonObject   *tpk_candidate_to_json      (TpkCandidate *self);

G_END_DECLS
