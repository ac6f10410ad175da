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
  /** Whether it applies where the rest does not: an address that is none of these, or a time out of these hours. */
  isInverted?: boolean | undefined;
  effect: 'allow' | 'step_up' | 'deny';
  /** Of `step_up`. */
  level?: Level | undefined;
}

/** Where and when a person signs in. */
export interface SignInContext {
  address: string | null;
  now: Date;
}

/** The first condition that applies, and its place; undefined: none does. */
export function decisiveCondition(
  conditions: readonly PolicyCondition[],
  context: SignInContext,
): { index: number; condition: PolicyCondition } | undefined {
  const index = conditions.findIndex((condition) => applies(condition, context));
  const condition = conditions[index];
  return condition && { index, condition };
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

function applies({ addresses, hours, isInverted = false }: PolicyCondition, { address, now }: SignInContext): boolean {
  const isMet = (!addresses || isWithin(addresses, address)) && (!hours || isAt(hours, now));
  return isMet !== isInverted;
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
