/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#pragma once

#include "tpk-allocation.h"

G_BEGIN_DECLS

struct _TpkAllocation {
  TpkCarrier *carrier;              /* (owned) */
  TpkStunSession *session;          /* (nullable) (owned): once connected */
  GSocketAddress *address;          /* (owned) */
  char *tls_host;                   /* (nullable) (owned) */
  TpkTlsOptions tls;
  GTlsDatabase *database;           /* (nullable) (owned) */
  char *username;                   /* (nullable) (owned) */
  char *password;                   /* (nullable) (owned) */

  TpkAllocationFunc func;           /* (nullable): of the step under way */
  gpointer user_data;
  TpkAllocationDataFunc data_func;  /* (nullable) */
  gpointer data_user_data;

  gboolean open;
  gboolean lost;                    /* the connection failed, for the reason below */
  TpkFailure loss;
  gboolean allocating;              /* an Allocate that may succeed is on its way */
  gboolean allocated;
  gboolean release_wanted;          /* as soon as the Allocate is answered */
  gboolean binding_answered;        /* by a server that is silent to Allocate */
  guint release_timeout_ms;
  TpkReplyFacts facts;
  guint lifetime_s;
  struct sockaddr_storage relayed;  /* ss_family 0: none */
  struct sockaddr_storage mapped;
  struct sockaddr_storage alternate;
};

void tpk_allocation_begin        (TpkAllocation      *self,
                                  TpkAllocationFunc   func,
                                  gpointer            user_data);
void tpk_allocation_finish       (TpkAllocation      *self,
                                  const TpkFailure   *failure);
void tpk_allocation_keep_facts   (TpkAllocation      *self,
                                  const TpkStunReply *reply);
void tpk_allocation_set_failure  (TpkAllocation      *self,
                                  TpkCode             code,
                                  const TpkStunReply *reply,
                                  TpkFailure         *failure);
void tpk_allocation_send_release (TpkAllocation      *self);

G_END_DECLS
