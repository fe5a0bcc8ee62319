/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#define G_LOG_DOMAIN "tpk-test-resolver"

#include "config.h"

#include "tpk-test-resolver.h"

/* TpkTestResolver:
 *
 * Names are answered from a table: with addresses, with an error, or never, until the caller
 * cancels. A name that is not in the table does not exist. It may be asked from any thread.
 */
struct _TpkTestResolver
{
  GResolver parent_instance;

  GResolver *before;      /* (owned) (nullable): what was the default until now */
  GMutex mutex;
  GHashTable *answers;    /* (owned) (element-type utf8 Answer) */
  guint n_asked;
};

G_DEFINE_FINAL_TYPE (TpkTestResolver, tpk_test_resolver, G_TYPE_RESOLVER)

typedef struct {
  GList *addresses;       /* (owned) (element-type GInetAddress) */
  int error;              /* a GResolverError, -1 for none */
  gboolean is_silent;
} Answer;

static void
answer_free (gpointer data)
{
  Answer *answer = data;

  g_list_free_full (answer->addresses, g_object_unref);
  g_free (answer);
}

static Answer *
ensure_answer (TpkTestResolver *self,
               const char      *name)
{
  Answer *answer = g_hash_table_lookup (self->answers, name);

  if (!answer) {
    answer = g_new0 (Answer, 1);
    answer->error = -1;
    g_hash_table_insert (self->answers, g_strdup (name), answer);
  }

  return answer;
}

static gboolean
is_wanted (GInetAddress                *address,
           GResolverNameLookupFlags     flags)
{
  const GSocketFamily family = g_inet_address_get_family (address);

  return !(flags & G_RESOLVER_NAME_LOOKUP_FLAGS_IPV4_ONLY && family != G_SOCKET_FAMILY_IPV4) &&
         !(flags & G_RESOLVER_NAME_LOOKUP_FLAGS_IPV6_ONLY && family != G_SOCKET_FAMILY_IPV6);
}

static GList *
look_up (TpkTestResolver           *self,
         const char                *name,
         GResolverNameLookupFlags   flags,
         gboolean                  *is_silent,
         GError                   **error)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->mutex);
  Answer *answer = g_hash_table_lookup (self->answers, name);
  GList *addresses = NULL;

  self->n_asked++;
  *is_silent = answer && answer->is_silent;
  if (*is_silent)
    return NULL;

  for (GList *l = answer ? answer->addresses : NULL; l; l = l->next)
    if (is_wanted (l->data, flags))
      addresses = g_list_append (addresses, g_object_ref (l->data));

  if (!addresses)
    g_set_error (error, G_RESOLVER_ERROR,
                 answer && answer->error >= 0 ? answer->error : G_RESOLVER_ERROR_NOT_FOUND,
                 "No answer for “%s” in the test's table", name);

  return addresses;
}

static void
cancelled_cb (GCancellable *cancellable,
              gpointer      data)
{
  g_task_return_error_if_cancelled (data);
}

static GList *
tpk_test_resolver_lookup_by_name_with_flags (GResolver                 *resolver,
                                             const char                *name,
                                             GResolverNameLookupFlags   flags,
                                             GCancellable              *cancellable,
                                             GError                   **error)
{
  gboolean is_silent;
  GList *addresses = look_up (TPK_TEST_RESOLVER (resolver), name, flags, &is_silent, error);

  /* Whoever waits for this one without a thread to spare would hang: that is a finding. */
  if (is_silent)
    g_error ("“%s” was looked up with a blocking call", name);

  return addresses;
}

static void
tpk_test_resolver_lookup_by_name_with_flags_async (GResolver                *resolver,
                                                   const char               *name,
                                                   GResolverNameLookupFlags  flags,
                                                   GCancellable             *cancellable,
                                                   GAsyncReadyCallback       callback,
                                                   gpointer                  user_data)
{
  g_autoptr (GTask) task = g_task_new (resolver, cancellable, callback, user_data);
  GError *error = NULL;
  gboolean is_silent;
  GList *addresses = look_up (TPK_TEST_RESOLVER (resolver), name, flags, &is_silent, &error);

  if (is_silent) {
    g_assert (cancellable);
    g_cancellable_connect (cancellable, G_CALLBACK (cancelled_cb), g_steal_pointer (&task),
                           g_object_unref);
  } else if (addresses)
    g_task_return_pointer (task, addresses, (GDestroyNotify) g_resolver_free_addresses);
  else
    g_task_return_error (task, error);
}

static GList *
tpk_test_resolver_lookup_by_name_finish (GResolver     *resolver,
                                         GAsyncResult  *result,
                                         GError       **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

static GList *
tpk_test_resolver_lookup_by_name (GResolver     *resolver,
                                  const char    *name,
                                  GCancellable  *cancellable,
                                  GError       **error)
{
  return tpk_test_resolver_lookup_by_name_with_flags (resolver, name,
                                                      G_RESOLVER_NAME_LOOKUP_FLAGS_DEFAULT,
                                                      cancellable, error);
}

static void
tpk_test_resolver_lookup_by_name_async (GResolver           *resolver,
                                        const char          *name,
                                        GCancellable        *cancellable,
                                        GAsyncReadyCallback  callback,
                                        gpointer             user_data)
{
  tpk_test_resolver_lookup_by_name_with_flags_async (resolver, name,
                                                     G_RESOLVER_NAME_LOOKUP_FLAGS_DEFAULT,
                                                     cancellable, callback, user_data);
}

static void
tpk_test_resolver_finalize (GObject *object)
{
  TpkTestResolver *self = TPK_TEST_RESOLVER (object);

  g_clear_object (&self->before);
  g_hash_table_unref (self->answers);
  g_mutex_clear (&self->mutex);

  G_OBJECT_CLASS (tpk_test_resolver_parent_class)->finalize (object);
}

static void
tpk_test_resolver_class_init (TpkTestResolverClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GResolverClass *resolver_class = G_RESOLVER_CLASS (klass);

  object_class->finalize = tpk_test_resolver_finalize;

  resolver_class->lookup_by_name = tpk_test_resolver_lookup_by_name;
  resolver_class->lookup_by_name_async = tpk_test_resolver_lookup_by_name_async;
  resolver_class->lookup_by_name_finish = tpk_test_resolver_lookup_by_name_finish;
  resolver_class->lookup_by_name_with_flags = tpk_test_resolver_lookup_by_name_with_flags;
  resolver_class->lookup_by_name_with_flags_async =
    tpk_test_resolver_lookup_by_name_with_flags_async;
  resolver_class->lookup_by_name_with_flags_finish = tpk_test_resolver_lookup_by_name_finish;
}

static void
tpk_test_resolver_init (TpkTestResolver *self)
{
  g_mutex_init (&self->mutex);
  self->answers = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, answer_free);
}

/**
 * tpk_test_resolver_install:
 *
 * Makes a new resolver the default one of the process. It knows no name.
 *
 * Returns: (transfer full): the resolver, given back with tpk_test_resolver_uninstall()
 */
TpkTestResolver *
tpk_test_resolver_install (void)
{
  TpkTestResolver *self = g_object_new (TPK_TEST_TYPE_RESOLVER, NULL);

  self->before = g_resolver_get_default ();
  g_resolver_set_default (G_RESOLVER (self));

  return self;
}

/**
 * tpk_test_resolver_uninstall:
 * @self: (transfer full): a resolver
 *
 * Makes the resolver that was there before the default again.
 */
void
tpk_test_resolver_uninstall (TpkTestResolver *self)
{
  g_resolver_set_default (self->before);
  g_object_unref (self);
}

/**
 * tpk_test_resolver_add:
 * @self: a resolver
 * @name: a host name
 * @address: an address in text
 *
 * Adds @address to the answer for @name; several come in the order of adding.
 */
void
tpk_test_resolver_add (TpkTestResolver *self,
                       const char      *name,
                       const char      *address)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->mutex);
  Answer *answer = ensure_answer (self, name);
  GInetAddress *inet = g_inet_address_new_from_string (address);

  g_assert_nonnull (inet);
  answer->addresses = g_list_append (answer->addresses, inet);
}

/**
 * tpk_test_resolver_add_error:
 * @self: a resolver
 * @name: a host name
 * @code: what goes wrong with it
 *
 * Has @name answered with an error.
 */
void
tpk_test_resolver_add_error (TpkTestResolver *self,
                             const char      *name,
                             GResolverError   code)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->mutex);

  ensure_answer (self, name)->error = code;
}

/**
 * tpk_test_resolver_add_silent:
 * @self: a resolver
 * @name: a host name
 *
 * Has @name never answered: the lookup ends when it is cancelled.
 */
void
tpk_test_resolver_add_silent (TpkTestResolver *self,
                              const char      *name)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->mutex);

  ensure_answer (self, name)->is_silent = TRUE;
}

/**
 * tpk_test_resolver_get_n_asked:
 * @self: a resolver
 *
 * Returns: how many lookups were made
 */
guint
tpk_test_resolver_get_n_asked (TpkTestResolver *self)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->mutex);

  return self->n_asked;
}
