/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#pragma once

#include "dialects/tpk-export.h"
#include "model/tpk-allow-list.h"

G_BEGIN_DECLS

/**
 * TpkFirewallFormat:
 * @id: stable, for command lines and settings
 * @name: of the firewall or the form, marked with N_() where it is no proper name
 * @extension: of a file, without a dot
 * @content_type: the MIME type
 * @begin: (nullable): writes what comes first
 * @rule: writes one rule; the entry's ports and purpose are as the entry has them
 * @end: (nullable): writes what comes last; is told whether there was any rule
 * @names: whether the form has names of single computers
 * @wildcards: whether it has wildcards
 * @one_way: whether an entry of both directions becomes two rules
 * @comment: (nullable): what a line of comment starts with; %NULL where there are none
 *
 * One language of firewalls, or of people who work on them. To add one, add a file and a row to the
 * table in tpk-firewall.c.
 */
typedef struct _TpkFirewallFormat TpkFirewallFormat;
typedef struct _TpkFirewallWriter TpkFirewallWriter;

struct _TpkFirewallFormat {
  const char *id;
  const char *name;
  const char *extension;
  const char *content_type;
  void (* begin) (TpkFirewallWriter *writer);
  void (* rule)  (TpkFirewallWriter *writer,
                  TpkAllowEntry     *entry,
                  gboolean           inbound);
  void (* end)   (TpkFirewallWriter *writer,
                  gboolean           any);
  gboolean names;
  gboolean wildcards;
  gboolean one_way;
  const char *comment;
};

const TpkFirewallFormat *const *tpk_firewall_formats_get   (guint                   *n_formats);
const TpkFirewallFormat        *tpk_firewall_format_find   (const char              *id);
TpkExport                      *tpk_firewall_format_write  (const TpkFirewallFormat *format,
                                                            TpkAllowList            *list);

G_END_DECLS
