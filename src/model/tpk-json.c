/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#define G_LOG_DOMAIN "tpk-json"

#include "config.h"

#include "tpk-json.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "tpk-json-reader.h"

#define BYTE_ORDER_MARK "\xef\xbb\xbf"

G_DEFINE_QUARK (tpk-json-error-quark, tpk_json_error)

static gboolean
type_error (GError     **error,
            const char  *member,
            const char  *expected)
{
  g_set_error (error, TPK_JSON_ERROR, TPK_JSON_ERROR_TYPE, "%s: %s", member, expected);
  return FALSE;
}

static gboolean
is_value_of (JsonNode *node,
             GType     type)
{
  return JSON_NODE_HOLDS_VALUE (node) && json_node_get_value_type (node) == type;
}

/**
 * tpk_json_parse:
 * @data: (array length=length): the text, any bytes; a UTF-8 byte order mark is skipped
 * @length: length of @data in bytes, or -1 if it ends with a NUL
 * @max_bytes: the longest text to take
 * @error: return location for a #TpkJsonError
 *
 * Parses strict JSON (RFC 8259): no comments, no trailing commas, nesting of at most 64 levels.
 *
 * The error text never repeats the data, which can hold passwords.
 *
 * Returns: (transfer full) (nullable): the value, or %NULL with @error set
 */
JsonNode *
tpk_json_parse (const char  *data,
                gssize       length,
                gsize        max_bytes,
                GError     **error)
{
  gsize size;

  g_return_val_if_fail (data != NULL || length == 0, NULL);
  g_return_val_if_fail (error == NULL || *error == NULL, NULL);

  size = length < 0 ? strlen (data) : (gsize) length;
  if (size > max_bytes) {
    g_autofree char *limit = g_format_size_full (max_bytes, G_FORMAT_SIZE_IEC_UNITS);

    /* Translators: %s is a size such as "32.0 MiB". */
    g_set_error (error, TPK_JSON_ERROR, TPK_JSON_ERROR_TOO_LARGE,
                 _("The text is longer than %s."), limit);
    return NULL;
  }

  if (size >= 3 && memcmp (data, BYTE_ORDER_MARK, 3) == 0) {
    data += 3;
    size -= 3;
  }

  if (size == 0) {
    g_set_error_literal (error, TPK_JSON_ERROR, TPK_JSON_ERROR_SYNTAX, _("The text is empty."));
    return NULL;
  }

  /* This refuses NUL bytes too. */
  if (!g_utf8_validate_len (data, size, NULL)) {
    g_set_error_literal (error, TPK_JSON_ERROR, TPK_JSON_ERROR_SYNTAX,
                         _("The text is not UTF-8."));
    return NULL;
  }

  return tpk_json_read (data, size, error);
}

/**
 * tpk_json_to_string:
 * @node: a value
 * @pretty: %TRUE for a file that people read: indented by two, with a newline at the end
 *
 * Returns: (transfer full): the JSON text of @node
 */
char *
tpk_json_to_string (JsonNode *node,
                    gboolean  pretty)
{
  g_autoptr (JsonGenerator) generator = NULL;
  g_autoptr (GString) text = NULL;

  g_return_val_if_fail (node != NULL, NULL);

  generator = json_generator_new ();
  json_generator_set_root (generator, node);
  json_generator_set_pretty (generator, pretty);
  json_generator_set_indent (generator, 2);

  text = g_string_new (NULL);
  json_generator_to_gstring (generator, text);
  /* json-glib leaves the last of the control characters as it is, which no JSON may hold. */
  g_string_replace (text, "\x1f", "\\u001f", 0);
  if (pretty)
    g_string_append_c (text, '\n');

  return g_string_free (g_steal_pointer (&text), FALSE);
}

/**
 * tpk_json_get_string:
 * @object: a JSON object
 * @member: the name of a member
 * @value: (out) (transfer none): the string; left alone if @object has no such member
 * @error: return location for a #TpkJsonError
 *
 * Reads a member that may be missing, but not be of another type, `null` included. The error text
 * begins with @member; callers put the path before it with g_prefix_error().
 *
 * Returns: %FALSE if the member is no string
 */
gboolean
tpk_json_get_string (JsonObject  *object,
                     const char  *member,
                     const char **value,
                     GError     **error)
{
  JsonNode *node;

  g_return_val_if_fail (object != NULL && member != NULL && value != NULL, FALSE);

  node = json_object_get_member (object, member);
  if (node == NULL)
    return TRUE;
  if (!is_value_of (node, G_TYPE_STRING))
    return type_error (error, member, _("expected a string"));

  *value = json_node_get_string (node);
  return TRUE;
}

/**
 * tpk_json_get_boolean:
 * @object: a JSON object
 * @member: the name of a member
 * @value: (out): the value; left alone if @object has no such member
 * @error: return location for a #TpkJsonError
 *
 * As tpk_json_get_string(), for `true` and `false`.
 *
 * Returns: %FALSE if the member is no boolean
 */
gboolean
tpk_json_get_boolean (JsonObject  *object,
                      const char  *member,
                      gboolean    *value,
                      GError     **error)
{
  JsonNode *node;

  g_return_val_if_fail (object != NULL && member != NULL && value != NULL, FALSE);

  node = json_object_get_member (object, member);
  if (node == NULL)
    return TRUE;
  if (!is_value_of (node, G_TYPE_BOOLEAN))
    return type_error (error, member, _("expected true or false"));

  *value = json_node_get_boolean (node);
  return TRUE;
}

/**
 * tpk_json_get_int:
 * @object: a JSON object
 * @member: the name of a member
 * @minimum: the smallest value to take
 * @maximum: the largest value to take
 * @value: (out): the value; left alone if @object has no such member
 * @error: return location for a #TpkJsonError
 *
 * As tpk_json_get_string(), for a whole number. One that is written as a fraction (`1.0`) is
 * refused as of the wrong type.
 *
 * Returns: %FALSE if the member is no whole number from @minimum to @maximum
 */
gboolean
tpk_json_get_int (JsonObject  *object,
                  const char  *member,
                  gint64       minimum,
                  gint64       maximum,
                  gint64      *value,
                  GError     **error)
{
  JsonNode *node;
  gint64 number;

  g_return_val_if_fail (object != NULL && member != NULL && value != NULL, FALSE);

  node = json_object_get_member (object, member);
  if (node == NULL)
    return TRUE;
  if (!is_value_of (node, G_TYPE_INT64))
    return type_error (error, member, _("expected a whole number"));

  number = json_node_get_int (node);
  if (number < minimum || number > maximum) {
    g_autofree char *smallest = g_strdup_printf ("%" G_GINT64_FORMAT, minimum);
    g_autofree char *largest = g_strdup_printf ("%" G_GINT64_FORMAT, maximum);

    /* Translators: the text is the name of a member of a file, then come the smallest and the
     * largest number that it may have. */
    g_set_error (error, TPK_JSON_ERROR, TPK_JSON_ERROR_VALUE,
                 _("%s: expected a number from %s to %s"), member, smallest, largest);
    return FALSE;
  }

  *value = number;
  return TRUE;
}

/**
 * tpk_json_get_array:
 * @object: a JSON object
 * @member: the name of a member
 * @value: (out) (transfer none): the array; left alone if @object has no such member
 * @error: return location for a #TpkJsonError
 *
 * As tpk_json_get_string(), for an array.
 *
 * Returns: %FALSE if the member is no array
 */
gboolean
tpk_json_get_array (JsonObject  *object,
                    const char  *member,
                    JsonArray  **value,
                    GError     **error)
{
  JsonNode *node;

  g_return_val_if_fail (object != NULL && member != NULL && value != NULL, FALSE);

  node = json_object_get_member (object, member);
  if (node == NULL)
    return TRUE;
  if (!JSON_NODE_HOLDS_ARRAY (node))
    return type_error (error, member, _("expected an array"));

  *value = json_node_get_array (node);
  return TRUE;
}

/**
 * tpk_json_get_object:
 * @object: a JSON object
 * @member: the name of a member
 * @value: (out) (transfer none): the object; left alone if @object has no such member
 * @error: return location for a #TpkJsonError
 *
 * As tpk_json_get_string(), for an object.
 *
 * Returns: %FALSE if the member is no object
 */
gboolean
tpk_json_get_object (JsonObject  *object,
                     const char  *member,
                     JsonObject **value,
                     GError     **error)
{
  JsonNode *node;

  g_return_val_if_fail (object != NULL && member != NULL && value != NULL, FALSE);

  node = json_object_get_member (object, member);
  if (node == NULL)
    return TRUE;
  if (!JSON_NODE_HOLDS_OBJECT (node))
    return type_error (error, member, _("expected an object"));

  *value = json_node_get_object (node);
  return TRUE;
}

/**
 * tpk_json_get_objects:
 * @object: a JSON object
 * @member: the name of a member
 * @value: (out) (transfer none): the array; left alone if @object has no such member
 * @error: return location for a #TpkJsonError
 *
 * As tpk_json_get_array(), and every element has to be an object.
 *
 * Returns: %FALSE if the member is no array of objects
 */
gboolean
tpk_json_get_objects (JsonObject  *object,
                      const char  *member,
                      JsonArray  **value,
                      GError     **error)
{
  JsonArray *array = NULL;

  if (!tpk_json_get_array (object, member, &array, error))
    return FALSE;
  if (array == NULL)
    return TRUE;

  for (guint i = 0; i < json_array_get_length (array); i++) {
    if (!JSON_NODE_HOLDS_OBJECT (json_array_get_element (array, i))) {
      g_autofree char *element = g_strdup_printf ("%s[%u]", member, i);

      return type_error (error, element, _("expected an object"));
    }
  }

  *value = array;
  return TRUE;
}

/**
 * tpk_json_get_strings:
 * @object: a JSON object
 * @member: the name of a member
 * @value: (out) (transfer container): the strings, which @object keeps, ended by %NULL; left alone
 *   if @object has no such member
 * @error: return location for a #TpkJsonError
 *
 * As tpk_json_get_array(), and every element has to be a string.
 *
 * Returns: %FALSE if the member is no array of strings
 */
gboolean
tpk_json_get_strings (JsonObject    *object,
                      const char    *member,
                      const char  ***value,
                      GError       **error)
{
  g_autofree const char **strings = NULL;
  JsonNode *node;
  JsonArray *array;
  guint n;

  g_return_val_if_fail (object != NULL && member != NULL && value != NULL, FALSE);

  node = json_object_get_member (object, member);
  if (node == NULL)
    return TRUE;
  if (!JSON_NODE_HOLDS_ARRAY (node))
    return type_error (error, member, _("expected an array of strings"));

  array = json_node_get_array (node);
  n = json_array_get_length (array);
  strings = g_new (const char *, n + 1);
  for (guint i = 0; i < n; i++) {
    JsonNode *element = json_array_get_element (array, i);

    if (!is_value_of (element, G_TYPE_STRING))
      return type_error (error, member, _("expected an array of strings"));
    strings[i] = json_node_get_string (element);
  }
  strings[n] = NULL;

  *value = g_steal_pointer (&strings);
  return TRUE;
}

/**
 * tpk_json_set_string:
 * @object: a JSON object
 * @member: the name of a member
 * @value: (nullable): any bytes, or %NULL to leave the member out
 *
 * Sets a member. What is not UTF-8 cannot be said in JSON and becomes U+FFFD.
 */
void
tpk_json_set_string (JsonObject *object,
                     const char *member,
                     const char *value)
{
  g_autofree char *valid = NULL;

  g_return_if_fail (object != NULL && member != NULL);

  if (value == NULL)
    return;

  if (!g_utf8_validate (value, -1, NULL))
    value = valid = g_utf8_make_valid (value, -1);
  json_object_set_string_member (object, member, value);
}

/**
 * tpk_json_dup_unknown:
 * @object: a JSON object
 * @known: (array zero-terminated=1): the members that the caller reads
 *
 * Takes the members that a later version or another program has added, to write them back.
 *
 * Returns: (transfer full) (nullable): the other members of @object, or %NULL if there are none
 */
JsonObject *
tpk_json_dup_unknown (JsonObject        *object,
                      const char *const *known)
{
  g_autoptr (JsonObject) unknown = NULL;
  JsonObjectIter iter;
  const char *name;
  JsonNode *node;

  g_return_val_if_fail (object != NULL && known != NULL, NULL);

  json_object_iter_init_ordered (&iter, object);
  while (json_object_iter_next_ordered (&iter, &name, &node)) {
    if (g_strv_contains (known, name))
      continue;
    if (unknown == NULL)
      unknown = json_object_new ();
    json_object_set_member (unknown, name, json_node_copy (node));
  }

  return g_steal_pointer (&unknown);
}

/* `password_ref` stands for a password that is kept elsewhere, and gives way to one that is here. */
static gboolean
is_superseded (JsonObject *object,
               const char *name)
{
  g_autofree char *member = NULL;
  JsonNode *node;

  if (!g_str_has_suffix (name, "_ref"))
    return FALSE;

  member = g_strndup (name, strlen (name) - strlen ("_ref"));
  node = json_object_get_member (object, member);

  return node != NULL && is_value_of (node, G_TYPE_STRING) && *json_node_get_string (node) != '\0';
}

/**
 * tpk_json_add_unknown:
 * @object: the JSON object that is being written
 * @unknown: (nullable): what tpk_json_dup_unknown() gave
 *
 * Puts the unknown members behind the known ones. A member that @object has already stays; a
 * reference to a secret (`password_ref`, `secret_ref`) is left out where @object has the secret.
 */
void
tpk_json_add_unknown (JsonObject *object,
                      JsonObject *unknown)
{
  JsonObjectIter iter;
  const char *name;
  JsonNode *node;

  g_return_if_fail (object != NULL);

  if (unknown == NULL)
    return;

  json_object_iter_init_ordered (&iter, unknown);
  while (json_object_iter_next_ordered (&iter, &name, &node)) {
    if (!json_object_has_member (object, name) && !is_superseded (object, name))
      json_object_set_member (object, name, json_node_copy (node));
  }
}

/**
 * tpk_json_unknown_equal:
 * @one: (nullable): what tpk_json_dup_unknown() gave
 * @other: (nullable): the same of another object
 *
 * Returns: %TRUE if both have the same members with the same values
 */
gboolean
tpk_json_unknown_equal (JsonObject *one,
                        JsonObject *other)
{
  if (one == NULL || other == NULL)
    return one == other;

  return one == other || json_object_equal (one, other);
}

/**
 * tpk_json_unknown_assign:
 * @unknown: (inout) (nullable): the unknown members that an object of the model keeps
 * @other: (nullable): those of another object
 *
 * Makes @unknown equal to @other. The values are shared; nobody changes them.
 *
 * Returns: %TRUE if that was a change
 */
gboolean
tpk_json_unknown_assign (JsonObject **unknown,
                         JsonObject  *other)
{
  g_return_val_if_fail (unknown != NULL, FALSE);

  if (tpk_json_unknown_equal (*unknown, other))
    return FALSE;

  g_clear_pointer (unknown, json_object_unref);
  if (other != NULL)
    *unknown = json_object_ref (other);
  return TRUE;
}
