/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#define G_LOG_DOMAIN "tpk-allow-presets"

#include "config.h"

#include "tpk-allow-presets.h"

#include <glib/gi18n-lib.h>

/* The mark of the page's note stays with each entry, wherever it goes. */
#define MESSAGES N_("Message data transmission (testing only)")
#define MEDIA N_("Media data exchange (testing only)")
#define EDGE N_("Edge node communication (testing only)")
#define ACS_MEDIA N_("Media: media processors and TURN servers")
#define ACS_SIGNALLING N_("Signalling, telemetry and registration")

/* In the order of the page. Where it gives two sets of ports with a purpose each, there are two
 * rows. */
static const TpkAllowPresetRow agora_test[] = {
  { "tcp", "23.236.115.138", "443,4000", MESSAGES },
  { "tcp", "23.236.115.138", "3433-3460", MEDIA },
  { "tcp", "148.153.66.218", "443,4000", MESSAGES },
  { "tcp", "148.153.66.218", "3433-3460", MEDIA },
  { "tcp", "164.52.87.25", "443,4000", MESSAGES },
  { "tcp", "164.52.87.25", "3433-3460", MEDIA },
  { "tcp", "47.74.211.17 52.80.192.229 52.52.84.170 47.96.234.219", "443", EDGE },
  { "udp", "23.236.115.138 164.52.87.25 148.153.66.218", "3478-3500", MEDIA },
};

/* The page writes .agora.io for every name below agora.io. */
#define AGORA_DOMAINS \
  ".agora.io .edge.agora.io .sd-rtn.com .edge.sd-rtn.com .ap.sd-rtn.com " \
  ".statscollector.sd-rtn.com .webrtc-cloud-proxy.sd-rtn.com .rtnsvc.com .edge.rtnsvc.com " \
  ".rtesvc.com .edge.rtesvc.com"

static const TpkAllowPresetRow agora_firewall[] = {
  { "tcp", AGORA_DOMAINS,
    "80,443,3433,3478,4700-5000,5668,5669,6080,6443,8667,9667,30011-30013",
    N_("Signalling, statistics, and media over TCP") },
  { "udp", AGORA_DOMAINS, "3478,4700-5000", N_("Media over UDP, web SDK 2.9.0 and later") },
};

/* The names that are written in the SDK, so that what can be tried is tried. */
static const TpkAllowPresetRow agora_names[] = {
  { "tcp", "ap-proxy-1.agora.io ap-proxy-2.agora.io", "443",
    N_("Asks for a cloud proxy, web SDK 2.5.1") },
  { "tcp", "webnginx-proxy.agora.io", "443", N_("Signalling through a cloud proxy") },
  { "tcp", "southeast-asia.webrtc-cloud-proxy.sd-rtn.com east-usa.webrtc-cloud-proxy.sd-rtn.com "
    "europe.webrtc-cloud-proxy.sd-rtn.com japan.webrtc-cloud-proxy.sd-rtn.com "
    "india.webrtc-cloud-proxy.sd-rtn.com africa.webrtc-cloud-proxy.sd-rtn.com "
    "oceania.webrtc-cloud-proxy.sd-rtn.com south-america.webrtc-cloud-proxy.sd-rtn.com "
    "east-cn.webrtc-cloud-proxy.sd-rtn.com", "443",
    N_("Asks for a cloud proxy, by region, web SDK 4.2 and later") },
};

static const TpkAllowPresetRow acs[] = {
  { "udp", "20.202.0.0/16", "3478-3481", ACS_MEDIA },
  { "tcp", "20.202.0.0/16", "443", ACS_MEDIA },
  { "tcp", "*.skype.com *.microsoft.com *.azure.net *.azure.com *.office.com", "80,443",
    ACS_SIGNALLING },
};

#define GCC_HIGH_MEDIA \
  "52.127.88.0/21 52.238.114.160/32 52.238.115.146/32 52.238.117.171/32 52.238.118.132/32 " \
  "52.247.167.192/32 52.247.169.1/32 52.247.172.50/32 52.247.172.103/32 104.212.44.0/22 " \
  "195.134.228.0/22"

static const TpkAllowPresetRow acs_gcc_high[] = {
  { "udp", GCC_HIGH_MEDIA, "3478-3481", ACS_MEDIA },
  { "tcp", GCC_HIGH_MEDIA, "443", ACS_MEDIA },
  { "tcp", "*.gov.teams.microsoft.us *.infra.gov.skypeforbusiness.us "
    "*.online.gov.skypeforbusiness.us gov.teams.microsoft.us", "80,443", ACS_SIGNALLING },
};

#define ROWS(array) array, G_N_ELEMENTS (array)
#define ACS_SOURCE \
  "Azure Communication Services, Network recommendations, " \
  "https://learn.microsoft.com/azure/communication-services/concepts/voice-video-calling/" \
  "network-requirements"

static const TpkAllowPreset presets[] = {
  { "agora-test", N_("Agora cloud proxy, test addresses"),
    N_("For testing only: Agora gives every customer own addresses for production. Ask Agora for "
       "them with the letter."),
    "Agora, Use Cloud Proxy (Web), https://docs.agora.io/en/Voice/cloud_proxy_web", "2020-07-06",
    ROWS (agora_test) },
  { "agora", N_("Agora, domains and ports"),
    N_("Wildcards need a firewall that knows names; ask Agora for addresses if yours does not."),
    "Agora, Firewall requirements, https://docs.agora.io/en/introduction/firewall", "2026-11-20",
    ROWS (agora_firewall) },
  { "agora-names", N_("Agora, names that the web SDK asks"),
    N_("A part of “agora” that can be tried. Which proxies it is sent to is known only when an app "
       "ID asks."),
    "Agora web SDK 2.5.1 and 4.24.8, as published on npm", "2026-11-20", ROWS (agora_names) },
  { "acs", N_("Azure Communication Services and Microsoft 365"), NULL, ACS_SOURCE, "2023-09",
    ROWS (acs) },
  { "acs-gcc-high", N_("Azure Communication Services, U.S. Government GCC High"),
    N_("For customers of the U.S. Government cloud GCC High only."), ACS_SOURCE, "2023-09",
    ROWS (acs_gcc_high) },
};

/**
 * tpk_allow_presets_get:
 * @n_presets: (out): how many there are
 *
 * Returns: (array length=n_presets) (transfer none): the presets. To add one, add a row to the
 *   table
 */
const TpkAllowPreset *
tpk_allow_presets_get (guint *n_presets)
{
  g_return_val_if_fail (n_presets != NULL, NULL);

  *n_presets = G_N_ELEMENTS (presets);

  return presets;
}

/**
 * tpk_allow_preset_find:
 * @id: such as `agora-test`
 *
 * Returns: (nullable) (transfer none): the preset of that ID
 */
const TpkAllowPreset *
tpk_allow_preset_find (const char *id)
{
  g_return_val_if_fail (id != NULL, NULL);

  for (guint i = 0; i < G_N_ELEMENTS (presets); i++)
    if (g_str_equal (presets[i].id, id))
      return &presets[i];

  return NULL;
}

static void
add_row (TpkAllowList            *list,
         const TpkAllowPreset    *preset,
         const TpkAllowPresetRow *row)
{
  g_auto (GStrv) destinations = g_strsplit (row->destinations, " ", -1);

  for (guint i = 0; destinations[i] != NULL; i++) {
    const TpkAllowFields fields = {
      row->protocol, destinations[i], row->ports, _(row->purpose), "outbound", preset->source,
      preset->date,
    };
    g_autoptr (GError) error = NULL;
    g_autoptr (TpkAllowEntry) entry = tpk_allow_entry_new (&fields, &error);

    g_assert_no_error (error);
    tpk_allow_list_append (list, entry);
  }
}

/**
 * tpk_allow_preset_new_list:
 * @preset: a preset
 *
 * Returns: (transfer full): its entries, each with the source and the date
 */
TpkAllowList *
tpk_allow_preset_new_list (const TpkAllowPreset *preset)
{
  TpkAllowList *list = tpk_allow_list_new ();

  g_return_val_if_fail (preset != NULL, NULL);

  for (guint i = 0; i < preset->n_rows; i++)
    add_row (list, preset, &preset->rows[i]);

  return list;
}

/**
 * tpk_allow_preset_is_in:
 * @preset: a preset
 * @list: a list
 *
 * Returns: whether @list has an entry that is of @preset's source
 */
gboolean
tpk_allow_preset_is_in (const TpkAllowPreset *preset,
                        TpkAllowList         *list)
{
  g_return_val_if_fail (preset != NULL, FALSE);
  g_return_val_if_fail (TPK_IS_ALLOW_LIST (list), FALSE);

  for (guint i = 0; i < tpk_allow_list_get_n_entries (list); i++) {
    TpkAllowEntry *entry = tpk_allow_list_get_entry (list, i);

    if (g_strcmp0 (tpk_allow_entry_get_source (entry), preset->source) == 0)
      return TRUE;
  }

  return FALSE;
}
