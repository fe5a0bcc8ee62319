/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#define G_LOG_DOMAIN "tpk-lint-clients"

#include "config.h"

#include "tpk-lint-private.h"

#include <arpa/inet.h>
#include <glib/gi18n-lib.h>
#include <string.h>

#include "model/tpk-wipe.h"

#include "tpk-blocked-ports.h"
#include "tpk-dialect.h"
#include "tpk-judge-input.h"

/*
 * TpkLintClients:
 *
 * What the judges of all clients say of a URL, one surprise each. Judging takes some microseconds a
 * client, so judgements are kept by the shape of URL and credential: nothing else of a plain name,
 * and nothing but the kinds of characters of a credential, can change them.
 */
struct _TpkLintClients
{
  GHashTable *by_shape;        /* shape → GPtrArray of TpkLintSurprise */
  char       *username;        /* (nullable) (owned): that was looked at last */
  char       *password;        /* (nullable) (owned): beside it */
  GString    *credential;      /* (owned): the shape of both */
  GString    *shape;           /* (owned): of the URL that is looked at */
};

/* The characters that some client's format gives a meaning to. */
static const char special[] = ":@/?#%&=+;,\"'\\ ";

/* What the findings on the profile say better, or once for all. */
static const char *const said_otherwise[] = {
  "refused-no-credential", "refused-empty-credential", "refused-long-username",
  "acs-no-credential", NULL
};

static void
surprise_free (TpkLintSurprise *surprise)
{
  g_free (surprise->code);
  g_free (surprise->message);
  g_free (surprise->names);
  g_free (surprise);
}

TpkLintClients *
tpk_lint_clients_new (void)
{
  TpkLintClients *self = g_new0 (TpkLintClients, 1);

  self->by_shape = g_hash_table_new_full (g_str_hash, g_str_equal, g_free,
                                          (GDestroyNotify) g_ptr_array_unref);
  self->credential = g_string_new (NULL);
  self->shape = g_string_new (NULL);

  return self;
}

void
tpk_lint_clients_free (TpkLintClients *self)
{
  g_return_if_fail (self != NULL);

  g_hash_table_unref (self->by_shape);
  g_free (self->username);
  tpk_wipe_and_free (self->password);
  g_string_free (self->credential, TRUE);
  g_string_free (self->shape, TRUE);
  g_free (self);
}

/* A name of letters, digits, hyphens and dots whose last label is no number, of which no client
 * makes anything else. */
static gboolean
is_plain_name (TpkIceUrl *url)
{
  const char *host = tpk_ice_url_get_host (url);
  const char *label = host;
  const char *end = host;

  if (tpk_ice_url_get_host_kind (url) != TPK_HOST_NAME)
    return FALSE;

  for (; *end != '\0'; end++) {
    if (*end == '.' && end == label)
      return FALSE;
    if (*end == '.')
      label = end + 1;
    else if (!g_ascii_isalnum (*end) && *end != '-')
      return FALSE;
  }

  return end - host <= 200 && strstr (host, "xn--") == NULL && g_ascii_isalpha (*label);
}

/* An address of four numbers without zeros before them. */
static gboolean
is_plain_ipv4 (TpkIceUrl *url)
{
  char canonical[INET_ADDRSTRLEN];
  struct in_addr address;

  return tpk_ice_url_get_host_kind (url) == TPK_HOST_IPV4 &&
         inet_pton (AF_INET, tpk_ice_url_get_host (url), &address) == 1 &&
         inet_ntop (AF_INET, &address, canonical, sizeof canonical) != NULL &&
         strcmp (canonical, tpk_ice_url_get_host (url)) == 0;
}

static void
append_credential_shape (GString    *shape,
                         const char *text)
{
  gsize length = strlen (text);
  guint classes = 0;

  for (const char *p = text; *p != '\0'; p++) {
    const char *known = strchr (special, *p);

    if (known != NULL)
      classes |= 1u << (known - special);
    else if ((guchar) *p < 0x20 || *p == 0x7f)
      classes |= 1u << 29;
    else if ((guchar) *p >= 0xc4)
      classes |= 1u << 30;
    else if ((guchar) *p >= 0x80)
      classes |= 1u << 31;
  }

  /* The limits of clients lie higher, and count bytes, letters or both. */
  g_string_append_printf (shape, "|%" G_GSIZE_FORMAT "|%x", length > 100 ? length : length > 0,
                          classes);
}

/* A port that nothing is known of: judges tell such ports from no other. */
static gboolean
is_plain_port (guint16 port)
{
  return port >= 1024 && port != tpk_scheme_get_default_port (TPK_SCHEME_TURN) &&
         port != tpk_scheme_get_default_port (TPK_SCHEME_TURNS) &&
         !tpk_port_is_blocked_by_firefox (port) &&
         !tpk_port_is_blocked_by_chromium (port, TPK_TRANSPORT_TCP);
}

/* The length of a port that is plain and written without zeros before it, or 0. */
static gsize
get_plain_port_length (TpkIceUrl  *url,
                       const char *port)
{
  char number[6];

  if (!tpk_ice_url_has_port (url) || !is_plain_port (tpk_ice_url_get_port (url)))
    return 0;

  g_snprintf (number, sizeof number, "%u", tpk_ice_url_get_port (url));

  return g_str_has_prefix (port, number) && !g_ascii_isdigit (port[strlen (number)])
           ? strlen (number) : 0;
}

/* Servers mostly have all their URLs, and many of their neighbours, for one credential. */
static void
shape_credential (TpkLintClients *self,
                  const char     *username,
                  const char     *password)
{
  if (g_strcmp0 (self->username, username) == 0 && g_strcmp0 (self->password, password) == 0)
    return;

  g_free (self->username);
  self->username = g_strdup (username);
  tpk_wipe_and_free (self->password);
  self->password = g_strdup (password);
  g_string_truncate (self->credential, 0);
  append_credential_shape (self->credential, username);
  append_credential_shape (self->credential, password);
}

/* The URL as typed, for some clients care for capital letters, but without a plain name, or a plain
 * address, or a plain port. */
static const char *
shape_url (TpkLintClients *self,
           TpkIceUrl      *url)
{
  const char *text = tpk_ice_url_get_text (url);
  const char *host = strchr (text, ':') + 1;
  gboolean name = is_plain_name (url);

  g_string_truncate (self->shape, 0);
  if (name || is_plain_ipv4 (url)) {
    const char *rest = host + strlen (tpk_ice_url_get_host (url));
    gsize port_length = *rest == ':' ? get_plain_port_length (url, rest + 1) : 0;

    g_string_append_len (self->shape, text, host - text);
    g_string_append (self->shape, name ? "*" : "4*");
    if (port_length > 0) {
      g_string_append (self->shape, ":*");
      rest += 1 + port_length;
    }
    text = rest;
  }

  g_string_append (self->shape, text);
  g_string_append_len (self->shape, self->credential->str, self->credential->len);

  return self->shape->str;
}

static gboolean
is_blocked_port (const char *code)
{
  return strcmp (code, "refused-blocked-port") == 0 || strcmp (code, "chromium-blocked-port") == 0;
}

static void
add_name (TpkLintSurprise *surprise,
          const char      *name)
{
  g_autofree char *names = g_steal_pointer (&surprise->names);

  /* Translators: a list of the names of clients. */
  surprise->names = names != NULL ? g_strdup_printf (_("%s, %s"), names, name) : g_strdup (name);
}

/* The reasons for a refusal are common to clients, so their words name none. */
static void
put_names_before (TpkLintSurprise *surprise)
{
  g_autofree char *message = g_steal_pointer (&surprise->message);

  /* Translators: the first %s is the names of clients, the second what they do. */
  surprise->message = surprise->names != NULL
                        ? g_strdup_printf (_("%s: %s"), surprise->names, message)
                        : g_steal_pointer (&message);
}

static TpkLintSurprise *
get_surprise (GPtrArray  *surprises,
              const char *code,
              const char *message)
{
  TpkLintSurprise *surprise;

  for (guint i = 0; i < surprises->len; i++) {
    surprise = g_ptr_array_index (surprises, i);
    if (strcmp (surprise->code, code) == 0)
      return surprise;
  }

  surprise = g_new0 (TpkLintSurprise, 1);
  surprise->code = g_strdup (code);
  surprise->message = g_strdup (message);
  g_ptr_array_add (surprises, surprise);

  return surprise;
}

static void
add_surprise (GPtrArray    *surprises,
              TpkJudgement *judgement,
              const char   *name)
{
  const char *code = tpk_judgement_get_code (judgement);
  const char *message = tpk_judgement_get_message (judgement);
  TpkLintSurprise *surprise;

  if (code == NULL || message == NULL || g_strv_contains (said_otherwise, code))
    return;

  if (is_blocked_port (code)) {
    get_surprise (surprises, "blocked-port",
                  _("Browsers do not dial this port, because another service uses it. Let the "
                    "server listen on 443 or 3478 too, and write that."));
    return;
  }

  surprise = get_surprise (surprises, code, message);
  if (g_str_has_prefix (code, "refused-"))
    add_name (surprise, name);
}

static GPtrArray *
judge_all (TpkIceUrl  *url,
           const char *username,
           const char *password)
{
  g_autoptr (TpkJudgeInput) input = tpk_judge_input_new (tpk_ice_url_get_text (url), username,
                                                         password);
  GPtrArray *surprises = g_ptr_array_new_with_free_func ((GDestroyNotify) surprise_free);
  const TpkDialect *const *dialects = tpk_dialects_get (NULL);
  GPtrArray *judgements = tpk_judge_input_get_judgements (input);

  for (guint i = 0; i < judgements->len; i++) {
    TpkJudgement *judgement = g_ptr_array_index (judgements, i);

    if (judgement != NULL && tpk_judgement_get_state (judgement) != TPK_JUDGEMENT_OK)
      add_surprise (surprises, judgement, _(dialects[i]->name));
  }

  for (guint i = 0; i < surprises->len; i++)
    put_names_before (g_ptr_array_index (surprises, i));

  return surprises;
}

/* @url: a valid URL
 * @username: (nullable): %NULL or empty to judge as if there was one
 * Returns: (transfer none) (element-type TpkLintSurprise): what clients do otherwise than written
 *   */
GPtrArray *
tpk_lint_clients_look (TpkLintClients *self,
                       TpkIceUrl      *url,
                       const char     *username,
                       const char     *password)
{
  GPtrArray *surprises;
  const char *shape;

  g_assert (self != NULL);

  /* That there is none is a finding of its own. */
  if (username == NULL || *username == '\0')
    username = "user";
  if (password == NULL || *password == '\0')
    password = "password";

  shape_credential (self, username, password);
  shape = shape_url (self, url);
  surprises = g_hash_table_lookup (self->by_shape, shape);
  if (surprises == NULL) {
    surprises = judge_all (url, username, password);
    g_hash_table_insert (self->by_shape, g_strdup (shape), surprises);
  }

  return surprises;
}
