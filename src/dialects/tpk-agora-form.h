/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#pragma once

#include "tpk-js-source.h"

G_BEGIN_DECLS

/* The members of what tpk_agora_write() writes that say something. */
typedef enum {
  TPK_AGORA_MEMBER_CLOUD_PROXY = 1 << 0,
  TPK_AGORA_MEMBER_PROXY_SERVER = 1 << 1,
  TPK_AGORA_MEMBER_TURN_SERVER = 1 << 2,
} TpkAgoraMembers;

#define TPK_AGORA_MEMBERS_OWN (TPK_AGORA_MEMBER_PROXY_SERVER | TPK_AGORA_MEMBER_TURN_SERVER)

gboolean     tpk_agora_form_recognise (const char       *text);
TpkJsScript *tpk_agora_form_parse     (TpkJsSource      *source,
                                       TpkAgoraMembers  *members,
                                       GError          **error);
char        *tpk_agora_members_dup_names (TpkAgoraMembers members);

G_END_DECLS
