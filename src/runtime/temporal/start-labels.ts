import { defineSearchAttributeKey, SearchAttributeType } from '@temporalio/common';
import type { SearchAttributePair } from '@temporalio/common';
import type { StartableTransaction } from '../../commands/mobile-authentication/startable-transaction.ts';
import type { searchAttributes } from '../../domain/workflows/search-attributes.ts';
import type { Keyring } from '../../security/keyring.ts';
import { userHash } from '../../security/user-hash.ts';

/** What operators find a workflow by, and what they read first: nothing of a person in either. */
export interface StartLabels {
  typedSearchAttributes: SearchAttributePair[];
  staticSummary: string;
  staticDetails: string;
}

type Attributes = { [Name in keyof typeof searchAttributes]?: string | null | undefined };

/** The labels of a mobile authentication; the workflow itself changes method and status. */
export function transactionLabels(keyring: Keyring, row: StartableTransaction): StartLabels {
  const { typeName, method, userId, device, policy, expiresAt } = row;
  const steps = policy.steps.map((step) => `- ${step.method}, type ${step.typeName}, ${step.maxAttempts || 'any number of'} attempts, ${step.maxResends} resends`);
  return {
    typedSearchAttributes: pairs({ AuthMethod: method, AuthType: typeName, AuthStatus: 'pending', Application: device?.application, UserHash: userId ? userHash(keyring, userId) : undefined }),
    staticSummary: `${policy.steps.map((step) => step.method).join(', else ')} (${typeName})`.slice(0, 200),
    staticDetails: [`Open until ${expiresAt.toISOString()}`, '', 'Methods in order:', ...steps].join('\n'),
  };
}

/** Those of a push enrolment. */
export function pushEnrollmentLabels(keyring: Keyring, { expiresAt, userId }: { expiresAt: number; userId: string }): StartLabels {
  return {
    typedSearchAttributes: pairs({ AuthStatus: 'pending', UserHash: userHash(keyring, userId) }),
    staticSummary: 'A push token is to be proven',
    staticDetails: `Open until ${new Date(expiresAt).toISOString()}`,
  };
}

function pairs(attributes: Attributes): SearchAttributePair[] {
  return Object.entries(attributes).flatMap(([name, value]) => (value ? [{ key: defineSearchAttributeKey(name, SearchAttributeType.KEYWORD), value }] : []));
}
