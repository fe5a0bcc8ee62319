// SPDX-License-Identifier: GPL-3.0-or-later
// SPDX-FileCopyrightText: The Turnpike authors

// Calls the proxy methods of Agora's Web SDKs in sequences, and tells what came of each call.

// A window for each version, for all of them define the same global.
async function load (path)
{
  const frame = document.createElement ('iframe');
  document.body.append (frame);
  const script = frame.contentDocument.createElement ('script');
  const loaded = new Promise ((resolve, reject) => {
    script.onload = resolve;
    script.onerror = () => reject (new Error (`cannot load ${path}`));
  });

  script.src = path;
  frame.contentDocument.body.append (script);
  await loaded;
  return frame.contentWindow;
}

// No call is made without Agora's servers, so the SDK's idea of its state is set: an inner object's
// before 4.0, the client's own afterwards.
function setConnected (client, connected)
{
  if (client.gatewayClient)
    client.gatewayClient.state = connected ? client.gatewayClient.state + 1
                                           : client.gatewayClient.state - 1;
  else if (connected)
    Object.defineProperty (client, 'connectionState', { value: 'CONNECTED', configurable: true });
  else
    delete client.connectionState;
}

function callMethod (client, method, args)
{
  if (method === '(connected)' || method === '(disconnected)')
    return setConnected (client, method === '(connected)');
  if (typeof client[method] !== 'function')
    throw new Error ('no such method');
  if (method === 'setLocalAccessPoints')
    return client[method] (['192.0.2.1'], 'local.example');
  return client[method] (...args);
}

function isCloudProxy (client)
{
  return client._cloudProxyServerMode !== undefined ? client._cloudProxyServerMode !== 'disabled'
                                                    : client.useProxyServer;
}

function replay (AgoraRTC, steps)
{
  const client = AgoraRTC.createClient ({ mode: 'live', codec: 'vp8' });
  const results = steps.map (([method, ...args]) => {
    try {
      callMethod (client, method, args);
      return { ok: true };
    } catch (error) {
      return { ok: false, code: error.code, message: error.message };
    }
  });

  return { steps: results, cloud_proxy: isCloudProxy (client) };
}

export default async function (data)
{
  const answers = {};

  for (const [version, path] of Object.entries (data.paths)) {
    const window = await load (path);

    window.AgoraRTC.setLogLevel?.(4);
    window.AgoraRTC.Logger?.setLogLevel?.(4);
    // Arrays of another window are none to the SDK.
    answers[version] = window.JSON.parse (JSON.stringify (data.sequences))
      .map (steps => replay (window.AgoraRTC, steps));
  }
  return answers;
}
