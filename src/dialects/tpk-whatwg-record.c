/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#define G_LOG_DOMAIN "tpk-whatwg-record"

#include "config.h"

#include "tpk-whatwg-url.h"

#include "tpk-whatwg-host.h"

#include <string.h>

/*
 * What is done with a URL record of the URL Standard once it is parsed.
 */

/**
 * tpk_whatwg_url_free:
 * @self: (transfer full): a URL record
 *
 * Frees @self.
 */
void
tpk_whatwg_url_free (TpkWhatwgUrl *self)
{
  g_return_if_fail (self != NULL);

  g_free (self->scheme);
  g_free (self->username);
  g_free (self->password);
  g_free (self->host);
  g_free (self->path);
  g_free (self->query);
  g_free (self->fragment);
  g_free (self);
}

/**
 * tpk_whatwg_url_serialize:
 * @self: a URL record
 *
 * Writes @self as the standard's URL serializer does: what `URL.href` would say.
 *
 * Returns: (transfer full): the text
 */
char *
tpk_whatwg_url_serialize (const TpkWhatwgUrl *self)
{
  GString *text;

  g_return_val_if_fail (self != NULL, NULL);

  text = g_string_new (self->scheme);
  g_string_append_c (text, ':');

  if (self->host != NULL) {
    g_string_append (text, "//");
    g_string_append (text, self->username);
    if (*self->password != '\0')
      g_string_append_printf (text, ":%s", self->password);
    if (*self->username != '\0' || *self->password != '\0')
      g_string_append_c (text, '@');
    g_string_append (text, self->host);
    if (self->port >= 0)
      g_string_append_printf (text, ":%d", self->port);
  } else if (!self->opaque_path && g_str_has_prefix (self->path, "//")) {
    /* Else the path would read as a host. */
    g_string_append (text, "/.");
  }

  g_string_append (text, self->path);
  if (self->query != NULL)
    g_string_append_printf (text, "?%s", self->query);
  if (self->fragment != NULL)
    g_string_append_printf (text, "#%s", self->fragment);

  return g_string_free (text, FALSE);
}

/* The application/x-www-form-urlencoded parser, for one name or one value. @has_nul tells that the
 * text goes on after a U+0000. */
static char *
decode_form (const char *text,
             gsize       length,
             gboolean   *has_nul)
{
  g_autofree char *spaced = g_strndup (text, length);
  g_autofree char *decoded = NULL;
  gsize decoded_length;

  for (gsize i = 0; i < length; i++) {
    if (spaced[i] == '+')
      spaced[i] = ' ';
  }

  decoded = tpk_whatwg_percent_decode (spaced, length, &decoded_length);
  *has_nul = strlen (decoded) != decoded_length;
  return g_utf8_make_valid (decoded, -1);
}

/**
 * tpk_whatwg_url_dup_parameter:
 * @self: a URL record
 * @name: the name of a query parameter; case counts
 *
 * What `URLSearchParams.get()` says: the first value of that name, decoded. A value that holds
 * U+0000 ends there.
 *
 * Returns: (transfer full) (nullable): the value, or %NULL when there is none
 */
char *
tpk_whatwg_url_dup_parameter (const TpkWhatwgUrl *self,
                              const char         *name)
{
  const char *p;

  g_return_val_if_fail (self != NULL, NULL);
  g_return_val_if_fail (name != NULL, NULL);

  for (p = self->query; p != NULL && *p != '\0';) {
    gsize length = strcspn (p, "&");
    const char *equals = memchr (p, '=', length);
    gsize name_length = equals != NULL ? (gsize) (equals - p) : length;
    gboolean has_nul;

    if (length > 0) {
      g_autofree char *key = decode_form (p, name_length, &has_nul);

      if (!has_nul && strcmp (key, name) == 0)
        return equals == NULL ? g_strdup ("")
                              : decode_form (equals + 1, length - name_length - 1, &has_nul);
    }

    p += length;
    if (*p == '&')
      p++;
  }

  return NULL;
}
