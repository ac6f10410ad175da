import { pruneFlows } from '../../src/commands/authentication/flow/prune-flows.ts';
import { pruneExpiredTokens } from '../../src/commands/tokens/prune-expired-tokens.ts';
import { runWithoutStatementTimeout } from '../../src/database/orm.ts';
import type { BenchEnvironment } from '../bench-environment.ts';
import { compare } from '../compare.ts';
import type { Compared } from '../compare.ts';
import { createLightClient } from '../light-client.ts';
import { keyringOf } from '../seed-data/seed-data.ts';
import { fillSignIns } from './fill-sign-ins.ts';
import { startFloorServer } from './floor-client.ts';
import { analyze } from './measure-sign-in.ts';
import { createOperations, lanes, mustBeOk } from './operations.ts';
import type { Operation } from './operations.ts';

/** One operation as the tables grow and shrink, each time beside a floor, because the rest of the machine is not the same for minutes. */
export interface MillionFigure {
  what: string;
  before: Compared;
  filled: Compared;
  after: Compared;
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
  rounds: number;
  signIns: number;
  say: (text: string) => void;
}

/** Measures before there were a million sign-ins, with the rows of all of them, and once these have been pruned. */
export async function measureMillion(bench: BenchEnvironment, options: Options): Promise<MillionReport> {
  const { say, signIns } = options;
  const floor = await startFloorServer('requests', bench.environment);
  const light = createLightClient(floor.origin, lanes);
  const ask = async (path: string) => void mustBeOk('floor', await light.call('GET', path, undefined));
  const measureAll = (when: string) => {
    say(when);
    return measureOperations(bench, ask, options);
  };
  try {
    const before = await measureAll('before');
    const fillSeconds = await timed(() => withDatabase(bench, (em) => fillSignIns(em, signIns, say)));
    const filled = await measureAll('with all rows');
    say('pruning');
    const left = await countRows(bench);
    const pruneSeconds = await timed(() => prune(bench));
    const pruned = left - (await countRows(bench));
    const after = await measureAll('after pruning');
    const figures = Object.keys(before).map((what) => ({
      what,
      before: before[what] as Compared,
      filled: filled[what] as Compared,
      after: after[what] as Compared,
    }));
    return { signIns, fillSeconds, pruneSeconds, pruned, figures };
  } finally {
    light.close();
    floor.stop();
  }
}

/** With people, sessions and tokens of now: those of before the filling have expired by the time of the next. */
async function measureOperations(
  bench: BenchEnvironment,
  ask: (path: string) => Promise<void>,
  options: Options,
): Promise<Record<string, Compared>> {
  const { close, ...operations } = await createOperations(bench, options.say);
  const { clientCredentials, password, secondSite, introspection, userinfo } = operations;
  const all: Record<string, Operation> = {
    ...{ introspection, userinfo, 'second site': secondSite },
    ...{ 'client credentials': clientCredentials.opaque, 'sign-in by password': password },
  };
  await analyze(bench.superuserUrl);
  const measured: Record<string, Compared> = {};
  try {
    for (const [what, product] of Object.entries(all))
      measured[what] = await compare(
        { lanes, ...options },
        { floor: () => ask(product === password ? '/password' : '/'), product },
      );
  } finally {
    close();
  }
  return measured;
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
