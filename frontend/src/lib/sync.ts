/** How sync is, in the few words that stand beside its dot. */
import type {SyncState, SyncStatus} from '../api/api';
import {instantLabel} from './dates';

const count = new Intl.NumberFormat();

export const changes = (n: number) => `${count.format(n)} ${n === 1 ? 'change' : 'changes'}`;

/** An address without what every address has. */
export const host = (server: string) => server.replace(/^https?:\/\//, '').replace(/\/+$/, '');

/** The states that go on until the user does something. */
export const wantsUser = (state: SyncState) => state === 'sign_in_needed' || state === 'upgrade_required' || state === 'attention';

/** What stands beside the dot; a second line where one is too long for the sidebar. */
export function syncWords({state, pending}: SyncStatus): [string, string] {
  switch (state) {
    case 'local': return ['On this device', ''];
    case 'synced': return ['Synced', ''];
    case 'syncing': return ['Syncing…', ''];
    case 'pending': return pending > 0 ? ['Not sent yet', changes(pending)] : ['Not synced yet', ''];
    case 'offline': return ['Offline', pending > 0 ? `${changes(pending)} kept` : ''];
    case 'sign_in_needed': return ['Sign in again', ''];
    case 'upgrade_required': return ['Update MindFlow', 'to sync'];
    case 'attention': return ['Needs attention', ''];
  }
}

/** What is shown while the pointer or the focus rests on the dot. */
export function syncDetails(status: SyncStatus, today: string): string {
  const {state, pending, quarantined, last_sync: last, server} = status;
  if (state === 'local') return 'Your tasks are kept on this device. Sign in to have them on a second one.';
  const lines: string[] = [];
  if (state === 'sign_in_needed') lines.push('You are signed out.');
  if (state === 'attention' && status.error) lines.push(status.error);
  else if (quarantined > 0) lines.push(`The server refused ${changes(quarantined)}.`);
  if (pending > 0) lines.push(state === 'syncing' ? `Sending ${changes(pending)}.` : `${changes(pending)} kept here until sync goes on.`);
  lines.push(last ? `Last synced ${instantLabel(last, today)} with ${host(server)}.` : `Not synced yet with ${host(server)}.`);
  return lines.join(' ');
}
