import { ConsentEvent } from '../../../entities/tokens/consent-event.ts';
import { Consent } from '../../../entities/tokens/consent.ts';
import type { CommandDeps } from '../../command-deps.ts';

type Deps = Pick<CommandDeps, 'em'>;

/** What a person decided last for each client that asked, newest first. */
export async function findOwnConsents({ em }: Deps, accountId: string): Promise<Consent[]> {
  return em().find(Consent, { accountId }, { orderBy: { grantedAt: 'desc', id: 'desc' } });
}

interface HistoryPage {
  accountId: string;
  /** Undefined: those of all clients. */
  clientId: string | undefined;
  limit: number;
  /** Id of the last decision of the page before. */
  after: string | undefined;
}

/** Every decision of a person, newest first. */
export async function findConsentHistory(
  { em }: Deps,
  { accountId, clientId, limit, after }: HistoryPage,
): Promise<ConsentEvent[]> {
  const where = { ...(clientId !== undefined && { clientId }), ...(after !== undefined && { id: { $lt: after } }) };
  return em().find(ConsentEvent, { accountId, ...where }, { orderBy: { id: 'desc' }, limit });
}
