/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#define G_LOG_DOMAIN "tpk-coturn-reader"

#include "config.h"

#include "tpk-coturn-reader.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "tpk-config-reader.h"
#include "tpk-dialect-private.h"

/*
 * A turnserver.conf, line by line as coturn reads it: a name, then blanks or equals signs, then the
 * value, from which quotes around it fall away. The server does not know its own name; the realm is
 * the best guess.
 */

#define MAX_BYTES (1024 * 1024)
#define DEFAULT_PORT 3478
#define DEFAULT_TLS_PORT 5349

typedef struct {
  char     *realm;           /* (nullable) (owned) */
  char     *server_name;     /* (nullable) (owned) */
  char     *external_ip;     /* (nullable) (owned) */
  char     *secret;          /* (nullable) (owned) */
  char     *username;        /* (nullable) (owned) */
  char     *password;        /* (nullable) (owned) */
  guint16   port;
  guint16   tls_port;
  guint     n_users;
  guint     n_secrets;
  gboolean  no_udp;
  gboolean  no_tcp;
  gboolean  no_tls;
  gboolean  no_dtls;
  gboolean  stun_only;
  gboolean  wants_secret;
  gboolean  has_certificate;
  gboolean  has_key_of_user;
} Config;

static void
config_clear (Config *self)
{
  g_clear_pointer (&self->realm, g_free);
  g_clear_pointer (&self->server_name, g_free);
  g_clear_pointer (&self->external_ip, g_free);
  g_clear_pointer (&self->secret, g_free);
  g_clear_pointer (&self->username, g_free);
  g_clear_pointer (&self->password, g_free);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Config, config_clear)

static const struct {
  const char *key;
  gsize offset;
} texts[] = {
  { "realm", G_STRUCT_OFFSET (Config, realm) },
  { "server-name", G_STRUCT_OFFSET (Config, server_name) },
  { "external-ip", G_STRUCT_OFFSET (Config, external_ip) },
};

static const struct {
  const char *key;
  gsize offset;
} flags[] = {
  { "no-udp", G_STRUCT_OFFSET (Config, no_udp) },
  { "no-tcp", G_STRUCT_OFFSET (Config, no_tcp) },
  { "no-tls", G_STRUCT_OFFSET (Config, no_tls) },
  { "no-dtls", G_STRUCT_OFFSET (Config, no_dtls) },
  { "stun-only", G_STRUCT_OFFSET (Config, stun_only) },
  { "use-auth-secret", G_STRUCT_OFFSET (Config, wants_secret) },
};

/* coturn takes the key of a user for a password that begins with 0x. */
static void
take_user (Config     *self,
           const char *value)
{
  const char *colon = strchr (value, ':');

  self->n_users++;
  if (colon == NULL || colon == value || self->username != NULL)
    return;

  if (g_str_has_prefix (colon + 1, "0x")) {
    self->has_key_of_user = TRUE;
    return;
  }

  self->username = g_strndup (value, colon - value);
  self->password = g_strdup (colon + 1);
}

static gboolean
take_text (Config     *self,
           const char *key,
           const char *value)
{
  for (guint i = 0; i < G_N_ELEMENTS (texts); i++) {
    char **member = G_STRUCT_MEMBER_P (self, texts[i].offset);

    if (strcmp (key, texts[i].key) == 0) {
      g_free (*member);
      *member = g_strdup (value);
      return TRUE;
    }
  }

  return FALSE;
}

static void
take_flag (Config     *self,
           const char *key,
           const char *value)
{
  gboolean off = *value == '0' || g_ascii_strcasecmp (value, "off") == 0 ||
                 g_ascii_strcasecmp (value, "no") == 0 || g_ascii_strcasecmp (value, "false") == 0;

  for (guint i = 0; i < G_N_ELEMENTS (flags); i++) {
    if (strcmp (key, flags[i].key) == 0)
      G_STRUCT_MEMBER (gboolean, self, flags[i].offset) = !off;
  }
}

static void
take_setting (Config     *self,
              const char *key,
              const char *value)
{
  if (take_text (self, key, value))
    return;

  if (strcmp (key, "user") == 0) {
    take_user (self, value);
  } else if (strcmp (key, "static-auth-secret") == 0) {
    self->n_secrets++;
    if (self->secret == NULL)
      self->secret = g_strdup (value);
  } else if (strcmp (key, "listening-port") == 0) {
    self->port = tpk_config_parse_port (value);
  } else if (strcmp (key, "tls-listening-port") == 0) {
    self->tls_port = tpk_config_parse_port (value);
  } else if (strcmp (key, "cert") == 0) {
    self->has_certificate = TRUE;
  } else {
    take_flag (self, key, value);
  }
}

static void
take_line (Config *self,
           char   *line)
{
  char *value;
  gsize length;

  line += strspn (line, " \t\r");
  if (*line == '#' || *line == '\0')
    return;

  value = line + strcspn (line, " \t=");
  if (*value != '\0') {
    *value++ = '\0';
    value += strspn (value, " \t=");
  }

  if (*value == '"') {
    value++;
    length = strlen (value);
    if (length > 0 && value[length - 1] == '"')
      value[length - 1] = '\0';
  }

  take_setting (self, line, value);
}

static gboolean
is_address (const char *host)
{
  g_autoptr (TpkServer) server = tpk_server_new ();

  return host != NULL && tpk_config_add_url (server, TPK_SCHEME_STUN, host, 0, NULL) &&
         (strchr (host, '.') != NULL || strchr (host, ':') != NULL);
}

/* “external-ip” is PUBLIC or PUBLIC/PRIVATE. */
static char *
dup_host (const Config *self)
{
  g_autofree char *external = NULL;

  if (is_address (self->server_name))
    return g_strdup (self->server_name);
  if (is_address (self->realm))
    return g_strdup (self->realm);

  if (self->external_ip != NULL)
    external = g_strndup (self->external_ip, strcspn (self->external_ip, "/"));

  return is_address (external) ? g_steal_pointer (&external) : NULL;
}

static void
add_urls (const Config *self,
          TpkServer    *server,
          const char   *host)
{
  guint16 port = self->port != 0 ? self->port : DEFAULT_PORT;
  guint16 tls_port = self->tls_port != 0 ? self->tls_port : DEFAULT_TLS_PORT;

  if (self->stun_only) {
    tpk_config_add_url (server, TPK_SCHEME_STUN, host, port, NULL);
    return;
  }

  if (!self->no_udp)
    tpk_config_add_url (server, TPK_SCHEME_TURN, host, port, "udp");
  if (!self->no_tcp)
    tpk_config_add_url (server, TPK_SCHEME_TURN, host, port, "tcp");
  if (!self->no_tls && (self->has_certificate || self->tls_port != 0))
    tpk_config_add_url (server, TPK_SCHEME_TURNS, host, tls_port, "tcp");
}

static TpkCredential *
dup_credential (const Config *self)
{
  if (self->stun_only)
    return NULL;
  if (self->secret != NULL)
    return tpk_credential_new_secret (NULL, self->secret, TPK_CREDENTIAL_DEFAULT_LIFETIME_S);
  if (self->username != NULL)
    return tpk_credential_new_password (self->username, self->password);

  return NULL;
}

static void
note_left (const Config *self,
           TpkImport    *import,
           const char   *host)
{
  tpk_import_take_note (
    import,
    /* Translators: %s is the name of a server. */
    tpk_finding_new_printf (TPK_SEVERITY_WARNING, "import-host-guessed",
                            _("The file does not say under which name clients reach the server; "
                              "“%s” was taken from it. Correct the addresses if that is wrong."),
                            host));

  if (self->n_users > 1 || self->n_secrets > 1 || (self->n_users > 0 && self->n_secrets > 0))
    tpk_config_note (import, "import-one-credential",
                     _("The file has several users or secrets. One was taken: enter another if that "
                       "is yours."));
  if (self->has_key_of_user)
    tpk_config_note (import, "import-key",
                     _("A user has a key in place of a password, which clients cannot use, so it "
                       "was left. Enter the password."));
  if (self->wants_secret && self->secret == NULL)
    tpk_config_note (import, "import-secret-elsewhere",
                     _("The shared secrets are in a database, which was not read. Enter the "
                       "secret."));
}

/**
 * tpk_coturn_recognise:
 * @text: a text
 *
 * Returns: how surely @text is a turnserver.conf, 0 to 100
 */
int
tpk_coturn_recognise (const char *text)
{
  static const char *const keys[] = {
    "lt-cred-mech", "use-auth-secret", "static-auth-secret", "listening-port",
    "tls-listening-port", "realm", "fingerprint", "external-ip", "stun-only",
  };
  guint n = 0;

  g_return_val_if_fail (text != NULL, 0);

  for (guint i = 0; i < G_N_ELEMENTS (keys); i++)
    n += tpk_config_has_key (text, keys[i]) ? 1 : 0;

  if (n >= 2)
    return 86;

  return tpk_config_has_key (text, "static-auth-secret") ||
         tpk_config_has_key (text, "tls-listening-port") ? 70 : 0;
}

/**
 * tpk_coturn_read:
 * @text: a text
 * @error: return location for an error
 *
 * Returns: (transfer full): the server that a turnserver.conf sets up, as clients see it
 */
TpkImport *
tpk_coturn_read (const char  *text,
                 GError     **error)
{
  g_autoptr (TpkImport) import = tpk_import_new (tpk_dialect_coturn.id);
  g_autoptr (TpkServer) server = tpk_server_new ();
  g_autoptr (TpkCredential) credential = NULL;
  g_auto (Config) config = { 0 };
  g_auto (GStrv) lines = NULL;
  g_autofree char *host = NULL;

  g_return_val_if_fail (text != NULL, NULL);

  if (strlen (text) > MAX_BYTES) {
    g_set_error_literal (error, TPK_DIALECT_ERROR, TPK_DIALECT_ERROR_TOO_LARGE,
                         _("The text is larger than 1 MiB. Take the part that names the servers."));
    return NULL;
  }

  lines = g_strsplit_set (text, "\r\n", -1);
  for (guint i = 0; lines[i] != NULL; i++)
    take_line (&config, lines[i]);

  host = dup_host (&config);
  if (host == NULL) {
    g_set_error_literal (error, TPK_DIALECT_ERROR, TPK_DIALECT_ERROR_SYNTAX,
                         _("The file does not say under which name clients reach the server: "
                           "neither “server-name” nor “realm” is one. Enter the addresses by "
                           "hand."));
    return NULL;
  }

  add_urls (&config, server, host);
  credential = dup_credential (&config);
  if (credential != NULL)
    tpk_server_set_credential (server, credential);
  note_left (&config, import, host);

  return tpk_config_finish (g_steal_pointer (&import), server);
}
