/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#define G_LOG_DOMAIN "tpk-proxy"

#include "config.h"

#include "tpk-proxy.h"

#include "model/tpk-wipe.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/*
 * A proxy as people and systems write it: a URI. No error text repeats what was given, since a
 * password may be in it.
 */
struct _TpkProxy {
  gatomicrefcount ref_count;
  TpkProxyKind kind;
  char *host;       /* (owned): IPv6 without brackets */
  guint16 port;
  char *username;   /* (nullable) (owned) */
  char *password;   /* (nullable) (owned) */
  char *name;       /* (owned): without who signs in */
};

#define MAX_SOCKS 255

static const struct {
  const char *scheme;
  TpkProxyKind kind;
  guint16 port;
} schemes[] = {
  { "http", TPK_PROXY_HTTP, 80 },
  { "socks5", TPK_PROXY_SOCKS5, 1080 },
  { "socks5h", TPK_PROXY_SOCKS5, 1080 },
  /* What GNOME and libproxy call a SOCKS proxy of any version. */
  { "socks", TPK_PROXY_SOCKS5, 1080 },
};

static int
find_scheme (const char *scheme)
{
  for (guint i = 0; i < G_N_ELEMENTS (schemes); i++) {
    if (g_ascii_strcasecmp (schemes[i].scheme, scheme) == 0)
      return i;
  }

  return -1;
}

static gboolean
check_uri (GUri    *uri,
           GError **error)
{
  const char *host = g_uri_get_host (uri);
  const char *path = g_uri_get_path (uri);

  if (find_scheme (g_uri_get_scheme (uri)) < 0)
    g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT,
                         _("A proxy of this kind is not known here. Write http://host:port, "
                           "socks5://host:port, or direct:// for none."));
  else if (host == NULL || *host == '\0' || g_uri_get_port (uri) == 0 ||
           g_uri_get_port (uri) > G_MAXUINT16 || g_uri_get_query (uri) != NULL ||
           g_uri_get_fragment (uri) != NULL || (*path != '\0' && strcmp (path, "/") != 0))
    g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT,
                         _("The proxy is not written correctly. Write http://host:port or "
                           "socks5://host:port."));
  else
    return TRUE;

  return FALSE;
}

/* RFC 7617 §2 for HTTP, RFC 1929 §2 for SOCKS. */
static gboolean
check_user (TpkProxy  *self,
            GError   **error)
{
  const char *user = self->username;
  const char *password = self->password;

  if (user == NULL)
    return TRUE;
  if (self->kind == TPK_PROXY_HTTP && strchr (user, ':') == NULL)
    return TRUE;
  if (self->kind == TPK_PROXY_SOCKS5 && strlen (user) <= MAX_SOCKS &&
      (password == NULL || strlen (password) <= MAX_SOCKS))
    return TRUE;

  g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT,
                       self->kind == TPK_PROXY_HTTP
                         ? _("The user name for an HTTP proxy can not hold a colon. Check it.")
                         : _("A SOCKS proxy takes a user name and a password of at most 255 "
                             "bytes each. Check them."));

  return FALSE;
}

static TpkProxy *
proxy_new (GUri       *uri,
           const char *password)
{
  TpkProxy *self = g_new0 (TpkProxy, 1);
  int scheme = find_scheme (g_uri_get_scheme (uri));
  const char *user = g_uri_get_user (uri);

  g_atomic_ref_count_init (&self->ref_count);
  self->kind = schemes[scheme].kind;
  self->host = g_strdup (g_uri_get_host (uri));
  self->port = g_uri_get_port (uri) > 0 ? g_uri_get_port (uri) : schemes[scheme].port;
  if (user != NULL && *user != '\0') {
    self->username = g_strdup (user);
    self->password = g_strdup (password != NULL ? password : g_uri_get_password (uri));
  }
  self->name = g_strdup_printf (strchr (self->host, ':') != NULL ? "%s://[%s]:%u" : "%s://%s:%u",
                                self->kind == TPK_PROXY_HTTP ? "http" : "socks5", self->host,
                                self->port);

  return self;
}

/**
 * tpk_proxy_parse:
 * @uri: `http://`, `socks5://` or `direct://`, with a user name and a password where wanted
 * @password: (nullable): the password, instead of one in @uri
 * @proxy: (out) (transfer full) (nullable): the proxy; %NULL for `direct://`
 * @error: what is wrong, without repeating it
 *
 * Returns: whether @uri could be understood
 */
gboolean
tpk_proxy_parse (const char  *uri,
                 const char  *password,
                 TpkProxy   **proxy,
                 GError     **error)
{
  g_autoptr (GUri) parsed = NULL;
  g_autoptr (TpkProxy) self = NULL;

  g_return_val_if_fail (uri != NULL, FALSE);
  g_return_val_if_fail (proxy != NULL, FALSE);

  *proxy = NULL;
  if (g_ascii_strcasecmp (uri, "direct://") == 0)
    return TRUE;

  parsed = g_uri_parse (uri, G_URI_FLAGS_HAS_PASSWORD, NULL);
  if (parsed == NULL) {
    g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_INVALID_ARGUMENT,
                         _("The proxy is not written correctly. Write http://host:port or "
                           "socks5://host:port."));
    return FALSE;
  }
  if (!check_uri (parsed, error))
    return FALSE;

  self = proxy_new (parsed, password);
  if (!check_user (self, error))
    return FALSE;
  *proxy = g_steal_pointer (&self);

  return TRUE;
}

TpkProxy *
tpk_proxy_ref (TpkProxy *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  g_atomic_ref_count_inc (&self->ref_count);

  return self;
}

void
tpk_proxy_unref (TpkProxy *self)
{
  g_return_if_fail (self != NULL);

  if (!g_atomic_ref_count_dec (&self->ref_count))
    return;

  g_free (self->host);
  g_free (self->username);
  tpk_wipe_and_free (self->password);
  g_free (self->name);
  g_free (self);
}

TpkProxyKind
tpk_proxy_get_kind (TpkProxy *self)
{
  g_return_val_if_fail (self != NULL, TPK_PROXY_HTTP);

  return self->kind;
}

/**
 * tpk_proxy_get_host:
 * @self: a proxy
 *
 * Returns: (transfer none): its name or address, the latter without brackets
 */
const char *
tpk_proxy_get_host (TpkProxy *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return self->host;
}

guint16
tpk_proxy_get_port (TpkProxy *self)
{
  g_return_val_if_fail (self != NULL, 0);

  return self->port;
}

/**
 * tpk_proxy_get_username:
 * @self: a proxy
 *
 * Returns: (transfer none) (nullable): who signs in; %NULL when nobody does
 */
const char *
tpk_proxy_get_username (TpkProxy *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return self->username;
}

const char *
tpk_proxy_get_password (TpkProxy *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return self->password;
}

/**
 * tpk_proxy_get_name:
 * @self: a proxy
 *
 * Returns: (transfer none): `http://host:port` or `socks5://host:port`, to be shown; never with a
 *   user name or a password in it
 */
const char *
tpk_proxy_get_name (TpkProxy *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return self->name;
}
