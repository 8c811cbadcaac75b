import {playwright} from '@vitest/browser-playwright';
import type {Plugin} from 'vite';
import {defineConfig} from 'vitest/config';
import type {Reporter} from 'vitest/node';

/** The policy is for built pages: the development server needs inline styles and a socket of its own. */
function policyOnlyInBuilds(): Plugin {
  return {
    name: 'policy-only-in-builds',
    apply: 'serve',
    transformIndexHtml: (html) => html.replace(/<meta http-equiv="Content-Security-Policy"[^>]*>/, ''),
  };
}

/** Ends the output of the tests with one line of counts. */
const counts: Reporter = {
  onTestRunEnd(modules) {
    const tests = modules.flatMap((module) => [...module.children.allTests()]);
    const of = (state: string) => tests.filter((test) => test.result().state === state).length;
    const broken = modules.filter((module) => module.errors().length > 0).length;
    console.log(`front end: ${tests.length} tests, ${of('passed')} passed, ${of('failed') + broken} failed, ${of('skipped')} skipped`);
  },
};

export default defineConfig(({mode}) => ({
  base: './',
  plugins: [policyOnlyInBuilds()],
  build: {
    target: 'es2022',
    cssTarget: 'safari16.4',
    outDir: mode === 'gallery' ? '.gallery' : 'dist',
    // A data: font would be refused by the policy, so nothing is inlined.
    assetsInlineLimit: 0,
    // The polyfill fetches, which connect-src 'none' forbids; WebKitGTK has the real thing.
    modulePreload: {polyfill: false},
    rolldownOptions: {input: mode === 'gallery' ? 'gallery.html' : 'index.html'},
  },
  test: {
    include: ['test/**/*.test.ts'],
    setupFiles: ['test/setup.ts'],
    reporters: ['default', counts],
    browser: {
      enabled: true,
      headless: true,
      screenshotFailures: false,
      viewport: {width: 1360, height: 820},
      provider: playwright({
        launchOptions: {executablePath: '/usr/bin/chromium', args: ['--no-sandbox', '--disable-gpu']},
        contextOptions: {locale: 'en-GB', timezoneId: 'Europe/Berlin'},
      }),
      instances: [{browser: 'chromium'}],
    },
  },
}));
