/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#define G_LOG_DOMAIN "tpk-mask"

#include "config.h"

#include "tpk-mask.h"

#include "model/tpk-json.h"

#include <json-glib/json-glib.h>

#include <string.h>

/* The one place where secrets are hidden for people's eyes.
 *
 * Neither way is enough alone. By name, an old password that nobody remembers is found in a JSON
 * file, but not in a line like `user=alice:password`. By value, a known password is found anywhere,
 * but not one that was written differently. So a text is masked by both; line breaks are kept, so
 * that a masked text has the lines of the plain one. */

#define PREFIX_LENGTH 4

struct _TpkMask {
  GHashTable *known;     /* (element-type utf8) (owned): every secret, also as formats escape it */
  GHashTable *by_prefix; /* (element-type guint32 GPtrArray) (owned): those of 4 bytes and more */
  GPtrArray  *brief;     /* (element-type utf8) (owned): the others */
};

/* The ends of member names and option names whose value is a secret. */
static const char *const secret_names[] = {
  "password", "passwd", "pwd", "credential", "secret", "token", NULL
};

static void
mask_clear (TpkMask *self)
{
  g_hash_table_unref (self->by_prefix);
  g_ptr_array_unref (self->brief);
  g_hash_table_unref (self->known);
}

static guint32
prefix_of (const char *text)
{
  guint32 prefix;

  memcpy (&prefix, text, sizeof prefix);

  return prefix;
}

/**
 * tpk_mask_new:
 *
 * Returns: (transfer full): a mask that knows no secret yet
 */
TpkMask *
tpk_mask_new (void)
{
  TpkMask *self = g_atomic_rc_box_new0 (TpkMask);

  self->known = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->by_prefix = g_hash_table_new_full (g_direct_hash, g_direct_equal,
                                           NULL, (GDestroyNotify) g_ptr_array_unref);
  self->brief = g_ptr_array_new ();

  return self;
}

TpkMask *
tpk_mask_ref (TpkMask *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return g_atomic_rc_box_acquire (self);
}

void
tpk_mask_unref (TpkMask *self)
{
  g_return_if_fail (self != NULL);

  g_atomic_rc_box_release_full (self, (GDestroyNotify) mask_clear);
}

static void
add_form (TpkMask *self,
          char    *form)
{
  gpointer key;
  GPtrArray *secrets;

  if (*form == '\0' || g_hash_table_contains (self->known, form)) {
    g_free (form);
    return;
  }

  g_hash_table_add (self->known, form);
  if (strlen (form) < PREFIX_LENGTH) {
    g_ptr_array_add (self->brief, form);
    return;
  }

  key = GUINT_TO_POINTER (prefix_of (form));
  secrets = g_hash_table_lookup (self->by_prefix, key);
  if (secrets == NULL) {
    secrets = g_ptr_array_new ();
    g_hash_table_insert (self->by_prefix, key, secrets);
  }
  g_ptr_array_add (secrets, form);
}

static char *
escape_json (const char *secret)
{
  g_autoptr (JsonNode) node = json_node_init_string (json_node_alloc (), secret);
  g_autofree char *quoted = tpk_json_to_string (node, FALSE);

  return g_strndup (quoted + 1, strlen (quoted) - 2);
}

/**
 * tpk_mask_add_secret:
 * @self: a mask
 * @secret: (nullable): a secret
 *
 * From now on, @secret is hidden as it is, as JSON escapes it and as a URI escapes it. One of less
 * than four bytes is hidden only where it stands alone.
 */
void
tpk_mask_add_secret (TpkMask    *self,
                     const char *secret)
{
  g_return_if_fail (self != NULL);

  if (secret == NULL || *secret == '\0')
    return;

  add_form (self, g_strdup (secret));
  if (!g_utf8_validate (secret, -1, NULL))
    return;

  add_form (self, escape_json (secret));
  add_form (self, g_uri_escape_string (secret, NULL, FALSE));
}

/**
 * tpk_mask_add_profile:
 * @self: a mask
 * @profile: a profile
 * @now_s: Unix time for which shared secrets mint their passwords
 *
 * Hides every password and secret of @profile, and the passwords minted now.
 */
void
tpk_mask_add_profile (TpkMask    *self,
                      TpkProfile *profile,
                      gint64      now_s)
{
  g_return_if_fail (self != NULL);
  g_return_if_fail (TPK_IS_PROFILE (profile));

  tpk_mask_add_secret (self, tpk_cloud_settings_get_text (tpk_profile_get_cloud (profile),
                                                          TPK_CLOUD_FIELD_SECRET));
  for (guint i = 0; i < tpk_profile_get_n_servers (profile); i++) {
    TpkCredential *credential = tpk_server_get_credential (tpk_profile_get_server (profile, i));
    g_autofree char *username = NULL;
    g_autofree char *password = NULL;

    tpk_mask_add_secret (self, tpk_credential_get_password (credential));
    tpk_mask_add_secret (self, tpk_credential_get_secret (credential));
    if (tpk_credential_resolve (credential, now_s, &username, &password))
      tpk_mask_add_secret (self, password);
  }
}

/**
 * tpk_mask_add_document:
 * @self: a mask
 * @document: a document
 * @now_s: Unix time for which shared secrets mint their passwords
 *
 * Hides every password and shared secret of every profile, and the passwords minted now.
 */
void
tpk_mask_add_document (TpkMask     *self,
                       TpkDocument *document,
                       gint64       now_s)
{
  GListModel *profiles;

  g_return_if_fail (self != NULL);
  g_return_if_fail (TPK_IS_DOCUMENT (document));

  profiles = tpk_document_get_profiles (document);
  for (guint i = 0; i < g_list_model_get_n_items (profiles); i++) {
    g_autoptr (TpkProfile) profile = g_list_model_get_item (profiles, i);

    tpk_mask_add_profile (self, profile, now_s);
  }
}

static gboolean
is_word (char c)
{
  return g_ascii_isalnum (c) || c == '_' || (c & 0x80) != 0;
}

/* The end of a secret's name at @at, or %NULL. */
static const char *
match_name (const char *at)
{
  for (guint i = 0; secret_names[i] != NULL; i++) {
    gsize length = strlen (secret_names[i]);

    if (g_ascii_strncasecmp (at, secret_names[i], length) == 0 && !is_word (at[length]))
      return at + length;
  }

  return NULL;
}

static const char *
skip_space (const char *at)
{
  while (g_ascii_isspace (*at))
    at++;

  return at;
}

static const char *
end_of_quoted (const char *at,
               char        quote)
{
  while (*at != '\0' && *at != quote) {
    if (*at == '\n' && quote != '`')
      break;
    if (*at == '\\' && at[1] != '\0')
      at++;
    at++;
  }

  return at;
}

static gboolean
is_literal (const char *at,
            gsize       length)
{
  return (length == 4 && strncmp (at, "null", 4) == 0) ||
         (length == 4 && strncmp (at, "true", 4) == 0) ||
         (length == 5 && strncmp (at, "false", 5) == 0);
}

/* What stands behind a name: quote, white space, colon or equals sign, white space, value. Objects
 * and arrays are not values but are walked through, so that a member in them is found by its own
 * name. */
static gboolean
match_value (const char  *name_end,
             const char **start,
             const char **end)
{
  const char *at = name_end;

  if (*at == '"' || *at == '\'' || *at == '`')
    at++;
  at = skip_space (at);
  if (*at != ':' && *at != '=')
    return FALSE;
  at = skip_space (at + 1);

  if (*at == '"' || *at == '\'' || *at == '`') {
    *start = at + 1;
    *end = end_of_quoted (at + 1, *at);
    return *end > *start;
  }

  *start = at;
  *end = at + strcspn (at, " \t\r\n,;{}[]()\"'");

  return *end > *start && !is_literal (*start, (gsize) (*end - *start));
}

/* `turn://user:password@host`, also without the slashes. */
static gboolean
match_user_info (const char  *at,
                 const char **start,
                 const char **end)
{
  gsize length;

  if (g_ascii_strncasecmp (at, "turn:", 5) == 0)
    at += 5;
  else if (g_ascii_strncasecmp (at, "turns:", 6) == 0)
    at += 6;
  else
    return FALSE;

  at += strspn (at, "/");
  length = strcspn (at, ":@ \t\r\n\"'");
  if (at[length] != ':')
    return FALSE;

  *start = at + length + 1;
  length = strcspn (*start, "@ \t\r\n\"'");
  *end = *start + length;

  return length > 0 && **end == '@';
}

typedef void (* RangeFunc) (const char *start,
                            const char *end,
                            gpointer    user_data);

static void
foreach_named (const char *text,
               RangeFunc   func,
               gpointer    user_data)
{
  for (const char *at = text; *at != '\0'; at++) {
    const char *name_end, *start, *end;

    name_end = match_name (at);
    if ((name_end != NULL && match_value (name_end, &start, &end)) ||
        match_user_info (at, &start, &end)) {
      func (start, end, user_data);
      at = end - 1;
    }
  }
}

static void
add_range_cb (const char *start,
              const char *end,
              gpointer    user_data)
{
  TpkMask *self = user_data;
  g_autofree char *value = g_strndup (start, (gsize) (end - start));
  g_autofree char *quoted = g_strdup_printf ("\"%s\"", value);
  g_autoptr (JsonNode) node = json_from_string (quoted, NULL);

  /* What was written with escapes is known unescaped too. */
  if (node != NULL && json_node_get_value_type (node) == G_TYPE_STRING)
    tpk_mask_add_secret (self, json_node_get_string (node));
  add_form (self, g_steal_pointer (&value));
}

/**
 * tpk_mask_add_text:
 * @self: a mask
 * @text: (nullable): a text in any format
 *
 * Learns the values that stand behind the names of secrets in @text, so that they are hidden in
 * other texts too.
 */
void
tpk_mask_add_text (TpkMask    *self,
                   const char *text)
{
  g_return_if_fail (self != NULL);

  if (text != NULL)
    foreach_named (text, add_range_cb, self);
}

typedef struct {
  const char *text;
  guint8     *hidden;    /* a flag for each byte of @text */
} Cover;

static void
hide_range_cb (const char *start,
               const char *end,
               gpointer    user_data)
{
  Cover *cover = user_data;

  memset (cover->hidden + (start - cover->text), 1, (gsize) (end - start));
}

static void
hide_brief (TpkMask *self,
            Cover   *cover)
{
  for (guint i = 0; i < self->brief->len; i++) {
    const char *secret = g_ptr_array_index (self->brief, i);
    gsize size = strlen (secret);

    for (const char *at = strstr (cover->text, secret); at != NULL; at = strstr (at + 1, secret)) {
      gboolean alone = (at == cover->text || !is_word (at[-1])) && !is_word (at[size]);

      if (alone)
        hide_range_cb (at, at + size, cover);
    }
  }
}

static void
hide_values (TpkMask *self,
             Cover   *cover,
             gsize    length)
{
  if (g_hash_table_size (self->by_prefix) == 0)
    return;

  for (gsize i = 0; i + PREFIX_LENGTH <= length; i++) {
    const char *at = cover->text + i;
    GPtrArray *secrets = g_hash_table_lookup (self->by_prefix, GUINT_TO_POINTER (prefix_of (at)));

    for (guint j = 0; secrets != NULL && j < secrets->len; j++) {
      const char *secret = g_ptr_array_index (secrets, j);
      gsize size = strlen (secret);

      if (size <= length - i && memcmp (at, secret, size) == 0)
        hide_range_cb (at, at + size, cover);
    }
  }
}

static char *
build_masked (Cover *cover,
              gsize  length)
{
  g_autoptr (GString) result = g_string_sized_new (length + 1);

  for (gsize i = 0; i < length; i++) {
    if (!cover->hidden[i] || cover->text[i] == '\n')
      g_string_append_c (result, cover->text[i]);
    else if (i == 0 || !cover->hidden[i - 1] || cover->text[i - 1] == '\n')
      g_string_append (result, TPK_MASK_TEXT);
  }

  return g_string_free (g_steal_pointer (&result), FALSE);
}

/**
 * tpk_mask_apply:
 * @self: a mask
 * @text: a text in any format
 *
 * Returns: (transfer full): @text with %TPK_MASK_TEXT in the place of every secret, and with the
 *   same lines
 */
char *
tpk_mask_apply (TpkMask    *self,
                const char *text)
{
  g_autofree guint8 *hidden = NULL;
  Cover cover;
  gsize length;

  g_return_val_if_fail (self != NULL, NULL);
  g_return_val_if_fail (text != NULL, NULL);

  length = strlen (text);
  hidden = g_new0 (guint8, length + 1);
  cover.text = text;
  cover.hidden = hidden;

  foreach_named (text, hide_range_cb, &cover);
  hide_values (self, &cover, length);
  hide_brief (self, &cover);

  return build_masked (&cover, length);
}
