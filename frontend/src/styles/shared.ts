import {css} from 'lit';

/** What every shadow root starts from: the page's own styles do not reach inside. */
export const base = css`
  *, *::before, *::after { box-sizing: border-box; margin: 0; }
  [hidden] { display: none !important; }
  h1, h2, h3 { font: inherit; }
  button, input, textarea { font: inherit; color: inherit; letter-spacing: inherit; }
  button { border: 0; padding: 0; background: none; text-align: inherit; cursor: default; }
  .icon { width: 16px; height: 16px; flex: none; fill: none; stroke: currentColor; stroke-width: 1.9; stroke-linecap: round; stroke-linejoin: round; }
  .user { unicode-bidi: isolate; }
  .num { font-variant-numeric: tabular-nums; }
  .cut { overflow: hidden; white-space: nowrap; text-overflow: ellipsis; min-width: 0; }
  .hidden { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
  :focus { outline: none; }
  :focus-visible { outline: 2px solid var(--ring); outline-offset: 2px; }
  ::selection { background: var(--selected); }
  kbd {
    font: 500 11px/16px var(--font); min-width: 18px; padding: 0 4px; text-align: center; display: inline-block;
    border: 1px solid var(--border); border-radius: 4px; color: var(--text-3); background: var(--surface);
  }
  @media (prefers-reduced-motion: reduce) {
    *, *::before, *::after { transition-duration: 0s !important; animation-duration: 0s !important; animation-delay: 0s !important; }
  }
`;

/** Buttons with a word on them, and small ones with an icon. */
export const buttons = css`
  .btn {
    display: inline-flex; align-items: center; gap: var(--s2); height: 32px; padding: 0 14px; border-radius: 8px;
    border: 1px solid var(--border); background: var(--surface); color: var(--text); font: 500 var(--fs-sm)/1 var(--font);
    transition: background var(--t-fast); white-space: nowrap; user-select: none; -webkit-user-select: none;
  }
  .btn:hover { background: var(--hover); }
  .btn:active { transform: translateY(.5px); }
  .btn.primary { background: var(--accent); border-color: var(--accent); color: var(--on-accent); }
  .btn.primary:hover { background: var(--accent-hover); border-color: var(--accent-hover); }
  .btn.primary kbd { background: none; border-color: currentColor; color: inherit; }
  .btn.quiet { border-color: transparent; background: none; color: var(--text-2); padding: 0 10px; }
  .btn.quiet:hover { background: var(--hover); color: var(--text); }
  .link { color: var(--accent); font-weight: 500; border-radius: 4px; }
  .link:hover { text-decoration: underline; text-underline-offset: 3px; }
  .tool {
    display: inline-grid; place-items: center; width: 28px; height: 28px; border-radius: var(--r-sm); color: var(--text-3);
    transition: background var(--t-fast), color var(--t-fast); flex: none;
  }
  .tool:hover { background: var(--hover); color: var(--text); }
  .chip {
    display: inline-flex; align-items: center; gap: 6px; height: 24px; padding: 0 8px; border-radius: var(--r-sm); max-width: 100%;
    background: var(--surface-2); color: var(--text-2); font-size: var(--fs-xs); line-height: 16px;
  }
  .chip .icon { width: 12px; height: 12px; }
`;
