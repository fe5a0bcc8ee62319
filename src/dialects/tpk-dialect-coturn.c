/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#define G_LOG_DOMAIN "tpk-dialect-coturn"

#include "config.h"

#include "tpk-dialect-private.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "tpk-client-writer.h"
#include "tpk-coturn-reader.h"
#include "tpk-text-escape.h"

/*
 * The other side: turnserver.conf of coturn 4.6, for the server that the profile's clients use. It
 * describes one machine, so that the first TURN server says which.
 */

/* coturn reads lines of 1,024 bytes; the names and quotes need some of them. */
#define MAX_VALUE 990

typedef struct {
  TpkExport  *export;
  GPtrArray  *servers;       /* (element-type TpkWritableServer) */
  const char *host;          /* (unowned) */
  gboolean    is_secret;
  guint16     port;          /* 0: none */
  guint16     tls_port;      /* 0: none */
} Writer;

/* Its SASLprep() works on bytes, and changes or refuses some that UTF-8 is made of. */
static gboolean
survives_saslprep (const char *text)
{
  for (const guchar *p = (const guchar *) text; *p != '\0'; p++) {
    if (*p < ' ' || (*p >= 0x7f && *p <= 0xa0) || *p == 0xad)
      return FALSE;
  }

  return TRUE;
}

static gboolean
carries (const TpkWritableServer *server)
{
  if (server->secret != NULL)
    return *server->secret != '\0' && !tpk_text_has_control (server->secret) &&
           strlen (server->secret) <= MAX_VALUE;

  /* The first colon ends the name; 0x begins a key; a space in front of a password is cut off. */
  return *server->username != '\0' && *server->password != '\0' &&
         strchr (server->username, ':') == NULL && *server->password != ' ' &&
         !g_str_has_prefix (server->password, "0x") && survives_saslprep (server->username) &&
         survives_saslprep (server->password) &&
         strlen (server->username) + strlen (server->password) <= MAX_VALUE;
}

static const TpkClientLimits limits = {
  .name = "coturn",
  .features = TPK_CLIENT_STUN | TPK_CLIENT_STUNS | TPK_CLIENT_ALL_TURN | TPK_CLIENT_TURN_DTLS |
              TPK_CLIENT_IPV6 | TPK_CLIENT_RELAY_ONLY | TPK_CLIENT_PASSWORD | TPK_CLIENT_SECRET,
  .max_stun = G_MAXUINT,
  .max_turn = G_MAXUINT,
  .carries = carries,
};

static void
leave_url (Writer            *self,
           TpkWritableServer *server,
           TpkWritableUrl    *url,
           const char        *code,
           const char        *message)
{
  tpk_text_writer_leave_url (self->export, server, url, TPK_SEVERITY_WARNING, code, message);
}

static void
take_port (Writer            *self,
           TpkWritableServer *server,
           TpkWritableUrl    *url)
{
  guint16 *port = tpk_ice_url_is_secure (url->url) ? &self->tls_port : &self->port;

  if (*port == 0)
    *port = tpk_ice_url_get_port (url->url);
  else if (*port != tpk_ice_url_get_port (url->url))
    leave_url (self, server, url, "one-port",
               _("coturn listens on one port without TLS and one with it, so this one was left out. "
                 "Forward it to the other in the firewall."));
}

/* Returns: whether the server is this machine */
static gboolean
take_urls (Writer            *self,
           TpkWritableServer *server)
{
  gboolean any = FALSE;

  for (guint i = 0; i < server->urls->len; i++) {
    TpkWritableUrl *url = g_ptr_array_index (server->urls, i);

    if (g_ascii_strcasecmp (tpk_ice_url_get_host (url->url), self->host) == 0) {
      take_port (self, server, url);
      any = any || tpk_ice_url_is_turn (url->url);
    } else {
      leave_url (self, server, url, "another-machine",
                 _("The file is for one machine, and this address is of another, so it was left "
                   "out. Make a profile of its own for that one."));
    }
  }

  return any;
}

/* In quotes where coturn would cut something off; none within them needs an escape. */
static void
append_value (GString    *text,
              const char *key,
              const char *value)
{
  gboolean quotes = tpk_text_has_outer_space (value) || *value == '"' || *value == '=' ||
                    g_str_has_suffix (value, ";") || g_str_has_suffix (value, "\"");

  g_string_append_printf (text, "%s=%s%s%s\n", key, quotes ? "\"" : "", value, quotes ? "\"" : "");
}

static void
append_credential (Writer            *self,
                   GString           *text,
                   TpkWritableServer *server)
{
  g_autofree char *user = NULL;

  if ((server->secret != NULL) != self->is_secret) {
    tpk_export_take_note (
      self->export,
      tpk_finding_at (tpk_finding_new (TPK_SEVERITY_WARNING, "one-kind-of-credential",
                                       _("coturn takes either users with passwords or a shared "
                                         "secret, so this credential was left out. Use one kind "
                                         "for all.")),
                      server->position, TPK_FINDING_NOWHERE, "credential"));
    return;
  }

  if (server->secret != NULL) {
    append_value (text, "static-auth-secret", server->secret);
    return;
  }

  user = g_strdup_printf ("%s:%s", server->username, server->password);
  append_value (text, "user", user);
}

static void
append_ports (const Writer *self,
              GString      *text)
{
  if (self->port != 0)
    g_string_append_printf (text, "listening-port=%u\n", self->port);
  if (self->tls_port != 0)
    g_string_append_printf (text, "tls-listening-port=%u\n"
                                  "#cert=/etc/ssl/certs/%s.pem\n"
                                  "#pkey=/etc/ssl/private/%s.pem\n",
                            self->tls_port, self->host, self->host);
  else
    g_string_append (text, "no-tls\nno-dtls\n");
}

static void
note_certificate (const Writer *self)
{
  if (self->tls_port != 0)
    tpk_client_writer_note (self->export, TPK_SEVERITY_WARNING, "certificate-needed",
                            _("TLS needs a certificate that clients trust. Put the paths of the "
                              "certificate and its key into the lines “cert” and “pkey”, and take "
                              "away their “#”."));
}

static void
append_machine (Writer  *self,
                GString *text)
{
  g_autoptr (GString) credentials = g_string_new (NULL);
  gboolean turn = FALSE;

  for (guint i = 0; i < self->servers->len; i++) {
    TpkWritableServer *server = g_ptr_array_index (self->servers, i);

    if (take_urls (self, server)) {
      turn = TRUE;
      append_credential (self, credentials, server);
    }
  }

  append_ports (self, text);
  g_string_append_printf (text, "realm=%s\n", self->host);
  if (turn)
    g_string_append_printf (text, "fingerprint\n%s\n%s",
                            self->is_secret ? "use-auth-secret" : "lt-cred-mech", credentials->str);
  else
    g_string_append (text, "stun-only\n");
  note_certificate (self);
}

static TpkExport *
write_profile (TpkProfile  *profile,
               gint64       now_s,
               GError     **error)
{
  g_autoptr (TpkExport) export = tpk_export_new (NULL);
  g_autoptr (GPtrArray) servers = tpk_client_writer_select (&limits, profile, now_s, export);
  g_autoptr (GString) text = g_string_new ("# turnserver.conf\n");
  Writer self = { .export = export, .servers = servers };
  TpkClientChoice choice;

  if (tpk_client_writer_find (servers, TRUE, &choice) ||
      tpk_client_writer_find (servers, FALSE, &choice)) {
    self.host = tpk_ice_url_get_host (choice.url);
    self.is_secret = choice.server->secret != NULL;
    append_machine (&self, text);
  }

  tpk_export_set_text (export, g_string_free (g_steal_pointer (&text), FALSE));
  return g_steal_pointer (&export);
}

const TpkDialect tpk_dialect_coturn = {
  .id = "coturn",
  .name = N_("coturn (the server)"),
  .version = "coturn 4.6.1",
  .about = N_("For the relay server itself, not for a client: the lines of turnserver.conf that "
             "fit these settings"),
  .content_type = "text/plain",
  .suffix = "conf",
  .write = write_profile,
  .recognise = tpk_coturn_recognise,
  .read = tpk_coturn_read,
};
