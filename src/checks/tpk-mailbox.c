/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#define G_LOG_DOMAIN "tpk-mailbox"

#include "config.h"

#include "tpk-mailbox.h"

/*
 * A newer letter of a target replaces one that was not fetched yet, so a receiver that is busy gets
 * no pile, only the newest state.
 */
struct _TpkMailbox {
  gatomicrefcount ref_count;
  GMainContext *context;   /* (owned) */

  /* Only in the thread of the receiver. */
  TpkMailboxFunc func;     /* (nullable): NULL once closed */
  gpointer user_data;

  GMutex mutex;            /* for what follows */
  GHashTable *letters;     /* (element-type TpkLetter TpkLetter) (owned): a set */
  gboolean scheduled;
  gboolean ended;
  GError *error;           /* (nullable) (owned) */
};

static guint
letter_hash (gconstpointer data)
{
  const TpkLetter *letter = data;

  return letter->url * 31 + letter->row;
}

static gboolean
letter_equal (gconstpointer a,
              gconstpointer b)
{
  const TpkLetter *left = a;
  const TpkLetter *right = b;

  return left->url == right->url && left->row == right->row;
}

static void
letter_free (gpointer data)
{
  TpkLetter *letter = data;

  g_object_unref (letter->result);
  g_free (letter);
}

static int
letter_compare (gconstpointer a,
                gconstpointer b)
{
  const TpkLetter *left = *(const TpkLetter *const *) a;
  const TpkLetter *right = *(const TpkLetter *const *) b;

  if (left->url != right->url)
    return left->url < right->url ? -1 : 1;

  return left->row < right->row ? -1 : left->row > right->row;
}

static GHashTable *
letters_new (void)
{
  return g_hash_table_new_full (letter_hash, letter_equal, letter_free, NULL);
}

/**
 * tpk_mailbox_new:
 * @context: the main context of the receiver
 * @func: called in @context
 * @user_data: for @func
 *
 * Returns: (transfer full): an empty mailbox
 */
TpkMailbox *
tpk_mailbox_new (GMainContext   *context,
                 TpkMailboxFunc  func,
                 gpointer        user_data)
{
  TpkMailbox *self = g_new0 (TpkMailbox, 1);

  g_atomic_ref_count_init (&self->ref_count);
  g_mutex_init (&self->mutex);
  self->context = g_main_context_ref (context);
  self->func = func;
  self->user_data = user_data;
  self->letters = letters_new ();

  return self;
}

TpkMailbox *
tpk_mailbox_ref (TpkMailbox *self)
{
  g_atomic_ref_count_inc (&self->ref_count);

  return self;
}

void
tpk_mailbox_unref (TpkMailbox *self)
{
  if (!g_atomic_ref_count_dec (&self->ref_count))
    return;

  g_hash_table_unref (self->letters);
  g_clear_error (&self->error);
  g_main_context_unref (self->context);
  g_mutex_clear (&self->mutex);
  g_free (self);
}

/**
 * tpk_mailbox_close:
 * @self: a mailbox
 *
 * To be called in the thread of the receiver, which is not called any more.
 */
void
tpk_mailbox_close (TpkMailbox *self)
{
  self->func = NULL;
}

static gboolean
deliver_cb (gpointer user_data)
{
  TpkMailbox *self = user_data;
  g_autoptr (GPtrArray) sorted = g_ptr_array_new ();
  g_autoptr (GHashTable) letters = NULL;
  g_autoptr (GError) error = NULL;
  GHashTableIter iter;
  gpointer letter;
  gboolean ended;

  g_mutex_lock (&self->mutex);
  letters = self->letters;
  self->letters = letters_new ();
  ended = self->ended;
  error = g_steal_pointer (&self->error);
  self->scheduled = FALSE;
  g_mutex_unlock (&self->mutex);

  g_hash_table_iter_init (&iter, letters);
  while (g_hash_table_iter_next (&iter, &letter, NULL))
    g_ptr_array_add (sorted, letter);
  g_ptr_array_sort (sorted, letter_compare);
  if (self->func != NULL)
    self->func (sorted, ended, error, self->user_data);

  return G_SOURCE_REMOVE;
}

/* Called with the mutex held. */
static void
schedule (TpkMailbox *self)
{
  GSource *source;

  if (self->scheduled)
    return;
  self->scheduled = TRUE;
  source = g_idle_source_new ();
  g_source_set_priority (source, G_PRIORITY_DEFAULT);
  g_source_set_callback (source, deliver_cb, tpk_mailbox_ref (self),
                         (GDestroyNotify) tpk_mailbox_unref);
  g_source_attach (source, self->context);
  g_source_unref (source);
}

/**
 * tpk_mailbox_post:
 * @self: a mailbox
 * @url: index of the URL
 * @row: index of the address
 * @n_rows: how many addresses the URL has
 * @result: (transfer full) (type GObject): the newest snapshot
 */
void
tpk_mailbox_post (TpkMailbox *self,
                  guint       url,
                  guint       row,
                  guint       n_rows,
                  gpointer    result)
{
  TpkLetter *letter = g_new0 (TpkLetter, 1);

  letter->url = url;
  letter->row = row;
  letter->n_rows = n_rows;
  letter->result = result;

  g_mutex_lock (&self->mutex);
  g_hash_table_replace (self->letters, letter, letter);
  schedule (self);
  g_mutex_unlock (&self->mutex);
}

/**
 * tpk_mailbox_post_end:
 * @self: a mailbox
 * @error: (nullable) (transfer full): why nothing could be checked at all
 *
 * Nothing comes after this.
 */
void
tpk_mailbox_post_end (TpkMailbox *self,
                      GError     *error)
{
  g_mutex_lock (&self->mutex);
  self->ended = TRUE;
  self->error = error;
  schedule (self);
  g_mutex_unlock (&self->mutex);
}
