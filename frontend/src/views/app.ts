import {ContextProvider} from '@lit/context';
import {LitElement, css, html, nothing} from 'lit';
import {customElement, property, query, state} from 'lit/decorators.js';
import {icon} from '../components/icons';
import '../components/sidebar';
import '../components/toasts';
import type {Settings} from '../api/api';
import {bindKeys} from '../lib/keys';
import {syncWords, wantsUser} from '../lib/sync';
import {watching} from '../lib/watch';
import {storesContext, type Stores} from '../state/stores';
import {base, buttons} from '../styles/shared';
import {Commands} from './commands';
import './detail-view';
import type {MfDetailView} from './detail-view';
import './list-view';
import type {MfListView} from './list-view';
import './now-view';
import type {MfNowView} from './now-view';

const themes: Settings['theme'][] = ['system', 'light', 'dark'];

/** The window: places on the left, one of them in the middle, a task on the right. */
@customElement('mf-app')
export class MfApp extends watching(LitElement) {
  @property({attribute: false}) stores: Stores | undefined;
  @query('mf-list-view, mf-now-view') page!: MfListView | MfNowView | null;
  @query('mf-detail-view') pane!: MfDetailView | null;
  /** In a narrow window the sidebar is a drawer. */
  @state() drawer = false;
  /** Too narrow for the pane to stand beside the list: it lies over it, and what is below cannot be reached. */
  @state() private narrow = false;
  #width = window.matchMedia('(max-width: 899px)');
  #context = new ContextProvider(this, {context: storesContext});
  #commands: Commands | undefined;
  #leave: (() => void)[] = [];

  static override styles = [base, buttons, css`
    :host { position: relative; background: var(--bg); color: var(--text); font: var(--weight) var(--fs-md)/20px var(--font); }
    .app { display: grid; grid-template: minmax(0, 1fr) / var(--sidebar-width) minmax(0, 1fr) auto; height: 100%; }
    .app.bare { grid-template-columns: 0 minmax(0, 1fr) auto; }
    .bare mf-sidebar { display: none; }
    main { display: grid; min-width: 0; min-height: 0; grid-column: 2; }
    mf-detail-view { width: var(--detail-width); grid-column: 3; animation: slide var(--t-panel) var(--ease); }
    /* The pane itself is never reached by Tab: it only takes the focus as it opens, and its edge says so. */
    mf-detail-view:focus-visible { outline: none; }
    .show { position: absolute; z-index: 5; inset-block-start: 28px; inset-inline-start: 12px; }
    .show i { position: absolute; inset: 3px 3px auto auto; width: 8px; height: 8px; border-radius: 50%; border: 1px solid var(--bg); background: var(--warn); }
    /* Toasts lie over the list, beside what is being written in the pane. */
    mf-toasts { --toasts-start: var(--sidebar-width); }
    .bare ~ mf-toasts { --toasts-start: 0px; }
    .open ~ mf-toasts { --toasts-end: var(--detail-width); }
    .scrim { display: none; }
    mf-bottom-bar { display: none; }
    @keyframes slide { from { transform: translateX(24px); opacity: 0; } }
    @keyframes drawer { from { transform: translateX(-24px); opacity: 0; } }
    @media (max-width: 899px) {
      .open ~ mf-toasts { --toasts-start: 0px; }
      mf-detail-view { position: absolute; inset-block: 0; inset-inline-end: 0; z-index: 20; width: min(var(--detail-width), 100%); box-shadow: var(--shadow-2); }
      .scrim { display: block; position: absolute; inset: 0; z-index: 19; background: var(--scrim); }
    }
    @media (max-width: 639px) {
      mf-toasts, .open ~ mf-toasts { --toasts-start: 0px; --toasts-end: 0px; }
      .app, .app.bare { grid-template: minmax(0, 1fr) auto / minmax(0, 1fr); }
      main { grid-area: 1 / 1; }
      mf-bottom-bar { display: block; grid-area: 2 / 1; }
      mf-sidebar, .bare mf-sidebar, .show { display: none; }
      .drawer mf-sidebar { display: flex; position: absolute; inset-block: 0; inset-inline-start: 0; z-index: 21; width: min(280px, 84%); box-shadow: var(--shadow-2); animation: drawer var(--t-panel) var(--ease); }
      mf-detail-view { width: 100%; border: 0; }
    }
  `];

  override connectedCallback() {
    super.connectedCallback();
    const {stores} = this;
    if (!stores) return;
    this.#context.setValue(stores);
    const commands = new Commands(stores, this);
    this.#commands = commands;
    const failed = () => stores.toasts.error(new Error('Something in the window went wrong. Your tasks are safe.'), {label: 'Reload', run: () => location.reload()});
    window.addEventListener('unhandledrejection', failed);
    window.addEventListener('error', failed);
    const measure = () => (this.narrow = this.#width.matches);
    measure();
    this.#width.addEventListener('change', measure);
    this.#leave = [
      () => this.#width.removeEventListener('change', measure),
      bindKeys((command) => commands.run(command)),
      () => window.removeEventListener('unhandledrejection', failed),
      () => window.removeEventListener('error', failed),
    ];
  }

  /** What lies over the window is loaded once the window itself can be seen. */
  protected override firstUpdated() {
    void import('./overlays');
  }

  override disconnectedCallback() {
    super.disconnectedCallback();
    for (const leave of this.#leave) leave();
    this.stores?.shutDown();
  }

  override render() {
    const {stores} = this;
    if (!stores) return nothing;
    const {settings, screen, detail, sidebar, sync, today, toasts} = stores;
    const {theme, sidebar_hidden: bare} = settings.value;
    applyTheme(theme);
    const open = detail.task.value !== null;
    const covered = (open && this.narrow) || this.drawer;
    const asks = sync.status.value && wantsUser(sync.status.value.state) ? syncWords(sync.status.value).filter(Boolean).join(' ') : '';
    const onNow = (screen.shown.value?.place ?? screen.place.value).view === 'now';
    return html`
      <div class="app ${bare ? 'bare' : ''} ${open ? 'open' : ''} ${this.drawer ? 'drawer' : ''}" @mf-go=${this.#go} @mf-command=${this.#command} @mf-task-open=${this.#open} @mf-task-toggle=${(event: HTMLElementEventMap['mf-task-toggle']) => this.#commands?.toggle(event.task)}
        @mf-link=${(event: HTMLElementEventMap['mf-link']) => stores.openLink(event.url)}>
        <mf-sidebar ?inert=${open && this.narrow} .content=${sidebar.value} .place=${screen.place.value} .theme=${theme} .sync=${sync.status.value} .today=${today.value}></mf-sidebar>
        ${bare ? html`<button type="button" class="tool show" title="Show the sidebar ([)${asks && ` · ${asks}`}" aria-label="Show the sidebar${asks && `. ${asks}`}" @click=${() => this.#commands?.run('sidebar')}>${icon('sidebar')}${asks ? html`<i></i>` : nothing}</button>` : nothing}
        <main ?inert=${covered}>${onNow ? html`<mf-now-view></mf-now-view>` : html`<mf-list-view></mf-list-view>`}</main>
        <mf-bottom-bar ?inert=${covered} .asks=${asks} .place=${screen.place.value}></mf-bottom-bar>
        ${open || this.drawer ? html`<div class="scrim" @click=${() => this.#commands?.run('close')}></div>` : nothing}
        ${open ? html`<mf-detail-view tabindex="-1" role="complementary" aria-label="Task" @mf-close=${() => this.#commands?.run('close')}></mf-detail-view>` : nothing}
      </div>
      <div class="hidden" role="status">${sync.said.value}</div>
      <mf-overlays></mf-overlays>
      <mf-toasts .toasts=${toasts.list.value} @mf-toast=${this.#toast}></mf-toasts>`;
  }

  #go(event: HTMLElementEventMap['mf-go']) {
    this.drawer = false;
    this.#commands?.go(event.place);
  }

  #open(event: HTMLElementEventMap['mf-task-open']) {
    this.#commands?.open(event.task);
  }

  #command(event: HTMLElementEventMap['mf-command']) {
    const {stores} = this;
    if (!stores) return;
    switch (event.command) {
      case 'theme': {
        const next = themes[(themes.indexOf(stores.settings.value.theme) + 1) % themes.length];
        if (next) void stores.set('theme', next);
        break;
      }
      case 'import': void stores.importFile(); break;
      case 'refresh': void stores.refresher.now(); break;
      case 'reload': location.reload(); break;
      default: this.#commands?.runNamed(event.command);
    }
  }

  #toast(event: HTMLElementEventMap['mf-toast']) {
    const toasts = this.stores?.toasts;
    if (event.what === 'hold') toasts?.hold();
    else if (event.what === 'release') toasts?.release();
    else toasts?.dismiss(event.toastId);
  }
}

function applyTheme(theme: Settings['theme']) {
  const root = document.documentElement;
  if (theme === 'system') delete root.dataset['theme'];
  else root.dataset['theme'] = theme;
}

declare global {
  interface HTMLElementTagNameMap { 'mf-app': MfApp }
}
