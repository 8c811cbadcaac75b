import {afterEach, expect, test, vi} from 'vitest';
import {ApiError} from '../src/api/api';
import {wailsApi} from '../src/api/wails';
import page from '../index.html?raw';

afterEach(() => {
  delete window.go;
  delete window.runtime;
});

const bind = (name: string, fn: (...args: unknown[]) => Promise<unknown>) => (window.go = {desktop: {Api: {[name]: vi.fn(fn)}}});
const bound = (name: string) => window.go?.desktop?.Api?.[name];

test('a call goes to the bound method of the same name', async () => {
  bind('Add', () => Promise.resolve({seq: 7, tasks: []}));
  expect(await wailsApi.add({text: 'x'}, 'inbox')).toEqual({seq: 7, tasks: []});
  expect(bound('Add')).toHaveBeenCalledWith({text: 'x'}, 'inbox', '');
});

test('a sign-in goes over as it is, its refusal with its field', async () => {
  bind('SignIn', () => Promise.reject(new Error('{"code":"invalid","message":"Wrong.","field":"account"}')));
  await expect(wailsApi.signIn('https://x.org', 'me@x.org', 'pass', true)).rejects.toMatchObject({code: 'invalid', field: 'account'});
  expect(bound('SignIn')).toHaveBeenCalledWith('https://x.org', 'me@x.org', 'pass', true);
});

test('a setting goes over as JSON', async () => {
  bind('SetSetting', () => Promise.resolve());
  await wailsApi.setSetting('theme', 'dark');
  expect(bound('SetSetting')).toHaveBeenCalledWith('theme', '"dark"');
});

test('a refused call is an ApiError with the words of the program', async () => {
  bind('Edit', () => Promise.reject({code: 'invalid', message: 'A title is too long.', field: 'title'}));
  const error = await wailsApi.edit(['t'], {title: 'x'}).catch((cause: unknown) => cause);
  expect(error).toBeInstanceOf(ApiError);
  expect(error).toMatchObject({code: 'invalid', message: 'A title is too long.', field: 'title'});
});

test('the words come through what Wails makes of them', async () => {
  bind('Edit', () => Promise.reject(new Error('{"code":"invalid","message":"“soon” is not a day.","field":"due"}')));
  await expect(wailsApi.edit(['t'], {due: 'soon'})).rejects.toMatchObject({code: 'invalid', message: '“soon” is not a day.', field: 'due'});
  bind('Edit', () => Promise.reject(new Error(String({}))));
  await expect(wailsApi.edit(['t'], {due: 'soon'})).rejects.toMatchObject({code: 'failed', message: 'The program could not do that.'});
  bind('Edit', () => Promise.reject(new Error('{not JSON')));
  await expect(wailsApi.edit(['t'], {})).rejects.toMatchObject({message: '{not JSON'});
});

test('any other failure is told, too', async () => {
  bind('Get', () => Promise.reject('boom'));
  await expect(wailsApi.get('t')).rejects.toMatchObject({code: 'failed', message: 'boom'});
  delete window.go;
  await expect(wailsApi.get('t')).rejects.toMatchObject({code: 'failed'});
});

test('an empty list of the program is a list', async () => {
  bind('List', () => Promise.resolve({sections: [{key: 'all', title: '', tasks: null, total: 0}]}));
  expect((await wailsApi.list({view: 'inbox', limit: 1})).sections[0]?.tasks).toEqual([]);
  bind('Search', () => Promise.resolve(null));
  expect(await wailsApi.search('x', 1)).toEqual([]);
  bind('Devices', () => Promise.resolve(null));
  expect(await wailsApi.devices()).toEqual([]);
});

test('events are heard until they are no longer wanted', () => {
  const off = vi.fn();
  const heard: string[] = [];
  let fire: (...data: unknown[]) => void = () => undefined;
  window.runtime = {EventsOn: (_, fn) => { fire = fn; return off; }};
  const stop = wailsApi.on('open-task', (id) => heard.push(id));
  fire('t9');
  stop();
  expect(heard).toEqual(['t9']);
  expect(off).toHaveBeenCalled();
});

test('the page carries the whole policy', () => {
  expect(page).toContain("content=\"default-src 'none'; script-src 'self'; style-src 'self'; style-src-attr 'unsafe-inline'; img-src 'self' data:; font-src 'self'; connect-src 'none'; frame-src 'none'; object-src 'none'; base-uri 'none'; form-action 'none'; require-trusted-types-for 'script'; trusted-types lit-html\"");
  expect(page).not.toMatch(/<script(?![^>]*src=)/);
});
