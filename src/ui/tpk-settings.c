/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#define G_LOG_DOMAIN "tpk-settings"

#include "config.h"

#include "tpk-settings.h"

#define SCHEMA_ID "org.turnpike.Turnpike"

/**
 * tpk_settings_get:
 *
 * The app's settings. They hold what belongs to the window; what calls need is in the document.
 *
 * Returns: (transfer none) (nullable): the settings, %NULL where the schema is not installed
 */
GSettings *
tpk_settings_get (void)
{
  static GSettings *settings;
  static gsize once;

  if (g_once_init_enter (&once)) {
    GSettingsSchemaSource *source = g_settings_schema_source_get_default ();
    g_autoptr (GSettingsSchema) schema = NULL;

    if (source != NULL)
      schema = g_settings_schema_source_lookup (source, SCHEMA_ID, TRUE);
    if (schema != NULL)
      settings = g_settings_new_full (schema, NULL, NULL);
    else
      g_info ("No schema %s: settings are not kept", SCHEMA_ID);

    g_once_init_leave (&once, 1);
  }

  return settings;
}

/**
 * tpk_settings_dup_check_options:
 *
 * How checks are to be carried out.
 *
 * Returns: (transfer full): the options
 */
TpkCheckOptions *
tpk_settings_dup_check_options (void)
{
  TpkCheckOptions *options = g_new0 (TpkCheckOptions, 1);
  GSettings *settings = tpk_settings_get ();
  g_autofree char *ca_file = NULL;

  if (settings == NULL)
    return options;

  options->timeout_ms = g_settings_get_uint (settings, "check-timeout") * 1000;
  ca_file = g_settings_get_string (settings, "ca-file");
  if (*ca_file != '\0')
    options->ca_file = g_steal_pointer (&ca_file);

  return options;
}

void
tpk_check_options_free (TpkCheckOptions *self)
{
  g_free ((char *) self->ca_file);
  g_free (self);
}
