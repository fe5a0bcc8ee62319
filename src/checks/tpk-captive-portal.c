/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#define G_LOG_DOMAIN "tpk-captive-portal"

#include "config.h"

#include "tpk-captive-portal.h"

#include <gio/gio.h>

/*
 * NetworkManager looks for captive portals all the time, and GNetworkMonitor tells what it found;
 * inside Flatpak the portal does. The first question waits for D-Bus, so that it is asked in a
 * thread of GIO's pool, once; what the monitor knows is there without waiting after that.
 */

enum { UNPREPARED, PREPARING, PREPARED };

static int state = UNPREPARED;

static void
prepare_thread (GTask        *task,
                gpointer      source,
                gpointer      data,
                GCancellable *cancellable)
{
  g_network_monitor_get_connectivity (g_network_monitor_get_default ());
  g_atomic_int_set (&state, PREPARED);
  g_task_return_boolean (task, TRUE);
}

/**
 * tpk_captive_portal_prepare:
 *
 * To be called before something is dialled that is not on this computer. May be called in any
 * thread, and does not wait.
 */
void
tpk_captive_portal_prepare (void)
{
  g_autoptr (GTask) task = NULL;

  if (!g_atomic_int_compare_and_exchange (&state, UNPREPARED, PREPARING))
    return;
  task = g_task_new (NULL, NULL, NULL, NULL);
  g_task_set_name (task, "[turnpike] network monitor");
  g_task_run_in_thread (task, prepare_thread);
}

/* What somebody who stands in the server's way can bring about. */
static gboolean
is_explicable (TpkCode code)
{
  switch (code) {
  case TPK_CODE_DNS_NOT_FOUND:
  case TPK_CODE_DNS_TIMEOUT:
  case TPK_CODE_DNS_FAILED:
  case TPK_CODE_REFUSED:
  case TPK_CODE_UNREACHABLE:
  case TPK_CODE_TIMEOUT:
  case TPK_CODE_CLOSED:
  case TPK_CODE_NO_REPLY:
  case TPK_CODE_NOT_STUN:
  case TPK_CODE_TLS_UNTRUSTED:
  case TPK_CODE_TLS_NAME_MISMATCH:
  case TPK_CODE_TLS_NOT_TLS:
  case TPK_CODE_TLS_FAILED:
    return TRUE;
  default:
    return FALSE;
  }
}

/**
 * tpk_captive_portal_explain:
 * @failure: (inout): why a server that is not on this computer could not be reached
 *
 * Says so when it was because somebody has to sign in on a web page first: then nothing was learnt of
 * the server.
 *
 * Returns: whether that was the reason
 */
gboolean
tpk_captive_portal_explain (TpkFailure *failure)
{
  g_return_val_if_fail (failure != NULL, FALSE);

  if (!is_explicable (failure->code) || g_atomic_int_get (&state) != PREPARED ||
      g_network_monitor_get_connectivity (g_network_monitor_get_default ()) !=
        G_NETWORK_CONNECTIVITY_PORTAL)
    return FALSE;

  tpk_failure_set (failure, TPK_CODE_CAPTIVE_PORTAL, NULL);
  failure->untested = TRUE;

  return TRUE;
}
