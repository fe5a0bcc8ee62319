/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#define G_LOG_DOMAIN "tpk-reach-result"

#include "config.h"

#include "tpk-reach-result.h"

#include <glib/gi18n-lib.h>

#include "model/tpk-port-ranges.h"

/**
 * TpkReachResult:
 *
 * What came of one port of one address: the state, and the code that says why.
 */
struct _TpkReachResult {
  GObject parent_instance;

  TpkTransport protocol;
  guint16 port;
  char *address;               /* (nullable) (owned): NULL when there is none */
  TpkReachState state;
  TpkCode code;
};

G_DEFINE_FINAL_TYPE (TpkReachResult, tpk_reach_result, G_TYPE_OBJECT)

static const struct {
  const char *id;
  const char *name;
} states[] = {
  [TPK_REACH_WAITING] = { "waiting", N_("waiting") },
  [TPK_REACH_PASSED] = { "passed", N_("open") },
  [TPK_REACH_FAILED] = { "failed", N_("closed") },
  [TPK_REACH_UNCLEAR] = { "unclear", N_("no answer") },
  [TPK_REACH_UNTESTED] = { "untested", N_("not tried") },
  [TPK_REACH_CANCELLED] = { "cancelled", N_("cancelled") },
};

/* The codes that mean something else here than in a check of a relay. */
static const struct {
  TpkCode code;
  TpkTransport protocol;
  const char *word;
  const char *summary;
  const char *advice;
} sentences[] = {
  { TPK_CODE_OK, TPK_TRANSPORT_TCP, N_("open"),
    N_("{host} accepts TCP connections at {ports}."), N_("Nothing to do.") },
  { TPK_CODE_OK, TPK_TRANSPORT_UDP, N_("open"),
    N_("{host} answers over UDP at {ports}."), N_("Nothing to do.") },
  { TPK_CODE_NOT_STUN, TPK_TRANSPORT_UDP, N_("open"),
    N_("Something answers over UDP at {ports} of {host}, though not STUN: the way is open."),
    N_("Nothing to do for the firewall.") },
  { TPK_CODE_REFUSED, TPK_TRANSPORT_TCP, N_("refused"),
    N_("TCP connections to {ports} of {host} are refused: nothing listens there, or a firewall "
       "rejects them."),
    N_("Ask the network’s administrator whether the firewall rejects TCP {ports} to {host}. If it "
       "does not, ask the operator of {host} which ports it listens at.") },
  { TPK_CODE_REFUSED, TPK_TRANSPORT_UDP, N_("refused"),
    N_("UDP at {ports} of {host} is refused (ICMP port unreachable): nothing listens there, or a "
       "firewall rejects it."),
    N_("Ask the network’s administrator whether the firewall rejects UDP {ports} to {host}. If it "
       "does not, ask the operator of {host} which ports it listens at.") },
  { TPK_CODE_UNREACHABLE, TPK_TRANSPORT_TCP, N_("unreachable"),
    N_("There is no way to {ports} of {host}: a router or a firewall says so (ICMP unreachable)."),
    N_("Ask the network’s administrator to let TCP {ports} to {host} through.") },
  { TPK_CODE_UNREACHABLE, TPK_TRANSPORT_UDP, N_("unreachable"),
    N_("There is no way to {ports} of {host}: a router or a firewall says so (ICMP unreachable)."),
    N_("Ask the network’s administrator to let UDP {ports} to {host} through.") },
  { TPK_CODE_TIMEOUT, TPK_TRANSPORT_TCP, N_("timeout"),
    N_("Nobody answered in time at TCP {ports} of {host}: a firewall swallows the packets, or "
       "there is no such computer."),
    N_("Ask the network’s administrator to let TCP {ports} to {host} through.") },
  { TPK_CODE_NO_REPLY, TPK_TRANSPORT_UDP, N_("no answer"),
    N_("No answer over UDP at {ports} of {host}: blocked, or does not speak STUN."),
    N_("If the operator of {host} says that it answers STUN there, ask the network’s "
       "administrator to let UDP {ports} to {host} through, both ways.") },
};

static void
tpk_reach_result_finalize (GObject *object)
{
  g_free (TPK_REACH_RESULT (object)->address);

  G_OBJECT_CLASS (tpk_reach_result_parent_class)->finalize (object);
}

static void
tpk_reach_result_class_init (TpkReachResultClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = tpk_reach_result_finalize;
}

static void
tpk_reach_result_init (TpkReachResult *self)
{
}

/**
 * tpk_reach_result_new:
 * @protocol: TCP or UDP
 * @port: the port
 * @address: (nullable): the address, in numbers
 * @state: how it ended
 * @code: why
 *
 * Returns: (transfer full): a result
 */
TpkReachResult *
tpk_reach_result_new (TpkTransport   protocol,
                      guint16        port,
                      const char    *address,
                      TpkReachState  state,
                      TpkCode        code)
{
  TpkReachResult *self = g_object_new (TPK_TYPE_REACH_RESULT, NULL);

  self->protocol = protocol;
  self->port = port;
  self->address = g_strdup (address);
  self->state = state;
  self->code = code;

  return self;
}

static TpkReachState
state_of_failure (TpkTransport      protocol,
                  const TpkFailure *failure)
{
  if (failure->code == TPK_CODE_CANCELLED)
    return TPK_REACH_CANCELLED;
  if (failure->untested)
    return TPK_REACH_UNTESTED;
  if (protocol == TPK_TRANSPORT_TCP)
    return TPK_REACH_FAILED;
  if (failure->code == TPK_CODE_NOT_STUN)
    return TPK_REACH_PASSED;

  return failure->code == TPK_CODE_NO_REPLY ? TPK_REACH_UNCLEAR : TPK_REACH_FAILED;
}

/**
 * tpk_reach_result_new_failed:
 * @protocol: TCP or UDP
 * @port: the port
 * @address: (nullable): the address, in numbers
 * @failure: what the probe ran into. Silence over UDP is no failure but unclear, and an answer that
 *   is not STUN shows that the way is open
 *
 * Returns: (transfer full): a result
 */
TpkReachResult *
tpk_reach_result_new_failed (TpkTransport      protocol,
                             guint16           port,
                             const char       *address,
                             const TpkFailure *failure)
{
  return tpk_reach_result_new (protocol, port, address, state_of_failure (protocol, failure),
                               failure->code);
}

TpkReachState
tpk_reach_result_get_state (TpkReachResult *self)
{
  g_return_val_if_fail (TPK_IS_REACH_RESULT (self), TPK_REACH_WAITING);

  return self->state;
}

TpkCode
tpk_reach_result_get_code (TpkReachResult *self)
{
  g_return_val_if_fail (TPK_IS_REACH_RESULT (self), TPK_CODE_OK);

  return self->code;
}

/**
 * tpk_reach_result_get_address:
 * @self: a result
 *
 * Returns: (transfer none) (nullable): the address in numbers, %NULL when the name has none
 */
const char *
tpk_reach_result_get_address (TpkReachResult *self)
{
  g_return_val_if_fail (TPK_IS_REACH_RESULT (self), NULL);

  return self->address;
}

guint16
tpk_reach_result_get_port (TpkReachResult *self)
{
  g_return_val_if_fail (TPK_IS_REACH_RESULT (self), 0);

  return self->port;
}

/**
 * tpk_reach_state_to_string:
 * @state: a state
 *
 * Returns: (transfer none): its stable string, such as `unclear`
 */
const char *
tpk_reach_state_to_string (TpkReachState state)
{
  g_return_val_if_fail (state < G_N_ELEMENTS (states), NULL);

  return states[state].id;
}

/**
 * tpk_reach_state_get_name:
 * @state: a state
 *
 * Returns: (transfer none): what to call it, translated
 */
const char *
tpk_reach_state_get_name (TpkReachState state)
{
  g_return_val_if_fail (state < G_N_ELEMENTS (states), NULL);

  return _(states[state].name);
}

static int
find_sentence (TpkTransport protocol,
               TpkCode      code)
{
  for (guint i = 0; i < G_N_ELEMENTS (sentences); i++)
    if (sentences[i].code == code && sentences[i].protocol == protocol)
      return i;

  return -1;
}

static char *
fill (const char *sentence,
      const char *host,
      const char *ports)
{
  GString *text = g_string_new (sentence);

  g_string_replace (text, "{ports}", ports, 0);
  g_string_replace (text, "{host}", host, 0);

  return g_string_free (text, FALSE);
}

static TpkCodeContext
make_context (TpkTransport  protocol,
              const char   *host,
              const char   *ports)
{
  TpkCodeContext context = { .host = host };

  context.port = (guint) g_ascii_strtoull (ports, NULL, 10);
  context.wire = protocol == TPK_TRANSPORT_TCP ? TPK_WIRE_TCP : TPK_WIRE_UDP;

  return context;
}

static char *
dup_named_ports (const char *ports)
{
  g_autoptr (GArray) ranges = tpk_port_ranges_parse (ports, NULL);

  g_return_val_if_fail (ranges != NULL, g_strdup (ports));

  /* Translators: %s is one port of a computer, or a range of them. */
  return g_strdup_printf (ngettext ("port %s", "ports %s", tpk_port_ranges_count (ranges)), ports);
}

/**
 * tpk_reach_dup_summary:
 * @protocol: TCP or UDP
 * @code: how it ended
 * @host: the address, or the name that has none
 * @ports: a port or a range of ports, such as `3433-3460`
 *
 * Returns: (transfer full): what happened in one translated sentence
 */
char *
tpk_reach_dup_summary (TpkTransport  protocol,
                       TpkCode       code,
                       const char   *host,
                       const char   *ports)
{
  const TpkCodeContext context = make_context (protocol, host, ports);
  g_autofree char *named = dup_named_ports (ports);
  int i = find_sentence (protocol, code);

  return i >= 0 ? fill (_(sentences[i].summary), host, named)
                : tpk_code_dup_summary (code, &context);
}

/**
 * tpk_reach_dup_advice:
 * @protocol: TCP or UDP
 * @code: how it ended
 * @host: the address, or the name that has none
 * @ports: a port or a range of ports
 *
 * Returns: (transfer full): the next step and who can take it, translated
 */
char *
tpk_reach_dup_advice (TpkTransport  protocol,
                      TpkCode       code,
                      const char   *host,
                      const char   *ports)
{
  const TpkCodeContext context = make_context (protocol, host, ports);
  g_autofree char *named = dup_named_ports (ports);
  int i = find_sentence (protocol, code);

  return i >= 0 ? fill (_(sentences[i].advice), host, named)
                : tpk_code_dup_advice (code, &context);
}

/**
 * tpk_reach_get_word:
 * @state: how it ended
 * @code: why
 *
 * Returns: (transfer none): the word for a cell of a table, translated: `open`, `refused`,
 *   `unreachable`, `timeout`, `no answer`, or the name of the state
 */
const char *
tpk_reach_get_word (TpkReachState state,
                    TpkCode       code)
{
  if (state == TPK_REACH_FAILED)
    for (guint i = 0; i < G_N_ELEMENTS (sentences); i++)
      if (sentences[i].code == code)
        return _(sentences[i].word);

  return tpk_reach_state_get_name (state);
}
