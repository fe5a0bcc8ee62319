/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#define G_LOG_DOMAIN "tpk-link-reader"

#include "config.h"

#include "tpk-link-reader.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "tpk-dialect.h"
#include "tpk-server-groups.h"
#include "tpk-text-url.h"

/*
 * The `Link` headers with which WHIP (RFC 9725 §4.6) and WHEP servers tell ICE servers:
 *
 *   Link: <turn:turn.example.net?transport=udp>; rel="ice-server"; username="u"; credential="p"
 *
 * by the grammar of RFC 8288 §3, one a line or with commas between, with or without the name of the
 * header, among other headers or alone. What is no link is stepped over; each byte is read once.
 */

/* More links are no answer of a server. */
#define MAX_LINKS 1000

typedef struct {
  char *rel;
  char *username;
  char *credential;
  char *credential_type;
} Parameters;

typedef struct {
  const char      *p;          /* (unowned): what is not read yet */
  TpkImport       *import;
  TpkServerGroups *servers;
  guint            n_links;
} Reader;

static void
parameters_clear (Parameters *self)
{
  g_clear_pointer (&self->rel, g_free);
  g_clear_pointer (&self->username, g_free);
  g_clear_pointer (&self->credential, g_free);
  g_clear_pointer (&self->credential_type, g_free);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Parameters, parameters_clear)

static void
note (Reader     *self,
      const char *code,
      const char *message)
{
  tpk_import_take_note (self->import, tpk_finding_new (TPK_SEVERITY_WARNING, code, message));
}

/* White space, and ends of lines where the next line begins with white space: RFC 9112 §5.2. */
static const char *
skip_space (const char *p)
{
  for (;;) {
    const char *end = p + strspn (p, " \t");

    p = end;
    if (*end == '\r')
      end++;
    if (*end != '\n' || (end[1] != ' ' && end[1] != '\t'))
      return p;

    p = end + 1;
  }
}

/* Returns: (nullable) (transfer full): what is between the quotes, or %NULL when none follows */
static char *
read_quoted (const char **p)
{
  g_autoptr (GString) text = g_string_new (NULL);
  const char *end;

  for (end = *p + 1; *end != '"'; end++) {
    if (*end == '\\' && end[1] != '\0' && end[1] != '\n')
      end++;
    if (*end == '\0' || *end == '\n')
      break;

    g_string_append_c (text, *end);
  }

  *p = *end == '"' ? end + 1 : end;

  return *end == '"' ? g_string_free (g_steal_pointer (&text), FALSE) : NULL;
}

static char *
read_token (const char **p)
{
  gsize length = strcspn (*p, " \t\r\n;,=\"<>");
  char *token = g_strndup (*p, length);

  *p += length;

  return token;
}

/* RFC 8288 §3.3: of `rel`, the first counts. So it is held with the others. */
static void
set_parameter (Parameters *self,
               const char *name,
               char       *value)
{
  const struct {
    const char *name;
    char **value;
  } known[] = {
    { "rel", &self->rel },
    { "username", &self->username },
    { "credential", &self->credential },
    { "credential-type", &self->credential_type },
  };

  for (guint i = 0; i < G_N_ELEMENTS (known); i++) {
    if (g_ascii_strcasecmp (name, known[i].name) != 0 || *known[i].value != NULL)
      continue;

    *known[i].value = value;
    return;
  }

  g_free (value);
}

/* Returns: whether the parameters are whole */
static gboolean
read_parameters (Reader     *self,
                 Parameters *parameters)
{
  for (;;) {
    g_autofree char *name = NULL;
    char *value = NULL;

    self->p = skip_space (self->p);
    if (*self->p != ';')
      return TRUE;

    self->p = skip_space (self->p + 1);
    name = read_token (&self->p);
    self->p = skip_space (self->p);
    if (*self->p != '=')
      continue;

    self->p = skip_space (self->p + 1);
    value = *self->p == '"' ? read_quoted (&self->p) : read_token (&self->p);
    if (value == NULL)
      return FALSE;

    set_parameter (parameters, name, value);
  }
}

/* `rel` is a list of words. */
static gboolean
is_ice_server (const Parameters *parameters)
{
  g_auto (GStrv) words = NULL;

  if (parameters->rel == NULL)
    return FALSE;

  words = g_strsplit_set (parameters->rel, " \t", -1);
  for (guint i = 0; words[i] != NULL; i++) {
    if (g_ascii_strcasecmp (words[i], "ice-server") == 0)
      return TRUE;
  }

  return FALSE;
}

static void
take_link (Reader           *self,
           const char       *target,
           const Parameters *parameters)
{
  TpkServer *server;

  if (!is_ice_server (parameters))
    return;

  if (!tpk_text_has_ice_scheme (target)) {
    note (self, "import-not-a-server",
          _("A link says that it is an ICE server, but its address is none, so it was left."));
    return;
  }

  if (parameters->credential_type != NULL &&
      g_ascii_strcasecmp (parameters->credential_type, "password") != 0)
    note (self, "import-credential-type",
          _("A credential is of a type that no client supports any more. It was taken as a "
            "password; ask the server's operator for one."));

  server = tpk_server_groups_get (self->servers, parameters->username, parameters->credential);
  tpk_server_add_url (server, target);
}

static void
read_link (Reader *self)
{
  g_auto (Parameters) parameters = { NULL };
  gsize length = strcspn (self->p, "<>\r\n");
  g_autofree char *target = NULL;

  /* In `< link: <turn:…`, as curl shows it, the first of them opens nothing. */
  if (self->p[length] != '>') {
    self->p += length;
    return;
  }

  target = g_strstrip (g_strndup (self->p, length));
  self->p += length + 1;
  self->n_links++;

  if (read_parameters (self, &parameters))
    take_link (self, target, &parameters);
  else
    note (self, "import-truncated",
          _("A link ends in the middle of a text, so it was left. Paste the whole header."));
}

/**
 * tpk_link_recognise:
 * @text: valid UTF-8
 *
 * Returns: how surely @text has `Link` headers with ICE servers, 0 to 100
 */
int
tpk_link_recognise (const char *text)
{
  g_return_val_if_fail (text != NULL, 0);

  return strchr (text, '<') != NULL && strstr (text, "rel") != NULL &&
         strstr (text, "ice-server") != NULL ? 97 : 0;
}

/**
 * tpk_link_read:
 * @text: valid UTF-8
 * @import: what gets the servers
 * @error: return location
 *
 * Reads `Link` headers.
 *
 * Returns: %FALSE when none of them names an ICE server
 */
gboolean
tpk_link_read (const char  *text,
               TpkImport   *import,
               GError     **error)
{
  g_autoptr (TpkServerGroups) servers = tpk_server_groups_new ();
  Reader self = { .p = text, .import = import, .servers = servers };

  g_return_val_if_fail (text != NULL, FALSE);
  g_return_val_if_fail (TPK_IS_IMPORT (import), FALSE);

  while (self.n_links < MAX_LINKS && (self.p = strchr (self.p, '<')) != NULL) {
    self.p++;
    read_link (&self);
  }

  if (tpk_server_groups_append_to (servers, tpk_import_get_profile (import)) > 0)
    return TRUE;

  g_set_error_literal (error, TPK_DIALECT_ERROR, TPK_DIALECT_ERROR_SYNTAX,
                       _("No “Link” header with rel=\"ice-server\" was found. Paste the headers of "
                         "the answer."));
  return FALSE;
}
