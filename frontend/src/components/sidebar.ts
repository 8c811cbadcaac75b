import {LitElement, css, html, nothing} from 'lit';
import {customElement, property} from 'lit/decorators.js';
import type {Project, Settings, Sidebar, SyncStatus, View} from '../api/api';
import {samePlace, type Place} from '../lib/place';
import {base, buttons} from '../styles/shared';
import {CommandEvent, GoEvent} from './events';
import {icon, type IconName} from './icons';
import './sync-dot';

const places: {view: View | 'now'; name: string; icon: IconName}[] = [
  {view: 'now', name: 'Now', icon: 'now'},
  {view: 'inbox', name: 'Inbox', icon: 'inbox'},
  {view: 'today', name: 'Today', icon: 'today'},
  {view: 'upcoming', name: 'Upcoming', icon: 'upcoming'},
  {view: 'anytime', name: 'Anytime', icon: 'anytime'},
];

const themes: Record<Settings['theme'], {icon: IconName; name: string}> = {
  system: {icon: 'system', name: 'as the system'}, light: {icon: 'today', name: 'light'}, dark: {icon: 'evening', name: 'dark'},
};

/** The places of the window with their counts. */
@customElement('mf-sidebar')
export class MfSidebar extends LitElement {
  @property({attribute: false}) content: Sidebar | null = null;
  @property({attribute: false}) place!: Place;
  @property() theme: Settings['theme'] = 'system';
  @property({attribute: false}) sync: SyncStatus | null = null;
  @property() today = '';

  static override styles = [base, buttons, css`
    :host { display: flex; flex-direction: column; background: var(--sidebar); border-inline-end: 1px solid var(--border); padding: var(--s3) 0 var(--s2); min-height: 0; user-select: none; -webkit-user-select: none; }
    .brand { display: flex; gap: var(--s2); align-items: center; font-weight: 600; padding: 0 var(--s3) var(--s3) 20px; height: 40px; }
    .brand .logo { width: 20px; height: 20px; flex: none; }
    .brand span { flex: 1; }
    .tool:hover { background: var(--hover-sidebar); }
    nav { flex: 1; min-height: 0; overflow-y: auto; padding: 0 var(--s3); scrollbar-width: thin; scrollbar-color: var(--border) transparent; }
    .place { display: flex; align-items: center; gap: 10px; width: 100%; height: 32px; margin-bottom: 2px; padding: 0 var(--s2); border-radius: var(--r-sm); color: var(--text-2); transition: background var(--t-fast), color var(--t-fast); }
    .place:hover { background: var(--hover-sidebar); }
    .place[aria-current] { background: var(--selected); color: var(--text); font-weight: 500; }
    .place[aria-current] .icon { color: var(--accent); }
    .place:focus-visible { outline-offset: -2px; }
    .count { margin-inline-start: auto; font-size: var(--fs-xs); font-weight: 400; color: var(--text-3); }
    [aria-current] .count { color: var(--text-2); }
    h2 { font-size: var(--fs-xs); line-height: 16px; font-weight: 500; color: var(--text-3); padding: var(--s4) var(--s2) 6px; }
    .dot { width: 8px; height: 8px; margin: 0 4px; border-radius: 50%; flex: none; box-shadow: inset 0 0 0 1px light-dark(#0000001A, #FFFFFF26); }
    .place .icon.small { width: 14px; height: 14px; margin: 0 1px; }
    footer { position: relative; display: flex; align-items: center; padding: var(--s2) var(--s2) 0 var(--s3); }
    mf-sync-dot { flex: 1; }
    footer .tool { width: 26px; }
    footer .icon { width: 15px; height: 15px; }
  `];

  override render() {
    const bar = this.content;
    const counts: Partial<Record<Place['view'], number>> = {inbox: bar?.inbox ?? 0, today: bar?.today ?? 0};
    return html`
      <header class="brand">
        <svg class="logo" viewBox="0 0 20 20" aria-hidden="true"><rect x="1" y="1" width="18" height="18" rx="5.5" fill="var(--accent)"/><path d="M5.5 12.5c2-5 3.6-5 4.5-2.2s2.4 2.6 4.5-2.8" fill="none" stroke="var(--on-accent)" stroke-width="1.8" stroke-linecap="round"/></svg>
        <span>MindFlow</span>
        ${this.#tool('search', 'search', 'Search (/)')} ${this.#tool('quick-add', 'plus', 'Add a task (Q)')}
      </header>
      <nav aria-label="Places">
        ${places.map(({view, name, icon: glyph}) => this.#place({view}, name, icon(glyph), counts[view]))}
        ${this.#areas(bar?.projects ?? []).map(([area, projects]) => html`
          <h2 class="cut user" dir="auto">${area || 'Projects'}</h2>
          ${projects.map((project) => this.#place({view: 'project', id: project.id}, project.name, html`<span class="dot" style="background:${/^#[0-9a-f]{6}$/i.test(project.color) ? project.color : 'var(--border-strong)'}"></span>`, project.open))}`)}
        ${bar?.tags.length ? html`
          <h2>Tags</h2>
          ${bar.tags.map((tag) => this.#place({view: 'tag', id: tag.id}, tag.name, icon('tag'), tag.open))}` : nothing}
        <h2>Archive</h2>
        ${this.#place({view: 'done'}, 'Done', icon('done'))}
        ${this.#place({view: 'trash'}, 'Trash', icon('trash'))}
      </nav>
      <footer>
        <mf-sync-dot .status=${this.sync} .today=${this.today}></mf-sync-dot>
        <button type="button" class="tool" title="Theme: ${themes[this.theme].name}" aria-label="Theme: ${themes[this.theme].name}. Change" @click=${() => this.#say('theme')}>${icon(themes[this.theme].icon)}</button>
        ${this.#tool('help', 'keyboard', 'Keyboard (?)')}
        ${this.#tool('sidebar', 'sidebar', 'Hide the sidebar ([)')}
      </footer>`;
  }

  #tool(command: string, glyph: IconName, name: string) {
    return html`<button type="button" class="tool" title=${name} aria-label=${name} @click=${() => this.#say(command)}>${icon(glyph)}</button>`;
  }

  #place(place: Place, name: string, glyph: unknown, count = 0) {
    const here = samePlace(place, this.place);
    return html`
      <button type="button" class="place" aria-current=${here ? 'page' : nothing} @click=${() => this.dispatchEvent(new GoEvent(place))}>
        ${glyph}<span class="cut user" dir="auto" title=${name}>${name}</span>
        ${count > 0 ? html`<span class="count num" aria-label="${count} open">${count}</span>` : nothing}
      </button>`;
  }

  /** Projects by area, in the order they come; those without one are first. */
  #areas(projects: readonly Project[]): [string, Project[]][] {
    const areas = new Map<string, Project[]>();
    for (const project of projects) areas.set(project.area ?? '', [...(areas.get(project.area ?? '') ?? []), project]);
    return [...areas].sort(([a], [b]) => Number(a !== '') - Number(b !== ''));
  }

  #say(command: string) {
    this.dispatchEvent(new CommandEvent(command));
  }
}

/** The places of a window too narrow for the sidebar. */
@customElement('mf-bottom-bar')
export class MfBottomBar extends LitElement {
  @property({attribute: false}) place!: Place;
  /** What sync asks of the user; it is said behind "More". */
  @property() asks = '';

  static override styles = [base, css`
    nav { display: flex; justify-content: space-around; align-items: center; height: 56px; background: var(--sidebar); border-top: 1px solid var(--border); padding: 0 var(--s2); }
    button { display: grid; justify-items: center; gap: 2px; min-width: 52px; height: 48px; align-content: center; border-radius: var(--r-sm); font-size: 11px; line-height: 14px; color: var(--text-3); }
    button .icon { width: 18px; height: 18px; }
    [aria-current] { color: var(--accent); font-weight: 500; }
    .more { position: relative; }
    .more i { position: absolute; inset: 4px 12px auto auto; width: 8px; height: 8px; border-radius: 50%; border: 1px solid var(--sidebar); background: var(--warn); }
    .add { min-width: 44px; width: 44px; height: 36px; border-radius: 18px; background: var(--accent); color: var(--on-accent); }
  `];

  override render() {
    const shown = places.map(({view, name, icon: glyph}) => html`
      <button type="button" aria-current=${this.place.view === view ? 'page' : nothing} @click=${() => this.dispatchEvent(new GoEvent({view}))}>${icon(glyph)}${name}</button>`);
    return html`<nav aria-label="Places">
      ${shown.slice(0, 3)}
      <button type="button" class="add" aria-label="Add a task" @click=${() => this.dispatchEvent(new CommandEvent('quick-add'))}>${icon('plus')}</button>
      ${shown.slice(3)}
      <button type="button" class="more" aria-label="More places${this.asks && `. ${this.asks}`}" @click=${() => this.dispatchEvent(new CommandEvent('sidebar'))}>${icon('menu')}More${this.asks ? html`<i></i>` : nothing}</button>
    </nav>`;
  }
}

declare global {
  interface HTMLElementTagNameMap { 'mf-sidebar': MfSidebar; 'mf-bottom-bar': MfBottomBar }
}
