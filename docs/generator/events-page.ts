import type { EventDescription } from '../../src/domain/events/event-catalogue.ts';
import { eventTypeOf } from '../../src/domain/events/event-type.ts';
import { code, generatedNotice, grouped, table } from './markdown.ts';

/** docs/events.md: every event that is written, by family. */
export function eventsPage(catalogue: readonly EventDescription[]): string {
  const families = grouped(catalogue, ({ family }) => family).map(
    ([family, events]) =>
      `\n## ${family}\n\n${table(
        ['name', '`event_type`', 'when', 'may be excluded'],
        events.map(({ name, description, excludable }) => [
          name,
          code(eventTypeOf(name)),
          description,
          excludable ? 'yes' : '',
        ]),
      )}`,
  );
  return `${generatedNotice}
# Events

What happened, in the words that the events API uses (\`event_name\`; \`event_type\` is the same name in capitals with underscores).
The catalogue is \`src/domain/events/event-catalogue.ts\`: an event is added there first. Those that may be excluded
are not written while the setting \`excluded_event_types\` names them; everything else always is.
${families.join('')}`;
}
