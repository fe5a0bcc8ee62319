/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#define G_LOG_DOMAIN "tpk-search-provider"

#include "config.h"

#include "tpk-search-provider.h"

#include <glib/gi18n-lib.h>

#include "tpk-search-dbus.h"

/* GNOME Shell shows five of a provider. */
#define MAX_RESULTS 20
/* Questions that may wait for the profiles to be read. GNOME Shell asks once a keystroke. */
#define MAX_EARLY 100

/**
 * TpkSearchProvider:
 *
 * Lets profiles be found in the search of GNOME Shell: by their name, and by the hosts in them.
 * What is found is a name and a route; no user name and no password is searched or shown. A result
 * is identified by the name of its profile, which no other profile has.
 *
 * A search is often what starts the service. It waits for the profiles to be read.
 */
struct _TpkSearchProvider
{
  GObject                         parent_instance;

  TpkDbusShellSearchProvider2    *skeleton;    /* (owned) */
  TpkWorkspace                   *workspace;   /* (nullable) (owned) */
  GQueue                          early;       /* (element-type Question) (owned) */
  gboolean                        settled;     /* nothing more is waited for */
};

G_DEFINE_FINAL_TYPE (TpkSearchProvider, tpk_search_provider, G_TYPE_OBJECT)

enum {
  SIGNAL_ACTIVATED,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

typedef void (* Answer) (TpkSearchProvider     *self,
                         GDBusMethodInvocation *invocation);

typedef struct {
  GDBusMethodInvocation *invocation;  /* (owned): handed over with the answer */
  Answer                 answer;
} Question;

/* Answers at once, or as soon as the profiles are read. */
static gboolean
admit (TpkSearchProvider     *self,
       GDBusMethodInvocation *invocation,
       Answer                 answer)
{
  if (self->settled || self->early.length == MAX_EARLY) {
    answer (self, invocation);
  } else {
    Question *question = g_new0 (Question, 1);

    question->invocation = invocation;
    question->answer = answer;
    g_queue_push_tail (&self->early, question);
  }

  return G_DBUS_METHOD_INVOCATION_HANDLED;
}

static void
answer_early (TpkSearchProvider *self)
{
  Question *question;

  while ((question = g_queue_pop_head (&self->early)) != NULL) {
    question->answer (self, question->invocation);
    g_free (question);
  }
}

static gboolean
has_term (TpkProfile *profile,
          const char *term)
{
  g_autofree char *folded = g_utf8_casefold (term, -1);
  g_autofree char *name = g_utf8_casefold (tpk_profile_get_name (profile), -1);

  if (strstr (name, folded) != NULL)
    return TRUE;

  for (guint i = 0; i < tpk_profile_get_n_servers (profile); i++) {
    TpkServer *server = tpk_profile_get_server (profile, i);

    for (guint j = 0; j < tpk_server_get_n_urls (server); j++) {
      const char *host = tpk_ice_url_get_host (tpk_server_get_url (server, j));
      g_autofree char *folded_host = g_utf8_casefold (host != NULL ? host : "", -1);

      if (strstr (folded_host, folded) != NULL)
        return TRUE;
    }
  }

  return FALSE;
}

static gboolean
has_terms (TpkProfile        *profile,
           const char *const *terms)
{
  for (gsize i = 0; terms[i] != NULL; i++)
    if (!has_term (profile, terms[i]))
      return FALSE;

  return terms[0] != NULL;
}

static char **
find (TpkSearchProvider *self,
      const char *const *terms,
      const char *const *among)
{
  g_autoptr (GStrvBuilder) names = g_strv_builder_new ();
  GListModel *profiles;
  guint n = 0;

  if (self->workspace == NULL)
    return g_new0 (char *, 1);

  profiles = tpk_document_get_profiles (tpk_workspace_get_draft (self->workspace));
  for (guint i = 0; i < g_list_model_get_n_items (profiles) && n < MAX_RESULTS; i++) {
    g_autoptr (TpkProfile) profile = g_list_model_get_item (profiles, i);
    const char *name = tpk_profile_get_name (profile);

    if (has_terms (profile, terms) && (among == NULL || g_strv_contains (among, name))) {
      g_strv_builder_add (names, name);
      n++;
    }
  }

  return g_strv_builder_end (names);
}

static void
answer_initial (TpkSearchProvider     *self,
                GDBusMethodInvocation *invocation)
{
  g_autofree const char **terms = NULL;
  g_auto (GStrv) names = NULL;

  g_variant_get (g_dbus_method_invocation_get_parameters (invocation), "(^a&s)", &terms);
  names = find (self, terms, NULL);
  tpk_dbus_shell_search_provider2_complete_get_initial_result_set (
    self->skeleton, invocation, (const char *const *) names);
}

static gboolean
initial_cb (TpkSearchProvider     *self,
            GDBusMethodInvocation *invocation)
{
  return admit (self, invocation, answer_initial);
}

static void
answer_subsearch (TpkSearchProvider     *self,
                  GDBusMethodInvocation *invocation)
{
  g_autofree const char **previous = NULL;
  g_autofree const char **terms = NULL;
  g_auto (GStrv) names = NULL;

  g_variant_get (g_dbus_method_invocation_get_parameters (invocation), "(^a&s^a&s)", &previous,
                 &terms);
  names = find (self, terms, previous);
  tpk_dbus_shell_search_provider2_complete_get_subsearch_result_set (
    self->skeleton, invocation, (const char *const *) names);
}

static gboolean
subsearch_cb (TpkSearchProvider     *self,
              GDBusMethodInvocation *invocation)
{
  return admit (self, invocation, answer_subsearch);
}

static char *
dup_description (TpkProfile *profile)
{
  guint n = tpk_profile_get_n_servers (profile);

  switch (tpk_profile_get_route (profile)) {
  case TPK_ROUTE_OWN:
    /* Translators: below the name of a profile in the search. */
    return g_strdup_printf (ngettext ("Through %u own server", "Through %u own servers", n), n);
  case TPK_ROUTE_CLOUD:
    return g_strdup (_("Through a cloud proxy"));
  case TPK_ROUTE_DIRECT:
  default:
    return g_strdup (_("Without a proxy"));
  }
}

static void
add_meta (GVariantBuilder *metas,
          TpkProfile      *profile)
{
  g_autofree char *description = dup_description (profile);
  GVariantBuilder meta;

  g_variant_builder_init (&meta, G_VARIANT_TYPE_VARDICT);
  g_variant_builder_add (&meta, "{sv}", "id",
                         g_variant_new_string (tpk_profile_get_name (profile)));
  g_variant_builder_add (&meta, "{sv}", "name",
                         g_variant_new_string (tpk_profile_get_name (profile)));
  g_variant_builder_add (&meta, "{sv}", "description", g_variant_new_string (description));
  g_variant_builder_add (&meta, "{sv}", "gicon", g_variant_new_string (APP_ID));
  g_variant_builder_add_value (metas, g_variant_builder_end (&meta));
}

static void
answer_metas (TpkSearchProvider     *self,
              GDBusMethodInvocation *invocation)
{
  g_autofree const char **names = NULL;
  GVariantBuilder metas;

  g_variant_get (g_dbus_method_invocation_get_parameters (invocation), "(^a&s)", &names);
  g_variant_builder_init (&metas, G_VARIANT_TYPE ("aa{sv}"));
  for (gsize i = 0; self->workspace != NULL && names[i] != NULL && i < MAX_RESULTS; i++) {
    TpkDocument *draft = tpk_workspace_get_draft (self->workspace);
    TpkProfile *profile = tpk_document_find_profile (draft, names[i]);

    if (profile != NULL)
      add_meta (&metas, profile);
  }

  tpk_dbus_shell_search_provider2_complete_get_result_metas (self->skeleton, invocation,
                                                             g_variant_builder_end (&metas));
}

static gboolean
metas_cb (TpkSearchProvider     *self,
          GDBusMethodInvocation *invocation)
{
  return admit (self, invocation, answer_metas);
}

static gboolean
activate_cb (TpkSearchProvider     *self,
             GDBusMethodInvocation *invocation,
             const char            *name)
{
  g_signal_emit (self, signals[SIGNAL_ACTIVATED], 0, name);
  tpk_dbus_shell_search_provider2_complete_activate_result (self->skeleton, invocation);

  return G_DBUS_METHOD_INVOCATION_HANDLED;
}

static gboolean
launch_cb (TpkSearchProvider     *self,
           GDBusMethodInvocation *invocation)
{
  g_signal_emit (self, signals[SIGNAL_ACTIVATED], 0, NULL);
  tpk_dbus_shell_search_provider2_complete_launch_search (self->skeleton, invocation);

  return G_DBUS_METHOD_INVOCATION_HANDLED;
}

static void
tpk_search_provider_dispose (GObject *object)
{
  TpkSearchProvider *self = TPK_SEARCH_PROVIDER (object);

  if (self->skeleton != NULL)
    tpk_search_provider_unexport (self);
  g_clear_object (&self->skeleton);
  g_clear_object (&self->workspace);

  G_OBJECT_CLASS (tpk_search_provider_parent_class)->dispose (object);
}

static void
tpk_search_provider_class_init (TpkSearchProviderClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = tpk_search_provider_dispose;

  /**
   * TpkSearchProvider::activated:
   * @self: the provider
   * @name: (nullable): the profile that was chosen; %NULL: none in particular
   *
   * Somebody wants to see a profile.
   */
  signals[SIGNAL_ACTIVATED] =
    g_signal_new ("activated", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                  G_TYPE_NONE, 1, G_TYPE_STRING);
}

static void
tpk_search_provider_init (TpkSearchProvider *self)
{
  static const struct {
    const char *signal;
    GCallback   callback;
  } handlers[] = {
    { "handle-get-initial-result-set", G_CALLBACK (initial_cb) },
    { "handle-get-subsearch-result-set", G_CALLBACK (subsearch_cb) },
    { "handle-get-result-metas", G_CALLBACK (metas_cb) },
    { "handle-activate-result", G_CALLBACK (activate_cb) },
    { "handle-launch-search", G_CALLBACK (launch_cb) },
  };

  self->skeleton = tpk_dbus_shell_search_provider2_skeleton_new ();
  for (gsize i = 0; i < G_N_ELEMENTS (handlers); i++)
    g_signal_connect_object (self->skeleton, handlers[i].signal, handlers[i].callback, self,
                             G_CONNECT_SWAPPED);
}

/**
 * tpk_search_provider_new:
 *
 * Returns: (transfer full): a provider that finds nothing yet
 */
TpkSearchProvider *
tpk_search_provider_new (void)
{
  return g_object_new (TPK_TYPE_SEARCH_PROVIDER, NULL);
}

/**
 * tpk_search_provider_export:
 * @self: a provider
 * @connection: the session bus
 * @path: the path of the app ID; the provider is below it
 * @error: a return location
 *
 * Returns: %FALSE with a #GIOError
 */
gboolean
tpk_search_provider_export (TpkSearchProvider  *self,
                            GDBusConnection    *connection,
                            const char         *path,
                            GError            **error)
{
  g_autofree char *own = NULL;

  g_return_val_if_fail (TPK_IS_SEARCH_PROVIDER (self), FALSE);

  own = g_strconcat (path, "/SearchProvider", NULL);

  return g_dbus_interface_skeleton_export (G_DBUS_INTERFACE_SKELETON (self->skeleton), connection,
                                           own, error);
}

/**
 * tpk_search_provider_unexport:
 * @self: a provider
 *
 * Takes the provider from the bus. To searches that wait, nothing is found.
 */
void
tpk_search_provider_unexport (TpkSearchProvider *self)
{
  g_return_if_fail (TPK_IS_SEARCH_PROVIDER (self));

  if (g_dbus_interface_skeleton_get_connection (G_DBUS_INTERFACE_SKELETON (self->skeleton)) != NULL)
    g_dbus_interface_skeleton_unexport (G_DBUS_INTERFACE_SKELETON (self->skeleton));
  answer_early (self);
}

/**
 * tpk_search_provider_set_workspace:
 * @self: a provider
 * @workspace: (nullable): the working session whose profiles are to be found; %NULL when it could
 *   not be read, so that nothing is found
 *
 * Answers the searches that came before.
 */
void
tpk_search_provider_set_workspace (TpkSearchProvider *self,
                                   TpkWorkspace      *workspace)
{
  g_return_if_fail (TPK_IS_SEARCH_PROVIDER (self));
  g_return_if_fail (workspace == NULL || TPK_IS_WORKSPACE (workspace));

  g_set_object (&self->workspace, workspace);
  self->settled = TRUE;
  answer_early (self);
}
