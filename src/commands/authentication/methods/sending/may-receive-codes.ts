import type { AuthenticationFlow } from '../../../../entities/authentication/authentication-flow.ts';
import { Person } from '../../../../entities/persons/person.ts';
import type { FlowDeps } from '../../flow/flow-deps.ts';

/**
 * The person to whom an address belongs, if they may sign in and the flow is not another person's; else null. One query, known or unknown.
 * @param personId undefined: the address is no person's.
 */
export async function mayReceiveCodes(
  deps: Pick<FlowDeps, 'em'>,
  flow: Pick<AuthenticationFlow, 'personId'>,
  personId: string | undefined,
): Promise<string | null> {
  const isActive = (await deps.em().count(Person, { user: personId ?? '', status: 'active' })) > 0;
  const isOther = Boolean(flow.personId) && flow.personId !== personId;
  return personId !== undefined && isActive && !isOther ? personId : null;
}
