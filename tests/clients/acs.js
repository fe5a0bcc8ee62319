// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Turnpike authors

// Configures the Calling SDK of Azure Communication Services, and tells what it made of that.

// The SDK's own function that makes the browser's iceServers of its relays. It is not exported, so
// it is taken from the text of the bundle: from its name to the end of the expression.
function findCreateIceServers (bundle)
{
  const name = 'createIceServers=';
  const start = bundle.search (/createIceServers=(function)?\(/) + name.length;
  let depth = 0;

  for (let end = start; end < bundle.length; end++) {
    if ('([{'.includes (bundle[end]))
      depth++;
    else if (')]}'.includes (bundle[end]))
      depth--;
    if (depth < 0 || (depth === 0 && ',;'.includes (bundle[end])))
      return (0, eval) (`(${bundle.slice (start, end)})`);
  }

  throw new Error ('createIceServers is not in the bundle');
}

// The relay manager is a private member in 2.0.0, and out of reach in 1.14.
async function getRelays (client)
{
  return await client._acsCustomRelayManager?.getTsRelayManager ()?.queryRelaysAsync () ?? null;
}

async function configure (CallClient, createIceServers, networkConfiguration)
{
  try {
    const client = new CallClient ({ networkConfiguration });
    const relays = await getRelays (client);
    const proxy = client._acsProxy?.hasProxyUrl ()
      ? client._acsProxy.proxyfyUrl ('https://api.example/a?x=1') : null;

    return {
      ok: true,
      proxy,
      servers: relays && createIceServers (relays, {
        iceUdpAddressType: 'ip', iceTcpAddressType: 'ip', iceServerTransport: ['udp', 'tcp', 'tls'],
      }),
    };
  } catch (error) {
    return { ok: false, name: error.name, code: error.code, subCode: error.subCode,
             message: error.message };
  }
}

export default async function (data)
{
  const path = `/sdk/acs-${data.version}/dist-esm/sdk.bundle.js`;
  const { CallClient } = await import (path);
  const createIceServers = findCreateIceServers (await (await fetch (path)).text ());
  const answers = [];

  for (const configuration of data.configurations)
    answers.push (await configure (CallClient, createIceServers, configuration));
  return answers;
}
