/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#define G_LOG_DOMAIN "tpk-proxy-lookup"

#include "config.h"

#include "tpk-proxy-lookup.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/*
 * The system's proxies, by GProxyResolver. It may run a script from the network for each server,
 * in a thread that cannot be stopped; as with names, whoever waits may leave.
 *
 * The question is about “https://host:port”, as browsers ask for a relay over TCP or TLS.
 */
struct _TpkProxyLookup {
  guint ref_count;
  TpkProxyLookupFunc func;     /* (nullable): NULL once told or left */
  gpointer user_data;
  GCancellable *cancellable;   /* (owned) */
  TpkTimer *timer;             /* (nullable) (owned) */
};

static void
lookup_unref (TpkProxyLookup *self)
{
  if (--self->ref_count > 0)
    return;
  g_object_unref (self->cancellable);
  g_free (self);
}

static void
tell (TpkProxyLookup   *self,
      TpkProxy         *proxy,
      const TpkFailure *failure)
{
  TpkProxyLookupFunc func = g_steal_pointer (&self->func);

  g_clear_pointer (&self->timer, tpk_timer_cancel);
  if (func != NULL)
    func (self, proxy, failure, self->user_data);
}

static void
tell_failure (TpkProxyLookup *self,
              const char     *text)
{
  TpkFailure failure;

  tpk_failure_set (&failure, TPK_CODE_PROXY_FAILED, text);
  failure.summary = N_("The system’s settings do not say how {host} is to be reached: its proxy "
                       "settings can not be read, or name a kind of proxy that is not known here.");
  tell (self, NULL, &failure);
}

static void
timeout_cb (gpointer user_data)
{
  TpkProxyLookup *self = user_data;

  self->timer = NULL;
  self->ref_count++;
  tell_failure (self, NULL);
  g_cancellable_cancel (self->cancellable);
  lookup_unref (self);
}

/* The first that can be used, as every client does. */
static void
choose (TpkProxyLookup *self,
        char          **uris)
{
  g_autoptr (GError) error = NULL;

  for (guint i = 0; uris[i] != NULL; i++) {
    g_autoptr (TpkProxy) proxy = NULL;

    g_clear_error (&error);
    if (tpk_proxy_parse (uris[i], NULL, &proxy, &error)) {
      tell (self, proxy, NULL);
      return;
    }
  }
  tell_failure (self, error != NULL ? error->message : NULL);
}

static void
found_cb (GObject      *object,
          GAsyncResult *result,
          gpointer      user_data)
{
  TpkProxyLookup *self = user_data;
  g_autoptr (GError) error = NULL;
  g_auto (GStrv) uris = NULL;

  uris = g_proxy_resolver_lookup_finish (G_PROXY_RESOLVER (object), result, &error);
  if (uris != NULL)
    choose (self, uris);
  else
    tell_failure (self, error->message);
  lookup_unref (self);
}

/**
 * tpk_proxy_lookup_new:
 * @poller: the poller of the checking thread
 * @host: a name, or an address without brackets
 * @port: a port
 * @timeout_ms: how long to wait, in milliseconds
 * @func: called once, unless the lookup is freed before; never before this returns
 * @user_data: for @func
 *
 * Returns: (transfer full): a lookup that has begun
 */
TpkProxyLookup *
tpk_proxy_lookup_new (TpkPoller          *poller,
                      const char         *host,
                      guint16             port,
                      guint               timeout_ms,
                      TpkProxyLookupFunc  func,
                      gpointer            user_data)
{
  TpkProxyLookup *self = g_new0 (TpkProxyLookup, 1);
  g_autofree char *uri = NULL;

  self->ref_count = 2;
  self->func = func;
  self->user_data = user_data;
  self->cancellable = g_cancellable_new ();
  self->timer = tpk_poller_add_timer (poller, timeout_ms, timeout_cb, self);
  uri = g_strdup_printf (strchr (host, ':') != NULL ? "https://[%s]:%u" : "https://%s:%u", host,
                         port);
  g_proxy_resolver_lookup_async (g_proxy_resolver_get_default (), uri, self->cancellable, found_cb,
                                 self);

  return self;
}

/**
 * tpk_proxy_lookup_free:
 * @self: (transfer full): a lookup; its function is not called any more
 */
void
tpk_proxy_lookup_free (TpkProxyLookup *self)
{
  g_return_if_fail (self != NULL);

  self->func = NULL;
  g_clear_pointer (&self->timer, tpk_timer_cancel);
  g_cancellable_cancel (self->cancellable);
  lookup_unref (self);
}
