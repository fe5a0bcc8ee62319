/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#define G_LOG_DOMAIN "tpk-lint-formats"

#include "config.h"

#include "tpk-lint-private.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "tpk-client-writer.h"

/*
 * Credentials that the language of some client has no words for. The writers know; here they are
 * asked before anybody writes.
 */

/* What every language carries needs no asking. pjsua's lines are the shortest. */
#define SHORT_ENOUGH 64

static gboolean
is_plain (const char *text)
{
  gsize length = strspn (text, G_CSET_a_2_z G_CSET_A_2_Z G_CSET_DIGITS);

  return text[length] == '\0' && length <= SHORT_ENOUGH;
}

static gboolean
is_carried (const TpkClientLimits   *limits,
            const TpkWritableServer *server)
{
  TpkWritableServer asked = *server;

  /* What cannot take the secret gets a password that was made from it. */
  if ((limits->features & TPK_CLIENT_SECRET) == 0)
    asked.secret = NULL;

  return limits->carries (&asked);
}

static char *
dup_names (const TpkWritableServer *server)
{
  const TpkDialect *const *dialects = tpk_dialects_get (NULL);
  char *names = NULL;

  for (guint i = 0; dialects[i] != NULL; i++) {
    const TpkClientLimits *limits = dialects[i]->limits;
    g_autofree char *before = NULL;

    if (limits == NULL || limits->carries == NULL || is_carried (limits, server))
      continue;

    before = g_steal_pointer (&names);
    /* Translators: a list of the names of clients. */
    names = before != NULL ? g_strdup_printf (_("%s, %s"), before, limits->name)
                           : g_strdup (limits->name);
  }

  return names;
}

/* Returns: (transfer full) (nullable): the names of the clients whose configuration cannot carry
 * @credential, or %NULL if there are none, or it is not whole */
char *
tpk_lint_dup_formats (TpkCredential *credential)
{
  const char *username = tpk_credential_get_username (credential);
  const char *password = tpk_credential_get_password (credential);
  g_autofree char *minted = NULL;
  TpkWritableServer server = { 0 };

  switch (tpk_credential_get_kind (credential)) {
  case TPK_CREDENTIAL_PASSWORD:
    break;
  case TPK_CREDENTIAL_SECRET:
    server.secret = (char *) tpk_credential_get_secret (credential);
    minted = g_strdup_printf ("1700000000:%s", username != NULL ? username : "");
    username = minted;
    password = "0123456789abcdef+/0123456789=";
    break;
  case TPK_CREDENTIAL_NONE:
  default:
    return NULL;
  }

  if (username == NULL || *username == '\0' || password == NULL || *password == '\0' ||
      (is_plain (username) && is_plain (password)))
    return NULL;

  server.username = (char *) username;
  server.password = (char *) password;

  return dup_names (&server);
}
