/** Sample accounts and devices, one for each way that sync can be. */
import type {Device, SyncState, SyncStatus} from './api';

const ago = (minutes: number) => new Date(Date.now() - minutes * 60_000).toISOString();

export const noAccount = (): SyncStatus => ({
  state: 'local', pending: 0, quarantined: 0, last_sync: null, server: '', device_id: '019cd0a2-5b1e-7c44-9f0e-3d6a51b7e210', digest: '5f1d7a84e3c09b26',
});

export const anAccount = (change: Partial<SyncStatus> = {}): SyncStatus => ({
  ...noAccount(), state: 'synced', last_sync: ago(3), server: 'https://sync.example.org', email: 'me@example.org', stream: true, ...change,
});

/** How sync looks in a state, for the gallery and for tests. */
export function syncSample(state: SyncState): SyncStatus {
  switch (state) {
    case 'local': return noAccount();
    case 'synced': return anAccount();
    case 'syncing': return anAccount({state, pending: 12});
    case 'pending': return anAccount({state, pending: 3, stream: false, elsewhere: true});
    case 'offline': return anAccount({state, pending: 3, last_sync: ago(95), stream: false, error: 'The server cannot be reached.', retry_in_s: 40});
    case 'sign_in_needed': return anAccount({state, pending: 3, last_sync: ago(60 * 26), stream: false, error: 'The session has ended.'});
    case 'upgrade_required': return anAccount({state, pending: 3, last_sync: ago(60 * 50), stream: false, error: 'The server speaks a newer version.'});
    case 'attention': return anAccount({state, quarantined: 2, error: 'The server did not take some changes (2).'});
  }
}

export const deviceList = (): Device[] => [
  {id: 'd1', name: 'Workstation', platform: 'linux', version: '0.1.0', created: ago(60 * 24 * 40), last_seen: ago(0), current: true},
  {id: 'd2', name: 'Laptop', platform: 'darwin', version: '0.1.0', created: ago(60 * 24 * 31), last_seen: ago(60 * 26), current: false},
  {id: 'd3', name: 'Office', platform: 'windows', version: '0.1.0', created: ago(60 * 24 * 90), last_seen: ago(60 * 24 * 20), current: false},
  {id: 'd4', name: 'Old laptop', platform: 'linux', version: '0.0.9', created: ago(60 * 24 * 300), last_seen: ago(60 * 24 * 120), revoked: ago(60 * 24 * 60), current: false},
];
