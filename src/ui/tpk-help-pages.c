/* SPDX-License-Identifier: GPL-3.0-or-later
 * SPDX-FileCopyrightText: The Turnpike authors
 */

#define G_LOG_DOMAIN "tpk-help-pages"

#include "config.h"

#include "tpk-help-pages.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* The pages of help. They are part of the program, so that they are there in every sandbox and
 * without any other program. To add one, add its blocks and a row in the table at the end. */

static const TpkHelpBlock purpose[] = {
  { TPK_HELP_TEXT, N_("Calls over the Internet often fail behind a company's firewall: the other "
                      "side hears nothing, or the call never begins. Relays help (TURN servers), "
                      "and so do cloud proxies, if calling apps are told about them in the right "
                      "words.") },
  { TPK_HELP_TEXT, N_("Turnpike does three things:") },
  { TPK_HELP_ITEM, N_("It keeps the list of relays, and says what each calling app really does "
                      "with every address.") },
  { TPK_HELP_ITEM, N_("It tries the relays over your network, step by step, and says which step "
                      "fails and who can mend it.") },
  { TPK_HELP_ITEM, N_("It writes the settings for your calling apps, never in the middle of a "
                      "call.") },
  { TPK_HELP_HEADING, N_("Draft and Apply") },
  { TPK_HELP_TEXT, N_("What you edit is a draft. It is saved as you type, and changes nothing for "
                      "your calls. Apply writes it for the calling apps, after showing what "
                      "changes in which file. Undo takes back any step; History in the menu goes "
                      "back to what was applied before.") },
  { TPK_HELP_HEADING, N_("Where Passwords Are Kept") },
  { TPK_HELP_TEXT, N_("In the keyring. Where there is none, or Preferences say so, they are in "
                      "Turnpike's own files, which nobody but you can read. What is written for "
                      "calling apps holds them always, for the apps need them.") },
  { TPK_HELP_END, NULL },
};

static const TpkHelpBlock paste[] = {
  { TPK_HELP_TEXT, N_("Whoever runs the relays has given you something: a mail with addresses, a "
                      "piece of code, the answer of a service. Copy all of it, and press Ctrl+V in "
                      "the window; or drop a file on it.") },
  { TPK_HELP_TEXT, N_("Turnpike finds the addresses, user names and passwords in it, shows what it "
                      "would take and what it would leave, and waits for you to agree.") },
  { TPK_HELP_TEXT, N_("It reads, among others:") },
  { TPK_HELP_ITEM, N_("an RTCConfiguration, as web pages use it, as JSON or JavaScript") },
  { TPK_HELP_ITEM, N_("the options of Azure's and Agora's SDKs") },
  { TPK_HELP_ITEM, N_("answers of credential services, such as Cloudflare's, Twilio's or Xirsys'") },
  { TPK_HELP_ITEM, N_("configuration files, such as coturn's turnserver.conf or Janus' "
                      "janus.jcfg") },
  { TPK_HELP_ITEM, N_("any text with addresses that begin with turn:, turns:, stun: or stuns:") },
  { TPK_HELP_END, NULL },
};

static const TpkHelpBlock servers[] = {
  { TPK_HELP_TEXT, N_("The Servers page has the relays of a profile in the order in which calls are "
                      "given them. Drag a row by its handle, or press Alt and an arrow key, to change "
                      "the order. The switch of a row keeps a relay in the list without calls using "
                      "it.") },
  { TPK_HELP_HEADING, N_("Many at Once") },
  { TPK_HELP_TEXT, N_("The button with the check mark above the list starts to select; so does Ctrl "
                      "or Shift while pressing a row, the space bar on a row, or Ctrl+A for all of "
                      "them. The bar at the bottom enables, disables, duplicates or deletes what is "
                      "selected, and one Undo takes that back. Escape ends it.") },
  { TPK_HELP_TEXT, N_("Keys are for all that are selected, too: Alt and an arrow key moves them together, "
                      "Ctrl+D, Delete and Return do what they do with one relay. F2 is for the one that "
                      "is selected alone.") },
  { TPK_HELP_TEXT, N_("What a search hides stays selected, and the bar says how many that are.") },
  { TPK_HELP_END, NULL },
};

static const TpkHelpBlock verdict[] = {
  { TPK_HELP_TEXT, N_("Check tries every address of every server and then says in one sentence "
                      "whether calls will work here.") },
  { TPK_HELP_HEADING, N_("What It Says") },
  { TPK_HELP_ITEM, N_("Will work: at least one relay carried data there and back.") },
  { TPK_HELP_ITEM, N_("Will work, but: a relay works, and something about it makes calls worse, "
                      "for example that only TCP gets through.") },
  { TPK_HELP_ITEM, N_("Will not work: no relay carried data. The sentence names the reason.") },
  { TPK_HELP_ITEM, N_("Cannot tell: the check itself could not be made, for example without a "
                      "network.") },
  { TPK_HELP_HEADING, N_("The Steps") },
  { TPK_HELP_TEXT, N_("Each address goes through steps, and the first that fails is the one to "
                      "mend: finding the host (resolve), reaching it (connect), encryption (tls), "
                      "the first answer (challenge), user name and password (allocate), "
                      "leave to send (permission), and data there and back (data).") },
  { TPK_HELP_TEXT, N_("Results of another network, or of servers that were changed since, are "
                      "marked as out of date.") },
  { TPK_HELP_TEXT, N_("“UDP is blocked” is only said when UDP failed, another way to the same host "
                      "worked, and UDP to another host failed too. “No IPv6” is a fact about your "
                      "network and no fault.") },
  { TPK_HELP_END, NULL },
};

static const TpkHelpBlock firewall[] = {
  { TPK_HELP_TEXT, N_("Say what calls need, in the words that firewall teams use: from where, to "
                      "where, protocol, port. Outgoing connections are enough; nothing has to be "
                      "let in.") },
  { TPK_HELP_ITEM, N_("UDP to the relay's port, mostly 3478: the best way for calls.") },
  { TPK_HELP_ITEM, N_("TCP to the same port: the second best.") },
  { TPK_HELP_ITEM, N_("TLS over TCP to port 443 or 5349: works nearly everywhere. The firewall "
                      "must not open the encryption, or exempt the relay's name.") },
  { TPK_HELP_TEXT, N_("The Checks page shows for each address what failed and what to ask. Save "
                      "the report and attach it: it has times, addresses and error numbers, and no "
                      "passwords.") },
  { TPK_HELP_TEXT, N_("Ports 49152 to 65535 are those that a relay uses on its other side. Your "
                      "firewall need not open them for calls that go through the relay.") },
  { TPK_HELP_END, NULL },
};

static const TpkHelpBlock dials[] = {
  { TPK_HELP_TEXT, N_("The same address means different things to different calling apps. One "
                      "encrypts, another sends in the clear to the same port, a third leaves the "
                      "address out without a word.") },
  { TPK_HELP_TEXT, N_("Beside each address on the Servers page is a mark for each client that you "
                      "care about; Preferences choose them:") },
  { TPK_HELP_ITEM, N_("OK: the client dials what is written.") },
  { TPK_HELP_ITEM, N_("Changed: it dials something else. Open the mark to see what.") },
  { TPK_HELP_ITEM, N_("Dropped: it accepts the address and never dials it.") },
  { TPK_HELP_ITEM, N_("Rejected: it refuses the whole list because of it.") },
  { TPK_HELP_TEXT, N_("Where there is a better way to write the address, a button offers it. What "
                      "Turnpike writes for a client never contains what that client would change, "
                      "drop or reject; what cannot be said in its language becomes a note.") },
  { TPK_HELP_END, NULL },
};

static const TpkHelpBlock cloud[] = {
  { TPK_HELP_TEXT, N_("There are three ways for calls, and a profile uses one of them:") },
  { TPK_HELP_ITEM, N_("Directly: no proxy settings are written.") },
  { TPK_HELP_ITEM, N_("Through a cloud proxy: a service assigns the relays.") },
  { TPK_HELP_ITEM, N_("Through own servers: only the relays on the Servers page.") },
  { TPK_HELP_TEXT, N_("They exclude each other, so a cloud proxy and own servers are never written "
                      "together. When you switch, what belongs to the other ways is kept and not "
                      "written.") },
  { TPK_HELP_TEXT, N_("With own servers, media goes through them only (relay-only), unless you "
                      "switch that off on the Servers page.") },
  { TPK_HELP_HEADING, N_("Services") },
  { TPK_HELP_TEXT, N_("A service hands out relays for a time. Turnpike asks it, gives the relays to "
                      "the clients, and renews them before they run out, but never during a call. "
                      "While a renewal fails, the last good relays stay.") },
  { TPK_HELP_TEXT, N_("The proxy of a vendor, such as Agora's, is dialled by the vendor's own SDK. "
                      "Turnpike writes the call that the app must make, and can only try whether "
                      "the addresses are reachable from here.") },
  { TPK_HELP_HEADING, N_("What the Firewall Must Let Through") },
  { TPK_HELP_TEXT, N_("The allow-list begins with what the vendors publish, or with your own "
                      "servers. Testing it shows what is open here; exporting it gives the "
                      "firewall team rules in their own language.") },
  { TPK_HELP_END, NULL },
};

static const TpkHelpBlock clients[] = {
  { TPK_HELP_TEXT, N_("Applying writes rtc-configuration.json in Turnpike's folder, ready for any "
                      "web page or Electron app. On the Clients page you can add files for other "
                      "programs: choose the client, then the file.") },
  { TPK_HELP_TEXT, N_("Turnpike replaces the whole file, so choose one that holds nothing else. "
                      "Where a program has one large configuration file, have it include the one "
                      "that Turnpike writes, or copy the text.") },
  { TPK_HELP_HEADING, N_("When Somebody Else Wrote There") },
  { TPK_HELP_TEXT, N_("A file that somebody changed is never overwritten silently. Compare both, "
                      "and choose: overwrite theirs, keep theirs (Turnpike then leaves the file "
                      "alone), or import theirs into your draft.") },
  { TPK_HELP_TEXT, N_("All files are written, or none. Each is complete at every moment, and can "
                      "be read by nobody but you.") },
  { TPK_HELP_END, NULL },
};

static const TpkHelpBlock calls[] = {
  { TPK_HELP_TEXT, N_("Changing relays in the middle of a call can end it. So a calling app can "
                      "tell Turnpike that it is in a call; until the last call has ended, Apply "
                      "waits, says for whom, and then carries the change out by itself.") },
  { TPK_HELP_TEXT, N_("For an app that does not do so, start it like this:") },
  { TPK_HELP_CODE, "turnpikectl call --client Softphone -- linphone" },
  { TPK_HELP_TEXT, N_("Programs hold a shared lock (flock) on in-call.lock in Turnpike's folder. "
                      "The system takes the lock away when a program ends or crashes, so nobody "
                      "waits forever.") },
  { TPK_HELP_END, NULL },
};

static const TpkHelpBlock fleet[] = {
  { TPK_HELP_TEXT, N_("Everything in the window is also a command, turnpikectl, without a screen. "
                      "It answers in JSON with --json, and its exit status says what happened:") },
  { TPK_HELP_CODE, "0    all is well\n"
                   "1    checked, and something failed\n"
                   "2    bad usage, or an invalid configuration\n"
                   "3    could not test, or could not read or write\n"
                   "4    staged: a call is in progress\n"
                   "130  cancelled" },
  { TPK_HELP_HEADING, N_("Check Every Hour (systemd)") },
  { TPK_HELP_CODE, "# ~/.config/systemd/user/turnpike-check.service\n"
                   "[Service]\n"
                   "Type=oneshot\n"
                   "ExecStart=turnpikectl check --quiet --report=%h/turnpike.html\n"
                   "\n"
                   "# ~/.config/systemd/user/turnpike-check.timer\n"
                   "[Timer]\n"
                   "OnCalendar=hourly\n"
                   "[Install]\n"
                   "WantedBy=timers.target\n"
                   "\n"
                   "# then\n"
                   "systemctl --user enable --now turnpike-check.timer" },
  { TPK_HELP_HEADING, N_("Watch With Prometheus (Text File)") },
  { TPK_HELP_TEXT, N_("This keeps checking what was applied, also when the network changes, and "
                      "keeps the file written for the collector:") },
  { TPK_HELP_CODE, "turnpikectl monitor --interval 300 \\\n"
                   "  --prometheus /var/lib/node_exporter/turnpike.prom" },
  { TPK_HELP_HEADING, N_("Watch With Nagios or Icinga") },
  { TPK_HELP_CODE, "#!/bin/sh\n"
                   "turnpikectl check --quiet >/dev/null 2>&1\n"
                   "case $? in\n"
                   "  0) echo 'OK: calls will work'; exit 0 ;;\n"
                   "  1) echo 'CRITICAL: a relay failed'; exit 2 ;;\n"
                   "  *) echo 'UNKNOWN: could not be tested'; exit 3 ;;\n"
                   "esac" },
  { TPK_HELP_HEADING, N_("Hand Out Settings With Ansible") },
  { TPK_HELP_TEXT, N_("Make the settings once in the window, then export them with their "
                      "passwords. Turnpike's own turnpike.json is not enough: its passwords are in "
                      "the keyring of your computer.") },
  { TPK_HELP_CODE, "turnpikectl export --client turnpike --output turnpike.json" },
  { TPK_HELP_TEXT, N_("These tasks put it into place for each user, and write the client files. "
                      "Status 4 means that it happens after the call. The export holds passwords, "
                      "so keep it where you keep such things, as in Ansible's vault.") },
  { TPK_HELP_CODE, "- name: Make the folder\n"
                   "  ansible.builtin.file:\n"
                   "    path: \"{{ ansible_env.HOME }}/.config/turnpike\"\n"
                   "    state: directory\n"
                   "    mode: \"0700\"\n"
                   "- name: Hand out relays\n"
                   "  ansible.builtin.copy:\n"
                   "    src: turnpike.json\n"
                   "    dest: \"{{ ansible_env.HOME }}/.config/turnpike/turnpike.json\"\n"
                   "    mode: \"0600\"\n"
                   "- name: Drop what was being edited\n"
                   "  ansible.builtin.file:\n"
                   "    path: \"{{ ansible_env.HOME }}/.config/turnpike/draft.json\"\n"
                   "    state: absent\n"
                   "- name: Write them for calling apps\n"
                   "  ansible.builtin.command: turnpikectl apply\n"
                   "  environment:\n"
                   "    TURNPIKE_SECRETS: file\n"
                   "  register: applied\n"
                   "  failed_when: applied.rc not in [0, 4]" },
  { TPK_HELP_HEADING, N_("Set and Lock Them for Everybody on a Computer") },
  { TPK_HELP_TEXT, N_("Put the export into /etc/xdg/turnpike/turnpike.json instead, readable for "
                      "all who use the computer. What “locked” lists, nobody there can change; "
                      "“man turnpike.json” says how. A Flatpak sees that folder only when it is "
                      "let in:") },
  { TPK_HELP_CODE, "flatpak override --filesystem=host-etc:ro org.turnpike.Turnpike" },
  { TPK_HELP_END, NULL },
};

static const TpkHelpPage pages[] = {
  { "purpose", N_("What Turnpike Does"), N_("Relays, drafts, and Apply"), purpose },
  { "paste", N_("Paste What You Were Given"), N_("From a mail, a piece of code, a file"), paste },
  { "servers", N_("Arrange Servers"), N_("Their order, and many at once"), servers },
  { "verdict", N_("Read a Verdict"), N_("What a check says, and which step failed"), verdict },
  { "firewall", N_("What to Ask the Firewall Team"), N_("Ports and protocols, in their words"),
    firewall },
  { "dials", N_("What Each Client Really Dials"), N_("One address, different meanings"), dials },
  { "cloud", N_("Cloud Proxy"), N_("The three ways for calls"), cloud },
  { "clients", N_("Keep Clients Written"), N_("Files for other programs, and who wins"), clients },
  { "calls", N_("Calls in Progress"), N_("Why Apply may wait"), calls },
  { "fleet", N_("For Administrators"), N_("turnpikectl on many machines"), fleet },
};

/**
 * tpk_help_pages_get:
 * @n_pages: (out): how many
 *
 * Returns: (transfer none) (array length=n_pages): the pages in their order
 */
const TpkHelpPage *
tpk_help_pages_get (guint *n_pages)
{
  g_return_val_if_fail (n_pages != NULL, NULL);

  *n_pages = G_N_ELEMENTS (pages);
  return pages;
}

/**
 * tpk_help_pages_find:
 * @id: of a page
 *
 * Returns: (transfer none) (nullable): the page
 */
const TpkHelpPage *
tpk_help_pages_find (const char *id)
{
  g_return_val_if_fail (id != NULL, NULL);

  for (guint i = 0; i < G_N_ELEMENTS (pages); i++) {
    if (strcmp (pages[i].id, id) == 0)
      return &pages[i];
  }

  return NULL;
}
