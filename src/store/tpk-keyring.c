/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#define G_LOG_DOMAIN "tpk-keyring"

#include "config.h"

#include "tpk-keyring.h"

#include "model/tpk-wipe.h"

#include "tpk-store-private.h"

#include <glib/gi18n-lib.h>
#include <libsecret/secret.h>
#include <string.h>

/* The Secret Service, by libsecret.
 *
 * libsecret is asked asynchronously in a main context of this call's own, so that each question has
 * a deadline: a service that hangs costs seconds, not the session. Only a prompt may take longer,
 * for it waits for a person. Every call begins with a fresh connection to the service, for what
 * libsecret remembers of one (whether it is locked, its session) follows signals that nobody here
 * would dispatch, and a service may have been started anew since.
 *
 * In a sandbox libsecret has a back end of its own: an encrypted file, with a key from the portal.
 * It knows no locking, and is used through the calls that are the same for both. */

#define DEADLINE_MS 10000
#define PROMPT_DEADLINE_MS (5 * 60 * 1000)
#define SERVICE_NAME "org.freedesktop.secrets"

G_DEFINE_QUARK (tpk-keyring-error-quark, tpk_keyring_error)

static const SecretSchema schema = {
  .name = "org.turnpike.Secrets",
  .flags = SECRET_SCHEMA_NONE,
  .attributes = {
    { "folder", SECRET_SCHEMA_ATTRIBUTE_STRING },
    { NULL, 0 },
  },
};

typedef struct {
  GMainContext *context;      /* (owned) */
  GCancellable *cancellable;  /* (owned) */
  GAsyncResult *result;       /* (nullable) (owned) */
} Call;

static gboolean
deadline_cb (gpointer user_data)
{
  Call *call = user_data;

  g_cancellable_cancel (call->cancellable);

  return G_SOURCE_REMOVE;
}

static void
ready_cb (GObject      *source,
          GAsyncResult *result,
          gpointer      user_data)
{
  Call *call = user_data;

  call->result = g_object_ref (result);
}

static void
call_init (Call *call)
{
  call->context = g_main_context_new ();
  call->cancellable = g_cancellable_new ();
  call->result = NULL;
  g_main_context_push_thread_default (call->context);
}

static void
call_clear (Call *call)
{
  g_clear_object (&call->result);
  /* libsecret keeps its service for the next caller. Its signals end in this context, so it goes
   * before the context does, and what ended late is dispatched. */
  secret_service_disconnect ();
  while (g_main_context_iteration (call->context, FALSE))
    ;
  g_main_context_pop_thread_default (call->context);
  g_object_unref (call->cancellable);
  g_main_context_unref (call->context);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Call, call_clear)

/* Runs until ready_cb() was called. */
static GAsyncResult *
call_wait (Call  *call,
           guint  deadline_ms)
{
  g_autoptr (GSource) source = g_timeout_source_new (deadline_ms);

  g_clear_object (&call->result);
  g_source_set_callback (source, deadline_cb, call, NULL);
  g_source_attach (source, call->context);
  while (call->result == NULL)
    g_main_context_iteration (call->context, TRUE);
  g_source_destroy (source);

  return call->result;
}

static gboolean
is_unavailable (const GError *error)
{
  return g_error_matches (error, G_DBUS_ERROR, G_DBUS_ERROR_SERVICE_UNKNOWN) ||
         g_error_matches (error, G_DBUS_ERROR, G_DBUS_ERROR_NAME_HAS_NO_OWNER) ||
         (error->domain == G_DBUS_ERROR && error->code >= G_DBUS_ERROR_SPAWN_EXEC_FAILED &&
          error->code <= G_DBUS_ERROR_SPAWN_NO_MEMORY);
}

static void
set_unavailable (GError **error)
{
  g_set_error_literal (error, TPK_KEYRING_ERROR, TPK_KEYRING_ERROR_UNAVAILABLE,
                       _("There is no keyring (Secret Service) in this session. Start one, or log "
                         "in at the desktop, to use the passwords that are kept in it."));
}

static void
set_locked (GError **error)
{
  g_set_error_literal (error, TPK_KEYRING_ERROR, TPK_KEYRING_ERROR_LOCKED,
                       _("The keyring that holds the passwords is locked. Unlock it in the "
                         "desktop’s password manager, then try again."));
}

/* The service's own message is not repeated: it is not known what is in it. */
static void
set_failed (GError      **error,
            const GError *reason)
{
  g_debug ("The Secret Service failed: %s, %d", g_quark_to_string (reason->domain), reason->code);

  if (is_unavailable (reason))
    set_unavailable (error);
  else if (g_error_matches (reason, SECRET_ERROR, SECRET_ERROR_IS_LOCKED))
    set_locked (error);
  else if (g_error_matches (reason, G_IO_ERROR, G_IO_ERROR_CANCELLED) ||
           g_error_matches (reason, G_IO_ERROR, G_IO_ERROR_TIMED_OUT) ||
           g_error_matches (reason, G_DBUS_ERROR, G_DBUS_ERROR_NO_REPLY))
    g_set_error_literal (error, TPK_KEYRING_ERROR, TPK_KEYRING_ERROR_FAILED,
                         _("The keyring that holds the passwords does not answer. Log out and in "
                           "again, or restart the desktop’s password service, then try again."));
  else
    g_set_error_literal (error, TPK_KEYRING_ERROR, TPK_KEYRING_ERROR_FAILED,
                         _("The keyring that holds the passwords reported an error. Look at it in "
                           "the desktop’s password manager, then try again."));
}

static void
set_dismissed (GError **error)
{
  g_set_error_literal (error, TPK_KEYRING_ERROR, TPK_KEYRING_ERROR_DISMISSED,
                       _("The keyring that holds the passwords was not unlocked. Try again, and "
                         "give its password."));
}

/* What libsecret uses is its service, unless it is in a sandbox or was told otherwise. */
static gboolean
uses_service (void)
{
  return !tpk_store_is_sandboxed () && g_strcmp0 (g_getenv ("SECRET_BACKEND"), "file") != 0;
}

/* A session without a bus, or a bus on which nobody could offer secrets, is the ordinary case on a
 * server: it is found out without waiting for anything. */
static gboolean
is_offered (GDBusConnection *bus)
{
  g_autoptr (GVariant) owned = NULL;
  g_autoptr (GVariant) names = NULL;
  g_autofree const char **activatable = NULL;
  gboolean has_owner = FALSE;

  owned = g_dbus_connection_call_sync (bus, "org.freedesktop.DBus", "/org/freedesktop/DBus",
                                       "org.freedesktop.DBus", "NameHasOwner",
                                       g_variant_new ("(s)", SERVICE_NAME), G_VARIANT_TYPE ("(b)"),
                                       G_DBUS_CALL_FLAGS_NONE, DEADLINE_MS, NULL, NULL);
  if (owned == NULL)
    return FALSE;
  g_variant_get (owned, "(b)", &has_owner);
  if (has_owner)
    return TRUE;

  names = g_dbus_connection_call_sync (bus, "org.freedesktop.DBus", "/org/freedesktop/DBus",
                                       "org.freedesktop.DBus", "ListActivatableNames", NULL,
                                       G_VARIANT_TYPE ("(as)"), G_DBUS_CALL_FLAGS_NONE,
                                       DEADLINE_MS, NULL, NULL);
  if (names == NULL)
    return FALSE;
  g_variant_get (names, "(^a&s)", &activatable);

  return g_strv_contains (activatable, SERVICE_NAME);
}

static SecretService *
open_service (Call    *call,
              GError **error)
{
  g_autoptr (GDBusConnection) bus = NULL;
  g_autoptr (GError) local_error = NULL;
  SecretService *service;

  bus = g_bus_get_sync (G_BUS_TYPE_SESSION, NULL, &local_error);
  if (bus == NULL || g_dbus_connection_is_closed (bus) || !is_offered (bus)) {
    set_unavailable (error);
    return NULL;
  }

  secret_service_disconnect ();
  secret_service_get (SECRET_SERVICE_OPEN_SESSION, call->cancellable, ready_cb, call);
  service = secret_service_get_finish (call_wait (call, DEADLINE_MS), &local_error);
  if (service == NULL)
    set_failed (error, local_error);

  return service;
}

/* Unlocks an item or a collection, which can mean to ask somebody. */
static gboolean
unlock (Call           *call,
        SecretService  *service,
        gpointer        object,
        gboolean        may_ask,
        GError        **error)
{
  g_autoptr (GError) local_error = NULL;
  g_autolist (GObject) unlocked = NULL;
  GList objects = { .data = object };

  if (!may_ask) {
    set_locked (error);
    return FALSE;
  }

  secret_service_unlock (service, &objects, call->cancellable, ready_cb, call);
  secret_service_unlock_finish (service, call_wait (call, PROMPT_DEADLINE_MS), &unlocked,
                                &local_error);
  if (unlocked != NULL)
    return TRUE;

  if (local_error != NULL)
    set_failed (error, local_error);
  else
    set_dismissed (error);

  return FALSE;
}

static char *
dup_secret (SecretValue *value)
{
  gsize length = 0;
  const char *data = value != NULL ? secret_value_get (value, &length) : NULL;

  return data != NULL ? g_strndup (data, length) : NULL;
}

static SecretItem *
find_item (Call           *call,
           SecretService  *service,
           GHashTable     *attributes,
           GError        **error)
{
  g_autolist (SecretItem) items = NULL;
  g_autoptr (GError) local_error = NULL;

  secret_service_search (service, &schema, attributes, SECRET_SEARCH_NONE, call->cancellable,
                         ready_cb, call);
  items = secret_service_search_finish (service, call_wait (call, DEADLINE_MS), &local_error);
  if (local_error != NULL)
    set_failed (error, local_error);

  return items != NULL ? g_object_ref (items->data) : NULL;
}

static gboolean
lookup_in_service (Call        *call,
                   GHashTable  *attributes,
                   gboolean     may_ask,
                   char       **text,
                   GError     **error)
{
  g_autoptr (SecretService) service = open_service (call, error);
  g_autoptr (SecretItem) item = NULL;
  g_autoptr (SecretValue) value = NULL;
  g_autoptr (GError) local_error = NULL;

  if (service == NULL)
    return FALSE;

  item = find_item (call, service, attributes, &local_error);
  if (local_error != NULL) {
    g_propagate_error (error, g_steal_pointer (&local_error));
    return FALSE;
  }
  if (item == NULL)
    return TRUE;

  if (secret_item_get_locked (item) && !unlock (call, service, item, may_ask, error))
    return FALSE;

  secret_item_load_secret (item, call->cancellable, ready_cb, call);
  if (!secret_item_load_secret_finish (item, call_wait (call, DEADLINE_MS), &local_error)) {
    set_failed (error, local_error);
    return FALSE;
  }

  value = secret_item_get_secret (item);
  *text = dup_secret (value);

  return TRUE;
}

/**
 * tpk_keyring_lookup:
 * @folder: (type filename): a configuration folder
 * @may_ask: whether people may be asked to unlock the keyring
 * @text: (out) (nullable): what is kept for it, %NULL when nothing is; free it with
 *   tpk_keyring_free_text()
 * @error: a return location
 *
 * Returns: %FALSE with a #TpkKeyringError
 */
gboolean
tpk_keyring_lookup (const char  *folder,
                    gboolean     may_ask,
                    char       **text,
                    GError     **error)
{
  g_autoptr (GHashTable) attributes = NULL;
  g_autoptr (GError) local_error = NULL;
  g_auto (Call) call = { NULL };

  g_return_val_if_fail (folder != NULL, FALSE);
  g_return_val_if_fail (text != NULL, FALSE);

  *text = NULL;
  call_init (&call);
  attributes = secret_attributes_build (&schema, "folder", folder, NULL);
  if (uses_service ())
    return lookup_in_service (&call, attributes, may_ask, text, error);

  secret_password_lookupv (&schema, attributes, call.cancellable, ready_cb, &call);
  *text = secret_password_lookup_finish (call_wait (&call, PROMPT_DEADLINE_MS), &local_error);
  if (local_error == NULL)
    return TRUE;

  set_failed (error, local_error);

  return FALSE;
}

/* The keyring into which new secrets go. A first one is made by asking for its password. */
static gboolean
unlock_default (Call           *call,
                SecretService  *service,
                gboolean        may_ask,
                GError        **error)
{
  g_autoptr (SecretCollection) collection = NULL;
  g_autoptr (GError) local_error = NULL;

  secret_collection_for_alias (service, SECRET_COLLECTION_DEFAULT, SECRET_COLLECTION_NONE,
                               call->cancellable, ready_cb, call);
  collection = secret_collection_for_alias_finish (call_wait (call, DEADLINE_MS), &local_error);
  if (local_error != NULL) {
    set_failed (error, local_error);
    return FALSE;
  }

  if (collection == NULL && !may_ask) {
    g_set_error_literal (error, TPK_KEYRING_ERROR, TPK_KEYRING_ERROR_LOCKED,
                         _("No keyring has been made yet in which passwords could be kept. Make "
                           "one in the desktop’s password manager, then try again."));
    return FALSE;
  }

  return collection == NULL || !secret_collection_get_locked (collection) ||
         unlock (call, service, collection, may_ask, error);
}

/**
 * tpk_keyring_unlock:
 * @may_ask: whether people may be asked
 * @error: a return location
 *
 * Makes sure that tpk_keyring_save() will not have to ask, so that nobody is asked while files are
 * locked.
 *
 * Returns: %FALSE with a #TpkKeyringError
 */
gboolean
tpk_keyring_unlock (gboolean   may_ask,
                    GError   **error)
{
  g_autoptr (SecretService) service = NULL;
  g_auto (Call) call = { NULL };

  call_init (&call);
  if (!uses_service ())
    return TRUE;

  service = open_service (&call, error);

  return service != NULL && unlock_default (&call, service, may_ask, error);
}

static gboolean
save_in_service (Call        *call,
                 GHashTable  *attributes,
                 const char  *label,
                 SecretValue *value,
                 gboolean     may_ask,
                 GError     **error)
{
  g_autoptr (SecretService) service = open_service (call, error);
  g_autoptr (GError) local_error = NULL;

  if (service == NULL || !unlock_default (call, service, may_ask, error))
    return FALSE;

  secret_service_store (service, &schema, attributes, SECRET_COLLECTION_DEFAULT, label, value,
                        call->cancellable, ready_cb, call);
  if (secret_service_store_finish (service,
                                   call_wait (call, may_ask ? PROMPT_DEADLINE_MS : DEADLINE_MS),
                                   &local_error))
    return TRUE;

  if (local_error != NULL)
    set_failed (error, local_error);
  else
    set_dismissed (error);

  return FALSE;
}

/**
 * tpk_keyring_save:
 * @folder: (type filename): a configuration folder
 * @text: what to keep for it
 * @may_ask: whether people may be asked to unlock the keyring, or to make one
 * @error: a return location
 *
 * Replaces what was kept before; the service does so as one step.
 *
 * Returns: %FALSE with a #TpkKeyringError
 */
gboolean
tpk_keyring_save (const char  *folder,
                  const char  *text,
                  gboolean     may_ask,
                  GError     **error)
{
  g_autoptr (GHashTable) attributes = NULL;
  g_autoptr (SecretValue) value = NULL;
  g_autoptr (GError) local_error = NULL;
  g_autofree char *display = NULL;
  g_autofree char *label = NULL;
  g_auto (Call) call = { NULL };

  g_return_val_if_fail (folder != NULL, FALSE);
  g_return_val_if_fail (text != NULL, FALSE);

  display = g_filename_display_name (folder);
  /* Translators: what the desktop's password manager lists; %s is a folder. */
  label = g_strdup_printf (_("Turnpike: the passwords of “%s”"), display);
  call_init (&call);
  attributes = secret_attributes_build (&schema, "folder", folder, NULL);
  value = secret_value_new (text, -1, "application/json");
  if (uses_service ())
    return save_in_service (&call, attributes, label, value, may_ask, error);

  secret_password_storev_binary (&schema, attributes, SECRET_COLLECTION_DEFAULT, label, value,
                                 call.cancellable, ready_cb, &call);
  if (secret_password_store_finish (call_wait (&call, PROMPT_DEADLINE_MS), &local_error))
    return TRUE;

  if (local_error != NULL)
    set_failed (error, local_error);
  else
    set_dismissed (error);

  return FALSE;
}

/**
 * tpk_keyring_free_text:
 * @text: (nullable) (transfer full): what tpk_keyring_lookup() gave
 *
 * Overwrites the text before its memory is given back.
 */
void
tpk_keyring_free_text (char *text)
{
  tpk_wipe_and_free (text);
}
