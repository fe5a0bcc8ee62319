/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#pragma once

#include <gio/gio.h>
#include <sys/socket.h>

#include "model/tpk-credential.h"

#include "tpk-failure.h"
#include "tpk-proxy.h"

G_BEGIN_DECLS

/* One URL as it was given to a run, with everything that was minted for it. Immutable; a reference
 * may be held in any thread. */
typedef struct {
  gatomicrefcount ref_count;
  guint           index;         /* in the run */
  TpkIceUrl      *url;           /* (owned) */
  char           *server;        /* (nullable) (owned) */
  char           *server_id;     /* (nullable) (owned) */
  char           *username;      /* (nullable) (owned) */
  char           *password;      /* (nullable) (owned) */
  gboolean        has_expiry;
  gint64          expiry_s;      /* Unix time, read from the user name */
  gboolean        expired;
} TpkTargetSpec;

/* One URL, one address, one transport: the record of how far its check is. It belongs to the
 * checking thread; others see the snapshots of tpk_target_snapshot(). */
typedef struct _TpkTarget TpkTarget;

typedef void (*TpkTargetChanged) (TpkTarget *target,
                                  gpointer   user_data);

TpkTargetSpec  *tpk_target_spec_new       (guint             index,
                                           TpkIceUrl        *url,
                                           const char       *server,
                                           const char       *server_id,
                                           TpkCredential    *credential,
                                           gint64            now_s);
TpkTargetSpec  *tpk_target_spec_new_anonymous (TpkTargetSpec *self);
TpkTargetSpec  *tpk_target_spec_ref       (TpkTargetSpec    *self);
void            tpk_target_spec_unref     (TpkTargetSpec    *self);
TpkWire         tpk_target_spec_get_wire  (TpkTargetSpec    *self);
gboolean        tpk_target_spec_is_stream (TpkTargetSpec    *self);

gboolean        tpk_target_specs_need_trust     (GPtrArray  *specs);
gboolean        tpk_target_specs_leave_computer (GPtrArray  *specs);

TpkTarget      *tpk_target_new            (TpkTargetSpec    *spec,
                                           guint             row,
                                           GInetAddress     *address);
void            tpk_target_free           (TpkTarget        *self);
void            tpk_target_set_changed    (TpkTarget        *self,
                                           TpkTargetChanged  changed,
                                           gpointer          user_data);
TpkTargetSpec  *tpk_target_get_spec       (TpkTarget        *self);
guint           tpk_target_get_row        (TpkTarget        *self);
GInetAddress   *tpk_target_get_address    (TpkTarget        *self);
gboolean        tpk_target_has_failed     (TpkTarget        *self,
                                           TpkCode           code);
gboolean        tpk_target_has_answered   (TpkTarget        *self);
TpkTarget      *tpk_target_renew          (TpkTarget        *self);
gboolean        tpk_target_has_stage      (TpkTarget        *self,
                                           TpkStageId        id);

void            tpk_target_begin_stage    (TpkTarget        *self,
                                           TpkStageId        id);
JsonObject     *tpk_target_get_detail     (TpkTarget        *self,
                                           TpkStageId        id);
void            tpk_target_add_round_trip (TpkTarget        *self,
                                           TpkStageId        id,
                                           guint             n);
void            tpk_target_end_stage      (TpkTarget        *self,
                                           TpkStageId        id,
                                           TpkStageState     state);
void            tpk_target_set_direct     (TpkTarget        *self);
void            tpk_target_set_proxy      (TpkTarget        *self,
                                           TpkProxy         *proxy,
                                           GPtrArray        *addresses);
TpkProxy       *tpk_target_get_proxy      (TpkTarget        *self);
GPtrArray      *tpk_target_get_proxy_addresses (TpkTarget   *self);
void            tpk_target_set_resolved   (TpkTarget        *self,
                                           double            ms);
void            tpk_target_set_alternate  (TpkTarget          *self,
                                           GInetSocketAddress *alternate);
void            tpk_target_set_addresses  (TpkTarget        *self,
                                           const struct sockaddr_storage *relayed,
                                           const struct sockaddr_storage *mapped);
void            tpk_target_set_tls        (TpkTarget        *self,
                                           JsonObject       *tls);
void            tpk_target_set_rtt        (TpkTarget        *self,
                                           double            rtt_ms);
void            tpk_target_set_quality    (TpkTarget        *self,
                                           const TpkQuality *quality);
void            tpk_target_settle         (TpkTarget        *self,
                                           TpkResultState    state,
                                           const TpkFailure *failure);
const char     *tpk_target_get_page       (TpkTarget        *self);
void            tpk_target_blame_portal   (TpkTarget        *self);
void            tpk_target_end            (TpkTarget        *self);
TpkResult      *tpk_target_snapshot       (TpkTarget        *self);

char           *tpk_address_to_string     (const struct sockaddr_storage *address);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (TpkTargetSpec, tpk_target_spec_unref)

G_END_DECLS
