import {LitElement, css, html, nothing} from 'lit';
import {customElement, property, state} from 'lit/decorators.js';
import type {Ranked} from '../api/api';
import {isOverdue, minutesLabel, shortWhen} from '../lib/dates';
import {base, buttons} from '../styles/shared';
import {TaskOpenEvent, TaskToggleEvent} from './events';
import {icon} from './icons';
import {sentence} from './sentence';
import './why';

/** The user starts the task, or puts it off. */
export class NowEvent extends Event {
  constructor(readonly choice: 'start' | 'not-now', readonly ranked: Ranked) { super('mf-now', {bubbles: true, composed: true}); }
}

/** The one task to do now, and why. */
@customElement('mf-now-card')
export class MfNowCard extends LitElement {
  @property({attribute: false}) ranked!: Ranked;
  @property() today = '';
  @property({type: Boolean, reflect: true}) big = false;
  /** It was just ticked off: the card says so until the next one comes. */
  @property({type: Boolean, reflect: true}) done = false;
  @state() private why = false;
  #shownId = '';

  static override styles = [base, buttons, css`
    :host { display: block; background: var(--surface); border: 1px solid var(--border); border-radius: var(--r-lg); box-shadow: var(--shadow-1); padding: 18px 20px 16px; }
    .kind { display: flex; gap: 6px; align-items: center; font-size: var(--fs-xs); line-height: 16px; font-weight: 600; color: var(--accent); margin-bottom: var(--s2); }
    .kind .icon { width: 14px; height: 14px; }
    h2 { font-size: var(--fs-lg); line-height: 24px; font-weight: 600; letter-spacing: -.005em; overflow-wrap: anywhere; }
    .missed { color: var(--p1); }
    :host([done]) .kind { color: var(--ok); }
    :host([done]) h2 { color: var(--text-3); text-decoration: line-through; text-decoration-color: var(--border-strong); }
    h2, .kind { transition: color var(--t-done); }
    h2 button { border-radius: 4px; font-weight: inherit; display: -webkit-box; -webkit-box-orient: vertical; -webkit-line-clamp: 3; overflow: hidden; }
    h2 button:hover { text-decoration: underline; text-decoration-color: var(--border-strong); text-underline-offset: 4px; text-decoration-thickness: 1px; }
    p { color: var(--text-2); margin-top: var(--s1); max-width: 64ch; text-wrap: pretty; overflow-wrap: anywhere; }
    p em { font-style: italic; }
    .facts { display: flex; flex-wrap: wrap; gap: 4px 8px; margin-top: var(--s3); font-size: var(--fs-sm); color: var(--text-3); }
    .facts .over { color: var(--p1); }
    .facts span + span::before { content: "·"; color: var(--text-3); margin-inline-end: 8px; }
    .acts { display: flex; flex-wrap: wrap; gap: var(--s2); margin-top: var(--s4); align-items: center; }
    :host([big]) { padding: 28px 32px 24px; box-shadow: var(--shadow-1), 0 12px 32px -18px light-dark(#1F1D1A33, #00000099); }
    :host([big]) h2 { font-size: var(--fs-2xl); line-height: 36px; letter-spacing: -.02em; margin-top: 2px; }
    :host([big]) p { font-size: var(--fs-lg); line-height: 24px; margin-top: var(--s2); }
    :host([big]) .acts { margin-top: var(--s5); }
    :host([big]) .btn { height: 36px; padding: 0 16px; }
    :host([big]) .btn.quiet { padding: 0 10px; }
    mf-why { margin-top: 20px; padding-top: var(--s4); border-top: 1px solid var(--border); }
    @media (max-width: 639px) { :host([big]) { padding: 20px; } :host([big]) h2 { font-size: 22px; line-height: 28px; } }
  `];

  override willUpdate() {
    // The breakdown belongs to one task: another one starts with it closed.
    if (this.#shownId !== this.ranked.task.id) this.why = false;
    this.#shownId = this.ranked.task.id;
  }

  override render() {
    const {task, missed} = this.ranked;
    const going = task.status === 'in_progress';
    return html`
      <div class="kind ${missed ? 'missed' : ''}">${this.done ? html`${icon('done')}Done` : missed ? html`${icon('flag')}Deadline missed` : html`${icon('now')}${going ? 'You are on this' : 'Do this now'}`}</div>
      <h2><button type="button" class="user" dir="auto" @click=${() => this.dispatchEvent(new TaskOpenEvent(task))}>${task.title}</button></h2>
      <p>${sentence(this.#reason())}</p>
      ${this.big ? this.#facts() : nothing}
      <div class="acts">
        ${going
          ? html`<button type="button" class="btn primary" @click=${() => this.dispatchEvent(new TaskToggleEvent(task))}>Done${this.big ? html` <kbd aria-hidden="true">E</kbd>` : nothing}</button>`
          : html`<button type="button" class="btn primary" @click=${() => this.#choose('start')}>Start <kbd aria-hidden="true">S</kbd></button>`}
        <button type="button" class="btn" @click=${() => this.#choose('not-now')}>Not now</button>
        <button type="button" class="btn quiet" aria-expanded=${this.why} @click=${() => (this.why = !this.why)}>Why?</button>
      </div>
      ${this.why ? html`<mf-why .ranked=${this.ranked}></mf-why>` : nothing}`;
  }

  #reason() {
    const {reason, despite} = this.ranked;
    return this.big && despite ? `${reason.replace(/\.$/, '')}, ${despite}` : reason;
  }

  #facts() {
    const {task} = this.ranked;
    // What the reason says already, but for the titles in it, is not said again.
    const said = /\b(over)?due\b/i.test(this.#reason().replace(/\*[^*]*\*/g, ''));
    return html`<div class="facts num">
      ${task.due && !said ? html`<span class=${isOverdue(task, new Date()) ? 'over' : ''}>Due ${shortWhen(task.due, this.today)}</span>` : nothing}
      ${task.estimate_min ? html`<span>${minutesLabel(task.estimate_min)}</span>` : nothing}
      ${task.project ? html`<span class="user" dir="auto">${task.project}</span>` : nothing}
      ${(task.tags ?? []).map((tag) => html`<span class="user" dir="auto">@${tag}</span>`)}
    </div>`;
  }

  #choose(choice: 'start' | 'not-now') {
    this.dispatchEvent(new NowEvent(choice, this.ranked));
  }
}

declare global {
  interface HTMLElementTagNameMap { 'mf-now-card': MfNowCard }
  interface HTMLElementEventMap { 'mf-now': NowEvent }
}
