import { OauthClientSecret } from '../../../entities/tokens/oauth-client-secret.ts';
import { OauthClient } from '../../../entities/tokens/oauth-client.ts';
import { CountersignError } from '../../../errors/countersign-error.ts';
import type { CommandDeps } from '../../command-deps.ts';
import type { RegisteredClient } from '../registry/oauth-registry.ts';

/** Clients by id, with their secrets. */
export async function findClients(
  deps: Pick<CommandDeps, 'em'>,
  { limit, after = '' }: { limit: number; after?: string | undefined },
): Promise<RegisteredClient[]> {
  const em = deps.em();
  const clients = await em.find(OauthClient, { id: { $gt: after } }, { orderBy: { id: 'asc' }, limit });
  const secrets = await em.find(
    OauthClientSecret,
    { client: { $in: clients.map(({ id }) => id) } },
    { orderBy: { createdAt: 'asc', id: 'asc' } },
  );
  const secretsOf = Map.groupBy(secrets, ({ client }) => client);
  return clients.map((client) => ({ client, secrets: secretsOf.get(client.id) ?? [] }));
}

/** @throws CountersignError `client_not_found` */
export async function findClient(deps: Pick<CommandDeps, 'em'>, id: string): Promise<RegisteredClient> {
  const em = deps.em();
  const client = await em.findOne(OauthClient, { id });
  if (!client) throw new CountersignError('client_not_found');
  const orderBy = { createdAt: 'asc', id: 'asc' } as const;
  return { client, secrets: await em.find(OauthClientSecret, { client: id }, { orderBy }) };
}
