/** The OTP in a scanned or pasted text: the shop's link or the OTP; undefined for other text. */
export function otpIn(text: string): string | undefined {
  const otp = URL.canParse(text) ? otpOfFragment(new URL(text).hash) : text.trim();
  return otp !== undefined && isOtp(otp) ? otp : undefined;
}

/** Removes an OTP from the URL of the page (`#otp=...`), so that it stays in neither address bar nor history. */
export function takeOtpFromAddress(): string | undefined {
  const otp = otpOfFragment(location.hash);
  if (otp === undefined) return undefined;
  history.replaceState(history.state, '', location.pathname);
  return isOtp(otp) ? otp : undefined;
}

function otpOfFragment(hash: string): string | undefined {
  return new URLSearchParams(hash.slice(1)).get('otp') ?? undefined;
}

/** Base64 of JSON with a transaction id. Only the server can tell whether it is valid. */
function isOtp(text: string): boolean {
  try {
    const content: unknown = JSON.parse(atob(text));
    return typeof content === 'object' && content !== null && 'transaction_id' in content && 'otp' in content;
  } catch {
    return false;
  }
}
