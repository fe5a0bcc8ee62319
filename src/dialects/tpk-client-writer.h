/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#pragma once

#include "tpk-dialect.h"
#include "tpk-text-writer.h"

G_BEGIN_DECLS

/* What a client's language can say. What is not in the flags is left out with a note. */
typedef enum {
  TPK_CLIENT_STUN           = 1 << 0,
  TPK_CLIENT_STUNS          = 1 << 1,
  TPK_CLIENT_TURN_UDP       = 1 << 2,
  TPK_CLIENT_TURN_TCP       = 1 << 3,
  TPK_CLIENT_TURN_TLS       = 1 << 4,
  TPK_CLIENT_TURN_DTLS      = 1 << 5,
  TPK_CLIENT_IPV6           = 1 << 6,   /* literal addresses */
  TPK_CLIENT_RELAY_ONLY     = 1 << 7,
  TPK_CLIENT_PASSWORD       = 1 << 8,   /* user name and password */
  TPK_CLIENT_SECRET         = 1 << 9,   /* the shared secret itself */
  TPK_CLIENT_ONE_CREDENTIAL = 1 << 10,  /* the same for all TURN servers */
} TpkClientFeatures;

/* What most clients know. */
#define TPK_CLIENT_ALL_TURN (TPK_CLIENT_TURN_UDP | TPK_CLIENT_TURN_TCP | TPK_CLIENT_TURN_TLS)

/**
 * TpkClientLimits:
 * @name: what the client is called, untranslated
 * @features: what its language can say
 * @max_stun: how many STUN servers it knows
 * @max_turn: how many TURN servers it knows
 * @judge: (nullable): the dialect that judges what is to be written
 * @carries: (nullable): whether the language can carry the credential of a server
 */
typedef struct _TpkClientLimits {
  const char        *name;
  TpkClientFeatures  features;
  guint              max_stun;
  guint              max_turn;
  const TpkDialect  *judge;
  gboolean        (* carries) (const TpkWritableServer *server);
} TpkClientLimits;

/* A URL with its server. */
typedef struct {
  TpkWritableServer *server;
  TpkIceUrl         *url;
} TpkClientChoice;

GPtrArray *tpk_client_writer_select      (const TpkClientLimits *limits,
                                          TpkProfile            *profile,
                                          gint64                 now_s,
                                          TpkExport             *export);
gboolean   tpk_client_writer_find        (GPtrArray             *servers,
                                          gboolean               turn,
                                          TpkClientChoice       *choice);

char      *tpk_client_writer_dup_host    (TpkIceUrl             *url);
char      *tpk_client_writer_dup_address (TpkIceUrl             *url);
void       tpk_client_writer_note        (TpkExport             *export,
                                          TpkSeverity            severity,
                                          const char            *code,
                                          const char            *message);
void       tpk_client_writer_note_manual (TpkExport             *export,
                                          const char            *message);

gboolean   tpk_client_carries_lines      (const TpkWritableServer *server);

G_END_DECLS
