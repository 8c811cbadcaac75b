import axe from 'axe-core';
import {afterEach, beforeEach, describe, expect, test, vi} from 'vitest';
import {page, userEvent} from 'vitest/browser';
import {ApiError, type SyncState} from '../src/api/api';
import {FakeApi} from '../src/api/fake';
import {anAccount, syncSample} from '../src/api/fake-sync';
import {MfSignIn} from '../src/components/sign-in';
import {MfSyncDot} from '../src/components/sync-dot';
import {ago} from '../src/lib/ago';
import {dayOf} from '../src/lib/dates';
import {deepFocus} from '../src/lib/keys';
import {problemsOf, serverAddress} from '../src/lib/sign-in';
import {host, syncDetails, syncWords} from '../src/lib/sync';
import {Sync} from '../src/state/sync';
import {open} from '../src/views/open';
import {all, mount, nextEvent, one, press, settled, soon, textOf} from './help';

beforeEach(() => page.viewport(1280, 820));
afterEach(() => void vi.useRealTimers());

const states: SyncState[] = ['local', 'pending', 'syncing', 'synced', 'offline', 'sign_in_needed', 'upgrade_required', 'attention'];
const today = dayOf(new Date());
const type = async (text: string) => { await userEvent.keyboard(text); await settled(); };
const input = (name: string) => one(`mf-sign-in #${name}`) as HTMLInputElement;

async function openWindow(state: SyncState) {
  const api = new FakeApi();
  api.sync = syncSample(state);
  const stores = await open(api);
  await customElements.whenDefined('mf-overlays');
  await settled();
  return {api, stores};
}

async function openPanel(state: SyncState) {
  const opened = await openWindow(state);
  await press('g', 's');
  await customElements.whenDefined('mf-sync-view');
  await settled();
  return opened;
}

describe('the words', () => {
  test.each([
    ['local', 'On this device'], ['synced', 'Synced'], ['syncing', 'Syncing…'], ['pending', 'Not sent yet 3 changes'], ['offline', 'Offline 3 changes kept'],
    ['sign_in_needed', 'Sign in again'], ['upgrade_required', 'Update MindFlow to sync'], ['attention', 'Needs attention'],
  ] as const)('of %s are “%s”', (state, words) => expect(syncWords(syncSample(state)).filter(Boolean).join(' ')).toBe(words));

  test('one change is one change', () => expect(syncWords(anAccount({state: 'offline', pending: 1}))[1]).toBe('1 change kept'));
  test('offline with nothing to send is just offline', () => expect(syncWords(anAccount({state: 'offline'}))).toEqual(['Offline', '']));
  test('an account that has never synced has nothing to send, perhaps', () => expect(syncWords(anAccount({state: 'pending', last_sync: null}))).toEqual(['Not synced yet', '']));
  test('details name the clock and the server', () => {
    const noon = new Date();
    noon.setHours(14, 2, 0, 0);
    expect(syncDetails(anAccount({last_sync: noon.toISOString()}), today)).toBe('Last synced 14:02 with sync.example.org.');
  });
  test('a host is an address without its scheme', () => expect(host('https://sync.example.org:8443/')).toBe('sync.example.org:8443'));
  test.each([[0, 'just now'], [-90, 'just now'], [5 * 60, '5 minutes ago'], [3 * 3600, '3 hours ago'], [26 * 3600, 'yesterday']])('%i seconds are “%s”', (seconds, words) => {
    const now = Date.now();
    expect(ago(new Date(now - seconds * 1000).toISOString(), now)).toBe(words);
  });
});

describe('an address', () => {
  test.each([
    ['sync.example.org', 'https://sync.example.org'], [' https://sync.example.org/ ', 'https://sync.example.org'], ['sync.example.org:8443', 'https://sync.example.org:8443'],
    ['localhost:8080', 'http://localhost:8080'], ['http://127.0.0.1:8080', 'http://127.0.0.1:8080'], ['[::1]:8080', 'http://[::1]:8080'],
  ])('%s is %s', (typed, address) => expect(serverAddress(typed)).toBe(address));
  test.each(['', 'two words', 'http://sync.example.org', 'ftp://sync.example.org', 'https://me:pass@example.org', 'javascript:alert(1)', 'localhost.example.org://', 'http://127.0.0.1.example.org'])('%s is none', (typed) => expect(serverAddress(typed)).toBeNull());
  test('a name that only begins like this machine is spoken to in secret', () => expect(serverAddress('localhost.example.org')).toBe('https://localhost.example.org'));
  test('a password is counted in characters, and only a new one has to be long', () => {
    const asked = {server: 'x.org', email: 'me@x.org', password: '👩👩👩👩👩👩👩👩👩', register: true};
    expect(problemsOf(asked).password).toBe('Take at least 10 characters.');
    expect(problemsOf({...asked, register: false})).toEqual({});
  });
});

describe('the dot', () => {
  test('has a shape of its own and a word for each state', async () => {
    const drawn = new Set<string>();
    for (const state of states) {
      const dot = await mount(new MfSyncDot(), {status: syncSample(state), today});
      drawn.add([...dot.renderRoot.querySelectorAll('.sync-shape > *')].map((shape) => `${shape.localName} ${shape.getAttribute('d') ?? shape.getAttribute('r')} ${shape.getAttribute('class')}`).join());
      expect(textOf(dot.renderRoot.querySelector('button') as Node)).toContain(syncWords(syncSample(state))[0]);
    }
    expect(drawn.size).toBe(states.length);
  });

  test.each(states)('fits the sidebar when it says %s', async (state) => {
    await openWindow(state);
    await soon(() => expect(all('mf-sync-dot .words')).toHaveLength(1));
    for (const word of all('mf-sync-dot .cut')) expect(word.scrollWidth).toBeLessThanOrEqual(word.clientWidth);
  });

  test('shows more while it has the focus, until Escape', async () => {
    await openWindow('offline');
    await soon(() => expect(all('mf-sync-dot button')).toHaveLength(1));
    expect(getComputedStyle(one('mf-sync-dot .tip')).visibility).toBe('hidden');
    one('mf-sync-dot button').focus();
    await userEvent.keyboard('{Shift>}{/Shift}'); // the focus shows once the keyboard is used
    await soon(() => expect(getComputedStyle(one('mf-sync-dot .tip')).visibility).toBe('visible'));
    expect(textOf(one('mf-sync-dot .tip'))).toContain('3 changes kept here');
    await press('{Escape}');
    expect(getComputedStyle(one('mf-sync-dot .tip')).display).toBe('none');
  });

  test('follows the program', async () => {
    const {api} = await openWindow('synced');
    api.tell({state: 'offline', pending: 2});
    await soon(() => expect(textOf(one('mf-sync-dot button'))).toContain('Offline 2 changes kept'));
    expect(one('mf-sync-dot .tip').textContent).not.toContain('undefined');
  });

  test('opens the panel and gets the focus back', async () => {
    await openWindow('synced');
    await soon(() => expect(all('mf-sync-dot button')).toHaveLength(1));
    one('mf-sync-dot button').focus();
    await press('{Enter}');
    await soon(() => expect(textOf(one('mf-sync-view'))).toContain('Everything is synced'));
    await press('{Escape}');
    await soon(() => expect(all('mf-sync-view')).toHaveLength(0));
    expect(deepFocus()).toBe(one('mf-sync-dot button'));
  });

  test('can be told of where the sidebar is hidden', async () => {
    const {stores} = await openWindow('sign_in_needed');
    await stores.set('sidebar_hidden', true);
    await soon(() => expect(one('.show').getAttribute('aria-label')).toBe('Show the sidebar. Sign in again'));
    await page.viewport(420, 760);
    expect(one('mf-bottom-bar .more').getAttribute('aria-label')).toBe('More places. Sign in again');
  });
});

describe('what is told', () => {
  const follow = (sync: Sync, ...list: SyncState[]) => list.map((state) => { sync.follow(syncSample(state)); vi.advanceTimersByTime(50); return sync.said.value; });

  test('short work does not make the dot flicker; longer work is shown', () => {
    vi.useFakeTimers();
    const sync = new Sync(new FakeApi());
    follow(sync, 'synced', 'syncing');
    expect(sync.status.value?.state).toBe('synced');
    follow(sync, 'synced');
    vi.advanceTimersByTime(2000);
    expect(sync.status.value?.state).toBe('synced');
    follow(sync, 'syncing');
    vi.advanceTimersByTime(800);
    expect(sync.status.value?.state).toBe('syncing');
  });

  test('a screen reader hears that it went wrong and that it is well again, once each', () => {
    vi.useFakeTimers();
    const sync = new Sync(new FakeApi());
    expect(follow(sync, 'synced', 'syncing', 'synced', 'syncing', 'synced')).toEqual(['', '', '', '', '']);
    expect(follow(sync, 'offline', 'syncing', 'offline').at(-1)).toBe('Offline, 3 changes kept');
    sync.follow(anAccount({state: 'offline', pending: 9}));
    expect(sync.said.value).toBe('Offline, 3 changes kept');
    expect(follow(sync, 'sign_in_needed', 'syncing', 'synced')).toEqual(['Sign in again', 'Sign in again', 'Synced']);
  });

  test('a status that was asked for does not replace one that came meanwhile', async () => {
    const api = new FakeApi();
    api.sync = syncSample('synced');
    api.delay = 30;
    const sync = new Sync(api);
    const asked = sync.refresh();
    sync.follow(syncSample('offline'));
    await asked;
    expect(sync.status.value?.state).toBe('offline');
  });

  test('refusals find their field', async () => {
    const api = new FakeApi();
    const sync = new Sync(api);
    for (const [cause, problems] of [
      [new ApiError('invalid', 'No address.', 'server'), {server: 'No address.'}], [new ApiError('invalid', 'Wrong.', 'account'), {account: 'Wrong.'}], [new ApiError('failed', 'No answer.'), {form: 'No answer.'}],
    ] as const) {
      vi.spyOn(api, 'signIn').mockRejectedValueOnce(cause);
      await sync.signIn('https://x.org', 'me@x.org', 'secret words', false);
      expect(sync.problems.value).toEqual(problems);
      expect(sync.busy.value).toBe('');
    }
    expect(JSON.stringify(Object.values(sync))).not.toContain('secret words');
  });
});

describe('with the keyboard alone', () => {
  test('a user signs in, looks, signs another device out and signs out', async () => {
    const {api, stores} = await openPanel('local');
    expect(textOf(one('mf-sync-view'))).toContain('Everything here works without one.');
    await soon(() => expect(deepFocus()).toBe(input('server')));
    await type('sync.example.org');
    await press('{Tab}');
    await type('me@example.org');
    await press('{Tab}');
    await type('correct horse{Enter}');
    await soon(() => expect(textOf(one('mf-sync-view'))).toContain('Everything is synced'));
    expect(api.calls).toContain('signIn https://sync.example.org me@example.org false');
    expect(textOf(one('mf-sync-dot button'))).toContain('Synced');
    await soon(() => expect(deepFocus()?.localName).toBe('h2'));
    await soon(() => expect(all('mf-devices li')).toHaveLength(4));

    const toSignOut = all('mf-devices li button')[0];
    for (let i = 0; i < 8 && deepFocus() !== toSignOut; i++) await press('{Tab}');
    expect(deepFocus()?.getAttribute('aria-label')).toBe('Sign out Laptop');
    await press('{Enter}');
    expect(textOf(one('.ask'))).toContain('Sign out “ Laptop ”?');
    expect(textOf(deepFocus() as Node)).toBe('No');
    await press('{Escape}');
    expect(all('.ask')).toHaveLength(0);
    expect(all('mf-sync-view')).toHaveLength(1);
    await press('{Enter}', '{Shift>}{Tab}{/Shift}', '{Enter}');
    await soon(() => expect(api.calls).toContain('revokeDevice d2'));
    await soon(() => expect(textOf(one('[data-id=d2]'))).toContain('signed out'));
    expect(deepFocus()?.textContent).toBe('Devices');

    await press('{Shift>}{Tab}{/Shift}', '{Enter}');
    await soon(() => expect(all('mf-sign-in')).toHaveLength(1));
    expect([input('server').value, input('email').value]).toEqual(['https://sync.example.org', 'me@example.org']);
    await soon(() => expect(deepFocus()).toBe(input('password')));
    await press('{Escape}');
    expect(stores.sync.open.value).toBe(false);
  });

  test('the keys of the window rest while the panel is open', async () => {
    const {api} = await openPanel('synced');
    await soon(() => expect(deepFocus()?.localName).toBe('h2'));
    await press('e', 'j', 'e', 'q', '{Delete}');
    expect(api.calls.some((call) => /^(complete|remove)/.test(call))).toBe(false);
    expect(all('mf-quick-add')).toHaveLength(0);
    await press('{Escape}', 'q');
    expect(all('mf-quick-add')).toHaveLength(1);
  });
});

describe('the form', () => {
  test('says at each field what is wrong before anything is sent, and keeps what was typed', async () => {
    const {api} = await openPanel('local');
    await type('http://sync.example.org{Enter}');
    expect(textOf(one('#server-problem'))).toContain('not an address');
    expect(textOf(one('#email-problem'))).toContain('e-mail');
    expect(textOf(one('#password-problem'))).toContain('password');
    expect(deepFocus()).toBe(input('server'));
    expect(input('server').value).toBe('http://sync.example.org');
    await type('x');
    expect(one('#server-problem').hidden).toBe(true);
    expect(api.calls.some((call) => call.startsWith('signIn'))).toBe(false);
  });

  test('sends the password once and keeps it nowhere', async () => {
    const form = await mount(new MfSignIn(), {server: 'https://x.org', email: 'me@x.org'});
    const asked = nextEvent(form, 'mf-sign-in');
    await type('correct horse{Enter}');
    expect((await asked).password).toBe('correct horse');
    expect(input('password').value).toBe('');
    expect(asked instanceof Event && asked.composed).toBe(false);
  });

  test('is busy on its button only, and sends no second time', async () => {
    const {api} = await openPanel('local');
    api.delay = 300;
    await type('x.org');
    await press('{Tab}');
    await type('me@x.org');
    await press('{Tab}');
    await type('correct horse{Enter}{Enter}');
    expect(textOf(one('mf-sign-in [type=submit]'))).toBe('Signing in…');
    expect(one('mf-sign-in [type=submit]').getAttribute('aria-disabled')).toBe('true');
    expect(input('server').readOnly).toBe(true);
    await soon(() => expect(all('mf-sync-status')).toHaveLength(1));
    expect(api.calls.filter((call) => call.startsWith('signIn'))).toHaveLength(1);
  });

  test('a refusal is said where it belongs', async () => {
    const {stores} = await openPanel('local');
    await type('sync.example.org');
    await press('{Tab}');
    await type('me@example.org');
    await press('{Tab}');
    await type('not the password{Enter}');
    await soon(() => expect(textOf(one('#password-problem'))).toContain('not right'));
    expect(deepFocus()).toBe(input('password'));
    expect(input('email').getAttribute('aria-invalid')).toBe('true');
    await type('x');
    expect(one('#password-problem').hidden).toBe(true);
    expect(stores.sync.status.value?.state).toBe('local');
  });

  test('a password can be looked at, and is hidden again', async () => {
    await openPanel('local');
    one('.reveal').click();
    await settled();
    expect(input('password').type).toBe('text');
    one('.reveal').click();
    await settled();
    expect(input('password').type).toBe('password');
  });

  test('makes an account, and says when a letter is to be answered first', async () => {
    const {api} = await openPanel('local');
    api.signedIn = {mail_sent: true, in_file: false};
    one('mf-sign-in .link').click();
    await settled();
    input('server').focus();
    await type('sync.example.org');
    await press('{Tab}');
    await type('me@example.org');
    await press('{Tab}');
    await type('short{Enter}');
    expect(textOf(one('#password-problem'))).toBe('Take at least 10 characters.');
    await type(' but now long{Enter}');
    await soon(() => expect(textOf(one('mf-sync-view'))).toContain('A letter is on its way to me@example.org'));
    expect(api.calls).toContain('signIn https://sync.example.org me@example.org true');
    one('.letter button').click();
    await soon(() => expect(input('email').value).toBe('me@example.org'));
  });

  test('says plainly when the session is kept in a file', async () => {
    const {api} = await openPanel('local');
    api.signedIn = {mail_sent: false, in_file: true};
    await type('localhost:8080');
    await press('{Tab}');
    await type('me@example.org');
    await press('{Tab}');
    await type('correct horse{Enter}');
    await soon(() => expect(textOf(one('mf-sync-view'))).toContain('There is no keyring here, so your session is kept in a file only you can read.'));
  });

  test('after the session has ended wants the password only', async () => {
    await openPanel('sign_in_needed');
    expect(textOf(one('mf-sync-view'))).toContain('You are signed out of this account.');
    expect([input('server').value, input('email').value]).toEqual(['https://sync.example.org', 'me@example.org']);
    await soon(() => expect(deepFocus()).toBe(input('password')));
  });

  test('what is typed there survives a quick add from elsewhere', async () => {
    const {api} = await openPanel('local');
    await type('sync.example.org');
    api.emit('quick-add', 'From the tray');
    await soon(() => expect(all('mf-quick-add')).toHaveLength(1));
    await press('{Escape}');
    expect(all('mf-quick-add')).toHaveLength(0);
    expect(input('server').value).toBe('sync.example.org');
    expect(deepFocus()).toBe(input('server'));
  });
});

describe('the panel', () => {
  test('offline says that the devices cannot be asked for, and asks when it can', async () => {
    const {api} = await openPanel('offline');
    await soon(() => expect(textOf(one('mf-devices'))).toContain('could not be asked'));
    expect(textOf(one('mf-sync-status'))).toContain('3 changes are kept here and sent as soon as it can.');
    expect(textOf(one('mf-sync-status'))).toMatch(/next try in (39|40) s/);
    api.tell({state: 'synced', pending: 0, retry_in_s: 0});
    await soon(() => expect(all('mf-devices li')).toHaveLength(4));
  });

  test('names what was refused, and who else syncs', async () => {
    const {api} = await openPanel('attention');
    expect(textOf(one('mf-sync-status'))).toContain('The server did not take some changes (2). What was refused stays on this device only.');
    api.tell(syncSample('pending'));
    await soon(() => expect(textOf(one('mf-sync-status'))).toContain('Another program on this device syncs these tasks'));
    expect(textOf(one('mf-sync-status'))).not.toContain('Sync now');
  });

  test('says what went wrong with what was asked of it', async () => {
    const {api} = await openPanel('synced');
    api.refuse = 'The disk is full.';
    all('mf-sync-status .account button')[0]?.click();
    await soon(() => expect(textOf(one('mf-sync-status [role=alert]'))).toBe('The disk is full.'));
    await soon(() => expect(all('mf-devices li')).toHaveLength(4));
    api.refuse = 'The server cannot be reached.';
    all('mf-devices li button')[0]?.click();
    await settled();
    all('.ask button')[0]?.click();
    await soon(() => expect(textOf(one('mf-devices [role=status]'))).toBe('The server cannot be reached.'));
    expect(all('.ask')).toHaveLength(1);
  });

  test('hostile names stay text and the layout holds', async () => {
    const {api, stores} = await openPanel('synced');
    api.mates = ['<img src=x onerror=alert(1)>', '\u202Egnirts', 'x'.repeat(300)].map((name, i) => ({...(api.mates[1] as (typeof api.mates)[0]), id: `h${i}`, name}));
    api.tell({email: `${'x'.repeat(200)}@example.org`, server: `https://${'y'.repeat(200)}.example.org`});
    await stores.sync.readDevices();
    await settled();
    expect(all('mf-devices img')).toHaveLength(0);
    const view = one('mf-sync-view');
    expect(view.scrollWidth).toBeLessThanOrEqual(view.clientWidth);
    all('mf-devices li button').at(-1)?.click();
    await settled();
    expect(view.scrollWidth).toBeLessThanOrEqual(view.clientWidth);
  });
});

describe.each(['light', 'dark'] as const)('in the %s theme axe finds nothing wrong with', (theme) => {
  const acts: [string, SyncState, () => Promise<unknown>, [number, number]?][] = [
    ...states.map((state): [string, SyncState, () => Promise<unknown>] => [state, state, settled]),
    ['the question', 'synced', async () => { await soon(() => expect(all('mf-devices li')).toHaveLength(4)); all('mf-devices li button')[0]?.click(); }],
    ['the details', 'synced', async () => one('mf-sync-facts summary').click()],
    ['an unfilled form', 'local', () => press('{Enter}')],
    ['a new account', 'local', async () => one('mf-sign-in .link').click()],
    ['a small window', 'attention', settled, [720, 520]],
    ['a narrow window', 'offline', settled, [420, 760]],
  ];
  test.each(acts)('%s', async (_, state, act, size) => {
    if (size) await page.viewport(...size);
    const {stores} = await openPanel(state);
    await stores.set('theme', theme);
    await settled();
    await act();
    await settled();
    const {violations} = await axe.run(document.body, {runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']});
    expect(violations.map((found) => `${found.id}: ${found.nodes.map((node) => `${node.target.join(' ')} — ${node.failureSummary ?? ''}`).join('\n')}`)).toEqual([]);
  });
});
