/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#pragma once

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

char *tpk_rtc_configuration_to_string (GPtrArray *servers,
                                       gboolean   canonical,
                                       gboolean   relay_only);

G_END_DECLS
