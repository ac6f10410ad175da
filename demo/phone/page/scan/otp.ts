/** The OTP in what was scanned or pasted: the shop's link, or the OTP itself; undefined when it is neither. */
export function otpIn(text: string): string | undefined {
  const otp = URL.canParse(text) ? otpOfFragment(new URL(text).hash) : text.trim();
  return otp !== undefined && isOtp(otp) ? otp : undefined;
}

/** Takes an OTP out of the page's address (`#otp=...`), so that it stays in neither the bar nor the history. */
export function takeOtpFromAddress(): string | undefined {
  const otp = otpOfFragment(location.hash);
  if (otp === undefined) return undefined;
  history.replaceState(null, '', location.pathname);
  return isOtp(otp) ? otp : undefined;
}

function otpOfFragment(hash: string): string | undefined {
  return new URLSearchParams(hash.slice(1)).get('otp') ?? undefined;
}

/** Base64 of JSON that names a transaction. Whether it is good is the server's to say. */
function isOtp(text: string): boolean {
  try {
    const content: unknown = JSON.parse(atob(text));
    return typeof content === 'object' && content !== null && 'transaction_id' in content && 'otp' in content;
  } catch {
    return false;
  }
}
