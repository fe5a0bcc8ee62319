/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#pragma once

#include "dialects/tpk-dialect.h"

G_BEGIN_DECLS

/* Calling clients that the user cares about, and what rows call them. */
typedef struct {
  const char *label;             /* untranslated */
  const char *ids[3];            /* of their dialects; NULL beyond the last */
} TpkShownClient;

const TpkShownClient *tpk_shown_clients_get   (guint         *n_clients);
GPtrArray            *tpk_shown_clients_judge (TpkIceUrl     *url,
                                               TpkCredential *credential,
                                               gint64         now_s);

G_END_DECLS
