/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#define G_LOG_DOMAIN "tpk-turnpike-form"

#include "config.h"

#include "tpk-turnpike-form.h"

#include "model/tpk-json.h"

#include <string.h>

/* What Turnpike's own files look like, and what stands in them in the place of secrets. */

#define SURE 95

/* What stands for a secret where it is not shown, once or more often. */
#define HIDDEN "•"

enum {
  HAS_SCHEMA      = 1 << 0,
  HAS_ACTIVE      = 1 << 1,
  HAS_PROFILES    = 1 << 2,
  HAS_PROFILE     = 1 << 3,
  HAS_NAME        = 1 << 4,
  HAS_ROUTE       = 1 << 5,
  HAS_SERVERS     = 1 << 6,
  HAS_RELAY_ONLY  = 1 << 7,
  HAS_ICE_SERVERS = 1 << 8,
};

static const struct {
  const char *name;
  guint       flag;
} members[] = {
  { "schema", HAS_SCHEMA },
  { "active", HAS_ACTIVE },
  { "profiles", HAS_PROFILES },
  { "profile", HAS_PROFILE },
  { "name", HAS_NAME },
  { "route", HAS_ROUTE },
  { "servers", HAS_SERVERS },
  { "relay_only", HAS_RELAY_ONLY },
  { "iceServers", HAS_ICE_SERVERS },
};

static guint
find_flag (const char *name,
           gsize       length)
{
  for (gsize i = 0; i < G_N_ELEMENTS (members); i++) {
    if (strlen (members[i].name) == length && strncmp (members[i].name, name, length) == 0)
      return members[i].flag;
  }

  return 0;
}

/* @quote: where a string begins. Returns: where it ends, at its quote or the end of the text */
static const char *
find_string_end (const char *quote)
{
  const char *p = quote + 1;

  while (*p != '\0' && *p != '"')
    p += *p == '\\' && p[1] != '\0' ? 2 : 1;

  return p;
}

/* The members of the outermost object, without reading the rest; so a text that ends in the middle is
 * known as well, and told to be damaged. */
static guint
find_members (const char *text)
{
  guint found = 0;
  guint depth = 0;

  for (const char *p = text; *p != '\0'; p++) {
    const char *end;

    if (*p == '{' || *p == '[')
      depth++;
    else if (*p == '}' || *p == ']')
      depth -= MIN (depth, 1);
    if (*p != '"')
      continue;

    end = find_string_end (p);
    if (*end == '\0')
      break;
    if (depth == 1 && end[1 + strspn (end + 1, " \t\r\n")] == ':')
      found |= find_flag (p + 1, (gsize) (end - p - 1));
    p = end;
  }

  return found;
}

/**
 * tpk_turnpike_recognise:
 * @text: valid UTF-8
 *
 * Returns: how surely @text is a document of Turnpike, a profile, or a profile as `turnpikectl show`
 *   prints it, 0 to 100
 */
int
tpk_turnpike_recognise (const char *text)
{
  guint found;

  g_return_val_if_fail (text != NULL, 0);

  if (text[strspn (text, " \t\r\n")] != '{')
    return 0;

  found = find_members (text);
  if ((found & HAS_ICE_SERVERS) != 0)
    return 0;
  if ((found & HAS_PROFILES) != 0)
    return (found & (HAS_SCHEMA | HAS_ACTIVE)) != 0 || strstr (text, "\"route\"") != NULL ? SURE : 0;
  if ((found & HAS_PROFILE) != 0)
    return (found & HAS_SCHEMA) != 0 ? SURE : 0;
  if ((found & HAS_ROUTE) != 0)
    return (found & (HAS_NAME | HAS_SERVERS | HAS_RELAY_ONLY)) != 0 ? SURE : 0;
  if ((found & HAS_SERVERS) != 0)
    return strstr (text, "\"urls\"") != NULL && strstr (text, "\"kind\"") != NULL ? SURE : 0;

  return 0;
}

static gboolean
has_text (JsonObject *object,
          const char *member)
{
  const char *text = NULL;

  return tpk_json_get_string (object, member, &text, NULL) && text != NULL && *text != '\0';
}

static guint
remove_reference (JsonObject *object,
                  const char *member,
                  const char *reference)
{
  if (!json_object_has_member (object, reference))
    return 0;

  json_object_remove_member (object, reference);

  return has_text (object, member) ? 0 : 1;
}

/**
 * tpk_turnpike_remove_references:
 * @profile: the JSON of a profile, of any form
 *
 * Removes what refers to a keyring: it says nothing to another computer, and nobody shall have secrets
 * of this one written into something by a reference that they made up.
 *
 * Returns: how many passwords and secrets are missing in @profile because of that
 */
guint
tpk_turnpike_remove_references (JsonObject *profile)
{
  JsonArray *servers = NULL;
  JsonObject *cloud = NULL;
  guint n_missing = 0;

  g_return_val_if_fail (profile != NULL, 0);

  tpk_json_get_objects (profile, "servers", &servers, NULL);
  for (guint i = 0; servers != NULL && i < json_array_get_length (servers); i++) {
    JsonObject *credential = NULL;

    tpk_json_get_object (json_array_get_object_element (servers, i), "credential", &credential,
                         NULL);
    if (credential == NULL)
      continue;
    n_missing += remove_reference (credential, "password", "password_ref");
    n_missing += remove_reference (credential, "secret", "secret_ref");
  }

  tpk_json_get_object (profile, "cloud", &cloud, NULL);
  if (cloud != NULL)
    n_missing += remove_reference (cloud, "secret", "secret_ref");

  return n_missing;
}

/**
 * tpk_turnpike_is_hidden:
 * @secret: (nullable): a password, a shared secret, or what stands for one
 *
 * Returns: whether it is what Turnpike shows in the place of a secret
 */
gboolean
tpk_turnpike_is_hidden (const char *secret)
{
  if (secret == NULL || *secret == '\0')
    return FALSE;

  while (g_str_has_prefix (secret, HIDDEN))
    secret += strlen (HIDDEN);

  return *secret == '\0';
}

/**
 * tpk_turnpike_dup_unhidden:
 * @url: a URL
 *
 * Returns: (transfer full): @url without the user name and password that are hidden in it
 */
char *
tpk_turnpike_dup_unhidden (const char *url)
{
  const char *at;
  const char *start;

  g_return_val_if_fail (url != NULL, NULL);

  at = strstr (url, HIDDEN "@");
  if (at == NULL)
    return g_strdup (url);

  start = at;
  at += strlen (HIDDEN "@");
  while (start >= url + strlen (HIDDEN) && g_str_has_prefix (start - strlen (HIDDEN), HIDDEN))
    start -= strlen (HIDDEN);

  return g_strdup_printf ("%.*s%s", (int) (start - url), url, at);
}
