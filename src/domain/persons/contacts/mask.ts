const hidden = '***';

/** An e-mail address as it is shown to who may not know it: `a***@example.com`. */
export function maskEmail(address: string): string {
  const at = address.lastIndexOf('@');
  return `${maskName(address.slice(0, at))}${address.slice(at)}`;
}

/** The first letter of a name. */
export function maskName(name: string): string {
  return `${[...name][0] ?? ''}${hidden}`;
}

/**
 * A phone number with its first and its last digits: `+31 6 ** ** ** 01`. How many digits there are between them is not told.
 * @param number in E.164 form.
 * @param country its calling code.
 */
export function maskPhone(number: string, country: string): string {
  const national = number.slice(1 + country.length);
  return `+${country} ${national.slice(0, 1)} ** ** ** ${national.slice(-2)}`;
}
