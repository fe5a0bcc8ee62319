/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#define G_LOG_DOMAIN "tpk-ice-url"

#include "config.h"

#include "tpk-ice-url.h"

#include <arpa/inet.h>
#include <string.h>

#include "tpk-url-problem.h"
#include "tpk-url-reader.h"
#include "tpk-url-repair.h"

/**
 * TpkIceUrl:
 *
 * One `stun:`, `stuns:`, `turn:` or `turns:` URL (RFC 7064, RFC 7065) as it was typed, and what a
 * strict reading makes of it: its parts if it is valid, or else the first problem, where that is,
 * and a repaired URL where there is a safe one.
 *
 * A #TpkIceUrl does not change and can be shared between threads.
 */
struct _TpkIceUrl
{
  GObject parent_instance;

  char *text;                   /* (owned) */
  TpkUrlProblem problem;
  guint offset;                 /* in characters */
  char *fix;                    /* (nullable) (owned) */
  char *username;               /* (nullable) (owned) */
  char *password;               /* (nullable) (owned) */

  gboolean has_scheme;
  gboolean has_parts;
  gboolean has_port;
  gboolean has_transport;
  TpkScheme scheme;
  TpkHostKind host_kind;
  guint16 port;
  TpkTransport transport;
  char *host;                   /* (nullable) (owned) */
  char *canonical;              /* (nullable) (owned) */
};

G_DEFINE_FINAL_TYPE (TpkIceUrl, tpk_ice_url, G_TYPE_OBJECT)

static gboolean
scheme_is_secure (TpkScheme scheme)
{
  return scheme == TPK_SCHEME_STUNS || scheme == TPK_SCHEME_TURNS;
}

static gboolean
scheme_is_turn (TpkScheme scheme)
{
  return scheme == TPK_SCHEME_TURN || scheme == TPK_SCHEME_TURNS;
}

/* Names in small letters, IPv6 as RFC 5952 has it, so that equal hosts have equal texts. */
static char *
canonical_host (const TpkUrlParts *parts)
{
  char *host;

  if (parts->host_kind == TPK_HOST_IPV6) {
    g_autofree char *typed = g_strndup (parts->host, parts->host_length);
    char buffer[INET6_ADDRSTRLEN];
    struct in6_addr address;

    if (inet_pton (AF_INET6, typed, &address) == 1 &&
        inet_ntop (AF_INET6, &address, buffer, sizeof buffer) != NULL)
      return g_strdup (buffer);
    return g_steal_pointer (&typed);
  }

  host = g_malloc (parts->host_length + 1);
  for (gsize i = 0; i < parts->host_length; i++) {
    guchar c = parts->host[i];

    if (c >= 0x80) {
      g_free (host);
      return g_utf8_strdown (parts->host, parts->host_length);
    }
    host[i] = g_ascii_tolower (c);
  }
  host[parts->host_length] = '\0';

  return host;
}

/* printf() would cost more than all the rest of the reading. */
static char *
canonical_text (TpkIceUrl *self)
{
  gsize host_length = strlen (self->host);
  char *text = g_malloc (host_length + sizeof "turns:[]:65535?transport=udp");
  char *p = text;
  char digits[5];
  guint n_digits = 0;

  p = g_stpcpy (p, tpk_scheme_to_string (self->scheme));
  *p++ = ':';
  if (self->host_kind == TPK_HOST_IPV6)
    *p++ = '[';
  memcpy (p, self->host, host_length);
  p += host_length;
  if (self->host_kind == TPK_HOST_IPV6)
    *p++ = ']';

  *p++ = ':';
  for (guint port = self->port; port > 0; port /= 10)
    digits[n_digits++] = '0' + port % 10;
  while (n_digits > 0)
    *p++ = digits[--n_digits];

  if (scheme_is_turn (self->scheme))
    p = g_stpcpy (p, self->transport == TPK_TRANSPORT_UDP ? "?transport=udp" : "?transport=tcp");
  *p = '\0';

  return text;
}

static void
take_parts (TpkIceUrl         *self,
            const TpkUrlParts *parts)
{
  self->has_scheme = parts->has_scheme;
  self->scheme = parts->scheme;
  if (!parts->has_parts)
    return;

  self->has_parts = TRUE;
  self->host_kind = parts->host_kind;
  self->host = canonical_host (parts);
  self->has_port = parts->port != 0;
  self->port = parts->port != 0 ? parts->port : tpk_scheme_get_default_port (parts->scheme);
  self->has_transport = parts->has_transport;
  if (parts->has_transport)
    self->transport = parts->transport;
  else
    self->transport = scheme_is_secure (parts->scheme) ? TPK_TRANSPORT_TCP : TPK_TRANSPORT_UDP;
}

static void
tpk_ice_url_finalize (GObject *object)
{
  TpkIceUrl *self = TPK_ICE_URL (object);

  /* The text and what was taken out of it can hold a password. */
  if (self->problem != TPK_URL_PROBLEM_NONE)
    explicit_bzero (self->text, strlen (self->text));
  if (self->password != NULL)
    explicit_bzero (self->password, strlen (self->password));

  g_free (self->text);
  g_free (self->fix);
  g_free (self->username);
  g_free (self->password);
  g_free (self->host);
  g_free (self->canonical);

  G_OBJECT_CLASS (tpk_ice_url_parent_class)->finalize (object);
}

static void
tpk_ice_url_class_init (TpkIceUrlClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->finalize = tpk_ice_url_finalize;
}

static void
tpk_ice_url_init (TpkIceUrl *self)
{
}

/* How many characters are before the problem. Up to there the text is UTF-8. */
static guint
character_offset (const char *text,
                  gsize       offset)
{
  return (guint) g_utf8_strlen (text, offset);
}

/**
 * tpk_ice_url_new:
 * @text: a URL as it was typed, any bytes
 *
 * Reads a URL. This never fails: a text that is no valid URL is kept, with what is wrong with it.
 *
 * Returns: (transfer full): a URL
 */
TpkIceUrl *
tpk_ice_url_new (const char *text)
{
  TpkIceUrl *self;
  TpkUrlParts parts;
  gsize length;
  gsize offset;

  g_return_val_if_fail (text != NULL, NULL);

  self = g_object_new (TPK_TYPE_ICE_URL, NULL);
  length = strlen (text);
  self->text = g_memdup2 (text, length + 1);
  self->problem = tpk_url_read (text, length, &parts, &offset);
  take_parts (self, &parts);

  if (self->problem == TPK_URL_PROBLEM_NONE) {
    self->canonical = canonical_text (self);
  } else {
    self->offset = character_offset (text, offset);
    self->fix = tpk_url_repair (text, length, &self->username, &self->password);
  }

  return self;
}

/**
 * tpk_ice_url_new_from_parts:
 * @scheme: the scheme
 * @host: a name or an address; IPv6 with or without brackets
 * @port: the port, or 0 to write none
 * @transport: (nullable): `udp`, `tcp`, or %NULL to write none
 *
 * Puts a URL together. The parts are not checked: the result says what is wrong with them.
 *
 * Returns: (transfer full): a URL
 */
TpkIceUrl *
tpk_ice_url_new_from_parts (TpkScheme   scheme,
                            const char *host,
                            guint16     port,
                            const char *transport)
{
  g_autoptr (GString) text = NULL;
  gboolean brackets;

  g_return_val_if_fail (tpk_scheme_to_string (scheme) != NULL, NULL);
  g_return_val_if_fail (host != NULL, NULL);

  brackets = host[0] != '[' && strchr (host, ':') != NULL;
  text = g_string_new (tpk_scheme_to_string (scheme));
  g_string_append_printf (text, brackets ? ":[%s]" : ":%s", host);
  if (port != 0)
    g_string_append_printf (text, ":%u", port);
  if (transport != NULL)
    g_string_append_printf (text, "?transport=%s", transport);

  return tpk_ice_url_new (text->str);
}

/**
 * tpk_ice_url_get_text:
 * @self: a URL
 *
 * Returns: (transfer none): the text as it was typed; it may be no UTF-8, and it may hold a
 *   password if the URL is not valid
 */
const char *
tpk_ice_url_get_text (TpkIceUrl *self)
{
  g_return_val_if_fail (TPK_IS_ICE_URL (self), NULL);

  return self->text;
}

/**
 * tpk_ice_url_is_valid:
 * @self: a URL
 *
 * Returns: %TRUE if a strict reading takes it
 */
gboolean
tpk_ice_url_is_valid (TpkIceUrl *self)
{
  g_return_val_if_fail (TPK_IS_ICE_URL (self), FALSE);

  return self->problem == TPK_URL_PROBLEM_NONE;
}

/**
 * tpk_ice_url_has_parts:
 * @self: a URL
 *
 * Says whether scheme, host and port are known. They are if the URL is valid, or if only what comes
 * after them is wrong, as in `turn:turn.example.org?transport=tls`.
 *
 * Returns: %TRUE if tpk_ice_url_get_host() and the others have something to say
 */
gboolean
tpk_ice_url_has_parts (TpkIceUrl *self)
{
  g_return_val_if_fail (TPK_IS_ICE_URL (self), FALSE);

  return self->has_parts;
}

/**
 * tpk_ice_url_get_problem:
 * @self: a URL
 *
 * Returns: the first thing that is wrong, or %TPK_URL_PROBLEM_NONE
 */
TpkUrlProblem
tpk_ice_url_get_problem (TpkIceUrl *self)
{
  g_return_val_if_fail (TPK_IS_ICE_URL (self), TPK_URL_PROBLEM_NONE);

  return self->problem;
}

/**
 * tpk_ice_url_get_offset:
 * @self: a URL
 *
 * Returns: where the problem is, in characters from 0; 0 if there is none
 */
guint
tpk_ice_url_get_offset (TpkIceUrl *self)
{
  g_return_val_if_fail (TPK_IS_ICE_URL (self), 0);

  return self->offset;
}

/**
 * tpk_ice_url_dup_message:
 * @self: a URL
 *
 * Says what is wrong, where, and what is right.
 *
 * Returns: (transfer full) (nullable): a translated sentence, or %NULL if the URL is valid
 */
char *
tpk_ice_url_dup_message (TpkIceUrl *self)
{
  const char *at;

  g_return_val_if_fail (TPK_IS_ICE_URL (self), NULL);

  at = g_utf8_offset_to_pointer (self->text, self->offset);
  return tpk_url_problem_dup_message (self->problem, self->scheme, at, self->offset);
}

/**
 * tpk_ice_url_get_fix:
 * @self: a URL
 *
 * Gets a repaired URL that means the same. If tpk_ice_url_get_user_info() has something, the user
 * name and password are not in it any more.
 *
 * Returns: (transfer none) (nullable): a valid URL; %NULL if this one is valid or there is no safe
 *   repair
 */
const char *
tpk_ice_url_get_fix (TpkIceUrl *self)
{
  g_return_val_if_fail (TPK_IS_ICE_URL (self), NULL);

  return self->fix;
}

/**
 * tpk_ice_url_get_user_info:
 * @self: a URL
 * @username: (out) (optional) (transfer none): the user name, percent-decoded
 * @password: (out) (optional) (nullable) (transfer none): the password, percent-decoded, or %NULL
 *   if there is none
 *
 * Gets what is before the "@" in `turn:user:password@host`, which no client reads.
 *
 * Returns: %TRUE if the URL has a user name or a password in it
 */
gboolean
tpk_ice_url_get_user_info (TpkIceUrl   *self,
                           const char **username,
                           const char **password)
{
  g_return_val_if_fail (TPK_IS_ICE_URL (self), FALSE);

  if (self->username == NULL)
    return FALSE;

  if (username != NULL)
    *username = self->username;
  if (password != NULL)
    *password = self->password;
  return TRUE;
}

/**
 * tpk_ice_url_get_scheme:
 * @self: a URL
 *
 * Returns: the scheme; %TPK_SCHEME_STUN if none was found, see tpk_ice_url_has_parts()
 */
TpkScheme
tpk_ice_url_get_scheme (TpkIceUrl *self)
{
  g_return_val_if_fail (TPK_IS_ICE_URL (self), TPK_SCHEME_STUN);

  return self->scheme;
}

/**
 * tpk_ice_url_get_host:
 * @self: a URL
 *
 * Gets the host in small letters; an IPv6 address without brackets and as short as can be.
 *
 * Returns: (transfer none) (nullable): the host, or %NULL without tpk_ice_url_has_parts()
 */
const char *
tpk_ice_url_get_host (TpkIceUrl *self)
{
  g_return_val_if_fail (TPK_IS_ICE_URL (self), NULL);

  return self->host;
}

/**
 * tpk_ice_url_get_host_kind:
 * @self: a URL
 *
 * Returns: whether the host is a name or an address
 */
TpkHostKind
tpk_ice_url_get_host_kind (TpkIceUrl *self)
{
  g_return_val_if_fail (TPK_IS_ICE_URL (self), TPK_HOST_NAME);

  return self->host_kind;
}

/**
 * tpk_ice_url_get_port:
 * @self: a URL
 *
 * Returns: the port, the scheme's default if none is written, or 0 without tpk_ice_url_has_parts()
 */
guint16
tpk_ice_url_get_port (TpkIceUrl *self)
{
  g_return_val_if_fail (TPK_IS_ICE_URL (self), 0);

  return self->port;
}

/**
 * tpk_ice_url_has_port:
 * @self: a URL
 *
 * Returns: %TRUE if a port is written
 */
gboolean
tpk_ice_url_has_port (TpkIceUrl *self)
{
  g_return_val_if_fail (TPK_IS_ICE_URL (self), FALSE);

  return self->has_port;
}

/**
 * tpk_ice_url_get_transport:
 * @self: a URL
 *
 * Returns: the transport to the server; if none is written, UDP, or TCP for `stuns` and `turns`
 *   (RFC 7064 §3.2, RFC 7065 §3.2 by way of RFC 5928)
 */
TpkTransport
tpk_ice_url_get_transport (TpkIceUrl *self)
{
  g_return_val_if_fail (TPK_IS_ICE_URL (self), TPK_TRANSPORT_UDP);

  return self->transport;
}

/**
 * tpk_ice_url_has_transport:
 * @self: a URL
 *
 * Returns: %TRUE if a known transport is written
 */
gboolean
tpk_ice_url_has_transport (TpkIceUrl *self)
{
  g_return_val_if_fail (TPK_IS_ICE_URL (self), FALSE);

  return self->has_transport;
}

/**
 * tpk_ice_url_is_turn:
 * @self: a URL
 *
 * Returns: %TRUE if the scheme is `turn` or `turns`, also where the rest is not valid
 */
gboolean
tpk_ice_url_is_turn (TpkIceUrl *self)
{
  g_return_val_if_fail (TPK_IS_ICE_URL (self), FALSE);

  return self->has_scheme && scheme_is_turn (self->scheme);
}

/**
 * tpk_ice_url_is_secure:
 * @self: a URL
 *
 * Returns: %TRUE if the scheme is `stuns` or `turns`, also where the rest is not valid
 */
gboolean
tpk_ice_url_is_secure (TpkIceUrl *self)
{
  g_return_val_if_fail (TPK_IS_ICE_URL (self), FALSE);

  return self->has_scheme && scheme_is_secure (self->scheme);
}

/**
 * tpk_ice_url_get_canonical:
 * @self: a URL
 *
 * Gets the URL with everything said: scheme and host in small letters, the port, and for `turn` and
 * `turns` the transport. Two valid URLs with the same canonical text mean the same.
 *
 * Returns: (transfer none) (nullable): the canonical text, or %NULL if the URL is not valid
 */
const char *
tpk_ice_url_get_canonical (TpkIceUrl *self)
{
  g_return_val_if_fail (TPK_IS_ICE_URL (self), NULL);

  return self->canonical;
}

/**
 * tpk_ice_url_equal:
 * @self: a URL
 * @other: another one
 *
 * Returns: %TRUE if both are valid and mean the same, or neither is and they have the same text
 */
gboolean
tpk_ice_url_equal (TpkIceUrl *self,
                   TpkIceUrl *other)
{
  g_return_val_if_fail (TPK_IS_ICE_URL (self) && TPK_IS_ICE_URL (other), FALSE);

  if (self->canonical != NULL && other->canonical != NULL)
    return g_str_equal (self->canonical, other->canonical);

  return g_str_equal (self->text, other->text);
}
