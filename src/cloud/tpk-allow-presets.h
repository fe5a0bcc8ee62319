/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#pragma once

#include "model/tpk-allow-list.h"

G_BEGIN_DECLS

/* One row of a source's table: each destination with each set of ports. */
typedef struct {
  const char *protocol;
  const char *destinations;    /* with blanks between them */
  const char *ports;
  const char *purpose;         /* marked with N_() */
} TpkAllowPresetRow;

/* What a vendor says that a firewall has to let through. */
typedef struct {
  const char              *id;
  const char              *name;       /* marked with N_() */
  const char              *warning;    /* (nullable): what to know before using it, marked with N_() */
  const char              *source;     /* the title and the address of the page */
  const char              *date;       /* of the page, or when it was read if it has none */
  const TpkAllowPresetRow *rows;
  guint                    n_rows;
} TpkAllowPreset;

const TpkAllowPreset *tpk_allow_presets_get       (guint                *n_presets);
const TpkAllowPreset *tpk_allow_preset_find       (const char           *id);
TpkAllowList         *tpk_allow_preset_new_list   (const TpkAllowPreset *preset);
gboolean              tpk_allow_preset_is_in      (const TpkAllowPreset *preset,
                                                   TpkAllowList         *list);

G_END_DECLS
