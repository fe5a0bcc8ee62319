/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#define G_LOG_DOMAIN "tpk-text-writer"

#include "config.h"

#include "tpk-text-writer.h"

#include <glib/gi18n-lib.h>

#include "tpk-text-url.h"
#include "tpk-whatwg-host.h"

/*
 * What all writers share: which servers and URLs of a profile are there to write, and the notes on
 * those that are not.
 */

static void
writable_url_free (TpkWritableUrl *url)
{
  g_object_unref (url->url);
  g_free (url);
}

static void
writable_server_free (TpkWritableServer *server)
{
  g_free (server->username);
  g_free (server->password);
  g_free (server->secret);
  g_ptr_array_unref (server->urls);
  g_free (server);
}

static void
note_at (TpkExport   *export,
         guint        server,
         guint        url,
         const char  *field,
         TpkSeverity  severity,
         const char  *code,
         const char  *message)
{
  tpk_export_take_note (export,
                        tpk_finding_at (tpk_finding_new (severity, code, message),
                                        server, url, field));
}

/* Browsers hand other letters than those of ASCII to DNS as they are, where no such name can be.
 * Returns: (transfer full): @url with its host in punycode */
static TpkIceUrl *
take_in_ascii (TpkIceUrl *url)
{
  g_autofree char *host = NULL;
  TpkIceUrl *ascii;

  if (g_str_is_ascii (tpk_ice_url_get_host (url)))
    return url;

  host = tpk_whatwg_domain_to_ascii (tpk_ice_url_get_host (url));
  if (host == NULL)
    return url;

  ascii = tpk_ice_url_new_from_parts (tpk_ice_url_get_scheme (url), host,
                                      tpk_ice_url_has_port (url) ? tpk_ice_url_get_port (url) : 0,
                                      tpk_ice_url_has_transport (url)
                                        ? tpk_transport_to_string (tpk_ice_url_get_transport (url))
                                        : NULL);

  /* IDNA turns some letters into signs that no host has: “⒜” into “(a)”. */
  if (!tpk_ice_url_is_valid (ascii)) {
    g_object_unref (ascii);
    return url;
  }

  g_object_unref (url);
  return ascii;
}

/* A URL that was typed wrong is written as what it must mean, and said to be. The typed text is not
 * repeated: there may be a password in it. */
static TpkIceUrl *
dup_usable (TpkExport *export,
            TpkIceUrl *url,
            guint      server,
            guint      position)
{
  TpkIceUrl *usable = tpk_text_dup_usable_url (url);
  g_autofree char *message = NULL;

  if (usable != NULL)
    usable = take_in_ascii (usable);

  if (usable == NULL) {
    message = tpk_ice_url_dup_message (url);
    note_at (export, server, position, "urls", TPK_SEVERITY_ERROR, "url-left-out", message);
  } else if (usable != url) {
    /* Translators: %s is the address of a server. */
    message = g_strdup_printf (_("The address was written as “%s”. Correct it in the list."),
                               tpk_ice_url_get_text (usable));
    note_at (export, server, position, "urls", TPK_SEVERITY_WARNING, "url-rewritten", message);
  }

  return usable;
}

static gboolean
resolve_credential (TpkExport         *export,
                    TpkServer         *server,
                    gint64             now_s,
                    TpkWritableServer *writable)
{
  TpkCredential *credential = tpk_server_get_credential (server);

  if (!tpk_credential_resolve (credential, now_s, &writable->username, &writable->password))
    return TRUE;

  if (tpk_credential_get_kind (credential) == TPK_CREDENTIAL_SECRET) {
    writable->secret = g_strdup (tpk_credential_get_secret (credential));
    writable->lifetime_s = tpk_credential_get_lifetime_s (credential);
  }

  if (g_utf8_validate (writable->username, -1, NULL) &&
      g_utf8_validate (writable->password, -1, NULL))
    return TRUE;

  note_at (export, writable->position, TPK_FINDING_NOWHERE, "credential", TPK_SEVERITY_ERROR,
           "credential-not-text",
           _("The user name or password is no text (not UTF-8), so the server was left out. Enter "
             "them again."));
  return FALSE;
}

static TpkWritableServer *
new_writable (TpkExport *export,
              TpkServer *server,
              guint      position,
              gint64     now_s)
{
  TpkWritableServer *writable = g_new0 (TpkWritableServer, 1);
  guint n = tpk_server_get_n_urls (server);
  gboolean missing = FALSE;

  writable->position = position;
  writable->urls = g_ptr_array_new_with_free_func ((GDestroyNotify) writable_url_free);

  if (!resolve_credential (export, server, now_s, writable))
    n = 0;

  for (guint i = 0; i < n; i++) {
    TpkIceUrl *usable = dup_usable (export, tpk_server_get_url (server, i), position, i);
    TpkWritableUrl *url;

    if (usable == NULL)
      continue;

    if (writable->username == NULL && tpk_ice_url_is_turn (usable)) {
      missing = TRUE;
      g_object_unref (usable);
      continue;
    }

    url = g_new0 (TpkWritableUrl, 1);
    url->url = usable;
    url->position = i;
    g_ptr_array_add (writable->urls, url);
  }

  if (missing)
    note_at (export, position, TPK_FINDING_NOWHERE, "credential", TPK_SEVERITY_ERROR,
             "credential-missing",
             _("No client uses a TURN server without a user name and password, so its TURN "
               "addresses were left out. Enter what the server's operator gave you."));

  return writable;
}

/**
 * tpk_text_writer_get_servers:
 * @profile: the profile
 * @now_s: the time for minted credentials, in seconds since 1970
 * @export: what gets the notes
 *
 * Gathers what there is to write of the servers of @profile, whatever its route: the enabled
 * servers with their valid URLs, credentials resolved. What is left out is noted.
 *
 * Returns: (transfer full) (element-type TpkWritableServer): the servers, none without URLs
 */
GPtrArray *
tpk_text_writer_get_servers (TpkProfile *profile,
                             gint64      now_s,
                             TpkExport  *export)
{
  GPtrArray *servers;
  guint n;

  g_return_val_if_fail (TPK_IS_PROFILE (profile), NULL);
  g_return_val_if_fail (TPK_IS_EXPORT (export), NULL);

  servers = g_ptr_array_new_with_free_func ((GDestroyNotify) writable_server_free);
  n = tpk_profile_get_n_servers (profile);

  for (guint i = 0; i < n; i++) {
    TpkServer *server = tpk_profile_get_server (profile, i);
    TpkWritableServer *writable;

    if (!tpk_server_get_enabled (server))
      continue;

    writable = new_writable (export, server, i, now_s);
    if (writable->urls->len > 0)
      g_ptr_array_add (servers, writable);
    else
      writable_server_free (writable);
  }

  return servers;
}

/**
 * tpk_text_writer_accepts:
 * @dialect: whose writer asks
 * @export: what gets the note
 * @server: where @text belongs
 * @url: where @text belongs
 * @text: the URL as it would be written
 *
 * A writer writes nothing that its own judge does not take for what it is.
 *
 * Returns: whether to write @text; if not, that was noted
 */
gboolean
tpk_text_writer_accepts (const TpkDialect  *dialect,
                         TpkExport         *export,
                         TpkWritableServer *server,
                         TpkWritableUrl    *url,
                         const char        *text)
{
  g_autoptr (TpkJudgeInput) input = NULL;
  g_autoptr (TpkJudgement) judgement = NULL;

  g_return_val_if_fail (dialect != NULL, FALSE);
  g_return_val_if_fail (text != NULL, FALSE);

  input = tpk_judge_input_new (text, server->username, server->password);
  judgement = tpk_dialect_judge (dialect, input);
  if (tpk_judgement_get_state (judgement) == TPK_JUDGEMENT_OK)
    return TRUE;

  tpk_text_writer_leave_url (export, server, url, TPK_SEVERITY_ERROR,
                             tpk_judgement_get_code (judgement),
                             tpk_judgement_get_message (judgement));
  return FALSE;
}

/**
 * tpk_text_writer_leave_url:
 * @export: what gets the note
 * @server: the server
 * @url: the URL that is not written
 * @severity: how bad that is
 * @code: a stable code
 * @message: why, and what to do
 *
 * Notes that a URL was left out.
 */
void
tpk_text_writer_leave_url (TpkExport         *export,
                           TpkWritableServer *server,
                           TpkWritableUrl    *url,
                           TpkSeverity        severity,
                           const char        *code,
                           const char        *message)
{
  g_return_if_fail (TPK_IS_EXPORT (export));
  g_return_if_fail (server != NULL && url != NULL);

  note_at (export, server->position, url->position, "urls", severity, code, message);
}

/**
 * tpk_text_writer_note_minted:
 * @export: what gets the note
 * @client: the client's name, translated
 * @server: a server, with the URLs that are written
 * @now_s: the time, in seconds since 1970
 *
 * Notes that a password was made from the shared secret, and when it ends, if that is so.
 */
void
tpk_text_writer_note_minted (TpkExport         *export,
                             const char        *client,
                             TpkWritableServer *server,
                             gint64             now_s)
{
  g_autoptr (GDateTime) end = NULL;
  g_autofree char *time = NULL;
  g_autofree char *message = NULL;
  gboolean turn = FALSE;

  g_return_if_fail (TPK_IS_EXPORT (export));
  g_return_if_fail (server != NULL);

  for (guint i = 0; i < server->urls->len; i++)
    turn |= tpk_ice_url_is_turn (((TpkWritableUrl *) g_ptr_array_index (server->urls, i))->url);
  if (!turn || server->lifetime_s == 0)
    return;

  end = g_date_time_new_from_unix_utc (now_s + server->lifetime_s);
  time = end != NULL ? g_date_time_format (end, "%Y-%m-%d %H:%M UTC") : NULL;
  /* Translators: %1$s is the name of a client, %2$s a date and time. */
  message = g_strdup_printf (_("%1$s takes a user name and password, so one was made from the "
                               "shared secret. It ends at %2$s; write the file again before."),
                             client, time != NULL ? time : "?");
  note_at (export, server->position, TPK_FINDING_NOWHERE, "credential", TPK_SEVERITY_WARNING,
           "credential-minted", message);
}
