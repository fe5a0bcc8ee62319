/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/* A resolver that knows what the test tells it and asks nobody. */
#define TPK_TEST_TYPE_RESOLVER (tpk_test_resolver_get_type ())
G_DECLARE_FINAL_TYPE (TpkTestResolver, tpk_test_resolver, TPK_TEST, RESOLVER, GResolver)

TpkTestResolver *tpk_test_resolver_install    (void);
void             tpk_test_resolver_uninstall  (TpkTestResolver    *self);
void             tpk_test_resolver_add        (TpkTestResolver    *self,
                                               const char         *name,
                                               const char         *address);
void             tpk_test_resolver_add_error  (TpkTestResolver    *self,
                                               const char         *name,
                                               GResolverError      code);
void             tpk_test_resolver_add_silent (TpkTestResolver    *self,
                                               const char         *name);
guint            tpk_test_resolver_get_n_asked (TpkTestResolver   *self);

G_END_DECLS
