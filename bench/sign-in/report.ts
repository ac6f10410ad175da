import { goalHeading, most, share } from '../goals.ts';
import { figure, heading, median, printTable, ratioRow, row, spread } from '../table.ts';
import type { SignInReport } from './measure-sign-in.ts';

/** Prints every figure, then the goals beside what was reached. */
export function printSignIn(report: SignInReport): void {
  const { clientCredentials, password, requests } = report;
  printTable([
    heading,
    row('client credentials: oidc-provider in memory', clientCredentials.floor),
    row('client credentials', clientCredentials.product),
    ratioRow(clientCredentials.product, clientCredentials.floor),
    row(`password: ${requests} requests with a statement each, one Argon2id`, password.floor),
    row('password: start to tokens', password.product),
    ratioRow(password.product, password.floor),
    row('second site by the session', report.secondSite),
    row('second site by the session, alone', report.secondSiteAlone),
    row('introspection', report.introspection),
    row('userinfo', report.userinfo),
  ]);
  const rate = report.introspection.perSecond;
  printTable([
    goalHeading,
    share(`client credentials to the floor ${spread(clientCredentials.ratios)}`, 0.5, median(clientCredentials.ratios)),
    share(`sign-in by password to the floor ${spread(password.ratios)}`, 0.5, median(password.ratios)),
    most('second site p99, 16 at a time', 60, report.secondSite.p99),
    most('second site p50, alone', 12, report.secondSiteAlone.p50),
    most('introspection p99, 16 at a time', 25, report.introspection.p99),
    ['introspection a second', '>= 2000', figure(rate), rate >= 2000 ? 'met' : 'missed'],
    most('userinfo p99, 16 at a time', 25, report.userinfo.p99),
  ]);
}
