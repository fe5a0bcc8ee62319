/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#define G_LOG_DOMAIN "tpk-credential"

#include "config.h"

#include "tpk-credential.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "tpk-json.h"
#include "tpk-wipe.h"

/* What coturn and every credential service write as a time: seconds since 1970 with at least nine
 * digits (from 1973 on), so that a plain number as a user name is not taken for one. */
#define EXPIRY_MIN_DIGITS 9
#define EXPIRY_MAX_DIGITS 11

/**
 * TpkCredential:
 *
 * What a server is asked with: nothing, a user name and password, or the secret that the server
 * shares with those who mint user names and passwords ("TURN REST API",
 * draft-uberti-behave-turn-rest-00; coturn's `use-auth-secret`).
 *
 * Credentials do not change. The memory of passwords and secrets is wiped when it is freed.
 */
struct _TpkCredential
{
  TpkCredentialKind kind;
  char *username;               /* (owned) "" if there is none */
  char *password;               /* (owned) "" if there is none */
  char *secret;                 /* (owned) "" if there is none */
  guint lifetime_s;
};

G_DEFINE_BOXED_TYPE (TpkCredential, tpk_credential, tpk_credential_ref, tpk_credential_unref)

static const char *const kind_names[] = {
  [TPK_CREDENTIAL_NONE] = "none",
  [TPK_CREDENTIAL_PASSWORD] = "password",
  [TPK_CREDENTIAL_SECRET] = "secret",
};

static TpkCredential *
credential_new (TpkCredentialKind  kind,
                const char        *username,
                const char        *password,
                const char        *secret,
                guint              lifetime_s)
{
  TpkCredential *self = g_atomic_rc_box_new0 (TpkCredential);

  self->kind = kind;
  self->username = g_strdup (username != NULL ? username : "");
  self->password = g_strdup (password != NULL ? password : "");
  self->secret = g_strdup (secret != NULL ? secret : "");
  self->lifetime_s = lifetime_s;

  return self;
}

static void
credential_clear (gpointer data)
{
  TpkCredential *self = data;

  g_free (self->username);
  tpk_wipe_and_free (self->password);
  tpk_wipe_and_free (self->secret);
}

static gint64
add_lifetime (gint64 now_s,
              guint  lifetime_s)
{
  return now_s > G_MAXINT64 - lifetime_s ? G_MAXINT64 : now_s + lifetime_s;
}

/* The password is padded base64 of HMAC-SHA1 over the whole user name, which begins with the time
 * at which it expires. */
static void
mint (TpkCredential  *self,
      gint64          now_s,
      char          **username,
      char          **password)
{
  g_autoptr (GHmac) hmac = NULL;
  guint8 digest[20];
  gsize length = sizeof digest;
  gint64 expiry_s = add_lifetime (now_s, self->lifetime_s);

  if (*self->username == '\0')
    *username = g_strdup_printf ("%" G_GINT64_FORMAT, expiry_s);
  else
    *username = g_strdup_printf ("%" G_GINT64_FORMAT ":%s", expiry_s, self->username);

  hmac = g_hmac_new (G_CHECKSUM_SHA1, (const guchar *) self->secret, strlen (self->secret));
  g_hmac_update (hmac, (const guchar *) *username, -1);
  g_hmac_get_digest (hmac, digest, &length);
  *password = g_base64_encode (digest, length);
}

/* Reads @length bytes that have to be nothing but the digits of a time. */
static gboolean
parse_expiry (const char *digits,
              gsize       length,
              gint64     *expiry_s)
{
  gint64 value = 0;

  if (length < EXPIRY_MIN_DIGITS || length > EXPIRY_MAX_DIGITS)
    return FALSE;

  for (gsize i = 0; i < length; i++) {
    if (!g_ascii_isdigit (digits[i]))
      return FALSE;
    value = value * 10 + (digits[i] - '0');
  }

  if (expiry_s != NULL)
    *expiry_s = value;
  return TRUE;
}

/**
 * tpk_credential_new_none:
 *
 * Returns: (transfer full): the credential of a server that asks for none
 */
TpkCredential *
tpk_credential_new_none (void)
{
  return credential_new (TPK_CREDENTIAL_NONE, NULL, NULL, NULL,
                         TPK_CREDENTIAL_DEFAULT_LIFETIME_S);
}

/**
 * tpk_credential_new_password:
 * @username: (nullable): the user name, any bytes
 * @password: (nullable): the password, any bytes
 *
 * Returns: (transfer full): a user name and password as they are
 */
TpkCredential *
tpk_credential_new_password (const char *username,
                             const char *password)
{
  return credential_new (TPK_CREDENTIAL_PASSWORD, username, password, NULL,
                         TPK_CREDENTIAL_DEFAULT_LIFETIME_S);
}

/**
 * tpk_credential_new_secret:
 * @user: (nullable): what comes after the time in minted user names; may be empty
 * @secret: (nullable): the secret that the server knows too
 * @lifetime_s: how long a minted password is good, in seconds; 0 for
 *   %TPK_CREDENTIAL_DEFAULT_LIFETIME_S
 *
 * Returns: (transfer full): a credential that mints user names and passwords
 */
TpkCredential *
tpk_credential_new_secret (const char *user,
                           const char *secret,
                           guint       lifetime_s)
{
  return credential_new (TPK_CREDENTIAL_SECRET, user, NULL, secret,
                         lifetime_s > 0 ? lifetime_s : TPK_CREDENTIAL_DEFAULT_LIFETIME_S);
}

/**
 * tpk_credential_new_from_json:
 * @object: the `credential` of a server
 * @error: return location for a #TpkJsonError
 *
 * Reads a credential. Without `kind`, the other members say what it is.
 *
 * Returns: (transfer full) (nullable): a credential, or %NULL with @error set
 */
TpkCredential *
tpk_credential_new_from_json (JsonObject  *object,
                              GError     **error)
{
  const char *kind_name = NULL;
  const char *username = NULL;
  const char *password = NULL;
  const char *secret = NULL;
  gint64 lifetime_s = TPK_CREDENTIAL_DEFAULT_LIFETIME_S;
  TpkCredentialKind kind = TPK_CREDENTIAL_NONE;

  g_return_val_if_fail (object != NULL, NULL);

  if (!tpk_json_get_string (object, "kind", &kind_name, error) ||
      !tpk_json_get_string (object, "username", &username, error) ||
      !tpk_json_get_string (object, "password", &password, error) ||
      !tpk_json_get_string (object, "secret", &secret, error) ||
      !tpk_json_get_int (object, "lifetime_s", 1, G_MAXINT32, &lifetime_s, error))
    return NULL;

  if (kind_name == NULL) {
    if (secret != NULL)
      kind = TPK_CREDENTIAL_SECRET;
    else if (username != NULL || password != NULL)
      kind = TPK_CREDENTIAL_PASSWORD;
  } else if (!tpk_credential_kind_from_string (kind_name, &kind)) {
    g_set_error_literal (error, TPK_JSON_ERROR, TPK_JSON_ERROR_VALUE,
                         _("kind: expected “none”, “password” or “secret”"));
    return NULL;
  }

  if (kind == TPK_CREDENTIAL_SECRET)
    return tpk_credential_new_secret (username, secret, (guint) lifetime_s);
  if (kind == TPK_CREDENTIAL_PASSWORD)
    return tpk_credential_new_password (username, password);
  return tpk_credential_new_none ();
}

/**
 * tpk_credential_to_json:
 * @self: a credential
 *
 * Writes the credential with its password or secret. Only so, and in the text of its server, do they
 * leave in the form of text.
 *
 * Returns: (transfer full): the `credential` of a server
 */
JsonObject *
tpk_credential_to_json (TpkCredential *self)
{
  JsonObject *object;

  g_return_val_if_fail (self != NULL, NULL);

  object = json_object_new ();
  json_object_set_string_member (object, "kind", kind_names[self->kind]);
  if (self->kind == TPK_CREDENTIAL_NONE)
    return object;

  tpk_json_set_string (object, "username", self->username);
  if (self->kind == TPK_CREDENTIAL_PASSWORD) {
    tpk_json_set_string (object, "password", self->password);
  } else {
    tpk_json_set_string (object, "secret", self->secret);
    json_object_set_int_member (object, "lifetime_s", self->lifetime_s);
  }

  return object;
}

/**
 * tpk_credential_ref:
 * @self: a credential
 *
 * Returns: (transfer full): @self with one more reference
 */
TpkCredential *
tpk_credential_ref (TpkCredential *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return g_atomic_rc_box_acquire (self);
}

/**
 * tpk_credential_unref:
 * @self: (transfer full): a credential
 *
 * Drops a reference; the last one wipes the password and the secret.
 */
void
tpk_credential_unref (TpkCredential *self)
{
  g_return_if_fail (self != NULL);

  g_atomic_rc_box_release_full (self, credential_clear);
}

/**
 * tpk_credential_equal:
 * @self: a credential
 * @other: another one
 *
 * Returns: %TRUE if both are of the same kind with the same texts and life
 */
gboolean
tpk_credential_equal (TpkCredential *self,
                      TpkCredential *other)
{
  g_return_val_if_fail (self != NULL && other != NULL, FALSE);

  return self == other ||
         (self->kind == other->kind &&
          self->lifetime_s == other->lifetime_s &&
          g_str_equal (self->username, other->username) &&
          g_str_equal (self->password, other->password) &&
          g_str_equal (self->secret, other->secret));
}

/**
 * tpk_credential_get_kind:
 * @self: a credential
 *
 * Returns: the kind
 */
TpkCredentialKind
tpk_credential_get_kind (TpkCredential *self)
{
  g_return_val_if_fail (self != NULL, TPK_CREDENTIAL_NONE);

  return self->kind;
}

/**
 * tpk_credential_get_username:
 * @self: a credential
 *
 * Gets the user name as it was entered: with a secret, only the part after the time.
 *
 * Returns: (transfer none): the user name, "" if there is none
 */
const char *
tpk_credential_get_username (TpkCredential *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return self->username;
}

/**
 * tpk_credential_get_password:
 * @self: a credential
 *
 * Returns: (transfer none): the password, "" if there is none
 */
const char *
tpk_credential_get_password (TpkCredential *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return self->password;
}

/**
 * tpk_credential_get_secret:
 * @self: a credential
 *
 * Returns: (transfer none): the shared secret, "" if there is none
 */
const char *
tpk_credential_get_secret (TpkCredential *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return self->secret;
}

/**
 * tpk_credential_get_lifetime_s:
 * @self: a credential
 *
 * Returns: how long a minted password is good, in seconds; %TPK_CREDENTIAL_DEFAULT_LIFETIME_S for
 *   a credential that mints none
 */
guint
tpk_credential_get_lifetime_s (TpkCredential *self)
{
  g_return_val_if_fail (self != NULL, 0);

  return self->lifetime_s;
}

/**
 * tpk_credential_resolve:
 * @self: a credential
 * @now_s: the time, in seconds since 1970
 * @username: (out) (transfer full): the user name to send
 * @password: (out) (transfer full): the password to send; the caller keeps it out of every log
 *
 * Gets what a client sends. With a secret, it is minted: `expiry:user`, or `expiry` alone if the
 * user is empty, and base64 (HMAC-SHA1 (secret, user name)), as coturn checks it.
 *
 * Returns: %FALSE if the credential is of kind %TPK_CREDENTIAL_NONE; the texts are left alone
 */
gboolean
tpk_credential_resolve (TpkCredential  *self,
                        gint64          now_s,
                        char          **username,
                        char          **password)
{
  g_return_val_if_fail (self != NULL, FALSE);
  g_return_val_if_fail (username != NULL && password != NULL, FALSE);

  switch (self->kind) {
  case TPK_CREDENTIAL_PASSWORD:
    *username = g_strdup (self->username);
    *password = g_strdup (self->password);
    return TRUE;
  case TPK_CREDENTIAL_SECRET:
    mint (self, now_s, username, password);
    return TRUE;
  case TPK_CREDENTIAL_NONE:
  default:
    return FALSE;
  }
}

/**
 * tpk_credential_get_expiry:
 * @self: a credential
 * @now_s: the time, in seconds since 1970
 * @expiry_s: (out) (optional): when what tpk_credential_resolve() gives at @now_s expires, in
 *   seconds since 1970
 *
 * Returns: %FALSE if the credential does not expire, as far as can be seen
 */
gboolean
tpk_credential_get_expiry (TpkCredential *self,
                           gint64         now_s,
                           gint64        *expiry_s)
{
  g_return_val_if_fail (self != NULL, FALSE);

  switch (self->kind) {
  case TPK_CREDENTIAL_PASSWORD:
    return tpk_username_get_expiry (self->username, expiry_s);
  case TPK_CREDENTIAL_SECRET:
    if (expiry_s != NULL)
      *expiry_s = add_lifetime (now_s, self->lifetime_s);
    return TRUE;
  case TPK_CREDENTIAL_NONE:
  default:
    return FALSE;
  }
}

/**
 * tpk_credential_kind_to_string:
 * @kind: a kind
 *
 * Returns: (transfer none): `none`, `password` or `secret`
 */
const char *
tpk_credential_kind_to_string (TpkCredentialKind kind)
{
  g_return_val_if_fail ((guint) kind < G_N_ELEMENTS (kind_names), NULL);

  return kind_names[kind];
}

/**
 * tpk_credential_kind_from_string:
 * @text: a name as tpk_credential_kind_to_string() gives it
 * @kind: (out) (optional): the kind
 *
 * Returns: %TRUE if @text names a kind; otherwise @kind is left alone
 */
gboolean
tpk_credential_kind_from_string (const char        *text,
                                 TpkCredentialKind *kind)
{
  g_return_val_if_fail (text != NULL, FALSE);

  for (guint i = 0; i < G_N_ELEMENTS (kind_names); i++) {
    if (g_str_equal (text, kind_names[i])) {
      if (kind != NULL)
        *kind = i;
      return TRUE;
    }
  }

  return FALSE;
}

/**
 * tpk_username_get_expiry:
 * @username: a user name
 * @expiry_s: (out) (optional): the time in it, in seconds since 1970
 *
 * Reads the time at which a minted user name expires: `time`, `time:user`, or `user:time`, which
 * coturn takes as well (userdb.c, get_rest_api_timestamp()). A time has 9 to 11 digits.
 *
 * Returns: %TRUE if @username has a time in it; otherwise @expiry_s is left alone
 */
gboolean
tpk_username_get_expiry (const char *username,
                         gint64     *expiry_s)
{
  const char *colon;

  g_return_val_if_fail (username != NULL, FALSE);

  colon = strchr (username, ':');
  if (colon == NULL)
    return parse_expiry (username, strlen (username), expiry_s);

  return parse_expiry (username, colon - username, expiry_s) ||
         parse_expiry (colon + 1, strlen (colon + 1), expiry_s);
}
