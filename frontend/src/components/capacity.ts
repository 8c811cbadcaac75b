import {LitElement, css, html} from 'lit';
import {customElement, property} from 'lit/decorators.js';
import {minutesLabel} from '../lib/dates';
import {base} from '../styles/shared';

/** How much of the day's free time is planned. */
@customElement('mf-capacity')
export class MfCapacity extends LitElement {
  @property({type: Number}) planned = 0;
  @property({type: Number}) free = 0;

  static override styles = [base, css`
    :host { display: flex; align-items: center; gap: 10px; font-size: var(--fs-xs); color: var(--text-2); white-space: nowrap; }
    .bar { width: 96px; height: 6px; border-radius: 3px; overflow: hidden; background: var(--surface-2); box-shadow: inset 0 0 0 1px var(--border); }
    i { display: block; height: 100%; border-radius: 3px; background: var(--accent); transform-origin: left; transition: transform var(--t-done) var(--ease); }
    .full { background: var(--warn); }
    .over { color: var(--warn); font-weight: 500; }
    @media (max-width: 759px) { .bar { width: 56px; } }
  `];

  override render() {
    const over = this.planned > this.free;
    const share = this.free > 0 ? Math.min(1, this.planned / this.free) : Number(this.planned > 0);
    const text = `${minutesLabel(this.planned)} of ${minutesLabel(this.free)}`;
    return html`
      <div class="bar" role="meter" aria-label="Planned of the free time" aria-valuemin="0" aria-valuemax=${Math.max(1, this.free)} aria-valuenow=${Math.min(this.planned, this.free)} aria-valuetext=${text}>
        <i class=${over ? 'full' : ''} style="transform:scaleX(${share})"></i></div>
      <span class="num ${over ? 'over' : ''}" title="${minutesLabel(this.planned)} planned of ${minutesLabel(this.free)} free">${text}</span>`;
  }
}

declare global {
  interface HTMLElementTagNameMap { 'mf-capacity': MfCapacity }
}
