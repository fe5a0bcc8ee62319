/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#define G_LOG_DOMAIN "tpk-test-settings"

#include "config.h"

#include "tpk-test-settings.h"

/* Stands in for the settings of the system, which a test must not touch. */
#define TEST_TYPE_SETTINGS (test_settings_get_type ())
G_DECLARE_FINAL_TYPE (TestSettings, test_settings, TEST, SETTINGS, GObject)

struct _TestSettings
{
  GObject parent_instance;
};

static const char *const *settings_answer;   /* NULL: an error */
static char *settings_asked;                 /* (owned) */

static gboolean
test_settings_is_supported (GProxyResolver *resolver)
{
  return TRUE;
}

static void
test_settings_lookup_async (GProxyResolver      *resolver,
                            const char          *uri,
                            GCancellable        *cancellable,
                            GAsyncReadyCallback  callback,
                            gpointer             user_data)
{
  g_autoptr (GTask) task = g_task_new (resolver, cancellable, callback, user_data);

  g_free (settings_asked);
  settings_asked = g_strdup (uri);
  if (settings_answer)
    g_task_return_pointer (task, g_strdupv ((char **) settings_answer),
                           (GDestroyNotify) g_strfreev);
  else
    g_task_return_new_error (task, G_IO_ERROR, G_IO_ERROR_FAILED, "No script");
}

static char **
test_settings_lookup_finish (GProxyResolver  *resolver,
                             GAsyncResult    *result,
                             GError         **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

static void
test_settings_iface_init (GProxyResolverInterface *iface)
{
  iface->is_supported = test_settings_is_supported;
  iface->lookup_async = test_settings_lookup_async;
  iface->lookup_finish = test_settings_lookup_finish;
}

G_DEFINE_FINAL_TYPE_WITH_CODE (TestSettings, test_settings, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (G_TYPE_PROXY_RESOLVER,
                                                      test_settings_iface_init))

static void
test_settings_class_init (TestSettingsClass *klass)
{
}

static void
test_settings_init (TestSettings *self)
{
}

/**
 * tpk_test_settings_install:
 *
 * From now on, the system's settings say that every server is reached directly.
 */
void
tpk_test_settings_install (void)
{
  static const char *const direct[] = { "direct://", NULL };

  settings_answer = direct;
  g_setenv ("GIO_USE_PROXY_RESOLVER", "turnpike-test", TRUE);
  g_io_extension_point_register (G_PROXY_RESOLVER_EXTENSION_POINT_NAME);
  g_io_extension_point_implement (G_PROXY_RESOLVER_EXTENSION_POINT_NAME, TEST_TYPE_SETTINGS,
                                  "turnpike-test", 1000);
}

/**
 * tpk_test_settings_set_answer:
 * @answer: (nullable) (transfer none): the proxies that the settings name from now on; %NULL for
 *   settings that can not be read
 */
void
tpk_test_settings_set_answer (const char *const *answer)
{
  settings_answer = answer;
  g_clear_pointer (&settings_asked, g_free);
}

const char *const *
tpk_test_settings_get_answer (void)
{
  return settings_answer;
}

/**
 * tpk_test_settings_get_asked:
 *
 * Returns: (nullable) (transfer none): for which URI the settings were asked last, since the answer
 *   was set
 */
const char *
tpk_test_settings_get_asked (void)
{
  return settings_asked;
}
