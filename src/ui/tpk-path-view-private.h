/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#pragma once

#include "tpk-path-view.h"

G_BEGIN_DECLS

/* Lengths in pixels. */
#define TPK_PATH_CIRCLE 48
#define TPK_PATH_GAP 8
#define TPK_PATH_LINE 3

/* The labels and the sign on one line. */
typedef struct {
  GtkWidget   *measured;
  GtkWidget   *security;
  GtkWidget   *sign;
  TpkState     state;
  GdkRectangle line;             /* as allocated */
} TpkPathLegView;

struct _TpkPathView
{
  GtkWidget    parent_instance;

  GPtrArray   *stops;            /* (owned) (element-type TpkPathStopView) */
  GPtrArray   *legs;             /* (owned) (element-type TpkPathLegView) */
  TpkPath     *path;             /* (nullable) (owned) */
  char        *description;      /* (nullable) (owned) */
  guint        tick_id;
  double       phase;            /* of the moving dashes, in pixels */
  gboolean     stacked;
  gboolean     old;
};

void tpk_path_view_measure       (GtkWidget      *widget,
                                  GtkOrientation  orientation,
                                  int             for_size,
                                  int            *minimum,
                                  int            *natural,
                                  int            *minimum_baseline,
                                  int            *natural_baseline);
void tpk_path_view_size_allocate (GtkWidget      *widget,
                                  int             width,
                                  int             height,
                                  int             baseline);

G_END_DECLS
