import { createRequire } from 'node:module';
import type apn from '@parse/node-apn';
import type * as firebaseApp from 'firebase-admin/app';
import type * as firebaseMessaging from 'firebase-admin/messaging';
import type twilio from 'twilio';

const load = createRequire(import.meta.url);

/*
 * The SDKs of providers, each loaded when it is first used: together they take a tenth of the start of a process, and an installation has
 * one or two of them.
 */

export function loadTwilio(): typeof twilio {
  return load('twilio') as typeof twilio;
}

export function loadApn(): typeof apn {
  return load('@parse/node-apn') as typeof apn;
}

export function loadFirebaseApp(): typeof firebaseApp {
  return load('firebase-admin/app') as typeof firebaseApp;
}

export function loadFirebaseMessaging(): typeof firebaseMessaging {
  return load('firebase-admin/messaging') as typeof firebaseMessaging;
}
