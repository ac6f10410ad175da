import type { EntityManager } from '@mikro-orm/postgresql';
import { openInRow } from '../../../entities/columns/row-bound.ts';
import { ClaimDefinition } from '../../../entities/persons/claim-definition.ts';
import { PersonClaim } from '../../../entities/persons/person-claim.ts';
import { CountersignError } from '../../../errors/countersign-error.ts';
import type { Keyring } from '../../../security/keyring.ts';
import type { CommandDeps } from '../../command-deps.ts';

/** Definitions of claims by type. */
export async function findDefinitions(
  deps: Pick<CommandDeps, 'em'>,
  { limit, after = '' }: { limit?: number; after?: string | undefined } = {},
): Promise<ClaimDefinition[]> {
  const where = { claimType: { $gt: after } };
  return deps.em().find(ClaimDefinition, where, { orderBy: { claimType: 'asc' }, ...(limit && { limit }) });
}

/** @throws CountersignError `claim_unknown` */
export async function findDefinition(deps: Pick<CommandDeps, 'em'>, id: string): Promise<ClaimDefinition> {
  const row = await deps.em().findOne(ClaimDefinition, { id });
  if (!row) throw new CountersignError('claim_unknown');
  return row;
}

/** The values that a person has, by claim type. */
export async function findClaims(
  deps: Pick<CommandDeps, 'em' | 'keyring'>,
  personId: string,
): Promise<Record<string, string[]>> {
  const em = deps.em();
  const [rows, definitions] = await Promise.all([em.find(PersonClaim, { person: personId }), findDefinitions(deps)]);
  const types = new Map(definitions.map(({ id, claimType }) => [id, claimType]));
  const found = rows.flatMap((row) => {
    const type = types.get(row.definition);
    return type === undefined ? [] : [[type, openValues(deps.keyring, row)] as const];
  });
  return Object.fromEntries(found.toSorted(([one], [other]) => (one < other ? -1 : 1)));
}

/** Opens the values of one claim. */
export function openValues(keyring: Keyring, row: PersonClaim): string[] {
  return JSON.parse(openInRow(keyring, 'person_claim.values', row.person, row.values)) as string[];
}

/** The definitions of the types, locked so that none goes meanwhile. */
export async function lockDefinitions(
  em: EntityManager,
  types: readonly string[],
): Promise<Map<string, ClaimDefinition>> {
  const where = { claimType: { $in: [...types] } };
  const rows = await em.find(ClaimDefinition, where, { orderBy: { claimType: 'asc' }, lockMode: 2 });
  return new Map(rows.map((row) => [row.claimType, row]));
}
