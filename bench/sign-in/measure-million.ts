import { pruneFlows } from '../../src/commands/authentication/flow/prune-flows.ts';
import { pruneExpiredTokens } from '../../src/commands/tokens/prune-expired-tokens.ts';
import { runWithoutStatementTimeout } from '../../src/database/orm.ts';
import type { BenchEnvironment } from '../bench-environment.ts';
import type { Measurement } from '../measure.ts';
import { keyringOf } from '../seed-data/seed-data.ts';
import { fillSignIns } from './fill-sign-ins.ts';
import { measureWarm } from '../compare.ts';
import { createOperations, lanes } from './operations.ts';
import type { Operation } from './operations.ts';

/** One operation as the tables grow and shrink. */
export interface MillionFigure {
  what: string;
  before: Measurement;
  filled: Measurement;
  after: Measurement;
}

export interface MillionReport {
  signIns: number;
  fillSeconds: number;
  pruneSeconds: number;
  /** Rows, of those that the schedule of the worker had left. */
  pruned: number;
  figures: MillionFigure[];
}

interface Options {
  seconds: number;
  signIns: number;
  say: (text: string) => void;
}

/** Measures before there were a million sign-ins, with the rows of all of them, and once these have been pruned. */
export async function measureMillion(bench: BenchEnvironment, options: Options): Promise<MillionReport> {
  const { say, seconds, signIns } = options;
  const { close, ...operations } = await createOperations(bench, say);
  const { clientCredentials, password, secondSite, introspection, userinfo } = operations;
  const all: [string, Operation][] = Object.entries({
    ...{ 'client credentials': clientCredentials.opaque, 'sign-in by password': password },
    ...{ 'second site': secondSite, introspection, userinfo },
  });
  const measureAll = async () => {
    const measured: Measurement[] = [];
    for (const [, operation] of all) measured.push(await measureWarm(lanes, seconds, operation));
    return measured;
  };
  try {
    say('before');
    const before = await measureAll();
    const fillSeconds = await timed(() => withDatabase(bench, (em) => fillSignIns(em, signIns, say)));
    say('with all rows');
    const filled = await measureAll();
    say('pruning');
    const left = await countRows(bench);
    const pruneSeconds = await timed(() => prune(bench));
    const pruned = left - (await countRows(bench));
    say('after pruning');
    const after = await measureAll();
    const figures = all.map(([what], index) => ({
      what,
      before: before[index] as Measurement,
      filled: filled[index] as Measurement,
      after: after[index] as Measurement,
    }));
    return { signIns, fillSeconds, pruneSeconds, pruned, figures };
  } finally {
    close();
  }
}

/** As the schedule does it, which may run beside it: batch after batch, until nothing is left. */
function prune(bench: BenchEnvironment): Promise<void> {
  return withDatabase(bench, async (em) => {
    const deps = { em: () => em.fork(), clock: () => new Date() };
    while ((await pruneExpiredTokens(deps)) + (await pruneFlows(deps)) > 0);
  });
}

/** What sign-ins leave. */
function countRows(bench: BenchEnvironment): Promise<number> {
  const tables = ['authentication_flow', 'oauth_grant', 'oauth_artifact'];
  const sql = `select ${tables.map((table) => `(select count(*) from ${table})`).join(' + ')} as rows`;
  return withDatabase(bench, async (em) => Number((await em.execute<{ rows: string }[]>(sql))[0]?.rows));
}

type Work<Result> = Parameters<typeof runWithoutStatementTimeout<Result>>[2];

function withDatabase<Result>({ environment }: BenchEnvironment, work: Work<Result>): Promise<Result> {
  const databaseUrl = environment['COUNTERSIGN_MIGRATION_DATABASE_URL'] as string;
  return runWithoutStatementTimeout({ databaseUrl }, keyringOf(environment), work);
}

async function timed(work: () => Promise<unknown>): Promise<number> {
  const started = performance.now();
  await work();
  return (performance.now() - started) / 1000;
}
