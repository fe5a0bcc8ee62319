/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#define G_LOG_DOMAIN "tpk-lint-credential"

#include "config.h"

#include "tpk-lint-private.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "tpk-acs-url.h"

/*
 * Findings on credentials, and on the signalling proxy.
 */

/* RFC 8489 §14.3: a user name has fewer bytes than this. Passwords are held to the same. */
#define LENGTH_LIMIT 509

#define SOON_S (60 * 60)
#define FAR_S (365 * 24 * 60 * 60)

static void
add (GPtrArray   *findings,
     TpkSeverity  severity,
     const char  *code,
     const char  *field,
     const char  *message)
{
  g_ptr_array_add (findings,
                   tpk_finding_at (tpk_finding_new (severity, code, message),
                                   TPK_FINDING_NOWHERE, TPK_FINDING_NOWHERE, field));
}

static void
lint_expiry (TpkCredential *credential,
             gint64         now_s,
             GPtrArray     *findings)
{
  gboolean minted = tpk_credential_get_kind (credential) == TPK_CREDENTIAL_SECRET;
  gint64 expiry_s;

  if (!tpk_credential_get_expiry (credential, now_s, &expiry_s))
    return;

  if (expiry_s - now_s > FAR_S)
    add (findings, TPK_SEVERITY_WARNING, "credential-expiry-far", "username",
         _("This credential is good for more than a year: whoever gets hold of it can use your "
           "server for as long. Use a shorter life."));

  /* Minted ones are made anew whenever they are written. */
  if (minted)
    return;

  if (expiry_s <= now_s)
    add (findings, TPK_SEVERITY_WARNING, "credential-expired", "username",
         _("The user name says that this credential has run out, so the server will refuse it. Ask "
           "for a new one."));
  else if (expiry_s - now_s < SOON_S)
    add (findings, TPK_SEVERITY_WARNING, "credential-expires-soon", "username",
         _("The user name says that this credential runs out within the hour, perhaps in the "
           "middle of a call. Ask for a new one."));
}

static void
lint_length (const char *text,
             const char *field,
             GPtrArray  *findings)
{
  if (strlen (text) >= LENGTH_LIMIT)
    add (findings, TPK_SEVERITY_WARNING, "credential-too-long", field,
         _("User names and passwords of 509 bytes or more are refused by clients and servers. Ask "
           "for shorter ones."));
}

/* @needed: whether there is a TURN URL beside it */
void
tpk_lint_credential (TpkCredential *credential,
                     gboolean       needed,
                     gint64         now_s,
                     GPtrArray     *findings)
{
  g_autofree char *username = NULL;
  g_autofree char *password = NULL;
  gboolean empty_secret;

  if (!tpk_credential_resolve (credential, now_s, &username, &password)) {
    if (needed)
      add (findings, TPK_SEVERITY_ERROR, "credential-missing", "credential",
           _("No client uses a TURN server without a user name and password. Enter what the "
             "server's operator gave you."));
    return;
  }

  empty_secret = tpk_credential_get_kind (credential) == TPK_CREDENTIAL_SECRET &&
                 *tpk_credential_get_secret (credential) == '\0';
  if (needed && (*username == '\0' || *password == '\0' || empty_secret))
    add (findings, TPK_SEVERITY_ERROR, "credential-empty",
         empty_secret ? "secret" : *username == '\0' ? "username" : "password",
         _("The user name or password of this TURN server is empty, and most clients refuse that. "
           "Enter what the server's operator gave you."));

  lint_length (username, "username", findings);
  lint_length (password, "password", findings);
  lint_expiry (credential, now_s, findings);
}

/* For a server whose secret was kept in a keyring that does not have it any more. */
void
tpk_lint_lost_secret (GPtrArray *findings)
{
  add (findings, TPK_SEVERITY_ERROR, "secret-lost", "credential",
       _("The password of this server was kept in the keyring, and is not to be had from there now. "
         "Unlock or restore the keyring, or enter the password again."));
}

/* @url: (nullable): as typed */
void
tpk_lint_signalling_proxy (const char *url,
                           GPtrArray  *findings)
{
  g_autoptr (TpkJudgement) judgement = NULL;

  if (url == NULL || *url == '\0')
    return;

  judgement = tpk_acs_judge_proxy (url);
  if (tpk_judgement_get_state (judgement) == TPK_JUDGEMENT_REJECTED)
    add (findings, TPK_SEVERITY_ERROR, "signalling-proxy-invalid", "signalling_proxy",
         tpk_judgement_get_message (judgement));
  else if (tpk_judgement_get_state (judgement) == TPK_JUDGEMENT_CHANGED)
    add (findings, TPK_SEVERITY_WARNING, tpk_judgement_get_code (judgement), "signalling_proxy",
         tpk_judgement_get_message (judgement));
}
