import {css} from 'lit';

/** What the parts of a panel over the window have in common. */
export const panel = css`
  h3 { font-size: var(--fs-xs); line-height: 16px; font-weight: 500; color: var(--text-3); }
  .problem { color: var(--p1); font-size: var(--fs-xs); line-height: 16px; overflow-wrap: anywhere; }
  .note { color: var(--text-2); font-size: var(--fs-sm); line-height: 18px; text-wrap: pretty; overflow-wrap: anywhere; }
  .btn.small { height: 28px; padding: 0 10px; }
  .btn[aria-disabled="true"] { opacity: .65; }
`;
