import {css} from 'lit';

/** A page of the window: it scrolls by itself and keeps its text in one column. */
export const page = css`
  :host { display: block; min-width: 0; overflow: auto; padding: 28px 32px 96px; scrollbar-gutter: stable both-edges; scrollbar-width: thin; scrollbar-color: var(--border) transparent; }
  .column { max-width: var(--column); margin: 0 auto; }
  header { display: flex; align-items: baseline; gap: var(--s3); margin-bottom: 20px; padding-inline: 10px; min-height: 28px; }
  h1 { font-size: var(--fs-xl); line-height: 28px; font-weight: 600; letter-spacing: -.01em; flex: 0 1 auto; }
  h1 + .sub { flex: 0 1000 auto; }
  .sub { color: var(--text-3); font-size: var(--fs-sm); white-space: nowrap; }
  @media (max-width: 639px) { :host { padding: 20px 12px 32px; scrollbar-gutter: auto; } }
`;
