/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#pragma once

#include "tpk-firewall.h"

G_BEGIN_DECLS

/* What is being written. */
struct _TpkFirewallWriter {
  GString *text;                    /* (owned) */
  TpkExport *export;                /* (owned) */
  guint n_rules;                    /* the rule's number while one is written, from 1 */
};

extern const TpkFirewallFormat tpk_firewall_asa;
extern const TpkFirewallFormat tpk_firewall_csv;
extern const TpkFirewallFormat tpk_firewall_firewalld;
extern const TpkFirewallFormat tpk_firewall_markdown;
extern const TpkFirewallFormat tpk_firewall_nftables;
extern const TpkFirewallFormat tpk_firewall_paloalto;
extern const TpkFirewallFormat tpk_firewall_powershell;
extern const TpkFirewallFormat tpk_firewall_ufw;

char *tpk_firewall_dup_line       (const char        *text,
                                   glong              max_chars);
char *tpk_firewall_dup_ascii_line (const char        *text,
                                   glong              max_chars);
void  tpk_firewall_write_comment  (TpkFirewallWriter *writer,
                                   const char        *prefix,
                                   const char        *text);

G_END_DECLS
