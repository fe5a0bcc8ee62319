/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#define G_LOG_DOMAIN "tpk-shown-clients"

#include "config.h"

#include "tpk-shown-clients.h"

#include <glib/gi18n-lib.h>

/* To show another client, add a row. Of clients in one row the one that fares worst is shown. */
static const TpkShownClient clients[] = {
  { N_("Browsers"), { "w3c", "chromium", "firefox" } },
  { N_("Azure"), { "acs" } },
  { N_("Agora"), { "agora" } },
  { N_("GStreamer"), { "gstreamer" } },
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
  g_return_val_if_fail (n_clients != NULL, NULL);

  *n_clients = G_N_ELEMENTS (clients);
  return clients;
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
  if (judged != NULL && tpk_credential_equal (judged->credential, credential))
    return judged->judgements;

  tpk_credential_resolve (credential, now_s, &username, &password);
  input = tpk_judge_input_new (tpk_ice_url_get_text (url), username, password);

  judged = g_new0 (Judged, 1);
  judged->credential = tpk_credential_ref (credential);
  judged->judgements = g_ptr_array_new_with_free_func ((GDestroyNotify) tpk_judgement_unref);
  for (guint i = 0; i < G_N_ELEMENTS (clients); i++)
    g_ptr_array_add (judged->judgements, judge_worst (&clients[i], input));
  g_object_set_qdata_full (G_OBJECT (url), quark, judged, judged_free);

  return judged->judgements;
}
