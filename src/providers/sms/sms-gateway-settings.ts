/** Through whom text messages go, and with which credentials. */
export type SmsGatewaySettings = TwilioGateway | HttpGateway;

export interface TwilioGateway {
  kind: 'twilio';
  accountSid: string;
  authToken: string;
  fromNumber: string;
  /** Overrides Twilio's endpoint. */
  url?: string | undefined;
}

/** Any service that takes a text message as an HTTPS POST of JSON. */
export interface HttpGateway {
  kind: 'http';
  /** `https:`, without credentials in it. */
  url: string;
  /** JSON with placeholders in its texts: see `renderGatewayTemplate`. */
  template: string;
  /** Further headers, such as an API key. */
  headers: Readonly<Record<string, string>>;
  /** Standard Webhooks secrets that sign each request, one signature for each: two while one follows the other. */
  signingSecrets: readonly string[];
  /** Sender that is tried last. Without one the gateway decides. */
  sender?: string | undefined;
}

/** The gateway in force; undefined = none is configured. */
export type SmsGatewaySource = () => Promise<SmsGatewaySettings | undefined>;
