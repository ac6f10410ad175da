import type { MethodName } from '../method-names.ts';
import type { MethodRules } from './method-rules.ts';
import { push } from './push.ts';
import { sms } from './sms.ts';

/** The rules of every method by name. */
export const methodRules: Record<MethodName, MethodRules> = { PUSH: push, SMS: sms };
