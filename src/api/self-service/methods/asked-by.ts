import type { Context } from 'koa';
import { findPerson } from '../../../commands/persons/profile/find-person.ts';
import type { RequestOrigin } from '../../../commands/events/request-origin.ts';
import { canonicalLocale } from '../../../domain/configuration/locale.ts';
import type { ApiDeps } from '../../api-deps.ts';
import { requestOriginOf } from '../../http/request-origin.ts';
import { personOf } from '../authenticate-person.ts';

/** Whose method it is, and the request that changes it. */
export function askedBy(context: Context): { personId: string; origin: RequestOrigin } {
  return { personId: personOf(context).userId, origin: requestOriginOf(context) };
}

/** The language of messages to the caller: their own, else the first one of their browser. */
export async function messageLocale(deps: Pick<ApiDeps, 'em' | 'keyring'>, context: Context): Promise<string> {
  const person = await findPerson(deps, personOf(context).userId);
  return person?.locale ?? canonicalLocale(context.acceptsLanguages()[0] ?? '') ?? 'en';
}
