/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#define G_LOG_DOMAIN "tpk-cloud-steps"

#include "config.h"

#include "tpk-cloud-steps.h"

#include <glib/gi18n-lib.h>

#include "checks/tpk-proof.h"
#include "checks/tpk-result.h"

#include "tpk-cloud-service.h"

/**
 * TpkCloudSteps:
 *
 * The four steps of a cloud proxy, each with a state and a sentence: asked and information received
 * from the question, data forwarded from the ladder, data back from the relay proof. A vendor's
 * proxy is asked by its SDK alone, so of that the steps say that it cannot be seen from here.
 */
struct _TpkCloudSteps {
  GObject parent_instance;

  struct {
    TpkStageState state;
    char *summary;             /* (owned) */
    char *advice;              /* (nullable) (owned) */
  } steps[TPK_CLOUD_N_STEPS];
};

G_DEFINE_FINAL_TYPE (TpkCloudSteps, tpk_cloud_steps, G_TYPE_OBJECT)

static const struct {
  const char *string;
  const char *name;
} names[TPK_CLOUD_N_STEPS] = {
  [TPK_CLOUD_STEP_ASKED] = { "asked", N_("Service Asked") },
  [TPK_CLOUD_STEP_RECEIVED] = { "received", N_("Information Received") },
  [TPK_CLOUD_STEP_FORWARDED] = { "forwarded", N_("Data Forwarded") },
  [TPK_CLOUD_STEP_RETURNED] = { "returned", N_("Data Back") },
};

static void
tpk_cloud_steps_finalize (GObject *object)
{
  TpkCloudSteps *self = TPK_CLOUD_STEPS (object);

  for (guint i = 0; i < TPK_CLOUD_N_STEPS; i++) {
    g_free (self->steps[i].summary);
    g_free (self->steps[i].advice);
  }

  G_OBJECT_CLASS (tpk_cloud_steps_parent_class)->finalize (object);
}

static void
tpk_cloud_steps_class_init (TpkCloudStepsClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->finalize = tpk_cloud_steps_finalize;
}

static void
tpk_cloud_steps_init (TpkCloudSteps *self)
{
}

/* Takes over both texts. */
static void
set_step (TpkCloudSteps  *self,
          TpkCloudStepId  id,
          TpkStageState   state,
          char           *summary,
          char           *advice)
{
  self->steps[id].state = state;
  self->steps[id].summary = summary;
  self->steps[id].advice = advice;
}

static void
judge_asked (TpkCloudSteps            *self,
             const TpkCloudStepsInput *input)
{
  TpkCloudResult *result = input->result;
  TpkStageState state = TPK_STAGE_STATE_FAILED;
  char *summary;

  if (result == NULL) {
    if (input->set != NULL)
      set_step (self, TPK_CLOUD_STEP_ASKED, TPK_STAGE_STATE_PASSED,
                g_strdup (_("It was asked before.")), NULL);
    else
      set_step (self, TPK_CLOUD_STEP_ASKED, TPK_STAGE_STATE_PENDING,
                g_strdup (_("It was not asked yet.")), NULL);
    return;
  }

  if (!tpk_cloud_result_is_ok (result)) {
    if (tpk_cloud_result_get_code (result) == TPK_CLOUD_CODE_CANCELLED)
      state = TPK_STAGE_STATE_CANCELLED;
    set_step (self, TPK_CLOUD_STEP_ASKED, state, tpk_cloud_result_dup_summary (result),
              tpk_cloud_result_dup_advice (result));
    return;
  }

  /* Translators: the name of a host, an HTTP status, milliseconds. */
  summary = g_strdup_printf (_("%s answered with %u after %.0f ms."),
                             tpk_cloud_result_get_host (result),
                             tpk_cloud_result_get_http_status (result),
                             tpk_cloud_result_get_elapsed_ms (result));
  set_step (self, TPK_CLOUD_STEP_ASKED, TPK_STAGE_STATE_PASSED, summary, NULL);
}

static char *
dup_left (gint64 left_s)
{
  if (left_s >= 2 * 60 * 60)
    /* Translators: a duration in hours. */
    return g_strdup_printf (_("%u h"), (guint) (left_s / (60 * 60)));
  if (left_s >= 2 * 60)
    /* Translators: a duration in minutes. */
    return g_strdup_printf (_("%u min"), (guint) (left_s / 60));

  /* Translators: a duration in seconds. */
  return g_strdup_printf (_("%u s"), (guint) left_s);
}

static void
judge_received (TpkCloudSteps            *self,
                const TpkCloudStepsInput *input)
{
  TpkCloudSet *set = input->set;
  guint n = set != NULL ? tpk_cloud_set_get_n_servers (set) : 0;
  g_autofree char *count = NULL;
  g_autofree char *left = NULL;

  if (set == NULL) {
    set_step (self, TPK_CLOUD_STEP_RECEIVED,
              input->result != NULL ? TPK_STAGE_STATE_SKIPPED : TPK_STAGE_STATE_PENDING,
              g_strdup (_("There are no servers yet.")), NULL);
    return;
  }

  /* Translators: how many servers a service handed out. */
  count = g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "%u server", "%u servers", n), n);
  if (!tpk_cloud_set_is_good (set, input->now_s)) {
    set_step (self, TPK_CLOUD_STEP_RECEIVED, TPK_STAGE_STATE_FAILED,
              /* Translators: %s is a number of servers, as "3 servers". */
              g_strdup_printf (_("%s, which have ended."), count),
              g_strdup (_("Ask the service again.")));
    return;
  }

  if (tpk_cloud_set_get_expires_s (set) == 0) {
    set_step (self, TPK_CLOUD_STEP_RECEIVED, TPK_STAGE_STATE_PASSED,
              /* Translators: %s is a number of servers, as "3 servers". */
              g_strdup_printf (_("%s; the service does not say for how long."), count), NULL);
    return;
  }

  left = dup_left (tpk_cloud_set_get_expires_s (set) - input->now_s);
  set_step (self, TPK_CLOUD_STEP_RECEIVED, TPK_STAGE_STATE_PASSED,
            /* Translators: a number of servers, as "3 servers", and a duration, as "23 h". */
            g_strdup_printf (_("%s, good for another %s."), count, left), NULL);
}

static TpkResultState
get_item_state (gpointer item)
{
  return TPK_IS_PROOF (item) ? tpk_proof_get_state (item) : tpk_result_get_state (item);
}

/* What all relays together say: works if one does, since one is enough for a call. */
static void
judge_items (TpkCloudSteps  *self,
             TpkCloudStepId  id,
             GListModel     *items,
             const char     *waiting)
{
  guint n = items != NULL ? g_list_model_get_n_items (items) : 0;
  guint n_passed = 0;
  guint n_over = 0;

  for (guint i = 0; i < n; i++) {
    g_autoptr (GObject) item = g_list_model_get_item (items, i);
    TpkResultState state = get_item_state (item);

    n_passed += state == TPK_RESULT_STATE_PASSED || state == TPK_RESULT_STATE_DEGRADED;
    n_over += state != TPK_RESULT_STATE_RUNNING;
  }

  if (n == 0) {
    set_step (self, id, TPK_STAGE_STATE_PENDING, g_strdup (waiting), NULL);
    return;
  }

  if (n_over < n) {
    set_step (self, id, TPK_STAGE_STATE_RUNNING,
              /* Translators: how many of how many ways are checked. */
              g_strdup_printf (_("%u of %u ways are checked."), n_over, n), NULL);
    return;
  }

  set_step (self, id, n_passed > 0 ? TPK_STAGE_STATE_PASSED : TPK_STAGE_STATE_FAILED,
            /* Translators: how many of how many ways through relays work. */
            g_strdup_printf (_("%u of %u ways work."), n_passed, n),
            n_passed > 0 ? NULL
                         : g_strdup (_("See on the page of checks what is in the way of each, and "
                                       "show that to the network’s administrator.")));
}

/* Reachability is no proof that data is forwarded, and is not called so. */
static char *
dup_reachability (const TpkCloudStepsInput *input)
{
  if (input->n_endpoints == 0)
    return g_strdup (_("Only reachability can be known here, not whether data is forwarded. It was "
                       "not tried yet."));

  return g_strdup_printf (
    /* Translators: how many of how many addresses. */
    _("Only reachability can be known here, not whether data is forwarded: %u of %u addresses that "
      "the proxy needs answered."), input->n_reached, input->n_endpoints);
}

/* What a vendor's SDK does by itself. */
static void
judge_vendor (TpkCloudSteps            *self,
              const TpkCloudStepsInput *input)
{
  set_step (self, TPK_CLOUD_STEP_ASKED, TPK_STAGE_STATE_SKIPPED,
            g_strdup (_("The vendor’s SDK asks for the proxy by itself when a call begins. Without "
                        "your account with the vendor, that cannot be tried from here.")),
            g_strdup (_("Check whether the addresses it needs can be reached: see the allow-list.")));
  set_step (self, TPK_CLOUD_STEP_RECEIVED, TPK_STAGE_STATE_SKIPPED,
            g_strdup (_("What the vendor hands out goes to its SDK alone.")), NULL);
  set_step (self, TPK_CLOUD_STEP_FORWARDED, TPK_STAGE_STATE_SKIPPED,
            dup_reachability (input), NULL);
  set_step (self, TPK_CLOUD_STEP_RETURNED, TPK_STAGE_STATE_SKIPPED,
            g_strdup (_("Only a real call shows whether data comes back.")), NULL);
}

/**
 * tpk_cloud_steps_new:
 * @input: what is known
 *
 * Returns: (transfer full): the four steps
 */
TpkCloudSteps *
tpk_cloud_steps_new (const TpkCloudStepsInput *input)
{
  TpkCloudSteps *self = g_object_new (TPK_TYPE_CLOUD_STEPS, NULL);

  g_return_val_if_fail (TPK_IS_PROFILE (input->profile), self);

  if (!tpk_cloud_hands_out_servers (tpk_profile_get_cloud (input->profile))) {
    judge_vendor (self, input);
    return self;
  }

  judge_asked (self, input);
  judge_received (self, input);
  judge_items (self, TPK_CLOUD_STEP_FORWARDED, input->results,
               _("No relay was checked yet."));
  judge_items (self, TPK_CLOUD_STEP_RETURNED, input->proofs,
               _("No call was made through a relay yet."));

  return self;
}

/**
 * tpk_cloud_steps_get_state:
 * @self: the steps
 * @id: one of them
 *
 * Returns: pending when nothing is known yet, skipped when it cannot be known here
 */
TpkStageState
tpk_cloud_steps_get_state (TpkCloudSteps  *self,
                           TpkCloudStepId  id)
{
  g_return_val_if_fail (TPK_IS_CLOUD_STEPS (self), TPK_STAGE_STATE_PENDING);
  g_return_val_if_fail ((guint) id < TPK_CLOUD_N_STEPS, TPK_STAGE_STATE_PENDING);

  return self->steps[id].state;
}

/**
 * tpk_cloud_steps_get_summary:
 * @self: the steps
 * @id: one of them
 *
 * Returns: (transfer none): what is known of it
 */
const char *
tpk_cloud_steps_get_summary (TpkCloudSteps  *self,
                             TpkCloudStepId  id)
{
  g_return_val_if_fail (TPK_IS_CLOUD_STEPS (self), NULL);
  g_return_val_if_fail ((guint) id < TPK_CLOUD_N_STEPS, NULL);

  return self->steps[id].summary;
}

/**
 * tpk_cloud_steps_get_advice:
 * @self: the steps
 * @id: one of them
 *
 * Returns: (transfer none) (nullable): the next step, and who can take it
 */
const char *
tpk_cloud_steps_get_advice (TpkCloudSteps  *self,
                            TpkCloudStepId  id)
{
  g_return_val_if_fail (TPK_IS_CLOUD_STEPS (self), NULL);
  g_return_val_if_fail ((guint) id < TPK_CLOUD_N_STEPS, NULL);

  return self->steps[id].advice;
}

/**
 * tpk_cloud_steps_to_json:
 * @self: the steps
 *
 * Returns: (transfer full): the steps in their order
 */
JsonArray *
tpk_cloud_steps_to_json (TpkCloudSteps *self)
{
  JsonArray *array = json_array_new ();

  g_return_val_if_fail (TPK_IS_CLOUD_STEPS (self), array);

  for (guint i = 0; i < TPK_CLOUD_N_STEPS; i++) {
    JsonObject *object = json_object_new ();

    json_object_set_string_member (object, "name", names[i].string);
    json_object_set_string_member (object, "state",
                                   tpk_stage_state_to_string (self->steps[i].state));
    json_object_set_string_member (object, "summary", self->steps[i].summary);
    if (self->steps[i].advice != NULL)
      json_object_set_string_member (object, "advice", self->steps[i].advice);
    json_array_add_object_element (array, object);
  }

  return array;
}

/**
 * tpk_cloud_step_id_to_string:
 * @id: a step
 *
 * Returns: (transfer none): its stable name
 */
const char *
tpk_cloud_step_id_to_string (TpkCloudStepId id)
{
  g_return_val_if_fail ((guint) id < TPK_CLOUD_N_STEPS, NULL);

  return names[id].string;
}

/**
 * tpk_cloud_step_id_get_name:
 * @id: a step
 *
 * Returns: (transfer none): its name for people
 */
const char *
tpk_cloud_step_id_get_name (TpkCloudStepId id)
{
  g_return_val_if_fail ((guint) id < TPK_CLOUD_N_STEPS, NULL);

  return _(names[id].name);
}
