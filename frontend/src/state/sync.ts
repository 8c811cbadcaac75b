import {batch, signal} from '@preact/signals-core';
import {ApiError, type Api, type Device, type SyncState, type SyncStatus} from '../api/api';
import {syncWords, wantsUser} from '../lib/sync';
import {Latest} from './latest';

/** Work shorter than this is not shown: a dot that flickers with every edit says nothing. */
const worthShowingMs = 700;

/** What is wrong with the form, by field; `form` where it is no field's fault. */
export interface SignInProblems {
  server?: string;
  account?: string;
  form?: string;
}

const wordsOf = (cause: unknown) => (cause instanceof Error && cause.message ? cause.message : 'That did not work.');

/** How sync is, the account it is for, and the panel that shows both. A password passes through and is kept nowhere. */
export class Sync {
  readonly status = signal<SyncStatus | null>(null);
  /** When the next try is due, on the clock of this device; 0 while nothing waits for one. */
  readonly retryAt = signal(0);
  /** What a screen reader is told: that something began to be wrong, and that all is well again. */
  readonly said = signal('');

  readonly open = signal(false);
  /** The address and the server of the last form, for the next one. */
  readonly account = signal({server: '', email: ''});
  readonly busy = signal<'' | 'sign-in' | 'sign-out'>('');
  readonly problems = signal<SignInProblems>({});
  /** Why the panel could not do what was asked of it last. */
  readonly failure = signal('');
  /** Where a letter was sent that has to be answered first. */
  readonly mailedTo = signal('');
  readonly inFile = signal(false);

  /** null until they were read. */
  readonly devices = signal<readonly Device[] | null>(null);
  readonly devicesFailure = signal('');
  /** The device that is being signed out. */
  readonly revoking = signal('');

  #replies = new Latest();
  #deviceReplies = new Latest();
  #newest: SyncStatus | null = null;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #told: SyncState | '' = '';

  constructor(readonly api: Api) {}

  /** A status from the program, which is newer than any that was asked for before. */
  follow(status: SyncStatus) {
    this.#replies.ask();
    this.#take(status);
  }

  async refresh() {
    const current = this.#replies.ask();
    try {
      const status = await this.api.syncStatus();
      if (current()) this.#take(status);
    } catch (cause) {
      if (current()) this.failure.value = wordsOf(cause);
    }
  }

  shutDown() {
    clearTimeout(this.#timer);
  }

  show() {
    this.failure.value = '';
    this.open.value = true;
    void this.refresh();
    if (this.#hasAccount()) void this.readDevices();
  }

  hide() {
    batch(() => {
      this.open.value = false;
      this.problems.value = {};
      this.failure.value = '';
      this.mailedTo.value = '';
      this.inFile.value = false;
    });
  }

  async signIn(server: string, email: string, password: string, register: boolean) {
    if (this.busy.value) return;
    batch(() => {
      this.busy.value = 'sign-in';
      this.problems.value = {};
      this.account.value = {server, email};
    });
    try {
      const {mail_sent: mailed, in_file: inFile} = await this.api.signIn(server, email, password, register);
      this.mailedTo.value = mailed ? email : '';
      this.inFile.value = inFile;
      if (!mailed) {
        this.said.value = 'Signed in';
        await this.refresh();
        void this.readDevices();
      }
    } catch (cause) {
      const field = cause instanceof ApiError && (cause.field === 'server' || cause.field === 'account') ? cause.field : 'form';
      this.problems.value = {[field]: wordsOf(cause)};
    } finally {
      this.busy.value = '';
    }
  }

  /** The letter was read, or is to be sent again: back to the form. */
  mailRead() {
    this.mailedTo.value = '';
  }

  async signOut() {
    if (this.busy.value) return;
    this.busy.value = 'sign-out';
    this.failure.value = '';
    try {
      await this.api.signOut();
      this.devices.value = null;
      this.inFile.value = false;
      await this.refresh();
    } catch (cause) {
      this.failure.value = wordsOf(cause);
    } finally {
      this.busy.value = '';
    }
  }

  async syncNow() {
    this.failure.value = '';
    try {
      await this.api.syncNow();
      if (!this.devices.value) void this.readDevices();
    } catch (cause) {
      this.failure.value = wordsOf(cause);
    }
  }

  async readDevices() {
    const current = this.#deviceReplies.ask();
    try {
      const devices = await this.api.devices();
      if (!current()) return;
      this.devices.value = devices;
      this.devicesFailure.value = '';
    } catch (cause) {
      if (current()) this.devicesFailure.value = wordsOf(cause);
    }
  }

  async revoke(id: string) {
    this.revoking.value = id;
    try {
      await this.api.revokeDevice(id);
      this.said.value = `Signed out ${this.devices.value?.find((device) => device.id === id)?.name ?? ''}`;
      await this.readDevices();
    } catch (cause) {
      this.devicesFailure.value = wordsOf(cause);
    } finally {
      this.revoking.value = '';
    }
  }

  #hasAccount() {
    const state = this.status.value?.state;
    return state !== undefined && state !== 'local' && state !== 'sign_in_needed';
  }

  #take(status: SyncStatus) {
    this.#newest = status;
    const shown = this.status.value?.state;
    const settled = shown === 'synced' || shown === 'offline' || shown === 'attention';
    if (settled && (status.state === 'syncing' || status.state === 'pending')) {
      this.#timer ??= setTimeout(() => this.#show(), worthShowingMs);
      return;
    }
    this.#show();
  }

  #show() {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    const status = this.#newest;
    if (!status) return;
    const before = this.status.value;
    batch(() => {
      this.status.value = status;
      this.retryAt.value = status.retry_in_s ? Date.now() + status.retry_in_s * 1000 : 0;
      if (status.server) this.account.value = {server: status.server, email: status.email ?? ''};
      this.#tell(status);
    });
    // The list of devices could not be read while there was no network; now it can.
    if (this.open.value && this.#hasAccount() && status.state !== 'offline' && before?.state === 'offline') void this.readDevices();
  }

  /** Says what a user who cannot see the dot needs to know, once: not each try, and not each edit that is sent. */
  #tell(status: SyncStatus) {
    const {state} = status;
    if (state === 'offline' || wantsUser(state)) {
      if (state === this.#told) return;
      this.#told = state;
      this.said.value = syncWords(status).filter(Boolean).join(', ');
    } else if (state === 'synced' || state === 'local') {
      if (this.#told) this.said.value = state === 'synced' ? 'Synced' : '';
      this.#told = '';
    }
  }
}
