/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#define G_LOG_DOMAIN "tpk-dialect-list"

#include "config.h"

#include "tpk-dialect-private.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "tpk-server-groups.h"
#include "tpk-text-url.h"

/*
 * A plain list of addresses, as it comes in a mail or a ticket: one a line, or with commas or
 * spaces between them, `turn://user:password@host` among them. It belongs to no client and states
 * no route.
 */

/* More is no list. */
#define MAX_BYTES (8 * 1024 * 1024)
#define MAX_URLS 100000

typedef struct {
  TpkServerGroups *servers;
  GHashTable      *seen;       /* URLs */
} Reader;

static void
take_url (Reader     *self,
          const char *text)
{
  g_autoptr (TpkIceUrl) url = tpk_ice_url_new (text);
  const char *username, *password;

  if (!g_hash_table_add (self->seen, g_strdup (text)))
    return;

  /* A password in a URL is kept where it belongs, or it would be shown in every list. */
  if (tpk_ice_url_get_user_info (url, &username, &password) && tpk_ice_url_get_fix (url) != NULL)
    tpk_server_add_url (tpk_server_groups_get (self->servers, username, password),
                        tpk_ice_url_get_fix (url));
  else
    /* GStreamer's stun:// is right where it comes from. */
    tpk_server_add_url (tpk_server_groups_get (self->servers, NULL, NULL),
                        tpk_ice_url_get_problem (url) == TPK_URL_PROBLEM_SLASHES &&
                        tpk_ice_url_get_fix (url) != NULL ? tpk_ice_url_get_fix (url) : text);
}

static gboolean
has_scheme (const char *token)
{
  static const char *const schemes[] = { "stun:", "stuns:", "turn:", "turns:" };

  for (guint i = 0; i < G_N_ELEMENTS (schemes); i++) {
    if (g_ascii_strncasecmp (token, schemes[i], strlen (schemes[i])) == 0)
      return TRUE;
  }

  return FALSE;
}

/* Bullets before and punctuation behind belong to the text around. */
static void
take_token (Reader *self,
            char   *token)
{
  static const char around[] = "\"'`<>()[]{}*-";
  char *equals;
  gsize length;

  while (*token != '\0' && strchr (around, *token) != NULL)
    token++;

  /* `stun-server=stun:…`, as options and environment variables are written. */
  equals = strchr (token, '=');
  if (!has_scheme (token) && equals != NULL)
    token = equals + 1 + strspn (equals + 1, around);
  if (!has_scheme (token))
    return;

  for (length = strlen (token); length > 0; length--) {
    char last = token[length - 1];
    gboolean bracket = last == ']' && memchr (token, '[', length) != NULL;

    if (bracket || strchr ("\"'`<>(){}]*.;", last) == NULL)
      break;
  }
  token[length] = '\0';

  if (g_hash_table_size (self->seen) < MAX_URLS)
    take_url (self, token);
}

/* A comma ends a URL only where another follows or nothing does: passwords may have one. */
static void
take_word (Reader *self,
           char   *word)
{
  char *start = word;

  for (char *p = word; *p != '\0'; p++) {
    char *next = p + 1;

    if ((*p != ',' && *p != ';') || (*next != '\0' && !has_scheme (next)))
      continue;

    *p = '\0';
    take_token (self, start);
    start = next;
  }

  take_token (self, start);
}

static gboolean
is_separator (gunichar c)
{
  return g_unichar_isspace (c) || g_unichar_iscntrl (c) || c == 0xfeff || c == 0x200b;
}

static void
take_words (Reader     *self,
            const char *text)
{
  const char *p = text;

  while (*p != '\0') {
    const char *start;
    g_autofree char *word = NULL;

    while (*p != '\0' && is_separator (g_utf8_get_char (p)))
      p = g_utf8_next_char (p);

    start = p;
    while (*p != '\0' && !is_separator (g_utf8_get_char (p)))
      p = g_utf8_next_char (p);

    word = g_strndup (start, p - start);
    take_word (self, word);
  }
}

static TpkImport *
read_text (const char  *text,
           GError     **error)
{
  g_autoptr (TpkImport) import = tpk_import_new (tpk_dialect_list.id);
  g_autoptr (TpkServerGroups) servers = tpk_server_groups_new ();
  g_autoptr (GHashTable) seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  Reader self = { .servers = servers, .seen = seen };

  if (strlen (text) > MAX_BYTES) {
    g_set_error_literal (error, TPK_DIALECT_ERROR, TPK_DIALECT_ERROR_TOO_LARGE,
                         _("The text is larger than 8 MiB. Take the part that names the servers."));
    return NULL;
  }

  if (g_utf8_validate (text, -1, NULL))
    take_words (&self, text);

  if (tpk_server_groups_append_to (servers, tpk_import_get_profile (import)) == 0) {
    g_set_error_literal (error, TPK_DIALECT_ERROR, TPK_DIALECT_ERROR_SYNTAX,
                         _("No address of a server was found. Write one a line, as "
                           "“turn:turn.example.com:3478”."));
    return NULL;
  }

  tpk_profile_set_route (tpk_import_get_profile (import), TPK_ROUTE_OWN);

  return g_steal_pointer (&import);
}

static int
recognise (const char *text)
{
  return tpk_text_has_ice_scheme (text) ? 20 : 0;
}

const TpkDialect tpk_dialect_list = {
  .id = "list",
  .name = N_("List of addresses"),
  .version = "RFC 7064, RFC 7065",
  .recognise = recognise,
  .read = read_text,
};
