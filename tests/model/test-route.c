/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#include "config.h"

#include "model/tpk-route.h"

static void
test_words (void)
{
  static const char *const names[] = { "direct", "cloud", "own" };
  TpkRoute route = TPK_ROUTE_DIRECT;

  for (guint i = 0; i < G_N_ELEMENTS (names); i++) {
    g_assert_cmpstr (tpk_route_to_string (i), ==, names[i]);
    g_assert_true (tpk_route_from_string (names[i], &route));
    g_assert_cmpint (route, ==, i);
    g_assert_true (tpk_route_from_string (names[i], NULL));
  }

  g_assert_false (tpk_route_from_string ("Own", &route));
  g_assert_false (tpk_route_from_string ("own,cloud", &route));
  g_assert_false (tpk_route_from_string ("", &route));
  g_assert_cmpint (route, ==, TPK_ROUTE_OWN);
}

/* The nicks are what GSettings and GtkBuilder would write. */
static void
test_type (void)
{
  g_autoptr (GEnumClass) klass = g_type_class_ref (TPK_TYPE_ROUTE);

  g_assert_cmpuint (klass->n_values, ==, 3);
  for (guint i = 0; i < klass->n_values; i++)
    g_assert_cmpstr (g_enum_get_value (klass, i)->value_nick, ==, tpk_route_to_string (i));
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/model/route/words", test_words);
  g_test_add_func ("/model/route/type", test_type);

  return g_test_run ();
}
