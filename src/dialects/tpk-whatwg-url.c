/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#define G_LOG_DOMAIN "tpk-whatwg-url"

#include "config.h"

#include "tpk-whatwg-url.h"

#include "tpk-whatwg-host.h"

#include <string.h>

/*
 * The basic URL parser of the URL Standard (url.spec.whatwg.org), without a base URL and without
 * state override. The standard writes a machine that walks character by character; with no base URL
 * its states follow one another in one order, so here each part is cut out and parsed by a
 * function. The functions name the states that they stand for.
 */

typedef enum {
  ENCODE_C0,
  ENCODE_FRAGMENT,
  ENCODE_QUERY,
  ENCODE_SPECIAL_QUERY,
  ENCODE_PATH,
  ENCODE_USERINFO,
  N_ENCODE_SETS,
} EncodeSet;

/* The ASCII bytes that a set escapes beside the C0 controls, DEL and everything above ASCII. */
static const char *const encode_sets[N_ENCODE_SETS] = {
  [ENCODE_C0] = "",
  [ENCODE_FRAGMENT] = " \"<>`",
  [ENCODE_QUERY] = " \"#<>",
  [ENCODE_SPECIAL_QUERY] = " \"#<>'",
  [ENCODE_PATH] = " \"#<>?^`{}",
  [ENCODE_USERINFO] = " \"#<>?^`{}/:;=@[\\]|",
};

static const struct {
  const char *scheme;
  int         port;
} special_schemes[] = {
  { "http", 80 },
  { "https", 443 },
  { "ws", 80 },
  { "wss", 443 },
  { "ftp", 21 },
  { "file", -1 },
};

typedef struct {
  TpkWhatwgUrl     *url;
  TpkWhatwgFlavour  flavour;
  gboolean          special;
  gboolean          file;
  int               default_port;
} Parse;

static gboolean
needs_encoding (guchar    c,
                EncodeSet set)
{
  return c <= 0x1f || c > 0x7e || strchr (encode_sets[set], c) != NULL;
}

static void
append_encoded (GString    *string,
                const char *text,
                gsize       length,
                EncodeSet   set)
{
  static const char digits[] = "0123456789ABCDEF";

  for (gsize i = 0; i < length; i++) {
    guchar c = (guchar) text[i];

    if (needs_encoding (c, set)) {
      const char escape[3] = { '%', digits[c >> 4], digits[c & 15] };

      g_string_append_len (string, escape, sizeof escape);
    } else {
      g_string_append_c (string, (char) c);
    }
  }
}

static char *
dup_encoded (const char *text,
             gsize       length,
             EncodeSet   set)
{
  GString *string;
  gsize i = 0;

  while (i < length && !needs_encoding ((guchar) text[i], set))
    i++;
  if (i == length)
    return g_strndup (text, length);

  string = g_string_sized_new (length + 16);
  append_encoded (string, text, length, set);
  return g_string_free (string, FALSE);
}

static gboolean
is_slash (const Parse *self,
          char         c)
{
  return c == '/' || (self->special && c == '\\');
}

/* The basic URL parser's first steps: outer C0 controls and spaces go, and so do all tabs and line
 * ends. What is not UTF-8 becomes U+FFFD, as it would on its way into a JavaScript string. */
static char *
clean_input (const char *input,
             gsize       length,
             gsize      *cleaned_length)
{
  g_autofree char *valid = NULL;
  char *cleaned;
  gsize n = 0;

  /* U+0000 is a character like others here, which g_utf8_validate_len() does not accept. */
  for (gsize start = 0; start < length; start++) {
    const char *bad = NULL;

    if (g_utf8_validate_len (input + start, length - start, &bad))
      break;
    start = (gsize) (bad - input);
    if (input[start] != '\0') {
      valid = g_utf8_make_valid (input, (gssize) length);
      input = valid;
      length = strlen (valid);
      break;
    }
  }

  while (length > 0 && (guchar) input[0] <= ' ') {
    input++;
    length--;
  }
  while (length > 0 && (guchar) input[length - 1] <= ' ')
    length--;

  cleaned = g_malloc (length + 1);
  for (gsize i = 0; i < length; i++) {
    if (input[i] != '\t' && input[i] != '\n' && input[i] != '\r')
      cleaned[n++] = input[i];
  }
  cleaned[n] = '\0';

  *cleaned_length = n;
  return cleaned;
}

/* Scheme start state and scheme state. Returns the bytes used, colon included; 0 is failure. */
static gsize
parse_scheme (Parse      *self,
              const char *text,
              gsize       length)
{
  gsize n = 0;

  if (length == 0 || !g_ascii_isalpha (text[0]))
    return 0;
  while (n < length && (g_ascii_isalnum (text[n]) ||
                        text[n] == '+' || text[n] == '-' || text[n] == '.'))
    n++;
  if (n == length || text[n] != ':')
    return 0;

  self->url->scheme = g_ascii_strdown (text, (gssize) n);
  self->default_port = -1;
  for (gsize i = 0; i < G_N_ELEMENTS (special_schemes); i++) {
    if (strcmp (self->url->scheme, special_schemes[i].scheme) == 0) {
      self->special = TRUE;
      self->default_port = special_schemes[i].port;
    }
  }
  self->file = strcmp (self->url->scheme, "file") == 0;

  return n + 1;
}

/* Authority state, its part before the last "@". */
static void
parse_userinfo (Parse      *self,
                const char *text,
                gsize       length)
{
  const char *colon = memchr (text, ':', length);
  gsize username_length = colon != NULL ? (gsize) (colon - text) : length;

  g_free (self->url->username);
  self->url->username = dup_encoded (text, username_length, ENCODE_USERINFO);
  if (colon != NULL) {
    g_free (self->url->password);
    self->url->password = dup_encoded (colon + 1, length - username_length - 1, ENCODE_USERINFO);
  }
}

/* Port state. */
static gboolean
parse_port (Parse      *self,
            const char *text,
            gsize       length)
{
  int port = 0;

  if (length == 0)
    return TRUE;

  for (gsize i = 0; i < length; i++) {
    if (!g_ascii_isdigit (text[i]))
      return FALSE;
    port = port * 10 + (text[i] - '0');
    if (port > G_MAXUINT16)
      return FALSE;
  }

  self->url->port = port == self->default_port ? -1 : port;
  return TRUE;
}

/* Authority state and host state. */
static gboolean
parse_authority (Parse      *self,
                 const char *text,
                 gsize       length)
{
  const char *end = text + length;
  const char *at = memrchr (text, '@', length);
  const char *colon = NULL;
  gboolean in_brackets = FALSE;

  if (at != NULL) {
    parse_userinfo (self, text, (gsize) (at - text));
    text = at + 1;
    if (text == end)
      return FALSE;
  }

  for (const char *p = text; p < end && colon == NULL; p++) {
    if (*p == '[')
      in_brackets = TRUE;
    else if (*p == ']')
      in_brackets = FALSE;
    else if (*p == ':' && !in_brackets)
      colon = p;
  }

  if (colon == text || (self->special && text == end))
    return FALSE;

  self->url->host = tpk_whatwg_host_parse (text, (gsize) ((colon ? colon : end) - text),
                                           self->special, self->flavour, &self->url->host_kind);
  if (self->url->host == NULL)
    return FALSE;

  return colon == NULL || parse_port (self, colon + 1, (gsize) (end - colon - 1));
}

/* How many dots a segment stands for, 1 or 2, written plain or as %2e; 0 when it is a name. */
static guint
count_dots (const char *segment,
            gsize       length)
{
  guint dots = 0;

  while (length > 0 && dots < 3) {
    gsize step = segment[0] == '.' ? 1 : 3;

    if (step == 3 && (length < 3 || g_ascii_strncasecmp (segment, "%2e", 3) != 0))
      return 0;
    segment += step;
    length -= step;
    dots++;
  }

  return dots < 3 ? dots : 0;
}

static gboolean
is_drive_letter (const char *text,
                 gsize       length)
{
  return length == 2 && g_ascii_isalpha (text[0]) && (text[1] == ':' || text[1] == '|');
}

/* Standard, "shorten a URL's path". */
static void
shorten_path (const Parse *self,
              GString     *path)
{
  char *slash = strrchr (path->str, '/');

  if (slash == NULL)
    return;
  if (self->file && slash == path->str && path->len == 3 && path->str[2] == ':' &&
      g_ascii_isalpha (path->str[1]))
    return;

  g_string_truncate (path, (gsize) (slash - path->str));
}

/* Path start state and path state. */
static void
parse_path (Parse      *self,
            const char *text,
            gsize       length)
{
  const char *end = text + length;
  GString *path = g_string_sized_new (length + 2);

  if (length > 0 && is_slash (self, *text))
    text++;
  else if (length == 0 && !self->special)
    text = end + 1;

  while (text <= end) {
    const char *slash = text;
    guint dots;

    while (slash < end && !is_slash (self, *slash))
      slash++;

    dots = count_dots (text, (gsize) (slash - text));
    if (dots == 2)
      shorten_path (self, path);
    if (dots == 0) {
      gsize start = path->len + 1;

      g_string_append_c (path, '/');
      append_encoded (path, text, (gsize) (slash - text), ENCODE_PATH);
      if (self->file && start == 1 && is_drive_letter (path->str + 1, path->len - 1))
        path->str[2] = ':';
    } else if (slash == end) {
      g_string_append_c (path, '/');
    }

    text = slash + 1;
  }

  self->url->path = g_string_free (path, FALSE);
}

/* Opaque path state. */
static void
parse_opaque_path (Parse      *self,
                   const char *text,
                   gsize       length,
                   gboolean    more)
{
  self->url->opaque_path = TRUE;

  /* A space before the query or the fragment would be lost when either is taken away. The browsers
   * keep it as it is. */
  if (self->flavour == TPK_WHATWG_STANDARD && more && length > 0 && text[length - 1] == ' ') {
    g_autofree char *path = dup_encoded (text, length - 1, ENCODE_C0);

    self->url->path = g_strconcat (path, "%20", NULL);
  } else {
    self->url->path = dup_encoded (text, length, ENCODE_C0);
  }
}

/* File state, file slash state and file host state. */
static gboolean
parse_file (Parse      *self,
            const char *text,
            gsize       length)
{
  const char *end = text + length;
  const char *host;

  self->url->host = g_strdup ("");
  self->url->host_kind = TPK_WHATWG_HOST_EMPTY;

  if (length < 2 || !is_slash (self, text[0]) || !is_slash (self, text[1])) {
    parse_path (self, text, length);
    return TRUE;
  }

  host = text + 2;
  for (text = host; text < end && !is_slash (self, *text);)
    text++;

  if (is_drive_letter (host, (gsize) (text - host))) {
    parse_path (self, host, (gsize) (end - host));
    return TRUE;
  }

  if (text > host) {
    g_free (self->url->host);
    self->url->host = tpk_whatwg_host_parse (host, (gsize) (text - host), TRUE, self->flavour,
                                             &self->url->host_kind);
    if (self->url->host == NULL)
      return FALSE;
    if (strcmp (self->url->host, "localhost") == 0) {
      self->url->host[0] = '\0';
      self->url->host_kind = TPK_WHATWG_HOST_EMPTY;
    }
  }

  parse_path (self, text, (gsize) (end - text));
  return TRUE;
}

/* Special authority slashes state, path or authority state, and what follows: everything between
 * the scheme and the query. */
static gboolean
parse_hierarchy (Parse      *self,
                 const char *text,
                 gsize       length,
                 gboolean    more)
{
  const char *end = text + length;
  const char *authority;

  if (self->file)
    return parse_file (self, text, length);

  if (self->special) {
    while (text < end && is_slash (self, *text))
      text++;
  } else if (length == 0 || text[0] != '/') {
    parse_opaque_path (self, text, length, more);
    return TRUE;
  } else if (length == 1 || text[1] != '/') {
    parse_path (self, text, length);
    return TRUE;
  } else {
    text += 2;
  }

  authority = text;
  while (text < end && !is_slash (self, *text))
    text++;

  if (!parse_authority (self, authority, (gsize) (text - authority)))
    return FALSE;

  parse_path (self, text, (gsize) (end - text));
  return TRUE;
}

static gboolean
parse_url (Parse      *self,
           const char *text,
           gsize       length)
{
  const char *end = text + length;
  const char *fragment;
  const char *query;
  gsize scheme_length = parse_scheme (self, text, length);

  if (scheme_length == 0)
    return FALSE;
  text += scheme_length;

  fragment = memchr (text, '#', (gsize) (end - text));
  if (fragment != NULL) {
    self->url->fragment = dup_encoded (fragment + 1, (gsize) (end - fragment - 1),
                                       ENCODE_FRAGMENT);
    end = fragment;
  }

  query = memchr (text, '?', (gsize) (end - text));
  if (query != NULL) {
    self->url->query = dup_encoded (query + 1, (gsize) (end - query - 1),
                                    self->special ? ENCODE_SPECIAL_QUERY : ENCODE_QUERY);
    end = query;
  }

  return parse_hierarchy (self, text, (gsize) (end - text), query != NULL || fragment != NULL);
}

/**
 * tpk_whatwg_url_parse:
 * @input: the text, any bytes
 * @length: its length in bytes, or -1 when it ends with a NUL
 *
 * Parses @input as browsers' `new URL()` does without a base: the basic URL parser of the URL
 * Standard.
 *
 * Returns: (transfer full) (nullable): the URL record, or %NULL on failure
 */
TpkWhatwgUrl *
tpk_whatwg_url_parse (const char *input,
                      gssize      length)
{
  return tpk_whatwg_url_parse_as (input, length, TPK_WHATWG_STANDARD);
}

/**
 * tpk_whatwg_url_parse_as:
 * @input: the text, any bytes
 * @length: its length in bytes, or -1 when it ends with a NUL
 * @flavour: whose parser
 *
 * Like tpk_whatwg_url_parse(), with the deviations of one engine.
 *
 * Returns: (transfer full) (nullable): the URL record, or %NULL on failure
 */
TpkWhatwgUrl *
tpk_whatwg_url_parse_as (const char       *input,
                         gssize            length,
                         TpkWhatwgFlavour  flavour)
{
  g_autoptr (TpkWhatwgUrl) url = NULL;
  g_autofree char *cleaned = NULL;
  Parse parse = { 0 };
  gsize cleaned_length;

  g_return_val_if_fail (input != NULL, NULL);

  cleaned = clean_input (input, length < 0 ? strlen (input) : (gsize) length, &cleaned_length);

  url = g_new0 (TpkWhatwgUrl, 1);
  url->port = -1;
  parse.url = url;
  parse.flavour = flavour;

  if (!parse_url (&parse, cleaned, cleaned_length))
    return NULL;

  if (url->username == NULL)
    url->username = g_strdup ("");
  if (url->password == NULL)
    url->password = g_strdup ("");

  return g_steal_pointer (&url);
}
