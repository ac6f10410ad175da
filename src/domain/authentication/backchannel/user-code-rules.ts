const printable = /^[\p{L}\p{M}\p{N}\p{P}\p{S} ]{4,32}$/u;

/** A user code as it is compared, whichever keyboard typed it; undefined: it cannot be one. */
export function readUserCode(typed: string): string | undefined {
  const code = typed.normalize('NFKC').trim();
  return printable.test(code) ? code : undefined;
}
