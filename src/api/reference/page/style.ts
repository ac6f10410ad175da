/** The style sheet of the reference page. Light or dark, as the reader's system is. */
export const style = `
:root { color-scheme: light dark; --ink: #16202e; --dim: #566379; --line: #dfe4ec; --paper: #fff; --shade: #f5f7fa; --accent: #0b5cad; --get: #0b6b4f; --post: #0b5cad; --put: #8a5a00; --patch: #8a5a00; --delete: #b3261e; }
@media (prefers-color-scheme: dark) { :root { --ink: #e7ecf3; --dim: #9fb0c6; --line: #2b3646; --paper: #10161f; --shade: #18212d; --accent: #7cb8ff; --get: #63d2ab; --post: #7cb8ff; --put: #f0bf63; --patch: #f0bf63; --delete: #ff9a92; } }
* { box-sizing: border-box; }
html { scroll-behavior: smooth; scroll-padding-top: 1rem; }
@media (prefers-reduced-motion: reduce) { html { scroll-behavior: auto; } }
body { margin: 0; color: var(--ink); background: var(--paper); font: 16px/1.55 system-ui, sans-serif; display: grid; grid-template-columns: 17rem minmax(0, 1fr); }
a { color: var(--accent); text-decoration: none; }
a:hover { text-decoration: underline; }
:focus-visible { outline: 2px solid var(--accent); outline-offset: 2px; border-radius: 4px; }
code, pre { font: .9em/1.5 ui-monospace, SFMono-Regular, Menlo, monospace; }
pre { background: var(--shade); padding: .75rem 1rem; border-radius: 8px; overflow-x: auto; }
nav { position: sticky; top: 0; align-self: start; height: 100vh; overflow-y: auto; padding: 1.5rem 1rem; border-right: 1px solid var(--line); background: var(--shade); }
nav ul { list-style: none; margin: 1rem 0 0; padding: 0; }
nav li a { display: flex; justify-content: space-between; gap: .5rem; padding: .35rem .5rem; border-radius: 6px; color: var(--ink); }
nav li a:hover { background: var(--line); text-decoration: none; }
nav small, .what, dd, th small, td small, h4 small { color: var(--dim); }
.brand { font-weight: 700; font-size: 1.15rem; padding: 0 .5rem; color: var(--ink); }
.menu { display: none; }
main { padding: 2rem clamp(1rem, 4vw, 3.5rem) 4rem; max-width: 72rem; }
h1 { margin: 0 0 .5rem; font-size: 2rem; line-height: 1.2; }
h2 { margin: 3rem 0 .25rem; font-size: 1.35rem; }
h4 { margin: 1.25rem 0 .4rem; font-size: 1rem; }
h5 { margin: 1rem 0 0; font-size: .95rem; }
.lead { font-size: 1.1rem; color: var(--dim); max-width: 46rem; }
dt { margin-top: .75rem; }
dd { margin: 0; max-width: 46rem; }
.operation { border: 1px solid var(--line); border-radius: 10px; margin: .6rem 0; }
.operation[open] { box-shadow: 0 1px 6px rgb(0 0 0 / .08); }
.operation > summary { padding: .65rem .9rem; cursor: pointer; display: flex; flex-wrap: wrap; gap: .25rem .75rem; align-items: baseline; }
.operation > summary::-webkit-details-marker { display: none; }
.method { font: 700 .78rem/1.6 ui-monospace, monospace; min-width: 4.2rem; }
.method.get { color: var(--get); } .method.post { color: var(--post); } .method.put { color: var(--put); } .method.patch { color: var(--patch); } .method.delete { color: var(--delete); }
.path { overflow-wrap: anywhere; font-weight: 600; }
.what { flex: 1 1 18rem; }
.body { padding: 0 1rem 1rem; border-top: 1px solid var(--line); }
.who { margin: .9rem 0 0; }
.table { overflow-x: auto; }
table { border-collapse: collapse; width: 100%; font-size: .93rem; }
th, td { text-align: left; vertical-align: top; padding: .4rem .75rem .4rem 0; border-bottom: 1px solid var(--line); font-weight: 400; overflow-wrap: anywhere; }
th { width: 34%; min-width: 9rem; }
th b { color: var(--delete); }
.depth-1 { padding-left: 1.25rem; } .depth-2 { padding-left: 2.5rem; } .depth-3 { padding-left: 3.75rem; }
.answer { margin: .3rem 0; }
.answer summary { cursor: pointer; }
.status { font-family: ui-monospace, monospace; margin-right: .35rem; }
.s2, .s3 { color: var(--get); } .s4 { color: var(--put); } .s5 { color: var(--delete); }
@media (max-width: 52rem) {
  body { display: block; }
  nav { position: static; height: auto; border-right: 0; border-bottom: 1px solid var(--line); padding: .75rem 1rem; }
  .side { display: none; }
  .menu { display: block; margin-top: .5rem; }
  .menu summary { cursor: pointer; padding: .35rem .5rem; }
  nav li a { padding: .6rem .5rem; }
  main { padding-top: 1.25rem; }
  h1 { font-size: 1.6rem; }
}
`;
