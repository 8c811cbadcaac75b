/**
 * The Markdown of notes: paragraphs, lists, headings, bold, italic, code and links. It yields a tree, never
 * markup, so nothing in a note can become an element that is not in this list.
 */

export type Inline =
  | {kind: 'text'; text: string}
  | {kind: 'code'; text: string}
  | {kind: 'bold' | 'italic'; children: Inline[]}
  | {kind: 'link'; href: string; children: Inline[]};

export type Block =
  | {kind: 'paragraph'; lines: Inline[][]}
  | {kind: 'heading'; children: Inline[]}
  | {kind: 'code'; text: string}
  | {kind: 'list'; ordered: boolean; items: Inline[][]};

const bullet = /^\s{0,3}[-*+]\s+(.*)$/;
const number = /^\s{0,3}\d{1,9}[.)]\s+(.*)$/;
const heading = /^#{1,6}\s+(.*)$/;
const fence = /^\s{0,3}```/;
const safeLink = /^(?:https?:\/\/|mailto:)\S+$/i;
// One alternative for each inline form; the lazy bodies keep it linear on hostile input.
const inline = /`([^`\n]+)`|\*\*([^*\n]+)\*\*|__([^_\n]+)__|\*([^*\s][^*\n]*)\*|(?<!\w)_([^_\s][^_\n]*)_(?!\w)|\[([^[\]\n]+)\]\(([^()\s]+)\)|(https?:\/\/[^\s<>"']*[^\s<>"'.,;:!?)\]])/g;

/** How deep bold inside italic inside a link may go; beyond it text stays text. */
const maxDepth = 3;

export function parseInline(text: string, depth = 0): Inline[] {
  if (depth > maxDepth) return [{kind: 'text', text}];
  const out: Inline[] = [];
  let last = 0;
  for (const match of text.matchAll(inline)) {
    const [whole, code, bold1, bold2, italic1, italic2, label, href, bare] = match;
    if (label !== undefined && !safeLink.test(href ?? '')) continue;
    if (match.index > last) out.push({kind: 'text', text: text.slice(last, match.index)});
    last = match.index + whole.length;
    const bold = bold1 ?? bold2;
    const italic = italic1 ?? italic2;
    if (code !== undefined) out.push({kind: 'code', text: code});
    else if (bold !== undefined) out.push({kind: 'bold', children: parseInline(bold, depth + 1)});
    else if (italic !== undefined) out.push({kind: 'italic', children: parseInline(italic, depth + 1)});
    else if (label !== undefined) out.push({kind: 'link', href: href ?? '', children: [{kind: 'text', text: label}]});
    else if (bare !== undefined) out.push({kind: 'link', href: bare, children: [{kind: 'text', text: bare}]});
  }
  if (last < text.length) out.push({kind: 'text', text: text.slice(last)});
  return out;
}

export function parseMarkdown(source: string): Block[] {
  const blocks: Block[] = [];
  const lines = source.replaceAll('\r\n', '\n').split('\n');
  for (let i = 0; i < lines.length; i++) {
    const line = lines[i] ?? '';
    const item = bullet.exec(line) ?? number.exec(line);
    const title = heading.exec(line);
    const open = blocks.at(-1);
    if (fence.test(line)) {
      const end = lines.findIndex((text, at) => at > i && fence.test(text));
      const stop = end < 0 ? lines.length : end;
      blocks.push({kind: 'code', text: lines.slice(i + 1, stop).join('\n')});
      i = stop;
    } else if (title) {
      blocks.push({kind: 'heading', children: parseInline(title[1] ?? '')});
    } else if (item) {
      const ordered = !bullet.test(line);
      const children = parseInline(item[1] ?? '');
      if (open?.kind === 'list' && open.ordered === ordered && (lines[i - 1] ?? '').trim()) open.items.push(children);
      else blocks.push({kind: 'list', ordered, items: [children]});
    } else if (line.trim()) {
      const children = parseInline(line.trim());
      if (open?.kind === 'paragraph' && (lines[i - 1] ?? '').trim()) open.lines.push(children);
      else blocks.push({kind: 'paragraph', lines: [children]});
    }
  }
  return blocks;
}
