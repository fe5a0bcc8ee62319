/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#include "config.h"

#include "dialects/tpk-lint.h"
#include "store/tpk-store.h"

#include "store-fixture.h"

#include <stdlib.h>

/* DESIGN §6: load, lint and save a document of 10,000 servers in 0.3 s at most. The median of
 * several rounds is what is printed and compared. */

#define N_SERVERS 10000
#define N_ROUNDS 5
#define LIMIT_MS 300.0

typedef struct {
  double load_ms;
  double lint_ms;
  double save_ms;
  double all_ms;
} Round;

static TpkDocument *
make_document (void)
{
  TpkDocument *document = tpk_document_new ();
  TpkProfile *profile = tpk_document_get_active_profile (document);
  g_autoptr (GPtrArray) servers = g_ptr_array_new_with_free_func (g_object_unref);

  for (guint i = 0; i < N_SERVERS; i++) {
    g_autoptr (TpkCredential) credential = tpk_credential_new_password ("alice", "a-good-password");
    g_autofree char *udp = g_strdup_printf ("turn:relay%u.example.net:3478?transport=udp", i);
    g_autofree char *tls = g_strdup_printf ("turns:relay%u.example.net:443?transport=tcp", i);
    TpkServer *server = tpk_server_new ();

    tpk_server_add_url (server, udp);
    tpk_server_add_url (server, tls);
    tpk_server_set_credential (server, credential);
    g_ptr_array_add (servers, server);
  }

  tpk_profile_append_servers (profile, (TpkServer **) servers->pdata, servers->len);
  tpk_profile_set_route (profile, TPK_ROUTE_OWN);

  return document;
}

static void
run_round (StoreFixture *fixture,
           Round        *round)
{
  g_autoptr (TpkStore) store = tpk_store_new (fixture->folder);
  g_autoptr (TpkDocument) document = NULL;
  g_autoptr (GListModel) findings = NULL;
  g_autoptr (GError) error = NULL;
  gint64 start, loaded, linted, saved;

  start = g_get_monotonic_time ();
  document = tpk_store_load_draft (store, NULL, &error);
  loaded = g_get_monotonic_time ();
  g_assert_no_error (error);
  findings = tpk_lint_profile (tpk_document_get_active_profile (document), 1000);
  linted = g_get_monotonic_time ();
  g_assert_true (tpk_store_save_draft (store, document, &error));
  saved = g_get_monotonic_time ();

  g_assert_cmpuint (tpk_profile_get_n_servers (tpk_document_get_active_profile (document)), ==,
                    N_SERVERS);
  round->load_ms = (double) (loaded - start) / 1000.0;
  round->lint_ms = (double) (linted - loaded) / 1000.0;
  round->save_ms = (double) (saved - linted) / 1000.0;
  round->all_ms = (double) (saved - start) / 1000.0;
}

static int
compare_rounds (const void *a,
                const void *b)
{
  double difference = ((const Round *) a)->all_ms - ((const Round *) b)->all_ms;

  return (difference > 0) - (difference < 0);
}

int
main (int    argc,
      char **argv)
{
  StoreFixture fixture = { NULL };
  g_autoptr (TpkDocument) document = make_document ();
  g_autoptr (GError) error = NULL;
  Round rounds[N_ROUNDS];
  Round *median = &rounds[N_ROUNDS / 2];

  store_fixture_set_up (&fixture, NULL);
  g_assert_true (tpk_store_save_draft (fixture.store, document, &error));
  for (guint i = 0; i < N_ROUNDS; i++)
    run_round (&fixture, &rounds[i]);
  store_fixture_tear_down (&fixture, NULL);

  qsort (rounds, N_ROUNDS, sizeof rounds[0], compare_rounds);
  g_print ("document: %d servers, load %.1f ms, lint %.1f ms, save %.1f ms, together %.1f ms "
           "(%.2f of the %.0f ms allowed)\n", N_SERVERS, median->load_ms, median->lint_ms,
           median->save_ms, median->all_ms, median->all_ms / LIMIT_MS, LIMIT_MS);

  return median->all_ms <= LIMIT_MS ? 0 : 1;
}
