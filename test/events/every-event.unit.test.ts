import { describe, expect, it } from 'vitest';
import { eventCatalogue } from '../../src/domain/events/event-catalogue.ts';
import { eventTypeOf } from '../../src/domain/events/event-type.ts';
import { statementsBelow } from './support/source-statements.ts';
import type { SourceStatement } from './support/source-statements.ts';

/** Statements that write an event or only mention it: they do not prove that the product writes it. */
const provesNothing =
  /\b(writeEvents|recordEvent|writeEvent)\(|insert into event|excluded|fc\.constant|^\s*const names\b/;
/** Statements that assert, are a row of a test table, or read the events of that name. */
const asserts = /\bexpect\(|\.each[(<]|\beventually\(|from event where name = |\.find\(Event, \{ name/;
/** Tests of search and exclusion write events of any name. */
const aboutAnyEvent = /^test\/events\/(search|exclusion|route|every-event)/;

const written = statementsBelow('src').filter(({ path }) => !path.startsWith('src/domain/events/'));
const tested = statementsBelow('test').filter(
  ({ path, text }) => !aboutAnyEvent.test(path) && asserts.test(text) && !provesNothing.test(text),
);

/** The name or its type as a literal of its own, or at the start of one: tests tell what goes with it as "NAME: detail" or "NAME | detail". */
function names(name: string): (statement: SourceStatement) => boolean {
  const literal = new RegExp(`['"\`/](?:${name}|${eventTypeOf(name)})(?=['"\`/:]| \\|)`);
  return ({ text }) => literal.test(text);
}

describe.each(eventCatalogue.map(({ name }) => ({ name })))('$name', ({ name }) => {
  it('is written by the product', () => {
    expect(written.filter(names(name)).map(({ path }) => path)).not.toEqual([]);
  });

  it('is expected by a test', () => {
    expect(tested.filter(names(name)).map(({ path }) => path)).not.toEqual([]);
  });
});

it('events are inserted by one statement only', () => {
  const inserting = statementsBelow('src').filter(({ text }) => /insert into "?event"?\b/i.test(text));
  expect([...new Set(inserting.map(({ path }) => path))]).toEqual(['src/commands/events/insert-events.ts']);
});
