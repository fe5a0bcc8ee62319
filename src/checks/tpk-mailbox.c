/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#define G_LOG_DOMAIN "tpk-mailbox"

#include "config.h"

#include "tpk-mailbox.h"

/*
 * A newer letter of a target replaces one that was not fetched yet, so a receiver that is busy gets
 * no pile, only the newest state.
 *
 * Hundreds of targets have news faster than anybody can look at them. So that a window goes on
 * drawing and listening meanwhile, letters come a few at a time, and with a priority behind that at
 * which toolkits draw: for GTK that is %G_PRIORITY_HIGH_IDLE and 20.
 */

#define MAX_LETTERS 32
#define PRIORITY (G_PRIORITY_HIGH_IDLE + 30)

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

/* Takes out the letters that come first, at most MAX_LETTERS. Called with the mutex held. */
static GPtrArray *
take_letters (TpkMailbox *self)
{
  GPtrArray *sorted = g_ptr_array_new ();
  GHashTableIter iter;
  gpointer letter;

  g_hash_table_iter_init (&iter, self->letters);
  while (g_hash_table_iter_next (&iter, &letter, NULL))
    g_ptr_array_add (sorted, letter);
  g_ptr_array_sort (sorted, letter_compare);
  if (sorted->len > MAX_LETTERS)
    g_ptr_array_set_size (sorted, MAX_LETTERS);

  for (guint i = 0; i < sorted->len; i++)
    g_hash_table_steal (self->letters, sorted->pdata[i]);
  g_ptr_array_set_free_func (sorted, letter_free);

  return sorted;
}

static gboolean
deliver_cb (gpointer user_data)
{
  TpkMailbox *self = user_data;
  g_autoptr (GPtrArray) letters = NULL;
  g_autoptr (GError) error = NULL;
  gboolean ended, more;

  g_mutex_lock (&self->mutex);
  letters = take_letters (self);
  more = g_hash_table_size (self->letters) > 0;
  ended = self->ended && !more;
  if (ended)
    error = g_steal_pointer (&self->error);
  self->scheduled = more;
  g_mutex_unlock (&self->mutex);

  if (self->func != NULL)
    self->func (letters, ended, error, self->user_data);

  return more ? G_SOURCE_CONTINUE : G_SOURCE_REMOVE;
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
  g_source_set_priority (source, PRIORITY);
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
