import { createAnswerSignatures } from '../../security/answer-signature.ts';
import type { AnswerSignatures } from '../../security/answer-signature.ts';
import { createPgp } from '../../security/pgp/pgp.ts';
import type { Pgp } from '../../security/pgp/pgp.ts';
import type { ApiDeps } from '../api-deps.ts';

/** What the app API needs besides: the two protections of what app and server say to each other. */
export interface AppDeps extends ApiDeps {
  pgp: Pgp;
  answerSignatures: AnswerSignatures;
}

/** Each keeps the keys it parsed, so there is one of each in a process. */
export function makeAppDeps(deps: ApiDeps): AppDeps {
  return { ...deps, pgp: createPgp(), answerSignatures: createAnswerSignatures() };
}
