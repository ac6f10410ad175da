import { goalHeading, most, noMoreThan, share } from '../goals.ts';
import type { Compared } from '../compare.ts';
import { figure, heading, median, printTable, ratio, ratioRow, row, spread } from '../table.ts';
import { printCosts } from '../cpu/costs.ts';
import type { MillionReport } from './measure-million.ts';
import type { SignInReport } from './measure-sign-in.ts';

/** Prints every figure, what each operation costs, then the goals beside what was reached. */
export function printSignIn(report: SignInReport): void {
  const { clientCredentials, password, requests } = report;
  const { opaque, jwt } = clientCredentials;
  printTable([
    heading,
    row('client credentials: oidc-provider in memory', opaque.floor),
    row('client credentials', opaque.product),
    ratioRow(opaque.product, opaque.floor),
    row('client credentials, JWT: oidc-provider in memory', jwt.floor),
    row('client credentials, JWT', jwt.product),
    ratioRow(jwt.product, jwt.floor),
    row(`password: ${requests} requests with a statement each, one Argon2id`, password.floor),
    row('password: start to tokens', password.product),
    ratioRow(password.product, password.floor),
    row('second site by the session', report.secondSite),
    row('second site by the session, alone', report.secondSiteAlone),
    row('introspection', report.introspection),
    row('userinfo', report.userinfo),
  ]);
  printCosts(report.costs);
  const rate = report.introspection.perSecond;
  printTable([
    goalHeading,
    share(`client credentials to the floor ${spread(opaque.ratios)}`, 0.5, median(opaque.ratios)),
    share(`client credentials, JWT, to the floor ${spread(jwt.ratios)}`, 0.5, median(jwt.ratios)),
    share(`sign-in by password to the floor ${spread(password.ratios)}`, 0.5, median(password.ratios)),
    most('second site p99, 16 at a time', 60, report.secondSite.p99),
    most('second site p50, alone', 12, report.secondSiteAlone.p50),
    most('introspection p99, 16 at a time', 25, report.introspection.p99),
    ['introspection a second', '>= 2000', figure(rate), rate >= 2000 ? 'met' : 'missed'],
    most('userinfo p99, 16 at a time', 25, report.userinfo.p99),
  ]);
}

/** Prints the figures before, with a million sign-ins in the tables, and after these were pruned. */
export function printMillion({ signIns, fillSeconds, pruneSeconds, pruned, figures }: MillionReport): void {
  process.stdout.write(
    `  ${signIns.toLocaleString('en')} sign-ins: filled in ${fillSeconds.toFixed(0)} s; ${pruned.toLocaleString('en')} rows pruned in ${pruneSeconds.toFixed(0)} s\n\n`,
  );
  const line = (name: string, { product: { perSecond, p50, p99 }, ratios }: Compared) => [
    name,
    figure(perSecond),
    figure(p50),
    figure(p99),
    `${ratio(median(ratios))} ${spread(ratios)}`,
  ];
  printTable([
    ['', 'per second', 'p50 ms', 'p99 ms', 'of the floor beside it'],
    ...figures.flatMap(({ what, before, filled, after }) => [
      line(what, before),
      line('  with all rows', filled),
      line('  after pruning', after),
    ]),
  ]);
  printTable([
    goalHeading,
    ...figures.map(({ what, before, after }) =>
      noMoreThan(`${what}: time after pruning to that before`, 1.2, median(before.ratios) / median(after.ratios)),
    ),
  ]);
}
