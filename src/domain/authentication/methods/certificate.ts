import type { FactorClass, Level } from '../levels.ts';
import type { SignInMethodRules } from './method-rules.ts';

/** A certificate of the person, by which their browser opened the TLS connection. At the most its key is on hardware that asks for a PIN. */
export const certificate: SignInMethodRules = {
  classes: ['have', 'know'],
  level: 4,
  amr: ['hwk', 'pin'],
  isPhishingResistant: true,
  isFirst: true,
};

/** What a certificate is worth whose key may be a file: a copy of that file is all that it takes. */
export const softwareCertificate: { level: Level; classes: FactorClass[]; amr: string[] } = {
  level: 2,
  classes: ['have'],
  amr: ['swk'],
};
