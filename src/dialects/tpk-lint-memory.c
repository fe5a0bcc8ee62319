/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#define G_LOG_DOMAIN "tpk-lint-memory"

#include "config.h"

#include "tpk-lint-private.h"

/*
 * TpkLintMemory:
 *
 * What was said of addresses the last time that the same list was looked at. URLs do not change, so
 * what is to be said of one that is still at its place is the same finding again: in a list of ten
 * thousand servers, an edit of one makes the findings of one, and who compares the findings of
 * before and after has an easy time.
 */
struct _TpkLintMemory
{
  GHashTable *before;          /* (owned): TpkIceUrl → the one TpkFinding on it */
  GHashTable *now;             /* (owned): the same, as far as the list was looked at */
};

static GHashTable *
new_table (void)
{
  return g_hash_table_new_full (NULL, NULL, g_object_unref, g_object_unref);
}

/**
 * tpk_lint_memory_new:
 *
 * Returns: (transfer full): a memory for tpk_lint_profile_again()
 */
TpkLintMemory *
tpk_lint_memory_new (void)
{
  TpkLintMemory *self = g_new0 (TpkLintMemory, 1);

  self->before = new_table ();
  self->now = new_table ();

  return self;
}

void
tpk_lint_memory_free (TpkLintMemory *self)
{
  g_return_if_fail (self != NULL);

  g_hash_table_unref (self->before);
  g_hash_table_unref (self->now);
  g_free (self);
}

/* A list is looked at from its beginning: what is not met again this time is forgotten after it. */
void
tpk_lint_memory_begin (TpkLintMemory *self)
{
  g_hash_table_unref (self->before);
  self->before = self->now;
  self->now = new_table ();
}

/* Returns: (transfer none) (nullable): the one finding on the address @url at this place, or %NULL if
 * it is not known yet, or there is none, or more than one */
TpkFinding *
tpk_lint_memory_recall (TpkLintMemory *self,
                        TpkIceUrl     *url,
                        guint          server,
                        guint          position)
{
  TpkFinding *finding = g_hash_table_lookup (self->before, url);

  if (finding == NULL || tpk_finding_get_server (finding) != server ||
      tpk_finding_get_url (finding) != position)
    return NULL;

  tpk_lint_memory_keep (self, url, finding);

  return finding;
}

void
tpk_lint_memory_keep (TpkLintMemory *self,
                      TpkIceUrl     *url,
                      TpkFinding    *finding)
{
  g_hash_table_replace (self->now, g_object_ref (url), g_object_ref (finding));
}
