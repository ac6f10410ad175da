import type { SignInMethodType } from '../../../domain/persons/sign-in-methods/status.ts';
import { SignInMethod } from '../../../entities/persons/sign-in-method.ts';
import { dueLater } from '../../persons/sign-in-methods/list/due-later.ts';
import type { FlowDeps } from '../flow/flow-deps.ts';

/** Whether a person has a method of a type that signs in: one that was reported lost does until its removal is due. */
export async function hasMethod(
  { em, clock }: Pick<FlowDeps, 'em' | 'clock'>,
  person: string,
  type: SignInMethodType,
): Promise<boolean> {
  return (await em().count(SignInMethod, { person, type, status: { $ne: 'pending' }, ...dueLater(clock()) })) > 0;
}
