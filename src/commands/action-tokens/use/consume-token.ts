import { waitForChange } from '../../../database/wait-for-change.ts';
import type { Notifications } from '../../../database/notifications.ts';
import { isLogin, statusesOf } from '../../../domain/action-tokens/actions.ts';
import type { ActionParameters, ActionType, ExecutionStatus } from '../../../domain/action-tokens/actions.ts';
import { redirectOf } from '../../../domain/action-tokens/redirect.ts';
import type { ActionToken } from '../../../entities/action-tokens/action-token.ts';
import { CountersignError } from '../../../errors/countersign-error.ts';
import type { CommandDeps } from '../../command-deps.ts';
import type { ConfigurationSource } from '../../configuration/configuration-snapshot.ts';
import type { RequestOrigin } from '../../events/request-origin.ts';
import { checkFeatures } from '../check-features.ts';
import { addressOfToken, loginTokenOf, openContent } from '../token-value.ts';
import { checkActivationCode } from './activation-code.ts';
import { findUsableToken, hashCaller, isOwnEnd } from './find-usable-token.ts';
import type { TokenCaller } from './find-usable-token.ts';
import { readToken } from './read-token.ts';
import { refuseToken } from './refuse-token.ts';
import type { StartableUse } from './startable-use.ts';

export interface ConsumeDeps extends Pick<CommandDeps, 'em' | 'clock' | 'keyring'> {
  configuration: ConfigurationSource;
  environment: { publicUrl: string; extraWait: number };
  notifications: Notifications;
  /** Aborted when the process stops. */
  stopping: AbortSignal;
  engine: { actionToken: { start(use: StartableUse): Promise<boolean> } };
}

/** What a bearer sends. */
export interface TokenUse {
  token: string;
  /** Of an activation by `EXTERNALLY_DELIVERED_CODE`. */
  code?: string | undefined;
  /** Who uses it: a repetition by the same one within a minute gets the same answer. */
  caller: TokenCaller;
  /** What the browser keeps, where it has something. */
  device?: string | undefined;
  /** Throws what the caller refuses of whom the token is, before it is used up. */
  check?: (personId: string) => Promise<void>;
  origin: RequestOrigin;
}

/** What a token did. */
export interface ConsumedToken {
  tokenId: string;
  personId: string;
  types: ActionType[];
  /** Of the sign-in. */
  level: number;
  results: { type: ActionType; parameters: ActionParameters; status: ExecutionStatus }[];
  /** Where the browser goes; undefined: the home page. */
  redirectUri: string | undefined;
  /** Where the browser signs in, when a site processed the token. */
  signIn: { url: string; expiresAt: Date } | undefined;
}

/** Milliseconds for the actions, after which the caller is told to ask again. */
const waitMs = 12_000;

/**
 * Uses a token: starts its workflow, and waits for the end of it.
 * @throws CountersignError `action_token_invalid`, `action_token_feature_off`, `action_parameter_missing` and `code_wrong` for the code,
 *   `slow_down`, `action_failed` with `results`, `action_token_running`, `engine_unreachable`
 */
export async function consumeToken(deps: ConsumeDeps, use: TokenUse): Promise<ConsumedToken> {
  const caller = hashCaller(deps.keyring, use.caller);
  const row = await findUsableToken(deps, use, caller);
  if (row.status === 'open') await checkUse(deps, use, row, caller);
  return present(deps, await perform(deps, use, row, caller), use);
}

/** What is refused before the token is used up. */
async function checkUse(deps: ConsumeDeps, use: TokenUse, row: ActionToken, caller: Buffer): Promise<void> {
  const { general } = await deps.configuration.current();
  const { parameters } = openContent(deps.keyring, row);
  const isByEmail = parameters.PERSON_ACTIVATION?.['activation_method'] === 'EMAIL';
  try {
    if (!isForCaller(use, row)) throw new CountersignError('action_token_invalid');
    checkFeatures(general, row.types, isByEmail);
    await use.check?.(row.person);
    if (row.needsCode) await checkActivationCode(deps, { token: row, typed: use.code, caller });
  } catch (error) {
    throw error instanceof CountersignError ? await refuseToken(deps, use, error, row) : error;
  }
}

/** A sign-in is proven by a token that signs in, which a browser uses in a sign-in alone. */
function isForCaller({ caller: { kind } }: TokenUse, { types }: ActionToken): boolean {
  return kind === 'site' || types.some(isLogin) === (kind === 'flow');
}

/** Has the workflow perform the actions; of one that has, the end is known. */
async function perform(deps: ConsumeDeps, use: TokenUse, row: ActionToken, caller: Buffer): Promise<ActionToken> {
  if (hasEnded(row)) return row;
  const isOthers = (one: ActionToken) => Boolean(one.usedBy) && !isOwnEnd(one, caller);
  const seen = await waitForChange<ActionToken>(
    deps,
    { topic: 'action-token', key: row.id },
    {
      timeoutMs: waitMs + deps.environment.extraWait * 1_000,
      look: () => readToken(deps.em(), { id: row.id }),
      isWanted: (now) => hasEnded(now) || isOthers(now),
      begin: () => deps.engine.actionToken.start(startOf(use, row, caller)),
    },
  );
  // Another caller was first, or the person is gone.
  if (!seen || isOthers(seen)) throw await refuseToken(deps, use, new CountersignError('action_token_invalid'), row);
  if (!hasEnded(seen)) throw new CountersignError('action_token_running', { retryAfterSeconds: 2 });
  return seen;
}

function hasEnded({ status }: ActionToken): boolean {
  return status === 'succeeded' || status === 'failed';
}

function startOf({ caller: by, origin }: TokenUse, { id, person, types }: ActionToken, caller: Buffer): StartableUse {
  return {
    ...{ tokenId: id, personId: person, types, requestId: origin.requestId },
    caller: caller.toString('base64url'),
    flowId: by.kind === 'flow' ? by.flowId : undefined,
  };
}

async function present(deps: ConsumeDeps, row: ActionToken, use: TokenUse): Promise<ConsumedToken> {
  const { parameters, redirectUri } = openContent(deps.keyring, row);
  const failed = row.failedAction as ActionType | null;
  const statuses = statusesOf(row.types, row.status === 'failed' ? (failed ?? undefined) : undefined);
  const results = row.types.map((type, index) => ({
    type,
    parameters: parameters[type] ?? {},
    status: row.status === 'failed' && failed === null ? 'NOT_EXECUTED' : (statuses[index] as ExecutionStatus),
  }));
  if (row.status === 'failed') {
    // It could not be taken: it expired in this moment, or its code was right for another caller.
    if (failed === null) throw await refuseToken(deps, use, new CountersignError('action_token_invalid'), row);
    throw new CountersignError('action_failed', { extra: { results: results.map(onWire), reason: row.failure } });
  }
  const { general } = await deps.configuration.current();
  const { loginTokenId, loginExpiresAt } = Object.values(row.journal).find((entry) => entry.loginTokenId) ?? {};
  return {
    ...{ tokenId: row.id, personId: row.person, types: row.types, level: row.level, results },
    redirectUri: redirectOf(general, row.types, redirectUri),
    signIn:
      loginTokenId === undefined || loginExpiresAt === undefined
        ? undefined
        : {
            url: addressOfToken(deps.environment.publicUrl, loginTokenOf(deps.keyring, loginTokenId)),
            expiresAt: new Date(loginExpiresAt),
          },
  };
}

/** A result as every surface has it. Parameters are told with a success alone. */
function onWire({ type, status }: ConsumedToken['results'][number]): {
  type: ActionType;
  execution_status: ExecutionStatus;
} {
  return { type, execution_status: status };
}
