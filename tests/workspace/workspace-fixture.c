/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#include "config.h"

#include "workspace-fixture.h"

void
ws_keep_result_cb (GObject      *source,
                   GAsyncResult *result,
                   gpointer      user_data)
{
  GAsyncResult **kept = user_data;

  *kept = g_object_ref (result);
}

TpkWorkspace *
ws_new (StoreFixture *fixture)
{
  g_autoptr (TpkStore) store = tpk_store_new (fixture->folder);

  return tpk_workspace_new (store);
}

TpkWorkspace *
ws_new_loaded (StoreFixture *fixture)
{
  TpkWorkspace *self = ws_new (fixture);
  g_autoptr (GError) error = NULL;

  g_assert_true (ws_load (self, &error));
  g_assert_no_error (error);

  return self;
}

/* Lets the main loop become idle. */
void
ws_settle (void)
{
  while (g_main_context_iteration (NULL, FALSE))
    ;
}

static gboolean
flag_cb (gpointer user_data)
{
  *(gboolean *) user_data = TRUE;

  return G_SOURCE_REMOVE;
}

/* Nothing holds it for longer than its last errand takes. */
void
ws_finalize (TpkWorkspace *self)
{
  g_autoptr (GError) error = NULL;
  gboolean over = FALSE;
  guint timeout;

  ws_flush (self, &error);
  g_object_add_weak_pointer (G_OBJECT (self), (gpointer *) &self);
  g_object_unref (self);
  timeout = g_timeout_add_seconds (30, flag_cb, &over);
  test_wait_until (self == NULL || over);
  g_assert_null (self);
  g_source_remove (timeout);
}

void
ws_wait (guint ms)
{
  gboolean over = FALSE;

  g_timeout_add (ms, flag_cb, &over);
  test_wait_until (over);
}

gboolean
ws_load (TpkWorkspace  *self,
         GError       **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  tpk_workspace_load_async (self, NULL, ws_keep_result_cb, &result);
  test_wait_until (result != NULL);

  return tpk_workspace_load_finish (self, result, error);
}

gboolean
ws_flush (TpkWorkspace  *self,
          GError       **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  tpk_workspace_flush_async (self, NULL, ws_keep_result_cb, &result);
  test_wait_until (result != NULL);

  return tpk_workspace_flush_finish (self, result, error);
}

gboolean
ws_apply (TpkWorkspace     *self,
          gboolean          overwrite_foreign,
          TpkApplyOutcome  *outcome,
          GError          **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  tpk_workspace_apply_async (self, overwrite_foreign, NULL, ws_keep_result_cb, &result);
  test_wait_until (result != NULL);

  return tpk_workspace_apply_finish (self, result, outcome, error);
}

gboolean
ws_restore (TpkWorkspace  *self,
            const char    *entry,
            GError       **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  tpk_workspace_restore_async (self, entry, NULL, ws_keep_result_cb, &result);
  test_wait_until (result != NULL);

  return tpk_workspace_restore_finish (self, result, error);
}

gboolean
ws_reload (TpkWorkspace  *self,
           GError       **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  tpk_workspace_reload_async (self, NULL, ws_keep_result_cb, &result);
  test_wait_until (result != NULL);

  return tpk_workspace_reload_finish (self, result, error);
}

gboolean
ws_carry_out (TpkWorkspace  *self,
              gboolean      *applied,
              GError       **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  tpk_workspace_carry_out_async (self, NULL, ws_keep_result_cb, &result);
  test_wait_until (result != NULL);

  return tpk_workspace_carry_out_finish (self, result, applied, error);
}

gboolean
ws_unstage (TpkWorkspace  *self,
            GError       **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  tpk_workspace_unstage_async (self, NULL, ws_keep_result_cb, &result);
  test_wait_until (result != NULL);

  return tpk_workspace_unstage_finish (self, result, error);
}

GListModel *
ws_plan (TpkWorkspace  *self,
         GError       **error)
{
  g_autoptr (GAsyncResult) result = NULL;

  tpk_workspace_plan_async (self, NULL, ws_keep_result_cb, &result);
  test_wait_until (result != NULL);

  return tpk_workspace_plan_finish (self, result, error);
}

/* The one server of the draft; made when there is none. */
void
ws_set_host (TpkWorkspace *self,
             const char   *host)
{
  g_autoptr (TpkDocument) document = test_document (host, "a-good-password");
  TpkProfile *profile = tpk_workspace_get_profile (self);
  g_autofree char *url = g_strdup_printf ("turn:%s:3478?transport=udp", host);

  if (tpk_profile_get_n_servers (profile) == 0)
    tpk_document_assign (tpk_workspace_get_draft (self), document);
  else
    tpk_server_set_url (tpk_profile_get_server (profile, 0), 0, url);
}

void
ws_assert_host (TpkDocument *document,
                const char  *host)
{
  TpkProfile *profile = tpk_document_get_active_profile (document);
  TpkServer *server;

  if (host == NULL) {
    g_assert_cmpuint (tpk_profile_get_n_servers (profile), ==, 0);
    return;
  }

  g_assert_cmpuint (tpk_profile_get_n_servers (profile), ==, 1);
  server = tpk_profile_get_server (profile, 0);
  g_assert_cmpstr (tpk_ice_url_get_host (tpk_server_get_url (server, 0)), ==, host);
}

void
ws_assert_applied (TpkWorkspace *self)
{
  TpkApplyOutcome outcome = TPK_APPLY_OUTCOME_STAGED;
  g_autoptr (GError) error = NULL;

  g_assert_true (ws_apply (self, FALSE, &outcome, &error));
  g_assert_no_error (error);
  g_assert_cmpint (outcome, ==, TPK_APPLY_OUTCOME_APPLIED);
}

/* A folder in which @host is applied. */
void
ws_start_from (StoreFixture *fixture,
               const char   *host)
{
  g_autoptr (TpkDocument) document = test_document (host, "a-good-password");
  g_autoptr (TpkStore) store = tpk_store_new (fixture->folder);
  g_autoptr (GError) error = NULL;

  g_assert_true (tpk_store_apply (store, document, NULL, FALSE, &error));
  g_assert_no_error (error);
}

char *
ws_draft_text (TpkWorkspace *self)
{
  return tpk_document_to_data (tpk_workspace_get_draft (self), NULL);
}

gboolean
ws_has_notice (TpkWorkspace *self,
               const char   *code)
{
  GListModel *notices = tpk_workspace_get_notices (self);

  for (guint i = 0; i < g_list_model_get_n_items (notices); i++) {
    g_autoptr (TpkFinding) notice = g_list_model_get_item (notices, i);

    if (g_strcmp0 (tpk_finding_get_code (notice), code) == 0)
      return TRUE;
  }

  return FALSE;
}
