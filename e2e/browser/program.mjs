/**
 * Chromium on the real program: the window's pages, served by the program's own back end,
 * in a browser that can be asked more than WebKit (accessibility rules, many sizes, both themes).
 *
 * It knows how to start and end the two and nothing of what the pages show. The one rule:
 * each test file has a program, a data directory and a browser of its own, and ends them.
 *
 * What only the native window can show, such as its content security policy, is tested in
 * e2e/window: Wails serves pages to a browser with inline scripts and a socket of its own,
 * which that policy forbids, so the browser is told to disregard it.
 */
import {execFile, spawn} from 'node:child_process';
import {once} from 'node:events';
import {mkdtemp, readFile, rm} from 'node:fs/promises';
import {createRequire} from 'node:module';
import {createServer} from 'node:net';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {fileURLToPath} from 'node:url';
import {promisify} from 'node:util';

const root = fileURLToPath(new URL('../../', import.meta.url));
/** Packages are those of the front end: there is one lock file. */
const packages = createRequire(join(root, 'frontend/package.json'));
const {chromium} = packages('playwright');
const run = promisify(execFile);

const startLimit = 30_000;

async function freePort() {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const {port} = server.address();
  server.close();
  await once(server, 'close');
  return port;
}

/** Waits until done() gives something true; a throw means not yet. */
export async function until(what, done, limit = 10_000) {
  const deadline = Date.now() + limit;
  let last;
  for (;;) {
    try {
      const value = await done();
      if (value) return value;
    } catch (error) {
      last = error;
    }
    if (Date.now() > deadline) throw new Error(`${what}: not within ${limit} ms${last ? `: ${last.message}` : ''}`);
    await new Promise((next) => setTimeout(next, 20));
  }
}

/**
 * Starts the program, MINDFLOW_DEV_BIN or bin/mindflow-dev, on an empty data directory.
 * It needs a display, because it opens its own window beside: `go run ./e2e/display node --test …`.
 */
export async function startProgram() {
  const data = await mkdtemp(join(tmpdir(), 'mindflow-browser-'));
  const url = `http://127.0.0.1:${await freePort()}/`;
  const env = {...process.env, MINDFLOW_DATA_DIR: data, assetdir: join(root, 'frontend/dist'), devserver: new URL(url).host};
  const program = spawn(process.env.MINDFLOW_DEV_BIN ?? join(root, 'bin/mindflow-dev'), {env, stdio: ['ignore', 'pipe', 'pipe']});
  let printed = '';
  for (const stream of [program.stdout, program.stderr]) stream.on('data', (text) => { printed = (printed + text).slice(-16_384); });
  const ended = new Promise((resolve) => { program.once('exit', resolve); program.once('error', (error) => { printed += error.message; resolve(); }); });

  const stop = async () => {
    program.kill('SIGTERM');
    const killed = setTimeout(() => program.kill('SIGKILL'), 5000);
    await ended;
    clearTimeout(killed);
    await rm(data, {recursive: true, force: true});
  };
  try {
    await Promise.race([
      until('the program to serve its page', async () => (await fetch(url)).ok, startLimit),
      ended.then(() => { throw new Error('the program ended'); }),
    ]);
  } catch (error) {
    await stop();
    throw new Error(`${error.message}; it printed:\n${printed}`);
  }
  return {
    url,
    stop,
    /** Runs the command line on the same data and returns what it printed, parsed if it is JSON. */
    async mindflow(...args) {
      const {stdout} = await run(join(root, 'bin/mindflow'), ['--data-dir', data, ...args]);
      return args.includes('--json') ? JSON.parse(stdout) : stdout;
    },
  };
}

/** Opens Chromium on a started program. Problems that the page reports are collected, for tests to look at. */
export async function openBrowser() {
  const browser = await chromium.launch({executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium', args: ['--no-sandbox', '--disable-gpu']});
  return {
    close: () => browser.close(),
    async page(program, {width = 1360, height = 820, theme = 'light'} = {}) {
      const context = await browser.newContext({
        viewport: {width, height}, colorScheme: theme, reducedMotion: 'reduce', bypassCSP: true, locale: 'en-GB', timezoneId: 'Europe/Berlin',
      });
      const page = await context.newPage();
      page.problems = [];
      // A browser asks for this by itself; the window never does.
      await page.route('**/favicon.ico', (route) => route.fulfill({status: 204}));
      // The sign that Wails puts over a page it has lost is not ours, and stumbles now and then.
      page.on('pageerror', (error) => { if (!error.stack?.includes('/wails/ipc.js')) page.problems.push(error.message); });
      page.on('console', (message) => { if (message.type() === 'error') page.problems.push(message.text()); });
      page.setDefaultTimeout(10_000);
      await page.goto(program.url);
      return page;
    },
  };
}

let axeSource;

/** What axe-core finds wrong on a page, one line for each element, with the rule's name. */
export async function accessibilityProblems(page) {
  axeSource ??= await readFile(packages.resolve('axe-core/axe.min.js'), 'utf8');
  await page.evaluate(axeSource);
  const {violations} = await page.evaluate(() => globalThis.axe.run());
  return violations.flatMap(({id, help, nodes}) => nodes.map(({target}) => `${id}: ${help}: ${target.flat().join(' ')}`));
}
