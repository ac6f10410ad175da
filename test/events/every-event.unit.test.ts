import { describe, expect, it } from 'vitest';
import { eventCatalogue } from '../../src/domain/events/event-catalogue.ts';
import { eventTypeOf } from '../../src/domain/events/event-type.ts';
import { statementsBelow } from './support/source-statements.ts';
import type { SourceStatement } from './support/source-statements.ts';

/** Writes an event itself, or only says that one may be there: no proof that the product wrote it. */
const provesNothing = /\b(writeEvents|recordEvent|writeEvent)\(|insert into event|excluded|fc\.constant|^\s*const names\b/;
/** Asserts, is a row of a table that a test goes through, or reads the events of that name. */
const asserts = /\bexpect\(|\.each[(<]|\beventually\(|from event where name = |\.find\(Event, \{ name/;
/** Search and exclusion work with names of any kind, which they write themselves. */
const aboutAnyEvent = /^test\/events\/(search|exclusion|route|every-event)/;

const written = statementsBelow('src').filter(({ path }) => !path.startsWith('src/domain/events/'));
const tested = statementsBelow('test').filter(({ path, text }) => !aboutAnyEvent.test(path) && asserts.test(text) && !provesNothing.test(text));

/** The name or its type as a literal of its own, or at the start of one: tests tell what goes with it as "NAME: detail" or "NAME | detail". */
function names(name: string): (statement: SourceStatement) => boolean {
  const literal = new RegExp(`['"\`/](?:${name}|${eventTypeOf(name)})(?=['"\`/:]| \\|)`);
  return ({ text }) => literal.test(text);
}

describe.each(eventCatalogue.map(({ name }) => ({ name })))('$name', ({ name }) => {
  it('is written by something', () => {
    expect(written.filter(names(name)).map(({ path }) => path)).not.toEqual([]);
  });

  it('is provoked by a test that looks for it', () => {
    expect(tested.filter(names(name)).map(({ path }) => path)).not.toEqual([]);
  });
});
