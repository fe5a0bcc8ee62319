/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#pragma once

#include "tpk-lint.h"

G_BEGIN_DECLS

/* Ports that browsers refuse, and what clients do otherwise than written: what is known of URLs of
 * one kind is known of all, so that long lists need few judgements. */
typedef struct _TpkLintClients TpkLintClients;

/* A surprise in a client, or in more than one alike. */
typedef struct {
  char *code;
  char *message;
  char *names;                 /* (nullable) (owned): of the clients, where @message needs them */
} TpkLintSurprise;

TpkLintClients *tpk_lint_clients_new      (void);
void            tpk_lint_clients_free     (TpkLintClients *self);
GPtrArray      *tpk_lint_clients_look     (TpkLintClients *self,
                                           TpkIceUrl      *url,
                                           const char     *username,
                                           const char     *password);

void            tpk_lint_memory_begin     (TpkLintMemory  *self);
TpkFinding     *tpk_lint_memory_recall    (TpkLintMemory  *self,
                                           TpkIceUrl      *url,
                                           guint           server,
                                           guint           position);
void            tpk_lint_memory_keep      (TpkLintMemory  *self,
                                           TpkIceUrl      *url,
                                           TpkFinding     *finding);

TpkFinding     *tpk_lint_syntax           (TpkIceUrl      *url,
                                           TpkSeverity     severity);
void            tpk_lint_address          (TpkIceUrl      *url,
                                           GPtrArray      *findings);
void            tpk_lint_credential       (TpkCredential  *credential,
                                           gboolean        needed,
                                           gint64          now_s,
                                           GPtrArray      *findings);
void            tpk_lint_lost_secret      (GPtrArray      *findings);
char           *tpk_lint_dup_formats      (TpkCredential  *credential);
void            tpk_lint_signalling_proxy (const char     *url,
                                           GPtrArray      *findings);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TpkLintClients, tpk_lint_clients_free)

G_END_DECLS
