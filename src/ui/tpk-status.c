/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#define G_LOG_DOMAIN "tpk-status"

#include "config.h"

#include "tpk-status.h"

#include <glib/gi18n-lib.h>

#include "tpk-format.h"
#include "tpk-path.h"

/*
 * What the page of the status says first, for somebody who has a call in ten minutes: whether calls
 * will work, what to do, and the button that does it. The sentences on results come from their
 * verdict; here is only chosen which of them it is, and what comes next.
 */

static void
set_action (TpkStatus  *self,
            const char *label,
            const char *action,
            const char *target)
{
  g_free (self->label);
  self->label = g_strdup (label);
  self->action = action;
  g_clear_pointer (&self->target, g_variant_unref);
  if (target != NULL)
    self->target = g_variant_ref_sink (g_variant_new_string (target));
}

static void
set_words (TpkStatus  *self,
           const char *headline,
           const char *advice)
{
  gsize length = strlen (headline);

  g_free (self->headline);
  /* A headline has no full stop. */
  if (g_str_has_suffix (headline, "."))
    length -= strlen (".");
  else if (g_str_has_suffix (headline, "。"))
    length -= strlen ("。");
  self->headline = g_strndup (headline, length);
  g_free (self->advice);
  self->advice = g_strdup (advice != NULL ? advice : "");
}

static void
say_running (TpkStatus            *self,
             const TpkStatusFacts *facts)
{
  GListModel *results = tpk_check_run_get_results (facts->run);
  guint n = g_list_model_get_n_items (results), n_over = 0, n_usable = 0;
  g_autofree char *over = NULL, *usable = NULL, *advice = NULL;

  for (guint i = 0; i < n; i++) {
    g_autoptr (TpkResult) result = g_list_model_get_item (results, i);

    n_over += tpk_result_get_state (result) != TPK_RESULT_STATE_RUNNING;
    n_usable += tpk_result_is_usable (result);
  }
  /* Translators: how many ways to a server have been tried, and of how many. */
  over = g_strdup_printf (ngettext ("%u of %u way to a server is tried",
                                    "%u of %u ways to a server are tried", n), n_over, n);
  /* Translators: how many of the ways work. */
  usable = g_strdup_printf (ngettext ("%u works so far", "%u work so far", n_usable), n_usable);
  /* Translators: joins "3 of 12 ways to a server are tried" and "2 work so far". */
  advice = g_strdup_printf (_("%s, %s"), over, usable);

  self->kind = TPK_STATUS_RUNNING;
  set_words (self, _("Checking whether calls will work…"), advice);
  set_action (self, _("_Cancel"), "win.stop", NULL);
}

static gboolean
has_enabled (TpkProfile *profile)
{
  for (guint i = 0; i < tpk_profile_get_n_servers (profile); i++) {
    if (tpk_server_get_enabled (tpk_profile_get_server (profile, i)))
      return TRUE;
  }

  return FALSE;
}

/* There is nothing to check by the route that is chosen. */
static gboolean
say_nothing_to_check (TpkStatus            *self,
                      const TpkStatusFacts *facts)
{
  switch (tpk_profile_get_route (facts->profile)) {
  case TPK_ROUTE_OWN:
    if (has_enabled (facts->profile))
      return FALSE;
    if (tpk_profile_get_n_servers (facts->profile) > 0) {
      set_words (self, _("No server is switched on"),
                 _("Switch on a server, so that calls can go through it."));
      set_action (self, _("Show _Servers"), "win.show-page", "servers");
    } else {
      set_words (self, _("There is no server yet"),
                 _("Add a server that calls can go through: a STUN or TURN server."));
      set_action (self, _("_Add Server"), "win.add-server", NULL);
    }
    return TRUE;

  case TPK_ROUTE_CLOUD:
    set_words (self, _("Calls go through a cloud proxy"),
               _("The service assigns the relays. Its settings and what it needs from the network "
                 "are on the page of the cloud proxy."));
    set_action (self, _("Show Cloud _Proxy"), "win.show-page", "proxy");
    return TRUE;

  case TPK_ROUTE_DIRECT:
  default:
    set_words (self, _("Calls go directly, without a relay"),
               _("If they do not get through here, have them go through your servers or a cloud "
                 "proxy."));
    set_action (self, _("Choose a _Route"), "win.show-page", "proxy");
    return TRUE;
  }
}

static void
say_unchecked (TpkStatus            *self,
               const TpkStatusFacts *facts,
               gboolean              results)
{
  self->kind = TPK_STATUS_UNCHECKED;
  if (!results) {
    set_words (self, _("Not checked yet"),
               _("A check tries every way to every server. It takes a few seconds."));
    set_action (self, _("_Check Now"), "win.check", NULL);
  } else if (facts->age == TPK_CHECK_AGE_OTHER_NETWORK) {
    g_autofree char *advice = NULL;

    if (facts->network != NULL)
      /* Translators: %s is the name of a network, such as "Office Wi-Fi". */
      advice = g_strdup_printf (_("The results below are of “%s”. Check again to know whether "
                                  "calls will work here."), facts->network);
    set_words (self, tpk_status_get_age_headline (facts->age),
               advice != NULL ? advice : _("The results below are of another network. Check again "
                                           "to know whether calls will work here."));
    set_action (self, _("_Check Again"), "win.check", NULL);
  } else {
    set_words (self, tpk_status_get_age_headline (facts->age),
               _("The results below are of the servers as they were. Check again to know whether "
                 "calls will work now."));
    set_action (self, _("_Check Again"), "win.check", NULL);
  }
}

/* What comes next after a failure, by the code of its result. */
static const struct {
  const char *code;
  const char *label;           /* untranslated */
  const char *action;
} repairs[] = {
  { "bad-credentials", N_("_Edit Server"), "win.edit-server" },
  { "wrong-credentials", N_("_Edit Server"), "win.edit-server" },
  { "credentials-expired", N_("_Edit Server"), "win.edit-server" },
  { "invalid-url", N_("_Edit Server"), "win.edit-server" },
  { "dns-not-found", N_("_Edit Server"), "win.edit-server" },
  { "not-stun", N_("_Edit Server"), "win.edit-server" },
  { "not-turn", N_("_Edit Server"), "win.edit-server" },
  { "tls-not-tls", N_("_Edit Server"), "win.edit-server" },
  { "tls-untrusted", N_("Show _Certificate"), "win.show-result" },
  { "tls-name-mismatch", N_("Show _Certificate"), "win.show-result" },
  { "tls-expired", N_("Show _Certificate"), "win.show-result" },
  { "no-reply", N_("Copy _Request"), "status.copy-request" },
  { "timeout", N_("Copy _Request"), "status.copy-request" },
  { "unreachable", N_("Copy _Request"), "status.copy-request" },
  { "refused", N_("_Edit Server"), "win.edit-server" },
  { "closed", N_("Copy _Request"), "status.copy-request" },
  { "no-network", N_("_Check Again"), "win.check" },
  { "captive-portal", N_("_Check Again"), "win.check" },
};

static gboolean
is_blocked (TpkVerdict *verdict)
{
  return tpk_verdict_get_fact (verdict, TPK_FACT_ID_UDP) == TPK_FACT_BLOCKED ||
         tpk_verdict_get_fact (verdict, TPK_FACT_ID_TCP) == TPK_FACT_BLOCKED ||
         tpk_verdict_get_fact (verdict, TPK_FACT_ID_TLS_443) == TPK_FACT_BLOCKED;
}

/* Where nothing works, what came furthest is nearest to working. */
static TpkResult *
find_furthest (TpkCheckRun *run)
{
  g_autoptr (TpkResult) result = tpk_path_dup_result (run);

  if (result == NULL || tpk_result_get_state (result) != TPK_RESULT_STATE_FAILED)
    return NULL;

  return g_steal_pointer (&result);
}

/* The result that the first advice is about, else the first that is not in order. */
static TpkResult *
find_culprit (TpkCheckRun *run,
              const char  *advice)
{
  GListModel *results = tpk_check_run_get_results (run);
  g_autoptr (TpkResult) first = NULL;

  for (guint i = 0; i < g_list_model_get_n_items (results); i++) {
    g_autoptr (TpkResult) result = g_list_model_get_item (results, i);

    if (tpk_result_get_state (result) == TPK_RESULT_STATE_PASSED)
      continue;
    if (advice != NULL && g_strcmp0 (tpk_result_get_advice (result), advice) == 0)
      return g_steal_pointer (&result);
    if (first == NULL && tpk_result_get_state (result) == TPK_RESULT_STATE_FAILED)
      g_set_object (&first, result);
  }

  return g_steal_pointer (&first);
}

/* Returns: (transfer floating): the place of the result in its run */
static GVariant *
new_position (TpkCheckRun *run,
              TpkResult   *result)
{
  guint position = 0;

  g_list_store_find (G_LIST_STORE (tpk_check_run_get_results (run)), result, &position);

  return g_variant_new_uint32 (position);
}

static void
set_repair (TpkStatus   *self,
            TpkCheckRun *run,
            TpkVerdict  *verdict,
            TpkResult   *culprit)
{
  const char *code = culprit != NULL ? tpk_result_get_code (culprit) : NULL;

  set_action (self, _("Show _Checks"), "win.show-page", "checks");
  if (is_blocked (verdict)) {
    set_action (self, _("Copy _Request"), "status.copy-request", NULL);
    return;
  }

  for (guint i = 0; code != NULL && i < G_N_ELEMENTS (repairs); i++) {
    gboolean edits = g_str_equal (repairs[i].action, "win.edit-server");
    const char *server_id = edits ? tpk_result_get_server_id (culprit) : NULL;

    if (!g_str_equal (repairs[i].code, code))
      continue;
    if (edits && server_id == NULL)
      return;
    set_action (self, _(repairs[i].label), repairs[i].action, server_id);
    if (g_str_equal (repairs[i].action, "win.show-result"))
      self->target = g_variant_ref_sink (new_position (run, culprit));
    return;
  }
}

static void
say_verdict (TpkStatus            *self,
             const TpkStatusFacts *facts,
             TpkVerdict           *verdict)
{
  const char *advice = tpk_verdict_get_advice (verdict)[0];
  gboolean reaches = g_strcmp0 (tpk_verdict_get_coverage (verdict), "none") != 0;

  switch (tpk_verdict_get_state (verdict)) {
  case TPK_VERDICT_STATE_PASSED:
    self->kind = TPK_STATUS_WORKS;
    break;
  case TPK_VERDICT_STATE_DEGRADED:
    self->kind = reaches ? TPK_STATUS_WORKS_BUT : TPK_STATUS_FAILS;
    break;
  case TPK_VERDICT_STATE_FAILED:
    self->kind = TPK_STATUS_FAILS;
    break;
  case TPK_VERDICT_STATE_UNTESTED:
  case TPK_VERDICT_STATE_CANCELLED:
  default:
    self->kind = TPK_STATUS_CANNOT;
    break;
  }

  if (self->kind == TPK_STATUS_WORKS && facts->modified) {
    set_words (self, tpk_verdict_get_headline (verdict),
               _("Apply the settings, so that calls use them."));
    set_action (self, _("_Apply"), "win.apply", NULL);
  } else if (self->kind == TPK_STATUS_WORKS) {
    set_words (self, tpk_verdict_get_headline (verdict),
               advice != NULL ? advice : _("Every server answers. There is nothing to do."));
    set_action (self, _("_Check Again"), "win.check", NULL);
  } else {
    g_autoptr (TpkResult) culprit = NULL;
    g_autofree char *words = NULL;

    if (self->kind == TPK_STATUS_FAILS && !is_blocked (verdict))
      culprit = find_furthest (facts->run);
    if (culprit != NULL)
      advice = tpk_result_get_advice (culprit);
    else
      culprit = find_culprit (facts->run, advice);

    /* Advice about one server starts with what is the matter with it, unless that is all there is
     * to say, and said by the headline. */
    if (culprit != NULL && g_strcmp0 (tpk_result_get_advice (culprit), advice) == 0 &&
        g_strcmp0 (tpk_result_get_summary (culprit), tpk_verdict_get_headline (verdict)) != 0)
      words = tpk_format_outcome (tpk_result_get_summary (culprit), advice);
    set_words (self, tpk_verdict_get_headline (verdict), words != NULL ? words : advice);
    set_repair (self, facts->run, verdict, culprit);
  }
}

/**
 * tpk_status_new:
 * @facts: what is known
 *
 * Returns: (transfer full): what to say of it
 */
TpkStatus *
tpk_status_new (const TpkStatusFacts *facts)
{
  TpkStatus *self;
  TpkVerdict *verdict;

  g_return_val_if_fail (facts != NULL, NULL);
  g_return_val_if_fail (TPK_IS_PROFILE (facts->profile), NULL);

  self = g_new0 (TpkStatus, 1);
  verdict = facts->run != NULL ? tpk_check_run_get_verdict (facts->run) : NULL;
  if (facts->running && facts->run != NULL)
    say_running (self, facts);
  else if (verdict != NULL && facts->age == TPK_CHECK_AGE_CURRENT &&
           tpk_verdict_get_state (verdict) != TPK_VERDICT_STATE_CANCELLED)
    say_verdict (self, facts, verdict);
  else if (!say_nothing_to_check (self, facts))
    say_unchecked (self, facts, verdict != NULL && facts->age != TPK_CHECK_AGE_CURRENT);

  return self;
}

void
tpk_status_free (TpkStatus *self)
{
  g_free (self->headline);
  g_free (self->advice);
  g_free (self->label);
  g_clear_pointer (&self->target, g_variant_unref);
  g_free (self);
}

/**
 * tpk_status_get_state:
 * @self: a status
 *
 * Returns: the icon that goes with it
 */
TpkState
tpk_status_get_state (const TpkStatus *self)
{
  static const TpkState states[] = {
    [TPK_STATUS_UNCHECKED] = TPK_STATE_NONE,
    [TPK_STATUS_RUNNING] = TPK_STATE_RUNNING,
    [TPK_STATUS_WORKS] = TPK_STATE_GOOD,
    [TPK_STATUS_WORKS_BUT] = TPK_STATE_WARNING,
    [TPK_STATUS_FAILS] = TPK_STATE_ERROR,
    [TPK_STATUS_CANNOT] = TPK_STATE_NOTE,
  };

  g_return_val_if_fail (self != NULL, TPK_STATE_NONE);

  return states[self->kind];
}

/**
 * tpk_status_get_age_headline:
 * @age: whether results still hold
 *
 * Returns: (transfer none) (nullable): why they do not, or %NULL if they do
 */
const char *
tpk_status_get_age_headline (TpkCheckAge age)
{
  switch (age) {
  case TPK_CHECK_AGE_OTHER_NETWORK:
    return _("Not checked on this network yet");
  case TPK_CHECK_AGE_EDITED:
    return _("Not checked since the servers were changed");
  case TPK_CHECK_AGE_CURRENT:
  default:
    return NULL;
  }
}
