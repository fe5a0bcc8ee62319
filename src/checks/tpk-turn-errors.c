/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#define G_LOG_DOMAIN "tpk-turn-errors"

#include "config.h"

#include "tpk-turn-errors.h"

#include <string.h>

#include "tpk-stun-message.h"

/* What an error to an Allocate says; the first 401 is only the challenge. Until it comes, libnice
 * repeats its request, and the server then repeats the challenge. */
static gboolean
judge_allocate_error (TpkTurnErrors     *self,
                      const StunMessage *message,
                      int                code)
{
  StunTransactionId id;

  if (code != 401)
    return code != 438;

  stun_message_id (message, id);
  if (self->challenged)
    return memcmp (id, self->challenge, sizeof id) != 0;
  self->challenged = TRUE;
  memcpy (self->challenge, id, sizeof id);

  return FALSE;
}

static gboolean
is_whole_message (const guint8 *frame,
                  gsize         length)
{
  return length > 0 && (frame[0] & 0xC0) == 0 &&
         stun_message_validate_buffer_length (frame, length, TRUE) == (int) length;
}

/**
 * tpk_turn_errors_find:
 * @self: what was heard so far
 * @frame: what a server sent to libnice, which keeps errors to itself; may be anything
 * @length: of @frame
 * @failure: (out caller-allocates): what it says, when it says that
 *
 * Returns: whether the call can not work any more
 */
gboolean
tpk_turn_errors_find (TpkTurnErrors *self,
                      const guint8  *frame,
                      gsize          length,
                      TpkFailure    *failure)
{
  StunMessage message = { .buffer = (guint8 *) frame, .buffer_len = length };
  char reason[128] = "";
  int code = 0;

  if (!is_whole_message (frame, length) || stun_message_get_class (&message) != STUN_ERROR ||
      stun_message_find_error (&message, &code) != STUN_MESSAGE_RETURN_SUCCESS)
    return FALSE;

  tpk_stun_copy_text (&message, STUN_ATTRIBUTE_ERROR_CODE, 4, reason, sizeof reason);
  tpk_failure_set (failure, tpk_code_from_stun_error (code), reason);
  failure->stun_error = code;
  if (code == 300)
    return TRUE;

  switch (stun_message_get_method (&message)) {
    case STUN_ALLOCATE:
      return judge_allocate_error (self, &message, code);
    case STUN_CREATEPERMISSION:
      failure->code = TPK_CODE_PEER_FORBIDDEN;
      return code == 403;
    default:
      return FALSE;
  }
}
