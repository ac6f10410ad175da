import type { MethodName } from '../../../src/domain/mobile-authentication/method-names.ts';
import type { Ending } from './ending.ts';
import type { Scene } from './scene.ts';

/** Ways in which a mobile authentication can go, whatever its method. */
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

/** One cell of the table: plays it and tells how it has to end, or says why there is no such thing. */
export type Cell = ((scene: Scene) => Promise<Ending>) | { impossible: string };

/** All outcomes of one method. */
export type Row = Record<OutcomeName, Cell>;

export type OutcomeTable = Record<MethodName, Row>;
