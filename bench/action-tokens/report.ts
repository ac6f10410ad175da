import { goalHeading, share } from '../goals.ts';
import { printCosts } from '../cpu/costs.ts';
import { heading, median, printTable, ratio, ratioRow, row, spread } from '../table.ts';
import type { ActionTokenReport } from './measure-action-tokens.ts';

/** Prints every figure, then the goals beside what was reached. */
export function printActionTokens({ creation, login, three, costs, besideOpen }: ActionTokenReport): void {
  printTable([
    heading,
    row('one prepared insert with its Koa request', creation.floor),
    row('creation of a token', creation.product),
    ratioRow(creation.product, creation.floor),
    row('Koa request, empty workflow with 3 activities', login.floor),
    row('use of a token with LOGIN', login.product),
    ratioRow(login.product, login.floor),
    row('Koa request, empty workflow with 5 activities', three.floor),
    row('use of a token with three actions', three.product),
    ratioRow(three.product, three.floor),
  ]);
  printCosts(costs);
  const open = `${besideOpen.tokens.toLocaleString('en')} open tokens`;
  printTable([
    goalHeading,
    share(`creation to the floor ${spread(creation.ratios)}`, 0.6, median(creation.ratios)),
    share(`use with LOGIN to the floor ${spread(login.ratios)}`, 0.6, median(login.ratios)),
    share(`use with three actions to the floor ${spread(three.ratios)}`, 0.4, median(three.ratios)),
    [`creation beside ${open}, to that before`, '', ratio(besideOpen.creation), ''],
    [`use with LOGIN beside ${open}, to that before`, '', ratio(besideOpen.login), ''],
  ]);
}
