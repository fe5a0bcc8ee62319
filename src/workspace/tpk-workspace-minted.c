/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#define G_LOG_DOMAIN "tpk-workspace-minted"

#include "config.h"

#include "tpk-workspace-private.h"

/* User names and passwords that are made from a shared secret end, and the client files have to
 * follow: a program that stays writes them anew in time, as it does for what a service hands out. */

/* A computer that slept does not notice by its timers what time it is. */
#define LONGEST_WAIT_S 600

/* Until the next attempt, where the files of others are not known for the moment. */
#define RETRY_S 60

static void
wait_for_due (TpkWorkspace *self);

static gboolean
due_cb (gpointer user_data)
{
  TpkWorkspace *self = user_data;

  self->minted_id = 0;
  if (g_get_real_time () / G_USEC_PER_SEC >= self->minted_due_s)
    tpk_workspace_refresh_clients (self);
  else
    wait_for_due (self);

  return G_SOURCE_REMOVE;
}

static void
wait_for_due (TpkWorkspace *self)
{
  gint64 left_s = self->minted_due_s - g_get_real_time () / G_USEC_PER_SEC;

  g_clear_handle_id (&self->minted_id, g_source_remove);
  if (self->minted_due_s == 0)
    return;

  /* It is due, and could not be done. */
  if (left_s <= 0)
    left_s = RETRY_S;
  self->minted_id = g_timeout_add_seconds ((guint) MIN (left_s, LONGEST_WAIT_S), due_cb, self);
}

/* @due_s: when the client files have to be written anew, in seconds since 1970, or 0 for never */
void
tpk_workspace_minted_refreshed (TpkWorkspace *self,
                                gint64        due_s)
{
  self->minted_due_s = due_s;
  wait_for_due (self);
}

/* What is applied now is another configuration: its files were written when it was applied. */
void
tpk_workspace_minted_applied (TpkWorkspace *self)
{
  self->minted_due_s = 0;
  g_clear_handle_id (&self->minted_id, g_source_remove);
  if (self->keeper != NULL)
    tpk_workspace_refresh_clients (self);
}

void
tpk_workspace_minted_dispose (TpkWorkspace *self)
{
  g_clear_handle_id (&self->minted_id, g_source_remove);
}
