/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#define G_LOG_DOMAIN "tpk-check-proofs"

#include "config.h"

#include "tpk-check-proofs.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/*
 * Chooses from the results what can be proven, hands it to a job in the checking thread, and keeps
 * the list of what comes back.
 */
struct _TpkCheckProofs {
  TpkProofJobOptions options;
  char *ca_file;                 /* (nullable) (owned) */
  GListStore *proofs;            /* (element-type TpkProof) (owned) */

  TpkProofJob *job;              /* (nullable) (owned): while running */
  TpkMailbox *mailbox;           /* (nullable) (owned): while running */
  GCancellable *cancellable;     /* (nullable) (owned): while running */
  gulong cancelled_id;
  TpkCheckProofsFunc func;
  gpointer user_data;
};

/**
 * tpk_check_proofs_new:
 * @options: how to prove; copied
 *
 * Returns: (transfer full): an empty list
 */
TpkCheckProofs *
tpk_check_proofs_new (const TpkProofJobOptions *options)
{
  TpkCheckProofs *self = g_new0 (TpkCheckProofs, 1);

  self->options = *options;
  self->ca_file = g_strdup (options->ca_file);
  self->options.ca_file = self->ca_file;
  self->proofs = g_list_store_new (TPK_TYPE_PROOF);

  return self;
}

/**
 * tpk_check_proofs_close:
 * @self: a list
 *
 * Nobody is told any more.
 */
void
tpk_check_proofs_close (TpkCheckProofs *self)
{
  if (self->cancelled_id != 0)
    g_cancellable_disconnect (self->cancellable, self->cancelled_id);
  self->cancelled_id = 0;
  g_clear_object (&self->cancellable);
  if (self->mailbox != NULL)
    tpk_mailbox_close (self->mailbox);
  g_clear_pointer (&self->mailbox, tpk_mailbox_unref);
  g_clear_pointer (&self->job, tpk_proof_job_unref);
}

/**
 * tpk_check_proofs_free:
 * @self: (transfer full): a list
 *
 * Cancels what runs, without telling.
 */
void
tpk_check_proofs_free (TpkCheckProofs *self)
{
  g_return_if_fail (self != NULL);

  tpk_check_proofs_cancel (self);
  tpk_check_proofs_close (self);
  g_object_unref (self->proofs);
  g_free (self->ca_file);
  g_free (self);
}

static const char *
get_detail (TpkResult  *result,
            TpkStageId  id,
            const char *name)
{
  TpkStage *stage = tpk_result_find_stage (result, id);
  JsonObject *detail = stage != NULL ? tpk_stage_get_detail (stage) : NULL;

  return detail != NULL ? json_object_get_string_member_with_default (detail, name, NULL) : NULL;
}

static GSocketAddress *
parse_address (const char *text)
{
  g_autoptr (GSocketConnectable) parsed = g_network_address_parse (text, 0, NULL);

  if (parsed == NULL)
    return NULL;

  return g_inet_socket_address_new_from_string (
    g_network_address_get_hostname (G_NETWORK_ADDRESS (parsed)),
    g_network_address_get_port (G_NETWORK_ADDRESS (parsed)));
}

/**
 * tpk_check_proofs_find_address:
 * @result: the result of a target that is over
 *
 * Returns: (transfer full) (nullable): the address that the check came to in the end, that of the
 *   proxy where there is one
 */
GSocketAddress *
tpk_check_proofs_find_address (TpkResult *result)
{
  static const TpkStageId stages[] = { TPK_STAGE_CHALLENGE, TPK_STAGE_ALLOCATE };
  const char *address = get_detail (result, TPK_STAGE_CONNECT, "proxy");

  for (guint i = 0; i < G_N_ELEMENTS (stages) && address == NULL; i++)
    address = get_detail (result, stages[i], "alternate");
  if (address != NULL)
    return parse_address (address);

  return g_inet_socket_address_new_from_string (tpk_result_get_address (result),
                                                tpk_result_get_port (result));
}

/**
 * tpk_check_proofs_make_request:
 * @spec: a URL
 * @result: the result of it that is over
 *
 * Returns: (transfer full) (nullable): a request to go the way that the check went in the end
 */
TpkProofRequest *
tpk_check_proofs_make_request (TpkTargetSpec *spec,
                               TpkResult     *result)
{
  g_autoptr (GSocketAddress) address = tpk_check_proofs_find_address (result);
  const char *connect_to = get_detail (result, TPK_STAGE_PROXY, "connect_to");
  TpkProxy *proxy = tpk_result_get_via (result);
  g_autoptr (TpkTargetSpec) caller = NULL;
  TpkProofRequest *request;

  if (address == NULL || (proxy != NULL && connect_to == NULL))
    return NULL;

  /* libnice does not get a relay from a server that wants no password when it has one to give. */
  caller = g_strcmp0 (tpk_result_get_code (result), "open-relay") == 0
             ? tpk_target_spec_new_anonymous (spec)
             : tpk_target_spec_ref (spec);
  request = tpk_proof_request_new (caller, address);
  if (proxy != NULL && !tpk_proof_request_set_proxy (request, proxy, connect_to))
    g_clear_pointer (&request, tpk_proof_request_unref);

  return request;
}

static void
set_reason (TpkProofRequest *request,
            TpkCode          code,
            const char      *summary)
{
  request->has_reason = TRUE;
  tpk_failure_set (&request->reason, code, NULL);
  request->reason.summary = summary;
}

/* Returns (nullable): what to prove; nothing where the check itself found that calls do not work. */
static TpkProofRequest *
make_request (TpkTargetSpec *spec,
              TpkResult     *result)
{
  const char *path = get_detail (result, TPK_STAGE_DATA, "path");
  gboolean alone = g_strcmp0 (path, "stun-through-relay") == 0;
  gboolean forbidden = g_strcmp0 (tpk_result_get_code (result), "peer-forbidden") == 0;
  TpkProofRequest *request;

  if (!tpk_result_is_usable (result) || tpk_result_get_relayed (result) == NULL ||
      !(alone || forbidden || tpk_result_has_passed (result, TPK_STAGE_DATA)))
    return NULL;
  request = tpk_check_proofs_make_request (spec, result);
  if (request == NULL)
    return NULL;

  if (forbidden)
    set_reason (request, TPK_CODE_PEER_FORBIDDEN,
                N_("{host} does not relay to its own addresses, so no call could be tried. "
                   "That is the server’s policy, not a failure."));
  else if (alone)
    set_reason (request, TPK_CODE_QUOTA_REACHED,
                N_("{host} gives this user only one relay now, and a call with both ends here needs "
                   "two."));

  return request;
}

static GPtrArray *
make_requests (GPtrArray   *specs,
               const guint *n_rows,
               GListModel  *results)
{
  GPtrArray *requests = g_ptr_array_new_with_free_func ((GDestroyNotify) tpk_proof_request_unref);
  guint position = 0;

  for (guint i = 0; i < specs->len; i++) {
    for (guint row = 0; row < n_rows[i]; row++) {
      g_autoptr (TpkResult) result = g_list_model_get_item (results, position++);
      TpkProofRequest *request = make_request (g_ptr_array_index (specs, i), result);

      if (request != NULL)
        g_ptr_array_add (requests, request);
    }
  }

  return requests;
}

static void
letters_cb (GPtrArray    *letters,
            gboolean      ended,
            const GError *error,
            gpointer      user_data)
{
  TpkCheckProofs *self = user_data;

  for (guint i = 0; i < letters->len; i++) {
    TpkLetter *letter = g_ptr_array_index (letters, i);
    gboolean known = letter->url < g_list_model_get_n_items (G_LIST_MODEL (self->proofs));

    /* The first letters are of all proofs, in their order. */
    g_list_store_splice (self->proofs, letter->url, known ? 1 : 0, &letter->result, 1);
  }
  if (ended)
    tpk_check_proofs_close (self);
  /* May free this. */
  self->func (ended, self->user_data);
}

static void
cancelled_cb (GCancellable *cancellable,
              gpointer      user_data)
{
  /* May come in any thread. */
  tpk_proof_job_cancel (user_data);
}

/**
 * tpk_check_proofs_start:
 * @self: a list that was not started
 * @context: the main context of the run
 * @specs: (element-type TpkTargetSpec): the URLs of the run
 * @n_rows: how many results each URL has
 * @results: the #TpkResult objects of the run that is over
 * @cancellable: (nullable): cancels the proofs
 * @func: called in @context when the list has changed
 * @user_data: for @func
 *
 * Returns: whether there is anything to prove; if not, @func is not called
 */
gboolean
tpk_check_proofs_start (TpkCheckProofs     *self,
                        GMainContext       *context,
                        GPtrArray          *specs,
                        const guint        *n_rows,
                        GListModel         *results,
                        GCancellable       *cancellable,
                        TpkCheckProofsFunc  func,
                        gpointer            user_data)
{
  g_autoptr (GPtrArray) requests = make_requests (specs, n_rows, results);

  g_return_val_if_fail (self->job == NULL, FALSE);

  if (requests->len == 0)
    return FALSE;

  self->func = func;
  self->user_data = user_data;
  self->mailbox = tpk_mailbox_new (context, letters_cb, self);
  self->job = tpk_proof_job_new (requests, &self->options, self->mailbox);
  if (cancellable != NULL) {
    self->cancellable = g_object_ref (cancellable);
    self->cancelled_id = g_cancellable_connect (cancellable, G_CALLBACK (cancelled_cb),
                                                tpk_proof_job_ref (self->job),
                                                (GDestroyNotify) tpk_proof_job_unref);
  }
  tpk_proof_job_start (self->job);

  return TRUE;
}

void
tpk_check_proofs_cancel (TpkCheckProofs *self)
{
  if (self->job != NULL)
    tpk_proof_job_cancel (self->job);
}

gboolean
tpk_check_proofs_is_running (TpkCheckProofs *self)
{
  return self->job != NULL;
}

GListModel *
tpk_check_proofs_get_model (TpkCheckProofs *self)
{
  return G_LIST_MODEL (self->proofs);
}

static void
count_states (TpkCheckProofs *self,
              guint          *counts)
{
  guint n = g_list_model_get_n_items (G_LIST_MODEL (self->proofs));

  memset (counts, 0, (TPK_RESULT_STATE_CANCELLED + 1) * sizeof *counts);
  for (guint i = 0; i < n; i++) {
    g_autoptr (TpkProof) proof = g_list_model_get_item (G_LIST_MODEL (self->proofs), i);

    counts[tpk_proof_get_state (proof)]++;
  }
}

/**
 * tpk_check_proofs_get_progress:
 * @self: a list
 *
 * Returns: the share of the proofs that are over, from 0 to 1; 0 as long as there are none
 */
double
tpk_check_proofs_get_progress (TpkCheckProofs *self)
{
  guint n = g_list_model_get_n_items (G_LIST_MODEL (self->proofs));
  guint counts[TPK_RESULT_STATE_CANCELLED + 1];

  if (n == 0)
    return 0;
  count_states (self, counts);

  return (double) (n - counts[TPK_RESULT_STATE_RUNNING]) / n;
}

/**
 * tpk_check_proofs_get_state:
 * @self: a list
 *
 * Returns: cancelled when any proof was; failed when some failed and none came through; degraded
 *   when some failed or came through badly; else passed, also when there are none
 */
TpkResultState
tpk_check_proofs_get_state (TpkCheckProofs *self)
{
  guint counts[TPK_RESULT_STATE_CANCELLED + 1];

  count_states (self, counts);
  if (counts[TPK_RESULT_STATE_CANCELLED] > 0)
    return TPK_RESULT_STATE_CANCELLED;
  if (counts[TPK_RESULT_STATE_FAILED] > 0 &&
      counts[TPK_RESULT_STATE_PASSED] + counts[TPK_RESULT_STATE_DEGRADED] == 0)
    return TPK_RESULT_STATE_FAILED;
  if (counts[TPK_RESULT_STATE_FAILED] + counts[TPK_RESULT_STATE_DEGRADED] > 0)
    return TPK_RESULT_STATE_DEGRADED;

  return TPK_RESULT_STATE_PASSED;
}
