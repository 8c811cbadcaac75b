import {LitElement, css, html, nothing, type PropertyValues} from 'lit';
import {customElement, property, query, state} from 'lit/decorators.js';
import {passwordLength, problemsOf, serverAddress, type AskedProblems} from '../lib/sign-in';
import {base, buttons} from '../styles/shared';
import {panel} from './panel-styles';

/** The user wants to sign in. It carries a password, so it goes to whoever holds the form and no further. */
export class SignInEvent extends Event {
  constructor(readonly server: string, readonly email: string, readonly password: string, readonly register: boolean) { super('mf-sign-in'); }
}

type FieldName = 'server' | 'email' | 'password';

/** Which account, on which server. The password is in its field until it is sent, and nowhere after. */
@customElement('mf-sign-in')
export class MfSignIn extends LitElement {
  /** What the form begins with. */
  @property() server = '';
  @property() email = '';
  @property({type: Boolean}) busy = false;
  /** What the program found wrong. */
  @property({attribute: false}) problems: {server?: string; account?: string; form?: string} = {};
  /** The account is there and only wants its password again. */
  @property({type: Boolean}) again = false;
  @state() private register = false;
  @state() private shown = false;
  /** What can be seen to be wrong from here. */
  @state() private own: AskedProblems = {};
  @query('#server') private serverField!: HTMLInputElement;
  @query('#email') private emailField!: HTMLInputElement;
  @query('#password') private passwordField!: HTMLInputElement;

  static override styles = [base, buttons, panel, css`
    form { display: grid; gap: var(--s3); }
    .field { display: grid; gap: 4px; }
    label { font-size: var(--fs-sm); line-height: 18px; font-weight: 500; color: var(--text-2); }
    .box { position: relative; }
    input { width: 100%; height: 36px; padding: 0 10px; border: 1px solid var(--border-strong); border-radius: 8px; background: var(--bg); transition: border-color var(--t-fast); }
    input::placeholder { color: var(--text-3); opacity: 1; }
    input:focus { border-color: var(--accent); box-shadow: 0 0 0 1px var(--accent); outline: none; }
    input[aria-invalid] { border-color: var(--p1); }
    input[aria-invalid]:focus { box-shadow: 0 0 0 1px var(--p1); }
    input[readonly] { color: var(--text-2); }
    #password { padding-inline-end: 60px; }
    .reveal { position: absolute; inset-block: 4px; inset-inline-end: 4px; padding: 0 8px; min-width: 44px; text-align: center; border-radius: 5px; font-size: var(--fs-xs); font-weight: 500; color: var(--text-2); }
    .reveal:hover { background: var(--hover); color: var(--text); }
    .hint { font-size: var(--fs-xs); line-height: 16px; color: var(--text-3); }
    .foot { display: flex; flex-wrap: wrap; align-items: center; gap: var(--s2) var(--s3); margin-top: var(--s1); }
    .foot .btn { min-width: 132px; height: 36px; justify-content: center; }
    .foot span { font-size: var(--fs-sm); color: var(--text-3); }
  `];

  protected override firstUpdated() {
    [this.serverField, this.emailField, this.passwordField].find((field) => !field.value)?.focus();
  }

  protected override updated(changed: PropertyValues<this>) {
    if (!changed.has('problems')) return;
    if (this.problems.server) this.serverField.focus();
    else if (this.problems.account || this.problems.form) this.passwordField.focus();
  }

  override render() {
    const {own, problems, busy, register} = this;
    const doing = register ? 'Creating the account…' : 'Signing in…';
    const account = own.password ?? problems.account;
    return html`
      <form novalidate @submit=${this.#submit}>
        ${this.#field('server', 'Server', own.server ?? problems.server, html`
          <input id="server" type="text" inputmode="url" autocapitalize="off" autocomplete="url" spellcheck="false" placeholder="sync.example.org" value=${this.server} required
            ?readonly=${busy} aria-invalid=${own.server ?? problems.server ? 'true' : nothing} aria-describedby="server-problem" @input=${() => this.#forget('server')} />`)}
        ${this.#field('email', 'E-mail', own.email, html`
          <input id="email" type="email" autocomplete="username" spellcheck="false" value=${this.email} required
            ?readonly=${busy} aria-invalid=${own.email ?? problems.account ? 'true' : nothing} aria-describedby="email-problem" @input=${() => this.#forget('email')} />`)}
        ${this.#field('password', 'Password', account, html`
          <div class="box">
            <input id="password" type=${this.shown ? 'text' : 'password'} autocomplete=${register ? 'new-password' : 'current-password'} autocapitalize="off" spellcheck="false" required
              ?readonly=${busy} aria-invalid=${account ? 'true' : nothing} aria-describedby="password-hint password-problem" @input=${() => this.#forget('password')} />
            <button type="button" class="reveal" aria-label="Show the password" aria-pressed=${this.shown} @click=${() => (this.shown = !this.shown)}>${this.shown ? 'Hide' : 'Show'}</button>
          </div>
          ${register && !account ? html`<div class="hint" id="password-hint">At least ${passwordLength.min} characters. A short sentence is easiest to remember.</div>` : nothing}`)}
        ${problems.form ? html`<p class="problem" role="alert">${problems.form}</p>` : nothing}
        <div class="foot">
          <button type="submit" class="btn primary" aria-disabled=${busy ? 'true' : nothing}>${busy ? doing : register ? 'Create account' : 'Sign in'}</button>
          ${this.again ? nothing : html`<span>${register ? 'Have an account?' : 'No account yet?'} <button type="button" class="link" @click=${this.#turn}>${register ? 'Sign in' : 'Create one'}</button></span>`}
        </div>
      </form>`;
  }

  #field(name: FieldName, label: string, problem: string | undefined, input: unknown) {
    return html`<div class="field">
      <label for=${name}>${label}</label>
      ${input}
      <div class="problem" id="${name}-problem" role=${problem ? 'alert' : nothing} ?hidden=${!problem}>${problem ?? ''}</div>
    </div>`;
  }

  #turn() {
    if (this.busy) return;
    this.register = !this.register;
    this.own = {};
    this.problems = {};
  }

  /** What was wrong with a field is no longer said while it is being put right. */
  #forget(name: FieldName) {
    if (this.own[name]) this.own = {...this.own, [name]: undefined};
    if (Object.keys(this.problems).length > 0) this.problems = {};
  }

  #submit(event: Event) {
    event.preventDefault();
    if (this.busy) return;
    const {register} = this;
    const asked = {server: this.serverField.value, email: this.emailField.value.trim(), password: this.passwordField.value, register};
    this.own = problemsOf(asked);
    this.problems = {};
    const server = serverAddress(asked.server);
    if (!server || Object.keys(this.own).length > 0) {
      const first = this.own.server ? this.serverField : this.own.email ? this.emailField : this.passwordField;
      first.focus();
      return;
    }
    this.serverField.value = server;
    this.passwordField.value = '';
    this.shown = false;
    this.dispatchEvent(new SignInEvent(server, asked.email, asked.password, register));
  }
}

declare global {
  interface HTMLElementTagNameMap { 'mf-sign-in': MfSignIn }
  interface HTMLElementEventMap { 'mf-sign-in': SignInEvent }
}
