/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#define G_LOG_DOMAIN "tpk-shown-clients"

#include "config.h"

#include "tpk-shown-clients.h"

#include <glib/gi18n-lib.h>

/* To show another client, add a row. Those that the dialects room does not have are left out. */
static const struct {
  const char *id;
  const char *label;
} wanted[] = {
  { "w3c", N_("Browsers") },
  { "acs", N_("Azure") },
  { "agora", N_("Agora") },
  { "gstreamer", N_("GStreamer") },
};

/* What is kept beside a URL. */
typedef struct {
  TpkCredential *credential;     /* (owned) */
  GPtrArray     *judgements;     /* (owned) (element-type TpkJudgement) */
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
 * tpk_shown_clients_get:
 * @n_clients: (out): how many
 *
 * The clients that rows have a chip for.
 *
 * Returns: (transfer none) (array length=n_clients): the clients
 */
const TpkShownClient *
tpk_shown_clients_get (guint *n_clients)
{
  static TpkShownClient clients[G_N_ELEMENTS (wanted)];
  static guint n;
  static gsize once;

  if (g_once_init_enter (&once)) {
    for (guint i = 0; i < G_N_ELEMENTS (wanted); i++) {
      const TpkDialect *dialect = tpk_dialect_find (wanted[i].id);

      if (dialect == NULL || dialect->judge == NULL)
        continue;
      clients[n++] = (TpkShownClient) { dialect, wanted[i].label };
    }
    g_once_init_leave (&once, 1);
  }

  *n_clients = n;
  return clients;
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
  const TpkShownClient *clients;
  Judged *judged;
  guint n_clients;

  g_return_val_if_fail (TPK_IS_ICE_URL (url), NULL);
  g_return_val_if_fail (credential != NULL, NULL);

  if (quark == 0)
    quark = g_quark_from_static_string ("tpk-shown-clients");

  judged = g_object_get_qdata (G_OBJECT (url), quark);
  if (judged != NULL && tpk_credential_equal (judged->credential, credential))
    return judged->judgements;

  clients = tpk_shown_clients_get (&n_clients);
  tpk_credential_resolve (credential, now_s, &username, &password);
  input = tpk_judge_input_new (tpk_ice_url_get_text (url), username, password);

  judged = g_new0 (Judged, 1);
  judged->credential = tpk_credential_ref (credential);
  judged->judgements = g_ptr_array_new_with_free_func ((GDestroyNotify) tpk_judgement_unref);
  for (guint i = 0; i < n_clients; i++)
    g_ptr_array_add (judged->judgements, tpk_dialect_judge (clients[i].dialect, input));
  g_object_set_qdata_full (G_OBJECT (url), quark, judged, judged_free);

  return judged->judgements;
}
