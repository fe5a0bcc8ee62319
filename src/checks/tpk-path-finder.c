/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#define G_LOG_DOMAIN "tpk-path-finder"

#include "config.h"

#include "tpk-path-finder.h"

#include "tpk-lookup.h"
#include "tpk-proxy-lookup.h"

/*
 * A name is looked up once in a run, however many URLs have it. Behind a proxy, that is the name of
 * the proxy: the server's name is for the proxy to look up.
 */

struct _TpkPathFinder {
  TpkPoller *poller;       /* (unowned) */
  guint timeout_ms;
  TpkPathFunc func;
  gpointer user_data;
  gboolean proxy_given;    /* so that the system is not asked */
  TpkProxy *proxy;         /* (nullable) (owned) */
  GHashTable *names;       /* (element-type utf8 Name) (owned) */
  GHashTable *questions;   /* (element-type Question) (owned): those without an answer, a set */
  guint n_names;           /* without an answer */
};

/* A server whose proxy is not known yet. */
typedef struct {
  TpkPathFinder *finder;   /* (unowned) */
  TpkTargetSpec *spec;     /* (owned) */
  TpkProxyLookup *lookup;  /* (nullable) (owned) */
} Question;

typedef struct {
  TpkPathFinder *finder;   /* (unowned) */
  TpkLookup *lookup;       /* (nullable) (owned): while it runs */
  GPtrArray *waiting;      /* (element-type Waiting) (owned) */
  GPtrArray *addresses;    /* (nullable) (element-type GInetAddress) (owned) */
  TpkFailure failure;
  double ms;
} Name;

/* A server that waits for a name, its own or that of its proxy. */
typedef struct {
  TpkTargetSpec *spec;     /* (owned) */
  TpkProxy *proxy;         /* (nullable) (owned) */
} Waiting;

static void
question_free (gpointer data)
{
  Question *question = data;

  g_clear_pointer (&question->lookup, tpk_proxy_lookup_free);
  tpk_target_spec_unref (question->spec);
  g_free (question);
}

static void
waiting_free (gpointer data)
{
  Waiting *waiting = data;

  tpk_target_spec_unref (waiting->spec);
  g_clear_pointer (&waiting->proxy, tpk_proxy_unref);
  g_free (waiting);
}

static void
name_free (gpointer data)
{
  Name *name = data;

  g_clear_pointer (&name->lookup, tpk_lookup_free);
  g_ptr_array_unref (name->waiting);
  g_clear_pointer (&name->addresses, g_ptr_array_unref);
  g_free (name);
}

/**
 * tpk_path_finder_new:
 * @poller: the poller of the checking thread
 * @timeout_ms: how long a lookup may take, in milliseconds
 * @func: called once for each spec, maybe before tpk_path_finder_find() returns
 * @user_data: for @func
 *
 * Returns: (transfer full): a finder that asks the system for proxies
 */
TpkPathFinder *
tpk_path_finder_new (TpkPoller   *poller,
                     guint        timeout_ms,
                     TpkPathFunc  func,
                     gpointer     user_data)
{
  TpkPathFinder *self = g_new0 (TpkPathFinder, 1);

  self->poller = poller;
  self->timeout_ms = MIN (timeout_ms, TPK_LOOKUP_TIMEOUT_MS);
  self->func = func;
  self->user_data = user_data;
  self->names = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, name_free);
  self->questions = g_hash_table_new_full (NULL, NULL, question_free, NULL);

  return self;
}

/**
 * tpk_path_finder_free:
 * @self: (transfer full): a finder; its function is not called any more
 */
void
tpk_path_finder_free (TpkPathFinder *self)
{
  g_return_if_fail (self != NULL);

  g_hash_table_unref (self->questions);
  g_hash_table_unref (self->names);
  g_clear_pointer (&self->proxy, tpk_proxy_unref);
  g_free (self);
}

/**
 * tpk_path_finder_set_proxy:
 * @self: a finder
 * @proxy: (nullable): leads to every server; %NULL for none
 *
 * Whatever the system says, this holds.
 */
void
tpk_path_finder_set_proxy (TpkPathFinder *self,
                           TpkProxy      *proxy)
{
  self->proxy_given = TRUE;
  g_clear_pointer (&self->proxy, tpk_proxy_unref);
  self->proxy = proxy != NULL ? tpk_proxy_ref (proxy) : NULL;
}

static void
use_name (TpkPathFinder *self,
          Name          *name,
          TpkTargetSpec *spec,
          TpkProxy      *proxy)
{
  TpkPath path = { TRUE, proxy, name->addresses, NULL, name->ms };
  TpkFailure failure = name->failure;

  if (name->addresses->len == 0) {
    if (proxy != NULL)
      tpk_failure_blame_proxy (&failure);
    path.failure = &failure;
  }
  self->func (spec, &path, self->user_data);
}

static void
looked_up_cb (TpkLookup        *lookup,
              GPtrArray        *addresses,
              const TpkFailure *failure,
              double            ms,
              gpointer          user_data)
{
  Name *name = user_data;
  TpkPathFinder *self = name->finder;
  g_autoptr (GPtrArray) waiting = g_steal_pointer (&name->waiting);

  g_clear_pointer (&name->lookup, tpk_lookup_free);
  self->n_names--;
  name->waiting = g_ptr_array_new_with_free_func (waiting_free);
  name->addresses = g_ptr_array_ref (addresses);
  name->ms = ms;
  if (failure != NULL)
    name->failure = *failure;
  for (guint i = 0; i < waiting->len; i++) {
    Waiting *entry = g_ptr_array_index (waiting, i);

    use_name (self, name, entry->spec, entry->proxy);
  }
}

static Name *
look_up (TpkPathFinder *self,
         const char    *host)
{
  Name *name = g_new0 (Name, 1);

  name->finder = self;
  name->waiting = g_ptr_array_new_with_free_func (waiting_free);
  g_hash_table_insert (self->names, g_strdup (host), name);
  self->n_names++;
  name->lookup = tpk_lookup_new (self->poller, host, self->timeout_ms, looked_up_cb, name);

  return name;
}

static void
find_addresses (TpkPathFinder *self,
                TpkTargetSpec *spec,
                TpkProxy      *proxy)
{
  const char *host = proxy != NULL ? tpk_proxy_get_host (proxy) : tpk_ice_url_get_host (spec->url);
  g_autoptr (GInetAddress) literal = g_inet_address_new_from_string (host);
  Name *name = g_hash_table_lookup (self->names, host);
  Waiting *waiting;

  if (literal != NULL) {
    g_autoptr (GPtrArray) addresses = g_ptr_array_new ();
    TpkPath path = { TRUE, proxy, addresses, NULL, 0.0 };

    g_ptr_array_add (addresses, literal);
    self->func (spec, &path, self->user_data);
    return;
  }
  if (name != NULL && name->addresses != NULL) {
    use_name (self, name, spec, proxy);
    return;
  }
  if (name == NULL)
    name = look_up (self, host);
  waiting = g_new0 (Waiting, 1);
  waiting->spec = tpk_target_spec_ref (spec);
  waiting->proxy = proxy != NULL ? tpk_proxy_ref (proxy) : NULL;
  g_ptr_array_add (name->waiting, waiting);
}

static void
fail (TpkPathFinder    *self,
      TpkTargetSpec    *spec,
      const TpkFailure *failure)
{
  g_autoptr (GPtrArray) none = g_ptr_array_new ();
  TpkPath path = { FALSE, NULL, none, failure, 0.0 };

  self->func (spec, &path, self->user_data);
}

static void
proxy_found_cb (TpkProxyLookup   *lookup,
                TpkProxy         *proxy,
                const TpkFailure *failure,
                gpointer          user_data)
{
  Question *question = user_data;
  TpkPathFinder *self = question->finder;
  g_autoptr (TpkTargetSpec) spec = tpk_target_spec_ref (question->spec);

  g_hash_table_remove (self->questions, question);
  if (failure != NULL)
    fail (self, spec, failure);
  else
    find_addresses (self, spec, proxy);
}

/**
 * tpk_path_finder_find:
 * @self: a finder
 * @spec: a valid URL
 *
 * A proxy leads to what is dialled over TCP or TLS only.
 */
void
tpk_path_finder_find (TpkPathFinder *self,
                      TpkTargetSpec *spec)
{
  Question *question;

  if (!tpk_target_spec_is_stream (spec) || self->proxy_given) {
    find_addresses (self, spec, tpk_target_spec_is_stream (spec) ? self->proxy : NULL);
    return;
  }

  question = g_new0 (Question, 1);
  question->finder = self;
  question->spec = tpk_target_spec_ref (spec);
  g_hash_table_add (self->questions, question);
  question->lookup = tpk_proxy_lookup_new (self->poller, tpk_ice_url_get_host (spec->url),
                                           tpk_ice_url_get_port (spec->url), self->timeout_ms,
                                           proxy_found_cb, question);
}

/**
 * tpk_path_finder_get_n_pending:
 * @self: a finder
 *
 * Returns: how many lookups are under way, those of names and those of proxies
 */
guint
tpk_path_finder_get_n_pending (TpkPathFinder *self)
{
  return self->n_names + g_hash_table_size (self->questions);
}

static void
cancel_names (TpkPathFinder    *self,
              const TpkFailure *failure)
{
  GHashTableIter iter;
  gpointer value;

  g_hash_table_iter_init (&iter, self->names);
  while (g_hash_table_iter_next (&iter, NULL, &value)) {
    Name *name = value;

    g_clear_pointer (&name->lookup, tpk_lookup_free);
    for (guint i = 0; i < name->waiting->len; i++)
      fail (self, ((Waiting *) g_ptr_array_index (name->waiting, i))->spec, failure);
    g_ptr_array_set_size (name->waiting, 0);
  }
  self->n_names = 0;
}

/**
 * tpk_path_finder_cancel:
 * @self: a finder
 *
 * Everything that is under way fails as cancelled.
 */
void
tpk_path_finder_cancel (TpkPathFinder *self)
{
  GHashTableIter iter;
  TpkFailure failure;
  gpointer question;

  tpk_failure_set (&failure, TPK_CODE_CANCELLED, NULL);
  g_hash_table_iter_init (&iter, self->questions);
  while (g_hash_table_iter_next (&iter, &question, NULL)) {
    fail (self, ((Question *) question)->spec, &failure);
    g_hash_table_iter_remove (&iter);
  }
  cancel_names (self, &failure);
}
