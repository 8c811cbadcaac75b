// Prints what the window loads, gzipped, and fails when the first load has grown past its budget.
// Fonts are not counted: they come from the disk and the text does not wait for them.
import {readdirSync, readFileSync} from 'node:fs';
import {gzipSync} from 'node:zlib';

const budget = {first: 50 * 1024, all: 90 * 1024};
const assets = new URL('../dist/assets/', import.meta.url);
const page = readFileSync(new URL('../dist/index.html', import.meta.url), 'utf8');

const rows = readdirSync(assets)
  .filter((name) => /\.(js|css)$/.test(name))
  .map((name) => ({
    name,
    bytes: gzipSync(readFileSync(new URL(name, assets)), {level: 9}).length,
    first: page.includes(name),
  }))
  .sort((a, b) => Number(b.first) - Number(a.first) || b.bytes - a.bytes);

const sum = (list) => list.reduce((total, row) => total + row.bytes, 0);
const kb = (bytes) => `${(bytes / 1024).toFixed(1)} KB`.padStart(9);
const first = sum(rows.filter((row) => row.first));
const all = sum(rows);

console.log('\ngzipped     load   file');
for (const row of rows) console.log(`${kb(row.bytes)}   ${row.first ? 'first' : 'later'}  ${row.name}`);
console.log(`${kb(first)}   first  of ${kb(budget.first).trim()}`);
console.log(`${kb(all)}   all    of ${kb(budget.all).trim()}\n`);

// The sample data of the gallery must never reach a user.
const sample = readdirSync(assets).filter((name) => name.endsWith('.js') && readFileSync(new URL(name, assets), 'utf8').includes('Send the signed contract'));
if (sample.length > 0) {
  console.error(`Sample data got into ${sample.join(', ')}.`);
  process.exit(1);
}

if (first > budget.first || all > budget.all) {
  console.error('The front end is over its budget.');
  process.exit(1);
}
