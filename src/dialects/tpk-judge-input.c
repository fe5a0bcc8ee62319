/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#define G_LOG_DOMAIN "tpk-judge-input"

#include "config.h"

#include "tpk-judge-input.h"

#include "tpk-whatwg-host.h"

#include <string.h>

/*
 * TpkJudgeInput:
 *
 * One URL and the credential beside it, with every reading of the URL that more than one judge
 * needs. A reading is made when it is first asked for. Not thread-safe.
 */
struct _TpkJudgeInput
{
  char         *url;
  char         *username;      /* (nullable): judged without a credential */
  char         *password;      /* (nullable) */

  TpkIceUrl    *ice_url;       /* (nullable) (owned): not read yet */
  TpkIceUrl    *repaired;      /* (nullable) (owned) */
  const char   *meaning;       /* (nullable): in ice_url or repaired */
  TpkWhatwgUrl *whatwg;        /* (nullable) (owned): not read yet, or not a URL */
  TpkWhatwgUrl *whatwg_https;  /* (nullable) (owned): likewise */
  GPtrArray    *judgements;    /* (nullable) (owned): not asked for yet */

  guint         has_meaning : 1;
  guint         has_whatwg : 1;
  guint         has_whatwg_https : 1;
};

/**
 * tpk_judge_input_new:
 * @url: the URL as typed
 * @username: (nullable): the user name, or %NULL to judge the URL without a credential
 * @password: (nullable): the password
 *
 * What judges are given. One input serves all dialects.
 *
 * Returns: (transfer full): an input
 */
TpkJudgeInput *
tpk_judge_input_new (const char *url,
                     const char *username,
                     const char *password)
{
  TpkJudgeInput *self;

  g_return_val_if_fail (url != NULL, NULL);

  self = g_new0 (TpkJudgeInput, 1);
  self->url = g_strdup (url);
  self->username = g_strdup (username);
  self->password = g_strdup (password);
  return self;
}

/**
 * tpk_judge_input_free:
 * @self: (transfer full): an input
 *
 * Frees @self and its readings.
 */
void
tpk_judge_input_free (TpkJudgeInput *self)
{
  g_return_if_fail (self != NULL);

  g_clear_object (&self->ice_url);
  g_clear_object (&self->repaired);
  g_clear_pointer (&self->whatwg, tpk_whatwg_url_free);
  g_clear_pointer (&self->whatwg_https, tpk_whatwg_url_free);
  g_clear_pointer (&self->judgements, g_ptr_array_unref);
  g_free (self->url);
  g_free (self->username);
  g_free (self->password);
  g_free (self);
}

const char *
tpk_judge_input_get_url (TpkJudgeInput *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return self->url;
}

/* Returns: (nullable): the user name; NULL when judged without a credential */
const char *
tpk_judge_input_get_username (TpkJudgeInput *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return self->username;
}

/* Returns: (nullable): the password */
const char *
tpk_judge_input_get_password (TpkJudgeInput *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return self->password;
}

/* Whether both halves are there; either may be empty. */
gboolean
tpk_judge_input_has_credential (TpkJudgeInput *self)
{
  g_return_val_if_fail (self != NULL, FALSE);

  return self->username != NULL && self->password != NULL;
}

/**
 * tpk_judge_input_get_ice_url:
 * @self: an input
 *
 * The strict reading, RFC 7064 and RFC 7065.
 *
 * Returns: (transfer none): the URL, valid or not
 */
TpkIceUrl *
tpk_judge_input_get_ice_url (TpkJudgeInput *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  if (self->ice_url == NULL)
    self->ice_url = tpk_ice_url_new (self->url);

  return self->ice_url;
}

/**
 * tpk_judge_input_get_meaning:
 * @self: an input
 *
 * What whoever wrote the URL means to dial: the strict reading, or that of its repair where the URL
 * is wrong and a safe repair is known.
 *
 * Returns: (nullable) (transfer none): a canonical URL, or %NULL when nobody can know
 */
const char *
tpk_judge_input_get_meaning (TpkJudgeInput *self)
{
  TpkIceUrl *url;

  g_return_val_if_fail (self != NULL, NULL);

  if (self->has_meaning)
    return self->meaning;
  self->has_meaning = TRUE;

  url = tpk_judge_input_get_ice_url (self);
  if (!tpk_ice_url_is_valid (url) && tpk_ice_url_get_fix (url) != NULL) {
    self->repaired = tpk_ice_url_new (tpk_ice_url_get_fix (url));
    url = self->repaired;
  }

  if (tpk_ice_url_is_valid (url))
    self->meaning = tpk_ice_url_get_canonical (url);

  return self->meaning;
}

/**
 * tpk_judge_input_means_dtls:
 * @self: an input
 *
 * Whether the URL asks for TLS over UDP, as `turns:host?transport=udp` does (RFC 7350).
 *
 * Returns: %TRUE if DTLS is meant
 */
gboolean
tpk_judge_input_means_dtls (TpkJudgeInput *self)
{
  TpkIceUrl *url;

  g_return_val_if_fail (self != NULL, FALSE);

  if (tpk_judge_input_get_meaning (self) == NULL)
    return FALSE;

  url = self->repaired != NULL ? self->repaired : self->ice_url;
  return tpk_ice_url_is_secure (url) && tpk_ice_url_is_turn (url) &&
         tpk_ice_url_get_transport (url) == TPK_TRANSPORT_UDP;
}

/**
 * tpk_judge_input_get_whatwg:
 * @self: an input
 *
 * The URL as `new URL()` reads it.
 *
 * Returns: (nullable) (transfer none): the URL record, or %NULL when it is none
 */
const TpkWhatwgUrl *
tpk_judge_input_get_whatwg (TpkJudgeInput *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  if (!self->has_whatwg) {
    self->whatwg = tpk_whatwg_url_parse (self->url, -1);
    self->has_whatwg = TRUE;
  }

  return self->whatwg;
}

/**
 * tpk_judge_input_get_whatwg_https:
 * @self: an input
 *
 * The opaque path of the URL, read as host and port of an https URL: how the W3C algorithm and
 * Firefox find both.
 *
 * Returns: (nullable) (transfer none): the URL record, or %NULL when the URL has no opaque path or
 *   the path is not host and port
 */
const TpkWhatwgUrl *
tpk_judge_input_get_whatwg_https (TpkJudgeInput *self)
{
  const TpkWhatwgUrl *url;

  g_return_val_if_fail (self != NULL, NULL);

  if (self->has_whatwg_https)
    return self->whatwg_https;
  self->has_whatwg_https = TRUE;

  url = tpk_judge_input_get_whatwg (self);
  if (url != NULL && url->opaque_path) {
    g_autofree char *text = g_strconcat ("https://", url->path, NULL);

    self->whatwg_https = tpk_whatwg_url_parse (text, -1);
  }

  return self->whatwg_https;
}

static void
judgement_free (gpointer judgement)
{
  if (judgement != NULL)
    tpk_judgement_unref (judgement);
}

/**
 * tpk_judge_input_get_judgements:
 * @self: an input
 *
 * What all clients do with the URL.
 *
 * Returns: (transfer none) (element-type TpkJudgement): the judgements, in the order of
 *   tpk_dialects_get(); %NULL for a dialect that does not judge
 */
GPtrArray *
tpk_judge_input_get_judgements (TpkJudgeInput *self)
{
  const TpkDialect *const *dialects = tpk_dialects_get (NULL);

  g_return_val_if_fail (self != NULL, NULL);

  if (self->judgements != NULL)
    return self->judgements;

  self->judgements = g_ptr_array_new_with_free_func (judgement_free);
  for (guint i = 0; dialects[i] != NULL; i++)
    g_ptr_array_add (self->judgements, tpk_dialect_judge (dialects[i], self));

  return self->judgements;
}

/* The same host in punycode, as the clients that know IDNA dial it. */
static gboolean
equals_in_ascii (TpkIceUrl  *url,
                 const char *dials)
{
  g_autofree char *host = tpk_whatwg_domain_to_ascii (tpk_ice_url_get_host (url));
  g_autofree char *ascii = NULL;

  if (host == NULL)
    return FALSE;

  ascii = tpk_dials_new (tpk_ice_url_get_scheme (url), host, tpk_ice_url_get_port (url),
                         tpk_ice_url_get_transport (url));
  return g_ascii_strcasecmp (ascii, dials) == 0;
}

static gboolean
is_meant (TpkJudgeInput *self,
          const char    *dials)
{
  const char *meaning = tpk_judge_input_get_meaning (self);
  g_autoptr (TpkIceUrl) dialled = NULL;

  if (meaning == NULL)
    return FALSE;
  if (g_ascii_strcasecmp (meaning, dials) == 0)
    return TRUE;

  /* One address can be written in more than one way. */
  dialled = tpk_ice_url_new (dials);
  if (g_strcmp0 (tpk_ice_url_get_canonical (dialled), meaning) == 0)
    return TRUE;

  return !g_str_is_ascii (meaning) &&
         equals_in_ascii (self->repaired != NULL ? self->repaired : self->ice_url, dials);
}

/**
 * tpk_judge_input_dials:
 * @self: an input
 * @dials: the canonical URL that the client contacts
 * @code: the code of the judgement if that is not what is meant
 * @message: its message
 *
 * The judgement on a client that contacts @dials: `ok` when that is what the URL means, defaults
 * made explicit; else `changed`.
 *
 * Returns: (transfer full): a judgement
 */
TpkJudgement *
tpk_judge_input_dials (TpkJudgeInput *self,
                       const char    *dials,
                       const char    *code,
                       const char    *message)
{
  g_return_val_if_fail (self != NULL, NULL);
  g_return_val_if_fail (dials != NULL, NULL);

  if (is_meant (self, dials))
    return tpk_judgement_new_ok (dials);

  return tpk_judgement_new_changed (dials, code, message);
}

/**
 * tpk_judge_input_dup_quotable:
 * @self: an input
 *
 * The URL for the client's own words. A URL that can hold a password is not repeated in them.
 *
 * Returns: (transfer full): the URL, or an ellipsis
 */
char *
tpk_judge_input_dup_quotable (TpkJudgeInput *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return g_strdup (strchr (self->url, '@') == NULL ? self->url : "\342\200\246");
}

/**
 * tpk_dials_new:
 * @scheme: the scheme in effect
 * @host: the host, an IPv6 address without brackets or with
 * @port: the port
 * @transport: for TURN, the transport; STUN URLs do not say it
 *
 * The canonical URL of what is dialled: port and transport are always written.
 *
 * Returns: (transfer full): a URL
 */
char *
tpk_dials_new (TpkScheme     scheme,
               const char   *host,
               guint         port,
               TpkTransport  transport)
{
  gboolean brackets;
  gboolean is_turn = scheme == TPK_SCHEME_TURN || scheme == TPK_SCHEME_TURNS;
  char port_text[12];

  g_return_val_if_fail (host != NULL, NULL);

  brackets = *host != '[' && strchr (host, ':') != NULL;
  g_snprintf (port_text, sizeof port_text, "%u", port);
  return g_strconcat (tpk_scheme_to_string (scheme), ":",
                      brackets ? "[" : "", host, brackets ? "]" : "", ":", port_text,
                      is_turn ? "?transport=" : NULL, tpk_transport_to_string (transport), NULL);
}
