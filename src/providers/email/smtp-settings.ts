/** Through which server mails go, and from whom. */
export interface SmtpSettings {
  host: string;
  port: number;
  /** `starttls`: demanded, before anything else is said. `none`: on a development machine alone. */
  security: 'starttls' | 'tls' | 'none';
  credentials?: { username: string; password: string } | undefined;
  from: { address: string; name?: string | undefined };
  /** The key that mails are signed with; absent: the server signs, or mails are not signed. */
  dkim?: { domain: string; selector: string; privateKey: string } | undefined;
  /** Refuses addresses that are not public: what the configuration API takes may not lead inside. */
  isGuarded: boolean;
}

/** The server in force; undefined = none is configured. */
export type SmtpSource = () => Promise<SmtpSettings | undefined>;
