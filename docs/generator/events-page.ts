import type { EventDescription } from '../../src/domain/events/event-catalogue.ts';
import { code, generatedNotice, grouped, table } from './markdown.ts';

/** docs/events.md: every event that is written, by family. */
export function eventsPage(catalogue: readonly EventDescription[]): string {
  const families = grouped(catalogue, ({ family }) => family).map(
    ([family, events]) =>
      `\n## ${family}\n\n${table(['name', '`event_type`', 'when'], events.map(({ name, description }) => [name, code(typeOf(name)), description]))}`,
  );
  return `${generatedNotice}
# Events

What happened, in the words that the events API uses (\`event_name\`; \`event_type\` is the same name in capitals with underscores).
The catalogue is \`src/domain/events/event-catalogue.ts\`: an event is added there first.
${families.join('')}`;
}

function typeOf(name: string): string {
  return name.toUpperCase().replaceAll(' ', '_');
}
