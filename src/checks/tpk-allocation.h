/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#pragma once

#include "tpk-stun-session.h"

G_BEGIN_DECLS

/* One client of a server with one allocation at most: what a ladder climbs with, twice. */
typedef struct _TpkAllocation TpkAllocation;

/* Whom to dial, and as whom. */
typedef struct {
  GSocketAddress *address;
  TpkWire         wire;
  TpkTlsOptions   tls;
  const char     *username;    /* (nullable) */
  const char     *password;    /* (nullable) */
} TpkAllocationOptions;

/* What the last reply told, for the detail of a stage. */
typedef struct {
  gboolean replied;
  gboolean authenticated;
  int      stun_error;
  char     reason[128];
  char     software[128];
  guint    round_trips;
  guint    transmissions;
  double   rtt_ms;
} TpkReplyFacts;

/* @failure is NULL on success. May be called before the function that started it returns. */
typedef void (*TpkAllocationFunc) (TpkAllocation    *allocation,
                                   const TpkFailure *failure,
                                   gpointer          user_data);
typedef void (*TpkAllocationDataFunc) (TpkAllocation                 *allocation,
                                       const struct sockaddr_storage *peer,
                                       const guint8                  *bytes,
                                       gsize                          length,
                                       gpointer                       user_data);

TpkAllocation *tpk_allocation_new           (TpkPoller                     *poller,
                                             const TpkAllocationOptions    *options);
void           tpk_allocation_free          (TpkAllocation                 *self);

void           tpk_allocation_connect       (TpkAllocation                 *self,
                                             TpkAllocationFunc              func,
                                             gpointer                       user_data);
void           tpk_allocation_tunnel        (TpkAllocation                 *self,
                                             TpkProxy                      *proxy,
                                             const char                    *host,
                                             guint16                        port,
                                             TpkAllocationFunc              func,
                                             gpointer                       user_data);
void           tpk_allocation_secure        (TpkAllocation                 *self,
                                             TpkAllocationFunc              func,
                                             gpointer                       user_data);
void           tpk_allocation_bind          (TpkAllocation                 *self,
                                             guint                          timeout_ms,
                                             TpkAllocationFunc              func,
                                             gpointer                       user_data);
void           tpk_allocation_challenge     (TpkAllocation                 *self,
                                             guint                          timeout_ms,
                                             TpkAllocationFunc              func,
                                             gpointer                       user_data);
void           tpk_allocation_allocate      (TpkAllocation                 *self,
                                             guint                          timeout_ms,
                                             TpkAllocationFunc              func,
                                             gpointer                       user_data);
void           tpk_allocation_permit        (TpkAllocation                 *self,
                                             const struct sockaddr_storage *peer,
                                             guint                          timeout_ms,
                                             TpkAllocationFunc              func,
                                             gpointer                       user_data);
void           tpk_allocation_release       (TpkAllocation                 *self,
                                             guint                          timeout_ms,
                                             TpkAllocationFunc              func,
                                             gpointer                       user_data);
void           tpk_allocation_probe_binding (TpkAllocation                 *self);
void           tpk_allocation_abandon       (TpkAllocation                 *self);

void           tpk_allocation_set_data_func (TpkAllocation                 *self,
                                             TpkAllocationDataFunc          func,
                                             gpointer                       user_data);
void           tpk_allocation_send          (TpkAllocation                 *self,
                                             const struct sockaddr_storage *peer,
                                             const guint8                  *bytes,
                                             gsize                          length);

gboolean       tpk_allocation_needs_release (TpkAllocation                 *self);
const TpkFailure *
               tpk_allocation_get_loss      (TpkAllocation                 *self);
gboolean       tpk_allocation_is_idle       (TpkAllocation                 *self);
gboolean       tpk_allocation_is_waiting    (TpkAllocation                 *self);
const TpkReplyFacts *tpk_allocation_get_facts (TpkAllocation               *self);
const char    *tpk_allocation_get_realm     (TpkAllocation                 *self);
guint          tpk_allocation_get_lifetime  (TpkAllocation                 *self);
JsonObject    *tpk_allocation_get_tls       (TpkAllocation                 *self);
const struct sockaddr_storage *
               tpk_allocation_get_relayed   (TpkAllocation                 *self);
const struct sockaddr_storage *
               tpk_allocation_get_mapped    (TpkAllocation                 *self);
const struct sockaddr_storage *
               tpk_allocation_get_alternate (TpkAllocation                 *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TpkAllocation, tpk_allocation_free)

G_END_DECLS
