/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#pragma once

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

/* A line with something on it: how far it is indented, and what is on it, without comment. */
typedef struct {
  guint  indent;
  char  *text;               /* (owned) */
} TpkYamlLine;

GPtrArray *tpk_yaml_split      (const char  *text);
char      *tpk_yaml_scalar     (const char **text,
                                gboolean     flow);
JsonNode  *tpk_yaml_flow       (const char  *text,
                                guint        depth);
gboolean   tpk_yaml_is_closed  (const char  *text);

G_END_DECLS
