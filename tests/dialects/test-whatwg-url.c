/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#include "config.h"

#include "dialects/tpk-whatwg-url.h"

#include <string.h>

/* What `new URL(input).href` says, or NULL when it throws. Written from the URL Standard and
 * compared with the parser of Node.js 20, except the last three rows, which the standard changed
 * since. */
static const struct {
  const char *input;
  const char *href;
} urls[] = {
  { "http://example.org", "http://example.org/" },
  { "HTTP://EXAMPLE.ORG/", "http://example.org/" },
  { "h1+.-x:y", "h1+.-x:y" },
  { "1http://x", NULL },
  { "http", NULL },
  { "", NULL },
  { "://x", NULL },
  { ":x", NULL },
  { "http:", NULL },
  { "https://", NULL },
  { "https:example.org", "https://example.org/" },
  { "https:/example.org", "https://example.org/" },
  { "https:\\\\example.org\\a", "https://example.org/a" },
  { "https:///////example.org", "https://example.org/" },
  { "ws://h:80/", "ws://h/" },
  { "wss://h:443", "wss://h/" },
  { "ftp://h:21/;type=a", "ftp://h/;type=a" },
  { "file:///a/b", "file:///a/b" },
  { "file://host/a", "file://host/a" },
  { "file:C|/x/..", "file:///C:/" },
  { "file:///C:/../x", "file:///C:/x" },
  { "file://localhost/p", "file:///p" },
  { "blob:https://a/b", "blob:https://a/b" },
  { "mailto:a@b", "mailto:a@b" },
  { "javascript:alert(1)", "javascript:alert(1)" },
  { "  https://h/  ", "https://h/" },
  { "\001https://h/\037", "https://h/" },
  { "ht\ntps://h/\tp", "https://h/p" },
  { "https://h/a b", "https://h/a%20b" },
  { "turn:a b", "turn:a b" },
  { "turn: a ", "turn: a" },
  { "turn:\303\251", "turn:%C3%A9" },
  { "https://u@h", "https://u@h/" },
  { "https://u:p@h", "https://u:p@h/" },
  { "https://u:@h", "https://u@h/" },
  { "https://:p@h", "https://:p@h/" },
  { "https://:@h", "https://h/" },
  { "https://@h", "https://h/" },
  { "https://u@@h", "https://u%40@h/" },
  { "https://u:p:q@h", "https://u:p%3Aq@h/" },
  { "https://u;=[]^|@h", "https://u%3B%3D%5B%5D%5E%7C@h/" },
  { "https://u@/x", NULL },
  { "foo://u@", NULL },
  { "https://u\303\251:p%41@h", "https://u%C3%A9:p%41@h/" },
  { "https://h:", "https://h/" },
  { "https://h:443", "https://h/" },
  { "https://h:0", "https://h:0/" },
  { "https://h:00080", "https://h:80/" },
  { "https://h:65535", "https://h:65535/" },
  { "https://h:65536", NULL },
  { "https://h:99999999999999", NULL },
  { "https://h:+1", NULL },
  { "https://h:-1", NULL },
  { "https://h:0x1", NULL },
  { "https://h:8 0", NULL },
  { "https://h:80:80", NULL },
  { "https://:80", NULL },
  { "foo://:80", NULL },
  { "foo://h:80", "foo://h:80" },
  { "foo://h:", "foo://h" },
  { "https://Example.Org", "https://example.org/" },
  { "https://ex%41mple.org", "https://example.org/" },
  { "https://a%2eb", "https://a.b/" },
  { "https://a%00b", NULL },
  { "https://a%b", NULL },
  { "https://a%25b", NULL },
  { "https://a b", NULL },
  { "https://a|b", NULL },
  { "https://a^b", NULL },
  { "https://a<b", NULL },
  { "https://a_b", "https://a_b/" },
  { "https://*.a", "https://*.a/" },
  { "https://a..b", "https://a..b/" },
  { "https://.a", "https://.a/" },
  { "https://a.", "https://a./" },
  { "https://-a-", "https://-a-/" },
  { "https://b\303\274cher.example", "https://xn--bcher-kva.example/" },
  { "https://B\303\234CHER.example", "https://xn--bcher-kva.example/" },
  { "https://fa\303\237.de", "https://xn--fa-hia.de/" },
  { "https://\316\243\316\243.gr", "https://xn--4xaa.gr/" },
  { "https://\346\227\245\346\234\254\343\200\202jp", "https://xn--wgv71a.jp/" },
  { "https://a\357\274\216b", "https://a.b/" },
  { "https://\357\275\201\357\275\202\357\275\203", "https://abc/" },
  { "https://a\302\255b", "https://ab/" },
  { "https://\342\200\213a", "https://a/" },
  { "https://\302\255", NULL },
  { "https://\342\230\203.net", "https://xn--n3h.net/" },
  { "https://xn--bcher-kva.example", "https://xn--bcher-kva.example/" },
  { "https://xn--a", NULL },
  { "https://XN--BCHER-KVA.example", "https://xn--bcher-kva.example/" },
  { "https://\357\277\275", NULL },
  { "https://a\342\204\200b", NULL },
  { "https://a,b;c=d", "https://a,b;c=d/" },
  { "https://aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa.b",
    "https://aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa.b/" },
  { "https://\303\251aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
    "https://xn--aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa-9cg/" },
  { "https://1.2.3.4", "https://1.2.3.4/" },
  { "https://1.2.3.4.", "https://1.2.3.4/" },
  { "https://1.2.3", "https://1.2.0.3/" },
  { "https://1.2", "https://1.0.0.2/" },
  { "https://1", "https://0.0.0.1/" },
  { "https://0", "https://0.0.0.0/" },
  { "https://4294967295", "https://255.255.255.255/" },
  { "https://4294967296", NULL },
  { "https://256", "https://0.0.1.0/" },
  { "https://1.256", "https://1.0.1.0/" },
  { "https://256.1.1.1", NULL },
  { "https://1.2.3.4.5", NULL },
  { "https://0x7f.1", "https://127.0.0.1/" },
  { "https://0X7F000001", "https://127.0.0.1/" },
  { "https://010.0.0.1", "https://8.0.0.1/" },
  { "https://08.1", NULL },
  { "https://1.09", NULL },
  { "https://a.1", NULL },
  { "https://a.0x1", NULL },
  { "https://a.0xg", "https://a.0xg/" },
  { "https://1.2.3.a", "https://1.2.3.a/" },
  { "https://1..2", NULL },
  { "https://0x", "https://0.0.0.0/" },
  { "https://0x.0x", "https://0.0.0.0/" },
  { "https://\357\274\221.2.3.4", "https://1.2.3.4/" },
  { "https://1%2e2.3.4", "https://1.2.3.4/" },
  { "foo://1.2.3", "foo://1.2.3" },
  { "https://.1", NULL },
  { "https://1.", "https://0.0.0.1/" },
  { "https://[::]", "https://[::]/" },
  { "https://[::1]", "https://[::1]/" },
  { "https://[1::]", "https://[1::]/" },
  { "https://[1:2:3:4:5:6:7:8]", "https://[1:2:3:4:5:6:7:8]/" },
  { "https://[1:2:3:4:5:6:7::]", "https://[1:2:3:4:5:6:7:0]/" },
  { "https://[::2:3:4:5:6:7:8]", "https://[0:2:3:4:5:6:7:8]/" },
  { "https://[1:2:3:4:5:6:7:8:9]", NULL },
  { "https://[1:2:3:4:5:6:7]", NULL },
  { "https://[1::2::3]", NULL },
  { "https://[2001:DB8:0:0:1:0:0:1]", "https://[2001:db8::1:0:0:1]/" },
  { "https://[2001:db8:0:1:0:0:0:1]", "https://[2001:db8:0:1::1]/" },
  { "https://[0:0:1:0:0:1:0:0]", "https://[::1:0:0:1:0:0]/" },
  { "https://[::1.2.3.4]", "https://[::102:304]/" },
  { "https://[::ffff:1.2.3.4]", "https://[::ffff:102:304]/" },
  { "https://[1.2.3.4]", NULL },
  { "https://[::1.2.3]", NULL },
  { "https://[::1.2.3.4.5]", NULL },
  { "https://[::01.2.3.4]", NULL },
  { "https://[::256.2.3.4]", NULL },
  { "https://[::1.2.3.4:5]", NULL },
  { "https://[1:2:3:4:5:6:1.2.3.4]", "https://[1:2:3:4:5:6:102:304]/" },
  { "https://[1:2:3:4:5:6:7:1.2.3.4]", NULL },
  { "https://[::12345]", NULL },
  { "https://[:1]", NULL },
  { "https://[1:]", NULL },
  { "https://[::g]", NULL },
  { "https://[fe80::1%25eth0]", NULL },
  { "https://[::1", NULL },
  { "https://::1]", NULL },
  { "https://[]", NULL },
  { "https://[::1]80", NULL },
  { "https://[::1]:80", "https://[::1]:80/" },
  { "https://x[::1]", NULL },
  { "foo://[::1]/", "foo://[::1]/" },
  { "foo://[::g]/", NULL },
  { "foo://H", "foo://H" },
  { "foo://a%41\303\251", "foo://a%41%C3%A9" },
  { "foo://a b", NULL },
  { "foo://a^b", NULL },
  { "foo:///p", "foo:///p" },
  { "foo://", "foo://" },
  { "foo://a\\b", NULL },
  { "foo://h?q#f", "foo://h?q#f" },
  { "https://h", "https://h/" },
  { "https://h/.", "https://h/" },
  { "https://h/..", "https://h/" },
  { "https://h/a/..", "https://h/" },
  { "https://h/a/.", "https://h/a/" },
  { "https://h/a/./b/../c", "https://h/a/c" },
  { "https://h/%2e/%2E%2e/x", "https://h/x" },
  { "https://h/a//..//b", "https://h/a//b" },
  { "https://h\\a\\..\\b", "https://h/b" },
  { "https://h/{}`\"<>", "https://h/%7B%7D%60%22%3C%3E" },
  { "https://h/%zz", "https://h/%zz" },
  { "foo:/a/../b", "foo:/b" },
  { "foo:/.//p", "foo:/.//p" },
  { "foo://h/a\\..", "foo://h/a\\.." },
  { "foo:a/../b", "foo:a/../b" },
  { "foo:\303\251 \001", "foo:%C3%A9" },
  { "https://h?", "https://h/?" },
  { "https://h#", "https://h/#" },
  { "https://h?a b'\"<>#` b", "https://h/?a%20b%27%22%3C%3E#%60%20b" },
  { "foo:?a'b", "foo:?a'b" },
  { "foo:x?y?z", "foo:x?y?z" },
  { "https://h?\303\251#\303\251", "https://h/?%C3%A9#%C3%A9" },
  { "turn:h:3478?transport=udp", "turn:h:3478?transport=udp" },
  { "turns:h", "turns:h" },
  { "stun:[::1]:1", "stun:[::1]:1" },
  { "turn:", "turn:" },
  { "turn:?transport=udp", "turn:?transport=udp" },
  { "turn://", "turn://" },
  { "turn://h:99999", NULL },
  { "turn:h?transport=udp#f", "turn:h?transport=udp#f" },
  { "turn:a ?x", "turn:a%20?x" },
  { "turn:a  #x", "turn:a %20#x" },
  { "https://h/^", "https://h/%5E" },
};

static void
test_urls (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (urls); i++) {
    g_autoptr (TpkWhatwgUrl) url = tpk_whatwg_url_parse (urls[i].input, -1);
    g_autofree char *href = url != NULL ? tpk_whatwg_url_serialize (url) : NULL;
    g_autoptr (TpkWhatwgUrl) again = NULL;
    g_autofree char *href_again = NULL;

    g_test_message ("%s", urls[i].input);
    g_assert_cmpstr (href, ==, urls[i].href);
    if (href == NULL)
      continue;

    /* A serialised URL reads as itself. */
    again = tpk_whatwg_url_parse (href, -1);
    g_assert_nonnull (again);
    href_again = tpk_whatwg_url_serialize (again);
    g_assert_cmpstr (href_again, ==, href);
  }
}

static void
test_record (void)
{
  g_autoptr (TpkWhatwgUrl) url = NULL;
  g_autoptr (TpkWhatwgUrl) opaque = NULL;

  url = tpk_whatwg_url_parse ("WSS://alice:p%40ss@Host.Example:99/a?b#c", -1);
  g_assert_nonnull (url);
  g_assert_cmpstr (url->scheme, ==, "wss");
  g_assert_cmpstr (url->username, ==, "alice");
  g_assert_cmpstr (url->password, ==, "p%40ss");
  g_assert_cmpint (url->host_kind, ==, TPK_WHATWG_HOST_DOMAIN);
  g_assert_cmpstr (url->host, ==, "host.example");
  g_assert_cmpint (url->port, ==, 99);
  g_assert_false (url->opaque_path);
  g_assert_cmpstr (url->path, ==, "/a");
  g_assert_cmpstr (url->query, ==, "b");
  g_assert_cmpstr (url->fragment, ==, "c");

  opaque = tpk_whatwg_url_parse ("turn:h:3478?", -1);
  g_assert_nonnull (opaque);
  g_assert_cmpint (opaque->host_kind, ==, TPK_WHATWG_HOST_NONE);
  g_assert_null (opaque->host);
  g_assert_cmpint (opaque->port, ==, -1);
  g_assert_true (opaque->opaque_path);
  g_assert_cmpstr (opaque->path, ==, "h:3478");
  g_assert_cmpstr (opaque->query, ==, "");
  g_assert_null (opaque->fragment);
}

static void
test_host_kinds (void)
{
  static const struct {
    const char        *input;
    TpkWhatwgHostKind  kind;
    const char        *host;
    int                port;
  } rows[] = {
    { "https://h:443", TPK_WHATWG_HOST_DOMAIN, "h", -1 },
    { "https://010.0.0.1", TPK_WHATWG_HOST_IPV4, "8.0.0.1", -1 },
    { "https://[::FFFF:1.2.3.4]:1", TPK_WHATWG_HOST_IPV6, "[::ffff:102:304]", 1 },
    { "turn://010.0.0.1", TPK_WHATWG_HOST_OPAQUE, "010.0.0.1", -1 },
    { "turn://", TPK_WHATWG_HOST_EMPTY, "", -1 },
    { "file:///p", TPK_WHATWG_HOST_EMPTY, "", -1 },
    { "turn:/p", TPK_WHATWG_HOST_NONE, NULL, -1 },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++) {
    g_autoptr (TpkWhatwgUrl) url = tpk_whatwg_url_parse (rows[i].input, -1);

    g_assert_nonnull (url);
    g_assert_cmpint (url->host_kind, ==, rows[i].kind);
    g_assert_cmpstr (url->host, ==, rows[i].host);
    g_assert_cmpint (url->port, ==, rows[i].port);
  }
}

/* Bytes that are no text: NUL is a character like others, and what is not UTF-8 is replaced. */
static void
test_bytes (void)
{
  g_autoptr (TpkWhatwgUrl) nul = tpk_whatwg_url_parse ("turn:a\0b", 8);
  g_autoptr (TpkWhatwgUrl) trimmed = tpk_whatwg_url_parse ("\0turn:a\0", 8);
  g_autoptr (TpkWhatwgUrl) broken = tpk_whatwg_url_parse ("turn:\377", -1);
  g_autoptr (TpkWhatwgUrl) both = tpk_whatwg_url_parse ("turn:\377\0x", 8);

  g_assert_nonnull (nul);
  g_assert_cmpstr (nul->path, ==, "a%00b");
  g_assert_nonnull (trimmed);
  g_assert_cmpstr (trimmed->path, ==, "a");
  g_assert_nonnull (broken);
  g_assert_cmpstr (broken->path, ==, "%EF%BF%BD");
  g_assert_nonnull (both);
  g_assert_null (tpk_whatwg_url_parse ("https://a\0b", 11));
  g_assert_null (tpk_whatwg_url_parse ("https://\377", -1));
  g_assert_null (tpk_whatwg_url_parse ("", 0));
}

static void
test_parameters (void)
{
  static const struct {
    const char *query;
    const char *value;
  } rows[] = {
    { "transport=tcp", "tcp" },
    { "transport=tcp&transport=udp", "tcp" },
    { "a=b&transport=udp", "udp" },
    { "&&transport=x", "x" },
    { "transport", "" },
    { "transport=", "" },
    { "transport=a=b", "a=b" },
    { "Transport=tcp", NULL },
    { "transport2=tcp", NULL },
    { "transport%00=tcp", NULL },
    { "%74ransport=%74cp", "tcp" },
    { "transport=a+b%2B", "a b+" },
    { "+transport=x", NULL },
    { "transport=%zz%4", "%zz%4" },
    { "transport=%FF", "\357\277\275" },
    { "transport=\303\251", "\303\251" },
    { "?transport=tcp", NULL },
    { "", NULL },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++) {
    g_autofree char *text = g_strconcat ("turn:h?", rows[i].query, NULL);
    g_autoptr (TpkWhatwgUrl) url = tpk_whatwg_url_parse (text, -1);
    g_autofree char *value = NULL;

    g_assert_nonnull (url);
    value = tpk_whatwg_url_dup_parameter (url, "transport");
    g_assert_cmpstr (value, ==, rows[i].value);
  }
}

/* Where Chromium 156 differs: what the Azure SDK sees when it runs there. */
static void
test_chromium (void)
{
  static const struct {
    const char *input;
    const char *standard;
    const char *chromium;
  } rows[] = {
    { "https://a b", NULL, "https://a%20b/" },
    { "https://a%20b", NULL, "https://a%20b/" },
    { "https://*.a", "https://*.a/", "https://%2A.a/" },
    { "https://a|b", NULL, NULL },
    { "https://a,b;c=d", "https://a,b;c=d/", "https://a,b;c=d/" },
    { "turn:a b", "turn:a b", "turn:a b" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++) {
    for (guint j = 0; j < 2; j++) {
      TpkWhatwgFlavour flavour = j == 0 ? TPK_WHATWG_STANDARD : TPK_WHATWG_CHROMIUM;
      g_autoptr (TpkWhatwgUrl) url = tpk_whatwg_url_parse_as (rows[i].input, -1, flavour);
      g_autofree char *href = url != NULL ? tpk_whatwg_url_serialize (url) : NULL;

      g_assert_cmpstr (href, ==, j == 0 ? rows[i].standard : rows[i].chromium);
    }
  }
}

/* A megabyte of anything is read at once: time grows with the length and not with its square. */
static void
test_large (void)
{
  static const char *const pieces[] = {
    "a", "a.", ":", "@", "/..", "%41", "1.", "\303\251", "[", " ",
  };
  gsize size = g_getenv ("TURNPIKE_TEST_SLOW_TOOL") != NULL ? 16 * 1024 : 1024 * 1024;

  for (gsize i = 0; i < G_N_ELEMENTS (pieces); i++) {
    g_autoptr (GString) text = g_string_new ("https://");
    g_autoptr (TpkWhatwgUrl) url = NULL;

    while (text->len < size)
      g_string_append (text, pieces[i]);
    url = tpk_whatwg_url_parse (text->str, (gssize) text->len);
    g_string_overwrite (text, 0, "turn:a:b");
    g_clear_pointer (&url, tpk_whatwg_url_free);
    url = tpk_whatwg_url_parse (text->str, (gssize) text->len);
    g_assert_nonnull (url);
  }
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/dialects/whatwg-url/urls", test_urls);
  g_test_add_func ("/dialects/whatwg-url/record", test_record);
  g_test_add_func ("/dialects/whatwg-url/host-kinds", test_host_kinds);
  g_test_add_func ("/dialects/whatwg-url/bytes", test_bytes);
  g_test_add_func ("/dialects/whatwg-url/parameters", test_parameters);
  g_test_add_func ("/dialects/whatwg-url/chromium", test_chromium);
  g_test_add_func ("/dialects/whatwg-url/large", test_large);

  return g_test_run ();
}
