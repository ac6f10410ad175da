import { createPgp } from '../../security/pgp/pgp.ts';
import type { Pgp } from '../../security/pgp/pgp.ts';
import type { ApiDeps } from '../api-deps.ts';

/** Additional dependency of the app API: encryption and signatures of its messages. */
export interface AppDeps extends ApiDeps {
  pgp: Pgp;
}

/** It caches parsed keys, so there is one instance in a process. */
export function makeAppDeps(deps: ApiDeps): AppDeps {
  return { ...deps, pgp: createPgp() };
}
