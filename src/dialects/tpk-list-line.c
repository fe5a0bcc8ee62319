/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#define G_LOG_DOMAIN "tpk-list-line"

#include "config.h"

#include "tpk-list-line.h"

#include <string.h>

/*
 * One line of what somebody was given in a mail or a ticket: addresses, a user name, a password,
 * and words around them. What is neither is told, but for what may be a secret: after a colon or an
 * equals sign, anything may be one.
 */

/* A heading such as "Our TURN servers in Europe:" says nothing that is missed. */
#define MAX_HEADING_WORDS 5

/* What is told of a line that was left, in characters. */
#define MAX_LEFT 80

#define MASK "•••"

typedef struct {
  GPtrArray *tokens;           /* (owned): char */
  GPtrArray *items;            /* (owned): TpkListItem */
  GPtrArray *left;             /* (owned): char: the words since the last address */
  GString   *told;             /* (owned): of the words before that */
  gboolean   masking;          /* whether the words up to the next label may be a secret */
  gboolean   signs_in;         /* whether the line has both a user name and a password */
} Reader;

void
tpk_list_item_free (TpkListItem *self)
{
  g_free (self->text);
  g_free (self);
}

static gboolean
is_address (const char *token)
{
  static const char *const schemes[] = { "stun:", "stuns:", "turn:", "turns:" };

  for (guint i = 0; i < G_N_ELEMENTS (schemes); i++) {
    if (g_ascii_strncasecmp (token, schemes[i], strlen (schemes[i])) == 0)
      return TRUE;
  }

  return FALSE;
}

/* Bullets before and punctuation behind belong to the text around. */
static void
add_token (GPtrArray *tokens,
           char      *token)
{
  static const char around[] = "'`()[]{}*-";
  char *start = token + strspn (token, around);
  char *equals = strchr (start, '=');
  gsize length;

  /* `stun-server=stun:…`, as options and environment variables are written. */
  if (!is_address (start) && equals != NULL)
    start = equals + 1 + strspn (equals + 1, around);
  if (!is_address (start)) {
    if (*token != '\0')
      g_ptr_array_add (tokens, g_strdup (token));
    return;
  }

  for (length = strlen (start); length > 0; length--) {
    char last = start[length - 1];
    gboolean bracket = last == ']' && memchr (start, '[', length) != NULL;

    if (bracket || strchr ("'`(){}]*.;", last) == NULL)
      break;
  }
  g_ptr_array_add (tokens, g_strndup (start, length));
}

/* A comma ends a URL only where another follows or nothing does: passwords may have one. */
static void
add_word (GPtrArray *tokens,
          char      *word)
{
  char *start = word;
  gboolean plain = !is_address (word + strspn (word, "'`([{*-")) && strstr (word, "turn") == NULL &&
                   strstr (word, "stun") == NULL;

  for (char *p = word; !plain && *p != '\0'; p++) {
    char *next = p + 1;

    if ((*p != ',' && *p != ';') || (*next != '\0' && !is_address (next)))
      continue;

    *p = '\0';
    add_token (tokens, start);
    start = next;
  }

  add_token (tokens, start);
}

static gboolean
is_separator (gunichar c)
{
  return g_unichar_isspace (c) || g_unichar_iscntrl (c) || c == 0xfeff || c == 0x200b ||
         c == '"' || c == '<' || c == '>';
}

/* Returns: (transfer full): the addresses and the words of a line; of HTML without its tags, which
 * may have addresses all the same */
static GPtrArray *
split (const char *line,
       gboolean    is_html)
{
  GPtrArray *tokens = g_ptr_array_new_with_free_func (g_free);
  gboolean inside = FALSE;

  for (const char *p = line; *p != '\0';) {
    const char *start;
    g_autofree char *word = NULL;

    for (; *p != '\0' && is_separator (g_utf8_get_char (p)); p = g_utf8_next_char (p))
      inside = is_html && (*p == '<' || (inside && *p != '>'));
    start = p;
    while (*p != '\0' && !is_separator (g_utf8_get_char (p)))
      p = g_utf8_next_char (p);

    word = g_strndup (start, p - start);
    if (!inside || is_address (word))
      add_word (tokens, word);
  }

  return tokens;
}

/* Returns: (nullable): what follows the word for a user name or a password at the start of @token */
static const char *
skip_label (const char  *token,
            TpkListKind *kind)
{
  static const struct {
    const char  *name;
    TpkListKind  kind;
  } labels[] = {
    { "username", TPK_LIST_USERNAME }, { "user", TPK_LIST_USERNAME },
    { "login", TPK_LIST_USERNAME }, { "benutzername", TPK_LIST_USERNAME },
    { "benutzer", TPK_LIST_USERNAME }, { "utilisateur", TPK_LIST_USERNAME },
    { "usuario", TPK_LIST_USERNAME },
    { "password", TPK_LIST_PASSWORD }, { "passwd", TPK_LIST_PASSWORD },
    { "pass", TPK_LIST_PASSWORD }, { "pwd", TPK_LIST_PASSWORD },
    { "credential", TPK_LIST_PASSWORD }, { "passwort", TPK_LIST_PASSWORD },
    { "kennwort", TPK_LIST_PASSWORD }, { "contraseña", TPK_LIST_PASSWORD },
  };
  gsize length;
  g_autofree char *name = NULL;
  char *rest;

  token += strspn (token, "'`([{*-");
  length = strcspn (token, ":=',;");
  name = g_utf8_strdown (token, length);
  rest = name;
  /* TURN_USERNAME=, turn-password: */
  if (strpbrk (name, "_-.") != NULL && strchr ("_-.", name[strlen (name) - 1]) == NULL)
    rest = MAX (MAX (strrchr (name, '_'), strrchr (name, '-')), strrchr (name, '.')) + 1;
  if (g_str_has_suffix (name, "user_name") || g_str_has_suffix (name, "user-name"))
    rest = (char *) "username";

  for (guint i = 0; i < G_N_ELEMENTS (labels); i++) {
    if (strcmp (rest, labels[i].name) == 0) {
      *kind = labels[i].kind;
      return token + length;
    }
  }

  return NULL;
}

static const char *
get_token (Reader *self,
           guint   position)
{
  return position < self->tokens->len ? g_ptr_array_index (self->tokens, position) : NULL;
}

static gboolean
is_label (const char *token)
{
  TpkListKind kind;

  return skip_label (token, &kind) != NULL;
}

static gboolean
has_letter (const char *text)
{
  for (const char *p = text; *p != '\0'; p = g_utf8_next_char (p)) {
    if (g_unichar_isalpha (g_utf8_get_char (p)))
      return TRUE;
  }

  return FALSE;
}

static gboolean
joins (const char *token)
{
  return g_ascii_strcasecmp (token, "and") == 0 || g_ascii_strcasecmp (token, "or") == 0;
}

/* Whether no other word belongs to the value that stands before this token. */
static gboolean
ends_value (const char *token)
{
  return token == NULL || is_address (token) || is_label (token) || joins (token) ||
         token[strspn (token, ",;")] == '\0';
}

/* Returns: (transfer full) (nullable): the value without what stands around it */
static char *
dup_value (const char *text,
           gboolean    last,
           gboolean    bare)
{
  g_autofree char *value = g_strdup (text);
  gsize length = strlen (value);

  if (length > 1 && !last && strchr (",;", value[length - 1]) != NULL)
    value[--length] = '\0';
  if (length > 1 && strchr ("'`", value[0]) != NULL && value[length - 1] == value[0]) {
    value[length - 1] = '\0';
    return g_strdup (value + 1);
  }
  /* Whether a sentence ends or a password is written so, nobody knows. */
  if (length == 0 || (bare && strchr (".!?,;", value[length - 1]) != NULL))
    return NULL;
  for (const char *p = value; *p != '\0'; p++) {
    if ((*p == ',' || *p == ';' || *p == '&') && is_label (p + 1))
      return NULL;
  }

  return g_steal_pointer (&value);
}

static void
add_item (Reader      *self,
          TpkListKind  kind,
          char        *text)
{
  TpkListItem *item = g_new0 (TpkListItem, 1);

  item->kind = kind;
  item->text = text;
  g_ptr_array_add (self->items, item);
}

/* What says nothing: a number in front, a word that joins, a heading. */
static gboolean
is_heading (Reader *self)
{
  const char *last = self->left->len > 0 ? g_ptr_array_index (self->left, self->left->len - 1) : "";
  gboolean any = FALSE;

  for (guint i = 0; i < self->left->len; i++) {
    const char *word = g_ptr_array_index (self->left, i);

    if (strcmp (word, MASK) == 0)
      return FALSE;
    any = any || (has_letter (word) && !joins (word));
  }

  return !any || (self->left->len <= MAX_HEADING_WORDS &&
                  (g_str_has_suffix (last, ":") || g_str_has_suffix (last, "=")));
}

static void
tell_left (Reader *self)
{
  if (!is_heading (self)) {
    if (self->told->len > 0)
      g_string_append (self->told, " … ");
    for (guint i = 0; i < self->left->len; i++)
      g_string_append_printf (self->told, "%s%s", i > 0 ? " " : "",
                              (char *) g_ptr_array_index (self->left, i));
  }
  g_ptr_array_set_size (self->left, 0);
  self->masking = FALSE;
}

static void
leave_masked (Reader *self)
{
  const char *last = self->left->len > 0 ? g_ptr_array_index (self->left, self->left->len - 1) : "";

  if (strcmp (last, MASK) != 0)
    g_ptr_array_add (self->left, g_strdup (MASK));
}

static void
leave_word (Reader     *self,
            const char *word)
{
  const char *sign = strpbrk (word, ":=");

  if (self->masking) {
    leave_masked (self);
  } else if (sign == NULL || sign[1] == '\0' || strspn (sign + 1, "0123456789") ==
             strlen (sign + 1)) {
    /* That there is a port after it makes no secret of it. */
    g_ptr_array_add (self->left, g_strdup (word));
    self->masking = sign != NULL && sign[1] == '\0';
  } else {
    g_ptr_array_add (self->left, g_strndup (word, sign + 1 - word));
    leave_masked (self);
  }
}

/* Returns: the position after the label and its value */
static guint
read_label (Reader      *self,
            guint        position,
            TpkListKind  kind,
            const char  *rest)
{
  const char *token = get_token (self, position);
  const char *next = get_token (self, position + 1);
  g_autofree char *label = g_strndup (token, rest - token);
  g_autofree char *value = NULL;
  gboolean bare = *rest == '\0';

  rest += strspn (rest, "'`");
  if (bare && kind == TPK_LIST_USERNAME && next != NULL &&
      g_ascii_strncasecmp (next, "name", 4) == 0 && strchr (":=", next[4]) != NULL) {
    rest = next + 4;
    bare = *rest == '\0';
    next = get_token (self, ++position + 1);
  }
  if (bare && next != NULL && (g_str_equal (next, ":") || g_str_equal (next, "="))) {
    bare = FALSE;
    next = get_token (self, ++position + 1);
  }
  rest += *rest != '\0';

  if (*rest == '\0' && next != NULL && !is_address (next) && !is_label (next)) {
    rest = next;
    next = get_token (self, ++position + 1);
  }
  if ((!bare || (self->signs_in && !joins (rest))) && *rest != '\0' &&
      (ends_value (next) || strchr (",;", rest[strlen (rest) - 1]) != NULL))
    value = dup_value (rest, next == NULL, bare);

  if (value != NULL) {
    add_item (self, kind, g_steal_pointer (&value));
  } else {
    g_ptr_array_add (self->left, g_steal_pointer (&label));
    if (*rest != '\0')
      leave_masked (self);
    self->masking = *rest != '\0';
  }

  return position + 1;
}

static void
read_tokens (Reader *self)
{
  gboolean has[TPK_LIST_PASSWORD + 1] = { FALSE };

  for (guint i = 0; i < self->tokens->len; i++) {
    TpkListKind kind;

    if (skip_label (get_token (self, i), &kind) != NULL)
      has[kind] = TRUE;
  }
  self->signs_in = has[TPK_LIST_USERNAME] && has[TPK_LIST_PASSWORD];

  for (guint i = 0; i < self->tokens->len;) {
    const char *token = get_token (self, i);
    const char *rest;
    TpkListKind kind;

    if (is_address (token)) {
      tell_left (self);
      add_item (self, TPK_LIST_ADDRESS, g_strdup (token));
      i++;
    } else if ((rest = skip_label (token, &kind)) != NULL) {
      i = read_label (self, i, kind, rest);
    } else {
      leave_word (self, token);
      i++;
    }
  }
  tell_left (self);
}

/**
 * tpk_list_line_read:
 * @line: valid UTF-8 without a line break
 * @is_html: whether it may have tags
 * @left: (out) (transfer full) (nullable): the words that are of no use, if there are any, without
 *   what may be a secret
 *
 * Returns: (transfer full) (element-type TpkListItem): what is of use in the line, in its order
 */
GPtrArray *
tpk_list_line_read (const char  *line,
                    gboolean     is_html,
                    char       **left)
{
  g_autoptr (GPtrArray) tokens = NULL;
  g_autoptr (GPtrArray) words = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GString) told = g_string_new (NULL);
  Reader self = { .left = words, .told = told };

  g_return_val_if_fail (line != NULL, NULL);
  g_return_val_if_fail (left != NULL, NULL);

  tokens = split (line, is_html);
  self.tokens = tokens;
  self.items = g_ptr_array_new_with_free_func ((GDestroyNotify) tpk_list_item_free);
  read_tokens (&self);

  if (g_utf8_strlen (told->str, -1) > MAX_LEFT) {
    g_string_truncate (told, g_utf8_offset_to_pointer (told->str, MAX_LEFT - 1) - told->str);
    g_string_append (told, "…");
  }
  *left = told->len > 0 ? g_strdup (told->str) : NULL;

  return self.items;
}
