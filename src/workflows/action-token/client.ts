import type { StartableUse } from '../../commands/action-tokens/use/startable-use.ts';
import type { WorkflowConnection } from '../workflow-connection.ts';
import { actionTokenWorkflow } from './contract.ts';
import type { ActionTokenInput } from './contract.ts';

/** Milliseconds after which a use is ended that still runs: a net, far beyond every limit of its activities. */
const net = 7 * 86_400_000;

/** Starts uses of action tokens. */
export interface ActionTokenClient {
  /** @returns false when the token is being used already, or was. */
  start(use: StartableUse): Promise<boolean>;
}

export function createActionTokenClient(connection: WorkflowConnection): ActionTokenClient {
  const { extraWaitMs } = connection;
  return {
    start: ({ tokenId, personId, requestId, types, caller, flowId }) => {
      const input: ActionTokenInput = {
        ...{ tokenId, requestId, types: [...types], caller },
        ...(flowId === undefined ? {} : { flowId }),
        ...(extraWaitMs ? { extraWaitMs } : {}),
      };
      return connection.start(actionTokenWorkflow, {
        workflowId: tokenId,
        args: [input],
        memo: { request_id: requestId },
        searchAttributes: { AuthStatus: 'pending', UserHash: connection.userHash(personId) },
        staticSummary: `Action token: ${types.join(', ')}`,
        staticDetails: ['Actions in order:', ...types.map((type) => `- ${type}`)].join('\n'),
        workflowExecutionTimeout: net,
      });
    },
  };
}
