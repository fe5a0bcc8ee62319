/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#define G_LOG_DOMAIN "tpk-dialect-list"

#include "config.h"

#include "tpk-dialect-private.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "tpk-list-line.h"
#include "tpk-server-groups.h"
#include "tpk-text-url.h"

/*
 * A plain list of addresses, as it comes in a mail or a ticket: one a line, or with commas or
 * spaces between them, `turn://user:password@host` among them, and a user name and a password
 * beside them. It belongs to no client and states no route.
 */

/* More is no list. */
#define MAX_BYTES (8 * 1024 * 1024)
#define MAX_URLS 100000

/* More lines than anybody reads who wants to know what was left. */
#define MAX_NOTES 50

static void
note (TpkImport  *import,
      const char *message)
{
  tpk_import_take_note (import, tpk_finding_new (TPK_SEVERITY_WARNING, "left-out", message));
}

static void
take_address (TpkServerGroups   *servers,
              const TpkListItem *item)
{
  g_autoptr (TpkIceUrl) url = tpk_ice_url_new (item->text);
  const char *fix = tpk_ice_url_get_fix (url);
  const char *username = item->username, *password = item->password;
  gboolean has_user_info = tpk_ice_url_get_user_info (url, &username, &password);

  /* A password in a URL is kept where it belongs, or it would be shown in every list. GStreamer's
   * stun:// is right where it comes from. All else is for people to look at. */
  if (!has_user_info && tpk_ice_url_get_problem (url) != TPK_URL_PROBLEM_SLASHES)
    fix = NULL;

  tpk_server_add_url (tpk_server_groups_get (servers, username, password),
                      fix != NULL ? fix : item->text);
}

/* STUN asks for no sign-in, and some addresses bring their own. */
static gboolean
wants_credential (const TpkListItem *item)
{
  g_autoptr (TpkIceUrl) url = tpk_ice_url_new (item->text);
  const char *username, *password;

  return item->kind == TPK_LIST_ADDRESS && g_ascii_strncasecmp (item->text, "turn", 4) == 0 &&
         !tpk_ice_url_get_user_info (url, &username, &password);
}

static void
bind_run (TpkListItem **items,
          guint         n_items)
{
  TpkListItem *username = NULL, *password = NULL;

  for (guint i = 0; i < n_items; i++) {
    if (items[i]->kind == TPK_LIST_USERNAME)
      username = items[i];
    else if (items[i]->kind == TPK_LIST_PASSWORD)
      password = items[i];
  }
  for (guint i = 0; i < n_items; i++) {
    items[i]->bound = TRUE;
    items[i]->username = username->text;
    items[i]->password = password->text;
  }
}

/* Whether there is exactly one sign-in from @start to before @end, and an address for it. */
static gboolean
is_run (TpkListItem **items,
        guint         start,
        guint         end)
{
  guint counts[TPK_LIST_PASSWORD + 1] = { 0 };

  for (guint i = start; i < end; i++)
    counts[items[i]->kind]++;

  return counts[TPK_LIST_ADDRESS] > 0 && counts[TPK_LIST_USERNAME] == 1 &&
         counts[TPK_LIST_PASSWORD] == 1;
}

/* Binds what is unambiguous: one sign-in with all addresses around it, or several that take turns
 * with their addresses. */
static void
bind (GPtrArray *unbound)
{
  TpkListItem **items = (TpkListItem **) unbound->pdata;
  g_autoptr (GArray) starts = g_array_new (FALSE, FALSE, sizeof (guint));
  guint n_items = unbound->len, start = 0;
  gboolean begins;

  if (n_items == 0)
    return;

  /* A new run begins where what comes is again of the kind that the first began with. */
  begins = items[0]->kind == TPK_LIST_ADDRESS;
  for (guint i = 1; i < n_items; i++) {
    if ((items[i]->kind == TPK_LIST_ADDRESS) != begins ||
        (items[i - 1]->kind == TPK_LIST_ADDRESS) == begins)
      continue;
    g_array_append_val (starts, start);
    start = i;
  }
  g_array_append_val (starts, start);
  g_array_append_val (starts, n_items);

  if (is_run (items, 0, n_items)) {
    bind_run (items, n_items);
    return;
  }
  for (guint i = 0; i + 1 < starts->len; i++) {
    if (!is_run (items, g_array_index (starts, guint, i), g_array_index (starts, guint, i + 1)))
      return;
  }
  for (guint i = 0; i + 1 < starts->len; i++) {
    start = g_array_index (starts, guint, i);
    bind_run (items + start, g_array_index (starts, guint, i + 1) - start);
  }
}

typedef enum {
  WITHIN_LINES,
  WITHIN_BLOCKS,
  WITHIN_ALL,
} Reach;

/* The nearest first: what stands in one line belongs together, then what no empty line parts. */
static void
bind_within (GPtrArray *items,
             Reach      reach)
{
  g_autoptr (GPtrArray) unbound = g_ptr_array_new ();
  TpkListItem *first = NULL;

  for (guint i = 0; i < items->len; i++) {
    TpkListItem *item = g_ptr_array_index (items, i);

    if (item->bound || (item->kind == TPK_LIST_ADDRESS && !wants_credential (item)))
      continue;
    if (first != NULL && ((reach == WITHIN_LINES && item->line != first->line) ||
                          (reach == WITHIN_BLOCKS && item->block != first->block))) {
      bind (unbound);
      g_ptr_array_set_size (unbound, 0);
    }
    if (unbound->len == 0)
      first = item;
    g_ptr_array_add (unbound, item);
  }
  bind (unbound);
}

static void
note_left (TpkImport  *import,
           guint       line,
           const char *left)
{
  g_autofree char *message = NULL;

  /* Translators: the number of a line, and those of its words that are no address. */
  message = g_strdup_printf (_("Line %u: “%s” was left, because it is no address. An address "
                               "begins with turn: or stun:."), line, left);
  note (import, message);
}

/* Returns: (transfer full): all that is of use in @text */
static GPtrArray *
read_lines (const char *text,
            TpkImport  *import)
{
  GPtrArray *items = g_ptr_array_new_with_free_func ((GDestroyNotify) tpk_list_item_free);
  g_autoptr (GHashTable) seen = g_hash_table_new (g_str_hash, g_str_equal);
  gboolean is_html = strstr (text, "</") != NULL;
  g_auto (GStrv) lines = g_strsplit (text, "\n", -1);
  guint block = 0, n_left = 0;

  for (guint i = 0; lines[i] != NULL; i++) {
    g_autofree char *left = NULL;
    g_autoptr (GPtrArray) found = tpk_list_line_read (lines[i], is_html, &left);

    block += *g_strstrip (lines[i]) == '\0';
    if (left != NULL && n_left++ < MAX_NOTES)
      note_left (import, i + 1, left);
    g_ptr_array_set_free_func (found, NULL);
    for (guint j = 0; j < found->len; j++) {
      TpkListItem *item = g_ptr_array_index (found, j);

      if (item->kind == TPK_LIST_ADDRESS && (g_hash_table_size (seen) >= MAX_URLS ||
                                             g_hash_table_contains (seen, item->text))) {
        tpk_list_item_free (item);
        continue;
      }
      if (item->kind == TPK_LIST_ADDRESS)
        g_hash_table_add (seen, item->text);
      item->line = i + 1;
      item->block = block;
      g_ptr_array_add (items, item);
    }
  }
  if (n_left > MAX_NOTES) {
    guint n_more = n_left - MAX_NOTES;
    g_autofree char *message =
      g_strdup_printf (ngettext ("%u more line has words that were left",
                                 "%u more lines have words that were left", n_more), n_more);

    note (import, message);
  }

  return items;
}

static void
note_unbound (GPtrArray *items,
              TpkImport *import)
{
  for (guint i = 0, n = 0; i < items->len && n < MAX_NOTES; i++) {
    TpkListItem *item = g_ptr_array_index (items, i);
    g_autofree char *message = NULL;

    if (item->kind == TPK_LIST_ADDRESS || item->bound)
      continue;
    message = g_strdup_printf (item->kind == TPK_LIST_USERNAME
                               ? _("Line %u: a user name was left, because it is not clear which "
                                   "addresses it is for. Enter it by hand.")
                               : _("Line %u: a password was left, because it is not clear which "
                                   "addresses it is for. Enter it by hand."), item->line);
    note (import, message);
    n++;
  }
}

static TpkImport *
read_text (const char  *text,
           GError     **error)
{
  g_autoptr (TpkImport) import = tpk_import_new (tpk_dialect_list.id);
  g_autoptr (TpkServerGroups) servers = tpk_server_groups_new ();
  g_autoptr (GPtrArray) items = NULL;

  if (strlen (text) > MAX_BYTES) {
    g_set_error_literal (error, TPK_DIALECT_ERROR, TPK_DIALECT_ERROR_TOO_LARGE,
                         _("The text is larger than 8 MiB. Take the part that names the servers."));
    return NULL;
  }

  items = read_lines (g_utf8_validate (text, -1, NULL) ? text : "", import);
  for (Reach reach = WITHIN_LINES; reach <= WITHIN_ALL; reach++)
    bind_within (items, reach);
  for (guint i = 0; i < items->len; i++) {
    TpkListItem *item = g_ptr_array_index (items, i);

    if (item->kind == TPK_LIST_ADDRESS)
      take_address (servers, item);
  }
  note_unbound (items, import);

  if (tpk_server_groups_append_to (servers, tpk_import_get_profile (import)) == 0) {
    g_set_error_literal (error, TPK_DIALECT_ERROR, TPK_DIALECT_ERROR_SYNTAX,
                         _("No address of a server was found. Write one a line, as "
                           "“turn:turn.example.com:3478”."));
    return NULL;
  }

  tpk_profile_set_route (tpk_import_get_profile (import), TPK_ROUTE_OWN);

  return g_steal_pointer (&import);
}

static int
recognise (const char *text)
{
  return tpk_text_has_ice_scheme (text) ? 20 : 0;
}

const TpkDialect tpk_dialect_list = {
  .id = "list",
  .name = N_("List of addresses"),
  .version = "RFC 7064, RFC 7065",
  .recognise = recognise,
  .read = read_text,
};
