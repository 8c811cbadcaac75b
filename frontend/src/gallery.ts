/** The window on sample data, for development, tests and pictures: /gallery.html?state=first-run|empty|many|failing&theme=dark&view=now&sync=offline */
import {FakeApi, type FakeState} from './api/fake';
import type {Settings, SyncState, View} from './api/api';
import {syncSample} from './api/fake-sync';
import {open} from './views/open';

const wanted = new URLSearchParams(location.search);
const api = new FakeApi((wanted.get('state') ?? 'usual') as FakeState);
const sync = wanted.get('sync') as SyncState | null;
if (sync) api.sync = syncSample(sync);
api.signedIn = {mail_sent: wanted.has('mail'), in_file: wanted.has('file')};
const theme = wanted.get('theme') as Settings['theme'] | null;
if (theme) await api.setSetting('theme', theme);
const stores = await open(api);
const view = wanted.get('view') as View | 'now' | null;
if (view) await stores.screen.go({view, ...(wanted.has('id') && {id: wanted.get('id') ?? ''})});
