/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#include "config.h"

#include "dialects/tpk-dialect.h"

#include <stdio.h>
#include <time.h>

/*
 * How many URLs a second are judged for all dialects together, on one core. The goal of the design
 * is 50,000. The URLs are those of real configurations, and a few that are wrong.
 */

#define ROUNDS 20000
#define GOAL_PER_SECOND 50000

static const char *const urls[] = {
  "stun:stun.example.org:3478",
  "turn:turn.example.org:3478?transport=udp",
  "turn:turn.example.org:3478?transport=tcp",
  "turns:turn.example.org:443?transport=tcp",
  "turns:turn.example.org:5349",
  "turn:192.0.2.1:3478",
  "turn:[2001:db8::1]:3478?transport=udp",
  "turns:turn.example.org:443?transport=tls",
  "turn:turn.example.org:65536",
  "turn://turn.example.org",
};

/* Of this process alone, so that what else the machine does is no part of it. */
static double
cpu_seconds (void)
{
  struct timespec time;

  clock_gettime (CLOCK_PROCESS_CPUTIME_ID, &time);

  return (double) time.tv_sec + (double) time.tv_nsec / 1e9;
}

static double
measure (const TpkDialect *only)
{
  const TpkDialect *const *dialects = tpk_dialects_get (NULL);
  double start = cpu_seconds ();

  for (guint round = 0; round < ROUNDS; round++) {
    for (gsize i = 0; i < G_N_ELEMENTS (urls); i++) {
      g_autoptr (TpkJudgeInput) input = tpk_judge_input_new (urls[i], "alice", "secret");

      for (guint j = 0; dialects[j] != NULL; j++) {
        g_autoptr (TpkJudgement) judgement = NULL;

        if (dialects[j]->judge != NULL && (only == NULL || only == dialects[j]))
          judgement = tpk_dialect_judge (dialects[j], input);
      }
    }
  }

  return ROUNDS * G_N_ELEMENTS (urls) / (cpu_seconds () - start);
}

int
main (void)
{
  const TpkDialect *const *dialects = tpk_dialects_get (NULL);
  double all;

  for (guint i = 0; dialects[i] != NULL; i++) {
    if (dialects[i]->judge != NULL)
      printf ("%-12s %10.0f URLs/s\n", dialects[i]->id, measure (dialects[i]));
  }

  all = measure (NULL);
  printf ("%-12s %10.0f URLs/s, %.1f times the goal\n", "all", all, all / GOAL_PER_SECOND);
  return all >= GOAL_PER_SECOND ? 0 : 1;
}
