/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#pragma once

#include "model/tpk-allow-list.h"

G_BEGIN_DECLS

/* What a letter says of whoever sends it. What is NULL or empty is left to be filled in. */
typedef struct {
  const char *app_id;          /* of the vendor's customer */
  const char *regions;         /* where the cloud proxy will be used */
  const char *concurrency;     /* how many at the same time */
  const char *operators;       /* whose networks they are in */
  const char *sender;          /* a name, below the letter */
} TpkLetterFacts;

/* A letter that is ready to be sent. */
typedef struct {
  char *to;                    /* (nullable) (owned): an e-mail address */
  char *subject;               /* (owned) */
  char *body;                  /* (owned): lines end with \n */
} TpkAllowLetter;

TpkAllowLetter *tpk_allow_letter_new_production (const TpkLetterFacts *facts);
TpkAllowLetter *tpk_allow_letter_new_firewall   (TpkAllowList         *list,
                                                 const char           *findings,
                                                 const TpkLetterFacts *facts);
void            tpk_allow_letter_free           (TpkAllowLetter       *self);
char           *tpk_allow_letter_dup_text       (const TpkAllowLetter *self);
char           *tpk_allow_letter_dup_mailto     (const TpkAllowLetter *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TpkAllowLetter, tpk_allow_letter_free)

G_END_DECLS
