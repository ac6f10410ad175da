import { isDeepStrictEqual } from 'node:util';
import type { EntityManager } from '@mikro-orm/postgresql';
import { areValues } from '../../../domain/persons/claims/claim-rules.ts';
import { sealInRow } from '../../../entities/columns/row-bound.ts';
import type { ClaimDefinition } from '../../../entities/persons/claim-definition.ts';
import { PersonClaim } from '../../../entities/persons/person-claim.ts';
import type { Person } from '../../../entities/persons/person.ts';
import { CountersignError } from '../../../errors/countersign-error.ts';
import type { Keyring } from '../../../security/keyring.ts';
import { lockDefinitions, openValues } from './find-claims.ts';

/** What a person is to have of some claims; those that are not named stay. */
export interface WantedClaims {
  /** By claim type; none = the person has it no longer. */
  values: Readonly<Record<string, readonly string[]>>;
  /** Whether it is their own wish: then the claim has to be theirs to change. */
  isOwn: boolean;
  /** Whether who changes it is the person, by whatever way: then they gain nothing that the claim guards. */
  isSelf: boolean;
}

/**
 * Gives a person values of claims, in the caller's transaction, which has locked the person.
 * @returns whether anything is different now.
 * @throws CountersignError `invalid_request` for a claim that there is not, or values that it cannot have; `claim_not_editable`,
 *   `claim_elevation`, each with `claim_type`
 */
export async function writeClaims(
  em: EntityManager,
  keyring: Keyring,
  { user: person }: Person,
  wanted: WantedClaims,
): Promise<boolean> {
  const types = Object.keys(wanted.values);
  const definitions = await lockDefinitions(em, types);
  const rows = new Map((await em.find(PersonClaim, { person })).map((row) => [row.definition, row]));
  let isChanged = false;
  for (const type of types) {
    const definition = definitions.get(type);
    if (!definition) throw new CountersignError('invalid_request', { extra: { parameter: 'claims' } });
    const row = rows.get(definition.id);
    const [before, after] = [row ? openValues(keyring, row) : [], [...(wanted.values[type] ?? [])]];
    if (isDeepStrictEqual(before, after)) continue;
    checkChange(definition, { before, after, wanted });
    isChanged = true;
    const values = sealInRow(keyring, 'person_claim.values', person, JSON.stringify(after));
    if (row && after.length === 0) em.remove(row);
    else if (row) row.values = values;
    else em.create(PersonClaim, { person, definition: definition.id, values }, { persist: true });
  }
  return isChanged;
}

function checkChange(
  definition: ClaimDefinition,
  { before, after, wanted }: { before: string[]; after: string[]; wanted: WantedClaims },
): void {
  const { claimType } = definition;
  const extra = { claim_type: claimType };
  if (wanted.isOwn && !definition.updateable) throw new CountersignError('claim_not_editable', { extra });
  const isMore = after.some((value) => !before.includes(value));
  if (wanted.isSelf && definition.restrictElevation && isMore) throw new CountersignError('claim_elevation', { extra });
  if (!areValues(definition, after)) throw new CountersignError('invalid_request', { extra: { parameter: 'claims' } });
}
