/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#pragma once

#include "tpk-dialect.h"

G_BEGIN_DECLS

/* The rows of the table in tpk-dialect.c, one a client. */
extern const TpkDialect tpk_dialect_w3c;
extern const TpkDialect tpk_dialect_chromium;
extern const TpkDialect tpk_dialect_firefox;
extern const TpkDialect tpk_dialect_acs;
extern const TpkDialect tpk_dialect_agora;
extern const TpkDialect tpk_dialect_gstreamer;
extern const TpkDialect tpk_dialect_pion;
extern const TpkDialect tpk_dialect_aiortc;
extern const TpkDialect tpk_dialect_coturn;
extern const TpkDialect tpk_dialect_synapse;
extern const TpkDialect tpk_dialect_nextcloud;
extern const TpkDialect tpk_dialect_jitsi;
extern const TpkDialect tpk_dialect_janus;
extern const TpkDialect tpk_dialect_livekit;
extern const TpkDialect tpk_dialect_mediamtx;
extern const TpkDialect tpk_dialect_asterisk;
extern const TpkDialect tpk_dialect_baresip;
extern const TpkDialect tpk_dialect_linphone;
extern const TpkDialect tpk_dialect_pjsua;
extern const TpkDialect tpk_dialect_jami;
extern const TpkDialect tpk_dialect_turnpike;
extern const TpkDialect tpk_dialect_service;
extern const TpkDialect tpk_dialect_list;

G_END_DECLS
