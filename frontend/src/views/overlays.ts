import {html, nothing} from 'lit';
import {customElement} from 'lit/decorators.js';
import '../components/dialog';
import '../components/help-sheet';
import '../components/import-report';
import '../components/quick-add';
import '../components/search-panel';
import {bindings} from '../lib/keys';
import {View} from './view';

/**
 * What lies over the window: quick add, search, the keys, the report of an import, of which at most one is open. They lie
 * over the panel of sync, too, so that nothing typed there is lost to a quick add from elsewhere.
 */
@customElement('mf-overlays')
export class MfOverlays extends View {
  protected override view() {
    return [this.#sync(), this.#over()];
  }

  #sync() {
    const {sync} = this.stores;
    if (!sync.open.value) return nothing;
    void import('./sync-view'); // most days nobody looks there
    return html`<mf-dialog label="Sync and devices" place="panel" @mf-close=${() => sync.hide()}><mf-sync-view></mf-sync-view></mf-dialog>`;
  }

  #over() {
    const {quickAdd, search, helpOpen, imported} = this.stores;
    if (quickAdd.open.value) return this.#quickAdd();
    if (search.open.value) return this.#search();
    if (helpOpen.value) {
      return html`<mf-dialog label="Keyboard" place="middle" @mf-close=${() => (helpOpen.value = false)}><mf-help-sheet .bindings=${bindings}></mf-help-sheet></mf-dialog>`;
    }
    const report = imported.value;
    if (report) return html`<mf-dialog label="Import" place="middle" @mf-close=${() => (imported.value = null)}><mf-import-report .report=${report}></mf-import-report></mf-dialog>`;
    return nothing;
  }

  #quickAdd() {
    const {quickAdd} = this.stores;
    return html`<mf-dialog label="Add a task" @mf-close=${() => quickAdd.hide()}>
      <mf-quick-add .text=${quickAdd.text.value} .parsed=${quickAdd.parsed.value} .problem=${quickAdd.problem.value} .added=${quickAdd.added.value} @mf-quick-add=${this.#quickAddDid}></mf-quick-add>
    </mf-dialog>`;
  }

  #quickAddDid({what, text, span}: HTMLElementEventMap['mf-quick-add']) {
    const {quickAdd} = this.stores;
    if (what === 'text') quickAdd.setText(text);
    else if (what === 'accept' && span) quickAdd.acceptSpan(span);
    else if (what === 'reject' && span) quickAdd.rejectSpan(span);
    else void quickAdd.save(what === 'save-stay');
  }

  #search() {
    const {search, today} = this.stores;
    return html`<mf-dialog label="Search" @mf-close=${() => search.hide()}>
      <mf-search-panel .text=${search.text.value} .results=${search.results.value} .at=${search.at.value} .problem=${search.problem.value} .today=${today.value}
        @mf-typing=${(event: HTMLElementEventMap['mf-typing']) => search.setText(event.text)} @mf-result-move=${(event: HTMLElementEventMap['mf-result-move']) => search.move(event.step)}
        @mf-task-open=${this.#found}></mf-search-panel>
    </mf-dialog>`;
  }

  #found(event: HTMLElementEventMap['mf-task-open']) {
    event.stopPropagation();
    this.stores.openFound(event.task);
  }
}

declare global {
  interface HTMLElementTagNameMap { 'mf-overlays': MfOverlays }
}
