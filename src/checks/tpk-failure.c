/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#define G_LOG_DOMAIN "tpk-failure"

#include "config.h"

#include "tpk-failure.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "tpk-local-network.h"

/**
 * tpk_failure_set:
 * @self: (out caller-allocates): a failure
 * @code: why
 * @text: (nullable): technical words
 */
void
tpk_failure_set (TpkFailure *self,
                 TpkCode     code,
                 const char *text)
{
  g_return_if_fail (self != NULL);

  memset (self, 0, sizeof *self);
  self->code = code;
  if (text != NULL)
    tpk_failure_copy_text (self->text, sizeof self->text, (const guint8 *) text, strlen (text));
}

static TpkCode
code_from_io_error (int code)
{
  switch (code) {
  case G_IO_ERROR_CONNECTION_REFUSED:
    return TPK_CODE_REFUSED;
  case G_IO_ERROR_HOST_UNREACHABLE:
  case G_IO_ERROR_NETWORK_UNREACHABLE:
  /* EPERM and EACCES: a packet filter on this computer. */
  case G_IO_ERROR_PERMISSION_DENIED:
    return TPK_CODE_UNREACHABLE;
  case G_IO_ERROR_TIMED_OUT:
    return TPK_CODE_TIMEOUT;
  case G_IO_ERROR_CONNECTION_CLOSED: /* also G_IO_ERROR_BROKEN_PIPE */
  case G_IO_ERROR_CLOSED:
    return TPK_CODE_CLOSED;
  case G_IO_ERROR_CANCELLED:
    return TPK_CODE_CANCELLED;
  default:
    return TPK_CODE_TESTER_FAILED;
  }
}

/**
 * tpk_failure_set_error:
 * @self: (out caller-allocates): a failure
 * @error: what GIO says of a socket
 */
void
tpk_failure_set_error (TpkFailure   *self,
                       const GError *error)
{
  g_return_if_fail (error != NULL);

  tpk_failure_set (self,
                   error->domain == G_IO_ERROR ? code_from_io_error (error->code)
                                               : TPK_CODE_TESTER_FAILED,
                   error->message);
  self->untested = self->code == TPK_CODE_TESTER_FAILED;
}

/**
 * tpk_failure_set_no_network:
 * @self: (out caller-allocates): a failure
 *
 * Whatever went wrong, it was because this computer is not on any network.
 */
void
tpk_failure_set_no_network (TpkFailure *self)
{
  tpk_failure_set (self, TPK_CODE_NO_NETWORK, NULL);
  self->untested = TRUE;
}

/**
 * tpk_failure_blame_network:
 * @self: (inout): why a server that is not on this computer fell silent
 *
 * Says so when this computer is no longer on any network: a cable that is pulled out in the middle
 * looks like that.
 *
 * Returns: whether that was the reason
 */
gboolean
tpk_failure_blame_network (TpkFailure *self)
{
  TpkLocalNetwork network;

  g_return_val_if_fail (self != NULL, FALSE);

  switch (self->code) {
  case TPK_CODE_NO_REPLY:
  case TPK_CODE_RELAY_SILENT:
  case TPK_CODE_RELAY_LOSSY:
  case TPK_CODE_LARGE_PACKETS_LOST:
  case TPK_CODE_TIMEOUT:
  case TPK_CODE_UNREACHABLE:
    break;
  default:
    return FALSE;
  }
  tpk_local_network_look (&network);
  if (network.ipv4 || network.ipv6)
    return FALSE;
  tpk_failure_set_no_network (self);

  return TRUE;
}

static gboolean
has_status (const guint8      *bytes,
            gsize              length,
            const char *const *statuses)
{
  if (length < 12 || memcmp (bytes, "HTTP/1.", 7) != 0)
    return FALSE;
  for (guint i = 0; statuses[i] != NULL; i++) {
    if (memcmp (bytes + 9, statuses[i], 3) == 0)
      return TRUE;
  }

  return FALSE;
}

/* Whether a web server sends whoever comes to a page to sign in: 511 is made for that (RFC 6585 §6);
 * and only who sends everybody elsewhere has an answer like that for something that is no HTTP. */
static gboolean
is_sign_in_page (const guint8 *bytes,
                 gsize         length)
{
  static const char *const statuses[] = { "302", "303", "307", "511", NULL };

  return has_status (bytes, length, statuses);
}

static gboolean
is_html (const guint8 *bytes,
         gsize         length)
{
  return length >= 4 && (g_ascii_strncasecmp ((const char *) bytes, "<htm", 4) == 0 ||
                         g_ascii_strncasecmp ((const char *) bytes, "<!do", 4) == 0);
}

/* Whether a page comes for something that is no HTTP. A portal does that, but a web server, too. */
static gboolean
is_page (const guint8 *bytes,
         gsize         length)
{
  static const char *const statuses[] = { "200", "301", "308", NULL };

  return is_html (bytes, length) || has_status (bytes, length, statuses);
}

/**
 * tpk_failure_set_portal:
 * @self: (out caller-allocates): a failure
 *
 * A web page answers that the network shows to those who have not signed in.
 */
void
tpk_failure_set_portal (TpkFailure *self)
{
  tpk_failure_set (self, TPK_CODE_CAPTIVE_PORTAL, "http");
  self->untested = TRUE;
  self->summary = N_("A page to sign in answers in place of {host}: this network wants you to "
                     "sign in first.");
}

/**
 * tpk_failure_set_not_stun:
 * @self: (out caller-allocates): a failure
 * @bytes: the beginning of an answer that is not STUN
 * @length: of @bytes
 *
 * Recognises a web server and a server that wants TLS, which are the usual ones.
 */
void
tpk_failure_set_not_stun (TpkFailure   *self,
                          const guint8 *bytes,
                          gsize         length)
{
  tpk_failure_set (self, TPK_CODE_NOT_STUN, NULL);

  if (is_sign_in_page (bytes, length)) {
    tpk_failure_set_portal (self);
  } else if (is_html (bytes, length) || (length >= 4 && memcmp (bytes, "HTTP", 4) == 0)) {
    g_strlcpy (self->text, "http", sizeof self->text);
    self->web_page = is_page (bytes, length);
    self->summary = N_("A web server answers at port {port} of {host}, not a relay.");
  } else if (length >= 2 && bytes[0] >= 0x14 && bytes[0] <= 0x17 && bytes[1] == 3) {
    g_strlcpy (self->text, "tls", sizeof self->text);
    self->summary = N_("Port {port} of {host} expects an encrypted connection.");
    self->advice = N_("Write turns: instead of turn:, or ask the server’s operator which port "
                      "takes connections without encryption.");
  }

  for (gsize i = 0; i < MIN (length, 16); i++)
    g_snprintf (self->first_bytes + 3 * i, sizeof self->first_bytes - 3 * i, "%02x ", bytes[i]);
  g_strchomp (self->first_bytes);
}

/**
 * tpk_failure_blame_proxy:
 * @self: what went wrong on the way to a proxy, or while it was to connect
 *
 * Says the same of the proxy, so that nobody looks for the fault at the server.
 */
void
tpk_failure_blame_proxy (TpkFailure *self)
{
  switch (self->code) {
  case TPK_CODE_DNS_NOT_FOUND:
  case TPK_CODE_DNS_TIMEOUT:
  case TPK_CODE_DNS_FAILED:
    self->summary = N_("The name of the proxy {proxy} could not be looked up.");
    break;
  case TPK_CODE_REFUSED:
    self->summary = N_("Nothing answers at {proxy}, where the proxy should be: the connection was "
                       "refused.");
    break;
  case TPK_CODE_UNREACHABLE:
    self->summary = N_("There is no way from this network to the proxy {proxy}.");
    break;
  case TPK_CODE_TIMEOUT:
    self->summary = N_("The proxy {proxy} does not answer.");
    break;
  case TPK_CODE_NO_REPLY:
    self->summary = N_("The proxy {proxy} accepts connections, but gave no answer about port "
                       "{port} of {host} in time.");
    self->advice = N_("The proxy may wait for a server that does not answer: check the name and "
                      "the port. If they are right, ask the network’s administrator to look at "
                      "the proxy.");
    break;
  case TPK_CODE_CLOSED:
    self->summary = N_("The proxy {proxy} closed the connection instead of answering.");
    break;
  default:
    return;
  }
  if (self->code != TPK_CODE_NO_REPLY)
    self->advice = NULL;
  self->code = TPK_CODE_PROXY_FAILED;
}

/**
 * tpk_failure_dup_words:
 * @self: a failure
 * @context: what the sentences speak of; its number and reason are those of @self
 * @summary: (out) (transfer full): what happened, in one plain translated sentence
 * @advice: (out) (transfer full): the next step and who can take it, translated
 */
void
tpk_failure_dup_words (const TpkFailure     *self,
                       const TpkCodeContext *context,
                       char                **summary,
                       char                **advice)
{
  TpkCodeContext filled;

  g_return_if_fail (self != NULL && context != NULL);
  g_return_if_fail (summary != NULL && advice != NULL);

  filled = *context;
  filled.number = self->stun_error;
  filled.reason = self->text;
  *summary = self->summary != NULL ? tpk_code_fill (_(self->summary), &filled)
                                   : tpk_code_dup_summary (self->code, &filled);
  if (self->unproven) {
    g_autofree char *bare = g_steal_pointer (summary);

    /* Translators: %s is a sentence about what a server answered. */
    *summary = g_strdup_printf (_("%s The answer is not signed (no MESSAGE-INTEGRITY), so something "
                                  "on the way may have sent it."), bare);
  }
  *advice = self->advice != NULL ? tpk_code_fill (_(self->advice), &filled)
                                 : tpk_code_dup_advice (self->code, &filled);
}

/**
 * tpk_failure_copy_text:
 * @target: (out caller-allocates): where to
 * @size: of @target, in bytes
 * @bytes: text that somebody else wrote; need not be UTF-8 nor end with NUL
 * @length: of @bytes
 *
 * Copies what can be shown: valid UTF-8 without control characters, cut at a character.
 */
void
tpk_failure_copy_text (char         *target,
                       gsize         size,
                       const guint8 *bytes,
                       gsize         length)
{
  g_autofree char *valid = NULL;
  gsize used = 0;

  g_return_if_fail (target != NULL && size > 0);

  valid = g_utf8_make_valid ((const char *) bytes, MIN (length, size));
  for (const char *p = valid; *p != '\0'; p = g_utf8_next_char (p)) {
    gsize n = g_utf8_next_char (p) - p;

    if (used + n >= size)
      break;
    if (g_unichar_iscntrl (g_utf8_get_char (p)))
      target[used++] = ' ';
    else {
      memcpy (target + used, p, n);
      used += n;
    }
  }
  target[used] = '\0';
}
