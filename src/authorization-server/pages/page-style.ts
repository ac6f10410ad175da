import { createHash } from 'node:crypto';

/** The look of web/design, whose variables of these names a test compares with these. */
export const pageStyle = `
:root {
  color-scheme: light dark;
  --cs-ground: #f5f6f9;
  --cs-ground-glow: #e9ecf8;
  --cs-surface: #ffffff;
  --cs-sunken: #f2f4f8;
  --cs-line: #e1e5ec;
  --cs-line-control: #868f9f;
  --cs-text: #151a24;
  --cs-text-quiet: #525b6b;
  --cs-accent: #3946c6;
  --cs-accent-hover: #2e39a6;
  --cs-on-accent: #ffffff;
  --cs-accent-text: #3440b8;
  --cs-danger: #ad2118;
  --cs-danger-tint: #fdeeec;
  --cs-danger-line: #f3c6c1;
  --cs-warning: #734e00;
  --cs-warning-tint: #fdf4df;
  --cs-warning-line: #efd9a3;
}
@media (prefers-color-scheme: dark) {
  :root {
    --cs-ground: #0d1015;
    --cs-ground-glow: #171c2e;
    --cs-surface: #161a21;
    --cs-sunken: #0f1319;
    --cs-line: #2a313d;
    --cs-line-control: #717c8e;
    --cs-text: #e8ebf1;
    --cs-text-quiet: #a5aebd;
    --cs-accent: #5360dd;
    --cs-accent-hover: #4853cb;
    --cs-accent-text: #aab4ff;
    --cs-danger: #ffa198;
    --cs-danger-tint: #341a1a;
    --cs-danger-line: #5c2c2a;
    --cs-warning: #ecc670;
    --cs-warning-tint: #2c2413;
    --cs-warning-line: #57471f;
  }
}
* { box-sizing: border-box; margin: 0; }
body {
  display: grid;
  align-content: start;
  justify-items: center;
  min-block-size: 100vh;
  padding: clamp(0.25rem, 16vh - 4rem, 9rem) 1rem 1.5rem;
  background: radial-gradient(60rem 30rem at 50% -8rem, var(--cs-ground-glow), transparent 70%) var(--cs-ground);
  color: var(--cs-text);
  font: 1rem/1.5 system-ui, -apple-system, 'Segoe UI', Roboto, 'Helvetica Neue', 'Noto Sans', 'Open Sans', sans-serif;
}
main {
  display: grid;
  grid-template-columns: minmax(0, 1fr);
  gap: 1.25rem;
  inline-size: min(26.5rem, 100%);
  padding: 2.5rem;
  border: 1px solid var(--cs-line);
  border-radius: 1.125rem;
  background: var(--cs-surface);
  overflow-wrap: anywhere;
}
h1 { font-size: 1.5rem; line-height: 1.25; letter-spacing: -0.01em; text-wrap: balance; }
form { display: grid; gap: 1rem; }
.choices { display: grid; gap: 0.75rem; }
.brand { display: flex; align-items: center; gap: 0.75rem; font-weight: 600; }
.mark {
  display: grid;
  place-items: center;
  inline-size: 2.5rem;
  block-size: 2.5rem;
  border-radius: 0.7rem;
  background: var(--cs-accent);
}
.mark svg { inline-size: 1.4rem; fill: none; stroke: var(--cs-on-accent); stroke-width: 3; stroke-linecap: round; stroke-linejoin: round; }
.quiet { color: var(--cs-text-quiet); }
.small { font-size: 0.8125rem; }
.field { display: grid; gap: 0.375rem; }
label { font-size: 0.875rem; font-weight: 600; }
input[type='text'] {
  inline-size: 100%;
  block-size: 3.5rem;
  padding-inline: 1rem;
  border: 1px solid var(--cs-line-control);
  border-radius: 0.625rem;
  background: var(--cs-surface);
  color: inherit;
  font: 600 1.5rem ui-monospace, SFMono-Regular, Menlo, Consolas, 'Liberation Mono', monospace;
  letter-spacing: 0.12em;
  text-align: center;
  text-transform: uppercase;
}
.code {
  padding: 1rem;
  border-radius: 0.625rem;
  background: var(--cs-sunken);
  font: 600 clamp(1.75rem, 9vw, 2.25rem)/1.2 ui-monospace, SFMono-Regular, Menlo, Consolas, 'Liberation Mono', monospace;
  letter-spacing: 0.1em;
  text-align: center;
}
.notice { padding: 0.75rem 1rem; border: 1px solid; border-radius: 0.625rem; font-size: 0.875rem; }
.problem { border-color: var(--cs-danger-line); background: var(--cs-danger-tint); color: var(--cs-danger); }
.warning { border-color: var(--cs-warning-line); background: var(--cs-warning-tint); color: var(--cs-warning); }
button {
  min-block-size: 2.875rem;
  padding: 0.5rem 1rem;
  border: 1px solid transparent;
  border-radius: 0.625rem;
  background: var(--cs-accent);
  color: var(--cs-on-accent);
  font: inherit;
  font-weight: 600;
  cursor: pointer;
}
button:hover { background: var(--cs-accent-hover); }
button.secondary { border-color: var(--cs-line-control); background: var(--cs-surface); color: inherit; }
button.secondary:hover { background: var(--cs-sunken); }
:focus-visible { outline: 3px solid var(--cs-accent-text); outline-offset: 2px; }
@media (max-width: 30rem) {
  body { padding: 0; background: var(--cs-surface); }
  main { padding: 1.5rem 1rem; border: 0; }
}
@media (max-height: 46rem) and (min-width: 30rem) {
  main { gap: 0.75rem; padding: 1.5rem 2rem; }
}
@media (max-height: 28rem) and (min-width: 30rem) {
  body { padding-block: 0.25rem; }
  main { gap: 0.5rem; inline-size: min(34rem, 100%); padding: 0.75rem 1.5rem; }
  h1 { font-size: 1.125rem; }
  .brand { display: none; }
  form { gap: 0.5rem; }
  .code { padding: 0.25rem; }
  .choices { grid-template-columns: 1fr 1fr; }
}
`;

/** Lets a browser apply that style and no other (CSP Level 3). */
export const styleSource = `style-src 'sha256-${createHash('sha256').update(pageStyle).digest('base64')}'`;
