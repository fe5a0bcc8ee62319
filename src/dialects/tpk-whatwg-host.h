/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#pragma once

#include "tpk-whatwg-url.h"

G_BEGIN_DECLS

char *tpk_whatwg_host_parse (const char        *text,
                             gsize              length,
                             gboolean           special,
                             TpkWhatwgFlavour   flavour,
                             TpkWhatwgHostKind *kind);

char *tpk_whatwg_domain_to_ascii (const char *domain);

/* Decodes every %XX, in place in the result, which may hold NUL bytes; @decoded_length tells where
 * it ends. */
char *tpk_whatwg_percent_decode (const char *text,
                                 gsize       length,
                                 gsize      *decoded_length);

G_END_DECLS
