import { CountersignError } from '../../../../errors/countersign-error.ts';
import type { FlowDeps } from '../../flow/flow-deps.ts';
import { decideForUser } from '../../policies/decide-for-user.ts';
import type { Attempt, MethodResult, MethodSteps } from '../method-steps.ts';

export interface ActionTokenCredentials {
  token: string;
  code?: string | undefined;
}

/** An action token, with everything that it carries: its actions are performed before the factor is proven. */
export const actionTokenSteps: MethodSteps<ActionTokenCredentials> = {
  begin: useToken,
  isAvailable: ({ signInTokens }) => signInTokens.isAvailable(),
  // One that a person has is in a mail, and not on the page.
  isSetUp: async () => false,
};

async function useToken(
  deps: FlowDeps,
  { flow, credentials: { token, code }, link, origin }: Attempt<ActionTokenCredentials>,
): Promise<MethodResult> {
  let denied: string | undefined;
  const check = async (personId: string) => {
    if (flow.personId && flow.personId !== personId) throw new CountersignError('other_user');
    const at = { em: deps.em(), flow, now: deps.clock(), origin };
    const { isAllowed } = await decideForUser(deps, at, { method: 'action_token', personId });
    if (isAllowed) return;
    denied = personId;
    throw new CountersignError('account_refused');
  };
  try {
    return { proven: await deps.signInTokens.use({ token, code, flow, device: link, check, origin }) };
  } catch (error) {
    if (denied !== undefined) return { denied: { personId: denied, detail: 'policy' } };
    const isRefusal = error instanceof CountersignError && [401, 409].includes(error.httpStatus);
    if (isRefusal) return { refused: { code: error.code, extra: error.extra } };
    throw error;
  }
}
