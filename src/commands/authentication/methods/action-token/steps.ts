import { CountersignError } from '../../../../errors/countersign-error.ts';
import type { MethodSteps } from '../method-steps.ts';

export interface ActionTokenCredentials {
  token: string;
  code?: string | undefined;
}

/** An action token, with everything that it carries: its actions are performed before the factor is proven. */
export const actionTokenSteps: MethodSteps<ActionTokenCredentials> = {
  async begin(deps, { flow, credentials: { token, code }, device, origin }) {
    try {
      return { proven: await deps.signInTokens.use({ token, code, flow, device, origin }) };
    } catch (error) {
      const isRefusal = error instanceof CountersignError && [401, 409].includes(error.httpStatus);
      if (isRefusal) return { refused: { code: error.code, extra: error.extra } };
      throw error;
    }
  },
  isAvailable: ({ signInTokens }) => signInTokens.isAvailable(),
  // One that a person has is in a mail, and not on the page.
  isSetUp: async () => false,
};
