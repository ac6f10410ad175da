import { eventCatalogue } from './event-catalogue.ts';
import type { EventDescription } from './event-description.ts';

/** The name of an event as the wire and settings spell it: `event_type`, in upper case with underscores. */
export function eventTypeOf(name: string): string {
  return name.toUpperCase().replaceAll(' ', '_');
}

const descriptions: readonly EventDescription[] = eventCatalogue;
const nameByType: ReadonlyMap<string, string> = new Map(descriptions.map(({ name }) => [eventTypeOf(name), name]));

/** The names of these types. A type that is not in the catalogue has no events, so it has no name. */
export function eventNamesOf(types: readonly string[]): string[] {
  return [...new Set(types)].flatMap((type) => nameByType.get(type) ?? []);
}

/** Every name but those of these types. */
export function eventNamesWithout(types: readonly string[]): string[] {
  const excluded = new Set(types);
  return [...nameByType].flatMap(([type, name]) => (excluded.has(type) ? [] : [name]));
}

/** The types that the setting `excluded_event_types` may name. */
export const excludableEventTypes: readonly string[] = descriptions
  .filter(({ excludable }) => excludable)
  .map(({ name }) => eventTypeOf(name));
