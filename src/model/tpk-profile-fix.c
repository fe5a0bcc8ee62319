/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#define G_LOG_DOMAIN "tpk-profile-fix"

#include "config.h"

#include "tpk-profile.h"

#include <glib/gi18n-lib.h>

/* The list can have changed since the finding was made. */
static gboolean
gone (GError **error)
{
  g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT,
                       _("What this fix is about is not there any more. Look at the list anew."));
  return FALSE;
}

static gboolean
has_server (TpkProfile *self,
            TpkFinding *finding)
{
  return tpk_finding_get_server (finding) < tpk_profile_get_n_servers (self);
}

static gboolean
has_url (TpkProfile *self,
         TpkFinding *finding)
{
  TpkServer *server = tpk_profile_get_server (self, tpk_finding_get_server (finding));

  return server != NULL && tpk_finding_get_url (finding) < tpk_server_get_n_urls (server);
}

/* Without a password in the URL, one that is there stays. */
static gboolean
move_user_info (TpkServer   *server,
                guint        position,
                const char  *text,
                GError     **error)
{
  TpkIceUrl *url = tpk_server_get_url (server, position);
  TpkCredential *present = tpk_server_get_credential (server);
  g_autoptr (TpkCredential) credential = NULL;
  const char *username;
  const char *password;

  if (!tpk_ice_url_get_user_info (url, &username, &password))
    return gone (error);

  if (password == NULL)
    password = tpk_credential_get_password (present);

  credential = tpk_credential_new_password (username, password);
  tpk_server_set_credential (server, credential);
  tpk_server_set_url (server, position, text);
  return TRUE;
}

static void
add_url (TpkServer  *server,
         const char *text)
{
  guint n_urls = tpk_server_get_n_urls (server);

  for (guint i = 0; i < n_urls; i++) {
    if (g_str_equal (tpk_ice_url_get_text (tpk_server_get_url (server, i)), text))
      return;
  }

  tpk_server_add_url (server, text);
}

static gboolean
apply_to_url (TpkProfile  *self,
              TpkFinding  *finding,
              GError     **error)
{
  TpkServer *server = tpk_profile_get_server (self, tpk_finding_get_server (finding));
  guint position = tpk_finding_get_url (finding);
  const char *text = tpk_finding_get_fix (finding);

  switch (tpk_finding_get_fix_kind (finding)) {
  case TPK_FIX_MOVE_USER_INFO:
    return move_user_info (server, position, text, error);
  case TPK_FIX_REMOVE_URL:
    tpk_server_remove_url (server, position);
    return TRUE;
  case TPK_FIX_REPLACE_URL:
  default:
    tpk_server_set_url (server, position, text);
    return TRUE;
  }
}

static gboolean
apply (TpkProfile  *self,
       TpkFinding  *finding,
       GError     **error)
{
  const char *text = tpk_finding_get_fix (finding);

  switch (tpk_finding_get_fix_kind (finding)) {
  case TPK_FIX_REPLACE_URL:
  case TPK_FIX_MOVE_USER_INFO:
    if (text == NULL || !has_url (self, finding))
      return gone (error);
    return apply_to_url (self, finding, error);
  case TPK_FIX_REMOVE_URL:
    if (!has_url (self, finding))
      return gone (error);
    return apply_to_url (self, finding, error);
  case TPK_FIX_ADD_URL:
    if (text == NULL || !has_server (self, finding))
      return gone (error);
    add_url (tpk_profile_get_server (self, tpk_finding_get_server (finding)), text);
    return TRUE;
  case TPK_FIX_REMOVE_SERVER:
    if (!has_server (self, finding))
      return gone (error);
    tpk_profile_remove_server (self, tpk_finding_get_server (finding));
    return TRUE;
  case TPK_FIX_SET_RELAY_ONLY:
    tpk_profile_set_relay_only (self, TRUE);
    return TRUE;
  case TPK_FIX_CLEAR_RELAY_ONLY:
    tpk_profile_set_relay_only (self, FALSE);
    return TRUE;
  case TPK_FIX_NONE:
  default:
    return gone (error);
  }
}

/**
 * tpk_profile_apply_fix:
 * @self: a profile
 * @finding: a finding about it
 * @error: return location for an error
 *
 * Does what the fix of @finding says, with one #TpkProfile::changed.
 *
 * A finding belongs to the state that it was made from: take new ones after every change. One that
 * points nowhere any more, or that has no fix, is refused with %G_IO_ERROR_INVALID_ARGUMENT.
 *
 * Returns: %TRUE if the fix has been applied
 */
gboolean
tpk_profile_apply_fix (TpkProfile  *self,
                       TpkFinding  *finding,
                       GError     **error)
{
  gboolean applied;

  g_return_val_if_fail (TPK_IS_PROFILE (self), FALSE);
  g_return_val_if_fail (TPK_IS_FINDING (finding), FALSE);

  tpk_profile_freeze (self);
  applied = apply (self, finding, error);
  tpk_profile_thaw (self);

  return applied;
}
