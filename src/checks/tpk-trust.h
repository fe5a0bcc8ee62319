/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* Who is trusted to sign certificates, read once and shared by all connections. */
#define TPK_TYPE_TRUST (tpk_trust_get_type ())
G_DECLARE_FINAL_TYPE (TpkTrust, tpk_trust, TPK, TRUST, GTlsDatabase)

GTlsDatabase *tpk_trust_new          (const char  *ca_file,
                                      GError     **error);
gboolean      tpk_trust_is_of_system (TpkTrust    *self);

G_END_DECLS
