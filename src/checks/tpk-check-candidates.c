/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#define G_LOG_DOMAIN "tpk-check-candidates"

#include "config.h"

#include "tpk-check-candidates.h"

#include <string.h>

#include "tpk-address.h"
#include "tpk-candidate.h"
#include "tpk-check-proofs.h"

/*
 * Hands the relays that work to a job in the checking thread, and keeps the list of what comes back,
 * in the order of arrival.
 *
 * Server-reflexive candidates are made of what the check itself was told over UDP: libnice 0.1.21
 * asks STUN servers without the magic cookie, which many leave unanswered. As RFC 8445 §5.1.3 has it,
 * one whose address is that of a host candidate is redundant.
 */
struct _TpkCheckCandidates {
  TpkGatherJobOptions options;
  char *ca_file;                 /* (nullable) (owned) */
  GListStore *candidates;        /* (element-type TpkCandidate) (owned) */
  GPtrArray *reflexive;          /* (element-type TpkCandidate) (owned): to be added at the end */

  TpkGatherJob *job;             /* (nullable) (owned): while running */
  TpkMailbox *mailbox;           /* (nullable) (owned): while running */
  GCancellable *cancellable;     /* (nullable) (owned): while running */
  gulong cancelled_id;
  TpkCheckCandidatesFunc func;
  gpointer user_data;
};

/* RFC 8445 §5.1.2.1, with the type preference of §5.1.2.2, of a single address, for the first
 * component. */
#define REFLEXIVE_PRIORITY ((100u << 24) | (65535u << 8) | (256u - 1))

/**
 * tpk_check_candidates_new:
 * @options: how to gather; without hosts, relayed candidates only; copied
 *
 * Returns: (transfer full): an empty table
 */
TpkCheckCandidates *
tpk_check_candidates_new (const TpkGatherJobOptions *options)
{
  TpkCheckCandidates *self = g_new0 (TpkCheckCandidates, 1);

  self->options = *options;
  self->ca_file = g_strdup (options->ca_file);
  self->options.ca_file = self->ca_file;
  self->candidates = g_list_store_new (TPK_TYPE_CANDIDATE);
  self->reflexive = g_ptr_array_new_with_free_func (g_object_unref);

  return self;
}

/**
 * tpk_check_candidates_close:
 * @self: a table
 *
 * Nobody is told any more.
 */
void
tpk_check_candidates_close (TpkCheckCandidates *self)
{
  if (self->cancelled_id != 0)
    g_cancellable_disconnect (self->cancellable, self->cancelled_id);
  self->cancelled_id = 0;
  g_clear_object (&self->cancellable);
  if (self->mailbox != NULL)
    tpk_mailbox_close (self->mailbox);
  g_clear_pointer (&self->mailbox, tpk_mailbox_unref);
  g_clear_pointer (&self->job, tpk_gather_job_unref);
}

/**
 * tpk_check_candidates_free:
 * @self: (transfer full): a table
 *
 * Cancels what runs, without telling.
 */
void
tpk_check_candidates_free (TpkCheckCandidates *self)
{
  g_return_if_fail (self != NULL);

  tpk_check_candidates_cancel (self);
  tpk_check_candidates_close (self);
  g_object_unref (self->candidates);
  g_ptr_array_unref (self->reflexive);
  g_free (self->ca_file);
  g_free (self);
}

static void
add_request (GPtrArray     *requests,
             TpkTargetSpec *spec,
             TpkResult     *result)
{
  TpkProofRequest *request;

  if (!tpk_result_is_usable (result) || tpk_result_get_relayed (result) == NULL)
    return;
  request = tpk_check_proofs_make_request (spec, result);
  if (request != NULL)
    g_ptr_array_add (requests, request);
}

/* Until the server had told the address. */
static double
get_told_ms (TpkResult *result)
{
  double ms = 0;

  for (guint id = TPK_STAGE_RESOLVE; id <= TPK_STAGE_ALLOCATE; id++) {
    TpkStage *stage = tpk_result_find_stage (result, id);

    if (stage != NULL && tpk_stage_get_state (stage) == TPK_STAGE_STATE_PASSED)
      ms += tpk_stage_get_ms (stage);
  }

  return ms;
}

static void
add_reflexive (TpkCheckCandidates *self,
               TpkResult          *result)
{
  const char *mapped = tpk_result_get_mapped (result);
  g_autoptr (GSocketConnectable) parsed = NULL;
  g_autoptr (GInetAddress) address = NULL;
  g_autofree char *server = NULL;
  TpkCandidateFields fields = { .type = "srflx", .protocol = "udp",
                                .priority = REFLEXIVE_PRIORITY };

  if (!tpk_result_is_usable (result) || tpk_result_get_wire (result) != TPK_WIRE_UDP ||
      mapped == NULL)
    return;
  parsed = g_network_address_parse (mapped, 0, NULL);
  if (parsed == NULL)
    return;
  fields.address = g_network_address_get_hostname (G_NETWORK_ADDRESS (parsed));
  address = g_inet_address_new_from_string (fields.address);
  if (address == NULL || g_inet_address_get_is_loopback (address))
    return;
  fields.port = g_network_address_get_port (G_NETWORK_ADDRESS (parsed));
  server = tpk_address_dup_endpoint (tpk_result_get_address (result), tpk_result_get_port (result));
  fields.server = server;
  fields.url = tpk_result_get_url (result);
  fields.ms = get_told_ms (result);
  g_ptr_array_add (self->reflexive, tpk_candidate_new (&fields));
}

static gboolean
is_host_address (TpkCheckCandidates *self,
                 const char         *address)
{
  GListModel *model = G_LIST_MODEL (self->candidates);

  for (guint i = 0; i < g_list_model_get_n_items (model); i++) {
    g_autoptr (TpkCandidate) candidate = g_list_model_get_item (model, i);

    if (g_str_equal (tpk_candidate_get_kind (candidate), "host") &&
        g_str_equal (tpk_candidate_get_address (candidate), address))
      return TRUE;
  }

  return FALSE;
}

static void
append_reflexive (TpkCheckCandidates *self)
{
  for (guint i = 0; i < self->reflexive->len; i++) {
    TpkCandidate *candidate = g_ptr_array_index (self->reflexive, i);

    if (!is_host_address (self, tpk_candidate_get_address (candidate)))
      g_list_store_append (self->candidates, candidate);
  }
}

static void
letters_cb (GPtrArray    *letters,
            gboolean      ended,
            const GError *error,
            gpointer      user_data)
{
  TpkCheckCandidates *self = user_data;

  for (guint i = 0; i < letters->len; i++) {
    TpkLetter *letter = g_ptr_array_index (letters, i);

    g_list_store_append (self->candidates, letter->result);
  }
  if (ended) {
    append_reflexive (self);
    tpk_check_candidates_close (self);
  }
  /* May free this. */
  self->func (ended, self->user_data);
}

static void
cancelled_cb (GCancellable *cancellable,
              gpointer      user_data)
{
  /* May come in any thread. */
  tpk_gather_job_cancel (user_data);
}

/**
 * tpk_check_candidates_start:
 * @self: a table that was not started
 * @context: the main context of the run
 * @specs: (element-type TpkTargetSpec): the URLs of the run
 * @n_rows: how many results each URL has
 * @results: the #TpkResult objects of the run that is over
 * @cancellable: (nullable): cancels gathering
 * @func: called in @context when the table has changed
 * @user_data: for @func
 */
void
tpk_check_candidates_start (TpkCheckCandidates     *self,
                            GMainContext           *context,
                            GPtrArray              *specs,
                            const guint            *n_rows,
                            GListModel             *results,
                            GCancellable           *cancellable,
                            TpkCheckCandidatesFunc  func,
                            gpointer                user_data)
{
  g_autoptr (GPtrArray) requests =
    g_ptr_array_new_with_free_func ((GDestroyNotify) tpk_proof_request_unref);
  guint position = 0;

  g_return_if_fail (self->job == NULL);

  for (guint i = 0; i < specs->len; i++) {
    for (guint row = 0; row < n_rows[i]; row++) {
      g_autoptr (TpkResult) result = g_list_model_get_item (results, position++);

      add_request (requests, g_ptr_array_index (specs, i), result);
      if (self->options.with_hosts)
        add_reflexive (self, result);
    }
  }

  self->func = func;
  self->user_data = user_data;
  self->mailbox = tpk_mailbox_new (context, letters_cb, self);
  self->job = tpk_gather_job_new (requests, &self->options, self->mailbox);
  if (cancellable != NULL) {
    self->cancellable = g_object_ref (cancellable);
    self->cancelled_id = g_cancellable_connect (cancellable, G_CALLBACK (cancelled_cb),
                                                tpk_gather_job_ref (self->job),
                                                (GDestroyNotify) tpk_gather_job_unref);
  }
  tpk_gather_job_start (self->job);
}

void
tpk_check_candidates_cancel (TpkCheckCandidates *self)
{
  if (self->job != NULL)
    tpk_gather_job_cancel (self->job);
}

gboolean
tpk_check_candidates_is_running (TpkCheckCandidates *self)
{
  return self->job != NULL;
}

GListModel *
tpk_check_candidates_get_model (TpkCheckCandidates *self)
{
  return G_LIST_MODEL (self->candidates);
}
