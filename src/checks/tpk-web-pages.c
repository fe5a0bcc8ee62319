/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#define G_LOG_DOMAIN "tpk-web-pages"

#include "config.h"

#include "tpk-web-pages.h"

/*
 * A web page in place of a relay can be that of a web server at a port that was mistyped, or the
 * one that a network shows to those who have not signed in. One answer does not tell them apart. It
 * is the network's when servers of different names, at different addresses, answer in the same
 * words, and none was reached that way.
 */
struct _TpkWebPages {
  GPtrArray *targets;         /* (element-type TpkTarget) (owned) */
  gboolean reached;           /* a server was, over TCP and without a proxy */
};

TpkWebPages *
tpk_web_pages_new (void)
{
  TpkWebPages *self = g_new0 (TpkWebPages, 1);

  self->targets = g_ptr_array_new_with_free_func ((GDestroyNotify) tpk_target_free);

  return self;
}

void
tpk_web_pages_free (TpkWebPages *self)
{
  g_ptr_array_unref (self->targets);
  g_free (self);
}

/**
 * tpk_web_pages_look:
 * @self: the pages so far
 * @ladder: a ladder that is over; its target is kept if a page came
 */
void
tpk_web_pages_look (TpkWebPages *self,
                    TpkLadder   *ladder)
{
  TpkTarget *target = tpk_ladder_get_target (ladder);

  if (tpk_target_get_page (target) != NULL)
    g_ptr_array_add (self->targets, tpk_ladder_steal_target (ladder));
  else if (tpk_target_get_proxy (target) == NULL &&
           tpk_target_spec_is_stream (tpk_target_get_spec (target)) &&
           tpk_target_has_answered (target))
    self->reached = TRUE;
}

/* Whether these are different servers with the same page. */
static gboolean
are_alike (TpkTarget *a,
           TpkTarget *b)
{
  const char *a_host = tpk_ice_url_get_host (tpk_target_get_spec (a)->url);
  const char *b_host = tpk_ice_url_get_host (tpk_target_get_spec (b)->url);

  return g_ascii_strcasecmp (a_host, b_host) != 0 &&
         !g_inet_address_equal (tpk_target_get_address (a), tpk_target_get_address (b)) &&
         g_str_equal (tpk_target_get_page (a), tpk_target_get_page (b));
}

static gboolean
has_like (TpkWebPages *self,
          TpkTarget   *target)
{
  for (guint i = 0; i < self->targets->len; i++) {
    if (are_alike (target, g_ptr_array_index (self->targets, i)))
      return TRUE;
  }

  return FALSE;
}

/**
 * tpk_web_pages_judge:
 * @self: the pages of all targets
 * @func: called for each target of which something else is to be told now
 * @user_data: for @func
 *
 * Tells of a page to sign in where pages are the network's. Forgets all of them.
 */
void
tpk_web_pages_judge (TpkWebPages     *self,
                     TpkWebPagesFunc  func,
                     gpointer         user_data)
{
  g_autoptr (GPtrArray) shown = g_ptr_array_new ();

  for (guint i = 0; i < self->targets->len && !self->reached; i++) {
    TpkTarget *target = g_ptr_array_index (self->targets, i);

    if (has_like (self, target))
      g_ptr_array_add (shown, target);
  }
  for (guint i = 0; i < shown->len; i++) {
    tpk_target_blame_portal (g_ptr_array_index (shown, i));
    func (g_ptr_array_index (shown, i), user_data);
  }
  g_ptr_array_set_size (self->targets, 0);
}
