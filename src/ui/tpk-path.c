/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#define G_LOG_DOMAIN "tpk-path"

#include "config.h"

#include "tpk-path.h"

#include <glib/gi18n-lib.h>

#include "model/tpk-json.h"

#include "tpk-format.h"
#include "tpk-outcome.h"

/*
 * How a call would go, from this computer through the relay to the other side, as far as it has
 * been measured. It is shown by the best result of a run: the one with which a call would begin.
 */

static void
stop_free (gpointer data)
{
  TpkPathStop *stop = data;

  g_free (stop->title);
  g_free (stop->detail);
  g_free (stop);
}

static void
leg_free (gpointer data)
{
  TpkPathLeg *leg = data;

  g_free (leg->measured);
  g_free (leg->security);
  g_free (leg);
}

static void
add_stop (TpkPath    *self,
          const char *icon_name,
          const char *title,
          char       *detail)
{
  TpkPathStop *stop = g_new0 (TpkPathStop, 1);

  stop->icon_name = icon_name;
  stop->title = g_strdup (title);
  stop->detail = detail;
  g_ptr_array_add (self->stops, stop);
}

static void
add_leg (TpkPath  *self,
         TpkState  state,
         char     *measured,
         char     *security)
{
  TpkPathLeg *leg = g_new0 (TpkPathLeg, 1);

  leg->state = state;
  leg->measured = measured;
  leg->security = security;
  g_ptr_array_add (self->legs, leg);
}

static gboolean
is_turn (TpkResult *result)
{
  return g_ascii_strncasecmp (tpk_result_get_url (result), "turn", 4) == 0;
}

/* What is proven comes before what is only likely, and that before the faster. */
static double
rate_usable (TpkResult *result)
{
  double rtt_ms = tpk_result_get_rtt_ms (result);
  double rating = 1e5;

  if (tpk_result_get_state (result) == TPK_RESULT_STATE_PASSED)
    rating = 3e5;
  else if (tpk_result_has_passed (result, TPK_STAGE_DATA))
    rating = 2e5;

  return rating - (rtt_ms >= 0 ? MIN (rtt_ms, 9e4) : 9e4);
}

/* The larger, the better a call could begin with it. */
static double
rate (TpkResult *result)
{
  double rating = is_turn (result) ? 1e6 : 0;

  if (tpk_result_is_usable (result))
    return rating + rate_usable (result);
  if (tpk_result_get_state (result) == TPK_RESULT_STATE_RUNNING)
    return rating / 2 + 1e3 + tpk_result_get_stage (result);
  if (tpk_result_get_state (result) == TPK_RESULT_STATE_FAILED)
    return rating / 4 + 1e2 + tpk_result_get_stage (result);

  return 0;
}

/**
 * tpk_path_dup_result:
 * @run: a run
 *
 * Returns: (transfer full) (nullable): the result that a call would begin with
 */
TpkResult *
tpk_path_dup_result (TpkCheckRun *run)
{
  GListModel *results = tpk_check_run_get_results (run);
  g_autoptr (TpkResult) best = NULL;

  for (guint i = 0; i < g_list_model_get_n_items (results); i++) {
    g_autoptr (TpkResult) result = g_list_model_get_item (results, i);

    if (best == NULL || rate (result) > rate (best))
      g_set_object (&best, result);
  }

  return g_steal_pointer (&best);
}

static char *
dup_host (TpkResult *result)
{
  g_autoptr (TpkIceUrl) url = tpk_ice_url_new (tpk_result_get_url (result));
  const char *host = tpk_ice_url_get_host (url);

  return g_strdup (host != NULL ? host : _("Relay"));
}

/* The port of this computer is another with every call. */
static char *
dup_without_port (const char *address)
{
  g_autoptr (GSocketConnectable) parsed = NULL;

  if (address == NULL)
    return NULL;
  parsed = g_network_address_parse (address, 0, NULL);

  return g_strdup (parsed != NULL ? g_network_address_get_hostname (G_NETWORK_ADDRESS (parsed))
                                  : address);
}

/* Some relays do not know their own address, and give one that is nobody's. */
static gboolean
is_unspecified (const char *address)
{
  g_autofree char *host = dup_without_port (address);
  g_autoptr (GInetAddress) parsed = g_inet_address_new_from_string (host);

  return parsed != NULL && g_inet_address_get_is_any (parsed);
}

static char *
dup_relay_detail (TpkResult  *result,
                  const char *host)
{
  const char *relayed = tpk_result_get_relayed (result);
  const char *detail = relayed != NULL && !is_unspecified (relayed)
                       ? relayed : tpk_result_get_address (result);

  return g_strcmp0 (detail, host) != 0 ? g_strdup (detail) : NULL;
}

static char *
dup_protocol (TpkResult *result)
{
  JsonObject *tls = tpk_result_get_tls (result);
  const char *version = NULL;

  if (tpk_result_get_wire (result) == TPK_WIRE_TLS && tls != NULL &&
      tpk_json_get_string (tls, "version", &version, NULL) && version != NULL)
    return g_strconcat ("TLS ", version, NULL);

  return g_strdup (tpk_format_wire (tpk_result_get_wire (result)));
}

static char *
dup_measured (TpkResult *result)
{
  g_autofree char *protocol = dup_protocol (result);
  g_autofree char *ms = tpk_format_ms (tpk_result_get_rtt_ms (result));

  if (*ms == '\0')
    return g_steal_pointer (&protocol);

  /* Translators: a time such as "12 ms", and a protocol such as "TLS 1.3". */
  return g_strdup_printf (_("%s · %s"), ms, protocol);
}

static char *
dup_security (TpkResult *result)
{
  TpkWire wire = tpk_result_get_wire (result);

  return g_strdup (wire == TPK_WIRE_TLS || wire == TPK_WIRE_DTLS ? _("encrypted")
                                                                 : _("not encrypted"));
}

/* The server has let itself be spoken to: what fails later does not fail on the way there. */
static gboolean
is_reached (TpkResult *result)
{
  return tpk_result_is_usable (result) || tpk_result_get_stun_error (result) > 0 ||
         tpk_result_has_passed (result, TPK_STAGE_CHALLENGE) ||
         tpk_result_has_passed (result, TPK_STAGE_BINDING) ||
         tpk_result_get_stage (result) >= TPK_STAGE_ALLOCATE;
}

static void
add_leg_to_relay (TpkPath   *self,
                  TpkResult *result)
{
  if (is_reached (result))
    add_leg (self, TPK_STATE_GOOD, dup_measured (result), dup_security (result));
  else if (tpk_result_get_state (result) == TPK_RESULT_STATE_RUNNING)
    add_leg (self, TPK_STATE_RUNNING, dup_protocol (result), g_strdup (_("being tried")));
  else if (tpk_result_get_state (result) == TPK_RESULT_STATE_FAILED)
    add_leg (self, TPK_STATE_ERROR, g_strdup (tpk_outcome_get_name (result)),
             dup_protocol (result));
  else
    add_leg (self, TPK_STATE_NONE, g_strdup (_("not tried")), NULL);
}

static void
add_leg_to_proxy (TpkPath   *self,
                  TpkResult *result)
{
  const char *code = tpk_result_get_code (result);
  gboolean passed = tpk_result_has_passed (result, TPK_STAGE_CONNECT) || is_reached (result);

  if (passed)
    add_leg (self, TPK_STATE_GOOD, g_strdup (_("connected")), NULL);
  else if (tpk_result_get_state (result) == TPK_RESULT_STATE_RUNNING)
    add_leg (self, TPK_STATE_RUNNING, g_strdup (_("being tried")), NULL);
  else
    add_leg (self, code != NULL ? TPK_STATE_ERROR : TPK_STATE_NONE,
             g_strdup (tpk_outcome_get_name (result)), NULL);
}

static void
add_leg_from_relay (TpkPath   *self,
                    TpkResult *result)
{
  if (!is_turn (result))
    add_leg (self, TPK_STATE_NONE, g_strdup (_("no relay")), NULL);
  else if (tpk_result_has_passed (result, TPK_STAGE_DATA))
    add_leg (self, tpk_result_get_state (result) == TPK_RESULT_STATE_DEGRADED ? TPK_STATE_WARNING
                                                                              : TPK_STATE_GOOD,
             g_strdup (tpk_result_get_state (result) == TPK_RESULT_STATE_DEGRADED
                       ? tpk_outcome_get_name (result) : _("relayed")), NULL);
  else if (tpk_result_get_state (result) == TPK_RESULT_STATE_RUNNING)
    add_leg (self, is_reached (result) ? TPK_STATE_RUNNING : TPK_STATE_NONE,
             g_strdup (is_reached (result) ? _("being tried") : _("not tried yet")), NULL);
  else if (tpk_result_get_state (result) == TPK_RESULT_STATE_DEGRADED)
    add_leg (self, TPK_STATE_WARNING, g_strdup (tpk_outcome_get_name (result)), NULL);
  else if (is_reached (result) && tpk_result_get_state (result) == TPK_RESULT_STATE_FAILED)
    add_leg (self, TPK_STATE_ERROR, g_strdup (tpk_outcome_get_name (result)), NULL);
  else
    add_leg (self, TPK_STATE_NONE, g_strdup (_("not tried")), NULL);
}

static char *
dup_quality (TpkResult *result)
{
  const TpkQuality *quality = tpk_result_get_quality (result);
  g_autofree char *lost = NULL;
  g_autofree char *ms = NULL;

  if (quality == NULL || !quality->known)
    return NULL;

  lost = tpk_format_percent (quality->lost_percent, 0);
  ms = tpk_format_ms (quality->rtt_median_ms);
  /* Translators: how much was lost on the way, such as "2 %", and a time such as "41 ms". */
  return g_strdup_printf (_("%s lost · %s"), lost, ms);
}

static void
add_result (TpkPath   *self,
            TpkResult *result)
{
  const char *proxy = tpk_result_get_proxy (result);
  const char *proxy_host = proxy != NULL ? strstr (proxy, "://") : NULL;
  g_autofree char *host = dup_host (result);

  add_stop (self, "computer-symbolic", _("This Computer"),
            dup_without_port (tpk_result_get_mapped (result)));
  if (proxy_host != NULL) {
    add_leg_to_proxy (self, result);
    add_stop (self, "network-workgroup-symbolic", _("Proxy"),
              g_strdup (proxy_host + strlen ("://")));
  }
  add_leg_to_relay (self, result);
  add_stop (self, "turnpike-servers-symbolic", host,
            dup_relay_detail (result, host));
  add_leg_from_relay (self, result);
  add_stop (self, "avatar-default-symbolic", _("The Other Side"), dup_quality (result));
}

/* Nothing was tried yet: what is going to be. */
static void
add_plan (TpkPath    *self,
          TpkProfile *profile)
{
  add_stop (self, "computer-symbolic", _("This Computer"), NULL);
  switch (tpk_profile_get_route (profile)) {
  case TPK_ROUTE_OWN:
    add_leg (self, TPK_STATE_NONE, g_strdup (_("not checked")), NULL);
    add_stop (self, "turnpike-servers-symbolic", _("Your Servers"), NULL);
    break;
  case TPK_ROUTE_CLOUD:
    add_leg (self, TPK_STATE_NONE, g_strdup (_("not checked")), NULL);
    add_stop (self, "turnpike-cloud-symbolic", _("Cloud Proxy"), NULL);
    break;
  case TPK_ROUTE_DIRECT:
  default:
    break;
  }
  add_leg (self, TPK_STATE_NONE, g_strdup (_("not checked")), NULL);
  add_stop (self, "avatar-default-symbolic", _("The Other Side"), NULL);
}

/* For those who do not see the picture: leg by leg, in the same words. */
static char *
describe (TpkPath *self)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < self->stops->len; i++) {
    TpkPathStop *stop = g_ptr_array_index (self->stops, i);
    TpkPathLeg *leg = i > 0 ? g_ptr_array_index (self->legs, i - 1) : NULL;

    if (leg != NULL) {
      /* Translators: one leg of the way of a call: where it leads, whether it works, and what was
       * measured. */
      g_string_append_printf (text, _(". Next, “%s”: %s, %s"), stop->title,
                              tpk_state_get_name (leg->state), leg->measured);
      if (leg->security != NULL)
        g_string_append_printf (text, ", %s", leg->security);
    } else {
      g_string_append (text, stop->title);
    }
    if (stop->detail != NULL)
      g_string_append_printf (text, ", %s", stop->detail);
  }

  return g_string_free (text, FALSE);
}

static TpkPath *
new_path (TpkResult  *result,
          TpkProfile *profile)
{
  TpkPath *self = g_new0 (TpkPath, 1);

  self->stops = g_ptr_array_new_with_free_func (stop_free);
  self->legs = g_ptr_array_new_with_free_func (leg_free);
  if (result != NULL)
    add_result (self, result);
  else
    add_plan (self, profile);
  self->description = describe (self);

  return self;
}

/**
 * tpk_path_new:
 * @run: (nullable): the run whose best result is shown
 * @profile: what calls would use
 *
 * Returns: (transfer full): how a call would go
 */
TpkPath *
tpk_path_new (TpkCheckRun *run,
              TpkProfile  *profile)
{
  g_autoptr (TpkResult) result = NULL;

  g_return_val_if_fail (TPK_IS_PROFILE (profile), NULL);

  result = run != NULL ? tpk_path_dup_result (run) : NULL;

  return new_path (result, profile);
}

/**
 * tpk_path_new_for_result:
 * @result: what was found of one target
 *
 * Returns: (transfer full): how a call through that target would go
 */
TpkPath *
tpk_path_new_for_result (TpkResult *result)
{
  g_return_val_if_fail (TPK_IS_RESULT (result), NULL);

  return new_path (result, NULL);
}

void
tpk_path_free (TpkPath *self)
{
  g_ptr_array_unref (self->stops);
  g_ptr_array_unref (self->legs);
  g_free (self->description);
  g_free (self);
}

/**
 * tpk_path_is_running:
 * @self: a path
 *
 * Returns: whether any leg is being tried right now
 */
gboolean
tpk_path_is_running (TpkPath *self)
{
  for (guint i = 0; i < self->legs->len; i++) {
    if (((TpkPathLeg *) g_ptr_array_index (self->legs, i))->state == TPK_STATE_RUNNING)
      return TRUE;
  }

  return FALSE;
}
