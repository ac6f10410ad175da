/** The actions of a token, in the order in which they are performed: activation, coupling, sign-in (contract/idp.md section 1). */
export const actionTypes = [
  'PERSON_ACTIVATION',
  'COUPLE_EXTERNAL_IDP_FROM_PARAMETERS',
  'COUPLE_EXTERNAL_IDP_FROM_SESSION',
  'LOGIN',
  'LOGIN_APP2WEB',
] as const;
export type ActionType = (typeof actionTypes)[number];

/** How the person gets what activates their account: a mail that carries the token, or the token and a code by another way. */
export const activationMethods = ['EMAIL', 'EXTERNALLY_DELIVERED_CODE'] as const;
export type ActivationMethod = (typeof activationMethods)[number];

/** Parameters of an action, by their names on the wire. */
export type ActionParameters = Readonly<Record<string, string>>;

/** An action as a token carries it. */
export interface TokenAction {
  type: ActionType;
  parameters: ActionParameters;
}

/** `execution_status` of an action. */
export const executionStatuses = ['SUCCESS', 'FAILED', 'ROLLED_BACK', 'NOT_EXECUTED'] as const;
export type ExecutionStatus = (typeof executionStatuses)[number];

/** Why actions cannot be those of one token; the first that applies. */
export type ActionsFault = 'repeated' | 'two_sign_ins' | 'no_purpose';

export function isLogin(type: ActionType): type is 'LOGIN' | 'LOGIN_APP2WEB' {
  return type === 'LOGIN' || type === 'LOGIN_APP2WEB';
}

export function isCoupling(type: ActionType): boolean {
  return type === 'COUPLE_EXTERNAL_IDP_FROM_PARAMETERS' || type === 'COUPLE_EXTERNAL_IDP_FROM_SESSION';
}

/** Checks the combination: each type once, one sign-in at the most, and a sign-in or an activation. LOGIN_APP2WEB is a sign-in. */
export function faultOfActions(types: readonly ActionType[]): ActionsFault | undefined {
  if (new Set(types).size !== types.length) return 'repeated';
  const logins = types.filter(isLogin).length;
  if (logins > 1) return 'two_sign_ins';
  return logins === 0 && !types.includes('PERSON_ACTIVATION') ? 'no_purpose' : undefined;
}

/** The actions in the order in which they are performed, whatever the order in which they were asked for. */
export function inOrder<Action extends { type: ActionType }>(actions: readonly Action[]): Action[] {
  return actions.toSorted((one, other) => actionTypes.indexOf(one.type) - actionTypes.indexOf(other.type));
}

/**
 * What became of each action.
 * @param types in the order in which they are performed.
 * @param failed the action that failed; undefined: none did.
 */
export function statusesOf(types: readonly ActionType[], failed: ActionType | undefined): ExecutionStatus[] {
  const place = failed === undefined ? -1 : types.indexOf(failed);
  if (place < 0) return types.map(() => (failed === undefined ? 'SUCCESS' : 'NOT_EXECUTED'));
  return types.map((_, index) => {
    if (index === place) return 'FAILED';
    return index < place ? 'ROLLED_BACK' : 'NOT_EXECUTED';
  });
}
