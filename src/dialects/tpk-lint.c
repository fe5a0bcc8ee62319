/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#define G_LOG_DOMAIN "tpk-lint"

#include "config.h"

#include "tpk-lint.h"

#include <gio/gio.h>
#include <glib/gi18n-lib.h>
#include <string.h>

#include "tpk-lint-private.h"

/*
 * Findings on a whole profile. Only what the active route uses is looked at, but for URLs that are
 * none. Errors are what no client can be given: they keep the profile from being applied.
 */

/* Browsers take longer to find a way with more; Chromium and Firefox warn of it. */
#define MANY_SERVERS 5

#define HTTPS_PORT 443

typedef struct {
  GPtrArray      *findings;        /* of TpkFinding */
  GPtrArray      *some;            /* of TpkFinding, on what is looked at */
  TpkLintMemory  *memory;          /* (nullable) (not owned) */
  gint64          now_s;
  gboolean        own;             /* the route uses the servers */

  GHashTable     *urls;            /* canonical URL → TpkCredential */
  GHashTable     *credentials;     /* host → TpkCredential */
  GHashTable     *shared_hosts;    /* hosts that were told of */
  GHashTable     *surprises;       /* codes that were told of */
  GHashTable     *formats;         /* names of clients that were told of */
  TpkCredential  *carried;         /* (nullable) asked for last; its formats are told of */
  TpkLintClients *clients;

  guint           n_servers;       /* enabled, with a URL */
  guint           n_turn;
  guint           n_tcp;
  guint           n_tls;
  guint           n_tls_443;
  guint           n_stun;
} Linter;

static void
linter_clear (Linter *self)
{
  g_clear_pointer (&self->findings, g_ptr_array_unref);
  g_clear_pointer (&self->some, g_ptr_array_unref);
  g_clear_pointer (&self->urls, g_hash_table_unref);
  g_clear_pointer (&self->credentials, g_hash_table_unref);
  g_clear_pointer (&self->shared_hosts, g_hash_table_unref);
  g_clear_pointer (&self->surprises, g_hash_table_unref);
  g_clear_pointer (&self->formats, g_hash_table_unref);
  g_clear_pointer (&self->clients, tpk_lint_clients_free);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Linter, linter_clear)

static void
take (Linter     *self,
      TpkFinding *finding)
{
  g_ptr_array_add (self->findings, finding);
}

/* Takes what was found on a server, or on one of its URLs. */
static void
take_some (Linter *self,
           guint   server,
           guint   url)
{
  for (guint i = 0; i < self->some->len; i++) {
    TpkFinding *finding = g_ptr_array_index (self->some, i);
    g_autofree char *field = g_strdup (tpk_finding_get_field (finding));

    tpk_finding_at (finding, server, url, field != NULL ? field : "urls");
    take (self, g_object_ref (finding));
  }
  g_ptr_array_set_size (self->some, 0);
}

static void
lint_duplicate (Linter    *self,
                TpkServer *server,
                TpkIceUrl *url,
                guint      server_position,
                guint      position)
{
  TpkCredential *credential = tpk_server_get_credential (server);
  const char *canonical = tpk_ice_url_get_canonical (url);
  TpkCredential *known = g_hash_table_lookup (self->urls, canonical);
  TpkFinding *finding;

  if (known == NULL) {
    g_hash_table_insert (self->urls, (gpointer) canonical, credential);
    return;
  }

  finding = tpk_finding_new (TPK_SEVERITY_WARNING, "duplicate-url",
                             _("This address is in the list twice, and clients dial it twice. "
                               "Remove one."));
  /* With another user name or password, nobody but the user knows which is right. */
  if (known == credential || tpk_credential_equal (known, credential))
    tpk_finding_with_fix (finding,
                          tpk_server_get_n_urls (server) > 1 ? TPK_FIX_REMOVE_URL
                                                             : TPK_FIX_REMOVE_SERVER,
                          NULL);
  take (self, tpk_finding_at (finding, server_position, position, "urls"));
}

static void
lint_shared_host (Linter    *self,
                  TpkServer *server,
                  TpkIceUrl *url,
                  guint      server_position,
                  guint      position)
{
  TpkCredential *credential = tpk_server_get_credential (server);
  g_autofree char *host = g_ascii_strdown (tpk_ice_url_get_host (url), -1);
  TpkCredential *known = g_hash_table_lookup (self->credentials, host);

  if (known == NULL) {
    g_hash_table_insert (self->credentials, g_steal_pointer (&host), credential);
    return;
  }

  if (known == credential || tpk_credential_equal (known, credential) ||
      !g_hash_table_add (self->shared_hosts, g_steal_pointer (&host)))
    return;

  take (self,
        tpk_finding_at (tpk_finding_new (TPK_SEVERITY_INFO, "same-host-two-credentials",
                                         _("The same server is in the list with another user name "
                                           "or password. If only one of them is right, remove the "
                                           "other.")),
                        server_position, position, "urls"));
}

static void
lint_surprises (Linter     *self,
                TpkIceUrl  *url,
                const char *username,
                const char *password,
                guint       server,
                guint       position)
{
  GPtrArray *surprises = tpk_lint_clients_look (self->clients, url, username, password);

  for (guint i = 0; i < surprises->len; i++) {
    TpkLintSurprise *surprise = g_ptr_array_index (surprises, i);
    gboolean blocked = strcmp (surprise->code, "blocked-port") == 0;
    TpkFinding *finding;

    /* A surprise is told once. A port is the fault of its own URL. */
    if (!blocked && !g_hash_table_add (self->surprises, surprise->code))
      continue;

    finding = tpk_finding_new (blocked ? TPK_SEVERITY_WARNING : TPK_SEVERITY_INFO, surprise->code,
                               surprise->message);
    take (self, tpk_finding_at (finding, server, position, "urls"));
  }
}

static void
count_url (Linter    *self,
           TpkIceUrl *url)
{
  if (!tpk_ice_url_is_turn (url)) {
    self->n_stun++;
    return;
  }

  self->n_turn++;
  if (tpk_ice_url_get_transport (url) == TPK_TRANSPORT_TCP)
    self->n_tcp++;
  if (tpk_ice_url_is_secure (url)) {
    self->n_tls++;
    if (tpk_ice_url_get_port (url) == HTTPS_PORT)
      self->n_tls_443++;
  }
}

static void
lint_address (Linter    *self,
              TpkIceUrl *url,
              guint      server,
              guint      position)
{
  TpkFinding *known = NULL;

  if (self->memory != NULL)
    known = tpk_lint_memory_recall (self->memory, url, server, position);
  if (known != NULL) {
    take (self, g_object_ref (known));
    return;
  }

  tpk_lint_address (url, self->some);
  if (self->memory != NULL && self->some->len == 1)
    tpk_lint_memory_keep (self->memory, url, g_ptr_array_index (self->some, 0));
  take_some (self, server, position);
}

static void
lint_used_url (Linter     *self,
               TpkServer  *server,
               TpkIceUrl  *url,
               const char *username,
               const char *password,
               guint       server_position,
               guint       position)
{
  count_url (self, url);
  lint_address (self, url, server_position, position);
  lint_duplicate (self, server, url, server_position, position);
  if (tpk_ice_url_is_turn (url))
    lint_shared_host (self, server, url, server_position, position);
  lint_surprises (self, url, username, password, server_position, position);
}

/* Returns: whether there is a TURN URL among the valid ones */
static gboolean
lint_urls (Linter     *self,
           TpkServer  *server,
           const char *username,
           const char *password,
           guint       server_position)
{
  guint n = tpk_server_get_n_urls (server);
  gboolean used = self->own && tpk_server_get_enabled (server);
  gboolean turn = FALSE;

  for (guint i = 0; i < n; i++) {
    TpkIceUrl *url = tpk_server_get_url (server, i);

    if (!tpk_ice_url_is_valid (url)) {
      take (self, tpk_finding_at (tpk_lint_syntax (url, used ? TPK_SEVERITY_ERROR
                                                             : TPK_SEVERITY_WARNING),
                                  server_position, i, "urls"));
      continue;
    }

    turn |= tpk_ice_url_is_turn (url);
    if (used)
      lint_used_url (self, server, url, username, password, server_position, i);
  }

  return turn;
}

/* What clients get to see of a credential. Minting is not cheap, and minted ones are all alike. */
static void
dup_example (TpkCredential  *credential,
             gint64          now_s,
             char          **username,
             char          **password)
{
  if (tpk_credential_get_kind (credential) != TPK_CREDENTIAL_SECRET) {
    tpk_credential_resolve (credential, now_s, username, password);
    return;
  }

  *username = g_strdup ("1700000000:user");
  *password = g_strdup ("0123456789abcdef+/0123456789=");
}

/* Told once for the same clients. */
static void
lint_formats (Linter        *self,
              TpkCredential *credential,
              guint          server)
{
  g_autofree char *names = NULL;
  TpkFinding *finding;

  if (self->carried != NULL && tpk_credential_equal (self->carried, credential))
    return;

  self->carried = credential;
  names = tpk_lint_dup_formats (credential);
  if (names == NULL || g_hash_table_contains (self->formats, names))
    return;

  finding = tpk_finding_new_printf (TPK_SEVERITY_INFO, "credential-not-carried",
                                    /* Translators: %s is the names of clients. */
                                    _("This user name or password cannot be written into the "
                                      "configuration of: %s. If people call with it, choose plain "
                                      "letters and digits on the server."), names);
  take (self, tpk_finding_at (finding, server, TPK_FINDING_NOWHERE, "credential"));
  g_hash_table_add (self->formats, g_steal_pointer (&names));
}

static void
lint_server (Linter    *self,
             TpkServer *server,
             guint      position)
{
  gboolean used = self->own && tpk_server_get_enabled (server);
  g_autofree char *username = NULL;
  g_autofree char *password = NULL;
  gboolean turn;

  if (used)
    dup_example (tpk_server_get_credential (server), self->now_s, &username, &password);

  turn = lint_urls (self, server, username, password, position);
  if (!used)
    return;

  if (tpk_server_get_n_urls (server) > 0)
    self->n_servers++;

  if (tpk_server_is_secret_lost (server))
    tpk_lint_lost_secret (self->some);
  else
    tpk_lint_credential (tpk_server_get_credential (server), turn, self->now_s, self->some);
  take_some (self, position, TPK_FINDING_NOWHERE);
  if (turn)
    lint_formats (self, tpk_server_get_credential (server), position);
}

static void
take_new (Linter      *self,
          TpkSeverity  severity,
          const char  *code,
          const char  *message)
{
  take (self, tpk_finding_new (severity, code, message));
}

static void
lint_transports (Linter *self)
{
  if (self->n_turn == 0)
    return;

  if (self->n_tcp == 0)
    take_new (self, TPK_SEVERITY_WARNING, "udp-only",
              _("All relays are dialled over UDP, which many company networks block. Add the same "
                "server with “?transport=tcp”."));

  if (self->n_tls == 0)
    take_new (self, TPK_SEVERITY_WARNING, "no-tls",
              _("No relay is dialled over TLS, so calls fail where a firewall lets only encrypted "
                "traffic out. Add a “turns:” address, best on port 443."));
  else if (self->n_tls_443 == 0)
    take_new (self, TPK_SEVERITY_WARNING, "no-tls-443",
              _("No relay is dialled over TLS on port 443, the one port that nearly every firewall "
                "lets out. Add a “turns:” address with port 443."));
}

static void
lint_list (Linter     *self,
           TpkProfile *profile)
{
  if (self->n_servers == 0)
    take_new (self, TPK_SEVERITY_ERROR, "no-servers",
              _("Calls are to go through your own servers, and none is enabled. Add a server, or "
                "choose another route."));

  lint_transports (self);

  if (self->n_turn == 0 && self->n_stun > 0 && tpk_profile_get_relay_only (profile))
    take (self,
          tpk_finding_with_fix (tpk_finding_new (TPK_SEVERITY_WARNING, "stun-only-relay",
                                                 _("Media may flow only through relays, and a STUN "
                                                   "server is none, so no call connects. Add a "
                                                   "TURN server, or allow direct ways too.")),
                                TPK_FIX_CLEAR_RELAY_ONLY, NULL));

  if (self->n_servers > MANY_SERVERS)
    take_new (self, TPK_SEVERITY_WARNING, "too-many-servers",
              _("With more than five servers, calls take longer to start. Disable those that are "
                "not needed."));

  tpk_lint_signalling_proxy (tpk_profile_get_signalling_proxy (profile), self->findings);
}

/**
 * tpk_lint_profile:
 * @profile: a profile
 * @now_s: the time, in seconds since 1970
 *
 * Looks for what is wrong with @profile, or will surprise. Findings on servers come first, in the
 * order of the list, then those on the list as a whole. What is an error keeps the profile from
 * being applied: an address that no client can be given, a TURN server without user name and
 * password, no server at all, a signalling proxy that is none.
 *
 * A difference between clients is told once a profile, where it first shows, and without a repair:
 * the writers of Turnpike write for each client what it understands.
 *
 * Returns: (transfer full): the findings, as a list of #TpkFinding
 */
GListModel *
tpk_lint_profile (TpkProfile *profile,
                  gint64      now_s)
{
  g_autoptr (GPtrArray) findings = tpk_lint_profile_again (profile, NULL, now_s);
  GListStore *list;

  g_return_val_if_fail (findings != NULL, NULL);

  list = g_list_store_new (TPK_TYPE_FINDING);
  g_list_store_splice (list, 0, 0, findings->pdata, findings->len);

  return G_LIST_MODEL (list);
}

/**
 * tpk_lint_profile_again:
 * @profile: a profile
 * @memory: (nullable): of the same profile, or another one, from the last time
 * @now_s: the time, in seconds since 1970
 *
 * As tpk_lint_profile(), in less time when little has changed since the last time: findings on
 * addresses that are still at their place are the same objects.
 *
 * Returns: (transfer full) (element-type TpkFinding): the findings
 */
GPtrArray *
tpk_lint_profile_again (TpkProfile    *profile,
                        TpkLintMemory *memory,
                        gint64         now_s)
{
  g_auto (Linter) self = { NULL };
  guint n;

  g_return_val_if_fail (TPK_IS_PROFILE (profile), NULL);

  self.findings = g_ptr_array_new_with_free_func (g_object_unref);
  self.some = g_ptr_array_new_with_free_func (g_object_unref);
  self.memory = memory;
  self.now_s = now_s;
  self.own = tpk_profile_get_route (profile) == TPK_ROUTE_OWN;
  self.urls = g_hash_table_new (g_str_hash, g_str_equal);
  self.credentials = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self.shared_hosts = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self.surprises = g_hash_table_new (g_str_hash, g_str_equal);
  self.formats = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self.clients = tpk_lint_clients_new ();
  if (memory != NULL)
    tpk_lint_memory_begin (memory);

  n = tpk_profile_get_n_servers (profile);
  for (guint i = 0; i < n; i++)
    lint_server (&self, tpk_profile_get_server (profile, i), i);

  if (self.own)
    lint_list (&self, profile);

  return g_steal_pointer (&self.findings);
}
