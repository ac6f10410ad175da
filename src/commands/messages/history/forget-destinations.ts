import type { EntityManager } from '@mikro-orm/postgresql';
import { noOpenWork } from '../../removals/removals.ts';
import type { OpenWork, RemovedPerson } from '../../removals/removals.ts';

/** Entry of the registry of removals: where messages to a person went is gone with the person. That they were sent stays. */
export async function forgetDestinations(em: EntityManager, { userId, removal }: RemovedPerson): Promise<OpenWork> {
  if (removal === 'deleted')
    await em.execute('update message set destination = null where user_id = ? and destination is not null', [userId]);
  return noOpenWork;
}
