import { runWithoutStatementTimeout } from '../../src/database/orm.ts';
import { Keyring } from '../../src/security/keyring.ts';
import type { BenchEnvironment } from '../bench-environment.ts';
import { seedEvents } from './events.ts';
import { seedPersons } from './persons.ts';
import { seedPeople } from './people.ts';
import { seedTransactions } from './transactions.ts';

export interface SeedSize {
  users: number;
  events: number;
}

/** Fills the bench's own database, and tells how far it is. */
export async function seedData(
  { environment }: Pick<BenchEnvironment, 'environment'>,
  { users, events }: SeedSize,
  parts: { persons: boolean; devices: boolean; kinds: readonly unknown[]; transactions?: number },
): Promise<void> {
  const keyring = keyringOf(environment);
  await runWithoutStatementTimeout(
    { databaseUrl: environment['COUNTERSIGN_MIGRATION_DATABASE_URL'] as string },
    keyring,
    async (em) => {
      if (parts.persons)
        await tellProgress('persons', users, (tell) => seedPersons(() => em.fork(), keyring, users, tell));
      if (parts.devices || parts.kinds.length > 0) {
        await tellProgress('users', users, (tell) => seedPeople(() => em.fork(), keyring, users, tell));
        await tellProgress('events', events, (tell) => seedEvents(em, events, users, tell));
      }
      const { transactions } = parts;
      if (transactions)
        await tellProgress('transactions', transactions, async (tell) => {
          await seedTransactions(em, transactions, users);
          tell(transactions);
        });
      await tellProgress('statistics', 1, async (tell) => {
        // As autovacuum would have done it by the time there are so many.
        await em.execute('vacuum analyze');
        tell(1);
      });
    },
  );
}

/** The keys of the instance that is measured. */
export function keyringOf(environment: Record<string, string>): Keyring {
  return new Keyring(JSON.parse(environment['COUNTERSIGN_KEYRING'] as string) as { id: string; key: string }[]);
}

/** One line that grows on a terminal, a line for each tenth elsewhere. */
async function tellProgress(
  what: string,
  total: number,
  work: (tell: (done: number) => void) => Promise<void>,
): Promise<void> {
  const started = performance.now();
  let lastTenth = -1;
  const line = (done: number) =>
    `  ${what}: ${done.toLocaleString('en')} of ${total.toLocaleString('en')}, ${((performance.now() - started) / 1000).toFixed(0)} s`;
  await work((done) => {
    if (process.stderr.isTTY) return void process.stderr.write(`\r${line(done)}`);
    const tenth = Math.floor((done / total) * 10);
    if (tenth > lastTenth) process.stderr.write(`${line(done)}\n`);
    lastTenth = tenth;
  });
  if (process.stderr.isTTY) process.stderr.write('\n');
}
