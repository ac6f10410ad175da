const GROUP = /.{1,5}/g;

/** Takes a code out of the page's address (`#code=...`), so that it stays in neither the bar nor the history. */
export function takeCodeFromAddress(): string | undefined {
  const code = new URLSearchParams(location.hash.slice(1)).get('code');
  if (code === null) return undefined;
  history.replaceState(null, '', location.pathname);
  return tidyCode(code);
}

/** As the shop shows it: upper case, in groups of five. */
export function tidyCode(typed: string): string {
  const signs = typed.toUpperCase().replaceAll(/[^A-Z0-9]/g, '');
  return (signs.match(GROUP) ?? []).join('-');
}
