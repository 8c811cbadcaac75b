// Writes src/components/icons.ts: the few Lucide icons the window uses, as Lit templates.
// Run it after changing the list: node scripts/icons.mjs
import {readFileSync, writeFileSync} from 'node:fs';

const icons = {
  now: 'zap', inbox: 'inbox', today: 'sun', upcoming: 'calendar', anytime: 'layers', tag: 'at-sign', done: 'circle-check',
  trash: 'trash-2', search: 'search', plus: 'plus', close: 'x', repeat: 'repeat', flag: 'flag', blocked: 'lock',
  evening: 'moon', keyboard: 'keyboard', system: 'monitor', import: 'download', undo: 'undo-2', restore: 'archive-restore',
  chevron: 'chevron-right', sidebar: 'panel-left', clock: 'clock', project: 'circle-dot',
  bell: 'bell', start: 'calendar-arrow-up', user: 'user', notes: 'text', link: 'external-link', menu: 'menu',
};

const body = Object.entries(icons).map(([name, file]) => {
  const source = readFileSync(new URL(`../node_modules/lucide-static/icons/${file}.svg`, import.meta.url), 'utf8');
  const shapes = source.replace(/<!--[^]*?-->/g, '').replace(/^[^]*?<svg[^>]*>/, '').replace('</svg>', '');
  return `  ${name}: svg\`${shapes.split('\n').map((line) => line.trim()).filter(Boolean).join('')}\`,`;
});

writeFileSync(new URL('../src/components/icons.ts', import.meta.url), `// Written by scripts/icons.mjs from lucide-static (ISC licence); do not edit by hand.
import {html, svg} from 'lit';

const shapes = {
${body.join('\n')}
};

export type IconName = keyof typeof shapes;

/** A line icon of 24 units, drawn in the colour of the text around it. It says nothing to a screen reader: its control has a name. */
export const icon = (name: IconName) => html\`<svg class="icon" viewBox="0 0 24 24" aria-hidden="true">\${shapes[name]}</svg>\`;
`);
