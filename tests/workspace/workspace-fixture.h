/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#pragma once

#include "workspace/tpk-workspace.h"

#include "store-fixture.h"

G_BEGIN_DECLS

#define ws_test_add(path, func) store_test_add (path, func)

void           ws_keep_result_cb   (GObject       *source,
                                    GAsyncResult  *result,
                                    gpointer       user_data);
TpkWorkspace  *ws_new              (StoreFixture  *fixture);
TpkWorkspace  *ws_new_loaded       (StoreFixture  *fixture);
void           ws_finalize         (TpkWorkspace  *self);
void           ws_settle           (void);
void           ws_wait             (guint          ms);

gboolean       ws_load             (TpkWorkspace  *self,
                                    GError       **error);
gboolean       ws_flush            (TpkWorkspace  *self,
                                    GError       **error);
gboolean       ws_apply            (TpkWorkspace  *self,
                                    gboolean       overwrite_foreign,
                                    TpkApplyOutcome *outcome,
                                    GError       **error);
gboolean       ws_restore          (TpkWorkspace  *self,
                                    const char    *entry,
                                    GError       **error);
gboolean       ws_reload           (TpkWorkspace  *self,
                                    GError       **error);
gboolean       ws_carry_out        (TpkWorkspace  *self,
                                    gboolean      *applied,
                                    GError       **error);
gboolean       ws_unstage          (TpkWorkspace  *self,
                                    GError       **error);
GListModel    *ws_plan             (TpkWorkspace  *self,
                                    GError       **error);

void           ws_set_host         (TpkWorkspace  *self,
                                    const char    *host);
void           ws_assert_host      (TpkDocument   *document,
                                    const char    *host);
void           ws_assert_applied   (TpkWorkspace  *self);
void           ws_start_from       (StoreFixture  *fixture,
                                    const char    *host);
char          *ws_draft_text       (TpkWorkspace  *self);
gboolean       ws_has_notice       (TpkWorkspace  *self,
                                    const char    *code);

G_END_DECLS
