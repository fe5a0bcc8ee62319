/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#pragma once

#include <gio/gio.h>
#include <json-glib/json-glib.h>
#include <nice/nice.h>

#include "tpk-candidate.h"
#include "tpk-poller.h"

G_BEGIN_DECLS

/* One end of a call: ICE with relayed candidates only, from one relay; or, to see what there is,
 * without relays and with the addresses of this computer. */
typedef struct _TpkProofAgent TpkProofAgent;

typedef struct {
  gboolean        is_controlling;
  const char     *name;        /* in the table of candidates: a static string */
  GSocketAddress *server;      /* (nullable): the relay, NULL for none; a literal address, since
                                * libnice hangs on names that do not resolve */
  gboolean        over_tcp;    /* to the server */
  const char     *label;       /* (nullable): of the server, in the table of candidates */
  const char     *username;    /* (nullable) */
  const char     *password;    /* (nullable) */
} TpkProofAgentOptions;

/* Both are also called while a function of the agent runs, never after tpk_proof_agent_close(). */
typedef struct {
  void (*progressed) (TpkProofAgent *agent,
                      gpointer       user_data);
  void (*received)   (TpkProofAgent *agent,
                      const guint8  *bytes,
                      gsize          length,
                      gpointer       user_data);
} TpkProofAgentHandler;

typedef void (*TpkProofAgentClosed) (TpkProofAgent *agent,
                                     gpointer       user_data);

TpkProofAgent *tpk_proof_agent_new             (TpkPoller                   *poller,
                                                const TpkProofAgentOptions  *options,
                                                const TpkProofAgentHandler  *handler,
                                                gpointer                     user_data,
                                                GError                     **error);
void           tpk_proof_agent_unref           (TpkProofAgent               *self);
gboolean       tpk_proof_agent_gather          (TpkProofAgent               *self);
gboolean       tpk_proof_agent_is_gathered     (TpkProofAgent               *self);
gboolean       tpk_proof_agent_is_ready        (TpkProofAgent               *self);
gboolean       tpk_proof_agent_has_failed      (TpkProofAgent               *self);
guint          tpk_proof_agent_get_n_candidates (TpkProofAgent              *self);
TpkCandidate  *tpk_proof_agent_dup_candidate   (TpkProofAgent               *self,
                                                guint                        index,
                                                const char                  *url);
void           tpk_proof_agent_describe        (TpkProofAgent               *self,
                                                JsonArray                   *array);
void           tpk_proof_agent_call            (TpkProofAgent               *self,
                                                TpkProofAgent               *other);
gboolean       tpk_proof_agent_get_pair        (TpkProofAgent               *self,
                                                NiceAddress                 *local,
                                                NiceAddress                 *remote);
void           tpk_proof_agent_send            (TpkProofAgent               *self,
                                                const guint8                *bytes,
                                                gsize                        length);
void           tpk_proof_agent_close           (TpkProofAgent               *self,
                                                TpkProofAgentClosed          closed,
                                                gpointer                     user_data);

char          *tpk_nice_address_to_string      (const NiceAddress           *address);

G_END_DECLS
