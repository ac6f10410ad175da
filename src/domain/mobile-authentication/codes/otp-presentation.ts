import encodeQR from 'qr';

/** An OTP as a QR code to show: an SVG image as a data URI, black on white with the quiet zone that ISO/IEC 18004 asks for. */
export function otpQr(otp: string): string {
  const svg = encodeQR(otp, 'svg', { ecc: 'medium', border: 4 });
  return `data:image/svg+xml;base64,${Buffer.from(svg).toString('base64')}`;
}

/**
 * A link that hands an OTP to the app on the same phone. The OTP is behind the `#`: where a web link opens a browser instead, no server
 * and no log on the way sees it.
 * @param appLinkUrl of the application.
 */
export function otpLink(appLinkUrl: string, otp: string): string {
  return `${appLinkUrl}#otp=${encodeURIComponent(otp)}`;
}
