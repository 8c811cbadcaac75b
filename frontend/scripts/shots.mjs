// Takes pictures of the built gallery: node scripts/shots.mjs OUT [name…]. Run `npm run gallery` before.
import {createReadStream, existsSync, mkdirSync} from 'node:fs';
import {createServer} from 'node:http';
import {extname, join, normalize} from 'node:path';
import {chromium} from 'playwright';

const [out = 'shots', ...only] = process.argv.slice(2);
const root = new URL('../.gallery/', import.meta.url).pathname;
const types = {'.html': 'text/html', '.js': 'text/javascript', '.css': 'text/css', '.woff2': 'font/woff2'};
const server = createServer((request, response) => {
  const file = join(root, normalize(new URL(request.url, 'http://x').pathname));
  if (!existsSync(file)) return response.writeHead(404).end();
  response.writeHead(200, {'content-type': types[extname(file)] ?? 'application/octet-stream'});
  return createReadStream(file).pipe(response);
}).listen(0);
const origin = `http://127.0.0.1:${server.address().port}/gallery.html`;
mkdirSync(out, {recursive: true});

const press = (...keys) => async (page) => { for (const key of keys) await page.keyboard.press(key); };
const type = (text) => (page) => page.keyboard.type(text);
const steps = (...list) => async (page) => { for (const step of list) { await step(page); await page.waitForTimeout(120); } };
const click = (selector) => (page) => page.locator(selector).first().click();

const scenes = {
  today: {query: '', act: press('j')},
  'today-detail': {query: '', act: steps(press('j'), press('Enter'))},
  now: {query: 'view=now'},
  'now-why': {query: 'view=now', act: steps(click('mf-now-card button.quiet'))},
  inbox: {query: 'view=inbox'},
  upcoming: {query: 'view=upcoming'},
  anytime: {query: 'view=anytime'},
  project: {query: 'view=project&id=berlin'},
  done: {query: 'view=done'},
  trash: {query: 'view=trash'},
  empty: {query: 'state=empty'},
  'empty-inbox': {query: 'state=empty&view=inbox'},
  'empty-upcoming': {query: 'state=empty&view=upcoming'},
  'empty-now': {query: 'state=empty&view=now'},
  first: {query: 'state=first-run'},
  failing: {query: 'state=failing'},
  'quick-add': {query: '', act: steps(press('q'), type('Water the ferns every 2 weeks #Garden ~10m sun'))},
  'quick-add-empty': {query: '', act: steps(press('q'))},
  search: {query: '', act: steps(press('/'), type('re'))},
  help: {query: '', act: steps(press('?'))},
  toast: {query: '', act: steps(press('j'), press('j'), press('e'), press('2'))},
  reschedule: {query: '', act: steps(click('mf-reschedule button'))},
  field: {query: '', act: steps(press('j'), press('t'))},
  bare: {query: '', act: press('[')},
  drawer: {query: '', act: steps((page) => page.locator('mf-bottom-bar button').last().click())},
  ...Object.fromEntries(['local', 'pending', 'syncing', 'synced', 'offline', 'sign_in_needed', 'upgrade_required', 'attention'].flatMap((state) => [
    [`dot-${state}`, {query: `sync=${state}`, act: (page) => page.locator('mf-sync-dot button').hover().then(() => page.waitForTimeout(500))}],
    [`sync-${state}`, {query: `sync=${state}`, act: steps(press('g', 's'))}],
  ])),
  'sync-register': {query: '', act: steps(press('g', 's'), click('mf-sign-in .link'))},
  'sync-wrong': {query: '', act: steps(press('g', 's'), type('nonsense at'), press('Tab'), type('me'), press('Enter'))},
  'sync-refused': {query: '', act: steps(press('g', 's'), type('sync.example.org'), press('Tab'), type('me@example.org'), press('Tab'), type('not the password'), press('Enter'))},
  'sync-nowhere': {query: '', act: steps(press('g', 's'), type('nowhere.example.org'), press('Tab'), type('me@example.org'), press('Tab'), type('my password'), press('Enter'))},
  'sync-letter': {query: 'mail=1', act: steps(press('g', 's'), type('sync.example.org'), press('Tab'), type('me@example.org'), press('Tab'), type('my password'), press('Enter'))},
  'sync-file': {query: 'file=1', act: steps(press('g', 's'), type('sync.example.org'), press('Tab'), type('me@example.org'), press('Tab'), type('my password'), press('Enter'))},
  'sync-revoke': {query: 'sync=synced', act: steps(press('g', 's'), click('mf-devices li button'))},
  'sync-details': {query: 'sync=synced', act: steps(press('g', 's'), click('mf-sync-facts summary'))},
  notes: {query: '', act: steps(press('j'), press('Enter'), click('mf-notes .shown'))},
};

const sizes = {wide: [1360, 820], window: [1280, 820], huge: [1600, 1000], small: [720, 520], phone: [420, 760]};
const browser = await chromium.launch({executablePath: '/usr/bin/chromium', args: ['--no-sandbox', '--disable-gpu']});
for (const name of only.length ? only : Object.keys(scenes)) {
  const [scene, size = 'wide', theme = 'light'] = name.split(':');
  const [width, height] = sizes[size];
  const page = await browser.newPage({viewport: {width, height}, locale: 'en-GB', colorScheme: theme});
  page.on('console', (message) => ['error', 'warning'].includes(message.type()) && console.log(name, message.text()));
  page.on('pageerror', (error) => console.log(name, String(error)));
  await page.goto(`${origin}?theme=${theme}&${scenes[scene].query}`);
  await page.waitForFunction(() => document.querySelector('mf-app')?.shadowRoot?.querySelector('mf-list-view, mf-now-view')?.shadowRoot?.querySelector('h1, mf-empty'));
  await page.waitForTimeout(150);
  await scenes[scene].act?.(page);
  await page.waitForTimeout(350);
  await page.screenshot({path: join(out, `${scene}-${size}-${theme}.png`)});
  await page.close();
}
await browser.close();
server.close();
