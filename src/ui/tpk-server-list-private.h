/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#pragma once

#include "tpk-server-list.h"

#include "tpk-insight.h"
#include "tpk-server-row.h"

G_BEGIN_DECLS

/* What the list shows, and what its actions work on. */
struct _TpkServerList
{
  GtkWidget           parent_instance;

  GtkStack           *stack;
  GtkListView        *list_view;
  GtkWidget          *bar;

  GtkFilterListModel *filtered;          /* (owned) */
  GtkCustomFilter    *filter;            /* (owned) */
  TpkServerSelection *selection;         /* (owned) */
  TpkInsight         *insight;           /* (owned) */
  TpkWorkspace       *workspace;         /* (nullable) (owned) */
  TpkProfile         *profile;           /* (nullable) (owned): the active one */
  GHashTable         *expanded;          /* (owned): IDs of the servers that are open */
  GPtrArray          *gaps;              /* (element-type GtkListItem) (owned): without a row yet */
  guint               fill_id;
  guint               n_rows;
  gboolean            whole;             /* the gaps were filled: what comes is a row at once */
  int                 row_height;        /* of one that is closed */
  char               *needle;            /* (owned): what is searched for, case folded */
  gboolean            locked;            /* by an administrator: nothing can be changed */
  gboolean            narrow;
};

guint         tpk_server_list_find_position       (TpkServerList  *self,
                                                   TpkServer      *server);
void          tpk_server_list_select_position     (TpkServerList  *self,
                                                   guint           position);

void          tpk_server_list_setup_cb            (GtkSignalListItemFactory *factory,
                                                   GtkListItem              *list_item,
                                                   TpkServerList            *self);
void          tpk_server_list_bind_cb             (GtkSignalListItemFactory *factory,
                                                   GtkListItem              *list_item,
                                                   TpkServerList            *self);
void          tpk_server_list_unbind_cb           (GtkSignalListItemFactory *factory,
                                                   GtkListItem              *list_item,
                                                   TpkServerList            *self);
void          tpk_server_list_teardown_cb         (GtkSignalListItemFactory *factory,
                                                   GtkListItem              *list_item,
                                                   TpkServerList            *self);
void          tpk_server_list_fill                (TpkServerList  *self,
                                                   gboolean        fill);
TpkServerRow *tpk_server_list_find_row            (TpkServerList  *self,
                                                   TpkServer      *server);

void          tpk_server_list_actions_install     (GtkWidgetClass *widget_class);
void          tpk_server_list_actions_attach      (TpkServerList  *self);
void          tpk_server_list_actions_set_enabled (TpkServerList  *self,
                                                   gboolean        enabled);

G_END_DECLS
