import {html, nothing, type TemplateResult} from 'lit';
import {parseMarkdown, type Block, type Inline} from '../lib/markdown';
import {LinkEvent} from './events';

/** A note as templates. Links are buttons of the window: they leave it through one guarded way. */
export function markdown(source: string): TemplateResult[] {
  return parseMarkdown(source).map(block);
}

function block(part: Block): TemplateResult {
  switch (part.kind) {
    case 'paragraph': return html`<p dir="auto">${part.lines.map((line, i) => html`${i > 0 ? html`<br />` : nothing}${line.map(inline)}`)}</p>`;
    case 'heading': return html`<p dir="auto" class="heading">${part.children.map(inline)}</p>`;
    case 'code': return html`<pre dir="ltr"><code>${part.text}</code></pre>`;
    case 'list': {
      const items = part.items.map((item) => html`<li dir="auto">${item.map(inline)}</li>`);
      return part.ordered ? html`<ol>${items}</ol>` : html`<ul>${items}</ul>`;
    }
  }
}

function inline(part: Inline): unknown {
  switch (part.kind) {
    case 'text': return part.text;
    case 'code': return html`<code>${part.text}</code>`;
    case 'bold': return html`<strong>${part.children.map(inline)}</strong>`;
    case 'italic': return html`<em>${part.children.map(inline)}</em>`;
    case 'link': return html`<a href=${part.href} title=${part.href} rel="noreferrer" @click=${(event: Event) => follow(event, part.href)}>${part.children.map(inline)}</a>`;
  }
}

function follow(event: Event, url: string) {
  event.preventDefault();
  event.stopPropagation();
  event.currentTarget?.dispatchEvent(new LinkEvent(url));
}
