/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#define G_LOG_DOMAIN "tpk-lookup"

#include "config.h"

#include "tpk-lookup.h"

#include <glib/gi18n-lib.h>

#include "tpk-captive-portal.h"
#include "tpk-local-network.h"

/*
 * GIO asks the system's resolver in a thread of its own, which cannot be stopped. So the lookup is
 * counted by reference: whoever waits may leave, the answer then finds nobody.
 */
struct _TpkLookup {
  guint ref_count;
  TpkLookupFunc func;          /* (nullable): NULL once told or left */
  gpointer user_data;
  GCancellable *cancellable;   /* (owned) */
  TpkTimer *timer;             /* (nullable) (owned) */
  gint64 begun_us;
};

static void
lookup_unref (TpkLookup *self)
{
  if (--self->ref_count > 0)
    return;
  g_object_unref (self->cancellable);
  g_free (self);
}

static void
tell (TpkLookup        *self,
      GPtrArray        *addresses,
      const TpkFailure *failure)
{
  TpkLookupFunc func = g_steal_pointer (&self->func);

  g_clear_pointer (&self->timer, tpk_timer_cancel);
  if (func != NULL)
    func (self, addresses, failure, (g_get_monotonic_time () - self->begun_us) / 1000.0,
          self->user_data);
}

static void
timeout_cb (gpointer user_data)
{
  TpkLookup *self = user_data;
  g_autoptr (GPtrArray) none = g_ptr_array_new ();
  TpkFailure failure;

  self->timer = NULL;
  tpk_failure_set (&failure, TPK_CODE_DNS_TIMEOUT, NULL);
  self->ref_count++;
  tell (self, none, &failure);
  g_cancellable_cancel (self->cancellable);
  lookup_unref (self);
}

static gboolean
contains (GPtrArray    *addresses,
          GInetAddress *address)
{
  for (guint i = 0; i < addresses->len; i++) {
    if (g_inet_address_equal (g_ptr_array_index (addresses, i), address))
      return TRUE;
  }

  return FALSE;
}

/* Without a network there are no names, and where an address family is missing, the system hides
 * the addresses of that family: neither is the name's fault. */
static void
set_failure (TpkFailure   *failure,
             const GError *error)
{
  TpkCode code = TPK_CODE_DNS_FAILED;
  TpkLocalNetwork network;

  if (error == NULL || g_error_matches (error, G_RESOLVER_ERROR, G_RESOLVER_ERROR_NOT_FOUND))
    code = TPK_CODE_DNS_NOT_FOUND;
  else if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_TIMED_OUT))
    code = TPK_CODE_DNS_TIMEOUT;
  tpk_failure_set (failure, code, error != NULL ? error->message : NULL);

  tpk_local_network_look (&network);
  if (!network.ipv4 && !network.ipv6) {
    tpk_failure_set_no_network (failure);
  } else if (tpk_captive_portal_explain (failure)) {
    return;
  } else if (code == TPK_CODE_DNS_NOT_FOUND && !network.ipv6) {
    failure->summary = N_("There is no server called {host}, or none with an IPv4 address, which "
                          "is the only kind that this network has.");
  } else if (code == TPK_CODE_DNS_NOT_FOUND && !network.ipv4) {
    failure->summary = N_("There is no server called {host}, or none with an IPv6 address, which "
                          "is the only kind that this network has.");
  }
}

static void
resolved_cb (GObject      *object,
             GAsyncResult *result,
             gpointer      user_data)
{
  TpkLookup *self = user_data;
  g_autoptr (GPtrArray) addresses = g_ptr_array_new_with_free_func (g_object_unref);
  g_autoptr (GError) error = NULL;
  TpkFailure failure;
  GList *list;

  list = g_resolver_lookup_by_name_finish (G_RESOLVER (object), result, &error);
  for (GList *l = list; l != NULL && addresses->len < TPK_LOOKUP_MAX; l = l->next) {
    if (!contains (addresses, l->data))
      g_ptr_array_add (addresses, g_object_ref (l->data));
  }
  g_resolver_free_addresses (list);

  if (addresses->len == 0)
    set_failure (&failure, error);
  tell (self, addresses, addresses->len == 0 ? &failure : NULL);
  lookup_unref (self);
}

/**
 * tpk_lookup_new:
 * @poller: the poller of the checking thread
 * @host: a name
 * @timeout_ms: how long to wait, in milliseconds
 * @func: called once, unless the lookup is freed before
 * @user_data: for @func
 *
 * Looks up the IPv4 and IPv6 addresses of a name, at most %TPK_LOOKUP_MAX of them.
 *
 * Returns: (transfer full): a lookup that has begun
 */
TpkLookup *
tpk_lookup_new (TpkPoller     *poller,
                const char    *host,
                guint          timeout_ms,
                TpkLookupFunc  func,
                gpointer       user_data)
{
  g_autoptr (GResolver) resolver = g_resolver_get_default ();
  TpkLookup *self = g_new0 (TpkLookup, 1);

  self->ref_count = 2;
  self->func = func;
  self->user_data = user_data;
  self->cancellable = g_cancellable_new ();
  self->begun_us = g_get_monotonic_time ();
  self->timer = tpk_poller_add_timer (poller, timeout_ms, timeout_cb, self);
  g_resolver_lookup_by_name_async (resolver, host, self->cancellable, resolved_cb, self);

  return self;
}

/**
 * tpk_lookup_free:
 * @self: (transfer full): a lookup; its function is not called any more
 */
void
tpk_lookup_free (TpkLookup *self)
{
  g_return_if_fail (self != NULL);

  self->func = NULL;
  g_clear_pointer (&self->timer, tpk_timer_cancel);
  g_cancellable_cancel (self->cancellable);
  lookup_unref (self);
}
