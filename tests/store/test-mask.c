/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#include "config.h"

#include "store/tpk-mask.h"

#include <string.h>

#define M TPK_MASK_TEXT

typedef struct {
  const char *text;
  const char *masked;
} Case;

static const Case named_cases[] = {
  /* JSON, well and oddly formatted. */
  { "{\"username\":\"alice\",\"credential\":\"pw\"}",
    "{\"username\":\"alice\",\"credential\":\"" M "\"}" },
  { "\"password\" \t:\n  \"pw\"", "\"password\" \t:\n  \"" M "\"" },
  { "'password':'pw','x':'y'", "'password':'" M "','x':'y'" },
  { "password: `pw`", "password: `" M "`" },
  { "\"PassWord\":\"pw\"", "\"PassWord\":\"" M "\"" },
  { "\"password\":\"a\\\"b\\\\\",\"x\":1", "\"password\":\"" M "\",\"x\":1" },
  { "\"password\":\"a\\u0022b\"", "\"password\":\"" M "\"" },
  { "\"secret\":\"é\"", "\"secret\":\"" M "\"" },
  { "\"password\":\"never closed\nnext", "\"password\":\"" M "\nnext" },
  { "\"password\":12345", "\"password\":" M },
  /* Names that only end so. */
  { "\"userPassword\":\"pw\"", "\"userPassword\":\"" M "\"" },
  { "static-auth-secret=north", "static-auth-secret=" M },
  { "auth_token = abc;", "auth_token = " M ";" },
  { "turn_shared_secret: \"x\"", "turn_shared_secret: \"" M "\"" },
  /* What is no secret, or holds none. */
  { "\"credential\":{\"kind\":\"password\",\"username\":\"alice\"}",
    "\"credential\":{\"kind\":\"password\",\"username\":\"alice\"}" },
  { "\"credential\":{\"kind\":\"secret\",\"secret\":\"x\"}",
    "\"credential\":{\"kind\":\"secret\",\"secret\":\"" M "\"}" },
  { "\"credentialType\":\"password\"", "\"credentialType\":\"password\"" },
  { "\"passwords\":\"many\"", "\"passwords\":\"many\"" },
  { "\"credential\":null,\"secret\":false", "\"credential\":null,\"secret\":false" },
  { "\"password\":\"\"", "\"password\":\"\"" },
  { "password", "password" },
  { "\"password\":", "\"password\":" },
  { "\"password\":\"", "\"password\":\"" },
  { "", "" },
  /* URLs with user info. */
  { "turn://alice:pw@h:3478", "turn://alice:" M "@h:3478" },
  { "turns:alice:pw@h", "turns:alice:" M "@h" },
  { "turn:h:3478?transport=udp", "turn:h:3478?transport=udp" },
  { "\"turn:h:3478\",\"a@b\"", "\"turn:h:3478\",\"a@b\"" },
};

static void
test_named (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (named_cases); i++) {
    g_autoptr (TpkMask) mask = tpk_mask_new ();
    g_autofree char *masked = tpk_mask_apply (mask, named_cases[i].text);

    g_assert_cmpstr (masked, ==, named_cases[i].masked);
  }
}

static void
test_known (void)
{
  g_autoptr (TpkMask) mask = tpk_mask_new ();
  g_autofree char *plain = NULL;
  g_autofree char *json = NULL;
  g_autofree char *uri = NULL;
  g_autofree char *nested = NULL;

  tpk_mask_add_secret (mask, "p@ss\"w/rd");
  tpk_mask_add_secret (mask, "p@ss");
  tpk_mask_add_secret (mask, NULL);
  tpk_mask_add_secret (mask, "");

  plain = tpk_mask_apply (mask, "user=alice:p@ss\"w/rd\nuser=bob:p@ss\n");
  g_assert_cmpstr (plain, ==, "user=alice:" M "\nuser=bob:" M "\n");
  json = tpk_mask_apply (mask, "[\"p@ss\\\"w/rd\"]");
  g_assert_cmpstr (json, ==, "[\"" M "\"]");
  uri = tpk_mask_apply (mask, "x=p%40ss%22w%2Frd&y");
  g_assert_cmpstr (uri, ==, "x=" M "&y");
  nested = tpk_mask_apply (mask, "p@ssp@ss");
  g_assert_cmpstr (nested, ==, M);
}

/* A secret of one letter must not blank out every such letter. */
static void
test_brief (void)
{
  g_autoptr (TpkMask) mask = tpk_mask_new ();
  g_autofree char *masked = NULL;

  tpk_mask_add_secret (mask, "a");
  tpk_mask_add_secret (mask, "1");
  masked = tpk_mask_apply (mask, "alice:a banana 1 11 \"a\"");
  g_assert_cmpstr (masked, ==, "alice:" M " banana " M " 11 \"" M "\"");
}

/* What a file names as secret is hidden in other texts, where no name tells. */
static void
test_learned (void)
{
  g_autoptr (TpkMask) mask = tpk_mask_new ();
  g_autofree char *masked = NULL;

  tpk_mask_add_text (mask, "{\"password\":\"old\\\"one\",\"secret\":\"north\"}");
  tpk_mask_add_text (mask, NULL);
  masked = tpk_mask_apply (mask, "user=alice:old\"one north");
  g_assert_cmpstr (masked, ==, "user=alice:" M " " M);
}

static void
test_lines_stay (void)
{
  g_autoptr (TpkMask) mask = tpk_mask_new ();
  g_autofree char *masked = NULL;

  tpk_mask_add_secret (mask, "first\nsecond");
  masked = tpk_mask_apply (mask, "a first\nsecond b\n");
  g_assert_cmpstr (masked, ==, "a " M "\n" M " b\n");
}

static void
test_document (void)
{
  g_autoptr (TpkMask) mask = tpk_mask_new ();
  g_autoptr (TpkDocument) document = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *user = NULL;
  g_autofree char *minted = NULL;
  g_autofree char *text = NULL;
  g_autofree char *masked = NULL;
  TpkCredential *credential;
  TpkProfile *profile;

  document = tpk_document_new_from_data (
    "{\"schema\":1,\"active\":\"A\",\"profiles\":[{\"name\":\"A\","
    "\"servers\":[{\"urls\":[\"turn:h\"],"
    "\"credential\":{\"kind\":\"secret\",\"username\":\"bob\",\"secret\":\"north\","
    "\"lifetime_s\":60}}]},{\"name\":\"B\",\"servers\":[{\"urls\":[\"turn:h\"],\"credential\":"
    "{\"kind\":\"password\",\"username\":\"alice\",\"password\":\"south\"}}]}]}", -1, &error);
  g_assert_no_error (error);
  profile = tpk_document_find_profile (document, "A");
  credential = tpk_server_get_credential (tpk_profile_get_server (profile, 0));
  g_assert_true (tpk_credential_resolve (credential, 1000, &user, &minted));
  g_assert_cmpstr (user, ==, "1060:bob");

  tpk_mask_add_document (mask, document, 1000);
  text = g_strdup_printf ("north alice south %s %s", user, minted);
  masked = tpk_mask_apply (mask, text);
  g_assert_cmpstr (masked, ==, M " alice " M " 1060:bob " M);
}

/* Masking never fails to end, never reads beyond, and keeps the lines. */
static void
test_random (void)
{
  const char *const pieces[] = {
    "password", "\"", "'", ":", "=", "{", "}", "\\", "\n", " ", "é", "turn:", "@", "x", "secret",
    "`", ",", "null",
  };

  for (guint round = 0; round < 2000; round++) {
    g_autoptr (TpkMask) mask = tpk_mask_new ();
    g_autoptr (GString) text = g_string_new (NULL);
    g_autofree char *masked = NULL;
    g_auto (GStrv) lines = NULL;
    g_auto (GStrv) masked_lines = NULL;
    int n = g_test_rand_int_range (0, 30);

    for (int i = 0; i < n; i++)
      g_string_append (text, pieces[g_test_rand_int_range (0, G_N_ELEMENTS (pieces))]);

    tpk_mask_add_text (mask, text->str);
    masked = tpk_mask_apply (mask, text->str);
    g_assert_true (g_utf8_validate (masked, -1, NULL));
    lines = g_strsplit (text->str, "\n", -1);
    masked_lines = g_strsplit (masked, "\n", -1);
    g_assert_cmpuint (g_strv_length (masked_lines), ==, g_strv_length (lines));
  }
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/store/mask/named", test_named);
  g_test_add_func ("/store/mask/known", test_known);
  g_test_add_func ("/store/mask/brief", test_brief);
  g_test_add_func ("/store/mask/learned", test_learned);
  g_test_add_func ("/store/mask/lines-stay", test_lines_stay);
  g_test_add_func ("/store/mask/document", test_document);
  g_test_add_func ("/store/mask/random", test_random);

  return g_test_run ();
}
