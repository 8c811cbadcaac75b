import {effect} from '@preact/signals-core';
import type {ReactiveElement} from 'lit';

// A mixin's base must take any arguments; this is the one shape TypeScript accepts for it.
type Constructor<T> = new (...args: never[]) => T;

/**
 * Makes an element render again when a signal it read while rendering changes. It forgets its
 * signals when it leaves the page, so a closed view costs nothing.
 */
export function watching<T extends Constructor<ReactiveElement>>(base: T): T {
  class Watching extends (base as unknown as Constructor<ReactiveElement>) {
    #stop: (() => void) | undefined;

    protected override performUpdate() {
      if (!this.isUpdatePending) return;
      this.#stop?.();
      let rendering = true;
      this.#stop = effect(() => {
        if (!rendering) {
          this.requestUpdate();
          return;
        }
        rendering = false;
        super.performUpdate();
      });
    }

    override connectedCallback() {
      super.connectedCallback();
      this.requestUpdate();
    }

    override disconnectedCallback() {
      super.disconnectedCallback();
      this.#stop?.();
      this.#stop = undefined;
    }
  }
  return Watching as unknown as T;
}
