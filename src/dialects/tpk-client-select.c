/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#define G_LOG_DOMAIN "tpk-client-select"

#include "config.h"

#include "tpk-client-writer.h"

#include <glib/gi18n-lib.h>

/*
 * What the writers of one client's file have in common. Each says in a TpkClientLimits what its
 * language knows; here the rest is left out, and a note says so.
 */

typedef struct {
  const TpkClientLimits *limits;
  TpkExport             *export;
  gint64                 now_s;
  TpkWritableServer     *first;      /* (nullable) (unowned): whose credential goes for all */
  guint                  n_stun;
  guint                  n_turn;
} Selection;

/* The sentences come from a table, which printf() is not to be trusted with. */
static char *
dup_sentence (Selection  *self,
              const char *format)
{
  GString *sentence = g_string_new (format);

  g_string_replace (sentence, "%s", self->limits->name, 1);
  return g_string_free (sentence, FALSE);
}

/* Server-wide notes point at the credential. */
static void
note_server (Selection         *self,
             TpkWritableServer *server,
             TpkSeverity        severity,
             const char        *code,
             const char        *format)
{
  g_autofree char *message = dup_sentence (self, format);

  tpk_export_take_note (self->export,
                        tpk_finding_at (tpk_finding_new (severity, code, message),
                                        server->position, TPK_FINDING_NOWHERE, "credential"));
}

static TpkClientFeatures
get_feature (TpkIceUrl *url)
{
  gboolean tcp = tpk_ice_url_get_transport (url) == TPK_TRANSPORT_TCP;

  switch (tpk_ice_url_get_scheme (url)) {
  case TPK_SCHEME_STUN:
    return TPK_CLIENT_STUN;
  case TPK_SCHEME_STUNS:
    return TPK_CLIENT_STUNS;
  case TPK_SCHEME_TURN:
    return tcp ? TPK_CLIENT_TURN_TCP : TPK_CLIENT_TURN_UDP;
  case TPK_SCHEME_TURNS:
  default:
    return tcp ? TPK_CLIENT_TURN_TLS : TPK_CLIENT_TURN_DTLS;
  }
}

/* Translators, of all of these: %s is the name of a client, as "Janus". */
static const struct {
  TpkClientFeatures feature;
  const char *code;
  const char *format;
} unknown_features[] = {
  { TPK_CLIENT_STUN, "no-stun",
    N_("%s cannot be told of a STUN server, so this address was left out.") },
  { TPK_CLIENT_STUNS, "no-stun-tls",
    N_("%s does not ask STUN servers over TLS, so this address was left out. Add the same server "
       "with “stun”.") },
  { TPK_CLIENT_TURN_UDP, "no-turn-udp",
    N_("%s cannot be told to use TURN over UDP, so this address was left out. Add the same server "
       "over TCP.") },
  { TPK_CLIENT_TURN_TCP, "no-turn-tcp",
    N_("%s cannot be told to use TURN over TCP, so this address was left out. Add the same server "
       "over UDP.") },
  { TPK_CLIENT_TURN_TLS, "no-turn-tls",
    N_("%s cannot use TURN over TLS, so this address was left out. Add the same server without "
       "TLS, or use another client where only TLS passes.") },
  { TPK_CLIENT_TURN_DTLS, "no-turn-dtls",
    N_("%s cannot use TURN over DTLS, so this address was left out. Add the same server with "
       "TLS.") },
};

static void
leave (Selection         *self,
       TpkWritableServer *server,
       TpkWritableUrl    *url,
       const char        *code,
       const char        *format)
{
  g_autofree char *message = dup_sentence (self, format);

  tpk_text_writer_leave_url (self->export, server, url, TPK_SEVERITY_WARNING, code, message);
}

static gboolean
knows_feature (Selection         *self,
               TpkWritableServer *server,
               TpkWritableUrl    *url)
{
  TpkClientFeatures feature = get_feature (url->url);

  for (guint i = 0; i < G_N_ELEMENTS (unknown_features); i++) {
    if (unknown_features[i].feature == feature && (self->limits->features & feature) == 0) {
      leave (self, server, url, unknown_features[i].code, _(unknown_features[i].format));
      return FALSE;
    }
  }

  if (tpk_ice_url_get_host_kind (url->url) == TPK_HOST_IPV6 &&
      (self->limits->features & TPK_CLIENT_IPV6) == 0) {
    /* Translators: %s is the name of a client. */
    leave (self, server, url, "no-ipv6-literal",
           _("%s cannot be given an IPv6 address, so this one was left out. Use the server's "
             "name."));
    return FALSE;
  }

  return TRUE;
}

static gboolean
has_room (Selection         *self,
          TpkWritableServer *server,
          TpkWritableUrl    *url)
{
  gboolean turn = tpk_ice_url_is_turn (url->url);
  guint *n = turn ? &self->n_turn : &self->n_stun;

  if (*n < (turn ? self->limits->max_turn : self->limits->max_stun)) {
    (*n)++;
    return TRUE;
  }

  if (turn)
    /* Translators: %s is the name of a client. */
    leave (self, server, url, "one-turn-server",
           _("%s knows one TURN address only, so this one was left out. Move it up in the list if "
             "it is the one to use."));
  else
    /* Translators: %s is the name of a client. */
    leave (self, server, url, "one-stun-server",
           _("%s knows one STUN address only, so this one was left out. Move it up in the list if "
             "it is the one to use."));

  return FALSE;
}

static gboolean
has_kind_of_credential (Selection         *self,
                        TpkWritableServer *server)
{
  gboolean is_secret = server->secret != NULL;

  if (!is_secret && (self->limits->features & TPK_CLIENT_PASSWORD) == 0) {
    /* Translators: %s is the name of a client. */
    note_server (self, server, TPK_SEVERITY_ERROR, "shared-secret-only",
                 _("%s takes the shared secret of the TURN server only, not a user name and "
                   "password, so the TURN addresses of this server were left out. Enter the "
                   "secret."));
    return FALSE;
  }

  /* What cannot take the secret gets a password that was made from it. */
  if (is_secret && (self->limits->features & TPK_CLIENT_SECRET) == 0)
    g_clear_pointer (&server->secret, g_free);

  return TRUE;
}

static gboolean
can_carry (Selection         *self,
           TpkWritableServer *server)
{
  gboolean text = server->secret == NULL || g_utf8_validate (server->secret, -1, NULL);

  if (text && (self->limits->carries == NULL || self->limits->carries (server)))
    return TRUE;

  /* Translators: %s is the name of a client. */
  note_server (self, server, TPK_SEVERITY_ERROR, "credential-not-writable",
               _("The user name, password or secret has characters that the file of %s cannot "
                 "carry, so the TURN addresses of this server were left out. Choose others on the "
                 "server."));
  return FALSE;
}

static gboolean
is_same_credential (const TpkWritableServer *one,
                    const TpkWritableServer *other)
{
  if (one->secret != NULL || other->secret != NULL)
    return g_strcmp0 (one->secret, other->secret) == 0;

  return g_strcmp0 (one->username, other->username) == 0 &&
         g_strcmp0 (one->password, other->password) == 0;
}

static gboolean
is_the_one_credential (Selection         *self,
                       TpkWritableServer *server)
{
  if ((self->limits->features & TPK_CLIENT_ONE_CREDENTIAL) == 0 || self->first == NULL ||
      is_same_credential (self->first, server))
    return TRUE;

  /* Translators: %s is the name of a client. */
  note_server (self, server, TPK_SEVERITY_WARNING, "one-credential",
               _("%s knows one credential for all TURN servers, so the TURN addresses of this "
                 "server were left out. Move it up in the list if it is the one to use."));
  return FALSE;
}

static gboolean
accepts_credential (Selection         *self,
                    TpkWritableServer *server)
{
  return server->username != NULL && has_kind_of_credential (self, server) &&
         can_carry (self, server) && is_the_one_credential (self, server);
}

static gboolean
has_turn (TpkWritableServer *server)
{
  for (guint i = 0; i < server->urls->len; i++) {
    TpkWritableUrl *url = g_ptr_array_index (server->urls, i);

    if (tpk_ice_url_is_turn (url->url))
      return TRUE;
  }

  return FALSE;
}

/* Credentials count for TURN alone: a STUN server that has one is asked without. */
static void
select_urls (Selection         *self,
             TpkWritableServer *server)
{
  gboolean credential = !has_turn (server) || accepts_credential (self, server);

  for (guint i = 0; i < server->urls->len;) {
    TpkWritableUrl *url = g_ptr_array_index (server->urls, i);
    const char *text = tpk_ice_url_get_canonical (url->url);
    gboolean turn = tpk_ice_url_is_turn (url->url);
    gboolean keep = (credential || !turn) && knows_feature (self, server, url);

    if (keep && self->limits->judge != NULL)
      keep = tpk_text_writer_accepts (self->limits->judge, self->export, server, url, text);
    keep = keep && has_room (self, server, url);

    if (keep)
      i++;
    else
      g_ptr_array_remove_index (server->urls, i);
  }
}

static void
note_credential (Selection         *self,
                 TpkWritableServer *server)
{
  if (!has_turn (server))
    return;

  if (self->first == NULL)
    self->first = server;

  if (server->secret != NULL)
    /* Translators: %s is the name of a client. */
    note_server (self, server, TPK_SEVERITY_INFO, "secret-written",
                 _("The shared secret itself was written, and %s makes passwords from it. Let "
                   "nobody else read the file."));
  else
    tpk_text_writer_note_minted (self->export, self->limits->name, server, self->now_s);
}

static void
note_profile (Selection  *self,
              TpkProfile *profile)
{
  g_autofree char *message = NULL;

  if (!tpk_profile_get_relay_only (profile) ||
      (self->limits->features & TPK_CLIENT_RELAY_ONLY) != 0)
    return;

  /* Translators: %s is the name of a client. */
  message = g_strdup_printf (_("%s cannot be told to use relays only, so calls may still go another "
                               "way. Block other ways in the firewall if they must not."),
                             self->limits->name);
  tpk_client_writer_note (self->export, TPK_SEVERITY_WARNING, "no-relay-only", message);
}

static void
note_route (const TpkClientLimits *limits,
            TpkExport             *export,
            TpkRoute               route)
{
  g_autofree char *message = NULL;
  gboolean cloud = route == TPK_ROUTE_CLOUD;

  message = g_strdup_printf (cloud
                               /* Translators: %s is the name of a client. */
                               ? _("%s knows no cloud proxy, so no servers were written.")
                               /* Translators: %s is the name of a client. */
                               : _("The profile uses no proxy of any kind, so no servers were "
                                   "written for %s."),
                             limits->name);
  tpk_client_writer_note (export, TPK_SEVERITY_INFO, cloud ? "no-cloud-proxy" : "direct", message);
}

/**
 * tpk_client_writer_select:
 * @limits: what the client's language can say
 * @profile: the profile
 * @now_s: the time for minted credentials, in seconds since 1970
 * @export: what gets the notes
 *
 * Gathers what there is to write for a client: the servers of the route “own”, without what its
 * language cannot say. Where a server comes with a secret, the client wants that instead of the
 * password. All that is left out or written otherwise is noted.
 *
 * Returns: (transfer full) (element-type TpkWritableServer): the servers, none without URLs
 */
GPtrArray *
tpk_client_writer_select (const TpkClientLimits *limits,
                          TpkProfile            *profile,
                          gint64                 now_s,
                          TpkExport             *export)
{
  Selection self = { .limits = limits, .export = export, .now_s = now_s };
  g_autoptr (GPtrArray) servers = NULL;

  g_return_val_if_fail (limits != NULL, NULL);
  g_return_val_if_fail (TPK_IS_PROFILE (profile), NULL);
  g_return_val_if_fail (TPK_IS_EXPORT (export), NULL);

  if (tpk_profile_get_route (profile) != TPK_ROUTE_OWN) {
    note_route (limits, export, tpk_profile_get_route (profile));
    return g_ptr_array_new ();
  }

  servers = tpk_text_writer_get_servers (profile, now_s, export);
  for (guint i = 0; i < servers->len;) {
    TpkWritableServer *server = g_ptr_array_index (servers, i);

    select_urls (&self, server);
    note_credential (&self, server);
    if (server->urls->len > 0)
      i++;
    else
      g_ptr_array_remove_index (servers, i);
  }

  note_profile (&self, profile);

  return g_steal_pointer (&servers);
}
