/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#pragma once

#include "model/tpk-json.h"

G_BEGIN_DECLS

static inline JsonObject *
tpk_test_object (const char *text)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonNode) node = tpk_json_parse (text, -1, G_MAXSIZE, &error);

  g_assert_no_error (error);
  return json_node_dup_object (node);
}

static inline void
tpk_test_assert_object (JsonObject *object,
                        const char *expected)
{
  g_autoptr (JsonNode) node = json_node_new (JSON_NODE_OBJECT);
  g_autofree char *text = NULL;

  json_node_set_object (node, object);
  text = tpk_json_to_string (node, FALSE);
  g_assert_cmpstr (text, ==, expected);
}

/* Names a row of a table in the log, which takes no other bytes than ASCII. */
static inline void
tpk_test_row (const char *text)
{
  g_autofree char *start = g_strndup (text, 80);
  g_autofree char *escaped = g_strescape (start, NULL);

  g_test_message ("%s", escaped);
}

/* As much as is bearable: valgrind takes fifty times as long. */
static inline guint
tpk_test_amount (guint n)
{
  return g_getenv ("TURNPIKE_TEST_SLOW_TOOL") != NULL ? n / 50 : n;
}

/* As tpk_test_assert_object(), for what has just been made. */
static inline void
tpk_test_assert_written (JsonObject *object,
                         const char *expected)
{
  tpk_test_assert_object (object, expected);
  json_object_unref (object);
}

static inline void
tpk_test_count_cb (guint *count)
{
  (*count)++;
}

/* Counts a signal for as long as @object lives. */
static inline void
tpk_test_count (gpointer    object,
                const char *signal,
                guint      *count)
{
  g_signal_connect_swapped (object, signal, G_CALLBACK (tpk_test_count_cb), count);
}

G_END_DECLS
