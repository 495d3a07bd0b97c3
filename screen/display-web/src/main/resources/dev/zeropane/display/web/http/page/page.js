// SPDX-License-Identifier: Apache-2.0
// Shows the first guest's first screen.
import RFB from './novnc/core/rfb.js';

const token = new URLSearchParams(location.hash.slice(1)).get('token') ?? '';
const state = document.getElementById('state');

async function start() {
  const answer = await fetch('guests', { headers: { Authorization: `Bearer ${token}` } });
  if (!answer.ok) {
    state.textContent = 'This address lacks its end, #token=...: open it as it was printed.';
    return;
  }
  const { guests } = await answer.json();
  if (guests.length === 0) {
    state.textContent = 'No guest runs.';
    return;
  }
  const url = `ws://${location.host}/rfb/${guests[0].id}/0`;
  const rfb = new RFB(document.getElementById('screen'), url, {
    wsProtocols: ['binary', `token.${token}`],
  });
  rfb.resizeSession = true;
  rfb.addEventListener('connect', () => {
    state.hidden = true;
  });
  rfb.addEventListener('disconnect', () => {
    state.hidden = false;
    state.textContent = 'disconnected';
  });
}

start();
