import type { MethodName } from '../../../src/domain/configuration/mobile-authentication-types/method-names.ts';
import type { Ending } from './ending.ts';
import type { Scene } from './scene.ts';

/** The outcomes of a mobile authentication, the same list for every method. */
export const outcomeNames = [
  'accept',
  'reject',
  'not me',
  'wrong factor, then right',
  'wrong factor, then PIN',
  'attempts used up',
  'expiry',
  'cancel',
  'provider refusal',
  'fallback',
] as const;
export type OutcomeName = (typeof outcomeNames)[number];

/** One cell of the table: plays the outcome and returns the expected ending, or states why it is impossible. */
export type Cell = ((scene: Scene) => Promise<Ending>) | { impossible: string };

/** All outcomes of one method. */
export type Row = Record<OutcomeName, Cell>;

export type OutcomeTable = Record<MethodName, Row>;
