const GROUP = /.{1,5}/g;
const COMPLETE = /^[A-Z0-9]{5}(?:-[A-Z0-9]{5}){4}$/;

/** Takes a code out of the page's address (`#code=...`), so that it stays in neither the bar nor the history. */
export function takeCodeFromAddress(): string | undefined {
  const code = codeOfFragment(location.hash);
  if (code === undefined) return undefined;
  history.replaceState(null, '', location.pathname);
  return code;
}

/** As the shop shows it: upper case, in groups of five. */
export function tidyCode(typed: string): string {
  const signs = typed.toUpperCase().replaceAll(/[^A-Z0-9]/g, '');
  return (signs.match(GROUP) ?? []).join('-');
}

/** The code in what was scanned or pasted: the shop's link, or the code itself; undefined when it is neither. */
export function codeIn(text: string): string | undefined {
  const code = URL.canParse(text) ? codeOfFragment(new URL(text).hash) : tidyCode(text);
  return code !== undefined && COMPLETE.test(code) ? code : undefined;
}

function codeOfFragment(hash: string): string | undefined {
  const code = new URLSearchParams(hash.slice(1)).get('code');
  return code === null ? undefined : tidyCode(code);
}
