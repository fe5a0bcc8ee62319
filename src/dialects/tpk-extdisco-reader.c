/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#define G_LOG_DOMAIN "tpk-extdisco-reader"

#include "config.h"

#include "tpk-extdisco-reader.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "tpk-config-reader.h"
#include "tpk-dialect.h"
#include "tpk-server-groups.h"
#include "tpk-service-lifetime.h"
#include "tpk-service-refusal.h"

/*
 * What an XMPP server tells of ICE servers: External Service Discovery, XEP-0215, version 1.0. The
 * whole stanza is read, or the part of it that was copied.
 */

#define NAMESPACE "urn:xmpp:extdisco:"

#define MAX_BYTES (1024 * 1024)
#define MAX_DEPTH 16
#define MAX_SERVICES 1000

typedef struct {
  TpkImport       *import;
  TpkServerGroups *servers;
  guint            depth;
  guint            n_services;
  gboolean         in_error;
  char            *condition;  /* (nullable) (owned): why the server refuses */
  GString         *words;      /* what it says of that */
} Reader;

typedef struct {
  const char *host;
  const char *port;
  const char *transport;
  const char *type;
  const char *username;
  const char *password;
  const char *expires;
  const char *restricted;
} Service;

/* `<x:service>` is `<service>`. */
static const char *
get_local_name (const char *name)
{
  const char *colon = strrchr (name, ':');

  return colon != NULL ? colon + 1 : name;
}

static void
read_attributes (Service     *service,
                 const char **names,
                 const char **values)
{
  const struct {
    const char *name;
    const char **value;
  } known[] = {
    { "host", &service->host },
    { "port", &service->port },
    { "transport", &service->transport },
    { "type", &service->type },
    { "username", &service->username },
    { "password", &service->password },
    { "expires", &service->expires },
    { "restricted", &service->restricted },
  };

  for (guint i = 0; names[i] != NULL; i++) {
    for (guint j = 0; j < G_N_ELEMENTS (known); j++) {
      if (strcmp (names[i], known[j].name) == 0)
        *known[j].value = values[i];
    }
  }
}

/* TLS is in the type; what the transport says beside is TCP or UDP. STUN has none. */
static gboolean
add_url (Reader        *self,
         const Service *service,
         TpkScheme      scheme)
{
  TpkServer *server = tpk_server_groups_get (self->servers, service->username, service->password);
  gboolean turn = scheme == TPK_SCHEME_TURN || scheme == TPK_SCHEME_TURNS;
  g_autofree char *transport = turn && service->transport != NULL && *service->transport != '\0'
                                 ? g_ascii_strdown (service->transport, -1)
                                 : NULL;
  guint16 port = tpk_config_parse_port (service->port);

  if (service->port != NULL && *service->port != '\0' && port == 0)
    return FALSE;

  return service->host != NULL &&
         tpk_config_add_url (server, scheme, service->host, port,
                             g_strcmp0 (transport, "tls") == 0 ? "tcp" : transport);
}

static void
note_restricted (Reader        *self,
                 const Service *service)
{
  gboolean restricted = g_strcmp0 (service->restricted, "1") == 0 ||
                        g_strcmp0 (service->restricted, "true") == 0;

  if (restricted && (service->username == NULL || service->password == NULL))
    tpk_config_note (self->import, "import-restricted",
                     _("A server wants a user name and password that the answer does not have. Ask "
                       "the XMPP server for the credentials of this service."));
}

static void
read_service (Reader      *self,
              const char **names,
              const char **values)
{
  Service service = { NULL };
  g_autofree char *type = NULL;
  TpkScheme scheme;

  read_attributes (&service, names, values);
  type = g_ascii_strdown (service.type != NULL ? service.type : "", -1);
  if (!tpk_scheme_from_string (type, &scheme)) {
    tpk_import_take_note (self->import,
                          tpk_finding_new (TPK_SEVERITY_INFO, "import-left-service",
                                           _("A service that is neither STUN nor TURN was left.")));
    return;
  }

  if (!add_url (self, &service, scheme)) {
    tpk_config_note (self->import, "import-not-a-server",
                     _("A service was left: its host, port and transport make no address. Enter it "
                       "by hand."));
    return;
  }

  note_restricted (self, &service);
  if (service.expires != NULL &&
      !tpk_service_lifetime_add_time (self->import, service.expires))
    tpk_config_note (self->import, "import-lifetime-unknown",
                     _("“expires” should say until when the credentials are good, but is no time, "
                       "so it was left."));
}

static void
start_element (GMarkupParseContext  *context,
               const char           *element,
               const char          **names,
               const char          **values,
               gpointer              user_data,
               GError              **error)
{
  Reader *self = user_data;
  const char *name = get_local_name (element);

  if (++self->depth > MAX_DEPTH || self->n_services > MAX_SERVICES) {
    g_set_error_literal (error, G_MARKUP_ERROR, G_MARKUP_ERROR_INVALID_CONTENT, "");
    return;
  }

  if (strcmp (name, "service") == 0) {
    self->n_services++;
    read_service (self, names, values);
  } else if (strcmp (name, "error") == 0) {
    self->in_error = TRUE;
  } else if (self->in_error && self->condition == NULL && strcmp (name, "text") != 0) {
    self->condition = g_strdup (name);
  }
}

static void
end_element (GMarkupParseContext  *context,
             const char           *element,
             gpointer              user_data,
             GError              **error)
{
  Reader *self = user_data;

  self->depth--;
  if (strcmp (get_local_name (element), "error") == 0)
    self->in_error = FALSE;
}

static void
add_words (GMarkupParseContext  *context,
           const char           *text,
           gsize                 length,
           gpointer              user_data,
           GError              **error)
{
  Reader *self = user_data;

  if (self->in_error)
    g_string_append_len (self->words, text, (gssize) length);
}

/* What stands around the elements, as the time in a log, is left. */
static gboolean
parse (Reader      *self,
       const char  *text,
       GError     **error)
{
  static const GMarkupParser parser = {
    .start_element = start_element,
    .end_element = end_element,
    .text = add_words,
  };
  const char *start = strchr (text, '<');
  const char *end = strrchr (text, '>');
  g_autoptr (GMarkupParseContext) context = NULL;

  if (start == NULL || end == NULL || end < start)
    return FALSE;

  context = g_markup_parse_context_new (&parser, G_MARKUP_IGNORE_QUALIFIED, self, NULL);

  return g_markup_parse_context_parse (context, start, end + 1 - start, error) &&
         g_markup_parse_context_end_parse (context, error);
}

static void
set_refusal (Reader  *self,
             GError **error)
{
  g_autofree char *raw = g_strdup_printf ("%s%s%s", self->condition,
                                          self->words->len > 0 ? ": " : "", self->words->str);
  g_autofree char *words = tpk_service_refusal_dup_clean (raw);

  tpk_service_refusal_set (error, words);
}

/**
 * tpk_extdisco_recognise:
 * @text: valid UTF-8
 *
 * Returns: how surely @text is an answer of External Service Discovery, 0 to 100
 */
int
tpk_extdisco_recognise (const char *text)
{
  g_return_val_if_fail (text != NULL, 0);

  if (strchr (text, '<') == NULL)
    return 0;
  if (strstr (text, NAMESPACE) != NULL)
    return 97;

  return strstr (text, "<service ") != NULL && strstr (text, "type=") != NULL &&
         strstr (text, "host=") != NULL ? 90 : 0;
}

/**
 * tpk_extdisco_read:
 * @text: valid UTF-8
 * @import: what gets the servers
 * @error: return location
 *
 * Reads an answer of External Service Discovery.
 *
 * Returns: %FALSE when there are no servers in @text
 */
gboolean
tpk_extdisco_read (const char  *text,
                   TpkImport   *import,
                   GError     **error)
{
  g_autoptr (TpkServerGroups) servers = tpk_server_groups_new ();
  g_autoptr (GString) words = g_string_new (NULL);
  g_autofree char *condition = NULL;
  g_autoptr (GError) broken = NULL;
  Reader self = { .import = import, .servers = servers, .words = words };

  g_return_val_if_fail (text != NULL, FALSE);
  g_return_val_if_fail (TPK_IS_IMPORT (import), FALSE);

  if (strlen (text) > MAX_BYTES) {
    g_set_error_literal (error, TPK_DIALECT_ERROR, TPK_DIALECT_ERROR_TOO_LARGE,
                         _("The text is larger than 1 MiB. Take the part that names the servers."));
    return FALSE;
  }

  if (!parse (&self, text, &broken) && self.n_services > 0)
    tpk_config_note (import, "import-truncated",
                     _("The text is not whole XML. What came before the fault was taken; look "
                       "whether anything is missing."));

  condition = g_steal_pointer (&self.condition);
  if (tpk_server_groups_append_to (servers, tpk_import_get_profile (import)) > 0)
    return TRUE;

  self.condition = condition;
  if (condition != NULL)
    set_refusal (&self, error);
  else
    g_set_error_literal (error, TPK_DIALECT_ERROR, TPK_DIALECT_ERROR_SYNTAX,
                         _("No STUN or TURN service was found. Paste the whole answer of the XMPP "
                           "server."));

  return FALSE;
}
