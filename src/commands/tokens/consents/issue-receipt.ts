import { importJWK, SignJWT } from 'jose';
import type { JWK } from 'jose';
import { createReceipt } from '../../../domain/tokens/consents/consent-receipt.ts';
import { ConsentEvent } from '../../../entities/tokens/consent-event.ts';
import { CountersignError } from '../../../errors/countersign-error.ts';
import type { CommandDeps } from '../../command-deps.ts';
import type { OauthRegistrySource } from '../registry/oauth-registry.ts';
import { ensureSigningKeys } from '../signing-keys/ensure-signing-keys.ts';
import { findConsentTexts, textKeyOf } from './consent-text.ts';

type Deps = Pick<CommandDeps, 'em' | 'clock'> & { registry: OauthRegistrySource };

/** A receipt, and the same signed. */
export interface ConsentReceipt {
  receipt: Record<string, unknown>;
  /** Compact JWS over it; its type lets it pass for no other token of ours (RFC 8725 section 3.11). */
  jws: string;
}

const algorithm = 'ES256';

/**
 * The receipt of a decision of a person, signed with the key that tokens are signed with.
 * @param issuer the authorization server, which publishes the key.
 * @throws CountersignError `consent_unknown`: no decision of this person.
 */
export async function issueReceipt(
  deps: Deps,
  { accountId, eventId, issuer }: { accountId: string; eventId: string; issuer: string },
): Promise<ConsentReceipt> {
  const event = await deps.em().findOne(ConsentEvent, { id: eventId, accountId });
  if (!event) throw new CountersignError('consent_unknown');
  const { clients, claims: definitions } = await deps.registry.current();
  const client = clients.get(event.clientId)?.client;
  const texts = await findConsentTexts(deps, [event.textVersion]);
  const words = texts.get(event.textVersion)?.[event.language ?? 'en'] ?? {};
  const receipt = createReceipt(
    issuer,
    {
      ...event,
      definitions,
      language: event.language ?? null,
      userId: accountId,
      client: {
        ...{ id: event.clientId, name: client?.name ?? event.clientId },
        ...{ uri: client?.clientUri ?? null, policyUri: client?.policyUri ?? null },
      },
      textOf: (scope) => words[textKeyOf(scope)] ?? scope.name,
    },
    deps.clock(),
  );
  return { receipt, jws: await sign(deps, receipt) };
}

async function sign(deps: Pick<Deps, 'em' | 'clock'>, receipt: Record<string, unknown>): Promise<string> {
  const key = (await ensureSigningKeys(deps)).find((one) => one.algorithm === algorithm);
  if (!key) throw new Error('there is no key to sign with');
  const { id: kid, privateJwk } = key;
  return new SignJWT(receipt)
    .setProtectedHeader({ alg: algorithm, kid, typ: 'consent-receipt+jwt' })
    .sign(await importJWK(JSON.parse(privateJwk as string) as JWK, algorithm));
}
