/** The window on sample data, for development, tests and pictures: /gallery.html?state=first-run|empty|many|failing&theme=dark&view=now */
import {FakeApi, type FakeState} from './api/fake';
import type {Settings, View} from './api/api';
import {open} from './views/open';

const wanted = new URLSearchParams(location.search);
const api = new FakeApi((wanted.get('state') ?? 'usual') as FakeState);
const theme = wanted.get('theme') as Settings['theme'] | null;
if (theme) await api.setSetting('theme', theme);
const stores = await open(api);
const view = wanted.get('view') as View | 'now' | null;
if (view) await stores.screen.go({view, ...(wanted.has('id') && {id: wanted.get('id') ?? ''})});
