/** What can be said of a sign-in before it is asked of a server. */

/** The bounds of a password, in characters. They are the server's, too. */
export const passwordLength = {min: 10, max: 256};

const isHere = (name: string) => name === 'localhost' || name === '127.0.0.1' || name === '[::1]';

function parsed(address: string): URL | null {
  try {
    return new URL(address);
  } catch {
    return null;
  }
}

/**
 * The address of a server as it is typed, made whole; null for what is none. A password goes there, so it must
 * be https, except on this machine.
 */
export function serverAddress(typed: string): string | null {
  const text = typed.trim();
  if (!text || /\s/.test(text)) return null;
  const whole = /^[a-z][a-z0-9+.-]*:\/\//i.test(text);
  const url = parsed(whole ? text : `https://${text}`);
  if (!url) return null;
  const here = isHere(url.hostname);
  if (!whole && here) url.protocol = 'http:';
  const safe = url.protocol === 'https:' || (url.protocol === 'http:' && here);
  if (!safe || url.username || url.password || url.search || url.hash) return null;
  return url.href.replace(/\/+$/, '');
}

export interface Asked {
  server: string;
  email: string;
  password: string;
  register: boolean;
}

export type AskedProblems = Partial<Record<'server' | 'email' | 'password', string>>;

/** What is wrong with a form, by field; empty when it can be asked. */
export function problemsOf({server, email, password, register}: Asked): AskedProblems {
  const found: AskedProblems = {};
  if (!serverAddress(server)) found.server = server.trim() ? 'This is not an address such as sync.example.org.' : 'Say which server to sync with.';
  if (!/^\S+@\S+$/.test(email.trim())) found.email = email.trim() ? 'This is not an e-mail address.' : 'Say your e-mail address.';
  const length = [...password].length;
  if (length === 0) found.password = 'Say your password.';
  else if (register && length < passwordLength.min) found.password = `Take at least ${passwordLength.min} characters.`;
  else if (length > passwordLength.max) found.password = `Take at most ${passwordLength.max} characters.`;
  return found;
}
