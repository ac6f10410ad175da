import type { EntityManager } from '@mikro-orm/postgresql';
import { activationMethods, faultOfActions, inOrder, isLogin } from '../../../domain/action-tokens/actions.ts';
import type { ActionsFault, ActionType, TokenAction } from '../../../domain/action-tokens/actions.ts';
import type { GeneralSettings } from '../../../domain/configuration/general-settings.ts';
import { matchRedirect } from '../../../domain/configuration/action-tokens/redirect-rules.ts';
import type { PersonStatus } from '../../../domain/persons/status.ts';
import { timeOrderedId } from '../../../entities/columns/id.ts';
import { PersonEmail } from '../../../entities/persons/person-email.ts';
import { Person } from '../../../entities/persons/person.ts';
import { CountersignError } from '../../../errors/countersign-error.ts';
import type { CommandDeps } from '../../command-deps.ts';
import type { ConfigurationSource } from '../../configuration/configuration-snapshot.ts';
import { writeEvent } from '../../events/record-event.ts';
import { originOf } from '../../events/request-origin.ts';
import type { RequestOrigin } from '../../events/request-origin.ts';
import { findSessionData } from '../../tokens/sessions/session-data.ts';
import { checkFeatures } from '../check-features.ts';
import {
  activationCodeOf,
  addressOfToken,
  hashActionToken,
  hashDevice,
  sealContent,
  tokenBytes,
} from '../token-value.ts';
import type { TokenContent } from '../token-value.ts';
import { insertToken } from './insert-token.ts';
import type { TokenOwner, TokenRow } from './insert-token.ts';

export interface CreateDeps extends Pick<CommandDeps, 'em' | 'clock' | 'random' | 'keyring'> {
  configuration: ConfigurationSource;
  environment: { publicUrl: string };
}

export interface NewToken {
  personId: string;
  actions: readonly TokenAction[];
  sessionManagementToken?: string | undefined;
  redirectUri?: string | undefined;
  /** Seconds; left out: as the settings have it. */
  lifetime?: number | undefined;
  /** What the browser keeps that asked for the token; left out: it works in any browser. */
  device?: string | undefined;
  /** Whether we mail the token to the person ourselves. */
  isMailed?: boolean;
  origin: RequestOrigin;
}

/** A token that was created. Its value is only here. */
export interface CreatedToken {
  id: string;
  token: string;
  url: string;
  expiresAt: Date;
  types: ActionType[];
  /** What the person types beside an activation by `EXTERNALLY_DELIVERED_CODE`. */
  activationCode: string | undefined;
}

/**
 * Creates an action token of a person.
 * @param write what is written with it, in its transaction, such as the mail that carries it.
 * @throws CountersignError `person_not_found`, `actions_not_combinable`, `action_parameter_missing`, `action_token_feature_off`,
 *   `redirect_not_allowed`, `person_not_inactive`, `person_not_active`, `role_elevation`
 */
export async function createToken(
  deps: CreateDeps,
  asked: NewToken,
  write?: (created: CreatedToken, em: EntityManager) => Promise<void>,
): Promise<CreatedToken> {
  const { general } = await deps.configuration.current();
  try {
    return await create(deps, general, asked, write);
  } catch (error) {
    if (error instanceof CountersignError && error.httpStatus < 500) await noteRefusal(deps, asked, error);
    throw error;
  }
}

async function create(
  deps: CreateDeps,
  general: GeneralSettings,
  asked: NewToken,
  write: ((created: CreatedToken, em: EntityManager) => Promise<void>) | undefined,
): Promise<CreatedToken> {
  const { keyring } = deps;
  const { personId, origin, device } = asked;
  const actions = await readActions(deps, asked);
  const types = actions.map(({ type }) => type);
  const method = actions.find(({ type }) => type === 'PERSON_ACTIVATION')?.parameters['activation_method'];
  checkFeatures(general, types, method === 'EMAIL');
  checkRedirect(general, asked.redirectUri);
  const now = deps.clock();
  const id = timeOrderedId(now.getTime());
  const token = deps.random(tokenBytes).toString('base64url');
  const needsCode = method === 'EXTERNALLY_DELIVERED_CODE';
  const created: CreatedToken = {
    ...{ id, token, types },
    url: addressOfToken(deps.environment.publicUrl, token),
    expiresAt: new Date(now.getTime() + (asked.lifetime ?? general.action_token_lifetime) * 1000),
    activationCode: needsCode ? activationCodeOf(keyring, id) : undefined,
  };
  const content: TokenContent = {
    parameters: Object.fromEntries(actions.map(({ type, parameters }) => [type, parameters])),
    redirectUri: asked.redirectUri,
    ...(method === 'EMAIL' ? { email: await emailOf(deps, asked) } : {}),
  };
  const needs = types.includes('PERSON_ACTIVATION') ? ('inactive' as const) : ('active' as const);
  const row: TokenRow = {
    ...{ id, personId, needs, types, needsCode, createdAt: now, expiresAt: created.expiresAt, origin },
    tokenHash: hashActionToken(keyring, token),
    content: sealContent(keyring, id, content),
    level: types.includes('LOGIN_APP2WEB') ? general.app_to_web_level : general.action_token_login_level,
    deviceHash: device === undefined ? null : hashDevice(keyring, device),
  };
  if (write)
    await deps.em().transactional(async (em) => {
      checkOwner(await insertToken(deps, row, em), row);
      await write(created, em);
    });
  else checkOwner(await insertToken(deps, row), row);
  return created;
}

const faults: Readonly<Record<ActionsFault, () => CountersignError>> = {
  repeated: () => new CountersignError('actions_not_combinable', { extra: { parameter: 'actions' } }),
  two_sign_ins: () => new CountersignError('actions_not_combinable', { extra: { parameter: 'actions' } }),
  no_purpose: () => missing('actions'),
};

function checkCombination(types: readonly ActionType[]): void {
  const fault = faultOfActions(types);
  if (fault) throw faults[fault]();
}

/** A machine gets no way in as a person who administers Countersign. */
function checkOwner(owner: TokenOwner | undefined, { needs, origin }: TokenRow): void {
  if (owner?.hasRoles && origin.clientId) throw new CountersignError('role_elevation');
  checkPerson(owner?.status, needs);
}

function checkRedirect({ action_token_redirects: entries }: GeneralSettings, redirectUri: string | undefined): void {
  if (redirectUri !== undefined && matchRedirect(entries, redirectUri) === undefined)
    throw new CountersignError('redirect_not_allowed', { extra: { parameter: 'redirect_uri' } });
}

/** The actions in order, with exactly the parameters that they need. */
async function readActions(deps: CreateDeps, asked: NewToken): Promise<TokenAction[]> {
  checkCombination(asked.actions.map(({ type }) => type));
  const read: TokenAction[] = [];
  for (const { type, parameters } of inOrder(asked.actions)) {
    if (isLogin(type)) read.push({ type, parameters: {} });
    else if (type === 'PERSON_ACTIVATION') read.push({ type, parameters: readActivation(parameters) });
    else if (type === 'COUPLE_EXTERNAL_IDP_FROM_PARAMETERS')
      read.push({ type, parameters: pick(parameters, 'idp_id', 'external_id') });
    else read.push({ type, parameters: await readSession(deps, asked) });
  }
  return read;
}

function readActivation(parameters: TokenAction['parameters']): TokenAction['parameters'] {
  const read = pick(parameters, 'activation_method');
  if (!activationMethods.some((method) => method === read['activation_method'])) throw missing('activation_method');
  return read;
}

/** Taken now, and not when the token is used: by then the session may be over, and the token is to be good for as long as it says. */
async function readSession(
  deps: CreateDeps,
  { sessionManagementToken: token, personId }: NewToken,
): Promise<TokenAction['parameters']> {
  const session = token === undefined ? undefined : await findSessionData(deps, token).catch(ignoreNoSession);
  const { providerId, subject = null } = (session?.personId === personId ? session.identity : null) ?? {};
  if (providerId === undefined || subject === null) throw missing('session_management_token');
  return { idp_id: providerId, external_id: subject };
}

function ignoreNoSession(error: unknown): undefined {
  if (!(error instanceof CountersignError)) throw error;
}

function pick(parameters: TokenAction['parameters'], ...names: string[]): Record<string, string> {
  return Object.fromEntries(
    names.map((name) => {
      const value = parameters[name];
      if (!value) throw missing(name);
      return [name, value];
    }),
  );
}

function missing(parameter: string): CountersignError {
  return new CountersignError('action_parameter_missing', { extra: { parameter } });
}

/** An activation needs an inactive person, any other token an active one. */
function checkPerson(status: PersonStatus | undefined, needs: PersonStatus): void {
  if (status === undefined) throw new CountersignError('person_not_found');
  if (status !== needs) throw new CountersignError(needs === 'inactive' ? 'person_not_inactive' : 'person_not_active');
}

/** The address that the activation verifies: the one that is primary now, where it reaches the person. */
async function emailOf(
  deps: CreateDeps,
  { personId, isMailed = false }: NewToken,
): Promise<{ key: string; isOurs: boolean }> {
  const em = deps.em();
  const primary = await em.findOne(PersonEmail, { person: personId, isPrimary: true });
  if (primary) return { key: primary.addressKey, isOurs: isMailed };
  checkPerson((await em.findOne(Person, { user: personId }))?.status, 'inactive');
  throw missing('email_addresses');
}

async function noteRefusal(
  deps: CreateDeps,
  { personId, origin }: NewToken,
  { code }: CountersignError,
): Promise<void> {
  const about = { userId: code === 'person_not_found' ? null : personId, detail: code };
  await writeEvent(deps, { name: 'ACTION TOKEN NOT CREATED', occurredAt: deps.clock(), ...originOf(origin), ...about });
}
