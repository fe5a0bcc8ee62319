/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#include "config.h"

#include "tpk-ui-words.h"

#include <string.h>

/*
 * Whether a text that is shown came out of a catalogue. It did if it is one of the translations, or
 * if it is one with something filled in that is covered itself: a translation, a number, a name, an
 * address. So a word in English is found wherever it stands, be it in the middle of a sentence in
 * German, and two translations that were glued together count as what they are. Texts that mean to
 * be lists are looked at item by item.
 *
 * Texts that the program has and the catalogue has not yet are let through: that no catalogue lacks
 * any is what the test of the house says.
 */

/* Format strings within format strings: "%s · %s" may hold "%s, %s". */
#define MAX_DEPTH 6

struct _TpkUiWords
{
  GHashTable *texts;      /* (owned): set of char *, as they are seen */
  GPtrArray  *patterns;   /* (owned): Pattern *, of those with something filled in */
  GHashTable *sources;    /* (owned): msgid to itself, of those that have a translation */
};

typedef struct {
  GRegex *regex;      /* (owned) */
  char   *literal;    /* (owned): the longest of what is not filled in */
} Pattern;

static guint32
get_word (const char *data,
          gsize       offset)
{
  guint32 word;

  memcpy (&word, data + offset, sizeof word);

  return word;
}

/* As labels show it: without mnemonics and markup. */
static char *
normalise (const char *text)
{
  static const struct { const char *entity, *character; } entities[] = {
    { "&lt;", "<" }, { "&gt;", ">" }, { "&quot;", "\"" }, { "&apos;", "'" }, { "&amp;", "&" },
  };
  g_autoptr (GRegex) markup = g_regex_new ("</?(b|i|tt|small|big|a( href=\"[^\"]*\")?)>|_(?=\\w)",
                                           0, 0, NULL);
  g_autofree char *plain = g_regex_replace_literal (markup, text, -1, 0, "", 0, NULL);
  GString *string = g_string_new (g_strstrip (plain));

  for (guint i = 0; i < G_N_ELEMENTS (entities); i++)
    g_string_replace (string, entities[i].entity, entities[i].character, 0);

  return g_string_free (string, FALSE);
}

static void
pattern_free (gpointer data)
{
  Pattern *self = data;

  g_regex_unref (self->regex);
  g_free (self->literal);
  g_free (self);
}

static char *
dup_longest (char **pieces)
{
  const char *longest = "";

  for (guint i = 0; pieces[i] != NULL; i++) {
    if (strlen (pieces[i]) > strlen (longest))
      longest = pieces[i];
  }

  return g_strdup (longest);
}

/* What printf() would make of a text matches it; what is filled in is captured. So is what stands for
 * {names} in the sentences about results. */
static Pattern *
pattern_new (const char *text)
{
  g_autoptr (GRegex) directive =
    g_regex_new ("%(?:\\d+\\$)?[-+0#' ]*(?:\\d+|\\*)?(?:\\.(?:\\d+|\\*))?[hlzjt]*[diouxXeEfgGcs]|\\{[a-z_]+\\}",
                 0, 0, NULL);
  g_auto (GStrv) pieces = g_regex_split (directive, text, 0);
  GString *pattern = g_string_new ("^");
  Pattern *self;

  for (guint i = 0; pieces[i] != NULL; i++) {
    g_autofree char *escaped = g_regex_escape_string (pieces[i], -1);

    g_string_append_printf (pattern, "%s%s", i > 0 ? "(.*?)" : "", escaped);
  }
  g_string_append_c (pattern, '$');
  g_string_replace (pattern, "%%", "%", 0);

  self = g_new0 (Pattern, 1);
  self->regex = g_regex_new (pattern->str, G_REGEX_DOTALL | G_REGEX_OPTIMIZE, 0, NULL);
  self->literal = dup_longest (pieces);
  g_string_free (pattern, TRUE);

  return self;
}

static void
add_text (TpkUiWords *self,
          const char *text)
{
  char *plain = normalise (text);
  Pattern *pattern = pattern_new (plain);

  /* One without a word of its own would be any text. */
  if (*pattern->literal != '\0' && !g_str_equal (pattern->literal, plain))
    g_ptr_array_add (self->patterns, pattern);
  else
    pattern_free (pattern);
  g_hash_table_add (self->texts, plain);

  /* One that goes on after another, one that became a heading, and a letter that is filled in. */
  if (g_str_has_prefix (plain, ". "))
    add_text (self, text + 2);
  if (g_str_has_suffix (plain, "."))
    g_hash_table_add (self->texts, g_strndup (plain, strlen (plain) - 1));
  if (strchr (plain, '\n') != NULL) {
    g_auto (GStrv) lines = g_strsplit (text, "\n", -1);

    for (guint i = 0; lines[i] != NULL; i++)
      add_text (self, lines[i]);
  }
}

/* One msgstr after the other where there are several. */
static void
add_texts (TpkUiWords *self,
           const char *text,
           gsize       length)
{
  for (const char *p = text; p < text + length; p += strlen (p) + 1)
    add_text (self, p);
}

TpkUiWords *
tpk_ui_words_new (void)
{
  TpkUiWords *self = g_new0 (TpkUiWords, 1);

  self->texts = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->patterns = g_ptr_array_new_with_free_func (pattern_free);
  self->sources = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  return self;
}

void
tpk_ui_words_free (TpkUiWords *self)
{
  g_hash_table_unref (self->texts);
  g_ptr_array_unref (self->patterns);
  g_hash_table_unref (self->sources);
  g_free (self);
}

/* The form of .mo files is told in GNU gettext's manual, "The Format of GNU MO Files". With @source
 * it is the list of what the program says: what no catalogue before it had is taken as it is. */
gboolean
tpk_ui_words_load (TpkUiWords *self,
                   const char *path,
                   gboolean    source)
{
  g_autofree char *data = NULL;
  guint32 n_texts, ids, texts;

  if (!g_file_get_contents (path, &data, NULL, NULL))
    return FALSE;

  g_assert_cmphex (get_word (data, 0), ==, 0x950412de);
  n_texts = get_word (data, 8);
  ids = get_word (data, 12);
  texts = get_word (data, 16);
  /* The first is the header. */
  for (guint i = 1; i < n_texts; i++) {
    const char *id = data + get_word (data, ids + 8 * i + 4);

    if (source && g_hash_table_contains (self->sources, id))
      continue;
    add_texts (self, data + get_word (data, texts + 8 * i + 4), get_word (data, texts + 8 * i));
    if (!source)
      g_hash_table_add (self->sources, g_strdup (id));
  }

  return TRUE;
}

void
tpk_ui_words_add_name (TpkUiWords *self,
                       const char *text)
{
  g_hash_table_add (self->texts, normalise (text));
}

/* No letters; one word with something else in it, like an address, a path or a version; or one in
 * capitals, like a protocol. */
static gboolean
is_technical (const char *text)
{
  return g_regex_match_simple ("^[^\\p{L}]*$|^\\S*[./:@=\\d_]\\S+$|^[\\p{Lu}\\d-]+$", text, 0, 0);
}

static gboolean covers (TpkUiWords *self,
                        const char *text,
                        guint       depth);

static gboolean
covers_captures (TpkUiWords *self,
                 GMatchInfo *match,
                 guint       depth)
{
  /* The whole is the first. */
  for (int i = 1; i < g_match_info_get_match_count (match); i++) {
    g_autofree char *capture = g_match_info_fetch (match, i);

    if (!covers (self, capture, depth))
      return FALSE;
  }

  return TRUE;
}

static gboolean
covers_parts (TpkUiWords *self,
              const char *text,
              guint       depth)
{
  static const char *const separators[] = { "\n", " · ", ", " };

  for (guint i = 0; i < G_N_ELEMENTS (separators); i++) {
    g_auto (GStrv) parts = g_strsplit (text, separators[i], -1);
    gboolean covered = g_strv_length (parts) > 1;

    for (guint j = 0; covered && parts[j] != NULL; j++)
      covered = covers (self, parts[j], depth);
    if (covered)
      return TRUE;
  }

  return FALSE;
}

static gboolean
covers_brackets (TpkUiWords *self,
                 const char *text,
                 guint       depth)
{
  const char *bracket = strstr (text, " (");
  g_autofree char *before = NULL;
  g_autofree char *within = NULL;

  if (bracket == NULL || !g_str_has_suffix (text, ")"))
    return FALSE;

  before = g_strndup (text, bracket - text);
  within = g_strndup (bracket + 2, strlen (bracket + 2) - 1);

  return covers (self, before, depth) && covers (self, within, depth);
}

/* Sentences, or what stands before a colon, one after the other. */
static gboolean
covers_sentences (TpkUiWords *self,
                  const char *text,
                  guint       depth)
{
  for (const char *end = strchr (text, ' '); end != NULL; end = strchr (end + 1, ' ')) {
    g_autofree char *first = NULL;

    if (end == text || strchr (".:;!?", end[-1]) == NULL || !covers (self, end + 1, depth))
      continue;
    first = g_strndup (text, end - text);
    if (covers (self, first, depth))
      return TRUE;
    first[end - text - 1] = '\0';
    if (covers (self, first, depth))
      return TRUE;
  }

  return FALSE;
}

static gboolean
covers (TpkUiWords *self,
        const char *text,
        guint       depth)
{
  g_autofree char *plain = normalise (text);

  /* Items of a list, in a letter or in what is read out. */
  if (g_str_has_prefix (plain, "• ") || g_str_has_prefix (plain, "- "))
    return covers (self, strchr (plain, ' ') + 1, depth);

  if (g_hash_table_contains (self->texts, plain) || is_technical (plain))
    return TRUE;
  if (depth == MAX_DEPTH)
    return FALSE;

  for (guint i = 0; i < self->patterns->len; i++) {
    Pattern *pattern = g_ptr_array_index (self->patterns, i);
    g_autoptr (GMatchInfo) match = NULL;

    if (strstr (plain, pattern->literal) != NULL &&
        g_regex_match (pattern->regex, plain, 0, &match) &&
        covers_captures (self, match, depth + 1))
      return TRUE;
  }

  return covers_parts (self, plain, depth + 1) || covers_brackets (self, plain, depth + 1) ||
         covers_sentences (self, plain, depth + 1);
}

gboolean
tpk_ui_words_cover (TpkUiWords *self,
                    const char *text)
{
  /* The same again on the next page. */
  if (!covers (self, text, 0))
    return FALSE;
  g_hash_table_add (self->texts, normalise (text));

  return TRUE;
}
