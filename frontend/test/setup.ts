import '../src/styles/base.css';
import {afterEach, beforeEach} from 'vitest';

// Motion only makes tests wait. Real durations of the program, such as a row's farewell, are left alone.
const still = new CSSStyleSheet();
still.replaceSync('*, *::before, *::after { transition: none !important; animation: none !important; }');
const attach = Element.prototype.attachShadow;
Element.prototype.attachShadow = function (init) {
  const root = attach.call(this, init);
  queueMicrotask(() => (root.adoptedStyleSheets = [...root.adoptedStyleSheets, still]));
  return root;
};

/** What broke without a test noticing: a rejection nobody handled fails the test that was running. */
const stray: unknown[] = [];
window.addEventListener('unhandledrejection', (event) => stray.push(event.reason));

beforeEach(() => void (stray.length = 0));

afterEach(() => {
  for (const element of [...document.body.children]) element.remove();
  delete document.documentElement.dataset['theme'];
  if (stray.length > 0) throw new Error(`unhandled: ${stray.map(String).join('; ')}`);
});
