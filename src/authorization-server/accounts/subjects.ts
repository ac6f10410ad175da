import type { KoaContextWithOIDC } from 'oidc-provider';
import { pairwiseSubjectOf, personOfPairwiseSubject } from '../../commands/tokens/clients/pairwise-subjects.ts';
import type { OauthRegistry } from '../../commands/tokens/registry/oauth-registry.ts';
import { sectorOf } from '../../domain/tokens/clients/client-rules.ts';
import { currentUnitOfWork } from '../adapter/current-unit-of-work.ts';
import type { AuthorizationServerDeps } from '../authorization-server-deps.ts';

type Deps = Pick<AuthorizationServerDeps, 'em' | 'random' | 'registry'>;

/** The sector of a client that knows people by pairwise names; undefined: it knows them by their ids. */
function pairwiseSector({ clients }: OauthRegistry, clientId: string | undefined): string | undefined {
  const client = clients.get(clientId ?? '')?.client;
  return client?.subjectType === 'pairwise' ? sectorOf(client) : undefined;
}

/** What a client knows a person by (OpenID Connect Core section 8). */
export async function subjectFor(deps: Deps, clientId: string | undefined, personId: string): Promise<string> {
  const sector = pairwiseSector(await deps.registry.current(), clientId);
  if (sector === undefined) return personId;
  return pairwiseSubjectOf({ ...deps, em: () => currentUnitOfWork(deps) }, { sector, personId });
}

/** Whom a client means by a `sub` that it was given; undefined: no person. */
export async function personFor(deps: Deps, clientId: string | undefined, sub: string): Promise<string | undefined> {
  const sector = pairwiseSector(await deps.registry.current(), clientId);
  if (sector === undefined) return sub;
  return personOfPairwiseSubject({ em: () => currentUnitOfWork(deps) }, { sector, subject: sub });
}

/** Callback of the provider, which asks only about clients of pairwise names. */
export function createPairwiseIdentifier(deps: Deps) {
  return (_ctx: KoaContextWithOIDC, accountId: string, { clientId }: { clientId: string }): Promise<string> =>
    subjectFor(deps, clientId, accountId);
}
