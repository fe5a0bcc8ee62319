/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#define G_LOG_DOMAIN "tpk-libconfig-lite"

#include "config.h"

#include "tpk-libconfig-lite.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "tpk-dialect.h"

/*
 * As much of libconfig 1.5 as Janus' files have: settings, groups, lists and arrays, strings that go
 * on in the next, comments of all three kinds. Every scalar is a string. What fits nowhere is passed
 * over, as a fragment may begin anywhere.
 */

typedef struct {
  const char *p;
  gboolean    too_deep;
} Reader;

static JsonNode *read_value (Reader *self,
                             guint   depth);

static void
skip_to (Reader     *self,
         const char *mark)
{
  const char *end = strstr (self->p, mark);

  self->p = end != NULL ? end + strlen (mark) : self->p + strlen (self->p);
}

static void
skip_space (Reader *self)
{
  for (;;) {
    self->p += strspn (self->p, " \t\r\n\f\v");
    if (*self->p == '#' || (self->p[0] == '/' && self->p[1] == '/'))
      self->p += strcspn (self->p, "\n");
    else if (self->p[0] == '/' && self->p[1] == '*')
      skip_to (self, "*/");
    else
      return;
  }
}

static void
append_escape (GString *string,
               Reader  *self)
{
  static const char letters[] = "nrtfabv";
  static const char values[] = "\n\r\t\f\a\b\v";
  const char *letter;
  char c = *self->p++;

  if (c == 'x' && g_ascii_isxdigit (self->p[0]) && g_ascii_isxdigit (self->p[1])) {
    int byte = g_ascii_xdigit_value (self->p[0]) * 16 + g_ascii_xdigit_value (self->p[1]);

    self->p += 2;
    g_string_append_c (string, byte != 0 ? (char) byte : '?');
    return;
  }

  letter = strchr (letters, c);
  g_string_append_c (string, letter != NULL ? values[letter - letters] : c);
}

/* One or more strings in a row are one. */
static JsonNode *
read_string (Reader *self)
{
  g_autoptr (GString) string = g_string_new (NULL);
  g_autofree char *valid = NULL;

  while (*self->p == '"') {
    self->p++;
    while (*self->p != '\0' && *self->p != '"') {
      if (*self->p == '\\' && self->p[1] != '\0') {
        self->p++;
        append_escape (string, self);
      } else {
        g_string_append_c (string, *self->p++);
      }
    }
    if (*self->p == '"')
      self->p++;
    skip_space (self);
  }

  valid = g_utf8_make_valid (string->str, -1);
  return json_node_init_string (json_node_alloc (), valid);
}

static JsonNode *
read_word (Reader *self)
{
  gsize length = strcspn (self->p, " \t\r\n\f\v;,=:{}()[]\"#");
  g_autofree char *word = g_strndup (self->p, length);

  self->p += length;
  return json_node_init_string (json_node_alloc (), word);
}

/* Up to the closing mark of the group, or the end of all. */
static JsonNode *
read_group (Reader *self,
            guint   depth)
{
  g_autoptr (JsonObject) object = json_object_new ();

  for (skip_space (self); *self->p != '\0' && *self->p != '}'; skip_space (self)) {
    gsize length = 0;
    g_autofree char *name = NULL;

    while (g_ascii_isalnum (self->p[length]) ||
           (self->p[length] != '\0' && strchr ("_-*", self->p[length]) != NULL))
      length++;

    if (length == 0) {
      self->p++;
      continue;
    }

    name = g_strndup (self->p, length);
    self->p += length;
    skip_space (self);
    if (*self->p == '=' || *self->p == ':') {
      self->p++;
      json_object_set_member (object, name, read_value (self, depth + 1));
    }
  }
  if (*self->p == '}')
    self->p++;

  return json_node_init_object (json_node_alloc (), object);
}

static JsonNode *
read_list (Reader *self,
           char    end,
           guint   depth)
{
  g_autoptr (JsonArray) array = json_array_new ();

  for (skip_space (self); *self->p != '\0' && *self->p != end; skip_space (self)) {
    const char *before = self->p;

    if (*self->p == ',') {
      self->p++;
      continue;
    }

    json_array_add_element (array, read_value (self, depth + 1));
    if (self->p == before)
      self->p++;
  }
  if (*self->p == end)
    self->p++;

  return json_node_init_array (json_node_alloc (), array);
}

static JsonNode *
read_value (Reader *self,
            guint   depth)
{
  skip_space (self);

  if (depth >= TPK_LIBCONFIG_LITE_MAX_DEPTH) {
    self->too_deep = TRUE;
    self->p += strlen (self->p);
  }

  switch (*self->p) {
  case '"':
    return read_string (self);
  case '{':
    self->p++;
    return read_group (self, depth);
  case '(':
    self->p++;
    return read_list (self, ')', depth);
  case '[':
    self->p++;
    return read_list (self, ']', depth);
  default:
    return read_word (self);
  }
}

/**
 * tpk_libconfig_lite_read:
 * @text: UTF-8
 * @error: return location for an error of %TPK_DIALECT_ERROR
 *
 * Reads as much of libconfig as Janus' files have. Every scalar is a string.
 *
 * Returns: (transfer full): an object, empty when @text has no setting
 */
JsonNode *
tpk_libconfig_lite_read (const char  *text,
                         GError     **error)
{
  g_autoptr (JsonNode) root = NULL;
  Reader self = { .p = text };

  g_return_val_if_fail (text != NULL, NULL);

  if (strlen (text) > TPK_LIBCONFIG_LITE_MAX_BYTES) {
    g_set_error_literal (error, TPK_DIALECT_ERROR, TPK_DIALECT_ERROR_TOO_LARGE,
                         _("The text is larger than 1 MiB. Take the part that names the servers."));
    return NULL;
  }

  root = read_group (&self, 0);
  if (self.too_deep) {
    g_set_error_literal (error, TPK_DIALECT_ERROR, TPK_DIALECT_ERROR_SYNTAX,
                         _("The text is nested too deeply. Take the part that names the servers."));
    return NULL;
  }

  return g_steal_pointer (&root);
}
