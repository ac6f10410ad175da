import type { SignInMethodType } from '../../../domain/persons/sign-in-methods/status.ts';
import { SignInMethod } from '../../../entities/persons/sign-in-method.ts';
import type { FlowDeps } from '../flow/flow-deps.ts';

/** Whether a person has a method of a type that signs in: one that was reported lost does until its removal is due. */
export async function hasMethod(
  { em, clock }: Pick<FlowDeps, 'em' | 'clock'>,
  person: string,
  type: SignInMethodType,
): Promise<boolean> {
  const isDueLater = { $or: [{ dueAt: null }, { dueAt: { $gt: clock() } }] };
  return (await em().count(SignInMethod, { person, type, status: { $ne: 'pending' }, ...isDueLater })) > 0;
}
