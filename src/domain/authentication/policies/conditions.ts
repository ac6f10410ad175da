import ipaddr from 'ipaddr.js';
import type { Level } from '../levels.ts';

/** Hours of a day in a time zone, `HH:MM`; until before `from` is over midnight. */
export interface Hours {
  from: string;
  until: string;
  /** IANA name. */
  zone: string;
}

/** When something else holds than the rest of a policy says. What is left out applies always. */
export interface PolicyCondition {
  /** Networks in CIDR notation that the person comes from. */
  addresses?: string[] | undefined;
  hours?: Hours | undefined;
  /** Countries that the person comes from (ISO 3166-1, two letters). An address whose country is not known comes from none of them. */
  countries?: string[] | undefined;
  /** Whether the browser is one that the person has not signed in with before. */
  isNewDevice?: boolean | undefined;
  /** Whether it applies where the rest does not: an address that is none of these, a time out of these hours, another country. */
  isInverted?: boolean | undefined;
  effect: 'allow' | 'step_up' | 'deny';
  /** Of `step_up`. */
  level?: Level | undefined;
}

/** Where, when and with what a person signs in. */
export interface SignInContext {
  address: string | null;
  now: Date;
  /** ISO 3166-1; null: not known. */
  country?: string | null;
  /** Undefined: not known yet, as it is not known who signs in. */
  isNewDevice?: boolean | undefined;
}

/** Whether a place has to be looked up for these conditions. */
export function nameCountries(conditions: readonly PolicyCondition[]): boolean {
  return conditions.some(({ countries }) => countries !== undefined);
}

/** Whether it has to be found out for these conditions if the browser is a new one. */
export function nameDevices(conditions: readonly PolicyCondition[]): boolean {
  return conditions.some(({ isNewDevice }) => isNewDevice !== undefined);
}

/**
 * The conditions that are to be asked once it is known who signs in: from the first on that depends on it, unless one before it applies.
 */
export function undecidedConditions(
  conditions: readonly PolicyCondition[],
  context: SignInContext,
): readonly PolicyCondition[] {
  const index = conditions.findIndex((condition) => applies(condition, context) !== false);
  const condition = conditions[index];
  return condition && applies(condition, context) === undefined ? conditions.slice(index) : [];
}

/** The first condition that applies, and its place; undefined: none does, or it depends on who signs in. */
export function decisiveCondition(
  conditions: readonly PolicyCondition[],
  context: SignInContext,
): { index: number; condition: PolicyCondition } | undefined {
  const index = conditions.findIndex((condition) => applies(condition, context) !== false);
  const condition = conditions[index];
  return condition && applies(condition, context) ? { index, condition } : undefined;
}

/** What the conditions of a policy say of a sign-in: that it is denied, or the level that it has to reach. */
export function conditionAt(
  conditions: readonly PolicyCondition[],
  context: SignInContext,
): { isDenied: boolean; level: Level } {
  const condition = decisiveCondition(conditions, context)?.condition;
  return {
    isDenied: condition?.effect === 'deny',
    level: condition?.effect === 'step_up' ? (condition.level ?? 2) : 1,
  };
}

/** Whether a condition names nothing, so that it applies to every sign-in. */
export function holdsAlways({ addresses, hours, countries, isNewDevice, isInverted }: PolicyCondition): boolean {
  return !isInverted && [addresses, hours, countries, isNewDevice].every((part) => part === undefined);
}

/** @returns undefined when it depends on who signs in, which is not known. */
function applies(
  { addresses, hours, countries, isNewDevice, isInverted = false }: PolicyCondition,
  { address, now, country = null, ...context }: SignInContext,
): boolean | undefined {
  const isMet =
    (!addresses || isWithin(addresses, address)) &&
    (!hours || isAt(hours, now)) &&
    (!countries || (country !== null && countries.includes(country)));
  if (!isMet || isNewDevice === undefined) return isMet !== isInverted;
  return context.isNewDevice === undefined ? undefined : (context.isNewDevice === isNewDevice) !== isInverted;
}

/** Whether a text is a network in CIDR notation. */
export function isNetwork(text: string): boolean {
  return ipaddr.isValidCIDR(text);
}

/** An address that is not known is in no network. */
function isWithin(networks: readonly string[], address: string | null): boolean {
  if (address === null || !ipaddr.isValid(address)) return false;
  const parsed = ipaddr.process(address);
  return networks.some((network) => {
    const [base, bits] = ipaddr.parseCIDR(network);
    return base.kind() === parsed.kind() && parsed.match(base, bits);
  });
}

function isAt({ from, until, zone }: Hours, now: Date): boolean {
  const format = new Intl.DateTimeFormat('en-GB', {
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
    timeZone: zone,
  });
  const time = format.format(now);
  return from <= until ? time >= from && time < until : time >= from || time < until;
}
