/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#pragma once

#include <gio/gio.h>

#include "dialects/tpk-dialect.h"

G_BEGIN_DECLS

#define TPK_SHOWN_CLIENTS_KEY "shown-clients"

/* Calling clients that the user cares about, and what rows call them. */
typedef struct {
  const char *key;               /* as the settings have it */
  const char *label;             /* untranslated */
  const char *ids[3];            /* of their dialects; NULL beyond the last */
} TpkShownClient;

const TpkShownClient *tpk_shown_clients_get_all   (guint         *n_clients);
const TpkShownClient *tpk_shown_clients_get       (guint         *n_clients);
GPtrArray            *tpk_shown_clients_judge     (TpkIceUrl     *url,
                                                   TpkCredential *credential,
                                                   gint64         now_s);

gboolean              tpk_shown_clients_is_shown  (GSettings     *settings,
                                                   const char    *key);
void                  tpk_shown_clients_set_shown (GSettings     *settings,
                                                   const char    *key,
                                                   gboolean       shown);

G_END_DECLS
