import { z } from 'zod';
import { faultOfRedirectEntry, isPlainAddress } from './redirect-rules.ts';

const level = z.number().int().min(1).max(4);
const redirect = z.string().refine(isPlainAddress).optional();
const day = 86_400;

/** Settings of action tokens (contract/idp.md section 1). `person_activation_enabled` is the toggle of activation. */
// prettier-ignore
export const actionTokenSettings = {
  credentials_api_enabled: z.boolean().default(true).describe('Off: the Credentials API processes no token and compares no password (1001).'),
  action_token_login_enabled: z.boolean().default(true).describe('Off: no token signs in by the action `LOGIN` (1028).'),
  app_to_web_enabled: z.boolean().default(true).describe('Off: no token signs in by the action `LOGIN_APP2WEB` (1028).'),
  action_token_coupling_enabled: z.boolean().default(true).describe('Off: no token couples an external identity (1028).'),
  activation_by_email_enabled: z.boolean().default(true)
    .describe('Off: no token activates by the method `EMAIL` (1028), and people who are created get no mail to activate their account.'),
  action_token_lifetime: z.number().int().min(60).max(90 * day).default(day).describe('Seconds that a new action token is good for.'),
  action_token_login_level: level.default(1).describe('Level of a sign-in by the action `LOGIN`, 1 to 4.'),
  app_to_web_level: level.default(1).describe('Level of a sign-in by the action `LOGIN_APP2WEB`, 1 to 4.'),
  action_token_redirects: z.array(z.string().refine((entry) => faultOfRedirectEntry(entry) === undefined)).max(100).default([])
    .describe('Addresses that a token may redirect to: exact ones, or regular expressions from `^` to `$` whose scheme and host are literal, without groups that repeat and with two repetitions at the most.'),
  activation_redirect: redirect.describe('Where the browser goes after an activation as the last action, where the token names no address.'),
  coupling_redirect: redirect.describe('The same after a coupling.'),
  login_redirect: redirect.describe('The same after a sign-in by `LOGIN`.'),
  app_to_web_redirect: redirect.describe('The same after a sign-in by `LOGIN_APP2WEB`.'),
  action_token_by_get: z.boolean().default(false)
    .describe('On: opening the link uses the token, as the published product does. Programs that open links of mails use tokens up then.'),
  action_token_same_device: z.boolean().default(false)
    .describe('On: a link that was asked for on the page of a link that does not work acts in the browser in which it was asked for alone. Links that a site or an operator sends have no such browser.'),
};
