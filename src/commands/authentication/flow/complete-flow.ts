import { acrAchieved, achievedBy } from '../../../domain/authentication/levels.ts';
import { openStatuses } from '../../../domain/authentication/flow/status.ts';
import type { AuthenticationFlow } from '../../../entities/authentication/authentication-flow.ts';
import { CountersignError } from '../../../errors/countersign-error.ts';
import type { CommandDeps } from '../../command-deps.ts';
import type { RequestOrigin } from '../../events/request-origin.ts';
import { trustDevice } from '../trusted-devices/trust-device.ts';
import { changeFlow, moveFlow, recordFlowEvent } from './change-flow.ts';
import type { FlowKey } from './find-flow.ts';

/** What a person chose when they completed a sign-in. */
export interface Completion {
  /** Whether the session outlives the browser. */
  remember: boolean;
  /** Present: they want to trust the browser. */
  trust?: {
    /** What it keeps of persons who trust it. */
    cookie: string | undefined;
  };
  origin: RequestOrigin;
}

/**
 * Ends a flow in which enough was proven, once.
 * @returns the flow, and what the browser keeps of the person if it is trusted from now on.
 * @throws CountersignError `more_required`, `already_completed`, `flow_closed`
 */
export async function completeFlow(
  deps: Pick<CommandDeps, 'em' | 'clock' | 'keyring' | 'random'>,
  key: FlowKey,
  { remember, trust, origin }: Completion,
): Promise<{ flow: AuthenticationFlow; trustToken: string | undefined }> {
  return changeFlow(deps, { key, origin }, async (locked) => {
    const { flow, now } = locked;
    if (openStatuses.some((status) => status === flow.status)) throw new CountersignError('more_required');
    moveFlow(flow, 'completed');
    Object.assign(flow, { remember, completedAt: now });
    const acr = acrAchieved(achievedBy(flow.factors), flow.required);
    recordFlowEvent(locked, 'AUTHENTICATION COMPLETED', { detail: acr });
    const trustToken = trust && (await trustDevice(deps, locked, trust.cookie));
    return { flow, trustToken };
  });
}
