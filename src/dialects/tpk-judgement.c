/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#define G_LOG_DOMAIN "tpk-judgement"

#include "config.h"

#include "tpk-judgement.h"

#include <string.h>

/*
 * TpkJudgement:
 *
 * What one client does with one URL. One block of memory holds the value and its strings, for
 * judges make many of them.
 */
struct _TpkJudgement
{
  gatomicrefcount   ref_count;
  TpkJudgementState state;

  /* (nullable): point into the memory behind this struct */
  const char       *dials;
  const char       *error;
  const char       *error_text;
  const char       *code;
  const char       *message;

  const char       *earlier_text; /* (nullable): static */
};

G_DEFINE_BOXED_TYPE (TpkJudgement, tpk_judgement, tpk_judgement_ref, tpk_judgement_unref)

static TpkJudgement *
tpk_judgement_new (TpkJudgementState  state,
                   const char        *dials,
                   const char        *error,
                   const char        *error_text,
                   const char        *code,
                   const char        *message)
{
  const char *strings[] = { dials, error, error_text, code, message };
  gsize sizes[G_N_ELEMENTS (strings)];
  gsize total = sizeof (TpkJudgement);
  TpkJudgement *self;
  char *p;

  for (gsize i = 0; i < G_N_ELEMENTS (strings); i++) {
    sizes[i] = strings[i] != NULL ? strlen (strings[i]) + 1 : 0;
    total += sizes[i];
  }

  self = g_malloc (total);
  g_atomic_ref_count_init (&self->ref_count);
  self->state = state;
  self->earlier_text = NULL;

  p = (char *) (self + 1);
  for (gsize i = 0; i < G_N_ELEMENTS (strings); i++) {
    if (strings[i] != NULL)
      strings[i] = memcpy (p, strings[i], sizes[i]);
    p += sizes[i];
  }

  self->dials = strings[0];
  self->error = strings[1];
  self->error_text = strings[2];
  self->code = strings[3];
  self->message = strings[4];
  return self;
}

/**
 * tpk_judgement_new_ok:
 * @dials: the canonical URL that the client contacts
 *
 * The client dials what is written.
 *
 * Returns: (transfer full): a judgement
 */
TpkJudgement *
tpk_judgement_new_ok (const char *dials)
{
  g_return_val_if_fail (dials != NULL, NULL);

  return tpk_judgement_new (TPK_JUDGEMENT_OK, dials, NULL, NULL, NULL, NULL);
}

/**
 * tpk_judgement_new_changed:
 * @dials: (nullable): the canonical URL that the client contacts, or %NULL when it is not known
 * @code: a stable name of the reason
 * @message: one translated sentence: what this means for a call
 *
 * The client dials something else than what is written.
 *
 * Returns: (transfer full): a judgement
 */
TpkJudgement *
tpk_judgement_new_changed (const char *dials,
                           const char *code,
                           const char *message)
{
  g_return_val_if_fail (code != NULL, NULL);
  g_return_val_if_fail (message != NULL, NULL);

  return tpk_judgement_new (TPK_JUDGEMENT_CHANGED, dials, NULL, NULL, code, message);
}

/**
 * tpk_judgement_new_dropped:
 * @code: a stable name of the reason
 * @message: one translated sentence: what this means for a call
 *
 * The client accepts the URL and never dials it.
 *
 * Returns: (transfer full): a judgement
 */
TpkJudgement *
tpk_judgement_new_dropped (const char *code,
                           const char *message)
{
  g_return_val_if_fail (code != NULL, NULL);
  g_return_val_if_fail (message != NULL, NULL);

  return tpk_judgement_new (TPK_JUDGEMENT_DROPPED, NULL, NULL, NULL, code, message);
}

/**
 * tpk_judgement_new_rejected:
 * @error: (nullable): the client's name of the error
 * @error_text: (nullable): the client's own words
 * @code: a stable name of the reason
 * @message: one translated sentence: what this means for a call
 *
 * The client refuses the URL with an error.
 *
 * Returns: (transfer full): a judgement
 */
TpkJudgement *
tpk_judgement_new_rejected (const char *error,
                            const char *error_text,
                            const char *code,
                            const char *message)
{
  g_return_val_if_fail (code != NULL, NULL);
  g_return_val_if_fail (message != NULL, NULL);

  return tpk_judgement_new (TPK_JUDGEMENT_REJECTED, NULL, error, error_text, code, message);
}

/**
 * tpk_judgement_with_earlier_text:
 * @self: (nullable): a judgement that was just made
 * @text: a static string: version and words
 *
 * Says what an earlier version of the client said of the same.
 *
 * Returns: (transfer none) (nullable): @self
 */
TpkJudgement *
tpk_judgement_with_earlier_text (TpkJudgement *self,
                                 const char   *text)
{
  if (self != NULL)
    self->earlier_text = text;

  return self;
}

/**
 * tpk_judgement_ref:
 * @self: a judgement
 *
 * Takes a reference. Safe from any thread.
 *
 * Returns: (transfer full): @self
 */
TpkJudgement *
tpk_judgement_ref (TpkJudgement *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  g_atomic_ref_count_inc (&self->ref_count);
  return self;
}

/**
 * tpk_judgement_unref:
 * @self: (transfer full): a judgement
 *
 * Gives a reference back.
 */
void
tpk_judgement_unref (TpkJudgement *self)
{
  g_return_if_fail (self != NULL);

  if (g_atomic_ref_count_dec (&self->ref_count))
    g_free (self);
}

TpkJudgementState
tpk_judgement_get_state (TpkJudgement *self)
{
  g_return_val_if_fail (self != NULL, TPK_JUDGEMENT_REJECTED);

  return self->state;
}

/**
 * tpk_judgement_get_dials:
 * @self: a judgement
 *
 * The canonical URL that the client contacts, with port and, for TURN, transport.
 *
 * Returns: (nullable): the URL, or %NULL when there is none or it is not known
 */
const char *
tpk_judgement_get_dials (TpkJudgement *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return self->dials;
}

/**
 * tpk_judgement_get_error:
 * @self: a judgement
 *
 * The client's own name of its error, such as `SyntaxError`.
 *
 * Returns: (nullable): the name
 */
const char *
tpk_judgement_get_error (TpkJudgement *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return self->error;
}

/**
 * tpk_judgement_get_error_text:
 * @self: a judgement
 *
 * The client's own words, untranslated, as a developer finds them in a console.
 *
 * Returns: (nullable): the words
 */
const char *
tpk_judgement_get_error_text (TpkJudgement *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return self->error_text;
}

/**
 * tpk_judgement_get_code:
 * @self: a judgement
 *
 * A stable name of what happens, such as `chromium-stuns-plaintext`.
 *
 * Returns: (nullable): the code, or %NULL when all is well
 */
const char *
tpk_judgement_get_code (TpkJudgement *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return self->code;
}

/**
 * tpk_judgement_get_message:
 * @self: a judgement
 *
 * What it means for a call, in one translated sentence.
 *
 * Returns: (nullable): the sentence, or %NULL when all is well
 */
const char *
tpk_judgement_get_message (TpkJudgement *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return self->message;
}

/**
 * tpk_judgement_state_to_string:
 * @state: a state
 *
 * The name of @state in public JSON.
 *
 * Returns: a static string
 */
const char *
tpk_judgement_state_to_string (TpkJudgementState state)
{
  static const char *const names[] = {
    [TPK_JUDGEMENT_OK] = "ok",
    [TPK_JUDGEMENT_CHANGED] = "changed",
    [TPK_JUDGEMENT_DROPPED] = "dropped",
    [TPK_JUDGEMENT_REJECTED] = "rejected",
  };

  g_return_val_if_fail ((guint) state < G_N_ELEMENTS (names), NULL);

  return names[state];
}

/**
 * tpk_judgement_get_earlier_text:
 * @self: a judgement
 *
 * Returns: (nullable): an earlier version of the client and its words, where they were others
 */
const char *
tpk_judgement_get_earlier_text (TpkJudgement *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return self->earlier_text;
}
