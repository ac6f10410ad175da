const GROUP = /.{1,5}/g;
const COMPLETE = /^[A-Z0-9]{5}(?:-[A-Z0-9]{5}){4}$/;

/** Removes a code from the URL of the page (`#code=...`), so that it stays in neither address bar nor history. */
export function takeCodeFromAddress(): string | undefined {
  const code = codeOfFragment(location.hash);
  if (code === undefined) return undefined;
  history.replaceState(history.state, '', location.pathname);
  return code;
}

/** The format of the shop: upper case, in groups of five. */
export function tidyCode(typed: string): string {
  const signs = typed.toUpperCase().replaceAll(/[^A-Z0-9]/g, '');
  return (signs.match(GROUP) ?? []).join('-');
}

/** The code in a scanned or pasted text: the shop's link or the code; undefined for other text. */
export function codeIn(text: string): string | undefined {
  const code = URL.canParse(text) ? codeOfFragment(new URL(text).hash) : tidyCode(text);
  return code !== undefined && COMPLETE.test(code) ? code : undefined;
}

function codeOfFragment(hash: string): string | undefined {
  const code = new URLSearchParams(hash.slice(1)).get('code');
  return code === null ? undefined : tidyCode(code);
}
