/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#include "config.h"

#include "dialects/tpk-lint.h"

#include <stdio.h>

/*
 * How long the lint of a long list takes, for lists that differ in ever more: the window lints
 * after every edit. The goal of the design is 0.15 s for 10,000 servers.
 */

#define N_SERVERS 10000
#define ROUNDS 5
#define GOAL_S 0.15
#define NOW_S G_GINT64_CONSTANT (1795200000)

typedef enum {
  LIST_ALIKE,                  /* in everything but the name */
  LIST_PORTS,                  /* a port each */
  LIST_ADDRESSES,              /* no names, but IPv4 addresses */
  LIST_CREDENTIALS,            /* with characters that formats give a meaning to */
  LIST_SECRETS,                /* minted */
  N_LISTS,
} List;

static const char *const list_names[N_LISTS] = {
  "alike", "ports", "addresses", "credentials", "secrets",
};

static TpkServer *
make_server (List  list,
             guint i)
{
  TpkServer *server = tpk_server_new ();
  guint port = list == LIST_PORTS ? 1024 + i : 443;
  g_autofree char *host = list == LIST_ADDRESSES
                            ? g_strdup_printf ("198.18.%u.%u", i / 256, i % 256)
                            : g_strdup_printf ("turn%u.a.com", i);
  g_autofree char *url = g_strdup_printf ("turns:%s:%u?transport=tcp", host, port);
  g_autofree char *username = g_strdup_printf (list == LIST_CREDENTIALS ? "179520%u:a;b\"%u"
                                                                        : "user%u%u", i, i);
  g_autoptr (TpkCredential) credential = NULL;

  if (list == LIST_SECRETS)
    credential = tpk_credential_new_secret (username, "north", 3600);
  else
    credential = tpk_credential_new_password (username, "p@ss:w/rd");

  tpk_server_add_url (server, url);
  tpk_server_set_credential (server, credential);

  return server;
}

static TpkProfile *
make_profile (List list)
{
  TpkProfile *profile = tpk_profile_new ("x");
  g_autoptr (GPtrArray) servers = g_ptr_array_new_with_free_func (g_object_unref);

  for (guint i = 0; i < N_SERVERS; i++)
    g_ptr_array_add (servers, make_server (list, i));
  tpk_profile_append_servers (profile, (TpkServer **) servers->pdata, servers->len);
  tpk_profile_set_route (profile, TPK_ROUTE_OWN);

  return profile;
}

/* The best of some rounds: what else the machine does is no figure of ours. */
static double
measure (List   list,
         guint *n_findings)
{
  g_autoptr (TpkProfile) profile = make_profile (list);
  double best = G_MAXDOUBLE;

  for (guint i = 0; i < ROUNDS; i++) {
    gint64 start = g_get_monotonic_time ();
    g_autoptr (GListModel) findings = tpk_lint_profile (profile, NOW_S);
    double took = (double) (g_get_monotonic_time () - start) / G_USEC_PER_SEC;

    *n_findings = g_list_model_get_n_items (findings);
    best = MIN (best, took);
  }

  return best;
}

int
main (void)
{
  double worst = 0;

  for (guint list = 0; list < N_LISTS; list++) {
    guint n_findings = 0;
    double took = measure (list, &n_findings);

    printf ("%-12s %7.1f ms for %u servers, %u findings\n", list_names[list], took * 1000,
            N_SERVERS, n_findings);
    worst = MAX (worst, took);
  }

  printf ("%-12s %7.1f ms, %.1f of the goal\n", "worst", worst * 1000, worst / GOAL_S);
  return worst < GOAL_S ? 0 : 1;
}
