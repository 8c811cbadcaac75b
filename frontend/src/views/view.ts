import {consume} from '@lit/context';
import {LitElement, html} from 'lit';
import {property} from 'lit/decorators.js';
import '../components/empty';
import {watching} from '../lib/watch';
import {storesContext, type Stores} from '../state/stores';

/** What every view is: it reads stores, renders again when they change, and does not take the window down with it. */
export abstract class View extends watching(LitElement) {
  @consume({context: storesContext})
  @property({attribute: false})
  stores!: Stores;

  protected abstract view(): unknown;

  override render() {
    try {
      return this.view();
    } catch (cause) {
      console.error(cause);
      return html`<mf-empty drawing="cloud" text="This part of the window stumbled. Your tasks are safe." action="Reload" command="reload"></mf-empty>`;
    }
  }
}
