/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#define G_LOG_DOMAIN "tpk-cloud-request"

#include "config.h"

#include "tpk-cloud-request.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "tpk-cloud-code.h"

static void
header_free (TpkCloudHeader *header)
{
  g_free (header->name);
  g_free (header->value);
  g_free (header);
}

/**
 * tpk_cloud_request_new:
 * @method: as `GET`
 * @base: a URL
 * @path: what comes behind it, escaped; "" for nothing
 *
 * Between @base and @path there is one slash, whatever they end and begin with. A query of @base
 * stays behind the path.
 *
 * Returns: (transfer full): a request without headers and body
 */
TpkCloudRequest *
tpk_cloud_request_new (const char *method,
                       const char *base,
                       const char *path)
{
  TpkCloudRequest *self = g_new0 (TpkCloudRequest, 1);
  gsize length = strcspn (base, "?#");
  const char *query = base + length;
  g_autofree char *front = g_strstrip (g_strndup (base, length));

  if (*path != '\0') {
    gsize end = strlen (front);

    while (end > 0 && front[end - 1] == '/')
      front[--end] = '\0';
    path += strspn (path, "/");
  }

  self->method = g_strdup (method);
  self->url = g_strconcat (front, *path != '\0' ? "/" : "", path, NULL);
  self->headers = g_ptr_array_new_with_free_func ((GDestroyNotify) header_free);
  if (*query == '?') {
    g_autofree char *whole = g_steal_pointer (&self->url);
    g_autofree char *kept = g_strndup (query, strcspn (query, "#"));

    self->url = g_strconcat (whole, kept, NULL);
  }

  return self;
}

void
tpk_cloud_request_free (TpkCloudRequest *self)
{
  g_free (self->method);
  g_free (self->url);
  g_ptr_array_unref (self->headers);
  g_free (self->content_type);
  g_free (self->body);
  g_free (self);
}

/**
 * tpk_cloud_request_add_query:
 * @self: a request
 * @name: a name
 * @value: (nullable): its value, as it is; nothing is added for %NULL and ""
 */
void
tpk_cloud_request_add_query (TpkCloudRequest *self,
                             const char      *name,
                             const char      *value)
{
  g_autofree char *before = NULL;
  g_autofree char *escaped = NULL;

  if (value == NULL || *value == '\0')
    return;

  before = g_steal_pointer (&self->url);
  escaped = g_uri_escape_string (value, NULL, FALSE);
  self->url = g_strconcat (before, strchr (before, '?') != NULL ? "&" : "?", name, "=", escaped,
                           NULL);
}

/**
 * tpk_cloud_request_add_header:
 * @self: a request
 * @name: the name of a header
 * @value: what it says
 */
void
tpk_cloud_request_add_header (TpkCloudRequest *self,
                              const char      *name,
                              const char      *value)
{
  TpkCloudHeader *header = g_new0 (TpkCloudHeader, 1);

  header->name = g_strdup (name);
  header->value = g_strdup (value);
  g_ptr_array_add (self->headers, header);
}

/**
 * tpk_cloud_request_set_basic:
 * @self: a request
 * @user: a user name
 * @password: its password
 *
 * Signs in as RFC 7617 says.
 */
void
tpk_cloud_request_set_basic (TpkCloudRequest *self,
                             const char      *user,
                             const char      *password)
{
  g_autofree char *pair = g_strdup_printf ("%s:%s", user, password);
  g_autofree char *encoded = g_base64_encode ((const guchar *) pair, strlen (pair));
  g_autofree char *value = g_strconcat ("Basic ", encoded, NULL);

  tpk_cloud_request_add_header (self, "Authorization", value);
}

/**
 * tpk_cloud_request_set_bearer:
 * @self: a request
 * @token: a token
 *
 * Signs in as RFC 6750 §2.1 says.
 */
void
tpk_cloud_request_set_bearer (TpkCloudRequest *self,
                              const char      *token)
{
  g_autofree char *value = g_strconcat ("Bearer ", token, NULL);

  tpk_cloud_request_add_header (self, "Authorization", value);
}

/**
 * tpk_cloud_request_take_body:
 * @self: a request
 * @content_type: what @body is
 * @body: (transfer full): what is sent
 */
void
tpk_cloud_request_take_body (TpkCloudRequest *self,
                             const char      *content_type,
                             char            *body)
{
  g_free (self->content_type);
  g_free (self->body);
  self->content_type = g_strdup (content_type);
  self->body = body;
}

/**
 * tpk_cloud_is_loopback:
 * @host: a name or an address, without brackets
 *
 * Returns: whether @host is this machine and nothing else
 */
gboolean
tpk_cloud_is_loopback (const char *host)
{
  g_autoptr (GInetAddress) address = NULL;

  g_return_val_if_fail (host != NULL, FALSE);

  if (g_ascii_strcasecmp (host, "localhost") == 0)
    return TRUE;

  address = g_inet_address_new_from_string (host);

  return address != NULL && g_inet_address_get_is_loopback (address);
}

static gboolean
is_token (const char *text)
{
  for (const char *p = text; *p != '\0'; p++) {
    if (!g_ascii_isalnum (*p) && strchr ("!#$%&'*+-.^_`|~", *p) == NULL)
      return FALSE;
  }

  return *text != '\0';
}

static gboolean
validate_headers (TpkCloudRequest  *self,
                  GError          **error)
{
  if (!is_token (self->method)) {
    g_set_error_literal (error, TPK_CLOUD_ERROR, TPK_CLOUD_CODE_SETTINGS,
                         _("the method is none of HTTP. Use GET or POST."));
    return FALSE;
  }

  for (guint i = 0; i < self->headers->len; i++) {
    TpkCloudHeader *header = g_ptr_array_index (self->headers, i);

    /* A line end in a value would begin another header. */
    if (!is_token (header->name) || strpbrk (header->value, "\r\n") != NULL) {
      g_set_error_literal (error, TPK_CLOUD_ERROR, TPK_CLOUD_CODE_SETTINGS,
                           _("a header is not written correctly, or the secret has an end of line "
                             "in it."));
      return FALSE;
    }
  }

  return TRUE;
}

/**
 * tpk_cloud_request_validate:
 * @self: a request
 * @error: a return location
 *
 * Returns: whether @self may be sent: its URL is one, of https or to this machine, without a user
 *   name in it, and the headers are headers
 */
gboolean
tpk_cloud_request_validate (TpkCloudRequest  *self,
                            GError          **error)
{
  g_autoptr (GUri) uri = g_uri_parse (self->url, G_URI_FLAGS_HAS_PASSWORD, NULL);
  const char *host = uri != NULL ? g_uri_get_host (uri) : NULL;

  if (host == NULL || *host == '\0') {
    g_set_error_literal (error, TPK_CLOUD_ERROR, TPK_CLOUD_CODE_SETTINGS,
                         _("the address is none. It begins with “https://”."));
    return FALSE;
  }

  if (g_strcmp0 (g_uri_get_scheme (uri), "https") != 0 &&
      (g_strcmp0 (g_uri_get_scheme (uri), "http") != 0 || !tpk_cloud_is_loopback (host))) {
    g_set_error_literal (error, TPK_CLOUD_ERROR, TPK_CLOUD_CODE_INSECURE,
                         _("the address does not begin with “https”."));
    return FALSE;
  }

  if (g_uri_get_userinfo (uri) != NULL) {
    g_set_error_literal (error, TPK_CLOUD_ERROR, TPK_CLOUD_CODE_SETTINGS,
                         _("there is a user name in the address. Enter it as the account instead."));
    return FALSE;
  }

  return validate_headers (self, error);
}
