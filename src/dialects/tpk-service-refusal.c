/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#define G_LOG_DOMAIN "tpk-service-refusal"

#include "config.h"

#include "tpk-service-refusal.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "tpk-dialect.h"

/*
 * Services that refuse say why in words of their own. They are shown as theirs, but cut and without
 * what is not to be seen: an answer may come from anybody.
 */

/* Longer words are cut, in characters. */
#define MAX_WORDS 200

/* What names the fault and what explains it, service by service. */
static const struct {
  const char *code;
  const char *words;
} refusals[] = {
  { "errcode", "error" },              /* Matrix */
  { "error", "error_description" },    /* Metered, OAuth */
  { "__type", "message" },             /* AWS */
  { "__type", "Message" },
  { "statuscode", "message" },         /* Nextcloud */
  { "code", "message" },               /* Twilio, Azure, Google, Cloudflare */
  { "message", NULL },                 /* Metered */
};

static char *
dup_value (JsonObject *object,
           const char *member)
{
  JsonNode *node = member != NULL ? json_object_get_member (object, member) : NULL;
  const char *text;

  if (node == NULL || !JSON_NODE_HOLDS_VALUE (node))
    return NULL;
  if (json_node_get_value_type (node) == G_TYPE_INT64)
    return g_strdup_printf ("%" G_GINT64_FORMAT, json_node_get_int (node));

  text = json_node_get_value_type (node) == G_TYPE_STRING ? json_node_get_string (node) : NULL;

  return text != NULL && *text != '\0' ? g_strdup (text) : NULL;
}

static char *
dup_pair (JsonObject *object,
          const char *code_member,
          const char *words_member)
{
  g_autofree char *code = dup_value (object, code_member);
  g_autofree char *words = dup_value (object, words_member);

  if (code == NULL || (words_member != NULL && words == NULL &&
                       !json_object_has_member (object, "error")))
    return NULL;

  return words != NULL ? g_strdup_printf ("%s: %s", code, words) : g_steal_pointer (&code);
}

static char *
dup_words_in (JsonObject *object)
{
  for (guint i = 0; i < G_N_ELEMENTS (refusals); i++) {
    char *words = dup_pair (object, refusals[i].code, refusals[i].words);

    if (words != NULL)
      return words;
  }

  return NULL;
}

static JsonObject *
get_object (JsonObject *object,
            const char *member)
{
  JsonNode *node = json_object_get_member (object, member);

  if (node != NULL && JSON_NODE_HOLDS_ARRAY (node) &&
      json_array_get_length (json_node_get_array (node)) > 0)
    node = json_array_get_element (json_node_get_array (node), 0);

  return node != NULL && JSON_NODE_HOLDS_OBJECT (node) ? json_node_get_object (node) : NULL;
}

/* `{"error":{…}}`, `{"errors":[{…}]}`, `{"ocs":{"meta":{…}}}`, and the plain object. */
static char *
dup_raw_words (JsonObject *object)
{
  g_autofree char *status = dup_value (object, "s");
  JsonObject *ocs = get_object (object, "ocs");
  JsonObject *inner;

  if (g_strcmp0 (status, "error") == 0) {
    char *words = dup_value (object, "v");

    return words != NULL ? words : g_steal_pointer (&status);
  }

  inner = ocs != NULL ? get_object (ocs, "meta") : get_object (object, "error");
  if (inner == NULL)
    inner = get_object (object, "errors");

  return dup_words_in (inner != NULL ? inner : object);
}

/**
 * tpk_service_refusal_dup_words:
 * @answer: the answer of a service, without servers in it
 *
 * Returns: (transfer full) (nullable): what the service says is wrong, fit to be shown, or %NULL
 *   when @answer is no refusal
 */
char *
tpk_service_refusal_dup_words (JsonNode *answer)
{
  g_autofree char *words = NULL;

  g_return_val_if_fail (answer != NULL, NULL);

  if (!JSON_NODE_HOLDS_OBJECT (answer))
    return NULL;

  words = dup_raw_words (json_node_get_object (answer));

  return words != NULL ? tpk_service_refusal_dup_clean (words) : NULL;
}

/* Marks of direction and others that are not seen could make a sentence say something else. */
static gboolean
is_hidden (gunichar c)
{
  GUnicodeType type = g_unichar_type (c);

  return type == G_UNICODE_FORMAT || type == G_UNICODE_SURROGATE ||
         type == G_UNICODE_PRIVATE_USE || type == G_UNICODE_UNASSIGNED;
}

/**
 * tpk_service_refusal_dup_clean:
 * @words: valid UTF-8 of a service
 *
 * Returns: (transfer full): @words in one line, cut to %MAX_WORDS characters, without characters
 *   that are not seen
 */
char *
tpk_service_refusal_dup_clean (const char *words)
{
  GString *clean = g_string_new (NULL);
  gboolean space = FALSE;
  guint n = 0;

  g_return_val_if_fail (words != NULL, NULL);

  for (const char *p = words; *p != '\0'; p = g_utf8_next_char (p)) {
    gunichar c = g_utf8_get_char (p);

    if (g_unichar_isspace (c) || g_unichar_iscntrl (c)) {
      space = clean->len > 0;
      continue;
    }
    if (is_hidden (c))
      continue;

    if (n >= MAX_WORDS) {
      g_string_append (clean, "…");
      break;
    }

    if (space)
      g_string_append_c (clean, ' ');
    g_string_append_unichar (clean, c);
    n += space ? 2 : 1;
    space = FALSE;
  }

  return g_string_free (clean, FALSE);
}

/**
 * tpk_service_refusal_set:
 * @error: return location
 * @words: words of a service, fit to be shown
 *
 * Sets %TPK_DIALECT_ERROR_REFUSED.
 */
void
tpk_service_refusal_set (GError     **error,
                         const char  *words)
{
  g_return_if_fail (words != NULL);

  g_set_error (error, TPK_DIALECT_ERROR, TPK_DIALECT_ERROR_REFUSED,
               /* Translators: %s is what a service says, in its own words. */
               _("The service gave no servers but said “%s”. Mend what it names, and ask it "
                 "again."),
               words);
}
