/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#include "config.h"

#include "checks/tpk-check-run.h"

#include "tpk-test-black-hole.h"
#include "tpk-test-check.h"
#include "tpk-test-net.h"

#include <glib/gprintf.h>
#include <malloc.h>
#include <stdlib.h>
#include <string.h>

/*
 * usage: soak CHECKS [URL…]
 *
 * Makes CHECKS checks, eight at a time, and compares the memory and the files that are open after
 * the first tenth with those at the end. Of each eight, two are cancelled as soon as something is
 * known, one is dropped while it runs, one gathers candidates, one now and then makes calls, and the
 * rest come to their end by themselves.
 *
 * Under valgrind and with AddressSanitizer, which keep a memory of their own, no bytes are counted; they
 * see for themselves what is used after its end and what is never freed.
 *
 * Without URLs it looks at a turnserver on loopback, a black hole and a port where nobody is; scripted
 * servers would keep their books in this process. tests/networks/soak.py gives it those of a network
 * whose firewall changes all the time. TURNPIKE_SOAK_PASSWORD and TURNPIKE_SOAK_CA go with the URLs.
 */

#define AT_ONCE       8
#define TIMEOUT_MS    400
/* Calls take a second each, so that they are made in every tenth round only. */
#define CALLS_EVERY   (10 * AT_ONCE)
/* Nothing of ours may stay: the smallest thing that a check could forget, for each of its targets, is
 * more than this. What does stay is GnuTLS's, which keeps 192 bytes of random state for every thread
 * that ever shook hands, and GIO makes and ends those as it likes. */
#define BYTES_A_CHECK 512
/* Pools and caches that fill up once. */
#define BYTES_AT_ONCE (128 * 1024)

typedef enum { PATIENT, IMPATIENT, DROPPED, GATHERING, CALLING } Manner;

static const Manner manners[AT_ONCE] = {
  PATIENT, IMPATIENT, PATIENT, DROPPED, PATIENT, GATHERING, IMPATIENT, CALLING,
};

typedef struct {
  TpkTestCoturn *coturn;          /* (nullable) (owned) */
  TpkTestBlackHole *hole;         /* (nullable) (owned) */
  GPtrArray *urls;                /* (element-type utf8) (owned) */
  TpkCredential *credential;      /* (owned) */
  const char *ca_file;
  guint n_running;
  guint n_done;
} Soak;

static void
add_url (Soak       *soak,
         const char *url,
         guint16     port)
{
  g_ptr_array_add (soak->urls, tpk_test_dup_url (url, port));
}

static void
set_up_loopback (Soak *soak)
{
  soak->coturn = tpk_test_coturn_new (NULL);
  add_url (soak, "turn:127.0.0.1:{port}", tpk_test_coturn_get_port (soak->coturn));
  add_url (soak, "turn:127.0.0.1:{port}?transport=tcp", tpk_test_coturn_get_port (soak->coturn));
  add_url (soak, "turns:127.0.0.1:{port}", tpk_test_coturn_get_tls_port (soak->coturn));
  add_url (soak, "turns:127.0.0.1:{port}?transport=udp",
           tpk_test_coturn_get_tls_port (soak->coturn));
  add_url (soak, "stun:127.0.0.1:{port}", tpk_test_coturn_get_port (soak->coturn));
  soak->hole = tpk_test_black_hole_new (G_SOCKET_FAMILY_IPV4);
  add_url (soak, "turn:127.0.0.1:{port}?transport=tcp",
           tpk_test_black_hole_get_port (soak->hole));
  add_url (soak, "turn:127.0.0.1:{port}", tpk_test_free_port ());
  soak->ca_file = tpk_test_certs_get_file (TPK_TEST_CERT_CA);
  soak->credential = tpk_test_good_credential ();
}

static void
set_up_given (Soak              *soak,
              const char *const *urls)
{
  for (guint i = 0; urls[i] != NULL; i++)
    g_ptr_array_add (soak->urls, g_strdup (urls[i]));
  soak->ca_file = g_getenv ("TURNPIKE_SOAK_CA");
  soak->credential = tpk_credential_new_password (TPK_TEST_USER,
                                                  g_getenv ("TURNPIKE_SOAK_PASSWORD"));
}

static void
tear_down (Soak *soak)
{
  g_clear_pointer (&soak->coturn, tpk_test_coturn_free);
  g_clear_pointer (&soak->hole, tpk_test_black_hole_free);
  g_ptr_array_unref (soak->urls);
  tpk_credential_unref (soak->credential);
}

static void
progress_cb (TpkCheckRun *run,
             GParamSpec  *pspec,
             gpointer     user_data)
{
  if (tpk_check_run_get_progress (run) > 0)
    tpk_check_run_cancel (run);
}

static void
over_cb (GObject      *object,
         GAsyncResult *result,
         gpointer      user_data)
{
  Soak *soak = user_data;
  TpkCheckRun *run = TPK_CHECK_RUN (object);
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonObject) document = NULL;

  if (!tpk_check_run_start_finish (run, result, &error))
    g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  document = tpk_check_run_to_json (run);
  /* Of a run that was dropped nobody is told more. */
  if (g_object_get_data (object, "dropped") == NULL)
    tpk_test_assert_document (document);
  if (g_object_get_data (object, "dropped") == NULL)
    g_object_unref (run);
  soak->n_running--;
  soak->n_done++;
}

static void
start_run (Soak   *soak,
           Manner  manner)
{
  const TpkCheckOptions options = { .timeout_ms = TIMEOUT_MS, .ca_file = soak->ca_file,
                                    .proof = manner == CALLING,
                                    .candidates = manner == GATHERING };
  g_autoptr (TpkCheckRun) run = tpk_check_run_new (&options);

  for (guint i = 0; i < soak->urls->len; i++) {
    g_autoptr (TpkIceUrl) url = tpk_ice_url_new (g_ptr_array_index (soak->urls, i));

    tpk_check_run_add_url (run, url, NULL, NULL, soak->credential);
  }
  if (manner == IMPATIENT)
    g_signal_connect (run, "notify::progress", G_CALLBACK (progress_cb), NULL);
  soak->n_running++;
  tpk_check_run_start_async (run, NULL, over_cb, soak);
  if (manner == DROPPED)
    g_object_set_data (G_OBJECT (run), "dropped", soak);
  else
    /* Held until its end; whoever drops a run is told of its end, too. */
    g_object_ref (run);
}

static void
soak_for (Soak *soak,
          guint n_checks)
{
  const guint end = soak->n_done + n_checks;

  while (soak->n_done < end) {
    for (guint i = 0; i < AT_ONCE; i++)
      start_run (soak, manners[i] == CALLING && soak->n_done % CALLS_EVERY > 0 ? PATIENT : manners[i]);
    while (soak->n_running > 0)
      g_main_context_iteration (NULL, TRUE);
  }
}

typedef struct {
  gsize bytes;
  guint fds;
  guint threads;
} Holding;

/* What is used, once the checking thread has done with what was dropped. */
static Holding
measure (void)
{
  Holding holding = { G_MAXSIZE, G_MAXUINT, 0 };

  for (guint i = 0; i < 60; i++) {
    g_usleep (100 * 1000);
    while (g_main_context_iteration (NULL, FALSE))
      ;
    holding.bytes = MIN (holding.bytes, mallinfo2 ().uordblks);
    holding.fds = MIN (holding.fds, tpk_test_count_fds ());
  }
  holding.threads = tpk_test_count_threads ();

  return holding;
}

int
main (int   argc,
      char *argv[])
{
  Soak soak = { 0 };
  Holding before, after;
  guint n_checks;
  double grown;
  gboolean holds;

  if (argc < 2 || (n_checks = atoi (argv[1])) < 10 * AT_ONCE) {
    g_printerr ("usage: soak CHECKS [URL…], with at least %u checks\n", 10 * AT_ONCE);
    return 2;
  }
  if (argc == 2 && !tpk_test_coturn_available ())
    return 77;

  tpk_test_expect_dtls ();
  /* Otherwise each thread of a pool has memory of its own, which is not counted. */
  mallopt (M_ARENA_MAX, 1);
  soak.urls = g_ptr_array_new_with_free_func (g_free);
  if (argc == 2)
    set_up_loopback (&soak);
  else
    set_up_given (&soak, (const char *const *) argv + 2);

  soak_for (&soak, MAX (n_checks / 10, 5 * AT_ONCE));
  before = measure ();
  soak_for (&soak, n_checks - soak.n_done);
  after = measure ();

  grown = (double) after.bytes - before.bytes;
  holds = grown <= BYTES_AT_ONCE + BYTES_A_CHECK * (double) n_checks && after.fds <= before.fds;
  g_printf ("%u checks: %" G_GSIZE_FORMAT " then %" G_GSIZE_FORMAT " bytes in use (%.0f a check), "
            "%u then %u open files, %u then %u threads: %s\n", soak.n_done, before.bytes, after.bytes,
            grown / n_checks, before.fds, after.fds, before.threads, after.threads,
            holds ? "holds" : "DOES NOT HOLD");
  tear_down (&soak);

  return holds ? 0 : 1;
}
