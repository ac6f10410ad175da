import { z } from 'zod';
import { identifier } from '../../http/text.ts';
import { shownClient } from '../client.ts';

const interaction = identifier(64).describe('The `interaction` that the page was opened with.');

export const accountsQuery = z.strictObject({ interaction });

export const chooseBody = z.strictObject({
  interaction,
  account_id: z.uuid().nullable().default(null).describe('An account of the list; null: another person signs in.'),
});

export const forgetBody = z.strictObject({ interaction, account_id: z.uuid().describe('An account of the list.') });

const client = shownClient.describe('Who asks.');

export const accountsAnswer = z
  .object({
    client,
    accounts: z
      .array(
        z.object({
          account_id: z.string().describe('Names it here.'),
          name: z.string().nullable().describe('Name of the person, if they have one.'),
          display: z.string().describe('Masked address or name.'),
          signed_in: z.boolean().describe('Whether its session is alive; else the person has to sign in.'),
          current: z.boolean().describe('Whether it is the one that sites get now.'),
        }),
      )
      .describe('The accounts of this browser, the last used first: five at the most.'),
  })
  .meta({
    examples: [
      {
        client: { client_id: 'client123', name: 'Shop', logo_uri: null, policy_uri: null, tos_uri: null },
        accounts: [
          {
            account_id: '01968f3e-5f2a-7c61-9c39-0242ac120002',
            name: 'Anna de Vries',
            display: 'a***@example.com',
            signed_in: true,
            current: true,
          },
        ],
      },
    ],
  });

export const chooseAnswer = z
  .object({ redirect_to: z.string().describe('Where the browser goes on.') })
  .meta({ examples: [{ redirect_to: 'https://id.example.com/oauth/authorize/kT3v9Qm2R0yLx8cP4sWb1A' }] });
