/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#pragma once

#include <json-glib/json-glib.h>

#include "model/tpk-finding.h"

#include "tpk-cli-output.h"

G_BEGIN_DECLS

JsonObject  *tpk_cli_finding_to_json   (TpkFinding  *finding,
                                        gboolean     with_place);
JsonArray   *tpk_cli_findings_to_json  (GListModel  *findings);
void         tpk_cli_print_finding     (TpkFinding  *finding,
                                        const char  *indent,
                                        FILE        *stream);
void         tpk_cli_print_notes       (TpkCli      *cli,
                                        GListModel  *notes);
TpkCliStyle  tpk_cli_severity_to_style (TpkSeverity  severity);

void         tpk_cli_json_set_string   (JsonObject  *object,
                                        const char  *member,
                                        const char  *value);

G_END_DECLS
