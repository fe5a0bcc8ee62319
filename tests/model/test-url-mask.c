/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#include "config.h"

#include "model/tpk-url-mask.h"

static void
test_masked (void)
{
  static const struct {
    const char *text;
    const char *masked;
  } cases[] = {
    { "", "" },
    { "turn:h.example:3478", "turn:h.example:3478" },
    { "turn:alice:open@h.example:3478", "turn:•••@h.example:3478" },
    { "turn://alice:p@ss:w/rd@h.example", "turn://•••@h.example" },
    { "turn:alice@h.example", "turn:•••@h.example" },
    { "https://alice:open@proxy.example/", "https://•••@proxy.example/" },
    { "alice:open@h.example", "alice:•••@h.example" },
    { "open@h.example:1", "•••@h.example:1" },
    { "@", "•••@" },
    { "turn:a:b\xff@h", "turn:•••@h" },
    { "turn:\xffh", "turn:\xef\xbf\xbdh" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autofree char *masked = tpk_url_dup_masked (cases[i].text);

    g_assert_cmpstr (masked, ==, cases[i].masked);
  }
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/model/url-mask/masked", test_masked);
  return g_test_run ();
}
