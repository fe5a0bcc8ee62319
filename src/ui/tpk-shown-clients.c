/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#define G_LOG_DOMAIN "tpk-shown-clients"

#include "config.h"

#include "tpk-shown-clients.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "tpk-settings.h"

/* To show another client, add a row. Of clients in one row the one that fares worst is shown. */
static const TpkShownClient clients[] = {
  { "browsers", N_("Browsers"), { "w3c", "chromium", "firefox" } },
  { "acs", N_("Azure"), { "acs" } },
  { "agora", N_("Agora"), { "agora" } },
  { "gstreamer", N_("GStreamer"), { "gstreamer" } },
  { "pion", N_("Pion"), { "pion" } },
  { "aiortc", N_("aiortc"), { "aiortc" } },
};

/* Without a schema to ask. */
#define N_DEFAULT 4

/* Those of the table that the user wants to see, and how often that changed. */
static TpkShownClient shown[G_N_ELEMENTS (clients)];
static guint n_shown;
static guint generation;

/* What is kept beside a URL. */
typedef struct {
  TpkCredential *credential;     /* (owned) */
  GPtrArray     *judgements;     /* (owned) (element-type TpkJudgement) */
  guint          generation;     /* of the clients that are shown */
} Judged;

static void
judged_free (gpointer data)
{
  Judged *judged = data;

  tpk_credential_unref (judged->credential);
  g_ptr_array_unref (judged->judgements);
  g_free (judged);
}

/**
 * tpk_shown_clients_is_shown:
 * @settings: the app's settings
 * @key: of a client
 *
 * Returns: whether rows have a chip for it
 */
gboolean
tpk_shown_clients_is_shown (GSettings  *settings,
                            const char *key)
{
  g_auto (GStrv) keys = NULL;

  g_return_val_if_fail (G_IS_SETTINGS (settings), FALSE);
  g_return_val_if_fail (key != NULL, FALSE);

  keys = g_settings_get_strv (settings, TPK_SHOWN_CLIENTS_KEY);

  return g_strv_contains ((const char *const *) keys, key);
}

/**
 * tpk_shown_clients_set_shown:
 * @settings: the app's settings
 * @key: of a client
 * @wanted: whether rows have a chip for it
 */
void
tpk_shown_clients_set_shown (GSettings  *settings,
                             const char *key,
                             gboolean    wanted)
{
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  g_auto (GStrv) keys = NULL;

  g_return_if_fail (G_IS_SETTINGS (settings));
  g_return_if_fail (key != NULL);

  for (guint i = 0; i < G_N_ELEMENTS (clients); i++) {
    gboolean is_key = strcmp (clients[i].key, key) == 0;

    if (is_key ? wanted : tpk_shown_clients_is_shown (settings, clients[i].key))
      g_strv_builder_add (builder, clients[i].key);
  }
  keys = g_strv_builder_end (builder);
  g_settings_set_strv (settings, TPK_SHOWN_CLIENTS_KEY, (const char *const *) keys);
}

static void
update_shown (GSettings *settings)
{
  n_shown = 0;
  generation++;
  for (guint i = 0; i < G_N_ELEMENTS (clients); i++) {
    if (settings != NULL ? tpk_shown_clients_is_shown (settings, clients[i].key) : i < N_DEFAULT)
      shown[n_shown++] = clients[i];
  }
}

static void
ensure_shown (void)
{
  GSettings *settings = tpk_settings_get ();

  if (generation > 0)
    return;

  update_shown (settings);
  if (settings != NULL)
    g_signal_connect (settings, "changed::" TPK_SHOWN_CLIENTS_KEY, G_CALLBACK (update_shown), NULL);
}

/**
 * tpk_shown_clients_get_all:
 * @n_clients: (out): how many
 *
 * The clients that rows can have a chip for.
 *
 * Returns: (transfer none) (array length=n_clients): the clients
 */
const TpkShownClient *
tpk_shown_clients_get_all (guint *n_clients)
{
  g_return_val_if_fail (n_clients != NULL, NULL);

  *n_clients = G_N_ELEMENTS (clients);
  return clients;
}

/**
 * tpk_shown_clients_get:
 * @n_clients: (out): how many
 *
 * The clients that rows have a chip for.
 *
 * Returns: (transfer none) (array length=n_clients): the clients; valid until the settings change
 */
const TpkShownClient *
tpk_shown_clients_get (guint *n_clients)
{
  g_return_val_if_fail (n_clients != NULL, NULL);

  ensure_shown ();
  *n_clients = n_shown;
  return shown;
}

static TpkJudgement *
judge_worst (const TpkShownClient *client,
             TpkJudgeInput        *input)
{
  g_autoptr (TpkJudgement) worst = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (client->ids) && client->ids[i] != NULL; i++) {
    g_autoptr (TpkJudgement) judgement =
      tpk_dialect_judge (tpk_dialect_find (client->ids[i]), input);

    if (worst == NULL ||
        tpk_judgement_get_state (judgement) > tpk_judgement_get_state (worst)) {
      g_clear_pointer (&worst, tpk_judgement_unref);
      worst = g_steal_pointer (&judgement);
    }
  }

  return g_steal_pointer (&worst);
}

/**
 * tpk_shown_clients_judge:
 * @url: a URL
 * @credential: what it is signed in with
 * @now_s: Unix time now, for minted credentials
 *
 * What each shown client does with @url. Worked out once for a URL and credential and kept with the
 * URL, which never changes.
 *
 * Returns: (transfer none) (element-type TpkJudgement): one judgement for each of
 *   tpk_shown_clients_get()
 */
GPtrArray *
tpk_shown_clients_judge (TpkIceUrl     *url,
                         TpkCredential *credential,
                         gint64         now_s)
{
  static GQuark quark;
  g_autofree char *username = NULL, *password = NULL;
  g_autoptr (TpkJudgeInput) input = NULL;
  Judged *judged;

  g_return_val_if_fail (TPK_IS_ICE_URL (url), NULL);
  g_return_val_if_fail (credential != NULL, NULL);

  if (quark == 0)
    quark = g_quark_from_static_string ("tpk-shown-clients");

  judged = g_object_get_qdata (G_OBJECT (url), quark);
  ensure_shown ();
  if (judged != NULL && judged->generation == generation &&
      tpk_credential_equal (judged->credential, credential))
    return judged->judgements;

  tpk_credential_resolve (credential, now_s, &username, &password);
  input = tpk_judge_input_new (tpk_ice_url_get_text (url), username, password);

  judged = g_new0 (Judged, 1);
  judged->credential = tpk_credential_ref (credential);
  judged->judgements = g_ptr_array_new_with_free_func ((GDestroyNotify) tpk_judgement_unref);
  judged->generation = generation;
  for (guint i = 0; i < n_shown; i++)
    g_ptr_array_add (judged->judgements, judge_worst (&shown[i], input));
  g_object_set_qdata_full (G_OBJECT (url), quark, judged, judged_free);

  return judged->judgements;
}
